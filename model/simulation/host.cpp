#include "model/simulation/host.h"

#include "model/simulation/random.h"

#include <algorithm>
#include <utility>

using tcp::State;

namespace simulation {

Host::Host(HostIndex index, const HostStatement& statement, const IpAddress& address, std::uint64_t seed, World& world)
    : m_index(index), m_name(statement.name), m_settings(statement.settings), m_address(address), m_seed(mix(seed + 0x51 + index)), m_world(world),
      m_nextPort(statement.settings.ephemeral.low)
{
    m_processes.push_back({.name = "main", .pid = 1000 * (index + 1), .descriptors = {}, .waiting = {}});
}

/// The options that a socket has set stand over the host's settings.
tcp::EndpointSettings Host::endpointSettings(const SocketOptions& options) const
{
    const HostSettings& from = m_settings;
    tcp::EndpointSettings to;
    to.mss = std::uint16_t(from.mss);
    to.windowScale = from.windowScale ? std::optional(std::uint8_t(*from.windowScale)) : std::nullopt;
    to.timestamps = from.timestamps;
    to.sack = from.sack;
    to.nagle = options.noDelay ? !*options.noDelay : from.nagle;
    to.avoidsSillyWindows = from.sillyWindowAvoidance;
    to.lastWaitsForFin = from.lastWaitsForFin;
    to.delayedAck = from.delayedAck.value_or(Duration{});
    to.receiveBuffer = options.receiveBuffer.value_or(from.window);
    to.sendBuffer = options.sendBuffer.value_or(from.sendBuffer);
    using Control = tcp::CongestionControl;
    to.congestion = from.congestion == Congestion::Cubic ? Control::Algorithm::Cubic : Control::Algorithm::NewReno;
    to.initialSegments = from.initialWindow == HostSettings().initialWindow ? 0 : from.initialWindow; // the default is RFC 6928's
    to.rto.minimum = from.rtoMin;
    to.rto.maximum = from.rtoMax;
    to.rto.initial = from.rtoInitial;
    to.synRetries = int(from.synRetries);
    to.synAckRetries = int(from.synAckRetries);
    to.retries = int(from.retries);
    to.userTimeout = options.userTimeout.value_or(std::nullopt).value_or(Duration{});
    to.keepAlive = options.keepAlive.value_or(false);
    to.keepAliveIdle = options.keepIdle.value_or(from.keepAliveIdle);
    to.keepAliveInterval = options.keepInterval.value_or(from.keepAliveInterval);
    to.keepAliveProbes = int(options.keepCount.value_or(from.keepAliveProbes));
    to.twoMsl = from.twoMsl;
    to.finTimeout = from.finTimeout;
    return to;
}

Socket& Host::makeSocket(const SocketOptions& options, const Habits& habits)
{
    Socket& socket = m_sockets.emplace_back(endpointSettings(options));
    socket.id = SocketId(m_sockets.size() - 1);
    socket.options = options;
    socket.habits = habits;
    socket.made = m_world.now();
    return socket;
}

void Host::giveName(Socket& socket, const std::string& name, std::uint32_t repetition)
{
    if (name.empty())
        return;
    socket.name = repetition > 0 ? name + "." + std::to_string(repetition) : name;
    m_names[socket.name] = socket.id;
    m_names[name] = socket.id;
}

/// RFC 9293, 3.4.1, and RFC 6528: a secret number of the 4-tuple, and a clock of 4 microseconds a tick.
tcp::SeqNumber Host::chooseIss(const Socket& socket)
{
    const std::uint32_t count = m_issCount++;
    const auto ticks = std::uint32_t((m_world.now() - kSimulationStart) / std::chrono::microseconds(4));
    if (m_settings.iss) // the first as it is said, the next ones further on
        return tcp::SeqNumber(*m_settings.iss + (count > 0 ? ticks + count * 64'000u : 0u));
    std::uint64_t secret = m_seed;
    for (const SocketAddress& address : {socket.local, socket.remote}) {
        for (std::uint8_t octet : address.ip.octets)
            secret = mix(secret ^ octet);
        secret = mix(secret ^ address.port);
    }
    return tcp::SeqNumber(std::uint32_t(secret) + ticks);
}

/// The endpoint has been called: what it did is recorded, what it sent goes out, what it says is kept for the application.
void Host::flush(Socket& socket, RecordKind kind, const Passage* arrived)
{
    const auto& walk = socket.endpoint.walk();
    const std::span<const tcp::Endpoint::Step> steps = std::span(walk).subspan(socket.stepsSeen);
    socket.stepsSeen = walk.size();
    m_world.touch(socket);
    if (arrived || !steps.empty())
        m_world.record(socket, kind, steps, arrived);
    socket.endpoint.takeOutput(m_output);
    for (const tcp::Segment& segment : m_output)
        queue(socket, segment, kind, arrived);
    socket.endpoint.takeNotices(m_notices);
    if (!m_notices.empty()) {
        socket.notices.insert(socket.notices.end(), m_notices.begin(), m_notices.end());
        wake(socket);
    }
    if (!steps.empty())
        noteSteps(socket, steps);
    if (socket.lingerer != kNoProcess)
        endLinger(socket);
    if (const Timestamp due = std::min(socket.endpoint.deadline(), socket.lingersUntil); due < socket.timerAt) {
        socket.timerAt = due;
        m_world.schedule(*this, socket.id, due);
    }
}

void Host::noteSteps(Socket& socket, std::span<const tcp::Endpoint::Step> steps)
{
    for (const tcp::Endpoint::Step& step : steps)
        socket.reached[std::size_t(step.to)] = std::min(socket.reached[std::size_t(step.to)], step.time);
    const bool isHalfOpen = socket.state() == State::SynReceived && socket.listener != kNoSocket;
    if (isHalfOpen != socket.isInSynQueue) {
        socket.isInSynQueue = isHalfOpen;
        m_sockets[socket.listener].synQueue += isHalfOpen ? 1u : ~0u;
    }
    const bool isBackInListen = socket.state() == State::Listen && !socket.isListener;
    if (socket.state() == State::Closed || isBackInListen)
        leaveTables(socket);
}

/// The port, or the 4-tuple, is free again.
void Host::leaveTables(Socket& socket)
{
    if (socket.isListener) {
        const auto place = m_listeners.find(socket.local.port);
        if (place != m_listeners.end() && place->second == socket.id)
            m_listeners.erase(place);
        return;
    }
    const auto place = m_tuples.find({socket.local.port, socket.remote});
    if (place != m_tuples.end() && place->second == socket.id)
        m_tuples.erase(place);
}

void Host::wake(Socket& socket)
{
    if (!socket.isQueued) {
        socket.isQueued = true;
        m_toServe.push_back(socket.id);
    }
}

void Host::runTimers(SocketId id)
{
    Socket& socket = m_sockets[id];
    const Timestamp now = m_world.now();
    if (socket.isGone || socket.timerAt > now)
        return;
    socket.timerAt = Timestamp::max();
    ++m_event;
    if (socket.endpoint.deadline() <= now)
        socket.endpoint.runTimers(now);
    flush(socket, RecordKind::Timeout);
}

void Host::serveApplications()
{
    while (!m_toServe.empty() || !m_toGoOn.empty()) {
        if (!m_toGoOn.empty()) {
            const ProcessId process = m_toGoOn.back();
            m_toGoOn.pop_back();
            goOn(process);
            continue;
        }
        Socket& socket = m_sockets[m_toServe.front()];
        m_toServe.pop_front();
        socket.isQueued = false;
        if (!socket.isGone)
            serve(socket);
    }
    if (!m_mayWait)
        sendOutgoing();
}

void Host::sendWaiting()
{
    if (!m_outgoing.empty())
        sendOutgoing();
}

void Host::queue(Socket& socket, const tcp::Segment& segment, RecordKind kind, const Passage* arrived)
{
    const bool isPlain = segment.flags == tcp::Flags(tcp::Flag::Ack) && segment.len() == 0 && segment.options.sackCount == 0;
    const bool isOfText = isPlain && arrived && arrived->segment.textLength > 0 && segment.ack != socket.lastAckQueued;
    m_mayWait = m_mayWait && isOfText;
    if (segment.has(tcp::Flag::Ack))
        socket.lastAckQueued = segment.ack;
    socket.lastQueued = m_outgoing.size();
    m_outgoing.push_back({socket.id, segment, m_event, kind == RecordKind::Call});
}

/// Whether the next segment of its socket says all that it says, or a window update behind it, which speaks for the whole moment.
bool Host::isSuperfluous(std::size_t position) const
{
    const Outgoing& first = m_outgoing[position];
    if (position + 1 < m_outgoing.size()) {
        const Outgoing& next = m_outgoing[position + 1];
        const bool belongs = next.event == first.event || next.isOfUser || next.segment.len() > 0;
        if (belongs && isPiggybacked(first, next))
            return true;
    }
    const std::size_t last = m_sockets[first.socket].lastQueued;
    return last > position && m_outgoing[last].isOfUser && isPiggybacked(first, m_outgoing[last]);
}

/// An acknowledgment that a later segment of the same moment carries as well needs no segment of its own (RFC 9293, 3.8.6.3).
bool Host::isPiggybacked(const Outgoing& first, const Outgoing& second) const
{
    const tcp::Segment& ack = first.segment;
    const bool isPlain = ack.flags == tcp::Flags(tcp::Flag::Ack) && ack.len() == 0 && ack.options.sackCount == 0;
    // One that acknowledges nothing new says something by being there at all: a duplicate, a challenge, an answer to a probe.
    const bool isNews = ack.ack != m_sockets[first.socket].lastAckSent;
    const bool saysMore = second.segment.len() > 0 || second.segment.ack != ack.ack || second.segment.wnd > ack.wnd;
    return isPlain && isNews && saysMore && first.socket == second.socket && second.segment.has(tcp::Flag::Ack) && !second.segment.has(tcp::Flag::Rst)
        && second.segment.seq == ack.seq && ack.ack.isAtOrBefore(second.segment.ack);
}

void Host::sendOutgoing()
{
    for (std::size_t i = 0; i < m_outgoing.size(); ++i) {
        if (isSuperfluous(i))
            continue;
        Socket& socket = m_sockets[m_outgoing[i].socket];
        const tcp::Segment& segment = m_outgoing[i].segment;
        socket.lastAckSent = segment.ack;
        m_world.transmit(*this, socket.local, socket.remote, segment, socket.endpoint.receiveWindowShift());
    }
    m_outgoing.clear();
    m_mayWait = true;
}

tcp::RowsFired Host::rowsFired() const
{
    tcp::RowsFired all = m_unboundRows;
    for (const Socket& socket : m_sockets)
        all.add(socket.endpoint.rowsFired());
    return all;
}

/// Power cut or reboot: nothing is sent, and all is forgotten.
void Host::forgetAll()
{
    for (Socket& socket : m_sockets) {
        if (socket.isGone)
            continue;
        if (socket.connection != kNoConnection && socket.state() != State::Closed)
            m_world.recordLoss(socket);
        socket.isGone = true;
        socket.references = 0;
        socket.lingerer = kNoProcess;
        socket.acceptQueue.clear();
        socket.waitingAccepts.clear();
    }
    for (Process& process : m_processes) {
        process.isAlive = false;
        process.descriptors.clear();
        process.waiting.clear();
    }
    m_tuples.clear();
    m_listeners.clear();
    m_toServe.clear();
    m_toGoOn.clear();
    m_outgoing.clear();
    m_mayWait = true;
}

const Socket* Host::find(std::string_view name) const
{
    if (name.empty()) {
        const SocketId last = m_lastConnection != kNoSocket ? m_lastConnection : m_lastListener;
        return last == kNoSocket ? nullptr : &m_sockets[last];
    }
    if (name.front() == ':') {
        const auto place = readSocketPlace(name);
        return place ? findAt(*place) : nullptr;
    }
    const auto place = m_names.find(name);
    return place == m_names.end() ? nullptr : &m_sockets[place->second];
}

const Socket* Host::findAt(const SocketPlace& place) const
{
    const bool hasFarEnd = place.peerPort != 0;
    if (const auto listener = m_listeners.find(place.port); !hasFarEnd && listener != m_listeners.end())
        return &m_sockets[listener->second];
    const Host* peer = place.peer.empty() ? nullptr : m_world.findHost(place.peer);
    const SocketAddress remote{peer ? peer->address() : place.peerAddress.value_or(IpAddress()), place.peerPort};
    for (auto socket = m_sockets.rbegin(); socket != m_sockets.rend(); ++socket) { // the newest first
        if (!socket->isGone && !socket->isListener && socket->local.port == place.port && (!hasFarEnd || socket->remote == remote))
            return &*socket;
    }
    return nullptr;
}

const Socket* Host::at(std::uint16_t port, const SocketAddress& remote) const
{
    const auto place = m_tuples.find({port, remote});
    return place == m_tuples.end() ? nullptr : &m_sockets[place->second];
}

std::uint32_t Host::receiveBuffer() const
{
    for (auto socket = m_sockets.rbegin(); socket != m_sockets.rend(); ++socket) {
        if (!socket->isGone && !socket->isListener && socket->state() != State::Closed)
            return socket->options.receiveBuffer.value_or(m_settings.window);
    }
    return m_options.receiveBuffer.value_or(m_settings.window);
}

std::vector<StageSocket> Host::socketTable() const
{
    std::vector<StageSocket> rows;
    for (const bool listeners : {true, false}) {
        for (const Socket& socket : m_sockets) {
            if (socket.isGone || socket.isListener != listeners || socket.state() == State::Closed || (!listeners && socket.state() == State::Listen))
                continue;
            StageSocket row{socket.local, socket.remote, socket.state(), socket.endpoint.readable(), socket.endpoint.unacknowledged(), 0, {}, {}};
            if (!socket.name.empty() && find(socket.name) == &socket) // another one may have been given its name since
                row.name = socket.name;
            if (listeners) {
                row.receiveQueue = socket.acceptQueue.size();
                row.sendQueue = socket.backlog;
            }
            for (const Process& process : m_processes) {
                if (std::find(process.descriptors.begin(), process.descriptors.end(), socket.id) == process.descriptors.end())
                    continue;
                ++row.processes;
                row.owners += (row.owners.empty() ? "" : ",") + process.name;
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

} // namespace simulation
