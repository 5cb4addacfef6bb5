#include "model/trace/crowd_counts.h"

#include <algorithm>

namespace {

constexpr CrowdPlace placeIn(std::uint8_t places, std::size_t side)
{
    return (places >> (4 * side)) & 0xF;
}

} // namespace

CrowdPlace crowdPlaceAfter(CrowdPlace from, tcp::State to)
{
    using enum tcp::State;
    if (to != Closed)
        return CrowdPlace(to);
    if (from == kEndedPlace)
        return kEndedPlace;
    return (Closed | Listen | SynSent | SynReceived).contains(tcp::State(from)) ? CrowdPlace(Closed) : kEndedPlace;
}

CrowdPlace crowdPlace(const Trace& trace, ConnectionId id, Side side, std::uint32_t step)
{
    const tcp::State state = trace.state(id, side, step);
    if (state != tcp::State::Closed)
        return CrowdPlace(state);
    // What it was before it closed decides.
    std::uint32_t before = step;
    while (before > 0 && trace.state(id, side, before) == tcp::State::Closed)
        --before;
    return crowdPlaceAfter(CrowdPlace(trace.state(id, side, before)), state);
}

std::string_view placeWord(CrowdPlace place)
{
    if (place == kEndedPlace)
        return "ended";
    return place == CrowdPlace(tcp::State::Closed) ? "unopened" : tcp::toString(tcp::State(place));
}

std::uint32_t CrowdMoment::inState(tcp::State state) const
{
    return total(CrowdPlace(state)) + (state == tcp::State::Closed ? total(kEndedPlace) : 0);
}

std::uint32_t CrowdMoment::connections() const
{
    std::uint32_t sum = 0;
    for (const std::uint32_t count : ends[0])
        sum += count;
    return sum;
}

/// Goes from one number of changes to another, from where it stands or from a checkpoint, whichever is nearer.
class CrowdCounts::Cursor {
public:
    explicit Cursor(const CrowdCounts& counts) : m_counts(counts) {}

    const CrowdMoment& moveTo(std::size_t changes)
    {
        const auto distance = [changes](std::size_t from) { return from < changes ? changes - from : from - changes; };
        const std::size_t last = m_counts.m_checkpoints.size();
        const std::size_t nearest = last == 0 ? 0 : std::min((changes + kEvery / 2) / kEvery, last - 1);
        if (last > 0 && distance(nearest * kEvery) < distance(m_at)) {
            m_at = nearest * kEvery;
            m_moment = m_counts.m_checkpoints[nearest];
        }
        for (; m_at < changes; ++m_at)
            apply(m_moment, m_counts.m_changes[m_at].before, m_counts.m_changes[m_at].after);
        for (; m_at > changes; --m_at)
            apply(m_moment, m_counts.m_changes[m_at - 1].after, m_counts.m_changes[m_at - 1].before);
        return m_moment;
    }

private:
    const CrowdCounts& m_counts;
    std::size_t m_at = 0;
    CrowdMoment m_moment;
};

void CrowdCounts::apply(CrowdMoment& moment, std::uint8_t leave, std::uint8_t enter)
{
    for (std::size_t side = 0; side < 2; ++side) {
        if (leave != kUnseen)
            --moment.ends[side][std::size_t(placeIn(leave, side))];
        if (enter != kUnseen)
            ++moment.ends[side][std::size_t(placeIn(enter, side))];
    }
}

bool CrowdCounts::catchUp(const Trace& trace, std::chrono::nanoseconds budget)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    const RecordNumber end = trace.recordCount();
    while (m_position < end) {
        const RecordNumber stop = end - m_position > kEvery ? m_position + RecordNumber(kEvery) : end;
        for (; m_position < stop; ++m_position)
            add(trace, trace.record(m_position), m_position);
        skipDeparted(trace);
        if (m_position < end && Clock::now() - begin >= budget)
            return false;
    }
    return true;
}

/// Over a long run of stand-ins at once: there may be thousands of millions of them.
void CrowdCounts::skipDeparted(const Trace& trace)
{
    const RecordNumber next = trace.nextPresent(m_position);
    if (next - m_position < kEvery)
        return;
    while (m_position < next) { // one look for each block of times
        noteTime(trace.record(m_position).time, m_position);
        const auto block = RecordNumber(kTimeBlock - m_position % kTimeBlock);
        m_position = next - m_position > block ? m_position + block : next;
    }
}

void CrowdCounts::noteTime(Timestamp time, RecordNumber number)
{
    if (number / kTimeBlock >= m_latest.size())
        m_latest.push_back(m_latest.empty() ? time : std::max(m_latest.back(), time));
    else
        m_latest.back() = std::max(m_latest.back(), time);
}

CrowdCounts::Ends& CrowdCounts::endsOf(ConnectionId id)
{
    const std::size_t chunk = id / std::tuple_size_v<EndsChunk>;
    if (chunk >= m_ends.size())
        m_ends.resize(chunk + 1);
    if (!m_ends[chunk])
        m_ends[chunk] = std::make_unique<EndsChunk>();
    return (*m_ends[chunk])[id % std::tuple_size_v<EndsChunk>];
}

void CrowdCounts::add(const Trace& trace, const Record& record, RecordNumber number)
{
    noteTime(record.time, number);
    if (trace.isGone(record.connection))
        return; // what has left the memory is not counted
    Ends& ends = endsOf(record.connection);
    if (ends.places != kUnseen && ends.states == record.packedStates)
        return;
    const ConnectionInfo& info = trace.connection(record.connection).info;
    std::uint8_t after = 0;
    for (Side side : kSides) {
        const CrowdPlace before = ends.places == kUnseen ? CrowdPlace(info.initialStates[index(side)]) : placeIn(ends.places, index(side));
        const bool stays = ends.places != kUnseen && record.state(side) == tcp::State((ends.states >> (4 * index(side))) & 0xF);
        const CrowdPlace place = stays ? before : crowdPlaceAfter(before, record.state(side));
        after = std::uint8_t(after | place << (4 * index(side)));
    }
    if (m_changes.size() % kEvery == 0)
        m_checkpoints.push_back(m_last);
    m_changes.append(Change{number, ends.places, after});
    apply(m_last, ends.places, after);
    for (std::size_t side = 0; side < 2; ++side) {
        const CrowdPlace place = placeIn(after, side);
        m_peaks[std::size_t(place)] = std::max(m_peaks[std::size_t(place)], m_last.total(place));
    }
    ends = {std::uint8_t(record.packedStates), after};
}

void CrowdCounts::clear()
{
    *this = CrowdCounts();
}

std::size_t CrowdCounts::changesBefore(RecordNumber position) const
{
    std::size_t low = 0;
    std::size_t high = m_changes.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (m_changes[middle].record < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

CrowdMoment CrowdCounts::at(RecordNumber position) const
{
    if (position >= m_position)
        return m_last;
    return Cursor(*this).moveTo(changesBefore(position));
}

RecordNumber CrowdCounts::positionAt(const Trace& trace, Timestamp time) const
{
    const auto block = std::upper_bound(m_latest.begin(), m_latest.end(), time);
    auto position = RecordNumber(std::size_t(block - m_latest.begin()) * kTimeBlock);
    while (position < m_position && trace.record(position).time <= time)
        ++position;
    return std::min(position, m_position);
}

std::vector<CrowdSample> CrowdCounts::overTime(const Trace& trace, Timestamp from, Timestamp to, std::size_t count) const
{
    std::vector<CrowdSample> samples;
    samples.reserve(count);
    Cursor cursor(*this);
    const auto span = std::chrono::duration<long double, Timestamp::period>(to - from);
    for (std::size_t i = 0; i < count; ++i) {
        const long double share = count < 2 ? 1.0L : static_cast<long double>(i) / static_cast<long double>(count - 1);
        const Timestamp time = i + 1 == count ? to : from + std::chrono::duration_cast<Duration>(span * share);
        const RecordNumber position = positionAt(trace, time);
        samples.push_back({position, time, cursor.moveTo(changesBefore(position))});
    }
    return samples;
}

std::vector<CrowdSample> CrowdCounts::overPositions(const Trace& trace, RecordNumber from, RecordNumber to, std::size_t count) const
{
    std::vector<CrowdSample> samples;
    samples.reserve(count);
    Cursor cursor(*this);
    to = std::min(to, m_position);
    from = std::min(from, to);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t along = count < 2 ? to - from : std::uint64_t(to - from) * i / (count - 1);
        const RecordNumber position = from + RecordNumber(along);
        const Timestamp time = m_position == 0 ? Timestamp{} : trace.record(position == 0 ? 0 : position - 1).time;
        samples.push_back({position, time, cursor.moveTo(changesBefore(position))});
    }
    return samples;
}
