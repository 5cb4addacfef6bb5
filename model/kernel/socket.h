#pragma once
#include "model/base/socket_address.h"
#include "model/base/time.h"
#include "model/tcp/state.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

/// What the kernel of this host says about its TCP sockets.
namespace kernel {

/// Which of a socket's timers runs.
enum class TimerKind : std::uint8_t { None, Retransmission, KeepAlive, TimeWait, Persist };
/// "none", "retransmission", "keepalive", "timewait", "persist".
std::string_view toString(TimerKind kind);

struct Timer {
    TimerKind kind = TimerKind::None;
    std::uint8_t retransmits = 0;        ///< How often it has run out without an answer: retransmissions or probes.
    std::chrono::milliseconds left{0};   ///< 0 where none runs, or where it is due.

    friend bool operator==(const Timer&, const Timer&) = default;
};

/// What stands behind an entry of the kernel's table. Only a full socket has buffers, TCP_INFO and an owner.
enum class EntryKind : std::uint8_t {
    Full,
    Request, ///< A listener's note of a SYN that it has answered; becomes a socket with the handshake's last ACK.
    Mini,    ///< What is left after everything is done, to wait: TIME-WAIT, or FIN-WAIT-2 that no process holds any more.
};

/// What TCP_INFO tells; times in microseconds, lengths in octets unless said otherwise.
struct TcpInfo {
    std::uint32_t rtt = 0;
    std::uint32_t rttvar = 0;
    std::uint32_t rto = 0;
    std::uint32_t sinceDataSent = 0;     ///< Milliseconds since data was sent last, or since the connection was established.
    std::uint32_t sinceDataReceived = 0; ///< Milliseconds since data was received last, or since the connection was established.
    std::uint32_t sinceAck = 0;          ///< Milliseconds since the last segment with an ACK that was not an old one.
    std::uint32_t cwnd = 0;            ///< Segments.
    std::uint32_t ssthresh = 0;        ///< Segments; kNoSsthresh before the first loss.
    std::uint32_t sendMss = 0;
    std::uint32_t receiveMss = 0;
    std::uint32_t unacknowledged = 0;  ///< Segments; of a listener: connections that wait to be accepted.
    std::uint32_t lost = 0;            ///< Segments held to be lost now.
    std::uint32_t totalRetransmits = 0; ///< Segments, over the connection's life.
    std::uint32_t peerWindow = 0;      ///< What the other end allows; 0 with kernels before 5.4, which do not tell.
    std::uint8_t sendScale = 0;        ///< RFC 7323: the shift of windows that this end receives ...
    std::uint8_t receiveScale = 0;     ///< ... and of those that it sends.
    bool hasScaling = false;
    bool hasTimestamps = false;
    bool hasSack = false;

    static constexpr std::uint32_t kNoSsthresh = 0x7FFF'FFFF;
    friend bool operator==(const TcpInfo&, const TcpInfo&) = default;
};

/// One entry of the kernel's table of TCP sockets.
struct Socket {
    SocketAddress local;
    SocketAddress remote;              ///< All zero in LISTEN.
    tcp::State state = tcp::State::Closed;
    EntryKind kind = EntryKind::Full;
    bool hasInfo = false;              ///< Whether `info` was told.
    Timer timer;
    std::uint32_t recvQueue = 0;       ///< Octets the process has not read; in LISTEN connections that wait to be accepted.
    std::uint32_t sendQueue = 0;       ///< Octets not acknowledged, sent or not; in LISTEN the limit of those that wait: beyond it none is let in.
    std::uint32_t inode = 0;           ///< 0: no process has it (closed, or not accepted yet).
    std::uint32_t uid = 0;
    std::uint32_t interface = 0;       ///< The interface that it is bound to; 0: any.
    std::uint32_t receiveBuffer = 0;   ///< The limit, octets; 0: not told.
    std::uint32_t sendBuffer = 0;      ///< The limit, octets; 0: not told.
    std::uint32_t drops = 0;           ///< Segments the socket has thrown away.
    std::uint64_t cookie = 0;          ///< The kernel's number of this entry; another one once a mini-socket takes over.
    TcpInfo info;

    bool isListener() const { return state == tcp::State::Listen; }
    friend bool operator==(const Socket&, const Socket&) = default;
};

/// The address as it stands in packets: IPv4 where an IPv6 socket holds one ("::ffff:10.0.0.1").
SocketAddress wireAddress(const SocketAddress& address);

/// Whether it is the end `local` of a connection with `remote`, both as in packets; never a listener.
bool isEndOf(const Socket& socket, const SocketAddress& local, const SocketAddress& remote);

/// Why a socket has no known owner, or that it has one.
enum class Ownership : std::uint8_t {
    Known,
    Listener,    ///< A request: it belongs to the listener.
    NotAccepted, ///< The connection stands, and the process has not called accept() yet.
    Orphaned,    ///< The process has closed it, or is gone; the kernel finishes alone.
    Pending,     ///< A new socket: the processes have not been looked through since.
    Hidden,      ///< Processes that may not be looked into; one of them may have it.
    Elsewhere,   ///< Every process that can be seen was looked through, and none has it: the kernel's own, or another container's.
};

} // namespace kernel
