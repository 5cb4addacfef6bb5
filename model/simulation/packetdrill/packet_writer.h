#pragma once
#include "model/simulation/packetdrill/run.h"
#include "model/wire/frame.h"

#include <vector>

namespace simulation::packetdrill {

/// A script's packets as a capture at the endpoint's end has them, on their way to a file; each step is a comment of the packet before
/// which it stands, those behind the last packet are that one's.
class PacketWriter {
public:
    /// `report` must outlive this.
    explicit PacketWriter(const Report& report) : m_report(report) {}

    /// Makes the next packet, in the place of what `frame` held; false if there is none.
    bool next(wire::Frame& frame);

private:
    const Report& m_report;
    std::size_t m_position = 0; ///< In the capture.
    std::size_t m_step = 0;
    std::vector<std::uint8_t> m_text;
};

} // namespace simulation::packetdrill
