#include "model/wire/link_layer.h"

namespace wire {
namespace {

constexpr std::uint16_t kLargestLength = 1500; // IEEE 802.3: larger numbers are types
constexpr std::uint16_t kIpv4 = 0x0800;
constexpr std::uint16_t kIpv6 = 0x86dd;
constexpr std::uint16_t kVlan = 0x8100;
constexpr std::uint16_t kServiceVlan = 0x88a8; // IEEE 802.1ad
constexpr std::uint16_t kOldQinQ = 0x9100;     // before 802.1ad, and still met
constexpr std::uint16_t kMplsUnicast = 0x8847;
constexpr std::uint16_t kMplsMulticast = 0x8848;
constexpr std::uint16_t kPppoeSession = 0x8864;

constexpr std::uint16_t kPppIpv4 = 0x0021;
constexpr std::uint16_t kPppIpv6 = 0x0057;
constexpr std::uint16_t kPppMplsUnicast = 0x0281;
constexpr std::uint16_t kPppMplsMulticast = 0x0283;

Outcome readMpls(Remainder& packet)
{
    bool bottomOfStack = false;
    while (!bottomOfStack) {
        if (!packet.holds(4))
            return Outcome::Truncated;
        bottomOfStack = (packet.captured[2] & 1) != 0;
        packet.drop(4);
    }
    // No field names what is below the stack. The IP layer looks at the version, and refuses a pseudowire's control word.
    return Outcome::Segment;
}

Outcome readPppoe(Remainder& packet)
{
    constexpr std::size_t kHeader = 6; // version and type, code, session, length
    if (!packet.holds(kHeader + 1))
        return Outcome::Truncated;
    if (packet.captured[1] != 0) // a code other than session data
        return Outcome::NotIp;
    packet.drop(kHeader);
    std::uint16_t protocol = packet.captured[0];
    std::size_t protocolOctets = 1; // compressed (RFC 1661, 6.5): the only octet is odd
    if ((protocol & 1) == 0) {
        if (!packet.holds(2))
            return Outcome::Truncated;
        protocol = be16(packet.captured, 0);
        protocolOctets = 2;
    }
    packet.drop(protocolOctets);
    if (protocol == kPppMplsUnicast || protocol == kPppMplsMulticast)
        return readMpls(packet);
    return protocol == kPppIpv4 || protocol == kPppIpv6 ? Outcome::Segment : Outcome::NotIp;
}

/// Reads LLC and SNAP; `type` becomes SNAP's EtherType, or that of IPv4 for its own service access point.
Outcome readLlc(Remainder& packet, std::uint16_t& type)
{
    constexpr std::uint8_t kUnnumbered = 0x03;
    if (!packet.holds(3))
        return Outcome::Truncated;
    const std::uint16_t accessPoints = be16(packet.captured, 0);
    const bool unnumbered = packet.captured[2] == kUnnumbered;
    packet.drop(3);
    if (unnumbered && accessPoints == 0x0606) {
        type = kIpv4;
        return Outcome::Segment;
    }
    if (!unnumbered || accessPoints != 0xAAAA)
        return Outcome::NotIp;
    if (!packet.holds(5))
        return Outcome::Truncated;
    const std::uint32_t organization = be32(packet.captured, 0) >> 8;
    type = be16(packet.captured, 3);
    packet.drop(5);
    const bool isEtherType = organization == 0x000000 || organization == 0x0000F8; // RFC 1042, IEEE 802.1H
    return isEtherType && type > kLargestLength ? Outcome::Segment : Outcome::NotIp;
}

} // namespace

Outcome readEtherType(std::uint16_t type, Remainder& packet)
{
    for (;;) {
        switch (type) {
        case kIpv4:
        case kIpv6:
            return Outcome::Segment;
        case kVlan:
        case kServiceVlan:
        case kOldQinQ:
            if (!packet.holds(4))
                return Outcome::Truncated;
            type = be16(packet.captured, 2);
            packet.drop(4);
            break;
        case kMplsUnicast:
        case kMplsMulticast:
            return readMpls(packet);
        case kPppoeSession:
            return readPppoe(packet);
        default:
            if (type > kLargestLength)
                return Outcome::NotIp;
            if (const Outcome outcome = readLlc(packet, type); outcome != Outcome::Segment)
                return outcome;
        }
    }
}

} // namespace wire
