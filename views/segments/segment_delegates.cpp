#include "views/segments/segment_delegates.h"

#include "views/segments/segments_model.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

bool isSelected(const QStyleOptionViewItem& option)
{
    return option.state.testFlag(QStyle::State_Selected);
}

QColor textColor(const QStyleOptionViewItem& option, const QColor& plain)
{
    const auto group = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    return isSelected(option) ? option.palette.color(group, QPalette::HighlightedText) : plain;
}

/// What StateDelegate leaves around a name, about.
int spacing(const QFontMetrics& metrics)
{
    return int(std::ceil(metrics.height() * 0.4));
}

} // namespace

void TakenBackStateDelegate::setTheme(const Theme& theme)
{
    m_theme = theme;
    StateDelegate::setTheme(theme);
}

void TakenBackStateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const int space = spacing(cell.fontMetrics);
    QStyleOptionViewItem inner = option; // a step away from the time, which stands at its column's right edge
    inner.rect.setLeft(inner.rect.left() + space);
    StateDelegate::paint(painter, inner, index);
    const QString state = index.data(SegmentsModel::TakenBackRole).toString();
    if (state.isEmpty())
        return;
    QRectF box = inner.rect;
    box.setLeft(box.left() + cell.fontMetrics.horizontalAdvance(cell.text) + 3.5 * space);
    if (cell.fontMetrics.horizontalAdvance(state) > box.width()) // the last column says it in words
        return;
    QFont font = cell.font;
    font.setStrikeOut(true);
    painter->save();
    painter->setFont(font);
    painter->setPen(textColor(cell, m_theme.mutedText));
    painter->drawText(box, Qt::AlignVCenter | Qt::AlignLeft, state);
    painter->restore();
}

int TakenBackStateDelegate::widthFor(const QFontMetrics& metrics, const QString& state)
{
    return metrics.horizontalAdvance(state) + 5 * spacing(metrics);
}

QFont SegmentDelegate::segmentFont(const QFont& font)
{
    QFont fixed = font;
    fixed.setFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
    fixed.setStyleHint(QFont::Monospace);
    return fixed;
}

QString SegmentDelegate::fitted(const QString& text, const QFontMetricsF& metrics, qreal width)
{
    if (metrics.horizontalAdvance(text) <= width)
        return text;
    if (!text.startsWith(u'<'))
        return metrics.elidedText(text, Qt::ElideRight, width);
    // The flags say most: what stands behind them goes first, then what stands before them, from the last.
    const qsizetype control = std::max<qsizetype>(0, text.indexOf(u"<CTL="_s)), behind = text.indexOf(u'>', control) + 1;
    const QString flags = text.mid(control, behind - control);
    if (const QString shorter = text.left(behind) + u'…'; behind < text.size() && metrics.horizontalAdvance(shorter) <= width)
        return shorter;
    for (qsizetype end = control; end > 0; ) {
        end = text.lastIndexOf(u'<', end - 1);
        const QString shorter = text.left(end) + u'…' + flags;
        if (metrics.horizontalAdvance(shorter) <= width)
            return shorter;
    }
    return u"…"_s;
}

void SegmentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QColor plain = cell.palette.color(QPalette::Text); // ForegroundRole's, where there is one
    cell.text.clear();
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const auto* model = static_cast<const SegmentsModel*>(index.model());
    const LadderLine line = model->line(index.row());
    const auto record = model->recordOf(index.row());
    if (!record)
        return;

    const QFont font = segmentFont(cell.font);
    const QFontMetricsF metrics(font);
    const qreal space = metrics.horizontalAdvance(u' ');
    const qreal arrow = 3 * space; // "-->" in a font of fixed width
    const QRectF box = QRectF(cell.rect).adjusted(space, 0, -space, 0);
    // By its base line: laying lines out in a box takes as long again as drawing them.
    const qreal room = box.width() - 2 * (arrow + space);
    if (room < space)
        return;
    const qreal base = std::round(box.top() + (box.height() - metrics.height()) / 2) + metrics.ascent();
    painter->save();
    painter->setFont(font);
    painter->setPen(textColor(cell, plain));
    painter->drawText(QPointF(box.left() + arrow + space, base), fitted(line.text, metrics, room));
    if (!line.arrows[0].isEmpty()) {
        painter->setPen(textColor(cell, m_theme.kind(model->kindOf(index.row()))));
        painter->drawText(QPointF(box.left(), base), line.arrows[0]);
        painter->drawText(QPointF(box.right() - arrow, base), line.arrows[1]);
    }
    painter->restore();
}
