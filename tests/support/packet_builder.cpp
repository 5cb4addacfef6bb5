#include "tests/support/packet_builder.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdlib>

namespace packets {
namespace {

void append(Bytes& bytes, const Bytes& more)
{
    bytes.insert(bytes.end(), more.begin(), more.end());
}

void put16(Bytes& bytes, std::size_t at, std::uint32_t value)
{
    bytes[at] = std::uint8_t(value >> 8);
    bytes[at + 1] = std::uint8_t(value);
}

/// RFC 1071 in the plainest way, so that the code under test is checked against something else.
std::uint16_t internetChecksum(const Bytes& bytes)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += i % 2 == 0 ? std::uint64_t(bytes[i]) * 256 : std::uint64_t(bytes[i]);
    while (sum > 0xFFFF)
        sum = sum % 0x10000 + sum / 0x10000;
    return std::uint16_t(~sum);
}

Bytes octetsOf(const IpAddress& ip)
{
    return Bytes(ip.octets.begin(), ip.octets.begin() + (ip.version == 4 ? 4 : 16));
}

Bytes textOf(const TcpPacket& packet)
{
    if (!packet.text.empty())
        return packet.text;
    Bytes text(packet.segment.textLength);
    std::uint32_t octet = packet.segment.seq.value();
    std::generate(text.begin(), text.end(), [&octet] { return std::uint8_t(octet++ * 31u >> 2); });
    return text;
}

void alignTo(Bytes& bytes, std::size_t remainder)
{
    while (bytes.size() % 4 != remainder)
        bytes.push_back(1); // NOP
}

void appendSack(Bytes& bytes, const tcp::Options& options)
{
    if (options.sackCount == 0)
        return;
    alignTo(bytes, 2);
    append(bytes, {5, std::uint8_t(2 + 8 * options.sackCount)});
    for (const tcp::SackBlock& block : options.sackBlocks())
        append(bytes, join({be32(block.left.value()), be32(block.right.value())}));
}

} // namespace

Bytes join(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes& part : parts)
        append(all, part);
    return all;
}

Bytes be16(std::uint32_t value)
{
    return {std::uint8_t(value >> 8), std::uint8_t(value)};
}

Bytes be32(std::uint32_t value)
{
    return join({be16(value >> 16), be16(value)});
}

IpAddress address(const char* text)
{
    IpAddress ip;
    if (inet_pton(AF_INET, text, ip.octets.data()) == 1)
        return ip;
    ip.version = 6;
    if (inet_pton(AF_INET6, text, ip.octets.data()) != 1)
        std::abort();
    return ip;
}

SocketAddress socketAddress(const char* ip, std::uint16_t port)
{
    return {address(ip), port};
}

Bytes encodeOptions(const tcp::Options& options)
{
    Bytes bytes;
    if (options.mss)
        append(bytes, join({{2, 4}, be16(*options.mss)}));
    if (options.sackPermitted)
        append(bytes, {4, 2});
    if (options.timestamps) {
        alignTo(bytes, 2);
        append(bytes, join({{8, 10}, be32(options.timestamps->value), be32(options.timestamps->echo)}));
    }
    if (options.windowScale)
        append(bytes, {3, 3, *options.windowScale});
    if (options.fastOpenCookieLength) {
        append(bytes, {34, std::uint8_t(2 + *options.fastOpenCookieLength)});
        append(bytes, Bytes(*options.fastOpenCookieLength, 0xC0));
    }
    if (options.md5)
        append(bytes, join({{19, 18}, Bytes(16, 0x5D)}));
    if (options.authentication)
        append(bytes, {29, 4, 1, 1});
    for (unsigned i = 0; i < options.unknown; ++i)
        append(bytes, {253, 2});
    appendSack(bytes, options);
    alignTo(bytes, 0);
    return bytes;
}

Bytes tcpSegment(const TcpPacket& packet)
{
    const tcp::Segment& segment = packet.segment;
    Bytes options = packet.rawOptions ? *packet.rawOptions : encodeOptions(segment.options);
    alignTo(options, 0);
    const Bytes text = textOf(packet);
    const auto dataOffset = std::uint32_t(5 + options.size() / 4);
    Bytes bytes = join({be16(packet.source.port), be16(packet.destination.port), be32(segment.seq.value()),
                        be32(segment.ack.value()), be16(dataOffset << 12 | segment.flags.bits()), be16(segment.wnd),
                        be16(0), be16(segment.urgentPointer), options, text});
    const Bytes pseudoHeader = join({octetsOf(packet.source.ip), octetsOf(packet.destination.ip),
                                     be32(std::uint32_t(bytes.size())), be32(6)});
    put16(bytes, 16, internetChecksum(join({pseudoHeader, bytes})));
    return bytes;
}

Bytes ipv4(const IpAddress& source, const IpAddress& destination, const Bytes& payload, const Ipv4Fields& fields)
{
    const auto headerLength = std::uint32_t(20 + fields.options.size());
    const auto length = fields.totalLength.value_or(std::uint16_t(headerLength + payload.size()));
    Bytes header = join({{std::uint8_t(0x40 | headerLength / 4), 0}, be16(length), be16(0x1234), be16(fields.fragment),
                         {64, fields.protocol}, be16(0), octetsOf(source), octetsOf(destination), fields.options});
    put16(header, 10, internetChecksum(header));
    return join({header, payload});
}

Bytes ipv6(const IpAddress& source, const IpAddress& destination, const Bytes& payload, const Ipv6Fields& fields)
{
    const auto length = fields.payloadLength.value_or(std::uint16_t(payload.size()));
    return join({be32(0x6000'0000), be16(length), {fields.nextHeader, 64}, octetsOf(source), octetsOf(destination), payload});
}

Bytes datagram(const TcpPacket& packet)
{
    const IpAddress& source = packet.source.ip;
    const IpAddress& destination = packet.destination.ip;
    const Bytes segment = tcpSegment(packet);
    return source.version == 4 ? ipv4(source, destination, segment) : ipv6(source, destination, segment);
}

Bytes ethernet(std::uint16_t etherType, const Bytes& payload)
{
    return join({{2, 0, 0, 0, 0, 2}, {2, 0, 0, 0, 0, 1}, be16(etherType), payload});
}

Bytes ethernet(const TcpPacket& packet)
{
    return ethernet(packet.source.ip.version == 4 ? 0x0800 : 0x86dd, datagram(packet));
}

Bytes pcapFile(const std::vector<CapturedPacket>& packets, const PcapFields& fields)
{
    const auto number = [&fields](std::uint32_t value) {
        Bytes bytes = be32(value);
        if (!fields.bigEndian)
            std::reverse(bytes.begin(), bytes.end());
        return bytes;
    };
    const std::uint32_t version = fields.bigEndian ? 0x0002'0004 : 0x0004'0002; // two 16-bit numbers: 2, then 4
    Bytes file = join({number(fields.nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4), number(version), number(0), number(0),
                       number(fields.snapLength), number(fields.linkType)});
    for (const CapturedPacket& packet : packets) {
        const std::size_t captured = std::min(packet.octets.size(), std::size_t(fields.snapLength));
        const std::int64_t fraction = packet.time % 1'000'000'000;
        append(file, number(std::uint32_t(packet.time / 1'000'000'000)));
        append(file, number(std::uint32_t(fields.nanoseconds ? fraction : fraction / 1000)));
        append(file, number(std::uint32_t(captured)));
        append(file, number(packet.originalLength != 0 ? packet.originalLength : std::uint32_t(packet.octets.size())));
        file.insert(file.end(), packet.octets.begin(), packet.octets.begin() + std::ptrdiff_t(captured));
    }
    return file;
}

} // namespace packets
