#pragma once
#include "model/capture/helper_process.h"
#include "model/capture/recording.h"
#include "model/observer/connection_tracker.h"
#include "model/trace/trace_source.h"

#include <atomic>
#include <chrono>
#include <memory>

class InputFile;

/// When a capture ends by itself; whichever comes first.
struct CaptureLimits {
    std::optional<std::chrono::seconds> duration;
    std::optional<std::uint64_t> packets;
    std::optional<std::uint64_t> octets; ///< Of what has been captured, as a file has it; a whole number of 1000.
};

/// What to capture, and how.
struct LiveCaptureOptions {
    std::string interface;           ///< "eth0", or "any".
    std::string filter = "tcp";      ///< BPF; empty: all packets.
    std::uint32_t snapLength = 128;  ///< Octets kept of each packet: all headers.
    unsigned bufferMebioctets = 32;  ///< The kernel's ring: 200 ms of 680,000 packets a second.
    bool isPromiscuous = false;
    std::string helper;              ///< The helper's path; empty: findHelper().
};

/// What holds for every live source, whether an interface or a pipe.
struct LiveOptions {
    CaptureLimits limits;
    TrackerOptions tracker;
    std::shared_ptr<Recording> recording;                  ///< Where packets are written as they come; null: nowhere.
    std::size_t backlogOctets = std::size_t(256) << 20;    ///< Packets that wait to be shown; more are recorded, counted and not shown.
    std::size_t memoryOctets = 0;                          ///< What the trace may take before connections that are not open leave (RecordBatch::departures); 0: anything.
};

/// Counts of a live capture as of now.
struct LiveCounts {
    bool isOpen = false;               ///< The device is open: packets are being captured.
    std::uint64_t packets = 0;         ///< Read and recorded.
    std::uint64_t received = 0;        ///< Passed the filter, as the kernel counts; a second old at most.
    std::uint64_t dropped = 0;         ///< Of those, dropped by the kernel because its buffer was full.
    std::uint64_t notShown = 0;        ///< Recorded, but left out of the trace: decoding was too slow.
    std::uint64_t memoryOctets = 0;    ///< What the trace takes, about. Above the limit: only open connections are left.
};

/// A live capture seen from other threads while, and after, it runs.
class LiveMeter {
public:
    LiveCounts counts() const;
    /// After run(): why it ended; None if as requested.
    LiveProblem problem() const { return m_problem; }
    /// The helper's process; 0 where there is none (yet).
    pid_t helper() const { return m_helper; }

private:
    friend class LiveCapture;
    std::atomic<bool> m_isOpen{false};
    std::atomic<std::uint64_t> m_packets{0};
    std::atomic<std::uint64_t> m_received{0};
    std::atomic<std::uint64_t> m_dropped{0};
    std::atomic<std::uint64_t> m_notShown{0};
    std::atomic<std::uint64_t> m_memoryOctets{0};
    std::atomic<LiveProblem> m_problem{LiveProblem::None};
    std::atomic<pid_t> m_helper{0};
};

/// Packets as they come, as a source: from an interface through the capture helper, or from standard input or a pipe, as
/// `ssh HOST tcpdump -U -i any -w - tcp` fills it.
///
/// The thread that reads and records does nothing else; run()'s own decodes. However slow the sink is, what arrives is recorded.
class LiveCapture : public TraceSource {
public:
    /// Starts nothing yet: all that can fail is reported by run().
    explicit LiveCapture(const LiveCaptureOptions& interface, const LiveOptions& options = {});
    /// From "-" (standard input), a FIFO or another path; never waits.
    static Result<std::unique_ptr<LiveCapture>> fromPipe(const std::string& path, const LiveOptions& options = {});
    ~LiveCapture() override;

    SourceInfo info() const override { return m_info; }
    /// Once only. Ends within 200 ms of a request to stop, with all that was captured until then in the trace and in the recording.
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override;
    /// Stays valid after this source is gone.
    std::shared_ptr<LiveMeter> meter() const { return m_meter; }

private:
    class Reader;
    class Observing;

    LiveCapture(const std::string& path, std::unique_ptr<InputFile> input, const LiveOptions& options);
    std::optional<LiveFailure> startHelper();
    void askToStop(Reader& reader) const;
    void follow(Reader& reader, Observing& observing, const std::stop_token& stop) const;
    std::optional<Error> end(const Reader& reader, const Observing& observing, bool isStopped);
    std::optional<Error> fail(LiveFailure failure);
    std::vector<std::string> helperArguments() const;

    const LiveCaptureOptions m_interface;
    const LiveOptions m_options;
    SourceInfo m_info;
    const std::shared_ptr<LiveMeter> m_meter = std::make_shared<LiveMeter>();
    std::unique_ptr<HelperProcess> m_helper; ///< Null for a pipe.
    std::unique_ptr<InputFile> m_input;
};
