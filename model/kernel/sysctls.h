#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kernel {

/// The settings of the kernel that govern TCP's states, queues and ports. They are read, never written.
enum class Sysctl : std::uint8_t {
    FinTimeout,
    TwReuse,
    MaxTwBuckets,
    MaxOrphans,
    OrphanRetries,
    LocalPortRange,
    ReservedPorts,
    Somaxconn,
    SynCookies,
    MaxSynBacklog,
    AbortOnOverflow,
    SynRetries,
    SynAckRetries,
    Retries1,
    Retries2,
    KeepAliveTime,
    KeepAliveInterval,
    KeepAliveProbes,
    Timestamps,
};
inline constexpr int kSysctlCount = 19;

/// "net.ipv4.tcp_fin_timeout"
std::string_view toString(Sysctl sysctl);

struct SysctlValue {
    Sysctl sysctl = Sysctl::FinTimeout;
    std::string text;                     ///< As the kernel writes it; LocalPortRange with a space between.
    std::vector<std::uint64_t> numbers;   ///< None for ReservedPorts.

    friend bool operator==(const SysctlValue&, const SysctlValue&) = default;
};

/// The settings of this network namespace. Those that this kernel or container does not have are left out.
class Sysctls {
public:
    Sysctls() = default;
    explicit Sysctls(std::vector<SysctlValue> values) : m_values(std::move(values)) {}
    /// `root`: another folder for tests.
    static Sysctls read(const std::string& root = "/proc/sys");

    const std::vector<SysctlValue>& all() const { return m_values; }
    /// The setting's first number.
    std::optional<std::uint64_t> number(Sysctl sysctl) const;
    /// Ports that connect() may choose by itself: ip_local_port_range without ip_local_reserved_ports; 32768 to 60999 where not told.
    struct PortRange {
        std::uint16_t first = 32768;
        std::uint16_t last = 60999;
        std::uint32_t reserved = 0; ///< How many within are not to be chosen.
        bool contains(std::uint16_t port) const { return port >= first && port <= last; }
        std::uint32_t size() const { return std::uint32_t(last) - first + 1 - reserved; }
        friend bool operator==(const PortRange&, const PortRange&) = default;
    };
    PortRange portRange() const;

    friend bool operator==(const Sysctls&, const Sysctls&) = default;

private:
    const SysctlValue* find(Sysctl sysctl) const;

    std::vector<SysctlValue> m_values; ///< In the order of the enum.
};

} // namespace kernel
