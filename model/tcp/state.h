#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace tcp {

/// The states of RFC 9293, 3.3.2. `Closed` is the RFC's fictional state: no TCB exists.
enum class State : std::uint8_t {
    Closed,
    Listen,
    SynSent,
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
};
inline constexpr int kStateCount = 11;

/// A set of states, so that one table row can cover one bullet list of the RFC.
class StateSet {
public:
    constexpr StateSet(State state) : m_bits(bit(state)) {}

    constexpr bool contains(State state) const { return (m_bits & bit(state)) != 0; }
    constexpr bool overlaps(StateSet other) const { return (m_bits & other.m_bits) != 0; }

    friend constexpr StateSet operator|(StateSet a, StateSet b)
    {
        a.m_bits |= b.m_bits;
        return a;
    }

private:
    static constexpr std::uint16_t bit(State state) { return std::uint16_t(1u << unsigned(state)); }

    std::uint16_t m_bits;
};
constexpr StateSet operator|(State a, State b) { return StateSet(a) | StateSet(b); }

/// RFC 9293's name, upper case with hyphens: "FIN-WAIT-1".
std::string_view toString(State state);
/// The state with that name, or nothing.
std::optional<State> stateFromString(std::string_view name);

} // namespace tcp
