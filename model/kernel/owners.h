#pragma once
#include "model/kernel/socket.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kernel {

struct Process {
    std::int32_t pid = 0;
    std::string name; ///< As `ps` shows it, at most 15 octets.

    friend bool operator==(const Process&, const Process&) = default;
};

/// One descriptor that refers to a socket.
struct Holder {
    std::uint32_t inode = 0;
    std::uint32_t process = 0; ///< In Owners::processes.
    std::int32_t descriptor = 0;

    friend bool operator==(const Holder&, const Holder&) = default;
};

/// Who holds which socket; never changed once it is made, so that snapshots share it.
struct Owners {
    std::vector<Process> processes;
    std::vector<Holder> holders;      ///< By inode, then process, then descriptor.
    std::vector<std::uint32_t> asked; ///< Inodes, ascending: the sockets that existed before all processes were looked through.
    std::uint32_t unreadable = 0;     ///< Processes whose descriptors may not be read.
    bool hidesProcesses = false;      ///< /proc does not even list other users' processes (hidepid).

    /// All descriptors that refer to that socket; none for inode 0.
    std::span<const Holder> of(std::uint32_t inode) const;
    bool isPartial() const { return unreadable > 0 || hidesProcesses; }
};

/// All sockets at one moment, with who holds them.
struct Snapshot {
    Timestamp time{};
    std::vector<Socket> sockets;
    std::shared_ptr<const Owners> owners; ///< May be null: not looked for yet.

    std::span<const Holder> holders(const Socket& socket) const { return owners ? owners->of(socket.inode) : std::span<const Holder>(); }
    const Process& process(const Holder& holder) const { return owners->processes[holder.process]; }
    /// Whether an owner is known, else why not.
    Ownership ownership(const Socket& socket) const;
};

} // namespace kernel
