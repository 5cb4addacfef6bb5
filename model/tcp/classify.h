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

} // namespace tcp
