#pragma once
#include "model/kernel/owners.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Sockets and snapshots made by hand, for tests.
namespace samples {

inline SocketAddress address(std::uint8_t host, std::uint16_t port)
{
    SocketAddress address;
    address.ip.octets = {10, 0, 0, host};
    address.port = port;
    return address;
}

/// 10.0.0.1:`localPort` to 10.0.0.2:`remotePort`, held by descriptor `inode` if it is not 0.
inline kernel::Socket socket(tcp::State state, std::uint16_t localPort, std::uint16_t remotePort = 80, std::uint32_t inode = 0)
{
    kernel::Socket socket;
    socket.state = state;
    socket.local = address(1, localPort);
    if (state != tcp::State::Listen)
        socket.remote = address(2, remotePort);
    socket.inode = inode;
    socket.cookie = localPort;
    if (state == tcp::State::TimeWait) {
        socket.kind = kernel::EntryKind::Mini;
        socket.timer = {kernel::TimerKind::TimeWait, 0, std::chrono::seconds(60)};
    }
    return socket;
}

inline kernel::Snapshot snapshot(std::chrono::milliseconds time, std::vector<kernel::Socket> sockets)
{
    kernel::Snapshot snapshot;
    snapshot.time = Timestamp(time);
    snapshot.sockets = std::move(sockets);
    return snapshot;
}

/// One process that holds these inodes, with descriptors from 3 on.
inline std::shared_ptr<const kernel::Owners> owners(std::int32_t pid, std::string name, const std::vector<std::uint32_t>& inodes)
{
    auto owners = std::make_shared<kernel::Owners>();
    owners->processes.push_back({pid, std::move(name)});
    std::int32_t descriptor = 3;
    for (const std::uint32_t inode : inodes) // ascending
        owners->holders.push_back({inode, 0, descriptor++});
    owners->asked = inodes;
    return owners;
}

} // namespace samples
