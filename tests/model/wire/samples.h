#pragma once
#include "model/wire/decoder.h"
#include "tests/support/packet_builder.h"

#include <string>

/// One whole packet for each way in which a segment can be wrapped, all with the same segments inside.
namespace samples {

struct Sample {
    std::string name;
    int link = 1;
    packets::Bytes packet;
    packets::TcpPacket sent;  ///< What must come out.
    std::size_t tcpOctets = 0; ///< From the TCP header to the packet's end.
    wire::Checksum checksum = wire::Checksum::Correct;
};

/// Data with timestamps and a SACK block, over IPv4.
packets::TcpPacket overIpv4();
/// The same over IPv6.
packets::TcpPacket overIpv6();

std::vector<Sample> all();

} // namespace samples
