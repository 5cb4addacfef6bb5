#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

/// Disjoint half-open intervals of stream offsets, ascending; touching ones are merged.
class IntervalSet {
public:
    struct Interval {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        friend bool operator==(const Interval&, const Interval&) = default;
    };

    /// Adds [begin, end); an empty interval adds nothing.
    void add(std::uint64_t begin, std::uint64_t end);
    /// Removes everything before `begin`.
    void removeBefore(std::uint64_t begin);
    /// Whether the whole of [begin, end) is in the set.
    bool contains(std::uint64_t begin, std::uint64_t end) const;
    const std::vector<Interval>& intervals() const { return m_intervals; }

private:
    std::vector<Interval> m_intervals;
};
