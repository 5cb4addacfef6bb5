#include "model/tcp/classify.h"

namespace tcp {

namespace {

/// 3.10.7.2
std::optional<Event> classifyInListen(const Segment& segment)
{
    if (segment.has(Flag::Rst))
        return std::nullopt;
    if (segment.has(Flag::Ack))
        return Event::RcvBadAck;
    if (segment.has(Flag::Syn))
        return Event::RcvSyn;
    return std::nullopt;
}

/// 3.10.7.3
std::optional<Event> classifyInSynSent(const Tcb& tcb, const Segment& segment)
{
    const bool hasAck = segment.has(Flag::Ack);
    const bool ackFits = hasAck && tcb.snd.iss.isBefore(segment.ack) && segment.ack.isAtOrBefore(tcb.snd.nxt);
    if (hasAck && !ackFits)
        return segment.has(Flag::Rst) ? std::nullopt : std::optional(Event::RcvBadAck);
    if (segment.has(Flag::Rst))
        return ackFits ? std::optional(Event::RcvRst) : std::nullopt;
    if (segment.has(Flag::Syn))
        return ackFits ? Event::RcvSynAck : Event::RcvSyn;
    return std::nullopt;
}

/// The peer's FIN, once more. It lies before the window, so it must be known before the sequence test.
bool isFinAgain(const Tcb& tcb, const Segment& segment)
{
    return segment.has(Flag::Fin) && tcb.rcv.fin && segment.finSeq() == *tcb.rcv.fin;
}

/// In order: all text before the FIN has arrived, the FIN itself has not, and it is no part that the window cuts off.
bool completesStream(const Tcb& tcb, const Segment& segment)
{
    return segment.has(Flag::Fin) && !tcb.rcv.fin && segment.seq.isAtOrBefore(tcb.rcv.nxt) && isInWindow(tcb, segment.finSeq());
}

/// 3.10.7.4, second step, with RFC 5961's stricter test. The number alone counts: text never makes a RST acceptable, and
/// a window of 0 is no obstacle (first step, "special allowance").
std::optional<Event> classifyReset(const Tcb& tcb, const Segment& segment)
{
    if (segment.seq == tcb.rcv.nxt)
        return Event::RcvRst;
    return isInWindow(tcb, segment.seq) ? std::optional(Event::RcvSuspectRst) : std::nullopt;
}

/// 3.10.7.4, fifth and eighth step, for a segment whose ACK is not ahead of SND.NXT.
std::optional<Event> classifyAckAndFin(State state, const Tcb& tcb, const Segment& segment)
{
    const bool ackOfFin = acknowledgesFin(tcb, segment);
    const bool fin = completesStream(tcb, segment);
    switch (state) {
    case State::Established:
    case State::FinWait2:
        return fin ? std::optional(Event::RcvFin) : std::nullopt;
    case State::FinWait1:
        if (fin)
            return ackOfFin ? Event::RcvFinAckOfFin : Event::RcvFin;
        return ackOfFin ? std::optional(Event::RcvAckOfFin) : std::nullopt;
    case State::Closing:
    case State::LastAck:
        return ackOfFin ? std::optional(Event::RcvAckOfFin) : std::nullopt;
    default:
        return std::nullopt;
    }
}

/// 3.10.7.4, for SYN-RECEIVED and every later state.
std::optional<Event> classifyConnected(State state, const Tcb& tcb, const Segment& segment)
{
    if (state == State::TimeWait) {
        // 3.6.1 (MAY-2): a number past the old incarnation's last one cannot be an old duplicate. RFC 6191 would go by timestamps as well,
        // which the table's events do not know.
        if (segment.has(Flag::Syn) && !segment.has(Flag::Ack) && !segment.has(Flag::Rst) && tcb.rcv.nxt.isBefore(segment.seq))
            return Event::RcvSyn;
        if (isFinAgain(tcb, segment) && !segment.has(Flag::Rst))
            return Event::RcvFinAgain;
    }
    if (segment.has(Flag::Rst))
        return classifyReset(tcb, segment);
    // First step. In a simultaneous open the peer's SYN,ACK repeats IRS, which lies before the window (Appendix A.2). Any
    // other SYN that repeats IRS is an old one, even if text behind it (RFC 7413) reaches into the window.
    const bool synAgain = state == State::SynReceived && segment.has(Flag::Syn) && segment.seq == tcb.rcv.irs;
    const bool synAckAgain = synAgain && segment.has(Flag::Ack) && !tcb.openedPassively;
    if (!synAckAgain && (synAgain || !isAcceptable(tcb, segment))) {
        const auto event = countsForAckAlone(tcb, segment) ? classifyConnected(state, tcb, ackOf(tcb, segment)) : Event::RcvOutOfWindow;
        return event || segment.len() == 0 ? event : Event::RcvOutOfWindow;
    }
    // Fourth step; the third, security, is obsolete.
    if (segment.has(Flag::Syn) && !synAckAgain)
        return Event::RcvUnexpectedSyn;
    // Fifth step.
    if (!segment.has(Flag::Ack))
        return std::nullopt;
    if (state == State::SynReceived) {
        const bool fits = tcb.snd.una.isBefore(segment.ack) && segment.ack.isAtOrBefore(tcb.snd.nxt);
        return fits ? Event::RcvAckOfSyn : Event::RcvBadAck;
    }
    if (tcb.snd.nxt.isBefore(segment.ack))
        return Event::RcvBadAck;
    return classifyAckAndFin(state, tcb, segment);
}

} // namespace

bool countsForAckAlone(const Tcb& tcb, const Segment& segment)
{
    const bool isBehindProbe = segment.seq == tcb.rcv.nxt || segment.seq == tcb.rcv.nxt + 1;
    if (tcb.rcv.wnd != 0 || !isBehindProbe || isAcceptable(tcb, segment))
        return false;
    if (!segment.has(Flag::Ack) || segment.has(Flag::Rst) || segment.has(Flag::Syn) || tcb.snd.nxt.isBefore(segment.ack))
        return false;
    return tcb.snd.una.isBefore(segment.ack) || (segment.len() == 0 && segment.ack == tcb.snd.una);
}

Segment ackOf(const Tcb& tcb, const Segment& segment)
{
    Segment ack = segment;
    ack.seq = tcb.rcv.nxt;
    ack.textLength = 0;
    ack.flags = Flag::Ack;
    return ack;
}

std::optional<Event> classify(State state, const Tcb& tcb, const Segment& segment)
{
    switch (state) {
    case State::Closed:
        return segment.has(Flag::Rst) ? std::nullopt : std::optional(Event::RcvStray);
    case State::Listen:
        return classifyInListen(segment);
    case State::SynSent:
        return classifyInSynSent(tcb, segment);
    default:
        return classifyConnected(state, tcb, segment);
    }
}

} // namespace tcp
