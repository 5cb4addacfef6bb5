#pragma once
#include "model/simulation/scenario_settings.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

/// Values of a scenario, each one word: how it is read, written and asked for.
namespace simulation {

/// The longest time a scenario can name, so that sums of times never overflow.
inline constexpr Duration kLongestTime = std::chrono::hours(10'000);

/// What a value may be. Times are in nanoseconds, probabilities in parts of a million.
struct ValueRule {
    std::uint64_t min = 0;
    std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
    std::string_view none{}; ///< The word for an empty optional: "off"; "" if it cannot be written.
};

// Each readValue() gives false, and leaves `out` in any state, if the word is no such value or breaks the rule.
bool readValue(std::string_view word, const ValueRule& rule, bool& out);          ///< on, off
bool readValue(std::string_view word, const ValueRule& rule, std::uint64_t& out); ///< Decimal digits alone.
bool readValue(std::string_view word, const ValueRule& rule, std::uint32_t& out);
bool readValue(std::string_view word, const ValueRule& rule, std::uint16_t& out);
bool readValue(std::string_view word, const ValueRule& rule, std::uint8_t& out);
bool readValue(std::string_view word, const ValueRule& rule, Duration& out);    ///< 300ms, 1.5s; ns us ms s min h
bool readValue(std::string_view word, const ValueRule& rule, Probability& out); ///< 0.5%
bool readValue(std::string_view word, const ValueRule& rule, BitRate& out);     ///< 64k, 1.5m, 10g
bool readValue(std::string_view word, const ValueRule& rule, Congestion& out);
bool readValue(std::string_view word, const ValueRule& rule, PortRange& out); ///< 32768-60999
bool readValue(std::string_view word, const ValueRule& rule, IpAddress& out);

std::string writeValue(bool value);
std::string writeValue(std::uint64_t value);
std::string writeValue(std::uint32_t value);
std::string writeValue(std::uint16_t value);
std::string writeValue(std::uint8_t value);
std::string writeValue(Duration value);
std::string writeValue(Probability value);
std::string writeValue(BitRate value);
std::string writeValue(Congestion value);
std::string writeValue(PortRange value);
std::string writeValue(const IpAddress& value);

// "a number from 1 to 14": what an error message asks for. The first argument only chooses the type.
std::string expectedValue(bool, const ValueRule& rule);
std::string expectedValue(std::uint64_t, const ValueRule& rule);
std::string expectedValue(std::uint32_t, const ValueRule& rule);
std::string expectedValue(std::uint16_t, const ValueRule& rule);
std::string expectedValue(std::uint8_t, const ValueRule& rule);
std::string expectedValue(Duration, const ValueRule& rule);
std::string expectedValue(Probability, const ValueRule& rule);
std::string expectedValue(BitRate, const ValueRule& rule);
std::string expectedValue(Congestion, const ValueRule& rule);
std::string expectedValue(PortRange, const ValueRule& rule);
std::string expectedValue(const IpAddress&, const ValueRule& rule);

/// A socket by its ports, where it has no name of its own: ":80", ":32768-B:80", ":80-198.18.0.1:1025".
struct SocketPlace {
    std::uint16_t port = 0;
    std::string peer;                      ///< Name of the host at the far end; empty: `peerAddress`, or none is named.
    std::optional<IpAddress> peerAddress;
    std::uint16_t peerPort = 0;            ///< 0: no far end is named: the listener of the port, or else its newest connection.
};
/// Nothing if the word is no such thing.
std::optional<SocketPlace> readSocketPlace(std::string_view word);

// A value that may be switched off: empty is written as the rule's word.
template <typename T>
bool readValue(std::string_view word, const ValueRule& rule, std::optional<T>& out)
{
    if (!rule.none.empty() && word == rule.none) {
        out.reset();
        return true;
    }
    return readValue(word, rule, out.emplace());
}

template <typename T>
std::string writeOptional(const std::optional<T>& value, const ValueRule& rule)
{
    return value ? writeValue(*value) : std::string(rule.none);
}

template <typename T>
std::string expectedValue(const std::optional<T>&, const ValueRule& rule)
{
    return expectedValue(T(), rule) + " or " + std::string(rule.none);
}

} // namespace simulation
