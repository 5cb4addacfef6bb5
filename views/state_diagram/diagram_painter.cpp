#include "views/state_diagram/diagram_painter.h"

#include "views/common/wording.h"
#include "views/state_diagram/arrow_path.h"
#include "views/state_diagram/label_placement.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>

namespace {

QColor blend(const QColor& a, const QColor& b, qreal share)
{
    const auto channel = [share](float x, float y) { return float(x * share + y * (1.0 - share)); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()), channel(a.blueF(), b.blueF()));
}

QFont weighted(const QFont& font, QFont::Weight weight)
{
    QFont result = font;
    result.setWeight(weight);
    return result;
}

/// Round ends for the initiator, pointed ones for the responder.
QPainterPath beadShape(const TrailBead& bead)
{
    const QRectF& r = bead.rect;
    QPainterPath shape;
    if (bead.side == Side::Initiator) {
        shape.addRoundedRect(r, r.height() / 2, r.height() / 2);
        return shape;
    }
    const qreal point = std::min(r.height() * 0.4, r.width() / 2);
    shape.addPolygon(QPolygonF({QPointF(r.left(), r.center().y()), QPointF(r.left() + point, r.top()), QPointF(r.right() - point, r.top()),
                                QPointF(r.right(), r.center().y()), QPointF(r.right() - point, r.bottom()),
                                QPointF(r.left() + point, r.bottom())}));
    shape.closeSubpath();
    return shape;
}

} // namespace

DiagramKey diagramKey(const Trace& trace, std::optional<ConnectionId> connection, std::uint32_t step)
{
    DiagramKey key;
    for (Side side : kSides) {
        DiagramKeyEntry& entry = key[index(side)];
        entry.name = wording::sideName(side);
        if (!connection)
            continue;
        entry.address = QString::fromStdString(toString(trace.connection(*connection).address(side)));
        entry.state = QCoreApplication::translate("StateDiagram", "%1 (%2)")
                          .arg(wording::stateName(trace.state(*connection, side, step)),
                               wording::certaintyName(trace.certainty(*connection, side, step)));
    }
    return key;
}

DiagramPainter::DiagramPainter(QPainter& painter, const DiagramLayout& layout, const Theme& theme)
    : m_painter(painter), m_layout(layout), m_theme(theme), m_unit(layout.unit), m_line(layout.unit * 0.095)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::TextAntialiasing);
}

void DiagramPainter::paintLine(const QPolygonF& points, const QPen& pen, qreal headScale)
{
    const qreal length = 0.62 * m_unit * headScale;
    m_painter.setPen(pen);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawPath(roundedPath(points, 0.8 * m_unit, length * 0.7));
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(pen.color());
    m_painter.drawPolygon(arrowHead(points, length, length * 0.86));
}

void DiagramPainter::paintLabel(const std::vector<DiagramText>& label)
{
    m_painter.setFont(m_layout.labelFont);
    for (std::size_t i = 0; i < label.size(); ++i) {
        // Where the label stands upon a line, the line is interrupted; where it stands on both sides of one, it is not.
        const qreal edge = 0.14 * m_unit;
        m_painter.fillRect(label[i].rect.adjusted(0, edge, 0, -edge), m_theme.background);
        if (i > 0 && label[i].rect.top() - label[i - 1].rect.bottom() < 0.01)
            m_painter.fillRect(QRectF(label[i].rect.left(), label[i].rect.top() - edge, label[i].rect.width(), 2 * edge),
                               m_theme.background);
    }
    for (const DiagramText& line : label) {
        m_painter.setPen(line.action ? m_theme.mutedText : m_theme.text);
        m_painter.drawText(line.rect, int(line.alignment | Qt::AlignVCenter) | Qt::TextDontClip, line.text);
    }
}

void DiagramPainter::paintBox(const DiagramBox& box)
{
    m_painter.setPen(QPen(m_theme.line, m_line));
    m_painter.setBrush(m_theme.stateFill(box.state));
    m_painter.drawRoundedRect(box.rect, 0.5 * m_unit, 0.5 * m_unit);
    m_painter.setPen(m_theme.text);
    m_painter.setFont(m_layout.nameFont);
    for (const DiagramText& line : box.name)
        m_painter.drawText(line.rect, int(line.alignment | Qt::AlignVCenter) | Qt::TextDontClip, line.text);
}

void DiagramPainter::paintAtRest()
{
    const QColor resting = blend(m_theme.line, m_theme.mutedText, 0.65);
    for (const DiagramArrow& arrow : m_layout.arrows)
        paintLine(arrow.points, QPen(resting, m_line * 1.1), 1.0);
    for (const DiagramArrow& arrow : m_layout.arrows)
        paintLabel(arrow.label);
    for (const DiagramBox& box : m_layout.boxes)
        paintBox(box);
}

/// A little disc or diamond where the way begins, so that no way is told by colour alone.
void DiagramPainter::paintBead(Side side, const QPolygonF& points)
{
    const QPainterPath path = roundedPath(points, 0.8 * m_unit);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.side(side));
    m_painter.drawPath(
        sideShape(side, path.pointAtPercent(path.percentAtLength(std::min(0.55 * m_unit, path.length() / 3))), 0.3 * m_unit));
}

void DiagramPainter::paintUse(const ActiveArrow& arrow, Side side)
{
    const ArrowUse& use = arrow.uses[index(side)];
    if (!use.any())
        return;
    const qreal offset = arrow.shared ? (side == Side::Initiator ? -0.14 : 0.14) * m_unit : 0.0;
    const QPolygonF points = movedSideways(arrow.points, offset);
    const qreal width = m_line * (use.taken ? 2.6 : use.onlyFallen() ? 1.3 : 1.9);
    QPen pen(use.taken ? m_theme.side(side) : faded(side, use.strength), width);
    pen.setCapStyle(Qt::FlatCap);
    if (use.onlyFallen()) {
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({1.0, 2.2});
    } else if (use.assumed) {
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({2.6, 1.5});
    }
    paintLine(points, pen, use.taken ? 1.4 : 1.15);
    if (use.numbers.empty() && use.fallenNumbers.empty())
        paintBead(side, points);
}

void DiagramPainter::paintLitLabel(const ActiveArrow& arrow)
{
    QFont font = weighted(m_layout.labelFont, QFont::Bold);
    font.setStrikeOut(arrow.uses[0].back || arrow.uses[1].back);
    m_painter.setFont(font);
    for (const DiagramText& line : arrow.label) {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_theme.highlight);
        m_painter.drawRoundedRect(line.rect.adjusted(-0.12 * m_unit, 0, 0.12 * m_unit, 0), 0.22 * m_unit, 0.22 * m_unit);
        m_painter.setPen(m_theme.text);
        m_painter.drawText(line.rect, int(line.alignment | Qt::AlignVCenter) | Qt::TextDontClip, line.text);
    }
}

void DiagramPainter::paintOccupied(const DiagramMoment& moment, BoxId id)
{
    const DiagramBox& box = m_layout.boxes[std::size_t(id)];
    paintBox(box);
    const bool both = moment.ends[0].box == moment.ends[1].box;
    m_painter.setBrush(Qt::NoBrush);
    for (Side side : kSides) {
        const DiagramEnd& end = moment.ends[index(side)];
        if (end.box != id)
            continue;
        m_painter.save();
        if (both) { // one half of the frame each
            const qreal half = box.rect.width() / 2;
            m_painter.setClipRect(box.rect.adjusted(side == Side::Initiator ? -m_unit : half, -m_unit,
                                                    side == Side::Initiator ? -half : m_unit, m_unit),
                                  Qt::IntersectClip);
        }
        QPen pen(m_theme.side(side), m_line * 2.2);
        if (Theme::certaintyStyle(end.certainty) != Qt::SolidLine)
            pen.setDashPattern({2.6, 1.7});
        pen.setCapStyle(Qt::FlatCap);
        m_painter.setPen(pen);
        m_painter.drawRoundedRect(box.rect, 0.5 * m_unit, 0.5 * m_unit);
        m_painter.restore();
    }
}

void DiagramPainter::paintMoment(const DiagramMoment& moment, const std::vector<ActiveArrow>& arrows)
{
    for (const ActiveArrow& arrow : arrows) { // their labels may stand elsewhere now
        const DiagramArrow* resting = arrow.always ? m_layout.find(arrow.from, arrow.to, arrow.event) : nullptr;
        for (std::size_t i = 0; resting && i < resting->label.size(); ++i)
            m_painter.fillRect(resting->label[i].rect, m_theme.background);
    }
    for (const ActiveArrow& arrow : arrows) { // lines that are crossed step back a little
        QPen casing(m_theme.background, m_line * (arrow.shared ? 7.0 : 5.0));
        if (arrow.isTaken())
            casing = QPen(m_theme.highlight, m_line * 8.0, Qt::SolidLine, Qt::FlatCap);
        QPolygonF points = arrow.points;
        points.first() +=
            (points[1] - points[0]) * std::min(0.5, 0.25 * m_unit / std::max((points[1] - points[0]).manhattanLength(), 1.0));
        m_painter.strokePath(roundedPath(points, 0.8 * m_unit, 0.4 * m_unit), casing);
    }
    for (const ActiveArrow& arrow : arrows) {
        for (Side side : kSides)
            paintUse(arrow, side);
    }
    for (const ActiveArrow& arrow : arrows) {
        if (!arrow.isTaken())
            paintLabel(arrow.label);
    }
    for (const ActiveArrow& arrow : arrows) {
        if (arrow.isTaken())
            paintLitLabel(arrow);
    }
    for (const DiagramEnd& end : moment.ends)
        paintOccupied(moment, end.box);
}

QColor DiagramPainter::faded(Side side, qreal strength) const
{
    return blend(m_theme.side(side), m_theme.background, strength);
}

void DiagramPainter::paintTrail(const std::vector<TrailBead>& beads)
{
    m_painter.setFont(beadFont(m_layout));
    for (const TrailBead& bead : beads) {
        const QColor color = bead.newest ? m_theme.side(bead.side) : faded(bead.side, bead.strength);
        const QPainterPath shape = beadShape(bead);
        m_painter.setBrush(m_theme.background);
        m_painter.setPen(QPen(m_theme.background, m_line * 3.2));
        m_painter.drawPath(shape);
        QPen pen(color, m_line * 1.5);
        if (bead.assumed || bead.fallen)
            pen.setDashPattern({1.8, 1.2});
        pen.setCapStyle(Qt::FlatCap);
        m_painter.setPen(pen);
        m_painter.setBrush(bead.newest ? color : blend(color, m_theme.background, 0.14));
        m_painter.drawPath(shape);
        if (bead.fallen) { // under the number, which stays legible
            const qreal out = 0.2 * m_unit;
            m_painter.setPen(QPen(m_theme.mutedText, m_line * 1.2, Qt::SolidLine, Qt::RoundCap));
            m_painter.drawLine(bead.rect.bottomLeft() + QPointF(-out, out) / 2, bead.rect.topRight() + QPointF(out, -out) / 2);
        }
        const bool lightText = contrastRatio(m_theme.background, color) > contrastRatio(m_theme.text, color);
        const QColor ink = bead.newest && lightText ? m_theme.background : m_theme.text;
        m_painter.setPen(ink);
        m_painter.drawText(bead.rect, Qt::AlignCenter | Qt::TextDontClip, bead.text);
    }
}

QPainterPath DiagramPainter::sideShape(Side side, const QPointF& centre, qreal radius) const
{
    QPainterPath path;
    if (side == Side::Initiator) {
        path.addEllipse(centre, radius, radius);
        return path;
    }
    const qreal r = radius * 1.18; // as large to the eye as the disc
    path.moveTo(centre.x(), centre.y() - r);
    path.lineTo(centre.x() + r, centre.y());
    path.lineTo(centre.x(), centre.y() + r);
    path.lineTo(centre.x() - r, centre.y());
    path.closeSubpath();
    return path;
}

void DiagramPainter::paintToken(Side side, const QPointF& centre, bool assumed)
{
    const QColor& color = m_theme.side(side);
    m_painter.setPen(QPen(m_theme.background, m_line * 3.4, Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
    m_painter.setBrush(m_theme.background);
    const QPainterPath shape = sideShape(side, centre, m_layout.tokenRadius - m_line * 1.2);
    m_painter.drawPath(shape);
    QPen pen(color, m_line * 1.9, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (assumed)
        pen.setDashPattern({1.5, 1.0});
    m_painter.setPen(pen);
    m_painter.setBrush(assumed ? blend(color, m_theme.background, 0.22) : color);
    m_painter.drawPath(shape);
}

void DiagramPainter::paintKey(const DiagramKey& key)
{
    const qreal left = m_layout.legend.left() + 1.95 * m_unit;
    const qreal room = m_layout.legend.right() - left;
    qreal y = m_layout.legend.top();
    const auto write = [&](const QString& text, QFont::Weight weight, const QColor& color) {
        m_painter.setFont(weighted(m_layout.labelFont, weight));
        m_painter.setPen(color);
        m_painter.drawText(QRectF(left, y, room, m_unit), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
                           QFontMetricsF(m_painter.font()).elidedText(text, Qt::ElideMiddle, room));
        y += m_unit;
    };
    for (Side side : kSides) {
        const DiagramKeyEntry& entry = key[index(side)];
        const bool known = !entry.address.isEmpty();
        paintToken(side, QPointF(m_layout.legend.left() + 0.82 * m_unit, y + m_unit * (known ? 1.0 : 0.5)), false);
        write(entry.name, QFont::DemiBold, m_theme.text);
        if (known)
            write(entry.address, QFont::Normal, m_theme.mutedText);
        y += (known ? 0.45 : 0.6) * m_unit;
    }
    QPen dashed(m_theme.mutedText, m_line * 1.9);
    dashed.setDashPattern({2.6, 1.5});
    m_painter.setPen(dashed);
    m_painter.drawLine(QPointF(m_layout.legend.left() + 0.05 * m_unit, y + m_unit / 2),
                       QPointF(left - 0.35 * m_unit, y + m_unit / 2));
    write(QCoreApplication::translate("StateDiagram", "dashed: assumed"), QFont::Normal, m_theme.mutedText);
}

void DiagramPainter::paintHover(BoxId box, bool focus)
{
    const qreal by = (focus ? 0.32 : 0.0) * m_unit;
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(m_theme.text, m_line * 1.3, focus ? Qt::DotLine : Qt::SolidLine));
    m_painter.drawRoundedRect(m_layout.boxes[std::size_t(box)].rect.adjusted(-by, -by, by, by), 0.5 * m_unit + by,
                              0.5 * m_unit + by);
}

void DiagramPainter::paintHover(const QPolygonF& points, const std::vector<DiagramText>& label)
{
    paintLine(points, QPen(m_theme.text, m_line * 1.6), 1.2);
    paintLabel(label);
}

void paintStateDiagram(QPainter& painter, const QRectF& area, const Trace& trace, std::optional<ConnectionId> connection,
                       std::uint32_t step, const Theme& theme, const QFont& font, bool trail)
{
    painter.save();
    painter.fillRect(area, theme.background);
    if (connection)
        step = std::min(step, trace.stepCount(*connection));
    const DiagramLayout layout = layoutStateDiagram(area, font);
    DiagramPainter shapes(painter, layout, theme);
    shapes.paintAtRest();
    shapes.paintKey(diagramKey(trace, connection, step));
    if (connection) {
        RouteFinder routes(layout);
        const DiagramMoment moment = momentAt(trace, *connection, step);
        const std::vector<ActiveArrow> arrows = activeArrows(layout, routes, moment, trail);
        shapes.paintMoment(moment, arrows);
        shapes.paintTrail(trailBeads(layout, moment, arrows));
        for (Side side : kSides) {
            const DiagramEnd& end = moment.ends[index(side)];
            shapes.paintToken(side, layout.boxes[std::size_t(end.box)].tokens[index(side)],
                              Theme::certaintyStyle(end.certainty) != Qt::SolidLine);
        }
    }
    painter.restore();
}
