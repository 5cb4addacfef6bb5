#include "views/charts/chart_axis.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace {

constexpr double kClockFrom = 600; // seconds: from here on minutes are easier to read

/// The smallest round step that makes at most `most` ticks.
double roundStep(AxisUnit unit, double low, double high, int most)
{
    const double rough = (high - low) / std::max(1, most - 1);
    if (unit == AxisUnit::Seconds && high >= kClockFrom && rough > 1) {
        for (const double step : {2., 5., 10., 15., 30., 60., 120., 300., 600., 900., 1800., 3600., 7200., 14400., 21600., 43200.})
            if (step >= rough)
                return step;
        return std::ceil(rough / 86400) * 86400;
    }
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1., 2., 5., 10.}) {
        const double step = factor * power;
        if (step >= rough * 0.999999) {
            const bool whole = unit == AxisUnit::Octets || unit == AxisUnit::Count;
            return whole ? std::max(1.0, step) : step;
        }
    }
    return 10 * power;
}

int decimalsFor(double step)
{
    int decimals = 0;
    for (double rest = step; decimals < 9 && std::abs(rest - std::round(rest)) > 1e-6 * rest; rest *= 10)
        ++decimals;
    return decimals;
}

QString scaled(double value, double step, double unit, const QString& suffix)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value / unit, 'f', decimalsFor(step / unit)) + suffix;
}

QString clockText(double value, double step)
{
    const bool negative = value < 0;
    const double rounded = step >= 1 ? std::round(std::abs(value)) : std::abs(value);
    const auto whole = std::int64_t(rounded);
    QString text = QStringLiteral("%1:%2").arg(whole / 60 % 60, whole >= 3600 ? 2 : 1, 10, QLatin1Char('0')).arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (whole >= 3600)
        text.prepend(QStringLiteral("%1:").arg(whole / 3600));
    if (step < 1)
        text += QLocale().toString(rounded - double(whole), 'f', decimalsFor(step)).mid(1);
    return negative ? QStringLiteral("\u2212") + text : text;
}

QString secondsText(double value, double step, double largest)
{
    if (largest >= kClockFrom)
        return clockText(value, step);
    if (largest >= 1)
        return scaled(value, step, 1, QStringLiteral(" s"));
    if (largest >= 1e-3)
        return scaled(value, step, 1e-3, QStringLiteral(" ms"));
    return scaled(value, step, 1e-6, QStringLiteral(" µs"));
}

QString octetsText(double value, double step, double largest, const QString& perSecond)
{
    // Numbers like 1234567 do not become easier with a suffix and six decimals.
    for (const auto& [unit, letter] : {std::pair(1e9, " G"), std::pair(1e6, " M"), std::pair(1e3, " K")})
        if (largest >= unit && decimalsFor(step / unit) <= 2)
            return value == 0 ? QStringLiteral("0") : scaled(value, step, unit, QLatin1String(letter) + perSecond);
    return QLocale().toString(value, 'f', decimalsFor(step)) + (perSecond.isEmpty() || value == 0 ? QString() : QLatin1Char(' ') + perSecond);
}

} // namespace

QString axisText(AxisUnit unit, double value, double step, double largest)
{
    if (std::abs(value) < step * 1e-6)
        value = 0; // no "-0"
    switch (unit) {
    case AxisUnit::Seconds:
        return secondsText(value, step, largest);
    case AxisUnit::Octets:
        return octetsText(value, step, largest, {});
    case AxisUnit::OctetsPerSecond:
        return octetsText(value, step, largest, QStringLiteral("/s"));
    case AxisUnit::Count:
        return QLocale().toString(value, 'f', 0);
    }
    return {};
}

std::vector<AxisTick> axisTicks(AxisUnit unit, double low, double high, int most)
{
    std::vector<AxisTick> ticks;
    if (!(high > low))
        return ticks;
    const double step = roundStep(unit, low, high, std::max(2, most));
    const double largest = std::max(std::abs(low), std::abs(high));
    const double first = std::ceil(low / step - 1e-9);
    for (int i = 0; i < 100; ++i) {
        const double value = (first + i) * step;
        if (value > high + step * 1e-9)
            break;
        ticks.push_back({value, axisText(unit, value, step, largest)});
    }
    return ticks;
}
