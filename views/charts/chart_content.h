#pragma once
#include "model/trace/crowd_counts.h"
#include "views/charts/chart_axis.h"
#include "views/charts/chart_data.h"
#include "views/common/theme.h"

#include <QBrush>
#include <QPen>
#include <QString>

#include <array>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

/// How a series is drawn.
enum class SeriesShape {
    Steps,  ///< A line that holds its value until the next point.
    Line,   ///< From point to point.
    Bars,   ///< Upright lines from low to high.
    Points, ///< A mark for each.
    Area,   ///< Filled from low to high, from point to point.
};

enum class MarkShape { Disc, Diamond, Cross, Ring, Tick };

/// One series, no more than the picture can show of it.
struct ChartSeries {
    QString name;
    std::optional<Quantity> quantity; ///< Empty: made from something else.
    SeriesShape shape = SeriesShape::Line;
    MarkShape mark = MarkShape::Disc; ///< Of Bars and Points.
    QPen pen;
    QBrush brush; ///< Of areas.
    std::vector<ChartPoint> points;
};

/// From where to where an axis goes, and what it counts.
struct AxisRange {
    double low = 0;
    double high = 1;
    AxisUnit unit = AxisUnit::Octets;
    QString title;
    double origin = 0; ///< Added to what the ticks say.
};

/// What is looked at; empty parts are chosen by the content.
struct ChartRange {
    std::optional<TimeRange> time;
    std::optional<std::pair<double, double>> values;
    friend bool operator==(const ChartRange&, const ChartRange&) = default;
};

/// All that a chart shows, before it is known where: series reduced to at most `columns` columns, ranges, words.
struct ChartContent {
    ChartKind kind = ChartKind::Sequence;
    AxisRange time;
    AxisRange values;
    std::vector<ChartSeries> series; ///< In painting order.
    double end = 0;                  ///< Of the data: how far steps hold their last value.
    QString notice;                  ///< Where there is nothing to draw: why.

    bool isEmpty() const { return series.empty(); }
};

/// The chart's name, for choosers and titles.
QString chartName(ChartKind kind);
/// What it shows and what to look for, in a sentence or two.
QString chartExplanation(ChartKind kind);
/// Over how many seconds octets are counted for a rate: a fiftieth of the connection, at least a round trip (within one the sender comes
/// in bursts), a round number between 1 ms and 10 s.
double rateWidth(const ChartData& data);

/// The chart of one direction. `isSimulation`: times are the sender's, not the capture's.
ChartContent makeContent(const ChartData& data, ChartKind kind, Side sender, const Theme& theme, const ChartRange& range, int columns,
                         bool isSimulation);
/// How many ends are in each state, by State.
using StateCounts = std::array<std::uint32_t, tcp::kStateCount>;
/// Adds one area a state, on top of each other, and sets the values' upper end. `counts` belong to `times`, and so do `records`, which may
/// be empty; `isShown`: states that are left out otherwise.
void stackStates(ChartContent& content, const std::vector<double>& times, const std::vector<StateCounts>& counts,
                 const std::vector<RecordNumber>& records, const std::function<bool(tcp::State)>& isShown, const Theme& theme);
/// The chart of all connections, as far as they are counted. `counts` are those of `trace`; 0 is its first record's time.
ChartContent makeContent(const CrowdCounts& counts, const Trace& trace, const Theme& theme, const ChartRange& range, int columns);
