#pragma once
#include "model/trace/trace.h"

#include <QObject>

#include <optional>

/// Which connection all views show, and how much of the trace has happened: one of each for the whole session.
///
/// The position counts records of the whole trace (see Trace); steps count those of the selected connection. Every
/// move goes through moveTo(), so stepping back is the same as stepping forward.
class Playhead : public QObject {
    Q_OBJECT
public:
    explicit Playhead(const Trace& trace, QObject* parent = nullptr);

    RecordNumber position() const { return m_position; }
    std::optional<ConnectionId> connection() const { return m_connection; }
    /// Steps of the selected connection before the position; 0 without one.
    std::uint32_t step() const;
    std::uint32_t stepCount() const;
    /// The number of the last record of the selected connection that has happened.
    std::optional<RecordNumber> currentRecord() const;
    /// The time of the current record; before the first one, that of the first.
    Timestamp time() const;

public slots:
    /// Shows that connection; the position stays where it lies within the connection, else goes to its start.
    void select(ConnectionId connection);
    void moveTo(RecordNumber position);
    void moveToStep(std::uint32_t step);
    void stepForward();
    void stepBack();
    /// To just after the next record that changes either end's state (or, if none does, the end).
    void toNextStateChange();
    void toPreviousStateChange();
    void toStart();
    void toEnd();
    /// Forgets selection and position, for a new trace.
    void clear();

signals:
    /// Another connection (or none) is selected; moved() follows.
    void selected();
    /// The position or the selection has changed: show position() now.
    void moved();

private:
    const Trace& m_trace;
    std::optional<ConnectionId> m_connection;
    RecordNumber m_position = 0;
};
