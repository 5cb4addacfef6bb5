#include "views/common/wording.h"
#include "views/ladder/ladder_strokes.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace strokes {

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
    const qreal outer = std::max(m.left, m.timeRight);
    const QRectF nameBox = onLeft ? QRectF(outer, line - m.textHeight / 2, lifeline - away - outer, m.textHeight)
                                  : QRectF(lifeline + away, line - m.textHeight / 2, m.width - lifeline - away, m.textHeight);
    painter.setFont(m.smallFont);
    painter.setPen(picture.theme.mutedText);
    const int alignment = int(onLeft ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine);
    if (QFontMetricsF(m.smallFont).horizontalAdvance(wording::sideName(side)) <= nameBox.width()) // between narrow ones the token must do
        painter.drawText(nameBox, alignment, wording::sideName(side));
}

void paintHeader(QPainter& painter, const LadderPicture& picture, const LadderMetrics& m)
{
    painter.fillRect(QRectF(m.left, 0, m.width - m.left, m.headerHeight), picture.theme.panel);
    painter.setPen(QPen(picture.theme.line, 1.0));
    painter.drawLine(QPointF(m.left, m.headerHeight - 0.5), QPointF(m.width, m.headerHeight - 0.5));
    for (Side side : kSides)
        paintEndTitle(painter, side, picture, m);
    painter.setFont(m.smallFont);
    painter.setPen(picture.theme.mutedText);
    const qreal y = m.headerHeight - m.spacing - m.textHeight;
    if (m.frameRight > 0)
        painter.drawText(QRectF(0, y, m.frameRight, m.textHeight), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, ladderFrameTitle());
    if (m.timeRight > 0)
        painter.drawText(QRectF(0, y, m.timeRight, m.textHeight), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, ladderTimeTitle(m));
}

void paintHeaderText(QPainter& painter, const QString& text, const Theme& theme, const LadderMetrics& m)
{
    const qreal away = m.textHeight * 0.36 + 2 * m.spacing;
    const QRectF box(m.lifelines[0] + away, m.headerHeight - m.spacing - m.textHeight, m.lifelines[1] - m.lifelines[0] - 2 * away, m.textHeight);
    painter.setFont(m.smallFont);
    painter.setPen(theme.mutedText);
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, QFontMetricsF(m.smallFont).elidedText(text, Qt::ElideRight, box.width()));
}

std::vector<const LadderMetrics*> metricsOf(const std::vector<LadderLane>& lanes)
{
    std::vector<const LadderMetrics*> result;
    for (const LadderLane& lane : lanes)
        result.push_back(&lane.metrics);
    return result;
}

QString ladderHeaderText(const std::vector<LadderLane>& lanes, const LadderLane& lane, const QString& legend)
{
    if (lanes.size() == 1)
        return legend;
    const QString name = QCoreApplication::translate("Ladder", "Connection %1").arg(lane.picture.connection);
    const LadderMetrics& m = lane.metrics;
    const QString both = name + QStringLiteral(" · ") + legend;
    const bool hasRoom = QFontMetricsF(m.smallFont).horizontalAdvance(both) < m.lifelines[1] - m.lifelines[0] - 2 * (m.textHeight + 2 * m.spacing);
    return legend.isEmpty() || !hasRoom ? name : both;
}

void paintHeaders(QPainter& painter, const std::vector<LadderLane>& lanes)
{
    for (const LadderLane& lane : lanes) {
        const LadderMetrics& m = lane.metrics;
        const Theme& theme = lane.picture.theme;
        paintHeader(painter, lane.picture, m);
        if (lanes.size() == 1)
            continue;
        if (lane.isSelected)
            painter.fillRect(QRectF(m.bandLeft(Side::Initiator), m.headerHeight - 3, m.bandLeft(Side::Responder) + m.bandWidth - m.bandLeft(Side::Initiator), 3), theme.text);
        if (m.left > 0) { // a thin line between two connections
            painter.setPen(QPen(theme.line, 1.0));
            painter.drawLine(QPointF(m.left + 0.5, 0), QPointF(m.left + 0.5, m.headerHeight));
        }
    }
    for (std::size_t i = 0; i + 1 < lanes.size(); ++i) {
        const LadderLane& left = lanes[i];
        const LadderLane& right = lanes[i + 1];
        if (!shareHost(left.picture.trace, left.picture.connection, right.picture.connection))
            continue;
        const LadderMetrics& m = left.metrics;
        const qreal y = m.headerHeight - m.spacing - m.textHeight / 2, radius = m.textHeight * 0.36 + m.spacing;
        const QPointF from(m.lifelines[1] + radius, y), to(right.metrics.lifelines[0] - radius, y);
        const QString text = QCoreApplication::translate("Ladder", "one host");
        const QFontMetricsF font(m.smallFont);
        const qreal room = font.horizontalAdvance(text) + 2 * m.spacing;
        // In place of the words for the two ends.
        painter.fillRect(QRectF(m.lifelines[1] + radius - m.spacing / 2, y - m.textHeight / 2, to.x() - from.x() + m.spacing, m.textHeight), left.picture.theme.panel);
        painter.setPen(QPen(left.picture.theme.mutedText, 1.5));
        const bool hasRoom = room + 4 * m.spacing < to.x() - from.x();
        const qreal half = (to.x() - from.x()) / 2 - (hasRoom ? room / 2 : 0);
        painter.drawLine(from, from + QPointF(half, 0));
        painter.drawLine(to, to - QPointF(half, 0));
        painter.setFont(m.smallFont);
        if (hasRoom)
            painter.drawText(QRectF(from.x() + half, y - m.textHeight / 2, room, m.textHeight), Qt::AlignCenter | Qt::TextSingleLine, text);
    }
}

void paintMoreRows(QPainter& painter, const QRectF& box, std::uint32_t rows, const Theme& theme, const LadderMetrics& m)
{
    const QString text = rows == 1 ? QCoreApplication::translate("Ladder", "… 1 more row")
                                   : QCoreApplication::translate("Ladder", "… %1 more rows").arg(wording::number(rows));
    painter.setFont(m.font);
    painter.setPen(theme.mutedText);
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
}

} // namespace strokes
