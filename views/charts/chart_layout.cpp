#include "views/charts/chart_layout.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace {

constexpr double kSwatchWidths = 2.2; ///< In text heights.

/// The legend's rows from the top of `area`; returns how high they are.
qreal layLegend(ChartLayout& layout, const ChartContent& content, const QRectF& area, const QFontMetricsF& metrics)
{
    const qreal line = metrics.height() * 1.25;
    const qreal swatch = metrics.height() * kSwatchWidths;
    const qreal gap = metrics.height() * 0.4;
    qreal x = area.left();
    qreal y = area.top();
    for (std::size_t i = 0; i < content.series.size(); ++i) {
        const qreal room = std::max(0.0, area.width() - swatch - gap);
        const QString text = metrics.elidedText(content.series[i].name, Qt::ElideRight, room);
        const qreal width = metrics.horizontalAdvance(text) + 2;
        if (x > area.left() && x + swatch + gap + width > area.right()) {
            x = area.left();
            y += line;
        }
        layout.legend.push_back({i, QRectF(x, y, swatch, line), QRectF(x + swatch + gap, y, width, line), text});
        x += swatch + gap + width + metrics.height() * 1.2;
    }
    return content.series.empty() ? 0 : y + line - area.top();
}

void layValueTicks(ChartLayout& layout, const ChartContent& content, const QFontMetricsF& metrics, qreal gap)
{
    const int most = std::clamp(int(layout.plot.height() / (metrics.height() * 2.6)) + 1, 2, 9);
    const auto ticks = axisTicks(content.values.unit, content.values.low + content.values.origin, content.values.high + content.values.origin, most);
    qreal widest = metrics.horizontalAdvance(QStringLiteral("00"));
    for (const AxisTick& tick : ticks)
        widest = std::max(widest, metrics.horizontalAdvance(tick.text));
    layout.plot.setLeft(layout.area.left() + gap + widest + gap);
    for (const AxisTick& tick : ticks) {
        const qreal y = layout.y(tick.value - content.values.origin);
        layout.valueTicks.push_back({y, tick.text, QRectF(layout.plot.left() - gap - widest, y - metrics.height() / 2, widest, metrics.height())});
    }
}

void layTimeTicks(ChartLayout& layout, const QFontMetricsF& metrics)
{
    const auto widest = [&metrics](const std::vector<AxisTick>& ticks) {
        qreal width = 0;
        for (const AxisTick& tick : ticks)
            width = std::max(width, metrics.horizontalAdvance(tick.text));
        return width;
    };
    // Fewer ticks until their labels stand well apart.
    for (int most = 12; most >= 2; --most) {
        const auto ticks = axisTicks(AxisUnit::Seconds, layout.time.begin, layout.time.end, most);
        const qreal width = widest(ticks) + 2;
        const qreal apart = ticks.size() < 2 ? layout.plot.width() : layout.x(ticks[1].value) - layout.x(ticks[0].value);
        if (apart < width + metrics.height() && most > 2)
            continue;
        for (const AxisTick& tick : ticks) {
            const qreal x = layout.x(tick.value);
            const qreal left = std::clamp(x - width / 2, layout.area.left(), std::max(layout.area.left(), layout.area.right() - width));
            const QRectF label(left, layout.plot.bottom() + metrics.height() * 0.55, width, metrics.height());
            const bool collides = !layout.timeTicks.empty() && layout.timeTicks.back().label.right() > label.left();
            layout.timeTicks.push_back({x, collides ? QString() : tick.text, collides ? QRectF() : label});
        }
        return;
    }
}

} // namespace

ChartLayout layoutChart(const ChartContent& content, const QRectF& area, const QFont& font)
{
    const QFontMetricsF metrics(font);
    const qreal line = metrics.height();
    const qreal gap = line * 0.4;
    ChartLayout layout;
    layout.area = area;
    layout.time = {content.time.low, content.time.high};
    layout.low = content.values.low;
    layout.high = content.values.high;
    layout.plot = area.adjusted(gap, gap, -gap * 2, -(line * 1.85));
    if (content.isEmpty())
        return layout;
    // What is least needed goes first where the picture is low.
    const bool roomy = area.height() > line * 14;
    const bool named = area.height() > line * 9;
    if (named) {
        const qreal legend = layLegend(layout, content, area.adjusted(gap * 1.5, gap, -gap, 0), metrics);
        layout.valueTitle = QRectF(area.left() + gap * 1.5, area.top() + gap + legend, area.width() - 3 * gap, line * 1.2);
        layout.plot.setTop(layout.valueTitle.bottom() + gap);
    }
    if (roomy) {
        layout.timeTitle = QRectF(area.left() + gap, area.bottom() - line * 1.3, area.width() - 3 * gap, line * 1.2);
        layout.plot.setBottom(layout.plot.bottom() - line * 1.1);
    }
    layout.plot.setBottom(std::max(layout.plot.bottom(), layout.plot.top() + 1));
    layValueTicks(layout, content, metrics, gap);
    layout.plot.setRight(std::max(layout.plot.right(), layout.plot.left() + 1));
    layTimeTicks(layout, metrics);
    return layout;
}

int chartColumns(qreal width)
{
    constexpr int kMost = 800; // up to three points each, mostly two
    return std::clamp(int(width), 1, kMost);
}

QList<QPointF> lineCorners(const ChartSeries& series, const ChartContent& content, int columns)
{
    QList<QPointF> corners;
    if (series.points.empty())
        return corners;
    const double span = content.values.high - content.values.low;
    const double begin = content.time.low;
    const double end = content.time.high;
    const double column = (end - begin) / columns;
    const bool sparse = series.points.size() <= std::size_t(columns) + 2;
    const auto cut = [&](double value) { return std::clamp(value, content.values.low - span, content.values.high + span); };
    corners.reserve(qsizetype(series.points.size()) * 2);
    const ChartPoint* before = nullptr;
    for (const ChartPoint& point : series.points) {
        // Every step has its corner where it can be seen; where points are dense the line would only hide itself.
        if (series.shape == SeriesShape::Steps && before && (sparse || point.time - before->time > column * 1.5))
            corners.append(QPointF(std::clamp(point.time, begin, end), cut(before->low)));
        if (series.shape == SeriesShape::Steps) {
            if (point.time <= end)
                corners.append(QPointF(std::max(point.time, begin), cut(point.low)));
        } else {
            corners.append(QPointF(point.time, cut(point.low)));
        }
        before = &point;
    }
    const double holds = std::min(end, content.end);
    if (series.shape == SeriesShape::Steps && before->time < holds)
        corners.append(QPointF(std::max(holds, begin), cut(before->low)));
    return corners;
}

bool isTangled(const QList<QPointF>& corners, const ChartLayout& layout, Qt::PenStyle style)
{
    // How often a row of pixels is crossed, on the average. Each dash is an outline of its own, which takes several times as long.
    const double most = style == Qt::SolidLine ? 40 : 12;
    double ways = 0;
    for (qsizetype i = 1; i < corners.size(); ++i)
        ways += std::abs(layout.y(corners[i].y()) - layout.y(corners[i - 1].y()));
    return ways > most * layout.plot.height();
}

std::vector<QRectF> lineBand(const QList<QPointF>& corners, const ChartLayout& layout, qreal width)
{
    constexpr qreal kColumn = 2;
    std::vector<QRectF> band;
    const auto put = [&](qreal left, qreal right, qreal top, qreal bottom) {
        const qreal grow = std::max(0.0, width - (bottom - top)) / 2;
        band.emplace_back(left, top - grow, std::max(kColumn, right - left), bottom - top + 2 * grow);
    };
    for (qsizetype first = 0; first < corners.size();) {
        const qreal left = std::floor(layout.x(corners[first].x()) / kColumn) * kColumn;
        qreal top = layout.y(corners[first].y());
        qreal bottom = top;
        qsizetype behind = first + 1;
        for (; behind < corners.size() && layout.x(corners[behind].x()) < left + kColumn; ++behind) {
            top = std::min(top, layout.y(corners[behind].y()));
            bottom = std::max(bottom, layout.y(corners[behind].y()));
        }
        put(left, left + kColumn, top, bottom);
        if (behind < corners.size()) { // the way to the next column
            const qreal from = layout.y(corners[behind - 1].y());
            const qreal to = layout.y(corners[behind].y());
            const qreal right = layout.x(corners[behind].x());
            if (right > left + 2 * kColumn)
                put(left + kColumn, right, from, from);
            else
                put(left, left + kColumn, std::min(from, to), std::max(from, to));
        }
        first = behind;
    }
    return band;
}

std::optional<ChartHit> hitChart(const ChartContent& content, const ChartLayout& layout, const QPointF& place, qreal reach)
{
    std::optional<ChartHit> best;
    qreal nearest = reach * reach;
    for (std::size_t i = 0; i < content.series.size(); ++i) {
        const ChartSeries& series = content.series[i];
        const bool hasRecords = series.quantity && *series.quantity != Quantity::Cwnd && *series.quantity != Quantity::Ssthresh;
        if (!hasRecords)
            continue;
        for (const ChartPoint& point : series.points) {
            const qreal top = layout.y(point.high());
            const qreal bottom = layout.y(point.low);
            const QPointF at(layout.x(point.time), std::clamp(place.y(), top, std::max(top, bottom)));
            const QPointF away = at - place;
            const qreal distance = QPointF::dotProduct(away, away);
            if (distance > nearest || !layout.plot.adjusted(-1, -1, 1, 1).contains(at))
                continue;
            nearest = distance;
            best = ChartHit{i, point, at};
        }
    }
    return best;
}
