#include "views/sockets/socket_group_model.h"

#include "model/kernel/socket_filter.h"
#include "views/common/wording.h"
#include "views/sockets/socket_words.h"

#include <QStringList>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

void SocketGroupModel::setGroups(std::vector<kernel::Group> groups)
{
    // Rows are a rank and not an identity: the first is always the largest.
    const int before = rowCount();
    const int after = int(groups.size());
    if (after > before)
        beginInsertRows({}, before, after - 1);
    else if (after < before)
        beginRemoveRows({}, after, before - 1);
    m_groups = std::move(groups);
    if (after > before)
        endInsertRows();
    else if (after < before)
        endRemoveRows();
    if (const int kept = std::min(before, after); kept > 0)
        emit dataChanged(index(0, 0), index(kept - 1, kColumnCount - 1));
}

QString SocketGroupModel::filterOf(const kernel::Group& group)
{
    QStringList owners;
    if (group.ownership == kernel::Ownership::Known) {
        owners << QString::number(group.process.pid);
        for (const kernel::Process& other : group.others)
            owners << QString::number(other.pid);
    } else {
        const std::string_view word = kernel::ownersWord(group.ownership);
        owners << QString::fromLatin1(word.data(), qsizetype(word.size()));
    }
    return u"owners:%1 state:%2"_s.arg(owners.join(u'+'), wording::stateName(group.state));
}

int SocketGroupModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_groups.size());
}

int SocketGroupModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumnCount;
}

QVariant SocketGroupModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const kernel::Group& group = groupAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(group, index.column());
    case Qt::ToolTipRole:
        return toolTip(group, index.column());
    case Qt::TextAlignmentRole: {
        const bool isLeft = index.column() == StateColumn || index.column() == OwnerColumn || index.column() == ServiceColumn;
        return int((isLeft ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    case ValueRole:
        return index.column() == StateColumn ? QVariant(int(group.state)) : QVariant();
    case CertaintyRole:
        return int(Certainty::Proven);
    case FillRole: // of the largest
        return index.column() == CountColumn ? QVariant(double(group.sockets) / double(m_groups.front().sockets)) : QVariant();
    default:
        return {};
    }
}

QString SocketGroupModel::text(const kernel::Group& group, int column) const
{
    switch (column) {
    case CountColumn:
        return wording::number(group.sockets);
    case StateColumn:
        return wording::stateName(group.state);
    case OwnerColumn:
        return wording::groupName(group);
    case ServiceColumn:
        if (group.port == 0)
            return tr("many ports");
        return group.isLocalPort ? tr("own port %1").arg(group.port) : tr("to port %1").arg(group.port);
    case RecvQueueColumn:
        return group.state == tcp::State::Listen ? QString() : wording::number(group.recvQueue);
    case SendQueueColumn:
        return group.state == tcp::State::Listen ? QString() : wording::number(group.sendQueue);
    default:
        return {};
    }
}

QString SocketGroupModel::toolTip(const kernel::Group& group, int column) const
{
    if (column != OwnerColumn || group.others.empty())
        return text(group, column);
    QStringList names{wording::processName(group.process).toHtmlEscaped()};
    for (const kernel::Process& other : group.others)
        names << wording::processName(other).toHtmlEscaped();
    return u"<p>%1</p><p>%2</p>"_s.arg(tr("Each of these processes holds each of these sockets: they are closed only when all have closed them."), names.join(u"<br>"_s));
}

QVariant SocketGroupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && rowCount() > 0)
        return data(index(0, section), role);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case CountColumn:
        return tr("Sockets");
    case StateColumn:
        return tr("State");
    case OwnerColumn:
        return tr("Owner");
    case ServiceColumn:
        return tr("Service");
    case RecvQueueColumn:
        return tr("Recv-Q");
    case SendQueueColumn:
        return tr("Send-Q");
    default:
        return {};
    }
}
