#include "model/kernel/diag_message.h"

#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace kernel {

namespace {

using tcp::State;

// The kernel's numbers (include/net/tcp_states.h); 7, CLOSE, is never listed.
constexpr std::uint8_t kListenNumber = 10;
constexpr std::uint8_t kHighestState = 12;

std::optional<State> stateOf(std::uint8_t number)
{
    constexpr std::optional<State> kStates[kHighestState + 1] = {
        std::nullopt,     State::Established, State::SynSent,  State::SynReceived, State::FinWait1, State::FinWait2,    State::TimeWait,
        std::nullopt,     State::CloseWait,   State::LastAck,  State::Listen,      State::Closing,  State::SynReceived,
    };
    static_assert(kListenNumber == 10);
    return number <= kHighestState ? kStates[number] : std::nullopt;
}

constexpr std::uint8_t kTimeWaitTimer = 3;

TimerKind timerOf(std::uint8_t number)
{
    switch (number) {
    case 1:
        return TimerKind::Retransmission;
    case 2:
        return TimerKind::KeepAlive;
    case kTimeWaitTimer:
        return TimerKind::TimeWait;
    case 4:
        return TimerKind::Persist;
    default:
        return TimerKind::None;
    }
}

SocketAddress addressOf(std::uint8_t family, const std::uint32_t (&ip)[4], std::uint16_t port)
{
    SocketAddress address;
    address.ip.version = family == AF_INET6 ? 6 : 4;
    std::memcpy(address.ip.octets.data(), ip, family == AF_INET6 ? 16 : 4);
    address.port = ntohs(port);
    return address;
}

void takeInfo(const tcp_info& told, Socket& socket)
{
    TcpInfo& info = socket.info;
    socket.hasInfo = true;
    info.rtt = told.tcpi_rtt;
    info.rttvar = told.tcpi_rttvar;
    info.rto = told.tcpi_rto;
    info.cwnd = told.tcpi_snd_cwnd;
    info.ssthresh = told.tcpi_snd_ssthresh;
    info.sendMss = told.tcpi_snd_mss;
    info.receiveMss = told.tcpi_rcv_mss;
    info.unacknowledged = told.tcpi_unacked;
    info.lost = told.tcpi_lost;
    info.totalRetransmits = told.tcpi_total_retrans;
    info.peerWindow = told.tcpi_snd_wnd;
    info.sinceDataSent = told.tcpi_last_data_sent;
    info.sinceDataReceived = told.tcpi_last_data_recv;
    info.sinceAck = told.tcpi_last_ack_recv;
    info.hasScaling = (told.tcpi_options & TCPI_OPT_WSCALE) != 0;
    info.hasTimestamps = (told.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
    info.hasSack = (told.tcpi_options & TCPI_OPT_SACK) != 0;
    info.sendScale = told.tcpi_snd_wscale;
    info.receiveScale = told.tcpi_rcv_wscale;
}

void takeAttribute(std::uint16_t type, const std::byte* octets, std::size_t length, Socket& socket)
{
    if (type == INET_DIAG_INFO) {
        tcp_info told{};
        std::memcpy(&told, octets, std::min(length, sizeof told));
        takeInfo(told, socket);
    } else if (type == INET_DIAG_SKMEMINFO) {
        std::uint32_t memory[SK_MEMINFO_VARS] = {};
        std::memcpy(memory, octets, std::min(length, sizeof memory));
        socket.receiveBuffer = memory[SK_MEMINFO_RCVBUF];
        socket.sendBuffer = memory[SK_MEMINFO_SNDBUF];
        socket.drops = memory[SK_MEMINFO_DROPS];
    }
}

/// Not mnl_attr_for_each(): it takes the message's length rounded up, and so may look behind the end of a damaged one.
void takeAttributes(std::span<const std::byte> octets, Socket& socket)
{
    while (octets.size() >= sizeof(nlattr)) {
        nlattr header;
        std::memcpy(&header, octets.data(), sizeof header);
        if (header.nla_len < sizeof header || header.nla_len > octets.size())
            return;
        takeAttribute(header.nla_type & NLA_TYPE_MASK, octets.data() + sizeof header, header.nla_len - sizeof header, socket);
        octets = octets.subspan(std::min<std::size_t>(octets.size(), MNL_ALIGN(header.nla_len)));
    }
}

EntryKind kindOf(const inet_diag_msg& message, const Socket& socket)
{
    if (message.idiag_timer == kTimeWaitTimer)
        return EntryKind::Mini;
    // A socket in SYN-RECEIVED (TCP Fast Open, simultaneous open) has TCP_INFO; a request has nothing to be told of.
    return socket.state == State::SynReceived && !socket.hasInfo && message.idiag_inode == 0 ? EntryKind::Request : EntryKind::Full;
}

std::optional<Socket> socketOf(std::span<const std::byte> payload)
{
    inet_diag_msg message;
    if (payload.size() < sizeof message)
        return std::nullopt;
    std::memcpy(&message, payload.data(), sizeof message);
    const auto state = stateOf(message.idiag_state);
    if (!state || (message.idiag_family != AF_INET && message.idiag_family != AF_INET6))
        return std::nullopt;
    Socket socket;
    socket.state = *state;
    socket.local = addressOf(message.idiag_family, message.id.idiag_src, message.id.idiag_sport);
    socket.remote = addressOf(message.idiag_family, message.id.idiag_dst, message.id.idiag_dport);
    socket.timer.kind = timerOf(message.idiag_timer);
    socket.timer.retransmits = message.idiag_retrans;
    // A timer that is due is told as a time in the past, a negative number in unsigned clothes.
    if (socket.timer.kind != TimerKind::None && message.idiag_expires <= 0x7FFF'FFFF)
        socket.timer.left = std::chrono::milliseconds(message.idiag_expires);
    socket.recvQueue = message.idiag_rqueue;
    socket.sendQueue = message.idiag_wqueue;
    socket.inode = message.idiag_inode;
    socket.uid = message.idiag_uid;
    socket.interface = message.id.idiag_if;
    socket.cookie = std::uint64_t(message.id.idiag_cookie[1]) << 32 | message.id.idiag_cookie[0];
    takeAttributes(payload.subspan(std::min<std::size_t>(payload.size(), MNL_ALIGN(sizeof message))), socket);
    socket.kind = kindOf(message, socket);
    return socket;
}

/// The kernel's refusal, or that all is well (0).
int errorOf(std::span<const std::byte> payload)
{
    std::int32_t code = -EBADMSG;
    if (payload.size() >= sizeof code)
        std::memcpy(&code, payload.data(), sizeof code);
    return code < 0 && code > -4096 ? -code : code == 0 ? 0 : EBADMSG;
}

} // namespace

DumpProgress takeDump(std::span<const std::byte> octets, std::uint32_t sequence, std::vector<Socket>& sockets)
{
    DumpProgress progress;
    while (!octets.empty()) {
        nlmsghdr header;
        if (octets.size() < sizeof header) {
            ++progress.damaged;
            return progress;
        }
        std::memcpy(&header, octets.data(), sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > octets.size()) {
            ++progress.damaged; // where the next one begins cannot be known
            return progress;
        }
        const auto payload = octets.first(header.nlmsg_len).subspan(sizeof header);
        octets = octets.subspan(std::min<std::size_t>(octets.size(), MNL_ALIGN(std::size_t(header.nlmsg_len))));
        if (header.nlmsg_seq != sequence)
            continue;
        if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) {
            progress.isDone = true;
            progress.error = header.nlmsg_type == NLMSG_ERROR || payload.size() >= sizeof(std::int32_t) ? errorOf(payload) : 0;
            return progress;
        }
        if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY)
            continue;
        if (auto socket = socketOf(payload))
            sockets.push_back(*socket);
        else
            ++progress.damaged;
    }
    return progress;
}

std::vector<std::byte> dumpRequest(std::uint8_t family, std::uint32_t sequence)
{
    alignas(nlmsghdr) char buffer[128] = {};
    nlmsghdr* header = mnl_nlmsg_put_header(buffer);
    header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    header->nlmsg_seq = sequence;
    inet_diag_req_v2 request{};
    request.sdiag_family = family;
    request.sdiag_protocol = IPPROTO_TCP;
    request.idiag_ext = std::uint8_t(1u << (INET_DIAG_INFO - 1) | 1u << (INET_DIAG_SKMEMINFO - 1));
    request.idiag_states = ((2u << kHighestState) - 1) & ~1u;
    std::memcpy(mnl_nlmsg_put_extra_header(header, sizeof request), &request, sizeof request);
    const auto* octets = reinterpret_cast<const std::byte*>(buffer);
    return {octets, octets + header->nlmsg_len};
}

} // namespace kernel
