#include "app/cli/simulate.h"

#include "app/cli/simulate_script.h"
#include "app/cli/trace_output.h"
#include "app/cli/usage.h"
#include "model/capture/pcapng_writer.h"
#include "model/simulation/packetdrill/script.h"
#include "model/simulation/recording.h"
#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"
#include "model/simulation/scenario_writer.h"
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
    std::string recording; ///< Write the packets there; "-": standard output, which then has nothing else.
    std::string seenFrom; ///< Empty: A.
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
        } else if (argument == "-w" || argument == "--seen-from") {
            if (++i == arguments.size() || arguments[i].empty())
                return refuse(std::string(argument) + (argument == "-w" ? " takes the name of a file, or -" : " takes a host's name, or middle"));
            (argument == "-w" ? request.recording : request.seenFrom) = arguments[i];
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
    if (request.recording.empty() && !request.seenFrom.empty())
        return refuse("--seen-from says where -w records, which is missing");
    if (request.recording == "-" && (request.json || request.segments))
        return refuse("-w - writes packets to standard output, which then has no room for --json or --segments");
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

/// Writes the packets as the request's vantage saw them; the exit status.
int record(const Request& request, const simulation::Simulation& simulation)
{
    const auto vantage = simulation::findVantage(simulation, request.seenFrom.empty() ? "A" : request.seenFrom);
    if (!vantage) {
        printError(vantage.error());
        return kWrongUsage;
    }
    simulation::Recording recording(simulation, vantage.value());
    const CaptureDescription description{"tcplens " TCPLENS_VERSION, recording.vantageName(), recording.title()};
    const auto error = savePcapng(request.recording, description, [&recording](wire::Frame& frame) { return recording.next(frame); });
    if (error)
        printError(*error);
    return error ? kBadInput : kDone;
}

/// "expect A final CLOSED; found: ", as the scenario has it at that place.
std::string expected(const simulation::Scenario& scenario, simulation::Position at)
{
    const auto isThere = [&](simulation::Position place) { return place.line == at.line && place.column == at.column; };
    const auto words = [](const simulation::Expectation& expectation) { return simulation::writeExpectation(expectation) + "; found: "; };
    for (const simulation::Expectation& expectation : scenario.expectations) {
        if (isThere(expectation.at))
            return words(expectation);
    }
    for (const simulation::TimedStatement& statement : scenario.statements) {
        const auto* expectation = std::get_if<simulation::Expectation>(&statement.action);
        if (expectation && isThere(expectation->at))
            return words(*expectation);
    }
    return {};
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
        printError({place + ": expectation failed: " + expected(simulation.scenario(), result.at) + result.found + ".", {}});
    }
    return allPassed;
}

} // namespace

int simulate(std::span<const std::string_view> arguments)
{
    const std::optional<Request> request = parse(arguments);
    if (!request)
        return kWrongUsage;
    if (simulation::packetdrill::isScriptName(request->scenario)) {
        if (request->seed || !request->seenFrom.empty())
            return wrongUsage("a packetdrill script has neither a seed nor hosts to be seen from");
        return simulateScript({request->scenario, request->json, request->segments, request->recording});
    }
    Result<simulation::Scenario> scenario = load(request->scenario);
    if (!scenario) {
        printError(scenario.error());
        return kBadInput;
    }
    if (request->seed)
        scenario.value().seed = *request->seed;
    simulation::SimulationSource source(request->scenario, std::move(scenario.value()));
    if (request->recording.empty())
        source.forgetPassages(); // only a recording looks back at them
    TraceSink sink;
    source.run(sink, {});
    int status = request->recording.empty() ? kDone : record(*request, source.simulation());
    if (status == kDone && request->recording != "-") {
        const bool printed = printTrace(sink.trace, request->json, request->segments);
        status = finishOutput(printed);
    }
    const bool allPassed = reportFailures(request->scenario, source.simulation());
    return status == kDone && !allPassed ? kBadInput : status;
}
