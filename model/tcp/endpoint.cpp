#include "model/tcp/endpoint.h"

#include "model/tcp/classify.h"

#include <algorithm>
#include <utility>

// User calls, the table, and segments that arrive; sending stands in endpoint_output.cpp.

namespace tcp {

Endpoint::Endpoint(const EndpointSettings& settings) : m_settings(settings), m_rto(settings.rto) {}

// --- The user's calls

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
    const bool mayGrow = m_state == State::Established || m_state == State::FinWait1 || m_state == State::FinWait2;
    if (octets > 0 && mayGrow && m_received.isWindowUpdateDue())
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
    if (m_state == State::Established && m_received.isWindowUpdateDue())
        transmitSegment(Flag::Ack, m_tcb.snd.nxt);
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

// --- Interpreting the table

bool Endpoint::handle(Event event, const Segment* cause)
{
    const Transition* row = findTransition(m_state, event, {m_tcb.openedPassively, m_unsent == 0});
    if (!row)
        return false;
    if (has(row->actions, Action::CreateTcb))
        createTcb();
    if (cause)
        learn(event, *cause);
    perform(row->actions, cause);
    if (row->to)
        enter(*row->to, event);
    return true;
}

/// What the segment itself says, before the row's actions answer it.
void Endpoint::learn(Event event, const Segment& cause)
{
    switch (event) {
    case Event::RcvSyn:
    case Event::RcvSynAck:
        m_tcb.rcv.irs = cause.seq;
        m_tcb.rcv.nxt = cause.seq + 1;
        m_received.start(m_tcb.rcv.nxt);
        m_tcb.snd.wnd = m_largestWindow = cause.wnd;
        m_tcb.snd.wl1 = cause.seq;
        m_tcb.snd.wl2 = cause.ack;
        learnOptions(cause);
        if (event == Event::RcvSynAck) {
            m_received.setWindowScale(receiveWindowShift());
            takeNewAck(cause);
        }
        if (event == Event::RcvSyn)
            m_tcb.openedPassively = m_state != State::SynSent;
        break;
    case Event::RcvAckOfSyn:
        m_received.setWindowScale(receiveWindowShift());
        takeNewAck(cause);
        break;
    case Event::RcvFin:
    case Event::RcvFinAckOfFin:
        m_received.passFin();
        m_tcb.rcv.fin = m_tcb.rcv.nxt;
        m_tcb.rcv.nxt = m_received.nxt();
        break;
    default:
        break;
    }
}

void Endpoint::learnOptions(const Segment& syn)
{
    m_peerMss = syn.options.mss.value_or(536); // RFC 9293, MUST-15
    m_scaling = m_settings.windowScale && syn.options.windowScale;
    m_peerScale = syn.options.windowScale.value_or(0);
    m_stamping = m_settings.timestamps && syn.options.timestamps.has_value();
    m_sacking = m_settings.sack && syn.options.sackPermitted;
    if (m_stamping)
        m_recentTimestamp = syn.options.timestamps->value;
    constexpr std::uint16_t kTimestampOctets = 12;
    const std::uint16_t mss = std::min(m_peerMss, m_settings.mss);
    m_peerMss = std::uint16_t(m_stamping && mss > kTimestampOctets ? mss - kTimestampOctets : mss); // RFC 6691
    m_sent.setMss(m_peerMss);
    m_received.setMss(std::min(m_settings.mss, m_peerMss));
    m_congestion = CongestionControl({m_settings.congestion, m_settings.initialWindow, m_peerMss, m_sacking, m_settings.initialSegments});
    if (m_retransmissions > 1)
        m_congestion.onSynLost();
}

void Endpoint::perform(Action actions, const Segment* cause)
{
    using enum Action;
    if (has(actions, SendSyn) || has(actions, SendSynAck)) {
        if (!m_sent.isEmpty())
            m_sent.clear(); // the SYN of a simultaneous open goes out again, now with an ACK
        m_tcb.snd.nxt = m_tcb.snd.iss + 1;
        m_sent.push(m_tcb.snd.iss, 1, Flag::Syn, m_now);
        m_retransmissions = 0;
        m_retransmitAt = m_now + m_rto.rto();
        transmitSegment(has(actions, SendSyn) ? Flags(Flag::Syn) : Flag::Syn | Flag::Ack, m_tcb.snd.iss);
    }
    if (has(actions, SendAck))
        transmitSegment(Flag::Ack, m_tcb.snd.nxt);
    if (has(actions, SendFin))
        m_finQueued = true; // goes out below the row's new state, after all text
    if (has(actions, SendRst))
        transmitReset(cause);
    if (has(actions, HoldClose))
        m_closeHeld = true;
    if (has(actions, FlushQueues) || has(actions, StartTimeWait) || has(actions, DeleteTcb))
        forget();
    if (has(actions, StartTimeWait))
        m_timeWaitUntil = m_now + m_settings.twoMsl;
    tell(actions);
}

void Endpoint::tell(Action actions)
{
    constexpr std::pair<Action, Notice> kNotices[] = {
        {Action::TellRefused, Notice::Refused},     {Action::TellReset, Notice::Reset},  {Action::TellTimedOut, Notice::TimedOut},
        {Action::TellClosing, Notice::PeerClosed}, {Action::DeleteTcb, Notice::Closed},
    };
    for (const auto& [action, notice] : kNotices) {
        if (has(actions, action))
            m_notices.push_back(notice);
    }
}

void Endpoint::enter(State state, Event event)
{
    m_walk.push_back({m_now, m_state, state, event});
    m_state = state;
    if (event == Event::RcvSynAck || event == Event::RcvAckOfSyn) {
        m_notices.push_back(Notice::Connected);
        if (m_settings.keepAlive)
            m_aliveAt = m_now + m_settings.keepAliveIdle;
    }
    if (state == State::FinWait2 && m_orphaned)
        m_finWaitUntil = m_now + m_settings.finTimeout;
    transmit();
}

void Endpoint::createTcb()
{
    forget();
    m_tcb = {};
    m_tcb.snd.iss = m_tcb.snd.una = m_tcb.snd.nxt = m_recover = m_iss;
    m_received = ReceiveBuffer({.capacity = m_settings.receiveBuffer, .mss = m_settings.mss});
    m_rto = RtoEstimator(m_settings.rto);
    m_scaling = m_stamping = m_sacking = false;
}

/// Stops all timers and drops all text that waits to be sent.
void Endpoint::forget()
{
    m_unsent = 0;
    m_sent.clear();
    m_closeHeld = m_finQueued = false;
    m_duplicateAcks = 0;
    m_retransmissions = m_aliveProbes = 0;
    m_unacknowledgedText = 0;
    m_retransmitAt = m_persistAt = m_ackAt = m_aliveAt = m_timeWaitUntil = m_finWaitUntil = Timestamp::max();
}

// --- Segments that arrive

void Endpoint::arrive(Timestamp now, const Segment& segment)
{
    m_now = now;
    if (m_aliveAt != Timestamp::max()) {
        m_aliveProbes = 0;
        m_aliveAt = now + m_settings.keepAliveIdle;
    }
    const State before = m_state;
    offer(segment);
    // The rest of the segment, once more (RFC 9293, 3.10.7.2 to 3.10.7.4).
    const bool hasRest = segment.textLength > 0 || segment.has(Flag::Fin);
    if (hasRest && before == State::SynReceived && m_state == State::Established)
        offer(segment);
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
    const bool isOrdinary = isConnected && segment.has(Flag::Ack) && !segment.has(Flag::Rst) && !segment.has(Flag::Syn)
        && isAcceptable(m_tcb, segment) && !m_tcb.snd.nxt.isBefore(segment.ack);
    const State before = m_state;
    if (isOrdinary && m_stamping && segment.options.timestamps && segment.seq.isAtOrBefore(m_tcb.rcv.nxt))
        m_recentTimestamp = segment.options.timestamps->value;
    if (isOrdinary && before != SynReceived) {
        // The text first: only then does a FIN stand next in line, and the row that obeys it acknowledges both.
        if (m_orphaned && segment.textLength > 0 && m_tcb.rcv.nxt.isBefore(segment.end()) && (before == FinWait1 || before == FinWait2)) {
            transmitReset(&segment); // nobody will read it (RFC 2525, 2.17)
            handle(Event::UserTimeout, nullptr);
            return;
        }
        takeAck(segment);
    }
    if (const auto event = classify(m_state, m_tcb, segment); event && *event != Event::RcvFin && *event != Event::RcvFinAckOfFin)
        handle(*event, &segment);
    if (isOrdinary && before != SynReceived && m_state != Closed && m_state != Listen)
        takeText(segment);
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
    // RFC 5681, 2: nothing but an acknowledgment, once more, while something is on its way.
    const bool isDuplicate = !isNew && segment.ack == m_tcb.snd.una && !m_sent.isEmpty() && segment.len() == 0 && segment.wnd == m_tcb.snd.wnd;
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
        m_sent.markAllLost();
    }
    if (m_wasFull && unacknowledged() < m_settings.sendBuffer) {
        m_wasFull = false;
        m_notices.push_back(Notice::Writable);
    }
    transmit();
}

void Endpoint::takeNewAck(const Segment& segment)
{
    const std::uint32_t flight = m_sent.flight();
    const bool wasSyn = m_tcb.snd.una == m_tcb.snd.iss;
    acceptAck(m_tcb, segment);
    const Acked acked = m_sent.ack(segment.ack, m_now);
    if (m_stamping && segment.options.timestamps && segment.options.timestamps->echo != 0) {
        // Milliseconds, as this end's clock wrote them (RFC 7323, 4.1).
        const auto now = std::uint32_t(std::chrono::duration_cast<std::chrono::milliseconds>(m_now.time_since_epoch()).count());
        if (acked.sample || std::int32_t(now - segment.options.timestamps->echo) >= 0)
            m_rto.addSample(acked.sample.value_or(std::chrono::milliseconds(now - segment.options.timestamps->echo)));
    } else if (acked.sample) {
        m_rto.addSample(*acked.sample);
    }
    if (wasSyn && m_retransmissions > 0)
        m_rto.recoverFromLostSyn();
    m_rto.resetBackoff();
    m_retransmissions = 0;
    m_duplicateAcks = 0;
    if (m_congestion.isInRecovery()) {
        if (m_recover.isAtOrBefore(segment.ack)) {
            m_congestion.exitRecovery(m_sent.flight());
        } else {
            m_congestion.onPartialAck(acked.octets);
            if (!m_sacking)
                m_sent.markFirstLost(); // RFC 6582: the next hole
        }
    } else if (!wasSyn) {
        m_congestion.onAck({acked.octets, flight, m_now, m_rto.srtt().value_or(Duration{})});
    }
    startRetransmissionTimer(true);
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
    m_congestion.enterRecovery(m_sent.flight());
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

// --- Timers

Timestamp Endpoint::deadline() const
{
    return std::min({m_retransmitAt, m_persistAt, m_ackAt, m_aliveAt, m_timeWaitUntil, m_finWaitUntil});
}

void Endpoint::runTimers(Timestamp now)
{
    m_now = now;
    if (m_ackAt <= now)
        transmitSegment(Flag::Ack, m_tcb.snd.nxt);
    if (m_retransmitAt <= now)
        retransmit();
    if (m_persistAt <= now)
        probe();
    if (m_aliveAt <= now)
        probeAlive();
    if (m_timeWaitUntil <= now)
        handle(Event::TimeWaitTimeout, nullptr);
    if (m_finWaitUntil <= now)
        handle(Event::UserTimeout, nullptr);
}

void Endpoint::takeOutput(std::vector<Segment>& output)
{
    output.clear();
    std::swap(output, m_output);
}

void Endpoint::takeNotices(std::vector<Notice>& notices)
{
    notices.clear();
    std::swap(notices, m_notices);
}

} // namespace tcp
