#include "app/capture_helper/recorder.h"

#include "model/capture/link_types.h"
#include "model/capture/pcapng_blocks.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr int kPacketsAtOnce = 1024;           // then standard input and the limits have their turn
constexpr std::size_t kOctetsAtOnce = 1 << 18; // handed on in pieces of about this size
constexpr auto kStatisticsInterval = std::chrono::seconds(1);
constexpr auto kLongestWait = std::chrono::milliseconds(250); // a signal just before the wait is noticed this late
constexpr auto kDrainPatience = std::chrono::milliseconds(40); // the kernel hands on a begun block after 10 ms
constexpr auto kDrainLimit = std::chrono::milliseconds(120);
constexpr auto kReaderPatience = std::chrono::milliseconds(500); // for a reader that takes nothing once a stop is wanted

volatile std::sig_atomic_t s_isInterrupted = 0;

void interrupt(int) { s_isInterrupted = 1; }

} // namespace

bool openOutputAnew()
{
    struct stat status {};
    if (fstat(STDOUT_FILENO, &status) != 0)
        return false;
    if (S_ISREG(status.st_mode))
        return true;
    // A description of its own: O_NONBLOCK on the given one would be there for all others that have it, too.
    const int own = S_ISFIFO(status.st_mode) ? open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;
    const bool isDone = own >= 0 && dup2(own, STDOUT_FILENO) == STDOUT_FILENO;
    if (own >= 0)
        close(own);
    return isDone;
}

void stopOnSignals()
{
    struct sigaction action {};
    action.sa_handler = interrupt;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr); // write() says it
    sigaction(SIGXFSZ, &action, nullptr);
}

void complain(const Error& error)
{
    std::string text = "tcplens-capture: " + error.what + '\n';
    if (!error.remedy.empty())
        text += "tcplens-capture: " + error.remedy + '\n';
    [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, text.data(), text.size()); // nobody is left to tell
}

Recorder::Recorder(pcap_t* device, const Options& options, bool neverBlocks) : m_device(device), m_options(options), m_neverBlocks(neverBlocks)
{
    m_out.reserve(2 * kOctetsAtOnce);
}

void Recorder::begin()
{
    pcapng::appendSection("tcplens-capture", {}, m_out);
    pcapng::appendInterface({.linkType = std::uint16_t(toLinkType(pcap_datalink(m_device))),
                             .snapLength = std::uint32_t(m_options.snapLength),
                             .name = m_options.interface,
                             .filter = m_options.filter}, m_out);
    flush(); // tells the reader that the device is open
}

std::optional<Failure> Recorder::run()
{
    begin();
    std::optional<Failure> failure;
    while (!isOver() && !failure) {
        waitForWork();
        failure = readPackets();
        heedLimits();
        flush();
    }
    if (!failure)
        failure = drain();
    writeStatistics();
    flush();
    if (failure)
        return failure;
    if (m_writeError == ETIMEDOUT)
        return Failure{HelperExit::CannotWrite, {"Cannot write the packets: whatever reads them stands still.", "Check the disk's free space, or whatever reads it."}};
    if (m_writeError != 0 && m_writeError != EPIPE)
        return Failure{HelperExit::CannotWrite, {std::string("Cannot write the packets: ") + std::strerror(m_writeError) + '.', "Check the disk's free space."}};
    return std::nullopt;
}

/// What was on its way when the stop came belongs to the recording; but a flood must not hold up the end.
std::optional<Failure> Recorder::drain()
{
    const auto deadline = Clock::now() + kDrainLimit;
    while (m_writeError == 0 && Clock::now() < deadline && (!m_options.packetLimit || m_packets < *m_options.packetLimit)) {
        pollfd ring{pcap_get_selectable_fd(m_device), POLLIN, 0};
        if (poll(&ring, 1, int(kDrainPatience.count())) <= 0)
            break;
        auto failure = readPackets();
        flush();
        if (failure)
            return failure;
    }
    return std::nullopt;
}

void Recorder::waitForWork()
{
    pollfd descriptors[] = {{pcap_get_selectable_fd(m_device), POLLIN, 0}, {m_hasControl ? STDIN_FILENO : -1, POLLIN, 0}};
    auto until = std::min(Clock::now() + kLongestWait, m_statisticsDue);
    if (m_options.duration)
        until = std::min(until, m_start + *m_options.duration);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (poll(descriptors, 2, int(std::max<std::int64_t>(wait.count(), 0))) > 0 && descriptors[1].revents != 0)
        heedControl();
    if (s_isInterrupted)
        stopAsAsked();
}

void Recorder::stopAsAsked()
{
    m_isStopping = true;
    m_isAskedToStop = true;
}

void Recorder::heedControl()
{
    char octets[512];
    const ssize_t got = read(STDIN_FILENO, octets, sizeof octets);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got <= 0) {
        m_hasControl = false;
        stopAsAsked(); // nobody is left who could stop it
        return;
    }
    const Requests requests = m_control.take(std::span<const char>(octets).first(std::size_t(got)));
    if (requests.statistics)
        m_statisticsDue = Clock::now(); // written with the next packets, so that a reader that stands still does not pile them up here
    if (requests.unknown && !m_hasComplained) {
        m_hasComplained = true; // once: it must not fill a pipe that nobody reads
        complain({"There is no such command.", "It is either stop or statistics."});
    }
    if (requests.stop)
        stopAsAsked();
}

std::optional<Failure> Recorder::readPackets()
{
    int limit = kPacketsAtOnce;
    if (m_options.packetLimit)
        limit = int(std::min<std::uint64_t>(std::uint64_t(limit), *m_options.packetLimit - m_packets));
    if (limit == 0)
        return std::nullopt;
    const int result = pcap_dispatch(m_device, limit, &Recorder::takePacket, reinterpret_cast<unsigned char*>(this));
    if (result < 0 && result != PCAP_ERROR_BREAK)
        return readingFailure(m_device, result, m_options.interface);
    return std::nullopt;
}

void Recorder::takePacket(unsigned char* self, const pcap_pkthdr* header, const unsigned char* octets)
{
    reinterpret_cast<Recorder*>(self)->take(*header, octets);
}

void Recorder::take(const pcap_pkthdr& header, const unsigned char* octets)
{
    // With nanosecond precision tv_usec holds nanoseconds.
    const Timestamp time(std::chrono::seconds(header.ts.tv_sec) + std::chrono::nanoseconds(header.ts.tv_usec));
    pcapng::appendPacket(0, time, {octets, header.caplen}, header.len, m_out);
    ++m_packets;
    if (m_out.size() >= kOctetsAtOnce)
        flush();
}

void Recorder::heedLimits()
{
    const auto now = Clock::now();
    if (now >= m_statisticsDue)
        writeStatistics();
    if ((m_options.packetLimit && m_packets >= *m_options.packetLimit) || (m_options.duration && now >= m_start + *m_options.duration)
        || (m_options.octetLimit && m_writtenOctets + m_out.size() >= *m_options.octetLimit))
        m_isStopping = true;
}

void Recorder::writeStatistics()
{
    m_statisticsDue = Clock::now() + kStatisticsInterval;
    pcap_stat counts{};
    if (pcap_stats(m_device, &counts) != 0)
        return;
    m_dropped += std::uint32_t(counts.ps_drop - m_droppedBefore); // libpcap's 32 bits wrap within hours of a flood
    m_droppedBefore = counts.ps_drop;
    // Not ps_recv: on the loopback interface that counts each packet twice, of which libpcap leaves out one.
    pcapng::appendStatistics(0, std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()), {m_packets + m_dropped, m_dropped}, m_out);
}

/// Until the reader takes more. Whoever wants a stop is heard meanwhile; false: then it has taken nothing for too long.
bool Recorder::awaitReader()
{
    std::optional<Clock::time_point> deadline;
    for (;;) {
        if (s_isInterrupted)
            stopAsAsked();
        if (m_isAskedToStop && !deadline)
            deadline = Clock::now() + kReaderPatience;
        pollfd descriptors[] = {{STDOUT_FILENO, POLLOUT, 0}, {m_hasControl ? STDIN_FILENO : -1, POLLIN, 0}};
        const auto wait = deadline ? std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()) : kLongestWait;
        const bool isReady = poll(descriptors, 2, int(std::max<std::int64_t>(wait.count(), 0))) > 0;
        if (isReady && descriptors[0].revents != 0)
            return true;
        if (isReady)
            heedControl();
        if (deadline && Clock::now() >= *deadline)
            return false;
    }
}

/// Waits while the reader is slow: packets wait in the ring then, and what does not fit is counted by the kernel.
void Recorder::flush()
{
    for (std::size_t written = 0; written < m_out.size() && m_writeError == 0;) {
        if (!awaitReader()) {
            m_writeError = ETIMEDOUT;
            break;
        }
        const std::size_t most = m_neverBlocks ? m_out.size() : std::size_t(PIPE_BUF); // so much a pipe takes without a wait
        const ssize_t count = write(STDOUT_FILENO, m_out.data() + written, std::min(most, m_out.size() - written));
        if (count < 0 && errno != EINTR && errno != EAGAIN)
            m_writeError = errno;
        else if (count > 0)
            written += std::size_t(count);
    }
    m_writtenOctets += m_out.size();
    m_out.clear();
}
