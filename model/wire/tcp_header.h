#pragma once
#include "model/wire/internet_layer.h"

namespace wire {

/// Reads the TCP header (RFC 9293, 3.1); writes `out` only where the answer is `Segment`.
Outcome readTcp(const IpPayload& payload, DecodedSegment& out);

/// Decodes what was captured of `headerOctets` octets of options: one that only the capture cuts is not malformed.
void readOptions(Octets captured, std::size_t headerOctets, tcp::Options& options);

} // namespace wire
