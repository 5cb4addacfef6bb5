#include "model/observer/connection_tracker.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

using tcp::Flag;
using tcp::State;

static constexpr ConnectionId kNoConnection = std::numeric_limits<ConnectionId>::max();

/// One 4-tuple with its present incarnation.
struct ConnectionTracker::Flow {
    explicit Flow(const ConnectionKey& fourTuple) : key(fourTuple) {}

    ConnectionKey key;
    ConnectionId connection = kNoConnection;
    std::uint32_t incarnation = 0;
    bool initiatorIsLow = true; ///< Of the two ends in the key.
    Timestamp last{};
    Timestamp timeWaitUntil[2] = {Timestamp::max(), Timestamp::max()};
    ConnectionObserver observer{Side::Initiator, {}};
    SegmentLabels labels;
    /// The incarnation before, while one of its ends may still be waiting in a state that only the next answer ends.
    struct Leftover {
        ConnectionId connection;
        bool sidesSwapped; ///< Its initiator is the present responder.
        ConnectionObserver observer;
    };
    std::unique_ptr<Leftover> leftover;
};

struct ConnectionTracker::Seen {
    const wire::DecodedSegment& packet;
    Timestamp time;
    std::uint32_t frame;
};

namespace {

/// A packet that is dated further ahead of all before it may be wrong about the time.
constexpr Duration kLargestPause = std::chrono::hours(1);

/// An unbroken "NOP NOP timestamps": what nearly every segment carries, so the record itself has room for it.
bool isPlainTimestamp(std::span<const std::uint8_t> options)
{
    constexpr std::uint8_t kHead[] = {1, 1, 8, 10};
    return options.size() == 12 && std::memcmp(options.data(), kHead, sizeof kHead) == 0;
}

/// In mid-stream: the end with the better known port is taken to be the server.
bool sourceIsClient(const wire::DecodedSegment& packet)
{
    if (packet.segment.has(Flag::Syn))
        return !packet.segment.has(Flag::Ack);
    return packet.sourcePort >= packet.destinationPort;
}

} // namespace

ConnectionTracker::ConnectionTracker(const TrackerOptions& options) : m_options(options) {}

ConnectionTracker::~ConnectionTracker() = default;

void ConnectionTracker::observe(const wire::DecodedSegment& packet, Timestamp time, std::uint32_t frame, RecordBatch& out)
{
    advanceClock(time, out);
    bool sourceIsHigh = false;
    const ConnectionKey key(packet.sourceIp, packet.sourcePort, packet.destinationIp, packet.destinationPort, sourceIsHigh);
    const bool sourceIsLow = !sourceIsHigh;
    const Seen seen{packet, time, frame};
    Flow& flow = flowOf(key, sourceIsLow, seen, out);
    const Side sender = flow.initiatorIsLow == sourceIsLow ? Side::Initiator : Side::Responder;
    writeSegment(flow, sender, seen, out);
    flow.last = time;
}

ConnectionTracker::Flow& ConnectionTracker::addFlow(const ConnectionKey& key, std::uint64_t hash)
{
    Flow* added = nullptr;
    if (m_freeFlows.empty()) {
        added = &m_flows.emplace_back(key);
    } else {
        added = m_freeFlows.back();
        m_freeFlows.pop_back();
        *added = Flow(key);
    }
    m_index.insert(*added, hash);
    return *added;
}

void ConnectionTracker::forget(ConnectionId connection)
{
    Flow* const* const known = m_flowOf.find(connection);
    Flow* const flow = known ? *known : nullptr;
    if (!flow)
        return;
    m_flowOf.drop(connection);
    if (flow->leftover && flow->leftover->connection == connection)
        flow->leftover.reset();
    if (flow->connection != connection)
        return; // it lives on as another incarnation
    if (flow->leftover) // which nothing will end any more
        m_flowOf.drop(flow->leftover->connection);
    m_index.erase(*flow, flow->key.hash());
    *flow = Flow(flow->key); // its deadlines still refer to it, and to a connection that it is not
    m_freeFlows.push_back(flow);
}

ConnectionTracker::Flow& ConnectionTracker::flowOf(const ConnectionKey& key, bool sourceIsLow, const Seen& seen, RecordBatch& out)
{
    const std::uint64_t hash = key.hash();
    Flow* const known = m_index.find(key, hash);
    if (!known) {
        Flow& added = addFlow(key, hash);
        beginConnection(added, sourceIsLow, seen, out);
        return added;
    }
    Flow& flow = *known;
    if (!seen.packet.segment.has(Flag::Syn))
        return flow;
    const Side sender = flow.initiatorIsLow == sourceIsLow ? Side::Initiator : Side::Responder;
    if (!beginsIncarnation(flow, sender, seen))
        return flow;
    const bool swapped = (flow.initiatorIsLow == sourceIsLow) != sourceIsClient(seen.packet);
    flow.leftover = std::make_unique<Flow::Leftover>(Flow::Leftover{flow.connection, swapped, flow.observer});
    ++flow.incarnation;
    beginConnection(flow, sourceIsLow, seen, out);
    return flow;
}

/// Whether a SYN opens the 4-tuple anew.
bool ConnectionTracker::beginsIncarnation(Flow& flow, Side sender, const Seen& seen) const
{
    const tcp::Segment& segment = seen.packet.segment;
    if (segment.has(Flag::Rst))
        return false;
    const EndpointObserver& me = flow.observer.end(sender);
    const EndpointObserver& peer = flow.observer.end(other(sender));
    if (segment.has(Flag::Ack)) { // the answer to a SYN that looked strange before, or was not captured
        const auto strange = flow.observer.strangeSyn(other(sender));
        const bool isOver = me.state() == State::Closed || me.state() == State::TimeWait;
        const bool isOther = me.synKnown && me.tcb().snd.iss != segment.seq && peer.synKnown && peer.tcb().snd.iss + 1 != segment.ack;
        return (isOver && isOther) || (strange && segment.ack == *strange + 1);
    }
    if (me.synKnown && me.tcb().snd.iss == segment.seq)
        return false;
    if (!me.synKnown && peer.state() == State::SynSent)
        return false; // both open at once
    constexpr tcp::StateSet kLifeless = State::Closed | State::Listen | State::SynSent | State::TimeWait;
    const bool lives = !kLifeless.contains(me.state());
    if (lives && seen.time - flow.last < m_options.twoMsl) {
        // The end seems to be in the middle of a connection. Either it has lost all memory of it, or the SYN is forged; the
        // peer answers with an ACK in both cases (RFC 5961, 4), and only a SYN,ACK will prove a new connection.
        flow.observer.noteStrangeSyn(sender, segment.seq);
        return false;
    }
    return true;
}

void ConnectionTracker::beginConnection(Flow& flow, bool sourceIsLow, const Seen& seen, RecordBatch& out)
{
    const bool fromInitiator = sourceIsClient(seen.packet);
    flow.initiatorIsLow = sourceIsLow == fromInitiator;
    flow.connection = m_connectionCount++;
    if (m_options.forgets)
        m_flowOf.append(&flow);
    flow.observer = ConnectionObserver(fromInitiator ? Side::Initiator : Side::Responder, seen.packet.segment);
    for (Side side : kSides) {
        const EndpointObserver* const former = flow.leftover ? &flow.leftover->observer.end(flow.leftover->sidesSwapped ? other(side) : side) : nullptr;
        if (former && former->synKnown)
            flow.observer.noteFormerIss(side, former->tcb().snd.iss);
    }
    flow.labels = SegmentLabels();
    std::fill(std::begin(flow.timeWaitUntil), std::end(flow.timeWaitUntil), Timestamp::max());
    const SocketAddress source{seen.packet.sourceIp, seen.packet.sourcePort};
    const SocketAddress destination{seen.packet.destinationIp, seen.packet.destinationPort};
    ConnectionInfo info;
    info.initiator = fromInitiator ? source : destination;
    info.responder = fromInitiator ? destination : source;
    info.incarnation = flow.incarnation;
    info.midstream = flow.observer.isMidstream();
    for (Side side : kSides)
        info.initialStates[index(side)] = flow.observer.end(side).state();
    out.connections.push_back(info);
}

/// The end that has just opened or answered anew has left whatever the old incarnation was in.
void ConnectionTracker::endLeftovers(Flow& flow, Side opened, Timestamp time, RecordBatch& out)
{
    Flow::Leftover& leftover = *flow.leftover;
    const Side side = leftover.sidesSwapped ? other(opened) : opened;
    const State state = leftover.observer.end(side).state();
    if (state == State::Closed || state == State::Listen)
        return;
    m_steps.clear();
    leftover.observer.supersede(side, m_steps);
    if (!m_steps.empty())
        writeTimeout(leftover.connection, leftover.observer, side, time, out);
}

void ConnectionTracker::writeSegment(Flow& flow, Side sender, const Seen& seen, RecordBatch& out)
{
    const wire::DecodedSegment& packet = seen.packet;
    const tcp::Segment& segment = packet.segment;
    if (flow.leftover && segment.has(Flag::Syn)) {
        if (segment.has(Flag::Ack)) // the SYN that it answers may have passed as a stranger's
            endLeftovers(flow, other(sender), seen.time, out);
        endLeftovers(flow, sender, seen.time, out);
    }

    m_steps.clear();
    const bool isFirst = !flow.observer.end(Side::Initiator).heard && !flow.observer.end(Side::Responder).heard;
    flow.observer.observe(sender, segment, m_steps);
    Labels labels = flow.labels.observe(sender, segment, seen.time);
    if (isFirst && flow.incarnation > 0 && segment.has(Flag::Syn))
        labels.add(Label::ReusedPorts);

    Record& record = out.records.emplace_back(); // filled in place: copying what was just written in pieces stalls the processor
    record.time = seen.time;
    record.seq = segment.seq;
    record.ack = segment.ack;
    record.connection = flow.connection;
    record.frame = seen.frame;
    record.textLength = std::min(segment.textLength, 0xFF'FFFFu) & 0xFF'FFFFu;
    record.window = std::uint16_t(segment.wnd);
    record.labelBits = labels.bits();
    if (segment.options.timestamps) {
        record.timestampValue = segment.options.timestamps->value;
        record.timestampEcho = segment.options.timestamps->echo;
    }
    record.setFlags(segment.flags, sender, segment.options.timestamps.has_value(), ChecksumState(packet.checksum));
    record.extra = writeExtra(packet, out);
    const EndpointObserver& initiator = flow.observer.end(Side::Initiator);
    const EndpointObserver& responder = flow.observer.end(Side::Responder);
    record.setStates(initiator.state(), initiator.certainty(), responder.state(), responder.certainty());
    record.setKind(RecordKind::Segment);
    if (!m_steps.empty())
        writeSteps(flow.connection, out);
    ++m_recordCount;
    startTimeWaits(flow, seen.time);
}

void ConnectionTracker::writeTimeout(ConnectionId connection, const ConnectionObserver& observer, Side side, Timestamp time,
                                     RecordBatch& out)
{
    Record record;
    record.time = time;
    record.connection = connection;
    record.setFlags({}, side, false, ChecksumState::NotVerified);
    const EndpointObserver& initiator = observer.end(Side::Initiator);
    const EndpointObserver& responder = observer.end(Side::Responder);
    record.setStates(initiator.state(), initiator.certainty(), responder.state(), responder.certainty());
    record.setKind(RecordKind::Timeout);
    writeSteps(connection, out);
    out.records.push_back(record);
    ++m_recordCount;
}

void ConnectionTracker::writeSteps(ConnectionId connection, RecordBatch& out)
{
    for (const ObservedStep& step : m_steps)
        out.transitions.push_back({m_recordCount, connection, step.side, step.from, step.to, step.event, step.certainty});
}

std::uint32_t ConnectionTracker::writeExtra(const wire::DecodedSegment& packet, RecordBatch& out)
{
    const bool plain = packet.optionOctets.empty() || isPlainTimestamp(packet.optionOctets);
    if (plain && packet.checksum != wire::Checksum::Wrong && !packet.segment.has(Flag::Urg))
        return 0;
    if (m_extraCount >= std::numeric_limits<std::uint32_t>::max() - 64)
        return 0; // four gigabytes of rare things: later options are decoded for the states, but not kept
    const auto octets = packet.optionOctets.first(std::min<std::size_t>(packet.optionOctets.size(), 40));
    std::uint8_t head[5];
    std::memcpy(head, &packet.checksumField, 2);
    std::memcpy(head + 2, &packet.segment.urgentPointer, 2);
    head[4] = std::uint8_t(octets.size());
    out.extras.insert(out.extras.end(), std::begin(head), std::end(head));
    out.extras.insert(out.extras.end(), octets.begin(), octets.end());
    const auto offset = std::uint32_t(m_extraCount);
    m_extraCount += sizeof head + octets.size();
    return offset + 1;
}

void ConnectionTracker::startTimeWaits(Flow& flow, Timestamp time)
{
    for (Side side : kSides) {
        Timestamp& until = flow.timeWaitUntil[index(side)];
        if (flow.observer.end(side).state() != State::TimeWait) {
            until = Timestamp::max();
            continue;
        }
        if (until != Timestamp::max() && !flow.observer.restartsTimeWait(side))
            continue;
        // The packet's own time is no measure: it may be absurd, and the deadlines must stay in order.
        until = (m_now == Timestamp(Duration::min()) ? time : m_now) + m_options.twoMsl;
        m_deadlines.push_back({until, &flow, flow.connection, side});
    }
}

void ConnectionTracker::advanceClock(Timestamp time, RecordBatch& out)
{
    if (time <= m_now + kLargestPause) {
        m_doubtedTime.reset();
        setClock(time, out);
        return;
    }
    const auto before = std::exchange(m_doubtedTime, time); // the first packet's time is doubted likewise
    if (before)
        setClock(std::min(*before, time), out);
}

void ConnectionTracker::setClock(Timestamp time, RecordBatch& out)
{
    m_now = std::max(m_now, time); // a capture's packets may stand slightly out of order
    while (!m_deadlines.empty() && m_deadlines.front().time <= m_now) {
        const Deadline due = m_deadlines.front();
        m_deadlines.pop_front();
        Flow& flow = *due.flow;
        m_steps.clear();
        if (flow.connection == due.connection) {
            if (flow.timeWaitUntil[index(due.side)] != due.time)
                continue; // restarted, or left meanwhile
            flow.observer.expire(due.side, m_steps);
            flow.timeWaitUntil[index(due.side)] = Timestamp::max();
            if (!m_steps.empty())
                writeTimeout(due.connection, flow.observer, due.side, due.time, out);
        } else if (flow.leftover && flow.leftover->connection == due.connection) {
            flow.leftover->observer.expire(due.side, m_steps);
            if (!m_steps.empty())
                writeTimeout(due.connection, flow.leftover->observer, due.side, due.time, out);
        }
    }
}
