#include "model/tcp/endpoint.h"

#include <algorithm>
#include <limits>

// What an endpoint sends, and when: windows, retransmission, probes, and the segments themselves.

namespace tcp {

namespace {

std::uint32_t millisecondsOf(Timestamp time)
{
    return std::uint32_t(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

} // namespace

bool Endpoint::maySendText() const
{
    using enum State;
    return m_state == Established || m_state == CloseWait || m_state == FinWait1 || m_state == LastAck || m_state == Closing;
}

/// Sends what the windows allow.
void Endpoint::transmit()
{
    if (!maySendText())
        return;
    // After a SYN that brought a FIN, text must wait; the FIN of a CLOSE in SYN-RECEIVED must not (RFC 9293, 3.10.4).
    if (!m_sent.isEmpty() && m_sent.front().syn && m_state != State::FinWait1)
        return;
    if (m_sent.isEmpty() && (m_unsent > 0 || m_finQueued) && m_lastSent != Timestamp{})
        m_congestion.onIdle(m_now - m_lastSent, m_rto.rto());
    // RFC 3042: the first two duplicate ACKs let one new segment each out. With SACK the pipe says so by itself (RFC 6675, 5, step 3).
    const bool isLimited = !m_congestion.isInRecovery() && m_duplicateAcks > 0;
    const std::uint32_t limited = isLimited && !m_sacking ? std::min(m_duplicateAcks, 2u) * m_peerMss : 0;
    for (;;) {
        const std::uint32_t window = m_congestion.cwnd() + limited;
        const std::uint32_t pipe = m_sent.pipe();
        const std::uint32_t flight = m_sent.flight();
        if (pipe >= window || !sendNext(window - pipe))
            break;
        if (isLimited && flight >= m_congestion.cwnd())
            m_limitedOctets += m_sent.flight() - flight;
    }
    if (m_closeHeld && m_unsent == 0 && (m_state == State::Established || m_state == State::CloseWait)) {
        m_closeHeld = false;
        handle(Event::Close, nullptr);
        return;
    }
    const bool waits = m_unsent > 0 || (m_finQueued && !m_tcb.snd.fin);
    if (waits && m_sent.isEmpty() && m_persistAt == Timestamp::max())
        m_persistAt = m_now + m_rto.rto(); // a shut or silly window: RFC 9293, 3.8.6.1
    startRetransmissionTimer(false);
    watchDelivery(false);
}

/// One segment of at most `room` octets, by RFC 6675's order of preference; false if there is none to send.
bool Endpoint::sendNext(std::uint32_t room)
{
    if (const SentSegment* lost = m_sent.nextLost()) {
        if (lost->len > room && m_sent.pipe() > 0)
            return false;
        resend(*lost);
        return true;
    }
    const std::uint32_t window = std::min(room, usableWindow());
    std::uint32_t text = sendableText(window);
    if (waitsToCarryFin(text))
        text = 0;
    const bool isLast = text == m_unsent;
    const bool fin = isLast && m_finQueued && !m_tcb.snd.fin && text < usableWindow();
    if (text > 0 || fin) {
        sendNew(text, fin);
        return true;
    }
    if (!m_congestion.isInRecovery() || !m_sacking || room < m_peerMss)
        return false;
    const SentSegment* next = m_sent.nextUnsacked();
    if (!next)
        next = m_sent.rescue();
    if (!next)
        return false;
    resend(*next);
    return true;
}

/// See EndpointSettings::lastWaitsForFin. Something must be on its way, so that an answer comes in any case.
bool Endpoint::waitsToCarryFin(std::uint32_t text) const
{
    return m_settings.lastWaitsForFin && m_finQueued && text > 0 && text == m_unsent && text == usableWindow() && !m_sent.isEmpty() && m_tcb.snd.wnd < m_largestWindow;
}

/// What the peer's window leaves, in octets.
std::uint32_t Endpoint::usableWindow() const
{
    const std::int32_t usable = (m_tcb.snd.una + m_tcb.snd.wnd) - m_tcb.snd.nxt;
    return usable > 0 ? std::uint32_t(usable) : 0;
}

/// Octets of new text worth a segment now: silly-window avoidance and Nagle's rule (RFC 9293, 3.8.6.2.1 and 3.7.4).
std::uint32_t Endpoint::sendableText(std::uint32_t window) const
{
    const std::uint32_t text = std::min({m_unsent, window, std::uint32_t(m_peerMss)});
    if (text == 0)
        return 0;
    if (text == m_peerMss)
        return text;
    const bool isAll = text == m_unsent;
    if (isAll && (m_sent.isEmpty() || !m_settings.nagle || m_finQueued))
        return text;
    const bool isWorthwhile = !m_settings.avoidsSillyWindows || text >= m_largestWindow / 2;
    return !isAll && isWorthwhile && text == usableWindow() ? text : 0;
}

void Endpoint::sendNew(std::uint32_t text, bool fin)
{
    const SeqNumber seq = m_tcb.snd.nxt;
    m_unsent -= text;
    if (fin)
        m_tcb.snd.fin = seq + text;
    const std::uint32_t len = text + (fin ? 1u : 0u);
    m_tcb.snd.nxt = seq + len;
    Flags flags = Flag::Ack;
    if (fin)
        flags = flags | Flag::Fin;
    if (text > 0 && m_unsent == 0)
        flags = flags | Flag::Psh; // the last of what the user gave (RFC 9293, 3.9.1.2)
    m_sent.push(seq, len, flags, m_now);
    transmitSegment(flags, seq, text);
}

void Endpoint::resend(const SentSegment& segment)
{
    const SentSegment copy = segment;
    m_sent.noteResent(segment, m_now);
    Flags flags = m_state == State::SynSent ? Flags() : Flags(Flag::Ack);
    if (copy.syn)
        flags = flags | Flag::Syn;
    if (copy.fin)
        flags = flags | Flag::Fin;
    if (copy.textLength() > 0 && m_unsent == 0 && copy.end() == m_tcb.snd.nxt)
        flags = flags | Flag::Psh;
    transmitSegment(flags, copy.seq, copy.textLength());
}

/// R2 in retransmissions (RFC 9293, 3.8.3); a user timeout stands in its place for all but the SYN.
int Endpoint::retryLimit() const
{
    if (m_state == State::SynSent)
        return m_settings.synRetries;
    if (m_sent.front().syn)
        return m_settings.synAckRetries;
    return m_settings.userTimeout > Duration{} ? std::numeric_limits<int>::max() : m_settings.retries;
}

void Endpoint::retransmit()
{
    m_retransmitAt = Timestamp::max();
    if (m_sent.isEmpty())
        return;
    if (++m_retransmissions > retryLimit()) {
        handle(Event::UserTimeout, nullptr);
        return;
    }
    m_rto.backOff();
    if (!m_sent.front().syn)
        m_congestion.onTimeout(m_sent.flight(), m_retransmissions > 1);
    m_sent.markAllLost();
    m_recover = m_tcb.snd.nxt;
    m_duplicateAcks = m_limitedOctets = 0;
    if (const SentSegment* first = m_sent.nextLost())
        resend(*first);
    startRetransmissionTimer(true);
}

/// The persist timer: asks a shut window with one octet, or gives a silly one what fits (RFC 9293, 3.8.6.1).
void Endpoint::probe()
{
    m_persistAt = Timestamp::max();
    if (!maySendText())
        return;
    if (!m_sent.isEmpty()) {
        resend(m_sent.front());
    } else if (m_unsent > 0) {
        sendNew(std::max(1u, std::min({m_unsent, usableWindow(), std::uint32_t(m_peerMss)})), false);
    } else if (m_finQueued && !m_tcb.snd.fin) {
        sendNew(0, true);
    } else {
        return;
    }
    m_rto.backOff();
    m_retransmitAt = Timestamp::max();
    m_persistAt = m_now + m_rto.rto();
}

/// Asks a silent peer whether it is still there (RFC 9293, 3.8.4): one octet before what it expects.
void Endpoint::probeAlive()
{
    if (!m_sent.isEmpty() || m_unsent > 0) { // the other timers ask already
        m_aliveProbes = 0;
        m_aliveAt = m_now + m_settings.keepAliveIdle;
        return;
    }
    const bool isGivenUp = m_settings.userTimeout > Duration{} ? m_aliveProbes > 0 && m_now - m_lastHeard >= m_settings.userTimeout
                                                               : m_aliveProbes >= m_settings.keepAliveProbes;
    if (isGivenUp) {
        m_aliveAt = Timestamp::max();
        handle(Event::UserTimeout, nullptr);
        return;
    }
    ++m_aliveProbes;
    transmitSegment(Flag::Ack, m_tcb.snd.nxt + ~0u);
    m_aliveAt = m_now + m_settings.keepAliveInterval;
}

/// RFC 6298, 5.1 to 5.3; `again` restarts it. With the window shut the persist timer asks instead.
void Endpoint::startRetransmissionTimer(bool again)
{
    if (m_sent.isEmpty()) {
        m_retransmitAt = Timestamp::max();
        return;
    }
    const bool isProbe = m_tcb.snd.wnd == 0 && m_sent.flight() <= 1 && !m_sent.front().syn && !m_sent.front().fin;
    if (isProbe) {
        m_retransmitAt = Timestamp::max();
        if (m_persistAt == Timestamp::max())
            m_persistAt = m_now + m_rto.rto();
        return;
    }
    if (again || m_retransmitAt == Timestamp::max())
        m_retransmitAt = m_now + m_rto.rto();
}

/// The user timeout runs while anything waits to be delivered; `again`: some of it was, so what is left has the whole time.
void Endpoint::watchDelivery(bool again)
{
    const bool waits = !m_sent.isEmpty() || m_unsent > 0 || (m_finQueued && !m_tcb.snd.fin);
    if (!waits || m_settings.userTimeout == Duration{})
        m_giveUpAt = Timestamp::max();
    else if (again || m_giveUpAt == Timestamp::max())
        m_giveUpAt = m_now + m_settings.userTimeout;
}

void Endpoint::transmitSegment(Flags flags, SeqNumber seq, std::uint32_t textLength)
{
    Segment& segment = m_output.emplace_back();
    segment.flags = flags;
    segment.seq = seq;
    segment.textLength = textLength;
    segment.wnd = m_received.advertise();
    m_tcb.rcv.wnd = m_received.window();
    if (flags.has(Flag::Ack)) {
        segment.ack = m_lastAckSent = m_tcb.rcv.nxt;
        m_ackAt = Timestamp::max();
        m_unacknowledgedText = 0;
    }
    addOptions(segment);
    if (segment.len() > 0)
        m_lastSent = m_now;
}

void Endpoint::addOptions(Segment& segment)
{
    Options& options = segment.options;
    if (segment.has(Flag::Syn)) {
        const bool answers = segment.has(Flag::Ack); // then only what the peer has offered (RFC 7323, 2.2; RFC 2018, 2)
        options.mss = m_settings.mss;
        if (!answers || m_scaling)
            options.windowScale = m_settings.windowScale;
        options.sackPermitted = answers ? m_sacking : m_settings.sack;
        if (answers ? m_stamping : m_settings.timestamps)
            options.timestamps = Timestamps{millisecondsOf(m_now), answers ? m_recentTimestamp : 0};
        return;
    }
    if (m_stamping)
        options.timestamps = Timestamps{millisecondsOf(m_now), m_recentTimestamp};
    if (m_sacking) {
        const std::size_t most = m_stamping ? 3 : 4; // what the header has room for
        options.sackCount = std::uint8_t(m_received.takeSackBlocks(std::span(options.sack.data(), most)));
    }
}

/// In answer to a segment that belongs to no connection (RFC 9293, 3.5.2), or as an ABORT.
void Endpoint::transmitReset(const Segment* cause)
{
    Segment& reset = m_output.emplace_back();
    reset.flags = Flag::Rst;
    if (!cause) {
        reset.seq = m_tcb.snd.nxt;
        if (m_settings.resetsCarryAck) {
            reset.flags = Flag::Rst | Flag::Ack;
            reset.ack = m_tcb.rcv.nxt;
        }
    } else if (cause->has(Flag::Ack)) {
        reset.seq = cause->ack;
    } else {
        reset.flags = Flag::Rst | Flag::Ack;
        reset.ack = cause->end();
    }
}

} // namespace tcp
