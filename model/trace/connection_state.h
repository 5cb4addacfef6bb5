#pragma once
#include "model/trace/connection.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <unordered_map>

class Trace;

/// A segment with text (or FIN) that its receiver has not acknowledged.
struct FlyingSegment {
    std::uint64_t begin = 0;     ///< Offset in the stream: see StreamState.
    std::uint64_t end = 0;
    RecordNumber record = 0;     ///< The last time it was sent.
    std::uint16_t sendings = 1;  ///< More than 1: retransmitted.
    bool sacked = false;         ///< The receiver has reported it (RFC 2018).
    std::uint32_t segments = 1;  ///< How many it stands for: see StreamState::flying.
    std::uint64_t missing = 0;   ///< Octets in it that were not captured; 0 unless it stands for several.
    /// It was recorded as a segment, not as one lost. In a simulation, which records arrivals, its receiver was reached.
    bool arrived = false;
};

/// One direction: what its sender has sent and its receiver has answered, as the capture shows it.
///
/// Offsets are sequence numbers relative to the ISN, unwrapped to 64 bits: the SYN is 0, the first octet of text 1.
struct StreamState {
    std::uint64_t una = 0;          ///< SND.UNA: the first octet not acknowledged.
    std::uint64_t nxt = 0;          ///< SND.NXT: after the highest octet sent.
    std::uint64_t windowEnd = 0;    ///< SND.UNA + SND.WND as last advertised: the first octet that may not be sent.
    std::uint32_t window = 0;       ///< The last advertised window, octets.
    bool windowKnown = false;       ///< The receiver has said anything yet.
    bool synSent = false;
    bool finSent = false;
    std::uint64_t finOffset = 0;    ///< Where the FIN stands, if finSent.
    std::uint64_t peakFlight = 0;   ///< The most that was in flight at once so far.
    std::uint32_t peakWindow = 0;   ///< The largest window so far.
    std::uint32_t largestText = 0;  ///< Octets of text in the largest segment so far.
    std::uint32_t lastText = 0;     ///< Octets of text in the last segment that brought new text.
    std::uint64_t roundEnd = 0;     ///< Where the current round of acknowledgments ends: SND.NXT when it began.
    std::uint64_t roundPeak = 0;    ///< The most that was in flight in the current round.
    std::uint64_t lastRoundPeak = 0; ///< And in the round before: together an estimate of cwnd from below.
    /// By begin, disjoint; one that was resent or reported in part is split there. Where several thousand fly, as in a capture of one
    /// direction alone, the oldest neighbours that look alike stand together as one.
    std::deque<FlyingSegment> flying;
};

/// What the sliding-window view shows: a pure fold over the connection's records.
struct ConnectionState {
    std::uint32_t step = 0;         ///< How many of the connection's records it contains.
    StreamState streams[2];         ///< By sender: index(Side).
};

/// Folds one record into `state`. `sacks` are its SACK blocks.
void apply(ConnectionState& state, const Connection& connection, const Record& record, RecordNumber number, std::span<const tcp::SackBlock> sacks);

/// What cwnd is at least, octets, as far as the flight shows it: the most in flight in this round trip and the last; 0 at first.
std::uint64_t estimatedCwnd(const StreamState& stream);
/// Adds a segment of `sender` that is still under way and therefore not recorded (simulations only).
void addUnderWay(ConnectionState& state, const Connection& connection, Side sender, tcp::SeqNumber seq, std::uint32_t len, tcp::Flags flags,
                 RecordNumber number);
/// `number` of the sender's stream as an offset near `reference`; negative for what lies before the first number seen in mid-stream.
std::int64_t streamOffset(tcp::SeqNumber number, tcp::SeqNumber isn, std::uint64_t reference);

/// Snapshots of the connections after every 4096 records, made when first asked for; fewer where they would take too much memory.
class SnapshotCache {
public:
    ConnectionState stateAt(const Trace& trace, ConnectionId id, std::uint32_t step);
    /// See Trace::approachState().
    bool approach(const Trace& trace, ConnectionId id, std::uint32_t step, std::chrono::nanoseconds budget);
    /// The connection is gone: so is what was kept of it.
    void forget(ConnectionId id);
    /// What the snapshots take, about.
    std::size_t octets() const { return m_octets; }

private:
    static constexpr std::uint32_t kEvery = 4096;
    static constexpr std::uint32_t kNearEvery = 256;
    static constexpr std::size_t kNearLimit = 32;
    static constexpr std::size_t kMostOctets = 48u << 20;
    struct Snapshots {
        std::map<std::uint32_t, ConnectionState> states;
        std::uint32_t every = kEvery; ///< Records from one to the next.
    };
    const ConnectionState* nearest(ConnectionId id, std::uint32_t step);
    void takeNext(const Trace& trace, ConnectionId id, ConnectionState& state);
    void keep(ConnectionId id, const ConnectionState& state);
    void thinOut(ConnectionId id);
    std::unordered_map<ConnectionId, Snapshots> m_snapshots;
    std::size_t m_octets = 0; ///< Of m_snapshots, about.
    // Around the latest answer, so that a step in either direction replays few records.
    std::map<std::uint32_t, ConnectionState> m_near;
    ConnectionId m_nearConnection = 0;
};
