#pragma once
#include "model/trace/connection_filter.h"
#include "model/trace/trace.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QTimer>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

/// The connections of a trace as a table that filters and sorts itself, a slice at a time: hundreds of thousands of rows never
/// hold the GUI thread longer than part of a frame. (QSortFilterProxyModel would, see model/session/README.md.)
///
/// It holds row numbers, nothing else; it says values, never words: a view adds headers and texts.
class ConnectionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        NumberColumn,          ///< From 0, as Wireshark numbers streams.
        InitiatorColumn,       ///< "10.0.0.1:4000"
        ResponderColumn,
        StartColumn,           ///< Nanoseconds since the trace's first record.
        DurationColumn,        ///< Nanoseconds.
        SegmentsColumn,
        InitiatorOctetsColumn, ///< Octets of user data that the initiator sent.
        ResponderOctetsColumn,
        InitiatorStateColumn,  ///< After the last record.
        ResponderStateColumn,
        RetransmissionsColumn, ///< Segments with octets that were sent before, of any kind.
        LabelsColumn,          ///< Segments with any other label that tells of trouble.
    };
    static constexpr int kColumnCount = 12;
    enum Role {
        ValueRole = Qt::UserRole, ///< The bare number, or the state's or first label's; what DisplayRole says by default.
        ConnectionRole,           ///< The ConnectionId, in every column.
        CertaintyRole,            ///< Of the state, in the state columns.
    };

    explicit ConnectionModel(const Trace& trace, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// Takes effect over the next event loop rounds; settled() tells when it has. Column -1 is the order of the trace.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    /// As sort(); see ConnectionFilter for what it understands.
    void setFilter(const QString& text);
    const ConnectionFilter& filter() const { return m_filter; }

    const Trace& trace() const { return m_trace; }
    /// What is noticed besides retransmissions, for LabelsColumn.
    static Labels notableLabels();
    ConnectionId connectionAt(int row) const { return m_rows[std::size_t(row)]; }
    /// The row that shows `connection`, if the filter lets it through.
    std::optional<int> rowOf(ConnectionId connection) const;
    /// Whether the rows are those of the latest filter, sorting and trace.
    bool isSettled() const { return m_phase == Phase::Idle && m_known == m_trace.connectionCount(); }

public slots:
    /// The trace has grown: new rows come, old ones may say something else.
    void takeGrowth();
    /// Connections have left the trace's memory.
    void takeDepartures();
    /// The trace is another one.
    void takeReset();

signals:
    /// All filtering, sorting and appending is done.
    void settled();

private:
    /// An order-preserving number of up to 24 octets, so that all columns sort by the same code.
    struct Key {
        std::array<std::uint64_t, 3> words{};
        ConnectionId connection = 0;
    };
    enum class Phase { Idle, Collect, Sort, Merge };

    void restart();
    void work();
    bool workOnce();
    void collect();
    void sortRun();
    void mergeRuns();
    void appendNew();
    void commit(std::vector<ConnectionId> rows);
    void permute(std::vector<ConnectionId> rows);
    void finish();
    void announceChanges();
    void refresh();
    bool isShown(ConnectionId id) const;
    bool isBefore(const Key& a, const Key& b) const;
    bool isSorted() const { return m_sortColumn != NumberColumn || m_order == Qt::DescendingOrder; }
    Key keyOf(ConnectionId connection) const;
    std::uint64_t valueOf(const Connection& connection, ConnectionId id, Column column) const;
    Timestamp origin() const;

    const Trace& m_trace;
    std::vector<ConnectionId> m_rows; ///< What the view sees.
    ConnectionId m_known = 0;         ///< Connections that m_rows takes into account.
    ConnectionId m_firstPresent = 0;  ///< All before it are gone.

    ConnectionFilter m_filter;
    Column m_sortColumn = NumberColumn;
    Qt::SortOrder m_order = Qt::AscendingOrder;

    // The next m_rows in the making.
    Phase m_phase = Phase::Idle;
    std::vector<Key> m_keys;
    std::vector<Key> m_merged;
    ConnectionId m_collected = 0;
    std::size_t m_at = 0;
    std::size_t m_runLength = 0;

    QTimer m_work;    ///< Fires whenever the event loop is idle while there is something to do.
    QTimer m_changes; ///< At most ten announcements of changed values a second.
    QTimer m_refresh; ///< Filters and sorts anew while the trace grows, once a second.
};
