#include "model/session/playhead.h"

#include <algorithm>

Playhead::Playhead(const Trace& trace, QObject* parent) : QObject(parent), m_trace(trace) {}

std::uint32_t Playhead::step() const
{
    return m_connection ? m_trace.stepAt(*m_connection, m_position) : 0;
}

std::uint32_t Playhead::stepCount() const
{
    return m_connection ? m_trace.stepCount(*m_connection) : 0;
}

std::optional<RecordNumber> Playhead::currentRecord() const
{
    const std::uint32_t at = step();
    if (at == 0)
        return std::nullopt;
    return m_trace.connection(*m_connection).records[at - 1];
}

Timestamp Playhead::time() const
{
    if (!m_connection)
        return {};
    const auto record = currentRecord();
    return record ? m_trace.record(*record).time : m_trace.connection(*m_connection).start;
}

void Playhead::select(ConnectionId connection)
{
    if (m_connection == connection || m_trace.isGone(connection)) // its row may still be there to be clicked on
        return;
    m_connection = connection;
    const auto& records = m_trace.connection(connection).records;
    if (!records.empty())
        m_position = m_position > records.back() ? m_trace.positionOfStep(connection, 0) : std::max(m_position, records.front());
    emit selected();
    emit moved();
}

void Playhead::moveTo(RecordNumber position)
{
    position = std::min(position, m_trace.recordCount());
    if (position == m_position)
        return;
    m_position = position;
    emit moved();
}

void Playhead::moveToStep(std::uint32_t step)
{
    if (m_connection)
        moveTo(m_trace.positionOfStep(*m_connection, step));
}

void Playhead::stepForward()
{
    if (step() < stepCount())
        moveToStep(step() + 1);
}

void Playhead::stepBack()
{
    if (step() > 0)
        moveToStep(step() - 1);
}

void Playhead::toNextStateChange()
{
    const std::uint32_t now = step();
    const std::uint32_t end = stepCount();
    if (!m_connection || now == end)
        return;
    const auto done = m_trace.transitionsUntil(*m_connection, now).size();
    const auto& all = m_trace.connection(*m_connection).transitions;
    moveTo(done < all.size() ? all[done].record + 1 : m_trace.positionOfStep(*m_connection, end));
}

void Playhead::toPreviousStateChange()
{
    const std::uint32_t now = step();
    if (now == 0)
        return;
    // To just after the last change that lies before the current record, or else to the start.
    const auto before = m_trace.transitionsUntil(*m_connection, now - 1);
    if (before.empty())
        toStart();
    else
        moveTo(before.back().record + 1);
}

void Playhead::toStart()
{
    moveToStep(0);
}

void Playhead::toEnd()
{
    moveToStep(stepCount());
}

void Playhead::clear()
{
    m_connection.reset();
    m_position = 0;
    emit selected();
    emit moved();
}
