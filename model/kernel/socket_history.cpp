#include "model/kernel/socket_history.h"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace kernel {

namespace {

using namespace std::chrono_literals;
using tcp::State;

constexpr auto kPortsEvery = 1s;
constexpr auto kRateOver = 10s;
constexpr auto kMoment = 3s; // nobody has looked in between for longer: what is new may have come at any time
constexpr std::chrono::milliseconds kTimeWait = 60s; // Linux's, which no setting changes

/// Whether a view would show a difference, but for times, which always change.
bool looksSame(Socket a, const Socket& b)
{
    a.timer.left = b.timer.left;
    a.info.sinceDataSent = b.info.sinceDataSent;
    a.info.sinceDataReceived = b.info.sinceDataReceived;
    a.info.sinceAck = b.info.sinceAck;
    return a == b;
}

/// Whether two holders are the same descriptor of the same process, each in the table of its own time.
bool isSameHolder(const Holder& a, const Owners& aOwners, const Holder& b, const Owners& bOwners)
{
    return a.descriptor == b.descriptor && aOwners.processes[a.process] == bOwners.processes[b.process];
}

/// A copy with nothing but these holders, so that a socket that is gone does not keep everything that was known then.
std::shared_ptr<const Owners> extractOf(const Owners& owners, std::span<const Holder> holders)
{
    auto extract = std::make_shared<Owners>();
    for (const Holder& holder : holders) {
        extract->processes.push_back(owners.processes[holder.process]);
        extract->holders.push_back({holder.inode, std::uint32_t(extract->processes.size() - 1), holder.descriptor});
    }
    return extract;
}

void detach(TrackedSocket& tracked)
{
    if (tracked.holders.empty()) {
        tracked.owners = nullptr;
        return;
    }
    tracked.owners = extractOf(*tracked.owners, tracked.holders);
    tracked.holders = tracked.owners->holders;
}

} // namespace

std::chrono::milliseconds leastAge(const Socket& socket)
{
    using std::chrono::milliseconds;
    if (socket.state == State::TimeWait && socket.timer.kind == TimerKind::TimeWait)
        return std::max(0ms, kTimeWait - socket.timer.left);
    if (!socket.hasInfo)
        return 0ms;
    const TcpInfo& info = socket.info;
    if (socket.state == State::Established)
        return milliseconds(std::max({info.sinceDataSent, info.sinceDataReceived, info.sinceAck}));
    const bool beganWithSegment = socket.state == State::CloseWait || socket.state == State::FinWait2;
    return beganWithSegment ? milliseconds(info.sinceAck) : 0ms;
}

std::size_t SocketHistory::KeyHash::operator()(const Key& key) const
{
    std::uint64_t words[4];
    std::memcpy(words, key.local.ip.octets.data(), 16);
    std::memcpy(words + 2, key.remote.ip.octets.data(), 16);
    std::uint64_t hash = key.cookie ^ std::uint64_t(key.local.port) << 32 ^ std::uint64_t(key.remote.port) << 16 ^ key.interface;
    for (const std::uint64_t word : words)
        hash = (hash ^ word) * 0x9E37'79B9'7F4A'7C15ull ^ hash >> 29;
    return std::size_t(hash ^ hash >> 32);
}

SocketHistory::Key SocketHistory::keyOf(const Socket& socket)
{
    return {socket.local, socket.remote, socket.interface, socket.isListener() ? socket.cookie : 0};
}

HistoryChanges SocketHistory::update(const Snapshot& snapshot, const Sysctls& sysctls)
{
    HistoryChanges changes;
    ++m_round;
    m_newTimeWaits = 0;
    m_isFollowed = m_seenAt && snapshot.time - *m_seenAt <= kMoment;
    m_seenAt = snapshot.time;
    for (const Socket& socket : snapshot.sockets) {
        Entry& entry = entryOf(socket, snapshot.time, changes);
        if (entry.round == m_round) // the kernel's walk has met it twice: the later word counts
            entry.tracked.socket = socket;
        else
            take(entry, socket, snapshot, entry.round == 0, changes);
        entry.round = m_round;
    }
    findGone(snapshot.time, changes);
    forget(snapshot.time, changes);
    addCounts(snapshot);
    addTimeWaits(snapshot.time, m_round == 1 ? 0 : m_newTimeWaits);
    if (!m_portsAt || snapshot.time - *m_portsAt >= kPortsEvery) {
        m_ports.update(snapshot.time, snapshot.sockets, sysctls);
        m_portsAt = snapshot.time;
    }
    return changes;
}

/// The socket's entry, a fresh one if the one with its addresses is of another connection.
SocketHistory::Entry& SocketHistory::entryOf(const Socket& socket, Timestamp time, HistoryChanges& changes)
{
    const auto [at, isNew] = m_ids.try_emplace(keyOf(socket), m_nextId);
    if (!isNew) {
        Entry& known = m_sockets.at(at->second);
        const bool isYoung = socket.state == State::SynSent || socket.state == State::SynReceived || socket.state == State::Established;
        const Socket& former = known.tracked.socket;
        const bool wasClosing = former.state >= State::FinWait1;
        // Used again between two looks, and in TIME-WAIT again: another mini-socket.
        const bool isOther = former.state == State::TimeWait && socket.state == State::TimeWait && former.cookie != 0 && socket.cookie != 0 && former.cookie != socket.cookie;
        if (!known.tracked.isGone() && !(isYoung && wasClosing) && !isOther)
            return known;
        // The old connection stays as one that is gone, under no key.
        if (!known.tracked.isGone()) {
            detach(known.tracked);
            known.tracked.goneAt = time;
            m_gone.push_back(known.tracked.id);
            changes.changed.push_back(known.tracked.id);
        }
        at->second = m_nextId;
    }
    Entry& entry = m_sockets[m_nextId];
    entry.tracked.id = m_nextId++;
    entry.tracked.firstSeen = time;
    entry.tracked.stateSince = time;
    changes.added.push_back(entry.tracked.id);
    return entry;
}

void SocketHistory::take(Entry& entry, const Socket& socket, const Snapshot& snapshot, bool isNew, HistoryChanges& changes)
{
    TrackedSocket& tracked = entry.tracked;
    const bool isOtherState = isNew || tracked.socket.state != socket.state;
    if (isOtherState && socket.state == State::TimeWait)
        ++m_newTimeWaits;
    if (isOtherState) {
        tracked.isBeginningSeen = m_isFollowed;
        tracked.stateSince = snapshot.time - (m_isFollowed ? 0ms : leastAge(socket));
    }
    bool isChanged = !isNew && !looksSame(tracked.socket, socket);
    tracked.socket = socket;
    const Ownership before = tracked.ownership;
    tracked.ownership = snapshot.ownership(socket);
    if (tracked.ownership == Ownership::Known && (tracked.owners != snapshot.owners || isChanged)) {
        const auto holders = snapshot.holders(socket);
        const auto isSame = [&](const Holder& now, const Holder& then) { return isSameHolder(now, *snapshot.owners, then, *tracked.owners); };
        isChanged = isChanged || !std::ranges::equal(holders, tracked.holders, isSame);
        tracked.holders = holders;
        tracked.owners = snapshot.owners;
    } else if (tracked.ownership == Ownership::Orphaned && before == Ownership::Known) {
        detach(tracked);
    } else if (tracked.ownership != Ownership::Orphaned && tracked.ownership != Ownership::Known) {
        tracked.holders = {};
        tracked.owners = nullptr;
    }
    if (!isNew && (isChanged || before != tracked.ownership))
        changes.changed.push_back(tracked.id);
}

void SocketHistory::findGone(Timestamp time, HistoryChanges& changes)
{
    for (auto& [id, entry] : m_sockets) {
        if (entry.round == m_round || entry.tracked.isGone())
            continue;
        entry.tracked.goneAt = time;
        detach(entry.tracked);
        m_gone.push_back(id);
        changes.changed.push_back(id);
    }
}

void SocketHistory::forget(Timestamp time, HistoryChanges& changes)
{
    while (!m_gone.empty()) {
        const SocketId id = m_gone.front();
        if (m_gone.size() <= m_limits.mostGone && time - *m_sockets.at(id).tracked.goneAt < m_limits.keepGone)
            return;
        m_gone.pop_front();
        remove(id, changes);
    }
}

void SocketHistory::remove(SocketId id, HistoryChanges& changes)
{
    const auto at = m_sockets.find(id);
    // Another connection may have its addresses by now.
    if (const auto key = m_ids.find(keyOf(at->second.tracked.socket)); key != m_ids.end() && key->second == id)
        m_ids.erase(key);
    m_sockets.erase(at);
    changes.forgotten.push_back(id);
}

void SocketHistory::addCounts(const Snapshot& snapshot)
{
    m_counts.push_back({snapshot.time, countStates(snapshot.sockets)});
    if (m_counts.size() <= m_limits.mostCounts)
        return;
    // Of the older half every other moment stays: what is recent keeps its detail, and the past is never lost altogether.
    std::deque<CountsAt> thinned;
    const std::size_t half = m_counts.size() / 2;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        if (i >= half || i % 2 == 0)
            thinned.push_back(m_counts[i]);
    }
    m_counts = std::move(thinned);
}

void SocketHistory::addTimeWaits(Timestamp time, std::uint32_t count)
{
    m_timeWaits.emplace_back(time, count);
    while (time - m_timeWaits.front().first > kRateOver)
        m_timeWaits.pop_front();
}

std::optional<double> SocketHistory::timeWaitRate() const
{
    if (m_timeWaits.empty() || m_timeWaits.back().first - m_timeWaits.front().first < 2s)
        return std::nullopt;
    std::uint64_t sum = 0;
    for (auto at = m_timeWaits.begin() + 1; at != m_timeWaits.end(); ++at) // what the first one counts was before
        sum += at->second;
    return double(sum) / std::chrono::duration<double>(m_timeWaits.back().first - m_timeWaits.front().first).count();
}

const TrackedSocket* SocketHistory::find(SocketId id) const
{
    const auto at = m_sockets.find(id);
    return at == m_sockets.end() ? nullptr : &at->second.tracked;
}

const TrackedSocket* SocketHistory::find(const SocketAddress& local, const SocketAddress& remote, std::uint32_t interface) const
{
    const auto rank = [interface](const TrackedSocket& tracked) {
        return std::tuple(interface != 0 && tracked.socket.interface == interface, !tracked.isGone(), tracked.id);
    };
    const TrackedSocket* found = nullptr;
    for (const auto& [id, entry] : m_sockets) {
        if (isEndOf(entry.tracked.socket, local, remote) && (!found || rank(*found) < rank(entry.tracked)))
            found = &entry.tracked;
    }
    return found;
}

} // namespace kernel
