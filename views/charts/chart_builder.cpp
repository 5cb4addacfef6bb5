#include "views/charts/chart_builder.h"

#include "views/common/notation.h"
#include "views/common/theme.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace {

/// What the receiver has reported of that which flies (RFC 2018), octets.
std::uint64_t reportedOctets(const StreamState& stream)
{
    std::uint64_t octets = 0;
    for (const FlyingSegment& segment : stream.flying)
        octets += segment.sacked ? segment.end - segment.begin : 0;
    return octets;
}

} // namespace

bool showsQuantity(ChartKind kind, Quantity quantity)
{
    switch (quantity) {
    case Quantity::Sent:
    case Quantity::Resent:
    case Quantity::Lost:
        return kind == ChartKind::Sequence || kind == ChartKind::Tcptrace;
    case Quantity::Acknowledged:
    case Quantity::DuplicateAck:
    case Quantity::WindowEdge:
    case Quantity::Sacked:
        return kind == ChartKind::Tcptrace;
    case Quantity::InFlight:
    case Quantity::Window:
    case Quantity::Cwnd:
    case Quantity::Ssthresh:
        return kind == ChartKind::InFlight;
    case Quantity::SentOctets:
    case Quantity::Delivered:
        return kind == ChartKind::Throughput;
    case Quantity::RoundTrip:
    case Quantity::TimestampEcho:
    case Quantity::SmoothedTrip:
        return kind == ChartKind::RoundTrip;
    case Quantity::Size:
    case Quantity::ResentSize:
        return kind == ChartKind::SegmentSizes;
    }
    return false;
}

ChartBuilder::ChartBuilder(const Trace& trace, ConnectionId connection, Side sender, ChartKind kind, std::shared_ptr<const Stage> stage)
    : m_trace(trace), m_connection(connection), m_sender(sender), m_kind(kind), m_stage(std::move(stage))
{
    m_zero = m_stage ? m_stage->start : trace.connection(connection).start;
    if (m_stage) {
        orderBySender();
        takeSamples();
    }
}

void ChartBuilder::orderBySender()
{
    for (const Flight& flight : m_stage->flights) {
        if (flight.isCopy)
            continue;
        if (flight.number >= m_sentAt.size())
            m_sentAt.resize(std::size_t(flight.number) + 1, Timestamp::min());
        m_sentAt[flight.number] = flight.sent;
    }
    const auto& records = m_trace.connection(m_connection).records;
    std::unordered_set<std::uint32_t> seen; // what the link has doubled was sent once
    for (std::uint32_t position = 0; position < records.size(); ++position) {
        const Record& record = m_trace.record(records[position]);
        const bool own = record.isSegment() && record.sender() == m_sender && record.frame != 0;
        if (!own || seen.insert(record.frame).second)
            m_events.push_back({timeOf(record), position, record.frame});
    }
    std::stable_sort(m_events.begin(), m_events.end(), [](const Event& a, const Event& b) {
        return a.time != b.time ? a.time < b.time : a.frame < b.frame; // what was sent earlier is the cause
    });
}

void ChartBuilder::takeSamples()
{
    for (const EndpointSample& sample : m_stage->samples) {
        if (sample.connection != m_connection || sample.side != m_sender)
            continue;
        const double time = seconds(sample.time);
        if (sample.cwnd > 0)
            putChange(Quantity::Cwnd, time, sample.cwnd, 0);
        if (sample.cwnd > 0 && sample.ssthresh != EndpointSample::kNoThreshold)
            putChange(Quantity::Ssthresh, time, sample.ssthresh, 0);
    }
}

double ChartBuilder::timeOf(const Record& record) const
{
    const bool own = record.isSegment() && record.sender() == m_sender;
    if (own && record.frame != 0 && record.frame < m_sentAt.size() && m_sentAt[record.frame] != Timestamp::min())
        return seconds(m_sentAt[record.frame]);
    return seconds(record.time);
}

bool ChartBuilder::advance(std::uint32_t count)
{
    const auto& records = m_trace.connection(m_connection).records;
    const auto total = std::uint32_t(m_stage ? m_events.size() : records.size());
    const std::uint32_t until = std::min(total, m_done + std::min(count, std::numeric_limits<std::uint32_t>::max() - m_done));
    for (; m_done < until; ++m_done) {
        const std::uint32_t position = m_stage ? m_events[m_done].position : m_done;
        const double time = m_stage ? m_events[m_done].time : seconds(m_trace.record(records[position]).time);
        if (m_done == 0)
            m_data.extent = {time, time}, m_last = time;
        m_last = std::max(m_last, time); // a capture's clock may have been put back
        if (m_trace.record(records[position]).isSegment())
            m_data.extent.end = m_last; // the minute of TIME-WAIT behind the last segment would press all else together
        take(position, m_last);
    }
    const Connection& connection = m_trace.connection(m_connection);
    if (connection.initialRtt)
        m_data.initialTrip = double(connection.initialRtt->count()) * 1e-9;
    m_data.origin = numberOrigin(m_trace, m_connection, m_sender);
    m_data.mss = connection.side(other(m_sender)).mss;
    return m_done < total;
}

double ChartBuilder::progress() const
{
    const auto total = m_stage ? m_events.size() : m_trace.connection(m_connection).records.size();
    return total == 0 ? 1.0 : double(m_done) / double(total);
}

void ChartBuilder::take(std::uint32_t position, double time)
{
    const Connection& connection = m_trace.connection(m_connection);
    const RecordNumber number = connection.records[position];
    const Record& record = m_trace.record(number);
    noteEnd(record, number, time);
    if (!record.isSegment())
        return;
    const bool counts = !record.has(tcp::Flag::Rst);
    const bool own = record.sender() == m_sender;
    const bool answers = counts && !own && record.has(tcp::Flag::Ack) && record.kind() == RecordKind::Segment;
    const tcp::Options options = record.extra != 0 ? m_trace.options(record) : tcp::Options{};
    const StreamState& stream = m_state.streams[index(m_sender)];
    if (answers && m_kind == ChartKind::RoundTrip) {
        measureRoundTrip(record, number, time, options);
        measureEcho(record, number, time, options);
    }
    const std::uint64_t unaBefore = stream.una;
    const std::uint64_t nxtBefore = stream.nxt;
    apply(m_state, connection, record, number, options.sackBlocks());
    if (counts && own)
        noteSent(record, number, time, nxtBefore);
    if (answers)
        noteAcknowledged(record, number, time, unaBefore, options);
    if (stream.windowKnown)
        putChange(Quantity::Window, time, stream.window, number);
    if (!m_hasEnded)
        putChange(Quantity::InFlight, time, double(stream.nxt - stream.una - m_reported), number);
}

/// Without a connection a sender waits for no acknowledgment any more (RFC 9293, 3.3.2).
void ChartBuilder::noteEnd(const Record& record, RecordNumber number, double time)
{
    if (m_stage && record.isSegment() && record.sender() == m_sender)
        return; // its states are those of its arrival, and it stands where it was sent
    const tcp::State state = record.state(m_sender);
    const bool isOpen = state != tcp::State::Closed && state != tcp::State::Listen;
    m_hasEnded = !isOpen && (m_hasEnded || m_wasOpen);
    m_wasOpen = isOpen;
    const PointLog& flight = m_data[Quantity::InFlight];
    if (!m_hasEnded || flight.isEmpty() || flight.back().low == 0)
        return;
    put(Quantity::InFlight, time, 0, 0, number);
    m_data.extent.end = m_last; // though no segment may say so
}

void ChartBuilder::noteSent(const Record& record, RecordNumber number, double time, std::uint64_t nxtBefore)
{
    const bool stamped = record.hasTimestamps();
    if (m_kind == ChartKind::RoundTrip && stamped && record.len() > 0) {
        const bool isNew = m_stamps.empty() || std::int32_t(record.timestampValue - m_stamps.back().value) > 0;
        if (isNew)
            m_stamps.push_back({record.timestampValue, time});
    }
    if (record.len() == 0)
        return;
    const std::int64_t begin = streamOffset(record.seq, m_trace.connection(m_connection).side(m_sender).isn, nxtBefore);
    // A capture's labels weigh what may have been reordered before it; a simulation's sender knows.
    const bool again = m_stage ? begin < std::int64_t(nxtBefore) && !record.labels().has(Label::KeepAlive) : segmentKind(record) == SegmentKind::Retransmission;
    const bool lost = record.kind() == RecordKind::LostSegment;
    put(lost ? Quantity::Lost : again ? Quantity::Resent : Quantity::Sent, time, double(begin), record.len(), number);
    if (record.textLength == 0)
        return;
    put(again ? Quantity::ResentSize : Quantity::Size, time, record.textLength, 0, number);
    m_sentOctets += record.textLength;
    put(Quantity::SentOctets, time, m_sentOctets, 0, number);
}

/// The newest segment that this ACK or its SACK blocks are the first to cover. No sample if a retransmission is among those that the ACK
/// covers: nobody knows which sending it answers, and what came behind has waited for it (Karn's rule).
void ChartBuilder::measureRoundTrip(const Record& record, RecordNumber number, double time, const tcp::Options& options)
{
    const StreamState& stream = m_state.streams[index(m_sender)];
    const tcp::SeqNumber isn = m_trace.connection(m_connection).side(m_sender).isn;
    const std::int64_t ack = streamOffset(record.ack, isn, std::max(stream.una, stream.nxt));
    const FlyingSegment* newest = nullptr;
    const auto consider = [&newest](const FlyingSegment& segment) {
        if (!segment.sacked && segment.sendings == 1 && segment.segments == 1 && (!newest || segment.record > newest->record))
            newest = &segment;
    };
    bool ambiguous = false;
    for (const FlyingSegment& segment : stream.flying) {
        if (std::int64_t(segment.end) > ack)
            break;
        ambiguous = ambiguous || segment.sendings > 1;
        consider(segment);
    }
    if (ambiguous)
        newest = nullptr;
    for (const tcp::SackBlock& block : options.sackBlocks()) {
        const std::int64_t left = streamOffset(block.left, isn, stream.una);
        const std::int64_t right = streamOffset(block.right, isn, stream.una);
        if (left < std::int64_t(stream.una))
            continue; // reports a duplicate (RFC 2883)
        auto at = std::lower_bound(stream.flying.begin(), stream.flying.end(), left,
                                   [](const FlyingSegment& segment, std::int64_t offset) { return std::int64_t(segment.begin) < offset; });
        for (; at != stream.flying.end() && std::int64_t(at->end) <= right; ++at)
            consider(*at);
    }
    if (!newest)
        return;
    const double trip = time - timeOf(m_trace.record(newest->record));
    if (trip < 0)
        return; // a clock that was put back measures nothing
    put(Quantity::RoundTrip, time, trip, 0, number);
    m_estimator.addSample(Duration(std::int64_t(trip * 1e9)));
    if (const auto smoothed = m_estimator.srtt())
        put(Quantity::SmoothedTrip, time, double(smoothed->count()) * 1e-9, 0, number);
}

/// RFC 7323, 4.1: only an ACK that moves SND.UNA measures.
void ChartBuilder::measureEcho(const Record& record, RecordNumber number, double time, const tcp::Options& options)
{
    if (!record.hasTimestamps() && !options.timestamps)
        return;
    const std::uint32_t echo = options.timestamps ? options.timestamps->echo : record.timestampEcho;
    while (!m_stamps.empty() && std::int32_t(m_stamps.front().value - echo) < 0)
        m_stamps.pop_front();
    if (m_stamps.empty() || m_stamps.front().value != echo)
        return;
    const StreamState& stream = m_state.streams[index(m_sender)];
    const tcp::SeqNumber isn = m_trace.connection(m_connection).side(m_sender).isn;
    if (streamOffset(record.ack, isn, std::max(stream.una, stream.nxt)) > std::int64_t(stream.una))
        put(Quantity::TimestampEcho, time, time - m_stamps.front().time, 0, number);
}

void ChartBuilder::noteAcknowledged(const Record& record, RecordNumber number, double time, std::uint64_t unaBefore, const tcp::Options& options)
{
    const StreamState& stream = m_state.streams[index(m_sender)];
    if (m_kind == ChartKind::InFlight)
        m_reported = reportedOctets(stream);
    putChange(Quantity::Acknowledged, time, double(stream.una), number);
    putChange(Quantity::WindowEdge, time, double(stream.windowEnd), number);
    if (record.labels().has(Label::DuplicateAck))
        put(Quantity::DuplicateAck, time, double(stream.una), 0, number);
    const tcp::SeqNumber isn = m_trace.connection(m_connection).side(m_sender).isn;
    for (const tcp::SackBlock& block : options.sackBlocks()) {
        const std::int64_t left = streamOffset(block.left, isn, stream.una);
        const std::int64_t right = streamOffset(block.right, isn, stream.una);
        if (left >= 0 && right > left)
            put(Quantity::Sacked, time, double(left), double(right - left), number);
    }
    if (stream.una <= unaBefore)
        return;
    const bool coversSyn = unaBefore == 0 && stream.synSent;
    const bool coversFin = stream.finSent && unaBefore <= stream.finOffset && stream.una > stream.finOffset;
    m_delivered += double(stream.una - unaBefore) - (coversSyn ? 1 : 0) - (coversFin ? 1 : 0);
    put(Quantity::Delivered, time, m_delivered, 0, number);
}

void ChartBuilder::put(Quantity quantity, double time, double low, double span, RecordNumber record)
{
    if (showsQuantity(m_kind, quantity))
        m_data[quantity].append({time, low, float(span), record});
}

void ChartBuilder::putChange(Quantity quantity, double time, double value, RecordNumber record)
{
    if (!showsQuantity(m_kind, quantity))
        return;
    const PointLog& log = m_data[quantity];
    if (log.isEmpty() || log.back().low != value)
        put(quantity, time, value, 0, record);
}
