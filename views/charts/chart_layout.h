#pragma once
#include "views/charts/chart_content.h"

#include <QFont>
#include <QPointF>
#include <QRectF>

#include <vector>

/// A number beside an axis and the grid line that belongs to it.
struct ChartTick {
    qreal at = 0; ///< x of a time, y of a value.
    QString text;
    QRectF label;
};

struct ChartLegendEntry {
    std::size_t series = 0; ///< In ChartContent::series.
    QRectF swatch;
    QRectF label;
    QString text; ///< Fits into `label`.
};

/// Where everything of a chart stands, in logical pixels, and how moments and values become places and back.
struct ChartLayout {
    QRectF area;
    QRectF plot;
    std::vector<ChartTick> timeTicks;
    std::vector<ChartTick> valueTicks;
    std::vector<ChartLegendEntry> legend;
    QRectF timeTitle;  ///< Empty where there is no room.
    QRectF valueTitle; ///< Empty where there is no room.
    TimeRange time;
    double low = 0;
    double high = 1;

    qreal x(double seconds) const { return plot.left() + plot.width() * (seconds - time.begin) / time.span(); }
    qreal y(double value) const { return plot.bottom() - plot.height() * (value - low) / (high - low); }
    double timeAt(qreal x) const { return time.begin + time.span() * (x - plot.left()) / plot.width(); }
    double valueAt(qreal y) const { return low + (high - low) * (plot.bottom() - y) / plot.height(); }
};

ChartLayout layoutChart(const ChartContent& content, const QRectF& area, const QFont& font);

/// Into how many columns a chart as wide as this is reduced: as many as can be told apart, and at most so many that no line has more
/// than about 2,000 points.
int chartColumns(qreal width);

/// The corners of a line, in seconds and in the unit of the values; what is far outside of the picture is cut.
QList<QPointF> lineCorners(const ChartSeries& series, const ChartContent& content, int columns);

/// Whether a line through these corners, or an area along them, would take too long to draw. A path wider than a pixel costs, in each row
/// of pixels, the square of how often it crosses it: measured, six seconds for 1,600 corners that jump across half the height; a filled
/// area hardly less.
bool isTangled(const QList<QPointF>& corners, const ChartLayout& layout, Qt::PenStyle style = Qt::SolidLine);
/// What such a line covers, in pixels: for every two of them across from its lowest to its highest place, at least `width`.
std::vector<QRectF> lineBand(const QList<QPointF>& corners, const ChartLayout& layout, qreal width);

/// The point of the series nearest to `place`, no farther than `reach` pixels; its record and where it is.
struct ChartHit {
    std::size_t series = 0;
    ChartPoint point;
    QPointF place;
};
std::optional<ChartHit> hitChart(const ChartContent& content, const ChartLayout& layout, const QPointF& place, qreal reach);
