// Any text as a scenario: no input may crash the parser, and what it accepts is written so that it reads the same.
#include "model/simulation/scenario_parser.h"
#include "model/simulation/scenario_writer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const simulation::ParsedScenario first = simulation::parseScenario(text);
    require(first.problems.size() <= 10);
    for (const simulation::ScenarioProblem& problem : first.problems)
        require(problem.at.line > 0 && problem.at.column > 0 && !problem.what.empty());
    const std::string written = simulation::writeScenario(first.scenario); // of half a scenario too
    if (!first.problems.empty())
        return 0;
    const simulation::ParsedScenario second = simulation::parseScenario(written);
    require(second.problems.empty());
    require(second.scenario == first.scenario);
    return 0;
}
