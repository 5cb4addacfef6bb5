#include "model/simulation/scenario_values.h"

#include "model/simulation/scenario_vocabulary.h"

#include <array>
#include <charconv>

#include <arpa/inet.h>

namespace simulation {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWithin(std::uint64_t value, const ValueRule& rule)
{
    return value >= rule.min && value <= rule.max;
}

template <typename Number>
bool readNumber(std::string_view word, const ValueRule& rule, Number& out)
{
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
    return error == std::errc() && end == word.data() + word.size() && isWithin(out, rule);
}

struct Unit {
    std::string_view name;
    std::uint64_t size;
};
constexpr std::array<Unit, 6> kTimeUnits = {
    {{"h", 3'600'000'000'000}, {"min", 60'000'000'000}, {"s", 1'000'000'000}, {"ms", 1'000'000}, {"us", 1000}, {"ns", 1}}};
constexpr std::array<Unit, 4> kRateUnits = {{{"g", 1'000'000'000}, {"m", 1'000'000}, {"k", 1000}, {"", 1}}};
constexpr std::array<Unit, 1> kPercent = {{{"%", 10'000}}};

/// "1.5s" as a whole number of the smallest unit; empty if it is none, has another unit, or is larger than `most`.
std::optional<std::uint64_t> readQuantity(std::string_view word, std::span<const Unit> units, std::uint64_t most)
{
    std::size_t end = 0;
    while (end < word.size() && (isDigit(word[end]) || word[end] == '.'))
        ++end;
    const std::string_view number = word.substr(0, end);
    std::uint64_t unit = 0;
    for (const Unit& each : units) {
        if (each.name == word.substr(end))
            unit = each.size;
    }
    const std::size_t point = std::min(number.find('.'), number.size());
    std::uint64_t whole = 0;
    if (unit == 0 || !readNumber(number.substr(0, point), {.max = most / unit}, whole))
        return std::nullopt;
    std::uint64_t value = whole * unit;
    if (point + 1 == number.size())
        return std::nullopt; // "1.s"
    for (std::size_t i = point + 1; i < number.size(); ++i) {
        if (!isDigit(number[i]) || unit % 10 != 0)
            return std::nullopt; // a second point, or finer than the smallest unit
        unit /= 10;
        value += std::uint64_t(number[i] - '0') * unit;
    }
    return value <= most ? std::optional(value) : std::nullopt;
}

/// In the largest unit that needs no fraction.
std::string writeQuantity(std::uint64_t value, std::span<const Unit> units)
{
    for (const Unit& unit : units) {
        if (value != 0 && value % unit.size == 0)
            return std::to_string(value / unit.size).append(unit.name);
    }
    return std::to_string(value).append(units.back().name);
}

/// " from 1 to 14", as far as the rule says; a `max` of `noLimit` or more is none.
std::string limits(const ValueRule& rule, std::uint64_t noLimit, std::string (*write)(std::uint64_t))
{
    const bool open = rule.max >= noLimit;
    if (open)
        return rule.min > 0 ? " from " + write(rule.min) + " up" : std::string();
    return " from " + write(rule.min) + " to " + write(rule.max);
}

std::string expectedNumber(const ValueRule& rule)
{
    return "a number" + limits(rule, ValueRule().max, [](std::uint64_t n) { return std::to_string(n); });
}

} // namespace

bool readValue(std::string_view word, const ValueRule&, bool& out)
{
    out = word == "on";
    return out || word == "off";
}

bool readValue(std::string_view word, const ValueRule& rule, std::uint64_t& out)
{
    return readNumber(word, rule, out);
}

bool readValue(std::string_view word, const ValueRule& rule, std::uint32_t& out)
{
    return readNumber(word, rule, out);
}

bool readValue(std::string_view word, const ValueRule& rule, std::uint16_t& out)
{
    return readNumber(word, rule, out);
}

bool readValue(std::string_view word, const ValueRule& rule, std::uint8_t& out)
{
    return readNumber(word, rule, out);
}

bool readValue(std::string_view word, const ValueRule& rule, Duration& out)
{
    const auto value = readQuantity(word, kTimeUnits, std::uint64_t(kLongestTime.count()));
    if (!value || !isWithin(*value, rule))
        return false;
    out = Duration(Duration::rep(*value));
    return true;
}

bool readValue(std::string_view word, const ValueRule& rule, Probability& out)
{
    const auto value = readQuantity(word, kPercent, 1'000'000);
    if (!value || !isWithin(*value, rule))
        return false;
    out.perMillion = std::uint32_t(*value);
    return true;
}

bool readValue(std::string_view word, const ValueRule& rule, BitRate& out)
{
    constexpr std::uint64_t kFastest = 1'000'000'000'000;
    const auto value = readQuantity(word, kRateUnits, kFastest);
    if (!value || !isWithin(*value, rule))
        return false;
    out.bitsPerSecond = *value;
    return true;
}

bool readValue(std::string_view word, const ValueRule&, Congestion& out)
{
    const auto value = fromName<Congestion>(word);
    out = value.value_or(Congestion::Reno);
    return value.has_value();
}

bool readValue(std::string_view word, const ValueRule&, PortRange& out)
{
    const std::size_t dash = word.find('-');
    constexpr ValueRule kPort{.min = 1, .max = 65535};
    return dash != std::string_view::npos && readNumber(word.substr(0, dash), kPort, out.low)
           && readNumber(word.substr(dash + 1), kPort, out.high) && out.low <= out.high;
}

bool readValue(std::string_view word, const ValueRule&, IpAddress& out)
{
    out = IpAddress();
    out.version = word.find(':') == std::string_view::npos ? 4 : 6;
    return inet_pton(out.version == 6 ? AF_INET6 : AF_INET, std::string(word).c_str(), out.octets.data()) == 1;
}

std::string writeValue(bool value)
{
    return value ? "on" : "off";
}

std::string writeValue(std::uint64_t value)
{
    return std::to_string(value);
}

std::string writeValue(std::uint32_t value)
{
    return std::to_string(value);
}

std::string writeValue(std::uint16_t value)
{
    return std::to_string(value);
}

std::string writeValue(std::uint8_t value)
{
    return std::to_string(value);
}

std::string writeValue(Duration value)
{
    if (value <= Duration::zero())
        return "0ms";
    return writeQuantity(std::uint64_t(value.count()), kTimeUnits);
}

std::string writeValue(Probability value)
{
    std::string text = std::to_string(value.perMillion / 10'000);
    std::string fraction = std::to_string(10'000 + value.perMillion % 10'000).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (!fraction.empty())
        text += '.' + fraction;
    return text + '%';
}

std::string writeValue(BitRate value)
{
    return writeQuantity(value.bitsPerSecond, kRateUnits);
}

std::string writeValue(Congestion value)
{
    return std::string(toName(value));
}

std::string writeValue(PortRange value)
{
    return std::to_string(value.low) + '-' + std::to_string(value.high);
}

std::string writeValue(const IpAddress& value)
{
    return toString(value);
}

std::optional<SocketPlace> readSocketPlace(std::string_view word)
{
    constexpr ValueRule kPort{.min = 1, .max = 65535};
    SocketPlace place;
    const std::size_t dash = word.find('-');
    if (word.empty() || word.front() != ':' || !readValue(word.substr(1, dash - 1), kPort, place.port))
        return std::nullopt;
    if (dash == std::string_view::npos)
        return place;
    const std::string_view peer = word.substr(dash + 1);
    const std::size_t colon = peer.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !readValue(peer.substr(colon + 1), kPort, place.peerPort))
        return std::nullopt;
    const std::string_view host = peer.substr(0, colon);
    if (readValue(host, {}, place.peerAddress.emplace()))
        return place;
    place.peerAddress.reset();
    place.peer = host;
    return place;
}

std::string expectedValue(bool, const ValueRule&)
{
    return "on or off";
}

std::string expectedValue(std::uint64_t, const ValueRule& rule)
{
    return expectedNumber(rule);
}

std::string expectedValue(std::uint32_t, const ValueRule& rule)
{
    return expectedNumber(rule);
}

std::string expectedValue(std::uint16_t, const ValueRule& rule)
{
    return expectedNumber(rule);
}

std::string expectedValue(std::uint8_t, const ValueRule& rule)
{
    return expectedNumber(rule);
}

std::string expectedValue(Duration, const ValueRule& rule)
{
    return "a time such as 300ms or 1.5s" + limits(rule, std::uint64_t(kLongestTime.count()), [](std::uint64_t n) {
               return writeValue(Duration(Duration::rep(n)));
           });
}

std::string expectedValue(Probability, const ValueRule&)
{
    return "a percentage from 0% to 100%";
}

std::string expectedValue(BitRate, const ValueRule&)
{
    return "a rate in bits a second such as 64k, 1.5m or 10g";
}

std::string expectedValue(Congestion, const ValueRule&)
{
    return "reno or cubic";
}

std::string expectedValue(PortRange, const ValueRule&)
{
    return "two ports such as 32768-60999";
}

std::string expectedValue(const IpAddress&, const ValueRule&)
{
    return "an address such as 10.0.0.1 or fd77::1";
}

} // namespace simulation
