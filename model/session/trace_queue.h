#pragma once
#include "model/trace/record_batch.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

/// Hands batches from one source thread to the GUI thread.
///
/// A source waits for room, so nothing is lost: a batch that went missing would leave later batches with numbers that point to
/// nothing.
class TraceQueue {
public:
    /// `capacity` counts records. `wake` runs on the source's thread, once each time the queue stops being empty.
    TraceQueue(std::size_t capacity, std::function<void()> wake);

    /// False once the reader has closed the queue: the batch is dropped and the source should stop.
    bool push(RecordBatch&& batch);
    /// The batches pushed so far, in order; the GUI thread never waits for a source.
    std::vector<RecordBatch> takeAll();
    /// Nobody will take anything any more; a waiting push() returns at once.
    void close();

private:
    std::mutex m_mutex;
    std::condition_variable m_room;
    std::vector<RecordBatch> m_waiting;
    std::size_t m_waitingRecords = 0;
    const std::size_t m_capacity;
    const std::function<void()> m_wake;
    bool m_closed = false;
};
