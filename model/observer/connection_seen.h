#pragma once
#include "model/observer/connection_observer.h"

// What the files of ConnectionObserver share: the segment at hand, and the tests of numbers that all of them need.

struct ConnectionObserver::Seen {
    const tcp::Segment& segment;
    EndpointObserver& me;   ///< The sender.
    EndpointObserver& peer; ///< The end that it is on its way to.
    bool isReply;           ///< The segment before it went the other way.
    ObservedSteps& steps;
};

namespace observer {

/// Sequence numbers further off than any window can be (RFC 7323, 2.3) belong to another life or to nobody.
inline constexpr std::int32_t kLargestWindow = 1 << 30;

inline bool isNear(tcp::SeqNumber a, tcp::SeqNumber b)
{
    const std::int32_t distance = a - b;
    return -kLargestWindow < distance && distance < kLargestWindow;
}

inline bool isSynchronized(tcp::State state)
{
    return tcp::table::kSynchronized.contains(state);
}

} // namespace observer
