#pragma once
#include "model/kernel/owners.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kernel {

/// Looks through the processes of /proc for sockets, a slice at a time. Linux only.
///
/// A round looks at every process. Between two rounds little changes, so a round can be spread over seconds, and processes that held
/// sockets before can be asked first.
class ProcessScan {
public:
    /// `root`: another folder for tests.
    explicit ProcessScan(std::string root = "/proc") : m_root(std::move(root)) {}

    /// Begins a round. `holdersOnly`: only processes that held sockets in the last full round.
    void begin(bool holdersOnly = false);
    /// Goes on for about `budget`; true once the round is complete.
    bool advance(std::chrono::nanoseconds budget);
    /// What the last rounds found; `asked`: see there.
    std::shared_ptr<const Owners> owners(std::vector<std::uint32_t> asked) const;

private:
    struct Seen {
        std::string name;
        std::vector<Holder> holders; ///< `process` is not set.
        bool isUnreadable = false;
    };
    void look(std::int32_t pid);
    bool isKernelThread(std::int32_t pid) const;

    std::string m_root;
    std::map<std::int32_t, Seen> m_processes;
    std::vector<std::int32_t> m_todo; ///< Last first.
    bool m_hides = false;
};

} // namespace kernel
