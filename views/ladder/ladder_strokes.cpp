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
    for (const RowShape& row : rows) {
        const bool isCurrent = row.row + 1 == picture.step;
        painter.setPen(isCurrent ? picture.theme.text : picture.theme.mutedText);
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
        QFont font = m.font;
        font.setItalic(name.assumed);
        painter.setFont(font);
        painter.drawText(name.box, Qt::AlignCenter | Qt::TextSingleLine, name.text);
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

/// Where a segment was lost.
void paintCross(QPainter& painter, const QPointF& centre, const QColor& color, const LadderMetrics& m)
{
    const qreal size = m.textHeight * 0.35;
    painter.setPen(QPen(color, m.penWidth * 1.8));
    painter.drawLine(centre + QPointF(-size, -size), centre + QPointF(size, size));
    painter.drawLine(centre + QPointF(-size, size), centre + QPointF(size, -size));
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
        painter.setPen(theme.kindPen(arrow.segmentKind, m.penWidth));
        painter.drawLine(arrow.from, arrow.to - way * (m.penWidth * 5.0 / std::hypot(way.x(), way.y())));
        paintArrowHead(painter, arrow, color, theme, m);
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
    for (QColor& color : sides)
        color.setAlpha(150);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const qreal y = top + qreal(i);
        const DensityCount& row = rows[i];
        const qreal left = half * row.segments[0] / most, right = half * row.segments[1] / most;
        painter.fillRect(QRectF(m.lifelines[0], y, left, 1), sides[0]);
        painter.fillRect(QRectF(m.lifelines[1] - right, y, right, 1), sides[1]);
        for (std::size_t a = 0; a < row.anomalies.size(); ++a) {
            if (row.anomalies[a] > 0) // each kind in a column of its own; high enough to be seen
                painter.fillRect(QRectF(middle + qreal(a) * lane, y - 1, lane - 1, 3), theme.kind(kKinds[a]));
        }
    }
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
void paintVeil(QPainter& painter, qreal top, qreal bottom, qreal bandDelay, const Theme& theme, const LadderMetrics& m)
{
    QColor veil = theme.background;
    veil.setAlpha(kVeilAlpha);
    const qreal left = m.bandLeft(Side::Initiator);
    const qreal right = m.bandLeft(Side::Responder) + m.bandWidth;
    const qreal inner[2] = {m.lifelines[0] + m.penWidth, m.lifelines[1] - m.penWidth};
    const auto cover = [&](qreal x, qreal y, qreal end) { painter.fillRect(QRectF(x, y, end - x, std::max(0.0, bottom - y)), veil); };
    cover(0, top, left);
    const qreal nextChange = top + bandDelay;
    cover(left, nextChange, inner[0]);
    cover(inner[0], top, inner[1]);
    cover(inner[1], nextChange, right);
    cover(right, top, m.width);
}

// --- the header

void paintToken(QPainter& painter, Side side, const QPointF& centre, qreal radius, const Theme& theme)
{
    painter.setPen(QPen(theme.background, 1.0));
    painter.setBrush(theme.side(side));
    if (side == Side::Initiator) {
        painter.drawEllipse(centre, radius, radius);
        return;
    }
    const qreal r = radius * 1.2;
    painter.drawPolygon(QPolygonF{{centre - QPointF(0, r), centre + QPointF(r, 0), centre + QPointF(0, r), centre - QPointF(r, 0)}});
}

void paintEndTitle(QPainter& painter, Side side, const LadderPicture& picture, const LadderMetrics& m)
{
    const qreal lifeline = m.lifelines[index(side)];
    const qreal middle = (m.lifelines[0] + m.lifelines[1]) / 2;
    const qreal left = side == Side::Initiator ? m.bandLeft(side) : middle + m.spacing;
    const qreal right = side == Side::Initiator ? middle - m.spacing : m.bandLeft(side) + m.bandWidth;

    QFont bold = m.font;
    bold.setBold(true);
    const QFontMetricsF metrics(bold);
    const QString full = QString::fromStdString(toString(picture.trace.connection(picture.connection).address(side)));
    const QString address = metrics.elidedText(full, Qt::ElideMiddle, right - left);
    const qreal width = std::ceil(metrics.horizontalAdvance(address)) + 1;
    const qreal x = std::clamp(lifeline - width / 2, left, std::max(left, right - width));
    painter.setFont(bold);
    painter.setPen(picture.theme.text);
    painter.drawText(QRectF(x, m.spacing, width, m.textHeight), Qt::AlignCenter | Qt::TextSingleLine, address);

    const qreal line = m.headerHeight - m.spacing - m.textHeight / 2;
    const qreal radius = m.textHeight * 0.36;
    paintToken(painter, side, QPointF(lifeline, line), radius, picture.theme);
    const qreal away = radius + 2 * m.spacing;
    const bool onLeft = side == Side::Initiator;
    const QRectF nameBox = onLeft ? QRectF(0, line - m.textHeight / 2, lifeline - away, m.textHeight)
                                  : QRectF(lifeline + away, line - m.textHeight / 2, m.width - lifeline - away, m.textHeight);
    painter.setFont(m.smallFont);
    painter.setPen(picture.theme.mutedText);
    const int alignment = int(onLeft ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine);
    painter.drawText(nameBox, alignment, wording::sideName(side));
}

void paintHeader(QPainter& painter, const LadderPicture& picture, const LadderMetrics& m)
{
    painter.fillRect(QRectF(0, 0, m.width, m.headerHeight), picture.theme.panel);
    painter.setPen(QPen(picture.theme.line, 1.0));
    painter.drawLine(QPointF(0, m.headerHeight - 0.5), QPointF(m.width, m.headerHeight - 0.5));
    for (Side side : kSides)
        paintEndTitle(painter, side, picture, m);
    painter.setFont(m.smallFont);
    painter.setPen(picture.theme.mutedText);
    const qreal y = m.headerHeight - m.spacing - m.textHeight;
    if (m.frameRight > 0)
        painter.drawText(QRectF(0, y, m.frameRight, m.textHeight), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, ladderFrameTitle());
    if (m.timeRight > 0)
        painter.drawText(QRectF(0, y, m.timeRight, m.textHeight), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, ladderTimeTitle());
}

} // namespace strokes
