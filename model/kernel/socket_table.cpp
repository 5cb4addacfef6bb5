#include "model/kernel/socket_table.h"

#include "model/kernel/diag_message.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/time.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>

namespace kernel {

namespace {

// The kernel fills at most 32 KiB at a time, and only for readers that have shown that they take as much.
constexpr std::size_t kBufferOctets = 64 * 1024;
constexpr std::chrono::seconds kPatience(2);
constexpr timeval kPatienceAtOnce{0, 100'000}; // how long it may take until a wish to stop is heard

Error refusal(int code)
{
    const std::string what = std::string("The kernel's socket table cannot be read: ") + std::strerror(code) + ".";
    switch (code) {
    case EPERM:
    case EACCES:
        return {what, "A container's seccomp profile or a security module forbids NETLINK_SOCK_DIAG: run tcplens on the host, or start the "
                      "container with --security-opt seccomp=unconfined."};
    case ENOENT:
    case EPROTONOSUPPORT:
    case EAFNOSUPPORT:
    case EOPNOTSUPP:
        return {what, "This kernel has no socket diagnosis for TCP. Load it with: sudo modprobe tcp_diag."};
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
        return {what, "The system is short of descriptors or memory: close what is not needed, or raise the limit with ulimit -n."};
    case EAGAIN:
        return {"The kernel's socket table cannot be read: no answer within 2 s.", "Try again when the system is less busy."};
    default:
        return {what, "Try: ss -tan. If that fails as well, the kernel does not tell."};
    }
}

ReadFailure failure(int code)
{
    return {refusal(code), code == EAGAIN || code == ENOBUFS || code == ENOMEM || code == EINTR};
}

} // namespace

void SocketTable::Closer::operator()(mnl_socket* socket) const
{
    mnl_socket_close(socket);
}

SocketTable::SocketTable(Handle handle) : m_handle(std::move(handle)), m_buffer(kBufferOctets) {}

Result<std::unique_ptr<SocketTable>> SocketTable::open()
{
    Handle handle(mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC));
    if (!handle || mnl_socket_bind(handle.get(), 0, MNL_SOCKET_AUTOPID) != 0)
        return refusal(errno);
    if (setsockopt(mnl_socket_get_fd(handle.get()), SOL_SOCKET, SO_RCVTIMEO, &kPatienceAtOnce, sizeof kPatienceAtOnce) != 0)
        return refusal(errno);
    return std::unique_ptr<SocketTable>(new SocketTable(std::move(handle)));
}

std::optional<ReadFailure> SocketTable::read(std::vector<Socket>& sockets, const std::stop_token& stop)
{
    sockets.clear();
    if (auto error = readFamily(AF_INET, sockets, stop))
        return error;
    return readFamily(AF_INET6, sockets, stop);
}

std::optional<Error> SocketTable::read(std::vector<Socket>& sockets)
{
    auto failure = read(sockets, std::stop_token());
    return failure ? std::optional(failure->error) : std::nullopt;
}

std::optional<ReadFailure> SocketTable::readFamily(std::uint8_t family, std::vector<Socket>& sockets, const std::stop_token& stop)
{
    const std::vector<std::byte> request = dumpRequest(family, ++m_sequence);
    if (mnl_socket_sendto(m_handle.get(), request.data(), request.size()) < 0)
        return failure(errno);
    return takeAnswer(sockets, stop);
}

std::optional<ReadFailure> SocketTable::takeAnswer(std::vector<Socket>& sockets, const std::stop_token& stop)
{
    for (;;) {
        const std::ptrdiff_t octets = receive(stop);
        if (octets < 0)
            return failure(errno);
        const DumpProgress progress = takeDump({m_buffer.data(), std::size_t(octets)}, m_sequence, sockets);
        if (progress.error != 0)
            return failure(progress.error);
        if (progress.isDone)
            return std::nullopt;
    }
}

std::ptrdiff_t SocketTable::receive(const std::stop_token& stop)
{
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (!stop.stop_requested()) {
        const ssize_t octets = mnl_socket_recvfrom(m_handle.get(), m_buffer.data(), m_buffer.size());
        if (octets >= 0 || (errno != EINTR && errno != EAGAIN))
            return octets;
        if (std::chrono::steady_clock::now() >= until)
            break;
    }
    errno = EAGAIN;
    return -1;
}

} // namespace kernel
