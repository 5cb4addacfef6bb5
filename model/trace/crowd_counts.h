#pragma once
#include "model/trace/chunked_log.h"
#include "model/trace/trace.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

/// Where an end is counted: its state's number, or kEndedPlace.
using CrowdPlace = int;
/// CLOSED at the end of a connection, as RFC 9293's Figure 5 draws it apart from the CLOSED at the beginning.
inline constexpr CrowdPlace kEndedPlace = tcp::kStateCount;
inline constexpr int kCrowdPlaceCount = tcp::kStateCount + 1;

/// The place of an end that was at `from` and is in state `to` now: whoever gives up before ESTABLISHED goes back to the beginning.
CrowdPlace crowdPlaceAfter(CrowdPlace from, tcp::State to);
/// Where one end stands after the connection's first `step` records, 1 or more: what CrowdCounts counts.
CrowdPlace crowdPlace(const Trace& trace, ConnectionId id, Side side, std::uint32_t step);
/// What ConnectionFilter calls the place behind "state:": "unopened" and "ended" for both kinds of CLOSED, else the state's name.
std::string_view placeWord(CrowdPlace place);

/// How many ends are where, over all connections that have begun: those with at least one record before the position.
struct CrowdMoment {
    std::array<std::array<std::uint32_t, kCrowdPlaceCount>, 2> ends{}; ///< By index(Side), then by place.

    std::uint32_t count(Side side, CrowdPlace place) const { return ends[index(side)][std::size_t(place)]; }
    /// Both sides' ends.
    std::uint32_t total(CrowdPlace place) const { return count(Side::Initiator, place) + count(Side::Responder, place); }
    /// Ends in that state; both places count for CLOSED.
    std::uint32_t inState(tcp::State state) const;
    /// Connections that have begun.
    std::uint32_t connections() const;

    friend bool operator==(const CrowdMoment&, const CrowdMoment&) = default;
};

/// The counts at one of several places along the trace.
struct CrowdSample {
    RecordNumber position = 0;
    Timestamp time{};
    CrowdMoment counts;
};

/// Counts of ends per state at any position of a growing trace: a log of the changes with sums after every 4096 of them.
///
/// Connections that have left the trace's memory by then are not counted (see Departures::latest).
///
/// What counts is the state that a record leaves an end in, so an assumption that is retracted is counted while it stands. About
/// 8 octets a change, 2 a connection and 1/32 a record.
class CrowdCounts {
public:
    /// Counts what the trace has grown by, until done or until `budget` is used up (looked at every 4096 records); true when done.
    bool catchUp(const Trace& trace, std::chrono::nanoseconds budget = std::chrono::nanoseconds::max());
    /// Forgets all, for another trace.
    void clear();

    /// Records counted so far.
    RecordNumber position() const { return m_position; }
    /// The counts after the first `position` records (at most those counted so far): replays 2048 changes at most.
    CrowdMoment at(RecordNumber position) const;
    /// The most ends that were at each place at once, both sides together, so far.
    const std::array<std::uint32_t, kCrowdPlaceCount>& peaks() const { return m_peaks; }
    std::size_t changeCount() const { return m_changes.size(); }
    /// The latest time of the records counted; the epoch without any.
    Timestamp latest() const { return m_latest.empty() ? Timestamp{} : m_latest.back(); }

    /// The records before the first one (of those counted) that is later than `time`.
    RecordNumber positionAt(const Trace& trace, Timestamp time) const;
    /// The counts at `count` (2 or more, else the last alone) evenly spaced moments from `from` to `to`, both included. A moment's
    /// position is positionAt(). For a chart: 2,000 of them take a few milliseconds however long the trace is.
    std::vector<CrowdSample> overTime(const Trace& trace, Timestamp from, Timestamp to, std::size_t count) const;
    /// The same at evenly spaced positions; a sample's time is that of the record before its position, or of the first one.
    std::vector<CrowdSample> overPositions(const Trace& trace, RecordNumber from, RecordNumber to, std::size_t count) const;

private:
    /// One record moved ends of its connection. Places as four bits each: initiator low, responder high.
    struct Change {
        RecordNumber record = 0;
        std::uint8_t before = 0;
        std::uint8_t after = 0;
    };
    struct Ends {
        std::uint8_t states = 0; ///< As Record::packedStates.
        std::uint8_t places = kUnseen;
    };
    using EndsChunk = std::array<Ends, 1024>;
    class Cursor;

    static constexpr std::uint8_t kUnseen = 0xFF;
    static constexpr std::size_t kEvery = 4096;
    static constexpr std::size_t kTimeBlock = 256;

    void add(const Trace& trace, const Record& record, RecordNumber number);
    void skipDeparted(const Trace& trace);
    void noteTime(Timestamp time, RecordNumber number);
    Ends& endsOf(ConnectionId id);
    std::size_t changesBefore(RecordNumber position) const;
    static void apply(CrowdMoment& moment, std::uint8_t leave, std::uint8_t enter);

    ChunkedLog<Change, 14> m_changes;
    std::vector<CrowdMoment> m_checkpoints; ///< The n-th: after n * kEvery changes.
    std::vector<std::unique_ptr<EndsChunk>> m_ends; ///< By connection; only where there is one that counts.
    std::vector<Timestamp> m_latest;        ///< The n-th: the latest time of the first (n + 1) * kTimeBlock records.
    std::array<std::uint32_t, kCrowdPlaceCount> m_peaks{};
    CrowdMoment m_last;
    RecordNumber m_position = 0;
};
