#include "views/hosts/socket_table_model.h"

#include "model/session/connection_model.h"
#include "views/common/wording.h"
#include "views/hosts/call_rules.h"

#include <QFont>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

/// What makes it the same socket at another moment.
using Key = std::tuple<SocketAddress, SocketAddress, std::string>;
Key keyOf(const StageSocket& socket)
{
    return {socket.local, socket.remote, socket.name};
}

bool isSame(const StageSocket& a, const StageSocket& b)
{
    return a.local == b.local && a.remote == b.remote && a.name == b.name;
}

bool looksSame(const StageSocket& a, const StageSocket& b)
{
    return a.state == b.state && a.receiveQueue == b.receiveQueue && a.sendQueue == b.sendQueue && a.processes == b.processes
        && a.owners == b.owners;
}

QString header(int column)
{
    switch (column) {
    case SocketTableModel::StateColumn:
        return SocketTableModel::tr("State");
    case SocketTableModel::LocalColumn:
        return SocketTableModel::tr("Local");
    case SocketTableModel::RemoteColumn:
        return SocketTableModel::tr("Remote");
    case SocketTableModel::ReceiveQueueColumn:
        return u"Recv-Q"_s; // as ss heads it, in every language
    case SocketTableModel::SendQueueColumn:
        return u"Send-Q"_s;
    case SocketTableModel::ProcessesColumn:
        return SocketTableModel::tr("Processes");
    default:
        return {};
    }
}

QString headerToolTip(int column)
{
    switch (column) {
    case SocketTableModel::StateColumn:
        return SocketTableModel::tr("Calls apply to the selected socket; without a selection to the one in bold. Escape ends the selection.");
    case SocketTableModel::LocalColumn:
        return SocketTableModel::tr("This host's address and port");
    case SocketTableModel::RemoteColumn:
        return SocketTableModel::tr("The peer's address and port; * for a listener");
    case SocketTableModel::ReceiveQueueColumn:
        return SocketTableModel::tr("Octets that have arrived and were not read; of a listener: connections that wait to be accepted");
    case SocketTableModel::SendQueueColumn:
        return SocketTableModel::tr("Octets that were sent or wait, and are not acknowledged; of a listener: how many connections may wait");
    case SocketTableModel::ProcessesColumn:
        return SocketTableModel::tr("Who has the socket open: it is closed when the last of them closes it");
    default:
        return header(column);
    }
}

} // namespace

int SocketTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_sockets.size());
}

int SocketTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumnCount;
}

void SocketTableModel::setHosts(std::vector<StageHost> hosts)
{
    m_hosts = std::move(hosts);
    if (!m_sockets.empty())
        emit dataChanged(index(0, LocalColumn), index(rowCount() - 1, RemoteColumn));
}

void SocketTableModel::setShort(bool isShort)
{
    if (isShort == m_isShort)
        return;
    m_isShort = isShort;
    if (!m_sockets.empty())
        emit dataChanged(index(0, LocalColumn), index(rowCount() - 1, RemoteColumn));
}

void SocketTableModel::setTarget(int row)
{
    const int old = std::exchange(m_target, row);
    if (old == row)
        return;
    for (const int changed : {old, row}) {
        if (changed >= 0 && changed < rowCount())
            emit dataChanged(index(changed, 0), index(changed, kColumnCount - 1), {Qt::FontRole});
    }
}

/// Both lists are mostly in the order in which the sockets were made, so that one pass finds what has gone and what is new.
void SocketTableModel::setSockets(const std::vector<StageSocket>& sockets)
{
    std::set<Key> wanted;
    for (std::size_t row = 0; row < sockets.size(); ++row) {
        if (row < m_sockets.size() && isSame(m_sockets[row], sockets[row])) {
            update(row, sockets[row]);
            continue;
        }
        if (wanted.empty()) {
            for (std::size_t rest = row; rest < sockets.size(); ++rest)
                wanted.insert(keyOf(sockets[rest]));
        }
        while (row < m_sockets.size() && !wanted.contains(keyOf(m_sockets[row])))
            remove(row);
        if (row < m_sockets.size() && isSame(m_sockets[row], sockets[row]))
            update(row, sockets[row]);
        else
            insert(row, sockets[row]);
    }
    while (m_sockets.size() > sockets.size())
        remove(m_sockets.size() - 1);
}

void SocketTableModel::update(std::size_t row, const StageSocket& socket)
{
    if (looksSame(m_sockets[row], socket))
        return;
    m_sockets[row] = socket;
    emit dataChanged(index(int(row), 0), index(int(row), kColumnCount - 1));
}

void SocketTableModel::insert(std::size_t row, const StageSocket& socket)
{
    beginInsertRows({}, int(row), int(row));
    m_sockets.insert(m_sockets.begin() + std::ptrdiff_t(row), socket);
    if (m_target >= int(row))
        ++m_target;
    endInsertRows();
}

void SocketTableModel::remove(std::size_t row)
{
    beginRemoveRows({}, int(row), int(row));
    m_sockets.erase(m_sockets.begin() + std::ptrdiff_t(row));
    if (m_target == int(row))
        m_target = -1;
    else if (m_target > int(row))
        --m_target;
    endRemoveRows();
}

QVariant SocketTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return header(section);
    if (role == Qt::ToolTipRole)
        return headerToolTip(section);
    if (role == Qt::TextAlignmentRole)
        return int((section == ReceiveQueueColumn || section == SendQueueColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QVariant SocketTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StageSocket& socket = m_sockets[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(socket, index.column(), m_isShort);
    case Qt::ToolTipRole:
        return toolTip(socket, index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case Qt::FontRole:
        if (index.row() == m_target) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    // What StateDelegate asks for.
    case ConnectionModel::ValueRole:
        return index.column() == StateColumn ? QVariant(int(socket.state)) : QVariant();
    case ConnectionModel::CertaintyRole:
        return index.column() == StateColumn ? QVariant(int(Certainty::Simulated)) : QVariant();
    default:
        return {};
    }
}

QString SocketTableModel::address(const SocketAddress& address, bool isLocal, bool isShort) const
{
    const QString port = address.port == 0 ? u"*"_s : QString::number(address.port);
    if (isShort && isLocal)
        return u':' + port;
    const auto host = std::find_if(m_hosts.begin(), m_hosts.end(), [&address](const StageHost& each) { return each.address == address.ip; });
    if (isShort && host != m_hosts.end())
        return QString::fromStdString(host->name) + u':' + port;
    const QString ip = QString::fromStdString(toString(address.ip));
    return (address.ip.version == 6 ? u"[%1]:%2"_s : u"%1:%2"_s).arg(ip, port);
}

QString SocketTableModel::text(const StageSocket& socket, int column, bool isShort) const
{
    switch (column) {
    case StateColumn:
        return wording::stateName(socket.state);
    case LocalColumn:
        return address(socket.local, true, isShort);
    case RemoteColumn:
        return socket.remote.port == 0 ? u"*"_s : address(socket.remote, false, isShort);
    case ReceiveQueueColumn:
        return wording::number(socket.receiveQueue);
    case SendQueueColumn:
        return wording::number(socket.sendQueue);
    case ProcessesColumn:
        if (socket.processes == 0)
            //: A socket that no process has open any more.
            return tr("orphan");
        return socket.owners.empty() ? wording::number(socket.processes) : QString::fromStdString(socket.owners).replace(u","_s, u", "_s);
    default:
        return {};
    }
}

QString SocketTableModel::toolTip(const StageSocket& socket, int column) const
{
    const QString shown = text(socket, column, false);
    if (column == StateColumn)
        return u"<p><b>%1</b><br>%2</p>"_s.arg(shown.toHtmlEscaped(), wording::stateExplanation(socket.state).toHtmlEscaped());
    return u"<p><b>%1</b><br>%2</p>"_s.arg(shown.toHtmlEscaped(), headerToolTip(column).toHtmlEscaped());
}
