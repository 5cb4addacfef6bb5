#pragma once
#include "model/kernel/owners.h"
#include "model/kernel/process_scan.h"
#include "model/kernel/socket_table.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace kernel {

/// All sockets and their holders, once. Looks through all processes, which can take a tenth of a second. Linux only.
Result<Snapshot> readSnapshot();

/// Reads the socket table again and again on a thread of its own, and looks through the processes on another one, less often: at once,
/// but at most four times a second those that held sockets before, when a socket without a known holder has come; all of them every
/// five seconds, or each second while such sockets are left. Linux only.
class SocketWatch {
public:
    struct Callbacks {
        std::function<void(std::shared_ptr<const Snapshot>)> snapshot; ///< Called on the watch's thread.
        /// The same. A system that is busy or short of memory is asked again until snapshots follow, and this is called once meanwhile;
        /// after anything else nothing follows.
        std::function<void(const Error&)> failed;
    };
    using OpenTable = std::function<Result<std::unique_ptr<TableReader>>()>;

    /// The kernel's.
    static Result<std::unique_ptr<TableReader>> openTable();
    /// The first snapshot comes at once, its owners a little later. `open`: another table for tests; `retryEvery`: how long to wait
    /// after a failure that may pass.
    static Result<std::unique_ptr<SocketWatch>> start(std::chrono::milliseconds interval, Callbacks callbacks,
                                                      OpenTable open = openTable,
                                                      std::chrono::milliseconds retryEvery = std::chrono::seconds(1));
    /// Stops; no callback is called any more once it returns, which can take a tenth of a second. Not to be called from a callback.
    ~SocketWatch();

    /// Processor time that the two threads have taken so far.
    std::chrono::nanoseconds tableTime() const { return std::chrono::nanoseconds(m_tableTime.load()); }
    std::chrono::nanoseconds scanTime() const { return std::chrono::nanoseconds(m_scanTime.load()); }

private:
    using Clock = std::chrono::steady_clock;

    SocketWatch(std::unique_ptr<TableReader> table, std::chrono::milliseconds interval, Callbacks callbacks, OpenTable open,
                std::chrono::milliseconds retryEvery);
    void readTable(const std::stop_token& stop);
    std::optional<ReadFailure> readOnce(std::vector<Socket>& sockets, const std::stop_token& stop);
    void scanProcesses(const std::stop_token& stop);
    void runRound(const std::stop_token& stop, bool holdersOnly);
    /// Whether a round is due, and which; waits otherwise.
    bool awaitRound(const std::stop_token& stop, bool& holdersOnly);
    void noteWork(Snapshot& snapshot);

    std::unique_ptr<TableReader> m_table; ///< Of the reading thread; null after a failure.
    const OpenTable m_open;
    const std::chrono::milliseconds m_interval;
    const std::chrono::milliseconds m_retryEvery;
    const Callbacks m_callbacks;
    ProcessScan m_scan; ///< Of the scanning thread.

    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_wake;
    std::shared_ptr<const Owners> m_owners;
    std::vector<std::uint32_t> m_inodes; ///< Of the latest snapshot, ascending.
    bool m_hasPending = false;

    std::atomic<std::int64_t> m_tableTime = 0;
    std::atomic<std::int64_t> m_scanTime = 0;
    Clock::time_point m_lastRound{};     ///< Of the scanning thread, as the next one.
    Clock::time_point m_lastFullRound{};
    std::jthread m_scanner; ///< Last: they end before what they use.
    std::jthread m_reader;
};

} // namespace kernel
