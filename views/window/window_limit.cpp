#include "views/window/window_limit.h"

#include <algorithm>

namespace {

std::int64_t distance(std::uint64_t limit, std::uint64_t used)
{
    return std::int64_t(limit) - std::int64_t(used);
}

/// Both the congestion window and what waits are known.
SenderLimit knownLimit(const LimitFacts& facts)
{
    if (*facts.unsent == 0 && !facts.finWaits)
        return facts.finSent ? SenderLimit::Finished : SenderLimit::Application;
    const std::int64_t room = distance(facts.window, facts.outstanding);
    const std::int64_t network = distance(*facts.cwnd, facts.outstanding - facts.reported);
    const std::int64_t text = std::min(*facts.unsent, facts.mss);
    const std::int64_t next = text + (facts.finWaits && text == std::int64_t(*facts.unsent) ? 1 : 0); // the FIN takes a place in the window
    if (facts.window == 0)
        return SenderLimit::WindowClosed;
    if (std::min(room, network) < next)
        return room <= network ? SenderLimit::ReceiverWindow : SenderLimit::CongestionWindow;
    return text > 0 && !facts.finWaits && text < std::int64_t(facts.mss) && facts.outstanding > 0 ? SenderLimit::Nagle : SenderLimit::Nothing;
}

/// A recording shows the receiver's window, and the flight as a trace of all else.
SenderLimit seenLimit(const LimitFacts& facts)
{
    if (facts.finSent)
        return SenderLimit::Finished;
    if (facts.window == 0)
        return SenderLimit::WindowClosed;
    if (facts.outstanding == 0)
        return SenderLimit::PerhapsApplication;
    if (distance(facts.window, facts.outstanding) < std::int64_t(facts.mss))
        return SenderLimit::ReceiverWindow;
    if (facts.lastText > 0 && facts.lastText < facts.mss)
        return SenderLimit::PerhapsSmallSegment;
    return facts.outstanding + facts.mss > facts.estimatedCwnd ? SenderLimit::PerhapsCongestion : SenderLimit::PerhapsNothing;
}

} // namespace

SenderLimit senderLimit(const LimitFacts& facts)
{
    if (!facts.windowKnown)
        return SenderLimit::NotKnown;
    return facts.cwnd && facts.unsent ? knownLimit(facts) : seenLimit(facts);
}
