#include "model/session/crowd_index.h"

#include "model/session/session.h"

CrowdIndex& CrowdIndex::of(Session& session)
{
    if (auto* existing = session.findChild<CrowdIndex*>(QString(), Qt::FindDirectChildrenOnly))
        return *existing;
    return *new CrowdIndex(session); // its parent, the session, deletes it
}

CrowdIndex::CrowdIndex(Session& session) : QObject(&session), m_session(session)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &CrowdIndex::countSlice);
    connect(&session, &Session::traceGrew, this, [this] {
        if (!m_next.isActive())
            countSlice();
    });
    connect(&session, &Session::reset, this, [this] {
        m_next.stop();
        m_counts.clear();
        emit advanced();
    });
    countSlice();
}

bool CrowdIndex::isComplete() const
{
    return m_counts.position() == m_session.trace().recordCount();
}

void CrowdIndex::countSlice()
{
    if (!m_counts.catchUp(m_session.trace(), kSlice))
        m_next.start(0);
    emit advanced();
}
