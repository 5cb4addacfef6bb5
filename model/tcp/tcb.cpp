#include "model/tcp/tcb.h"

namespace tcp {

bool isAcceptable(const Tcb& tcb, const Segment& segment)
{
    const SeqNumber left = tcb.rcv.nxt;
    const SeqNumber right = left + tcb.rcv.wnd;
    const auto inWindow = [&](SeqNumber seq) { return left.isAtOrBefore(seq) && seq.isBefore(right); };
    if (segment.len() == 0)
        return tcb.rcv.wnd == 0 ? segment.seq == left : inWindow(segment.seq);
    if (tcb.rcv.wnd == 0)
        return false;
    return inWindow(segment.seq) || inWindow(segment.seq + (segment.len() - 1));
}

void acceptAck(Tcb& tcb, const Segment& segment)
{
    if (!segment.has(Flag::Ack) || tcb.snd.nxt.isBefore(segment.ack) || segment.ack.isBefore(tcb.snd.una))
        return;
    tcb.snd.una = segment.ack;
    const bool newer = tcb.snd.wl1.isBefore(segment.seq) || (tcb.snd.wl1 == segment.seq && tcb.snd.wl2.isAtOrBefore(segment.ack));
    if (newer) {
        tcb.snd.wnd = segment.wnd;
        tcb.snd.wl1 = segment.seq;
        tcb.snd.wl2 = segment.ack;
    }
}

bool acknowledgesFin(const Tcb& tcb, const Segment& segment)
{
    return segment.has(Flag::Ack) && tcb.snd.fin && tcb.snd.fin->isBefore(segment.ack);
}

} // namespace tcp
