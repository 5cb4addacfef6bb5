#include "model/wire/ip_extensions.h"

namespace wire {
namespace {

constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kDestinationOptions = 60;
constexpr std::uint8_t kMobility = 135;
constexpr std::uint8_t kHostIdentity = 139;
constexpr std::uint8_t kShim6 = 140;

constexpr std::size_t kSmallest = 8;
constexpr std::size_t kAddress = 16;

/// Whether a header of this number can have TCP behind it.
bool isExtension(std::uint8_t header)
{
    switch (header) {
    case kProtocolHopByHop:
    case kRouting:
    case kFragment:
    case kProtocolAuthentication:
    case kDestinationOptions:
    case kMobility:
    case kHostIdentity:
    case kShim6:
        return true;
    default:
        return false;
    }
}

std::size_t lengthOf(std::uint8_t kind, Octets header)
{
    if (kind == kFragment)
        return kSmallest;
    if (kind == kProtocolAuthentication)
        return (header[1] + std::size_t(2)) * 4; // RFC 4302, 2.2: the one that counts in 32 bits
    return (header[1] + std::size_t(1)) * 8;
}

/// Finds where the packet goes at last; the pseudo-header has that address (RFC 8200, 8.1).
void readRouting(Octets header, IpPayload& payload)
{
    constexpr std::size_t kFirstAddress = 8;
    constexpr std::uint8_t kSourceRoute = 0;   // RFC 2460, 4.4; deprecated by RFC 5095
    constexpr std::uint8_t kMobileIpv6 = 2;    // RFC 6275, 6.4
    constexpr std::uint8_t kSegmentRouting = 4; // RFC 8754, 2
    const std::uint8_t type = header[2];
    const std::uint8_t segmentsLeft = header[3];
    if (segmentsLeft == 0)
        return;
    const std::size_t addresses = (header.size() - kFirstAddress) / kAddress;
    if (addresses == 0) {
        payload.finalDestination = false;
    } else if (type == kSourceRoute) {
        payload.destination = header.subspan(kFirstAddress + (addresses - 1) * kAddress, kAddress);
    } else if (type == kMobileIpv6 || type == kSegmentRouting) { // segment routing lists the last segment first
        payload.destination = header.subspan(kFirstAddress, kAddress);
    } else {
        payload.finalDestination = false;
    }
}

void readDestinationOptions(Octets header, IpPayload& payload)
{
    constexpr std::uint8_t kHomeAddress = 0xC9; // RFC 6275, 6.3
    if (const Octets home = findExtensionOption(header, kHomeAddress); home.size() == kAddress)
        payload.source = home;
}

Outcome readFragment(Octets header, IpPayload& payload)
{
    const std::uint8_t nextHeader = header[0];
    const std::uint16_t field = be16(header, 2);
    if ((field & 0xFFF8) != 0)
        return nextHeader == kProtocolTcp || isExtension(nextHeader) ? Outcome::Fragment : Outcome::NotTcp;
    if ((field & 1) != 0) // else it is atomic: a fragment in form only (RFC 6946)
        payload.firstFragment = true;
    return Outcome::Segment;
}

Outcome readExtension(std::uint8_t kind, Octets header, IpPayload& payload)
{
    if (kind == kFragment)
        return readFragment(header, payload);
    if (kind == kRouting)
        readRouting(header, payload);
    else if (kind == kDestinationOptions)
        readDestinationOptions(header, payload);
    return Outcome::Segment;
}

} // namespace

Outcome readExtensions(std::uint8_t nextHeader, IpPayload& payload)
{
    while (nextHeader != kProtocolTcp) {
        if (!isExtension(nextHeader))
            return Outcome::NotTcp;
        if (!payload.tcp.holds(kSmallest))
            return Outcome::Truncated;
        const std::size_t length = lengthOf(nextHeader, payload.tcp.captured);
        if (!payload.tcp.holds(length))
            return Outcome::Truncated;
        const Octets header = payload.tcp.captured.first(length);
        if (const Outcome outcome = readExtension(nextHeader, header, payload); outcome != Outcome::Segment)
            return outcome;
        nextHeader = header[0];
        payload.tcp.drop(length);
    }
    return Outcome::Segment;
}

Octets findExtensionOption(Octets header, std::uint8_t type)
{
    constexpr std::uint8_t kPad1 = 0;
    std::size_t at = 2;
    while (at < header.size()) {
        if (header[at] == kPad1) {
            ++at;
            continue;
        }
        if (header.size() - at < 2 || header.size() - at - 2 < header[at + 1])
            break;
        if (header[at] == type)
            return header.subspan(at + 2, header[at + 1]);
        at += std::size_t(2) + header[at + 1];
    }
    return {};
}

} // namespace wire
