#include "model/kernel/snapshot_counts.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace kernel {

namespace {

using tcp::State;

struct Tally {
    Group group;
    std::unordered_map<std::uint32_t, std::uint32_t> ports; ///< Local ports in the upper half.
};

constexpr std::uint32_t kLocal = 1u << 16;

void add(Tally& tally, const Socket& socket)
{
    ++tally.group.sockets;
    if (!socket.isListener()) {
        tally.group.recvQueue += socket.recvQueue;
        tally.group.sendQueue += socket.sendQueue;
        ++tally.ports[socket.remote.port];
    }
    ++tally.ports[kLocal | socket.local.port];
}

/// Each process once, whatever number of descriptors it has.
std::vector<std::uint32_t> processesOf(std::span<const Holder> holders)
{
    std::vector<std::uint32_t> processes;
    for (const Holder& holder : holders) {
        if (processes.empty() || processes.back() != holder.process)
            processes.push_back(holder.process);
    }
    return processes;
}

Group finish(const Tally& tally)
{
    Group group = tally.group;
    const auto commonest = std::ranges::max_element(tally.ports, {}, [](const auto& entry) {
        return std::pair(entry.second, 0xFFFF - (entry.first & 0xFFFF)); // of equals the lower number, which is rather a service's
    });
    if (commonest->second * 10 >= group.sockets * 9) {
        group.port = std::uint16_t(commonest->first & 0xFFFF);
        group.isLocalPort = (commonest->first & kLocal) != 0;
    }
    return group;
}

/// Whether so many are worth a word: one in `share`, or very many whatever else there is.
bool isLarge(std::uint32_t count, std::uint32_t all, std::uint32_t share = 5)
{
    constexpr std::uint32_t kFew = 20;
    constexpr std::uint32_t kVeryMany = 500;
    return count >= kVeryMany || (count >= kFew && count * share >= all);
}

Headline stateHeadline(Headline::Kind kind, std::uint32_t count, State state, std::span<const Group> groups)
{
    Headline headline{kind, count, {}, {}, 0};
    for (const Group& group : groups) {
        if (group.ownership == Ownership::Known && group.state == state && group.sockets * 10 >= count * 9)
            headline.culprit = group;
    }
    return headline;
}

/// The accept queue takes connections as long as no more than the limit wait (sk_acceptq_is_full() of Linux), so that it is full one later.
bool isFull(const Socket& listener)
{
    return listener.recvQueue > listener.sendQueue;
}

/// A short queue is nearly full whenever somebody waits, which tells nothing.
bool isNearlyFull(const Socket& listener)
{
    constexpr std::uint32_t kShort = 4;
    return listener.recvQueue > kShort && std::uint64_t(listener.recvQueue) * 10 >= std::uint64_t(listener.sendQueue) * 9;
}

/// The listener with the most urgent accept queue, if one is worth a word.
std::optional<Headline> fullListener(const Snapshot& snapshot)
{
    const auto urgency = [](const Socket& listener) { return std::pair(isFull(listener), listener.recvQueue); };
    const Socket* worst = nullptr;
    for (const Socket& socket : snapshot.sockets) {
        if (!socket.isListener() || (!isFull(socket) && !isNearlyFull(socket)))
            continue;
        if (!worst || urgency(socket) > urgency(*worst))
            worst = &socket;
    }
    if (!worst)
        return std::nullopt;
    Headline headline{Headline::Kind::AcceptQueue, worst->recvQueue, {}, worst->local, worst->sendQueue};
    if (const auto holders = snapshot.holders(*worst); !holders.empty()) {
        headline.culprit = Group();
        headline.culprit->process = snapshot.process(holders.front());
        headline.culprit->state = State::Listen;
        headline.culprit->sockets = 1;
    }
    return headline;
}

} // namespace

StateCounts countStates(std::span<const Socket> sockets)
{
    StateCounts counts{};
    for (const Socket& socket : sockets)
        ++counts[std::size_t(socket.state)];
    return counts;
}

std::vector<Group> groupByOwner(const Snapshot& snapshot)
{
    std::map<std::tuple<State, Ownership, std::vector<std::uint32_t>>, Tally> tallies;
    for (const Socket& socket : snapshot.sockets) {
        const Ownership ownership = snapshot.ownership(socket);
        Tally& tally = tallies[{socket.state, ownership, processesOf(snapshot.holders(socket))}];
        tally.group.ownership = ownership;
        tally.group.state = socket.state;
        add(tally, socket);
    }
    std::vector<Group> groups;
    for (const auto& [key, tally] : tallies) {
        Group& group = groups.emplace_back(finish(tally));
        const std::vector<std::uint32_t>& processes = std::get<2>(key);
        for (std::size_t i = 0; i < processes.size(); ++i)
            (i == 0 ? group.process : group.others.emplace_back()) = snapshot.owners->processes[processes[i]];
    }
    std::ranges::stable_sort(groups, std::ranges::greater(), &Group::sockets);
    return groups;
}

std::vector<Headline> headlinesOf(const Snapshot& snapshot, std::span<const Group> groups)
{
    using Kind = Headline::Kind;
    const StateCounts counts = countStates(snapshot.sockets);
    const auto count = [&counts](State state) { return counts[std::size_t(state)]; };
    // What is over already must not hide what is wrong now.
    const std::uint32_t alive = std::uint32_t(snapshot.sockets.size()) - count(State::TimeWait);
    std::vector<Headline> headlines;
    const auto add = [&](Kind kind, std::uint32_t number, State state) {
        if (isLarge(number, alive))
            headlines.push_back(stateHeadline(kind, number, state, groups));
    };
    // A leak begins among many that are all right, and does not go by itself.
    if (isLarge(count(State::CloseWait), alive, 20))
        headlines.push_back(stateHeadline(Kind::CloseWait, count(State::CloseWait), State::CloseWait, groups));
    if (const auto listener = fullListener(snapshot))
        headlines.push_back(*listener);
    add(Kind::SynReceived, count(State::SynReceived), State::SynReceived);
    add(Kind::SynSent, count(State::SynSent), State::SynSent);
    add(Kind::FinWait, count(State::FinWait1) + count(State::FinWait2), count(State::FinWait1) > count(State::FinWait2) ? State::FinWait1 : State::FinWait2);
    if (isLarge(count(State::TimeWait), std::uint32_t(snapshot.sockets.size())))
        headlines.push_back({Kind::TimeWait, count(State::TimeWait), {}, {}, 0});
    return headlines;
}

} // namespace kernel
