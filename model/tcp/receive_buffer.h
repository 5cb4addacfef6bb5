#pragma once
#include "model/tcp/segment.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tcp {

/// What one arriving segment did to the receive buffer; in octets.
struct Arrival {
    std::uint32_t readable = 0;  ///< Text that became readable, with what waited behind a gap.
    std::uint32_t early = 0;     ///< New, kept until the gap before it is filled; a FIN counts as one.
    std::uint32_t duplicate = 0; ///< Received before.
    std::uint32_t refused = 0;   ///< Beyond the window, behind the FIN, or one gap too many.
    bool filledGap = false;      ///< All or part of a gap: to be acknowledged at once, as what is early (RFC 5681, 4.2).
    bool finReached = false;     ///< The peer's FIN is next: see passFin().
};

/// What was received and not read, in order and out of order, and the window that this leaves (RFC 9293, 3.8.6; RFC 2018).
///
/// Only lengths are kept. The right edge of the window, once advertised, never moves left, not even when the capacity shrinks.
/// Windows that are no multiple of 2^shift are rounded up; only in a buffer that is exceeded by such roundings already they are
/// rounded down, and what was advertised is taken nevertheless (RFC 7323, 2.4).
class ReceiveBuffer {
public:
    struct Settings {
        std::uint32_t capacity = 65535; ///< Octets (RCV.BUFF).
        std::uint32_t mss = 536;        ///< Octets of a full segment from the peer, for silly-window avoidance.
        std::size_t maxGaps = 1024;     ///< Segments that would open one more gap are refused.
        bool reportsDuplicates = true;  ///< D-SACK (RFC 2883).
        bool avoidsSillyWindows = true; ///< RFC 9293, 3.8.6.2.2; without it, any room opens the window.
    };

    ReceiveBuffer() : ReceiveBuffer(Settings()) {}
    explicit ReceiveBuffer(const Settings& settings) : m_settings(settings) {}

    /// The peer's SYN has come: `nxt` is IRS+1. The window that our own SYN advertised before holds from there.
    void start(SeqNumber nxt);
    /// Takes text and FIN of a segment as far as they lie in the advertised window; a FIN may come early.
    Arrival accept(SeqNumber seq, std::uint32_t textLength, bool fin);
    /// The state machine has obeyed the FIN that was reached: RCV.NXT moves over it, and the window with it, since a FIN takes no room.
    void passFin();
    /// The user's RECEIVE; returns the octets, at most `most`.
    std::uint32_t read(std::uint32_t most);

    /// The slider: takes effect as the window allows, and never takes back what was advertised.
    void setCapacity(std::uint32_t octets) { m_settings.capacity = octets; }
    void setMss(std::uint32_t octets) { m_settings.mss = octets; }
    /// From the segment after the SYN on, windows are multiples of 2^shift octets (RFC 7323, 2.2). `shift` is at most 14.
    void setWindowScale(std::uint8_t shift) { m_scale = shift; }

    /// The window for a segment that goes out now, in octets: opens it as far as there is room and it is not silly
    /// (RFC 9293, 3.8.6.2.2: by at least one segment or half the buffer). A multiple of 2^shift, at most 65535 * 2^shift.
    /// Less than window() only by rounding.
    std::uint32_t advertise();
    /// RCV.WND: what is left of the largest window advertised, in octets.
    std::uint32_t window() const { return std::uint32_t(m_edge - m_nxt); }
    /// Whether the user has read so much that it is worth a segment of its own: two segments or half the buffer; with a
    /// window too small to send a segment into, as soon as advertise() would open it (at once, where silly windows are not avoided).
    bool isWindowUpdateDue() const;

    /// Fills `out` for the SACK option of a segment that goes out now and returns how many blocks there are: a duplicate
    /// first and only once (RFC 2883, 4), then the most recent first (RFC 2018, 4).
    std::size_t takeSackBlocks(std::span<SackBlock> out);

    /// RCV.NXT
    SeqNumber nxt() const { return seqOf(m_nxt); }
    /// Octets that wait for the user (RCV.USER).
    std::uint32_t readable() const { return m_readable; }
    /// Octets that wait behind a gap; an early FIN counts as one.
    std::uint32_t early() const { return m_early; }
    bool hasGap() const { return !m_islands.empty(); }
    std::size_t gaps() const { return m_islands.size(); }
    /// The peer's FIN, received perhaps before what precedes it.
    std::optional<SeqNumber> fin() const { return m_fin ? std::optional(seqOf(*m_fin)) : std::nullopt; }
    std::uint32_t capacity() const { return m_settings.capacity; }

private:
    /// A sequence number that does not wrap; its low 32 bits are the number itself.
    using Position = std::uint64_t;
    /// What stands alone behind a gap.
    struct Island {
        Position begin;
        Position end;
        std::uint64_t touched; ///< Larger is more recent.
    };
    using Islands = std::vector<Island>;

    static SeqNumber seqOf(Position position) { return SeqNumber(std::uint32_t(position)); }
    static SackBlock blockOf(const Island& island) { return {seqOf(island.begin), seqOf(island.end)}; }
    Position positionOf(SeqNumber seq) const { return m_nxt + std::uint64_t(std::int64_t(seq - nxt())); }
    Position roomEnd() const;
    std::uint32_t smallBelow() const;
    std::uint32_t sillyBelow() const;
    bool takeFin(Position begin, Position at);
    void takeInOrder(Position begin, Position end, Arrival& arrival);
    void takeEarly(Position begin, Position end, Arrival& arrival);
    void noteDuplicate(Position begin, Position end, Arrival& arrival);
    void forgetRecent(Position begin, Position end);
    void rankRecent();

    Settings m_settings;
    std::uint8_t m_scale = 0;
    Position m_nxt = Position(1) << 32;     ///< So high that older numbers have positions too.
    Position m_edge = Position(1) << 32;    ///< The right edge as the peer may believe it.
    Position m_granted = Position(1) << 32; ///< The same without rounding: at most one unit less.
    std::optional<Position> m_fin;
    std::uint32_t m_readable = 0;
    std::uint32_t m_early = 0;
    Islands m_islands; ///< Ascending; never touching.
    std::uint64_t m_touches = 0;
    std::array<Position, 4> m_recent{}; ///< Where the most recent islands begin, so that an ACK need not look at all of them.
    std::size_t m_recentCount = 0;
    std::optional<SackBlock> m_duplicate; ///< To be reported with the next ACK.
};

} // namespace tcp
