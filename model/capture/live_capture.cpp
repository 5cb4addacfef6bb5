#include "model/capture/live_capture.h"

#include "model/capture/input_file.h"
#include "model/capture/kept_sentence.h"
#include "model/capture/memory_account.h"
#include "model/capture/packet_backlog.h"
#include "model/capture/packet_observer.h"

#include <algorithm>
#include <string_view>
#include <thread>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPacketsPerChunk = 4096;
constexpr auto kPatience = std::chrono::milliseconds(50);      // a request to stop is heard this late
constexpr auto kHelperPatience = std::chrono::seconds(1);      // then a helper that does not end is killed
constexpr auto kClockInterval = std::chrono::seconds(1);       // how often TIME-WAITs may end while no packet comes

std::string subjectOf(const std::string& interface) { return "The capture on " + interface; }

} // namespace

LiveCounts LiveMeter::counts() const
{
    return {m_isOpen, m_packets, m_received, m_dropped, m_notShown, m_memoryOctets};
}

/// The thread that reads and records: it must never wait for anything but packets.
class LiveCapture::Reader {
public:
    Reader(InputFile& input, const LiveOptions& options, LiveMeter& meter, bool obeysLimits)
        : m_input(input), m_options(options), m_meter(meter), m_obeysLimits(obeysLimits), m_backlog(options.backlogOctets)
    {
    }
    /// Ends with the input, or soon after `stop`.
    void start()
    {
        m_thread = std::jthread([this](const std::stop_token& stop) {
            read(stop);
            m_backlog.close();
        });
    }
    void abort() { m_thread.request_stop(); }
    void join() { m_thread.join(); }
    PacketBacklog& backlog() { return m_backlog; }
    /// After join(): why reading, or recording, came to an early end.
    const std::optional<Error>& readingError() const { return m_readingError; }
    const std::optional<Error>& recordingError() const { return m_recordingError; }
    bool isDamaged() const { return m_isDamaged; }

private:
    void read(const std::stop_token& stop)
    {
        m_input.control(stop, [this] { return starved(); });
        Result<std::unique_ptr<PacketReader>> opened = openPacketReader(m_input);
        if (!opened) {
            if (!m_input.isStopped())
                m_readingError = opened.error();
            return;
        }
        m_meter.m_isOpen = true;
        if (m_options.recording)
            m_recordingError = m_options.recording->begin();
        m_reader = opened.value().get();
        readPackets(*opened.value(), stop);
        handOver();
        finish();
        m_reader = nullptr;
    }
    void readPackets(PacketReader& reader, const std::stop_token& stop)
    {
        const PacketReader::Handler handler = [this](const Packet& packet) { take(packet); };
        ReadStatus status = ReadStatus::More;
        while (status == ReadStatus::More && !stop.stop_requested() && !m_recordingError && !isFull()) {
            status = reader.read(packetsWanted(), handler);
            handOver();
        }
        if (status == ReadStatus::Damaged) {
            m_readingError = reader.error();
            m_isDamaged = true;
        }
    }
    std::size_t packetsWanted() const
    {
        if (!m_obeysLimits || !m_options.limits.packets)
            return kPacketsPerChunk;
        return std::size_t(std::min<std::uint64_t>(kPacketsPerChunk, *m_options.limits.packets - m_packets));
    }
    bool isFull() const
    {
        const CaptureLimits& limits = m_options.limits;
        return m_obeysLimits && ((limits.packets && m_packets >= *limits.packets) || (limits.octets && m_octets >= *limits.octets));
    }
    void take(const Packet& packet)
    {
        constexpr std::uint64_t kBlockOctets = 32; // around a packet in a file
        ++m_packets;
        m_octets += packet.captured.size() + kBlockOctets;
        if (m_options.recording)
            record(packet);
        m_chunk.add(packet);
    }
    /// What comes after an error, until the end that it leads to, is shown and counted as well: the recording keeps it for a copy.
    void record(const Packet& packet)
    {
        if (auto error = m_options.recording->write(packet))
            m_recordingError = std::move(error);
    }
    /// Nothing more has come: what has is on disk and on its way to the screen before the wait.
    bool starved()
    {
        m_meter.m_isOpen = m_meter.m_isOpen || m_input.hasRead();
        if (m_options.recording && m_meter.m_isOpen && !m_obeysLimits) // the helper's octets are a capture; those of a pipe may turn out to be none
            m_recordingError = m_recordingError ? m_recordingError : m_options.recording->begin();
        if (m_options.recording && !m_recordingError)
            m_recordingError = m_options.recording->flush();
        handOver();
        return !m_recordingError;
    }
    void handOver()
    {
        m_backlog.push(m_chunk);
        m_meter.m_packets = m_packets;
        m_meter.m_notShown = m_backlog.lost();
        if (const auto statistics = m_reader ? m_reader->statistics() : std::nullopt) {
            m_meter.m_received = statistics->received;
            m_meter.m_dropped = statistics->dropped;
        }
    }
    void finish()
    {
        if (!m_options.recording || m_recordingError)
            return;
        m_recordingError = m_options.recording->finish(m_reader->statistics());
    }

    InputFile& m_input;
    const LiveOptions& m_options;
    LiveMeter& m_meter;
    const bool m_obeysLimits;
    PacketBacklog m_backlog;
    PacketChunk m_chunk;
    PacketReader* m_reader = nullptr;
    std::uint64_t m_packets = 0;
    std::uint64_t m_octets = 0;
    bool m_isDamaged = false;
    std::optional<Error> m_readingError;
    std::optional<Error> m_recordingError;
    std::jthread m_thread; ///< Last: it uses all the others.
};

/// What run()'s own thread does: packets into batches for the sink.
class LiveCapture::Observing {
public:
    Observing(const LiveOptions& options, LiveMeter& meter, RecordSink& sink)
        : m_observer(trackerOptions(options)), m_memory(options.memoryOctets), m_meter(meter), m_sink(sink)
    {
    }
    void take(const PacketChunk& chunk)
    {
        m_observer.skip(chunk.lostBefore);
        chunk.forEach([this](const Packet& packet) {
            m_observer.take(packet, m_batch);
            m_latest = packet.time;
        });
        m_latestCame = Clock::now();
    }
    /// Time passes although no packet comes, so TIME-WAITs end. The capture's clock need not be this machine's.
    void advanceClock()
    {
        const auto now = Clock::now();
        if (!m_latest || now - m_latestCame < kClockInterval)
            return;
        m_latestCame += kClockInterval;
        *m_latest += kClockInterval;
        m_observer.advanceClock(*m_latest, m_batch);
        if (!m_batch.isEmpty())
            write();
    }
    /// False: the sink wants no more.
    bool write()
    {
        m_batch.statistics = m_observer.statistics();
        if (m_memory > 0)
            reckon();
        const bool goesOn = m_sink.write(std::move(m_batch));
        m_batch.clear();
        return goesOn;
    }
    PacketObserver& observer() { return m_observer; }
    const PacketObserver& observer() const { return m_observer; }

private:
    static TrackerOptions trackerOptions(const LiveOptions& options)
    {
        TrackerOptions tracker = options.tracker;
        tracker.forgets = options.memoryOctets > 0;
        return tracker;
    }
    /// At the limit some more leave than must, so that this is rare.
    void reckon()
    {
        m_account.add(m_batch);
        if (m_account.octets() > m_memory) {
            m_batch.departures = m_account.takeDepartures(m_memory - m_memory / 8);
            for (const ConnectionId id : m_batch.departures)
                m_observer.forget(id);
        }
        m_meter.m_memoryOctets = m_account.octets();
    }

    PacketObserver m_observer;
    const std::size_t m_memory;
    MemoryAccount m_account;
    LiveMeter& m_meter;
    RecordSink& m_sink;
    RecordBatch m_batch;
    std::optional<Timestamp> m_latest;
    Clock::time_point m_latestCame;
};

LiveCapture::LiveCapture(const LiveCaptureOptions& interface, const LiveOptions& options) : m_interface(interface), m_options(options)
{
    m_info.name = interface.interface;
    m_info.description = interface.filter;
    m_info.isLive = true;
    m_info.isThisHost = true;
    if (m_options.recording)
        m_options.recording->describe(interface.interface, interface.filter, interface.snapLength);
}

LiveCapture::LiveCapture(const std::string& path, std::unique_ptr<InputFile> input, const LiveOptions& options)
    : m_options(options), m_input(std::move(input))
{
    m_info.name = path == "-" ? "standard input" : path.substr(path.find_last_of('/') + 1);
    m_info.isLive = !m_input->isRegular();
}

LiveCapture::~LiveCapture() = default;

Result<std::unique_ptr<LiveCapture>> LiveCapture::fromPipe(const std::string& path, const LiveOptions& options)
{
    Result<std::unique_ptr<InputFile>> input = InputFile::open(path);
    if (!input)
        return input.error();
    return std::unique_ptr<LiveCapture>(new LiveCapture(path, std::move(input.value()), options));
}

std::vector<std::string> LiveCapture::helperArguments() const
{
    std::vector<std::string> arguments{"-i", m_interface.interface, "-f", m_interface.filter, "-s", std::to_string(m_interface.snapLength),
                                       "-B", std::to_string(m_interface.bufferMebioctets)};
    if (m_interface.isPromiscuous)
        arguments.emplace_back("--promiscuous");
    const auto add = [&arguments](const char* option, const std::string& value) {
        arguments.emplace_back(option);
        arguments.push_back(value);
    };
    const CaptureLimits& limits = m_options.limits;
    if (limits.packets)
        add("-c", std::to_string(*limits.packets));
    if (limits.duration)
        add("-a", "duration:" + std::to_string(limits.duration->count()));
    if (limits.octets)
        add("-a", "filesize:" + std::to_string(std::max<std::uint64_t>(1, *limits.octets / 1000)));
    return arguments;
}

std::optional<LiveFailure> LiveCapture::startHelper()
{
    auto started = HelperProcess::start(m_interface.helper.empty() ? findHelper() : m_interface.helper, helperArguments());
    if (const LiveFailure* failure = std::get_if<LiveFailure>(&started))
        return *failure;
    m_helper = std::move(std::get<std::unique_ptr<HelperProcess>>(started));
    m_meter->m_helper = m_helper->pid();
    m_input = InputFile::adopt(m_helper->takeOutput(), subjectOf(m_interface.interface));
    return std::nullopt;
}

/// That something is kept is said only if something came, which the helper's messages cannot know.
std::optional<Error> LiveCapture::fail(LiveFailure failure)
{
    m_meter->m_problem = failure.problem;
    std::string& remedy = failure.error.remedy;
    if (m_meter->m_packets == 0 && remedy.starts_with(kCapturedIsKept)) {
        remedy.erase(0, std::min(kCapturedIsKept.size() + 1, remedy.size()));
        if (remedy.empty())
            remedy = "Start the capture again.";
    }
    return failure.error;
}

std::optional<Error> LiveCapture::run(RecordSink& sink, std::stop_token stop)
{
    if (!m_input) {
        if (auto failure = startHelper())
            return fail(*failure);
    }
    Reader reader(*m_input, m_options, *m_meter, !m_helper);
    Observing observing(m_options, *m_meter, sink);
    reader.start();
    {
        const std::stop_callback atOnce(stop, [this, &reader] { askToStop(reader); });
        follow(reader, observing, stop);
    }
    reader.join();
    observing.observer().skip(reader.backlog().lostAtEnd());
    if (reader.isDamaged())
        observing.observer().statistics().damagedAt = observing.observer().statistics().frames + 1;
    observing.write();
    return end(reader, observing, stop.stop_requested());
}

/// A pipe is left alone at once; the helper hands over what it has, and ends.
void LiveCapture::askToStop(Reader& reader) const
{
    if (m_helper)
        m_helper->requestStop();
    else
        reader.abort();
}

/// Until the reader has ended and all it has read is observed. Once a stop is wanted the sink is spared: it gets the rest in one piece.
void LiveCapture::follow(Reader& reader, Observing& observing, const std::stop_token& stop) const
{
    PacketChunk chunk;
    std::optional<Clock::time_point> killAt;
    std::optional<Clock::time_point> endAt;
    if (!m_helper && m_options.limits.duration)
        endAt = Clock::now() + *m_options.limits.duration;
    while (!reader.backlog().isDone()) {
        bool isEnough = stop.stop_requested() || (endAt && Clock::now() >= *endAt);
        if (reader.backlog().take(chunk, kPatience)) {
            observing.take(chunk);
            isEnough = isEnough || (m_helper && observing.observer().undecodable({}));
            if (!killAt && !isEnough)
                isEnough = !observing.write();
        } else if (!killAt) {
            observing.advanceClock();
        }
        if (isEnough && !killAt) {
            askToStop(reader);
            killAt = Clock::now() + kHelperPatience;
        }
        if (killAt && m_helper && Clock::now() >= *killAt)
            m_helper->kill();
    }
}

/// What the user is to be told, the cause before its consequences.
std::optional<Error> LiveCapture::end(const Reader& reader, const Observing& observing, bool isStopped)
{
    bool isEnded = isStopped; // a helper that does not end after that is killed
    std::optional<LiveFailure> failure;
    if (m_helper) {
        if (reader.recordingError() || (reader.readingError() && !m_input->hasEnded())) {
            m_helper->kill(); // nobody reads any more: it would wait for room in its pipe for ever
            isEnded = true;
        }
        failure = m_helper->wait();
    }
    if (const auto& error = reader.recordingError())
        return fail({LiveProblem::CannotRecord, {error->what, std::string(kCapturedIsKept) + ' ' + error->remedy}});
    if (failure && !(isEnded && failure->problem == LiveProblem::HelperKilled))
        return fail(*failure);
    const bool isCutByStop = m_helper && isStopped && m_input->hasEnded();
    if (reader.readingError() && !isCutByStop)
        return fail({LiveProblem::Other, *reader.readingError()});
    if (const auto error = observing.observer().undecodable(m_input->subject()))
        return fail({LiveProblem::Other, *error});
    return std::nullopt;
}
