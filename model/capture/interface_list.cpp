#include "model/capture/interface_list.h"

#include <algorithm>
#include <cstring>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <optional>
#include <span>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <unordered_map>

namespace {

constexpr int kLinkTypeEthernet = 1;
constexpr int kLinkTypeRaw = 101;
constexpr int kLinkTypeLinuxCooked = 113;

/// The link type that libpcap gives an interface of this hardware type.
int linkTypeOf(unsigned short hardware)
{
    constexpr unsigned short kRawIp = 519; // ARPHRD_RAWIP, which the C library's header does not have
    constexpr unsigned short kNone = 0xFFFE;
    switch (hardware) {
    case ARPHRD_ETHER:
    case ARPHRD_LOOPBACK:
        return kLinkTypeEthernet;
    case kNone: // tun
    case kRawIp:
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
        return kLinkTypeRaw;
    default:
        return kLinkTypeLinuxCooked;
    }
}

class Socket {
public:
    Socket() : m_descriptor(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {}
    ~Socket()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

/// Asks for all there is of one kind; `Message` with nothing in it stands for no choice.
template <typename Message>
bool ask(int descriptor, std::uint16_t type)
{
    struct {
        nlmsghdr header;
        Message message;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = type;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    const timeval patience{1, 0}; // the kernel answers at once; whoever shows a list must not hang if it does not
    return setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0
        && send(descriptor, &request, sizeof request, 0) == ssize_t(sizeof request);
}

/// What the answers have told so far.
struct Listing {
    std::vector<NetworkInterface> interfaces;
    std::unordered_map<std::uint32_t, std::size_t> places; ///< By the system's index: names of addresses may be labels ("eth0:1").
};

/// Reads `T` at `at` of the message, wherever it is aligned.
template <typename T>
bool load(std::span<const std::uint8_t> octets, std::size_t at, T& value)
{
    if (at > octets.size() || octets.size() - at < sizeof value)
        return false;
    std::memcpy(&value, octets.data() + at, sizeof value);
    return true;
}

void takeAttribute(unsigned short type, std::span<const std::uint8_t> value, NetworkInterface& to)
{
    if (type == IFLA_IFNAME) {
        to.name.assign(value.begin(), std::find(value.begin(), value.end(), 0));
    } else if (type == IFLA_STATS64) {
        rtnl_link_stats64 statistics{};
        std::memcpy(&statistics, value.data(), std::min(value.size(), sizeof statistics)); // older kernels have fewer fields
        to.counters = {statistics.rx_packets + statistics.tx_packets, statistics.rx_bytes + statistics.tx_bytes};
    }
}

/// Calls `take` with each attribute of a message that begins with a `Header`.
template <typename Header, typename Take>
void forEachAttribute(std::span<const std::uint8_t> message, const Take& take)
{
    std::size_t at = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(Header));
    for (rtattr attribute{}; load(message, at, attribute) && attribute.rta_len >= sizeof attribute; at += RTA_ALIGN(attribute.rta_len)) {
        if (attribute.rta_len > message.size() - at)
            break;
        take(attribute.rta_type, message.subspan(at + RTA_LENGTH(0), attribute.rta_len - RTA_LENGTH(0)));
    }
}

void takeLink(std::span<const std::uint8_t> message, Listing& to)
{
    ifinfomsg information{};
    if (!load(message, NLMSG_HDRLEN, information))
        return;
    NetworkInterface interface;
    interface.isUp = (information.ifi_flags & IFF_UP) != 0;
    interface.isRunning = interface.isUp && (information.ifi_flags & IFF_RUNNING) != 0;
    interface.isLoopback = (information.ifi_flags & IFF_LOOPBACK) != 0;
    interface.linkType = linkTypeOf(information.ifi_type);
    forEachAttribute<ifinfomsg>(message, [&interface](unsigned short type, auto value) { takeAttribute(type, value, interface); });
    if (interface.name.empty())
        return;
    to.places[std::uint32_t(information.ifi_index)] = to.interfaces.size();
    to.interfaces.push_back(std::move(interface));
}

std::optional<IpAddress> toAddress(std::uint8_t family, std::span<const std::uint8_t> octets)
{
    if (!(family == AF_INET && octets.size() == 4) && !(family == AF_INET6 && octets.size() == 16))
        return std::nullopt;
    IpAddress ip;
    ip.version = family == AF_INET ? 4 : 6;
    std::copy(octets.begin(), octets.end(), ip.octets.begin());
    return ip;
}

void takeAddress(std::span<const std::uint8_t> message, Listing& to)
{
    ifaddrmsg information{};
    if (!load(message, NLMSG_HDRLEN, information))
        return;
    std::optional<IpAddress> own;
    std::optional<IpAddress> other; // the far end of a point-to-point link, or the same
    forEachAttribute<ifaddrmsg>(message, [&](unsigned short type, auto value) {
        if (type == IFA_LOCAL)
            own = toAddress(information.ifa_family, value);
        else if (type == IFA_ADDRESS)
            other = toAddress(information.ifa_family, value);
    });
    own = own ? own : other; // IPv6 has the first only where there are two
    const auto place = to.places.find(information.ifa_index);
    if (own && place != to.places.end())
        to.interfaces[place->second].addresses.push_back(*own);
}

/// Takes one datagram of the answer; false after the last message.
bool takeAnswer(std::span<const std::uint8_t> answer, Listing& to)
{
    for (nlmsghdr header{}; load(answer, 0, header) && header.nlmsg_len >= sizeof header && header.nlmsg_len <= answer.size();) {
        if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR)
            return false;
        if (header.nlmsg_type == RTM_NEWLINK)
            takeLink(answer.first(header.nlmsg_len), to);
        else if (header.nlmsg_type == RTM_NEWADDR)
            takeAddress(answer.first(header.nlmsg_len), to);
        answer = answer.subspan(std::min<std::size_t>(answer.size(), NLMSG_ALIGN(header.nlmsg_len)));
    }
    return true;
}

void takeAnswers(int descriptor, Listing& to)
{
    std::vector<std::uint8_t> room(std::size_t(1) << 16); // the kernel makes its datagrams no larger
    for (;;) {
        const ssize_t got = recv(descriptor, room.data(), room.size(), 0);
        if (got <= 0 || !takeAnswer(std::span(room).first(std::size_t(got)), to))
            return;
    }
}

} // namespace

std::vector<NetworkInterface> listInterfaces()
{
    Listing listing;
    const Socket socket;
    if (socket.descriptor() < 0 || !ask<ifinfomsg>(socket.descriptor(), RTM_GETLINK))
        return {};
    takeAnswers(socket.descriptor(), listing);
    if (ask<ifaddrmsg>(socket.descriptor(), RTM_GETADDR))
        takeAnswers(socket.descriptor(), listing);
    std::vector<NetworkInterface> interfaces = std::move(listing.interfaces);
    NetworkInterface any{.name = "any", .isUp = true, .isRunning = true, .isLoopback = false, .linkType = kLinkTypeLinuxCooked, .addresses = {}, .counters = {}};
    for (const NetworkInterface& interface : interfaces) {
        any.counters.packets += interface.counters.packets;
        any.counters.octets += interface.counters.octets;
    }
    interfaces.push_back(std::move(any));
    return interfaces;
}
