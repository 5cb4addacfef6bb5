#pragma once
#include "model/tcp/state.h"

#include <cstdint>
#include <optional>

/// What decides whether a sender may send now. All in octets.
struct LimitFacts {
    tcp::State state = tcp::State::Established; ///< The sender's own.
    bool windowKnown = true;
    bool scaleUnknown = false;          ///< `window` is what a header says, and the window is so large at least; recordings only.
    bool finSent = false;
    bool finWaits = false;              ///< Its user has closed, and the FIN goes with the last text or behind it; simulations only.
    std::uint64_t outstanding = 0;      ///< SND.NXT - SND.UNA.
    std::uint64_t reported = 0;         ///< Of it, what SACK has reported: no longer in the network.
    std::uint64_t window = 0;           ///< SND.WND.
    std::uint32_t mss = 1460;           ///< Text in a full-sized segment.
    std::uint32_t lastText = 0;         ///< Text in the last segment that brought something new; 0: none yet.
    std::uint64_t estimatedCwnd = 0;    ///< From the flight, at least; for recordings.
    std::optional<std::uint32_t> cwnd;  ///< Known in a simulation only, as is:
    std::optional<std::uint32_t> unsent; ///< What the application has sent and TCP has not.
};

/// What keeps a sender from sending, or may keep it: what a recording does not show is only perhaps so.
enum class SenderLimit {
    Nothing,              ///< It may send now.
    NoConnection,         ///< It keeps nothing of a connection: see keepsNothing().
    Handshake,            ///< What its user sends is queued until the connection is established (RFC 9293, 3.10.2).
    NotKnown,             ///< Its receiver has said nothing yet, or nobody knows on which scale.
    Finished,             ///< It has sent its FIN.
    WindowClosed,         ///< The receiver's window is 0.
    ReceiverWindow,       ///< It has no room for a segment.
    CongestionWindow,
    Nagle,                ///< Less than a segment waits for an acknowledgment (RFC 9293, 3.7.4).
    Application,          ///< There is nothing to send.
    PerhapsClosed,        ///< The last window captured is 0; the sender may not have seen it, or a newer one.
    PerhapsReceiverWindow, ///< The last window captured has no room for a segment.
    PerhapsApplication,   ///< Nothing or one segment is in flight, and the window is open.
    PerhapsSmallSegment,  ///< The last segment was a small one: the application, or Nagle's rule.
    PerhapsCongestion,    ///< As much in flight as ever in the last round trip, and more than cwnd is at least.
    PerhapsNothing,       ///< Less in flight than before.
};

/// Whether an end in that state has no TCB, and so neither numbers nor windows of a connection (RFC 9293, 3.3.2).
bool keepsNothing(tcp::State state);

/// Names the tightest of the limits; where two are equally tight, the receiver's window.
SenderLimit senderLimit(const LimitFacts& facts);
