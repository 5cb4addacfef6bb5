#include "model/tcp/endpoint.h"

#include <algorithm>
#include <utility>

// The table and the timers; user calls stand in endpoint_calls.cpp, arriving segments in endpoint_arrivals.cpp, sending in
// endpoint_output.cpp.

namespace tcp {

Endpoint::Endpoint(const EndpointSettings& settings) : m_settings(settings), m_rto(settings.rto) {}

// --- Interpreting the table

bool Endpoint::handle(Event event, const Segment* cause)
{
    const Transition* row = findTransition(m_state, event, {m_tcb.openedPassively, m_unsent == 0});
    if (!row)
        return false;
    m_rowsFired.note(*row, m_state);
    if (has(row->actions, Action::CreateTcb))
        createTcb();
    if (cause)
        learn(event, *cause);
    if (mayAnswer(event, cause))
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
        if (event == Event::RcvSynAck)
            takeNewAck(cause);
        if (event == Event::RcvSyn)
            m_tcb.openedPassively = m_state != State::SynSent;
        break;
    case Event::RcvAckOfSyn:
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

/// Throttles the rows that do nothing but answer with an ACK what is not acceptable (RFC 5961, 7). The row applies all the same: the
/// event was that one, only its answer waits until somebody asks again. Text, SYN and FIN are never part of a loop of ACKs.
bool Endpoint::mayAnswer(Event event, const Segment* cause)
{
    using enum Event;
    const bool isChallenged = event == RcvOutOfWindow || event == RcvSuspectRst || (event == RcvBadAck && table::kSynchronized.contains(m_state));
    if (!isChallenged || !cause || cause->len() > 0)
        return true;
    if (m_lastAnswer && m_now - *m_lastAnswer < m_settings.answerInterval)
        return false;
    m_lastAnswer = m_now;
    return true;
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
        watchDelivery(false);
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
    if (state == State::FinWait2 && m_orphaned)
        m_finWaitUntil = m_now + m_settings.finTimeout;
    transmit();
}

void Endpoint::createTcb()
{
    forget();
    m_tcb = {};
    m_tcb.snd.iss = m_tcb.snd.una = m_tcb.snd.nxt = m_recover = m_iss;
    m_received = ReceiveBuffer({.capacity = m_settings.receiveBuffer, .mss = m_settings.mss, .avoidsSillyWindows = m_settings.avoidsSillyWindows});
    m_rto = RtoEstimator(m_settings.rto);
    m_scaling = m_stamping = m_sacking = false;
    m_lastAnswer.reset();
}

/// Stops all timers and drops all text that waits to be sent.
void Endpoint::forget()
{
    m_unsent = 0;
    m_sent.clear();
    m_closeHeld = m_finQueued = false;
    m_duplicateAcks = m_limitedOctets = 0;
    m_retransmissions = m_aliveProbes = 0;
    m_unacknowledgedText = 0;
    m_retransmitAt = m_persistAt = m_ackAt = m_aliveAt = m_timeWaitUntil = m_finWaitUntil = m_giveUpAt = Timestamp::max();
}

// --- Timers

Timestamp Endpoint::deadline() const
{
    return std::min({m_retransmitAt, m_persistAt, m_ackAt, m_aliveAt, m_timeWaitUntil, m_finWaitUntil, m_giveUpAt});
}

void Endpoint::runTimers(Timestamp now)
{
    m_now = now;
    if (m_giveUpAt <= now)
        handle(Event::UserTimeout, nullptr);
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
