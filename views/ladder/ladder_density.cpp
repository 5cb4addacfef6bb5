#include "views/ladder/ladder_density.h"

#include "views/ladder/ladder_relations.h"

#include <algorithm>

void DensityCount::add(const Record& record)
{
    if (!record.isSegment())
        return;
    const std::size_t side = index(record.sender());
    ++segments[side];
    octets[side] += record.textLength;
    const auto note = [this](Anomaly anomaly, bool isThere) { anomalies[std::size_t(anomaly)] += isThere ? 1u : 0u; };
    note(Anomaly::Retransmission, isRetransmission(record));
    note(Anomaly::Lost, record.kind() == RecordKind::LostSegment || record.labels().has(Label::LostSegment));
    note(Anomaly::ZeroWindow, record.labels().has(Label::ZeroWindow));
    note(Anomaly::Rst, record.has(tcp::Flag::Rst));
}

void DensityCount::add(const DensityCount& more)
{
    for (std::size_t side = 0; side < 2; ++side) {
        segments[side] += more.segments[side];
        octets[side] += more.octets[side];
    }
    for (std::size_t i = 0; i < anomalies.size(); ++i)
        anomalies[i] += more.anomalies[i];
}

void DensityCount::subtract(const DensityCount& less)
{
    for (std::size_t side = 0; side < 2; ++side) {
        segments[side] -= less.segments[side];
        octets[side] -= less.octets[side];
    }
    for (std::size_t i = 0; i < anomalies.size(); ++i)
        anomalies[i] -= less.anomalies[i];
}

void LadderDensity::restart(ConnectionId id)
{
    m_connection = id;
    m_rows = 0;
    m_total = {};
    m_sums = std::vector<DensityCount>(1); // a long connection's memory is not kept for a short one
    m_last = {};
}

bool LadderDensity::advance(const Trace& trace, std::chrono::microseconds budget)
{
    constexpr std::uint32_t kAtOnce = 4096; // between two looks at the clock
    const auto end = std::chrono::steady_clock::now() + budget;
    const auto& records = trace.connection(m_connection).records;
    if (m_rows == 0)
        m_sums.reserve(records.size() / kBlock + 1); // else copying them as they grow would take more than `budget`
    while (m_rows < records.size() && std::chrono::steady_clock::now() < end) {
        const auto stop = std::min<std::size_t>(records.size(), m_rows + kAtOnce);
        for (; m_rows < stop; ++m_rows) {
            m_total.add(trace.record(records[m_rows]));
            if ((m_rows + 1) % kBlock == 0)
                m_sums.push_back(m_total);
        }
    }
    return m_rows == records.size();
}

DensityCount LadderDensity::before(const Trace& trace, std::uint32_t row) const
{
    row = std::min(row, m_rows);
    DensityCount sum = m_sums[row / kBlock];
    const auto& records = trace.connection(m_connection).records;
    for (std::uint32_t at = row - row % kBlock; at < row; ++at)
        sum.add(trace.record(records[at]));
    return sum;
}

DensityCount LadderDensity::count(const Trace& trace, RowRange rows) const
{
    DensityCount result;
    if (rows.count <= 2 * kBlock) {
        const auto& records = trace.connection(m_connection).records;
        for (std::uint32_t at = rows.first; at < std::min(rows.end(), m_rows); ++at)
            result.add(trace.record(records[at]));
        return result;
    }
    result = before(trace, rows.end());
    result.subtract(before(trace, rows.first));
    return result;
}

const std::vector<DensityCount>& LadderDensity::runs(const Trace& trace, const std::vector<std::uint32_t>& boundaries) const
{
    if (m_last.rows != m_rows || m_last.boundaries != boundaries)
        m_last = {boundaries, m_rows, countRuns(trace, boundaries)};
    return m_last.counts;
}

std::vector<DensityCount> LadderDensity::countRuns(const Trace& trace, const std::vector<std::uint32_t>& boundaries) const
{
    std::vector<DensityCount> result;
    if (boundaries.size() < 2)
        return result;
    const bool isCoarse = (boundaries.back() - boundaries.front()) / (boundaries.size() - 1) >= 8 * kBlock;
    const auto moved = [&](std::size_t i) { return isCoarse && boundaries[i] < m_rows ? boundaries[i] - boundaries[i] % kBlock : boundaries[i]; };
    result.reserve(boundaries.size() - 1);
    DensityCount last;
    if (isCoarse)
        last = before(trace, moved(0));
    for (std::size_t i = 1; i < boundaries.size(); ++i) {
        if (!isCoarse) {
            result.push_back(count(trace, {boundaries[i - 1], boundaries[i] - boundaries[i - 1]}));
            continue;
        }
        const DensityCount next = before(trace, moved(i));
        result.push_back(next);
        result.back().subtract(last);
        last = next;
    }
    return result;
}
