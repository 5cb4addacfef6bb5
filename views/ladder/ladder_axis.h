#pragma once
#include "model/trace/stage.h"
#include "views/ladder/ladder_merge.h"
#include "views/ladder/ladder_metrics.h"

#include <chrono>
#include <memory>
#include <vector>

/// When a segment left its sender and when it reached the other end, or was lost on its way.
struct FlightTimes {
    Timestamp sent{};
    Timestamp ends{};
    bool isSentEstimated = false;
    bool isEndEstimated = false;
    double share = 1.0; ///< How much of the way it came: less than 1 only where it was lost.
};

/// How far the capture was from either end, from the handshake: half of what each end took to answer there.
/// Both zero where no handshake was seen.
struct PathDelays {
    Duration initiator{};
    Duration responder{};
    bool isKnown = false;

    Duration of(Side side) const { return side == Side::Initiator ? initiator : responder; }
};
PathDelays pathDelays(const Trace& trace, ConnectionId id);

/// A stretch of time in which nothing happened at all, drawn as a gap of fixed height.
struct FoldedGap {
    Timestamp from{};
    Timestamp to{};
    Duration hiddenBefore{}; ///< By the folds above this one.
};

/// Where the moments of a connection, or of several side by side, stand when the ladder is true to time. What is idle in all of them is folded.
///
/// In a simulation the stage tells when segments left; in a recording the far ends are estimated by pathDelays(). Built in slices.
class LadderAxis {
public:
    /// Forgets all and looks at those connections from now on; `stage` is null for recordings.
    void restart(const Trace& trace, std::vector<ConnectionId> ids, std::shared_ptr<const Stage> stage);
    void restart(const Trace& trace, ConnectionId id, std::shared_ptr<const Stage> stage) { restart(trace, std::vector<ConnectionId>{id}, std::move(stage)); }
    /// Goes on for about `budget`; true once all records of the connections have been looked at.
    bool advance(const Trace& trace, std::chrono::microseconds budget);

    const std::vector<FoldedGap>& folds() const { return m_folds; }
    /// Of one of the connections.
    const PathDelays& delays(ConnectionId id) const;
    bool isSimulated() const { return m_stage != nullptr; }
    const std::vector<ConnectionId>& connections() const { return m_cursor.connections(); }
    /// A gap of at least this length is folded.
    Duration foldFrom() const { return m_foldFrom; }
    /// The time that the usual way of a segment takes: what a natural scale follows.
    Duration rhythm() const { return m_rhythm; }
    Timestamp start() const { return m_start; }
    Timestamp end(const Trace& trace) const;
    FlightTimes times(const Record& record) const;
    /// The rows of one of the connections of which anything may lie between the two moments.
    RowRange rowsBetween(const Trace& trace, ConnectionId id, Timestamp from, Timestamp to) const;

private:
    void considerGap(const Trace& trace, const Record& record);
    Timestamp firstSentAfter(const Trace& trace, Timestamp limit) const;

    MergeCursor m_cursor;
    std::shared_ptr<const Stage> m_stage;
    std::vector<PathDelays> m_delays; ///< Of each of the connections.
    Duration m_longest{};             ///< No segment's way is longer.
    Duration m_foldFrom{};
    Duration m_rhythm{};
    Timestamp m_start{};
    Timestamp m_busyUntil{}; ///< Nothing of the records looked at is under way after it.
    Duration m_hidden{};
    std::vector<FoldedGap> m_folds;
};

/// An axis at one scale: moments to heights and back, in logical pixels below the content's first moment.
struct LadderScale {
    double pixelsPerSecond = 1000;
    double foldHeight = 0; ///< Never more than the shortest folded gap would take.

    double y(const LadderAxis& axis, Timestamp time) const;
    Timestamp time(const LadderAxis& axis, double y) const;
};
/// The scale at `zoom` times the natural one, in which a segment's usual way is some rows high.
LadderScale ladderScale(const LadderAxis& axis, const LadderMetrics& metrics, double zoom);
