#pragma once
#include "model/wire/decoder.h"
#include "model/wire/octets.h"

namespace wire {

/// What IP brings to TCP. The addresses are those of TCP's pseudo-header: 4 or 16 octets of the packet.
struct IpPayload {
    Remainder tcp;              ///< From the TCP header's first octet to the datagram's end.
    Octets source;              ///< With Mobile IPv6, the home address (RFC 6275, 6.3).
    Octets destination;         ///< The final one; that of the header if a routing header hides it.
    bool finalDestination = true; ///< Whether `destination` is known to be the final one.
    bool firstFragment = false; ///< More fragments follow; the text and its checksum are not complete.
};

/// Reads IPv4 (RFC 791) or IPv6 with its extension headers (RFC 8200), as the first four bits tell.
///
/// `Segment` means that a TCP header comes next and `payload` is filled.
Outcome readInternet(const Remainder& packet, IpPayload& payload);

} // namespace wire
