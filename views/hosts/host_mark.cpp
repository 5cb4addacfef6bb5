#include "views/hosts/host_mark.h"

#include <QPainter>
#include <QPainterPath>

HostMark::HostMark(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize HostMark::sizeHint() const
{
    const int high = fontMetrics().height() * 3 / 2;
    return {high * 3 / 2, high};
}

void HostMark::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void HostMark::setStatus(const StageHostStatus& status)
{
    m_isUp = status.isUp;
    m_isUnplugged = status.isUnplugged;
    update();
}

QString HostMark::conditionText(const StageHostStatus& status)
{
    if (!status.isUp)
        return status.isUnplugged ? tr("no power, cable unplugged") : tr("no power");
    return status.isUnplugged ? tr("cable unplugged") : tr("up");
}

void HostMark::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(height() / 16.0, height() / 16.0); // drawn on 24 by 16
    const QColor trouble = m_theme.kind(SegmentKind::Rst);
    const QColor line = m_isUp ? m_theme.text : m_theme.mutedText;
    const QRectF screen(1.5, 1.5, 13, 9);
    painter.setPen(QPen(line, 1.3));
    painter.setBrush(m_isUp ? m_theme.stateFill(tcp::State::Established) : QColor(Qt::transparent));
    painter.drawRoundedRect(screen, 1.5, 1.5);
    painter.drawLine(QPointF(8, 10.5), QPointF(8, 13.5));
    painter.drawLine(QPointF(4.5, 13.8), QPointF(11.5, 13.8));
    if (!m_isUp) {
        painter.setPen(QPen(trouble, 1.8));
        painter.drawLine(QPointF(5, 3.5), QPointF(11, 8.5));
        painter.drawLine(QPointF(11, 3.5), QPointF(5, 8.5));
    }
    // The cable, and where it is unplugged a gap with two ends that bend away.
    painter.setPen(QPen(m_isUnplugged ? trouble : line, m_isUnplugged ? 1.6 : 1.3));
    painter.setBrush(Qt::NoBrush);
    if (m_isUnplugged) {
        QPainterPath ends(QPointF(14.8, 6));
        ends.quadTo(17, 6, 17.5, 9.5);
        ends.moveTo(23.5, 6);
        ends.quadTo(21, 6, 20.5, 2.5);
        painter.drawPath(ends);
    } else {
        painter.drawLine(QPointF(14.8, 6), QPointF(23.5, 6));
    }
}
