#include "model/simulation/packetdrill/sockets.h"

#include <algorithm>
#include <utility>

namespace simulation::packetdrill {

using tcp::State;

Outcome Sockets::call(Timestamp now, const SystemCall& call, Progress& progress, bool mayBlock)
{
    if (call.kind == CallKind::Socket)
        return open(call);
    const auto place = m_descriptors.find(call.descriptor);
    if (place == m_descriptors.end())
        return failed(Errno::Ebadf);
    const SocketIndex index = place->second;
    Socket& socket = m_sockets[index];
    mayBlock = mayBlock && !socket.isNonBlocking && !call.nonBlocking;
    // clang-format off
    switch (call.kind) {
    case CallKind::Bind: return bind(socket);
    case CallKind::Listen: return listen(now, index, call);
    case CallKind::Accept: return accept(socket, mayBlock);
    case CallKind::Connect: return connect(now, index, progress, mayBlock);
    case CallKind::Read: return read(now, index, call, mayBlock);
    case CallKind::Write: return write(now, index, call, progress, mayBlock);
    case CallKind::Shutdown: return shutDown(now, index, call);
    case CallKind::Close: return close(now, call.descriptor);
    case CallKind::SetOption: return setOption(now, index, call);
    case CallKind::GetOption: return getOption(socket, call);
    case CallKind::GetFlags: return {false, 2 | (socket.isNonBlocking ? 0x800 : 0), Errno::None, 0}; // O_RDWR, O_NONBLOCK
    case CallKind::SetFlags: socket.isNonBlocking = call.nonBlocking; return {};
    case CallKind::Socket: break;
    }
    // clang-format on
    return failed(Errno::Einval);
}

Outcome Sockets::open(const SystemCall& call)
{
    m_sockets.emplace_back(m_settings.tcp).isNonBlocking = call.nonBlocking;
    const SocketIndex index = m_sockets.size() - 1;
    m_sockets[index].local = {m_settings.local, 0};
    if (m_current == kNoSocketIndex)
        m_current = index;
    return {false, giveDescriptor(index), Errno::None, 0};
}

Outcome Sockets::bind(Socket& socket)
{
    if (socket.role != Role::Fresh || socket.isBound)
        return failed(Errno::Einval);
    for (const Socket& other : m_sockets) {
        const bool isThere = &other != &socket && other.local.port == m_settings.bindPort
                             && (other.role == Role::Listener || other.endpoint.state() != State::Closed);
        const bool isInTheWay = isThere && (other.role == Role::Listener || !socket.reusesAddress);
        if (isInTheWay)
            return failed(Errno::Eaddrinuse);
    }
    socket.isBound = true;
    socket.local.port = m_settings.bindPort;
    return {};
}

Outcome Sockets::listen(Timestamp now, SocketIndex index, const SystemCall& call)
{
    Socket& socket = m_sockets[index];
    if (socket.role == Role::Connection || !socket.isBound)
        return failed(Errno::Einval);
    socket.backlog = std::size_t(call.amount);
    if (socket.role == Role::Listener)
        return {};
    socket.role = Role::Listener;
    socket.endpoint = tcp::Endpoint(socket.settings);
    socket.endpoint.passiveOpen(now);
    flush(now, index);
    if (!isAlive(m_current))
        m_current = index;
    return {};
}

Outcome Sockets::accept(Socket& socket, bool mayBlock)
{
    if (socket.role != Role::Listener)
        return failed(Errno::Einval);
    if (socket.acceptQueue.empty())
        return mayBlock ? Outcome{.blocks = true} : failed(Errno::Eagain);
    const SocketIndex child = socket.acceptQueue.front();
    socket.acceptQueue.pop_front();
    m_sockets[child].listener = kNoSocketIndex;
    m_sockets[child].isOpen = true;
    return {false, giveDescriptor(child), Errno::None, 0};
}

Outcome Sockets::connect(Timestamp now, SocketIndex index, Progress& progress, bool mayBlock)
{
    Socket& socket = m_sockets[index];
    if (socket.role == Role::Listener)
        return failed(Errno::Eisconn);
    if (socket.role == Role::Fresh) {
        socket.role = Role::Connection;
        socket.local.port = socket.isBound ? socket.local.port : std::uint16_t(32768 + m_ephemerals++ % 28232);
        socket.remote = {m_settings.remote, m_settings.connectPort};
        socket.endpoint = tcp::Endpoint(socket.settings);
        socket.endpoint.setIss(nextIss());
        socket.endpoint.activeOpen(now);
        m_current = index;
        progress.hasBegun = true;
        flush(now, index);
        return mayBlock ? Outcome{.blocks = true} : failed(Errno::Einprogress);
    }
    if (socket.pendingError != Errno::None)
        return failed(std::exchange(socket.pendingError, Errno::None));
    const bool isOpening =
        socket.endpoint.state() == State::SynSent || (socket.endpoint.state() == State::SynReceived && !socket.wasConnected);
    if (isOpening)
        return mayBlock && progress.hasBegun ? Outcome{.blocks = true} : failed(Errno::Ealready);
    return progress.hasBegun && socket.wasConnected ? Outcome{} : failed(Errno::Eisconn);
}

Outcome Sockets::read(Timestamp now, SocketIndex index, const SystemCall& call, bool mayBlock)
{
    Socket& socket = m_sockets[index];
    if (socket.role != Role::Connection)
        return failed(Errno::Enotconn);
    if (socket.endpoint.readable() > 0 && !socket.isReadShut) {
        const std::uint32_t octets = socket.endpoint.receive(now, std::uint32_t(call.amount));
        flush(now, index);
        return {false, octets, Errno::None, 0};
    }
    if (socket.pendingError != Errno::None)
        return failed(std::exchange(socket.pendingError, Errno::None));
    const bool isAtEnd =
        socket.peerHasClosed || socket.isReadShut || socket.endpoint.state() == State::Closed || call.amount == 0;
    if (isAtEnd)
        return {};
    return mayBlock ? Outcome{.blocks = true} : failed(Errno::Eagain);
}

Outcome Sockets::write(Timestamp now, SocketIndex index, const SystemCall& call, Progress& progress, bool mayBlock)
{
    Socket& socket = m_sockets[index];
    if (socket.pendingError != Errno::None)
        return failed(std::exchange(socket.pendingError, Errno::None));
    const State state = socket.endpoint.state();
    const bool isOpening = socket.role == Role::Connection && (state == State::SynSent || state == State::SynReceived);
    const bool maySend =
        socket.role == Role::Connection && !socket.isWriteShut && (state == State::Established || state == State::CloseWait);
    if (!maySend && !isOpening)
        return failed(Errno::Epipe);
    if (maySend) {
        const std::uint32_t taken = socket.endpoint.send(now, std::uint32_t(call.amount) - progress.octets);
        progress.octets += taken;
        flush(now, index);
        if (progress.octets == call.amount || (progress.octets > 0 && !mayBlock))
            return {false, progress.octets, Errno::None, 0};
    }
    progress.hasBegun = true;
    return mayBlock ? Outcome{.blocks = true} : failed(Errno::Eagain);
}

Outcome Sockets::shutDown(Timestamp now, SocketIndex index, const SystemCall& call)
{
    Socket& socket = m_sockets[index];
    if (socket.role == Role::Listener) { // as Linux does: it listens no more
        closeListener(now, index);
        return {};
    }
    const State state = socket.endpoint.state();
    if (socket.role != Role::Connection || state == State::Closed || state == State::SynSent)
        return failed(Errno::Enotconn);
    constexpr std::int64_t kRead = 0;
    constexpr std::int64_t kWrite = 1;
    socket.isReadShut = socket.isReadShut || call.amount != kWrite;
    if (call.amount == kRead)
        return {};
    socket.isWriteShut = true;
    socket.endpoint.close(now);
    flush(now, index);
    return {};
}

Outcome Sockets::close(Timestamp now, int descriptor)
{
    const SocketIndex index = m_descriptors[descriptor];
    m_descriptors.erase(descriptor);
    Socket& socket = m_sockets[index];
    socket.isOpen = false;
    if (socket.role == Role::Listener) {
        closeListener(now, index);
        return {};
    }
    const State state = socket.endpoint.state();
    const bool isLive = socket.role == Role::Connection && state != State::Closed && state != State::TimeWait;
    // Unread text is lost, and the peer must know (RFC 2525, 2.17).
    if (isLive && (socket.lingersZero || socket.endpoint.readable() > 0)) {
        socket.endpoint.abort(now);
    } else {
        socket.endpoint.close(now);
        socket.endpoint.orphan(now);
    }
    flush(now, index);
    return {};
}

/// Connections that nobody has accepted end with it.
void Sockets::closeListener(Timestamp now, SocketIndex index)
{
    Socket& listener = m_sockets[index];
    listener.endpoint.close(now);
    flush(now, index);
    listener.role = Role::Gone;
    for (SocketIndex child = 0; child < m_sockets.size(); ++child) {
        if (m_sockets[child].listener != index || m_sockets[child].role != Role::Connection)
            continue;
        m_sockets[child].endpoint.abort(now);
        flush(now, child);
    }
}

// --- Options

Outcome Sockets::setOption(Timestamp now, SocketIndex index, const SystemCall& call)
{
    Socket& socket = m_sockets[index];
    tcp::EndpointSettings& settings = socket.settings;
    const bool isOn = call.value != 0;
    const bool lives = isAlive(index);
    // clang-format off
    switch (call.option) {
    case OptionName::ReuseAddress: socket.reusesAddress = isOn; break;
    case OptionName::Linger: socket.lingersZero = call.isOn; break;
    case OptionName::KeepAlive: settings.keepAlive = isOn; break;
    case OptionName::KeepIdle: settings.keepAliveIdle = std::chrono::seconds(call.value); break;
    case OptionName::KeepInterval: settings.keepAliveInterval = std::chrono::seconds(call.value); break;
    case OptionName::KeepCount: settings.keepAliveProbes = int(call.value); break;
    case OptionName::NoDelay: settings.nagle = !isOn; break;
    case OptionName::ReceiveBuffer: settings.receiveBuffer = std::uint32_t(call.value); break;
    case OptionName::SendBuffer: settings.sendBuffer = std::uint32_t(call.value); break;
    case OptionName::UserTimeout: settings.userTimeout = std::chrono::milliseconds(call.value); break;
    default: return setBeforehand(socket, call) ? Outcome{} : failed(Errno::Einval);
    }
    // clang-format on
    if (!lives)
        return {};
    if (call.option == OptionName::NoDelay)
        socket.endpoint.setNagle(now, settings.nagle);
    else if (call.option == OptionName::ReceiveBuffer)
        socket.endpoint.setReceiveBuffer(now, settings.receiveBuffer);
    else if (call.option == OptionName::SendBuffer)
        socket.endpoint.setSendBuffer(now, settings.sendBuffer);
    else if (call.option == OptionName::UserTimeout)
        socket.endpoint.setUserTimeout(now, settings.userTimeout);
    const bool isAboutProbes =
        call.option == OptionName::KeepIdle || call.option == OptionName::KeepInterval || call.option == OptionName::KeepCount;
    if (isAboutProbes)
        socket.endpoint.setKeepAliveTimes(settings.keepAliveIdle, settings.keepAliveInterval, settings.keepAliveProbes);
    if (isAboutProbes || call.option == OptionName::KeepAlive)
        socket.endpoint.setKeepAlive(now, settings.keepAlive);
    flush(now, index);
    return {};
}

/// What the endpoint takes only with its first segment.
bool Sockets::setBeforehand(Socket& socket, const SystemCall& call)
{
    if (socket.role == Role::Connection)
        return false;
    using Algorithm = tcp::CongestionControl::Algorithm;
    if (call.option == OptionName::MaxSegment)
        socket.settings.mss = std::uint16_t(call.value);
    else if (call.option == OptionName::Congestion)
        socket.settings.congestion = call.value != 0 ? Algorithm::Cubic : Algorithm::NewReno;
    else
        socket.settings.finTimeout = std::chrono::seconds(call.value);
    return true;
}

Outcome Sockets::getOption(Socket& socket, const SystemCall& call)
{
    const tcp::EndpointSettings& settings = socket.settings;
    const auto is = [](std::int64_t value) { return Outcome{false, 0, Errno::None, value}; };
    const auto inSeconds = [&](Duration duration) {
        return is(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
    };
    // clang-format off
    switch (call.option) {
    case OptionName::ReuseAddress: return is(socket.reusesAddress);
    case OptionName::Linger: return is(socket.lingersZero);
    case OptionName::KeepAlive: return is(settings.keepAlive);
    case OptionName::KeepIdle: return inSeconds(settings.keepAliveIdle);
    case OptionName::KeepInterval: return inSeconds(settings.keepAliveInterval);
    case OptionName::KeepCount: return is(settings.keepAliveProbes);
    case OptionName::NoDelay: return is(!settings.nagle);
    case OptionName::ReceiveBuffer: return is(settings.receiveBuffer);
    case OptionName::SendBuffer: return is(settings.sendBuffer);
    case OptionName::UserTimeout: return is(std::chrono::duration_cast<std::chrono::milliseconds>(settings.userTimeout).count());
    case OptionName::MaxSegment: return is(socket.wasConnected ? socket.endpoint.congestion().mss() : settings.mss);
    case OptionName::Congestion: return is(settings.congestion == tcp::CongestionControl::Algorithm::Cubic);
    case OptionName::Linger2: return inSeconds(settings.finTimeout);
    case OptionName::Error: return is(std::int64_t(std::exchange(socket.pendingError, Errno::None)));
    }
    // clang-format on
    return failed(Errno::Einval);
}

} // namespace simulation::packetdrill
