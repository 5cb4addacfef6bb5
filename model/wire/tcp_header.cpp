#include "model/wire/tcp_header.h"

#include "model/wire/checksum.h"

#include <array>
#include <cstring>

namespace wire {
namespace {

constexpr std::size_t kFixedHeader = 20;
/// No window is larger (RFC 7323, 2.3), so no segment can be; such a length would only upset sequence arithmetic.
constexpr std::size_t kMostText = std::size_t(65535) << 14;

/// Writes in place, as `readOptions` does: copying what was just written in narrower pieces stalls the processor, and
/// made a packet three times as slow.
void writeAddress(Octets octets, IpAddress& address)
{
    if (octets.size() == 4) {
        std::array<std::uint8_t, 16> padded{};
        std::memcpy(padded.data(), octets.data(), 4);
        address.octets = padded; // all sixteen at once, as they will be read
        address.version = 4;
    } else {
        std::memcpy(address.octets.data(), octets.data(), 16);
        address.version = 6;
    }
}

Checksum verify(const IpPayload& payload)
{
    const bool wholeSegment = payload.tcp.captured.size() == payload.tcp.length && !payload.firstFragment;
    if (!wholeSegment || !payload.finalDestination)
        return Checksum::NotVerified;
    const bool correct = isTcpChecksumCorrect(payload.source, payload.destination, payload.tcp.captured);
    return correct ? Checksum::Correct : Checksum::Wrong;
}

} // namespace

Outcome readTcp(const IpPayload& payload, DecodedSegment& out)
{
    const Octets header = payload.tcp.captured;
    if (header.size() < kFixedHeader)
        return Outcome::Truncated;
    const std::size_t headerLength = std::size_t(header[12] >> 4) * 4;
    const std::size_t length = payload.tcp.length;
    if (headerLength < kFixedHeader || headerLength > length || length - headerLength > kMostText)
        return Outcome::Truncated;
    writeAddress(payload.source, out.sourceIp);
    writeAddress(payload.destination, out.destinationIp);
    out.sourcePort = be16(header, 0);
    out.destinationPort = be16(header, 2);
    out.segment.seq = tcp::SeqNumber(be32(header, 4));
    out.segment.ack = tcp::SeqNumber(be32(header, 8));
    out.segment.flags = tcp::Flags::fromBits(be16(header, 12));
    out.segment.wnd = be16(header, 14);
    out.segment.urgentPointer = be16(header, 18);
    out.segment.textLength = std::uint32_t(length - headerLength);
    out.optionOctets = header.subspan(kFixedHeader, std::min(headerLength, header.size()) - kFixedHeader);
    readOptions(out.optionOctets, headerLength - kFixedHeader, out.segment.options);
    out.checksum = verify(payload);
    out.checksumField = be16(header, 16);
    return Outcome::Segment;
}

} // namespace wire
