#pragma once
#include "views/connections/state_delegate.h"

/// Paints a state as a label, and beside it, struck through, the one that the row takes back.
class TakenBackStateDelegate : public StateDelegate {
    Q_OBJECT
public:
    using StateDelegate::StateDelegate;

    void setTheme(const Theme& theme);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The width of a cell for that state.
    static int widthFor(const QFontMetrics& metrics, const QString& state);

private:
    Theme m_theme = Theme::light();
};

/// Paints the segment between its two arrows, which stand below each other in all rows; for a SegmentsModel.
class SegmentDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Theme& theme) { m_theme = theme; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The font of fixed width that goes with the table's.
    static QFont segmentFont(const QFont& font);
    /// As many of the `<…>` fields as there is room for, the flags among them: half a number would be a wrong number.
    static QString fitted(const QString& text, const QFontMetricsF& metrics, qreal width);

private:
    Theme m_theme = Theme::light();
};
