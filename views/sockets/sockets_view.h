#pragma once
#include "model/kernel/socket_history.h"
#include "views/sockets/wire_kernel_panel.h"

#include <QToolButton>
#include <QWidget>

#include <optional>
#include <utility>

class CountsPlot;
class FillDelegate;
class KernelSocketModel;
class PortsPanel;
class QAbstractItemModel;
class QIODevice;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QTableView;
class SocketGroupModel;
class StateChips;
class StateDelegate;
class SysctlPanel;

/// The kernel's TCP sockets: what stands out, counts per state, the table, whose they are, and, folded away below it, the wire and the
/// kernel side by side, counts over time, ports, and the settings. It is given snapshots and asks nobody.
class SocketsView : public QWidget {
    Q_OBJECT
public:
    explicit SocketsView(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// The next snapshot, ten times a second. Takes a few milliseconds for 10,000 sockets.
    void setSnapshot(const kernel::Snapshot& snapshot);
    /// Read now and then, by another thread or at start.
    void setSysctls(const kernel::Sysctls& sysctls);
    /// What the wire shows of the selected connection; empty: none is selected.
    void setConnection(const std::optional<WireConnection>& connection);
    /// Says why there are no snapshots (any more).
    void showError(const QString& text);
    /// Forgets all sockets and counts.
    void clear();

    const kernel::SocketHistory& history() const { return m_history; }
    QTableView* table() const { return m_table; }
    QTableView* groups() const { return m_groups; }
    QLineEdit* filterEdit() const { return m_filter; }
    /// Whether groups by process and state stand in the table's place.
    void setGrouped(bool isGrouped);
    /// Whether the tabs below the table are open; else only their names can be seen.
    void setDetailsShown(bool isShown);
    /// Whether sockets are listed for a while after they are gone.
    void setGoneShown(bool isShown) { m_gone->setChecked(isShown); }
    /// The height at which eight rows can be seen, with what stands above and below them now.
    int comfortableHeight() const;
    /// The sockets that are shown, one line each, in the table's order (RFC 4180).
    void writeCsv(QIODevice& out) const;
    /// The selected rows, columns separated by tabs.
    QString selectionText() const;

signals:
    /// A socket has been chosen in the table: its connection may be in the trace too.
    void socketChosen(const SocketAddress& local, const SocketAddress& remote);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum Tab { WireTab, TimeTab, PortsTab, SettingsTab };

    void buildTable(QTableView* table, QAbstractItemModel* model);
    void buildSocketTable();
    void buildGroupTable();
    QWidget* buildTop();
    QWidget* buildTabs();
    void buildNothing();
    void setColumnWidths();
    void applyFilter(const QString& text);
    void toggleState(tcp::State state);
    void openGroup(int row);
    void choose();
    void keepSelection();
    void sum();
    void showHeadlines(const kernel::Snapshot& all);
    void setBanner(const QString& text, bool isAlarm);
    void followLink(const QString& link);
    void showPanel();
    void showCount(std::size_t shown, std::size_t all, std::size_t gone);
    void showPage();
    void showTab(int tab);
    int heightOfRows(double rows) const;
    void copySelection();
    void showMenu(const QPoint& place);

    kernel::SocketHistory m_history;
    kernel::Sysctls m_sysctls;
    std::optional<WireConnection> m_connection;
    kernel::SocketId m_chosen = 0;
    std::optional<std::pair<SocketAddress, SocketAddress>> m_chosenEnds; ///< Its own address and its peer's; a listener has no peer.
    kernel::SocketId m_spoken = 0;       ///< Of which the panel speaks; 0: of the connection.
    std::optional<Timestamp> m_summedAt; ///< All numbers: twice a second is what can be read.
    Timestamp m_now{};
    std::shared_ptr<const kernel::Owners> m_owners; ///< Of the last snapshot.
    QString m_error;
    Theme m_theme = Theme::light();
    bool m_showsDetails = false;

    KernelSocketModel* m_model;
    SocketGroupModel* m_groupModel;
    QLabel* m_headline;
    StateChips* m_chips;
    QLineEdit* m_filter;
    QToolButton* m_whose;
    QToolButton* m_gone;
    QLabel* m_count;
    QWidget* m_top;
    QSplitter* m_splitter;
    QStackedWidget* m_stack;
    QTableView* m_table;
    QTableView* m_groups;
    QLabel* m_nothing;
    StateDelegate* m_states;
    FillDelegate* m_queues;
    FillDelegate* m_shares;
    QTabWidget* m_tabs;
    QToolButton* m_fold;
    WireKernelPanel* m_panel;
    CountsPlot* m_plot;
    PortsPanel* m_ports;
    SysctlPanel* m_settings;
};
