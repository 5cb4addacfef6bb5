#pragma once
#include "views/common/theme.h"

#include <QTableView>

class SocketTableModel;
class StateDelegate;

/// The view of a SocketTableModel: low enough for a dock, with short addresses where whole ones do not fit.
class SocketTable : public QTableView {
    Q_OBJECT
public:
    explicit SocketTable(SocketTableModel* model, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Looks anew whether whole addresses fit.
    void fitColumns();
    /// Whether what has changed in the rows no longer fits in their columns.
    bool isCramped() const;

protected slots:
    void rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last) override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int heightOfRows(double rows) const;
    int columnWidthFor(int column) const;

    SocketTableModel* m_model;
    StateDelegate* m_states;
};
