#include "views/ladder/ladder_painter.h"

#include "views/common/wording.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace {

constexpr std::uint32_t kExportedRows = 200;
/// Over the rows that have not happened yet: they stay readable, but step back.
constexpr int kVeilAlpha = 125;

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

void paintArrowHead(QPainter& painter, const ArrowShape& arrow, const QColor& color, const LadderMetrics& m)
{
    const QPointF way = arrow.to - arrow.from;
    const QPointF along = way / std::hypot(way.x(), way.y());
    const QPointF across(-along.y(), along.x());
    const qreal length = m.penWidth * 6.5;
    const QPointF back = arrow.to - along * length;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{{arrow.to, back + across * length * 0.4, back - across * length * 0.4}});
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

void paintArrow(QPainter& painter, const ArrowShape& arrow, bool isCurrent, const Theme& theme, const LadderMetrics& m)
{
    if (arrow.kind == RecordKind::Timeout) {
        paintClock(painter, arrow.from, theme.side(arrow.sender), theme, m);
    } else if (arrow.kind == RecordKind::Call) {
        paintCall(painter, arrow, theme.side(arrow.sender), m);
    } else if (arrow.kind == RecordKind::LostSegment) {
        painter.setPen(theme.kindPen(arrow.segmentKind, m.penWidth));
        painter.drawLine(arrow.from, arrow.to);
        paintCross(painter, arrow.to, theme.kind(SegmentKind::Rst), m);
        paintTags(painter, arrow, theme.kind(arrow.segmentKind), m);
    } else {
        const QColor color = theme.kind(arrow.segmentKind);
        const QPointF way = arrow.to - arrow.from;
        painter.setPen(theme.kindPen(arrow.segmentKind, m.penWidth));
        painter.drawLine(arrow.from, arrow.to - way * (m.penWidth * 5.0 / std::hypot(way.x(), way.y())));
        paintArrowHead(painter, arrow, color, m);
        paintTags(painter, arrow, color, m);
    }
    painter.setFont(m.font);
    painter.setPen(arrow.segmentKind == SegmentKind::Ack && !isCurrent ? theme.mutedText : theme.text);
    painter.drawText(arrow.labelBox, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, arrow.label);
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
void paintVeil(QPainter& painter, qreal top, qreal bottom, const Theme& theme, const LadderMetrics& m)
{
    QColor veil = theme.background;
    veil.setAlpha(kVeilAlpha);
    const qreal left = m.bandLeft(Side::Initiator);
    const qreal right = m.bandLeft(Side::Responder) + m.bandWidth;
    const qreal inner[2] = {m.lifelines[0] + m.penWidth, m.lifelines[1] - m.penWidth};
    const auto cover = [&](qreal x, qreal y, qreal end) { painter.fillRect(QRectF(x, y, end - x, std::max(0.0, bottom - y)), veil); };
    cover(0, top, left);
    const qreal nextChange = top + m.arrowTop - m.penWidth; // above its tick
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

/// Says in an export what a window would show when it is scrolled.
void paintMoreRows(QPainter& painter, const QRectF& box, std::uint32_t rows, const Theme& theme, const LadderMetrics& m)
{
    const QString text = rows == 1 ? QCoreApplication::translate("Ladder", "… 1 more row")
                                   : QCoreApplication::translate("Ladder", "… %1 more rows").arg(wording::number(rows));
    painter.setFont(m.font);
    painter.setPen(theme.mutedText);
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
}

} // namespace

std::uint32_t paintLadderWindow(QPainter& painter, const QRectF& area, double scrollTop, const LadderPicture& picture, const LadderMetrics& m)
{
    const Theme& theme = picture.theme;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area, Qt::IntersectClip);
    painter.translate(area.topLeft());
    painter.fillRect(QRectF(QPointF(), area.size()), theme.background);

    const qreal height = area.height() - m.headerHeight;
    const std::uint32_t rowCount = picture.trace.stepCount(picture.connection);
    const RowRange rows = m.visibleRows(scrollTop, height, rowCount);
    const qreal firstTop = m.rowTop(rows.first) - scrollTop; // near 0 however far down that is
    const qreal contentEnd = std::min(height, m.contentHeight(rowCount) - scrollTop);
    painter.save();
    painter.setClipRect(QRectF(0, m.headerHeight, m.width, height), Qt::IntersectClip);
    painter.translate(0, m.headerHeight);

    const qreal doneEnd = m.rowTop(picture.step) - scrollTop;
    if (picture.step > 0 && rows.contains(picture.step - 1))
        painter.fillRect(QRectF(0, doneEnd - m.rowHeight, m.width, m.rowHeight), theme.highlight);
    const auto rowShapes = layoutRows(picture.trace, picture.connection, rows, m);
    const auto bands = layoutBands(picture.trace, picture.connection, rows, m);
    paintLifelines(painter, contentEnd, rowShapes, firstTop, theme, m);
    painter.translate(0, firstTop);
    paintBands(painter, bands, theme);
    paintTicks(painter, bands, theme, m);
    paintBandNames(painter, layoutBandNames(bands, -firstTop, height - firstTop, m), theme, m);
    for (const ArrowShape& arrow : layoutArrows(picture.trace, picture.connection, rows, m, picture.notation))
        paintArrow(painter, arrow, arrow.row + 1 == picture.step, theme, m);
    paintColumns(painter, rowShapes, picture, m);
    painter.translate(0, -firstTop);

    if (picture.step < rowCount)
        paintVeil(painter, std::max(0.0, doneEnd), contentEnd, theme, m);
    painter.restore();
    paintHeader(painter, picture, m);
    painter.restore();
    return rows.count;
}

void paintLadder(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId id, std::uint32_t step, const Theme& theme,
                 const QFont& font, const Notation& notation)
{
    const LadderMetrics metrics = ladderMetrics(trace, id, font, area.width());
    const bool fits = metrics.headerHeight + metrics.contentHeight(trace.stepCount(id)) <= area.height() + 1;
    const qreal footer = fits ? 0 : metrics.rowHeight;
    const qreal height = area.height() - metrics.headerHeight - footer;
    const double most = std::max(0.0, metrics.contentHeight(trace.stepCount(id)) - height);
    const double centred = metrics.rowTop(step) - metrics.rowHeight / 2 - height / 2;
    // From row to row, so that no row is cut at the top.
    const double rows = std::max(0.0, std::min(centred, most)) / metrics.rowHeight;
    const double scrollTop = (centred >= most ? std::ceil(rows) : std::floor(rows)) * metrics.rowHeight;
    QRectF shown = area.adjusted(0, 0, 0, -footer);
    if (scrollTop < most) // nor at the bottom
        shown.setHeight(metrics.headerHeight + metrics.topPadding + std::floor((height - metrics.topPadding) / metrics.rowHeight) * metrics.rowHeight);
    painter.fillRect(area, theme.background);
    paintLadderWindow(painter, shown, scrollTop, {trace, id, step, theme, notation}, metrics);
    if (!fits) {
        const auto above = std::uint32_t(std::lround(scrollTop / metrics.rowHeight));
        const auto room = std::uint32_t(std::max(0.0, std::floor((height - metrics.topPadding) / metrics.rowHeight)));
        const std::uint32_t drawn = std::min(room, trace.stepCount(id) - above);
        paintMoreRows(painter, QRectF(area.left(), shown.bottom(), area.width(), area.bottom() - shown.bottom()), trace.stepCount(id) - drawn, theme, metrics);
    }
}

QSizeF ladderSize(const Trace& trace, ConnectionId id, const QFont& font, const Notation& notation)
{
    const std::uint32_t rows = std::min(trace.stepCount(id), kExportedRows);
    const QFontMetricsF text(font);
    qreal widest = text.averageCharWidth() * 40;
    for (const ArrowShape& arrow : layoutArrows(trace, id, {0, rows}, ladderMetrics(trace, id, font, 100 * text.averageCharWidth() * 10), notation)) {
        const qreal right = arrow.tags.empty() ? arrow.labelBox.right() : arrow.tags.back().box.right();
        widest = std::max(widest, right - arrow.labelBox.left());
    }
    widest = std::min(widest, text.averageCharWidth() * 150);
    const LadderMetrics wide = ladderMetrics(trace, id, font, 100 * text.averageCharWidth() * 10);
    const qreal rest = wide.width - (wide.lifelines[1] - wide.lifelines[0]);
    return QSizeF(std::ceil(rest + widest + 12 * wide.spacing), std::ceil(wide.headerHeight + wide.contentHeight(rows) + (rows < trace.stepCount(id) ? wide.rowHeight : 0)));
}
