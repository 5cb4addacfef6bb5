#include "views/state_diagram/label_placement.h"

#include "views/state_diagram/arrow_path.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

/// Stacks the lines that `take` chooses, each centred on `x`, downwards from `y`.
void stack(std::vector<DiagramText>& lines, qreal x, qreal y, std::optional<bool> action)
{
    for (DiagramText& line : lines) {
        if (action && line.action != *action)
            continue;
        line.rect.moveTopLeft(QPointF(x - line.rect.width() / 2, y));
        y += line.rect.height();
    }
}

qreal heightOf(const std::vector<DiagramText>& lines, std::optional<bool> action)
{
    qreal height = 0;
    for (const DiagramText& line : lines)
        height += !action || line.action == *action ? line.rect.height() : 0;
    return height;
}

constexpr qreal kHidesSomething = 100;

/// How bad it is that one of them hides the other.
qreal overlap(const QRectF& a, const QRectF& b)
{
    const QRectF common = a & b;
    return common.isEmpty() ? 0 : kHidesSomething + common.width() * common.height();
}

/// What a label there would hide: much for boxes and texts, by their area, and a little for each line that it would interrupt.
qreal hidden(const DiagramLayout& layout, const std::vector<DiagramText>& label, const std::vector<QRectF>& occupied)
{
    qreal area = 0;
    for (const DiagramText& line : label) {
        const QRectF rect = line.rect.adjusted(-2, 0, 2, 0);
        if (!layout.area.contains(rect))
            area += rect.width() * rect.height() * 10;
        area += overlap(rect, layout.legend);
        for (BoxId id = 0; id < kBoxCount; ++id) {
            area += overlap(rect, layout.boxes[std::size_t(id)].rect);
            for (Side side : kSides)
                area += overlap(rect, layout.tokenRect(id, side));
        }
        for (const QRectF& other : occupied)
            area += overlap(rect, other);
        for (const DiagramArrow& arrow : layout.arrows) {
            area += overlap(rect, labelBounds(arrow.label));
            for (qsizetype i = 1; i < arrow.points.size(); ++i)
                area +=
                    overlap(rect, QRectF(arrow.points[i - 1], arrow.points[i]).normalized().adjusted(-1, -1, 1, 1)) > 0 ? 0.5 : 0;
        }
    }
    return area;
}

qreal widthOf(const std::vector<DiagramText>& lines)
{
    qreal width = 0;
    for (const DiagramText& line : lines)
        width = std::max(width, line.rect.width());
    return width;
}

/// The ways to write a label at one point of a line, the best first; `away` moves it further from the line.
std::vector<std::vector<DiagramText>> writings(const std::vector<DiagramText>& lines, const QPointF& at, bool horizontal,
                                               qreal unit, qreal away)
{
    // Both ends may walk side by side there, and the label may be lit.
    const qreal gap = 0.35 * unit + away;
    std::vector<std::vector<DiagramText>> result;
    if (horizontal && away == 0)
        result.push_back(labelAcross(lines, at.x(), at.y(), gap));
    if (!horizontal) {
        result.push_back(labelBeside(lines, at, Qt::AlignRight, gap + 0.25 * unit));
        result.push_back(labelBeside(lines, at, Qt::AlignLeft, gap + 0.25 * unit));
    }
    const qreal x = widthOf(lines) / 2 + gap;
    const qreal y = heightOf(lines, std::nullopt) / 2 + gap;
    if (horizontal || away > 0) {
        for (const QPointF& shift : {QPointF(0, -y), QPointF(0, y)})
            result.push_back(labelOnLine(lines, at + shift));
    }
    if (away > 0) {
        for (const qreal share : {0.3, -0.3, 0.6, -0.6, 1.0, -1.0}) {
            result.push_back(labelOnLine(lines, at + QPointF(x * share, -y)));
            result.push_back(labelOnLine(lines, at + QPointF(x * share, y)));
        }
    }
    return result;
}

/// Points along a line at which a label may stand: the middle of the longest piece first, and ever further from the middles.
struct Spot {
    QPointF at;
    bool horizontal;
    qreal demerit;
};

std::vector<Spot> spotsAlong(const QPolygonF& points, qreal unit)
{
    std::vector<Spot> spots;
    for (qsizetype i = 1; i < points.size(); ++i) {
        const QPointF step = points[i] - points[i - 1];
        const qreal length = step.manhattanLength();
        const int count = std::max(1, int(length / unit));
        for (int k = 0; k <= count; ++k) {
            const qreal share = (k + 0.5) / (count + 1);
            const qreal fromMiddle = std::abs(share - 0.5) * length;
            spots.push_back({points[i - 1] + step * share, std::abs(step.x()) > std::abs(step.y()), fromMiddle - length / 2});
        }
    }
    std::stable_sort(spots.begin(), spots.end(), [](const Spot& a, const Spot& b) { return a.demerit < b.demerit; });
    return spots;
}

/// The free place nearest to the line, anywhere in the picture; `otherwise` if there is none.
std::vector<DiagramText> nearestFree(const DiagramLayout& layout, const QPolygonF& points, const std::vector<DiagramText>& lines,
                                     const std::vector<QRectF>& occupied, std::vector<DiagramText> otherwise)
{
    const qreal pitch = 0.5 * layout.unit;
    qreal nearest = std::numeric_limits<qreal>::infinity();
    for (qreal y = layout.area.top(); y < layout.area.bottom(); y += pitch) {
        for (qreal x = layout.area.left(); x < layout.area.right(); x += pitch) {
            const qreal distance = distanceTo(points, QPointF(x, y));
            if (distance >= nearest)
                continue;
            std::vector<DiagramText> label = labelOnLine(lines, QPointF(x, y));
            if (hidden(layout, label, occupied) >= kHidesSomething)
                continue;
            nearest = distance;
            otherwise = std::move(label);
        }
    }
    return otherwise;
}

} // namespace

std::vector<DiagramText> labelAcross(std::vector<DiagramText> lines, qreal x, qreal y, qreal gap)
{
    stack(lines, x, y - gap - heightOf(lines, false), false);
    stack(lines, x, y + gap, true);
    return lines;
}

std::vector<DiagramText> labelBeside(std::vector<DiagramText> lines, const QPointF& middle, Qt::Alignment side, qreal gap)
{
    qreal y = middle.y() - heightOf(lines, std::nullopt) / 2;
    for (DiagramText& line : lines) {
        line.rect.moveTop(y);
        if (side.testFlag(Qt::AlignLeft))
            line.rect.moveRight(middle.x() - gap);
        else
            line.rect.moveLeft(middle.x() + gap);
        line.alignment = side.testFlag(Qt::AlignLeft) ? Qt::AlignRight : Qt::AlignLeft;
        y += line.rect.height();
    }
    return lines;
}

std::vector<DiagramText> labelOnLine(std::vector<DiagramText> lines, const QPointF& middle)
{
    stack(lines, middle.x(), middle.y() - heightOf(lines, std::nullopt) / 2, std::nullopt);
    return lines;
}

QRectF labelBounds(const std::vector<DiagramText>& lines)
{
    QRectF bounds;
    for (const DiagramText& line : lines)
        bounds |= line.rect;
    return bounds;
}

std::vector<DiagramText> labelAlong(const DiagramLayout& layout, const QPolygonF& points, const std::vector<DiagramText>& lines,
                                    const std::vector<QRectF>& occupied)
{
    const std::vector<Spot> spots = spotsAlong(points, layout.unit);
    std::vector<DiagramText> best = lines;
    qreal least = std::numeric_limits<qreal>::infinity();
    for (const qreal away : {0.0, 0.8, 1.6, 2.4, 3.2, 4.5, 6.0}) {
        for (const Spot& spot : spots) {
            for (auto& label : writings(lines, spot.at, spot.horizontal, layout.unit, away * layout.unit)) {
                // Rather over a thin line than far from its own.
                const qreal cost = hidden(layout, label, occupied) + away;
                if (cost >= least)
                    continue;
                least = cost;
                best = std::move(label);
            }
        }
        if (least <= away + 0.8)
            break;
    }
    return least < kHidesSomething ? best : nearestFree(layout, points, lines, occupied, std::move(best));
}
