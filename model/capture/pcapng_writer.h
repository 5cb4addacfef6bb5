#pragma once
#include "model/base/result.h"
#include "model/wire/frame.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What a capture file says about itself; UTF-8.
struct CaptureDescription {
    std::string application;   ///< "tcplens 1.0".
    std::string interfaceName; ///< Where the packets were seen.
    std::string comment;       ///< Empty: none.
};

/// Appends what a pcapng file begins with: a section of one Ethernet interface with times in nanoseconds.
///
/// Everything is little-endian, on each machine, so that the same packets always make the same octets.
void appendPcapngHeader(const CaptureDescription& description, std::vector<std::uint8_t>& out);
/// Appends an Enhanced Packet Block. Comments past 65,535 octets are cut.
void appendPcapngPacket(const wire::Frame& frame, std::vector<std::uint8_t>& out);

/// Fills in the next packet; false if there is none.
using FrameProducer = std::function<bool(wire::Frame&)>;

/// Writes all that `next` has as a pcapng file; "-" is standard output.
///
/// An existing file is replaced once the new one is complete and keeps its permissions; after an error it is as it was. What is no
/// ordinary file, such as a FIFO, is written to as it stands. An error names the file, the reason and the remedy.
std::optional<Error> savePcapng(const std::string& path, const CaptureDescription& description, const FrameProducer& next);
