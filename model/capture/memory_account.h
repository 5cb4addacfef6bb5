#pragma once
#include "model/trace/dropping_log.h"
#include "model/trace/record_batch.h"

#include <cstddef>
#include <deque>
#include <vector>

/// Reckons what a growing trace and its observer take of memory, and says which connections should leave when it is too much: closed ones, those first
/// that closed first; then those that only TIME-WAIT keeps.
class MemoryAccount {
public:
    /// Counts what is new, in the order of the trace.
    void add(const RecordBatch& batch);
    /// Octets that they take, about, without the connections that have left.
    std::size_t octets() const { return m_octets; }
    /// The connections to leave until no more than `limit` octets are taken, or no closed one is left. They count as gone from now on:
    /// no record of theirs may come any more.
    std::vector<ConnectionId> takeDepartures(std::size_t limit);

private:
    enum class Kind : std::uint8_t { Open, Waiting, Closed };
    struct Seen {
        std::size_t octets = 0;
        Kind kind = Kind::Open;
    };
    static Kind kindOf(const Record& record);

    DroppingLog<Seen, 8> m_connections;
    // In the order of closing; one that has become something else is passed over.
    std::deque<ConnectionId> m_closed;
    std::deque<ConnectionId> m_waiting;
    std::size_t m_octets = 0;
};
