#pragma once
#include "model/base/socket_address.h"

#include <cstdint>
#include <string>
#include <vector>

/// What has passed an interface since it exists, both directions, as the system counts it.
struct InterfaceCounters {
    std::uint64_t packets = 0;
    std::uint64_t octets = 0;
    friend bool operator==(const InterfaceCounters&, const InterfaceCounters&) = default;
};

/// A network interface that packets can be captured on.
struct NetworkInterface {
    std::string name;
    bool isUp = false;      ///< Switched on (`ip link set … up`).
    bool isRunning = false; ///< Up, and with a carrier.
    bool isLoopback = false;
    int linkType = 1;       ///< LINKTYPE_ value that a capture on it has.
    std::vector<IpAddress> addresses;
    InterfaceCounters counters;
};

/// The interfaces of this network namespace, in the system's order, then "any", which stands for all of them together.
///
/// Needs no privilege. Takes a fraction of a millisecond for a few interfaces and some 25 ms for 800, so whoever asks again for a rate does it
/// beside a window's thread. Empty if the system gives no answer.
std::vector<NetworkInterface> listInterfaces();
