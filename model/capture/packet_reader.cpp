#include "model/capture/packet_reader.h"

#include "model/capture/decompression.h"
#include "model/capture/pcap_reader.h"
#include "model/capture/pcapng_reader.h"
#include "model/capture/peekable_stream.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMagicOctets = 4;
constexpr const char* kWriters = "Open a pcap or pcapng file, as tcpdump, dumpcap and Wireshark write them.";

/// What people open by mistake, by its first octets.
struct Foreign {
    std::string_view magic;
    const char* name;
    const char* remedy;
};
constexpr Foreign kForeign[] = {
    {"\xFD" "7zX"sv, "compressed with xz", "Decompress it first: xz -d."},
    {"BZh"sv, "compressed with bzip2", "Decompress it first: bzip2 -d."},
    {"\x04\x22\x4D\x18"sv, "compressed with lz4", "Decompress it first: lz4 -d."},
    {"PK\x03\x04"sv, "a zip archive", "Unpack it first: unzip."},
    {"7z\xBC\xAF"sv, "a 7-Zip archive", "Unpack it first: 7z x."},
    {"snoop"sv, "a snoop capture", "Convert it first: editcap -F pcapng."},
    {"\x1F\x8B"sv, "compressed twice", "Decompress it once first: gzip -d."},
    {"\x28\xB5\x2F\xFD"sv, "compressed twice", "Decompress it once first: zstd -d."},
};

/// UTF-8 without control characters; the last character may be cut.
bool looksLikeText(std::span<const std::uint8_t> head)
{
    int continuation = 0; // octets that the current character still needs
    for (const std::uint8_t octet : head) {
        const bool continues = (octet & 0xC0) == 0x80;
        if (continues != (continuation > 0))
            return false;
        if (continues)
            --continuation;
        else if (octet >= 0x80)
            continuation = octet >= 0xF0 ? 3 : octet >= 0xE0 ? 2 : 1;
        else if (octet < '\t' || (octet > '\r' && octet < ' ') || octet == 0x7F)
            return false;
    }
    return true;
}

std::string inHex(std::span<const std::uint8_t> octets)
{
    std::string text;
    for (const std::uint8_t octet : octets) {
        std::array<char, 4> digits{};
        std::snprintf(digits.data(), digits.size(), "%s%02X", text.empty() ? "" : " ", octet);
        text += digits.data();
    }
    return text;
}

Error notACapture(const std::string& subject, std::span<const std::uint8_t> head)
{
    const std::string_view octets(reinterpret_cast<const char*>(head.data()), head.size());
    for (const Foreign& foreign : kForeign) {
        if (octets.starts_with(foreign.magic))
            return {subject + " is " + foreign.name + ", not a capture file.", foreign.remedy};
    }
    if (looksLikeText(head))
        return {subject + " is not a capture file but text.", kWriters};
    return {subject + " is not a capture file: it begins with " + inHex(head.first(std::min(head.size(), kMagicOctets))) + '.',
            kWriters};
}

/// A reader together with the streams beneath it.
class StackedReader : public PacketReader {
public:
    /// Looks at the first octets of `input`, and through its compression.
    std::optional<Error> open(OctetStream& input)
    {
        m_raw = std::make_unique<PeekableStream>(input);
        m_compression = detectCompression(m_raw->peek(kMagicOctets));
        m_content = m_raw.get();
        if (m_compression != Compression::None) {
            m_decompressed = decompress(m_compression, *m_raw);
            m_peekable = std::make_unique<PeekableStream>(*m_decompressed);
            m_content = m_peekable.get();
        }
        return openContent();
    }
    ReadStatus read(std::size_t limit, const Handler& handler) override { return m_reader->read(limit, handler); }
    const std::optional<Error>& error() const override { return m_reader->error(); }
    std::string description() const override
    {
        const std::string format = m_reader->description();
        return m_compression == Compression::None ? format : format + ", " + toString(m_compression);
    }
    std::optional<int> onlyLinkType() const override { return m_reader->onlyLinkType(); }
    std::optional<pcapng::InterfaceStatistics> statistics() const override { return m_reader->statistics(); }

private:
    std::optional<Error> openContent()
    {
        const std::span<const std::uint8_t> head = m_content->peek(kMagicOctets);
        if (head.size() < kMagicOctets) {
            // The end came within the magic number: find out of which kind.
            std::array<std::uint8_t, kMagicOctets> rest{};
            const Error foreign = head.empty() ? empty() : notACapture(m_content->subject(), head);
            while (m_content->read(rest) > 0) {
            }
            return m_content->failure() ? m_content->failure() : foreign;
        }
        const std::vector<std::uint8_t> beginning(head.begin(), head.end());
        if (PcapngReader::recognises(head))
            return adopt(PcapngReader::open(*m_content));
        if (!PcapReader::recognises(head))
            return notACapture(m_content->subject(), beginning);
        return adopt(PcapReader::open(*m_content));
    }
    Error empty() const { return {m_content->subject() + " is empty.", "Check that the capture was written, and open it again."}; }
    template <typename Reader>
    std::optional<Error> adopt(Result<std::unique_ptr<Reader>> opened)
    {
        if (!opened)
            return opened.error();
        m_reader = std::move(opened.value());
        return std::nullopt;
    }

    // The order matters: what refers to something is destroyed before it.
    std::unique_ptr<PeekableStream> m_raw;
    std::unique_ptr<OctetStream> m_decompressed;
    std::unique_ptr<PeekableStream> m_peekable;
    PeekableStream* m_content = nullptr;
    Compression m_compression = Compression::None;
    std::unique_ptr<PacketReader> m_reader;
};

} // namespace

Result<std::unique_ptr<PacketReader>> openPacketReader(OctetStream& input)
{
    auto reader = std::make_unique<StackedReader>();
    if (std::optional<Error> error = reader->open(input))
        return *std::move(error);
    return Result<std::unique_ptr<PacketReader>>(std::move(reader));
}
