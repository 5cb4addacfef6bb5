#pragma once
#include "model/base/socket_address.h"
#include "model/tcp/segment.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace wire {

/// The link layers that can be read; the numbers are libpcap's LINKTYPE_ values (tcpdump.org/linktypes.html).
/// 12 and 14, which libpcap's own DLT_RAW can be, are read as well; link_types.inc has the whole list.
enum class LinkType : std::uint16_t {
    Null = 0,
    Ethernet = 1,
    Raw = 101,
    Loop = 108,
    LinuxCooked = 113,
    Ipv4 = 228,
    Ipv6 = 229,
    LinuxCooked2 = 276,
};

/// Whether packets of this LINKTYPE_ value can be decoded.
bool isSupported(int linkType);

/// Why a packet brought no segment.
enum class Outcome : std::uint8_t {
    Segment,   ///< `DecodedSegment` is filled.
    NotIp,     ///< ARP, LLDP, an unknown EtherType ...
    NotTcp,    ///< UDP, ICMP, encrypted (ESP) ...
    Truncated, ///< Cut before the end of the fixed TCP header, or a length in a header is impossible.
    Fragment,  ///< A later fragment of an IP datagram; the first one, which has the TCP header, is decoded.
};

/// The TCP checksum (RFC 9293, 3.1). A wrong one is reported and never a reason to drop: offload leaves it unfilled.
enum class Checksum : std::uint8_t { NotVerified, Correct, Wrong };

/// A segment with its addresses; spans and pointers refer to the packet's own octets.
struct DecodedSegment {
    IpAddress sourceIp;      ///< A Mobile IPv6 home address where there is one: the connection's, not the hop's.
    IpAddress destinationIp; ///< The final destination where a source route or routing header names it.
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    /// `wnd` is the header's field, unscaled; `textLength` comes from the IP length, not from what was captured, and is
    /// at most 65535 * 2^14. Of a first fragment it is that fragment's part.
    tcp::Segment segment;
    Checksum checksum = Checksum::NotVerified;
    std::uint16_t checksumField = 0;
    std::span<const std::uint8_t> optionOctets; ///< The TCP options as captured, possibly cut by the snap length.
};

/// Finds the TCP segment in one packet; allocates nothing.
///
/// `captured` is what the capture holds of it, `originalLength` (octets) what was on the wire; below `captured`'s size it
/// counts as that. Total length 0, as large-send offload leaves it in IPv4 and IPv6, is taken from `originalLength`.
/// Options that only the snap length cuts are left out and not malformed.
/// `out` is written only where the answer is `Segment`.
Outcome decode(LinkType link, std::span<const std::uint8_t> captured, std::uint32_t originalLength, DecodedSegment& out);

/// Decodes a header's TCP options (RFC 9293, 3.1; the kinds that `tcp::Options` names).
///
/// An option that does not fit sets `malformed` and ends the reading; one of the wrong length for its kind sets it too,
/// and reading goes on behind it. Of options of one kind the last counts.
tcp::Options decodeOptions(std::span<const std::uint8_t> octets);

} // namespace wire
