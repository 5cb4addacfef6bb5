#pragma once
#include "model/base/socket_address.h"
#include "model/base/time.h"
#include "model/tcp/segment.h"
#include "model/trace/record.h"

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

/// Position of a host in Stage::hosts.
using StageHostIndex = std::uint32_t;
/// No host of the stage: a forged address, or one that nobody has.
inline constexpr StageHostIndex kNoStageHost = std::numeric_limits<StageHostIndex>::max();

/// One host as it is at the moment that is shown.
struct StageHost {
    std::string name;
    IpAddress address;
};

/// A segment on its way from one host to another.
struct Flight {
    Timestamp sent{};
    Timestamp ends{}; ///< When it arrives, or is lost.
    Timestamp due{};  ///< When it would arrive, were it not lost on its way.
    Timestamp since{};     ///< From when on it is there: `sent`, or when the link has made the copy.
    Timestamp delayedAt{}; ///< When it was delayed last on its way; before `sent`: it was not.
    Timestamp dueBefore{}; ///< What `due` was before that.
    StageHostIndex from = kNoStageHost;
    StageHostIndex to = kNoStageHost;
    ConnectionId connection = 0;
    std::uint32_t number = 0; ///< In the order of sending, from 1, as Record::frame; a copy that the link made has the original's.
    Side sender = Side::Initiator;
    tcp::Flags flags;
    tcp::SeqNumber seq;
    tcp::SeqNumber ack;
    std::uint32_t textLength = 0; ///< Octets.
    std::uint32_t window = 0;     ///< Octets.
    bool isLost = false;
    bool isCopy = false;    ///< Made by the link.
    std::uint32_t copy = 0; ///< Which one of the copies that the link made, from 1; 0: the segment itself.
    bool isCorrupt = false; ///< Arrives damaged, and is not looked at.

    /// How much of its way it has come at `now`, 0 to 1. What happens to it on its way changes nothing before that moment.
    double progressAt(Timestamp now) const;
};

/// What one end of a connection kept to itself, from a moment until the next sample of that end: no wire shows it.
struct EndpointSample {
    Timestamp time{};
    ConnectionId connection = 0;
    Side side = Side::Initiator;
    std::uint32_t cwnd = 0;     ///< Octets (RFC 5681).
    std::uint32_t ssthresh = 0; ///< Octets; kNoThreshold: none yet.
    std::uint32_t mss = 0;      ///< Octets in a full-sized segment that it sends.
    std::uint32_t unsent = 0;   ///< Octets that its user has sent and TCP has not.
    std::uint32_t readable = 0; ///< Octets that have arrived in order and that its user has not read.
    tcp::SeqNumber rcvNxt;      ///< RCV.NXT: what has arrived in order, acknowledged yet or not.
    std::uint32_t rcvWnd = 0;   ///< RCV.WND, octets.

    static constexpr std::uint32_t kNoThreshold = 0x7FFF'FFFF;
    friend bool operator==(const EndpointSample&, const EndpointSample&) = default;
};

/// What the student is told, from its moment until the next one.
struct Caption {
    Timestamp time{};
    RecordNumber position = 0; ///< So many records had been written.
    std::string english;
    std::map<std::string, std::string> translations; ///< By language tag: "zh_CN".
};

/// One line of a host's socket table, as `ss` shows it.
struct StageSocket {
    SocketAddress local;
    SocketAddress remote; ///< Port 0: a listener.
    tcp::State state = tcp::State::Closed;
    std::uint64_t receiveQueue = 0; ///< Octets not read; of a listener: connections not accepted.
    std::uint64_t sendQueue = 0;    ///< Octets not acknowledged; of a listener: its backlog.
    std::uint32_t processes = 0;    ///< How many have it open; 0: an orphan.
    std::string owners;             ///< "main,worker": their names.
    std::string name;               ///< As the scenario calls it; may be empty.
};

/// How one host stands at one moment.
struct StageHostStatus {
    bool isUp = true;
    bool isUnplugged = false;
    std::uint32_t receiveBuffer = 0;  ///< Octets, of its newest connection or, without one, of those to come.
    std::vector<StageSocket> sockets; ///< Listeners first, then in the order in which they were made.
    std::string lastError;            ///< errno that an application was told last: "ECONNRESET"; empty: none so far.
};

/// What a simulation has to show besides its trace: hosts, segments on their way, captions. A recording has no stage.
struct Stage {
    Timestamp start{};
    Timestamp end{}; ///< Of the simulation; nothing happens after it.
    std::vector<StageHost> hosts;
    std::vector<Flight> flights;   ///< In the order of sending; a copy stands behind its original.
    std::vector<EndpointSample> samples; ///< In the order of time.
    std::vector<Caption> captions; ///< In the order of time; the first is the title, unless a note comes at once.
    Duration longestFlight{};      ///< No flight takes longer.

    /// Positions in `flights` of the segments under way at `now`: there at or before it, and not ended before or at it.
    std::vector<std::size_t> flightsAt(Timestamp now) const;
    /// The last sample of that end at or before `now`; null before the first.
    const EndpointSample* sampleAt(ConnectionId connection, Side side, Timestamp now) const;
    /// The caption of that moment; null before the first.
    const Caption* captionAt(Timestamp now) const;
};
