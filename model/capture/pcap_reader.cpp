#include "model/capture/pcap_reader.h"

#include "model/capture/link_types.h"

#include <algorithm>
#include <array>

#include <pcap/pcap.h>
#include <stdio_ext.h>

namespace {

// What tcpdump and dumpcap write; "modified" is Kuznetzov's, with a longer record header; the last one is Navtel's.
constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
constexpr std::uint32_t kModified = 0xA1B2CD34;
constexpr std::uint32_t kNavtel = 0xA12B3C4D;

// stdio's own 4 KiB make libpcap several times slower on a file that was just written.
constexpr std::size_t kFileBufferOctets = 256 * 1024;

std::uint32_t bigEndian32(const std::uint8_t* octets)
{
    return std::uint32_t(octets[0]) << 24 | std::uint32_t(octets[1]) << 16 | std::uint32_t(octets[2]) << 8 | octets[3];
}

} // namespace

bool PcapReader::recognises(std::span<const std::uint8_t> head)
{
    const std::uint32_t magic = bigEndian32(head.data());
    const std::uint32_t swapped = __builtin_bswap32(magic);
    const auto known = {kMicroseconds, kNanoseconds, kModified, kNavtel};
    return std::any_of(known.begin(), known.end(), [=](std::uint32_t each) { return each == magic || each == swapped; });
}

PcapReader::PcapReader(OctetStream& content) : m_content(content), m_fileBuffer(kFileBufferOctets) {}

PcapReader::~PcapReader()
{
    if (m_pcap)
        pcap_close(m_pcap); // closes the FILE too
}

Result<std::unique_ptr<PcapReader>> PcapReader::open(OctetStream& content)
{
    std::unique_ptr<PcapReader> reader(new PcapReader(content));
    if (std::optional<Error> error = reader->readFileHeader())
        return *std::move(error);
    return Result<std::unique_ptr<PcapReader>>(std::move(reader));
}

std::FILE* PcapReader::openAsFile()
{
    cookie_io_functions_t functions = {};
    functions.read = [](void* cookie, char* room, std::size_t length) noexcept -> ssize_t {
        PcapReader& reader = *static_cast<PcapReader*>(cookie);
        const std::size_t got = reader.m_content.read({reinterpret_cast<std::uint8_t*>(room), length});
        if (got > 0)
            return ssize_t(got);
        if (reader.m_content.failure() || reader.m_content.isStopped())
            return -1;
        reader.m_isContentAtEnd = true;
        return 0;
    };
    std::FILE* file = fopencookie(this, "r", functions);
    if (!file)
        return nullptr;
    std::setvbuf(file, m_fileBuffer.data(), _IOFBF, m_fileBuffer.size());
    __fsetlocking(file, FSETLOCKING_BYCALLER); // one thread reads: without locks libpcap is a third faster
    return file;
}

std::optional<Error> PcapReader::readFileHeader()
{
    std::FILE* file = openAsFile();
    if (!file)
        return Error{m_content.subject() + " cannot be read: out of memory.", "Close other programs, and open it again."};
    std::array<char, PCAP_ERRBUF_SIZE> reason{};
    m_pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, reason.data());
    if (!m_pcap) {
        std::fclose(file);
        return openingError(reason.data());
    }
    m_linkType = toLinkType(pcap_datalink(m_pcap));
    return std::nullopt;
}

Error PcapReader::openingError(const char* reason) const
{
    if (m_content.failure())
        return *m_content.failure();
    if (m_isContentAtEnd)
        return {m_content.subject() + " is cut off within the file header, so there is no packet in it.", "Copy or record it again."};
    return {m_content.subject() + " has a file header that cannot be read: " + reason + '.', "Copy or record it again."};
}

ReadStatus PcapReader::read(std::size_t limit, const Handler& handler)
{
    m_handler = &handler;
    const auto forward = [](u_char* user, const pcap_pkthdr* header, const u_char* octets) noexcept {
        reinterpret_cast<PcapReader*>(user)->hand(*header, octets);
    };
    const int answer = pcap_dispatch(m_pcap, int(limit), forward, reinterpret_cast<u_char*>(this));
    m_handler = nullptr;
    if (answer > 0)
        return ReadStatus::More;
    if (m_content.isStopped())
        return ReadStatus::Stopped;
    if (answer == 0)
        return ReadStatus::End;
    m_error = damage();
    return ReadStatus::Damaged;
}

void PcapReader::hand(const pcap_pkthdr& header, const std::uint8_t* octets)
{
    ++m_packets;
    // The file's seconds are unsigned; libpcap 1.10 passes them on as signed, which would end in 2038.
    const std::chrono::seconds seconds(std::uint32_t(header.ts.tv_sec));
    Packet packet;
    packet.time = Timestamp(seconds + std::chrono::nanoseconds(header.ts.tv_usec)); // nanoseconds, as asked for on opening
    packet.linkType = m_linkType;
    packet.captured = {octets, header.caplen};
    packet.originalLength = header.len;
    (*m_handler)(packet);
}

Error PcapReader::damage() const
{
    if (m_content.failure())
        return *m_content.failure();
    const std::string packet = "packet " + std::to_string(m_packets + 1);
    if (m_isContentAtEnd)
        return {m_content.subject() + " is cut off in " + packet + '.', "Copy or record it again; the packets before it are shown."};
    return {m_content.subject() + " is damaged at " + packet + ": " + pcap_geterr(m_pcap) + '.',
            "Copy or record it again; the packets before it are shown."};
}

std::string PcapReader::description() const
{
    return "pcap, " + linkTypeName(m_linkType);
}
