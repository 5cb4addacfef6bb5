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
    if (certainty == Certainty::Proven)
        m_assumptionCount = 0;
    return true;
}

bool EndpointObserver::assume(tcp::Event event, ObservedSteps& steps)
{
    const Assumption assumption{m_state, m_certainty, event};
    if (!fire(event, Certainty::Assumed, steps))
        return false;
    if (m_assumptionCount == kDepth) { // the oldest can no longer be taken back alone
        std::rotate(m_assumptions.begin(), m_assumptions.begin() + 1, m_assumptions.end());
        --m_assumptionCount;
    }
    m_assumptions[m_assumptionCount++] = assumption;
    proof.reset();
    return true;
}

std::optional<tcp::Event> EndpointObserver::newestAssumption() const
{
    if (m_assumptionCount == 0)
        return std::nullopt;
    return m_assumptions[std::size_t(m_assumptionCount - 1)].event;
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
    m_assumptionCount = 0;
    m_certainty = Certainty::Proven;
    proof.reset();
}
