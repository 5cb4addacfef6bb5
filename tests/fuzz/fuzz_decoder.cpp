// Any packet on any link type. The first two octets choose the link type, the next four are the length on the wire.
#include "model/wire/decoder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void check(const wire::DecodedSegment& out, std::span<const std::uint8_t> packet)
{
    require(out.sourceIp.version == out.destinationIp.version);
    require(out.segment.textLength <= 65535u << 14);
    require(out.segment.options.sackCount <= out.segment.options.sack.size());
    require(out.segment.options.windowScale.value_or(0) <= 14);
    require(out.optionOctets.size() <= 40);
    require(out.optionOctets.data() >= packet.data());
    require(out.optionOctets.data() + out.optionOctets.size() <= packet.data() + packet.size());
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kPrefix = 6;
    if (size < kPrefix)
        return 0;
    const auto link = wire::LinkType(data[0] << 8 | data[1]);
    const std::uint32_t originalLength =
        std::uint32_t(data[2]) << 24 | std::uint32_t(data[3]) << 16 | std::uint32_t(data[4]) << 8 | data[5];
    const std::span packet(data + kPrefix, size - kPrefix);
    wire::DecodedSegment out;
    if (wire::decode(link, packet, originalLength, out) == wire::Outcome::Segment)
        check(out, packet);
    wire::decodeOptions(packet);
    return 0;
}
