#pragma once
#include "model/trace/stage.h"
#include "model/trace/trace.h"
#include "views/common/theme.h"

#include <cstdint>
#include <optional>
#include <vector>

/// Two hosts with a cable between them; `left` sends on the upper lane. kNoStageHost: forged addresses, or such that nobody has.
struct PathPair {
    StageHostIndex left = kNoStageHost;
    StageHostIndex right = kNoStageHost;

    bool joins(StageHostIndex a, StageHostIndex b) const { return (left == a && right == b) || (left == b && right == a); }
    friend bool operator==(const PathPair&, const PathPair&) = default;
};

/// How a flight looks at one moment.
struct FlightProgress {
    double share = 0.0;   ///< Of its way, 0 to 1.
    bool isOver = false;  ///< Lost by now: a cross is left.
    bool isHeld = false;  ///< It has been delayed on its way.
    double opacity = 1.0; ///< Of the cross.
};

/// Where that segment is at `now`; nothing before it was sent, after it has arrived, or after its cross has faded.
///
/// Segments move as Flight::progressAt() says, at the pace of their link. Of one that was lost when it was sent nobody can say where;
/// it gets as far as it does in the ladder.
std::optional<FlightProgress> progressOf(const Flight& flight, Timestamp now);
/// From then on nothing of it is to be seen.
Timestamp visibleUntil(const Flight& flight);

/// What the layout needs to know of a whole stage, found once: time and memory grow with the number of flights.
class PathIndex {
public:
    PathIndex() = default;
    PathIndex(const Stage& stage, const Trace& trace);

    /// All pairs of hosts between which anything flies, in the order in which they stand below each other.
    const std::vector<PathPair>& pairs() const { return m_pairs; }
    /// The pair of two hosts, whether or not anything flies between them. Host 1 stands at the right, as servers do.
    static PathPair pairOf(StageHostIndex a, StageHostIndex b);
    /// Position in pairs() of the flight's pair.
    std::size_t pairOf(std::size_t flight) const { return m_notes[flight].pair; }
    /// Whether it goes from left to right.
    bool isForward(std::size_t flight) const { return m_notes[flight].isForward; }
    /// How many went the same way before it.
    std::uint32_t rank(std::size_t flight) const { return m_notes[flight].rank; }

    /// Positions in Stage::flights of all that is to be seen at `now`, crosses included, in the order of sending.
    std::vector<std::size_t> visibleAt(const Stage& stage, Timestamp now) const;
    /// The record of that segment, if the trace has it.
    std::optional<RecordNumber> recordOf(const Flight& flight) const;

private:
    struct Note {
        std::uint32_t rank = 0;
        std::uint16_t pair = 0;
        bool isForward = true;
    };
    void findPairs(const Stage& stage);
    void findRecords(const Trace& trace);

    std::vector<PathPair> m_pairs;
    std::vector<Note> m_notes;
    std::vector<RecordNumber> m_records; ///< By number of the segment; kNoRecord where there is none.
    Duration m_reach{};                  ///< Nothing is to be seen for longer.
};

/// The flight as a record, for what reads records: the trace's own one or, where it has none yet, one that is made from the flight.
Record recordOf(const Flight& flight, const PathIndex& index, const Trace& trace);
/// Whether the trace has the flight's connection; not that of a forged segment which nobody has answered.
bool isKnown(const Flight& flight, const Trace& trace);
/// Where the connection's end lives.
StageHostIndex hostOf(const Stage& stage, const Connection& connection, Side side);
