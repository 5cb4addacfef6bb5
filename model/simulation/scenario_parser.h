#pragma once
#include "model/base/result.h"
#include "model/simulation/scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace simulation {

/// What is wrong with a scenario, and where.
struct ScenarioProblem {
    Position at;
    std::string what;   ///< `unknown call "pasive-open"`: no capital, no full stop.
    std::string remedy; ///< A sentence, or empty.
};

struct ParsedScenario {
    Scenario scenario;                     ///< What could be read; for running only without problems.
    std::vector<ScenarioProblem> problems; ///< In the file's order, one a line, ten at most.
};

/// Reads a scenario (resources/scenarios/README.md). Any text gives an answer: nothing in it can crash the parser.
ParsedScenario parseScenario(std::string_view text);

/// "simultaneous_close.scenario:4:12: unknown call "pasive-open"." with its remedy, as the user is shown it.
Error toError(const ScenarioProblem& problem, std::string_view fileName);

/// The scenario, or its first problem.
Result<Scenario> readScenario(std::string_view text, std::string_view fileName);

} // namespace simulation
