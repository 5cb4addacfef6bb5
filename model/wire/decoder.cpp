#include "model/wire/decoder.h"

#include "model/wire/link_layer.h"
#include "model/wire/tcp_header.h"

namespace wire {

bool isSupported(int linkType)
{
    return findLinkReader(linkType) != nullptr;
}

Outcome decode(LinkType link, std::span<const std::uint8_t> captured, std::uint32_t originalLength, DecodedSegment& out)
{
    const LinkReader readLink = findLinkReader(int(link));
    if (!readLink)
        return Outcome::NotIp;
    Remainder packet{captured, std::max(captured.size(), std::size_t(originalLength))};
    if (const Outcome outcome = readLink(packet); outcome != Outcome::Segment)
        return outcome;
    IpPayload payload;
    if (const Outcome outcome = readInternet(packet, payload); outcome != Outcome::Segment)
        return outcome;
    return readTcp(payload, out);
}

} // namespace wire
