#pragma once
#include <QPainterPath>
#include <QPolygonF>

/// `points` (axis-parallel) moved sideways: to the left of its direction for negative `by`.
QPolygonF movedSideways(const QPolygonF& points, qreal by);
/// A line through `points` with rounded corners; the last `shorter` pixels are left out, for the head.
QPainterPath roundedPath(const QPolygonF& points, qreal radius, qreal shorter = 0);
/// The head at the end of `points`.
QPolygonF arrowHead(const QPolygonF& points, qreal length, qreal width);
/// Distance from `point` to the nearest piece of the line.
qreal distanceTo(const QPolygonF& points, const QPointF& point);
