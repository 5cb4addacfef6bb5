#pragma once
#include "model/base/socket_address.h"
#include "model/base/time.h"
#include "model/tcp/segment.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace wire {

/// A packet as a capture has it, on its way to a file.
struct Frame {
    Timestamp time{};
    std::vector<std::uint8_t> octets;  ///< The whole of it from the Ethernet header on, without frame check sequence.
    std::vector<std::string> comments; ///< UTF-8.
};

using MacAddress = std::array<std::uint8_t, 6>;

/// A segment with all that its packet needs besides.
struct OutgoingSegment {
    MacAddress sourceMac{};
    MacAddress destinationMac{};
    SocketAddress source; ///< IPv4 beside IPv6 is written as an IPv4-mapped address (RFC 4291, 2.5.5.2).
    SocketAddress destination;
    tcp::Segment segment; ///< `wnd` is the header's field.
    std::span<const std::uint8_t> text; ///< `segment.textLength` octets.
    std::uint16_t identification = 0; ///< Of the IPv4 datagram; IPv6 has none.
    std::uint8_t ttl = 64;
};

/// Makes an Ethernet II frame of the segment, with right checksums, in the place of `octets`, whose memory is used again.
///
/// IPv4 datagrams are not to be fragmented (DF). One that is too long for its header's length field says 0 there, as large-send offload
/// leaves it. Options are those that encodeOptions() writes.
void encodeFrame(const OutgoingSegment& outgoing, std::vector<std::uint8_t>& octets);

/// Turns over one bit of a frame that encodeFrame() has made, so that its TCP checksum is wrong: a bit of the last octet of text, or of the
/// checksum itself where there is no text. Numbers, flags and options stay as they are.
void damageFrame(const OutgoingSegment& outgoing, std::vector<std::uint8_t>& octets);

} // namespace wire
