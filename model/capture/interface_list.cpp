#include "model/capture/interface_list.h"

#include <algorithm>
#include <cstring>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <span>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

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

bool askForLinks(int descriptor)
{
    struct {
        nlmsghdr header;
        ifinfomsg message;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    const timeval patience{1, 0}; // the kernel answers at once; whoever shows a list must not hang if it does not
    return setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0
        && send(descriptor, &request, sizeof request, 0) == ssize_t(sizeof request);
}

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

void takeLink(std::span<const std::uint8_t> message, std::vector<NetworkInterface>& to)
{
    ifinfomsg information{};
    if (!load(message, NLMSG_HDRLEN, information))
        return;
    NetworkInterface interface;
    interface.isUp = (information.ifi_flags & IFF_UP) != 0;
    interface.isRunning = interface.isUp && (information.ifi_flags & IFF_RUNNING) != 0;
    interface.isLoopback = (information.ifi_flags & IFF_LOOPBACK) != 0;
    interface.linkType = linkTypeOf(information.ifi_type);
    std::size_t at = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof information);
    for (rtattr attribute{}; load(message, at, attribute) && attribute.rta_len >= sizeof attribute; at += RTA_ALIGN(attribute.rta_len)) {
        if (attribute.rta_len > message.size() - at)
            break;
        takeAttribute(attribute.rta_type, message.subspan(at + RTA_LENGTH(0), attribute.rta_len - RTA_LENGTH(0)), interface);
    }
    if (!interface.name.empty())
        to.push_back(std::move(interface));
}

/// Takes one datagram of the answer; false after the last message.
bool takeAnswer(std::span<const std::uint8_t> answer, std::vector<NetworkInterface>& to)
{
    for (nlmsghdr header{}; load(answer, 0, header) && header.nlmsg_len >= sizeof header && header.nlmsg_len <= answer.size();) {
        if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR)
            return false;
        if (header.nlmsg_type == RTM_NEWLINK)
            takeLink(answer.first(header.nlmsg_len), to);
        answer = answer.subspan(std::min<std::size_t>(answer.size(), NLMSG_ALIGN(header.nlmsg_len)));
    }
    return true;
}

IpAddress toAddress(const sockaddr* address)
{
    IpAddress ip;
    if (address->sa_family == AF_INET) {
        sockaddr_in inet{};
        std::memcpy(&inet, address, sizeof inet);
        std::memcpy(ip.octets.data(), &inet.sin_addr, 4);
    } else {
        sockaddr_in6 inet{};
        std::memcpy(&inet, address, sizeof inet);
        std::memcpy(ip.octets.data(), &inet.sin6_addr, 16);
        ip.version = 6;
    }
    return ip;
}

void addAddresses(std::vector<NetworkInterface>& interfaces)
{
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0)
        return;
    for (const ifaddrs* entry = first; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || (entry->ifa_addr->sa_family != AF_INET && entry->ifa_addr->sa_family != AF_INET6))
            continue;
        const auto owner = std::find_if(interfaces.begin(), interfaces.end(), [entry](const auto& each) { return each.name == entry->ifa_name; });
        if (owner != interfaces.end())
            owner->addresses.push_back(toAddress(entry->ifa_addr));
    }
    freeifaddrs(first);
}

} // namespace

std::vector<NetworkInterface> listInterfaces()
{
    std::vector<NetworkInterface> interfaces;
    const Socket socket;
    if (socket.descriptor() < 0 || !askForLinks(socket.descriptor()))
        return interfaces;
    std::vector<std::uint8_t> room(std::size_t(1) << 16); // the kernel makes its datagrams no larger
    for (;;) {
        const ssize_t got = recv(socket.descriptor(), room.data(), room.size(), 0);
        if (got <= 0 || !takeAnswer(std::span(room).first(std::size_t(got)), interfaces))
            break;
    }
    addAddresses(interfaces);
    NetworkInterface any{.name = "any", .isUp = true, .isRunning = true, .isLoopback = false, .linkType = kLinkTypeLinuxCooked, .addresses = {}, .counters = {}};
    for (const NetworkInterface& interface : interfaces) {
        any.counters.packets += interface.counters.packets;
        any.counters.octets += interface.counters.octets;
    }
    interfaces.push_back(std::move(any));
    return interfaces;
}
