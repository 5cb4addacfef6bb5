#pragma once
#include "views/ladder/ladder_axis.h"
#include "views/ladder/ladder_density.h"
#include "views/ladder/ladder_layout.h"
#include "views/ladder/ladder_merge.h"

#include <memory>
#include <set>

class QPainter;

/// All that decides what a ladder looks like, besides its area and how far it is scrolled.
struct LadderPicture {
    const Trace& trace;
    ConnectionId connection = 0;
    std::uint32_t step = 0; ///< Rows below it are dimmed: they have not happened yet.
    const Theme& theme;
    Notation notation;
    std::optional<std::uint32_t> hovered = {};    ///< The row that the pointer is on, in whichever view.
    std::vector<std::uint32_t> covered = {};      ///< The rows that it acknowledges: see coveredBy().
    const Stage* stage = nullptr;                 ///< For its captions.
    const std::set<RecordNumber>* marks = nullptr;
    const LadderDensity* density = nullptr;       ///< For rows lower than LadderMetrics::isDensity() allows.
    bool isComplete = true;                       ///< No more records come: what is not acknowledged at the end will not be.

    /// The record that happened last; none at the start.
    std::optional<RecordNumber> currentRecord() const { return step == 0 ? std::nullopt : std::optional(trace.connection(connection).records[step - 1]); }
};

/// One of several connections side by side.
struct LadderLane {
    LadderPicture picture;
    LadderMetrics metrics;
    bool isSelected = true;
};

/// Draws the header and the rows that `area` shows when its content is scrolled by `scrollTop`. Returns the number of rows drawn.
std::uint32_t paintLadderWindow(QPainter& painter, const QRectF& area, double scrollTop, const LadderPicture& picture, const LadderMetrics& metrics);

/// Several connections side by side, in even rows that are those of all of them, in the order of the trace.
std::uint32_t paintLadderLanes(QPainter& painter, const QRectF& area, double scrollTop, const std::vector<LadderLane>& lanes, const LadderMerge& merge);

/// One connection or several true to time: every record at its moment, arrows as steep as their way was long, idle gaps folded. Where more
/// than some hundred arrows would be in view, their density is drawn instead. Labels that have no room are left out.
std::uint32_t paintLadderInTime(QPainter& painter, const QRectF& area, double scrollTop, const std::vector<LadderLane>& lanes, const LadderAxis& axis, const LadderScale& scale);
/// How high the whole connection is there.
double ladderTimeHeight(const Trace& trace, const LadderAxis& axis, const LadderScale& scale, const LadderMetrics& metrics);

/// Draws the connection after its first `step` records: the rows around the last of them that fit, or all if they do.
/// Needs no widget and no event loop, so that exports look like the window.
void paintLadder(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId id, std::uint32_t step, const Theme& theme,
                 const QFont& font, const Notation& notation);

/// The same true to time, for one connection or several side by side; `id` is the one whose first `step` records have happened.
void paintLadderTrueToTime(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId id, std::uint32_t step, const Theme& theme, const QFont& font,
                           const Notation& notation, const std::shared_ptr<const Stage>& stage, const std::vector<ConnectionId>& companions = {});
/// An area in which it has all its rows, or as many as a picture should have.
QSizeF ladderTimeSize(const Trace& trace, ConnectionId id, const QFont& font, const std::shared_ptr<const Stage>& stage, const std::vector<ConnectionId>& companions = {});

/// The area that shows all rows of a connection (at most 200 of them) without shortening a label, within reason.
QSizeF ladderSize(const Trace& trace, ConnectionId id, const QFont& font, const Notation& notation);
