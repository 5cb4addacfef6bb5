#include "model/simulation/link.h"

#include <algorithm>

namespace simulation {

std::uint32_t octetsOnWire(const Passage& passage)
{
    const tcp::Options& options = passage.segment.options;
    std::uint32_t octets = 0;
    octets += options.mss ? 4u : 0u;
    octets += options.windowScale ? 4u : 0u;
    octets += options.timestamps ? 12u : options.sackPermitted ? 4u : 0u;
    octets += options.sackCount > 0 ? 4u + 8u * options.sackCount : 0u;
    return (passage.source.ip.version == 6 ? 40u : 20u) + 20u + octets + passage.segment.textLength;
}

Link::Link(std::size_t hosts, std::uint64_t seed) : m_hosts(hosts), m_unplugged(hosts, false)
{
    for (std::size_t way = 0; way < (hosts + 1) * hosts; ++way)
        m_ways.emplace_back(mix(seed + way));
}

std::size_t Link::wayOf(HostIndex from, HostIndex to) const
{
    return std::min<std::size_t>(from, m_hosts) * m_hosts + to;
}

void Link::set(HostIndex from, HostIndex to, const LinkSettings& settings)
{
    const auto change = [](auto& value, const auto& setting) {
        if (setting)
            value = *setting;
    };
    for (HostIndex sender = 0; sender <= m_hosts; ++sender) {
        for (HostIndex receiver = 0; receiver < m_hosts; ++receiver) {
            if ((from != kNoHost && from != sender) || (to != kNoHost && to != receiver))
                continue;
            Way& way = m_ways[wayOf(sender, receiver)];
            change(way.delay, settings.delay);
            change(way.jitter, settings.jitter);
            change(way.rate, settings.rate);
            change(way.queue, settings.queue);
            change(way.loss, settings.loss);
            change(way.duplicate, settings.duplicate);
            change(way.reorder, settings.reorder);
            change(way.corrupt, settings.corrupt);
        }
    }
}

void Link::cut(HostIndex from, HostIndex to, bool restored)
{
    for (HostIndex sender = 0; sender <= m_hosts; ++sender) {
        for (HostIndex receiver = 0; receiver < m_hosts; ++receiver) {
            if ((from == kNoHost || from == sender) && (to == kNoHost || to == receiver))
                m_ways[wayOf(sender, receiver)].isCut = !restored;
        }
    }
}

void Link::unplug(HostIndex host, bool plugged)
{
    m_unplugged[host] = !plugged;
}

Link::Wish Link::wishOf(const Passage& passage)
{
    Wish wish;
    for (ActiveFault& each : m_faults) {
        if (!each.match.matches(passage) || ++each.seen < each.match.what.nth)
            continue;
        switch (each.fault.kind) {
        case FaultKind::Drop:
            wish.drop = true;
            break;
        case FaultKind::Delay:
            wish.later += each.fault.by;
            break;
        case FaultKind::Duplicate:
            wish.copy = true;
            wish.copyAfter = each.fault.by;
            break;
        case FaultKind::Reorder:
            wish.past = std::max(wish.past, each.fault.past);
            break;
        case FaultKind::Corrupt:
            wish.corrupt = true;
            break;
        }
    }
    std::erase_if(m_faults, [](const ActiveFault& each) {
        const SegmentMatch& match = each.match.what;
        return match.count != SegmentMatch::kAll && each.seen >= std::uint64_t(match.nth) + match.count - 1;
    });
    return wish;
}

/// Whether it is lost on the way in; a place in the queue is taken where it is not.
bool Link::loses(Way& way, const Passage& passage, Timestamp now)
{
    const bool isUnreachable = way.isCut || m_unplugged[passage.to] || (passage.from != kNoHost && m_unplugged[passage.from]);
    if (isUnreachable || way.random.happens(way.loss))
        return true;
    if (!way.rate)
        return false;
    while (!way.starts.empty() && way.starts.front() <= now)
        way.starts.pop_front();
    if (way.queue && way.free > now && way.starts.size() >= *way.queue)
        return true;
    const Timestamp start = std::max(now, way.free);
    constexpr std::uint64_t kNanoseconds = 1'000'000'000;
    way.free = start + Duration(std::int64_t(std::uint64_t(octetsOnWire(passage)) * 8 * kNanoseconds / way.rate->bitsPerSecond));
    if (start > now)
        way.starts.push_back(start);
    return false;
}

/// One more segment arrives: those that waited for it follow.
void Link::letGo(Way& way, Timestamp arrival, std::vector<Journey>& out)
{
    for (Held& held : way.held) {
        if (--held.overtakers == 0)
            out.push_back({.passage = held.passage, .ends = arrival, .isCorrupt = held.isCorrupt, .isRelease = true, .number = held.number});
    }
    std::erase_if(way.held, [](const Held& held) { return held.overtakers == 0; });
}

void Link::send(Timestamp now, PassageIndex index, const Passage& passage, std::vector<Journey>& out)
{
    Way& way = m_ways[wayOf(passage.from, passage.to)];
    Wish wish = m_faults.empty() ? Wish() : wishOf(passage);
    if (wish.drop || loses(way, passage, now)) {
        out.push_back({.passage = index, .ends = now, .isLost = true});
        return;
    }
    const bool isCorrupt = way.random.happens(way.corrupt) || wish.corrupt;
    if (way.random.happens(way.duplicate))
        wish.copy = true;
    if (way.random.happens(way.reorder))
        wish.past = std::max(wish.past, 1u);
    const Timestamp onWire = way.rate ? way.free : now;
    const Timestamp arrival = std::max(onWire + way.delay + way.random.upTo(way.jitter), way.lastArrival);
    if (wish.past > 0) {
        way.held.push_back({index, passage.number, wish.past, isCorrupt});
        out.push_back({.passage = index, .ends = arrival + kLongestHold, .isCorrupt = isCorrupt});
        return;
    }
    if (wish.later == Duration{}) // what is delayed on purpose does not hold up the others
        way.lastArrival = arrival;
    out.push_back({.passage = index, .ends = arrival + wish.later, .isCorrupt = isCorrupt});
    if (wish.copy)
        out.push_back({.passage = index, .ends = arrival + wish.later + wish.copyAfter, .isCopy = true, .isCorrupt = isCorrupt});
    letGo(way, arrival, out);
}

} // namespace simulation
