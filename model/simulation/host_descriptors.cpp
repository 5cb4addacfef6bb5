// Processes, descriptors and their reference counts.
#include "model/simulation/host.h"

#include <algorithm>
#include <utility>

using tcp::State;

namespace simulation {

/// `revive`: "main" starts anew if it has ended.
ProcessId Host::findProcess(const std::string& name, bool revive)
{
    const std::string_view wanted = name.empty() ? std::string_view("main") : std::string_view(name);
    for (ProcessId id = ProcessId(m_processes.size()); id-- > 0;) {
        if (m_processes[id].name == wanted && (m_processes[id].isAlive || !revive || wanted != "main"))
            return id;
    }
    if (wanted != "main")
        return kNoProcess;
    m_processes.push_back({.name = "main", .pid = 1000 * (m_index + 1) + std::uint32_t(m_processes.size()), .descriptors = {}, .waiting = {}});
    return ProcessId(m_processes.size() - 1);
}

/// fork(2): the child has a copy of every descriptor.
ProcessId Host::forkProcess(ProcessId parent, const std::string& name)
{
    const auto id = ProcessId(m_processes.size());
    Process child{.name = name, .pid = 1000 * (m_index + 1) + id, .descriptors = m_processes[parent].descriptors, .waiting = {}};
    if (child.name.empty())
        child.name = "child-" + std::to_string(id);
    for (SocketId socket : child.descriptors)
        ++m_sockets[socket].references;
    m_processes.push_back(std::move(child));
    return id;
}

void Host::hold(ProcessId process, Socket& socket)
{
    m_processes[process].descriptors.push_back(socket.id);
    ++socket.references;
    socket.owner = process;
    if (!socket.isListener)
        m_lastHeld = socket.id;
}

/// close(2) without what follows from it; false: the process has no such descriptor.
bool Host::letGo(ProcessId process, Socket& socket)
{
    auto& descriptors = m_processes[process].descriptors;
    const auto place = std::find(descriptors.begin(), descriptors.end(), socket.id);
    if (place == descriptors.end())
        return false;
    descriptors.erase(place);
    --socket.references;
    if (socket.owner == process) { // whoever has it too serves it from now on
        socket.owner = kNoProcess;
        for (ProcessId each = 0; each < m_processes.size(); ++each) {
            const auto& others = m_processes[each].descriptors;
            if (m_processes[each].isAlive && std::find(others.begin(), others.end(), socket.id) != others.end())
                socket.owner = each;
        }
        wake(socket);
    }
    return true;
}

/// exit(2), or a signal: the system closes what the process had open.
void Host::end(ProcessId process)
{
    const std::vector<SocketId> open = m_processes[process].descriptors;
    m_processes[process].isAlive = false;
    m_processes[process].lingering = 0;
    m_processes[process].waiting.clear();
    for (SocketId id : open) {
        Socket& socket = m_sockets[id];
        letGo(process, socket);
        if (socket.references > 0)
            continue;
        socket.pendingSend = 0;
        closeLast(socket);
    }
}

/// The last descriptor is gone; `process` has called close(), and may have to wait in it.
void Host::closeLast(Socket& socket, ProcessId process)
{
    const Timestamp now = m_world.now();
    socket.pendingRead.reset();
    socket.waitingAccepts.clear();
    if (socket.isListener) {
        closeListener(socket);
        return;
    }
    const bool hasLingerZero = socket.options.linger && *socket.options.linger && **socket.options.linger == Duration{};
    const State state = socket.state();
    const bool isOpen = state != State::Closed && state != State::Listen && state != State::TimeWait;
    // Unread text is lost, and the peer must know (RFC 2525, 2.17).
    if (isOpen && (hasLingerZero || socket.endpoint.readable() > 0)) {
        socket.endpoint.abort(now);
        flush(socket, RecordKind::Call);
        return;
    }
    socket.endpoint.close(now);
    socket.endpoint.orphan(now);
    linger(socket, process);
    flush(socket, RecordKind::Call);
}

namespace {

/// Whether close() with SO_LINGER still has to wait: something of ours is not acknowledged.
bool hasToLinger(State state)
{
    return state == State::FinWait1 || state == State::Closing || state == State::LastAck;
}

} // namespace

/// SO_LINGER: close() blocks its process until all is acknowledged, or the time is over. As on Linux, the connection then goes on by
/// itself and close() tells of no error; a process that ends does not wait.
void Host::linger(Socket& socket, ProcessId process)
{
    const auto time = socket.options.linger.value_or(std::nullopt);
    if (process == kNoProcess || !time || *time == Duration{} || !hasToLinger(socket.state()))
        return;
    socket.lingersUntil = m_world.now() + *time;
    socket.lingerer = process;
    ++m_processes[process].lingering;
}

/// close() returns, if its time has come.
void Host::endLinger(Socket& socket)
{
    if (hasToLinger(socket.state()) && m_world.now() < socket.lingersUntil)
        return;
    const ProcessId process = std::exchange(socket.lingerer, kNoProcess);
    socket.lingersUntil = Timestamp::max();
    Process& waiting = m_processes[process];
    if (waiting.lingering > 0 && --waiting.lingering == 0)
        m_toGoOn.push_back(process);
}

/// A process that was stopped or blocked makes its next calls.
void Host::goOn(ProcessId process)
{
    if (!m_processes[process].isRunning())
        return;
    const std::vector<Call> waiting = std::exchange(m_processes[process].waiting, {});
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (m_processes[process].isRunning())
            performInProcess({&waiting[i], process, 0});
        else
            m_processes[process].waiting.push_back(waiting[i]);
    }
    for (SocketId socket : std::vector<SocketId>(m_processes[process].descriptors))
        wake(m_sockets[socket]);
}

/// Connections that nobody has accepted end with it: those in the SYN queue silently, the others with a RST.
void Host::closeListener(Socket& listener)
{
    const Timestamp now = m_world.now();
    listener.endpoint.close(now);
    flush(listener, RecordKind::Call);
    leaveTables(listener);
    for (Socket& child : m_sockets) {
        if (child.listener != listener.id || child.isAccepted || child.isGone || child.state() == State::Closed)
            continue;
        if (child.state() == State::SynReceived) {
            m_world.recordLoss(child);
            leaveTables(child);
            child.isGone = true;
        } else {
            child.endpoint.abort(now);
            flush(child, RecordKind::Call);
        }
    }
    listener.acceptQueue.clear();
    listener.synQueue = 0;
}

void Host::acceptOne(Socket& listener, const std::string& name, std::uint32_t repetition)
{
    Socket& socket = m_sockets[listener.acceptQueue.front()];
    listener.acceptQueue.pop_front();
    socket.isAccepted = true;
    giveName(socket, name, repetition);
    m_lastConnection = socket.id;
    const ProcessId parent = listener.owner;
    hold(parent, socket);
    if (listener.habits.fork) { // each closes what the other one serves
        const ProcessId child = forkProcess(parent, {});
        letGo(parent, socket);
        socket.owner = child;
        for (const SocketId other : std::vector<SocketId>(m_processes[child].descriptors)) {
            if (other != socket.id)
                letGo(child, m_sockets[other]);
        }
    }
    wake(socket);
}

/// setsockopt(2)
void Host::apply(const SocketOptions& options, Socket& socket)
{
    const auto take = [](auto& value, const auto& setting) {
        if (setting)
            value = setting;
    };
    SocketOptions& all = socket.options;
    take(all.noDelay, options.noDelay);
    take(all.reuseAddress, options.reuseAddress);
    take(all.keepAlive, options.keepAlive);
    take(all.keepIdle, options.keepIdle);
    take(all.keepInterval, options.keepInterval);
    take(all.keepCount, options.keepCount);
    take(all.linger, options.linger);
    take(all.deferAccept, options.deferAccept);
    take(all.userTimeout, options.userTimeout);
    take(all.receiveBuffer, options.receiveBuffer);
    take(all.sendBuffer, options.sendBuffer);
    const Timestamp now = m_world.now();
    if (socket.state() == State::Closed)
        return;
    if (options.noDelay)
        socket.endpoint.setNagle(now, !*options.noDelay);
    if (options.receiveBuffer)
        socket.endpoint.setReceiveBuffer(now, *options.receiveBuffer);
    if (options.sendBuffer)
        socket.endpoint.setSendBuffer(now, *options.sendBuffer);
    if (options.userTimeout)
        socket.endpoint.setUserTimeout(now, options.userTimeout->value_or(Duration{}));
    if (options.keepIdle || options.keepInterval || options.keepCount || options.keepAlive) {
        const tcp::EndpointSettings settings = endpointSettings(all);
        socket.endpoint.setKeepAliveTimes(settings.keepAliveIdle, settings.keepAliveInterval, settings.keepAliveProbes);
        socket.endpoint.setKeepAlive(now, settings.keepAlive);
    }
    flush(socket, RecordKind::Call);
}

} // namespace simulation
