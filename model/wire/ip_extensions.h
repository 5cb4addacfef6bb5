#pragma once
#include "model/wire/internet_layer.h"

namespace wire {

inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolAuthentication = 51;
inline constexpr std::uint8_t kProtocolHopByHop = 0;

/// Takes extension headers (RFC 8200, 4) off `payload` until TCP comes next; `nextHeader` names the first.
/// IPv4 shares the authentication header.
Outcome readExtensions(std::uint8_t nextHeader, IpPayload& payload);

/// The data of the first option of `type` in a hop-by-hop or destination options header; empty if there is none.
Octets findExtensionOption(Octets header, std::uint8_t type);

} // namespace wire
