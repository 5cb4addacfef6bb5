#pragma once
#include "model/trace/connection.h"
#include "model/trace/connection_state.h"
#include "model/trace/dropping_log.h"
#include "model/trace/extra_log.h"
#include "model/trace/record_batch.h"
#include "model/trace/record_log.h"

#include <memory>
#include <optional>
#include <span>

/// What has left a trace's memory.
struct Departures {
    ConnectionId connections = 0;
    ConnectionId unfinished = 0; ///< Of those, the ones that had not come to CLOSED (or back to LISTEN) at both ends.
    std::uint64_t records = 0;
    /// What was earlier is not all there any more: the time of the last record of all these connections, or of the trace's last when an
    /// unfinished one left.
    Timestamp latest = Timestamp::min();
};

/// The log of all that happened, append-only; every view shows it at one playhead. About 60 octets a segment, all told.
///
/// A *position* in the trace is a number of records: the first `position` records have happened. Within a connection a *step*
/// is the same thing counted over that connection's records alone: step 0 lies before its first record.
class Trace {
public:
    /// Adds what a source wrote; numbers in `batch` continue those of this trace. Its departures are left to the caller.
    void append(const RecordBatch& batch);

    RecordNumber recordCount() const { return RecordNumber(m_records.size()); }
    const Record& record(RecordNumber number) const { return m_records[number]; }
    ConnectionId connectionCount() const { return ConnectionId(m_connections.size()); }
    /// Of one that is gone: an empty one, or what is left of it.
    const Connection& connection(ConnectionId id) const;
    const SourceStatistics& statistics() const { return m_statistics; }

    /// The connection is gone from now on, though its memory is not free yet: nobody may ask for its records any more. Numbers of
    /// records and connections stay as they are; in place of its records there will be stand-ins (RecordKind::Departed).
    void depart(ConnectionId id);
    /// Frees the memory of up to `most` records of a connection that is gone; true when all of it is free.
    bool release(ConnectionId id, std::size_t most);
    bool isGone(ConnectionId id) const { return connection(id).isGone; }
    const Departures& departures() const { return m_departures; }
    /// The first record from `number` on that is no stand-in; recordCount() if there is none. It may be of a connection that is gone.
    RecordNumber nextPresent(RecordNumber number) const { return m_records.nextLiving(number); }
    /// The last record up to `number` (of the trace) that is no stand-in, likewise.
    std::optional<RecordNumber> lastPresent(RecordNumber number) const { return m_records.lastLiving(number); }
    /// The numbers of records, packets or extras are nearly used up: they have 32 bits.
    bool isOutOfNumbers() const;
    /// Connections that are not gone.
    ConnectionId presentCount() const { return connectionCount() - m_departures.connections; }

    /// The connection's records that lie before `position`.
    std::uint32_t stepAt(ConnectionId id, RecordNumber position) const;
    /// The position just after the connection's first `step` records (clamped); for 0 just before its first one.
    RecordNumber positionOfStep(ConnectionId id, std::uint32_t step) const;
    std::uint32_t stepCount(ConnectionId id) const { return std::uint32_t(connection(id).records.size()); }

    /// The state of one end after the connection's first `step` records.
    tcp::State state(ConnectionId id, Side side, std::uint32_t step) const;
    Certainty certainty(ConnectionId id, Side side, std::uint32_t step) const;
    /// The transitions that the connection's record at `step` (from 1) made; empty for step 0.
    std::span<const TransitionRecord> transitionsAt(ConnectionId id, std::uint32_t step) const;
    /// The transitions made by the connection's first `step` records.
    std::span<const TransitionRecord> transitionsUntil(ConnectionId id, std::uint32_t step) const;

    /// Window, sequence space and segments in flight after the connection's first `step` records: replayed from the nearest snapshot.
    ConnectionState stateAt(ConnectionId id, std::uint32_t step) const;
    /// Works on what stateAt() replays from, until that is no more than 4096 records before `step` (true) or `budget` is used up (false):
    /// called again it goes on, so that a far jump need not hold up whoever asks.
    bool approachState(ConnectionId id, std::uint32_t step, std::chrono::nanoseconds budget) const;
    /// Memory that stateAt() and approachState() keep for later questions, about.
    std::size_t snapshotOctets() const { return m_snapshots.octets(); }

    /// The record's window in octets (RFC 7323, 2.2 and 2.3); in mid-stream the scale is unknown and the field stands as it is.
    std::uint32_t scaledWindow(const Record& record) const;
    /// The sequence number counted from its sender's initial one.
    std::uint32_t relativeSeq(const Record& record) const;
    /// The acknowledgment number counted from the other side's initial sequence number.
    std::uint32_t relativeAck(const Record& record) const;
    /// The segment's options, decoded.
    tcp::Options options(const Record& record) const;
    /// Checksum, urgent pointer and option octets, where they stand beside the record: not for a segment whose only option is
    /// the usual timestamp, whose checksum is right (or was not checked), and which is not urgent.
    std::optional<Extra> extra(const Record& record) const;

private:
    void summarize(const Record& record, RecordNumber number);

    RecordLog m_records;
    ExtraLog m_extras;
    DroppingLog<Connection, 6> m_connections;
    Departures m_departures;
    SourceStatistics m_statistics;
    mutable SnapshotCache m_snapshots;
};
