#include "model/wire/frame.h"

#include "model/wire/checksum.h"
#include "model/wire/encoder.h"

#include <algorithm>
#include <cassert>

namespace wire {
namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kTcpHeader = 20; // without options
constexpr std::size_t kTcpChecksum = 16; // its place in the header
constexpr std::uint8_t kProtocolTcp = 6;

using Writable = std::vector<std::uint8_t>;

void put(Writable& out, std::span<const std::uint8_t> octets) { out.insert(out.end(), octets.begin(), octets.end()); }

void put16(Writable& out, std::uint32_t value)
{
    out.push_back(std::uint8_t(value >> 8));
    out.push_back(std::uint8_t(value));
}

void put32(Writable& out, std::uint32_t value)
{
    put16(out, value >> 16);
    put16(out, value);
}

void set16(Writable& out, std::size_t at, std::uint32_t value)
{
    out[at] = std::uint8_t(value >> 8);
    out[at + 1] = std::uint8_t(value);
}

bool isOverIpv6(const OutgoingSegment& outgoing) { return outgoing.source.ip.version == 6 || outgoing.destination.ip.version == 6; }

/// The address as IPv6 has it.
std::array<std::uint8_t, 16> mapped(const IpAddress& address)
{
    if (address.version == 6)
        return address.octets;
    std::array<std::uint8_t, 16> octets{};
    octets[10] = octets[11] = 0xFF;
    std::copy_n(address.octets.begin(), 4, octets.begin() + 12);
    return octets;
}

/// A length that the field cannot hold is left to the receiver to find out.
std::uint16_t lengthField(std::size_t length) { return std::uint16_t(length > 0xFFFF ? 0 : length); }

void putIpv4(Writable& out, const OutgoingSegment& outgoing, std::size_t payload)
{
    constexpr std::uint32_t kDontFragment = 0x4000;
    const std::size_t begin = out.size();
    put16(out, 0x4500); // version 4, five words, no differentiated service
    put16(out, lengthField(kIpv4Header + payload));
    put16(out, outgoing.identification);
    put16(out, kDontFragment);
    out.push_back(outgoing.ttl);
    out.push_back(kProtocolTcp);
    put16(out, 0);
    put(out, std::span(outgoing.source.ip.octets).first(4));
    put(out, std::span(outgoing.destination.ip.octets).first(4));
    set16(out, begin + 10, ipv4HeaderChecksum(Octets(out).subspan(begin)));
}

void putIpv6(Writable& out, const OutgoingSegment& outgoing, std::size_t payload)
{
    put32(out, 0x6000'0000); // version 6, no traffic class, no flow label
    put16(out, lengthField(payload));
    out.push_back(kProtocolTcp);
    out.push_back(outgoing.ttl);
    put(out, mapped(outgoing.source.ip));
    put(out, mapped(outgoing.destination.ip));
}

void putTcp(Writable& out, const OutgoingSegment& outgoing, std::span<const std::uint8_t> options)
{
    const tcp::Segment& segment = outgoing.segment;
    const auto words = std::uint32_t((kTcpHeader + options.size()) / 4);
    put16(out, outgoing.source.port);
    put16(out, outgoing.destination.port);
    put32(out, segment.seq.value());
    put32(out, segment.has(tcp::Flag::Ack) ? segment.ack.value() : 0);
    put16(out, words << 12 | segment.flags.bits());
    put16(out, std::min(segment.wnd, 0xFFFFu));
    put16(out, 0); // the checksum comes last
    put16(out, segment.urgentPointer);
    put(out, options);
    put(out, outgoing.text);
}

} // namespace

void encodeFrame(const OutgoingSegment& outgoing, std::vector<std::uint8_t>& octets)
{
    assert(outgoing.text.size() == outgoing.segment.textLength);
    constexpr std::uint32_t kEtherTypeIpv4 = 0x0800, kEtherTypeIpv6 = 0x86DD;
    std::array<std::uint8_t, 40> optionOctets{};
    const auto options = std::span(optionOctets).first(encodeOptions(outgoing.segment.options, optionOctets));
    const std::size_t payload = kTcpHeader + options.size() + outgoing.text.size();
    const bool overIpv6 = isOverIpv6(outgoing);

    octets.clear();
    octets.reserve(kEthernetHeader + kIpv6Header + payload);
    put(octets, outgoing.destinationMac);
    put(octets, outgoing.sourceMac);
    put16(octets, overIpv6 ? kEtherTypeIpv6 : kEtherTypeIpv4);
    overIpv6 ? putIpv6(octets, outgoing, payload) : putIpv4(octets, outgoing, payload);
    const std::size_t tcpBegin = octets.size();
    putTcp(octets, outgoing, options);

    const std::size_t addressLength = overIpv6 ? 16 : 4;
    const Octets whole(octets);
    const Octets addresses = whole.subspan(tcpBegin - 2 * addressLength, 2 * addressLength); // they end either header
    set16(octets, tcpBegin + kTcpChecksum,
          tcpChecksum(addresses.first(addressLength), addresses.last(addressLength), whole.subspan(tcpBegin)));
}

void damageFrame(const OutgoingSegment& outgoing, std::vector<std::uint8_t>& octets)
{
    const std::size_t tcpBegin = kEthernetHeader + (isOverIpv6(outgoing) ? kIpv6Header : kIpv4Header);
    const std::size_t at = outgoing.text.empty() ? tcpBegin + kTcpChecksum + 1 : octets.size() - 1;
    octets[at] = std::uint8_t(octets[at] ^ 1u);
}

} // namespace wire
