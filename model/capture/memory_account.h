#pragma once
#include "model/trace/dropping_log.h"
#include "model/trace/record_batch.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

/// Reckons what a growing trace and its observer take of memory, and says which connections should leave when it is too much: closed ones, those first
/// that closed first; then those that only TIME-WAIT keeps; then those that never came to be open, as a flood of SYNs leaves them.
class MemoryAccount {
public:
    /// Counts what is new, in the order of the trace.
    void add(const RecordBatch& batch);
    /// Octets that they take, about, without the connections that have left.
    std::size_t octets() const { return m_octets; }
    /// The connections to leave until no more than `limit` octets are taken, or none of these is left. They count as gone from now on:
    /// no record of theirs may come any more.
    std::vector<ConnectionId> takeDepartures(std::size_t limit);

private:
    enum class Kind : std::uint8_t { Open, Closed, Waiting, HalfOpen };
    struct Seen {
        std::size_t octets = 0;
        Kind kind = Kind::Open;
    };
    static Kind kindOf(const Record& record);
    bool isStill(ConnectionId id, Kind kind) const;
    void addCandidate(ConnectionId id, Kind kind);

    DroppingLog<Seen, 8> m_connections;
    /// By kind, without Open: who has become that, in that order. One that has become something else since is passed over.
    std::array<std::deque<ConnectionId>, 3> m_candidates;
    std::size_t m_octets = 0;
};
