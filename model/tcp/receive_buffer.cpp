#include "model/tcp/receive_buffer.h"

#include <algorithm>
#include <cassert>

namespace tcp {

namespace {

constexpr std::uint32_t kMaxField = 65535;

} // namespace

void ReceiveBuffer::start(SeqNumber nxt)
{
    const std::uint32_t promised = window();
    m_nxt = (Position(1) << 32) + nxt.value();
    m_edge = m_granted = m_nxt + promised;
}

// --- Arrivals

Arrival ReceiveBuffer::accept(SeqNumber seq, std::uint32_t textLength, bool fin)
{
    Arrival arrival;
    const Position begin = positionOf(seq);
    Position end = begin + textLength;
    Position limit = m_edge;
    if (fin && takeFin(begin, end))
        ++end;
    if (m_fin)
        limit = std::min(limit, *m_fin + 1);
    if (end > limit) {
        arrival.refused = std::uint32_t(end - std::max(begin, limit));
        end = std::max(begin, limit);
    }
    if (begin >= end)
        return arrival;
    if (begin <= m_nxt)
        takeInOrder(begin, end, arrival);
    else
        takeEarly(begin, end, arrival);
    return arrival;
}

/// Whether the FIN at that position counts, in a segment from `begin` on: within the window, behind all text, and only
/// where it was before.
bool ReceiveBuffer::takeFin(Position begin, Position at)
{
    if (m_fin)
        return at == *m_fin;
    const Position received = m_islands.empty() ? m_nxt : m_islands.back().end;
    if (at < received || at >= m_edge)
        return false;
    // Its segment opens one more gap, and will be refused.
    if (begin > received && m_islands.size() >= m_settings.maxGaps)
        return false;
    m_fin = at;
    return true;
}

void ReceiveBuffer::takeInOrder(Position begin, Position end, Arrival& arrival)
{
    if (begin < m_nxt)
        noteDuplicate(begin, std::min(end, m_nxt), arrival);
    if (end <= m_nxt)
        return;
    auto island = m_islands.begin();
    for (; island != m_islands.end() && island->begin <= end; ++island) {
        noteDuplicate(island->begin, std::min(end, island->end), arrival);
        m_early -= std::uint32_t(island->end - island->begin);
        end = std::max(end, island->end);
    }
    arrival.filledGap = !m_islands.empty();
    if (island != m_islands.begin()) {
        m_islands.erase(m_islands.begin(), island);
        forgetRecent(m_nxt, end);
    }
    if (m_fin && end == *m_fin + 1) {
        arrival.finReached = true;
        --end; // its number is passed with its event
    }
    arrival.readable = std::uint32_t(end - m_nxt);
    m_readable += arrival.readable;
    m_nxt = end;
}

void ReceiveBuffer::takeEarly(Position begin, Position end, Arrival& arrival)
{
    // The first island that the segment touches, if any does.
    const auto first =
        std::lower_bound(m_islands.begin(), m_islands.end(), begin, [](const Island& i, Position at) { return i.end < at; });
    const bool isAlone = first == m_islands.end() || end < first->begin;
    if (isAlone && m_islands.size() >= m_settings.maxGaps) {
        arrival.refused += std::uint32_t(end - begin);
        return;
    }
    Island merged{begin, end, ++m_touches};
    auto last = first;
    for (; last != m_islands.end() && last->begin <= end; ++last) {
        noteDuplicate(std::max(begin, last->begin), std::min(end, last->end), arrival);
        m_early -= std::uint32_t(last->end - last->begin);
        merged.begin = std::min(merged.begin, last->begin);
        merged.end = std::max(merged.end, last->end);
    }
    m_early += std::uint32_t(merged.end - merged.begin);
    forgetRecent(merged.begin, merged.end);
    m_recentCount = std::min(m_recentCount + 1, m_recent.size());
    std::copy_backward(m_recent.begin(), m_recent.end() - 1, m_recent.end());
    m_recent[0] = merged.begin;
    arrival.early = std::uint32_t(end - begin) - arrival.duplicate;
    if (isAlone) {
        m_islands.insert(first, merged);
    } else {
        *first = merged;
        m_islands.erase(first + 1, last);
    }
}

/// Only the first duplicate of a segment is reported (RFC 2883, 4).
void ReceiveBuffer::noteDuplicate(Position begin, Position end, Arrival& arrival)
{
    if (begin >= end)
        return;
    if (arrival.duplicate == 0 && m_settings.reportsDuplicates)
        m_duplicate = SackBlock{seqOf(begin), seqOf(end)};
    arrival.duplicate += std::uint32_t(end - begin);
}

void ReceiveBuffer::passFin()
{
    assert(m_fin && *m_fin == m_nxt);
    ++m_nxt;
    ++m_edge;
    ++m_granted;
}

std::uint32_t ReceiveBuffer::read(std::uint32_t most)
{
    const std::uint32_t octets = std::min(most, m_readable);
    m_readable -= octets;
    return octets;
}

// --- The window

/// Where the window would end if it were opened as far as there is room.
ReceiveBuffer::Position ReceiveBuffer::roomEnd() const
{
    const std::uint32_t room = m_settings.capacity - std::min(m_readable, m_settings.capacity);
    return m_nxt + std::min(room, kMaxField << m_scale);
}

/// A window into which no whole segment fits, nor half the buffer.
std::uint32_t ReceiveBuffer::smallBelow() const
{
    return std::max(1u, std::min(m_settings.mss, m_settings.capacity / 2));
}

/// A window that moves by less invites small segments (RFC 9293, 3.8.6.2.2).
std::uint32_t ReceiveBuffer::sillyBelow() const
{
    return m_settings.avoidsSillyWindows ? smallBelow() : 1u;
}

std::uint32_t ReceiveBuffer::advertise()
{
    const Position end = roomEnd();
    if (end >= m_edge + sillyBelow())
        m_edge = m_granted = end;
    // Rounded down, the edge that the peer sees would move left with each segment that is no multiple; rounded up without
    // a bound, it would creep to the right.
    const std::uint32_t unit = 1u << m_scale;
    const std::uint32_t down = window() & ~(unit - 1);
    const std::uint32_t up = std::min((window() + unit - 1) & ~(unit - 1), kMaxField << m_scale);
    if (m_nxt + up >= m_granted + unit)
        return down;
    m_edge = std::max(m_edge, m_nxt + up);
    return up;
}

bool ReceiveBuffer::isWindowUpdateDue() const
{
    const bool isShut = window() < smallBelow();
    const std::uint32_t enough = isShut ? sillyBelow() : std::max(1u, std::min(2 * m_settings.mss, m_settings.capacity / 2));
    return roomEnd() >= m_edge + enough;
}

// --- SACK

/// No island begins there any more.
void ReceiveBuffer::forgetRecent(Position begin, Position end)
{
    const auto last = m_recent.begin() + std::ptrdiff_t(m_recentCount);
    const auto kept = std::remove_if(m_recent.begin(), last, [=](Position at) { return begin <= at && at <= end; });
    m_recentCount = std::size_t(kept - m_recent.begin());
}

/// Finds the most recent islands among all of them, sorted on the way.
void ReceiveBuffer::rankRecent()
{
    std::array<std::uint64_t, 4> touched{};
    m_recentCount = 0;
    for (const Island& island : m_islands) {
        std::size_t at = m_recentCount;
        while (at > 0 && touched[at - 1] < island.touched)
            --at;
        if (at >= m_recent.size())
            continue;
        m_recentCount = std::min(m_recentCount + 1, m_recent.size());
        for (std::size_t i = m_recentCount - 1; i > at; --i) {
            m_recent[i] = m_recent[i - 1];
            touched[i] = touched[i - 1];
        }
        m_recent[at] = island.begin;
        touched[at] = island.touched;
    }
}

std::size_t ReceiveBuffer::takeSackBlocks(std::span<SackBlock> out)
{
    std::size_t count = 0;
    if (m_duplicate && !out.empty()) {
        out[count++] = *m_duplicate;
        m_duplicate.reset();
    }
    if (m_recentCount < std::min(m_recent.size(), m_islands.size()))
        rankRecent();
    for (std::size_t i = 0; i < m_recentCount && count < out.size(); ++i) {
        const auto isBefore = [](const Island& island, Position at) { return island.begin < at; };
        out[count++] = blockOf(*std::lower_bound(m_islands.begin(), m_islands.end(), m_recent[i], isBefore));
    }
    return count;
}

} // namespace tcp
