#include "views/state_diagram/arrow_path.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

QPointF direction(const QPointF& from, const QPointF& to)
{
    const QPointF step = to - from;
    const qreal length = std::hypot(step.x(), step.y());
    return length > 0 ? step / length : QPointF(1, 0);
}

} // namespace

QPolygonF movedSideways(const QPolygonF& points, qreal by)
{
    QPolygonF result;
    for (qsizetype i = 0; i < points.size(); ++i) {
        QPointF shift;
        // At a right angle the corner moves by both pieces' shifts.
        QPointF before;
        if (i > 0) {
            before = direction(points[i - 1], points[i]);
            shift += QPointF(-before.y(), before.x()) * by;
        }
        if (i + 1 < points.size()) {
            const QPointF after = direction(points[i], points[i + 1]);
            if (i == 0 || std::abs(before.x() * after.y() - before.y() * after.x()) > 0.5)
                shift += QPointF(-after.y(), after.x()) * by;
        }
        result << points[i] + shift;
    }
    return result;
}

QPainterPath roundedPath(const QPolygonF& points, qreal radius, qreal shorter)
{
    QPainterPath path;
    if (points.size() < 2)
        return path;
    QPolygonF line = points;
    line.last() -=
        direction(line[line.size() - 2], line.last()) * std::min(shorter, QLineF(line[line.size() - 2], line.last()).length());
    path.moveTo(line.first());
    for (qsizetype i = 1; i + 1 < line.size(); ++i) {
        const QPointF in = direction(line[i - 1], line[i]);
        const QPointF out = direction(line[i], line[i + 1]);
        const qreal room = std::min(QLineF(line[i - 1], line[i]).length(), QLineF(line[i], line[i + 1]).length()) / 2;
        const qreal r = std::min(radius, room);
        path.lineTo(line[i] - in * r);
        path.quadTo(line[i], line[i] + out * r);
    }
    path.lineTo(line.last());
    return path;
}

QPolygonF arrowHead(const QPolygonF& points, qreal length, qreal width)
{
    const QPointF tip = points.last();
    const QPointF along = direction(points[points.size() - 2], tip);
    const QPointF across(-along.y() * width / 2, along.x() * width / 2);
    return QPolygonF({tip, tip - along * length + across, tip - along * length * 0.75, tip - along * length - across});
}

qreal distanceTo(const QPolygonF& points, const QPointF& point)
{
    qreal best = std::numeric_limits<qreal>::infinity();
    for (qsizetype i = 1; i < points.size(); ++i) {
        const QPointF step = points[i] - points[i - 1];
        const qreal square = QPointF::dotProduct(step, step);
        const qreal share = square > 0 ? std::clamp(QPointF::dotProduct(point - points[i - 1], step) / square, 0.0, 1.0) : 0.0;
        best = std::min(best, QLineF(points[i - 1] + step * share, point).length());
    }
    return best;
}
