// A flood on a virtual cable, captured live: how many packets a second, and how many were lost where.
// Usage: bench_live HELPER [PACKETS]. Status 77: it needs a network namespace and cannot have one.
#include "model/capture/live_capture.h"
#include "model/trace/trace.h"
#include "model/wire/frame.h"
#include "tests/support/network_namespace.h"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

constexpr int kCannot = 77;
constexpr std::size_t kConnections = 1000;
constexpr std::size_t kText = 146; // frames of 200 octets, which the snap length cuts
constexpr std::size_t kAtOnce = 64;
constexpr std::size_t kSequenceAt = 14 + 20 + 4;

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::vector<std::vector<std::uint8_t>> makeFrames()
{
    const std::vector<std::uint8_t> text(kText, 'x');
    std::vector<std::vector<std::uint8_t>> frames(kConnections);
    for (std::size_t i = 0; i < kConnections; ++i) {
        wire::OutgoingSegment outgoing;
        outgoing.source.ip.octets = {10, 0, std::uint8_t(i >> 8), std::uint8_t(i)};
        outgoing.source.port = std::uint16_t(20000 + i);
        outgoing.destination.ip.octets = {10, 1, 0, 1};
        outgoing.destination.port = 80;
        outgoing.segment.flags = tcp::Flag::Ack;
        outgoing.segment.wnd = 1000;
        outgoing.segment.textLength = std::uint32_t(kText);
        outgoing.text = text;
        wire::encodeFrame(outgoing, frames[i]);
    }
    return frames;
}

/// Sends as fast as it goes, and writes the seconds that it took to `report`.
void flood(const char* interface, std::size_t packets, int report)
{
    const int descriptor = socket(AF_PACKET, SOCK_RAW, 0);
    const int yes = 1;
    setsockopt(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_ifindex = int(if_nametoindex(interface));
    if (descriptor < 0 || bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        _exit(1);
    std::vector<std::vector<std::uint8_t>> frames = makeFrames();
    std::vector<std::uint32_t> sequence(kConnections, 0);
    mmsghdr messages[kAtOnce] = {};
    iovec pieces[kAtOnce] = {};
    const auto start = Clock::now();
    for (std::size_t sent = 0; sent < packets;) {
        const std::size_t count = std::min(kAtOnce, packets - sent);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t connection = (sent + i) % kConnections;
            const std::uint32_t number = htonl(sequence[connection]);
            sequence[connection] += std::uint32_t(kText);
            std::memcpy(frames[connection].data() + kSequenceAt, &number, sizeof number);
            pieces[i] = {frames[connection].data(), frames[connection].size()};
            messages[i].msg_hdr.msg_iov = &pieces[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        for (std::size_t done = 0; done < count;) {
            const int result = sendmmsg(descriptor, messages + done, unsigned(count - done), 0);
            if (result < 0 && errno != ENOBUFS && errno != EAGAIN)
                _exit(1);
            done += std::size_t(std::max(result, 0));
        }
        sent += count;
    }
    const double seconds = secondsSince(start);
    _exit(write(report, &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
}

class TraceSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    Trace trace;
};

struct Outcome {
    double sendSeconds = 0;
    double allSeconds = 0; ///< Until the last packet is in the trace.
    LiveCounts counts;
    std::uint64_t recorded = 0;
    std::optional<Error> error;
};

std::vector<pid_t> startBusy(int count)
{
    std::vector<pid_t> busy;
    for (int i = 0; i < count; ++i) {
        const pid_t pid = fork();
        if (pid == 0) {
            volatile unsigned spin = 0;
            for (;;)
                spin = spin ^ 1u;
        }
        busy.push_back(pid);
    }
    return busy;
}

double runSender(std::size_t packets)
{
    int report[2];
    if (pipe(report) != 0)
        return 0;
    const pid_t sender = fork();
    if (sender == 0)
        flood("tcplens0", packets, report[1]);
    close(report[1]);
    double seconds = 0;
    if (read(report[0], &seconds, sizeof seconds) != sizeof seconds)
        seconds = 0;
    close(report[0]);
    waitpid(sender, nullptr, 0);
    return seconds;
}

Outcome measure(const std::string& helper, std::size_t packets, int busyProcesses, const std::string& folder)
{
    Outcome outcome;
    RecordingOptions recordingOptions;
    recordingOptions.folder = folder;
    auto recording = Recording::create(recordingOptions);
    if (!recording) {
        outcome.error = recording.error();
        return outcome;
    }
    LiveCaptureOptions interface;
    interface.interface = "tcplens1";
    interface.helper = helper;
    LiveOptions options;
    options.recording = recording.value();
    LiveCapture capture(interface, options);
    TraceSink sink;
    const auto start = Clock::now();
    Clock::time_point sentAt = start;
    {
        std::jthread reader([&](const std::stop_token& stop) { outcome.error = capture.run(sink, stop); });
        while (!capture.meter()->counts().isOpen && secondsSince(start) < 5)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        const std::vector<pid_t> busy = startBusy(busyProcesses);
        sentAt = Clock::now();
        outcome.sendSeconds = runSender(packets);
        for (auto counts = capture.meter()->counts(); counts.packets + counts.dropped < packets && secondsSince(sentAt) < 60; counts = capture.meter()->counts())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        reader.request_stop();
        reader.join();
        for (const pid_t pid : busy) {
            kill(pid, SIGKILL);
            waitpid(pid, nullptr, 0);
        }
    }
    outcome.allSeconds = secondsSince(sentAt);
    outcome.counts = capture.meter()->counts();
    outcome.recorded = recording.value()->octets();
    recording.value()->discard();
    return outcome;
}

/// False if packets are missing that nobody has counted.
bool print(const char* title, std::size_t packets, const Outcome& outcome)
{
    if (outcome.error) {
        std::printf("%s: %s %s\n", title, outcome.error->what.c_str(), outcome.error->remedy.c_str());
        return false;
    }
    const LiveCounts& counts = outcome.counts;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%s: %zu packets sent in %.2f s (%.0f a second), all shown after %.2f s; captured %llu, dropped by the kernel %llu, not shown %llu;"
                " recorded %.1f MiB, peak memory %.0f MiB\n",
                title, packets, outcome.sendSeconds, double(packets) / outcome.sendSeconds, outcome.allSeconds,
                static_cast<unsigned long long>(counts.packets), static_cast<unsigned long long>(counts.dropped),
                static_cast<unsigned long long>(counts.notShown), double(outcome.recorded) / 1048576, double(usage.ru_maxrss) / 1024);
    return counts.packets + counts.dropped == packets;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    const std::size_t packets = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000'000;
    if (const auto reason = enterNetworkNamespace()) {
        std::puts(reason->c_str());
        return kCannot;
    }
    if (!runCommand("ip link add tcplens0 type veth peer name tcplens1 && ip link set tcplens0 up && ip link set tcplens1 up"))
        return kCannot;
    char folder[] = "/tmp/tcplens-bench-XXXXXX";
    if (!mkdtemp(folder))
        return 1;
    const Outcome alone = measure(argv[1], packets, 0, folder);
    const bool isFine = print("alone", packets, alone) && alone.counts.dropped == 0;
    const bool isCounted = print("four busy processes beside", packets, measure(argv[1], packets, 4, folder));
    std::filesystem::remove_all(folder);
    return isFine && isCounted ? 0 : 1;
}
