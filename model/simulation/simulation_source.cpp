#include "model/simulation/simulation_source.h"

#include "model/simulation/staging.h"

#include <utility>

namespace simulation {

SimulationSource::SimulationSource(std::string name, Scenario scenario) : m_name(std::move(name)), m_simulation(std::move(scenario)) {}

SourceInfo SimulationSource::info() const
{
    SourceInfo info;
    info.name = m_name;
    info.description = m_simulation.scenario().title.english;
    return info;
}

std::shared_ptr<const Stage> SimulationSource::stage() const
{
    return std::make_shared<const Stage>(makeStage(m_simulation));
}

std::optional<Error> SimulationSource::run(RecordSink& sink, std::stop_token stop)
{
    constexpr std::size_t kRecordsAtOnce = 8192;
    bool goesOn = true;
    while (goesOn) {
        goesOn = m_simulation.step();
        RecordBatch& batch = m_simulation.batch();
        if (batch.records.size() < kRecordsAtOnce && goesOn && !stop.stop_requested())
            continue;
        const SourceStatistics statistics = batch.statistics;
        if (!batch.isEmpty() && !sink.write(std::move(batch)))
            return std::nullopt;
        batch.clear(); // and its memory is used again, where the sink has left it
        batch.statistics = statistics;
        goesOn = goesOn && !stop.stop_requested();
    }
    return std::nullopt;
}

} // namespace simulation
