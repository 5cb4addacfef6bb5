#include "model/capture/pcapng_blocks.h"

#include <cstring>

namespace pcapng {
namespace {

// draft-ietf-opsawg-pcapng
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kInterfaceStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kComment = 1;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kUserApplication = 4;
constexpr std::uint16_t kPacketsReceived = 4; // of a statistics block
constexpr std::uint16_t kPacketsDropped = 5;
constexpr std::uint16_t kTimestampResolution = 9;
constexpr std::uint16_t kFilter = 11;

void store(std::uint8_t* to, std::uint64_t value, std::size_t octets)
{
    for (std::size_t i = 0; i < octets; ++i)
        to[i] = std::uint8_t(value >> 8 * i);
}

/// Appends one block; its lengths are filled in at the end.
class Block {
public:
    Block(std::uint32_t type, std::vector<std::uint8_t>& out) : m_out(out), m_begin(out.size())
    {
        number(type, 4);
        number(0, 4);
    }
    void number(std::uint64_t value, std::size_t octets)
    {
        m_out.resize(m_out.size() + octets);
        store(m_out.data() + m_out.size() - octets, value, octets);
    }
    template <typename Octets>
    void padded(const Octets& octets)
    {
        m_out.insert(m_out.end(), octets.begin(), octets.end());
        m_out.resize((m_out.size() + 3) & ~std::size_t(3));
    }
    template <typename Octets>
    void option(std::uint16_t code, const Octets& value)
    {
        number(code, 2);
        number(value.size(), 2);
        padded(value);
        m_hasOptions = true;
    }
    /// As much of the text as an option holds, without cutting a character in two.
    void text(std::uint16_t code, std::string_view text)
    {
        constexpr std::size_t kMost = 0xFFFF;
        if (text.empty())
            return;
        std::size_t length = text.size();
        if (length > kMost) {
            length = kMost;
            while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
                --length;
        }
        option(code, text.substr(0, length));
    }
    void wideNumber(std::uint16_t code, std::uint64_t value)
    {
        number(code, 2);
        number(8, 2);
        number(value, 8);
        m_hasOptions = true;
    }
    void end()
    {
        if (m_hasOptions)
            number(kEndOfOptions, 4);
        const std::size_t length = m_out.size() - m_begin + 4;
        number(length, 4);
        store(m_out.data() + m_begin + 4, length, 4);
    }

private:
    std::vector<std::uint8_t>& m_out;
    std::size_t m_begin;
    bool m_hasOptions = false;
};

void addTime(Block& block, Timestamp time)
{
    const auto ticks = std::uint64_t(time.time_since_epoch().count());
    block.number(ticks >> 32, 4);
    block.number(ticks, 4);
}

} // namespace

void appendSection(std::string_view application, std::string_view comment, std::vector<std::uint8_t>& out)
{
    Block section(kSectionHeader, out);
    section.number(kByteOrderMagic, 4);
    section.number(1, 2); // version 1.0
    section.number(0, 2);
    section.number(~std::uint64_t(0), 8); // the section's length: not said
    section.text(kComment, comment);
    section.text(kUserApplication, application);
    section.end();
}

void appendInterface(const InterfaceDescription& description, std::vector<std::uint8_t>& out)
{
    Block interface(kInterfaceDescription, out);
    interface.number(description.linkType, 2);
    interface.number(0, 2);
    interface.number(description.snapLength, 4);
    interface.text(kInterfaceName, description.name);
    constexpr std::string_view kNanoseconds = "\x09"; // 10^-9 s
    interface.option(kTimestampResolution, kNanoseconds);
    if (!description.filter.empty()) {
        constexpr std::size_t kMost = 0xFFFF - 1;
        const std::string value = '\0' + description.filter.substr(0, kMost); // 0: as text
        interface.option(kFilter, value);
    }
    interface.end();
}

void appendPacket(std::uint32_t interface, Timestamp time, std::span<const std::uint8_t> captured, std::uint32_t originalLength,
                  std::vector<std::uint8_t>& out)
{
    // In one piece: this runs for every packet of a live capture.
    constexpr std::size_t kHeader = 28;
    constexpr std::size_t kTrailer = 4;
    const std::size_t body = (captured.size() + 3) & ~std::size_t(3);
    const std::size_t length = kHeader + body + kTrailer;
    const std::size_t begin = out.size();
    out.resize(begin + length);
    std::uint8_t* const at = out.data() + begin;
    const auto ticks = std::uint64_t(time.time_since_epoch().count());
    store(at, kEnhancedPacket, 4);
    store(at + 4, length, 4);
    store(at + 8, interface, 4);
    store(at + 12, ticks >> 32, 4);
    store(at + 16, ticks, 4);
    store(at + 20, captured.size(), 4);
    store(at + 24, originalLength, 4);
    if (!captured.empty())
        std::memcpy(at + kHeader, captured.data(), captured.size());
    store(at + kHeader + body, length, 4);
}

void appendPacket(std::uint32_t interface, Timestamp time, std::span<const std::uint8_t> captured, std::uint32_t originalLength,
                  std::span<const std::string> comments, std::vector<std::uint8_t>& out)
{
    Block packet(kEnhancedPacket, out);
    packet.number(interface, 4);
    addTime(packet, time);
    packet.number(captured.size(), 4);
    packet.number(originalLength, 4);
    packet.padded(captured);
    for (const std::string& comment : comments)
        packet.text(kComment, comment);
    packet.end();
}

void appendStatistics(std::uint32_t interface, Timestamp time, const InterfaceStatistics& statistics, std::vector<std::uint8_t>& out)
{
    Block block(kInterfaceStatistics, out);
    block.number(interface, 4);
    addTime(block, time);
    block.wideNumber(kPacketsReceived, statistics.received);
    block.wideNumber(kPacketsDropped, statistics.dropped);
    block.end();
}

} // namespace pcapng
