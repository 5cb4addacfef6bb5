#include "app/cli/simulate.h"

#include "app/cli/json_lines.h"
#include "app/cli/report.h"
#include "app/cli/usage.h"
#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"

#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace {

struct Request {
    std::string scenario; ///< A built-in name, or a path.
    std::optional<std::uint64_t> seed;
    bool json = false;
    bool segments = false;
};

/// Nothing where the command line is wrong; then it has been said what is.
std::optional<Request> parse(std::span<const std::string_view> arguments)
{
    const auto refuse = [](const std::string& what) {
        wrongUsage(what);
        return std::nullopt;
    };
    Request request;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--json") {
            request.json = true;
        } else if (argument == "--segments") {
            request.segments = true;
        } else if (argument == "--seed") {
            const std::string_view value = ++i < arguments.size() ? arguments[i] : std::string_view();
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), request.seed.emplace());
            if (value.empty() || error != std::errc() || end != value.data() + value.size())
                return refuse("--seed takes a whole number");
        } else if (argument.size() > 1 && argument.front() == '-') {
            return refuse("simulate has no option \"" + std::string(argument) + "\"");
        } else if (!request.scenario.empty()) {
            return refuse("simulate takes one scenario, not also \"" + std::string(argument) + "\"");
        } else {
            request.scenario = argument;
        }
    }
    if (request.scenario.empty())
        return refuse("simulate takes the name of a scenario or of its file");
    return request;
}

/// A file's text, or the built-in scenario of that name.
Result<simulation::Scenario> load(const std::string& name)
{
    if (const auto* builtIn = simulation::findBuiltInScenario(name))
        return simulation::readScenario(builtIn->text, name + ".scenario");
    std::ifstream file(name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.good() && !file.eof())
        return Error{"There is no scenario \"" + name + "\", and no such file can be read.", "tcplens-cli scenarios lists those that are built in."};
    return simulation::readScenario(text, name);
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

bool print(std::string_view text)
{
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

bool printJson(const Trace& trace, bool withSegments)
{
    JsonLines lines(trace);
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (withSegments)
            lines.segments(id);
        lines.connection(id);
        if (!print(lines.text()))
            return false;
        lines.clear();
    }
    lines.summary();
    return print(lines.text());
}

bool printReport(const Trace& trace, bool withSegments)
{
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (!print(reportConnection(trace, id, withSegments)))
            return false;
    }
    return print(reportSummary(trace));
}

/// Says which expectations have failed; true if none has.
bool reportFailures(const std::string& name, const simulation::Simulation& simulation)
{
    bool allPassed = true;
    for (const simulation::ExpectationResult& result : simulation.results()) {
        if (result.passed)
            continue;
        allPassed = false;
        const std::string place = name + ":" + std::to_string(result.at.line) + ":" + std::to_string(result.at.column);
        printError({place + ": expectation failed: " + result.found + ".", {}});
    }
    return allPassed;
}

} // namespace

int simulate(std::span<const std::string_view> arguments)
{
    const std::optional<Request> request = parse(arguments);
    if (!request)
        return kWrongUsage;
    Result<simulation::Scenario> scenario = load(request->scenario);
    if (!scenario) {
        printError(scenario.error());
        return kBadInput;
    }
    if (request->seed)
        scenario.value().seed = *request->seed;
    simulation::SimulationSource source(request->scenario, std::move(scenario.value()));
    TraceSink sink;
    source.run(sink, {});
    const bool printed = request->json ? printJson(sink.trace, request->segments) : printReport(sink.trace, request->segments);
    const int status = finishOutput(printed);
    const bool allPassed = reportFailures(request->scenario, source.simulation());
    return status == kDone && !allPassed ? kBadInput : status;
}
