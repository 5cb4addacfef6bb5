#include "model/capture/memory_account.h"

#include "model/trace/connection.h"

namespace {

// What a trace keeps for each (see model/README.md, Storage).
constexpr std::size_t kConnectionOctets = sizeof(Connection) + 64;
constexpr std::size_t kRecordOctets = sizeof(Record) + 2 * sizeof(RecordNumber); // the connection's list grows by doubling
constexpr std::size_t kTransitionOctets = 2 * sizeof(TransitionRecord);

bool isClosed(tcp::State state) { return state == tcp::State::Closed || state == tcp::State::TimeWait; }

} // namespace

void MemoryAccount::add(const RecordBatch& batch)
{
    m_connections.resize(m_connections.size() + batch.connections.size());
    m_octets += batch.connections.size() * kConnectionOctets;
    for (Seen& fresh : std::span(m_connections).last(batch.connections.size()))
        fresh.octets = kConnectionOctets;
    const auto charge = [this](ConnectionId id, std::size_t octets) {
        Seen& seen = m_connections[id];
        seen.octets += octets;
        m_octets += octets;
    };
    for (const TransitionRecord& transition : batch.transitions)
        charge(transition.connection, kTransitionOctets);
    for (const Record& record : batch.records) {
        charge(record.connection, kRecordOctets + (record.extra != 0 ? 16 : 0));
        Seen& seen = m_connections[record.connection];
        const bool closed = isClosed(record.state(Side::Initiator)) && isClosed(record.state(Side::Responder));
        if (closed && !seen.isClosed)
            m_closed.push_back(record.connection);
        seen.isClosed = closed;
    }
}

std::vector<ConnectionId> MemoryAccount::takeDepartures(std::size_t limit)
{
    std::vector<ConnectionId> departures;
    while (m_octets > limit && !m_closed.empty()) {
        const ConnectionId id = m_closed.front();
        m_closed.pop_front();
        Seen& seen = m_connections[id];
        if (!seen.isClosed || seen.isGone)
            continue;
        seen.isGone = true;
        m_octets -= seen.octets;
        seen.octets = 0;
        departures.push_back(id);
    }
    return departures;
}
