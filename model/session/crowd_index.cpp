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
        m_fresh.reset();
        m_recount.stop();
        emit advanced();
    });
    constexpr int kRecountInterval = 1000; // ms
    m_recount.setSingleShot(true);
    m_recount.setInterval(kRecountInterval);
    connect(&m_recount, &QTimer::timeout, this, &CrowdIndex::beginFresh);
    connect(&session, &Session::departed, this, [this] {
        if (!m_recount.isActive())
            m_recount.start();
    });
    countSlice();
}

bool CrowdIndex::isComplete() const
{
    return !m_fresh && !m_recount.isActive() && m_counts.position() == m_session.trace().recordCount();
}

void CrowdIndex::countSlice()
{
    const bool isDone = m_fresh ? countFresh() : m_counts.catchUp(m_session.trace(), kSlice);
    if (!isDone)
        m_next.start(0);
    emit advanced();
}

/// Anew without those that have left, unless that is being done: then once more afterwards.
void CrowdIndex::beginFresh()
{
    if (m_fresh) {
        m_recount.start();
        return;
    }
    m_fresh.emplace();
    m_next.start(0);
}

/// Until the new counts have come as far the old ones stand; they go on, too, so that what is live is not late.
bool CrowdIndex::countFresh()
{
    const Trace& trace = m_session.trace();
    m_counts.catchUp(trace, kSlice / 2);
    if (!m_fresh->catchUp(trace, kSlice / 2))
        return false;
    m_counts = std::move(*m_fresh);
    m_fresh.reset();
    return true;
}
