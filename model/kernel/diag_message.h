#pragma once
#include "model/kernel/socket.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kernel {

/// What one piece of the answer to a dump request said.
struct DumpProgress {
    bool isDone = false;       ///< The answer ended here.
    int error = 0;             ///< errno of the kernel's refusal; 0: none.
    std::uint32_t damaged = 0; ///< Messages that could not be read.
};

/// Takes the sockets out of `octets`, as read from a NETLINK_SOCK_DIAG socket, into `sockets`; other messages are passed over.
/// Shorter TCP_INFO of older kernels and longer of newer ones are welcome. `sequence`: messages that answer something else are ignored.
/// `octets` begins at an address divisible by 4.
DumpProgress takeDump(std::span<const std::byte> octets, std::uint32_t sequence, std::vector<Socket>& sockets);

/// Asks for all TCP sockets of that family, AF_INET or AF_INET6, but those that are in no state. At most 128 octets.
std::vector<std::byte> dumpRequest(std::uint8_t family, std::uint32_t sequence);

} // namespace kernel
