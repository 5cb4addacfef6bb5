#pragma once
#include "model/wire/octets.h"

namespace wire {

/// Whether TCP's checksum is right (RFC 9293, 3.1; RFC 8200, 8.1): `segment` is the whole of it, from header to last octet
/// of text, and the addresses have 4 or 16 octets.
bool isTcpChecksumCorrect(Octets source, Octets destination, Octets segment);

} // namespace wire
