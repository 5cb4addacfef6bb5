#pragma once
#include "model/trace/record_batch.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

/// What push() does when the reader has fallen behind.
enum class WhenFull { Wait, Drop };

/// Hands batches from one source thread to the GUI thread.
///
/// Files and simulations wait for room, so nothing is lost; a live capture drops and counts, so the
/// kernel's buffer never fills because the GUI is busy.
class TraceQueue {
public:
    /// `capacity` counts records. `wake` runs on the source's thread, once each time the queue stops being empty.
    TraceQueue(std::size_t capacity, WhenFull whenFull, std::function<void()> wake);

    /// False once the reader has closed the queue: the source should stop.
    bool push(RecordBatch&& batch);
    /// The batches pushed so far, in order; the GUI thread never waits for a source.
    std::vector<RecordBatch> takeAll();
    void close();
    /// Records that were dropped because the queue was full.
    std::size_t dropped() const;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_room;
    std::vector<RecordBatch> m_waiting;
    std::size_t m_waitingRecords = 0;
    const std::size_t m_capacity;
    const WhenFull m_whenFull;
    const std::function<void()> m_wake;
    std::size_t m_dropped = 0;
    bool m_closed = false;
};
