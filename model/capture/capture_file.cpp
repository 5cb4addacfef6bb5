#include "model/capture/capture_file.h"

#include "model/capture/input_file.h"
#include "model/capture/link_types.h"
#include "model/capture/packet_reader.h"
#include "model/wire/decoder.h"

#include <cassert>

namespace {

constexpr std::size_t kPacketsPerBatch = 4096;

std::string nameOf(const std::string& path)
{
    if (path == "-")
        return "standard input";
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

Error unsupportedLinkType(const std::string& subject, int linkType)
{
    return {subject + " was recorded on a link of a type that tcplens does not decode: " + linkTypeName(linkType) + '.',
            "Record on an Ethernet, loopback or tunnel interface, or on \"any\"."};
}

} // namespace

/// One run: packets in, batches out.
class CaptureFile::Reading {
public:
    Reading(const InputFile& input, const TrackerOptions& options, RecordSink& sink)
        : m_input(input), m_tracker(options), m_sink(sink)
    {
    }

    /// Reads until the end, a stop request, or damage.
    std::optional<Error> readAll(PacketReader& reader, const std::stop_token& stop)
    {
        ReadStatus status = ReadStatus::More;
        const PacketReader::Handler handler = [this](const Packet& packet) { take(packet); };
        while (status == ReadStatus::More && !stop.stop_requested()) {
            status = reader.read(kPacketsPerBatch, handler);
            if (status == ReadStatus::Damaged)
                m_statistics.damagedAt = m_statistics.frames + 1;
            if (!write())
                return std::nullopt;
        }
        if (status == ReadStatus::Damaged)
            return reader.error();
        if (status == ReadStatus::End && m_undecodable == m_statistics.frames && m_undecodable > 0)
            return unsupportedLinkType(m_input.subject(), m_linkType);
        return std::nullopt;
    }

    /// Writes what there is, before waiting for more. False: the sink wants no more.
    bool writeIfNew() { return m_statistics.frames == m_writtenFrames || write(); }

private:
    void take(const Packet& packet)
    {
        ++m_statistics.frames;
        const wire::Outcome outcome = decode(packet);
        if (outcome == wire::Outcome::Segment) {
            observe(packet.time);
        } else {
            countSkipped(outcome);
            m_tracker.advanceClock(packet.time, m_batch); // any packet tells how late it is
        }
    }
    wire::Outcome decode(const Packet& packet)
    {
        if (packet.linkType != m_linkType) {
            m_linkType = packet.linkType;
            m_isSupported = wire::isSupported(m_linkType);
        }
        if (m_isSupported)
            return wire::decode(static_cast<wire::LinkType>(m_linkType), packet.captured, packet.originalLength, m_segment);
        ++m_undecodable;
        return wire::Outcome::NotIp;
    }
    void observe(Timestamp time)
    {
        ++m_statistics.segments;
        if (m_segment.checksum == wire::Checksum::Wrong)
            ++m_statistics.badChecksums;
        m_tracker.observe(m_segment, time, std::uint32_t(m_statistics.frames), m_batch);
    }
    void countSkipped(wire::Outcome outcome)
    {
        switch (outcome) {
        case wire::Outcome::Segment:
            assert(false);
            break;
        case wire::Outcome::NotIp:
            ++m_statistics.notIp;
            break;
        case wire::Outcome::NotTcp:
            ++m_statistics.notTcp;
            break;
        case wire::Outcome::Truncated:
            ++m_statistics.truncated;
            break;
        case wire::Outcome::Fragment:
            ++m_statistics.fragments;
            break;
        }
    }
    bool write()
    {
        if (m_isRefused)
            return false;
        m_statistics.progress = m_input.progress();
        m_batch.statistics = m_statistics;
        m_writtenFrames = m_statistics.frames;
        m_isRefused = !m_sink.write(std::move(m_batch));
        m_batch.clear();
        return !m_isRefused;
    }

    const InputFile& m_input;
    ConnectionTracker m_tracker;
    RecordSink& m_sink;
    RecordBatch m_batch;
    SourceStatistics m_statistics;
    wire::DecodedSegment m_segment;
    std::uint64_t m_writtenFrames = 0;
    std::uint64_t m_undecodable = 0; ///< Packets of a link type that cannot be decoded.
    int m_linkType = -1;             ///< Of the latest packet.
    bool m_isSupported = false;
    bool m_isRefused = false;        ///< The sink wants no more.
};

CaptureFile::CaptureFile(const std::string& path, std::unique_ptr<InputFile> input, const TrackerOptions& options)
    : m_options(options), m_input(std::move(input))
{
    m_info.name = nameOf(path);
    m_info.isLive = !m_input->isRegular();
}

CaptureFile::~CaptureFile() = default;

Result<std::unique_ptr<CaptureFile>> CaptureFile::open(const std::string& path, const TrackerOptions& options)
{
    Result<std::unique_ptr<InputFile>> input = InputFile::open(path);
    if (!input)
        return input.error();
    std::unique_ptr<CaptureFile> file(new CaptureFile(path, std::move(input.value()), options));
    if (file->m_input->isRegular()) {
        if (std::optional<Error> error = file->openReader())
            return *std::move(error);
        file->m_info.description = file->m_reader->description();
    }
    return Result<std::unique_ptr<CaptureFile>>(std::move(file));
}

std::optional<Error> CaptureFile::openReader()
{
    Result<std::unique_ptr<PacketReader>> opened = openPacketReader(*m_input);
    if (!opened)
        return opened.error();
    const std::optional<int> linkType = opened.value()->onlyLinkType();
    if (linkType && !wire::isSupported(*linkType))
        return unsupportedLinkType(m_input->subject(), *linkType);
    m_reader = std::move(opened.value());
    return std::nullopt;
}

std::optional<Error> CaptureFile::run(RecordSink& sink, std::stop_token stop)
{
    Reading reading(*m_input, m_options, sink);
    m_input->control(stop, [&reading] { return reading.writeIfNew(); });
    if (!m_reader) {
        const std::optional<Error> error = openReader();
        if (error)
            return m_input->isStopped() ? std::nullopt : error;
    }
    return reading.readAll(*m_reader, stop);
}
