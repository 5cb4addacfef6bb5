#include "model/tcp/endpoint.h"

#include <algorithm>

// The user's calls (RFC 9293, 3.10.1 to 3.10.5), and what a user may set while the connection lives.

namespace tcp {

bool Endpoint::passiveOpen(Timestamp now)
{
    m_now = now;
    return handle(Event::PassiveOpen, nullptr);
}

bool Endpoint::activeOpen(Timestamp now)
{
    m_now = now;
    return handle(Event::ActiveOpen, nullptr);
}

std::uint32_t Endpoint::send(Timestamp now, std::uint32_t octets)
{
    using enum State;
    m_now = now;
    if (m_state == Listen && !handle(Event::Send, nullptr)) // RFC 9293, 3.10.2: a SEND turns a listener into an active opener
        return 0;
    const bool isOpening = m_state == SynSent || m_state == SynReceived;
    if (m_closeHeld || (!isOpening && m_state != Established && m_state != CloseWait))
        return 0;
    const std::uint32_t held = unacknowledged();
    const std::uint32_t taken = held < m_settings.sendBuffer ? std::min(octets, m_settings.sendBuffer - held) : 0;
    m_wasFull = taken < octets;
    m_unsent += taken;
    transmit();
    return taken;
}

std::uint32_t Endpoint::receive(Timestamp now, std::uint32_t most)
{
    m_now = now;
    const std::uint32_t octets = m_received.read(most);
    if (octets > 0 && sendsWindowUpdates() && m_received.isWindowUpdateDue())
        transmitSegment(Flag::Ack, m_tcb.snd.nxt);
    return octets;
}

bool Endpoint::close(Timestamp now)
{
    m_now = now;
    return !m_closeHeld && !m_finQueued && handle(Event::Close, nullptr);
}

bool Endpoint::abort(Timestamp now)
{
    m_now = now;
    return handle(Event::Abort, nullptr);
}

void Endpoint::orphan(Timestamp now)
{
    m_now = now;
    m_orphaned = true;
    if (m_state == State::FinWait2)
        m_finWaitUntil = now + m_settings.finTimeout;
}

void Endpoint::setReceiveBuffer(Timestamp now, std::uint32_t octets)
{
    m_now = now;
    m_settings.receiveBuffer = octets;
    m_received.setCapacity(octets);
    if (sendsWindowUpdates() && m_received.isWindowUpdateDue())
        transmitSegment(Flag::Ack, m_tcb.snd.nxt);
}

/// Where the peer may send, or has sent its last: then the window still tells what the user has read.
bool Endpoint::sendsWindowUpdates() const
{
    using enum State;
    return m_state == Established || m_state == FinWait1 || m_state == FinWait2 || m_state == CloseWait;
}

void Endpoint::setSendBuffer(Timestamp now, std::uint32_t octets)
{
    m_now = now;
    m_settings.sendBuffer = octets;
    tellIfWritable();
}

void Endpoint::setUserTimeout(Timestamp now, Duration timeout)
{
    m_now = now;
    m_settings.userTimeout = timeout;
    watchDelivery(true);
}

void Endpoint::setNagle(Timestamp now, bool on)
{
    m_now = now;
    m_settings.nagle = on;
    transmit();
}

void Endpoint::setKeepAlive(Timestamp now, bool on)
{
    m_now = now;
    m_settings.keepAlive = on;
    m_aliveAt = on && (m_state == State::Established || m_state == State::CloseWait) ? now + m_settings.keepAliveIdle : Timestamp::max();
}

void Endpoint::setKeepAliveTimes(Duration idle, Duration interval, int probes)
{
    m_settings.keepAliveIdle = idle;
    m_settings.keepAliveInterval = interval;
    m_settings.keepAliveProbes = probes;
}

void Endpoint::setIss(SeqNumber iss)
{
    m_iss = iss;
    if (m_state == State::Listen)
        m_tcb.snd.iss = m_tcb.snd.una = m_tcb.snd.nxt = m_recover = iss;
}

} // namespace tcp
