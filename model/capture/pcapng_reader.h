#pragma once
#include "model/capture/block_buffer.h"
#include "model/capture/packet_reader.h"

#include <string_view>
#include <vector>

/// Reads pcapng (IETF draft "PCAP Now Generic"): unlike libpcap also with interfaces of different link types or snap lengths,
/// and with sections of different byte orders.
class PcapngReader : public PacketReader {
public:
    /// Whether the first four octets are those of a pcapng file.
    static bool recognises(std::span<const std::uint8_t> head);
    /// Reads up to the first packet, which tells the interfaces; `content` must outlive the answer.
    static Result<std::unique_ptr<PcapngReader>> open(OctetStream& content);

    ReadStatus read(std::size_t limit, const Handler& handler) override;
    const std::optional<Error>& error() const override { return m_error; }
    std::string description() const override;
    std::optional<int> onlyLinkType() const override { return std::nullopt; }
    std::optional<pcapng::InterfaceStatistics> statistics() const override { return m_statistics; }

private:
    struct Interface {
        int linkType = 0;
        std::uint32_t snapLength = 0;              ///< 0: unlimited.
        std::uint64_t ticksPerSecond = 1'000'000;
        std::int64_t offsetSeconds = 0;
        Timestamp timeOf(std::uint64_t ticks) const;
    };
    struct Block {
        std::uint32_t type = 0;
        std::uint32_t length = 0;             ///< Octets, with header and trailer.
        std::span<const std::uint8_t> body;
    };

    explicit PcapngReader(OctetStream& content) : m_buffer(content) {}

    ReadStatus loadBlock();
    ReadStatus loadRest();
    ReadStatus skipLargeBlock();
    bool findByteOrder();
    bool enterBlock();
    bool enterSection();
    bool addInterface();
    void takeStatistics();
    bool readOptions(std::span<const std::uint8_t> options, Interface& to);
    bool readOption(unsigned code, std::span<const std::uint8_t> value, Interface& to);
    bool readPacket(Packet& packet);
    bool readEnhancedPacket(Packet& packet);
    bool readSimplePacket(Packet& packet);
    bool readObsoletePacket(Packet& packet);
    bool fillPacket(Packet& packet, std::uint32_t interface, std::span<const std::uint8_t> fields);
    ReadStatus endOfContent(bool isBetweenBlocks);
    bool damaged(std::string_view problem);
    std::string place() const;

    std::uint16_t load16(std::span<const std::uint8_t> octets, std::size_t at) const;
    std::uint64_t load64(std::span<const std::uint8_t> octets, std::size_t at) const;
    std::uint32_t load32(std::span<const std::uint8_t> octets, std::size_t at) const;

    BlockBuffer m_buffer;
    Block m_block;
    bool m_isSwapped = false;            ///< The section's byte order is not this machine's.
    std::vector<Interface> m_interfaces; ///< Of this section.
    std::size_t m_interfaceCount = 0;    ///< Of all sections.
    std::uint64_t m_packets = 0;
    Timestamp m_lastTime;
    std::optional<pcapng::InterfaceStatistics> m_statistics; ///< Of the latest block.
    std::optional<Error> m_error;
};
