#include "views/ladder/ladder_merge.h"

#include <algorithm>
#include <numeric>

std::vector<ConnectionId> sideBySide(const Trace& trace, const std::vector<ConnectionId>& ids)
{
    std::vector<ConnectionId> given;
    for (const ConnectionId id : ids) {
        if (id < trace.connectionCount() && !trace.isGone(id) && std::ranges::find(given, id) == given.end() && given.size() < kMostCompanions)
            given.push_back(id);
    }
    std::vector<std::size_t> order(given.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::vector<std::size_t> best = order;
    int most = 0;
    do { // at most 24 orders; of equally good ones the first is nearest to what was given
        int shared = 0;
        for (std::size_t i = 0; i + 1 < order.size(); ++i)
            shared += shareHost(trace, given[order[i]], given[order[i + 1]]) ? 1 : 0;
        if (shared > most) {
            most = shared;
            best = order;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    std::vector<ConnectionId> result;
    for (const std::size_t place : best)
        result.push_back(given[place]);
    return result;
}

bool shareHost(const Trace& trace, ConnectionId left, ConnectionId right)
{
    return trace.connection(left).address(Side::Responder).ip == trace.connection(right).address(Side::Initiator).ip;
}

MergeCursor::MergeCursor(std::vector<ConnectionId> ids) : m_ids(std::move(ids)), m_next(m_ids.size(), 0) {}

std::optional<RecordNumber> MergeCursor::next(const Trace& trace)
{
    std::optional<std::size_t> first;
    RecordNumber number = 0;
    for (std::size_t place = 0; place < m_ids.size(); ++place) {
        const auto& records = trace.connection(m_ids[place]).records;
        if (m_next[place] < records.size() && (!first || records[m_next[place]] < number)) {
            first = place;
            number = records[m_next[place]];
        }
    }
    if (!first)
        return std::nullopt;
    ++m_next[*first];
    return number;
}

void LadderMerge::restart(std::vector<ConnectionId> ids)
{
    m_cursor = MergeCursor(std::move(ids));
    m_records.clear();
}

bool LadderMerge::advance(const Trace& trace, std::chrono::microseconds budget)
{
    constexpr int kAtOnce = 4096;
    const auto deadline = std::chrono::steady_clock::now() + budget;
    do {
        for (int i = 0; i < kAtOnce; ++i) {
            const auto number = m_cursor.next(trace);
            if (!number)
                return true;
            m_records.push_back(*number);
        }
    } while (std::chrono::steady_clock::now() < deadline);
    return false;
}

std::uint32_t LadderMerge::rowOf(RecordNumber record) const
{
    return std::uint32_t(std::lower_bound(m_records.begin(), m_records.end(), record) - m_records.begin());
}
