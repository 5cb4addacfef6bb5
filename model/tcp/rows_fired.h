#pragma once
#include "model/tcp/transition_table.h"

#include <array>
#include <cstddef>
#include <iterator>

namespace tcp {

/// Which rows of the transition table have been obeyed, and from which states; rows that leave the state alone count too.
class RowsFired {
public:
    /// `row` stands in kTransitions.
    void note(const Transition& row, State from) { m_from[std::size_t(&row - kTransitions)] |= bit(from); }
    void add(const RowsFired& other)
    {
        for (std::size_t row = 0; row < m_from.size(); ++row)
            m_from[row] |= other.m_from[row];
    }
    /// `row`: position in kTransitions.
    bool has(std::size_t row, State from) const { return (m_from[row] & bit(from)) != 0; }

private:
    static constexpr std::uint32_t bit(State state) { return 1u << unsigned(state); }

    std::array<std::uint32_t, std::size(kTransitions)> m_from{};
};

} // namespace tcp
