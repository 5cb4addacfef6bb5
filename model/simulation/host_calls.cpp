// The calls of a scenario.
#include "model/simulation/host.h"

#include <algorithm>
#include <utility>

using tcp::State;

namespace simulation {

void Host::perform(const Call& call, std::uint32_t repetition)
{
    ++m_event;
    if (const auto* control = std::get_if<ControlHost>(&call.action)) {
        this->control(*control);
        return;
    }
    if (!m_isUp)
        return;
    if (const auto* control = std::get_if<ControlProcess>(&call.action)) {
        this->control(*control);
        return;
    }
    const ProcessId process = findProcess(call.process, true);
    if (process == kNoProcess || !m_processes[process].isAlive)
        return;
    if (!m_processes[process].isRunning())
        m_processes[process].waiting.push_back(call);
    else
        performInProcess({&call, process, repetition});
}

void Host::performInProcess(const Caller& caller)
{
    const CallAction& action = caller.call->action;
    if (const auto* passiveOpen = std::get_if<PassiveOpen>(&action))
        call(caller, *passiveOpen);
    else if (const auto* activeOpen = std::get_if<ActiveOpen>(&action))
        call(caller, *activeOpen);
    else if (const auto* accept = std::get_if<Accept>(&action))
        call(caller, *accept);
    else if (const auto* set = std::get_if<SetOptions>(&action))
        call(caller, *set);
    else if (const auto* habit = std::get_if<SetHabit>(&action))
        call(caller, *habit);
    else if (const auto* fork = std::get_if<Fork>(&action))
        call(caller, *fork);
    else
        for (Socket* socket : resolve(caller))
            callOn(caller, *socket);
}

/// The connection that the process named, or else the host's last caller of accept() or connect(), was given last; else the listener.
const Socket* Host::newestOf(const Caller& caller) const
{
    const auto& own = m_processes[caller.process].descriptors;
    for (auto id = own.rbegin(); !caller.call->process.empty() && id != own.rend(); ++id) {
        if (!m_sockets[*id].isListener)
            return &m_sockets[*id];
    }
    const SocketId last = m_lastHeld != kNoSocket ? m_lastHeld : m_lastListener;
    return last == kNoSocket ? nullptr : &m_sockets[last];
}

/// By SocketName's rule for calls.
std::vector<Socket*> Host::resolve(const Caller& caller)
{
    std::vector<Socket*> all;
    const std::string& name = caller.call->socket.name;
    if (name == "all") {
        for (Socket& socket : m_sockets) {
            if (!socket.isListener && !socket.isGone && socket.references > 0)
                all.push_back(&socket);
        }
    } else if (const Socket* socket = name.empty() ? newestOf(caller) : find(name); socket && !socket->isGone) {
        all.push_back(&m_sockets[socket->id]);
    }
    return all;
}

/// The process named, or whoever has the descriptor where none is.
ProcessId Host::processOf(const Caller& caller, const Socket& socket) const
{
    const auto& own = m_processes[caller.process].descriptors;
    const bool isHeld = std::find(own.begin(), own.end(), socket.id) != own.end();
    return caller.call->process.empty() && !isHeld && socket.owner != kNoProcess ? socket.owner : caller.process;
}

/// The calls that need an open descriptor.
void Host::callOn(const Caller& caller, Socket& socket)
{
    const ProcessId process = processOf(caller, socket);
    const auto& own = m_processes[process].descriptors;
    if (std::find(own.begin(), own.end(), socket.id) == own.end()) {
        fail(socket, SocketError::BadDescriptor);
        return;
    }
    const CallAction& action = caller.call->action;
    if (const auto* sending = std::get_if<Send>(&action)) {
        if (socket.isListener) { // RFC 9293, 3.10.2: it opens actively then; the foreign socket is the same port of the other host
            const ActiveOpen open{m_name == "A" ? "B" : "A", socket.local.port, socket.local.port, {}};
            const Host* peer = m_world.findHost(open.peer);
            socket.remote = {peer->address(), open.port};
            if (!claim(socket, socket.local.port))
                return;
        }
        send(socket, sending->octets);
    } else if (const auto* reading = std::get_if<Read>(&action)) {
        read(socket, reading->octets);
    } else if (const auto* shutdown = std::get_if<Shutdown>(&action)) {
        shutDown(socket, shutdown->how);
    } else if (std::holds_alternative<Close>(action)) {
        closeDescriptor(process, socket);
    } else if (std::holds_alternative<Abort>(action)) {
        abort(process, socket);
    }
}

/// bind(2): with SO_REUSEADDR only a listener is in the way, without it any connection of the port as well.
bool Host::isPortFree(std::uint16_t port, bool reuse) const
{
    if (m_listeners.contains(port))
        return false;
    const auto first = m_tuples.lower_bound({port, SocketAddress{}});
    return reuse || first == m_tuples.end() || first->first.first != port;
}

void Host::call(const Caller& caller, const PassiveOpen& open)
{
    Socket& socket = makeSocket(m_options, m_habits);
    socket.isListener = true;
    socket.local = {m_address, open.port};
    socket.backlog = open.backlog.value_or(128);
    giveName(socket, open.name, caller.repetition);
    hold(caller.process, socket);
    m_lastListener = socket.id;
    if (!isPortFree(open.port, socket.options.reuseAddress.value_or(false))) {
        fail(socket, SocketError::AddressInUse);
        return;
    }
    m_listeners[open.port] = socket.id;
    socket.endpoint.passiveOpen(m_world.now());
    flush(socket, RecordKind::Call);
}

void Host::call(const Caller& caller, const ActiveOpen& open)
{
    Socket* socket = nullptr;
    if (!caller.call->socket.name.empty()) {
        const auto named = resolve(caller);
        if (named.empty())
            return;
        socket = named.front();
        if (!socket->isListener) {
            fail(*socket, SocketError::AlreadyConnected);
            return;
        }
    } else {
        socket = &makeSocket(m_options, m_habits);
        socket->local = {m_address, 0};
        hold(caller.process, *socket);
    }
    giveName(*socket, open.name, caller.repetition);
    m_lastConnection = socket->id;
    const Host* peer = m_world.findHost(open.peer);
    if (!peer || peer == this) {
        fail(*socket, SocketError::AddressNotAvailable);
        return;
    }
    socket->remote = {peer->address(), open.port};
    if (!choosePort(*socket, open))
        return;
    socket->endpoint.activeOpen(m_world.now());
    flush(*socket, RecordKind::Call);
}

/// The local port of an active open; false: it has failed.
bool Host::choosePort(Socket& socket, const ActiveOpen& open)
{
    if (socket.isListener)
        return claim(socket, socket.local.port);
    if (open.from) {
        if (!isPortFree(*open.from, socket.options.reuseAddress.value_or(false) || m_settings.timeWaitReuse)) {
            fail(socket, SocketError::AddressInUse);
            return false;
        }
        if (claim(socket, *open.from))
            return true;
        fail(socket, SocketError::AddressNotAvailable);
        return false;
    }
    const PortRange range = m_settings.ephemeral;
    const std::uint32_t count = range.high >= range.low ? std::uint32_t(range.high - range.low) + 1 : 0;
    for (std::uint32_t tried = 0; tried < count; ++tried) {
        const std::uint16_t port = m_nextPort;
        m_nextPort = port == range.high ? range.low : std::uint16_t(port + 1);
        if (!m_listeners.contains(port) && claim(socket, port))
            return true;
    }
    fail(socket, SocketError::AddressNotAvailable);
    return false;
}

/// Takes the 4-tuple if it is free, or in TIME-WAIT and may be used again: timestamps can then tell the old connection's segments
/// from the new one's (RFC 6191).
bool Host::claim(Socket& socket, std::uint16_t port)
{
    const Tuple tuple{port, socket.remote};
    std::optional<tcp::SeqNumber> iss;
    if (const auto place = m_tuples.find(tuple); place != m_tuples.end()) {
        Socket& old = m_sockets[place->second];
        constexpr Duration kOneTick = std::chrono::seconds(1); // of the timestamps' clock, as Linux counts it
        const bool mayReuse = m_settings.timeWaitReuse && old.state() == State::TimeWait && old.endpoint.usesTimestamps()
            && m_world.now() - old.reached[std::size_t(State::TimeWait)] >= kOneTick;
        if (!mayReuse)
            return false;
        iss = old.endpoint.tcb().snd.nxt + 65537u;
        old.endpoint.abort(m_world.now());
        flush(old, RecordKind::Call);
    }
    if (socket.isListener)
        leaveTables(socket);
    socket.isListener = false;
    socket.local.port = port;
    m_tuples[tuple] = socket.id;
    m_lastConnection = socket.id;
    m_world.connect(socket, true);
    socket.endpoint.setIss(iss ? *iss : chooseIss(socket));
    return true;
}

void Host::call(const Caller& caller, const Accept& accept)
{
    const std::string& name = caller.call->socket.name;
    Socket* listener = nullptr;
    if (!name.empty()) {
        const auto named = resolve(caller);
        listener = named.empty() ? nullptr : named.front();
    } else if (m_lastListener != kNoSocket) {
        listener = &m_sockets[m_lastListener];
    }
    if (!listener)
        return;
    if (!listener->isListener || listener->state() != State::Listen) {
        fail(*listener, SocketError::InvalidArgument);
        return;
    }
    if (!listener->acceptQueue.empty()) {
        acceptOne(*listener, accept.name, caller.repetition);
        return;
    }
    const bool isNumbered = caller.repetition > 0 && !accept.name.empty();
    listener->waitingAccepts.push_back(isNumbered ? accept.name + "." + std::to_string(caller.repetition) : accept.name);
}

void Host::call(const Caller& caller, const SetOptions& set)
{
    const bool isWholeHost = caller.call->socket.name.empty();
    if (isWholeHost) {
        Socket blank{tcp::EndpointSettings()};
        blank.options = m_options;
        apply(set.options, blank);
        m_options = blank.options;
    }
    for (Socket& socket : m_sockets) {
        const bool isMeant = isWholeHost || caller.call->socket.name == "all" || &socket == find(caller.call->socket.name);
        if (isMeant && !socket.isGone)
            apply(set.options, socket);
    }
}

void Host::call(const Caller& caller, const SetHabit& set)
{
    const auto change = [&set](Habits& habits) {
        switch (set.habit) {
        case Habit::Accept:
            habits.accept = set.on;
            break;
        case Habit::Read:
            habits.read = set.on;
            break;
        case Habit::Send:
            habits.send = set.octets;
            break;
        case Habit::Reply:
            habits.reply = set.octets;
            break;
        case Habit::Close:
            habits.close = set.on && !set.octets;
            habits.closeAfter = set.octets;
            break;
        case Habit::Fork:
            habits.fork = set.on;
            break;
        }
    };
    const std::string& name = caller.call->socket.name;
    if (name.empty())
        change(m_habits);
    for (Socket& socket : m_sockets) {
        if (socket.isGone || (!name.empty() && name != "all" && &socket != find(name)))
            continue;
        change(socket.habits);
        wake(socket);
    }
}

void Host::call(const Caller& caller, const Fork& fork)
{
    forkProcess(caller.process, fork.name);
}

void Host::control(const ControlProcess& control)
{
    const ProcessId id = findProcess(control.process, false);
    if (id == kNoProcess || !m_processes[id].isAlive)
        return;
    switch (control.action) {
    case ProcessAction::Exit:
    case ProcessAction::Kill:
        end(id);
        break;
    case ProcessAction::Stop:
        m_processes[id].isStopped = true;
        break;
    case ProcessAction::Continue: {
        m_processes[id].isStopped = false;
        goOn(id);
        break;
    }
    }
}

/// The cable is the link's: see Simulation.
void Host::control(const ControlHost& control)
{
    if (control.action == HostAction::Crash || control.action == HostAction::Reboot) {
        forgetAll();
        m_isUp = control.action == HostAction::Reboot;
    }
}

} // namespace simulation
