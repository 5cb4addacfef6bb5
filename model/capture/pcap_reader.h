#pragma once
#include "model/capture/block_buffer.h"
#include "model/capture/packet_reader.h"

#include <cstdio>
#include <vector>

struct pcap;
struct pcap_pkthdr;

/// Classic pcap in all its dialects.
///
/// libpcap reads and judges the file header. The records of the common form, version 2.4 in either byte order with micro- or
/// nanoseconds, are walked in place; those of all others are libpcap's business too.
class PcapReader : public PacketReader {
public:
    /// Whether the first four octets are those of a classic pcap file, in either byte order.
    static bool recognises(std::span<const std::uint8_t> head);
    /// Reads the file header; `content` must outlive the answer.
    static Result<std::unique_ptr<PcapReader>> open(OctetStream& content);
    ~PcapReader() override;

    ReadStatus read(std::size_t limit, const Handler& handler) override;
    const std::optional<Error>& error() const override { return m_error; }
    std::string description() const override;
    std::optional<int> onlyLinkType() const override { return m_linkType; }

private:
    explicit PcapReader(OctetStream& content);
    std::optional<Error> readFileHeader();
    std::FILE* openAsFile();
    std::size_t readForLibpcap(char* room, std::size_t length);
    ReadStatus readInPlace(std::size_t limit, const Handler& handler);
    ReadStatus readByLibpcap(std::size_t limit, const Handler& handler);
    ReadStatus endInPlace();
    std::uint32_t field(std::size_t at) const;
    Error openingError(const char* reason) const;
    Error cutOff() const;
    Error damage(const std::string& reason) const;
    void hand(const pcap_pkthdr& header, const std::uint8_t* octets);

    OctetStream& m_content;
    BlockBuffer m_buffer;
    std::vector<char> m_fileBuffer; ///< Of libpcap's FILE.
    std::size_t m_handedOctets = 0; ///< To libpcap.
    pcap* m_pcap = nullptr;
    const Handler* m_handler = nullptr; ///< Set while readByLibpcap() runs.
    int m_linkType = 0;
    bool m_isCommonForm = false; ///< The rest is about files of the common form only.
    bool m_isSwapped = false;
    std::int64_t m_nanosecondsPerUnit = 1;
    std::uint32_t m_snapLength = 0; ///< Octets; what a packet has beyond them is passed over, as libpcap does.
    std::uint64_t m_packets = 0;
    bool m_isContentAtEnd = false;
    std::optional<Error> m_error;
};
