#pragma once
#include "model/trace/trace.h"

#include <chrono>
#include <optional>
#include <vector>

/// At most so many connections are shown side by side.
inline constexpr std::size_t kMostCompanions = 4;

/// The connections in the order in which they are best drawn side by side: where the responder of one is the host that initiates another
/// (a proxy), these two are neighbours, so that the proxy's lifelines are too. Otherwise as they were given; doubles and those that the
/// trace does not have are left out, and so is what goes beyond kMostCompanions.
std::vector<ConnectionId> sideBySide(const Trace& trace, const std::vector<ConnectionId>& ids);

/// Whether the left connection's responder and the right one's initiator are one host.
bool shareHost(const Trace& trace, ConnectionId left, ConnectionId right);

/// Goes through the records of some connections in the order of the trace. Records that come later are met later.
class MergeCursor {
public:
    MergeCursor() = default;
    explicit MergeCursor(std::vector<ConnectionId> ids);

    const std::vector<ConnectionId>& connections() const { return m_ids; }
    /// The next record, which it then goes past; none at the end.
    std::optional<RecordNumber> next(const Trace& trace);
    /// The rows of that connection (by its place in connections()) that it has gone past.
    std::uint32_t passed(std::size_t place) const { return m_next[place]; }

private:
    std::vector<ConnectionId> m_ids;
    std::vector<std::uint32_t> m_next;
};

/// The common rows of some connections: all their records in the order of the trace. Built in slices; 4 octets a row.
class LadderMerge {
public:
    /// Forgets all and merges those from now on.
    void restart(std::vector<ConnectionId> ids);
    /// Goes on for about `budget`; true once all records are merged.
    bool advance(const Trace& trace, std::chrono::microseconds budget);

    const std::vector<ConnectionId>& connections() const { return m_cursor.connections(); }
    std::uint32_t count() const { return std::uint32_t(m_records.size()); }
    RecordNumber record(std::uint32_t row) const { return m_records[row]; }
    /// The first row whose record is not before that one.
    std::uint32_t rowOf(RecordNumber record) const;

private:
    MergeCursor m_cursor;
    std::vector<RecordNumber> m_records;
};
