#include "model/simulation/recorder.h"

#include "model/wire/encoder.h"

#include <algorithm>
#include <cstring>

using tcp::Flag;
using tcp::State;

namespace simulation {

FlowId Recorder::flowOf(const SocketAddress& one, const SocketAddress& other)
{
    const auto [place, isNew] = m_index.try_emplace(std::minmax(one, other), FlowId(m_flows.size()));
    if (isNew)
        m_flows.push_back({std::min(one, other), std::max(one, other)});
    return place->second;
}

ConnectionId Recorder::begin(FlowId flow, bool initiatorIsLow, State initiator, State responder, bool midstream)
{
    Flow& which = m_flows[flow];
    ConnectionInfo info;
    info.initiator = initiatorIsLow ? which.low : which.high;
    info.responder = initiatorIsLow ? which.high : which.low;
    info.incarnation = which.incarnations;
    info.midstream = midstream;
    info.initialStates[0] = initiator;
    info.initialStates[1] = responder;
    m_batch.connections.push_back(info);
    which.current = ConnectionId(m_connections.size());
    Connection& connection = m_connections.emplace_back();
    connection.initiatorIsLow = initiatorIsLow;
    connection.isReused = which.incarnations++ > 0;
    connection.states = {initiator, responder};
    return which.current;
}

Labels Recorder::observe(ConnectionId id, const Passage& passage, Timestamp time)
{
    Connection& connection = m_connections[id];
    tcp::Segment segment = passage.segment;
    segment.wnd = passage.window; // as the header has it
    const bool fromInitiator = passage.fromLow == connection.initiatorIsLow;
    Labels labels = connection.labels.observe(fromInitiator ? Side::Initiator : Side::Responder, segment, time);
    if (connection.isReused && segment.has(Flag::Syn))
        labels.add(Label::ReusedPorts);
    connection.isReused = false;
    return labels;
}

void Recorder::noteSent(Passage& passage)
{
    const ConnectionId id = passage.connection;
    if (!passage.isCopy && passage.fromLow == m_connections[id].initiatorIsLow)
        passage.labels = observe(id, passage, passage.sent);
}

Record& Recorder::add(Timestamp now, ConnectionId id, RecordKind kind)
{
    Record& record = m_batch.records.emplace_back();
    record.time = now;
    record.connection = id;
    const auto& states = m_connections[id].states;
    record.setStates(states[0], Certainty::Simulated, states[1], Certainty::Simulated);
    record.setKind(kind);
    ++m_recordCount;
    return record;
}

void Recorder::addTransitions(ConnectionId id, std::size_t side, Steps steps)
{
    State& state = m_connections[id].states[side];
    const auto write = [&](State from, State to, tcp::Event event) {
        m_batch.transitions.push_back({m_recordCount, id, Side(side), from, to, event, Certainty::Simulated});
    };
    for (const tcp::Endpoint::Step& step : steps) {
        const bool isOpening = step.from == State::Closed && step.to == State::Listen;
        if (isOpening && state != State::Closed)
            continue; // the listener did that before: the connection began in LISTEN
        write(step.from, step.to, step.event);
        state = step.to;
    }
}

void Recorder::writeSegment(Timestamp now, const Passage& passage, ConnectionId id, Steps steps, bool isLost)
{
    const bool fromInitiator = passage.fromLow == m_connections[id].initiatorIsLow;
    Labels labels = passage.labels;
    if (!fromInitiator && !isLost)
        labels = observe(id, passage, now);
    addTransitions(id, fromInitiator ? 1 : 0, steps);
    const std::uint32_t extra = writeExtra(passage);
    const tcp::Segment& segment = passage.segment;
    Record& record = add(now, id, isLost ? RecordKind::LostSegment : RecordKind::Segment);
    record.seq = segment.seq;
    record.ack = segment.ack;
    record.frame = passage.number;
    record.extra = extra;
    record.textLength = std::min(segment.textLength, 0xFF'FFFFu) & 0xFF'FFFFu;
    record.window = passage.window;
    record.labelBits = labels.bits();
    if (segment.options.timestamps) {
        record.timestampValue = segment.options.timestamps->value;
        record.timestampEcho = segment.options.timestamps->echo;
    }
    record.setFlags(segment.flags, fromInitiator ? Side::Initiator : Side::Responder, segment.options.timestamps.has_value(),
                    passage.isCorrupt ? ChecksumState::Wrong : ChecksumState::NotVerified);
    if (!labels.isEmpty()) {
        auto& counts = m_labelCounts[passage.from];
        for (int label = 0; label < kLabelCount; ++label)
            counts[std::size_t(label)] += labels.has(Label(label)) ? 1u : 0u;
    }
    ++m_batch.statistics.frames;
    ++m_batch.statistics.segments;
    m_batch.statistics.badChecksums += passage.isCorrupt ? 1 : 0;
}

void Recorder::writeSteps(Timestamp now, ConnectionId id, bool low, RecordKind kind, Steps steps)
{
    addTransitions(id, sideOf(id, low), steps);
    Record& record = add(now, id, kind);
    record.setFlags({}, Side(sideOf(id, low)), false, ChecksumState::NotVerified);
}

void Recorder::writeLoss(Timestamp now, ConnectionId id, bool low)
{
    State& state = m_connections[id].states[sideOf(id, low)];
    if (state == State::Closed)
        return;
    state = State::Closed;
    Record& record = add(now, id, RecordKind::Call);
    record.setFlags({}, Side(sideOf(id, low)), false, ChecksumState::NotVerified);
}

/// As the tracker does: nothing beside the record where the only option is the usual timestamp.
std::uint32_t Recorder::writeExtra(const Passage& passage)
{
    const tcp::Options& options = passage.segment.options;
    const bool plain = !options.mss && !options.windowScale && !options.sackPermitted && options.sackCount == 0;
    constexpr std::uint64_t kMost = 0xFFFF'FF00u;
    if ((plain && !passage.isCorrupt) || m_extraCount >= kMost)
        return 0;
    std::array<std::uint8_t, 40> octets{};
    const std::size_t length = wire::encodeOptions(options, octets);
    std::uint8_t head[5] = {}; // no checksum: the text has no content; no urgent pointer
    head[4] = std::uint8_t(length);
    m_batch.extras.insert(m_batch.extras.end(), std::begin(head), std::end(head));
    m_batch.extras.insert(m_batch.extras.end(), octets.begin(), octets.begin() + std::ptrdiff_t(length));
    const auto offset = std::uint32_t(m_extraCount);
    m_extraCount += sizeof head + length;
    return offset + 1;
}

std::uint64_t Recorder::labelCount(Label label, HostIndex from) const
{
    const auto counts = m_labelCounts.find(from);
    return counts == m_labelCounts.end() ? 0 : counts->second[std::size_t(label)];
}

std::uint64_t Recorder::labelCount(Label label) const
{
    std::uint64_t all = 0;
    for (const auto& [host, counts] : m_labelCounts)
        all += counts[std::size_t(label)];
    return all;
}

} // namespace simulation
