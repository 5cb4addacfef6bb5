#pragma once
#include "model/wire/octets.h"

namespace wire {

/// Whether TCP's checksum is right (RFC 9293, 3.1; RFC 8200, 8.1): `segment` is the whole of it, from header to last octet
/// of text, and the addresses have 4 or 16 octets.
bool isTcpChecksumCorrect(Octets source, Octets destination, Octets segment);

/// What TCP's checksum field must hold, as a number; the field itself is 0 in `segment`.
std::uint16_t tcpChecksum(Octets source, Octets destination, Octets segment);

/// What an IPv4 header's checksum field must hold (RFC 791, 3.1), as a number; the field itself is 0 in `header`.
std::uint16_t ipv4HeaderChecksum(Octets header);

} // namespace wire
