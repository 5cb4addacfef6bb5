#pragma once
#include "model/kernel/snapshot_counts.h"
#include "model/session/connection_model.h"

#include <QAbstractTableModel>

#include <vector>

/// "Whose are they?": how many sockets that the same processes hold are in which state, the largest group first.
class SocketGroupModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { CountColumn, StateColumn, OwnerColumn, ServiceColumn, RecvQueueColumn, SendQueueColumn };
    static constexpr int kColumnCount = 6;
    enum Role { ValueRole = ConnectionModel::ValueRole, CertaintyRole = ConnectionModel::CertaintyRole, FillRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setGroups(std::vector<kernel::Group> groups);
    const kernel::Group& groupAt(int row) const { return m_groups[std::size_t(row)]; }
    /// What shows exactly these sockets: "owners:10+11 state:CLOSE-WAIT"; see kernel::SocketFilter.
    static QString filterOf(const kernel::Group& group);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const kernel::Group& group, int column) const;
    QString toolTip(const kernel::Group& group, int column) const;

    std::vector<kernel::Group> m_groups;
};
