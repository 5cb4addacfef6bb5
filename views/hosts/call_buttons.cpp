#include "views/hosts/call_buttons.h"

#include "views/common/wording.h"
#include "views/hosts/call_rules.h"
#include "views/hosts/flow_layout.h"
#include "views/hosts/octet_spin_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;
using Kind = HostCall::Kind;

namespace {

constexpr int kSpacing = 4;
constexpr std::uint16_t kUsualPort = 80;
constexpr int kUsualRead = 2048;

QString endName(const SocketAddress& address)
{
    return address.port == 0 ? u"*"_s : QString::fromStdString(toString(address));
}

/// Calls on a socket, as opposed to those on a process, the cable or the power.
bool isSocketCall(Kind kind)
{
    return kind == Kind::Send || kind == Kind::Read || kind == Kind::ReadAll || kind == Kind::ShutdownWrite || kind == Kind::Close
        || kind == Kind::Abort;
}

} // namespace

CallButtons::CallButtons(StageHostIndex host, QWidget* parent)
    : QWidget(parent)
    , m_host(host)
    , m_sendOctets(new OctetSpinBox)
    , m_readOctets(new OctetSpinBox)
    , m_connectPort(new QSpinBox)
    , m_listenPort(new QSpinBox)
    , m_peer(new QComboBox)
    , m_readsByItself(new QCheckBox(tr("reads by itself")))
    , m_processMenu(new QMenu(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(kSpacing);
    grid->setHorizontalSpacing(2 * kSpacing);
    grid->setColumnStretch(1, 1);
    makeOpen(addGroup(grid, tr("Open")));
    makeData(addGroup(grid, tr("Data")));
    makeEnd(addGroup(grid, tr("End")));
    makeHost(addGroup(grid, tr("Host")));
    showButtons();
}

FlowLayout* CallButtons::addGroup(QGridLayout* grid, const QString& name)
{
    const int row = grid->rowCount();
    auto* label = new QLabel(name, this);
    label->setProperty("group", true);
    auto* flow = new FlowLayout(kSpacing);
    label->setMinimumHeight(m_sendOctets->sizeHint().height()); // on the middle line of the first row
    grid->addWidget(label, row, 0, Qt::AlignTop | Qt::AlignLeft);
    grid->addLayout(flow, row, 1);
    return flow;
}

QToolButton* CallButtons::addButton(Kind kind, const QString& text, FlowLayout* group, const QList<QWidget*>& arguments)
{
    auto* item = new QWidget(this);
    auto* layout = new QHBoxLayout(item); // what belongs to the call stays beside it wherever the row breaks
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpacing);
    auto* button = new QToolButton(item);
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus); // after a click Space still means play and pause
    m_buttons[std::size_t(kind)] = button;
    layout->addWidget(button);
    for (QWidget* argument : arguments)
        layout->addWidget(argument);
    group->addWidget(item);
    connect(button, &QToolButton::clicked, this, [this, kind] { call(kind); });
    return button;
}

/// A button whose text changes keeps the room of the longest, so that its neighbours stay under the mouse.
void CallButtons::keepWidth(QToolButton* button, const QStringList& texts)
{
    const QString shown = button->text();
    int wide = 0;
    for (const QString& text : texts) {
        button->setText(text);
        wide = std::max(wide, button->sizeHint().width());
    }
    button->setText(shown);
    button->setMinimumWidth(wide);
}

void CallButtons::makeOpen(FlowLayout* group)
{
    addButton(Kind::Listen, tr("Listen"), group, {m_listenPort});
    addButton(Kind::Connect, tr("Connect"), group, {m_peer, m_connectPort});
    for (QSpinBox* port : {m_listenPort, m_connectPort}) {
        port->setRange(1, 65535);
        port->setValue(kUsualPort);
        port->setPrefix(u":"_s);
    }
    m_listenPort->setAccessibleName(tr("Port to listen on"));
    m_connectPort->setAccessibleName(tr("Port to connect to"));
    m_peer->setAccessibleName(tr("Host to connect to"));
    connect(m_connectPort, &QSpinBox::valueChanged, this, [this] { m_isPortChosen = true; });
    connect(m_peer, &QComboBox::currentIndexChanged, this, [this] {
        m_isPortChosen = false;
        showPeerPort();
    });
}

void CallButtons::makeData(FlowLayout* group)
{
    QToolButton* send = addButton(Kind::Send, tr("Send"), group, {m_sendOctets});
    send->setPopupMode(QToolButton::MenuButtonPopup);
    auto* presets = new QMenu(send);
    for (const int octets : OctetSpinBox::presets()) {
        QAction* action = presets->addAction(octets == 1 ? tr("Send 1 octet") : tr("Send %1 octets").arg(wording::number(std::uint64_t(octets))));
        connect(action, &QAction::triggered, this, [this, octets] {
            m_sendOctets->setValue(octets);
            call(Kind::Send);
        });
    }
    send->setMenu(presets);
    addButton(Kind::Read, tr("Read"), group, {m_readOctets});
    addButton(Kind::ReadAll, tr("Read all"), group);
    group->addWidget(m_readsByItself);
    m_sendOctets->setAccessibleName(tr("Octets to send"));
    m_readOctets->setAccessibleName(tr("Octets to read"));
    m_sendOctets->setToolTip(tr("Octets to send; the arrows go through 1, 100, 1460, 10 Ki and 1 Mi"));
    m_readOctets->setToolTip(tr("Octets to read at most"));
    m_readOctets->setValue(kUsualRead);
    m_readsByItself->setChecked(true);
    m_readsByItself->setToolTip(tr("Whether the application reads everything as it arrives. Without it the receive buffer fills until you "
                                   "read, and the window closes."));
    connect(m_readsByItself, &QCheckBox::clicked, this, [this](bool on) {
        HostCall habit = prepare(Kind::ReadByItself);
        habit.on = on;
        emit called(habit);
    });
}

void CallButtons::makeEnd(FlowLayout* group)
{
    addButton(Kind::ShutdownWrite, tr("Shutdown write"), group);
    addButton(Kind::Close, tr("Close"), group);
    addButton(Kind::Abort, tr("Abort"), group);
}

void CallButtons::makeHost(FlowLayout* group)
{
    addButton(Kind::KillProcess, tr("Kill process"), group);
    // Plug and Reboot take their opposites' places.
    m_buttons[std::size_t(Kind::Plug)] = addButton(Kind::Unplug, tr("Unplug cable"), group);
    m_buttons[std::size_t(Kind::Reboot)] = addButton(Kind::Crash, tr("Cut power"), group);
    keepWidth(button(Kind::Unplug), {tr("Unplug cable"), tr("Plug in cable")});
    keepWidth(button(Kind::Crash), {tr("Cut power"), tr("Reboot")});
}

void CallButtons::setHosts(const std::vector<StageHost>& hosts)
{
    m_hosts = hosts;
    const QSignalBlocker blocker(m_peer);
    m_peer->clear();
    for (StageHostIndex i = 0; i < StageHostIndex(hosts.size()); ++i) {
        if (i != m_host)
            m_peer->addItem(QString::fromStdString(hosts[i].name), i);
    }
    m_peer->setVisible(m_peer->count() > 1);
    showPeerPort();
    showButtons();
}

void CallButtons::setStatus(const std::vector<StageHostStatus>& statuses, int target)
{
    m_statuses = statuses;
    m_target = target;
    showPeerPort();
    showButtons();
}

void CallButtons::setReadsByItself(bool on)
{
    m_readsByItself->setChecked(on);
}

/// Where the chosen host listens, unless the user has asked for another port.
void CallButtons::showPeerPort()
{
    const auto peer = std::size_t(m_peer->currentData().toUInt());
    const bool isThere = m_peer->currentIndex() >= 0;
    const QString prefix = isThere && m_peer->count() == 1 ? m_peer->currentText() + u':' : u":"_s;
    if (m_connectPort->prefix() != prefix)
        m_connectPort->setPrefix(prefix);
    if (!isThere || m_isPortChosen || peer >= m_statuses.size())
        return;
    const auto& sockets = m_statuses[peer].sockets;
    const auto listener = std::find_if(sockets.begin(), sockets.end(), [](const StageSocket& s) { return s.state == tcp::State::Listen; });
    if (listener == sockets.end())
        return;
    const QSignalBlocker blocker(m_connectPort);
    m_connectPort->setValue(listener->local.port);
}

HostCall CallButtons::prepare(Kind kind) const
{
    HostCall call;
    call.host = m_host;
    call.kind = kind;
    if (m_host < m_statuses.size() && isSocketCall(kind)) {
        const auto& sockets = m_statuses[m_host].sockets;
        if (m_target >= 0 && m_target < int(sockets.size()))
            call.socket = sockets[std::size_t(m_target)];
    }
    switch (kind) {
    case Kind::Connect:
        call.peer = m_peer->currentData().toUInt();
        call.port = std::uint16_t(m_connectPort->value());
        break;
    case Kind::Listen:
        call.port = std::uint16_t(m_listenPort->value());
        break;
    case Kind::Send:
        call.octets = std::uint64_t(m_sendOctets->value());
        break;
    case Kind::Read:
        call.octets = std::uint64_t(m_readOctets->value());
        break;
    case Kind::KillProcess:
        call.process = m_processes.empty() ? std::string() : m_processes.front();
        break;
    default:
        break;
    }
    return call;
}

void CallButtons::call(Kind kind)
{
    const StageHostStatus status = m_host < m_statuses.size() ? m_statuses[m_host] : StageHostStatus();
    if (kind == Kind::Unplug && status.isUnplugged)
        kind = Kind::Plug;
    if (kind == Kind::Crash && !status.isUp)
        kind = Kind::Reboot;
    if (!button(kind)->isEnabled())
        return; // a preset of a call that has become impossible while its menu was open
    emit called(prepare(kind));
}

void CallButtons::kill(const std::string& process)
{
    HostCall call = prepare(Kind::KillProcess);
    call.process = process;
    emit called(call);
}

void CallButtons::showSwitches(const StageHostStatus& status)
{
    button(Kind::Unplug)->setText(status.isUnplugged ? tr("Plug in cable") : tr("Unplug cable"));
    button(Kind::Crash)->setText(status.isUp ? tr("Cut power") : tr("Reboot"));
}

/// Where there are several processes the button asks which.
void CallButtons::showProcesses(const StageHostStatus& status)
{
    const bool hasTarget = m_target >= 0 && m_target < int(status.sockets.size());
    std::vector<std::string> processes = processesOf(status, hasTarget ? &status.sockets[std::size_t(m_target)] : nullptr);
    if (processes == m_processes)
        return;
    m_processes = std::move(processes);
    m_processMenu->clear();
    for (const std::string& process : m_processes)
        connect(m_processMenu->addAction(QString::fromStdString(process)), &QAction::triggered, this, [this, process] { kill(process); });
    const bool asks = m_processes.size() > 1;
    button(Kind::KillProcess)->setMenu(asks ? m_processMenu : nullptr);
    button(Kind::KillProcess)->setPopupMode(asks ? QToolButton::InstantPopup : QToolButton::DelayedPopup);
}

void CallButtons::showButtons()
{
    const StageHostStatus status = m_host < m_statuses.size() ? m_statuses[m_host] : StageHostStatus();
    const bool hasTarget = m_target >= 0 && m_target < int(status.sockets.size());
    const StageSocket* socket = hasTarget ? &status.sockets[std::size_t(m_target)] : nullptr;
    showSwitches(status);
    showProcesses(status);
    const auto set = [&](Kind kind, Kind meant) {
        const CallObstacle obstacle = obstacleTo(meant, status, socket, m_hosts.size());
        QToolButton* shown = button(kind);
        shown->setEnabled(obstacle == CallObstacle::None);
        QString tip = u"<p><b>%1</b><br>%2</p>"_s.arg(shown->text().toHtmlEscaped(), explanation(meant).toHtmlEscaped());
        if (obstacle != CallObstacle::None)
            tip += u"<p>%1</p>"_s.arg(obstacleText(obstacle).toHtmlEscaped());
        else if (socket && isSocketCall(meant))
            tip += u"<p>%1</p>"_s.arg(u"%1 – %2 · %3"_s.arg(endName(socket->local), endName(socket->remote), wording::stateName(socket->state)));
        shown->setToolTip(tip);
        shown->setAccessibleDescription(obstacle == CallObstacle::None ? explanation(meant) : obstacleText(obstacle));
    };
    for (const Kind kind : {Kind::Connect, Kind::Listen, Kind::Send, Kind::Read, Kind::ReadAll, Kind::ShutdownWrite, Kind::Close, Kind::Abort,
                            Kind::KillProcess})
        set(kind, kind);
    set(Kind::Unplug, status.isUnplugged ? Kind::Plug : Kind::Unplug);
    set(Kind::Crash, status.isUp ? Kind::Crash : Kind::Reboot);
    m_readsByItself->setEnabled(obstacleTo(Kind::ReadByItself, status, socket, m_hosts.size()) == CallObstacle::None);
}

QString CallButtons::explanation(Kind kind) const
{
    switch (kind) {
    case Kind::Connect:
        return tr("connect(): a new socket opens a connection to that host and port; its SYN is sent.");
    case Kind::Listen:
        return tr("listen(): a new socket waits for connections on that port; nothing is sent.");
    case Kind::Send:
        return tr("send(): hands octets to TCP, which sends them when the windows allow; on a listener it opens actively (RFC 9293, 3.10.2).");
    case Kind::Read:
        return tr("recv(): takes up to so many octets out of the receive buffer, or waits for some.");
    case Kind::ReadAll:
        return tr("recv(): empties the receive buffer, or waits for something to come.");
    case Kind::ReadByItself:
        return m_readsByItself->toolTip();
    case Kind::ShutdownWrite:
        return tr("shutdown(SHUT_WR): sends a FIN, whoever else has the socket open; reading goes on.");
    case Kind::Close:
        return tr("close(): gives the descriptor back; the last process to do so sends the FIN.");
    case Kind::Abort:
        return tr("close() with SO_LINGER 0: sends a RST and forgets everything at once.");
    case Kind::KillProcess:
        return m_processes.size() > 1 ? tr("The kernel closes all that the process had open. You are asked which one.")
                                      : tr("The kernel closes all that the process had open.");
    case Kind::Unplug:
        return tr("From now on nothing that this host sends arrives, and nothing reaches it; nobody is told.");
    case Kind::Plug:
        return tr("Segments get through again; what was lost comes when it is retransmitted.");
    case Kind::Crash:
        return tr("A power cut: nothing is sent, everything is forgotten, nothing answers.");
    case Kind::Reboot:
        return tr("The host answers again and knows no connection.");
    }
    return {};
}
