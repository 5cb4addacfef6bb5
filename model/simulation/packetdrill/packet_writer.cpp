#include "model/simulation/packetdrill/packet_writer.h"

#include "model/simulation/recording.h"

namespace simulation::packetdrill {

bool PacketWriter::next(wire::Frame& frame)
{
    const std::vector<SeenSegment>& all = m_report.capture;
    if (m_position == all.size())
        return false;
    const SeenSegment& seen = all[m_position++];
    m_text.resize(seen.segment.textLength);
    for (std::uint32_t i = 0; i < m_text.size(); ++i)
        m_text[i] =
            std::uint8_t(textOctet(seen.segment.seq.value() + i)); // by its number, so that a retransmission says the same
    wire::OutgoingSegment outgoing;
    constexpr wire::MacAddress kEndpoint{2, 0, 0, 0, 0, 1};
    constexpr wire::MacAddress kScript{2, 0, 0, 0, 0, 2};
    outgoing.sourceMac = seen.isInbound ? kScript : kEndpoint;
    outgoing.destinationMac = seen.isInbound ? kEndpoint : kScript;
    outgoing.source = seen.source;
    outgoing.destination = seen.destination;
    outgoing.segment = seen.segment;
    outgoing.text = m_text;
    outgoing.identification = std::uint16_t(m_position);
    wire::encodeFrame(outgoing, frame.octets);
    frame.time = seen.time;
    frame.comments.clear();
    const bool isLast = m_position == all.size();
    for (; m_step < m_report.steps.size() && (isLast || m_report.steps[m_step].seen <= m_position); ++m_step)
        frame.comments.push_back(m_report.steps[m_step].text);
    return true;
}

} // namespace simulation::packetdrill
