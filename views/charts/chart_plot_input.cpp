#include "views/charts/chart_plot.h"

#include "model/session/crowd_index.h"
#include "views/common/notation.h"
#include "views/common/wording.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace {

constexpr double kZoomStep = 1.25;
constexpr double kNarrowest = 1e-6; // seconds

} // namespace

void ChartPlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton)
        return event->ignore();
    if (m_content.isEmpty())
        return;
    const bool band = event->button() == Qt::RightButton || (event->modifiers() & Qt::ShiftModifier);
    m_drag = band ? Drag::RubberBand : Drag::Click;
    m_pressed = m_pointer = event->position();
    m_rangePressed = m_range;
}

void ChartPlot::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position();
    const QPointF way = m_pointer - m_pressed;
    if (m_drag == Drag::Click && way.manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Pan)
        pan(way);
    else if (m_drag == Drag::RubberBand)
        update();
    else if (m_drag == Drag::None)
        hover(m_pointer, event->globalPosition().toPoint());
}

void ChartPlot::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag drag = m_drag;
    m_drag = Drag::None;
    m_pointer = event->position();
    unsetCursor();
    if (drag == Drag::Click)
        goTo(m_pointer.x());
    else if (drag == Drag::RubberBand)
        finishRubberBand();
}

void ChartPlot::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        showAll();
}

void ChartPlot::leaveEvent(QEvent*)
{
    m_session.setHovered(std::nullopt);
}

void ChartPlot::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    if (m_content.isEmpty() || delta.isNull())
        return event->ignore();
    if (std::abs(delta.x()) > std::abs(delta.y())) { // a touch pad's sideways stroke
        m_rangePressed = m_range;
        return pan(QPointF(delta.x() / 2.0, 0));
    }
    const double factor = std::pow(kZoomStep, -delta.y() / 120.0);
    if (event->modifiers() & Qt::ShiftModifier)
        zoomValues(event->position().y(), factor);
    else
        zoomTime(event->position().x(), factor);
    event->accept();
}

void ChartPlot::keyPressEvent(QKeyEvent* event)
{
    const qreal middle = m_layout.plot.center().x();
    const qreal step = m_layout.plot.width() / 8;
    m_rangePressed = m_range;
    if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal)
        zoomTime(middle, 1 / kZoomStep);
    else if (event->key() == Qt::Key_Minus)
        zoomTime(middle, kZoomStep);
    else if (event->key() == Qt::Key_0)
        showAll();
    else if (event->key() == Qt::Key_PageUp)
        pan({step, 0});
    else if (event->key() == Qt::Key_PageDown)
        pan({-step, 0});
    else
        return QWidget::keyPressEvent(event); // the window's: step, play, to the start and end
    event->accept();
}

void ChartPlot::zoomTime(qreal x, double factor)
{
    if (m_content.isEmpty())
        return;
    const TimeRange shown = m_layout.time;
    const double whole = std::max(m_content.end, shown.end) - std::min(0.0, shown.begin);
    const double span = shown.span() * factor;
    if (span < kNarrowest || span > whole * 4)
        return;
    const double at = m_layout.timeAt(std::clamp(x, m_layout.plot.left(), m_layout.plot.right()));
    const double begin = at - (at - shown.begin) * factor;
    setRange({TimeRange{begin, begin + span}, m_range.values});
}

void ChartPlot::zoomValues(qreal y, double factor)
{
    const double at = m_layout.valueAt(std::clamp(y, m_layout.plot.top(), m_layout.plot.bottom()));
    const double low = at - (at - m_layout.low) * factor;
    const double high = at + (m_layout.high - at) * factor;
    if (high - low > 1e-9)
        setRange({m_layout.time, std::pair(low, high)});
}

/// By so many pixels since the drag began.
void ChartPlot::pan(const QPointF& pixels)
{
    if (m_content.isEmpty())
        return;
    const TimeRange from = m_rangePressed.time.value_or(m_layout.time);
    if (!m_rangePressed.time)
        m_rangePressed.time = from;
    const double away = -pixels.x() / m_layout.plot.width() * from.span();
    ChartRange range{TimeRange{from.begin + away, from.end + away}, m_rangePressed.values};
    if (range.values) {
        const double up = pixels.y() / m_layout.plot.height() * (range.values->second - range.values->first);
        range.values->first += up;
        range.values->second += up;
    }
    setRange(range);
}

void ChartPlot::finishRubberBand()
{
    const QRectF band = QRectF(m_pressed, m_pointer).normalized().intersected(m_layout.plot);
    update();
    if (band.width() < 4 || band.height() < 4)
        return;
    const TimeRange time{m_layout.timeAt(band.left()), m_layout.timeAt(band.right())};
    if (time.span() >= kNarrowest)
        setRange({time, std::pair(m_layout.valueAt(band.bottom()), m_layout.valueAt(band.top()))});
}

/// The playhead goes to just after the record nearest to that place.
void ChartPlot::goTo(qreal x)
{
    if (m_content.isEmpty() || x < m_layout.plot.left() || x > m_layout.plot.right())
        return;
    const double time = m_layout.timeAt(x);
    if (m_crowd)
        return m_session.playhead().moveTo(std::max(m_crowd->counts().positionAt(m_session.trace(), zero() + Duration(std::int64_t(time * 1e9))), RecordNumber(1)));
    const auto id = connection();
    if (!id)
        return;
    if (const auto record = nearestRecord(m_session.trace(), *id, zero() + Duration(std::int64_t(time * 1e9))))
        m_session.playhead().moveTo(*record + 1);
}

void ChartPlot::hover(const QPointF& place, const QPoint& global)
{
    std::optional<ChartHit> hit;
    if (!m_crowd && !m_content.isEmpty())
        hit = hitChart(m_content, m_layout, place, fontMetrics().height() * 0.8);
    if (!hit) {
        m_session.setHovered(std::nullopt);
        return QToolTip::hideText();
    }
    m_session.setHovered(hit->point.record);
    QToolTip::showText(global, tip(*hit), this);
}

QString ChartPlot::tip(const ChartHit& hit) const
{
    const Trace& trace = m_session.trace();
    if (hit.point.record >= trace.recordCount())
        return {};
    const Record& record = trace.record(hit.point.record);
    QString text = tr("%1 at %2").arg(m_content.series[hit.series].name, wording::duration(Duration(std::int64_t(hit.point.time * 1e9))));
    if (m_content.values.unit == AxisUnit::Seconds)
        text += QStringLiteral(": ") + wording::duration(Duration(std::int64_t(hit.point.high() * 1e9)));
    else if (m_content.kind == ChartKind::InFlight)
        text += QStringLiteral(": ") + wording::number(std::uint64_t(hit.point.high()));
    return text + QLatin1Char('\n') + wording::sideName(record.sender()) + QStringLiteral(": ") + describe(trace, record, Notation{});
}

/// Where the record that the pointer is on, in whichever view, stands in this chart: on a mark of it, else at its time.
std::optional<QPointF> ChartPlot::hoveredPlace() const
{
    const auto hovered = m_session.hovered();
    if (!hovered || !m_builder || *hovered >= m_session.trace().recordCount())
        return std::nullopt;
    const Record& record = m_session.trace().record(*hovered);
    if (record.connection != connection())
        return std::nullopt;
    const double time = m_builder->timeOf(record);
    for (auto series = m_content.series.rbegin(); series != m_content.series.rend(); ++series) {
        if (!series->quantity || series->shape == SeriesShape::Line)
            continue;
        const PointLog& log = m_builder->data()[*series->quantity];
        for (std::size_t i = log.lowerBound(time); i < log.size() && log[i].time == time; ++i)
            if (log[i].record == *hovered)
                return QPointF(m_layout.x(time), m_layout.y(series->shape == SeriesShape::Points ? log[i].low : (log[i].low + log[i].high()) / 2));
    }
    return QPointF(m_layout.x(time), m_layout.plot.bottom());
}

void ChartPlot::paintHover(QPainter& painter) const
{
    const auto place = hoveredPlace();
    if (!place || place->x() < m_layout.plot.left() || place->x() > m_layout.plot.right())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.mutedText, 1, Qt::DashLine));
    painter.drawLine(QPointF(place->x(), m_layout.plot.top()), QPointF(place->x(), m_layout.plot.bottom()));
    const qreal radius = fontMetrics().height() * 0.45;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.background, 5));
    painter.drawEllipse(*place, radius, radius);
    painter.setPen(QPen(m_theme.text, 2));
    painter.drawEllipse(*place, radius, radius);
    painter.restore();
}
