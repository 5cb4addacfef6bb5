// What holds for the whole script: options (`--tolerance_usecs=10000`) and `sysctl` commands.
#include "model/simulation/packetdrill/cursor.h"

#include <array>
#include <vector>

namespace simulation::packetdrill {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

/// NAME=VALUE of an option or a sysctl.
struct Assignment {
    Token where;
    std::string_view name;
    std::string value;
};

std::optional<std::int64_t> numberIn(const Assignment& given, std::int64_t least, std::int64_t most)
{
    const auto value = toInteger(given.value);
    return value && *value >= least && *value <= most ? value : std::nullopt;
}

/// A setting that is a number in a range; false: it is none, and that has been said.
bool takeNumber(Cursor& cursor, const Assignment& given, std::int64_t least, std::int64_t most, auto&& set)
{
    const auto value = numberIn(given, least, most);
    if (!value)
        return cursor.fail(given.where, quoted(given.value) + " is no value for " + std::string(given.name),
                           "Write a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    set(*value);
    return true;
}

/// "192.0.2.1"
std::optional<IpAddress> addressFrom(std::string_view text)
{
    IpAddress address;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t end = i < 3 ? text.find('.') : text.size();
        const auto value = end == std::string_view::npos || end == 0 ? std::nullopt : toInteger(text.substr(0, end));
        if (!value || *value < 0 || *value > 255)
            return std::nullopt;
        address.octets[i] = std::uint8_t(*value);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return address;
}

bool takeAddress(Cursor& cursor, const Assignment& given, IpAddress& out)
{
    const auto address = addressFrom(given.value);
    if (!address)
        return cursor.fail(given.where, quoted(given.value) + " is no IPv4 address",
                           "Write it as 192.0.2.1; IPv6 is not simulated.");
    out = *address;
    return true;
}

bool applyOption(Cursor& cursor, const Assignment& given, Settings& settings)
{
    constexpr std::int64_t kMostUsecs = 10'000'000;
    if (given.name == "tolerance_usecs")
        return takeNumber(cursor, given, 0, kMostUsecs, [&](std::int64_t value) { settings.tolerance = microseconds(value); });
    if (given.name == "bind_port")
        return takeNumber(cursor, given, 1, 65535, [&](std::int64_t value) { settings.bindPort = std::uint16_t(value); });
    if (given.name == "connect_port")
        return takeNumber(cursor, given, 1, 65535, [&](std::int64_t value) { settings.connectPort = std::uint16_t(value); });
    if (given.name == "mtu")
        return takeNumber(cursor, given, 128, 65535, [&](std::int64_t value) { settings.tcp.mss = std::uint16_t(value - 40); });
    if (given.name == "local_ip")
        return takeAddress(cursor, given, settings.local);
    if (given.name == "remote_ip")
        return takeAddress(cursor, given, settings.remote);
    if (given.name == "ip_version")
        return given.value == "ipv4"
               || cursor.fail(given.where, "only IPv4 is simulated", "Write --ip_version=ipv4 or leave the option out.");
    return cursor.fail(
        given.where, "the option --" + std::string(given.name) + " is not simulated",
        "The options are --tolerance_usecs, --ip_version, --local_ip, --remote_ip, --bind_port, --connect_port and --mtu.");
}

/// Three numbers, as tcp_rmem has them: "4096 131072 6291456"; the second is what a socket begins with.
bool takeMemory(Cursor& cursor, const Assignment& given, std::uint32_t& out)
{
    std::vector<std::int64_t> numbers;
    for (std::size_t at = 0; at < given.value.size();) {
        const std::size_t end = std::min(given.value.find_first_of(" \t", at), given.value.size());
        if (end > at)
            numbers.push_back(toInteger(std::string_view(given.value).substr(at, end - at)).value_or(-1));
        at = end + 1;
    }
    const bool isTriple = numbers.size() == 3 && numbers[1] >= 1 && numbers[1] <= 1 << 30;
    if (!isTriple)
        return cursor.fail(given.where, quoted(given.value) + " is no value for " + std::string(given.name),
                           "Write three numbers of octets; the second is the buffer's size.");
    out = std::uint32_t(numbers[1]);
    return true;
}

bool applySysctl(Cursor& cursor, const Assignment& given, Settings& settings)
{
    tcp::EndpointSettings& tcp = settings.tcp;
    constexpr std::string_view kPrefix = "net.ipv4.";
    std::string name(given.name);
    if (name.starts_with("/proc/sys/"))
        name = name.substr(10);
    std::replace(name.begin(), name.end(), '/', '.');
    const std::string_view key =
        name.starts_with(kPrefix) ? std::string_view(name).substr(kPrefix.size()) : std::string_view(name);
    const auto count = [&](int& out) { return takeNumber(cursor, given, 0, 127, [&](std::int64_t value) { out = int(value); }); };
    const auto time = [&](Duration& out) {
        return takeNumber(cursor, given, 1, 86'400, [&](std::int64_t value) { out = seconds(value); });
    };
    if (key == "tcp_timestamps")
        return takeNumber(cursor, given, 0, 2, [&](std::int64_t value) { tcp.timestamps = value != 0; });
    if (key == "tcp_sack")
        return takeNumber(cursor, given, 0, 1, [&](std::int64_t value) { tcp.sack = value != 0; });
    if (key == "tcp_window_scaling")
        return takeNumber(cursor, given, 0, 1, [&](std::int64_t value) {
            tcp.windowScale = value != 0 ? std::optional<std::uint8_t>(7) : std::nullopt;
        });
    if (key == "tcp_syn_retries")
        return count(tcp.synRetries);
    if (key == "tcp_synack_retries")
        return count(tcp.synAckRetries);
    if (key == "tcp_retries2")
        return count(tcp.retries);
    if (key == "tcp_keepalive_probes")
        return count(tcp.keepAliveProbes);
    if (key == "tcp_keepalive_time")
        return time(tcp.keepAliveIdle);
    if (key == "tcp_keepalive_intvl")
        return time(tcp.keepAliveInterval);
    if (key == "tcp_fin_timeout")
        return time(tcp.finTimeout);
    if (key == "tcp_rmem")
        return takeMemory(cursor, given, tcp.receiveBuffer);
    if (key == "tcp_wmem")
        return takeMemory(cursor, given, tcp.sendBuffer);
    if (key == "tcp_congestion_control") {
        using Algorithm = tcp::CongestionControl::Algorithm;
        tcp.congestion = given.value == "cubic" ? Algorithm::Cubic : Algorithm::NewReno;
        return given.value == "cubic" || given.value == "reno"
               || cursor.fail(given.where, "the congestion control " + quoted(given.value) + " is not simulated",
                              "Write reno or cubic.");
    }
    return cursor.fail(
        given.where, "the setting " + quoted(name) + " is not simulated",
        "Those of net.ipv4 are: tcp_timestamps tcp_sack tcp_window_scaling tcp_syn_retries tcp_synack_retries tcp_retries2 tcp_fin_timeout tcp_keepalive_time "
        "tcp_keepalive_intvl tcp_keepalive_probes tcp_rmem tcp_wmem tcp_congestion_control.");
}

/// A word of a command, with the quotation marks of a value taken off.
struct CommandWord {
    Token where;
    std::string text;
    bool isFirst = false; ///< Of its command.
};

std::vector<CommandWord> splitCommand(const Token& command)
{
    std::vector<CommandWord> words;
    Position at = command.at;
    bool isOpen = false;
    bool startsNew = true;
    char quote = '\0';
    for (std::size_t i = 0; i < command.text.size(); ++i) {
        const char c = command.text[i];
        const bool isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '&';
        if (isBlank && quote == '\0') {
            isOpen = false;
            startsNew = startsNew || (c != ' ' && c != '\t' && c != '\r');
        } else {
            if (!isOpen) {
                words.push_back({{TokenKind::Word, command.text.substr(i, 1), at}, {}, startsNew});
                isOpen = true;
                startsNew = false;
            }
            if (quote == '\0' && (c == '"' || c == '\''))
                quote = c;
            else if (c == quote)
                quote = '\0';
            else
                words.back().text += c;
        }
        if (c == '\n')
            at = {at.line + 1, 1};
        else if ((std::uint8_t(c) & 0xC0u) != 0x80u)
            ++at.column;
    }
    return words;
}

} // namespace

bool readOption(Cursor& cursor, const Token& option, Settings& settings)
{
    const std::size_t equals = option.text.find('=');
    if (equals == std::string_view::npos)
        return cursor.fail(option, quoted(option.text) + " has no value", "An option is --NAME=VALUE.");
    return applyOption(cursor, {option, option.text.substr(2, equals - 2), std::string(option.text.substr(equals + 1))},
                       settings);
}

bool readCommand(Cursor& cursor, const Token& command, Settings& settings)
{
    const std::vector<CommandWord> words = splitCommand(command);
    bool setsValues = false;
    for (const CommandWord& word : words) {
        const std::string_view text = word.text;
        if (word.isFirst) {
            setsValues = text == "sysctl" || text.ends_with("/set_sysctls.py");
            const bool isDefaults = text.ends_with("/defaults.sh"); // what it would set are the defaults here
            if (!setsValues && !isDefaults)
                return cursor.fail(word.where, "the command " + quoted(text) + " is not carried out",
                                   "Only settings are read: `sysctl -q net.ipv4.tcp_timestamps=0`.");
            continue;
        }
        if (!setsValues || text == "-q" || text == "-w" || text == "-qw")
            continue;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos)
            return cursor.fail(word.where, "expected NAME=VALUE, found " + quoted(text),
                               "A setting is `sysctl -q net.ipv4.tcp_timestamps=0`.");
        if (!applySysctl(cursor, {word.where, text.substr(0, equals), std::string(text.substr(equals + 1))}, settings))
            return false;
    }
    return !words.empty()
           || cursor.fail(command, "an empty command", "Only settings are read: `sysctl -q net.ipv4.tcp_timestamps=0`.");
}

} // namespace simulation::packetdrill
