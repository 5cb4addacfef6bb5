#pragma once
#include "model/kernel/snapshot_counts.h"
#include "views/common/theme.h"

#include <QWidget>

#include <array>

class QAbstractButton;

/// One button a state with its count; a click shows the sockets in that state alone.
class StateChips : public QWidget {
    Q_OBJECT
public:
    explicit StateChips(QWidget* parent = nullptr);

    void setCounts(const kernel::StateCounts& counts);
    /// Which states are asked for now, by State.
    void setChosen(const std::array<bool, tcp::kStateCount>& chosen);
    void setTheme(const Theme& theme);
    QAbstractButton* chip(tcp::State state) const { return m_chips[std::size_t(state)]; }

signals:
    void clicked(tcp::State state);

private:
    std::array<QAbstractButton*, tcp::kStateCount> m_chips{};
};
