// Who opened how, and what an acknowledgment says of SYN and FIN.
#include "model/observer/connection_seen.h"

#include "model/tcp/classify.h"

using tcp::Event;
using tcp::Flag;
using tcp::Segment;
using tcp::State;

/// A SYN: who opened how.
void ConnectionObserver::open(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const bool isNew = !me.synKnown || me.tcb().snd.iss != segment.seq;
    if (isNew && (me.state() == State::Closed || me.state() == State::Listen || me.state() == State::SynSent
                  || me.state() == State::SynReceived || !me.heard)) {
        me.tcb().snd.iss = me.tcb().snd.una = segment.seq;
        me.tcb().snd.nxt = segment.seq + 1;
        me.synKnown = true;
    }
    const bool isRepeated = me.synSeen && !isNew; // opens nothing; an old copy may come after the end
    me.synSeen = true;
    if (!segment.has(Flag::Ack)) {
        me.opensActively = true;
        peer.fastOpen = segment.textLength > 0 || segment.options.fastOpenCookieLength.has_value();
        if (me.newestAssumption() != Event::RcvRst && !isRepeated)
            me.fire(Event::ActiveOpen, me.formerIss == segment.seq ? Certainty::Assumed : Certainty::Proven, steps);
    } else {
        if (!peer.synKnown) { // the capture began between SYN and SYN,ACK; the acknowledgment proves the SYN
            peer.synKnown = true;
            peer.tcb().snd.iss = peer.tcb().snd.una = segment.ack + ~0u;
            peer.tcb().snd.nxt = segment.ack;
            peer.fire(Event::ActiveOpen, peer.formerIss == peer.tcb().snd.iss ? Certainty::Assumed : Certainty::Proven, steps);
        }
        me.tcb().rcv.irs = peer.tcb().snd.iss;
        if (me.opensActively && isNew && me.fire(Event::UserTimeout, Certainty::Assumed, steps)) // another number: that attempt is over
            me.opensActively = false;
        // It may answer a SYN of an earlier connection.
        const bool answersIt = peer.tcb().snd.iss.isBefore(segment.ack) && segment.ack.isAtOrBefore(peer.tcb().snd.nxt);
        const bool isOtherAnswer = isNew && me.answered == segment.ack; // which of the two came first is not known
        me.answered = segment.ack;
        const Certainty certainty = answersIt && !isOtherAnswer ? Certainty::Proven : Certainty::Assumed;
        if (me.state() == State::Closed && me.newestAssumption() != Event::RcvRst && !isRepeated)
            me.fire(Event::PassiveOpen, certainty, steps);
        if (me.state() == State::Listen || me.state() == State::SynSent)
            me.fire(Event::RcvSyn, certainty, steps); // from LISTEN, or from SYN-SENT where both opened at once
    }
    me.windowScale = segment.options.windowScale;
}

/// An end that speaks although its SYN,ACK was not captured must have sent one.
void ConnectionObserver::learnMissedOpening(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (me.synKnown || me.state() != State::Closed || me.newestAssumption() || !peer.synKnown || !segment.has(Flag::Ack)
        || !isBelievable(seen))
        return;
    me.synKnown = true;
    me.tcb().snd.iss = me.tcb().snd.una = segment.seq + ~0u;
    me.tcb().snd.nxt = segment.seq;
    me.tcb().rcv.irs = peer.tcb().snd.iss;
    me.fire(Event::PassiveOpen, Certainty::Assumed, steps);
    me.fire(Event::RcvSyn, Certainty::Assumed, steps);
}

/// What X acknowledges it has received.
void ConnectionObserver::learnFromAck(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const bool syn = segment.has(Flag::Syn);
    if (peer.synKnown && !isBelievable(seen))
        return;

    if (!syn && !peer.synKnown && (me.state() == State::SynSent)) {
        // The answer to X's SYN passed elsewhere; X acknowledges it. Whether it was a passive opener's is the likelier guess.
        peer.synKnown = true;
        peer.tcb().snd.iss = peer.tcb().snd.una = segment.ack + ~0u;
        peer.tcb().snd.nxt = segment.ack;
        if (segment.len() > 0) // X's first ACK was not captured, so this one may be for more than a SYN
            peer.missedTo = segment.ack;
        peer.tcb().rcv.irs = me.tcb().snd.iss;
        peer.fire(Event::PassiveOpen, Certainty::Assumed, steps);
        peer.fire(Event::RcvSyn, Certainty::Assumed, steps);
    }
    if (!peer.synKnown)
        return;
    if (me.state() == State::SynSent && !syn && peer.tcb().snd.iss.isBefore(segment.ack)) {
        me.tcb().rcv.irs = peer.tcb().snd.iss;
        if (peer.state() == State::SynSent) { // it has answered too, which was not captured
            peer.tcb().rcv.irs = me.tcb().snd.iss;
            peer.fire(Event::RcvSyn, Certainty::Assumed, steps);
        }
        if (peer.opensActively) { // both have opened: most likely the peer's SYN came first, and X's answer was not captured
            me.fire(Event::RcvSyn, Certainty::Assumed, steps);
            me.fire(Event::RcvAckOfSyn, Certainty::Assumed, steps);
        } else {
            me.fire(Event::RcvSynAck, peer.tcb().openedPassively ? Certainty::Proven : Certainty::Assumed, steps);
        }
    }
    if (me.state() == State::SynReceived && !syn) {
        const bool beyondSyn = segment.ack != me.tcb().rcv.irs + 1 || (segment.textLength > 0) || segment.seq != me.tcb().snd.iss + 1;
        if (beyondSyn && !me.fastOpen)
            me.fire(Event::RcvAckOfSyn, missesOctetsOf(seen) || acknowledgesMissed(seen) ? Certainty::Assumed : Certainty::Proven, steps);
    }
    if (isUnheard(peer))
        assumeUnheardFin(seen);
    confirmWhatIsProved(seen);
    if (peer.doubtedFin && !peer.tcb().snd.fin && segment.ack == *peer.doubtedFin + 1 && peer.fire(Event::Close, Certainty::Assumed, steps))
        peer.tcb().snd.fin = peer.doubtedFin; // it was X's own after all; what contradicted it had been overtaken
    if (peer.tcb().snd.fin && !me.tcb().rcv.fin && peer.tcb().snd.fin->isBefore(segment.ack)) {
        if (peer.newestAssumption() == Event::Close)
            peer.confirm();
        if (me.state() == State::FinWait1 && segment.has(Flag::Fin) && me.tcb().snd.fin == segment.finSeq()) {
            // X has the peer's FIN and still repeats its own: nobody has acknowledged that one to it.
            me.fire(Event::RcvFin, proven(), steps);
            me.tcb().rcv.fin = *peer.tcb().snd.fin;
            me.heardAck.reset();
            return;
        }
        // Behind text that is sent again, X's own FIN may have been sent already.
        const bool isRepeated = segment.len() > 0 && segment.seq.isBefore(me.tcb().snd.nxt) && !me.tcb().snd.fin;
        receiveFin(me, peer, !missesOctetsOf(seen) && !isRepeated, steps);
    }
}

/// The ACK of its SYN or FIN was sent, and may have arrived: which state it leaves next is not known.
bool ConnectionObserver::isAnswerUnderWay(const EndpointObserver& me, const EndpointObserver& peer)
{
    if (!peer.rcvNxtKnown)
        return false;
    const bool ofSyn = me.state() == State::SynReceived && me.tcb().snd.iss.isBefore(peer.tcb().rcv.nxt);
    const bool ofFin = me.state() == State::FinWait1 && me.tcb().snd.fin && me.tcb().snd.fin->isBefore(peer.tcb().rcv.nxt);
    return ofSyn || ofFin;
}

/// Assumes that the acknowledgments sent to this end have arrived.
void ConnectionObserver::settle(EndpointObserver& me, EndpointObserver& peer, ObservedSteps& steps)
{
    if (!me.heardAck || me.state() == State::Established || me.state() == State::Closed || me.state() == State::CloseWait)
        return;
    // The peer's FIN was sent before: it arrives first, and must be answered. Until then nothing is assumed.
    if (me.state() == State::FinWait1 && peer.tcb().snd.fin && !me.tcb().rcv.fin)
        return;
    Segment probe;
    probe.seq = peer.tcb().snd.nxt;
    probe.ack = *me.heardAck;
    probe.flags = Flag::Ack;
    tcp::Tcb view = me.tcb();
    view.rcv.nxt = probe.seq;
    view.rcv.wnd = 1;
    if (me.state() == State::SynReceived)
        view.snd.una = view.snd.iss; // nothing else is acknowledged before this step
    if (view.snd.nxt.isBefore(probe.ack))
        view.snd.nxt = probe.ack;
    const auto event = tcp::classify(me.state(), view, probe);
    if (event == Event::RcvAckOfSyn || event == Event::RcvAckOfFin)
        me.assume(*event, steps);
}
