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
    if (const EndpointSample* own = stage.sampleAt(id, sender, now); own && own->cwnd > 0 && moment.stream.windowKnown) {
        moment.cwnd = own->cwnd;
        moment.cwndIsEstimate = false;
        moment.unsent = own->unsent;
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
    const std::uint32_t offered = receiver.mss.value_or(0);
    if (offered == 0)
        return stream.largestText > 0 ? stream.largestText : kUsual;
    if (stream.largestText == 0)
        return offered;
    // Larger ones were put together by the sender's system, or by the recorder's: what they were on the wire does not show.
    return stream.largestText <= offered ? stream.largestText : std::max(offered, 2 * kMostOptions) - kMostOptions;
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

/// When to look at the stage: at the last record's time, or just before where more happens at that time, which is yet to be shown.
Timestamp lookedAt(const Trace& trace, const Connection& connection, std::uint32_t step)
{
    const Timestamp time = trace.record(connection.records[step - 1]).time;
    const bool isAmidst = step < connection.records.size() && trace.record(connection.records[step]).time == time;
    return isAmidst ? time - std::chrono::nanoseconds(1) : time;
}

} // namespace

std::uint64_t StreamMoment::reported() const
{
    std::uint64_t octets = 0;
    for (const FlyingSegment& segment : stream.flying)
        octets += segment.sacked ? segment.end - segment.begin : 0;
    return octets;
}

WindowMoment momentAt(const Trace& trace, ConnectionId id, std::uint32_t step, const Stage* stage)
{
    ConnectionState state = trace.stateAt(id, step);
    const Connection& connection = trace.connection(id);
    const bool isStaged = stage && state.step > 0;
    const Timestamp now = isStaged ? lookedAt(trace, connection, state.step) : Timestamp{};
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
        each.rcvNxt = each.stream.una;
        each.roomEnd = each.stream.windowEnd;
        const std::uint64_t estimate = estimatedCwnd(each.stream);
        each.cwnd = each.stream.windowKnown && estimate > 1 ? estimate : 0; // a SYN or a FIN alone tells nothing
        each.mss = seenMss(each.stream, connection.side(other(sender)));
        if (!isStaged)
            continue;
        addSamples(each, connection, id, sender, *stage, now);
        const tcp::State own = trace.state(id, sender, moment.step);
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

LimitFacts limitFacts(const StreamMoment& moment)
{
    const StreamState& stream = moment.stream;
    LimitFacts facts;
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
