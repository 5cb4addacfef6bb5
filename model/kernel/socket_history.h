#pragma once
#include "model/kernel/owners.h"
#include "model/kernel/port_use.h"
#include "model/kernel/snapshot_counts.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kernel {

/// A number for a socket that stays while its connection lasts, also when a mini-socket takes over, and is never given twice.
using SocketId = std::uint64_t;

/// A socket as it is now, or as it was when it was seen last.
struct TrackedSocket {
    SocketId id = 0;
    Socket socket;
    Ownership ownership = Ownership::Pending;
    std::shared_ptr<const Owners> owners; ///< What `holders` is part of and counts in; may be null.
    std::span<const Holder> holders;  ///< Of an orphaned or gone socket: who held it last.
    Timestamp firstSeen{};
    Timestamp stateSince{};           ///< When it came into its state; where that was not seen, the latest moment that it can have been.
    bool isBeginningSeen = false;     ///< Whether it was followed when it came into its state: else `stateSince` is a bound.
    std::optional<Timestamp> goneAt;  ///< When it was first missed; empty while it is there.

    bool isGone() const { return goneAt.has_value(); }
};

/// For how long a socket has been in its state at least, by the kernel's own word: TIME-WAIT by its timer, other states by what they
/// cannot have begun after (the FIN or ACK that began them is not younger than the last one). 0: the kernel does not tell.
std::chrono::milliseconds leastAge(const Socket& socket);

/// How many sockets were in which state at one moment.
struct CountsAt {
    Timestamp time{};
    StateCounts counts{};
};

/// What a snapshot has changed.
struct HistoryChanges {
    std::vector<SocketId> added;
    std::vector<SocketId> changed;   ///< Something that can be seen has changed; those that have gone are among them.
    std::vector<SocketId> forgotten; ///< Gone for long enough.
};

/// Turns snapshots that follow each other into sockets that live, change and go, and into counts over time. Its memory is bounded.
class SocketHistory {
public:
    struct Limits {
        std::chrono::seconds keepGone{30};
        std::size_t mostGone = 5000;
        std::size_t mostCounts = 4096; ///< Beyond it older moments are thinned out.
    };
    SocketHistory() : SocketHistory(Limits()) {}
    explicit SocketHistory(Limits limits) : m_limits(limits) {}

    /// Snapshots come in the order of time. `sysctls`: for the ports.
    HistoryChanges update(const Snapshot& snapshot, const Sysctls& sysctls);

    /// In no order.
    template <typename Function>
    void forEach(Function function) const
    {
        for (const auto& [id, entry] : m_sockets)
            function(entry.tracked);
    }
    /// Null: never seen, or forgotten.
    const TrackedSocket* find(SocketId id) const;
    /// The socket with these addresses that is no listener; null: none. Of several: one bound to `interface`, where the packets came by
    /// (0: not known; RFC 4007, 6), one that is not gone, the newest.
    const TrackedSocket* find(const SocketAddress& local, const SocketAddress& remote, std::uint32_t interface = 0) const;
    std::size_t size() const { return m_sockets.size(); }
    /// Ascending in time.
    const std::deque<CountsAt>& counts() const { return m_counts; }
    /// Sockets that came into TIME-WAIT a second, over the last ten seconds; nothing before two seconds have been watched. Connections
    /// that came and went between two snapshots are not counted.
    std::optional<double> timeWaitRate() const;
    const PortWatch& ports() const { return m_ports; }

private:
    struct Key {
        SocketAddress local;
        SocketAddress remote;
        std::uint32_t interface = 0;
        std::uint64_t cookie = 0; ///< Of listeners, which may share an address (SO_REUSEPORT).
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };
    struct Entry {
        TrackedSocket tracked;
        std::uint64_t round = 0; ///< In which it was seen last.
    };
    static Key keyOf(const Socket& socket);
    Entry& entryOf(const Socket& socket, Timestamp time, HistoryChanges& changes);
    void take(Entry& entry, const Socket& socket, const Snapshot& snapshot, bool isNew, HistoryChanges& changes);
    void findGone(Timestamp time, HistoryChanges& changes);
    void forget(Timestamp time, HistoryChanges& changes);
    void remove(SocketId id, HistoryChanges& changes);
    void addCounts(const Snapshot& snapshot);
    void addTimeWaits(Timestamp time, std::uint32_t count);

    Limits m_limits;
    std::unordered_map<Key, SocketId, KeyHash> m_ids;
    std::unordered_map<SocketId, Entry> m_sockets;
    std::deque<SocketId> m_gone; ///< In the order in which they went; none comes back.
    SocketId m_nextId = 1;
    std::uint64_t m_round = 0;
    std::optional<Timestamp> m_seenAt; ///< Of the snapshot before.
    bool m_isFollowed = false;         ///< Whether that was but a moment before this one.
    std::uint32_t m_newTimeWaits = 0;
    std::deque<CountsAt> m_counts;
    std::deque<std::pair<Timestamp, std::uint32_t>> m_timeWaits;
    PortWatch m_ports;
    std::optional<Timestamp> m_portsAt;
};

} // namespace kernel
