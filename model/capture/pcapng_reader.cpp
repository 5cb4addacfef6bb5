#include "model/capture/pcapng_reader.h"

#include "model/capture/link_types.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace {

// Block types (draft-ietf-opsawg-pcapng, 4).
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A; // the same in both byte orders
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kInterfaceStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;

constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;
constexpr unsigned kEndOfOptions = 0;
constexpr unsigned kTimestampResolution = 9;
constexpr unsigned kTimestampOffset = 14;

constexpr std::size_t kHeaderOctets = 8;  // type and total length
constexpr std::size_t kTrailerOctets = 4; // total length once more
constexpr std::uint32_t kMinBlockOctets = kHeaderOctets + kTrailerOctets;
constexpr std::uint32_t kMaxBlockOctets = 16 * 1024 * 1024; // of the blocks that are looked into; libpcap has the same limit

__extension__ using Wide = unsigned __int128; // ticks of 10^-19 s, times 10^9

bool isPacketBlock(std::uint32_t type)
{
    return type == kEnhancedPacket || type == kSimplePacket || type == kObsoletePacket;
}

std::size_t padded(std::size_t length) { return (length + 3) & ~std::size_t(3); }

} // namespace

bool PcapngReader::recognises(std::span<const std::uint8_t> head)
{
    constexpr std::uint8_t kMagic[] = {0x0A, 0x0D, 0x0D, 0x0A};
    return std::equal(std::begin(kMagic), std::end(kMagic), head.begin());
}

Result<std::unique_ptr<PcapngReader>> PcapngReader::open(OctetStream& content)
{
    std::unique_ptr<PcapngReader> reader(new PcapngReader(content));
    ReadStatus status = ReadStatus::More;
    while ((status = reader->loadBlock()) == ReadStatus::More && !isPacketBlock(reader->m_block.type)) {
        if (!reader->enterBlock()) {
            status = ReadStatus::Damaged;
            break;
        }
    }
    if (status == ReadStatus::Damaged)
        return *reader->m_error;
    return Result<std::unique_ptr<PcapngReader>>(std::move(reader));
}

ReadStatus PcapngReader::read(std::size_t limit, const Handler& handler)
{
    for (std::size_t count = 0; count < limit;) {
        const ReadStatus status = loadBlock();
        if (status != ReadStatus::More)
            return status;
        if (!isPacketBlock(m_block.type)) {
            if (!enterBlock())
                return ReadStatus::Damaged;
            continue;
        }
        Packet packet;
        if (!readPacket(packet))
            return ReadStatus::Damaged;
        ++m_packets;
        ++count;
        m_lastTime = packet.time;
        handler(packet);
        m_buffer.consume(m_block.length);
    }
    return ReadStatus::More;
}

// Blocks ---------------------------------------------------------------------------------------------------------------

/// Makes the next block the current one; it stays in the buffer until it is consumed.
ReadStatus PcapngReader::loadBlock()
{
    for (;;) {
        if (!m_buffer.ensure(kMinBlockOctets))
            return endOfContent(m_buffer.available() == 0);
        std::memcpy(&m_block.type, m_buffer.octets().data(), sizeof m_block.type);
        if (m_block.type == kSectionHeader && !findByteOrder())
            return ReadStatus::Damaged;
        m_block.type = load32(m_buffer.octets(), 0);
        m_block.length = load32(m_buffer.octets(), 4);
        if (m_block.length < kMinBlockOctets || m_block.length % 4 != 0) {
            damaged("a block has the impossible length " + std::to_string(m_block.length));
            return ReadStatus::Damaged;
        }
        if (m_block.length <= kMaxBlockOctets)
            return loadRest();
        const ReadStatus status = skipLargeBlock();
        if (status != ReadStatus::More)
            return status;
    }
}

ReadStatus PcapngReader::loadRest()
{
    if (!m_buffer.ensure(m_block.length))
        return endOfContent(false);
    const std::span<const std::uint8_t> whole = m_buffer.octets().first(m_block.length);
    if (load32(whole, m_block.length - kTrailerOctets) != m_block.length) {
        damaged("a block's two lengths differ");
        return ReadStatus::Damaged;
    }
    m_block.body = whole.subspan(kHeaderOctets, m_block.length - kMinBlockOctets);
    return ReadStatus::More;
}

ReadStatus PcapngReader::skipLargeBlock()
{
    const std::uint32_t type = m_block.type;
    if (isPacketBlock(type) || type == kSectionHeader || type == kInterfaceDescription) {
        damaged("a block has the absurd length " + std::to_string(m_block.length));
        return ReadStatus::Damaged;
    }
    return m_buffer.skip(m_block.length) ? ReadStatus::More : endOfContent(false);
}

/// Each section has a byte order of its own, and the length of its header is in that order already.
bool PcapngReader::findByteOrder()
{
    std::uint32_t magic = 0;
    std::memcpy(&magic, m_buffer.octets().data() + kHeaderOctets, sizeof magic);
    m_isSwapped = magic == __builtin_bswap32(kByteOrderMagic);
    return m_isSwapped || magic == kByteOrderMagic || damaged("a section has no valid byte-order magic");
}

/// Takes in what a block says, if it is not a packet, and consumes it. False: damaged.
bool PcapngReader::enterBlock()
{
    bool isSound = true;
    if (m_block.type == kSectionHeader)
        isSound = enterSection();
    else if (m_block.type == kInterfaceDescription)
        isSound = addInterface();
    else if (m_block.type == kInterfaceStatistics)
        takeStatistics();
    m_buffer.consume(m_block.length);
    return isSound;
}

bool PcapngReader::enterSection()
{
    constexpr std::size_t kFixedOctets = 16; // magic, version, section length
    m_interfaces.clear();
    if (m_block.body.size() < kFixedOctets)
        return damaged("a section header is too short");
    const unsigned majorVersion = load16(m_block.body, 4);
    return majorVersion == 1 || damaged("its pcapng version " + std::to_string(majorVersion) + " is unknown");
}

// Interfaces -----------------------------------------------------------------------------------------------------------

bool PcapngReader::addInterface()
{
    constexpr std::size_t kFixedOctets = 8; // link type, reserved, snap length
    if (m_block.body.size() < kFixedOctets)
        return damaged("an interface description is too short");
    Interface interface;
    interface.linkType = toLinkType(load16(m_block.body, 0));
    interface.snapLength = load32(m_block.body, 4);
    if (!readOptions(m_block.body.subspan(kFixedOctets), interface))
        return false;
    m_interfaces.push_back(interface);
    ++m_interfaceCount;
    return true;
}

/// Counts are a service: where they cannot be read, packets still can.
void PcapngReader::takeStatistics()
{
    constexpr std::size_t kFixedOctets = 12; // interface and time
    constexpr unsigned kReceived = 4;
    constexpr unsigned kDropped = 5;
    pcapng::InterfaceStatistics statistics;
    std::span<const std::uint8_t> options = m_block.body.subspan(std::min(kFixedOctets, m_block.body.size()));
    bool hasCounts = false;
    while (options.size() >= 4) {
        const unsigned code = load16(options, 0);
        const std::size_t length = load16(options, 2);
        options = options.subspan(4);
        if (code == kEndOfOptions || padded(length) > options.size())
            break;
        if (length == 8 && (code == kReceived || code == kDropped)) {
            (code == kReceived ? statistics.received : statistics.dropped) = load64(options, 0);
            hasCounts = true;
        }
        options = options.subspan(padded(length));
    }
    if (hasCounts)
        m_statistics = statistics;
}

bool PcapngReader::readOptions(std::span<const std::uint8_t> options, Interface& to)
{
    while (options.size() >= 4) {
        const unsigned code = load16(options, 0);
        const std::size_t length = load16(options, 2);
        options = options.subspan(4);
        if (code == kEndOfOptions)
            return true;
        if (padded(length) > options.size())
            return damaged("an option is longer than its block");
        if (!readOption(code, options.first(length), to))
            return false;
        options = options.subspan(padded(length));
    }
    return true;
}

bool PcapngReader::readOption(unsigned code, std::span<const std::uint8_t> value, Interface& to)
{
    if (code == kTimestampResolution) {
        if (value.size() != 1)
            return damaged("a timestamp resolution has the wrong length");
        const bool isBinary = (value[0] & 0x80) != 0;
        const unsigned exponent = value[0] & 0x7F;
        if (exponent > (isBinary ? 63u : 19u)) // what 64 bits can count in a second
            return damaged("a timestamp resolution is impossibly fine");
        to.ticksPerSecond = 1;
        for (unsigned i = 0; i < exponent; ++i)
            to.ticksPerSecond *= isBinary ? 2 : 10;
    } else if (code == kTimestampOffset) {
        if (value.size() != 8)
            return damaged("a timestamp offset has the wrong length");
        to.offsetSeconds = std::int64_t(load64(value, 0));
    }
    return true;
}

/// Times that 64-bit nanoseconds cannot hold (before 1678, after 2261) become the nearest that they can.
Timestamp PcapngReader::Interface::timeOf(std::uint64_t ticks) const
{
    constexpr std::uint64_t kNanosPerSecond = 1'000'000'000;
    constexpr std::int64_t kMaxSeconds = std::numeric_limits<std::int64_t>::max() / std::int64_t(kNanosPerSecond) - 1;
    const std::uint64_t whole = ticks / ticksPerSecond;
    const std::uint64_t rest = ticks % ticksPerSecond;
    std::uint64_t nanos = 0;
    if (kNanosPerSecond % ticksPerSecond == 0)
        nanos = rest * (kNanosPerSecond / ticksPerSecond);
    else
        nanos = std::uint64_t(Wide(rest) * kNanosPerSecond / ticksPerSecond);
    const std::int64_t clampedOffset = std::clamp(offsetSeconds, -kMaxSeconds, kMaxSeconds);
    const std::int64_t clampedWhole = std::int64_t(std::min(whole, std::uint64_t(2 * kMaxSeconds)));
    const std::int64_t seconds = std::clamp(clampedWhole + clampedOffset, -kMaxSeconds, kMaxSeconds);
    return Timestamp(std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanos));
}

// Packets --------------------------------------------------------------------------------------------------------------

bool PcapngReader::readPacket(Packet& packet)
{
    switch (m_block.type) {
    case kEnhancedPacket:
        return readEnhancedPacket(packet);
    case kSimplePacket:
        return readSimplePacket(packet);
    default:
        return readObsoletePacket(packet);
    }
}

bool PcapngReader::readEnhancedPacket(Packet& packet)
{
    constexpr std::size_t kFixedOctets = 20;
    if (m_block.body.size() < kFixedOctets)
        return damaged("its block is too short");
    return fillPacket(packet, load32(m_block.body, 0), m_block.body.subspan(4));
}

bool PcapngReader::readObsoletePacket(Packet& packet)
{
    constexpr std::size_t kFixedOctets = 20; // a 16-bit interface and a drop count where the enhanced packet has 32 bits of interface
    if (m_block.body.size() < kFixedOctets)
        return damaged("its block is too short");
    return fillPacket(packet, load16(m_block.body, 0), m_block.body.subspan(4));
}

/// `fields`: the time's high and low half, captured length, original length, octets.
bool PcapngReader::fillPacket(Packet& packet, std::uint32_t interface, std::span<const std::uint8_t> fields)
{
    constexpr std::size_t kFieldOctets = 16;
    if (interface >= m_interfaces.size())
        return damaged("its interface " + std::to_string(interface) + " is not described");
    const std::size_t captured = load32(fields, 8);
    if (captured > fields.size() - kFieldOctets)
        return damaged("its length of " + std::to_string(captured) + " octets is more than its block holds");
    packet.time = m_interfaces[interface].timeOf(std::uint64_t(load32(fields, 0)) << 32 | load32(fields, 4));
    packet.linkType = m_interfaces[interface].linkType;
    packet.originalLength = load32(fields, 12);
    packet.captured = fields.subspan(kFieldOctets, captured);
    return true;
}

/// A simple packet has no time; it is held to be that of the packet before, so that the capture's clock never jumps.
bool PcapngReader::readSimplePacket(Packet& packet)
{
    constexpr std::size_t kFixedOctets = 4;
    if (m_interfaces.empty())
        return damaged("its interface is not described");
    if (m_block.body.size() < kFixedOctets)
        return damaged("its block is too short");
    const Interface& interface = m_interfaces.front();
    const std::span<const std::uint8_t> octets = m_block.body.subspan(kFixedOctets);
    std::size_t captured = packet.originalLength = load32(m_block.body, 0);
    if (interface.snapLength != 0)
        captured = std::min<std::size_t>(captured, interface.snapLength);
    if (captured > octets.size())
        return damaged("its length of " + std::to_string(captured) + " octets is more than its block holds");
    packet.time = m_lastTime;
    packet.linkType = interface.linkType;
    packet.captured = octets.first(captured);
    return true;
}

// Ends -----------------------------------------------------------------------------------------------------------------

/// The stream gave out: properly between two blocks, or for one of several bad reasons.
ReadStatus PcapngReader::endOfContent(bool isBetweenBlocks)
{
    const OctetStream& content = m_buffer.stream();
    if (content.isStopped())
        return ReadStatus::Stopped;
    if (content.failure())
        m_error = content.failure();
    else if (isBetweenBlocks)
        return ReadStatus::End;
    else
        m_error = Error{content.subject() + " is cut off " + place() + '.', "Copy or record it again; the packets before it are shown."};
    return ReadStatus::Damaged;
}

bool PcapngReader::damaged(std::string_view problem)
{
    m_error = Error{m_buffer.stream().subject() + " is damaged " + place() + ": " + std::string(problem) + '.',
                    "Copy or record it again; the packets before it are shown."};
    return false;
}

std::string PcapngReader::place() const
{
    return "at packet " + std::to_string(m_packets + 1);
}

std::string PcapngReader::description() const
{
    return "pcapng, " + std::to_string(m_interfaceCount) + (m_interfaceCount == 1 ? " interface" : " interfaces");
}

std::uint16_t PcapngReader::load16(std::span<const std::uint8_t> octets, std::size_t at) const
{
    std::uint16_t value = 0;
    std::memcpy(&value, octets.data() + at, sizeof value);
    return m_isSwapped ? __builtin_bswap16(value) : value;
}

std::uint32_t PcapngReader::load32(std::span<const std::uint8_t> octets, std::size_t at) const
{
    std::uint32_t value = 0;
    std::memcpy(&value, octets.data() + at, sizeof value);
    return m_isSwapped ? __builtin_bswap32(value) : value;
}

std::uint64_t PcapngReader::load64(std::span<const std::uint8_t> octets, std::size_t at) const
{
    const std::uint64_t first = load32(octets, at);
    const std::uint64_t second = load32(octets, at + 4);
    const bool isHighFirst = (std::endian::native == std::endian::big) != m_isSwapped;
    return isHighFirst ? first << 32 | second : second << 32 | first;
}
