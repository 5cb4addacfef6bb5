#include "model/tcp/endpoint.h"

#include "model/tcp/classify.h"

#include <algorithm>

// Segments that arrive (RFC 9293, 3.10.7): acknowledgments, text, and what the table says of the rest.

namespace tcp {

void Endpoint::arrive(Timestamp now, const Segment& segment)
{
    m_now = m_lastHeard = now;
    if (m_aliveAt != Timestamp::max()) {
        m_aliveProbes = 0;
        m_aliveAt = now + m_settings.keepAliveIdle;
    }
    const State before = m_state;
    offer(segment);
    // The rest of the segment, once more (RFC 9293, 3.10.7.2 to 3.10.7.4).
    const bool hasRest = segment.textLength > 0 || segment.has(Flag::Fin);
    if (!hasRest || m_state == before)
        return;
    if (before == State::SynReceived && m_state == State::Established)
        offer(segment);
    else if (before == State::Listen || before == State::SynSent)
        offerRest(segment);
}

/// What stands behind a SYN. Before ESTABLISHED text is left to the peer's retransmission, but a bare FIN is obeyed.
void Endpoint::offerRest(const Segment& syn)
{
    Segment rest = syn;
    rest.seq = syn.seq + 1;
    rest.flags = Flags::fromBits(syn.flags.bits() & ~unsigned(Flag::Syn));
    if (m_state == State::Established)
        offer(rest);
    else if (m_state == State::SynReceived && rest.textLength == 0 && m_received.accept(rest.seq, 0, true).finReached)
        handle(Event::RcvFin, &rest);
}

void Endpoint::offer(const Segment& segment)
{
    using enum State;
    const bool isConnected = m_state != Closed && m_state != Listen && m_state != SynSent;
    if (isConnected && isOldDuplicate(segment)) { // PAWS (RFC 7323, 5.3): as if out of the window
        handle(Event::RcvOutOfWindow, &segment);
        return;
    }
    m_tcb.rcv.wnd = m_received.window();
    if (isConnected && countsForAckAlone(m_tcb, segment)) {
        const State before = m_state;
        offer(ackOf(m_tcb, segment));
        if (segment.len() > 0 && before != SynReceived) // else arrive() offers the rest once more
            handle(Event::RcvOutOfWindow, &segment);
        return;
    }
    const bool isOrdinary = isConnected && segment.has(Flag::Ack) && !segment.has(Flag::Rst) && !segment.has(Flag::Syn)
        && isAcceptable(m_tcb, segment) && !m_tcb.snd.nxt.isBefore(segment.ack);
    const State before = m_state;
    if (isOrdinary && m_stamping && segment.options.timestamps && segment.seq.isAtOrBefore(m_lastAckSent))
        m_recentTimestamp = segment.options.timestamps->value;
    if (isOrdinary && before != SynReceived) {
        // The text first: only then does a FIN stand next in line, and the row that obeys it acknowledges both.
        if (refuseAsOrphan(segment))
            return;
        takeAck(segment);
    }
    auto event = classify(m_state, m_tcb, segment);
    if (m_state == TimeWait && event == Event::RcvSyn && !m_mayBeReborn)
        event = Event::RcvUnexpectedSyn;
    if (event && *event != Event::RcvFin && *event != Event::RcvFinAckOfFin)
        handle(*event, &segment);
    if (isOrdinary && before != SynReceived && m_state != Closed && m_state != Listen)
        takeText(segment);
}

/// Text that nobody will read any more (RFC 2525, 2.17).
bool Endpoint::refuseAsOrphan(const Segment& segment)
{
    const bool isNew = segment.textLength > 0 && m_tcb.rcv.nxt.isBefore(segment.end());
    if (!m_orphaned || !isNew || (m_state != State::FinWait1 && m_state != State::FinWait2))
        return false;
    transmitReset(&segment);
    handle(Event::UserTimeout, nullptr);
    return true;
}

/// PAWS (RFC 7323, 5.2): older than what was last received in order.
bool Endpoint::isOldDuplicate(const Segment& segment) const
{
    return m_stamping && segment.options.timestamps && !segment.has(Flag::Rst) && !segment.has(Flag::Syn)
        && std::int32_t(segment.options.timestamps->value - m_recentTimestamp) < 0;
}

void Endpoint::takeAck(const Segment& segment)
{
    const bool isNew = m_tcb.snd.una.isBefore(segment.ack);
    // RFC 5681, 2: nothing but an acknowledgment, once more, while something is on its way. A probe's answer repeats what the peer said.
    const bool isProbing = m_tcb.snd.wnd == 0 || m_persistAt != Timestamp::max();
    const bool isDuplicate = !isNew && !isProbing && segment.ack == m_tcb.snd.una && !m_sent.isEmpty() && segment.len() == 0 && segment.wnd == m_tcb.snd.wnd;
    if (isNew)
        takeNewAck(segment);
    else
        acceptAck(m_tcb, segment);
    const Sacked sacked = m_sacking && segment.options.sackCount > 0 ? m_sent.sack(segment.ack, segment.options.sackBlocks()) : Sacked{};
    if (m_sacking ? sacked.octets > 0 && !isNew : isDuplicate)
        takeDuplicateAck();
    else if (m_sacking && !m_congestion.isInRecovery() && m_sent.isFirstLost() && m_recover.isAtOrBefore(m_tcb.snd.una))
        takeDuplicateAck();
    m_largestWindow = std::max(m_largestWindow, m_tcb.snd.wnd);
    if (m_tcb.snd.wnd > 0 && m_persistAt != Timestamp::max()) { // the window has opened: what the probe carried may have been refused
        m_persistAt = Timestamp::max();
        m_rto.resetBackoff();
        m_sent.markAllLost();
    }
    tellIfWritable();
    transmit();
}

void Endpoint::tellIfWritable()
{
    if (m_wasFull && unacknowledged() < m_settings.sendBuffer) {
        m_wasFull = false;
        m_notices.push_back(Notice::Writable);
    }
}

void Endpoint::takeNewAck(const Segment& segment)
{
    const std::uint32_t flight = m_sent.flight();
    const bool wasSyn = !m_sent.isEmpty() && m_sent.front().syn;
    acceptAck(m_tcb, segment);
    const Acked acked = m_sent.ack(segment.ack, m_now);
    takeRoundTrip(segment, acked);
    if (wasSyn) {
        m_received.setWindowScale(receiveWindowShift());
        m_notices.push_back(Notice::Connected);
        if (m_settings.keepAlive)
            m_aliveAt = m_now + m_settings.keepAliveIdle;
        if (m_retransmissions > 0)
            m_rto.recoverFromLostSyn();
        if (m_retransmissions > 1) // the SYN or the SYN,ACK (RFC 5681, 3.1, and RFC 6928, 2)
            m_congestion.onSynLost();
    }
    m_retransmissions = 0;
    m_duplicateAcks = m_limitedOctets = 0;
    if (m_congestion.isInRecovery())
        takeAckInRecovery(segment, acked);
    else if (!wasSyn)
        m_congestion.onAck({acked.octets, flight, m_now, m_rto.srtt().value_or(Duration{})});
    startRetransmissionTimer(true);
    watchDelivery(true);
}

void Endpoint::takeRoundTrip(const Segment& segment, const Acked& acked)
{
    if (m_stamping && segment.options.timestamps && segment.options.timestamps->echo != 0) {
        // Milliseconds, as this end's clock wrote them (RFC 7323, 4.1).
        const auto now = std::uint32_t(std::chrono::duration_cast<std::chrono::milliseconds>(m_now.time_since_epoch()).count());
        if (acked.sample || std::int32_t(now - segment.options.timestamps->echo) >= 0)
            m_rto.addSample(acked.sample.value_or(std::chrono::milliseconds(now - segment.options.timestamps->echo)));
    } else if (acked.sample) {
        m_rto.addSample(*acked.sample);
    }
}

void Endpoint::takeAckInRecovery(const Segment& segment, const Acked& acked)
{
    if (m_recover.isAtOrBefore(segment.ack)) {
        m_congestion.exitRecovery(m_sent.flight());
        return;
    }
    m_congestion.onPartialAck(acked.octets);
    if (m_sacking)
        return;
    m_sent.markFirstLost(); // RFC 6582, 3.2, step 3: the next hole goes out at once, whatever the window says
    if (const SentSegment* first = m_sent.nextLost())
        resend(*first);
}

void Endpoint::takeDuplicateAck()
{
    ++m_duplicateAcks;
    if (m_congestion.isInRecovery()) {
        m_congestion.onDuplicateAck();
        return;
    }
    // RFC 6582, 3.2, step 2: not for what a timeout has sent again.
    const bool isLost = m_duplicateAcks >= RetransmissionQueue::kDupThresh || (m_sacking && m_sent.isFirstLost());
    if (!isLost || m_tcb.snd.una.isBefore(m_recover))
        return;
    m_recover = m_tcb.snd.nxt;
    m_congestion.enterRecovery(m_sent.flight() - std::min(m_sent.flight(), m_limitedOctets)); // RFC 5681, 3.2, step 2
    m_sent.beginRecovery();
    m_sent.markFirstLost();
    if (const SentSegment* first = m_sent.nextLost()) // at once, whatever the window says
        resend(*first);
}

void Endpoint::takeText(const Segment& segment)
{
    using enum State;
    if (segment.len() == 0 || (m_state != Established && m_state != FinWait1 && m_state != FinWait2))
        return;
    const Arrival arrival = m_received.accept(segment.seq, segment.textLength, segment.has(Flag::Fin));
    m_tcb.rcv.nxt = m_received.nxt();
    m_tcb.rcv.wnd = m_received.window();
    if (arrival.readable > 0)
        m_notices.push_back(Notice::Readable);
    if (arrival.finReached) {
        passFin(segment);
        return;
    }
    m_unacknowledgedText += arrival.readable;
    const bool isUrgent = arrival.early > 0 || arrival.duplicate > 0 || arrival.refused > 0 || arrival.filledGap;
    const bool isSecond = m_unacknowledgedText >= 2u * std::min(m_settings.mss, m_peerMss); // RFC 9293, SHLD-19
    if (isUrgent || isSecond || m_settings.delayedAck == Duration{})
        transmitSegment(Flag::Ack, m_tcb.snd.nxt);
    else if (arrival.readable > 0 && m_ackAt == Timestamp::max())
        m_ackAt = m_now + m_settings.delayedAck;
}

/// All text before the peer's FIN has arrived, perhaps with a later segment: now the FIN is offered.
void Endpoint::passFin(const Segment& segment)
{
    Segment fin;
    fin.seq = m_tcb.rcv.nxt;
    fin.flags = Flag::Fin | Flag::Ack;
    fin.ack = segment.ack;
    m_tcb.rcv.wnd = std::max(m_tcb.rcv.wnd, 1u); // it had its place in the window when it came
    if (const auto event = classify(m_state, m_tcb, fin))
        handle(*event, &fin);
}

} // namespace tcp
