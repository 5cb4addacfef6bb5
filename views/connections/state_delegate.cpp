#include "views/connections/state_delegate.h"

#include "model/session/connection_model.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

void StateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = cell.text;
    cell.text.clear();
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const QVariant value = index.data(ConnectionModel::ValueRole);
    if (!value.isValid())
        return;

    const qreal padding = cell.fontMetrics.height() * 0.4;
    const qreal inset = std::max(1.0, cell.rect.height() * 0.08);
    QRectF box = QRectF(cell.rect).adjusted(padding * 0.5, inset, -padding * 0.5, -inset);
    box.setWidth(std::min(box.width(), cell.fontMetrics.horizontalAdvance(text) + 2 * padding));
    const auto certainty = Certainty(index.data(ConnectionModel::CertaintyRole).toInt());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(m_theme.stateFill(tcp::State(value.toInt())));
    painter->setPen(QPen(m_theme.mutedText, 1.0, Theme::certaintyStyle(certainty)));
    painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0);
    painter->setPen(m_theme.text);
    painter->setFont(cell.font);
    const QRectF inner = box.adjusted(padding, 0, -padding + 1.0, 0);
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, cell.fontMetrics.elidedText(text, Qt::ElideRight, int(inner.width()) + 1));
    painter->restore();
}
