#pragma once
#include "model/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sys/types.h>

/// Why a live capture ended otherwise than by request.
enum class LiveProblem : std::uint8_t {
    None,
    NoHelper,      ///< tcplens-capture is missing or cannot be started.
    NoPermission,  ///< It may not be started by this user, or has not got its capabilities.
    NoSuchDevice,
    WrongFilter,
    DeviceGone,    ///< While it was captured.
    HelperKilled,
    CannotRecord,  ///< The disk is full, or the folder is not to be written to.
    Other,
};

/// A problem with what to tell the user.
struct LiveFailure {
    LiveProblem problem = LiveProblem::Other;
    Error error;
};

/// The capture helper as a running process: the only program of tcplens with privileges.
class HelperProcess {
public:
    /// Starts the program, a path or a name that PATH leads to, with these arguments, in a process group of its own, so that Ctrl-C at a terminal reaches this process alone.
    static std::variant<std::unique_ptr<HelperProcess>, LiveFailure> start(const std::string& name, const std::vector<std::string>& arguments);
    /// Kills it if it still runs.
    ~HelperProcess();
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;

    pid_t pid() const { return m_pid; }
    /// The descriptor that its packets come from; the caller owns it from now on.
    int takeOutput();
    /// Asks it to write what it has, and end. Thread-safe, never waits.
    void requestStop() const;
    /// Ends it without further ado. Thread-safe.
    void kill() const;
    /// Waits for its end, which the end of its output announces. Nothing: it ended properly.
    std::optional<LiveFailure> wait();

private:
    HelperProcess() = default;
    std::string takeMessages();

    pid_t m_pid = -1;
    int m_control = -1;
    int m_output = -1;
    int m_messages = -1;
};

/// Where tcplens-capture lies: beside this program, else wherever PATH says.
std::string findHelper();
