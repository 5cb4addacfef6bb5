#include "model/wire/link_layer.h"

namespace wire {
namespace {

constexpr std::size_t kHeader = 4; // the address family

/// AF_INET is 2 everywhere; AF_INET6 is 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS, 10 on Linux.
bool isIp(std::uint32_t family)
{
    return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

std::uint32_t reversed(std::uint32_t value)
{
    return value >> 24 | (value >> 8 & 0xFF00) | (value << 8 & 0xFF'0000) | value << 24;
}

} // namespace

/// The family is in the byte order of the host that captured, which nothing tells; no family reads as another reversed.
Outcome readNull(Remainder& packet)
{
    if (!packet.holds(kHeader))
        return Outcome::Truncated;
    const std::uint32_t family = be32(packet.captured, 0);
    packet.drop(kHeader);
    return isIp(family) || isIp(reversed(family)) ? Outcome::Segment : Outcome::NotIp;
}

/// OpenBSD's loopback: the family is in network order.
Outcome readLoop(Remainder& packet)
{
    if (!packet.holds(kHeader))
        return Outcome::Truncated;
    const std::uint32_t family = be32(packet.captured, 0);
    packet.drop(kHeader);
    return isIp(family) ? Outcome::Segment : Outcome::NotIp;
}

} // namespace wire
