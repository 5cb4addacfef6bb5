#pragma once
#include "views/path/path_index.h"

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <array>
#include <optional>
#include <vector>

/// What is shown: the stage at one moment, with one connection in the foreground.
struct PathMoment {
    const Stage& stage;
    const PathIndex& index;
    const Trace& trace;
    std::optional<ConnectionId> connection;
    std::uint32_t step = 0; ///< Of that connection: its states are those after it.
    Timestamp now{};
};

/// One line of text with its place.
struct PathText {
    QString text;
    QRectF box;
};

/// A host's box. Where several cables end at it below each other, one box spans them.
struct PathHostShape {
    StageHostIndex host = kNoStageHost; ///< kNoStageHost: the edge, where forged addresses come from.
    QRectF box;
    PathText name;
    PathText address; ///< Empty where there is no room.
    PathText state;   ///< Of the selected connection's end; empty without one, or without room.
    tcp::State stateOf = tcp::State::Closed;
    std::optional<Side> side; ///< Which end of the selected connection it is.
    QPointF token;            ///< Centre of the end's disc or diamond.
};

/// A cable with its two lanes.
struct PathCableShape {
    QRectF box;
    std::array<QRectF, 2> lanes; ///< To the right (above), to the left (below).
};

/// How much of a segment there is room for.
enum class ChipDetail { Large, Full, Brief, Tick };

/// One segment on its way, or the cross where it was lost.
struct PathChipShape {
    std::size_t flight = 0;   ///< Position in Stage::flights.
    std::uint32_t number = 0; ///< Flight::number
    QRectF box;
    QRectF hit;       ///< At least kPathHitSize in both directions.
    qreal exact = 0;  ///< Where its middle would be if it were alone: see PathCableShape::lanes for the range.
    ChipDetail detail = ChipDetail::Full;
    QString label;    ///< Empty for ticks.
    SegmentKind kind = SegmentKind::Ack;
    bool isForward = true;
    bool isVivid = true; ///< Of the selected connection.
    bool isLost = false; ///< A cross.
    bool isHeld = false;
    bool isCopy = false;
    bool isCorrupt = false;
    qreal opacity = 1;
};

/// All shapes of one moment, in logical pixels.
struct PathLayout {
    QRectF area;
    QFont font;
    QFont boldFont;
    QFont smallFont; ///< Addresses, brief labels.
    QFont largeFont; ///< Labels of segments that have a lane nearly to themselves.

    /// Of a chip's label.
    const QFont& labelFont(ChipDetail detail) const;
    qreal unit = 0;  ///< Height of a line of text: all distances follow it.
    std::vector<PathCableShape> cables;
    std::vector<PathHostShape> hosts;
    std::vector<PathChipShape> chips; ///< In painting order: the selected connection's last.
    PathText time;
    PathText count; ///< How many are on the way; and how many cables there is no room for.
    PathText note;  ///< When nothing flies.

    /// The chip that a pointer there means: the nearest of those whose hit areas contain it, the selected connection's before others.
    /// Crosses are found only if nothing else is there.
    const PathChipShape* chipAt(const QPointF& point) const;
    const PathChipShape* chipOf(std::size_t flight) const;
};

inline constexpr qreal kPathHitSize = 24.0;

PathLayout layoutPath(const QRectF& area, const PathMoment& moment, const QFont& font);

/// Moves intervals apart that would overlap, as little as possible: `centres` (ascending) with `widths` and `gap` between them, within
/// `left` … `right`. Where there is not room for all, they overlap evenly.
std::vector<qreal> spreadOut(const std::vector<qreal>& centres, const std::vector<qreal>& widths, qreal gap, qreal left, qreal right);
