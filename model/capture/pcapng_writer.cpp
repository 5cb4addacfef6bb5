#include "model/capture/pcapng_writer.h"

#include "model/capture/output_file.h"
#include "model/capture/pcapng_blocks.h"

void appendPcapngHeader(const CaptureDescription& description, std::vector<std::uint8_t>& out)
{
    pcapng::appendSection(description.application, description.comment, out);
    pcapng::appendInterface({.name = description.interfaceName, .filter = {}}, out); // Ethernet, no packet is cut
}

void appendPcapngPacket(const wire::Frame& frame, std::vector<std::uint8_t>& out)
{
    pcapng::appendPacket(0, frame.time, frame.octets, std::uint32_t(frame.octets.size()), frame.comments, out);
}

std::optional<Error> savePcapng(const std::string& path, const CaptureDescription& description, const FrameProducer& next)
{
    constexpr std::size_t kOctetsAtOnce = std::size_t(1) << 18;
    OutputFile output(path);
    if (auto error = output.open())
        return error;
    std::vector<std::uint8_t> octets;
    appendPcapngHeader(description, octets);
    wire::Frame frame;
    for (bool goesOn = true; goesOn;) {
        goesOn = next(frame);
        if (goesOn)
            appendPcapngPacket(frame, octets);
        if (goesOn && octets.size() < kOctetsAtOnce)
            continue;
        if (auto error = output.write(octets))
            return error;
        octets.clear();
    }
    return output.finish();
}
