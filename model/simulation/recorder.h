#pragma once
#include "model/observer/segment_labels.h"
#include "model/simulation/passage.h"
#include "model/tcp/endpoint.h"
#include "model/trace/record_batch.h"

#include <array>
#include <deque>
#include <map>
#include <span>
#include <utility>

namespace simulation {

using Steps = std::span<const tcp::Endpoint::Step>;

/// Keeps the simulation's connections and writes its trace, as a capture at the initiator's end would label it.
///
/// A flow is a 4-tuple; a connection is one use of it.
class Recorder {
public:
    FlowId flowOf(const SocketAddress& one, const SocketAddress& other);
    /// Whether `address` is the first end of the flow.
    bool isLow(FlowId flow, const SocketAddress& address) const { return m_flows[flow].low == address; }
    /// The present connection of the flow; kNoConnection before the first.
    ConnectionId current(FlowId flow) const { return m_flows[flow].current; }

    /// A new use of the flow. `midstream`: it begins without a SYN.
    ConnectionId begin(FlowId flow, bool initiatorIsLow, tcp::State initiator, tcp::State responder, bool midstream = false);
    bool isInitiatorLow(ConnectionId id) const { return m_connections[id].initiatorIsLow; }
    /// Whether a socket has stood at that end of the connection.
    bool isUsed(ConnectionId id, bool low) const { return m_connections[id].used[sideOf(id, low)]; }
    void use(ConnectionId id, bool low) { m_connections[id].used[sideOf(id, low)] = true; }
    tcp::State state(ConnectionId id, bool low) const { return m_connections[id].states[sideOf(id, low)]; }

    /// The labels of a segment that its initiator sends, or nothing yet.
    void noteSent(Passage& passage);
    /// A segment has arrived or was lost; `steps` are its receiver's.
    void writeSegment(Timestamp now, const Passage& passage, ConnectionId id, Steps steps, bool isLost);
    /// A call or a timer of the end that is `low` made these steps.
    void writeSteps(Timestamp now, ConnectionId id, bool low, RecordKind kind, Steps steps);
    /// The end forgets everything, without a step of the state machine.
    void writeLoss(Timestamp now, ConnectionId id, bool low);

    /// What was written since the last time.
    RecordBatch& batch() { return m_batch; }
    RecordNumber recordCount() const { return m_recordCount; }
    ConnectionId connectionCount() const { return ConnectionId(m_connections.size()); }
    /// How many segments were given the label, by their sender (kNoHost: a forged address).
    std::uint64_t labelCount(Label label, HostIndex from) const;
    std::uint64_t labelCount(Label label) const;

private:
    struct Flow {
        SocketAddress low;
        SocketAddress high;
        ConnectionId current = kNoConnection;
        std::uint32_t incarnations = 0;
    };
    struct Connection {
        bool initiatorIsLow = true;
        bool isReused = false; ///< Its first SYN has not been seen, and the 4-tuple was used before.
        std::array<bool, 2> used{};
        std::array<tcp::State, 2> states{};
        SegmentLabels labels;
    };

    std::size_t sideOf(ConnectionId id, bool low) const { return low == m_connections[id].initiatorIsLow ? 0 : 1; }
    Labels observe(ConnectionId id, const Passage& passage, Timestamp time);
    void addTransitions(ConnectionId id, std::size_t side, Steps steps);
    std::uint32_t writeExtra(const Passage& passage);
    Record& add(Timestamp now, ConnectionId id, RecordKind kind);

    std::vector<Flow> m_flows;
    std::map<std::pair<SocketAddress, SocketAddress>, FlowId> m_index;
    std::deque<Connection> m_connections;
    RecordBatch m_batch;
    RecordNumber m_recordCount = 0;
    std::uint64_t m_extraCount = 0;
    std::map<HostIndex, std::array<std::uint64_t, kLabelCount>> m_labelCounts;
};

} // namespace simulation
