#pragma once
#include "views/hosts/host_call.h"

#include <QWidget>

#include <array>

class FlowLayout;
class OctetSpinBox;
class QCheckBox;
class QComboBox;
class QGridLayout;
class QMenu;
class QSpinBox;
class QToolButton;

/// What one host can be told to do, in the order in which a lesson on sockets tells it: open, data, end, host.
class CallButtons : public QWidget {
    Q_OBJECT
public:
    explicit CallButtons(StageHostIndex host, QWidget* parent = nullptr);

    /// Whom CONNECT can reach.
    void setHosts(const std::vector<StageHost>& hosts);
    /// Of all hosts; `target` is the row of the own host's sockets that calls apply to, or -1.
    void setStatus(const std::vector<StageHostStatus>& statuses, int target);
    /// Whether the application reads by itself, without a call.
    void setReadsByItself(bool on);

    QToolButton* button(HostCall::Kind kind) const { return m_buttons[std::size_t(kind)]; }
    OctetSpinBox* sendOctets() const { return m_sendOctets; }
    OctetSpinBox* readOctets() const { return m_readOctets; }
    QSpinBox* connectPort() const { return m_connectPort; }
    QSpinBox* listenPort() const { return m_listenPort; }
    QComboBox* peer() const { return m_peer; }
    QCheckBox* readsByItself() const { return m_readsByItself; }

signals:
    void called(const HostCall& call);

private:
    FlowLayout* addGroup(QGridLayout* grid, const QString& name);
    /// `arguments` stand behind the button.
    QToolButton* addButton(HostCall::Kind kind, const QString& text, FlowLayout* group, const QList<QWidget*>& arguments = {});
    void makeOpen(FlowLayout* group);
    void makeData(FlowLayout* group);
    void makeEnd(FlowLayout* group);
    void makeHost(FlowLayout* group);
    void keepWidth(QToolButton* button, const QStringList& texts);
    HostCall prepare(HostCall::Kind kind) const;
    void call(HostCall::Kind kind);
    void kill(const std::string& process);
    void showPeerPort();
    void showSwitches(const StageHostStatus& status);
    void showProcesses(const StageHostStatus& status);
    void showButtons();
    QString explanation(HostCall::Kind kind) const;

    const StageHostIndex m_host;
    std::vector<StageHost> m_hosts;
    std::vector<StageHostStatus> m_statuses;
    int m_target = -1;
    bool m_isPortChosen = false; ///< The user has typed a port, which stays then.
    std::vector<std::string> m_processes;
    std::array<QToolButton*, kHostCallKindCount> m_buttons{};
    OctetSpinBox* m_sendOctets;
    OctetSpinBox* m_readOctets;
    QSpinBox* m_connectPort;
    QSpinBox* m_listenPort;
    QComboBox* m_peer;
    QCheckBox* m_readsByItself;
    QMenu* m_processMenu;
};
