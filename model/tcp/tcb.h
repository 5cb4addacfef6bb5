#pragma once
#include "model/tcp/segment.h"

#include <cstdint>
#include <optional>

namespace tcp {

/// The Transmission Control Block's variables that the state machine needs (RFC 9293, 3.3.1), spelled as there.
///
/// The simulator keeps one for each endpoint; the observer keeps what the wire tells of one.
struct Tcb {
    struct {
        SeqNumber iss; ///< Initial send sequence number.
        SeqNumber una; ///< Oldest octet not acknowledged.
        SeqNumber nxt; ///< Next octet to send.
        SeqNumber wl1; ///< SEG.SEQ of the last window update.
        SeqNumber wl2; ///< SEG.ACK of the last window update.
        std::uint32_t wnd = 0;
        std::optional<SeqNumber> fin; ///< The FIN's own number, once sent.
    } snd;
    struct {
        SeqNumber irs; ///< Initial receive sequence number.
        SeqNumber nxt; ///< Next octet expected.
        std::uint32_t wnd = 0;
        std::optional<SeqNumber> fin; ///< The peer's FIN, once received in order.
    } rcv;
    bool openedPassively = false; ///< SYN-RECEIVED was reached from LISTEN (MUST-11).
};

/// Whether the octet with that number may be received now: RCV.NXT =< SEQ < RCV.NXT+RCV.WND (RFC 9293, 3.4). Never at RCV.WND 0.
bool isInWindow(const Tcb& tcb, SeqNumber seq);

/// The sequence test of RFC 9293, 3.10.7.4, first step: does any of the segment lie in the receive window?
bool isAcceptable(const Tcb& tcb, const Segment& segment);

/// Takes SND.UNA and the send window from an acceptable ACK (RFC 9293, 3.10.7.4, fifth step); old ones change nothing.
void acceptAck(Tcb& tcb, const Segment& segment);

/// Whether the ACK covers our FIN.
bool acknowledgesFin(const Tcb& tcb, const Segment& segment);

} // namespace tcp
