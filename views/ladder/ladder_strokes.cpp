#include "views/ladder/ladder_strokes.h"

#include "views/common/wording.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace strokes {

namespace {

/// Over the rows that have not happened yet: they stay readable, but step back.
constexpr int kVeilAlpha = 125;

} // namespace

// --- the rows

void paintColumns(QPainter& painter, const std::vector<RowShape>& rows, const LadderPicture& picture, const LadderMetrics& m)
{
    painter.setFont(m.font);
    const auto current = picture.currentRecord();
    for (const RowShape& row : rows) {
        painter.setPen(row.record == current ? picture.theme.text : picture.theme.mutedText);
        if (!row.frame.isEmpty())
            painter.drawText(row.frameBox, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, row.frame);
        painter.setPen(picture.theme.text);
        if (!row.time.isEmpty())
            painter.drawText(row.timeBox, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, row.time);
    }
    painter.setFont(m.smallFont);
    painter.setPen(picture.theme.mutedText);
    for (const RowShape& row : rows) {
        if (!row.gap.isEmpty())
            painter.drawText(row.gapBox, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, row.gap);
    }
}

void paintBands(QPainter& painter, const std::vector<BandShape>& bands, const Theme& theme)
{
    for (const BandShape& band : bands) {
        // A part that goes on reaches into the next one, lest a seam shows where pixels are scaled.
        painter.fillRect(band.box.adjusted(0, 0, 0, band.goesOn ? 1.0 : 0.0), theme.stateFill(band.state));
        // Drawn line by line: where an equally named part goes on there is no edge.
        QPen pen(theme.mutedText, 1.0, Theme::certaintyStyle(band.certainty), Qt::FlatCap);
        if (pen.style() != Qt::SolidLine)
            pen.setDashPattern({4.0, 3.0});
        painter.setPen(pen);
        const QRectF box = band.box.adjusted(0.5, 0, -0.5, 0);
        painter.drawLine(box.topLeft(), box.bottomLeft());
        painter.drawLine(box.topRight(), box.bottomRight());
    }
}

void paintTicks(QPainter& painter, const std::vector<BandShape>& bands, const Theme& theme, const LadderMetrics& m)
{
    for (const BandShape& band : bands) {
        if (!band.begins)
            continue;
        const qreal lifeline = m.lifelines[index(band.side)];
        const qreal outer = band.side == Side::Initiator ? band.box.left() : band.box.right();
        QPen pen(theme.side(band.side), 1.5 * m.penWidth, Theme::certaintyStyle(band.certainty), Qt::FlatCap);
        if (pen.style() != Qt::SolidLine)
            pen.setDashPattern({3.0, 2.0});
        painter.setPen(pen);
        painter.drawLine(QPointF(outer, band.box.top()), QPointF(lifeline, band.box.top()));
    }
}

void paintBandNames(QPainter& painter, const std::vector<BandNameShape>& names, const Theme& theme, const LadderMetrics& m)
{
    painter.setPen(theme.text);
    for (const BandNameShape& name : names) {
        QFont font = m.isCompact ? m.smallFont : m.font;
        font.setItalic(name.assumed);
        painter.setFont(font);
        if (!m.isCompact) {
            painter.drawText(name.box, Qt::AlignCenter | Qt::TextSingleLine, name.text);
            continue;
        }
        painter.save(); // upright, to be read from below
        painter.translate(name.box.bottomLeft());
        painter.rotate(-90);
        painter.drawText(QRectF(0, 0, name.box.height(), name.box.width()), Qt::AlignCenter | Qt::TextSingleLine, name.text);
        painter.restore();
    }
}

void paintArrowHead(QPainter& painter, const ArrowShape& arrow, const QColor& color, const Theme& theme, const LadderMetrics& m)
{
    const QPointF way = arrow.to - arrow.from;
    const QPointF along = way / std::hypot(way.x(), way.y());
    const QPointF across(-along.y(), along.x());
    const qreal length = m.penWidth * 6.5;
    const QPointF back = arrow.to - along * length;
    painter.setPen(arrow.isToEstimated ? QPen(color, m.penWidth) : QPen(Qt::NoPen));
    painter.setBrush(arrow.isToEstimated ? theme.background : color);
    painter.drawPolygon(QPolygonF{{arrow.to, back + across * length * 0.4, back - across * length * 0.4}});
}

/// A ring where the segment is estimated to have left.
void paintHollowStart(QPainter& painter, const ArrowShape& arrow, const QColor& color, const Theme& theme, const LadderMetrics& m)
{
    painter.setPen(QPen(color, m.penWidth));
    painter.setBrush(theme.background);
    painter.drawEllipse(arrow.from, 2.2 * m.penWidth, 2.2 * m.penWidth);
}

void paintClock(QPainter& painter, const QPointF& centre, const QColor& ring, const Theme& theme, const LadderMetrics& m)
{
    const qreal radius = m.textHeight * 0.38;
    painter.setBrush(theme.background);
    painter.setPen(QPen(ring, m.penWidth));
    painter.drawEllipse(centre, radius, radius);
    painter.drawLine(centre, centre - QPointF(0, radius * 0.65));
    painter.drawLine(centre, centre + QPointF(radius * 0.5, 0));
}

/// A user's call: a small triangle that points into the lifeline from the side of the state.
void paintCall(QPainter& painter, const ArrowShape& mark, const QColor& color, const LadderMetrics& m)
{
    const qreal size = m.textHeight * 0.4;
    const qreal outward = mark.sender == Side::Initiator ? -size : size;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{{mark.from - QPointF(outward, 0), mark.from + QPointF(outward, -size), mark.from + QPointF(outward, size)}});
}

void paintTags(QPainter& painter, const ArrowShape& arrow, const QColor& color, const LadderMetrics& m)
{
    painter.setFont(m.smallFont);
    for (const TagShape& tag : arrow.tags) {
        const QRectF box = tag.box.adjusted(0.5, 0.5, -0.5, -0.5);
        painter.setPen(QPen(color, 1.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
        painter.drawText(tag.box, Qt::AlignCenter | Qt::TextSingleLine, tag.text);
    }
}

/// Nobody knows whether it arrived: no cross, which would say that it did not.
void paintDoubtMark(QPainter& painter, const ArrowShape& arrow, const QColor& color, const Theme& theme, const LadderMetrics& m)
{
    const qreal radius = std::min(m.textHeight * 0.42, std::max(2.0, m.rowHeight * 0.4));
    const QPointF centre = arrow.to + QPointF((arrow.to.x() > arrow.from.x() ? -1 : 1) * (radius + 1), 0);
    painter.setPen(QPen(color, m.penWidth, Qt::DashLine));
    painter.setBrush(theme.background);
    painter.drawEllipse(centre, radius, radius);
    QFont font = m.smallFont;
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(theme.text);
    if (radius * 2 >= m.smallTextHeight * 0.8)
        painter.drawText(QRectF(centre.x() - radius, centre.y() - m.smallTextHeight / 2, 2 * radius, m.smallTextHeight), Qt::AlignCenter | Qt::TextSingleLine, QStringLiteral("?"));
}

/// Where a segment was lost.
void paintCross(QPainter& painter, const QPointF& centre, const QColor& color, const LadderMetrics& m)
{
    const qreal size = m.textHeight * 0.35;
    painter.setPen(QPen(color, m.penWidth * 1.8));
    painter.drawLine(centre + QPointF(-size, -size), centre + QPointF(size, size));
    painter.drawLine(centre + QPointF(-size, size), centre + QPointF(size, -size));
}

/// Qt makes dashes for the whole of a line, however little of it is in view: of one that is zoomed to many screens they take longer than
/// all the rest.
static void drawVisiblePart(QPainter& painter, const QLineF& line, QPen pen)
{
    const qreal margin = 4 * pen.widthF();
    const QRectF clip = painter.clipBoundingRect();
    qreal first = 0, last = 1;
    if (line.dy() != 0 && painter.hasClipping()) {
        const qreal a = (clip.top() - margin - line.y1()) / line.dy(), b = (clip.bottom() + margin - line.y1()) / line.dy();
        first = std::max(first, std::min(a, b));
        last = std::min(last, std::max(a, b));
    }
    if (first >= last)
        return;
    pen.setDashOffset(pen.dashOffset() + first * line.length() / pen.widthF());
    painter.setPen(pen);
    painter.drawLine(line.pointAt(first), line.pointAt(last));
}

void paintArrowLine(QPainter& painter, const ArrowShape& arrow, const Theme& theme, const LadderMetrics& m)
{
    if (arrow.kind == RecordKind::Timeout) {
        paintClock(painter, arrow.from, theme.side(arrow.sender), theme, m);
    } else if (arrow.kind == RecordKind::Call) {
        paintCall(painter, arrow, theme.side(arrow.sender), m);
    } else if (arrow.kind == RecordKind::LostSegment) {
        painter.setPen(theme.kindPen(arrow.segmentKind, m.penWidth));
        painter.drawLine(arrow.from, arrow.to);
        paintCross(painter, arrow.to, theme.kind(SegmentKind::Rst), m);
    } else {
        const QColor color = theme.kind(arrow.segmentKind);
        const QPointF way = arrow.to - arrow.from;
        const QPointF end = arrow.isInDoubt ? arrow.from + way * 0.7 : arrow.to - way * (m.penWidth * 5.0 / std::hypot(way.x(), way.y()));
        drawVisiblePart(painter, QLineF(arrow.from, end), theme.kindPen(arrow.segmentKind, m.penWidth));
        if (arrow.isInDoubt) {
            painter.setPen(QPen(color, m.penWidth, Qt::DotLine));
            painter.drawLine(end, arrow.to);
            paintDoubtMark(painter, arrow, color, theme, m);
        } else {
            paintArrowHead(painter, arrow, color, theme, m);
        }
        if (arrow.isFromEstimated)
            paintHollowStart(painter, arrow, color, theme, m);
    }
}

void paintArrowLabel(QPainter& painter, const ArrowShape& arrow, bool isCurrent, const Theme& theme, const LadderMetrics& m)
{
    if (arrow.label.isEmpty())
        return;
    if (arrow.kind == RecordKind::Segment || arrow.kind == RecordKind::LostSegment)
        paintTags(painter, arrow, theme.kind(arrow.segmentKind), m);
    painter.setFont(m.font);
    painter.setPen(arrow.segmentKind == SegmentKind::Ack && !isCurrent ? theme.mutedText : theme.text);
    painter.drawText(arrow.labelBox, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, arrow.label);
}

void paintDoubt(QPainter& painter, const ArrowShape& arrow, const Theme& theme, const LadderMetrics& m)
{
    if (arrow.doubt.isEmpty())
        return;
    QFont font = m.smallFont;
    font.setItalic(true);
    painter.setFont(font);
    painter.setPen(theme.text);
    painter.drawText(arrow.doubtBox, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, arrow.doubt);
}

void paintCovered(QPainter& painter, const ArrowShape& arrow, const Theme& theme, const LadderMetrics& m)
{
    QColor glow = theme.side(other(arrow.sender));
    glow.setAlpha(90);
    painter.setPen(QPen(glow, m.penWidth * 5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(arrow.from, arrow.to);
    // A tick at the receiver's end: it has arrived.
    const qreal size = m.textHeight * 0.3;
    const qreal inward = arrow.sender == Side::Initiator ? -3.5 * size : 1.5 * size;
    const QPointF low = arrow.to + QPointF(inward, -size * 0.8);
    painter.setPen(QPen(theme.side(other(arrow.sender)), m.penWidth * 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{{low + QPointF(-size * 0.6, -size * 0.6), low, low + QPointF(size, -size * 1.4)}});
}

void paintJoin(QPainter& painter, const JoinShape& join, const Theme& theme, const LadderMetrics& m)
{
    QPainterPath path(join.from);
    path.cubicTo(QPointF(join.bend, join.from.y()), QPointF(join.bend, join.to.y()), join.to);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.kind(SegmentKind::Retransmission), std::max(1.0, m.penWidth * 0.75)));
    painter.drawPath(path);
    painter.setBrush(theme.kind(SegmentKind::Retransmission));
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(join.from, 1.5 * m.penWidth, 1.5 * m.penWidth);
}

void paintHover(QPainter& painter, const QRectF& box, const Theme& theme)
{
    QColor fill = theme.text;
    fill.setAlpha(theme.dark ? 26 : 16);
    painter.setBrush(fill);
    QPen pen(theme.mutedText, 1.0, Qt::DotLine);
    painter.setPen(pen);
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
}

void paintMark(QPainter& painter, const QRectF& box, const Theme& theme)
{
    const qreal size = std::min(box.width(), box.height());
    const QRectF flag(box.center().x() - size * 0.35, box.center().y() - size * 0.45, size * 0.7, size * 0.9);
    painter.setPen(QPen(theme.text, std::max(1.0, size * 0.09)));
    painter.drawLine(flag.topLeft(), flag.bottomLeft());
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.kind(SegmentKind::Rst));
    painter.drawPolygon(QPolygonF{{flag.topLeft(), QPointF(flag.right(), flag.top() + flag.height() * 0.28), QPointF(flag.left(), flag.top() + flag.height() * 0.56)}});
}

void paintNote(QPainter& painter, const QRectF& box, const Theme& theme)
{
    const qreal size = std::min(box.width(), box.height());
    const QRectF bubble(box.center().x() - size * 0.45, box.center().y() - size * 0.4, size * 0.9, size * 0.6);
    QPainterPath path;
    path.addRoundedRect(bubble, size * 0.15, size * 0.15);
    QPainterPath tail;
    tail.addPolygon(QPolygonF{{QPointF(bubble.left() + size * 0.2, bubble.bottom() - 1), QPointF(bubble.left() + size * 0.2, bubble.bottom() + size * 0.25),
                               QPointF(bubble.left() + size * 0.5, bubble.bottom() - 1)}});
    painter.setPen(QPen(theme.mutedText, 1.0));
    painter.setBrush(theme.panel);
    painter.drawPath(path.united(tail));
    for (const qreal share : {0.35, 0.65})
        painter.drawLine(QPointF(bubble.left() + size * 0.18, bubble.top() + bubble.height() * share), QPointF(bubble.right() - size * 0.18, bubble.top() + bubble.height() * share));
}

void paintDensity(QPainter& painter, qreal top, const std::vector<DensityCount>& rows, const Theme& theme, const LadderMetrics& m)
{
    static constexpr SegmentKind kKinds[kAnomalyCount] = {SegmentKind::Retransmission, SegmentKind::Rst, SegmentKind::Fin, SegmentKind::Rst};
    std::uint32_t most = 1;
    for (const DensityCount& row : rows)
        most = std::max({most, row.segments[0], row.segments[1]});
    const qreal lane = m.spacing;
    const qreal middle = (m.lifelines[0] + m.lifelines[1]) / 2 - kAnomalyCount * lane / 2;
    const qreal half = middle - m.lifelines[0] - 2 * lane;
    QColor sides[2] = {theme.initiator, theme.responder};
    for (QColor& color : sides) { // paler, and yet opaque: blending so much would cost more than all the rest
        const auto mixed = [](int over, int under) { return (over * 3 + under * 2) / 5; };
        color = QColor(mixed(color.red(), theme.background.red()), mixed(color.green(), theme.background.green()), mixed(color.blue(), theme.background.blue()));
    }
    QList<QRectF> bars[2], marks[kAnomalyCount];
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const qreal y = top + qreal(i);
        const DensityCount& row = rows[i];
        const qreal left = half * row.segments[0] / most, right = half * row.segments[1] / most;
        if (left > 0)
            bars[0].append(QRectF(m.lifelines[0], y, left, 1));
        if (right > 0)
            bars[1].append(QRectF(m.lifelines[1] - right, y, right, 1));
        for (std::size_t a = 0; a < row.anomalies.size(); ++a) {
            if (row.anomalies[a] > 0) // each kind in a column of its own; high enough to be seen
                marks[a].append(QRectF(middle + qreal(a) * lane, y - 1, lane - 1, 3));
        }
    }
    painter.save(); // thousands of bars, all as high as a pixel: one colour after the other
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    for (const Side side : kSides) {
        painter.setBrush(sides[index(side)]);
        painter.drawRects(bars[index(side)]);
    }
    for (std::size_t a = 0; a < std::size(marks); ++a) {
        painter.setBrush(theme.kind(kKinds[a]));
        painter.drawRects(marks[a]);
    }
    painter.restore();
}

/// Lifelines are dotted where nothing happened for long.
void paintLifelines(QPainter& painter, qreal height, const std::vector<RowShape>& rows, qreal firstTop, const Theme& theme, const LadderMetrics& m)
{
    for (Side side : kSides) {
        const qreal x = m.lifelines[index(side)];
        qreal top = 0;
        for (const RowShape& row : rows) {
            if (row.gap.isEmpty())
                continue;
            const qreal end = firstTop + (row.row - rows.front().row + 1) * m.rowHeight;
            const qreal begin = end - 2 * m.spacing;
            painter.setPen(QPen(theme.side(side), m.penWidth, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(QPointF(x, top), QPointF(x, begin));
            QPen dots(theme.side(side), m.penWidth, Qt::CustomDashLine, Qt::FlatCap);
            dots.setDashPattern({1.0, 1.5});
            painter.setPen(dots);
            painter.drawLine(QPointF(x, begin), QPointF(x, end + m.spacing));
            top = end + m.spacing;
        }
        painter.setPen(QPen(theme.side(side), m.penWidth, Qt::SolidLine, Qt::FlatCap));
        if (top < height)
            painter.drawLine(QPointF(x, top), QPointF(x, height));
    }
}

/// Rows that have not happened yet step back. The state bands follow only where the next row's change may stand, so that the present
/// states (whose names may reach into the next row) are never veiled.
void paintVeil(QPainter& painter, qreal top, qreal bottom, qreal bandDelay, const Theme& theme, const std::vector<const LadderMetrics*>& lanes)
{
    QColor veil = theme.background;
    veil.setAlpha(kVeilAlpha);
    const qreal nextChange = std::min(bottom, top + bandDelay);
    const auto cover = [&](qreal left, qreal right, qreal from, qreal end) {
        if (end > from)
            painter.fillRect(QRectF(left, from, right - left, end - from), veil);
    };
    // What has to be large is so once: many large ones cost more than all the rest of the picture.
    cover(lanes.front()->left, lanes.back()->width, nextChange, bottom);
    for (const LadderMetrics* m : lanes) {
        cover(m->left, m->bandLeft(Side::Initiator), top, nextChange);
        cover(m->lifelines[0] + m->penWidth, m->lifelines[1] - m->penWidth, top, nextChange);
        cover(m->bandLeft(Side::Responder) + m->bandWidth, m->width, top, nextChange);
    }
}

} // namespace strokes
