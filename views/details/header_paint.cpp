#include "views/details/header_paint.h"

#include "views/details/header_layout.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace {

void paintFlag(QPainter& painter, const HeaderField& field, const Theme& theme, const QFont& font)
{
    QFont flagFont = font;
    flagFont.setBold(field.isSet);
    painter.setFont(flagFont);
    painter.setPen(field.isSet ? theme.background : theme.mutedText);
    const QFontMetricsF metrics(flagFont);
    const qreal line = metrics.height() * 0.9;
    qreal y = field.rect.center().y() - line * 3 / 2; // three letters at most, one below the other, as in the RFC
    for (const QChar letter : field.name) {
        painter.drawText(QRectF(field.rect.left(), y, field.rect.width(), line), Qt::AlignCenter, letter);
        y += line;
    }
}

void paintField(QPainter& painter, const HeaderField& field, const Theme& theme, const QFont& font)
{
    const QRectF rect = field.rect;
    if (field.isFlag && field.isSet)
        painter.fillRect(rect, theme.text);
    else if (field.isMuted)
        painter.fillRect(rect, theme.panel);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.line, 1.0));
    painter.drawRect(rect);
    if (field.isFlag) {
        paintFlag(painter, field, theme, font);
        return;
    }
    const QFontMetricsF metrics(font);
    const qreal padding = metrics.height() * 0.25;
    const QRectF inner = rect.adjusted(padding, padding * 0.6, -padding, -padding * 0.6);
    painter.setFont(font);
    painter.setPen(theme.mutedText);
    painter.drawText(inner, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, field.name);
    QFont valueFont = font;
    valueFont.setBold(!field.isMuted);
    painter.setFont(valueFont);
    painter.setPen(field.isMuted ? theme.mutedText : theme.text);
    painter.drawText(inner, Qt::AlignHCenter | Qt::AlignBottom, QFontMetricsF(valueFont).elidedText(field.value, Qt::ElideRight, inner.width()));
}

} // namespace

void paintHeader(QPainter& painter, const QRectF& area, const Trace& trace, const Record& record, const Theme& theme, const QFont& font)
{
    const HeaderLayout layout = layoutHeader(trace, record, area.width() - 1.0, font);
    painter.save();
    painter.translate(area.topLeft() + QPointF(0.5, 0.5)); // on whole pixels
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() > 0 ? font.pointSizeF() * 0.75 : 8.0);
    const qreal bit = layout.bitNumbers.front().width();
    const int every = QFontMetricsF(small).horizontalAdvance(QStringLiteral("00")) * 1.4 <= bit ? 1 : 4;
    painter.setFont(small);
    painter.setPen(theme.mutedText);
    for (int i = 0; i < int(layout.bitNumbers.size()); ++i) {
        if (i % every == 0 || i == 31)
            painter.drawText(layout.bitNumbers[std::size_t(i)].adjusted(-bit, 0, bit, 0), Qt::AlignCenter, QString::number(i));
    }
    for (const HeaderField& field : layout.fields)
        paintField(painter, field, theme, font);
    painter.restore();
}
