#include "model/base/interval_set.h"

#include <algorithm>

void IntervalSet::add(std::uint64_t begin, std::uint64_t end)
{
    if (begin >= end)
        return;
    // In order is the common case: extend or append at the back.
    const auto first = !m_intervals.empty() && m_intervals.back().begin <= begin
        ? std::prev(m_intervals.end(), m_intervals.back().end >= begin ? 1 : 0)
        : std::lower_bound(m_intervals.begin(), m_intervals.end(), begin, [](const Interval& i, std::uint64_t at) { return i.end < at; });
    auto last = first;
    while (last != m_intervals.end() && last->begin <= end) {
        begin = std::min(begin, last->begin);
        end = std::max(end, last->end);
        ++last;
    }
    const auto at = m_intervals.erase(first, last);
    m_intervals.insert(at, Interval{begin, end});
}

void IntervalSet::removeBefore(std::uint64_t begin)
{
    const auto keep = std::find_if(m_intervals.begin(), m_intervals.end(), [begin](const Interval& i) { return i.end > begin; });
    m_intervals.erase(m_intervals.begin(), keep);
    if (!m_intervals.empty() && m_intervals.front().begin < begin)
        m_intervals.front().begin = begin;
}

bool IntervalSet::contains(std::uint64_t begin, std::uint64_t end) const
{
    if (begin >= end)
        return true;
    for (const Interval& interval : m_intervals) {
        if (interval.begin <= begin && end <= interval.end)
            return true;
    }
    return false;
}
