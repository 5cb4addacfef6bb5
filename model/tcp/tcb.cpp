#include "model/tcp/tcb.h"

namespace tcp {

bool isInWindow(const Tcb& tcb, SeqNumber seq)
{
    return tcb.rcv.nxt.isAtOrBefore(seq) && seq.isBefore(tcb.rcv.nxt + tcb.rcv.wnd);
}

bool isAcceptable(const Tcb& tcb, const Segment& segment)
{
    if (segment.len() == 0)
        return tcb.rcv.wnd == 0 ? segment.seq == tcb.rcv.nxt : isInWindow(tcb, segment.seq);
    return isInWindow(tcb, segment.seq) || isInWindow(tcb, segment.seq + (segment.len() - 1));
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
