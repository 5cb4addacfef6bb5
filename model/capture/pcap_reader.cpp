#include "model/capture/pcap_reader.h"

#include "model/capture/link_types.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <pcap/pcap.h>
#include <stdio_ext.h>

namespace {

// What tcpdump and dumpcap write; "modified" is Kuznetzov's, with a longer record header; the last one is Navtel's.
constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
constexpr std::uint32_t kModified = 0xA1B2CD34;
constexpr std::uint32_t kNavtel = 0xA12B3C4D;

constexpr std::size_t kFileHeader = 24;         // octets
constexpr std::size_t kRecordHeader = 16;       // seconds, their fraction, captured length, original length
constexpr std::uint32_t kMostCaptured = 262144; // as in libpcap, for all link types that are decoded

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

PcapReader::PcapReader(OctetStream& content) : m_content(content), m_buffer(content), m_fileBuffer(kFileBufferOctets) {}

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
        const std::size_t got = reader.readForLibpcap(room, length);
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

/// The file header by itself: what stdio had buffered beyond it could not be walked in place.
std::size_t PcapReader::readForLibpcap(char* room, std::size_t length)
{
    if (!m_buffer.ensure(1))
        return 0;
    std::size_t count = std::min(length, m_buffer.available());
    if (m_handedOctets < kFileHeader)
        count = std::min(count, kFileHeader - m_handedOctets);
    std::memcpy(room, m_buffer.octets().data(), count);
    m_buffer.consume(count);
    m_handedOctets += count;
    return count;
}

std::optional<Error> PcapReader::readFileHeader()
{
    std::FILE* file = openAsFile();
    if (!file)
        return Error{m_content.subject() + " cannot be read: out of memory.", "Close other programs, and open it again."};
    // What is too short for a header is libpcap's to refuse.
    const std::uint32_t magic = m_buffer.ensure(kFileHeader) ? bigEndian32(m_buffer.octets().data()) : 0;
    std::array<char, PCAP_ERRBUF_SIZE> reason{};
    m_pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, reason.data());
    if (!m_pcap) {
        std::fclose(file);
        return openingError(reason.data());
    }
    m_linkType = toLinkType(pcap_datalink(m_pcap));
    m_isSwapped = pcap_is_swapped(m_pcap) != 0;
    m_snapLength = std::uint32_t(pcap_snapshot(m_pcap));
    const auto isMagic = [magic](std::uint32_t each) { return magic == each || magic == __builtin_bswap32(each); };
    const bool isVersion24 = pcap_major_version(m_pcap) == 2 && pcap_minor_version(m_pcap) == 4;
    m_isCommonForm = isVersion24 && (isMagic(kMicroseconds) || isMagic(kNanoseconds));
    m_nanosecondsPerUnit = isMagic(kMicroseconds) ? 1000 : 1;
    return std::nullopt;
}

Error PcapReader::openingError(const char* reason) const
{
    if (m_content.failure())
        return *m_content.failure();
    if (m_isContentAtEnd)
        return {m_content.subject() + " is cut off within the file header, so there is no packet in it.",
                "Copy or record it again."};
    return {m_content.subject() + " has a file header that cannot be read: " + reason + '.', "Copy or record it again."};
}

ReadStatus PcapReader::read(std::size_t limit, const Handler& handler)
{
    return m_isCommonForm ? readInPlace(limit, handler) : readByLibpcap(limit, handler);
}

/// A number of the record header at the buffer's beginning.
std::uint32_t PcapReader::field(std::size_t at) const
{
    std::uint32_t value = 0;
    std::memcpy(&value, m_buffer.octets().data() + at, sizeof value);
    return m_isSwapped ? __builtin_bswap32(value) : value;
}

ReadStatus PcapReader::readInPlace(std::size_t limit, const Handler& handler)
{
    for (std::size_t i = 0; i < limit; ++i) {
        if (!m_buffer.ensure(kRecordHeader))
            return endInPlace();
        const std::uint32_t length = field(8);
        if (length > kMostCaptured) {
            m_error = damage("it claims to hold " + std::to_string(length) + " octets, and " + std::to_string(kMostCaptured)
                             + " is the most.");
            return ReadStatus::Damaged;
        }
        if (!m_buffer.ensure(kRecordHeader + length))
            return endInPlace();
        ++m_packets;
        Packet packet;
        packet.time = Timestamp(std::chrono::seconds(field(0)) + std::chrono::nanoseconds(field(4) * m_nanosecondsPerUnit));
        packet.linkType = m_linkType;
        packet.captured = m_buffer.octets().subspan(kRecordHeader, std::min(length, m_snapLength));
        packet.originalLength = field(12);
        handler(packet);
        m_buffer.consume(kRecordHeader + length);
    }
    return ReadStatus::More;
}

/// The content has ended where a packet might stand, or within one.
ReadStatus PcapReader::endInPlace()
{
    if (m_content.isStopped())
        return ReadStatus::Stopped;
    if (!m_content.failure() && m_buffer.available() == 0)
        return ReadStatus::End;
    m_error = cutOff();
    return ReadStatus::Damaged;
}

ReadStatus PcapReader::readByLibpcap(std::size_t limit, const Handler& handler)
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
    m_error = m_isContentAtEnd ? cutOff() : damage(std::string(pcap_geterr(m_pcap)) + '.');
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

Error PcapReader::cutOff() const
{
    if (m_content.failure())
        return *m_content.failure();
    return {m_content.subject() + " is cut off in packet " + std::to_string(m_packets + 1) + '.',
            "Copy or record it again; the packets before it are shown."};
}

Error PcapReader::damage(const std::string& reason) const
{
    if (m_content.failure())
        return *m_content.failure();
    return {m_content.subject() + " is damaged at packet " + std::to_string(m_packets + 1) + ": " + reason,
            "Copy or record it again; the packets before it are shown."};
}

std::string PcapReader::description() const
{
    return "pcap, " + linkTypeName(m_linkType);
}
