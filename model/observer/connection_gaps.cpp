// Incomplete captures: octets and answers that passed elsewhere.
#include "model/observer/connection_seen.h"

using tcp::Event;
using tcp::Flag;
using tcp::State;
using observer::isNear;
using observer::isSynchronized;

/// Octets before this segment were not captured, and its sender's FIN may be among them.
bool ConnectionObserver::missesOctetsOf(const Seen& seen)
{
    return (seen.me.missedTo || seen.me.tcb().snd.nxt.isBefore(seen.segment.seq)) && !seen.me.tcb().snd.fin;
}

/// The sender has acknowledged octets that were not captured, and the peer's FIN may be the last of them.
bool ConnectionObserver::acknowledgesMissed(const Seen& seen)
{
    const EndpointObserver& peer = seen.peer;
    return !peer.tcb().snd.fin && (peer.missedTo || peer.tcb().snd.nxt.isBefore(seen.segment.ack));
}

/// Who sends from a number, or acknowledges it, tells that all before it was sent, captured or not.
void ConnectionObserver::noteMissedOctets(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const auto furthest = [](const EndpointObserver& end) { return end.missedTo.value_or(end.tcb().snd.nxt); };
    if (segment.len() > 0 && me.missedTo && me.missedTo->isAtOrBefore(segment.end())) {
        me.missedTo.reset(); // these are the last ones
        me.missedOctets = 0;
    } else if (segment.len() == 0 && me.synKnown && isNear(segment.seq, furthest(me)) && furthest(me).isBefore(segment.seq)) {
        me.missedOctets += std::uint32_t(segment.seq - furthest(me));
        me.missedTo = segment.seq;
        me.missedBeforeFin = !peer.tcb().snd.fin || !segment.has(Flag::Ack) || segment.ack.isAtOrBefore(*peer.tcb().snd.fin);
    }
    if (segment.has(Flag::Ack) && peer.synKnown && isBelievable(seen) && furthest(peer).isBefore(segment.ack)) {
        peer.missedOctets += std::uint32_t(segment.ack - furthest(peer));
        peer.missedTo = segment.ack;
        peer.missedBeforeFin = !me.tcb().snd.fin;
    }
}

/// X closes after it has acknowledged a single octet that was not captured: that was most likely the peer's FIN.
bool ConnectionObserver::acknowledgesUnseenFin(const Seen& seen) const
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (peer.tcb().snd.fin || !segment.has(Flag::Ack) || !me.rcvNxtKnown)
        return false;
    if (!isUnheard(peer))
        return peer.missedTo ? segment.ack == *peer.missedTo && peer.missedOctets == 1 : segment.ack == peer.tcb().snd.nxt + 1;
    return segment.ack == me.tcb().rcv.nxt ? me.lastAckAdvance == 1 : segment.ack == me.tcb().rcv.nxt + 1;
}

/// X ends the connection, and its acknowledgment looks as if the peer had closed before.
void ConnectionObserver::assumeUnseenFin(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (me.state() != State::Established || !acknowledgesUnseenFin(seen))
        return;
    peer.tcb().snd.fin = segment.ack + ~0u;
    peer.finUnseen = true;
    peer.fireInDoubt(Event::Close, Certainty::Assumed, steps);
    receiveFin(me, peer, false, steps);
    if (segment.ack == me.tcb().rcv.nxt) // acknowledged before
        settle(peer, me, steps);
}

/// What X was taken to have closed with was text: the peer has not received a FIN, and its own one was the first.
void ConnectionObserver::withdrawUnseenFin(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    me.finUnseen = false;
    const auto heardAck = peer.heardAck; // has arrived all the same
    if (!peer.retractThrough(Event::RcvFin, steps))
        return;
    peer.heardAck = heardAck;
    if (peer.tcb().snd.fin && peer.state() == State::Established)
        peer.fireInDoubt(Event::Close, Certainty::Assumed, steps);
    settle(peer, me, steps);
}

/// Whether this end's segments do not pass the capture: its peer acknowledges what was never seen.
bool ConnectionObserver::isUnheard(const EndpointObserver& end) const
{
    const EndpointObserver& peer = m_ends[&end == &m_ends[0] ? 1 : 0];
    return !end.heard && peer.heard && end.synKnown && (peer.lastAckAdvance > 0 || (isSynchronized(peer.state()) && !m_midstream));
}

/// A one-sided capture: what the unseen end must answer is assumed to be answered at once.
void ConnectionObserver::assumeUnheardAnswers(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (peer.state() == State::SynSent && isSynchronized(me.state())) {
        peer.tcb().rcv.irs = me.tcb().snd.iss;
        peer.assume(Event::RcvSynAck, steps);
    }
    if (!me.tcb().snd.fin || !segment.has(Flag::Fin))
        return;
    if (!peer.tcb().rcv.fin)
        receiveFin(peer, me, false, steps);
    me.heardAck = segment.end();
    settle(me, peer, steps);
}

/// A one-sided capture: an acknowledgment that grows by a single octet after X's own FIN is most likely for the unseen FIN.
void ConnectionObserver::assumeUnheardFin(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (!me.tcb().snd.fin || peer.tcb().snd.fin || segment.ack - me.tcb().rcv.nxt != 1)
        return;
    peer.tcb().snd.fin = me.tcb().rcv.nxt;
    peer.fire(Event::Close, Certainty::Assumed, steps);
    receiveFin(me, peer, false, steps);
}
