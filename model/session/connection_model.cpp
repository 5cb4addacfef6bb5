#include "model/session/connection_model.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace {

constexpr qint64 kSliceNanoseconds = 4'000'000; // a quarter of a frame
constexpr ConnectionId kCollectAtOnce = 512;
constexpr std::size_t kFirstRun = 2048;
constexpr int kChangesInterval = 100;
constexpr int kRefreshInterval = 1000;

constexpr Label kNotable[] = {Label::LostSegment, Label::AckLostSegment, Label::OutOfOrder,  Label::DuplicateAck,
                              Label::ZeroWindow,  Label::WindowFull,     Label::ReusedPorts, Label::KeepAlive};

template <std::size_t N>
std::uint64_t count(const Connection& connection, const Label (&labels)[N])
{
    std::uint64_t sum = 0;
    for (Label label : labels)
        sum += connection.labelCounts[std::size_t(label)];
    return sum;
}

std::uint64_t bigEndian(const std::array<std::uint8_t, 16>& octets, std::size_t from)
{
    std::uint64_t value = 0;
    for (std::size_t i = from; i < from + 8; ++i)
        value = value << 8 | octets[i];
    return value;
}

bool isAddress(int column)
{
    return column == ConnectionModel::InitiatorColumn || column == ConnectionModel::ResponderColumn;
}

} // namespace

ConnectionModel::ConnectionModel(const Trace& trace, QObject* parent) : QAbstractTableModel(parent), m_trace(trace)
{
    m_work.setInterval(0);
    connect(&m_work, &QTimer::timeout, this, &ConnectionModel::work);
    for (QTimer* timer : {&m_changes, &m_refresh})
        timer->setSingleShot(true);
    m_changes.setInterval(kChangesInterval);
    connect(&m_changes, &QTimer::timeout, this, &ConnectionModel::announceChanges);
    m_refresh.setInterval(kRefreshInterval);
    connect(&m_refresh, &QTimer::timeout, this, &ConnectionModel::refresh);
    takeGrowth();
}

Labels ConnectionModel::notableLabels()
{
    Labels labels;
    for (Label label : kNotable)
        labels.add(label);
    return labels;
}

int ConnectionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ConnectionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumnCount;
}

QVariant ConnectionModel::data(const QModelIndex& index, int role) const
{
    // Between the end of one trace and the reset that follows, rows may point to nothing.
    if (!index.isValid() || index.row() >= rowCount() || connectionAt(index.row()) >= m_trace.connectionCount())
        return {};
    const ConnectionId id = connectionAt(index.row());
    const Connection& connection = m_trace.connection(id);
    if (connection.isGone && connection.segments == 0)
        return {}; // nothing is left of it, and its row is about to go
    const auto column = Column(index.column());
    switch (role) {
    case ConnectionRole:
        return id;
    case CertaintyRole:
        if (column == InitiatorStateColumn || column == ResponderStateColumn)
            return int(connection.side(column == InitiatorStateColumn ? Side::Initiator : Side::Responder).certainty);
        return {};
    case Qt::DisplayRole:
    case ValueRole:
        if (isAddress(column))
            return QString::fromStdString(toString(connection.address(column == InitiatorColumn ? Side::Initiator : Side::Responder)));
        return qulonglong(valueOf(connection, id, column));
    case Qt::TextAlignmentRole: {
        const bool isText = isAddress(column) || column == InitiatorStateColumn || column == ResponderStateColumn || column == LabelsColumn;
        return QVariant::fromValue(Qt::Alignment(isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    default:
        return {};
    }
}

std::uint64_t ConnectionModel::valueOf(const Connection& connection, ConnectionId id, Column column) const
{
    switch (column) {
    case NumberColumn:
        return std::uint64_t(id); // from 0, as tcplens-cli and Wireshark number streams
    case StartColumn: // frames may be out of order in time
        return std::uint64_t(std::max<std::int64_t>(0, (connection.start - origin()).count()));
    case DurationColumn:
        return std::uint64_t(std::max<std::int64_t>(0, (connection.end - connection.start).count()));
    case SegmentsColumn:
        return connection.segments;
    case InitiatorOctetsColumn:
        return connection.side(Side::Initiator).octets;
    case ResponderOctetsColumn:
        return connection.side(Side::Responder).octets;
    case InitiatorStateColumn:
        return std::uint64_t(connection.side(Side::Initiator).state);
    case ResponderStateColumn:
        return std::uint64_t(connection.side(Side::Responder).state);
    case RetransmissionsColumn:
        return connection.labelCounts[std::size_t(Label::Retransmission)]; // fast and spurious ones carry it too
    case LabelsColumn:
        return count(connection, kNotable);
    case InitiatorColumn:
    case ResponderColumn:
        break;
    }
    return 0;
}

Timestamp ConnectionModel::origin() const
{
    return m_trace.recordCount() > 0 ? m_trace.record(0).time : Timestamp();
}

std::optional<int> ConnectionModel::rowOf(ConnectionId connection) const
{
    const auto at = std::find(m_rows.begin(), m_rows.end(), connection); // 0.1 ms for a million
    return at == m_rows.end() ? std::nullopt : std::optional(int(at - m_rows.begin()));
}

void ConnectionModel::sort(int column, Qt::SortOrder order)
{
    const auto wanted = column < 0 ? NumberColumn : Column(column);
    const auto wantedOrder = column < 0 ? Qt::AscendingOrder : order;
    if (wanted == m_sortColumn && wantedOrder == m_order)
        return;
    m_sortColumn = wanted;
    m_order = wantedOrder;
    restart();
}

void ConnectionModel::setFilter(const QString& text)
{
    ConnectionFilter filter(text.toStdString());
    if (filter == m_filter)
        return;
    m_filter = std::move(filter);
    restart();
}

void ConnectionModel::takeGrowth()
{
    if (!isSettled())
        m_work.start();
    if (!m_rows.empty() && !m_changes.isActive())
        m_changes.start();
    if ((m_filter.dependsOnProgress() || isSorted()) && !m_refresh.isActive())
        m_refresh.start();
}

void ConnectionModel::takeDepartures()
{
    if (m_phase == Phase::Idle)
        restart();
    else if (!m_refresh.isActive())
        m_refresh.start();
}

void ConnectionModel::takeReset()
{
    m_changes.stop();
    m_refresh.stop();
    beginResetModel();
    m_rows.clear();
    m_known = 0;
    m_firstPresent = 0;
    m_phase = Phase::Idle;
    m_keys.clear();
    endResetModel();
    takeGrowth();
}

void ConnectionModel::announceChanges()
{
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, kColumnCount - 1)); // a view repaints what it shows, no more
}

void ConnectionModel::refresh()
{
    if (m_phase == Phase::Idle) // else the rows being made are fresh enough
        restart();
}

void ConnectionModel::restart()
{
    while (m_firstPresent < m_trace.connectionCount() && m_trace.isGone(m_firstPresent))
        ++m_firstPresent;
    m_phase = Phase::Collect;
    m_collected = m_firstPresent;
    m_keys.clear();
    m_work.start();
}

void ConnectionModel::work()
{
    QElapsedTimer elapsed;
    elapsed.start();
    bool more = true;
    while (more && elapsed.nsecsElapsed() < kSliceNanoseconds)
        more = workOnce();
    if (!more) {
        m_work.stop();
        emit settled();
    }
}

/// Does one small piece of work; false if there was none left.
bool ConnectionModel::workOnce()
{
    switch (m_phase) {
    case Phase::Idle:
        if (m_known == m_trace.connectionCount())
            return false;
        appendNew();
        return true;
    case Phase::Collect:
        collect();
        return true;
    case Phase::Sort:
        sortRun();
        return true;
    case Phase::Merge:
        mergeRuns();
        return true;
    }
    return false;
}

/// Rows for connections that have come: at the end, until the next refresh() sorts them in.
void ConnectionModel::appendNew()
{
    const ConnectionId end = std::min(m_trace.connectionCount(), m_known + (m_filter.isEmpty() ? 65536u : kCollectAtOnce));
    std::vector<ConnectionId> rows;
    for (; m_known < end; ++m_known) {
        if (isShown(m_known))
            rows.push_back(m_known);
    }
    if (rows.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(rows.size()) - 1);
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    endInsertRows();
}

void ConnectionModel::collect()
{
    const ConnectionId end = std::min(m_trace.connectionCount(), m_collected + kCollectAtOnce);
    for (; m_collected < end; ++m_collected) {
        if (isShown(m_collected))
            m_keys.push_back(isSorted() ? keyOf(m_collected) : Key{{}, m_collected});
    }
    if (m_collected < m_trace.connectionCount())
        return;
    m_at = 0;
    if (isSorted())
        m_phase = Phase::Sort;
    else
        finish();
}

void ConnectionModel::sortRun()
{
    const auto begin = m_keys.begin() + std::ptrdiff_t(m_at);
    m_at = std::min(m_at + kFirstRun, m_keys.size());
    std::sort(begin, m_keys.begin() + std::ptrdiff_t(m_at), [this](const Key& a, const Key& b) { return isBefore(a, b); });
    if (m_at < m_keys.size())
        return;
    m_at = 0;
    m_runLength = kFirstRun;
    m_merged.resize(m_keys.size());
    m_phase = Phase::Merge;
}

/// Merges two neighbouring runs; the last pair of a round begins the next, with runs twice as long.
void ConnectionModel::mergeRuns()
{
    if (m_runLength >= m_keys.size()) {
        finish();
        return;
    }
    const auto at = [this](std::size_t offset) { return m_keys.begin() + std::ptrdiff_t(std::min(offset, m_keys.size())); };
    std::merge(at(m_at), at(m_at + m_runLength), at(m_at + m_runLength), at(m_at + 2 * m_runLength), m_merged.begin() + std::ptrdiff_t(m_at),
               [this](const Key& a, const Key& b) { return isBefore(a, b); });
    m_at += 2 * m_runLength;
    if (m_at < m_keys.size())
        return;
    m_keys.swap(m_merged);
    m_at = 0;
    m_runLength *= 2;
}

void ConnectionModel::finish()
{
    std::vector<ConnectionId> rows;
    rows.reserve(m_keys.size());
    for (const Key& key : m_keys)
        rows.push_back(key.connection);
    m_known = m_collected;
    m_phase = Phase::Idle;
    m_keys = {};
    m_merged = {};
    commit(std::move(rows));
}

/// Tells the views in the way that disturbs them least.
void ConnectionModel::commit(std::vector<ConnectionId> rows)
{
    if (rows == m_rows)
        return;
    if (rows.size() == m_rows.size()) {
        permute(std::move(rows));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void ConnectionModel::permute(std::vector<ConnectionId> rows)
{
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    const std::vector<ConnectionId> old = std::exchange(m_rows, std::move(rows));
    std::unordered_map<ConnectionId, int> places;
    for (const QModelIndex& index : before)
        places.emplace(old[std::size_t(index.row())], -1);
    for (int row = 0; !places.empty() && row < rowCount(); ++row) {
        if (const auto at = places.find(connectionAt(row)); at != places.end())
            at->second = row;
    }
    QModelIndexList after;
    for (const QModelIndex& was : before) {
        // The same number of rows need not mean the same connections; one that is gone becomes an invalid index.
        const int row = places.at(old[std::size_t(was.row())]);
        after.append(row < 0 ? QModelIndex() : index(row, was.column()));
    }
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

bool ConnectionModel::isShown(ConnectionId id) const
{
    return !m_trace.isGone(id) && m_filter.matches(m_trace, id);
}

bool ConnectionModel::isBefore(const Key& a, const Key& b) const
{
    if (a.words != b.words)
        return m_order == Qt::AscendingOrder ? a.words < b.words : b.words < a.words;
    return a.connection < b.connection;
}

ConnectionModel::Key ConnectionModel::keyOf(ConnectionId id) const
{
    const Connection& connection = m_trace.connection(id);
    if (!isAddress(m_sortColumn))
        return {{valueOf(connection, id, m_sortColumn), 0, 0}, id};
    const SocketAddress& address = connection.address(m_sortColumn == InitiatorColumn ? Side::Initiator : Side::Responder);
    // IPv4 before IPv6, then by number rather than by text.
    const std::uint64_t last = std::uint64_t(address.ip.version) << 16 | address.port;
    if (address.ip.version == 4)
        return {{0, bigEndian(address.ip.octets, 0) >> 32, last}, id};
    return {{std::max<std::uint64_t>(1, bigEndian(address.ip.octets, 0)), bigEndian(address.ip.octets, 8), last}, id};
}
