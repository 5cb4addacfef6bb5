#include "model/observer/connection_observer.h"

#include "model/observer/adoption_table.h"
#include "model/tcp/classify.h"

using tcp::Event;
using tcp::Flag;
using tcp::Segment;
using tcp::SeqNumber;
using tcp::State;

struct ConnectionObserver::Seen {
    const Segment& segment;
    EndpointObserver& me;   ///< The sender.
    EndpointObserver& peer; ///< The end that it is on its way to.
    bool isReply;           ///< The segment before it went the other way.
    ObservedSteps& steps;
};

namespace {

/// Sequence numbers further off than any window can be (RFC 7323, 2.3) belong to another life or to nobody.
constexpr std::int32_t kLargestWindow = 1 << 30;

bool isNear(SeqNumber a, SeqNumber b)
{
    const std::int32_t distance = a - b;
    return -kLargestWindow < distance && distance < kLargestWindow;
}

bool isSynchronized(State state)
{
    return tcp::table::kSynchronized.contains(state);
}

} // namespace

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
    if (segment.has(Flag::Syn) && isSynchronized(seen.me.state()) && seen.me.synKnown && segment.seq != seen.me.tcb().snd.iss) {
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
            me.fire(Event::ActiveOpen, Certainty::Proven, steps);
    } else {
        if (!peer.synKnown) { // the capture began between SYN and SYN,ACK; the acknowledgment proves the SYN
            peer.synKnown = true;
            peer.tcb().snd.iss = peer.tcb().snd.una = segment.ack + ~0u;
            peer.tcb().snd.nxt = segment.ack;
            peer.fire(Event::ActiveOpen, Certainty::Proven, steps);
        }
        me.tcb().rcv.irs = peer.tcb().snd.iss;
        if (me.state() == State::Closed && me.newestAssumption() != Event::RcvRst && !isRepeated)
            me.fire(Event::PassiveOpen, Certainty::Proven, steps);
        if (me.state() == State::Listen || me.state() == State::SynSent)
            me.fire(Event::RcvSyn, Certainty::Proven, steps); // from LISTEN, or from SYN-SENT where both opened at once
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

/// The ACK of its SYN or FIN was sent, and may have arrived: which state it leaves next is not known.
bool ConnectionObserver::isAnswerUnderWay(const EndpointObserver& me, const EndpointObserver& peer)
{
    if (!peer.rcvNxtKnown)
        return false;
    const bool ofSyn = me.state() == State::SynReceived && me.tcb().snd.iss.isBefore(peer.tcb().rcv.nxt);
    const bool ofFin = me.state() == State::FinWait1 && me.tcb().snd.fin && me.tcb().snd.fin->isBefore(peer.tcb().rcv.nxt);
    return ofSyn || ofFin;
}

/// What X says would be otherwise if this had really happened to it.
bool ConnectionObserver::disproves(const Seen& seen, Event assumed)
{
    const auto& [segment, me, peer, isReply, steps] = seen;
    switch (assumed) {
    case Event::RcvRst:
    case Event::Abort:
        return true;
    case Event::RcvAckOfSyn:
        return segment.has(Flag::Syn) && segment.has(Flag::Ack) && segment.seq == me.tcb().snd.iss; // not an old SYN
    case Event::RcvSynAck:
        return segment.has(Flag::Syn) && segment.seq == me.tcb().snd.iss;
    case Event::RcvAckOfFin:
    case Event::RcvFinAckOfFin:
        return segment.has(Flag::Fin) && me.tcb().snd.fin == segment.finSeq();
    case Event::RcvFin: // the FIN was taken to have arrived before a RST, and X still asks for it
        if (!peer.tcb().snd.fin && !peer.doubtedFin)
            return true; // that FIN was a stranger's
        return peer.tcb().snd.fin && segment.has(Flag::Ack) && segment.ack.isAtOrBefore(*peer.tcb().snd.fin)
            && (!me.rcvNxtKnown || me.tcb().rcv.nxt.isAtOrBefore(*peer.tcb().snd.fin));
    case Event::Close: // an end that has sent its FIN numbers everything past it
        return me.tcb().snd.fin
            && (segment.has(Flag::Fin) ? segment.finSeq() != *me.tcb().snd.fin
                                       : segment.len() == 0 && segment.seq.isAtOrBefore(*me.tcb().snd.fin));
    default:
        return false;
    }
}

/// X retransmits its SYN or FIN, or speaks after a RST: then what was assumed to have reached it has not.
void ConnectionObserver::retractWhatIsDisproved(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const bool isStranger = segment.has(Flag::Syn) && me.synKnown && segment.seq != me.tcb().snd.iss;
    if (segment.has(Flag::Rst) || isStranger)
        return;
    while (const auto assumed = me.newestAssumption()) {
        if (!disproves(seen, *assumed))
            break;
        me.retract(steps);
        if (*assumed == Event::RcvFin) // a challenge ACK tells that the FIN is missing; text may have been under way
            me.peerFinMissed = segment.len() == 0 && segment.ack == me.tcb().rcv.nxt;
        if (*assumed == Event::Close) {
            me.doubtedFin = me.tcb().snd.fin;
            me.tcb().snd.fin.reset();
            me.tcb().snd.nxt = segment.seq;
            peer.peerFinAck.reset();
        }
    }
}

/// Whether this segment shows that X has not sent the FIN or RST that its step was concluded from.
///
/// Segments may overtake each other, so only what X cannot have sent before counts.
bool ConnectionObserver::wasForged(const Seen& seen, Event doubted) const
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const bool fits = isNear(segment.seq, me.tcb().snd.nxt) && !isBeyondWindow(peer, segment.end() + ~0u);
    if (!fits || (segment.has(Flag::Ack) && !isBelievable(seen)))
        return false;
    if (doubted == Event::Close) // a single octet at the FIN's number is a keep-alive
        return me.tcb().snd.fin && segment.textLength > 0 && (*me.tcb().snd.fin + 1).isBefore(segment.seq + segment.textLength);
    const bool acknowledgesMore = segment.has(Flag::Ack) && isNear(me.resetAck, segment.ack) && me.resetAck.isBefore(segment.ack);
    return doubted == Event::Abort && (acknowledgesMore || (segment.len() > 0 && me.resetSeq.isBefore(segment.end())));
}

/// X talks on where its FIN or RST said that it would not.
void ConnectionObserver::retractWhatWasForged(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (segment.has(Flag::Rst) || segment.has(Flag::Syn))
        return;
    for (auto doubted = me.doubtedEvent(); doubted && wasForged(seen, *doubted); doubted = me.doubtedEvent()) {
        me.retractDoubted(steps);
        if (*doubted == Event::Close) {
            me.tcb().snd.nxt = *me.tcb().snd.fin; // an acknowledgment of that number is the text's from now on
            me.tcb().snd.fin.reset();
            me.doubtedFin.reset();
            peer.peerFinAck.reset();
        }
    }
}

/// What X says only after it has received what was assumed turns the assumption into knowledge.
void ConnectionObserver::confirmWhatIsProved(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const auto assumed = me.newestAssumption();
    if (!assumed || missesOctetsOf(seen))
        return; // in what was not captured it may have gone further
    const bool acknowledges = me.proof && me.proof->isAtOrBefore(segment.ack);
    const bool speaksAsEstablished = *assumed == Event::RcvAckOfSyn && segment.textLength > 0 && !me.fastOpen;
    if (acknowledges || speaksAsEstablished)
        me.confirm();
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

void ConnectionObserver::receiveFin(EndpointObserver& me, EndpointObserver& peer, bool orderIsKnown, ObservedSteps& steps)
{
    const SeqNumber finSeq = *peer.tcb().snd.fin;
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
        if (!stateIsKnown)
            me.assume(*event, steps);
        else
            me.fire(*event, wayIsKnown ? proven() : Certainty::Assumed, steps);
        if (stateIsKnown && !wayIsKnown && proven() == Certainty::Proven)
            me.confirm();
    }
    me.tcb().rcv.fin = finSeq;
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
    peer.fire(Event::Close, Certainty::Assumed, steps);
    receiveFin(me, peer, false, steps);
    if (segment.ack == me.tcb().rcv.nxt) // acknowledged before
        settle(peer, me, steps);
}

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
        me.fireInDoubt(Event::Close, (reordered && !wasFirst) || hidesFin || !wayIsKnown ? Certainty::Assumed : proven(), steps);
    if (reordered && peer.tcb().snd.fin)
        receiveFin(me, peer, wasFirst, steps);
}

/// X sends a RST: it has aborted, or it knows nothing of the connection any more; or the RST is forged.
void ConnectionObserver::sendReset(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (me.state() == State::Closed) {
        if (isReply && me.newestAssumption() && !segment.has(Flag::Ack) && peer.lastAck == segment.seq)
            me.confirm(); // only an end without a connection answers so
        if (isReply || me.newestAssumption() != Event::RcvRst)
            return;
        me.retract(steps); // nobody answers a RST: X has aborted by itself
    }
    if (!me.synKnown)
        return;
    const bool isReplyToBadAck = !segment.has(Flag::Ack) && segment.seq != me.tcb().snd.nxt;
    if (!isSynchronized(me.state()) && isReplyToBadAck)
        return; // RFC 9293, 3.5.2, group 1 and 2: the state stays
    const bool answersAck = !segment.has(Flag::Ack) && peer.rcvNxtKnown && segment.seq == peer.tcb().rcv.nxt;
    if (segment.seq == me.tcb().snd.nxt) {
        assumeUnseenFin(seen);
        // With an ACK it is an ABORT's. Without one it is the reply of an end that is CLOSED for whatever reason, or a stranger's:
        // no system in the field aborts so.
        const bool wayIsKnown = !isAnswerUnderWay(me, peer);
        if (segment.has(Flag::Ack)) {
            me.resetSeq = segment.seq;
            me.resetAck = segment.ack;
            if (me.fireInDoubt(Event::Abort, wayIsKnown ? proven() : Certainty::Assumed, steps) && proven() == Certainty::Proven)
                me.confirm();
        } else
            me.assume(Event::Abort, steps);
    } else if (answersAck || (isReply && segment.has(Flag::Ack) && segment.seq == SeqNumber(0))) {
        me.assume(Event::Abort, steps); // numbered as a segment that it answers (RFC 9293, 3.10.7.1)
    } else if (segment.has(Flag::Ack) && segment.seq == me.tcb().snd.nxt + 1 && me.rcvNxtKnown && segment.ack == me.tcb().rcv.nxt) {
        if (me.assume(Event::Close, steps)) { // the octet between is most likely a FIN that was lost on its way here
            me.tcb().snd.fin = me.tcb().snd.nxt;
            peer.peerFinMissed = true;
        }
        me.assume(Event::Abort, steps);
    } else if (segment.has(Flag::Ack) && segment.seq.isBefore(me.tcb().snd.nxt) && peer.tcb().rcv.nxt.isAtOrBefore(segment.seq)) {
        me.assume(Event::Abort, steps); // an abort while the peer's window was shut
    }
}

/// A RST is on its way to the peer: assumed to be obeyed if its number may be the next one expected (RFC 5961, 3.2).
void ConnectionObserver::hearReset(const Seen& seen)
{
    auto& [segment, sender, me, isReply, steps] = seen;
    // The SYN,ACK that its sender has sent before arrives first.
    if (me.state() == State::SynSent && sender.synSeen && !sender.opensActively && sender.tcb().snd.iss.isBefore(segment.seq) && me.heardAck && me.tcb().snd.iss.isBefore(*me.heardAck)) {
        me.tcb().rcv.irs = sender.tcb().snd.iss;
        me.tcb().rcv.nxt = sender.tcb().snd.iss + 1;
        me.rcvNxtKnown = true;
        me.assume(Event::RcvSynAck, steps);
    }
    const bool possible = (!me.rcvNxtKnown || me.tcb().rcv.nxt.isAtOrBefore(segment.seq)) && segment.seq.isAtOrBefore(sender.tcb().snd.nxt);
    // A FIN on its way arrives first. The RST counts at the FIN's own number, too: so a closed end answers what crossed its
    // FIN, and Linux takes it.
    const auto& fin = sender.tcb().snd.fin;
    if (possible && fin && !me.tcb().rcv.fin && !me.peerFinMissed && fin->isAtOrBefore(segment.seq))
        receiveFin(me, sender, false, steps);
    tcp::Tcb view = me.tcb();
    if (possible || me.lastAck == segment.seq)
        view.rcv.nxt = segment.seq; // if all before it has arrived
    if (view.rcv.wnd == 0)
        view.rcv.wnd = 1; // its own window may be shut; RSTs are taken nevertheless (RFC 9293, 3.10.7.4, first step)
    if (tcp::classify(me.state(), view, segment) == Event::RcvRst)
        me.assume(Event::RcvRst, steps);
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

/// Takes over what the segment says about its sender's TCB.
void ConnectionObserver::update(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (segment.has(Flag::Rst))
        return;
    me.heard = true;
    if (segment.has(Flag::Ack))
        me.lastAck = segment.ack;
    if (!segment.has(Flag::Syn) && isBeyondWindow(peer, segment.seq))
        return; // nothing that the peer takes (RFC 9293, 3.10.7.4, first step): most likely a stranger's
    noteMissedOctets(seen);
    const bool isFresh = segment.len() > 0 && me.tcb().snd.nxt.isBefore(segment.end());
    if (segment.len() > 0 && me.synKnown && isNear(segment.end(), me.tcb().snd.nxt) && me.tcb().snd.nxt.isBefore(segment.end()))
        me.tcb().snd.nxt = segment.end();
    if (segment.has(Flag::Ack) && peer.synKnown && isBelievable(seen)) {
        if (peer.tcb().snd.nxt.isBefore(segment.ack))
            peer.tcb().snd.nxt = segment.ack; // octets that were not captured
        if (!me.rcvNxtKnown || !isNear(me.tcb().rcv.nxt, segment.ack) || segment.has(Flag::Syn)) {
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
