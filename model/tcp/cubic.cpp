#include "model/tcp/congestion.h"

#include <algorithm>

namespace tcp {

namespace {

// RFC 9438's constants as fractions: C = 2/5 segments per cubic second, beta = 7/10, alpha = 3 (1 - beta) / (1 + beta) = 9/17.
constexpr auto kTick = std::chrono::microseconds(250);
constexpr std::uint64_t kTicksPerSecond = 4000;
/// Ticks cubed that make one segment: 4000^3 / C.
constexpr std::uint64_t kCubePerSegment = kTicksPerSecond * kTicksPerSecond * kTicksPerSecond * 5 / 2;
/// The longest time whose cube fits, nine minutes: far beyond any window.
constexpr std::int64_t kMaxTicks = 2'097'151;

std::int64_t ticks(Duration time)
{
    return std::min<std::int64_t>(time / kTick, kMaxTicks);
}

/// The largest number whose cube is not above `value`, bit by bit.
std::int64_t cubeRoot(std::uint64_t value)
{
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t(1) << 20; bit > 0; bit >>= 1) {
        const std::uint64_t next = root | bit;
        if (next * next * next <= value)
            root = next;
    }
    return std::int64_t(root);
}

} // namespace

Duration CubicGrowth::k() const
{
    return m_k * kTick;
}

void CubicGrowth::onLoss(const CongestionWindow& window)
{
    // A flow that did not reach its old window again makes room for others: fast convergence (RFC 9438, 4.7).
    const bool isShrinking = window.cwnd < m_wMax;
    m_wMax = isShrinking ? std::uint32_t(std::uint64_t(window.cwnd) * 17 / 20) : window.cwnd;
    m_cwndPrior = window.cwnd;
    m_startsFlat = false;
    m_hasEpoch = false;
}

void CubicGrowth::onTimeout(const CongestionWindow& window)
{
    onLoss(window);
    m_startsFlat = true;
}

void CubicGrowth::onUnused(Timestamp now)
{
    if (!m_hasEpoch)
        return;
    m_epoch += now - m_latest;
    m_latest = now;
}

void CubicGrowth::beginEpoch(const CongestionWindow& window, Timestamp now)
{
    m_hasEpoch = true;
    m_epoch = now;
    m_wEst = window.cwnd;
    m_wEstRemainder = m_remainder = 0;
    if (m_cwndPrior == 0)
        m_cwndPrior = window.cwnd; // slow start ended without a loss (RFC 9438, 4.10)
    if (m_startsFlat || m_wMax <= window.cwnd) {
        m_wMax = window.cwnd;
        m_k = 0;
        return;
    }
    const std::uint64_t octets = m_wMax - window.cwnd;
    const std::uint64_t mss = window.mss;
    const std::uint64_t segments = std::min<std::uint64_t>(octets / mss, 57'000'000); // the cube root stays below kMaxTicks
    m_k = cubeRoot(segments * kCubePerSegment + octets % mss * kCubePerSegment / mss);
}

std::uint32_t CubicGrowth::wCubic(std::uint32_t mss, Duration t) const
{
    const std::int64_t distance = std::clamp(ticks(t) - m_k, -kMaxTicks, kMaxTicks);
    const auto length = std::uint64_t(distance < 0 ? -distance : distance);
    const std::uint64_t cube = length * length * length;
    const std::uint64_t octets = cube / kCubePerSegment * mss + cube % kCubePerSegment * mss / kCubePerSegment;
    if (distance < 0)
        return octets < m_wMax ? std::uint32_t(m_wMax - octets) : 0;
    return std::uint32_t(std::min<std::uint64_t>(m_wMax + octets, CongestionControl::kMaxCwnd));
}

/// The window to reach within one round trip (RFC 9438, 4.2).
std::uint32_t CubicGrowth::target(const CongestionWindow& window, Duration t) const
{
    const std::uint32_t cwnd = window.cwnd;
    return std::clamp(wCubic(window.mss, t), cwnd, cwnd + cwnd / 2);
}

/// W_est grows by alpha segments each round trip (RFC 9438, 4.3).
void CubicGrowth::growEstimate(const CongestionWindow& window, std::uint32_t octets)
{
    const bool isRepaid = m_wEst >= m_cwndPrior; // alpha is 1 once the loss has been made up for
    const std::uint64_t divisor = std::uint64_t(window.cwnd) * 17;
    m_wEstRemainder += std::uint64_t(octets) * window.mss * (isRepaid ? 17 : 9);
    if (m_wEstRemainder < divisor)
        return; // spares the division
    m_wEst += m_wEstRemainder / divisor;
    m_wEstRemainder %= divisor;
}

void CubicGrowth::grow(CongestionWindow& window, const AckFacts& ack)
{
    if (!m_hasEpoch)
        beginEpoch(window, ack.now);
    m_latest = ack.now;
    const std::uint32_t octets = std::min(ack.octets, window.cwnd);
    growEstimate(window, octets);
    const Duration t = ack.now - m_epoch;
    if (wCubic(window.mss, t) < m_wEst) { // the Reno-friendly region
        window.cwnd = std::max(window.cwnd, std::uint32_t(std::min<std::uint64_t>(m_wEst, CongestionControl::kMaxCwnd)));
        m_remainder = 0;
        return;
    }
    m_remainder += std::uint64_t(target(window, t + ack.srtt) - window.cwnd) * octets;
    const std::uint64_t divisor = window.cwnd;
    window.cwnd += std::uint32_t(m_remainder / divisor);
    m_remainder %= divisor;
}

} // namespace tcp
