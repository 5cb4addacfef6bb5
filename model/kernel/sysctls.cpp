#include "model/kernel/sysctls.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <utility>

namespace kernel {

namespace {

constexpr std::array<std::string_view, kSysctlCount> kNames = {
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_tw_reuse",
    "net.ipv4.tcp_max_tw_buckets",
    "net.ipv4.tcp_max_orphans",
    "net.ipv4.tcp_orphan_retries",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.core.somaxconn",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_abort_on_overflow",
    "net.ipv4.tcp_syn_retries",
    "net.ipv4.tcp_synack_retries",
    "net.ipv4.tcp_retries1",
    "net.ipv4.tcp_retries2",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_timestamps",
};

std::optional<std::string> contentOf(const std::string& path)
{
    std::ifstream file(path);
    std::string text;
    if (!std::getline(file, text) && !file.eof())
        return std::nullopt;
    if (!file.is_open())
        return std::nullopt;
    std::ranges::replace(text, '\t', ' ');
    return text;
}

/// The numbers of "32768 60999"; none where there is anything else.
std::vector<std::uint64_t> numbersIn(std::string_view text)
{
    std::vector<std::uint64_t> numbers;
    while (!text.empty()) {
        if (text.front() == ' ') {
            text.remove_prefix(1);
            continue;
        }
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc())
            return {};
        numbers.push_back(number);
        text.remove_prefix(std::size_t(end - text.data()));
    }
    return numbers;
}

/// How many ports of "8080,9000-9010" lie in the range.
std::uint32_t portsListed(std::string_view list, std::uint32_t first, std::uint32_t last)
{
    std::uint32_t count = 0;
    while (!list.empty()) {
        const std::string_view item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), item.size() + 1));
        std::uint32_t from = 0;
        const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), from);
        if (error != std::errc())
            continue;
        std::uint32_t to = from;
        if (end != item.data() + item.size() && *end == '-')
            std::from_chars(end + 1, item.data() + item.size(), to);
        from = std::max(from, first);
        to = std::min(to, last);
        count += to >= from ? to - from + 1 : 0;
    }
    return count;
}

} // namespace

std::string_view toString(Sysctl sysctl)
{
    return kNames[std::size_t(sysctl)];
}

Sysctls Sysctls::read(const std::string& root)
{
    std::vector<SysctlValue> values;
    for (int i = 0; i < kSysctlCount; ++i) {
        std::string path(toString(Sysctl(i)));
        std::ranges::replace(path, '.', '/');
        auto text = contentOf(root + "/" + path);
        if (!text)
            continue;
        auto numbers = Sysctl(i) == Sysctl::ReservedPorts ? std::vector<std::uint64_t>() : numbersIn(*text);
        values.push_back({Sysctl(i), std::move(*text), std::move(numbers)});
    }
    return Sysctls(std::move(values));
}

const SysctlValue* Sysctls::find(Sysctl sysctl) const
{
    const auto at = std::ranges::find(m_values, sysctl, &SysctlValue::sysctl);
    return at == m_values.end() ? nullptr : &*at;
}

std::optional<std::uint64_t> Sysctls::number(Sysctl sysctl) const
{
    const SysctlValue* value = find(sysctl);
    return value && !value->numbers.empty() ? std::optional(value->numbers.front()) : std::nullopt;
}

Sysctls::PortRange Sysctls::portRange() const
{
    PortRange range;
    const SysctlValue* told = find(Sysctl::LocalPortRange);
    if (told && told->numbers.size() == 2 && told->numbers[0] <= told->numbers[1] && told->numbers[1] <= 65535)
        range = {std::uint16_t(told->numbers[0]), std::uint16_t(told->numbers[1]), 0};
    if (const SysctlValue* reserved = find(Sysctl::ReservedPorts))
        range.reserved = std::min(portsListed(reserved->text, range.first, range.last), std::uint32_t(range.last) - range.first);
    return range;
}

} // namespace kernel
