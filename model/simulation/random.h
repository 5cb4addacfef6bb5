#pragma once
#include "model/base/time.h"
#include "model/simulation/scenario_settings.h"

#include <cstdint>

namespace simulation {

/// Spreads the bits of a number over all 64 (SplitMix64's last step): for seeds of streams, and for numbers that must look random.
constexpr std::uint64_t mix(std::uint64_t value)
{
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

/// The same numbers from the same seed with every compiler (SplitMix64), which the standard distributions do not promise.
class Random {
public:
    explicit constexpr Random(std::uint64_t seed) : m_state(seed) {}
    constexpr std::uint64_t next() { return mix(m_state += 0x9E3779B97F4A7C15u); }
    /// 0 to `bound` - 1; `bound` is not 0.
    constexpr std::uint32_t below(std::uint32_t bound) { return std::uint32_t((next() >> 32) * bound >> 32); }
    /// Takes a number only where there is a choice.
    constexpr bool happens(Probability probability) { return probability.perMillion > 0 && below(1'000'000) < probability.perMillion; }
    /// 0 to `longest`, both included.
    constexpr Duration upTo(Duration longest) { return longest > Duration{} ? Duration(std::int64_t(next() % (std::uint64_t(longest.count()) + 1))) : Duration{}; }

private:
    std::uint64_t m_state;
};

} // namespace simulation
