#pragma once
#include "model/trace/record_batch.h"

#include <cstddef>
#include <functional>

/// Cuts long batches into pieces that a GUI thread takes in one go: a source that was stopped may hand over all it still had at once.
class BatchSplitter {
public:
    /// Takes a piece; false: no more of them.
    using Taker = std::function<bool(RecordBatch&&)>;

    explicit BatchSplitter(std::size_t recordsPerPiece) : m_most(recordsPerPiece) {}
    /// Hands the batch to `take`, in pieces of at most so many records and in order; false once `take` has said so. `batch` is left empty.
    bool split(RecordBatch&& batch, const Taker& take);

private:
    const std::size_t m_most;
    std::uint64_t m_records = 0;     ///< Of all batches so far: transitions are numbered from the start of the trace.
    std::uint64_t m_connections = 0;
};
