#pragma once
#include "model/tcp/event.h"
#include "model/tcp/state.h"
#include "model/tcp/tcb.h"

#include <optional>

namespace tcp {

/// Which event an arriving segment is, by RFC 9293, 3.10.7, step by step; nothing where the RFC drops the segment
/// or where it only carries text and ordinary ACKs.
///
/// `segment.wnd` is in octets. A FIN counts when the text before it has arrived (`tcb.rcv.nxt` lies in the segment); one that
/// came too early is offered again when the gap is filled. After a row has fired from LISTEN, SYN-SENT or SYN-RECEIVED the
/// same segment is offered once more, for its text and FIN.
std::optional<Event> classify(State state, const Tcb& tcb, const Segment& segment);

/// Whether nothing of the segment but its ACK counts: the special allowance of RFC 9293, 3.10.7.4, first step, for a window of 0.
///
/// Its text and FIN, if any, are still to be refused with an ACK. What a probe's sender sends behind the probe is numbered one past it, so
/// SEG.SEQ may be RCV.NXT or the octet after it. With text only a new acknowledgment counts.
bool countsForAckAlone(const Tcb& tcb, const Segment& segment);

/// The acknowledgment of such a segment, as if it had come without anything else.
Segment ackOf(const Tcb& tcb, const Segment& segment);

} // namespace tcp
