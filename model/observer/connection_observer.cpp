// One segment after the other: in which order the rules are asked, and what a segment says about its sender's TCB.
#include "model/observer/connection_seen.h"

#include "model/observer/adoption_table.h"
#include "model/tcp/classify.h"

using tcp::Event;
using tcp::Flag;
using tcp::Segment;
using tcp::SeqNumber;
using tcp::State;
using observer::isNear;
using observer::isSynchronized;

ConnectionObserver::ConnectionObserver(Side sender, const Segment& first)
{
    const Adoption adoption = adopt(first);
    m_midstream = adoption.sender != State::Closed;
    m_baseKnown = !m_midstream;
    if (!m_midstream)
        return;
    EndpointObserver& me = m_ends[index(sender)];
    EndpointObserver& peer = m_ends[index(other(sender))];
    me.adopt(adoption.sender);
    peer.adopt(adoption.receiver);
    me.tcb().snd.nxt = me.tcb().snd.una = peer.tcb().rcv.nxt = first.seq;
    peer.rcvNxtKnown = true;
    me.tcb().snd.iss = me.tcb().snd.nxt + ~0u;
    if (first.has(Flag::Ack)) {
        peer.tcb().snd.nxt = me.tcb().rcv.nxt = first.ack;
        peer.tcb().snd.iss = first.ack + ~0u;
        peer.synKnown = me.rcvNxtKnown = true;
    }
    me.synKnown = true;
}

void ConnectionObserver::observe(Side sender, const Segment& segment, ObservedSteps& steps)
{
    const std::size_t at = index(sender);
    const Seen seen{segment, m_ends[at], m_ends[1 - at], m_peerLastSpoke[at], steps};
    m_restartsTimeWait[0] = m_restartsTimeWait[1] = false;
    const bool isStrangeSyn = segment.has(Flag::Syn) && isSynchronized(seen.me.state()) && seen.me.synKnown && segment.seq != seen.me.tcb().snd.iss;
    if (isStrangeSyn || isOldCopy(seen)) {
        // Of another incarnation, or forged: nothing of this connection; the peer's challenge ACK will show it.
        m_peerLastSpoke[1 - at] = true;
        m_peerLastSpoke[at] = false;
        return;
    }
    retractWhatWasForged(seen);
    retractWhatIsDisproved(seen);
    if (segment.has(Flag::Syn))
        open(seen);
    else if (!segment.has(Flag::Rst))
        learnMissedOpening(seen);
    // The acknowledgment of a reset counts if the reset comes from the connection and is not the reply of an end that knows nothing.
    if (segment.has(Flag::Ack) && (!segment.has(Flag::Rst) || (seen.me.synKnown && segment.seq == seen.me.tcb().snd.nxt)))
        learnFromAck(seen);
    if (segment.has(Flag::Fin) && !segment.has(Flag::Rst))
        sendFin(seen);
    if (segment.has(Flag::Rst))
        sendReset(seen);
    update(seen);

    if (segment.has(Flag::Rst)) {
        hearReset(seen);
    } else {
        if (segment.has(Flag::Ack) && isBelievable(seen)) {
            auto& heardAck = seen.peer.heardAck;
            if (!heardAck || heardAck->isBefore(segment.ack))
                heardAck = segment.ack;
            noteAckOfFin(seen);
            settle(seen.peer, seen.me, steps);
            // Both opened at once, and the peer's SYN,ACK passed before this end's own.
            if (segment.has(Flag::Syn))
                settle(seen.me, seen.peer, steps);
        }
        if (segment.has(Flag::Fin) && seen.peer.state() == State::TimeWait && seen.peer.tcb().rcv.fin == segment.finSeq()
            && tcp::classify(State::TimeWait, seen.peer.tcb(), segment) == Event::RcvFinAgain)
            m_restartsTimeWait[1 - at] = true;
        if (isUnheard(seen.peer))
            assumeUnheardAnswers(seen);
    }
    m_peerLastSpoke[1 - at] = !segment.has(Flag::Rst);
    m_peerLastSpoke[at] = false;
}

/// Numbered before X's own SYN: from the connection before. Later ACKs and text do no harm.
bool ConnectionObserver::isOldCopy(const Seen& seen)
{
    const auto& [segment, me, peer, isReply, steps] = seen;
    const auto& snd = me.tcb().snd;
    if (!me.synSeen || segment.has(Flag::Syn) || segment.has(Flag::Rst) || !segment.seq.isBefore(snd.iss))
        return false;
    return (segment.has(Flag::Fin) || !isSynchronized(me.state())) && snd.iss.isBefore(snd.nxt) && isNear(segment.seq, snd.nxt);
}

void ConnectionObserver::expire(Side side, ObservedSteps& steps)
{
    m_ends[index(side)].fire(Event::TimeWaitTimeout, Certainty::TimedOut, steps);
}

void ConnectionObserver::supersede(Side side, ObservedSteps& steps)
{
    EndpointObserver& me = m_ends[index(side)];
    // That it is CLOSED is certain; why is not: its timer may have run out, or the new SYN has ended TIME-WAIT (RFC 9293, 3.6.1).
    if (!me.fire(Event::TimeWaitTimeout, Certainty::Assumed, steps))
        me.fire(Event::UserTimeout, Certainty::Assumed, steps);
}

/// Takes over what the segment says about its sender's TCB.
void ConnectionObserver::update(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (segment.has(Flag::Rst))
        return;
    me.heard = true;
    if (segment.has(Flag::Ack))
        me.lastAck = segment.ack;
    // One octet past it X's probe of a shut window may have been, and the ACKs that X sends then count (tcp::countsForAckAlone).
    if (!segment.has(Flag::Syn) && isBeyondWindow(peer, segment.seq + ~0u))
        return; // nothing that the peer takes (RFC 9293, 3.10.7.4, first step): most likely a stranger's
    noteMissedOctets(seen);
    const bool isFresh = segment.len() > 0 && me.tcb().snd.nxt.isBefore(segment.end());
    if (segment.len() > 0 && me.synKnown && isNear(segment.end(), me.tcb().snd.nxt) && me.tcb().snd.nxt.isBefore(segment.end()))
        me.tcb().snd.nxt = segment.end();
    if (segment.has(Flag::Ack) && peer.synKnown && isBelievable(seen)) {
        if (peer.tcb().snd.nxt.isBefore(segment.ack))
            peer.tcb().snd.nxt = segment.ack; // octets that were not captured
        if (!me.rcvNxtKnown || !isNear(me.tcb().rcv.nxt, segment.ack) || (segment.has(Flag::Syn) && !isSynchronized(me.state()))) {
            me.tcb().rcv.nxt = segment.ack;
            me.rcvNxtKnown = true;
        } else if (me.tcb().rcv.nxt.isBefore(segment.ack)) {
            if (me.state() != State::SynSent && me.tcb().rcv.nxt != me.tcb().rcv.irs)
                me.lastAckAdvance = std::uint32_t(segment.ack - me.tcb().rcv.nxt);
            me.tcb().rcv.nxt = segment.ack;
        }
        if (peer.tcb().snd.una.isBefore(segment.ack))
            peer.tcb().snd.una = segment.ack;
    }
    me.tcb().rcv.wnd = windowOctets(me, segment);
    const SeqNumber edge = me.tcb().rcv.nxt + me.tcb().rcv.wnd;
    if (me.rcvNxtKnown && (segment.has(Flag::Syn) || !me.windowEdge || !isNear(*me.windowEdge, edge) || me.windowEdge->isBefore(edge)))
        me.windowEdge = edge;
    // Who has these octets has this acknowledgment: they were not sent before.
    if (isFresh && !peer.proof && peer.newestAssumption() && segment.has(Flag::Ack) && peer.heardAck == segment.ack)
        peer.proof = segment.end();
    if (segment.textLength > 0 && !segment.has(Flag::Syn) && !me.sentText) {
        me.sentText = true;
        if (!m_baseKnown && peer.sentText) {
            m_baseKnown = true;
            for (EndpointObserver& end : m_ends) {
                if (end.state() == State::Established && !end.newestAssumption())
                    end.confirm();
            }
        }
    }
}

/// Whether the ACK can be X's own: others are of another life, or forged.
bool ConnectionObserver::isBelievable(const Seen& seen) const
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (!isNear(segment.ack, peer.tcb().snd.nxt) || (peer.synSeen && segment.ack.isAtOrBefore(peer.tcb().snd.iss)))
        return false;
    if (segment.ack.isAtOrBefore(peer.tcb().snd.nxt))
        return true; // X may take more than it had announced
    if (peer.synSeen && peer.state() == State::SynSent && peer.tcb().snd.nxt.isBefore(segment.ack))
        return false; // it answers somebody else's SYN (RFC 9293, 3.5, Figure 8)
    return segment.has(Flag::Syn) || !isBeyondWindow(me, segment.ack + ~0u); // a FIN may lie just past the window
}

/// Whether that octet lies past all that `receiver` has ever allowed; false where its windows cannot be read.
bool ConnectionObserver::isBeyondWindow(const EndpointObserver& receiver, SeqNumber seq) const
{
    const bool scalesKnown = m_ends[0].synSeen && m_ends[1].synSeen;
    return scalesKnown && receiver.windowEdge && receiver.windowEdge->isBefore(seq);
}

std::uint32_t ConnectionObserver::windowOctets(const EndpointObserver& end, const Segment& segment) const
{
    const bool scaled = m_ends[0].windowScale && m_ends[1].windowScale && !segment.has(Flag::Syn);
    return segment.wnd << (scaled ? *end.windowScale : 0);
}
