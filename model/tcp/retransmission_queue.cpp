#include "model/tcp/retransmission_queue.h"

#include <algorithm>
#include <cassert>

namespace tcp {

namespace {

constexpr std::size_t kFirstCapacity = 16;

/// Whether the first block of the option reports octets received twice (RFC 2883, 4): it lies below SEG.ACK or within the second.
bool startsWithDuplicate(SeqNumber segAck, std::span<const SackBlock> blocks)
{
    if (blocks.empty())
        return false;
    const SackBlock& first = blocks[0];
    if (first.left.isBefore(segAck))
        return true;
    return blocks.size() > 1 && blocks[1].left.isAtOrBefore(first.left) && first.right.isAtOrBefore(blocks[1].right);
}

} // namespace

void RetransmissionQueue::clear()
{
    m_runs.clear();
    m_head = m_tail = m_lossEdge = m_nextResend = 0;
    m_octets = m_sackedOctets = m_lostOctets = m_resentOctets = 0;
    m_mayRescue = false;
}

// --- What goes in and out

void RetransmissionQueue::grow()
{
    std::vector<SentSegment> slots(std::max(kFirstCapacity, m_slots.size() * 2));
    for (Place place = m_head; place != m_tail; ++place)
        slots[place & (slots.size() - 1)] = slot(place);
    m_slots = std::move(slots);
}

void RetransmissionQueue::push(SeqNumber seq, std::uint32_t len, Flags flags, Timestamp now)
{
    assert(len > 0 && (isEmpty() || back().end() == seq));
    if (size() == m_slots.size())
        grow();
    SentSegment& segment = slot(m_tail++);
    segment = SentSegment();
    segment.seq = seq;
    segment.len = len;
    segment.sentAt = now;
    segment.syn = flags.has(Flag::Syn);
    segment.fin = flags.has(Flag::Fin);
    m_octets += len;
}

Acked RetransmissionQueue::ack(SeqNumber upTo, Timestamp now)
{
    Acked acked;
    if (isEmpty() || upTo.isAtOrBefore(front().seq) || back().end().isBefore(upTo))
        return acked;
    const bool isOldestFresh = !front().sacked;
    const Timestamp sentAt = front().sentAt;
    bool isResent = false;
    while (!isEmpty() && front().end().isAtOrBefore(upTo)) {
        isResent |= front().sendings > 1;
        takeFront(acked);
    }
    if (acked.segments > 0 && isOldestFresh && !isResent)
        acked.sample = now - sentAt;
    dropRunsBefore(m_head);
    if (!isEmpty() && front().seq.isBefore(upTo)) {
        acked.octets += std::uint32_t(upTo - front().seq);
        shortenFront(upTo);
    }
    return acked;
}

void RetransmissionQueue::takeFront(Acked& acked)
{
    const SentSegment& segment = slot(m_head);
    acked.octets += segment.len;
    ++acked.segments;
    acked.syn |= segment.syn;
    acked.fin |= segment.fin;
    m_octets -= segment.len;
    m_sackedOctets -= segment.sacked ? segment.len : 0;
    m_lostOctets -= segment.lost ? segment.len : 0;
    m_resentOctets -= segment.resent ? segment.len : 0;
    // A run that begins here is moved by dropRunsBefore(). Its octets may be too many from then on: nothing lies below that
    // they could prove lost.
    ++m_head;
    if (segment.sacked && m_runs.front().end == m_head)
        m_runs.erase(m_runs.begin());
}

void RetransmissionQueue::shortenFront(SeqNumber seq)
{
    SentSegment& segment = slot(m_head);
    const auto octets = std::uint32_t(seq - segment.seq);
    segment.seq = seq;
    segment.len -= octets;
    segment.syn = false;
    m_octets -= octets;
    m_lostOctets -= segment.lost ? octets : 0;
    m_resentOctets -= segment.resent ? octets : 0;
    m_sackedOctets -= segment.sacked ? octets : 0;
}

void RetransmissionQueue::dropRunsBefore(Place place)
{
    if (!m_runs.empty() && m_runs.front().begin < place)
        m_runs.front().begin = place;
    m_lossEdge = std::max(m_lossEdge, place);
    m_nextResend = std::max(m_nextResend, place);
}

// --- The scoreboard

/// The first segment that starts at or behind `seq`.
RetransmissionQueue::Place RetransmissionQueue::lowerBound(SeqNumber seq) const
{
    const std::int32_t distance = seq - front().seq;
    if (distance <= 0)
        return m_head;
    // Most segments are full, so the place can be guessed.
    const Place guess = m_head + (std::uint32_t(distance) + m_mss - 1) / m_mss;
    if (guess < m_tail && slot(guess).seq == seq)
        return guess;
    Place low = m_head;
    Place high = m_tail;
    while (low < high) {
        const Place middle = low + (high - low) / 2;
        if (slot(middle).seq.isBefore(seq))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

Sacked RetransmissionQueue::sack(SeqNumber segAck, std::span<const SackBlock> blocks)
{
    Sacked sacked;
    if (startsWithDuplicate(segAck, blocks)) {
        sacked.duplicate = blocks[0];
        blocks = blocks.subspan(1);
    }
    for (const SackBlock& block : blocks) {
        if (isEmpty() || !block.left.isBefore(block.right) || block.left.isBefore(front().seq)
            || back().end().isBefore(block.right))
            continue;
        const Place begin = lowerBound(block.left);
        Place end = m_tail;
        if (block.right != back().end()) {
            end = lowerBound(block.right);
            if (end == m_tail || slot(end).seq != block.right)
                --end; // the block ends within that segment
        }
        if (begin < end)
            sacked.octets += addRun(begin, end);
    }
    if (sacked.octets > 0)
        findLosses();
    return sacked;
}

/// Returns how many octets were not SACKed before.
std::uint32_t RetransmissionQueue::addRun(Place begin, Place end)
{
    const auto first =
        std::lower_bound(m_runs.begin(), m_runs.end(), begin, [](const Run& run, Place at) { return run.end < at; });
    if (first != m_runs.end() && first->begin <= begin && end <= first->end)
        return 0;
    Run merged{begin, end, 0};
    std::uint32_t fresh = 0;
    Place at = begin;
    auto last = first;
    for (; last != m_runs.end() && last->begin <= end; ++last) {
        fresh += markSacked(at, last->begin);
        at = std::max(at, last->end);
        merged = {std::min(merged.begin, last->begin), std::max(merged.end, last->end), merged.octets + last->octets};
    }
    fresh += markSacked(at, end);
    merged.octets += fresh;
    if (first == last) {
        m_runs.insert(first, merged);
    } else {
        *first = merged;
        m_runs.erase(first + 1, last);
    }
    return fresh;
}

std::uint32_t RetransmissionQueue::markSacked(Place begin, Place end)
{
    std::uint32_t octets = 0;
    for (Place place = begin; place < end; ++place) {
        SentSegment& segment = slot(place);
        m_lostOctets -= segment.lost ? segment.len : 0;
        m_resentOctets -= segment.resent ? segment.len : 0;
        segment.lost = segment.resent = false;
        segment.sacked = true;
        octets += segment.len;
    }
    m_sackedOctets += octets;
    return octets;
}

void RetransmissionQueue::markLost(Place begin, Place end)
{
    for (Place place = begin; place < end; ++place) {
        SentSegment& segment = slot(place);
        if (segment.sacked || segment.lost)
            continue;
        segment.lost = true;
        m_lostOctets += segment.len;
    }
}

/// IsLost() (RFC 6675, 4) holds for all before a segment for which it holds. So it needs no walk over the segments: counting
/// runs and octets from the top tells where it begins to hold, after three runs at the latest.
void RetransmissionQueue::findLosses()
{
    std::uint32_t octets = 0;
    std::uint32_t runs = 0;
    for (auto run = m_runs.rbegin(); run != m_runs.rend(); ++run) {
        octets += run->octets;
        if (++runs < kDupThresh && octets <= (kDupThresh - 1) * m_mss)
            continue;
        if (run->begin > m_lossEdge) {
            markLost(m_lossEdge, run->begin);
            m_lossEdge = run->begin;
        }
        return;
    }
}

std::optional<SeqNumber> RetransmissionQueue::highestSacked() const
{
    return m_runs.empty() ? std::nullopt : std::optional(slot(m_runs.back().end - 1).end());
}

// --- Loss

void RetransmissionQueue::markFirstLost()
{
    if (isEmpty())
        return;
    markLost(m_head, m_head + 1);
    m_lossEdge = std::max(m_lossEdge, m_head + 1);
}

void RetransmissionQueue::markAllLost()
{
    const bool hasReneged = !isEmpty() && front().sacked;
    if (hasReneged) {
        m_runs.clear();
        m_sackedOctets = 0;
    }
    m_lostOctets = m_octets - m_sackedOctets;
    m_resentOctets = 0;
    for (Place place = m_head; place != m_tail; ++place) {
        SentSegment& segment = slot(place);
        segment.sacked = segment.sacked && !hasReneged;
        segment.lost = !segment.sacked;
        segment.resent = false;
    }
    m_lossEdge = m_tail;
    m_nextResend = m_head;
    m_mayRescue = false;
}

void RetransmissionQueue::beginRecovery()
{
    m_nextResend = m_head;
    m_mayRescue = true;
}

// --- What to retransmit

/// Behind HighRxt and before `end`; SACKed segments on the way are passed for good.
const SentSegment* RetransmissionQueue::firstUnsacked(Place end)
{
    while (m_nextResend < end) {
        const SentSegment& segment = slot(m_nextResend);
        if (!segment.sacked)
            return &segment;
        ++m_nextResend;
    }
    return nullptr;
}

const SentSegment* RetransmissionQueue::nextLost()
{
    return firstUnsacked(m_lossEdge);
}

const SentSegment* RetransmissionQueue::nextUnsacked()
{
    return m_runs.empty() ? nullptr : firstUnsacked(m_runs.back().begin);
}

const SentSegment* RetransmissionQueue::rescue() const
{
    if (!m_mayRescue || isEmpty())
        return nullptr;
    const bool isLastSacked = back().sacked;
    const Place place = isLastSacked ? m_runs.back().begin : m_tail; // just behind the segment that is meant
    return place > m_nextResend && place > m_head ? &slot(place - 1) : nullptr;
}

RetransmissionQueue::Place RetransmissionQueue::placeOf(const SentSegment& segment) const
{
    const auto index = Place(&segment - m_slots.data());
    assert(index < m_slots.size());
    return m_head + ((index - m_head) & (m_slots.size() - 1));
}

void RetransmissionQueue::noteResent(const SentSegment& resent, Timestamp now)
{
    const Place place = placeOf(resent);
    SentSegment& segment = slot(place);
    m_resentOctets += segment.resent || segment.sacked ? 0 : segment.len;
    segment.resent = !segment.sacked;
    segment.sentAt = now;
    if (segment.sendings < 0xFFFF)
        ++segment.sendings;
    // Behind what is lost and above every SACK, only rule 4 (or a probe) can have chosen it.
    if (place >= m_lossEdge && (m_runs.empty() || place >= m_runs.back().end))
        m_mayRescue = false;
    else
        m_nextResend = std::max(m_nextResend, place + 1);
}

} // namespace tcp
