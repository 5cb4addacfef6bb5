#include "app/desktop/navigation_history.h"

#include <algorithm>
#include <cstdlib>

NavigationHistory::NavigationHistory(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    connect(&session.playhead(), &Playhead::moved, this, &NavigationHistory::note);
    connect(&session, &Session::reset, this, &NavigationHistory::forget);
    connect(&session, &Session::departed, this, &NavigationHistory::dropGone);
}

void NavigationHistory::note()
{
    const Playhead& playhead = m_session.playhead();
    if (m_moving || !playhead.connection())
        return;
    const Place here{*playhead.connection(), playhead.position()};
    if (m_places.empty()) {
        m_places.push_back(here);
        return;
    }
    Place& last = m_places[m_at];
    const Trace& trace = m_session.trace();
    const auto stepsTo = [&](const Place& place) { return std::int64_t(trace.stepAt(place.connection, place.position)); };
    const bool isStep = here.connection == last.connection && std::abs(stepsTo(here) - stepsTo(last)) <= 1;
    if (isStep || m_session.clock().isPlaying() || m_isFollowing) {
        last = here;
        return;
    }
    m_places.resize(m_at + 1);
    m_places.push_back(here);
    if (m_places.size() > kMost)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
    emit changed();
}

void NavigationHistory::forget()
{
    m_places.clear();
    m_at = 0;
    note();
    emit changed();
}

/// Nobody can go to a connection that has left the memory.
void NavigationHistory::dropGone()
{
    const Trace& trace = m_session.trace();
    const auto isGone = [&trace](const Place& place) { return trace.isGone(place.connection); };
    const auto before = std::count_if(m_places.begin(), m_places.begin() + std::ptrdiff_t(std::min(m_at, m_places.size())), isGone);
    if (std::erase_if(m_places, isGone) == 0)
        return;
    m_at -= std::size_t(before);
    if (m_places.empty() || m_at >= m_places.size()) // where the playhead is never goes, but it may not have been noted
        m_at = m_places.empty() ? 0 : m_places.size() - 1;
    emit changed();
}

void NavigationHistory::goBack()
{
    if (canGoBack())
        goTo(m_at - 1);
}

void NavigationHistory::goForward()
{
    if (canGoForward())
        goTo(m_at + 1);
}

void NavigationHistory::goTo(std::size_t at)
{
    m_at = at;
    const Place place = m_places[at];
    m_moving = true;
    m_session.playhead().select(place.connection);
    m_session.playhead().moveTo(place.position);
    m_moving = false;
    emit changed();
}
