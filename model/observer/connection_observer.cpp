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
    me.tcb().snd.iss = me.tcb().snd.nxt + ~0u;
    if (first.has(Flag::Ack)) {
        peer.tcb().snd.nxt = me.tcb().rcv.nxt = first.ack;
        peer.tcb().snd.iss = first.ack + ~0u;
        peer.synKnown = true;
    }
    me.synKnown = true;
}

void ConnectionObserver::observe(Side sender, const Segment& segment, ObservedSteps& steps)
{
    const std::size_t at = index(sender);
    const Seen seen{segment, m_ends[at], m_ends[1 - at], m_peerLastSpoke[at], steps};
    m_restartsTimeWait[0] = m_restartsTimeWait[1] = false;
    if (segment.has(Flag::Syn))
        open(seen);
    else if (!segment.has(Flag::Rst))
        learnMissedOpening(seen);
    retractWhatIsDisproved(seen);
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
        if (segment.has(Flag::Ack)) {
            auto& heardAck = seen.peer.heardAck;
            if (!heardAck || heardAck->isBefore(segment.ack))
                heardAck = segment.ack;
            settle(seen.peer, seen.me, steps);
        }
        if (segment.has(Flag::Fin) && seen.peer.state() == State::TimeWait && seen.peer.tcb().rcv.fin == segment.finSeq()
            && tcp::classify(State::TimeWait, seen.peer.tcb(), segment) == Event::RcvFinAgain)
            m_restartsTimeWait[1 - at] = true;
        if (isUnheard(seen.peer))
            assumeUnheardAnswers(seen);
    }
    m_peerLastSpoke[1 - at] = true;
    m_peerLastSpoke[at] = false;
}

void ConnectionObserver::expire(Side side, ObservedSteps& steps)
{
    m_ends[index(side)].fire(Event::TimeWaitTimeout, Certainty::TimedOut, steps);
}

void ConnectionObserver::supersede(Side side, ObservedSteps& steps)
{
    EndpointObserver& me = m_ends[index(side)];
    if (!me.fire(Event::TimeWaitTimeout, Certainty::Proven, steps))
        me.fire(Event::UserTimeout, Certainty::Proven, steps);
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
    if (!segment.has(Flag::Ack)) {
        peer.fastOpen = segment.textLength > 0 || segment.options.fastOpenCookieLength.has_value();
        if (me.newestAssumption() != Event::RcvRst)
            me.fire(Event::ActiveOpen, Certainty::Proven, steps);
    } else {
        if (!peer.synKnown) { // the capture began between SYN and SYN,ACK; the acknowledgment proves the SYN
            peer.synKnown = true;
            peer.tcb().snd.iss = peer.tcb().snd.una = segment.ack + ~0u;
            peer.tcb().snd.nxt = segment.ack;
            peer.fire(Event::ActiveOpen, Certainty::Proven, steps);
        }
        me.tcb().rcv.irs = peer.tcb().snd.iss;
        if (me.state() == State::Closed && me.newestAssumption() != Event::RcvRst)
            me.fire(Event::PassiveOpen, Certainty::Proven, steps);
        me.fire(Event::RcvSyn, Certainty::Proven, steps); // from LISTEN, or from SYN-SENT where both opened at once
    }
    me.windowScale = segment.options.windowScale;
}

/// An end that speaks although its SYN,ACK was not captured must have sent one.
void ConnectionObserver::learnMissedOpening(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (me.synKnown || me.state() != State::Closed || me.newestAssumption() || !peer.synKnown || !segment.has(Flag::Ack)
        || !isNear(segment.ack, peer.tcb().snd.nxt))
        return;
    me.synKnown = true;
    me.tcb().snd.iss = me.tcb().snd.una = segment.seq + ~0u;
    me.tcb().snd.nxt = segment.seq;
    me.tcb().rcv.irs = peer.tcb().snd.iss;
    me.fire(Event::PassiveOpen, Certainty::Assumed, steps);
    me.fire(Event::RcvSyn, Certainty::Assumed, steps);
}

/// X retransmits its SYN or FIN, or speaks after a RST: then what was assumed to have reached it has not.
void ConnectionObserver::retractWhatIsDisproved(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (segment.has(Flag::Rst))
        return;
    const auto disproves = [&](Event assumed) {
        switch (assumed) {
        case Event::RcvRst:
        case Event::Abort:
            return true;
        case Event::RcvAckOfSyn:
            return segment.has(Flag::Syn) && segment.seq == me.tcb().snd.iss;
        case Event::RcvAckOfFin:
        case Event::RcvFinAckOfFin:
            return segment.has(Flag::Fin) && me.tcb().snd.fin == segment.finSeq();
        default:
            return false;
        }
    };
    while (const auto assumed = me.newestAssumption()) {
        if (!disproves(*assumed))
            break;
        me.retract(steps);
    }
}

/// What X says only after it has received what was assumed turns the assumption into knowledge.
void ConnectionObserver::confirmWhatIsProved(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    const auto assumed = me.newestAssumption();
    if (!assumed)
        return;
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
    if (peer.synKnown && !isNear(segment.ack, peer.tcb().snd.nxt))
        return; // of another life, or forged

    if (!syn && !peer.synKnown && (me.state() == State::SynSent)) {
        // The answer to X's SYN passed elsewhere; X acknowledges it. Whether it was a passive opener's is the likelier guess.
        peer.synKnown = true;
        peer.tcb().snd.iss = peer.tcb().snd.una = segment.ack + ~0u;
        peer.tcb().snd.nxt = segment.ack;
        peer.tcb().rcv.irs = me.tcb().snd.iss;
        peer.fire(Event::PassiveOpen, Certainty::Assumed, steps);
        peer.fire(Event::RcvSyn, Certainty::Assumed, steps);
    }
    if (!peer.synKnown)
        return;
    if (me.state() == State::SynSent && !syn && peer.tcb().snd.iss.isBefore(segment.ack)) {
        me.tcb().rcv.irs = peer.tcb().snd.iss;
        if (peer.state() == State::SynSent) // it has answered too, which was not captured
            peer.fire(Event::RcvSyn, Certainty::Assumed, steps);
        me.fire(Event::RcvSynAck, Certainty::Proven, steps);
    }
    if (me.state() == State::SynReceived && !syn) {
        const bool beyondSyn = segment.ack != me.tcb().rcv.irs + 1 || (segment.textLength > 0) || segment.seq != me.tcb().snd.iss + 1;
        if (beyondSyn && !me.fastOpen)
            me.fire(Event::RcvAckOfSyn, Certainty::Proven, steps);
    }
    if (isUnheard(peer))
        assumeUnheardFin(seen);
    confirmWhatIsProved(seen);
    if (peer.tcb().snd.fin && !me.tcb().rcv.fin && peer.tcb().snd.fin->isBefore(segment.ack)) {
        // Octets of X that were not captured may hide its own FIN, which would have come first.
        const bool orderIsKnown = segment.seq.isAtOrBefore(me.tcb().snd.nxt) || me.tcb().snd.fin.has_value();
        receiveFin(me, peer, orderIsKnown, steps);
    }
}

void ConnectionObserver::receiveFin(EndpointObserver& me, EndpointObserver& peer, bool orderIsKnown, ObservedSteps& steps)
{
    const SeqNumber finSeq = *peer.tcb().snd.fin;
    if (me.state() == State::SynReceived)
        me.fire(Event::RcvAckOfSyn, proven(), steps);
    // The FIN as it reached X: everything before it has arrived, and it carries the acknowledgment that was sent with it.
    Segment fin;
    fin.seq = finSeq;
    fin.flags = Flag::Fin | Flag::Ack;
    fin.ack = me.peerFinAck.value_or(me.tcb().snd.una);
    tcp::Tcb view = me.tcb();
    view.rcv.nxt = finSeq;
    view.rcv.wnd = 1;
    if (view.snd.nxt.isBefore(fin.ack))
        view.snd.nxt = fin.ack;
    if (const auto event = tcp::classify(me.state(), view, fin)) {
        if (!orderIsKnown)
            me.assume(*event, steps);
        else
            me.fire(*event, me.peerFinAckVaried ? Certainty::Assumed : proven(), steps);
    }
    me.tcb().rcv.fin = finSeq;
    settle(me, peer, steps);
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
    peer.peerFinAck = segment.ack;
    const bool mayClose = me.state() == State::SynReceived || me.state() == State::Established || me.state() == State::CloseWait;
    if (me.tcb().snd.fin || !mayClose)
        return;
    if (peer.heard && peer.tcb().rcv.wnd != 0 && peer.windowEdge.isBefore(finSeq) && me.tcb().snd.nxt.isBefore(segment.seq))
        return; // past everything the peer has allowed: not this connection's FIN
    const bool late = finSeq.isBefore(me.tcb().snd.nxt);
    const bool reordered = late && me.newestAssumption() == Event::RcvFin;
    if (reordered)
        me.retract(steps);
    me.tcb().snd.fin = finSeq;
    if (isUnheard(peer) && !peer.tcb().snd.fin && me.lastAckAdvance == 1 && me.state() == State::Established) {
        // One octet was acknowledged last, and now X closes: it was most likely the unseen end's FIN.
        peer.tcb().snd.fin = me.tcb().rcv.nxt + ~0u;
        peer.fire(Event::Close, Certainty::Assumed, steps);
        receiveFin(me, peer, false, steps);
        settle(peer, me, steps);
    }
    me.fire(Event::Close, proven(), steps);
    if (reordered && peer.tcb().snd.fin)
        receiveFin(me, peer, true, steps);
}

/// X sends a RST: it has aborted, or it knows nothing of the connection any more; or the RST is forged.
void ConnectionObserver::sendReset(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (me.state() == State::Closed) {
        if (me.newestAssumption())
            me.confirm(); // only an end without a connection answers so
        return;
    }
    if (!me.synKnown)
        return;
    const bool isReplyToBadAck = !segment.has(Flag::Ack) && segment.seq != me.tcb().snd.nxt;
    if (!isSynchronized(me.state()) && isReplyToBadAck)
        return; // RFC 9293, 3.5.2, group 1 and 2: the state stays
    if (segment.seq == me.tcb().snd.nxt) {
        // Without an ACK and unprovoked it may as well be a stranger's: no system in the field aborts so.
        if (segment.has(Flag::Ack) || isReply)
            me.fire(Event::Abort, proven(), steps);
        else
            me.assume(Event::Abort, steps);
    } else if (isReply && (segment.seq == peer.tcb().rcv.nxt || segment.has(Flag::Ack))) {
        me.assume(Event::Abort, steps); // numbered as the segment that it answers
    } else if (segment.has(Flag::Ack) && segment.seq.isBefore(me.tcb().snd.nxt) && peer.tcb().rcv.nxt.isAtOrBefore(segment.seq)) {
        me.assume(Event::Abort, steps); // an abort while the peer's window was shut
    }
}

/// A RST is on its way to the peer: assumed to be obeyed if its number may be the next one expected (RFC 5961, 3.2).
void ConnectionObserver::hearReset(const Seen& seen)
{
    auto& [segment, sender, me, isReply, steps] = seen;
    tcp::Tcb view = me.tcb();
    const bool possible = me.tcb().rcv.nxt.isAtOrBefore(segment.seq) && segment.seq.isAtOrBefore(sender.tcb().snd.nxt);
    if (possible)
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

/// Takes over what the segment says about its sender's TCB.
void ConnectionObserver::update(const Seen& seen)
{
    auto& [segment, me, peer, isReply, steps] = seen;
    if (segment.has(Flag::Rst))
        return;
    me.heard = true;
    if (segment.len() > 0 && me.synKnown && isNear(segment.end(), me.tcb().snd.nxt) && me.tcb().snd.nxt.isBefore(segment.end()))
        me.tcb().snd.nxt = segment.end();
    if (segment.has(Flag::Ack) && peer.synKnown && isNear(segment.ack, peer.tcb().snd.nxt)) {
        if (peer.tcb().snd.nxt.isBefore(segment.ack))
            peer.tcb().snd.nxt = segment.ack; // octets that were not captured
        if (!isNear(me.tcb().rcv.nxt, segment.ack) || segment.has(Flag::Syn)) {
            me.tcb().rcv.nxt = segment.ack;
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
    if (!isNear(me.windowEdge, edge) || me.windowEdge.isBefore(edge))
        me.windowEdge = edge;
    if (segment.len() > 0 && !peer.proof && peer.newestAssumption() && segment.has(Flag::Ack))
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

std::uint32_t ConnectionObserver::windowOctets(const EndpointObserver& end, const Segment& segment) const
{
    const bool scaled = m_ends[0].windowScale && m_ends[1].windowScale && !segment.has(Flag::Syn);
    return segment.wnd << (scaled ? *end.windowScale : 0);
}
