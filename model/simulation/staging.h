#pragma once
#include "model/simulation/simulation.h"
#include "model/trace/stage.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace simulation {

/// What the simulation has to show besides its trace, as far as it has run.
Stage makeStage(const Simulation& simulation);

/// How the host stands at the simulation's present moment.
StageHostStatus statusOf(const Simulation& simulation, const Host& host);

/// How a call names the socket that stands in a row of the socket table: by its own name or, without one, by its ports
/// (":80", ":80-A:32768"). `hosts` are those of the stage.
std::string nameFor(const StageSocket& row, const std::vector<StageHost>& hosts);

/// How each host stands at any moment: a simulation that follows the playhead. It belongs to one thread at a time.
class StageFollower {
public:
    /// `scenario` as it was played; nothing runs before the first question.
    explicit StageFollower(Scenario scenario) : m_scenario(std::move(scenario)) {}

    /// All hosts, in the stage's order, once all that happens up to `time` has happened, that moment included. Going on costs the
    /// time between, going back a run from the start. Nothing if it was stopped.
    std::optional<std::vector<StageHostStatus>> statusAt(Timestamp time, std::stop_token stop = {});

private:
    Scenario m_scenario;
    std::unique_ptr<Simulation> m_simulation;
    Timestamp m_shown{}; ///< As far as it has run.
};

} // namespace simulation
