#include "views/sockets/kernel_socket_model.h"

#include "views/common/wording.h"
#include "views/sockets/socket_words.h"

#include <QFont>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

using namespace Qt::StringLiterals;
using kernel::SocketId;
using kernel::TrackedSocket;

namespace {

constexpr std::size_t kMostSteps = 64; // more inserted or removed stretches than that take longer than a reset
constexpr auto kArrangeEvery = std::chrono::seconds(1);

std::uint64_t bigEndian(const std::uint8_t* octets)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = value << 8 | octets[i];
    return value;
}

/// The first sixteen octets of a name, as two numbers in the alphabet's order.
std::array<std::uint64_t, 2> wordsOf(const std::string& name)
{
    std::uint8_t octets[16] = {};
    std::copy_n(name.begin(), std::min<std::size_t>(name.size(), 16), octets);
    return {bigEndian(octets), bigEndian(octets + 8)};
}

bool hasLowerBound(const TrackedSocket& tracked)
{
    return !tracked.isGone() && !tracked.isBeginningSeen;
}

bool isNumber(int column)
{
    using M = KernelSocketModel;
    return column == M::RecvQueueColumn || column == M::SendQueueColumn || column >= M::SinceColumn;
}

} // namespace

KernelSocketModel::KernelSocketModel(const kernel::SocketHistory& history, QObject* parent)
    : QAbstractTableModel(parent)
    , m_history(history)
    , m_muted(Theme::light().mutedText)
{
}

void KernelSocketModel::takeChanges(const kernel::HistoryChanges& changes, Timestamp now)
{
    m_now = now;
    const bool isDifferent = !changes.added.empty() || !changes.changed.empty() || !changes.forgotten.empty();
    if (isDifferent || now - m_arrangedAt >= kArrangeEvery)
        arrange();
    if (!m_rows.empty()) // timers count on; the view paints only what is to be seen
        emit dataChanged(index(0, 0), index(rowCount() - 1, kColumnCount - 1), {Qt::DisplayRole});
}

void KernelSocketModel::takeReset()
{
    beginResetModel();
    m_rows.clear();
    m_arrangedAt = {};
    endResetModel();
    arrange();
}

void KernelSocketModel::setFilter(const QString& text)
{
    kernel::SocketFilter filter(text.toStdString());
    if (filter == m_filter)
        return;
    m_filter = std::move(filter);
    arrange();
}

void KernelSocketModel::setGoneShown(bool isShown)
{
    m_showsGone = isShown;
    arrange();
}

void KernelSocketModel::setTheme(const Theme& theme)
{
    m_muted = theme.mutedText;
}

int KernelSocketModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int KernelSocketModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumnCount;
}

void KernelSocketModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column < 0 ? StateColumn : Column(column);
    m_order = order;
    arrange();
}

int KernelSocketModel::rowOf(SocketId id) const
{
    const auto at = std::ranges::find(m_rows, id);
    return at == m_rows.end() ? -1 : int(at - m_rows.begin());
}

bool KernelSocketModel::passesFilter(const TrackedSocket& socket) const
{
    if (m_filter.isEmpty())
        return true;
    if (!socket.isGone())
        return m_filter.matches(socket.socket, socket.holders, socket.owners.get(), socket.ownership);
    kernel::Socket closed = socket.socket; // whoever asks for TIME-WAIT does not mean those that were in it once
    closed.state = tcp::State::Closed;
    return m_filter.matches(closed, socket.holders, socket.owners.get(), socket.ownership);
}

bool KernelSocketModel::isShown(const TrackedSocket& socket) const
{
    return (m_showsGone || !socket.isGone()) && passesFilter(socket);
}

void KernelSocketModel::arrange()
{
    m_arrangedAt = m_now;
    std::vector<Key> keys;
    keys.reserve(m_history.size());
    m_history.forEach([&](const TrackedSocket& socket) {
        if (isShown(socket))
            keys.push_back(keyOf(socket));
    });
    std::ranges::sort(keys, [this](const Key& a, const Key& b) {
        if (a.words != b.words)
            return m_order == Qt::AscendingOrder ? a.words < b.words : b.words < a.words;
        return a.id < b.id;
    });
    std::vector<SocketId> rows;
    rows.reserve(keys.size());
    for (const Key& key : keys)
        rows.push_back(key.id);
    if (rows != m_rows)
        commit(std::move(rows));
}

/// Tells the views in the way that disturbs them least: rows go, the others change places, rows come.
void KernelSocketModel::commit(std::vector<SocketId> rows)
{
    const std::unordered_set<SocketId> before(m_rows.begin(), m_rows.end());
    const std::unordered_set<SocketId> after(rows.begin(), rows.end());
    std::vector<std::uint32_t> missing;
    std::size_t steps = 0;
    for (std::uint32_t row = 0; row < m_rows.size(); ++row) {
        if (after.contains(m_rows[row]))
            continue;
        steps += missing.empty() || missing.back() + 1 != row ? 1 : 0;
        missing.push_back(row);
    }
    std::vector<std::uint32_t> fresh;
    std::vector<SocketId> kept;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
        if (before.contains(rows[row])) {
            kept.push_back(rows[row]);
            continue;
        }
        steps += fresh.empty() || fresh.back() + 1 != row ? 1 : 0;
        fresh.push_back(row);
    }
    if (steps > kMostSteps) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    removeMissing(missing);
    if (kept != m_rows)
        permute(kept);
    for (std::size_t i = 0; i < fresh.size();) {
        std::size_t end = i + 1;
        while (end < fresh.size() && fresh[end] == fresh[end - 1] + 1)
            ++end;
        beginInsertRows({}, int(fresh[i]), int(fresh[end - 1]));
        m_rows.insert(m_rows.begin() + fresh[i], rows.begin() + fresh[i], rows.begin() + fresh[end - 1] + 1);
        endInsertRows();
        i = end;
    }
}

void KernelSocketModel::removeMissing(const std::vector<std::uint32_t>& missing)
{
    for (std::size_t end = missing.size(); end > 0;) {
        std::size_t first = end - 1;
        while (first > 0 && missing[first - 1] + 1 == missing[first])
            --first;
        beginRemoveRows({}, int(missing[first]), int(missing[end - 1]));
        m_rows.erase(m_rows.begin() + missing[first], m_rows.begin() + missing[end - 1] + 1);
        endRemoveRows();
        end = first;
    }
}

void KernelSocketModel::permute(const std::vector<SocketId>& order)
{
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::unordered_map<SocketId, int> places;
    if (!before.isEmpty()) {
        for (std::size_t row = 0; row < order.size(); ++row)
            places.emplace(order[row], int(row));
    }
    QModelIndexList after;
    for (const QModelIndex& was : before)
        after.append(index(places.at(m_rows[std::size_t(was.row())]), was.column()));
    m_rows = order;
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

KernelSocketModel::Key KernelSocketModel::keyOf(const TrackedSocket& tracked) const
{
    const kernel::Socket& socket = tracked.socket;
    const auto one = [&](std::uint64_t value) { return Key{{value, 0, 0, 0}, tracked.id}; };
    switch (m_sortColumn) {
    case StateColumn: { // those that are gone last, whatever they were; within a state always the longest first
        const auto since = std::uint64_t(tracked.goneAt.value_or(tracked.stateSince).time_since_epoch().count());
        return {{(tracked.isGone() ? 100u : 0u) + std::uint64_t(socket.state), m_order == Qt::AscendingOrder ? since : ~since, 0, 0}, tracked.id};
    }
    case LocalColumn:
    case RemoteColumn: {
        const SocketAddress address = kernel::wireAddress(m_sortColumn == LocalColumn ? socket.local : socket.remote);
        return {{address.ip.version, bigEndian(address.ip.octets.data()), bigEndian(address.ip.octets.data() + 8), address.port}, tracked.id};
    }
    case RecvQueueColumn:
        return one(socket.recvQueue);
    case SendQueueColumn:
        return one(socket.sendQueue);
    case OwnerColumn: {
        if (tracked.holders.empty())
            return {{~std::uint64_t(0), std::uint64_t(tracked.ownership), socket.uid, 0}, tracked.id};
        const kernel::Holder& holder = tracked.holders.front();
        const kernel::Process& process = tracked.owners->processes[holder.process];
        const auto words = wordsOf(process.name);
        return {{words[0], words[1], std::uint64_t(process.pid), std::uint64_t(holder.descriptor)}, tracked.id};
    }
    case TimerColumn:
        return {{std::uint64_t(socket.timer.kind), std::uint64_t(socket.timer.left.count()), 0, 0}, tracked.id};
    case SinceColumn: // the longest is the greatest
        return one(~std::uint64_t(tracked.stateSince.time_since_epoch().count()));
    case RetransmitsColumn:
        return one(socket.info.totalRetransmits);
    case RttColumn:
        return one(socket.info.rtt);
    case CwndColumn:
        return one(socket.info.cwnd);
    case MssColumn:
        return one(socket.info.sendMss);
    case InodeColumn:
        return one(socket.inode);
    }
    return one(0);
}

QVariant KernelSocketModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const TrackedSocket* found = socketAt(index.row());
    if (!found)
        return {};
    const TrackedSocket& tracked = *found;
    switch (role) {
    case Qt::DisplayRole:
        return text(tracked, index.column());
    case Qt::ToolTipRole:
        return toolTip(tracked, index.column());
    case Qt::TextAlignmentRole:
        return int((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole: {
        const bool isQuiet = index.column() == OwnerColumn && tracked.ownership != kernel::Ownership::Known;
        return tracked.isGone() || isQuiet ? QVariant(m_muted) : QVariant();
    }
    case Qt::FontRole: {
        if (!tracked.isGone())
            return {};
        QFont font;
        font.setItalic(true);
        return font;
    }
    case ValueRole:
        return index.column() == StateColumn ? QVariant(int(tracked.isGone() ? tcp::State::Closed : tracked.socket.state)) : QVariant();
    case CertaintyRole:
        return int(Certainty::Proven);
    case FillRole: {
        const kernel::Socket& socket = tracked.socket;
        if (index.column() != RecvQueueColumn || !socket.isListener() || tracked.isGone())
            return {};
        return socket.sendQueue == 0 ? double(socket.recvQueue > 0) : double(socket.recvQueue) / double(socket.sendQueue);
    }
    default:
        return {};
    }
}

QString KernelSocketModel::text(const TrackedSocket& tracked, int column) const
{
    const kernel::Socket& socket = tracked.socket;
    const bool hasInfo = socket.hasInfo && !socket.isListener();
    switch (column) {
    case StateColumn:
        return tracked.isGone() ? tr("was %1").arg(wording::stateName(socket.state)) : wording::stateName(socket.state);
    case LocalColumn:
        return wording::addressText(socket.local);
    case RemoteColumn:
        return socket.isListener() ? u"*"_s : wording::addressText(socket.remote);
    case RecvQueueColumn:
        return socket.isListener() ? tr("%1 of %2").arg(wording::number(socket.recvQueue), wording::number(socket.sendQueue))
                                   : wording::number(socket.recvQueue);
    case SendQueueColumn:
        return socket.isListener() ? QString() : wording::number(socket.sendQueue);
    case OwnerColumn:
        return wording::ownerText(tracked);
    case TimerColumn:
        return tracked.isGone() ? QString() : wording::timerText(socket.timer);
    case SinceColumn:
        return (hasLowerBound(tracked) ? tr("≥ %1") : u"%1"_s).arg(ageText(tracked));
    case RetransmitsColumn:
        return hasInfo && socket.info.totalRetransmits > 0 ? wording::number(socket.info.totalRetransmits) : QString();
    case RttColumn:
        return hasInfo && socket.info.rtt > 0 ? wording::duration(std::chrono::microseconds(socket.info.rtt)) : QString();
    case CwndColumn:
        return hasInfo ? wording::number(socket.info.cwnd) : QString();
    case MssColumn:
        return hasInfo ? wording::number(socket.info.sendMss) : QString();
    case InodeColumn:
        return socket.inode == 0 ? QString() : QString::number(socket.inode);
    default:
        return {};
    }
}

QString KernelSocketModel::ageText(const TrackedSocket& tracked) const
{
    return wording::duration(std::chrono::floor<std::chrono::seconds>(m_now - tracked.goneAt.value_or(tracked.stateSince)));
}

QStringList KernelSocketModel::ageExplanation(const TrackedSocket& tracked) const
{
    const kernel::Socket& socket = tracked.socket;
    if (tracked.isGone())
        return {tr("Gone for %1").arg(ageText(tracked))};
    QStringList parts;
    if (hasLowerBound(tracked))
        parts << tr("In this state for at least %1: it was so already when it was first seen here.").arg(ageText(tracked));
    else
        parts << tr("In this state for %1").arg(ageText(tracked));
    if (const QString idle = wording::idleText(socket); !idle.isEmpty())
        parts << idle;
    return parts;
}

QString KernelSocketModel::toolTip(const TrackedSocket& tracked, int column) const
{
    const kernel::Socket& socket = tracked.socket;
    const auto paragraphs = [](const QStringList& parts) { return u"<p>%1</p>"_s.arg(parts.join(u"</p><p>"_s)); };
    switch (column) {
    case StateColumn: {
        QStringList parts = {u"<b>%1</b><br>%2"_s.arg(wording::stateName(socket.state), wording::stateExplanation(socket.state).toHtmlEscaped())};
        if (socket.kind != kernel::EntryKind::Full)
            parts << wording::entryExplanation(socket.kind).toHtmlEscaped();
        return paragraphs(parts);
    }
    case OwnerColumn:
        return paragraphs({wording::ownerExplanation(tracked).toHtmlEscaped().replace(u'\n', u"<br>"_s)});
    case TimerColumn:
        return paragraphs({wording::timerExplanation(socket).toHtmlEscaped()});
    case RecvQueueColumn:
        return paragraphs({socket.isListener() ? tr("Connections that wait for accept(), of so many that may wait") : tr("Octets received that the process has not read; a FIN counts as one")});
    case SinceColumn:
        return paragraphs(ageExplanation(tracked));
    case SendQueueColumn:
        return paragraphs({tr("Octets of the process that the other end has not acknowledged; SYN and FIN count as one each")});
    default:
        return text(tracked, column);
    }
}

QVariant KernelSocketModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == SinceColumn)
        return u"<p>%1</p>"_s.arg(tr("How long the socket has been in its state. With ≥ it was in it already when it was first seen here: then this is the least that "
                                     "follows from the kernel's timers and from when a segment came last."));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case LocalColumn:
        return tr("Local");
    case RemoteColumn:
        return tr("Remote");
    case RecvQueueColumn:
        return tr("Recv-Q");
    case SendQueueColumn:
        return tr("Send-Q");
    case OwnerColumn:
        return tr("Owner");
    case TimerColumn:
        return tr("Timer");
    case SinceColumn:
        return tr("For");
    case RetransmitsColumn:
        return tr("Retrans.");
    case RttColumn:
        return tr("RTT");
    case CwndColumn:
        return tr("cwnd");
    case MssColumn:
        return tr("MSS");
    case InodeColumn:
        return tr("Inode");
    default:
        return {};
    }
}
