#pragma once
#include "model/base/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The blocks of a pcapng file (IETF draft "PCAP Now Generic"), as octets to be written: little-endian on each machine, so that the
/// same packets always make the same octets. Links nothing, so that the capture helper can have it too.
namespace pcapng {

/// An interface as its description block has it; times are in nanoseconds.
struct InterfaceDescription {
    std::uint16_t linkType = 1;   ///< LINKTYPE_ value.
    std::uint32_t snapLength = 0; ///< 0: packets are not cut.
    std::string name;             ///< Empty: not said.
    std::string filter;           ///< The capture filter as text; empty: not said.
};

/// What the capturing program counted, since its start.
struct InterfaceStatistics {
    std::uint64_t received = 0; ///< Packets that passed the filter, dropped ones too.
    std::uint64_t dropped = 0;  ///< Of those, the ones for which there was no room.
    friend bool operator==(const InterfaceStatistics&, const InterfaceStatistics&) = default;
};

/// Appends the beginning of a section. Texts are UTF-8; empty ones are left out, and cut past 65,535 octets.
void appendSection(std::string_view application, std::string_view comment, std::vector<std::uint8_t>& out);
/// Appends the description of the section's next interface.
void appendInterface(const InterfaceDescription& description, std::vector<std::uint8_t>& out);
/// Appends an Enhanced Packet Block of the interface with this number; `originalLength` is in octets on the wire.
void appendPacket(std::uint32_t interface, Timestamp time, std::span<const std::uint8_t> captured, std::uint32_t originalLength,
                  std::vector<std::uint8_t>& out);
/// The same with comments.
void appendPacket(std::uint32_t interface, Timestamp time, std::span<const std::uint8_t> captured, std::uint32_t originalLength,
                  std::span<const std::string> comments, std::vector<std::uint8_t>& out);
/// Appends an Interface Statistics Block.
void appendStatistics(std::uint32_t interface, Timestamp time, const InterfaceStatistics& statistics, std::vector<std::uint8_t>& out);

} // namespace pcapng
