#pragma once
#include "model/trace/trace.h"

#include <QFont>
#include <QRectF>

#include <optional>
#include <vector>

/// Rows `first` to `first` + `count` - 1 of a ladder: row r shows the connection's record r, counted from 0.
struct RowRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;

    std::uint32_t end() const { return first + count; }
    bool contains(std::uint32_t row) const { return row >= first && row < end(); }
};

/// Where everything in a ladder stands, in logical pixels; all of it follows from the font, the width and the widest texts.
///
/// From left to right: frame number, time, the initiator's state, its lifeline, the arrows, the responder's lifeline, its state.
struct LadderMetrics {
    QFont font;      ///< Labels and names.
    QFont smallFont; ///< Tags, gaps, column titles.

    qreal left = 0;  ///< Where its part of the picture begins: 0, but for the second and further of several connections side by side.
    qreal width = 0; ///< Where it ends.
    qreal spacing = 0;          ///< The smallest distance between two things; everything else is a multiple of it.
    qreal textHeight = 0;       ///< Of `font`.
    qreal smallTextHeight = 0;  ///< Of `smallFont`.
    qreal headerHeight = 0;
    qreal rowHeight = 0;        ///< A whole number, so that rows look alike, unless zoomed out.
    qreal naturalRowHeight = 0; ///< At zoom 1.
    bool hasLabels = true;      ///< A row has room for its texts.
    qreal topPadding = 0;       ///< Above row 0.
    qreal bottomPadding = 0;    ///< Below the last row: room for the last state's name.
    qreal penWidth = 0;         ///< Of a plain arrow.

    qreal marginWidth = 0;      ///< Of the strip at the left edge with marks and notes.
    qreal frameRight = 0;       ///< Right edge of the frame numbers; 0 where the width has no room for them.
    qreal timeRight = 0;        ///< Right edge of the times; 0 where the width has no room for them.
    int timeDecimals = 6;
    Timestamp origin{};         ///< The times count from here.
    std::optional<RecordNumber> reference; ///< The record that the user has chosen for that.
    bool isCompact = false;     ///< The bands are narrow, and the states' names stand upright in them.
    qreal lifelines[2] = {};    ///< x, by side.
    qreal bandWidth = 0;        ///< Of the states beside the lifelines.
    qreal arrowTop = 0;         ///< From the row's top to the arrow's beginning.
    qreal slant = 0;            ///< From the arrow's beginning down to its end.

    /// The band of one side, across.
    qreal bandLeft(Side side) const { return side == Side::Initiator ? lifelines[0] - spacing - bandWidth : lifelines[1] + spacing; }
    /// The height of so many rows with the padding.
    double contentHeight(std::uint32_t rows) const { return topPadding + double(rows) * rowHeight + bottomPadding; }
    /// Rows lower than this are drawn as density.
    bool isDensity() const { return rowHeight < 3.0; }
    /// The same at another height of rows: `zoom` 1 is natural, up to 3; below it, texts are left out.
    LadderMetrics zoomed(double zoom) const;
    /// The rows that a window of `height` shows, `scrollTop` below the content's upper edge.
    RowRange visibleRows(double scrollTop, qreal height, std::uint32_t rowCount) const;
    /// The upper edge of a row, below the content's.
    double rowTop(std::uint32_t row) const { return topPadding + double(row) * rowHeight; }
};

/// The metrics for one connection. The columns are wide enough for all its rows; where `width` is small, frame numbers go first,
/// then times. Times count from the record `reference`, else from the connection's start.
LadderMetrics ladderMetrics(const Trace& trace, ConnectionId id, const QFont& font, qreal width, std::optional<RecordNumber> reference = std::nullopt);

/// The same for several connections side by side, in that order: heights are equal, and only the first has columns and a margin.
std::vector<LadderMetrics> ladderMetrics(const Trace& trace, const std::vector<ConnectionId>& ids, const QFont& font, qreal width,
                                         std::optional<RecordNumber> reference = std::nullopt);

/// The least width at which names and arrows have room.
qreal ladderMinimumWidth(const QFont& font);
