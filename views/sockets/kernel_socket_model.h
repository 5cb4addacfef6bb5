#pragma once
#include "model/kernel/socket_filter.h"
#include "model/kernel/socket_history.h"
#include "model/session/connection_model.h"
#include "views/common/theme.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <array>
#include <optional>
#include <vector>

/// The kernel's sockets as a table that filters and sorts itself. Sockets that come and go are single rows, so that selection and scroll
/// position stay; only where very many change at once the model is reset.
class KernelSocketModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        StateColumn,
        LocalColumn,
        RemoteColumn,
        RecvQueueColumn,
        SendQueueColumn,
        OwnerColumn,
        TimerColumn,
        SinceColumn,
        RetransmitsColumn,
        RttColumn,
        CwndColumn,
        MssColumn,
        InodeColumn,
    };
    static constexpr int kColumnCount = 13;
    enum Role {
        ValueRole = ConnectionModel::ValueRole,         ///< In StateColumn what StateDelegate paints: CLOSED for sockets that are gone.
        CertaintyRole = ConnectionModel::CertaintyRole, ///< Always proven: the kernel knows.
        FillRole = CertaintyRole + 1,                   ///< In RecvQueueColumn of a listener: its accept queue's fill, 0 to 1 and more.
    };

    /// `history` must outlive this.
    explicit KernelSocketModel(const kernel::SocketHistory& history, QObject* parent = nullptr);

    /// To be called after each SocketHistory::update().
    void takeChanges(const kernel::HistoryChanges& changes, Timestamp now);
    /// The history has become another one.
    void takeReset();
    void setFilter(const QString& text);
    const kernel::SocketFilter& filter() const { return m_filter; }
    /// Whether sockets that are gone are shown for a while.
    void setGoneShown(bool isShown);
    /// Whether the filter lets it through, shown or not; one that is gone is in no state but CLOSED.
    bool passesFilter(const kernel::TrackedSocket& socket) const;
    void setTheme(const Theme& theme);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// Null while the row is about to be removed: the history has forgotten it by then.
    const kernel::TrackedSocket* socketAt(int row) const { return m_history.find(m_rows[std::size_t(row)]); }
    /// -1: not shown.
    int rowOf(kernel::SocketId id) const;

private:
    /// An order-preserving number, so that all columns sort by the same code.
    struct Key {
        std::array<std::uint64_t, 4> words{};
        kernel::SocketId id = 0;
    };
    void arrange();
    void commit(std::vector<kernel::SocketId> rows);
    void removeMissing(const std::vector<std::uint32_t>& missing);
    void permute(const std::vector<kernel::SocketId>& order);
    bool isShown(const kernel::TrackedSocket& socket) const;
    QString ageText(const kernel::TrackedSocket& socket) const;
    QStringList ageExplanation(const kernel::TrackedSocket& socket) const;
    Key keyOf(const kernel::TrackedSocket& socket) const;
    QString text(const kernel::TrackedSocket& socket, int column) const;
    QString toolTip(const kernel::TrackedSocket& socket, int column) const;

    const kernel::SocketHistory& m_history;
    std::vector<kernel::SocketId> m_rows;
    kernel::SocketFilter m_filter;
    bool m_showsGone = false;
    Column m_sortColumn = StateColumn;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    Timestamp m_now{};
    Timestamp m_arrangedAt{};
    QColor m_muted;
};
