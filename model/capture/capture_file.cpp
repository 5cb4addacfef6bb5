#include "model/capture/capture_file.h"

#include "model/capture/input_file.h"
#include "model/capture/packet_observer.h"
#include "model/capture/packet_reader.h"
#include "model/wire/decoder.h"

namespace {

constexpr std::size_t kPacketsPerBatch = 4096;

std::string nameOf(const std::string& path)
{
    if (path == "-")
        return "standard input";
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

} // namespace

/// One run: packets in, batches out.
class CaptureFile::Reading {
public:
    Reading(const InputFile& input, const TrackerOptions& options, RecordSink& sink)
        : m_input(input), m_observer(options), m_sink(sink)
    {
    }

    /// Reads until the end, a stop request, or damage.
    std::optional<Error> readAll(PacketReader& reader, const std::stop_token& stop)
    {
        ReadStatus status = ReadStatus::More;
        const PacketReader::Handler handler = [this](const Packet& packet) { m_observer.take(packet, m_batch); };
        while (status == ReadStatus::More && !stop.stop_requested()) {
            status = reader.read(kPacketsPerBatch, handler);
            if (status == ReadStatus::Damaged)
                m_observer.statistics().damagedAt = m_observer.statistics().frames + 1;
            if (!write())
                return std::nullopt;
        }
        if (status == ReadStatus::Damaged)
            return reader.error();
        return status == ReadStatus::End ? m_observer.undecodable(m_input.subject()) : std::nullopt;
    }

    /// Writes what there is, before waiting for more. False: the sink wants no more.
    bool writeIfNew() { return m_observer.statistics().frames == m_writtenFrames || write(); }

private:
    bool write()
    {
        if (m_isRefused)
            return false;
        m_observer.statistics().progress = m_input.progress();
        m_batch.statistics = m_observer.statistics();
        m_writtenFrames = m_batch.statistics.frames;
        m_isRefused = !m_sink.write(std::move(m_batch));
        m_batch.clear();
        return !m_isRefused;
    }

    const InputFile& m_input;
    PacketObserver m_observer;
    RecordSink& m_sink;
    RecordBatch m_batch;
    std::uint64_t m_writtenFrames = 0;
    bool m_isRefused = false; ///< The sink wants no more.
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
