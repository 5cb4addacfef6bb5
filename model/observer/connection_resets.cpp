// Resets: who sends one, and whether the other end obeys it.
#include "model/observer/connection_seen.h"

#include "model/tcp/classify.h"

using tcp::Event;
using tcp::Flag;
using tcp::SeqNumber;
using tcp::State;
using observer::isSynchronized;

/// X sends a RST: it has aborted, or it knows nothing of the connection any more; or the RST is forged.
void ConnectionObserver::sendReset(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const SeqNumber nxt = me.tcb().snd.nxt;
    const bool isAtEnd = segment.seq == nxt;
    const bool skipsFin = segment.has(Flag::Ack) && segment.seq == nxt + 1 && me.rcvNxtKnown && segment.ack == me.tcb().rcv.nxt;
    const bool wasShut = segment.has(Flag::Ack) && segment.seq.isBefore(nxt) && peer.tcb().rcv.nxt.isAtOrBefore(segment.seq);
    if (me.state() == State::Closed) {
        if (isReply && me.newestAssumption() && !segment.has(Flag::Ack) && peer.lastAck == segment.seq)
            me.confirm(); // only an end without a connection answers so
        if (isReply || (!isAtEnd && !skipsFin && !wasShut) || me.newestAssumption() != Event::RcvRst)
            return; // or it answers an old duplicate
        me.retract(steps); // nobody answers a RST: X has aborted by itself
        if (segment.has(Flag::Ack) && isAtEnd)
            learnFromAck(seen); // which counts after all
    }
    if (!me.synKnown || me.state() == State::Listen) // a listener's RST answers an ACK, and it listens on (RFC 9293, 3.10.7.2)
        return;
    const bool isReplyToBadAck = !segment.has(Flag::Ack) && !isAtEnd;
    if (!isSynchronized(me.state()) && isReplyToBadAck)
        return; // RFC 9293, 3.5.2, group 1 and 2: the state stays
    const bool answersAck = !segment.has(Flag::Ack) && peer.rcvNxtKnown && segment.seq == peer.tcb().rcv.nxt;
    if (isAtEnd) {
        assumeUnseenFin(seen);
        // With an ACK it is an ABORT's. Without one it is the reply of an end that is CLOSED for whatever reason, or a stranger's:
        // no system in the field aborts so.
        const bool wayIsKnown = !isAnswerUnderWay(me, peer) && !acknowledgesMissed(seen);
        if (segment.has(Flag::Ack)) {
            me.resetSeq = segment.seq;
            me.resetAck = segment.ack;
            if (me.fireInDoubt(Event::Abort, wayIsKnown ? proven() : Certainty::Assumed, steps) && proven() == Certainty::Proven)
                me.confirm();
        } else
            me.assume(Event::Abort, steps);
    } else if (answersAck || (isReply && segment.has(Flag::Ack) && segment.seq == SeqNumber(0))) {
        me.assume(Event::Abort, steps); // numbered as a segment that it answers (RFC 9293, 3.10.7.1)
    } else if (skipsFin) {
        if (me.assume(Event::Close, steps)) { // the octet between is most likely a FIN that was lost on its way here
            me.tcb().snd.fin = me.tcb().snd.nxt;
            peer.peerFinMissed = true;
        }
        me.assume(Event::Abort, steps);
    } else if (wasShut) {
        me.assume(Event::Abort, steps); // an abort while the peer's window was shut
    }
}

/// A RST is on its way to the peer: assumed to be obeyed if its number may be the next one expected (RFC 5961, 3.2).
void ConnectionObserver::hearReset(const Seen& seen)
{
    auto& [segment, sender, me, isReply, steps] = seen;
    // The SYN,ACK that its sender has sent before arrives first; but a RST past it would then be answered.
    if (me.state() == State::SynSent && segment.seq.isAtOrBefore(sender.tcb().snd.nxt) && sender.synSeen && !sender.opensActively && sender.tcb().snd.iss.isBefore(segment.seq) && me.heardAck && me.tcb().snd.iss.isBefore(*me.heardAck)) {
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
