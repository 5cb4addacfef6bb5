#include "views/state_diagram/trail_beads.h"

#include "views/common/wording.h"
#include "views/state_diagram/arrow_path.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

constexpr qreal kHeight = 0.92; ///< In units, as all that follows.
constexpr qreal kStart = 0.62;  ///< Where a bead likes to be, from the beginning of its arrow.
constexpr qreal kInward = 0.34; ///< It may stand upon the edge of the box.
constexpr qreal kHead = 0.95;   ///< Kept free before the end.

QString textOf(const std::vector<std::uint32_t>& numbers)
{
    if (numbers.size() == 1)
        return wording::number(numbers.front());
    const QString first = wording::number(numbers.front());
    const QString last = wording::number(numbers.back());
    return numbers.size() == 2 ? wording::list({first, last}) : first + QChar(0x2026) + last;
}

/// All beads of one end upon one arrow: what stands, and what was taken back.
void addBeads(std::vector<TrailBead>& beads, std::vector<const ActiveArrow*>& owners, const ActiveArrow& arrow, Side side)
{
    const ArrowUse& use = arrow.uses[index(side)];
    for (const bool fallen : {false, true}) {
        const auto& numbers = fallen ? use.fallenNumbers : use.numbers;
        if (numbers.empty())
            continue;
        TrailBead bead;
        bead.side = side;
        bead.text = textOf(numbers);
        bead.strength = use.strength;
        bead.newest = !fallen && use.taken && !use.back;
        bead.assumed = !fallen && use.assumed;
        bead.fallen = fallen;
        beads.push_back(bead);
        owners.push_back(&arrow);
    }
}

/// Finds places one after the other.
class BeadPlacer {
public:
    BeadPlacer(const DiagramLayout& layout, const DiagramMoment& moment, const std::vector<ActiveArrow>& arrows)
        : m_unit(layout.unit), m_metrics(beadFont(layout))
    {
        for (const DiagramBox& box : layout.boxes) {
            for (const DiagramText& line : box.name)
                m_hard.push_back(line.rect);
        }
        for (Side side : kSides)
            m_hard.push_back(layout.tokenRect(moment.ends[index(side)].box, side));
        m_hard.push_back(layout.legend);
        // A label of an arrow that is walked may have moved a little.
        for (const ActiveArrow& arrow : arrows)
            addTexts(arrow.label);
        for (const DiagramArrow& arrow : layout.arrows) {
            const bool isWalked = std::any_of(arrows.begin(), arrows.end(), [&](const ActiveArrow& walked) {
                return walked.always && walked.from == arrow.from && walked.to == arrow.to && walked.event == arrow.row->event;
            });
            if (!isWalked)
                addTexts(arrow.label);
        }
        for (const DiagramArrow& arrow : layout.arrows)
            m_lines.push_back(&arrow.points);
    }

    QRectF place(const TrailBead& bead, const ActiveArrow& arrow)
    {
        const qreal height = std::max(kHeight * m_unit, m_metrics.height() * 0.98);
        const qreal ends = bead.text.size() == 1 ? 0.0 : (bead.side == Side::Initiator ? 0.5 : 0.72) * m_unit;
        const qreal width = std::max(height * (bead.side == Side::Initiator ? 1.0 : 1.24), m_metrics.horizontalAdvance(bead.text) + ends);
        const qreal shift = arrow.shared ? (bead.side == Side::Initiator ? -0.14 : 0.14) * m_unit : 0.0;
        QRectF best;
        qreal least = std::numeric_limits<qreal>::infinity();
        const qreal length = lengthOf(arrow.points);
        for (qreal along = -kInward * m_unit; along <= std::max(length - kHead * m_unit, length / 2); along += 0.16 * m_unit) {
            for (const qreal aside : {shift, shift - 0.3 * m_unit, shift + 0.3 * m_unit, shift - 0.6 * m_unit, shift + 0.6 * m_unit,
                                      shift - kHeight * 1.15 * m_unit, shift + kHeight * 1.15 * m_unit}) {
                const qreal away = (std::abs(along - kStart * m_unit) + 1.5 * std::abs(aside - shift)) / m_unit;
                if (away >= least) // however free it is
                    continue;
                QRectF rect(0, 0, width, height);
                rect.moveCenter(pointAt(arrow.points, along, aside));
                if (const qreal cost = away + costOf(rect, arrow); cost < least) {
                    least = cost;
                    best = rect;
                }
            }
        }
        m_beads.push_back(best);
        return best;
    }

private:
    void addTexts(const std::vector<DiagramText>& label)
    {
        for (const DiagramText& line : label)
            m_hard.push_back(line.rect.adjusted(0, 0.1 * m_unit, 0, -0.1 * m_unit)); // letters leave the line's edge free
    }

    static qreal lengthOf(const QPolygonF& points)
    {
        qreal length = 0;
        for (qsizetype i = 1; i < points.size(); ++i)
            length += QLineF(points[i - 1], points[i]).length();
        return length;
    }

    /// Negative: before the beginning, in the first piece's direction. `aside` as movedSideways() counts it.
    static QPointF pointAt(const QPolygonF& points, qreal along, qreal aside)
    {
        qsizetype i = 1;
        for (; i + 1 < points.size(); ++i) {
            const qreal piece = QLineF(points[i - 1], points[i]).length();
            if (along <= piece)
                break;
            along -= piece;
        }
        const QPointF step = points[i] - points[i - 1];
        const QPointF direction = step / std::max(std::hypot(step.x(), step.y()), 0.01);
        return points[i - 1] + direction * along + QPointF(-direction.y(), direction.x()) * aside;
    }

    qreal costOf(const QRectF& rect, const ActiveArrow& arrow) const
    {
        const auto overlap = [this](const QRectF& a, const QRectF& b) {
            const QRectF common = a & b;
            return common.isEmpty() ? 0.0 : common.width() * common.height() / (m_unit * m_unit);
        };
        const QRectF roomy = rect.adjusted(-0.12 * m_unit, -0.06 * m_unit, 0.12 * m_unit, 0.06 * m_unit);
        qreal cost = 0;
        for (const QRectF& other : m_hard)
            cost += overlap(roomy, other) > 0 ? 10 + 100 * overlap(roomy, other) : 0;
        for (const QRectF& other : m_beads)
            cost += overlap(roomy, other) > 0 ? 10 + 100 * overlap(roomy, other) : 0;
        for (const QPolygonF* line : m_lines) { // upon another arrow it would seem to belong there
            if (*line != arrow.points && distanceTo(*line, rect.center()) < rect.height() / 2)
                cost += 4;
        }
        return cost;
    }

    qreal m_unit;
    QFontMetricsF m_metrics;
    std::vector<QRectF> m_hard;
    std::vector<QRectF> m_beads;
    std::vector<const QPolygonF*> m_lines;
};

} // namespace

QFont beadFont(const DiagramLayout& layout)
{
    QFont font = layout.labelFont;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.78);
    else
        font.setPixelSize(std::max(1, int(font.pixelSize() * 0.78)));
    font.setWeight(QFont::Bold);
    return font;
}

std::vector<TrailBead> trailBeads(const DiagramLayout& layout, const DiagramMoment& moment, const std::vector<ActiveArrow>& arrows)
{
    std::vector<TrailBead> beads;
    std::vector<const ActiveArrow*> owners;
    for (const ActiveArrow& arrow : arrows) {
        for (Side side : kSides)
            addBeads(beads, owners, arrow, side);
    }
    std::vector<std::size_t> order(beads.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return beads[a].strength > beads[b].strength; });
    BeadPlacer placer(layout, moment, arrows);
    for (const std::size_t i : order)
        beads[i].rect = placer.place(beads[i], *owners[i]);
    return beads;
}
