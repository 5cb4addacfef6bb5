#include "model/tcp/congestion.h"

#include <algorithm>
#include <cassert>

namespace tcp {

CongestionControl::CongestionControl(const Settings& settings) : m_settings(settings)
{
    assert(settings.mss > 0);
    m_window = {settings.mss, 0, kNoThreshold};
    m_window.cwnd = initialWindow();
    if (settings.algorithm == Algorithm::Cubic)
        m_growth.emplace<CubicGrowth>();
}

std::uint32_t CongestionControl::initialWindow() const
{
    const std::uint32_t mss = m_window.mss;
    if (m_settings.initialSegments > 0)
        return std::uint32_t(std::min<std::uint64_t>(kMaxCwnd, std::uint64_t(m_settings.initialSegments) * mss));
    if (m_settings.initialWindow == InitialWindow::Rfc6928)
        return std::min(10 * mss, std::max(2 * mss, 14600u));
    if (mss > 2190)
        return 2 * mss;
    return mss > 1095 ? 3 * mss : 4 * mss;
}

void CongestionControl::setMss(std::uint32_t mss)
{
    assert(mss > 0);
    m_window.mss = mss;
    m_window.cwnd = std::max(m_window.cwnd, mss);
    std::visit([](auto& growth) { growth.onRestart(); }, m_growth);
}

/// At cwnd == ssthresh, where RFC 5681 leaves the choice, the slow start is over. RFC 9438 (4.10) would go on: then each
/// recovery, which ends at ssthresh, would be followed by one ACK of slow start, which Linux does not do either.
bool CongestionControl::isSlowStart() const
{
    return m_window.cwnd < m_window.ssthresh;
}

CongestionControl::Phase CongestionControl::phase() const
{
    if (m_isInRecovery)
        return Phase::FastRecovery;
    return isSlowStart() ? Phase::SlowStart : Phase::CongestionAvoidance;
}

std::string_view CongestionControl::name() const
{
    return m_settings.algorithm == Algorithm::Cubic ? "cubic" : "reno";
}

void CongestionControl::onAck(const AckFacts& ack)
{
    if (m_isInRecovery || ack.octets == 0)
        return;
    if (isSlowStart()) {
        growInSlowStart(ack);
        return;
    }
    m_isAfterTimeout = false;
    // A sender that only cwnd held back had room for less than one more segment.
    const bool isUsed = std::uint64_t(ack.flight) + m_window.mss > m_window.cwnd;
    std::visit([&](auto& growth) { isUsed ? growth.grow(m_window, ack) : growth.onUnused(ack.now); }, m_growth);
    m_window.cwnd = std::min(m_window.cwnd, kMaxCwnd);
}

/// Appropriate octet counting with L = 2, so that delayed ACKs do not slow the start; L = 1 after a timeout, when one
/// ACK may cover what had arrived long before (RFC 3465, 2.2 and 2.3).
void CongestionControl::growInSlowStart(const AckFacts& ack)
{
    // Half a window in use is enough here: cwnd doubles each round trip, and the sender has just begun to follow.
    if (std::uint64_t(ack.flight) * 2 < m_window.cwnd)
        return;
    const std::uint32_t limit = m_isAfterTimeout ? m_window.mss : 2 * m_window.mss;
    m_window.cwnd = std::min(m_window.cwnd + std::min(ack.octets, limit), kMaxCwnd);
}

std::uint32_t CongestionControl::reducedThreshold(std::uint32_t flight) const
{
    const std::uint32_t reduced = std::visit([&](const auto& growth) { return growth.reduced(flight); }, m_growth);
    return std::max(reduced, 2 * m_window.mss);
}

void CongestionControl::enterRecovery(std::uint32_t flight)
{
    if (m_isInRecovery)
        return;
    std::visit([&](auto& growth) { growth.onLoss(m_window); }, m_growth);
    m_window.ssthresh = reducedThreshold(flight);
    // Without SACK the three duplicate ACKs stand for three segments that have left the network.
    m_window.cwnd = m_settings.sack ? m_window.ssthresh : m_window.ssthresh + 3 * m_window.mss;
    m_isInRecovery = true;
    m_isAfterTimeout = false;
}

void CongestionControl::onDuplicateAck()
{
    if (m_isInRecovery && !m_settings.sack)
        m_window.cwnd = std::min(m_window.cwnd + m_window.mss, kMaxCwnd);
}

void CongestionControl::onPartialAck(std::uint32_t octets)
{
    if (!m_isInRecovery || m_settings.sack)
        return;
    m_window.cwnd -= std::min(octets, m_window.cwnd);
    if (octets >= m_window.mss)
        m_window.cwnd += m_window.mss;
    m_window.cwnd = std::max(m_window.cwnd, m_window.mss);
}

void CongestionControl::exitRecovery(std::uint32_t flight)
{
    if (!m_isInRecovery)
        return;
    m_isInRecovery = false;
    // RFC 6582's first choice: no burst when little is left in the network. With SACK the pipe has kept the rate.
    if (m_settings.sack)
        m_window.cwnd = m_window.ssthresh;
    else
        m_window.cwnd = std::min(m_window.ssthresh, std::max(flight, m_window.mss) + m_window.mss);
}

void CongestionControl::onTimeout(std::uint32_t flight, bool isRepeated)
{
    if (!isRepeated) {
        std::visit([&](auto& growth) { growth.onTimeout(m_window); }, m_growth);
        m_window.ssthresh = reducedThreshold(flight);
    }
    m_window.cwnd = m_window.mss;
    m_isInRecovery = false;
    m_isAfterTimeout = true;
}

void CongestionControl::onIdle(Duration idle, Duration rto)
{
    if (idle <= rto || m_isInRecovery)
        return;
    m_window.cwnd = std::min(m_window.cwnd, initialWindow());
    std::visit([](auto& growth) { growth.onRestart(); }, m_growth);
}

} // namespace tcp
