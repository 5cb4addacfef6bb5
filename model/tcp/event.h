#pragma once
#include <cstdint>
#include <string_view>

namespace tcp {

/// What RFC 9293, 3.10 calls an event: a user call, an arriving segment, or a timeout.
enum class Event : std::uint8_t {
    // User calls, 3.10.1 to 3.10.5. RECEIVE and STATUS never change the state.
    PassiveOpen,
    ActiveOpen,
    Send,
    Close,
    Abort,
    // Segments that classify() found acceptable, named after the control that matters.
    RcvSyn, ///< In TIME-WAIT: only a SYN that cannot be an old duplicate (RFC 9293, 3.6.1).
    RcvSynAck,
    RcvAckOfSyn,
    RcvFin,
    RcvAckOfFin,
    RcvFinAckOfFin, ///< One segment that carries the peer's FIN and acknowledges ours.
    RcvRst,
    // Segments that must be answered, but not obeyed.
    RcvStray, ///< Anything but a RST, with no TCB to take it.
    RcvOutOfWindow,
    RcvBadAck,
    RcvUnexpectedSyn,
    RcvSuspectRst, ///< A RST inside the window, but not at RCV.NXT.
    RcvFinAgain,   ///< The peer's FIN, retransmitted in TIME-WAIT.
    // Timeouts, 3.10.8. The retransmission timeout never depends on the state: see RetransmissionQueue.
    UserTimeout,
    TimeWaitTimeout,
};
inline constexpr int kEventCount = 20;

/// The enumerator's own name, as the JSON output has it: "RcvAckOfFin".
std::string_view toString(Event event);

} // namespace tcp
