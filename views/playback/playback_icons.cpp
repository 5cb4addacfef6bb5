#include "views/playback/playback_icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace {

// On a square of 16 by 16.
QPainterPath triangle(qreal tail, qreal tip)
{
    QPainterPath path(QPointF(tail, 3));
    path.lineTo(tip, 8);
    path.lineTo(tail, 13);
    path.closeSubpath();
    return path;
}

QPainterPath bar(qreal x, qreal width)
{
    QPainterPath path;
    path.addRect(x, 3, width, 10);
    return path;
}

/// A box with an arrow towards it: the next state.
QPainterPath stateBox(qreal x)
{
    QPainterPath path;
    path.addRoundedRect(QRectF(x, 4, 6, 8), 1.5, 1.5);
    QPainterPath hole;
    hole.addRoundedRect(QRectF(x + 1.5, 5.5, 3, 5), 0.5, 0.5);
    return path.subtracted(hole);
}

QPainterPath pathOf(PlaybackIcon which)
{
    switch (which) {
    case PlaybackIcon::ToStart:
        return bar(2.5, 2) + triangle(13, 5.5);
    case PlaybackIcon::PreviousChange:
        return triangle(15, 9) + stateBox(1.5);
    case PlaybackIcon::StepBack:
        return triangle(10, 2.5) + bar(11.5, 2);
    case PlaybackIcon::Play:
        return triangle(4, 13.5);
    case PlaybackIcon::Pause:
        return bar(4, 3) + bar(9, 3);
    case PlaybackIcon::StepForward:
        return bar(2.5, 2) + triangle(6, 13.5);
    case PlaybackIcon::NextChange:
        return triangle(1, 7) + stateBox(8.5);
    case PlaybackIcon::ToEnd:
        return triangle(3, 10.5) + bar(11.5, 2);
    }
    return {};
}

class PathIconEngine : public QIconEngine {
public:
    PathIconEngine(QPainterPath path, const QColor& color) : m_path(std::move(path)), m_color(color) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        QColor color = m_color;
        if (mode == QIcon::Disabled)
            color.setAlphaF(0.35f);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.topLeft());
        painter->scale(rect.width() / 16.0, rect.height() / 16.0);
        painter->fillPath(m_path, color);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new PathIconEngine(m_path, m_color); }

private:
    QPainterPath m_path;
    QColor m_color;
};

} // namespace

QIcon playbackIcon(PlaybackIcon which, const QColor& color)
{
    return QIcon(new PathIconEngine(pathOf(which), color));
}
