#include "tests/model/observer/random_endpoint.h"

#include "model/tcp/classify.h"

#include <algorithm>
#include <utility>

using tcp::Action;
using tcp::Event;
using tcp::Flag;
using tcp::Flags;
using tcp::Segment;
using tcp::SeqNumber;
using tcp::State;

namespace peers {

std::uint64_t Random::next()
{
    m_state += 0x9E3779B97F4A7C15u;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

Duration Random::between(Duration shortest, Duration longest)
{
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(longest - shortest).count();
    return shortest + std::chrono::microseconds(std::int64_t(next() % (std::uint64_t(micros) + 1)));
}

// --- Endpoint: the user's calls

bool Endpoint::passiveOpen(Timestamp now)
{
    m_now = now;
    return handle(Event::PassiveOpen, nullptr);
}

bool Endpoint::activeOpen(Timestamp now, SeqNumber iss)
{
    m_now = now;
    if (m_state == State::Closed)
        m_iss = iss;
    return handle(Event::ActiveOpen, nullptr);
}

bool Endpoint::send(Timestamp now, std::uint32_t octets)
{
    m_now = now;
    const bool isOpening = m_state == State::SynSent || m_state == State::SynReceived;
    if (m_closeHeld || (!isOpening && m_state != State::Established && m_state != State::CloseWait))
        return false;
    m_unsent += octets;
    transmit();
    return true;
}

bool Endpoint::close(Timestamp now)
{
    m_now = now;
    return !m_closeHeld && handle(Event::Close, nullptr);
}

bool Endpoint::abort(Timestamp now)
{
    m_now = now;
    return handle(Event::Abort, nullptr);
}

// --- Endpoint: interpreting the table

bool Endpoint::handle(Event event, const Segment* cause)
{
    const tcp::Transition* row = tcp::findTransition(m_state, event, {m_tcb.openedPassively, m_unsent == 0});
    if (!row)
        return false;
    if (tcp::has(row->actions, Action::CreateTcb))
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
        m_tcb.snd.wnd = cause.wnd;
        m_tcb.snd.wl1 = cause.seq;
        m_tcb.snd.wl2 = cause.ack;
        if (event == Event::RcvSynAck)
            tcp::acceptAck(m_tcb, cause);
        else
            m_tcb.openedPassively = m_state != State::SynSent;
        break;
    case Event::RcvAckOfSyn:
        tcp::acceptAck(m_tcb, cause);
        break;
    case Event::RcvFin:
    case Event::RcvFinAckOfFin: {
        const SeqNumber fin = cause.finSeq();
        m_unread += std::uint32_t(fin - m_tcb.rcv.nxt);
        m_tcb.rcv.nxt = fin + 1;
        m_tcb.rcv.fin = fin;
        m_early.clear();
        m_earlyFin.reset();
        break;
    }
    default:
        break;
    }
}

void Endpoint::perform(Action actions, const Segment* cause)
{
    using enum Action;
    if (tcp::has(actions, SendSyn))
        emit(Flag::Syn, m_tcb.snd.iss);
    if (tcp::has(actions, SendSynAck))
        emit(Flag::Syn | Flag::Ack, m_tcb.snd.iss);
    if (tcp::has(actions, SendSyn) || tcp::has(actions, SendSynAck)) {
        m_tcb.snd.nxt = m_tcb.snd.iss + 1;
        m_retransmissions = 0;
        m_retransmitAt = m_now + m_habits.rto;
    }
    if (tcp::has(actions, SendAck))
        emit(Flag::Ack, m_tcb.snd.nxt);
    if (tcp::has(actions, SendFin))
        m_finQueued = true; // goes out below the row's new state, after all text
    if (tcp::has(actions, SendRst))
        emitReset(cause);
    if (tcp::has(actions, HoldClose))
        m_closeHeld = true;
    if (tcp::has(actions, FlushQueues) || tcp::has(actions, StartTimeWait) || tcp::has(actions, DeleteTcb))
        forget();
    if (tcp::has(actions, StartTimeWait))
        m_timeWaitUntil = m_now + m_habits.twoMsl;
}

void Endpoint::enter(State state, Event event)
{
    m_walk.push_back({m_now, m_state, state, event});
    m_state = state;
    if (state == State::Established) {
        m_retransmissions = 0;
        m_retransmitAt = Timestamp::max();
    }
    transmit();
}

void Endpoint::createTcb()
{
    forget();
    m_tcb = {};
    m_tcb.snd.iss = m_tcb.snd.una = m_tcb.snd.nxt = m_iss;
    m_tcb.rcv.wnd = m_habits.buffer;
    m_unread = 0;
}

/// Stops all timers and drops all text.
void Endpoint::forget()
{
    m_unsent = 0;
    m_closeHeld = m_finQueued = false;
    m_early.clear();
    m_earlyFin.reset();
    m_retransmissions = 0;
    m_retransmitAt = m_ackAt = m_readAt = m_timeWaitUntil = Timestamp::max();
}

// --- Endpoint: segments that arrive

void Endpoint::arrive(Timestamp now, const Segment& segment)
{
    m_now = now;
    const State before = m_state;
    offer(segment);
    // The rest of the segment, once more.
    if (before == State::SynReceived && m_state == State::Established && (segment.textLength > 0 || segment.has(Flag::Fin)))
        offer(segment);
}

void Endpoint::offer(const Segment& segment)
{
    using enum State;
    const bool isConnected = m_state != Closed && m_state != Listen && m_state != SynSent;
    const bool isOrdinary = isConnected && tcp::isAcceptable(m_tcb, segment) && segment.has(Flag::Ack) && !segment.has(Flag::Rst)
        && !segment.has(Flag::Syn) && !m_tcb.snd.nxt.isBefore(segment.ack);
    const State before = m_state;
    const auto event = tcp::classify(m_state, m_tcb, segment);
    if (event)
        handle(*event, &segment);
    if (!isOrdinary || before == SynReceived || m_state == Closed || m_state == Listen)
        return;
    takeAck(segment);
    takeText(segment);
}

void Endpoint::takeAck(const Segment& segment)
{
    const SeqNumber una = m_tcb.snd.una;
    tcp::acceptAck(m_tcb, segment);
    if (una != m_tcb.snd.una) {
        m_retransmissions = 0;
        m_retransmitAt = isWaitingForAnswer() ? m_now + m_habits.rto : Timestamp::max();
    }
    transmit();
}

void Endpoint::takeText(const Segment& segment)
{
    const bool maySend = m_state == State::Established || m_state == State::FinWait1 || m_state == State::FinWait2;
    if (!maySend || segment.len() == 0)
        return;
    const SeqNumber edge = m_tcb.rcv.nxt + m_tcb.rcv.wnd;
    const SeqNumber textEnd = segment.seq + segment.textLength;
    if (segment.has(Flag::Fin) && textEnd.isBefore(edge))
        m_earlyFin = segment.finSeq();
    m_early.push_back({segment.seq, edge.isBefore(textEnd) ? edge : textEnd});
    const SeqNumber before = m_tcb.rcv.nxt;
    for (std::size_t i = 0; i < m_early.size();) {
        const Stretch stretch = m_early[i];
        if (m_tcb.rcv.nxt.isBefore(stretch.begin)) {
            ++i;
            continue;
        }
        if (m_tcb.rcv.nxt.isBefore(stretch.end))
            m_tcb.rcv.nxt = stretch.end;
        m_early.erase(m_early.begin() + std::ptrdiff_t(i));
        i = 0;
    }
    const auto octets = std::uint32_t(m_tcb.rcv.nxt - before);
    m_unread += octets;
    m_tcb.rcv.wnd -= octets;
    if (m_unread > 0 && m_readAt == Timestamp::max())
        m_readAt = m_now + m_random.between({}, m_habits.readDelay);
    if (m_earlyFin == m_tcb.rcv.nxt) { // the gap before it is filled, so it is offered again
        Segment fin;
        fin.seq = *m_earlyFin;
        fin.flags = Flag::Fin | Flag::Ack;
        fin.ack = m_tcb.snd.una;
        if (m_tcb.rcv.wnd == 0)
            m_tcb.rcv.wnd = 1; // it had its place in the window when it came
        if (const auto event = tcp::classify(m_state, m_tcb, fin))
            handle(*event, &fin);
        return;
    }
    acknowledgeText(octets != segment.textLength || !m_early.empty());
}

void Endpoint::acknowledgeText(bool urgently)
{
    if (urgently || m_ackAt != Timestamp::max() || !m_random.chance(m_habits.delayedAckPercent))
        emit(Flag::Ack, m_tcb.snd.nxt);
    else
        m_ackAt = m_now + m_random.between(std::chrono::milliseconds(1), std::chrono::milliseconds(200));
}

/// The user's RECEIVE.
void Endpoint::receive()
{
    m_readAt = Timestamp::max();
    const bool wasShut = m_tcb.rcv.wnd < m_habits.mss;
    m_unread = 0;
    m_tcb.rcv.wnd = m_habits.buffer;
    if (wasShut && !m_tcb.rcv.fin)
        emit(Flag::Ack, m_tcb.snd.nxt);
}

// --- Endpoint: sending

bool Endpoint::maySendText() const
{
    using enum State;
    return m_state == Established || m_state == CloseWait || m_state == FinWait1 || m_state == LastAck || m_state == Closing;
}

bool Endpoint::isWaitingForAnswer() const
{
    return m_tcb.snd.una != m_tcb.snd.nxt || m_unsent > 0 || (m_finQueued && !m_tcb.snd.fin);
}

/// Sends what the peer's window allows.
void Endpoint::transmit()
{
    if (!maySendText())
        return;
    const SeqNumber edge = m_tcb.snd.una + m_tcb.snd.wnd;
    while (m_unsent > 0 || (m_finQueued && !m_tcb.snd.fin)) {
        const std::int32_t room = edge - m_tcb.snd.nxt;
        if (room <= 0)
            break;
        sendFrom(m_tcb.snd.nxt, std::uint32_t(room));
    }
    if (isWaitingForAnswer() && m_retransmitAt == Timestamp::max())
        m_retransmitAt = m_now + m_habits.rto;
    if (m_closeHeld && m_unsent == 0 && (m_state == State::Established || m_state == State::CloseWait)) {
        m_closeHeld = false;
        handle(Event::Close, nullptr);
    }
}

/// One segment from `seq` on, with at most `room` octets of sequence space.
void Endpoint::sendFrom(SeqNumber seq, std::uint32_t room)
{
    const SeqNumber sentText = m_tcb.snd.fin.value_or(m_tcb.snd.nxt);
    const bool isNew = seq == m_tcb.snd.nxt;
    const std::uint32_t waiting = isNew ? m_unsent : std::uint32_t(sentText - seq);
    const std::uint32_t text = std::min({waiting, room, m_habits.mss});
    const bool isLast = text == waiting && (isNew || m_unsent == 0);
    const bool fin = isLast && text < room && (isNew ? m_finQueued : m_tcb.snd.fin.has_value());
    if (isNew)
        m_unsent -= text;
    const SeqNumber end = seq + text + (fin ? 1u : 0u);
    if (fin)
        m_tcb.snd.fin = seq + text;
    Flags flags = Flag::Ack;
    if (fin)
        flags = flags | Flag::Fin;
    if (text > 0)
        flags = flags | Flag::Psh;
    if (m_tcb.snd.nxt.isBefore(end))
        m_tcb.snd.nxt = end;
    emit(flags, seq, text);
}

void Endpoint::retransmit()
{
    if (++m_retransmissions > m_habits.retransmissions) {
        handle(Event::UserTimeout, nullptr);
        return;
    }
    m_retransmitAt = m_now + m_habits.rto * (1 << std::min(m_retransmissions, 6));
    if (m_state == State::SynSent)
        emit(Flag::Syn, m_tcb.snd.iss);
    else if (m_tcb.snd.una == m_tcb.snd.iss) // SYN-RECEIVED, or closed from there
        emit(Flag::Syn | Flag::Ack, m_tcb.snd.iss);
    else if (m_tcb.snd.una != m_tcb.snd.nxt)
        sendFrom(m_tcb.snd.una, m_habits.mss + 1);
    else if (maySendText())
        sendFrom(m_tcb.snd.nxt, 1); // probes a shut window
}

void Endpoint::emit(Flags flags, SeqNumber seq, std::uint32_t textLength)
{
    Segment segment;
    segment.flags = flags;
    segment.seq = seq;
    segment.textLength = textLength;
    segment.wnd = m_tcb.rcv.wnd;
    if (flags.has(Flag::Ack)) {
        segment.ack = m_tcb.rcv.nxt;
        m_ackAt = Timestamp::max();
    }
    m_output.push_back(segment);
}

/// In answer to a segment that belongs to no connection (RFC 9293, 3.5.2), or as an ABORT.
void Endpoint::emitReset(const Segment* cause)
{
    Segment reset;
    reset.flags = Flag::Rst;
    if (!cause) {
        reset.seq = m_tcb.snd.nxt;
        if (m_habits.resetsCarryAck) {
            reset.flags = Flag::Rst | Flag::Ack;
            reset.ack = m_tcb.rcv.nxt;
        }
    } else if (cause->has(Flag::Ack)) {
        reset.seq = cause->ack;
    } else {
        reset.flags = Flag::Rst | Flag::Ack;
        reset.ack = cause->end();
    }
    m_output.push_back(reset);
}

std::vector<Segment> Endpoint::takeOutput()
{
    return std::exchange(m_output, {});
}

// --- Endpoint: timers

Timestamp Endpoint::deadline() const
{
    return std::min({m_retransmitAt, m_ackAt, m_readAt, m_timeWaitUntil});
}

void Endpoint::runTimers(Timestamp now)
{
    m_now = now;
    if (m_readAt <= now)
        receive();
    if (m_ackAt <= now) {
        m_ackAt = Timestamp::max();
        emit(Flag::Ack, m_tcb.snd.nxt);
    }
    if (m_retransmitAt <= now) {
        m_retransmitAt = Timestamp::max();
        retransmit();
    }
    if (m_timeWaitUntil <= now)
        handle(Event::TimeWaitTimeout, nullptr);
}

} // namespace peers
