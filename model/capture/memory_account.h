#pragma once
#include "model/trace/record_batch.h"

#include <cstddef>
#include <deque>
#include <vector>

/// Reckons what a growing trace takes of memory, and says which connections should leave when it is too much: closed ones, those first
/// that closed first. Ends in TIME-WAIT count as closed.
class MemoryAccount {
public:
    /// Counts what is new, in the order of the trace.
    void add(const RecordBatch& batch);
    /// Octets that the trace takes, about, without the connections that have left.
    std::size_t octets() const { return m_octets; }
    /// The connections to leave until no more than `limit` octets are taken, or no closed one is left. They count as gone from now on.
    std::vector<ConnectionId> takeDepartures(std::size_t limit);

private:
    struct Seen {
        std::size_t octets = 0;
        bool isClosed = false;
        bool isGone = false;
    };
    std::vector<Seen> m_connections;
    std::deque<ConnectionId> m_closed; ///< In the order of closing; one that has come to life again is passed over.
    std::size_t m_octets = 0;
};
