#pragma once
#include "views/state_diagram/diagram_layout.h"

/// Events above a horizontal line at `y`, actions below it, as the RFC writes them.
/// Texts keep `gap` away from it.
std::vector<DiagramText> labelAcross(std::vector<DiagramText> lines, qreal x, qreal y, qreal gap);
/// All lines to the left or right (`side`) of a vertical line through `middle`, `gap` away from it.
std::vector<DiagramText> labelBeside(std::vector<DiagramText> lines, const QPointF& middle, Qt::Alignment side, qreal gap);
/// All lines upon the line, which is interrupted for them.
std::vector<DiagramText> labelOnLine(std::vector<DiagramText> lines, const QPointF& middle);
/// The rectangle around all lines.
QRectF labelBounds(const std::vector<DiagramText>& lines);

/// The best place for a label along `points`: clear of boxes, tokens, the key, all labels of the layout and `occupied`, and of
/// lines as far as possible. Where nothing is clear, the place that hides least.
std::vector<DiagramText> labelAlong(const DiagramLayout& layout, const QPolygonF& points, const std::vector<DiagramText>& lines,
                                    const std::vector<QRectF>& occupied);
