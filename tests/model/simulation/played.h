#pragma once
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"
#include "model/trace/trace.h"

#include <QByteArray>
#include <memory>
#include <stdexcept>
#include <string>

/// Scenarios played to their end, for tests.
namespace played {

/// The scenario that the text describes; throws with the parser's words if it is none.
inline simulation::Scenario read(const std::string& text)
{
    auto scenario = simulation::readScenario("title Test\n" + text, "test.scenario");
    if (!scenario)
        throw std::runtime_error(scenario.error().what);
    return scenario.value();
}

inline std::unique_ptr<simulation::Simulation> play(const std::string& text)
{
    auto run = std::make_unique<simulation::Simulation>(read(text));
    run->run();
    return run;
}

/// The failures of a played scenario, one a line; empty if all is as expected.
inline QByteArray failures(const simulation::Simulation& run)
{
    QByteArray text;
    for (const simulation::ExpectationResult& result : run.results()) {
        if (!result.passed)
            text += "line " + QByteArray::number(result.at.line) + ": " + QByteArray::fromStdString(result.found) + "\n";
    }
    return text;
}

class TraceSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    Trace trace;
};

} // namespace played
