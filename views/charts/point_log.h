#pragma once
#include "model/trace/chunked_log.h"
#include "model/trace/record.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// One moment of a series: a value, or a stretch of values where `span` is not 0.
struct ChartPoint {
    double time = 0; ///< Seconds since the chart's zero.
    double low = 0;  ///< Octets, seconds or a number: as the series says.
    float span = 0;
    RecordNumber record = 0; ///< What the point was made from.

    double high() const { return low + double(span); }
    friend bool operator==(const ChartPoint&, const ChartPoint&) = default;
};

/// A stretch of time, seconds since the chart's zero.
struct TimeRange {
    double begin = 0;
    double end = 1;
    double span() const { return end - begin; }
    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// Points in the order of time, with what it takes to find the lowest and the highest of any run of them without looking at all.
///
/// Appending moves nothing, so a slice of work never becomes long; about 25 octets a point.
class PointLog {
public:
    /// `point` is not earlier than the last one.
    void append(const ChartPoint& point);
    std::size_t size() const { return m_points.size(); }
    bool isEmpty() const { return size() == 0; }
    const ChartPoint& operator[](std::size_t position) const { return m_points[position]; }
    const ChartPoint& back() const { return m_points[size() - 1]; }

    /// The first point at or after `time`; size() if there is none.
    std::size_t lowerBound(double time) const;
    /// The first point after `time`; size() if there is none.
    std::size_t upperBound(double time) const;

    struct Extremes {
        std::size_t lowest = 0;  ///< The first point with the lowest `low`.
        std::size_t highest = 0; ///< The first point with the highest `high`.
    };
    /// Of the points from `first` to `last` - 1, of which there must be one.
    Extremes extremes(std::size_t first, std::size_t last) const;

private:
    /// Positions of the extremes of 16 points, of 256, of 4096 and so on.
    struct Block {
        std::uint32_t lowest = 0;
        std::uint32_t highest = 0;
    };
    static constexpr unsigned kFanOutBits = 4;
    static constexpr std::size_t kFanOut = std::size_t(1) << kFanOutBits;
    using Level = ChunkedLog<Block, 10>;

    void closeBlocks();
    void widen(Extremes& extremes, std::size_t lowest, std::size_t highest) const;

    ChunkedLog<ChartPoint, 12> m_points;
    std::vector<Level> m_levels;
};

/// What of a log the columns of a picture can show: in each column the lowest and the highest point, in their order, and the last one.
/// All points if there are no more than columns. The neighbours outside of the range come too, so that lines run to its edges.
std::vector<ChartPoint> reduceLine(const PointLog& log, TimeRange range, int columns);

/// The same for marks that stand alone: a column with more than two of them becomes one mark that spans them all.
std::vector<ChartPoint> reduceMarks(const PointLog& log, TimeRange range, int columns);

/// How much `totals` (a running sum) grew in the `width` seconds before each column's end, per second. A width below a column's is the column's.
std::vector<ChartPoint> slidingRate(const PointLog& totals, TimeRange range, int columns, double width);
