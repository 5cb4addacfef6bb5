// What applications do with their sockets: by habit, or because a call that had to wait can go on.
#include "model/simulation/host.h"

#include <algorithm>
#include <limits>
#include <utility>

using tcp::Notice;
using tcp::State;

namespace simulation {

namespace {

constexpr std::uint64_t kAtOnce = std::numeric_limits<std::int32_t>::max();

/// What the state before a RST tells the application.
SocketError errorOfReset(State before)
{
    if (before == State::SynSent)
        return SocketError::ConnectionRefused;
    return before == State::CloseWait ? SocketError::BrokenPipe : SocketError::ConnectionReset;
}

} // namespace

void Host::fail(Socket& socket, SocketError error)
{
    socket.failures.push_back({m_world.now(), error});
}

bool Host::failsWithPendingError(Socket& socket)
{
    if (socket.pendingError == SocketError::None)
        return false;
    fail(socket, std::exchange(socket.pendingError, SocketError::None));
    return true;
}

void Host::hearNotices(Socket& socket)
{
    const std::vector<Notice> notices = std::exchange(socket.notices, {});
    const auto& walk = socket.endpoint.walk();
    for (Notice notice : notices) {
        switch (notice) {
        case Notice::Connected:
            socket.wasConnected = true;
            if (!socket.isAccepted && socket.listener != kNoSocket) {
                Socket& listener = m_sockets[socket.listener];
                listener.acceptQueue.push_back(socket.id);
                wake(listener);
            }
            break;
        case Notice::Refused:
            socket.pendingError = SocketError::ConnectionRefused;
            break;
        case Notice::Reset:
            if (walk.back().event != tcp::Event::Abort) // its own ABORT is no news
                socket.pendingError = errorOfReset(walk.back().from);
            break;
        case Notice::TimedOut:
            if (socket.references > 0)
                socket.pendingError = SocketError::TimedOut;
            break;
        case Notice::PeerClosed:
            socket.peerHasClosed = true;
            break;
        case Notice::Closed:
            // RFC 9293, 3.10.7.4, tells nobody of a RST in CLOSING and LAST-ACK; the socket's next call does. In TIME-WAIT it
            // is no longer the process's connection.
            if (const tcp::Endpoint::Step& last = walk.back(); last.event == tcp::Event::RcvRst && socket.references > 0
                && (last.from == State::Closing || last.from == State::LastAck))
                socket.pendingError = SocketError::ConnectionReset;
            break;
        case Notice::Readable:
        case Notice::Writable:
            break;
        }
    }
}

void Host::serveListener(Socket& listener)
{
    const auto mayServe = [&] { return listener.owner != kNoProcess && m_processes[listener.owner].isRunning(); };
    while (!listener.acceptQueue.empty() && mayServe()) {
        if (!listener.waitingAccepts.empty()) {
            const std::string name = listener.waitingAccepts.front();
            listener.waitingAccepts.pop_front();
            acceptOne(listener, name, 0);
        } else if (listener.habits.accept) {
            acceptOne(listener, {}, 0);
        } else {
            break;
        }
    }
}

void Host::serve(Socket& socket)
{
    hearNotices(socket);
    if (socket.isListener) {
        serveListener(socket);
        return;
    }
    const ProcessId owner = socket.owner;
    const bool isServed = socket.isAccepted && socket.references > 0 && owner != kNoProcess && m_processes[owner].isRunning();
    if (!isServed)
        return;
    if (socket.habits.send && socket.wasConnected && !socket.hasSentByHabit) {
        socket.hasSentByHabit = true;
        send(socket, *socket.habits.send);
    }
    if (socket.pendingSend > 0)
        pumpSend(socket);
    if (socket.habits.read || socket.pendingRead) {
        const std::uint64_t octets = read(socket, socket.habits.read ? std::nullopt : socket.pendingRead);
        if (octets > 0 && socket.habits.reply)
            send(socket, *socket.habits.reply);
    }
    const bool isBlocked = socket.habits.read || socket.pendingRead || !socket.wasConnected || socket.pendingSend > 0;
    if (socket.pendingError != SocketError::None && isBlocked) {
        failsWithPendingError(socket);
        socket.pendingRead.reset();
        socket.pendingSend = 0;
    }
    const bool isAtEnd = socket.habits.close && (socket.peerHasClosed || (socket.wasConnected && socket.state() == State::Closed)) && socket.endpoint.readable() == 0;
    const bool hasReadAll = socket.habits.closeAfter && socket.read >= *socket.habits.closeAfter;
    if (isAtEnd || hasReadAll)
        closeDescriptor(owner, socket);
}

void Host::send(Socket& socket, std::uint64_t octets)
{
    if (failsWithPendingError(socket))
        return;
    const State state = socket.state();
    const bool maySend = state == State::Listen || state == State::SynSent || state == State::SynReceived || state == State::Established || state == State::CloseWait;
    if (!maySend || socket.isWriteShut) {
        const bool wasOpen = socket.wasConnected || state != State::Closed;
        fail(socket, wasOpen ? SocketError::BrokenPipe : SocketError::NotConnected);
        return;
    }
    socket.pendingSend += octets;
    pumpSend(socket);
}

/// Hands the endpoint as much as it takes; a blocked close() or shutdown() goes on when all is taken.
void Host::pumpSend(Socket& socket)
{
    while (socket.pendingSend > 0) {
        const std::uint32_t taken = socket.endpoint.send(m_world.now(), std::uint32_t(std::min(socket.pendingSend, kAtOnce)));
        if (taken == 0)
            break;
        socket.sent += taken;
        socket.pendingSend -= taken;
        flush(socket, RecordKind::Call);
    }
    if (socket.pendingSend > 0)
        return;
    if (std::exchange(socket.shutAfterSend, false))
        shutDown(socket, ShutdownHow::Write);
    if (std::exchange(socket.closeAfterSend, false) && socket.owner != kNoProcess)
        closeDescriptor(socket.owner, socket);
}

/// Returns the octets read; 0: the call waits, is at the end, or has failed.
std::uint64_t Host::read(Socket& socket, std::optional<std::uint64_t> octets)
{
    const std::uint32_t most = std::uint32_t(std::min(octets.value_or(kAtOnce), kAtOnce));
    if (socket.endpoint.readable() > 0 && !socket.isReadShut) {
        const std::uint32_t taken = socket.endpoint.receive(m_world.now(), most);
        socket.read += taken;
        socket.pendingRead.reset();
        flush(socket, RecordKind::Call);
        return taken;
    }
    const bool isOver = socket.peerHasClosed || socket.isReadShut;
    if (!isOver && !socket.habits.read && socket.state() == State::Closed && socket.pendingError == SocketError::None)
        fail(socket, SocketError::NotConnected);
    else if (!isOver && !socket.habits.read && !failsWithPendingError(socket))
        socket.pendingRead = octets.value_or(kAtOnce);
    return 0;
}

void Host::shutDown(Socket& socket, ShutdownHow how)
{
    const State state = socket.state();
    if (state == State::Closed || state == State::SynSent) {
        fail(socket, SocketError::NotConnected);
        return;
    }
    socket.isReadShut = socket.isReadShut || how != ShutdownHow::Write;
    if (how == ShutdownHow::Read)
        return;
    if (socket.isListener) { // as Linux does: it listens no more
        closeListener(socket);
        return;
    }
    if (socket.pendingSend > 0) {
        socket.shutAfterSend = true;
        return;
    }
    socket.isWriteShut = true;
    socket.endpoint.close(m_world.now());
    flush(socket, RecordKind::Call);
}

void Host::closeDescriptor(ProcessId process, Socket& socket)
{
    if (socket.pendingSend > 0 && socket.state() != State::Closed) {
        socket.closeAfterSend = true;
        return;
    }
    if (!letGo(process, socket))
        fail(socket, SocketError::BadDescriptor);
    else if (socket.references == 0)
        closeLast(socket, process);
}

void Host::abort(ProcessId process, Socket& socket)
{
    socket.pendingSend = 0;
    socket.endpoint.abort(m_world.now());
    flush(socket, RecordKind::Call);
    letGo(process, socket);
}

} // namespace simulation
