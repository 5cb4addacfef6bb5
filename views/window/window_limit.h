#pragma once
#include <cstdint>
#include <optional>

/// What decides whether a sender may send now. All in octets.
struct LimitFacts {
    bool windowKnown = true;
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
    NotKnown,             ///< Its receiver has said nothing yet.
    Finished,             ///< It has sent its FIN.
    WindowClosed,         ///< The receiver's window is 0.
    ReceiverWindow,       ///< It has no room for a segment.
    CongestionWindow,
    Nagle,                ///< Less than a segment waits for an acknowledgment (RFC 9293, 3.7.4).
    Application,          ///< There is nothing to send.
    PerhapsApplication,   ///< Nothing is in flight, and the window is open.
    PerhapsSmallSegment,  ///< The last segment was a small one: the application, or Nagle's rule.
    PerhapsCongestion,    ///< As much in flight as ever in the last round trip.
    PerhapsNothing,       ///< Less in flight than before.
};

/// Names the tightest of the limits; where two are equally tight, the receiver's window.
SenderLimit senderLimit(const LimitFacts& facts);
