#pragma once
#include "model/trace/record.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

class Session;

/// Keeps Trace::stateAt() quick for the selected connection, however long that is: its snapshots are made in slices of a few
/// milliseconds beside all else that the GUI thread does.
///
/// There is one for each session, made for whoever asks first; it costs nothing before.
class StateIndex : public QObject {
    Q_OBJECT
public:
    /// Each slice takes about this long at most.
    static constexpr std::chrono::milliseconds kSlice{4};

    static StateIndex& of(Session& session);

    /// Whether Trace::stateAt() of that step is quick now. If not, it is worked on before all else, and reached() tells when to ask again.
    bool reach(ConnectionId connection, std::uint32_t step);
    /// Whether any step of the selected connection is within reach.
    bool isComplete() const { return !m_next.isActive(); }

signals:
    /// What was asked for last is within reach.
    void reached();

private:
    struct Wish {
        ConnectionId connection = 0;
        std::uint32_t step = 0;
    };

    explicit StateIndex(Session& session);
    void workOn();

    Session& m_session;
    std::optional<Wish> m_wish;
    QTimer m_next;
};
