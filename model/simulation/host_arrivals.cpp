// Segments that come in: which socket they are for, and what the operating system does before a connection exists.
#include "model/simulation/host.h"
#include "model/simulation/random.h"

#include <algorithm>

using tcp::Flag;
using tcp::State;

namespace simulation {

namespace {

bool isPlainSyn(const tcp::Segment& segment)
{
    return segment.has(Flag::Syn) && !segment.has(Flag::Ack) && !segment.has(Flag::Rst);
}

} // namespace

/// The connection's socket, else the listener of the port, else null.
Socket* Host::receiverOf(const Passage& passage)
{
    if (const auto place = m_tuples.find({passage.destination.port, passage.source}); place != m_tuples.end())
        return &m_sockets[place->second];
    const auto listener = m_listeners.find(passage.destination.port);
    return listener == m_listeners.end() ? nullptr : &m_sockets[listener->second];
}

void Host::arrive(const Passage& passage)
{
    ++m_event;
    if (!m_isUp || passage.isCorrupt) { // a wrong checksum: dropped without a word
        recordUnseen(passage);
        return;
    }
    Socket* socket = receiverOf(passage);
    if (!socket) {
        answerFromClosed(passage);
        return;
    }
    if (socket->isListener) {
        arriveAtListener(*socket, passage);
        return;
    }
    if (const Entry entry = judge(*socket, passage); entry != Entry::Free) {
        recordUnseen(passage);
        if (entry == Entry::Abort) {
            socket->endpoint.abort(m_world.now());
            flush(*socket, RecordKind::Call);
        }
        return;
    }
    if (socket->state() == State::TimeWait && isPlainSyn(passage.segment)) {
        const auto listener = m_listeners.find(passage.destination.port);
        socket->listener = listener == m_listeners.end() ? kNoSocket : listener->second;
        socket->endpoint.setRebirth(socket->listener != kNoSocket);
        if (socket->listener != kNoSocket) // the next incarnation is far ahead of this one (RFC 9293, 3.6.1)
            socket->endpoint.setIss(socket->endpoint.tcb().snd.nxt + 65537u);
    }
    socket->endpoint.arrive(m_world.now(), passage.segment);
    flush(*socket, RecordKind::Segment, &passage);
}

/// What an operating system decides before the state machine sees the segment.
Host::Entry Host::judge(const Socket& socket, const Passage& passage) const
{
    const tcp::Segment& segment = passage.segment;
    const State state = socket.state();
    if (state == State::TimeWait && segment.has(Flag::Rst) && m_settings.rfc1337)
        return Entry::Ignored;
    const bool completes = state == State::SynReceived && socket.listener != kNoSocket && segment.has(Flag::Ack) && !segment.has(Flag::Rst);
    if (!completes)
        return Entry::Free;
    const Socket& listener = m_sockets[socket.listener];
    const bool isDeferred = listener.options.deferAccept && *listener.options.deferAccept;
    if (isDeferred && segment.len() == 0 && m_world.now() < socket.made + **listener.options.deferAccept)
        return Entry::Ignored; // TCP_DEFER_ACCEPT: nobody is woken before there is text
    if (listener.acceptQueue.size() <= listener.backlog)
        return Entry::Free;
    return m_settings.abortOnOverflow ? Entry::Abort : Entry::Ignored;
}

/// The segment arrives, and nothing comes of it.
void Host::recordUnseen(const Passage& passage)
{
    Socket nobody{tcp::EndpointSettings()};
    nobody.flow = passage.flow;
    nobody.isLow = !passage.fromLow;
    m_world.record(nobody, RecordKind::Segment, {}, &passage);
}

void Host::answerFromClosed(const Passage& passage)
{
    tcp::Endpoint closed{tcp::EndpointSettings()};
    closed.arrive(m_world.now(), passage.segment);
    m_unboundRows.add(closed.rowsFired());
    recordUnseen(passage);
    closed.takeOutput(m_output);
    for (const tcp::Segment& segment : m_output)
        m_world.transmit(*this, passage.destination, passage.source, segment, 0);
}

void Host::arriveAtListener(Socket& listener, const Passage& passage)
{
    if (isPlainSyn(passage.segment)) {
        takeSyn(listener, passage);
        return;
    }
    if (takeCookie(listener, passage))
        return;
    listener.endpoint.arrive(m_world.now(), passage.segment); // in LISTEN an ACK is answered with a RST, and all else is dropped
    recordUnseen(passage);
    listener.endpoint.takeOutput(m_output);
    for (const tcp::Segment& segment : m_output)
        m_world.transmit(*this, passage.destination, passage.source, segment, 0);
}

void Host::takeSyn(Socket& listener, const Passage& passage)
{
    const bool acceptQueueIsFull = listener.acceptQueue.size() > listener.backlog;
    const bool synQueueIsFull = listener.synQueue >= m_settings.synBacklog;
    if (synQueueIsFull && m_settings.synCookies && !acceptQueueIsFull) {
        sendCookie(listener, passage);
        return;
    }
    if (acceptQueueIsFull || synQueueIsFull) { // without a word: the client will try again
        recordUnseen(passage);
        return;
    }
    Socket& child = makeChild(listener, passage, nullptr);
    child.endpoint.setIss(chooseIss(child));
    child.endpoint.arrive(m_world.now(), passage.segment);
    flush(child, RecordKind::Segment, &passage);
}

/// A connection that is about to come in; `settings`: others than the listener's.
Socket& Host::makeChild(Socket& listener, const Passage& passage, const tcp::EndpointSettings* settings)
{
    const SocketId parent = listener.id;
    Socket& child = makeSocket(listener.options, listener.habits);
    if (settings)
        child.endpoint = tcp::Endpoint(*settings);
    child.local = passage.destination;
    child.remote = passage.source;
    child.listener = parent;
    child.isAccepted = false;
    child.owner = m_sockets[parent].owner;
    m_tuples[{child.local.port, child.remote}] = child.id;
    m_lastConnection = child.id;
    m_world.connect(child, false);
    child.endpoint.passiveOpen(m_world.now());
    return child;
}

/// A secret function of the 4-tuple and the client's number; its two lowest bits say which MSS the client has announced.
std::uint32_t Host::cookieFor(const Passage& passage, std::uint32_t irs) const
{
    std::uint64_t secret = m_seed ^ 0xC00C1E;
    for (std::uint8_t octet : passage.source.ip.octets)
        secret = mix(secret ^ octet);
    secret = mix(secret ^ passage.source.port);
    secret = mix(secret ^ std::uint64_t(passage.destination.port) << 32 ^ irs);
    return std::uint32_t(secret) & ~3u;
}

namespace {

constexpr std::uint16_t kCookieMss[] = {536, 1300, 1440, 1460};

/// A cookie has no room for options.
tcp::EndpointSettings withoutOptions(tcp::EndpointSettings settings)
{
    settings.windowScale.reset();
    settings.timestamps = settings.sack = false;
    return settings;
}

} // namespace

/// Answers without remembering anything (RFC 4987, 3.6).
void Host::sendCookie(Socket& listener, const Passage& passage)
{
    const std::uint16_t mss = passage.segment.options.mss.value_or(536);
    std::uint32_t code = 3;
    while (code > 0 && kCookieMss[code] > mss)
        --code;
    tcp::Endpoint passing(withoutOptions(endpointSettings(listener.options)));
    passing.setIss(tcp::SeqNumber(cookieFor(passage, passage.segment.seq.value()) | code));
    passing.passiveOpen(m_world.now());
    passing.arrive(m_world.now(), passage.segment);
    m_unboundRows.add(passing.rowsFired());
    ++listener.cookiesSent;
    recordUnseen(passage);
    passing.takeOutput(m_output);
    for (const tcp::Segment& segment : m_output)
        m_world.transmit(*this, passage.destination, passage.source, segment, 0);
}

/// Whether the segment brings a cookie back: then the connection exists from now on.
bool Host::takeCookie(Socket& listener, const Passage& passage)
{
    const tcp::Segment& segment = passage.segment;
    if (listener.cookiesSent == 0 || !segment.has(Flag::Ack) || segment.has(Flag::Rst) || segment.has(Flag::Syn))
        return false;
    const std::uint32_t cookie = segment.ack.value() - 1;
    const std::uint32_t irs = segment.seq.value() - 1;
    if ((cookie & ~3u) != cookieFor(passage, irs) || listener.acceptQueue.size() > listener.backlog)
        return false;
    const tcp::EndpointSettings settings = withoutOptions(endpointSettings(listener.options));
    Socket& child = makeChild(listener, passage, &settings);
    tcp::Segment syn;
    syn.seq = tcp::SeqNumber(irs);
    syn.flags = Flag::Syn;
    syn.wnd = segment.wnd;
    syn.options.mss = kCookieMss[cookie & 3u];
    child.endpoint.setIss(tcp::SeqNumber(cookie));
    child.endpoint.arrive(m_world.now(), syn);
    child.endpoint.takeOutput(m_output); // the SYN,ACK, which went out before
    child.endpoint.arrive(m_world.now(), segment);
    flush(child, RecordKind::Segment, &passage);
    return true;
}

} // namespace simulation
