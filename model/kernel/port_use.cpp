#include "model/kernel/port_use.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <cstring>
#include <iterator>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace kernel {

namespace {

using namespace std::chrono_literals;
using tcp::State;

constexpr std::chrono::seconds kTimeWait = 60s; // Linux's, which no setting changes
constexpr double kHour = 3600;

double seconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

bool isLoopback(const IpAddress& ip)
{
    if (ip.version == 4)
        return ip.octets[0] == 127;
    constexpr std::array<std::uint8_t, 16> kOne = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return ip.octets == kOne;
}

/// Whether tcp_tw_reuse lets connect() take over a port in TIME-WAIT towards that address: 1 always, 2 over loopback.
bool mayReuse(const Sysctls& sysctls, const IpAddress& remote)
{
    const auto reuse = sysctls.number(Sysctl::TwReuse).value_or(2);
    const bool hasTimestamps = sysctls.number(Sysctl::Timestamps).value_or(1) != 0;
    return hasTimestamps && (reuse == 1 || (reuse == 2 && isLoopback(remote)));
}

} // namespace

std::size_t PortWatch::Hash::operator()(const Target& target) const
{
    std::uint64_t words[4];
    std::memcpy(words, target.local.octets.data(), 16);
    std::memcpy(words + 2, target.remote.ip.octets.data(), 16);
    std::uint64_t hash = target.remote.port;
    for (const std::uint64_t word : words)
        hash = (hash ^ word) * 0x9E37'79B9'7F4A'7C15ull ^ hash >> 29;
    return std::size_t(hash);
}

PortWatch::Tallies PortWatch::tally(std::span<const Socket> sockets, const Sysctls& sysctls)
{
    std::bitset<65536> served;
    for (const Socket& socket : sockets) {
        if (socket.isListener())
            served.set(socket.local.port);
    }
    std::bitset<65536> taken;
    Tallies tallies;
    for (const Socket& socket : sockets) {
        // The port of a service in the range was not chosen by connect().
        if (socket.isListener() || !m_range.contains(socket.local.port) || served[socket.local.port])
            continue;
        taken.set(socket.local.port);
        const Target target{wireAddress(socket.local).ip, wireAddress(socket.remote)};
        Tally& tally = tallies[target];
        ++tally.use.inUse;
        tally.ports.push_back({socket.local.port, socket.state == State::TimeWait});
        if (socket.state != State::TimeWait)
            continue;
        ++tally.use.timeWait;
        // Only after a second, so that timestamps tell old segments apart.
        if (mayReuse(sysctls, target.remote.ip) && socket.timer.left < kTimeWait - 1s)
            ++tally.use.reusable;
        else
            tally.leaving.push_back(socket.timer.left);
    }
    m_portsInUse = std::uint32_t(taken.count());
    return tallies;
}

void PortWatch::update(Timestamp time, std::span<const Socket> sockets, const Sysctls& sysctls)
{
    m_range = sysctls.portRange();
    Tallies tallies = tally(sockets, sysctls);
    m_uses.clear();
    for (auto& [target, tally] : tallies) {
        tally.use.target = target;
        tally.use.available = m_range.size();
        m_uses.push_back(tally.use);
    }
    const std::size_t kept = std::min(kMostTargets, m_uses.size());
    std::ranges::partial_sort(m_uses, m_uses.begin() + std::ptrdiff_t(kept), [](const PortUse& a, const PortUse& b) {
        return std::tuple(b.blocked(), a.target.remote, a.target.local) < std::tuple(a.blocked(), b.target.remote, b.target.local);
    });
    m_uses.resize(kept);
    std::unordered_map<Target, Course, Hash> courses;
    for (PortUse& use : m_uses) {
        if (auto known = m_courses.extract(use.target))
            courses.insert(std::move(known));
    }
    m_courses = std::move(courses); // of targets that are not busy nothing is kept
    for (PortUse& use : m_uses) {
        Tally& tally = tallies[use.target];
        follow(time, tally);
        use = tally.use;
    }
}

void PortWatch::follow(Timestamp time, Tally& tally)
{
    Course& course = m_courses[tally.use.target];
    std::ranges::sort(tally.ports, {}, &Port::number);
    if (!course.moments.empty()) {
        const auto byNumber = [](const Port& a, const Port& b) { return a.number < b.number; };
        std::vector<Port> fresh;
        std::ranges::set_difference(tally.ports, course.ports, std::back_inserter(fresh), byNumber);
        course.opened += fresh.size();
        std::vector<Port> left;
        std::ranges::set_difference(course.ports, tally.ports, std::back_inserter(left), byNumber);
        course.expired += std::uint64_t(std::ranges::count_if(left, &Port::isTimeWait));
    }
    course.ports = tally.ports;
    course.moments.push_back({time, tally.use.inUse - tally.use.timeWait, tally.use.inUse, course.opened, course.expired});
    while (time - course.moments.front().time > kLongest)
        course.moments.pop_front();
    predict(course, tally);
}

/// The next minute follows from the timers of what is in TIME-WAIT now and from how fast ports are taken: how fast their number would
/// grow if no TIME-WAIT ended (connections that the other end closes first leave none, and do not count). After that minute TIME-WAIT is
/// as full as it gets, and only what stays open can grow: that is prolonged in a straight line.
void PortWatch::predict(const Course& course, Tally& tally)
{
    PortUse& use = tally.use;
    const Moment& first = course.moments.front();
    const Moment& last = course.moments.back();
    const double watched = seconds(last.time - first.time);
    const double opened = double(last.opened - first.opened);
    use.openedPerSecond = watched > 0 ? opened / watched : 0;
    if (use.blocked() >= use.available) {
        use.forecast = ForecastKind::RanOut;
        return;
    }
    if (last.time - first.time < kShortest)
        return;
    const double free = double(use.available) - double(use.blocked());
    const double growth = (double(last.active) - double(first.active)) / watched;
    // TIME-WAIT that may be taken over costs nothing: then only what stays open takes ports.
    const double taken = (double(last.inUse) - double(first.inUse) + double(last.expired - first.expired)) / watched;
    const double rate = std::max(0.0, use.reusable > 0 ? growth : taken);
    std::ranges::sort(tally.leaving);
    std::size_t gone = 0;
    for (int second = 1; second <= int(kTimeWait.count()); ++second) {
        while (gone < tally.leaving.size() && tally.leaving[gone] <= std::chrono::seconds(second))
            ++gone;
        if (rate * second - double(gone) >= free) {
            use.forecast = ForecastKind::RunsOut;
            use.left = std::chrono::seconds(second);
            return;
        }
    }
    // Fewer than a few more might be chance.
    if (double(last.active) - double(first.active) < 3 * std::sqrt(opened + 1)) {
        use.forecast = ForecastKind::NotGrowing;
        return;
    }
    const double minute = double(kTimeWait.count());
    const double freeThen = free - rate * minute + double(gone);
    const double left = minute + freeThen / growth;
    use.forecast = left <= kHour ? ForecastKind::RunsOut : ForecastKind::NotSoon;
    use.left = std::chrono::seconds(std::int64_t(std::min(left, kHour)));
}

} // namespace kernel
