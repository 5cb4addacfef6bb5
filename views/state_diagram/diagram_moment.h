#pragma once
#include "model/trace/trace.h"
#include "views/state_diagram/diagram_layout.h"

#include <array>
#include <optional>
#include <vector>

/// One step of one end between two boxes.
struct DiagramStep {
    Side side = Side::Initiator;
    BoxId from = 0;
    BoxId to = 0;
    tcp::Event event = tcp::Event::PassiveOpen;
    Certainty certainty = Certainty::Proven;
    /// The step is taken back: the token returns from `to` to `from`.
    bool back = false;

    /// The box in which the token stands after it.
    BoxId target() const { return back ? from : to; }
    friend bool operator==(const DiagramStep&, const DiagramStep&) = default;
};

/// A step between two boxes with its number on this end's way.
struct TrailStep {
    DiagramStep step;
    std::uint32_t number = 0; ///< From 1; steps that were taken back keep theirs.
    bool retracted = false;   ///< Was taken back later.

    friend bool operator==(const TrailStep&, const TrailStep&) = default;
};

struct DiagramEnd {
    BoxId box = 0;
    Certainty certainty = Certainty::Assumed;
    /// The steps that still stand, of this end's last 64: Assumed only while nothing has confirmed them. (A connection on which
    /// resets are sent and contradicted a hundred thousand times must not cost more than a step.)
    std::vector<DiagramStep> walk;
    /// The same without loops, and with those of the last 64 that were taken back, in the order of their numbers.
    std::vector<TrailStep> trail;

    friend bool operator==(const DiagramEnd&, const DiagramEnd&) = default;
};

/// What the diagram shows of one connection at one step.
struct DiagramMoment {
    std::array<DiagramEnd, 2> ends;
    std::vector<DiagramStep> taken; ///< What the record at this very step has done, in order.

    friend bool operator==(const DiagramMoment&, const DiagramMoment&) = default;
};

/// Reads the moment from the trace: a function of the connection and the step alone, so stepping back shows the same picture.
DiagramMoment momentAt(const Trace& trace, ConnectionId connection, std::uint32_t step);

/// The row of the table that the step followed, if there is one.
const tcp::Transition* rowOf(const DiagramStep& step);

/// Some time that one end spent in a state, as steps of the connection.
struct Stay {
    std::uint32_t from = 0;             ///< The step with which it began; 0 where the end began in that state.
    std::optional<std::uint32_t> until; ///< The step that ended it; none while the state is its last one.
    Duration length{};                  ///< Until then, or until the connection's last record.

    /// Whether that end is in the state after the connection's first `step` records because of this stay.
    bool contains(std::uint32_t step) const { return from <= step && (!until || step < *until); }
    friend bool operator==(const Stay&, const Stay&) = default;
};

/// When that end was in the state, in order. A state that it has left again with the same record is no stay.
std::vector<Stay> staysIn(const Trace& trace, ConnectionId connection, Side side, tcp::State state);
/// The connection's steps (from 1) at which that end went from one state to the other by that event.
std::vector<std::uint32_t> passagesOf(const Trace& trace, ConnectionId connection, Side side, const tcp::Transition& row,
                                      tcp::State from);
