#include "model/kernel/socket.h"

#include <algorithm>

namespace kernel {

std::string_view toString(TimerKind kind)
{
    switch (kind) {
    case TimerKind::None:
        return "none";
    case TimerKind::Retransmission:
        return "retransmission";
    case TimerKind::KeepAlive:
        return "keepalive";
    case TimerKind::TimeWait:
        return "timewait";
    case TimerKind::Persist:
        return "persist";
    }
    return {};
}

SocketAddress wireAddress(const SocketAddress& address)
{
    constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    const auto& octets = address.ip.octets;
    if (address.ip.version != 6 || !std::equal(std::begin(kMapped), std::end(kMapped), octets.begin()))
        return address;
    SocketAddress mapped;
    mapped.port = address.port;
    std::copy(octets.begin() + 12, octets.end(), mapped.ip.octets.begin());
    return mapped;
}

bool isEndOf(const Socket& socket, const SocketAddress& local, const SocketAddress& remote)
{
    return socket.local.port == local.port && socket.remote.port == remote.port && !socket.isListener() && wireAddress(socket.local) == local
        && wireAddress(socket.remote) == remote;
}

} // namespace kernel
