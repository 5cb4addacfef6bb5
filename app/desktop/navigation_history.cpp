#include "app/desktop/navigation_history.h"

#include <cstdlib>

NavigationHistory::NavigationHistory(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    connect(&session.playhead(), &Playhead::moved, this, &NavigationHistory::note);
    connect(&session, &Session::reset, this, &NavigationHistory::forget);
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
