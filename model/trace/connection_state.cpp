#include "model/trace/connection_state.h"

#include "model/trace/trace.h"

#include <algorithm>
#include <iterator>

std::int64_t streamOffset(tcp::SeqNumber number, tcp::SeqNumber isn, std::uint64_t reference)
{
    const auto relative = std::uint32_t(number - isn);
    const auto distance = std::int32_t(relative - std::uint32_t(reference));
    return std::int64_t(reference) + distance;
}

namespace {

using Flying = std::deque<FlyingSegment>;

/// The first segment that ends behind `offset`.
Flying::iterator findBehind(Flying& flying, std::uint64_t offset)
{
    return std::partition_point(flying.begin(), flying.end(), [offset](const FlyingSegment& segment) { return segment.end <= offset; });
}

/// Takes what lies before `offset` off the segment; where several stand together, each part gets its share of them.
FlyingSegment cutFront(FlyingSegment& segment, std::uint64_t offset)
{
    FlyingSegment front = segment;
    front.end = offset;
    if (segment.segments > 1) {
        const double share = double(offset - segment.begin) / double(segment.end - segment.begin);
        front.segments = std::max(1u, std::uint32_t(segment.segments * share));
        front.missing = std::uint64_t(double(segment.missing) * share);
    }
    segment.begin = offset;
    segment.segments = std::max(1u, segment.segments - front.segments);
    segment.missing -= front.missing;
    return front;
}

/// Makes `offset` a border between segments, where it lies within one.
void splitAt(Flying& flying, std::uint64_t offset)
{
    const auto at = findBehind(flying, offset);
    if (at == flying.end() || at->begin >= offset)
        return;
    const FlyingSegment front = cutFront(*at, offset);
    flying.insert(at, front);
}

/// How alike two neighbours must be to stand together.
enum class Likeness { Touching, ResentOrNot, AcrossGaps };

bool mayJoin(const FlyingSegment& a, const FlyingSegment& b, Likeness likeness)
{
    if (a.sacked != b.sacked)
        return false;
    if (likeness == Likeness::AcrossGaps)
        return true;
    if (a.end != b.begin || a.arrived != b.arrived)
        return false;
    return likeness == Likeness::ResentOrNot || (a.sendings > 1) == (b.sendings > 1);
}

void join(FlyingSegment& a, const FlyingSegment& b)
{
    a.missing += b.missing + (b.begin - a.end);
    a.end = b.end;
    a.record = std::max(a.record, b.record);
    a.sendings = std::max(a.sendings, b.sendings);
    a.segments += b.segments;
    a.arrived = a.arrived && b.arrived;
}

/// Joins the oldest segments, so that a flight which nobody acknowledges costs neither time nor memory without bound.
void joinOldest(Flying& flying)
{
    constexpr std::size_t kMost = 4096;
    constexpr std::size_t kNewest = 1024; // stay as they are
    if (flying.size() <= kMost || flying.size() % kNewest != 0) // not at every segment where joining does not help
        return;
    for (Likeness likeness : {Likeness::Touching, Likeness::ResentOrNot, Likeness::AcrossGaps}) {
        auto last = flying.begin();
        const auto end = flying.end() - kNewest;
        for (auto at = std::next(last); at != end; ++at) {
            if (mayJoin(*last, *at, likeness))
                join(*last, *at);
            else if (++last != at)
                *last = *at;
        }
        flying.erase(std::next(last), end);
        if (flying.size() <= kMost / 2)
            return;
    }
}

/// One sending of a piece of the stream.
struct Sending {
    RecordNumber record = 0;
    bool arrived = false;
};

/// Remembers that [begin, end) is in flight; what of it flies already counts as sent once more.
void fly(StreamState& stream, std::uint64_t begin, std::uint64_t end, const Sending& sending)
{
    Flying& flying = stream.flying;
    begin = std::max(begin, stream.una);
    if (begin >= end)
        return;
    splitAt(flying, begin);
    splitAt(flying, end);
    auto at = findBehind(flying, begin);
    while (begin < end) {
        if (at == flying.end() || at->begin > begin) {
            const std::uint64_t hole = at == flying.end() ? end : std::min(end, at->begin);
            FlyingSegment segment;
            segment.begin = begin;
            segment.end = hole;
            segment.record = sending.record;
            segment.arrived = sending.arrived;
            at = flying.insert(at, segment);
        } else {
            at->sendings = std::uint16_t(std::min(at->sendings + 1, 0xFFFF));
            at->record = sending.record;
            at->arrived = at->arrived || sending.arrived;
        }
        begin = at->end;
        ++at;
    }
    joinOldest(flying);
}

/// What a sender puts on the wire, recorded or still under way.
struct Sent {
    tcp::SeqNumber seq;
    std::uint32_t len = 0;
    std::uint32_t textLength = 0;
    tcp::Flags flags;
    Sending sending;
};

void send(StreamState& stream, tcp::SeqNumber isn, const Sent& sent)
{
    const std::int64_t first = streamOffset(sent.seq, isn, stream.nxt);
    const std::int64_t last = first + sent.len;
    if (last <= 0)
        return; // older than all that is known in mid-stream
    const auto begin = std::uint64_t(std::max<std::int64_t>(first, 0));
    const auto end = std::uint64_t(last);
    stream.synSent = stream.synSent || sent.flags.has(tcp::Flag::Syn);
    if (sent.flags.has(tcp::Flag::Fin)) {
        stream.finSent = true;
        stream.finOffset = end - 1;
    }
    if (stream.nxt == 0 && stream.una == 0 && !sent.flags.has(tcp::Flag::Syn))
        stream.una = stream.nxt = begin; // mid-stream: what came before is not known
    if (sent.textLength > 0 && end > stream.nxt)
        stream.lastText = sent.textLength;
    stream.largestText = std::max(stream.largestText, sent.textLength);
    stream.nxt = std::max(stream.nxt, end);
    fly(stream, begin, end, sent.sending);
}

/// Once for each record, after it has taken effect: what is in flight, as peaks of the connection and of its rounds.
void notePeaks(StreamState& stream)
{
    const std::uint64_t flight = stream.nxt - stream.una;
    stream.peakFlight = std::max(stream.peakFlight, flight);
    if (stream.una >= stream.roundEnd && flight > 0) {
        stream.lastRoundPeak = stream.roundPeak;
        stream.roundPeak = 0;
        stream.roundEnd = stream.nxt;
    }
    stream.roundPeak = std::max(stream.roundPeak, flight);
}

void acknowledgeUntil(StreamState& stream, std::uint64_t ack)
{
    stream.una = ack;
    stream.nxt = std::max(stream.nxt, ack);
    Flying& flying = stream.flying;
    flying.erase(flying.begin(), findBehind(flying, ack));
    if (!flying.empty() && flying.front().begin < ack)
        cutFront(flying.front(), ack);
}

/// Marks what lies in the block; a block at or before SND.UNA reports a duplicate (RFC 2883) and marks nothing.
void report(StreamState& stream, const tcp::SackBlock& block, tcp::SeqNumber isn)
{
    const std::int64_t left = streamOffset(block.left, isn, stream.una);
    const std::int64_t right = streamOffset(block.right, isn, stream.una);
    if (right <= left || left < std::int64_t(stream.una))
        return;
    Flying& flying = stream.flying;
    splitAt(flying, std::uint64_t(left));
    splitAt(flying, std::uint64_t(right));
    for (auto at = findBehind(flying, std::uint64_t(left)); at != flying.end() && at->end <= std::uint64_t(right); ++at)
        at->sacked = true;
}

void advertise(StreamState& stream, std::uint32_t window)
{
    stream.window = window;
    stream.windowEnd = stream.una + window;
    stream.windowKnown = true;
    stream.peakWindow = std::max(stream.peakWindow, window);
}

void acknowledge(StreamState& stream, const Connection& connection, const Record& record, std::span<const tcp::SackBlock> sacks)
{
    const tcp::SeqNumber isn = connection.side(other(record.sender())).isn;
    const std::int64_t ack = streamOffset(record.ack, isn, std::max(stream.una, stream.nxt));
    if (ack > std::int64_t(stream.una))
        acknowledgeUntil(stream, std::uint64_t(ack));
    for (const tcp::SackBlock& block : sacks)
        report(stream, block, isn);
    if (ack >= std::int64_t(stream.una)) { // an old ACK's window is old too
        const unsigned shift = record.has(tcp::Flag::Syn) ? 0u : connection.windowShift(record.sender());
        advertise(stream, std::uint32_t(record.window) << shift);
    }
}

} // namespace

void apply(ConnectionState& state, const Connection& connection, const Record& record, RecordNumber number,
           std::span<const tcp::SackBlock> sacks)
{
    ++state.step;
    if (!record.isSegment() || record.has(tcp::Flag::Rst))
        return;
    const bool arrived = record.kind() == RecordKind::Segment && record.checksum() != ChecksumState::Wrong;
    send(state.streams[index(record.sender())], connection.side(record.sender()).isn,
         {record.seq, record.len(), record.textLength, record.flags(), {number, arrived}});
    notePeaks(state.streams[index(record.sender())]);
    if (record.kind() == RecordKind::LostSegment)
        return; // its receiver's acknowledgment and window never came
    StreamState& acknowledged = state.streams[index(other(record.sender()))];
    if (record.has(tcp::Flag::Ack)) {
        acknowledge(acknowledged, connection, record, sacks);
    } else if (record.has(tcp::Flag::Syn)) {
        advertise(acknowledged, record.window);
    }
    notePeaks(acknowledged);
}

std::uint64_t estimatedCwnd(const StreamState& stream)
{
    return std::max(stream.roundPeak, stream.lastRoundPeak);
}

void addUnderWay(ConnectionState& state, const Connection& connection, Side sender, tcp::SeqNumber seq, std::uint32_t len, tcp::Flags flags,
                 RecordNumber number)
{
    if (flags.has(tcp::Flag::Rst))
        return;
    const std::uint32_t text = len - (flags.has(tcp::Flag::Syn) ? 1u : 0u) - (flags.has(tcp::Flag::Fin) ? 1u : 0u);
    send(state.streams[index(sender)], connection.side(sender).isn, {seq, len, text, flags, {number, false}});
    notePeaks(state.streams[index(sender)]);
}

/// The known state closest before or at `step`; nullptr where that is the start.
const ConnectionState* SnapshotCache::nearest(ConnectionId id, std::uint32_t step)
{
    if (m_nearConnection != id) {
        m_near.clear();
        m_nearConnection = id;
    }
    const ConnectionState* best = nullptr;
    for (const auto* known : {&m_snapshots[id].states, &m_near}) {
        const auto behind = known->upper_bound(step);
        if (behind != known->begin() && (!best || std::prev(behind)->first > best->step))
            best = &std::prev(behind)->second;
    }
    return best;
}

/// About what a snapshot takes.
static std::size_t octetsOf(const ConnectionState& state)
{
    constexpr std::size_t kEmptyDeques = 2 * 640;
    return sizeof state + kEmptyDeques + (state.streams[0].flying.size() + state.streams[1].flying.size()) * sizeof(FlyingSegment);
}

void SnapshotCache::keep(ConnectionId id, const ConnectionState& state)
{
    Snapshots& own = m_snapshots[id];
    if (state.step % own.every != 0)
        return;
    if (own.states.emplace(state.step, state).second)
        m_octets += octetsOf(state);
    if (m_octets > kMostOctets)
        thinOut(id);
}

void SnapshotCache::forget(ConnectionId id)
{
    if (m_nearConnection == id)
        m_near.clear();
    const auto known = m_snapshots.find(id);
    if (known == m_snapshots.end())
        return;
    for (const auto& [step, state] : known->second.states)
        m_octets -= std::min(m_octets, octetsOf(state));
    m_snapshots.erase(known);
}

/// Other connections' snapshots go first, then every second one of this connection: those that are left stand evenly.
void SnapshotCache::thinOut(ConnectionId id)
{
    std::erase_if(m_snapshots, [id](const auto& known) { return known.first != id; });
    Snapshots& own = m_snapshots[id];
    const auto total = [&own] {
        std::size_t octets = 0;
        for (const auto& [step, state] : own.states)
            octets += octetsOf(state);
        return octets;
    };
    for (m_octets = total(); m_octets > kMostOctets / 2 && own.states.size() > 1; m_octets = total()) {
        own.every *= 2;
        std::erase_if(own.states, [&own](const auto& known) { return known.first % own.every != 0; });
    }
}

void SnapshotCache::takeNext(const Trace& trace, ConnectionId id, ConnectionState& state)
{
    const Connection& connection = trace.connection(id);
    const RecordNumber number = connection.records[state.step];
    const Record& record = trace.record(number);
    const tcp::Options options = record.extra != 0 ? trace.options(record) : tcp::Options{};
    apply(state, connection, record, number, options.sackBlocks());
    if (state.step % kEvery == 0)
        keep(id, state);
}

ConnectionState SnapshotCache::stateAt(const Trace& trace, ConnectionId id, std::uint32_t step)
{
    step = std::min(step, trace.stepCount(id));
    const ConnectionState* known = nearest(id, step);
    ConnectionState state = known ? *known : ConnectionState{};
    if (m_near.size() > kNearLimit)
        m_near.clear();
    while (state.step < step) {
        takeNext(trace, id, state);
        if (state.step % kNearEvery == 0 && state.step % kEvery != 0 && step - state.step < kEvery)
            m_near.insert_or_assign(state.step, state);
    }
    m_near.insert_or_assign(state.step, state);
    return state;
}

bool SnapshotCache::approach(const Trace& trace, ConnectionId id, std::uint32_t step, std::chrono::nanoseconds budget)
{
    constexpr std::uint32_t kBetweenLooks = 128; // at the clock
    step = std::min(step, trace.stepCount(id));
    const ConnectionState* known = nearest(id, step);
    const std::uint32_t from = known ? known->step : 0;
    if (step - from <= kEvery)
        return true;
    const auto start = std::chrono::steady_clock::now();
    ConnectionState state = known ? *known : ConnectionState{};
    while (step - state.step > kEvery && (state.step % kBetweenLooks != 0 || std::chrono::steady_clock::now() - start < budget))
        takeNext(trace, id, state);
    if (m_near.size() > kNearLimit)
        m_near.clear();
    const bool isNear = step - state.step <= kEvery;
    m_near.insert_or_assign(state.step, std::move(state)); // where the next call goes on
    return isNear;
}
