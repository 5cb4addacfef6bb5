#include "tests/support/plain_sockets.h"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstring>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

bool waitUntil(const std::function<bool()>& holds)
{
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::seconds(5);
    while (!holds()) {
        if (Clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

RawAddress RawAddress::of(const std::string& text, std::uint16_t port)
{
    RawAddress address;
    if (text.find(':') == std::string::npos) {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
        *v4 = {AF_INET, htons(port), {}, {}};
        inet_pton(AF_INET, text.c_str(), &v4->sin_addr);
        address.length = sizeof *v4;
    } else {
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
        *v6 = {AF_INET6, htons(port), 0, {}, 0};
        inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr);
        address.length = sizeof *v6;
    }
    return address;
}

SocketAddress RawAddress::value() const
{
    SocketAddress address;
    if (storage.ss_family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(&storage);
        std::memcpy(address.ip.octets.data(), &v4->sin_addr, 4);
        address.port = ntohs(v4->sin_port);
    } else {
        const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&storage);
        std::memcpy(address.ip.octets.data(), &v6->sin6_addr, 16);
        address.ip.version = 6;
        address.port = ntohs(v6->sin6_port);
    }
    return address;
}

RawAddress ownAddress(int descriptor)
{
    RawAddress address;
    getsockname(descriptor, address.get(), &address.length);
    return address;
}

bool closeNow(int& descriptor)
{
    return close(std::exchange(descriptor, -1)) == 0;
}

bool sendAll(int descriptor, std::size_t octets)
{
    const std::vector<char> text(octets, 'x');
    return send(descriptor, text.data(), octets, MSG_NOSIGNAL) == ssize_t(octets);
}

bool receive(int descriptor, std::size_t octets)
{
    std::vector<char> text(octets);
    std::size_t got = 0;
    return waitUntil([&] {
        const ssize_t more = recv(descriptor, text.data(), octets - got, 0);
        got += more > 0 ? std::size_t(more) : 0;
        return got == octets;
    });
}

bool receiveAll(int descriptor)
{
    std::array<char, 4096> text;
    return waitUntil([&] { return recv(descriptor, text.data(), text.size(), 0) == 0; });
}

std::size_t fill(int descriptor)
{
    const std::array<char, 1000> text{};
    std::size_t sent = 0;
    for (ssize_t more = 0; (more = send(descriptor, text.data(), text.size(), MSG_NOSIGNAL)) > 0;)
        sent += std::size_t(more);
    return sent;
}

int waitForError(int descriptor)
{
    int error = 0;
    socklen_t length = sizeof error;
    waitUntil([&] { return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0; });
    return error;
}

bool closeWithReset(int& descriptor)
{
    const linger atOnce{1, 0};
    return setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce) == 0 && closeNow(descriptor);
}

bool setOption(int descriptor, int level, int option, int value)
{
    return setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}
