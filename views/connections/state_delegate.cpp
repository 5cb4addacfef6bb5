#include "views/connections/state_delegate.h"

#include "model/session/connection_model.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace {

/// More than all states in all columns of a table: only columns that are being dragged wider make more, and begin anew.
constexpr qsizetype kPictures = 256;

} // namespace

std::size_t qHash(const StateDelegate::Label& label, std::size_t seed)
{
    return qHashMulti(seed, label.text, int(label.state), int(label.certainty), label.cell.width(), label.cell.height(), label.scale);
}

void StateDelegate::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_pictures.clear();
}

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

    const qreal ratio = painter->device()->devicePixelRatio();
    const Label label{text, cell.font, tcp::State(value.toInt()), Certainty(index.data(ConnectionModel::CertaintyRole).toInt()), cell.rect.size(), int(ratio)};
    // Where a scaled screen puts cells between its pixels a picture would not be sharp.
    if (ratio != std::floor(ratio) || painter->worldTransform().type() > QTransform::TxTranslate) {
        paintLabel(painter, cell.rect, label);
        return;
    }
    auto picture = m_pictures.constFind(label);
    if (picture == m_pictures.cend()) {
        if (m_pictures.size() >= kPictures)
            m_pictures.clear();
        QPixmap pixmap(label.cell * label.scale);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter inner(&pixmap);
        paintLabel(&inner, QRectF(QPointF(), cell.rect.size()), label);
        inner.end();
        picture = m_pictures.insert(label, pixmap);
    }
    painter->drawPixmap(cell.rect.topLeft(), *picture);
}

void StateDelegate::paintLabel(QPainter* painter, const QRectF& cell, const Label& label) const
{
    const QFontMetrics metrics(label.font);
    const qreal padding = metrics.height() * 0.4;
    const qreal inset = std::max(1.0, cell.height() * 0.08);
    QRectF box = cell.adjusted(padding * 0.5, inset, -padding * 0.5, -inset);
    box.setWidth(std::min(box.width(), metrics.horizontalAdvance(label.text) + 2 * padding));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(m_theme.stateFill(label.state));
    painter->setPen(QPen(m_theme.mutedText, 1.0, Theme::certaintyStyle(label.certainty)));
    painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0);
    painter->setPen(m_theme.text);
    painter->setFont(label.font);
    const QRectF inner = box.adjusted(padding, 0, -padding + 1.0, 0);
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, metrics.elidedText(label.text, Qt::ElideRight, int(inner.width()) + 1));
    painter->restore();
}
