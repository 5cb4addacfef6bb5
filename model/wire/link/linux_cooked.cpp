#include "model/wire/link_layer.h"

namespace wire {
namespace {

Outcome readCooked(Remainder& packet, std::size_t headerOctets, std::size_t protocolAt)
{
    constexpr std::uint16_t kLlc = 4; // ETH_P_802_2: the only number below the EtherTypes that can bring IP
    if (!packet.holds(headerOctets))
        return Outcome::Truncated;
    const std::uint16_t protocol = be16(packet.captured, protocolAt);
    packet.drop(headerOctets);
    if (protocol < 0x0600 && protocol != kLlc)
        return Outcome::NotIp;
    return readEtherType(protocol, packet); // takes 4 for a length, which means LLC
}

} // namespace

/// Linux's "any" interface, version 1: packet type, hardware type, address length, address, protocol.
Outcome readLinuxCooked(Remainder& packet)
{
    return readCooked(packet, 16, 14);
}

/// Version 2: the protocol comes first, and an interface index was added.
Outcome readLinuxCooked2(Remainder& packet)
{
    return readCooked(packet, 20, 0);
}

} // namespace wire
