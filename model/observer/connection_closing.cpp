// FINs: who sent one, who has received one, and in which order.
#include "model/observer/connection_seen.h"

#include "model/tcp/classify.h"

using tcp::Event;
using tcp::Flag;
using tcp::Segment;
using tcp::SeqNumber;
using tcp::State;

/// X sends a FIN: its user has closed.
void ConnectionObserver::sendFin(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const SeqNumber finSeq = segment.finSeq();
    const bool coversOwnFin = peer.tcb().snd.fin && peer.tcb().snd.fin->isBefore(segment.ack);
    if (peer.peerFinAck && me.tcb().snd.fin && !peer.tcb().rcv.fin) {
        const bool coveredBefore = peer.tcb().snd.fin && peer.tcb().snd.fin->isBefore(*peer.peerFinAck);
        peer.peerFinAckVaried = peer.peerFinAckVaried || coveredBefore != coversOwnFin;
    }
    if (!peer.peerFinAck)
        peer.peerFinInOrder = segment.seq.isAtOrBefore(peer.tcb().rcv.nxt);
    peer.peerFinAck = segment.ack;
    if (me.tcb().snd.fin == finSeq)
        me.finUnseen = false;
    const bool mayClose = me.state() == State::SynReceived || me.state() == State::Established || me.state() == State::CloseWait;
    if (me.tcb().snd.fin || !mayClose)
        return;
    const bool skipsOctets = me.tcb().snd.nxt.isBefore(segment.seq);
    if (skipsOctets && peer.tcb().rcv.wnd != 0 && isBeyondWindow(peer, finSeq)) {
        me.doubtedFin = finSeq; // unless the peer acknowledges it,
        return; // past everything the peer has allowed: not this connection's FIN
    }
    const bool hidesFin = acknowledgesMissed(seen);
    const bool wayIsKnown = !isAnswerUnderWay(me, peer);
    const SeqNumber spokenTo = me.missedTo.value_or(me.tcb().snd.nxt);
    const bool reordered = finSeq.isBefore(spokenTo) && me.newestAssumption() == Event::RcvFin;
    // This FIN was sent before X had the peer's: X said so, or it had sent it already when it said less.
    const bool wasFirst = !coversOwnFin || (finSeq + 1 == spokenTo && me.missedBeforeFin);
    const bool wasOvertaken = me.state() == State::CloseWait && !reordered && segment.ack.isBefore(me.tcb().rcv.nxt);
    if (finSeq.isBefore(spokenTo))
        peer.peerFinAckVaried = true; // there was an earlier copy, or this one has been overtaken
    if (reordered)
        me.retract(steps);
    assumeUnseenFin(seen);
    me.tcb().snd.fin = finSeq;
    peer.peerFinMissed = false;
    if (me.state() == State::SynReceived && !peer.heard)
        me.fire(Event::RcvAckOfSyn, Certainty::Assumed, steps); // the ACK passes elsewhere
    if (skipsOctets && !m_midstream)
        me.assume(Event::Close, steps); // what lies between was not captured, or a stranger guessed the number
    else
        me.fireInDoubt(Event::Close, (reordered && !wasFirst) || wasOvertaken || hidesFin || !wayIsKnown ? Certainty::Assumed : proven(), steps);
    if (reordered && peer.tcb().snd.fin)
        receiveFin(me, peer, wasFirst, steps);
}

void ConnectionObserver::receiveFin(EndpointObserver& me, EndpointObserver& peer, bool orderIsKnown, ObservedSteps& steps)
{
    const SeqNumber finSeq = *peer.tcb().snd.fin;
    orderIsKnown = orderIsKnown && !me.finUnseen;
    if (me.state() == State::SynReceived)
        me.fire(Event::RcvAckOfSyn, orderIsKnown ? proven() : Certainty::Assumed, steps);
    // The FIN as it reached X: everything before it has arrived, and it carries the acknowledgment that was sent with it.
    Segment fin;
    fin.seq = finSeq;
    fin.flags = Flag::Fin | Flag::Ack;
    fin.ack = me.peerFinAck.value_or(me.tcb().snd.una);
    tcp::Tcb view = me.tcb();
    view.rcv.nxt = finSeq;
    view.rcv.wnd = 1;
    view.rcv.fin.reset();
    if (view.snd.nxt.isBefore(fin.ack))
        view.snd.nxt = fin.ack;
    // Whether its own FIN was acknowledged before, with, or after the peer's FIN decides between CLOSING and TIME-WAIT.
    const bool finAcks = me.peerFinAck && tcp::acknowledgesFin(view, fin);
    const bool stateIsKnown = orderIsKnown && (me.peerFinAck || !me.tcb().snd.fin) && !me.peerFinAckVaried && (finAcks || (!me.finAckedApart && me.state() != State::FinWait2));
    const bool wayIsKnown = !finAcks || me.state() != State::FinWait1 || (me.peerFinInOrder && !me.finAckedApart);
    // The FIN seems to have waited for text before it, and the acknowledgment did not.
    if (me.state() == State::FinWait1 && !finAcks && !me.peerFinInOrder && me.finAckedWithText)
        me.assume(Event::RcvAckOfFin, steps);
    // The FIN was sent again, so its first copy seems lost, and the acknowledgment that went between the two came first.
    if (me.state() == State::FinWait1 && finAcks && me.peerFinAckVaried)
        me.assume(Event::RcvAckOfFin, steps);
    if (const auto event = tcp::classify(me.state(), view, fin)) {
        const Certainty certainty = wayIsKnown ? proven() : Certainty::Assumed;
        const bool isObeyed = stateIsKnown ? me.fire(*event, certainty, steps) : me.assume(*event, steps);
        if (stateIsKnown && !wayIsKnown && proven() == Certainty::Proven)
            me.confirm();
        if (isObeyed)
            me.tcb().rcv.fin = finSeq;
    }
    settle(me, peer, steps);
}

/// The ACK on its way to the peer may be that of its FIN: with the FIN of X the peer's next state depends on which comes first.
void ConnectionObserver::noteAckOfFin(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (!segment.has(Flag::Fin) && tcp::acknowledgesFin(peer.tcb(), segment))
        peer.finAckedApart = true;
    if (segment.len() > 0)
        peer.finAckedWithText = peer.tcb().snd.fin && peer.heardAck && peer.tcb().snd.fin->isBefore(*peer.heardAck);
}
