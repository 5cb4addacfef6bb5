#include "model/capture/packet_observer.h"

#include "model/capture/link_types.h"

#include <cassert>

Error unsupportedLinkType(const std::string& subject, int linkType)
{
    return {subject + " was recorded on a link of a type that tcplens does not decode: " + linkTypeName(linkType) + '.',
            "Record on an Ethernet, loopback or tunnel interface, or on \"any\"."};
}

void PacketObserver::take(const Packet& packet, RecordBatch& out)
{
    ++m_statistics.frames;
    const wire::Outcome outcome = decode(packet);
    if (outcome == wire::Outcome::Segment) {
        observe(packet.time, out);
    } else {
        countSkipped(outcome);
        m_tracker.advanceClock(packet.time, out); // any packet tells how late it is
    }
}

wire::Outcome PacketObserver::decode(const Packet& packet)
{
    if (packet.linkType != m_linkType) {
        m_linkType = packet.linkType;
        m_isSupported = wire::isSupported(m_linkType);
    }
    if (m_isSupported)
        return wire::decode(static_cast<wire::LinkType>(m_linkType), packet.captured, packet.originalLength, m_segment);
    ++m_undecodable;
    return wire::Outcome::NotIp;
}

void PacketObserver::observe(Timestamp time, RecordBatch& out)
{
    ++m_statistics.segments;
    if (m_segment.checksum == wire::Checksum::Wrong)
        ++m_statistics.badChecksums;
    m_tracker.observe(m_segment, time, std::uint32_t(m_statistics.frames), out);
}

void PacketObserver::countSkipped(wire::Outcome outcome)
{
    switch (outcome) {
    case wire::Outcome::Segment:
        assert(false);
        break;
    case wire::Outcome::NotIp:
        ++m_statistics.notIp;
        break;
    case wire::Outcome::NotTcp:
        ++m_statistics.notTcp;
        break;
    case wire::Outcome::Truncated:
        ++m_statistics.truncated;
        break;
    case wire::Outcome::Fragment:
        ++m_statistics.fragments;
        break;
    }
}

std::optional<Error> PacketObserver::undecodable(const std::string& subject) const
{
    if (m_undecodable == 0 || m_undecodable != m_statistics.frames)
        return std::nullopt;
    return unsupportedLinkType(subject, m_linkType);
}
