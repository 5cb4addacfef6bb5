#include "views/hosts/value_scale.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr double kStepsOfAnOctave = 4.0;

/// Two significant digits, and no more places than are shown.
double rounded(double value, int decimals)
{
    if (value <= 0.0)
        return 0.0;
    const double digits = std::pow(10.0, std::floor(std::log10(value)) - 1.0);
    const double unit = std::max(digits, std::pow(10.0, -decimals));
    return std::round(value / unit) * unit;
}

} // namespace

double ValueScale::valueAt(double share) const
{
    share = std::clamp(share, 0.0, 1.0);
    if (m_kind == Kind::Power)
        return std::min(rounded(m_maximum * std::pow(share, m_exponent), m_decimals), m_maximum);
    const double octaves = std::round(share * m_exponent * kStepsOfAnOctave) / kStepsOfAnOctave;
    const double value = std::exp2(octaves);
    return octaves == std::floor(octaves) ? value : rounded(value, m_decimals);
}

double ValueScale::shareOf(double value) const
{
    value = std::clamp(value, m_minimum, m_maximum);
    return m_kind == Kind::Power ? std::pow(value / m_maximum, 1.0 / m_exponent) : std::log2(value) / m_exponent;
}
