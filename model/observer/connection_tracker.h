#pragma once
#include "model/base/time.h"
#include "model/observer/connection_key.h"
#include "model/observer/connection_observer.h"
#include "model/observer/flow_index.h"
#include "model/observer/segment_labels.h"
#include "model/trace/dropping_log.h"
#include "model/trace/record_batch.h"
#include "model/wire/decoder.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>

/// What the observer takes for granted of the hosts it watches.
struct TrackerOptions {
    Duration twoMsl = std::chrono::seconds(60); ///< How long TIME-WAIT lasts; Linux has 60 s, RFC 9293 (3.4.2) 240 s.
    bool forgets = false;                       ///< ConnectionTracker::forget() will be called.
};

/// Sorts captured segments into connections and writes what both ends of each went through.
///
/// A connection is a 4-tuple and its incarnation. Time is the capture's own: TIME-WAIT ends when a later packet's time says so.
class ConnectionTracker {
public:
    explicit ConnectionTracker(const TrackerOptions& options = {});
    ~ConnectionTracker();

    /// Takes one segment in the order of the capture; `frame` counts the capture's packets from 1. Appends to `out`.
    void observe(const wire::DecodedSegment& packet, Timestamp time, std::uint32_t frame, RecordBatch& out);
    /// Lets the capture's clock run on to `time`, as one packet has it: ends TIME-WAITs that are over by then.
    ///
    /// A jump of more than an hour counts once the next packet lies beyond that hour, too: one absurd time must not end them all.
    void advanceClock(Timestamp time, RecordBatch& out);
    /// Nothing more will be written of that connection, which should not be open, and its memory is free for others: what comes on its 4-tuple
    /// later is another connection, whose incarnation counts from 0. Only with TrackerOptions::forgets.
    void forget(ConnectionId connection);

private:
    struct Flow;
    struct Seen;
    struct Deadline {
        Timestamp time;
        Flow* flow;
        ConnectionId connection;
        Side side;
    };

    void setClock(Timestamp time, RecordBatch& out);
    Flow& addFlow(const ConnectionKey& key, std::uint64_t hash);
    Flow& flowOf(const ConnectionKey& key, bool sourceIsLow, const Seen& seen, RecordBatch& out);
    bool beginsIncarnation(Flow& flow, Side sender, const Seen& seen) const;
    void beginConnection(Flow& flow, bool sourceIsLow, const Seen& seen, RecordBatch& out);
    void endLeftovers(Flow& flow, Side opened, Timestamp time, RecordBatch& out);
    void writeSegment(Flow& flow, Side sender, const Seen& seen, RecordBatch& out);
    void writeTimeout(ConnectionId connection, const ConnectionObserver& observer, Side side, Timestamp time, RecordBatch& out);
    void writeSteps(ConnectionId connection, RecordBatch& out);
    std::uint32_t writeExtra(const wire::DecodedSegment& packet, RecordBatch& out);
    void startTimeWaits(Flow& flow, Timestamp time);

    const TrackerOptions m_options;
    FlowIndex<Flow> m_index;
    std::deque<Flow> m_flows;
    std::vector<Flow*> m_freeFlows;         ///< Of m_flows: forgotten.
    DroppingLog<Flow*, 8> m_flowOf;         ///< By connection, where it may be forgotten.
    std::deque<Deadline> m_deadlines; ///< In the order of time, as all waits are equally long.
    ObservedSteps m_steps;
    Timestamp m_now{Duration::min()};
    std::optional<Timestamp> m_doubtedTime; ///< The packet before is dated this far ahead; the next one tells whether rightly.
    ConnectionId m_connectionCount = 0;
    RecordNumber m_recordCount = 0;
    std::uint64_t m_extraCount = 0;
};
