#include "views/path/path_index.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>

namespace {

constexpr RecordNumber kNoRecord = std::numeric_limits<RecordNumber>::max();
/// How far a segment gets that was lost as it was sent: as in the ladder.
constexpr double kLostShare = 0.6;
/// A cross stays for this share of the whole way's time after the loss.
constexpr double kCrossShare = 0.5;
/// Where not even the time of the whole way is known.
constexpr Duration kUnknownTrip = std::chrono::milliseconds(100);

Duration share(Duration whole, double part)
{
    return Duration(std::int64_t(double(whole.count()) * part));
}

bool isDelayed(const Flight& flight)
{
    return flight.delayedAt >= flight.sent;
}

/// How long the whole way takes without a delay.
Duration tripOf(const Flight& flight)
{
    if (isDelayed(flight) && flight.dueBefore > flight.sent)
        return flight.dueBefore - flight.sent;
    if (flight.due > flight.sent)
        return flight.due - flight.sent;
    return flight.ends > flight.sent ? flight.ends - flight.sent : kUnknownTrip;
}

/// When the cross appears.
Timestamp lossTime(const Flight& flight)
{
    return flight.ends > flight.sent ? flight.ends : flight.sent + share(tripOf(flight), kLostShare);
}

double shareAt(const Flight& flight, Timestamp now)
{
    if (flight.due > flight.sent)
        return flight.progressAt(now);
    return std::clamp(double((now - flight.sent).count()) / double(tripOf(flight).count()), 0.0, 1.0);
}

/// Left-hand hosts in their order, then host 1.
std::uint64_t place(StageHostIndex host)
{
    constexpr StageHostIndex kRight = 1;
    return host == kRight ? std::numeric_limits<std::uint64_t>::max() : host;
}

} // namespace

Timestamp visibleUntil(const Flight& flight)
{
    return flight.isLost ? lossTime(flight) + share(tripOf(flight), kCrossShare) : flight.ends;
}

std::optional<FlightProgress> progressOf(const Flight& flight, Timestamp now)
{
    if (now < std::max(flight.sent, flight.since) || now >= visibleUntil(flight))
        return std::nullopt;
    FlightProgress progress;
    progress.isOver = flight.isLost && now >= lossTime(flight);
    progress.share = shareAt(flight, progress.isOver ? lossTime(flight) : now);
    progress.isHeld = !progress.isOver && isDelayed(flight) && now >= flight.delayedAt;
    if (progress.isOver)
        progress.opacity = 1.0 - double((now - lossTime(flight)).count()) / double(share(tripOf(flight), kCrossShare).count());
    return progress;
}

PathIndex::PathIndex(const Stage& stage, const Trace& trace)
{
    findPairs(stage);
    findRecords(trace);
    for (const Flight& flight : stage.flights)
        m_reach = std::max(m_reach, visibleUntil(flight) - flight.sent);
}

PathPair PathIndex::pairOf(StageHostIndex a, StageHostIndex b)
{
    if (a == kNoStageHost || b == kNoStageHost) { // opposite to where the host always stands
        const StageHostIndex host = a == kNoStageHost ? b : a;
        return host == 1 ? PathPair{kNoStageHost, host} : PathPair{host, kNoStageHost};
    }
    return place(a) <= place(b) ? PathPair{a, b} : PathPair{b, a};
}

void PathIndex::findPairs(const Stage& stage)
{
    using Key = std::tuple<bool, StageHostIndex, StageHostIndex>; // host 1's rows first, neighbours with the same host at the right
    const auto keyOf = [](const PathPair& pair) { return Key(pair.right != 1, pair.right, pair.left); };
    std::map<Key, std::uint16_t> positions;
    for (const Flight& flight : stage.flights)
        positions.emplace(keyOf(pairOf(flight.from, flight.to)), std::uint16_t(0));
    for (auto& [key, position] : positions) {
        position = std::uint16_t(m_pairs.size());
        m_pairs.push_back({std::get<2>(key), std::get<1>(key)});
    }

    std::vector<std::array<std::uint32_t, 2>> ranks(m_pairs.size());
    m_notes.reserve(stage.flights.size());
    for (const Flight& flight : stage.flights) {
        const PathPair pair = pairOf(flight.from, flight.to);
        Note note;
        note.pair = positions[keyOf(pair)];
        note.isForward = flight.from == flight.to ? flight.sender == Side::Initiator : flight.from == pair.left;
        note.rank = ranks[note.pair][note.isForward ? 0 : 1]++;
        m_notes.push_back(note);
    }
}

void PathIndex::findRecords(const Trace& trace)
{
    for (RecordNumber number = 0; number < trace.recordCount(); ++number) {
        const Record& record = trace.record(number);
        if (!record.isSegment() || record.frame == 0)
            continue;
        if (m_records.size() <= record.frame)
            m_records.resize(std::size_t(record.frame) + 1, kNoRecord);
        if (m_records[record.frame] == kNoRecord) // the original before its copies
            m_records[record.frame] = number;
    }
}

std::vector<std::size_t> PathIndex::visibleAt(const Stage& stage, Timestamp now) const
{
    const auto sentBefore = [](const Flight& flight, Timestamp time) { return flight.sent < time; };
    auto flight = std::lower_bound(stage.flights.begin(), stage.flights.end(), now - m_reach, sentBefore);
    std::vector<std::size_t> result;
    for (; flight != stage.flights.end() && flight->sent <= now; ++flight) {
        if (flight->since <= now && now < visibleUntil(*flight))
            result.push_back(std::size_t(flight - stage.flights.begin()));
    }
    return result;
}

std::optional<RecordNumber> PathIndex::recordOf(const Flight& flight) const
{
    if (flight.number >= m_records.size() || m_records[flight.number] == kNoRecord)
        return std::nullopt;
    return m_records[flight.number];
}

bool isKnown(const Flight& flight, const Trace& trace)
{
    return flight.connection < trace.connectionCount();
}

Record recordOf(const Flight& flight, const PathIndex& index, const Trace& trace)
{
    const auto number = index.recordOf(flight);
    if (number && *number < trace.recordCount() && trace.record(*number).seq == flight.seq)
        return trace.record(*number);
    Record record;
    record.time = flight.sent;
    record.seq = flight.seq;
    record.ack = flight.ack;
    record.connection = flight.connection;
    record.frame = flight.number;
    record.textLength = flight.textLength & 0xFFFFFFu;
    record.setFlags(flight.flags, flight.sender, false, ChecksumState::NotVerified);
    const bool isScaled = isKnown(flight, trace) && !flight.flags.has(tcp::Flag::Syn);
    const unsigned shift = isScaled ? trace.connection(flight.connection).windowShift(flight.sender) : 0u;
    record.window = std::uint16_t(std::min(flight.window >> shift, 0xFFFFu));
    return record;
}

StageHostIndex hostOf(const Stage& stage, const Connection& connection, Side side)
{
    const IpAddress& wanted = connection.address(side).ip;
    const auto host = std::find_if(stage.hosts.begin(), stage.hosts.end(), [&](const StageHost& each) { return each.address == wanted; });
    return host == stage.hosts.end() ? kNoStageHost : StageHostIndex(host - stage.hosts.begin());
}
