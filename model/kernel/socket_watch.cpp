#include "model/kernel/socket_watch.h"

#include <algorithm>
#include <ctime>
#include <stop_token>
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

constexpr const char* kTriesAgain = "The system is busy or short of memory; it is asked again each second.";

std::int64_t threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// False at once, or as soon as it is, if it is to stop.
bool waitFor(const std::stop_token& stop, std::chrono::nanoseconds time)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
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

Result<std::unique_ptr<TableReader>> SocketWatch::openTable()
{
    auto table = SocketTable::open();
    if (!table)
        return table.error();
    return std::unique_ptr<TableReader>(std::move(table.value()));
}

Result<std::unique_ptr<SocketWatch>> SocketWatch::start(std::chrono::milliseconds interval, Callbacks callbacks, OpenTable open,
                                                        std::chrono::milliseconds retryEvery)
{
    auto table = open();
    if (!table)
        return table.error();
    return std::unique_ptr<SocketWatch>(new SocketWatch(std::move(table.value()), interval, std::move(callbacks), std::move(open), retryEvery));
}

SocketWatch::SocketWatch(std::unique_ptr<TableReader> table, std::chrono::milliseconds interval, Callbacks callbacks, OpenTable open,
                         std::chrono::milliseconds retryEvery)
    : m_table(std::move(table))
    , m_open(std::move(open))
    , m_interval(interval)
    , m_retryEvery(retryEvery)
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
    bool hasFailed = false;
    while (!stop.stop_requested()) {
        auto snapshot = std::make_shared<Snapshot>();
        const auto failure = readOnce(snapshot->sockets, stop);
        if (stop.stop_requested())
            return;
        if (failure) {
            if (!std::exchange(hasFailed, true) || !failure->isPassing)
                m_callbacks.failed(failure->error);
            if (!failure->isPassing)
                return;
            waitFor(stop, m_retryEvery);
            continue;
        }
        hasFailed = false;
        snapshot->time = now();
        noteWork(*snapshot);
        m_tableTime = threadTime();
        m_callbacks.snapshot(std::move(snapshot));
        // A reading that came late is not made up for.
        next = std::max(next + m_interval, Clock::now());
        waitFor(stop, next - Clock::now());
    }
}

/// With a fresh table after a failure, so that a late answer to an earlier question cannot mix in.
std::optional<ReadFailure> SocketWatch::readOnce(std::vector<Socket>& sockets, const std::stop_token& stop)
{
    if (!m_table) {
        auto table = m_open();
        if (!table)
            return ReadFailure{table.error(), true}; // it could be opened once
        m_table = std::move(table.value());
    }
    auto failure = m_table->read(sockets, stop);
    if (failure)
        m_table.reset();
    if (failure && failure->isPassing)
        failure->error.remedy = kTriesAgain;
    return failure;
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
        if (!waitFor(stop, kPause))
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
