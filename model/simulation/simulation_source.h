#pragma once
#include "model/simulation/simulation.h"
#include "model/trace/trace_source.h"

#include <string>

namespace simulation {

/// Plays a scenario into a trace.
///
/// A segment is one record, at the time of its arrival, with its receiver's steps; one that was lost is a RecordKind::LostSegment at the
/// time when it was lost. Calls and timers are records where they change a state. `frame` counts segments in the order of sending. Labels
/// are those of a capture at the initiator's end.
class SimulationSource : public TraceSource {
public:
    /// `name`: of the scenario, for titles.
    SimulationSource(std::string name, Scenario scenario);

    SourceInfo info() const override;
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override;
    /// Made anew by each call: see makeStage().
    std::shared_ptr<const Stage> stage() const override;
    /// After run(): what happened besides the records. Not to be called while it runs on another thread.
    const Simulation& simulation() const { return m_simulation; }
    /// Before run(): see Simulation::forgetPassages().
    void forgetPassages() { m_simulation.forgetPassages(); }

private:
    std::string m_name;
    Simulation m_simulation;
};

} // namespace simulation
