#pragma once
#include "model/kernel/socket.h"
#include "model/kernel/sysctls.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace kernel {

/// Where this host connects to: its own address and the other end's address and port. connect() may choose a port only if no other
/// connection has the same four numbers, so ports run out per target, not in all.
struct Target {
    IpAddress local;
    SocketAddress remote;
    friend bool operator==(const Target&, const Target&) = default;
};

/// What is known of a forecast.
enum class ForecastKind : std::uint8_t {
    TooEarly,   ///< Fewer than ten seconds have been watched.
    NotGrowing, ///< At this rate as many ports come free as are taken.
    NotSoon,    ///< They would last for more than an hour.
    RunsOut,    ///< In `left`.
    RanOut,     ///< There is none left now.
};

/// The ports that are taken of those which connect() may choose, towards one target.
struct PortUse {
    Target target;
    std::uint32_t inUse = 0;      ///< In any state.
    std::uint32_t timeWait = 0;   ///< Of these in TIME-WAIT.
    std::uint32_t reusable = 0;   ///< Of these such that connect() may take them over (tcp_tw_reuse, if both ends use timestamps).
    std::uint32_t available = 0;  ///< How many there are at all.
    double openedPerSecond = 0;   ///< New connections in the time that was watched, at most a minute.
    ForecastKind forecast = ForecastKind::TooEarly;
    std::chrono::seconds left{0};

    std::uint32_t blocked() const { return inUse - reusable; }
};

/// Follows the ports in use, with one look a second or less; keeps the busiest targets of the last minute.
class PortWatch {
public:
    /// `sockets` at `time`; times grow.
    void update(Timestamp time, std::span<const Socket> sockets, const Sysctls& sysctls);

    /// Targets with the most blocked ports first, at most `kMostTargets`.
    const std::vector<PortUse>& uses() const { return m_uses; }
    /// Distinct ports of the range in use towards any target.
    std::uint32_t portsInUse() const { return m_portsInUse; }
    Sysctls::PortRange range() const { return m_range; }

    static constexpr std::size_t kMostTargets = 8;
    static constexpr std::chrono::seconds kShortest{10};
    static constexpr std::chrono::seconds kLongest{60};

private:
    struct Moment {
        Timestamp time{};
        std::uint32_t active = 0;   ///< Not in TIME-WAIT.
        std::uint32_t inUse = 0;
        std::uint64_t opened = 0;   ///< Since the watch began.
        std::uint64_t expired = 0;  ///< Since the watch began: came free out of TIME-WAIT.
    };
    struct Port {
        std::uint16_t number = 0;
        bool isTimeWait = false;
    };
    struct Course {
        std::deque<Moment> moments;
        std::uint64_t opened = 0;
        std::uint64_t expired = 0;
        std::vector<Port> ports; ///< Ascending: in use at the last look.
    };
    struct Hash {
        std::size_t operator()(const Target& target) const;
    };
    struct Tally {
        PortUse use;
        std::vector<Port> ports;
        std::vector<std::chrono::milliseconds> leaving; ///< Time left of those that block and are in TIME-WAIT.
    };
    using Tallies = std::unordered_map<Target, Tally, Hash>;

    Tallies tally(std::span<const Socket> sockets, const Sysctls& sysctls);
    void follow(Timestamp time, Tally& tally);
    static void predict(const Course& course, Tally& tally);

    Sysctls::PortRange m_range;
    std::uint32_t m_portsInUse = 0;
    std::unordered_map<Target, Course, Hash> m_courses;
    std::vector<PortUse> m_uses;
};

} // namespace kernel
