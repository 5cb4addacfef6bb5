#include "views/sockets/socket_delegates.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

FillDelegate::FillDelegate(int role, bool warns, QObject* parent) : QStyledItemDelegate(parent), m_role(role), m_warns(warns) {}

void FillDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QVariant fill = index.data(m_role);
    if (!fill.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = cell.text;
    cell.text.clear();
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const bool isFull = m_warns && fill.toDouble() >= 0.9;
    const qreal padding = cell.fontMetrics.height() * 0.3;
    const QRectF track = QRectF(cell.rect).adjusted(padding, padding * 0.6, -padding, -padding * 0.6);
    QRectF bar = track;
    bar.setWidth(track.width() * std::clamp(fill.toDouble(), 0.0, 1.0));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(isFull ? m_theme.kind(SegmentKind::Rst) : m_theme.line, isFull ? 1.6 : 1.0));
    painter->setBrush(m_theme.panel);
    painter->drawRoundedRect(track, 3, 3);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.stateFill(isFull ? tcp::State::Listen : tcp::State::FinWait1));
    if (bar.width() >= 1)
        painter->drawRoundedRect(bar.adjusted(0.8, 0.8, -0.8, -0.8), 2.5, 2.5);
    painter->setPen(m_theme.text);
    QFont font = cell.font;
    font.setBold(isFull);
    painter->setFont(font);
    const QRectF room = track.adjusted(padding, 0, -padding, 0);
    // Cut off without a sign a number would be another number.
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignRight, QFontMetricsF(font).elidedText(text, Qt::ElideRight, room.width()));
    painter->restore();
}
