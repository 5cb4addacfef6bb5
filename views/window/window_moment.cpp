#include "views/window/window_moment.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace {

/// The records of flights, by their number in the order of sending: they stand behind `step`, when the flights have ended.
std::unordered_map<std::uint32_t, RecordNumber> recordsOf(const Trace& trace, ConnectionId id, std::uint32_t step, const std::vector<const Flight*>& flights)
{
    std::unordered_map<std::uint32_t, RecordNumber> records;
    Timestamp last{};
    for (const Flight* flight : flights)
        last = std::max(last, flight->ends);
    const auto& own = trace.connection(id).records;
    for (std::size_t at = step; at < own.size() && trace.record(own[at]).time <= last; ++at)
        records.emplace(trace.record(own[at]).frame, own[at]);
    return records;
}

/// Adds what has been sent and has neither arrived nor been lost.
void addFlights(ConnectionState& state, const Trace& trace, ConnectionId id, const Stage& stage, Timestamp now)
{
    std::vector<const Flight*> flights;
    for (const std::size_t position : stage.flightsAt(now)) {
        const Flight& flight = stage.flights[position];
        if (flight.connection == id && !flight.isCopy && !flight.flags.has(tcp::Flag::Rst))
            flights.push_back(&flight);
    }
    if (flights.empty())
        return;
    const auto records = recordsOf(trace, id, state.step, flights);
    for (const Flight* flight : flights) {
        const auto record = records.find(flight->number);
        if (record == records.end())
            continue; // not of this connection's past or future: forged
        const std::uint32_t len = flight->textLength + (flight->flags.has(tcp::Flag::Syn) ? 1u : 0u) + (flight->flags.has(tcp::Flag::Fin) ? 1u : 0u);
        addUnderWay(state, trace.connection(id), flight->sender, flight->seq, len, flight->flags, record->second);
    }
}

/// RCV.NXT once what has arrived since then is counted: `next` itself, unless the moment is not over.
std::uint64_t arrivedInOrder(const StreamState& stream, std::uint64_t next, std::uint64_t roomEnd)
{
    for (const FlyingSegment& segment : stream.flying) {
        if (segment.begin > next || segment.end > roomEnd)
            break;
        if (segment.end > next && !segment.arrived)
            break;
        next = std::max(next, segment.end);
    }
    return next;
}

/// What the two ends keep to themselves.
void addSamples(StreamMoment& moment, const Connection& connection, ConnectionId id, Side sender, const Stage& stage, Timestamp now)
{
    const EndpointSample* own = stage.sampleAt(id, sender, now);
    if (own)
        moment.unsent = own->unsent;
    if (own && own->cwnd > 0 && moment.stream.windowKnown) {
        moment.cwnd = own->cwnd;
        moment.cwndIsEstimate = false;
        moment.mss = std::max(own->mss, 1u);
    }
    const EndpointSample* peer = stage.sampleAt(id, other(sender), now);
    const StreamState& stream = moment.stream;
    if (!peer || stream.nxt == 0 || !(stream.windowKnown || stream.synSent))
        return;
    const std::int64_t next = streamOffset(peer->rcvNxt, connection.side(sender).isn, stream.una);
    if (next < std::int64_t(stream.una) || next > std::int64_t(stream.nxt))
        return; // an end without a connection has no RCV.NXT
    const std::uint64_t sampled = std::uint64_t(next);
    moment.roomEnd = sampled + peer->rcvWnd;
    moment.rcvNxt = arrivedInOrder(stream, sampled, moment.roomEnd);
    const bool finArrived = stream.finSent && moment.rcvNxt > stream.finOffset;
    const std::uint64_t text = moment.rcvNxt - (finArrived ? 1 : 0);
    moment.read = text - std::min<std::uint64_t>(peer->readable + (moment.rcvNxt - sampled), text);
}

/// What a full-sized segment holds, as far as a recording shows it.
std::uint32_t seenMss(const StreamState& stream, const SideSummary& receiver)
{
    constexpr std::uint32_t kUsual = 1460;
    constexpr std::uint32_t kMostOptions = 40;
    constexpr std::uint32_t kLeast = 536; // RFC 9293, 3.7.1; a sender of a few octets at a time shows no segment's size
    const std::uint32_t offered = receiver.mss.value_or(0);
    if (offered == 0)
        return stream.largestText > 0 ? std::max(stream.largestText, kLeast) : kUsual;
    if (stream.largestText == 0)
        return offered;
    // Larger ones were put together by the sender's system, or by the recorder's: what they were on the wire does not show.
    return stream.largestText <= offered ? std::max(stream.largestText, std::min(offered, kLeast)) : std::max(offered, 2 * kMostOptions) - kMostOptions;
}

/// A number on its way from `a` to `b`.
std::uint64_t glide(std::uint64_t a, std::uint64_t b, double progress)
{
    return a + std::uint64_t(std::int64_t(std::llround(double(std::int64_t(b - a)) * progress)));
}

StreamMoment between(const StreamMoment& from, const StreamMoment& to, double progress)
{
    StreamMoment now = to;
    const auto move = [progress](std::uint64_t a, std::uint64_t b) { return glide(a, b, progress); };
    StreamState& stream = now.stream;
    stream.una = move(from.stream.una, to.stream.una);
    stream.nxt = move(from.stream.nxt, to.stream.nxt);
    if (from.stream.windowKnown && to.stream.windowKnown)
        stream.windowEnd = move(from.stream.windowEnd, to.stream.windowEnd);
    now.rcvNxt = move(from.rcvNxt, to.rcvNxt);
    now.roomEnd = move(from.roomEnd, to.roomEnd);
    if (from.read && to.read)
        now.read = move(*from.read, *to.read);
    if (from.cwnd > 0 && from.cwndIsEstimate == to.cwndIsEstimate)
        now.cwnd = move(from.cwnd, to.cwnd);
    now.motion = RangeMotion{from.rangeFacts(), to.rangeFacts(), progress};

    // What only the earlier of the two has in flight is there until the edge has passed it.
    const bool isForward = from.stream.una <= to.stream.una;
    const StreamMoment& earlier = isForward ? from : to;
    const StreamMoment& later = isForward ? to : from;
    stream.flying.clear();
    const auto add = [&stream](FlyingSegment segment, std::uint64_t begin, std::uint64_t end) {
        segment.begin = std::max(segment.begin, begin);
        segment.end = std::min(segment.end, end);
        if (segment.begin < segment.end)
            stream.flying.push_back(segment);
    };
    for (const FlyingSegment& segment : earlier.stream.flying)
        add(segment, stream.una, std::min(later.stream.una, stream.nxt));
    for (const FlyingSegment& segment : to.stream.flying)
        add(segment, std::max(stream.una, later.stream.una), stream.nxt);
    return now;
}

/// When to look at the stage: at `now` or else at the last record's time, but before the next record, which is yet to be shown.
Timestamp lookedAt(const Trace& trace, const Connection& connection, std::uint32_t step, std::optional<Timestamp> now)
{
    const Timestamp last = trace.record(connection.records[step - 1]).time;
    const Timestamp wanted = std::max(now.value_or(last), last);
    if (step == connection.records.size())
        return wanted;
    return std::min(wanted, trace.record(connection.records[step]).time - std::chrono::nanoseconds(1));
}

/// What a recording's flight shows that cwnd is at least; 0 where it tells nothing: cwnd is never less than a segment, and while a loss is
/// being repaired it has been cut since (RFC 5681, 3.2).
std::uint64_t tellingCwnd(const StreamMoment& moment)
{
    const auto& flying = moment.stream.flying;
    if (std::any_of(flying.begin(), flying.end(), [](const FlyingSegment& segment) { return segment.sacked || segment.sendings > 1; }))
        return 0;
    const std::uint64_t estimate = estimatedCwnd(moment.stream);
    return moment.stream.windowKnown && estimate >= moment.mss ? estimate : 0;
}

/// What the trace alone shows of what `sender` sends.
void takeRecorded(StreamMoment& moment, const Trace& trace, ConnectionId id, Side sender, std::uint32_t step)
{
    const Connection& connection = trace.connection(id);
    const SideSummary& receiver = connection.side(other(sender));
    moment.rcvNxt = moment.stream.una;
    moment.roomEnd = moment.stream.windowEnd;
    moment.mss = seenMss(moment.stream, receiver);
    moment.cwnd = tellingCwnd(moment);
    moment.scaleUnknown = connection.info.midstream && !receiver.synSeen;
    moment.senderState = trace.state(id, sender, step);
    moment.receiverState = trace.state(id, other(sender), step);
}

} // namespace

std::uint64_t StreamMoment::reported() const
{
    std::uint64_t octets = 0;
    for (const FlyingSegment& segment : stream.flying)
        octets += segment.sacked ? segment.end - segment.begin : 0;
    return octets;
}

WindowMoment momentAt(const Trace& trace, ConnectionId id, std::uint32_t step, const Stage* stage, std::optional<Timestamp> moved)
{
    ConnectionState state = trace.stateAt(id, step);
    const Connection& connection = trace.connection(id);
    const bool isStaged = stage && state.step > 0;
    const Timestamp now = isStaged ? lookedAt(trace, connection, state.step, moved) : Timestamp{};
    if (isStaged) {
        const std::uint64_t peaks[] = {state.streams[0].peakFlight, state.streams[1].peakFlight};
        addFlights(state, trace, id, *stage, now);
        // Records are arrivals: before its ACKs come as much again may have been under way. So the scale does not change with each step.
        for (std::size_t i : {0, 1}) {
            StreamState& stream = state.streams[i];
            stream.peakFlight = std::max(stream.peakFlight, std::min<std::uint64_t>(2 * peaks[i], stream.peakWindow));
        }
    }
    WindowMoment moment;
    moment.step = state.step;
    for (Side sender : kSides) {
        StreamMoment& each = moment.streams[index(sender)];
        each.stream = std::move(state.streams[index(sender)]);
        takeRecorded(each, trace, id, sender, moment.step);
        each.isStaged = stage != nullptr;
        if (!isStaged)
            continue;
        addSamples(each, connection, id, sender, *stage, now);
        const tcp::State own = each.senderState;
        const bool hasClosed = own == tcp::State::FinWait1 || own == tcp::State::LastAck || own == tcp::State::Closing;
        each.finWaits = hasClosed && !each.stream.finSent;
    }
    return moment;
}

WindowMoment between(const WindowMoment& from, const WindowMoment& to, double progress)
{
    WindowMoment now;
    now.step = to.step;
    for (Side side : kSides)
        now.streams[index(side)] = between(from.streams[index(side)], to.streams[index(side)], progress);
    return now;
}

StageGlance glanceAt(const Trace& trace, ConnectionId id, std::uint32_t step, const Stage* stage, Timestamp now)
{
    StageGlance glance;
    const Connection& connection = trace.connection(id);
    step = std::min(step, trace.stepCount(id));
    if (!stage || step == 0)
        return glance;
    const Timestamp looked = lookedAt(trace, connection, step, now);
    for (Side side : kSides)
        glance.samples[index(side)] = stage->sampleAt(id, side, looked);
    glance.flights = stage->flightsAt(looked);
    std::erase_if(glance.flights, [&](std::size_t position) { return stage->flights[position].connection != id; });
    return glance;
}

LimitFacts limitFacts(const StreamMoment& moment)
{
    const StreamState& stream = moment.stream;
    LimitFacts facts;
    facts.state = moment.senderState;
    facts.scaleUnknown = moment.scaleUnknown;
    facts.windowKnown = stream.windowKnown;
    facts.finSent = stream.finSent;
    facts.outstanding = stream.nxt - stream.una;
    facts.reported = moment.reported();
    facts.window = stream.windowEnd > stream.una ? stream.windowEnd - stream.una : 0;
    facts.mss = moment.mss;
    facts.lastText = stream.lastText;
    facts.estimatedCwnd = estimatedCwnd(stream);
    if (!moment.cwndIsEstimate)
        facts.cwnd = std::uint32_t(moment.cwnd);
    facts.unsent = moment.unsent;
    facts.finWaits = moment.finWaits;
    return facts;
}
