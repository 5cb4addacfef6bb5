#include "model/trace/trace.h"

#include "model/wire/decoder.h"

#include <algorithm>
#include <cstring>

namespace {

constexpr std::uint8_t kSyn = 1, kSynAck = 2, kAck = 4, kData = 8, kFin = 16, kRst = 32;

std::uint8_t completenessOf(const Record& record)
{
    using tcp::Flag;
    std::uint8_t bits = 0;
    if (record.has(Flag::Syn))
        bits = record.has(Flag::Ack) ? kSynAck : kSyn;
    else if (record.has(Flag::Ack))
        bits = kAck;
    if (record.textLength > 0)
        bits |= kData;
    if (record.has(Flag::Fin))
        bits |= kFin;
    if (record.has(Flag::Rst))
        bits |= kRst;
    return bits;
}

/// Where a side's numbers start: its SYN says it, else its first segment or the first ACK it is sent.
void learnStart(SideSummary& side, tcp::SeqNumber isn)
{
    side.isn = isn;
    side.next = isn + 1;
    side.isnKnown = true;
}

} // namespace

void Trace::append(const RecordBatch& batch)
{
    m_statistics = batch.statistics;
    m_extras.append(batch.extras);
    for (const ConnectionInfo& info : batch.connections) {
        Connection connection;
        connection.info = info;
        for (Side side : kSides)
            connection.side(side).state = info.initialStates[index(side)];
        m_connections.append(std::move(connection));
    }
    RecordNumber number = recordCount();
    m_records.append(batch.records);
    for (const Record& record : batch.records)
        summarize(record, number++);
    for (const TransitionRecord& transition : batch.transitions)
        m_connections.find(transition.connection)->transitions.push_back(transition);
}

const Connection& Trace::connection(ConnectionId id) const
{
    static const Connection gone = [] {
        Connection connection;
        connection.isGone = true;
        return connection;
    }();
    const Connection* const known = m_connections.find(id);
    return known ? *known : gone;
}

bool Trace::isOutOfNumbers() const
{
    constexpr std::uint64_t kMost = 4'000'000'000; // a second's worth and more below 2^32
    return std::max<std::uint64_t>({m_records.size(), m_statistics.frames, m_extras.size()}) > kMost;
}

void Trace::depart(ConnectionId id)
{
    Connection* const leaving = m_connections.find(id);
    if (!leaving || leaving->isGone)
        return;
    leaving->isGone = true;
    ++m_departures.connections;
    m_departures.records += leaving->records.size();
    constexpr tcp::StateSet kOver = tcp::State::Closed | tcp::State::Listen;
    const bool isOver = kOver.contains(leaving->sides[0].state) && kOver.contains(leaving->sides[1].state);
    m_departures.unfinished += isOver ? 0 : 1;
    m_departures.latest = std::max(m_departures.latest, isOver || recordCount() == 0 ? leaving->end : m_records[recordCount() - 1].time);
    m_snapshots.forget(id);
}

bool Trace::release(ConnectionId id, std::size_t most)
{
    Connection* const leaving = m_connections.find(id);
    if (!leaving)
        return true;
    std::vector<RecordNumber>& records = leaving->records;
    for (; most > 0 && !records.empty(); --most) {
        if (const std::uint32_t extra = m_records[records.back()].extra; extra != 0)
            m_extras.release(extra - 1);
        m_records.depart(records.back());
        records.pop_back();
    }
    if (!records.empty())
        return false;
    Connection remains;
    remains.isGone = true;
    m_connections.drop(id, std::move(remains));
    return true;
}

void Trace::summarize(const Record& record, RecordNumber number)
{
    using tcp::Flag;
    Connection& connection = *m_connections.find(record.connection);
    if (connection.records.empty())
        connection.start = record.time;
    connection.records.push_back(number);
    connection.end = record.time;
    for (Side side : kSides) {
        connection.side(side).state = record.state(side);
        connection.side(side).certainty = record.certainty(side);
    }
    if (record.extra != 0)
        m_extras.use(record.extra - 1);
    if (!record.isSegment())
        return;

    ++connection.segments;
    SideSummary& sender = connection.side(record.sender());
    ++sender.segments;
    sender.heard = true;
    if (record.has(Flag::Syn) && !sender.synSeen) {
        learnStart(sender, record.seq);
        sender.synSeen = true;
    } else if (!sender.isnKnown) {
        learnStart(sender, record.seq + ~0u);
    }
    SideSummary& receiver = connection.side(other(record.sender()));
    if (!receiver.isnKnown && record.has(Flag::Ack))
        learnStart(receiver, record.ack + ~0u);
    if (const std::int32_t advance = record.end() - sender.next; advance > 0) {
        // The FIN is no text; numbers far from the last ones belong to a reset or a damaged header.
        constexpr std::int32_t kPlausible = 1 << 30;
        if (advance < kPlausible && !record.has(Flag::Rst)) {
            sender.octets += std::uint32_t(advance) - (record.has(Flag::Fin) ? 1u : 0u);
            sender.next = record.end();
        }
    }
    for (std::uint16_t bits = record.labelBits; bits != 0; bits = std::uint16_t(bits & (bits - 1)))
        ++connection.labelCounts[std::size_t(__builtin_ctz(bits))];

    if (record.has(Flag::Syn)) {
        connection.lastSyn = record.has(Flag::Ack) ? connection.lastSyn : record.time;
        const tcp::Options options = this->options(record);
        sender.mss = options.mss;
        sender.windowScale = options.windowScale;
    } else if (record.has(Flag::Ack) && (connection.completeness & (kSyn | kSynAck | kAck)) == (kSyn | kSynAck)
               && record.sender() == Side::Initiator && !record.has(Flag::Rst)) {
        connection.initialRtt = record.time - connection.lastSyn;
    }
    connection.completeness |= completenessOf(record);
}

std::uint32_t Trace::stepAt(ConnectionId id, RecordNumber position) const
{
    const auto& records = connection(id).records;
    return std::uint32_t(std::lower_bound(records.begin(), records.end(), position) - records.begin());
}

RecordNumber Trace::positionOfStep(ConnectionId id, std::uint32_t step) const
{
    const auto& records = connection(id).records;
    if (step == 0 || records.empty())
        return records.empty() ? 0 : records.front();
    return records[std::min<std::size_t>(step, records.size()) - 1] + 1;
}

tcp::State Trace::state(ConnectionId id, Side side, std::uint32_t step) const
{
    const Connection& whole = connection(id);
    if (step == 0)
        return whole.info.initialStates[index(side)];
    return m_records[whole.records[step - 1]].state(side);
}

Certainty Trace::certainty(ConnectionId id, Side side, std::uint32_t step) const
{
    const auto& records = connection(id).records;
    if (step > 0)
        return m_records[records[step - 1]].certainty(side);
    // What was before the first record is a guess, unless somebody knows all.
    const bool isKnown = !records.empty() && m_records[records.front()].certainty(side) == Certainty::Simulated;
    return isKnown ? Certainty::Simulated : Certainty::Assumed;
}

std::span<const TransitionRecord> Trace::transitionsUntil(ConnectionId id, std::uint32_t step) const
{
    const auto& transitions = connection(id).transitions;
    const auto end = std::lower_bound(transitions.begin(), transitions.end(), positionOfStep(id, step),
                                      [](const TransitionRecord& t, RecordNumber position) { return t.record < position; });
    return {transitions.data(), step == 0 ? 0 : std::size_t(end - transitions.begin())};
}

std::span<const TransitionRecord> Trace::transitionsAt(ConnectionId id, std::uint32_t step) const
{
    if (step == 0)
        return {};
    const auto until = transitionsUntil(id, step);
    return until.subspan(transitionsUntil(id, step - 1).size());
}

ConnectionState Trace::stateAt(ConnectionId id, std::uint32_t step) const
{
    return m_snapshots.stateAt(*this, id, step);
}

bool Trace::approachState(ConnectionId id, std::uint32_t step, std::chrono::nanoseconds budget) const
{
    return m_snapshots.approach(*this, id, step, budget);
}

std::uint32_t Trace::scaledWindow(const Record& record) const
{
    if (record.has(tcp::Flag::Syn))
        return record.window;
    return std::uint32_t(record.window) << connection(record.connection).windowShift(record.sender());
}

std::uint32_t Trace::relativeSeq(const Record& record) const
{
    return (record.seq + (0u - connection(record.connection).side(record.sender()).isn.value())).value();
}

std::uint32_t Trace::relativeAck(const Record& record) const
{
    return (record.ack + (0u - connection(record.connection).side(other(record.sender())).isn.value())).value();
}

std::optional<Extra> Trace::extra(const Record& record) const
{
    if (record.extra == 0)
        return std::nullopt;
    std::size_t at = record.extra - 1;
    const auto two = [&] {
        const std::uint8_t octets[2] = {m_extras[at], m_extras[at + 1]};
        at += 2;
        std::uint16_t value = 0;
        std::memcpy(&value, octets, sizeof value);
        return value;
    };
    Extra extra;
    extra.checksum = two();
    extra.urgentPointer = two();
    extra.length = std::min<std::uint8_t>(m_extras[at++], std::uint8_t(extra.octets.size()));
    for (std::size_t i = 0; i < extra.length; ++i)
        extra.octets[i] = m_extras[at + i];
    extra.options = wire::decodeOptions({extra.octets.data(), extra.length});
    return extra;
}

tcp::Options Trace::options(const Record& record) const
{
    if (const auto rare = extra(record))
        return rare->options;
    tcp::Options options;
    if (record.hasTimestamps())
        options.timestamps = tcp::Timestamps{record.timestampValue, record.timestampEcho};
    return options;
}
