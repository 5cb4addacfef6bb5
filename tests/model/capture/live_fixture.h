#pragma once
#include "model/capture/live_capture.h"
#include "model/trace/trace.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

/// Collects a trace; can be made slow.
class TraceSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override;
    /// From now on write() waits until release().
    void hold();
    void release();
    // Only once the capture has ended.
    Trace trace;
    std::vector<ConnectionId> departures; ///< As the source has said; none has left `trace`.

private:
    std::mutex m_mutex;
    std::condition_variable m_released;
    bool m_isHeld = false;
};

/// A live capture that runs on a thread of its own, as in the programs.
class RunningCapture {
public:
    explicit RunningCapture(std::unique_ptr<LiveCapture> capture);
    /// Waits until packets are being captured; false: it has ended before, or that took too long.
    bool waitUntilOpen();
    /// Waits until `holds`; false: that took too long.
    bool waitUntil(const std::function<bool(const LiveCounts&)>& holds);
    /// Asks it to stop and waits; the time that took.
    std::chrono::milliseconds stop();
    /// Waits until it ends by itself; false: that took too long, and it has been stopped.
    bool waitForEnd(std::chrono::seconds patience = std::chrono::seconds(20));
    LiveMeter& meter() { return *m_meter; }
    TraceSink& sink() { return m_sink; }
    /// After its end.
    const std::optional<Error>& error() const { return m_error; }

private:
    std::unique_ptr<LiveCapture> m_capture;
    std::shared_ptr<LiveMeter> m_meter;
    TraceSink m_sink;
    std::optional<Error> m_error;
    std::atomic<bool> m_hasEnded{false};
    std::jthread m_thread;
};

/// A server in a network namespace of its own, at the other end of a virtual cable from `tcplens0` (10.77.0.1) in this one. It answers
/// what it gets with the same octets until the client closes.
class FarServer {
public:
    /// Lays the cable; false if something of that fails.
    bool start();
    ~FarServer();
    FarServer() = default;
    FarServer(const FarServer&) = delete;
    FarServer& operator=(const FarServer&) = delete;
    static constexpr const char* kAddress = "10.77.0.2";
    static constexpr std::uint16_t kPort = 7777;

private:
    [[noreturn]] static void serve(int ready, int go);
    pid_t m_process = -1;
};

/// Connects, exchanges `rounds` small messages, and closes; false if that fails.
bool talk(const char* address, std::uint16_t port, int rounds);
/// A listener on the loopback interface; its port is put into `port`.
int listenOnLoopback(std::uint16_t& port);
/// Connects to the listener, exchanges a message, and closes both ends, the connecting one first.
bool talkToOwnListener(int listener, std::uint16_t port);
/// TCP segments that this network namespace has sent and received, as its kernel counts; 0 if it does not tell.
std::uint64_t segmentsOfThisHost();
