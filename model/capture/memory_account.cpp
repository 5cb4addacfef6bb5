#include "model/capture/memory_account.h"

#include "model/trace/connection.h"

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
            addCandidate(record.connection, kind);
        seen.kind = kind;
    }
}

bool MemoryAccount::isStill(ConnectionId id, Kind kind) const
{
    const Seen* const seen = m_connections.find(id);
    return seen && seen->kind == kind;
}

/// Those at the front that have become something else go, so that the queue does not grow with every connection that there ever was.
void MemoryAccount::addCandidate(ConnectionId id, Kind kind)
{
    std::deque<ConnectionId>& candidates = m_candidates[std::size_t(kind) - 1];
    while (!candidates.empty() && !isStill(candidates.front(), kind))
        candidates.pop_front();
    candidates.push_back(id);
}

MemoryAccount::Kind MemoryAccount::kindOf(const Record& record)
{
    using enum tcp::State;
    constexpr tcp::StateSet kOver = Closed | Listen; // who refuses or gives up a handshake may listen again
    constexpr tcp::StateSet kWaiting = kOver | TimeWait;
    constexpr tcp::StateSet kHalfOpen = kOver | SynSent | SynReceived;
    const auto areBoth = [&record](tcp::StateSet states) { return states.contains(record.state(Side::Initiator)) && states.contains(record.state(Side::Responder)); };
    if (areBoth(kOver))
        return Kind::Closed;
    return areBoth(kWaiting) ? Kind::Waiting : areBoth(kHalfOpen) ? Kind::HalfOpen : Kind::Open;
}

std::vector<ConnectionId> MemoryAccount::takeDepartures(std::size_t limit)
{
    std::vector<ConnectionId> departures;
    for (const Kind kind : {Kind::Closed, Kind::Waiting, Kind::HalfOpen}) {
        std::deque<ConnectionId>& candidates = m_candidates[std::size_t(kind) - 1];
        while (m_octets > limit && !candidates.empty()) {
            const ConnectionId id = candidates.front();
            candidates.pop_front();
            if (!isStill(id, kind))
                continue;
            m_octets -= m_connections.find(id)->octets;
            m_connections.drop(id); // and what is left of it counts as open
            departures.push_back(id);
        }
    }
    return departures;
}
