// Descriptors, segments and timers; the calls stand in socket_calls.cpp.
#include "model/simulation/packetdrill/sockets.h"

#include "model/simulation/random.h"
#include "model/tcp/classify.h"

#include <algorithm>

namespace simulation::packetdrill {

using tcp::Flag;
using tcp::State;

namespace {

bool isPlainSyn(const tcp::Segment& segment)
{
    return segment.has(Flag::Syn) && !segment.has(Flag::Ack) && !segment.has(Flag::Rst);
}

/// What the state before a RST tells the application.
Errno errorOfReset(State before)
{
    if (before == State::SynSent)
        return Errno::Econnrefused;
    return before == State::CloseWait ? Errno::Epipe : Errno::Econnreset;
}

} // namespace

SocketIndex Sockets::listener() const
{
    for (SocketIndex index = 0; index < m_sockets.size(); ++index) {
        if (m_sockets[index].role == Role::Listener)
            return index;
    }
    return kNoSocketIndex;
}

bool Sockets::isAlive(SocketIndex index) const
{
    return index != kNoSocketIndex && m_sockets[index].role == Role::Connection
           && m_sockets[index].endpoint.state() != State::Closed;
}

/// The same in each run; its value must not matter to a script.
tcp::SeqNumber Sockets::nextIss()
{
    return tcp::SeqNumber(std::uint32_t(mix(0x9E37'79B9 + ++m_issCount)));
}

int Sockets::giveDescriptor(SocketIndex index)
{
    int descriptor = 3; // behind the standard streams
    while (m_descriptors.contains(descriptor))
        ++descriptor;
    m_descriptors[descriptor] = index;
    return descriptor;
}

// --- Segments

void Sockets::note(Timestamp now, const tcp::Segment& segment, const Socket* socket)
{
    SeenSegment seen;
    seen.time = now;
    seen.isInbound = true;
    seen.segment = segment;
    seen.source = socket ? socket->remote : SocketAddress{m_settings.remote, std::uint16_t(40000 + m_clients)};
    seen.destination = socket ? socket->local : SocketAddress{m_settings.local, m_settings.bindPort};
    seen.window = segment.wnd << (socket && !segment.has(Flag::Syn) ? socket->endpoint.sendWindowShift() : 0);
    m_capture.push_back(seen);
}

SeenSegment Sockets::outgoing(Timestamp now, const Socket* socket, const tcp::Segment& segment) const
{
    SeenSegment seen;
    seen.time = now;
    seen.segment = segment;
    seen.window = segment.wnd;
    const SeenSegment* last = socket ? nullptr : &m_capture.back(); // what is answered, or another answer to it
    seen.source = socket ? socket->local : last->isInbound ? last->destination : last->source;
    seen.destination = socket ? socket->remote : last->isInbound ? last->source : last->destination;
    const std::uint8_t shift = socket && !segment.has(Flag::Syn) ? socket->endpoint.receiveWindowShift() : std::uint8_t(0);
    seen.segment.wnd = std::min(segment.wnd >> shift, 0xFFFFu);
    return seen;
}

void Sockets::arrive(Timestamp now, tcp::Segment segment)
{
    const SocketIndex listening = listener();
    const bool isConnected = isAlive(m_current);
    const Socket* known =
        m_current != kNoSocketIndex && m_sockets[m_current].role == Role::Connection ? &m_sockets[m_current] : nullptr;
    if (isConnected && isPlainSyn(segment) && m_sockets[m_current].endpoint.state() == State::TimeWait) {
        Socket& old = m_sockets[m_current];
        const bool isNext = tcp::classify(State::TimeWait, old.endpoint.tcb(), segment) == tcp::Event::RcvSyn;
        if (isNext) { // the next incarnation of the connection (RFC 9293, 3.6.1), for a listener alone
            note(now, segment, &old);
            if (listening == kNoSocketIndex)
                return;
            const SocketAddress remote = old.remote;
            const tcp::SeqNumber iss = old.endpoint.tcb().snd.nxt + 65537u;
            old.role = Role::Gone;
            old.endpoint = tcp::Endpoint(old.settings);
            m_current = makeChild(now, listening, remote, iss);
            deliver(now, m_current, segment);
            return;
        }
    }
    if (!isConnected && listening != kNoSocketIndex && isPlainSyn(segment)) {
        takeSyn(now, listening, segment);
        return;
    }
    note(now, segment, known);
    if (isConnected)
        deliver(now, m_current, segment);
    else if (listening != kNoSocketIndex)
        deliver(now, listening, segment);
    else
        answerWithout(now, segment);
}

/// No TCB is there to take it (RFC 9293, 3.10.7.1).
void Sockets::answerWithout(Timestamp now, const tcp::Segment& segment)
{
    tcp::Endpoint closed(m_settings.tcp);
    closed.arrive(now, segment);
    closed.takeOutput(m_output);
    for (const tcp::Segment& answer : m_output) {
        m_sent.push_back(outgoing(now, nullptr, answer));
        m_capture.push_back(m_sent.back());
    }
}

void Sockets::takeSyn(Timestamp now, SocketIndex listening, const tcp::Segment& segment)
{
    const SocketAddress remote{m_settings.remote, std::uint16_t(40000 + ++m_clients)};
    Socket& parent = m_sockets[listening];
    if (parent.acceptQueue.size() > parent.backlog) { // without a word: the client will try again
        note(now, segment, nullptr);
        return;
    }
    m_current = makeChild(now, listening, remote, nextIss());
    note(now, segment, &m_sockets[m_current]);
    deliver(now, m_current, segment);
}

SocketIndex Sockets::makeChild(Timestamp now, SocketIndex listening, const SocketAddress& remote, tcp::SeqNumber iss)
{
    Socket& child = m_sockets.emplace_back(m_sockets[listening].settings);
    child.role = Role::Connection;
    child.local = m_sockets[listening].local;
    child.remote = remote;
    child.listener = listening;
    child.isOpen = false;
    child.lingersZero = m_sockets[listening].lingersZero;
    child.endpoint.setIss(iss);
    child.endpoint.passiveOpen(now);
    return m_sockets.size() - 1;
}

void Sockets::deliver(Timestamp now, SocketIndex index, tcp::Segment segment)
{
    Socket& socket = m_sockets[index];
    socket.counts.noteReceived();
    if (!segment.has(Flag::Syn))
        segment.wnd <<= socket.endpoint.sendWindowShift();
    socket.endpoint.arrive(now, segment);
    flush(now, index);
    const bool isRefused = socket.role == Role::Connection && socket.endpoint.state() == State::Listen;
    if (isRefused) { // a RST in SYN-RECEIVED: the listener goes on as if nothing had been
        m_current = socket.listener;
        socket.role = Role::Gone;
        socket.endpoint = tcp::Endpoint(socket.settings);
    }
}

/// What the endpoint has sent and said.
void Sockets::flush(Timestamp now, SocketIndex index)
{
    Socket& socket = m_sockets[index];
    socket.endpoint.takeOutput(m_output);
    for (const tcp::Segment& segment : m_output) {
        socket.counts.noteSent(segment);
        m_sent.push_back(outgoing(now, socket.role == Role::Listener ? nullptr : &socket, segment));
        m_sent.back().socket = socket.role == Role::Listener ? kNoSocketIndex : index;
        m_capture.push_back(m_sent.back());
    }
    socket.counts.noteAcknowledged(socket.endpoint.tcb().snd.una);
    socket.endpoint.takeNotices(m_notices);
    const std::vector<tcp::Notice> notices = m_notices;
    for (const tcp::Notice notice : notices)
        hear(now, index, notice);
}

void Sockets::hear(Timestamp now, SocketIndex index, tcp::Notice notice)
{
    using enum tcp::Notice;
    Socket& socket = m_sockets[index];
    switch (notice) {
    case Connected:
        socket.wasConnected = true;
        if (socket.listener == kNoSocketIndex)
            break;
        if (m_sockets[socket.listener].role == Role::Listener) {
            m_sockets[socket.listener].acceptQueue.push_back(index);
        } else {
            socket.endpoint.abort(now);
            flush(now, index);
        }
        break;
    case Refused:
        socket.pendingError = Errno::Econnrefused;
        break;
    case Reset:
        if (!socket.endpoint.walk().empty()
            && socket.endpoint.walk().back().event != tcp::Event::Abort) // its own ABORT is no news
            socket.pendingError = errorOfReset(socket.endpoint.walk().back().from);
        break;
    case TimedOut:
        socket.pendingError = Errno::Etimedout;
        break;
    case PeerClosed:
        socket.peerHasClosed = true;
        break;
    case Readable:
    case Writable:
    case Closed:
        break;
    }
}

// --- Timers

Timestamp Sockets::deadline() const
{
    Timestamp first = Timestamp::max();
    for (const Socket& socket : m_sockets)
        first = std::min(first, socket.endpoint.deadline());
    return first;
}

void Sockets::runTimers(Timestamp now)
{
    for (SocketIndex index = 0; index < m_sockets.size(); ++index) {
        if (m_sockets[index].endpoint.deadline() > now)
            continue;
        m_sockets[index].endpoint.runTimers(now);
        flush(now, index);
    }
}

} // namespace simulation::packetdrill
