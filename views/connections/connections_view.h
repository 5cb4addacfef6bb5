#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"

#include <QWidget>

#include <vector>

class ConnectionTableModel;
class QAction;
class QLabel;
class QLineEdit;
class QTableView;
class StateDelegate;

/// All connections of the trace, to search, sort and choose from.
class ConnectionsView : public QWidget {
    Q_OBJECT
public:
    explicit ConnectionsView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// To be focused by the main window's "Find connection".
    QLineEdit* filterEdit() const { return m_filter; }
    QTableView* table() const { return m_table; }
    /// As if the user had typed it; and as soon as there are connections that match, one of them is selected.
    void startWithFilter(const QString& text);
    /// What the view says about a filter that it does not understand; empty where all is well.
    QString filterProblem() const;
    /// Shows the selected connections (two to four) side by side: for menus.
    QAction* sideBySideAction() const { return m_sideBySide; }

signals:
    void sideBySideRequested(const std::vector<ConnectionId>& connections);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTable();
    void setColumnWidths();
    void showSelection();
    void choose();
    std::vector<ConnectionId> selectedConnections(int most) const;
    void showCount();
    void rememberRows();
    void showRememberedRows();
    void chooseRemembered();
    void showProblem();
    void chooseFirst();

    Session& m_session;
    ConnectionTableModel* m_model;
    QLineEdit* m_filter;
    QLabel* m_count;
    QLabel* m_problem; ///< There is one: why nothing is shown.
    QTableView* m_table;
    QAction* m_sideBySide;
    StateDelegate* m_states;
    bool m_choosesFirst = false; ///< The selected connection may be one that the filter hides: select one that it does not.
    bool m_reveals = true; ///< The user has asked for another selection, filter or order: scroll to the selected row when it is there.
    // Before the table was filled anew: the rows that were in view, and those that were selected.
    std::vector<ConnectionId> m_remembered;
    std::vector<ConnectionId> m_rememberedChoice;
};
