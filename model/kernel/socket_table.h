#pragma once
#include "model/base/result.h"
#include "model/kernel/socket.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

struct mnl_socket;

namespace kernel {

/// Why the table could not be read.
struct ReadFailure {
    Error error;
    bool isPassing = false; ///< The system was busy or short of memory: it may succeed later, with a table opened anew.
};

/// Something that can be asked for all sockets.
class TableReader {
public:
    virtual ~TableReader() = default;
    /// Replaces `sockets`. After a failure the reader is of no more use: a late answer could mix in. Ends soon with some failure when
    /// asked to stop.
    virtual std::optional<ReadFailure> read(std::vector<Socket>& sockets, const std::stop_token& stop) = 0;
};

/// The kernel's table of TCP sockets in this network namespace, over NETLINK_SOCK_DIAG. No privileges are needed. Linux only.
///
/// Not for use by several threads at once.
class SocketTable : public TableReader {
public:
    /// Fails where the kernel or a container's seccomp profile refuses such sockets.
    static Result<std::unique_ptr<SocketTable>> open();

    /// Replaces `sockets` by all TCP sockets, IPv4 and IPv6. The kernel walks its table while connections go on, so each entry is as
    /// it was at some moment of the call. Takes some 10 ms for 10,000 sockets.
    std::optional<ReadFailure> read(std::vector<Socket>& sockets, const std::stop_token& stop) override;
    std::optional<Error> read(std::vector<Socket>& sockets);

private:
    struct Closer {
        void operator()(mnl_socket* socket) const;
    };
    using Handle = std::unique_ptr<mnl_socket, Closer>;

    explicit SocketTable(Handle handle);
    std::optional<ReadFailure> readFamily(std::uint8_t family, std::vector<Socket>& sockets, const std::stop_token& stop);
    std::optional<ReadFailure> takeAnswer(std::vector<Socket>& sockets, const std::stop_token& stop);
    /// Octets of the answer's next piece; -1 with errno: none came in time, or it is to stop.
    std::ptrdiff_t receive(const std::stop_token& stop);

    Handle m_handle;
    std::uint32_t m_sequence = 0;
    std::vector<std::byte> m_buffer;
};

} // namespace kernel
