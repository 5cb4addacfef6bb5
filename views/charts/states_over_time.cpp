#include "views/charts/states_over_time.h"

#include <algorithm>
#include <limits>

bool StatesOverTime::advance(std::uint32_t count)
{
    const RecordNumber total = m_trace->recordCount();
    const RecordNumber until = std::min(total, m_done + std::min(count, std::numeric_limits<std::uint32_t>::max() - m_done));
    for (; m_done < until; ++m_done) {
        const Record& record = m_trace->record(m_done);
        m_extent.end = std::max(m_extent.end, seconds(record.time));
        while (m_states.size() <= record.connection)
            m_states.push_back({kNone, kNone});
        auto& states = m_states[record.connection];
        for (Side side : kSides) {
            if (states[index(side)] == std::uint8_t(record.state(side)))
                continue;
            change(m_done, states[index(side)], record.state(side));
            states[index(side)] = std::uint8_t(record.state(side));
        }
    }
    return m_done < total;
}

void StatesOverTime::change(RecordNumber record, std::uint8_t from, tcp::State to)
{
    if (m_changes.size() % kEvery == 0)
        m_counts.append(m_now);
    m_changes.append(Change{record, from, std::uint8_t(to)});
    if (from != kNone)
        --m_now[from];
    ++m_now[std::size_t(to)];
    m_seen[std::size_t(to)] = true;
}

double StatesOverTime::progress() const
{
    const RecordNumber total = m_trace->recordCount();
    return total == 0 ? 1.0 : double(m_done) / double(total);
}

StateCounts StatesOverTime::countsAt(double time) const
{
    std::size_t first = 0;
    std::size_t last = m_changes.size();
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        if (seconds(m_trace->record(m_changes[middle].record).time) <= time)
            first = middle + 1;
        else
            last = middle;
    }
    if (first == 0)
        return {};
    const std::size_t block = (first - 1) / kEvery;
    StateCounts counts = m_counts[block];
    for (std::size_t i = block * kEvery; i < first; ++i) {
        const Change& change = m_changes[i];
        if (change.from != kNone)
            --counts[change.from];
        ++counts[change.to];
    }
    return counts;
}

RecordNumber StatesOverTime::recordAt(double time) const
{
    RecordNumber first = 0;
    RecordNumber last = m_done;
    while (first < last) {
        const RecordNumber middle = first + (last - first) / 2;
        if (seconds(m_trace->record(middle).time) <= time)
            first = middle + 1;
        else
            last = middle;
    }
    return first == 0 ? 0 : first - 1;
}
