#include "views/ladder/ladder_axis.h"

#include <algorithm>
#include <cmath>

using namespace std::chrono_literals;

namespace {

/// For connections whose handshake was not seen: some round-trip time must do.
constexpr Duration kNominalRtt = 50ms;
/// So many times the path's delay of silence are folded.
constexpr int kFoldDelays = 8;
/// A segment's way is so many rows high, at zoom 1.
constexpr double kRowsPerDelay = 2.2;

double seconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

Duration fromSeconds(double value)
{
    return Duration(std::int64_t(std::clamp(value, -4e9, 4e9) * 1e9));
}

} // namespace

PathDelays pathDelays(const Trace& trace, ConnectionId id)
{
    constexpr std::size_t kHandshakeRows = 256;
    using tcp::Flag;
    const auto& records = trace.connection(id).records;
    std::optional<Timestamp> syn, answer;
    for (std::size_t row = 0; row < std::min(records.size(), kHandshakeRows); ++row) {
        const Record& record = trace.record(records[row]);
        if (!record.isSegment() || record.has(Flag::Rst))
            continue;
        if (record.has(Flag::Syn) && !record.has(Flag::Ack)) {
            syn = record.sender() == Side::Initiator ? record.time : syn;
        } else if (record.has(Flag::Syn)) {
            answer = record.sender() == Side::Responder ? record.time : answer;
        } else if (syn && answer && record.sender() == Side::Initiator && record.has(Flag::Ack)) {
            const Duration there = std::max(Duration(0), *answer - *syn), back = std::max(Duration(0), record.time - *answer);
            // What is but a small part of the round trip is the host's own time: the capture was made there.
            const Duration least = (there + back) / 10;
            return {back < least ? 0ns : back / 2, there < least ? 0ns : there / 2, true};
        }
    }
    return {};
}

void LadderAxis::restart(const Trace& trace, std::vector<ConnectionId> ids, std::shared_ptr<const Stage> stage)
{
    m_cursor = MergeCursor(std::move(ids));
    m_stage = std::move(stage);
    m_delays.clear();
    m_longest = m_stage ? m_stage->longestFlight : Duration(0);
    Duration shortest = Duration::max(), longest{};
    for (const ConnectionId id : connections()) {
        const PathDelays delays = m_stage ? PathDelays{} : pathDelays(trace, id);
        const Duration known = delays.isKnown ? 2 * (delays.initiator + delays.responder) : trace.connection(id).initialRtt.value_or(0ns);
        const Duration rtt = known > 0ns ? known : kNominalRtt;
        shortest = std::min(shortest, rtt);
        longest = std::max(longest, rtt);
        m_longest = std::max({m_longest, delays.initiator, delays.responder});
        m_delays.push_back(delays);
    }
    // Of a near and a far path the near one should be legible, within reason.
    m_rhythm = std::max(shortest, longest / kFoldDelays) / 2;
    m_foldFrom = kFoldDelays * m_rhythm;
    m_hidden = {};
    m_folds.clear();
    std::optional<Timestamp> start;
    for (const ConnectionId id : connections()) {
        const Connection& connection = trace.connection(id);
        const Timestamp first = connection.records.empty() ? connection.start : std::min(connection.start, times(trace.record(connection.records.front())).sent);
        start = std::min(first, start.value_or(first));
    }
    m_start = start.value_or(Timestamp{});
    m_busyUntil = m_start;
}

const PathDelays& LadderAxis::delays(ConnectionId id) const
{
    static const PathDelays kUnknown;
    const auto place = std::ranges::find(connections(), id);
    return place == connections().end() ? kUnknown : m_delays[std::size_t(place - connections().begin())];
}

FlightTimes LadderAxis::times(const Record& record) const
{
    FlightTimes result{record.time, record.time, false, false, 1.0};
    if (!record.isSegment())
        return result;
    if (!m_stage) {
        const PathDelays& path = delays(record.connection);
        result.sent -= path.of(record.sender());
        result.ends += path.of(other(record.sender()));
        result.isSentEstimated = result.sent != record.time;
        result.isEndEstimated = result.ends != record.time;
        return result;
    }
    const auto& flights = m_stage->flights;
    const auto first = std::lower_bound(flights.begin(), flights.end(), record.frame, [](const Flight& f, std::uint32_t number) { return f.number < number; });
    const Flight* best = nullptr;
    for (auto flight = first; flight != flights.end() && flight->number == record.frame; ++flight) {
        if (!best || flight->ends == record.time)
            best = &*flight;
    }
    if (best && best->sent <= record.time) {
        result.sent = best->sent;
        if (record.kind() == RecordKind::LostSegment)
            result.share = std::clamp(best->due > best->sent ? best->progressAt(record.time) : 1.0, 0.15, 0.9);
    }
    return result;
}

bool LadderAxis::advance(const Trace& trace, std::chrono::microseconds budget)
{
    constexpr int kAtOnce = 4096;
    const auto deadline = std::chrono::steady_clock::now() + budget;
    do {
        for (int i = 0; i < kAtOnce; ++i) {
            const auto number = m_cursor.next(trace);
            if (!number)
                return true;
            considerGap(trace, trace.record(*number));
        }
    } while (std::chrono::steady_clock::now() < deadline);
    return false;
}

void LadderAxis::considerGap(const Trace& trace, const Record& record)
{
    // The record's own time first: what happens between two ends is looked up only where it may matter.
    if (record.time - m_busyUntil >= m_foldFrom) {
        const Timestamp next = firstSentAfter(trace, std::min(record.time, times(record).sent));
        if (next - m_busyUntil >= m_foldFrom) {
            m_folds.push_back({m_busyUntil, next, m_hidden});
            m_hidden += next - m_busyUntil;
        }
    }
    const Duration after = !m_stage && record.isSegment() ? delays(record.connection).of(other(record.sender())) : Duration(0);
    m_busyUntil = std::max(m_busyUntil, record.time + after);
}

/// The earliest moment at which one of the records that the cursor has not passed began, at most `limit`.
Timestamp LadderAxis::firstSentAfter(const Trace& trace, Timestamp limit) const
{
    Timestamp earliest = limit;
    for (std::size_t place = 0; place < connections().size(); ++place) {
        const auto& records = trace.connection(connections()[place]).records;
        for (std::size_t at = m_cursor.passed(place); at < records.size(); ++at) {
            const Record& record = trace.record(records[at]);
            if (record.time - m_longest > limit)
                break;
            earliest = std::min(earliest, times(record).sent);
        }
    }
    return earliest;
}

Timestamp LadderAxis::end(const Trace& trace) const
{
    Timestamp end = m_busyUntil;
    for (const ConnectionId id : connections())
        end = std::max(end, trace.connection(id).end);
    return end;
}

RowRange LadderAxis::rowsBetween(const Trace& trace, ConnectionId id, Timestamp from, Timestamp to) const
{
    const auto& records = trace.connection(id).records;
    // Before `from` - m_longest nothing that is recorded still flies; a record after `to` + m_longest has not begun.
    const auto isBefore = [&trace](RecordNumber number, Timestamp time) { return trace.record(number).time < time; };
    const auto first = std::lower_bound(records.begin(), records.end(), from - m_longest, isBefore);
    const auto last = std::lower_bound(first, records.end(), to + m_longest + 1ns, isBefore);
    return {std::uint32_t(first - records.begin()), std::uint32_t(last - first)};
}

double LadderScale::y(const LadderAxis& axis, Timestamp time) const
{
    const auto& folds = axis.folds();
    const auto next = std::upper_bound(folds.begin(), folds.end(), time, [](Timestamp t, const FoldedGap& fold) { return t < fold.from; });
    if (next == folds.begin())
        return seconds(time - axis.start()) * pixelsPerSecond;
    const FoldedGap& fold = *std::prev(next);
    const double top = seconds(fold.from - axis.start() - fold.hiddenBefore) * pixelsPerSecond + double(std::prev(next) - folds.begin()) * foldHeight;
    if (time < fold.to)
        return top + foldHeight * seconds(time - fold.from) / seconds(fold.to - fold.from);
    return top + foldHeight + seconds(time - fold.to) * pixelsPerSecond;
}

Timestamp LadderScale::time(const LadderAxis& axis, double height) const
{
    const auto& folds = axis.folds();
    const auto top = [&](std::size_t i) { return seconds(folds[i].from - axis.start() - folds[i].hiddenBefore) * pixelsPerSecond + double(i) * foldHeight; };
    std::size_t low = 0, high = folds.size(); // the number of folds that begin at or above `height`
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (top(middle) <= height)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return axis.start() + fromSeconds(height / pixelsPerSecond);
    const FoldedGap& fold = folds[low - 1];
    const double within = height - top(low - 1);
    if (within < foldHeight)
        return fold.from + fromSeconds(seconds(fold.to - fold.from) * within / foldHeight);
    return fold.to + fromSeconds((within - foldHeight) / pixelsPerSecond);
}

LadderScale ladderScale(const LadderAxis& axis, const LadderMetrics& metrics, double zoom)
{
    LadderScale scale;
    const qreal row = metrics.naturalRowHeight;
    scale.pixelsPerSecond = zoom * kRowsPerDelay * row / seconds(axis.rhythm());
    scale.foldHeight = std::min(3.0 * metrics.textHeight, seconds(axis.foldFrom()) * scale.pixelsPerSecond);
    return scale;
}
