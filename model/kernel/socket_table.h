#pragma once
#include "model/base/result.h"
#include "model/kernel/socket.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

struct mnl_socket;

namespace kernel {

/// The kernel's table of TCP sockets in this network namespace, over NETLINK_SOCK_DIAG. No privileges are needed. Linux only.
///
/// Not for use by several threads at once.
class SocketTable {
public:
    /// Fails where the kernel or a container's seccomp profile refuses such sockets.
    static Result<std::unique_ptr<SocketTable>> open();

    /// Replaces `sockets` by all TCP sockets, IPv4 and IPv6. The kernel walks its table while connections go on, so each entry is as
    /// it was at some moment of the call. Takes some 10 ms for 10,000 sockets.
    std::optional<Error> read(std::vector<Socket>& sockets);

private:
    struct Closer {
        void operator()(mnl_socket* socket) const;
    };
    using Handle = std::unique_ptr<mnl_socket, Closer>;

    explicit SocketTable(Handle handle);
    std::optional<Error> readFamily(std::uint8_t family, std::vector<Socket>& sockets);
    std::optional<Error> takeAnswer(std::vector<Socket>& sockets);

    Handle m_handle;
    std::uint32_t m_sequence = 0;
    std::vector<std::byte> m_buffer;
};

} // namespace kernel
