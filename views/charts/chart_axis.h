#pragma once
#include <QString>

#include <vector>

/// What an axis counts.
enum class AxisUnit {
    Seconds,         ///< "20 ms", "1.5 s"; "12:30" from ten minutes on.
    Octets,          ///< "64 K": thousands, millions.
    OctetsPerSecond, ///< "64 K/s".
    Count,
};

/// A number on an axis.
struct AxisTick {
    double value = 0;
    QString text;
};

/// Round values from `low` to `high`, at most `most` of them (at least 2 are tried), with so many decimals that they differ.
std::vector<AxisTick> axisTicks(AxisUnit unit, double low, double high, int most);
/// One value as `axisTicks` writes it between ticks that lie `step` apart.
QString axisText(AxisUnit unit, double value, double step, double largest);
