#include "app/cli/capture.h"

#include "app/cli/capture_options.h"
#include "app/cli/interface_lines.h"
#include "app/cli/json_writer.h"
#include "app/cli/trace_output.h"
#include "app/cli/usage.h"
#include "model/capture/capture_filter.h"
#include "model/capture/interface_list.h"

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace {

/// Ctrl-C, SIGTERM and a terminal that has gone end the capture properly: a thread waits for them, and all others leave them to it.
class StopOnSignal {
public:
    StopOnSignal()
    {
        sigemptyset(&m_signals);
        sigaddset(&m_signals, SIGINT);
        sigaddset(&m_signals, SIGTERM);
        struct sigaction before {};
        if (sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) // as nohup has it
            sigaddset(&m_signals, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
        m_thread = std::jthread([this](const std::stop_token& end) { wait(end); });
    }
    ~StopOnSignal()
    {
        m_thread.request_stop();
        m_thread.join();
        // A second one while the first was heeded means the same, and must not end the program before its report.
        constexpr timespec kNow{0, 0};
        while (sigtimedwait(&m_signals, nullptr, &kNow) > 0) {
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;
    std::stop_token token() const { return m_wanted.get_token(); }

private:
    void wait(const std::stop_token& end)
    {
        constexpr timespec kPatience{0, 20'000'000};
        while (!end.stop_requested() && !m_wanted.stop_requested()) {
            if (sigtimedwait(&m_signals, nullptr, &kPatience) > 0)
                m_wanted.request_stop();
        }
    }

    sigset_t m_signals{};
    sigset_t m_before{};
    std::stop_source m_wanted;
    std::jthread m_thread;
};

/// One line on the terminal that says each second how much has come, since the report comes at the end only.
class Progress {
public:
    explicit Progress(const LiveMeter& meter)
    {
        if (isatty(STDERR_FILENO))
            m_thread = std::jthread([this, &meter](const std::stop_token& end) { show(meter, end); });
    }

private:
    void show(const LiveMeter& meter, const std::stop_token& end)
    {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        while (!m_ending.wait_for(lock, end, std::chrono::seconds(1), [] { return false; }) && !end.stop_requested()) {
            const LiveCounts counts = meter.counts();
            std::fprintf(stderr, "\r%llu packets, %llu dropped ", static_cast<unsigned long long>(counts.packets), static_cast<unsigned long long>(counts.dropped));
            m_hasShown = true;
        }
        if (m_hasShown)
            std::fputc('\n', stderr);
    }

    std::condition_variable_any m_ending;
    bool m_hasShown = false;
    std::jthread m_thread;
};

ExitStatus statusOf(LiveProblem problem)
{
    switch (problem) {
    case LiveProblem::NoPermission:
        return kNoPermission;
    case LiveProblem::WrongFilter:
        return kWrongUsage;
    default:
        return kBadInput;
    }
}

/// What was captured, besides its connections.
std::string captureLine(const CaptureRequest& request, const LiveCounts& counts)
{
    JsonWriter json;
    json.beginObject();
    json.key("type");
    json.name("capture");
    json.key("interface");
    json.text(request.interface.interface);
    json.key("captured");
    json.number(counts.packets);
    const std::pair<std::string_view, std::uint64_t> kernel[] = {{"received", counts.received}, {"dropped", counts.dropped}};
    for (const auto& [key, value] : kernel) {
        json.key(key);
        if (request.isPipe() && counts.received == 0)
            json.null(); // whoever writes the pipe has not said
        else
            json.number(value);
    }
    json.key("notShown");
    json.number(counts.notShown);
    json.endObject();
    json.endLine();
    return std::string(json.written());
}

bool printResult(const Trace& trace, const CaptureRequest& request, const LiveCounts& counts)
{
    if (request.json)
        return print(captureLine(request, counts)) && printTrace(trace, true, request.segments);
    if (!printTrace(trace, false, request.segments))
        return false;
    std::string text;
    if (counts.dropped > 0)
        text += std::to_string(counts.dropped) + " of " + std::to_string(counts.received) + " packets dropped by the kernel: try a larger buffer (-B) or a narrower filter (-f)\n";
    if (counts.notShown > 0)
        text += std::to_string(counts.notShown) + " packets captured but not looked at, because they came too fast\n";
    return print(text);
}

/// Where all that is wanted are the packets.
class NoTrace : public RecordSink {
public:
    bool write(RecordBatch&&) override { return true; }
};

/// Whether the packets come from the very file, or pipe, that they are to be written to.
bool writesToItsSource(const CaptureRequest& request)
{
    struct stat from {};
    struct stat to {};
    const std::string& source = request.interface.interface;
    if ((source == "-" ? fstat(STDIN_FILENO, &from) : stat(source.c_str(), &from)) != 0)
        return false;
    if ((*request.file == "-" ? fstat(STDOUT_FILENO, &to) : stat(request.file->c_str(), &to)) != 0)
        return false;
    return from.st_dev == to.st_dev && from.st_ino == to.st_ino && (S_ISREG(from.st_mode) || S_ISFIFO(from.st_mode));
}

Result<std::unique_ptr<LiveCapture>> makeSource(const CaptureRequest& request)
{
    LiveOptions options;
    options.limits = request.limits;
    if (request.file == "-") // nobody keeps connections: neither need the observer
        options.memoryOctets = std::size_t(64) << 20;
    if (request.file && request.isPipe() && writesToItsSource(request))
        return Error{"The capture would be written to where it is read from: " + request.interface.interface + ".", "Name another file after -w."};
    if (request.file) {
        Result<std::shared_ptr<Recording>> recording = Recording::createAt(*request.file);
        if (!recording)
            return recording.error();
        options.recording = recording.value();
    }
    if (request.isPipe())
        return LiveCapture::fromPipe(request.interface.interface, options);
    return std::make_unique<LiveCapture>(request.interface, options);
}

int fail(const Error& error, ExitStatus status)
{
    printError(error);
    return status;
}

} // namespace

int capture(std::span<const std::string_view> arguments)
{
    const std::optional<CaptureRequest> request = parseCaptureOptions(arguments);
    if (!request)
        return kWrongUsage;
    if (!request->isPipe()) {
        if (const auto error = checkFilter(request->interface.filter, 1))
            return fail(*error, kWrongUsage);
    }
    auto source = makeSource(*request);
    if (!source)
        return fail(source.error(), kBadInput);
    const std::shared_ptr<LiveMeter> meter = source.value()->meter();
    if (isatty(STDERR_FILENO))
        std::fprintf(stderr, "Capturing on %s; Ctrl-C ends it and prints what came.\n", source.value()->info().name.c_str());
    const bool ownsOutput = request->file == "-"; // then there is no report
    TraceSink sink;
    NoTrace none;
    std::optional<Error> error;
    {
        const StopOnSignal signals;
        const Progress progress(*meter);
        error = source.value()->run(ownsOutput ? static_cast<RecordSink&>(none) : sink, signals.token());
    }
    source = Error{}; // closes the recording
    const bool printed = ownsOutput || (error && sink.trace.statistics().frames == 0 && !request->json) || printResult(sink.trace, *request, meter->counts());
    const int status = finishOutput(printed);
    return error ? fail(*error, statusOf(meter->problem())) : status;
}

int interfaces(std::span<const std::string_view> arguments)
{
    const bool json = arguments.size() == 1 && arguments.front() == "--json";
    if (!arguments.empty() && !json)
        return wrongUsage("interfaces takes --json, or nothing");
    const std::vector<NetworkInterface> all = listInterfaces();
    if (json)
        return finishOutput(print(interfaceLines(all)));
    bool printed = true;
    for (const NetworkInterface& each : all) {
        std::string line = each.name + std::string(each.name.size() < 16 ? 16 - each.name.size() : 1, ' ') + (each.isUp ? "up  " : "down");
        for (const IpAddress& address : each.addresses)
            line += "  " + toString(address);
        printed = printed && print(line + '\n');
    }
    return finishOutput(printed);
}
