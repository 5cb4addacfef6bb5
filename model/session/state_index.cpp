#include "model/session/state_index.h"

#include "model/session/session.h"

StateIndex& StateIndex::of(Session& session)
{
    if (auto* existing = session.findChild<StateIndex*>(QString(), Qt::FindDirectChildrenOnly))
        return *existing;
    return *new StateIndex(session); // its parent, the session, deletes it
}

StateIndex::StateIndex(Session& session) : QObject(&session), m_session(session)
{
    m_next.setInterval(0);
    connect(&m_next, &QTimer::timeout, this, &StateIndex::workOn);
    const auto start = [this] { m_next.start(); };
    connect(&session, &Session::traceGrew, this, start);
    connect(&session.playhead(), &Playhead::selected, this, start);
    connect(&session, &Session::reset, this, [this] {
        m_wish.reset();
        m_next.stop();
    });
    m_next.start();
}

bool StateIndex::reach(ConnectionId connection, std::uint32_t step)
{
    if (m_session.trace().approachState(connection, step, kSlice)) {
        m_wish.reset();
        return true;
    }
    m_wish = Wish{connection, step};
    m_next.start();
    return false;
}

/// What is wished for comes first, then all of the connection up to its end.
void StateIndex::workOn()
{
    const Trace& trace = m_session.trace();
    if (m_wish) {
        if (!trace.approachState(m_wish->connection, m_wish->step, kSlice))
            return;
        m_wish.reset();
        emit reached();
        return;
    }
    const auto connection = m_session.playhead().connection();
    if (!connection || *connection >= trace.connectionCount() || trace.approachState(*connection, trace.stepCount(*connection), kSlice))
        m_next.stop();
}
