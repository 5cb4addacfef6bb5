#pragma once
#include "model/base/time.h"
#include "model/tcp/segment.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tcp {

/// One segment that was sent and is not acknowledged as a whole.
struct SentSegment {
    SeqNumber seq;
    std::uint32_t len = 0; ///< Octets of sequence space, SYN and FIN included (SEG.LEN).
    Timestamp sentAt;      ///< The last sending.
    std::uint16_t sendings = 1;
    bool syn : 1 = false;
    bool fin : 1 = false;
    bool sacked : 1 = false;
    bool lost : 1 = false;   ///< IsLost() holds (RFC 6675, 4), or the timer ran out.
    bool resent : 1 = false; ///< Retransmitted in this recovery, and on its way as far as the sender knows.

    SeqNumber end() const { return seq + len; }
    std::uint32_t textLength() const { return len - (syn ? 1u : 0u) - (fin ? 1u : 0u); }
};

/// What an ACK has taken off the queue.
struct Acked {
    std::uint32_t octets = 0;   ///< Of sequence space, SYN and FIN included.
    std::uint32_t segments = 0; ///< As a whole.
    bool syn = false;
    bool fin = false;
    /// The round trip of the oldest segment; nothing where Karn's rule forbids it, because one of them had been sent twice
    /// (RFC 6298, 3), or where a SACK had told of it before, so that the ACK speaks of a later moment.
    std::optional<Duration> sample;
};

/// What the SACK option of an ACK has told.
struct Sacked {
    std::uint32_t octets = 0;           ///< Not known before; above 0, the ACK counts as a duplicate ACK (RFC 6675, 2).
    std::optional<SackBlock> duplicate; ///< The D-SACK block: octets that the peer received twice (RFC 2883).
};

/// The segments sent and not acknowledged, in order, with RFC 6675's scoreboard over them.
///
/// A segment counts as SACKed when blocks cover all of it. ACKs and SACKs cost what they change, not what is in flight: what the
/// RFC computes by a walk over the octets is kept in counters. The memory of the largest flight is kept for the next one.
/// Pointers and references to segments hold until the next push(), ack() or clear().
class RetransmissionQueue {
public:
    static constexpr std::uint32_t kDupThresh = 3; ///< RFC 6675, 2.

    /// `mss`: SMSS in octets, the measure for losses (RFC 6675, 4).
    explicit RetransmissionQueue(std::uint32_t mss = 536) : m_mss(mss) {}
    void setMss(std::uint32_t mss) { m_mss = mss; }
    void clear();

    /// A new segment goes out; it starts where the last one ends and has at least one octet of sequence space.
    void push(SeqNumber seq, std::uint32_t len, Flags flags, Timestamp now);
    /// Removes what SEG.ACK covers; part of a segment only shortens it. Old numbers and ones beyond the queue remove nothing.
    Acked ack(SeqNumber upTo, Timestamp now);
    /// Reads the SACK option of a segment with that SEG.ACK (RFC 2018, 6675), after ack(). A D-SACK block tells of no loss and
    /// changes nothing; blocks outside the queue are ignored.
    Sacked sack(SeqNumber segAck, std::span<const SackBlock> blocks);

    // Loss.
    /// Three duplicate ACKs without SACK, or a partial ACK (RFC 6582): the first segment is lost. One that SACK covers stays.
    void markFirstLost();
    /// The retransmission timer ran out: everything without a SACK is lost, and may be sent again from the front.
    /// SACKs are kept, as RFC 6675 (5.1, errata 1610) allows; if the first segment has one, the peer has dropped it again,
    /// and all are forgotten (RFC 2018, 8).
    void markAllLost();
    /// Fast recovery begins: retransmission starts at the front (HighRxt = HighACK; RFC 6675, 5, step 4).
    void beginRecovery();
    /// Whether the scoreboard says that the first segment is lost: a reason to begin recovery (RFC 6675, 5, step 2).
    bool isFirstLost() const { return !isEmpty() && slot(m_head).lost; }

    // What to retransmit (NextSeg(), RFC 6675, 4); null: nothing by that rule. Hand what was sent to noteResent().
    /// Rule 1: the first lost segment not yet retransmitted; before new text.
    const SentSegment* nextLost();
    /// Rule 3: the first segment below a SACK, not known as lost; after new text.
    const SentSegment* nextUnsacked();
    /// Rule 4: the last segment without a SACK, once in a fast recovery and if it was not retransmitted there; after all else.
    const SentSegment* rescue() const;
    /// `segment` (from this queue) was sent once more. After nextLost() and nextUnsacked(), HighRxt moves behind it; any other,
    /// as after rescue(), leaves HighRxt where it is and is counted in pipe() all the same.
    void noteResent(const SentSegment& segment, Timestamp now);

    bool isEmpty() const { return m_head == m_tail; }
    /// Segments.
    std::size_t size() const { return std::size_t(m_tail - m_head); }
    /// From the front; `position` below size().
    const SentSegment& operator[](std::size_t position) const { return slot(m_head + position); }
    const SentSegment& front() const { return slot(m_head); }
    const SentSegment& back() const { return slot(m_tail - 1); }

    /// FlightSize (RFC 5681): octets sent and not acknowledged.
    std::uint32_t flight() const { return m_octets; }
    /// What of it is thought to be in the network (SetPipe(), RFC 6675, 4).
    std::uint32_t pipe() const { return m_octets - m_sackedOctets - m_lostOctets + m_resentOctets; }
    std::uint32_t sackedOctets() const { return m_sackedOctets; }
    std::uint32_t lostOctets() const { return m_lostOctets; }
    /// The end of the highest SACKed segment (RFC 6675's HighData of the scoreboard).
    std::optional<SeqNumber> highestSacked() const;

private:
    // A segment's place is a number that is never used again; its slot is that number modulo the capacity.
    using Place = std::uint64_t;
    /// Neighbours that are all SACKed: [begin, end).
    struct Run {
        Place begin;
        Place end;
        std::uint32_t octets; ///< Not kept for the run at the very front.
    };

    SentSegment& slot(Place place) { return m_slots[place & (m_slots.size() - 1)]; }
    const SentSegment& slot(Place place) const { return m_slots[place & (m_slots.size() - 1)]; }
    Place placeOf(const SentSegment& segment) const;
    Place lowerBound(SeqNumber seq) const;
    void grow();
    void takeFront(Acked& acked);
    void shortenFront(SeqNumber seq);
    void dropRunsBefore(Place place);
    std::uint32_t addRun(Place begin, Place end);
    std::uint32_t markSacked(Place begin, Place end);
    void markLost(Place begin, Place end);
    const SentSegment* firstUnsacked(Place end);
    void findLosses();

    std::uint32_t m_mss;
    std::vector<SentSegment> m_slots; ///< A ring; its size is a power of two, or 0.
    std::vector<Run> m_runs;          ///< Ascending, with a gap between neighbours.
    Place m_head = 0;
    Place m_tail = 0;
    Place m_lossEdge = 0;   ///< Everything before it without a SACK is lost.
    Place m_nextResend = 0; ///< Just behind RFC 6675's HighRxt.
    std::uint32_t m_octets = 0;
    std::uint32_t m_sackedOctets = 0;
    std::uint32_t m_lostOctets = 0;
    std::uint32_t m_resentOctets = 0; ///< RFC 6675 counts a retransmission besides its original, unless that is lost.
    bool m_mayRescue = false;
};

} // namespace tcp
