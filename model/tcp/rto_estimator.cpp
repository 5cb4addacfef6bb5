#include "model/tcp/rto_estimator.h"

#include <algorithm>
#include <cassert>

namespace tcp {

namespace {

constexpr Duration kAfterLostSyn = std::chrono::seconds(3);

} // namespace

void RtoEstimator::addSample(Duration sample, std::uint32_t samplesPerRtt)
{
    assert(sample >= Duration::zero() && samplesPerRtt > 0);
    if (!m_hasSample) {
        m_srtt = sample;
        m_rttvar = sample / 2;
        m_hasSample = true;
    } else {
        // RTTVAR first: it measures against the old SRTT (RFC 6298, 2.3).
        const Duration deviation = std::chrono::abs(m_srtt - sample);
        const auto samples = std::int64_t(samplesPerRtt);
        m_rttvar += samples == 1 ? (deviation - m_rttvar) / 4 : (deviation - m_rttvar) / (4 * samples);
        m_srtt += samples == 1 ? (sample - m_srtt) / 8 : (sample - m_srtt) / (8 * samples);
    }
    m_base = std::clamp(m_srtt + std::max(m_settings.granularity, 4 * m_rttvar), m_settings.minimum, m_settings.maximum);
    m_backoffs = 0;
}

void RtoEstimator::backOff()
{
    if (rto() < m_settings.maximum)
        ++m_backoffs;
}

void RtoEstimator::recoverFromLostSyn()
{
    m_base = std::max(m_base, std::min(kAfterLostSyn, m_settings.maximum));
    m_backoffs = 0;
}

Duration RtoEstimator::rto() const
{
    // backOff() stops counting at the maximum, so that the shift cannot overflow.
    return std::min(Duration(m_base.count() << m_backoffs), m_settings.maximum);
}

} // namespace tcp
