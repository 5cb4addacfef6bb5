#include "model/wire/internet_layer.h"

#include "model/wire/ip_extensions.h"

namespace wire {
namespace {

/// A source route keeps the final destination, which TCP's checksum covers, in its last entry (RFC 791, 3.1).
void readIpv4Options(Octets options, IpPayload& payload)
{
    constexpr std::uint8_t kEnd = 0;
    constexpr std::uint8_t kNoOperation = 1;
    constexpr std::uint8_t kLooseRoute = 131;
    constexpr std::uint8_t kStrictRoute = 137;
    std::size_t at = 0;
    while (at < options.size() && options[at] != kEnd) {
        if (options[at] == kNoOperation) {
            ++at;
            continue;
        }
        if (options.size() - at < 2)
            return;
        const std::size_t length = options[at + 1];
        if (length < 2 || length > options.size() - at)
            return;
        const bool isRoute = options[at] == kLooseRoute || options[at] == kStrictRoute;
        if (isRoute && length >= 7 && options[at + 2] <= length) // the pointer is past the end once the route is used up
            payload.destination = options.subspan(at + length - 4, 4);
        at += length;
    }
}

Outcome readIpv4(const Remainder& packet, IpPayload& payload)
{
    constexpr std::size_t kFixedHeader = 20;
    constexpr std::uint16_t kMoreFragments = 0x2000;
    constexpr std::uint16_t kOffset = 0x1FFF;
    if (!packet.holds(kFixedHeader))
        return Outcome::Truncated;
    const Octets header = packet.captured;
    const std::uint8_t protocol = header[9];
    if (protocol != kProtocolTcp && protocol != kProtocolAuthentication)
        return Outcome::NotTcp;
    const std::uint16_t fragment = be16(header, 6);
    if ((fragment & kOffset) != 0)
        return Outcome::Fragment;
    const std::size_t headerLength = std::size_t(header[0] & 0xF) * 4;
    const std::uint16_t totalLength = be16(header, 2);
    const std::size_t length = totalLength != 0 ? totalLength : packet.length; // 0: large-send offload
    if (headerLength < kFixedHeader || headerLength > length || !packet.holds(headerLength))
        return Outcome::Truncated;
    payload.source = header.subspan(12, 4);
    payload.destination = header.subspan(16, 4);
    payload.firstFragment = (fragment & kMoreFragments) != 0;
    if (headerLength > kFixedHeader)
        readIpv4Options(header.subspan(kFixedHeader, headerLength - kFixedHeader), payload);
    payload.tcp.captured = header.subspan(headerLength, std::min(length, header.size()) - headerLength);
    payload.tcp.length = length - headerLength;
    return protocol == kProtocolTcp ? Outcome::Segment : readExtensions(protocol, payload);
}

/// The length a jumbogram's option states (RFC 2675, 2); 0 if there is none.
std::size_t jumboLength(std::uint8_t nextHeader, Octets afterHeader)
{
    constexpr std::uint8_t kJumboPayload = 0xC2;
    if (nextHeader != kProtocolHopByHop || afterHeader.size() < 8)
        return 0;
    const std::size_t headerLength = (afterHeader[1] + std::size_t(1)) * 8;
    const Octets option = findExtensionOption(afterHeader.first(std::min(headerLength, afterHeader.size())), kJumboPayload);
    return option.size() == 4 ? be32(option, 0) : 0;
}

Outcome readIpv6(const Remainder& packet, IpPayload& payload)
{
    constexpr std::size_t kHeader = 40;
    if (!packet.holds(kHeader))
        return Outcome::Truncated;
    const Octets header = packet.captured;
    const std::uint8_t nextHeader = header[6];
    std::size_t length = be16(header, 4);
    payload.source = header.subspan(8, 16);
    payload.destination = header.subspan(24, 16);
    payload.tcp = packet;
    payload.tcp.drop(kHeader);
    if (length == 0)
        length = jumboLength(nextHeader, payload.tcp.captured);
    if (length != 0) // else it is large-send offload, and the capture's length holds
        payload.tcp.limit(length);
    return readExtensions(nextHeader, payload);
}

} // namespace

Outcome readInternet(const Remainder& packet, IpPayload& payload)
{
    if (packet.captured.empty())
        return Outcome::Truncated;
    switch (packet.captured[0] >> 4) {
    case 4:
        return readIpv4(packet, payload);
    case 6:
        return readIpv6(packet, payload);
    default:
        return Outcome::NotIp;
    }
}

} // namespace wire
