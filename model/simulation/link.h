#pragma once
#include "model/simulation/passage.h"
#include "model/simulation/random.h"

#include <deque>
#include <vector>

namespace simulation {

/// What becomes of a segment, or of a copy that the link makes of it.
struct Journey {
    PassageIndex passage = 0; ///< Of the original.
    Timestamp ends{};         ///< It arrives then, or is lost.
    bool isLost = false;
    bool isCopy = false;
    bool isCorrupt = false;
    bool isRelease = false;   ///< A segment held back before arrives earlier than it was said then.
    std::uint32_t number = 0; ///< Of such a segment: its place may have been taken by another one.
};

/// The paths between the hosts: delay, rate and queue, loss, and what a scenario does to single segments.
///
/// Each direction of each pair of hosts has its own random numbers, so that a change to one leaves the others as they were. Jitter
/// and rate keep the order of segments; only reordering, duplicates and delayed segments change it.
class Link {
public:
    /// One way, where nothing else is said.
    static constexpr Duration kDefaultDelay = std::chrono::milliseconds(10);
    /// A segment held back for others to overtake it waits no longer than this.
    static constexpr Duration kLongestHold = std::chrono::milliseconds(500);

    Link(std::size_t hosts, std::uint64_t seed);

    /// `from` and `to` may be kNoHost for every host, as in cut().
    void set(HostIndex from, HostIndex to, const LinkSettings& settings);
    void cut(HostIndex from, HostIndex to, bool restored);
    /// The cable of one host: nothing comes or goes.
    void unplug(HostIndex host, bool plugged);
    bool isUnplugged(HostIndex host) const { return m_unplugged[host]; }
    void add(const SegmentFault& fault, HostIndex from, HostIndex to) { m_faults.push_back({fault, {fault.match, from, to}, 0}); }

    /// Appends to `out` how the segment fares, and which segments held back before it lets go.
    void send(Timestamp now, PassageIndex index, const Passage& passage, std::vector<Journey>& out);
    /// One way without queue and jitter.
    Duration delay(HostIndex from, HostIndex to) const { return m_ways[wayOf(from, to)].delay; }

private:
    struct Held {
        PassageIndex passage;
        std::uint32_t number;     ///< Of the passage.
        std::uint32_t overtakers; ///< Still to come.
        bool isCorrupt;
    };
    struct Way {
        explicit Way(std::uint64_t seed) : random(seed) {}

        Random random;
        Duration delay = kDefaultDelay;
        Duration jitter{};
        std::optional<BitRate> rate;
        std::optional<std::uint32_t> queue;
        Probability loss, duplicate, reorder, corrupt;
        bool isCut = false;
        Timestamp free{};               ///< When the last segment has left the queue.
        Timestamp lastArrival{};
        std::deque<Timestamp> starts;   ///< When the waiting segments will be put on the wire.
        std::vector<Held> held;
    };
    struct ActiveFault {
        SegmentFault fault;
        PassageMatch match;
        std::uint64_t seen;
    };
    /// What the faults want of one segment.
    struct Wish {
        bool drop = false;
        bool corrupt = false;
        bool copy = false;
        Duration later{};
        Duration copyAfter{};
        std::uint32_t past = 0; ///< So many others shall overtake it; 0: none.
    };

    std::size_t wayOf(HostIndex from, HostIndex to) const;
    Wish wishOf(const Passage& passage);
    bool loses(Way& way, const Passage& passage, Timestamp now);
    void letGo(Way& way, Timestamp arrival, std::vector<Journey>& out);

    std::size_t m_hosts;
    std::vector<Way> m_ways; ///< By sender (forged addresses last), then by receiver.
    std::vector<bool> m_unplugged;
    std::vector<ActiveFault> m_faults;
};

/// Octets of the segment with its IP header, as a link's rate counts them.
std::uint32_t octetsOnWire(const Passage& passage);

} // namespace simulation
