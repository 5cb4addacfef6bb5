#pragma once
#include "model/trace/stage.h"

#include <QAbstractTableModel>

#include <vector>

/// A host's sockets, as `ss` lists them. Other sockets come and go as single rows, so that selection and scroll position stay.
class SocketTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// In the order that lets a narrow table show what matters most.
    enum Column { StateColumn, LocalColumn, RemoteColumn, ReceiveQueueColumn, SendQueueColumn, ProcessesColumn };
    static constexpr int kColumnCount = 6;

    using QAbstractTableModel::QAbstractTableModel;

    void setSockets(const std::vector<StageSocket>& sockets);
    const std::vector<StageSocket>& sockets() const { return m_sockets; }
    /// Short addresses are written with these hosts' names: "B:80", and the host's own without any: ":80".
    void setHosts(std::vector<StageHost> hosts);
    void setShort(bool isShort);
    /// The row that calls apply to stands out; -1: none.
    void setTarget(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const StageSocket& socket, int column, bool isShort) const;
    QString address(const SocketAddress& address, bool isLocal, bool isShort) const;
    QString toolTip(const StageSocket& socket, int column) const;
    void update(std::size_t row, const StageSocket& socket);
    void insert(std::size_t row, const StageSocket& socket);
    void remove(std::size_t row);

    std::vector<StageSocket> m_sockets;
    std::vector<StageHost> m_hosts;
    bool m_isShort = false;
    int m_target = -1;
};
