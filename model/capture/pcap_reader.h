#pragma once
#include "model/capture/packet_reader.h"

#include <cstdio>
#include <vector>

struct pcap;
struct pcap_pkthdr;

/// Classic pcap in all its dialects, read by libpcap.
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
    Error openingError(const char* reason) const;
    Error damage() const;
    void hand(const pcap_pkthdr& header, const std::uint8_t* octets);

    OctetStream& m_content;
    std::vector<char> m_fileBuffer;
    pcap* m_pcap = nullptr;
    const Handler* m_handler = nullptr; ///< Set while read() runs.
    int m_linkType = 0;
    std::uint64_t m_packets = 0;
    bool m_isContentAtEnd = false;
    std::optional<Error> m_error;
};
