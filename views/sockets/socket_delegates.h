#pragma once
#include "views/common/theme.h"

#include <QStyledItemDelegate>

/// Paints a part of a whole as a bar behind the number: a listener's accept queue, a group's share of all sockets.
class FillDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// `role` says 0 to 1 and more; where it says nothing there is no bar. `warns`: nine tenths and more stand out.
    FillDelegate(int role, bool warns, QObject* parent);

    void setTheme(const Theme& theme) { m_theme = theme; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_role;
    bool m_warns;
    Theme m_theme = Theme::light();
};
