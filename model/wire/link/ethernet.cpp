#include "model/wire/link_layer.h"

namespace wire {

/// Ethernet II and IEEE 802.3: two addresses, then the type or length.
Outcome readEthernet(Remainder& packet)
{
    constexpr std::size_t kHeader = 14;
    if (!packet.holds(kHeader))
        return Outcome::Truncated;
    const std::uint16_t type = be16(packet.captured, 12);
    packet.drop(kHeader);
    return readEtherType(type, packet);
}

} // namespace wire
