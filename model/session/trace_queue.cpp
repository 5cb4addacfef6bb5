#include "model/session/trace_queue.h"

#include <utility>

TraceQueue::TraceQueue(std::size_t capacity, std::function<void()> wake) : m_capacity(capacity), m_wake(std::move(wake))
{
}

bool TraceQueue::push(RecordBatch&& batch)
{
    bool wasEmpty = false;
    {
        std::unique_lock lock(m_mutex);
        m_room.wait(lock, [this] { return m_closed || m_waitingRecords < m_capacity; });
        if (m_closed)
            return false;
        wasEmpty = m_waiting.empty();
        m_waitingRecords += batch.records.size();
        m_waiting.push_back(std::exchange(batch, RecordBatch{}));
    }
    if (wasEmpty)
        m_wake();
    return true;
}

std::vector<RecordBatch> TraceQueue::takeAll()
{
    std::vector<RecordBatch> taken;
    {
        std::lock_guard lock(m_mutex);
        taken.swap(m_waiting);
        m_waitingRecords = 0;
    }
    m_room.notify_one();
    return taken;
}

void TraceQueue::close()
{
    std::lock_guard lock(m_mutex);
    m_closed = true;
    m_room.notify_all();
}
