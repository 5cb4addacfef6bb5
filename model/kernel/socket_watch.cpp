#include "model/kernel/socket_watch.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace kernel {

namespace {

using namespace std::chrono_literals;

constexpr auto kHoldersEvery = 250ms;
constexpr auto kAllWhilePending = 1s;
constexpr auto kAllEvery = 5s;
// A round of many processes is spread over time, so that it takes no more than a fifth of one processor.
constexpr auto kSlice = 4ms;
constexpr auto kPause = 16ms;

std::int64_t threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

Timestamp now()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::vector<std::uint32_t> inodesOf(const std::vector<Socket>& sockets)
{
    std::vector<std::uint32_t> inodes;
    inodes.reserve(sockets.size());
    for (const Socket& socket : sockets) {
        if (socket.inode != 0)
            inodes.push_back(socket.inode);
    }
    std::ranges::sort(inodes);
    return inodes;
}

} // namespace

Result<Snapshot> readSnapshot()
{
    auto table = SocketTable::open();
    if (!table)
        return table.error();
    Snapshot snapshot;
    if (const auto error = table.value()->read(snapshot.sockets))
        return *error;
    snapshot.time = now();
    ProcessScan scan;
    scan.begin();
    while (!scan.advance(1h)) {}
    snapshot.owners = scan.owners(inodesOf(snapshot.sockets));
    return snapshot;
}

Result<std::unique_ptr<SocketWatch>> SocketWatch::start(std::chrono::milliseconds interval, Callbacks callbacks)
{
    auto table = SocketTable::open();
    if (!table)
        return table.error();
    return std::unique_ptr<SocketWatch>(new SocketWatch(std::move(table.value()), interval, std::move(callbacks)));
}

SocketWatch::SocketWatch(std::unique_ptr<SocketTable> table, std::chrono::milliseconds interval, Callbacks callbacks)
    : m_table(std::move(table))
    , m_interval(interval)
    , m_callbacks(std::move(callbacks))
    , m_scanner([this](const std::stop_token& stop) { scanProcesses(stop); })
    , m_reader([this](const std::stop_token& stop) { readTable(stop); })
{
}

SocketWatch::~SocketWatch()
{
    m_scanner.request_stop();
    m_reader.request_stop();
}

void SocketWatch::readTable(const std::stop_token& stop)
{
    auto next = Clock::now();
    std::mutex sleepMutex;
    std::condition_variable_any sleep;
    while (!stop.stop_requested()) {
        auto snapshot = std::make_shared<Snapshot>();
        if (const auto error = m_table->read(snapshot->sockets)) {
            m_callbacks.failed(*error);
            return;
        }
        snapshot->time = now();
        noteWork(*snapshot);
        m_tableTime = threadTime();
        m_callbacks.snapshot(std::move(snapshot));
        // A reading that came late is not made up for.
        next = std::max(next + m_interval, Clock::now());
        std::unique_lock lock(sleepMutex);
        sleep.wait_until(lock, stop, next, [] { return false; });
    }
}

/// Gives the snapshot what is known of owners, and the scanner its work.
void SocketWatch::noteWork(Snapshot& snapshot)
{
    std::vector<std::uint32_t> inodes = inodesOf(snapshot.sockets);
    const std::lock_guard lock(m_mutex);
    snapshot.owners = m_owners;
    m_inodes = std::move(inodes);
    m_hasPending = std::ranges::any_of(snapshot.sockets,
                                       [&snapshot](const Socket& socket) { return snapshot.ownership(socket) == Ownership::Pending; });
    if (m_hasPending)
        m_wake.notify_one();
}

bool SocketWatch::awaitRound(const std::stop_token& stop, bool& holdersOnly)
{
    std::unique_lock lock(m_mutex);
    const auto sinceFull = [this] { return Clock::now() - m_lastFullRound; };
    while (!stop.stop_requested()) {
        const bool isFullDue = sinceFull() >= kAllEvery || (m_hasPending && (!m_owners || sinceFull() >= kAllWhilePending));
        if (isFullDue && !m_inodes.empty()) {
            holdersOnly = false;
            return true;
        }
        if (m_hasPending && Clock::now() - m_lastRound >= kHoldersEvery) {
            holdersOnly = true;
            return true;
        }
        m_wake.wait_for(lock, stop, m_hasPending ? std::chrono::milliseconds(50) : std::chrono::milliseconds(500),
                        [had = m_hasPending, this] { return m_hasPending && !had; });
    }
    return false;
}

void SocketWatch::scanProcesses(const std::stop_token& stop)
{
    bool holdersOnly = false;
    while (awaitRound(stop, holdersOnly)) {
        runRound(stop, holdersOnly);
        m_scanTime = threadTime();
    }
}

void SocketWatch::runRound(const std::stop_token& stop, bool holdersOnly)
{
    std::vector<std::uint32_t> asked;
    {
        const std::lock_guard lock(m_mutex);
        asked = holdersOnly && m_owners ? m_owners->asked : m_inodes;
    }
    m_scan.begin(holdersOnly);
    while (!m_scan.advance(kSlice)) {
        std::this_thread::sleep_for(kPause);
        if (stop.stop_requested())
            return;
    }
    auto owners = m_scan.owners(std::move(asked));
    m_lastRound = Clock::now();
    if (!holdersOnly)
        m_lastFullRound = m_lastRound;
    const std::lock_guard lock(m_mutex);
    m_owners = std::move(owners);
    m_hasPending = false; // until the next snapshot says so
}

} // namespace kernel
