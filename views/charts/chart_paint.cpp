#include "views/charts/chart_paint.h"

#include "views/charts/chart_builder.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

/// Draws marks at places: few pen changes, one call for many.
class MarkPainter {
public:
    MarkPainter(QPainter& painter, const ChartSeries& series, const Theme& theme, qreal size)
        : m_painter(painter), m_series(series), m_theme(theme), m_size(size)
    {
    }

    void add(const QPointF& place) { m_places.append(place); }
    void addBar(qreal x, qreal low, qreal high) { m_bars.append(QLineF(x, low, x, high)); }
    void paint();

private:
    QPen linePen(qreal width) const { return QPen(m_series.pen.color(), width, Qt::SolidLine, Qt::FlatCap); }
    void paintStrokes();

    QPainter& m_painter;
    const ChartSeries& m_series;
    const Theme& m_theme;
    const qreal m_size;
    QList<QPointF> m_places;
    QList<QLineF> m_bars;
};

/// Marks that are made of straight lines.
void MarkPainter::paintStrokes()
{
    QList<QLineF> lines;
    const qreal r = m_size / 2;
    for (const QPointF& p : m_places) {
        if (m_series.mark == MarkShape::Cross) {
            lines.append(QLineF(p.x() - r, p.y() - r, p.x() + r, p.y() + r));
            lines.append(QLineF(p.x() - r, p.y() + r, p.x() + r, p.y() - r));
        } else if (m_series.mark == MarkShape::Tick) {
            lines.append(QLineF(p.x() - r, p.y(), p.x() + r, p.y()));
        } else {
            lines.append(QLineF(p.x(), p.y() - r, p.x() + r, p.y()));
            lines.append(QLineF(p.x() + r, p.y(), p.x(), p.y() + r));
            lines.append(QLineF(p.x(), p.y() + r, p.x() - r, p.y()));
            lines.append(QLineF(p.x() - r, p.y(), p.x(), p.y() - r));
        }
    }
    m_painter.setPen(linePen(std::max(1.5, m_size * 0.2)));
    m_painter.drawLines(lines);
}

void MarkPainter::paint()
{
    constexpr qsizetype kMany = 300; // from here on they stand side by side, where smooth edges cost much and show nothing
    const bool smooth = m_places.size() + m_bars.size() < kMany;
    m_painter.setRenderHint(QPainter::Antialiasing, smooth);
    m_painter.setPen(linePen(m_series.pen.widthF()));
    m_painter.drawLines(m_bars);
    if (m_places.isEmpty())
        return;
    const auto dots = [this, smooth](const QColor& color, qreal width) {
        if (!smooth) {
            for (const QPointF& place : m_places)
                m_painter.fillRect(QRectF(place.x() - width / 2, place.y() - width / 2, width, width), color);
            return;
        }
        m_painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap));
        m_painter.drawPoints(m_places.constData(), int(m_places.size()));
    };
    switch (m_series.mark) {
    case MarkShape::Disc:
        return dots(m_series.pen.color(), m_size * 0.8);
    case MarkShape::Ring:
        dots(m_series.pen.color(), m_size * 1.5);
        return dots(m_theme.background, m_size * 1.1);
    case MarkShape::Diamond:
    case MarkShape::Cross:
    case MarkShape::Tick:
        return paintStrokes();
    }
}

void paintMarks(QPainter& painter, const ChartSeries& series, const ChartLayout& layout, const Theme& theme, qreal size)
{
    // Where there are many, smaller ones say more.
    const double crowd = double(series.points.size()) / std::max(1.0, layout.plot.width());
    const bool cap = series.shape == SeriesShape::Bars && series.mark == MarkShape::Ring; // a bar's end, no more
    MarkPainter marks(painter, series, theme, crowd > 0.4 || cap ? size * 0.55 : crowd > 0.15 ? size * 0.75 : size);
    const qreal reach = layout.plot.height();
    const bool isSequence = series.quantity == Quantity::Sent || series.quantity == Quantity::Resent || series.quantity == Quantity::Lost;
    // A mark is either one segment, which stands at its first number, or what a crowded column spans.
    const double merges = (layout.high - layout.low) / std::max(1.0, reach) * (crowd > 0.4 ? 1 : 1e9);
    for (const ChartPoint& point : series.points) {
        const qreal x = layout.x(point.time);
        const qreal low = std::min(layout.y(point.low), layout.plot.bottom() + reach);
        const qreal high = std::max(layout.y(point.high()), layout.plot.top() - reach);
        const bool bars = series.shape == SeriesShape::Bars;
        const bool merged = point.span > 0 && !bars;
        if (isSequence && !bars && !(point.span > merges)) { // a point at the first number
            marks.add({x, low});
            continue;
        }
        if (bars || merged)
            marks.addBar(x, low, std::min(high, low - 1));
        if (series.shape == SeriesShape::Points)
            marks.add({x, high});
        if (!bars || series.mark == MarkShape::Tick || series.mark == MarkShape::Ring)
            marks.add({x, low});
        if (bars)
            marks.add({x, series.mark == MarkShape::Diamond || series.mark == MarkShape::Cross ? (low + high) / 2 : high});
    }
    marks.paint();
}

void paintSwatch(QPainter& painter, const ChartSeries& series, const QRectF& rect, const Theme& theme, qreal size)
{
    const qreal y = rect.center().y();
    MarkPainter mark(painter, series, theme, size);
    switch (series.shape) {
    case SeriesShape::Area: {
        const QRectF box = rect.adjusted(0, rect.height() * 0.2, 0, -rect.height() * 0.2);
        painter.setPen(series.pen);
        painter.setBrush(series.brush);
        painter.drawRect(box);
        return;
    }
    case SeriesShape::Steps:
    case SeriesShape::Line:
        painter.setPen(series.pen);
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
        return;
    case SeriesShape::Bars: {
        const qreal half = rect.height() * 0.32;
        mark.addBar(rect.center().x(), y + half, y - half);
        if (series.mark == MarkShape::Tick || series.mark == MarkShape::Ring) {
            mark.add({rect.center().x(), y - half});
            mark.add({rect.center().x(), y + half});
        } else {
            mark.add({rect.center().x(), y});
        }
        break;
    }
    case SeriesShape::Points:
        mark.add({rect.center().x(), y});
        break;
    }
    mark.paint();
}

void paintAxes(QPainter& painter, const ChartContent& content, const ChartLayout& layout, const Theme& theme)
{
    QColor grid = theme.line;
    grid.setAlphaF(0.55f);
    painter.setPen(QPen(grid, 1));
    const auto crisp = [](qreal at) { return std::floor(at) + 0.5; };
    for (const ChartTick& tick : layout.timeTicks)
        painter.drawLine(QPointF(crisp(tick.at), layout.plot.top()), QPointF(crisp(tick.at), layout.plot.bottom()));
    for (const ChartTick& tick : layout.valueTicks)
        painter.drawLine(QPointF(layout.plot.left(), crisp(tick.at)), QPointF(layout.plot.right(), crisp(tick.at)));
    painter.setPen(QPen(theme.mutedText, 1));
    painter.drawLine(QPointF(crisp(layout.plot.left()), layout.plot.top()), QPointF(crisp(layout.plot.left()), layout.plot.bottom()));
    painter.drawLine(QPointF(layout.plot.left(), crisp(layout.plot.bottom())), QPointF(layout.plot.right(), crisp(layout.plot.bottom())));
    painter.setPen(theme.text);
    for (const ChartTick& tick : layout.valueTicks)
        painter.drawText(tick.label, Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, tick.text);
    for (const ChartTick& tick : layout.timeTicks)
        painter.drawText(tick.label, Qt::AlignCenter | Qt::TextDontClip, tick.text);
    painter.setPen(theme.mutedText);
    const QFontMetricsF metrics(painter.font());
    painter.drawText(layout.valueTitle, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(content.values.title, Qt::ElideRight, layout.valueTitle.width()));
    painter.drawText(layout.timeTitle, Qt::AlignRight | Qt::AlignVCenter, metrics.elidedText(content.time.title, Qt::ElideRight, layout.timeTitle.width()));
}

/// In place of a tangled line: stripes keep a dashed one apart from a solid one.
void paintBand(QPainter& painter, const QPen& pen, const std::vector<QRectF>& band)
{
    const int period = pen.style() == Qt::SolidLine ? 1 : pen.style() == Qt::DotLine ? 6 : 3;
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const QRectF& rect : band) {
        const bool isGap = period > 1 && int(rect.left() / 2) % period == 0;
        if (!isGap)
            painter.fillRect(rect, pen.color());
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

/// Lines and areas: the canvas gets those that it can draw in time.
void paintLines(QPainter& painter, ChartCanvas& canvas, const ChartContent& content, const ChartLayout& layout, int columns)
{
    std::vector<ChartArea> areas;
    std::vector<ChartLine> lines;
    for (const ChartSeries& series : content.series) {
        if (series.shape == SeriesShape::Area) {
            ChartArea area{series.pen, series.brush, {}, {}};
            for (const ChartPoint& point : series.points) {
                area.upper.append(QPointF(point.time, point.high()));
                area.lower.append(QPointF(point.time, point.low));
            }
            areas.push_back(std::move(area));
        } else if (series.shape == SeriesShape::Steps || series.shape == SeriesShape::Line) {
            QList<QPointF> corners = lineCorners(series, content, columns);
            if (isTangled(corners, layout, series.pen.style()))
                paintBand(painter, series.pen, lineBand(corners, layout, series.pen.widthF()));
            else
                lines.push_back({series.pen, std::move(corners)});
        }
    }
    const auto tangled = [&layout](const ChartArea& area) { return isTangled(area.upper, layout) || isTangled(area.lower, layout); };
    if (std::any_of(areas.begin(), areas.end(), tangled)) { // upright strips, each as wide as the way to its neighbour
        for (const ChartArea& area : areas)
            for (qsizetype i = 0; i + 1 < area.upper.size(); ++i)
                painter.fillRect(QRectF(QPointF(layout.x(area.upper[i].x()), layout.y(area.upper[i].y())),
                                        QPointF(layout.x(area.upper[i + 1].x()), layout.y(area.lower[i].y()))),
                                 area.brush);
        areas.clear();
    }
    canvas.paint(painter, layout, areas, lines);
}

void finish(ChartBuilder& builder)
{
    while (builder.advance(std::numeric_limits<std::uint32_t>::max()))
        ;
}

} // namespace

void paintChartContent(QPainter& painter, ChartCanvas& canvas, const ChartContent& content, const ChartLayout& layout, const Theme& theme,
                       const QFont& font, int columns)
{
    painter.save();
    painter.setFont(font);
    painter.setBrush(Qt::NoBrush);
    painter.fillRect(layout.area, theme.background);
    painter.setRenderHint(QPainter::Antialiasing);
    if (content.isEmpty()) {
        painter.setPen(theme.mutedText);
        painter.drawText(layout.area.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, content.notice);
        painter.restore();
        return;
    }
    const qreal size = std::clamp(QFontMetricsF(font).height() * 0.42, 5.0, 14.0);
    paintAxes(painter, content, layout, theme);
    for (const ChartLegendEntry& entry : layout.legend) {
        paintSwatch(painter, content.series[entry.series], entry.swatch, theme, size);
        painter.setPen(theme.text);
        painter.drawText(entry.label, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, entry.text);
    }
    painter.setClipRect(layout.plot.adjusted(-1, -2, 2, 2), Qt::IntersectClip);
    paintLines(painter, canvas, content, layout, columns);
    for (const ChartSeries& series : content.series)
        if (series.shape == SeriesShape::Bars || series.shape == SeriesShape::Points)
            paintMarks(painter, series, layout, theme, size);
    painter.restore();
}

void paintChartPlayhead(QPainter& painter, const ChartLayout& layout, double time, const Theme& theme, const QFont& font)
{
    const qreal x = layout.x(time);
    if (!(x >= layout.plot.left() - 1 && x <= layout.plot.right() + 1))
        return;
    const qreal size = QFontMetricsF(font).height() * 0.35;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.text, 1.5));
    painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.plot.bottom()));
    painter.setBrush(theme.text);
    painter.setPen(Qt::NoPen);
    const QPointF head[] = {{x - size, layout.plot.top() - size}, {x + size, layout.plot.top() - size}, {x, layout.plot.top() + size * 0.6}};
    painter.drawPolygon(head, 3);
    painter.restore();
}

void paintChart(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId connection, std::uint32_t step, const Theme& theme,
                const QFont& font, ChartKind kind, Side sender, const std::shared_ptr<const Stage>& stage)
{
    const int columns = chartColumns(area.width());
    const auto canvas = makeChartCanvas();
    ChartContent content;
    Timestamp zero{};
    if (kind == ChartKind::StatesOverTime) {
        CrowdCounts counts;
        counts.catchUp(trace);
        content = makeContent(counts, trace, theme, {}, columns);
        if (trace.recordCount() > 0)
            zero = trace.record(0).time;
    } else {
        ChartBuilder builder(trace, connection, sender, kind, stage);
        finish(builder);
        content = makeContent(builder.data(), kind, sender, theme, {}, columns, stage != nullptr);
        zero = builder.zero();
    }
    const ChartLayout layout = layoutChart(content, area, font);
    paintChartContent(painter, *canvas, content, layout, theme, font, columns);
    if (content.isEmpty() || step == 0 || step >= trace.stepCount(connection))
        return;
    const Timestamp now = trace.record(trace.connection(connection).records[step - 1]).time;
    paintChartPlayhead(painter, layout, double((now - zero).count()) * 1e-9, theme, font);
}
