#include "model/capture/memory_account.h"

#include "model/trace/connection.h"

#include <utility>

namespace {

// What a trace keeps for each (see model/README.md, Storage).
constexpr std::size_t kConnectionOctets = sizeof(Connection) + 64 + 1200; // with what the observer knows of its 4-tuple
constexpr std::size_t kRecordOctets = sizeof(Record) + 2 * sizeof(RecordNumber); // the connection's list grows by doubling
constexpr std::size_t kTransitionOctets = 2 * sizeof(TransitionRecord);
constexpr std::size_t kExtraOctets = 16;

} // namespace

void MemoryAccount::add(const RecordBatch& batch)
{
    for (std::size_t i = 0; i < batch.connections.size(); ++i)
        m_connections.append({kConnectionOctets});
    m_octets += batch.connections.size() * kConnectionOctets;
    const auto charge = [this](Seen& seen, std::size_t octets) {
        seen.octets += octets;
        m_octets += octets;
    };
    for (const TransitionRecord& transition : batch.transitions)
        charge(*m_connections.find(transition.connection), kTransitionOctets);
    for (const Record& record : batch.records) {
        Seen& seen = *m_connections.find(record.connection);
        charge(seen, kRecordOctets + (record.extra != 0 ? kExtraOctets : 0));
        const Kind kind = kindOf(record);
        if (kind != seen.kind && kind != Kind::Open)
            (kind == Kind::Closed ? m_closed : m_waiting).push_back(record.connection);
        seen.kind = kind;
    }
}

MemoryAccount::Kind MemoryAccount::kindOf(const Record& record)
{
    constexpr tcp::StateSet kOver = tcp::State::Closed | tcp::State::TimeWait;
    const tcp::State initiator = record.state(Side::Initiator);
    const tcp::State responder = record.state(Side::Responder);
    if (!kOver.contains(initiator) || !kOver.contains(responder))
        return Kind::Open;
    return initiator == responder && initiator == tcp::State::Closed ? Kind::Closed : Kind::Waiting;
}

std::vector<ConnectionId> MemoryAccount::takeDepartures(std::size_t limit)
{
    std::vector<ConnectionId> departures;
    for (auto& [queue, kind] : {std::pair(&m_closed, Kind::Closed), std::pair(&m_waiting, Kind::Waiting)}) {
        while (m_octets > limit && !queue->empty()) {
            const ConnectionId id = queue->front();
            queue->pop_front();
            const Seen* const seen = m_connections.find(id);
            if (!seen || seen->kind != kind)
                continue;
            m_octets -= seen->octets;
            m_connections.drop(id); // and what is left of it counts as open
            departures.push_back(id);
        }
    }
    return departures;
}
