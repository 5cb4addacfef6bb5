#include "views/charts/point_log.h"

#include <algorithm>
#include <cmath>

void PointLog::append(const ChartPoint& point)
{
    m_points.append(point);
    closeBlocks();
}

/// After the 16th, 32nd … point a block is complete, and perhaps one of each larger size.
void PointLog::closeBlocks()
{
    for (std::size_t level = 0;; ++level) {
        const std::size_t length = std::size_t(1) << (kFanOutBits * (level + 1));
        if (size() % length != 0)
            return;
        if (level == m_levels.size())
            m_levels.emplace_back();
        const std::size_t first = size() - length;
        Extremes extremes{first, first};
        for (std::size_t part = 0; part < kFanOut; ++part) {
            if (level == 0) {
                widen(extremes, first + part, first + part);
            } else {
                const Block& below = m_levels[level - 1][m_levels[level - 1].size() - kFanOut + part];
                widen(extremes, below.lowest, below.highest);
            }
        }
        m_levels[level].append(Block{std::uint32_t(extremes.lowest), std::uint32_t(extremes.highest)});
    }
}

void PointLog::widen(Extremes& extremes, std::size_t lowest, std::size_t highest) const
{
    if (m_points[lowest].low < m_points[extremes.lowest].low)
        extremes.lowest = lowest;
    if (m_points[highest].high() > m_points[extremes.highest].high())
        extremes.highest = highest;
}

PointLog::Extremes PointLog::extremes(std::size_t first, std::size_t last) const
{
    Extremes extremes{first, first};
    while (first < last) {
        std::size_t length = 1;
        std::size_t level = 0;
        while (level < m_levels.size() && first % (length * kFanOut) == 0 && first + length * kFanOut <= last) {
            length *= kFanOut;
            ++level;
        }
        if (level == 0) {
            widen(extremes, first, first);
        } else {
            const Block& block = m_levels[level - 1][first / length];
            widen(extremes, block.lowest, block.highest);
        }
        first += length;
    }
    return extremes;
}

/// The first position whose point is no longer `before`.
template <typename Before>
static std::size_t partitionPoint(const PointLog& log, Before before)
{
    std::size_t first = 0;
    std::size_t last = log.size();
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        if (before(log[middle]))
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

std::size_t PointLog::lowerBound(double time) const
{
    return partitionPoint(*this, [time](const ChartPoint& point) { return point.time < time; });
}

std::size_t PointLog::upperBound(double time) const
{
    return partitionPoint(*this, [time](const ChartPoint& point) { return point.time <= time; });
}

namespace {

/// Calls `take(first, last)` for the points of each column that has any.
template <typename Take>
void forEachColumn(const PointLog& log, std::size_t first, std::size_t last, TimeRange range, int columns, Take take)
{
    const double width = range.span() / columns;
    while (first < last) {
        const double column = std::floor((log[first].time - range.begin) / width);
        const double end = column >= columns - 1 ? HUGE_VAL : range.begin + (column + 1) * width;
        // The next column mostly begins a few points on: look near before looking far.
        std::size_t step = 1;
        std::size_t low = first + 1;
        while (low + step < last && log[low + step].time < end) {
            low += step;
            step *= 2;
        }
        std::size_t high = std::min(last, low + step + 1);
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if (log[middle].time < end)
                low = middle + 1;
            else
                high = middle;
        }
        take(first, low);
        first = low;
    }
}

} // namespace

std::vector<ChartPoint> reduceLine(const PointLog& log, TimeRange range, int columns)
{
    std::vector<ChartPoint> points;
    std::size_t first = log.lowerBound(range.begin);
    std::size_t last = log.upperBound(range.end);
    if (first > 0)
        points.push_back(log[first - 1]);
    if (last - first <= std::size_t(columns)) {
        for (; first < last; ++first)
            points.push_back(log[first]);
    } else {
        forEachColumn(log, first, last, range, columns, [&](std::size_t begin, std::size_t end) {
            const auto extremes = log.extremes(begin, end);
            const auto [earlier, later] = std::minmax(extremes.lowest, extremes.highest);
            points.push_back(log[earlier]);
            if (later != earlier)
                points.push_back(log[later]);
            if (end - 1 != later && log[end - 1].low != log[later].low)
                points.push_back(log[end - 1]);
        });
    }
    if (last < log.size())
        points.push_back(log[last]);
    return points;
}

std::vector<ChartPoint> reduceMarks(const PointLog& log, TimeRange range, int columns)
{
    std::vector<ChartPoint> points;
    const std::size_t first = log.lowerBound(range.begin);
    const std::size_t last = log.upperBound(range.end);
    const bool all = last - first <= std::size_t(columns);
    forEachColumn(log, first, last, range, columns, [&](std::size_t begin, std::size_t end) {
        if (all || end - begin <= 2) {
            for (; begin < end; ++begin)
                points.push_back(log[begin]);
            return;
        }
        const auto extremes = log.extremes(begin, end);
        ChartPoint merged = log[extremes.highest];
        merged.low = log[extremes.lowest].low;
        merged.span = float(log[extremes.highest].high() - merged.low);
        points.push_back(merged);
    });
    return points;
}

std::vector<ChartPoint> slidingRate(const PointLog& totals, TimeRange range, int columns, double width)
{
    std::vector<ChartPoint> points;
    if (totals.isEmpty())
        return points;
    const double column = range.span() / columns;
    width = std::max(width, column);
    const auto totalUntil = [&totals](double time) {
        const std::size_t behind = totals.upperBound(time);
        return behind == 0 ? 0.0 : totals[behind - 1].low;
    };
    points.reserve(std::size_t(columns) + 1);
    for (int i = 0; i <= columns; ++i) {
        const double time = range.begin + i * column;
        const std::size_t behind = totals.upperBound(time);
        ChartPoint point;
        point.time = time;
        point.record = totals[behind == 0 ? 0 : behind - 1].record;
        point.low = ((behind == 0 ? 0.0 : totals[behind - 1].low) - totalUntil(time - width)) / width;
        points.push_back(point);
    }
    return points;
}
