// Assumptions and doubts: what takes them back, and what turns them into knowledge.
#include "model/observer/connection_seen.h"

using tcp::Event;
using tcp::Flag;
using tcp::State;
using observer::isNear;

/// What X says would be otherwise if this had really happened to it.
bool ConnectionObserver::disproves(const Seen& seen, Event assumed)
{
    const auto& [segment, me, peer, isReply, steps] = seen;
    switch (assumed) {
    case Event::RcvRst:
    case Event::Abort: // a SYN after an acknowledgment is an old copy
        return !segment.has(Flag::Syn) || segment.has(Flag::Ack) || !me.rcvNxtKnown;
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
    if (doubted == Event::Close) { // a single octet at the number of a FIN that was seen is a keep-alive
        const std::uint32_t octets = me.finUnseen ? 0 : 1;
        return me.tcb().snd.fin && segment.textLength > 0 && (*me.tcb().snd.fin + octets).isBefore(segment.seq + segment.textLength);
    }
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
            if (me.finUnseen)
                withdrawUnseenFin(seen);
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
    if (me.state() == State::Closed)
        return; // such an end acknowledges nothing
    const bool acknowledges = me.proof && me.proof->isAtOrBefore(segment.ack);
    const bool speaksAsEstablished = *assumed == Event::RcvAckOfSyn && segment.textLength > 0 && !me.fastOpen;
    if (acknowledges || speaksAsEstablished)
        me.confirm();
}
