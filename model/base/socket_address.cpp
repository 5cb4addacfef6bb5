#include "model/base/socket_address.h"

#include <arpa/inet.h>

std::string toString(const IpAddress& address)
{
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(address.version == 6 ? AF_INET6 : AF_INET, address.octets.data(), text, sizeof text);
    return text;
}

std::string toString(const SocketAddress& address)
{
    const std::string ip = toString(address.ip);
    const std::string port = std::to_string(address.port);
    return address.ip.version == 6 ? "[" + ip + "]:" + port : ip + ":" + port;
}
