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

/// Twice the least that cwnd can be: below it as much in flight as before says nothing of cwnd.
std::uint64_t leastTelling(const LimitFacts& facts)
{
    constexpr std::uint64_t kLeastMss = 536; // RFC 9293, 3.7.1
    return 2 * std::max<std::uint64_t>(facts.mss, kLeastMss);
}

/// A recording shows a window of the receiver, which its sender may have seen or not, and the flight as a trace of all else.
SenderLimit seenLimit(const LimitFacts& facts)
{
    if (facts.finSent)
        return SenderLimit::Finished;
    if (facts.window == 0)
        return SenderLimit::PerhapsClosed;
    if (facts.outstanding == 0)
        return SenderLimit::PerhapsApplication;
    const std::int64_t room = distance(facts.window, facts.outstanding);
    if (room <= 0 && !facts.scaleUnknown) // also behind a small segment: the window may have cut it
        return SenderLimit::PerhapsReceiverWindow;
    if (facts.lastText > 0 && facts.lastText < facts.mss)
        return SenderLimit::PerhapsSmallSegment;
    if (room < std::int64_t(facts.mss))
        return facts.scaleUnknown ? SenderLimit::NotKnown : SenderLimit::PerhapsReceiverWindow;
    if (facts.estimatedCwnd < leastTelling(facts))
        return SenderLimit::PerhapsApplication;
    return facts.outstanding + facts.mss > facts.estimatedCwnd ? SenderLimit::PerhapsCongestion : SenderLimit::PerhapsNothing;
}

} // namespace

bool keepsNothing(tcp::State state)
{
    return state == tcp::State::Closed || state == tcp::State::Listen;
}

SenderLimit senderLimit(const LimitFacts& facts)
{
    if (keepsNothing(facts.state))
        return SenderLimit::NoConnection;
    if (facts.state == tcp::State::SynSent || facts.state == tcp::State::SynReceived)
        return SenderLimit::Handshake;
    if (!facts.windowKnown)
        return SenderLimit::NotKnown;
    return facts.cwnd && facts.unsent ? knownLimit(facts) : seenLimit(facts);
}
