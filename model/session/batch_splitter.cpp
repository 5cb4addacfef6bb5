#include "model/session/batch_splitter.h"

#include <algorithm>
#include <utility>

bool BatchSplitter::split(RecordBatch&& batch, const Taker& take)
{
    const std::size_t count = batch.records.size();
    const std::uint64_t firstConnection = m_connections;
    const std::uint64_t firstRecord = m_records;
    m_records += count;
    m_connections += batch.connections.size();
    if (count <= m_most)
        return take(std::move(batch));

    bool wanted = true;
    std::size_t connections = 0; // of this batch, handed over so far
    auto transition = batch.transitions.begin();
    for (std::size_t begin = 0; begin < count && wanted; begin += m_most) {
        const std::size_t end = std::min(begin + m_most, count);
        RecordBatch piece;
        piece.statistics = batch.statistics;
        piece.records.assign(batch.records.begin() + std::ptrdiff_t(begin), batch.records.begin() + std::ptrdiff_t(end));
        if (begin == 0)
            piece.extras = std::exchange(batch.extras, {}); // records point into them by number: early does no harm
        // A connection comes with its first record, so that no view sees one without.
        std::size_t known = end == count ? batch.connections.size() : connections;
        for (const Record& record : piece.records) {
            if (record.connection >= firstConnection)
                known = std::max(known, std::size_t(record.connection - firstConnection) + 1);
        }
        piece.connections.assign(batch.connections.begin() + std::ptrdiff_t(connections), batch.connections.begin() + std::ptrdiff_t(known));
        connections = known;
        const auto isLater = [last = firstRecord + end](const TransitionRecord& each) { return each.record >= last; };
        const auto after = end == count ? batch.transitions.end() : std::find_if(transition, batch.transitions.end(), isLater);
        piece.transitions.assign(transition, after);
        transition = after;
        if (end == count)
            piece.departures = std::exchange(batch.departures, {});
        wanted = take(std::move(piece));
    }
    batch.clear();
    return wanted;
}
