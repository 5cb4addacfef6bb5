#pragma once
#include "model/base/result.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What the capture helper is to do.
struct Options {
    enum class Action { Capture, List, Help, Version };
    Action action = Action::Capture;
    std::string interface;                        ///< 1 to 15 printable characters without '/'.
    std::string filter;                           ///< BPF as tcpdump has it; empty: all packets.
    int snapLength = 128;                         ///< Octets kept of each packet: all headers of TCP.
    int bufferMebioctets = 32;                    ///< The kernel's ring.
    bool isPromiscuous = false;
    std::optional<std::uint64_t> packetLimit;
    std::optional<std::chrono::seconds> duration;
    std::optional<std::uint64_t> octetLimit;      ///< Of output.
};

/// Reads a command line without the program's name. Nothing is guessed: what is unknown, doubled or out of range is an error.
Result<Options> parseOptions(std::span<const std::string_view> arguments);
