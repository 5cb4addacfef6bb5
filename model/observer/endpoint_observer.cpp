#include "model/observer/endpoint_observer.h"

#include <algorithm>

void EndpointObserver::adopt(tcp::State state)
{
    m_state = state;
    m_certainty = Certainty::Assumed;
}

bool EndpointObserver::fire(tcp::Event event, Certainty certainty, ObservedSteps& steps)
{
    // Nothing waits to be sent where a FIN was seen, which is all that the guard asks for.
    const tcp::Transition* row = tcp::findTransition(m_state, event, {.openedPassively = m_tcb.openedPassively, .nothingToSend = true});
    if (!row || !row->to)
        return false;
    if (event == tcp::Event::RcvSyn)
        m_tcb.openedPassively = m_state == tcp::State::Listen;
    steps.push_back({m_side, m_state, *row->to, event, certainty});
    m_state = *row->to;
    m_certainty = certainty;
    m_assumptionCount = 0; // what lies before a step that stays can no longer be taken back
    return true;
}

bool EndpointObserver::assume(tcp::Event event, ObservedSteps& steps)
{
    if (!remember({m_state, m_certainty, event, false}, Certainty::Assumed, steps))
        return false;
    proof.reset();
    return true;
}

bool EndpointObserver::fireInDoubt(tcp::Event event, Certainty certainty, ObservedSteps& steps)
{
    return remember({m_state, m_certainty, event, true}, certainty, steps);
}

bool EndpointObserver::remember(const Assumption& assumption, Certainty certainty, ObservedSteps& steps)
{
    const std::uint8_t before = m_assumptionCount;
    if (!fire(assumption.event, certainty, steps))
        return false;
    m_assumptionCount = before;
    if (m_assumptionCount == kDepth) { // the oldest can no longer be taken back alone
        std::rotate(m_assumptions.begin(), m_assumptions.begin() + 1, m_assumptions.end());
        --m_assumptionCount;
    }
    m_assumptions[m_assumptionCount++] = assumption;
    return true;
}

std::optional<tcp::Event> EndpointObserver::newestAssumption() const
{
    if (m_assumptionCount == 0 || m_assumptions[std::size_t(m_assumptionCount - 1)].stands)
        return std::nullopt;
    return m_assumptions[std::size_t(m_assumptionCount - 1)].event;
}

std::optional<tcp::Event> EndpointObserver::doubtedEvent() const
{
    for (std::size_t i = m_assumptionCount; i-- > 0;) {
        if (m_assumptions[i].stands)
            return m_assumptions[i].event;
    }
    return std::nullopt;
}

void EndpointObserver::retractDoubted(ObservedSteps& steps)
{
    while (newestAssumption())
        retract(steps);
    retract(steps);
}

bool EndpointObserver::retractThrough(tcp::Event event, ObservedSteps& steps)
{
    std::size_t which = m_assumptionCount;
    while (which > 0 && m_assumptions[which - 1].event != event)
        --which;
    if (which == 0)
        return false;
    while (m_assumptionCount >= which)
        retract(steps);
    return true;
}

void EndpointObserver::retract(ObservedSteps& steps)
{
    if (m_assumptionCount == 0)
        return;
    const Assumption& assumption = m_assumptions[--m_assumptionCount];
    steps.push_back({m_side, m_state, assumption.before, assumption.event, Certainty::Retracted});
    m_state = assumption.before;
    m_certainty = assumption.certaintyBefore;
    if (assumption.event == tcp::Event::RcvFin || assumption.event == tcp::Event::RcvFinAckOfFin)
        m_tcb.rcv.fin.reset();
    if (assumption.event != tcp::Event::RcvRst) // what was sent before the RST may have arrived nevertheless
        heardAck.reset();
    proof.reset();
}

void EndpointObserver::confirm()
{
    while (newestAssumption())
        --m_assumptionCount;
    m_certainty = Certainty::Proven;
    proof.reset();
}
