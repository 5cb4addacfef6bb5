#pragma once
#include "views/ladder/ladder_axis.h"
#include "views/ladder/ladder_layout.h"

// The ladder true to time as data, in logical pixels below the window's upper edge. Only what the window shows is looked at.

/// What part of a connection is in view, at which scale.
struct TimeWindow {
    const Trace& trace;
    ConnectionId connection = 0;
    const LadderAxis& axis;
    const LadderScale& scale;
    const LadderMetrics& metrics;
    double scrollTop = 0;
    qreal height = 0;

    const Record& record(std::uint32_t row) const { return trace.record(trace.connection(connection).records[row]); }
    qreal y(Timestamp time) const;
    /// The rows of which anything may be in view.
    RowRange rows() const;
};
/// Room for a label above the first moment.
qreal ladderTimeTop(const LadderMetrics& metrics);

/// An idle gap.
struct FoldShape {
    QRectF box;
    QString text; ///< How long it is; empty where it has no room.
};
std::vector<FoldShape> layoutFolds(const TimeWindow& window);

/// From the moment of sending to that of arrival. Labels stand above the arrow's beginning, in their sender's half, and never overlap:
/// those of the row `keep` and of rare segments go before data, and data before ACKs; what has no room has no label.
/// `doubts` are those of window.rows(): they are written below the arrow's end, where that has room.
std::vector<ArrowShape> layoutTimeArrows(const TimeWindow& window, const Notation& notation, std::uint32_t keep, const std::vector<Doubt>& doubts = {});
std::vector<JoinShape> layoutTimeJoins(const TimeWindow& window);
/// From the connection's steps; `end` is the lower edge of what is drawn.
std::vector<BandShape> layoutTimeBands(const TimeWindow& window, qreal end);
/// Frame and time beside the rows of all windows, in the columns of the first, as many as have room.
std::vector<RowShape> layoutTimes(const std::vector<TimeWindow>& windows);
/// The row whose arrow is nearest to a point of the window, or none within a line's height.
std::optional<std::uint32_t> timeRowAt(const TimeWindow& window, const QPointF& point);
