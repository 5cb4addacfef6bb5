#include "views/ladder/ladder_overview.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

void paintOverview(QPainter& painter, const QRectF& area, const std::vector<DensityCount>& counts, const Theme& theme)
{
    static constexpr SegmentKind kKinds[kAnomalyCount] = {SegmentKind::Retransmission, SegmentKind::Rst, SegmentKind::Fin, SegmentKind::Rst};
    std::uint32_t most = 1;
    for (const DensityCount& count : counts)
        most = std::max({most, count.segments[0], count.segments[1]});
    const qreal lane = std::max(3.0, std::floor(area.width() / 10));
    const qreal barWidth = area.width() - kAnomalyCount * lane - 2;
    const qreal middle = area.left() + barWidth / 2;
    painter.fillRect(area, theme.panel);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const qreal y = area.top() + qreal(i);
        const qreal left = barWidth / 2 * counts[i].segments[0] / most, right = barWidth / 2 * counts[i].segments[1] / most;
        painter.fillRect(QRectF(middle - left, y, left, 1), theme.initiator);
        painter.fillRect(QRectF(middle, y, right, 1), theme.responder);
        for (std::size_t a = 0; a < counts[i].anomalies.size(); ++a) {
            if (counts[i].anomalies[a] > 0)
                painter.fillRect(QRectF(area.left() + barWidth + 2 + qreal(a) * lane, y - 1, lane - 1, 3), theme.kind(kKinds[a]));
        }
    }
}

LadderOverview::LadderOverview(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Overview of the connection"));
    setToolTip(tr("The whole connection: segments of the initiator (left) and the responder (right); then retransmissions, losses, closed windows, resets"));
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void LadderOverview::setTheme(const Theme& theme)
{
    m_theme = theme;
    refresh();
}

void LadderOverview::setCounter(std::function<DensityCount(double, double)> counter)
{
    m_counter = std::move(counter);
    refresh();
}

void LadderOverview::setView(double from, double to, double now)
{
    if (from == m_from && to == m_to && now == m_now)
        return;
    m_from = from;
    m_to = to;
    m_now = now;
    update();
}

void LadderOverview::refresh()
{
    m_image = {};
    update();
}

QSize LadderOverview::sizeHint() const
{
    return QSize(fontMetrics().averageCharWidth() * 7, 100);
}

void LadderOverview::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QSize pixels = size() * devicePixelRatioF();
    if (m_image.size() != pixels) {
        m_image = QImage(pixels, QImage::Format_RGB32);
        m_image.setDevicePixelRatio(devicePixelRatioF());
        std::vector<DensityCount> counts;
        for (int y = 0; m_counter && y < height(); ++y)
            counts.push_back(m_counter(double(y) / height(), double(y + 1) / height()));
        QPainter strip(&m_image);
        paintOverview(strip, QRectF(rect()), counts, m_theme);
    }
    painter.drawImage(QPointF(0, 0), m_image);
    if (!m_counter)
        return;
    const qreal top = m_from * height();
    const QRectF frame(0.5, top + 0.5, width() - 1.0, std::max(5.0, (m_to - m_from) * height()) - 1.0);
    QColor fill = m_theme.text;
    fill.setAlpha(30);
    painter.setPen(QPen(m_theme.text, 1.0));
    painter.setBrush(fill);
    painter.drawRect(frame);
    painter.setPen(QPen(m_theme.text, 2.0));
    painter.drawLine(QPointF(0, m_now * height()), QPointF(width() * 0.25, m_now * height()));
}

void LadderOverview::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        emit jumped(std::clamp(event->position().y() / std::max(1, height()), 0.0, 1.0));
}

void LadderOverview::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        emit jumped(std::clamp(event->position().y() / std::max(1, height()), 0.0, 1.0));
}
