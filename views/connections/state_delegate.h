#pragma once
#include "views/common/theme.h"

#include <QHash>
#include <QPixmap>
#include <QStyledItemDelegate>

/// Paints a state as a filled label, with a dashed border where the state is only assumed.
class StateDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Theme& theme);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    /// All that a label's picture depends on, besides the theme.
    struct Label {
        QString text;
        QFont font;
        tcp::State state;
        Certainty certainty;
        QSize cell; ///< In logical pixels.
        int scale;  ///< Device pixels in a logical one.

        bool operator==(const Label&) const = default;
    };
    friend std::size_t qHash(const Label& label, std::size_t seed);

    void paintLabel(QPainter* painter, const QRectF& cell, const Label& label) const;

    Theme m_theme = Theme::light();
    mutable QHash<Label, QPixmap> m_pictures; ///< A table shows few different labels many times; text and rounded corners cost most of a frame.
};
