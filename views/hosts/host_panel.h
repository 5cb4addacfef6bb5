#pragma once
#include "views/common/theme.h"
#include "views/hosts/host_call.h"

#include <QWidget>

class CallButtons;
class ControlKeys;
class ElidedLabel;
class HostMark;
class QLabel;
class SocketTable;
class SocketTableModel;

/// One host of a simulation: how it stands, its sockets, and what it can be told to do.
class HostPanel : public QWidget {
    Q_OBJECT
public:
    explicit HostPanel(StageHostIndex host, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setHosts(const std::vector<StageHost>& hosts);
    /// Of all hosts of the stage, for calls go to other hosts' listeners. Selection and scroll position of the table stay.
    void setStatus(const std::vector<StageHostStatus>& statuses);
    /// Whether its application reads by itself, as the scenario has it.
    void setReadsByItself(bool on);
    /// Without calls it shows the host and its sockets alone.
    void setEditable(bool isEditable);
    /// The socket that calls apply to: the selected one, else the newest connection. -1: there is none.
    int targetRow() const;

    CallButtons* calls() const { return m_calls; }
    SocketTable* table() const { return m_table; }
    SocketTableModel* model() const { return m_model; }
    /// "ECONNRESET: Connection reset by peer", or empty.
    QString errorText() const;

signals:
    void callRequested(const HostCall& call);

private:
    void showTarget();
    void showCondition();
    void applyColors();

    const StageHostIndex m_host;
    std::vector<StageHostStatus> m_statuses;
    Theme m_theme = Theme::light();
    SocketTableModel* m_model;
    SocketTable* m_table;
    HostMark* m_mark;
    QLabel* m_name;
    QLabel* m_address;
    QLabel* m_condition;
    ElidedLabel* m_error;
    CallButtons* m_calls;
};
