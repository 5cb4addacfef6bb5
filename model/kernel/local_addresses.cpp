#include "model/kernel/local_addresses.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace kernel {

namespace {

std::optional<IpAddress> addressOf(const sockaddr* address)
{
    IpAddress ip;
    if (address && address->sa_family == AF_INET) {
        sockaddr_in in4;
        std::memcpy(&in4, address, sizeof in4);
        std::memcpy(ip.octets.data(), &in4.sin_addr, 4);
        return ip;
    }
    if (address && address->sa_family == AF_INET6) {
        sockaddr_in6 in6;
        std::memcpy(&in6, address, sizeof in6);
        std::memcpy(ip.octets.data(), &in6.sin6_addr, 16);
        ip.version = 6;
        return ip;
    }
    return std::nullopt;
}

} // namespace

LocalAddresses::LocalAddresses(std::vector<IpAddress> addresses) : m_addresses(std::move(addresses))
{
    std::ranges::sort(m_addresses);
}

LocalAddresses LocalAddresses::read()
{
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0)
        return {};
    std::vector<IpAddress> addresses;
    for (const ifaddrs* each = list; each; each = each->ifa_next) {
        if (const auto ip = addressOf(each->ifa_addr))
            addresses.push_back(*ip);
    }
    freeifaddrs(list);
    return LocalAddresses(std::move(addresses));
}

bool LocalAddresses::contains(const IpAddress& address) const
{
    if (address.version == 4 && address.octets[0] == 127)
        return true;
    return std::ranges::binary_search(m_addresses, address);
}

} // namespace kernel
