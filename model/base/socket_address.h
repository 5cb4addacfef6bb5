#pragma once
#include <array>
#include <cstdint>
#include <string>

/// An IPv4 or IPv6 address in network order; an IPv4 address fills the first four octets, the others are zero.
struct IpAddress {
    std::array<std::uint8_t, 16> octets{};
    std::uint8_t version = 4; ///< 4 or 6.

    friend bool operator==(const IpAddress&, const IpAddress&) = default;
    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

/// What RFC 9293 (3.3.1) calls a socket: an address with a port.
struct SocketAddress {
    IpAddress ip;
    std::uint16_t port = 0;

    friend bool operator==(const SocketAddress&, const SocketAddress&) = default;
    friend auto operator<=>(const SocketAddress&, const SocketAddress&) = default;
};

/// "10.0.0.1" or "fd77::1" (RFC 5952).
std::string toString(const IpAddress& address);

/// "10.0.0.1:80" or "[fd77::1]:80" (RFC 5952, section 6).
std::string toString(const SocketAddress& address);
