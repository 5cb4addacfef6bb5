#pragma once
#include "model/simulation/passage.h"
#include "model/tcp/endpoint.h"

#include <array>
#include <deque>
#include <string>
#include <vector>

namespace simulation {

/// Position of a socket among all that its host ever had.
using SocketId = std::uint32_t;
inline constexpr SocketId kNoSocket = std::numeric_limits<SocketId>::max();
/// Position of a process among all that its host ever had.
using ProcessId = std::uint32_t;
inline constexpr ProcessId kNoProcess = std::numeric_limits<ProcessId>::max();

/// What an application does by itself: see Habit.
struct Habits {
    bool accept = true;
    bool read = true;
    bool fork = false;
    bool close = false;                      ///< At the end of the peer's stream.
    std::optional<std::uint64_t> closeAfter; ///< Once so many octets have been read.
    std::optional<std::uint64_t> send;
    std::optional<std::uint64_t> reply;
};

/// A call that failed.
struct FailedCall {
    Timestamp time{};
    SocketError error = SocketError::None;
};

/// What a descriptor refers to: a connection or a listener, with its TCP endpoint.
struct Socket {
    explicit Socket(const tcp::EndpointSettings& settings) : endpoint(settings) { reached.fill(Timestamp::max()); }

    SocketId id = kNoSocket;
    std::string name; ///< As the scenario calls it; may be empty.
    SocketAddress local;
    SocketAddress remote;
    tcp::Endpoint endpoint;
    SocketOptions options;
    Habits habits;
    FlowId flow = kNoFlow;
    ConnectionId connection = kNoConnection;
    bool isLow = false;       ///< It is the flow's first end.
    bool isListener = false;
    bool isGone = false;      ///< Forgotten by its host: in a crash.
    Timestamp made{};

    // Descriptors.
    std::uint32_t references = 0; ///< Descriptors of processes that refer to it.
    ProcessId owner = kNoProcess; ///< The process whose application serves it.

    // A listener's queues.
    std::uint32_t backlog = 128;
    std::uint32_t synQueue = 0;            ///< Connections in SYN-RECEIVED.
    std::deque<SocketId> acceptQueue;
    std::deque<std::string> waitingAccepts; ///< Names that blocked accept() calls will give.
    std::uint64_t cookiesSent = 0;
    // A connection that came in.
    SocketId listener = kNoSocket;
    bool isInSynQueue = false;
    bool isAccepted = true;

    // What the application has done, and what it is waiting for.
    std::uint64_t sent = 0;        ///< Octets that the endpoint took.
    std::uint64_t read = 0;
    std::uint64_t pendingSend = 0; ///< Octets that a blocked send() still has.
    std::optional<std::uint64_t> pendingRead; ///< A blocked read() of at most so many octets.
    bool closeAfterSend = false;   ///< close() was called behind a blocked send().
    bool shutAfterSend = false;
    bool hasSentByHabit = false;
    bool isReadShut = false;
    bool isWriteShut = false;
    bool peerHasClosed = false;
    bool wasConnected = false;
    SocketError pendingError = SocketError::None; ///< For the next call.
    std::vector<FailedCall> failures;

    // Until when close() blocks with SO_LINGER, and whose.
    Timestamp lingersUntil = Timestamp::max();
    ProcessId lingerer = kNoProcess;

    tcp::SeqNumber lastAckSent;
    tcp::SeqNumber lastAckQueued;
    std::size_t lastQueued = 0; ///< Position of its last segment among those that its host is about to send.
    std::size_t stepsSeen = 0; ///< Of the endpoint's walk.
    std::array<Timestamp, tcp::kStateCount> reached; ///< When it was first in each state; max: never.
    Timestamp timerAt = Timestamp::max();            ///< The earliest timer event that has been scheduled.
    std::vector<tcp::Notice> notices;                ///< For the application.
    bool isQueued = false;                           ///< Its application is about to be served.

    tcp::State state() const { return isGone ? tcp::State::Closed : endpoint.state(); }
    /// Octets that arrived in order, read or not.
    std::uint64_t received() const { return read + endpoint.readable(); }
    /// Octets sent that the peer has acknowledged.
    std::uint64_t acknowledged() const
    {
        const tcp::Tcb& tcb = endpoint.tcb();
        const bool openSyn = tcb.snd.una == tcb.snd.iss;
        const bool openFin = tcb.snd.fin && tcb.snd.una.isAtOrBefore(*tcb.snd.fin);
        const std::uint64_t open = endpoint.unacknowledged();
        const std::uint64_t text = open - std::min<std::uint64_t>(open, (openSyn ? 1u : 0u) + (openFin ? 1u : 0u));
        return sent - std::min<std::uint64_t>(sent, text);
    }
};

/// A process and its descriptors. One socket may stand in the tables of several processes.
struct Process {
    std::string name;
    std::uint32_t pid = 0;
    bool isAlive = true;
    bool isStopped = false;
    std::uint32_t lingering = 0; ///< Calls of close() that block it (SO_LINGER).
    std::vector<SocketId> descriptors;
    std::vector<Call> waiting; ///< Calls that it will make when it goes on.

    bool isRunning() const { return isAlive && !isStopped && lingering == 0; }
};

} // namespace simulation
