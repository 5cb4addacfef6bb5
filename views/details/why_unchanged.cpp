#include "views/details/why_unchanged.h"

#include <QCoreApplication>

namespace {

using tcp::Flag, tcp::State;

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(DetailsView)
};

/// `number` relative to `isn`, as an offset near `reference`.
std::int64_t offsetOf(tcp::SeqNumber number, tcp::SeqNumber isn, std::uint64_t reference)
{
    const std::int32_t distance = number - (isn + std::uint32_t(reference));
    return std::int64_t(reference) + distance;
}

/// What an arriving segment meets, just before it.
struct Arrival {
    const Record& record;
    State state;                 ///< Of the receiver.
    std::int64_t begin = 0;      ///< The segment's first number, as an offset in its sender's stream.
    std::int64_t end = 0;
    std::int64_t ack = 0;        ///< Its acknowledgment, as an offset in the receiver's stream.
    std::int64_t expected = 0;   ///< Everything before it has surely arrived: it was acknowledged.
    std::int64_t contiguous = 0; ///< Up to here everything has at least passed the capture point.
    std::int64_t windowEnd = 0;
    StreamState own;             ///< What the receiver itself has sent.
};

Arrival arrivalOf(const Trace& trace, ConnectionId id, std::uint32_t step, Side side)
{
    const Connection& connection = trace.connection(id);
    const Record& record = trace.record(connection.records[step - 1]);
    const ConnectionState before = trace.stateAt(id, step - 1);
    const StreamState& stream = before.streams[index(other(side))];
    Arrival arrival{.record = record, .state = trace.state(id, side, step - 1), .own = before.streams[index(side)]};
    arrival.begin = offsetOf(record.seq, connection.side(other(side)).isn, stream.nxt);
    arrival.end = arrival.begin + record.len();
    arrival.ack = offsetOf(record.ack, connection.side(side).isn, arrival.own.nxt);
    arrival.expected = std::int64_t(stream.una);
    arrival.windowEnd = std::int64_t(stream.windowEnd);
    if (stream.nxt == 0 && !record.has(Flag::Syn)) { // mid-stream: nothing is known to be missing
        arrival.expected = arrival.contiguous = arrival.begin;
        return arrival;
    }
    std::uint64_t contiguous = stream.una;
    for (const FlyingSegment& segment : stream.flying) {
        if (segment.begin != contiguous || segment.missing > 0)
            break;
        contiguous = segment.end;
    }
    arrival.contiguous = std::int64_t(contiguous);
    return arrival;
}

QString whySenderStays(const Record& record)
{
    switch (record.kind()) {
    case RecordKind::Timeout:
        return Text::tr("a timer ran out, which asks for another sending, not for another state.");
    case RecordKind::Call:
        return Text::tr("the call does not ask for another state.");
    case RecordKind::Segment:
    case RecordKind::LostSegment:
    case RecordKind::Departed:
        break;
    }
    if (record.has(Flag::Rst))
        return Text::tr("it only rejects a segment with this RST; its own state does not depend on it.");
    if (record.labels().has(Label::Retransmission))
        return Text::tr("it only sends again what it has sent before.");
    if (record.has(Flag::Syn) || record.has(Flag::Fin))
        return Text::tr("it has entered this state before, with the same SYN or FIN.");
    if (record.textLength > 0)
        return Text::tr("it only sends text; sending text changes no state.");
    return Text::tr("it only sends an ACK; sending an ACK changes no state.");
}

QString notAnsweredYet()
{
    return Text::tr("what must be answered is proven by the answer: this end's next acknowledgment will tell.");
}

QString whyRstIsNotObeyed(const Arrival& arrival)
{
    if (arrival.state == State::Listen)
        return Text::tr("nothing was sent yet that a RST could be the answer to: it is ignored.");
    if (arrival.state == State::SynSent)
        return Text::tr("this RST does not acknowledge its SYN, so anyone may have sent it: it is not obeyed.");
    if (arrival.begin >= arrival.expected && arrival.begin <= arrival.contiguous)
        return Text::tr("whether the RST has arrived is not known yet: this end's next segment, or its silence, will tell.");
    if (arrival.begin > arrival.expected && arrival.begin < arrival.windowEnd)
        return Text::tr("the RST does not carry the next number expected: it is not obeyed but answered with a challenge ACK (RFC 5961).");
    return Text::tr("the RST lies outside what this end expects: it is not obeyed (RFC 9293, 3.10.7.4; RFC 5961).");
}

QString whyFinIsNotObeyed(const Arrival& arrival)
{
    if (arrival.state == State::TimeWait)
        return Text::tr("the FIN comes once more: it is acknowledged again, and 2 MSL begin anew.");
    if (arrival.state == State::CloseWait || arrival.state == State::LastAck || arrival.state == State::Closing)
        return Text::tr("this FIN has arrived before: it is only acknowledged again.");
    if (arrival.begin > arrival.contiguous)
        return Text::tr("text before this FIN is missing: the FIN is held until it has arrived.");
    return notAnsweredYet();
}

bool acknowledgesOwnFin(const Arrival& arrival)
{
    const bool awaited = arrival.state == State::FinWait1 || arrival.state == State::Closing || arrival.state == State::LastAck;
    return awaited && arrival.record.has(Flag::Ack) && arrival.own.finSent && arrival.ack > std::int64_t(arrival.own.finOffset);
}

QString whyTextChangesNothing(const Arrival& arrival)
{
    if (arrival.end <= arrival.expected || arrival.record.labels().has(Label::SpuriousRetransmission))
        return Text::tr("it has this text already: it only acknowledges it again.");
    if (arrival.record.labels().has(Label::Retransmission))
        return Text::tr("the text comes once more; text changes no state.");
    if (arrival.begin > arrival.contiguous)
        return Text::tr("text before this one is missing: it is kept, and a duplicate ACK asks for what is missing.");
    return Text::tr("text arrives in order: it is passed on and acknowledged, which changes no state.");
}

QString whyAckChangesNothing(const Arrival& arrival)
{
    if (!arrival.record.has(Flag::Ack))
        return Text::tr("a segment without ACK is dropped.");
    if (arrival.ack > std::int64_t(arrival.own.nxt))
        return Text::tr("it acknowledges what was never seen to be sent; that changes no state.");
    if (arrival.record.labels().has(Label::DuplicateAck))
        return Text::tr("a duplicate ACK tells of a gap at the other end; it changes no state.");
    if (arrival.ack <= std::int64_t(arrival.own.una))
        return Text::tr("it acknowledges nothing new.");
    return Text::tr("it acknowledges text; only the ACK of a SYN or a FIN changes the state.");
}

} // namespace

QString whyUnchanged(const Trace& trace, ConnectionId id, std::uint32_t step, Side side)
{
    const Record& record = trace.record(trace.connection(id).records[step - 1]);
    if (record.sender() == side)
        return whySenderStays(record);
    if (record.kind() == RecordKind::LostSegment)
        return Text::tr("the segment was lost on its way: this end knows nothing of it.");
    if (record.kind() != RecordKind::Segment)
        return Text::tr("this happened at the other end; nothing was sent.");

    const Arrival arrival = arrivalOf(trace, id, step, side);
    if (arrival.state == State::Closed)
        return record.has(Flag::Rst) ? Text::tr("there is no connection here that the RST could end: it is ignored.")
                                     : Text::tr("there is no connection here: the segment is answered with a RST (RFC 9293, 3.10.7.1).");
    if (record.has(Flag::Rst))
        return whyRstIsNotObeyed(arrival);
    if (arrival.state == State::Listen || arrival.state == State::SynSent)
        return notAnsweredYet();
    if (record.has(Flag::Syn) && arrival.state == State::SynReceived)
        return Text::tr("this SYN has arrived before: it is only answered again.");
    if (record.has(Flag::Syn))
        return Text::tr("a SYN inside a connection is not obeyed but answered with a challenge ACK (RFC 9293, 3.10.7.4; RFC 5961, 4).");
    if (record.has(Flag::Fin))
        return whyFinIsNotObeyed(arrival);
    if (acknowledgesOwnFin(arrival) || arrival.state == State::SynReceived)
        return notAnsweredYet();
    return record.textLength > 0 ? whyTextChangesNothing(arrival) : whyAckChangesNothing(arrival);
}
