#pragma once
#include "model/session/connection_model.h"

/// The connection model with words: headers, states with how sure they are, durations.
class ConnectionTableModel : public ConnectionModel {
    Q_OBJECT
public:
    using ConnectionModel::ConnectionModel;

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const QModelIndex& index) const;
    QString toolTip(const QModelIndex& index) const;
    QString labelsText(ConnectionId id) const;
};
