#include "model/observer/segment_labels.h"

#include <optional>

using tcp::Flag;
using tcp::Flags;
using tcp::Segment;
using tcp::SeqNumber;

namespace {

/// A resend within this time of the last duplicate ACK is what fast retransmit looks like.
constexpr Duration kFastRetransmitTime = std::chrono::milliseconds(20);
/// How late a segment may come and still count as reordered, while the round-trip time is unknown.
constexpr Duration kReorderingTime = std::chrono::milliseconds(3);
constexpr std::uint8_t kMostDuplicateAcks = 254;

bool hasAny(const Segment& segment, Flags flags) { return (segment.flags.bits() & flags.bits()) != 0; }

bool isPlain(const Segment& segment) { return !hasAny(segment, Flag::Syn | Flag::Fin | Flag::Rst); }

bool isNothing(SeqNumber seq) { return seq == SeqNumber(0); }

/// Not Segment::end(): SYN and FIN together count once.
SeqNumber endOf(const Segment& segment)
{
    return segment.seq + segment.textLength + (hasAny(segment, Flag::Syn | Flag::Fin) ? 1u : 0u);
}

} // namespace

Labels SegmentLabels::observe(Side sender, const Segment& segment, Timestamp time)
{
    Look look{m_directions[index(sender)], m_directions[index(other(sender))], segment, time, {}};
    // A SYN that comes again starts over at the hole, so that what lay beyond it is not taken for sent.
    if (segment.has(Flag::Syn) && !segment.has(Flag::Ack))
        look.forward.next = look.forward.ackable;

    if (segment.textLength == 1 && segment.seq == look.forward.next && look.reverse.window == 0) {
        look.labels.add(Label::ZeroWindowProbe);
    } else {
        lookAtNumbers(look);
        lookAtWindowFull(look);
        lookAtRepeatedAck(look);
    }
    if (segment.ack != look.forward.lastAck)
        look.forward.duplicateAcks = 0;
    lookAtAckBeyond(look);
    lookAtResend(look);

    remember(look);
    learnRoundTrip(look);
    learnScale(look);
    return look.labels;
}

/// What sequence number and window say by themselves.
void SegmentLabels::lookAtNumbers(Look& look)
{
    const Segment& segment = look.segment;
    const Direction& forward = look.forward;
    if (!isNothing(forward.next) && forward.next.isBefore(segment.seq) && !segment.has(Flag::Rst))
        look.labels.add(Label::LostSegment);
    if (!isPlain(segment))
        return;
    if (segment.wnd == 0)
        look.labels.add(Label::ZeroWindow);
    if (segment.textLength <= 1 && segment.seq + 1 == forward.next)
        look.labels.add(Label::KeepAlive);
    if (segment.textLength == 0 && segment.wnd != 0 && segment.wnd != forward.window && segment.seq == forward.next
        && segment.ack == forward.lastAck)
        look.labels.add(Label::WindowUpdate);
}

/// Text that ends exactly where the peer's window does. With no SYN seen the window's scale is anyone's guess.
void SegmentLabels::lookAtWindowFull(Look& look)
{
    const Segment& segment = look.segment;
    const Direction& reverse = look.reverse;
    if (segment.textLength == 0 || !isPlain(segment) || reverse.scale == kScaleUnknown)
        return;
    const int shift = reverse.windowIsScaled && reverse.scale > 0 ? reverse.scale : 0;
    if (segment.seq + segment.textLength == reverse.lastAck + (reverse.window << shift))
        look.labels.add(Label::WindowFull);
}

/// A bare ACK that repeats the one before it answers a keep-alive, a zero window probe, or a segment out of order.
void SegmentLabels::lookAtRepeatedAck(Look& look)
{
    const Segment& segment = look.segment;
    Direction& forward = look.forward;
    if (segment.textLength != 0 || !isPlain(segment) || segment.wnd != forward.window || segment.seq != forward.next
        || segment.ack != forward.lastAck)
        return;
    if (segment.wnd == 0) {
        if (look.reverse.lastWasZeroWindowProbe)
            look.labels.add(Label::ZeroWindowProbeAck);
    } else if (look.reverse.lastWasKeepAlive) {
        look.labels.add(Label::KeepAliveAck);
    } else {
        look.labels.add(Label::DuplicateAck);
        if (forward.duplicateAcks == kAckedBeyond)
            forward.duplicateAcks = 1;
        else if (forward.duplicateAcks < kMostDuplicateAcks)
            ++forward.duplicateAcks;
    }
}

/// An ACK beyond what the peer was seen to send.
///
/// A hole is reported when it is acknowledged. An ACK beyond all that was seen is reported once, until the peer's own
/// ACK number moves, and not at all after the peer's duplicate ACKs; it also makes a resend that follows a fast one.
void SegmentLabels::lookAtAckBeyond(Look& look)
{
    const Segment& segment = look.segment;
    Direction& reverse = look.reverse;
    if (!segment.has(Flag::Ack) || isNothing(reverse.ackable) || !reverse.ackable.isBefore(segment.ack))
        return;
    if (reverse.ackable.isBefore(reverse.next)) {
        look.labels.add(Label::AckLostSegment);
        reverse.ackable = reverse.next;
        return;
    }
    if (reverse.duplicateAcks == 0)
        look.labels.add(Label::AckLostSegment);
    reverse.duplicateAcks = kAckedBeyond;
}

/// A segment that occupies sequence space and begins before the end of what was sent.
void SegmentLabels::lookAtResend(Look& look) const
{
    const Segment& segment = look.segment;
    const Direction& forward = look.forward;
    const Direction& reverse = look.reverse;
    const SeqNumber end = endOf(segment);
    if (end == segment.seq || look.labels.has(Label::KeepAlive))
        return;
    if (segment.textLength > 0 && !isNothing(reverse.lastAck)
        && (segment.seq + segment.textLength).isAtOrBefore(reverse.lastAck)) {
        look.labels.add(Label::SpuriousRetransmission);
        look.labels.add(Label::Retransmission);
        return;
    }
    if (isNothing(forward.next) || !segment.seq.isBefore(forward.next))
        return;
    // One octet of overlap and more behind it: the overlap was a zero window probe, the rest is new.
    if (segment.textLength > 1 && segment.seq + 1 == forward.next)
        return;
    if (reverse.duplicateAcks >= 2 && reverse.lastAck == segment.seq && look.time - reverse.lastTime < kFastRetransmitTime) {
        look.labels.add(Label::FastRetransmission);
        look.labels.add(Label::Retransmission);
        return;
    }
    // Reordering takes less than a round trip; a resend because of an ACK takes more, and often ends at the highest octet.
    const Duration limit = m_initialRtt == Duration::zero() ? kReorderingTime : m_initialRtt;
    const bool isReordered = look.time - forward.nextTime < limit && end != forward.next;
    look.labels.add(isReordered ? Label::OutOfOrder : Label::Retransmission);
}

void SegmentLabels::remember(const Look& look)
{
    const Segment& segment = look.segment;
    Direction& forward = look.forward;
    const bool probes = look.labels.has(Label::ZeroWindowProbe);
    // A probe's octet is expected to be refused and sent again: it moves nothing.
    if (!probes) {
        const SeqNumber end = endOf(segment);
        if (forward.next.isBefore(end) || isNothing(forward.next)) {
            forward.next = end;
            forward.nextTime = look.time;
        }
        if (segment.seq == forward.ackable || isNothing(forward.ackable))
            forward.ackable = forward.next;
    }
    forward.lastAck = segment.ack;
    forward.lastTime = look.time;
    forward.lastWasKeepAlive = look.labels.has(Label::KeepAlive);
    forward.lastWasZeroWindowProbe = probes;
    forward.window = segment.wnd;
    if (hasAny(segment, Flag::Syn | Flag::Ack))
        forward.windowIsScaled = !segment.has(Flag::Syn);
}

void SegmentLabels::learnRoundTrip(const Look& look)
{
    const bool isAck = look.segment.has(Flag::Ack);
    if (look.segment.has(Flag::Syn)) {
        if (!isAck)
            m_synTime = look.time;
    } else if (isAck && m_synTime != Timestamp{} && m_initialRtt == Duration::zero()) {
        m_initialRtt = look.time - m_synTime;
    }
}

/// Scaling takes an offer in both SYNs (RFC 7323, 2.2).
void SegmentLabels::learnScale(const Look& look)
{
    const Segment& segment = look.segment;
    if (!segment.has(Flag::Syn))
        return;
    const std::optional<std::uint8_t>& offer = segment.options.windowScale;
    const bool refuses = !offer && look.forward.scale == kScaleUnknown;
    const bool isInVain = offer && segment.has(Flag::Ack) && look.reverse.scale == kScaleUnused;
    if (refuses || isInVain) {
        look.forward.scale = kScaleUnused;
        look.reverse.scale = kScaleUnused;
    } else if (offer) {
        look.forward.scale = std::int8_t(*offer);
    }
}
