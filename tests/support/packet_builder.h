#pragma once
#include "model/base/socket_address.h"
#include "model/tcp/segment.h"

#include <cstdint>
#include <optional>
#include <vector>

/// Packets and captures made in memory, with right lengths and checksums unless a test asks for wrong ones.
///
///     const Bytes frame = ethernet(TcpPacket{client, server, segment});
///     const Bytes file = pcapFile({{1'000'000'000, frame}});
namespace packets {

using Bytes = std::vector<std::uint8_t>;

Bytes join(std::initializer_list<Bytes> parts);
Bytes be16(std::uint32_t value);
Bytes be32(std::uint32_t value);

/// From text such as "10.0.0.1" or "fd77::1".
IpAddress address(const char* text);
SocketAddress socketAddress(const char* ip, std::uint16_t port);

/// A segment on its way; both addresses are of the same version.
struct TcpPacket {
    SocketAddress source;
    SocketAddress destination;
    tcp::Segment segment;                ///< `wnd` is the header's 16 bits.
    Bytes text{};                        ///< Empty: `textLength` octets are made up, the same for the same sequence numbers.
    std::optional<Bytes> rawOptions{};   ///< Instead of the segment's options; padded to a multiple of four octets.
};

/// The options as a header has them: `unknown` ones get kind 253; 4 octets of NOP at most are added for alignment.
Bytes encodeOptions(const tcp::Options& options);

/// The TCP header with its checksum, and the text.
Bytes tcpSegment(const TcpPacket& packet);

struct Ipv4Fields {
    std::uint8_t protocol = 6;
    Bytes options{};                            ///< A multiple of four octets.
    std::uint16_t fragment = 0;                 ///< Flags and offset as in the header: 0x2000 for "more fragments".
    std::optional<std::uint16_t> totalLength{}; ///< Instead of the right one.
};
Bytes ipv4(const IpAddress& source, const IpAddress& destination, const Bytes& payload, const Ipv4Fields& fields = {});

struct Ipv6Fields {
    std::uint8_t nextHeader = 6;
    std::optional<std::uint16_t> payloadLength{}; ///< Instead of the right one.
};
Bytes ipv6(const IpAddress& source, const IpAddress& destination, const Bytes& payload, const Ipv6Fields& fields = {});

/// The IPv4 or IPv6 datagram of a segment.
Bytes datagram(const TcpPacket& packet);

/// An Ethernet II frame without padding or frame check sequence.
Bytes ethernet(std::uint16_t etherType, const Bytes& payload);
/// The Ethernet II frame of a segment.
Bytes ethernet(const TcpPacket& packet);

struct CapturedPacket {
    std::int64_t time = 0;            ///< Nanoseconds since 1970.
    Bytes octets{};                   ///< As on the wire; the file's snap length cuts them.
    std::uint32_t originalLength = 0; ///< Octets; 0: as many as `octets` has.
};

struct PcapFields {
    std::uint32_t linkType = 1; ///< LINKTYPE_ value
    std::uint32_t snapLength = 262144;
    bool nanoseconds = false;
    bool bigEndian = false;
};
/// A classic pcap file.
Bytes pcapFile(const std::vector<CapturedPacket>& packets, const PcapFields& fields = {});

} // namespace packets
