#pragma once
#include "model/kernel/owners.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kernel {

/// How many sockets are in which state, by State.
using StateCounts = std::array<std::uint32_t, tcp::kStateCount>;

StateCounts countStates(std::span<const Socket> sockets);

/// Sockets in one state that exactly the same processes hold: one that is shared after fork() belongs to both, and is counted once.
struct Group {
    Ownership ownership = Ownership::Known;
    Process process;                 ///< Where the owner is known; of several the one with the lowest number.
    std::vector<Process> others;     ///< All others that hold each of these sockets as well, in the order of Owners::processes.
    tcp::State state = tcp::State::Closed;
    std::uint32_t sockets = 0;
    std::uint64_t recvQueue = 0;     ///< Octets (not of listeners).
    std::uint64_t sendQueue = 0;     ///< Octets (not of listeners).
    std::uint16_t port = 0;          ///< The service: the commonest port among a listener's own, or of the other end; 0: many.
    bool isLocalPort = false;        ///< `port` is this host's.

    friend bool operator==(const Group&, const Group&) = default;
};

/// Whose are they? Groups by owners and state, the largest first.
std::vector<Group> groupByOwner(const Snapshot& snapshot);

/// Something that a glance should tell.
struct Headline {
    enum class Kind : std::uint8_t { // the most urgent first
        CloseWait,     ///< Many connections that the other end has closed and the process has not.
        AcceptQueue,   ///< A listener's accept queue is full or nearly so.
        SynReceived,   ///< Many half-open connections.
        SynSent,       ///< Many connections that nobody answers.
        FinWait,       ///< Many that wait for the other end's ACK or FIN.
        TimeWait,      ///< Many in TIME-WAIT: no fault, but ports.
    };
    Kind kind = Kind::TimeWait;
    std::uint32_t count = 0;
    std::optional<Group> culprit;    ///< The process that has at least nine tenths of them.
    SocketAddress listener;          ///< Of AcceptQueue.
    std::uint32_t limit = 0;         ///< Of AcceptQueue: beyond so many the queue is full.

    /// Of AcceptQueue: whether no more fit in. Linux lets one more wait than listen() asked for.
    bool isFull() const { return count > limit; }
};
/// All that stands out; none on a host where all is well.
std::vector<Headline> headlinesOf(const Snapshot& snapshot, std::span<const Group> groups);

} // namespace kernel
