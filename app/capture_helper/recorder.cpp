#include "app/capture_helper/recorder.h"

#include "model/capture/link_types.h"
#include "model/capture/pcapng_blocks.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <pcap/pcap.h>
#include <poll.h>
#include <unistd.h>

namespace {

constexpr int kPacketsAtOnce = 1024;           // then standard input and the limits have their turn
constexpr std::size_t kOctetsAtOnce = 1 << 18; // handed on in pieces of about this size
constexpr auto kStatisticsInterval = std::chrono::seconds(1);
constexpr auto kLongestWait = std::chrono::milliseconds(250); // a signal just before the wait is noticed this late
constexpr auto kDrainPatience = std::chrono::milliseconds(40); // the kernel hands on a begun block after 10 ms
constexpr auto kDrainLimit = std::chrono::milliseconds(120);

volatile std::sig_atomic_t s_isInterrupted = 0;

void interrupt(int) { s_isInterrupted = 1; }

} // namespace

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

Recorder::Recorder(pcap_t* device, const Options& options) : m_device(device), m_options(options)
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
    while (!isOver()) {
        waitForWork();
        if (auto failure = readPackets()) {
            writeStatistics();
            flush();
            return failure;
        }
        heedLimits();
        flush();
    }
    if (auto failure = drain())
        return failure;
    writeStatistics();
    flush();
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
        if (auto failure = readPackets())
            return failure;
        flush();
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
        m_isStopping = true;
}

void Recorder::heedControl()
{
    char octets[512];
    const ssize_t got = read(STDIN_FILENO, octets, sizeof octets);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got <= 0) {
        m_hasControl = false;
        m_isStopping = true; // nobody is left who could stop it
        return;
    }
    const Requests requests = m_control.take(std::span<const char>(octets).first(std::size_t(got)));
    if (requests.statistics)
        writeStatistics();
    if (requests.unknown && !m_hasComplained) {
        m_hasComplained = true; // once: it must not fill a pipe that nobody reads
        complain({"There is no such command.", "It is either stop or statistics."});
    }
    m_isStopping = m_isStopping || requests.stop;
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

/// Waits while the reader is slow: packets wait in the ring then, and what does not fit is counted by the kernel.
void Recorder::flush()
{
    for (std::size_t written = 0; written < m_out.size() && m_writeError == 0;) {
        const ssize_t count = write(STDOUT_FILENO, m_out.data() + written, m_out.size() - written);
        if (count < 0 && errno != EINTR)
            m_writeError = errno;
        else if (count > 0)
            written += std::size_t(count);
    }
    m_writtenOctets += m_out.size();
    m_out.clear();
}
