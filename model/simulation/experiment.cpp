#include "model/simulation/experiment.h"

#include "model/simulation/scenario_parser.h"
#include "model/simulation/scenario_vocabulary.h"
#include "model/simulation/scenario_writer.h"
#include "model/simulation/staging.h"

#include <algorithm>

namespace simulation {

namespace {

/// Takes the expectations out, also those with a moment: `+TIME` behind one then counts from what that counted from.
void dropExpectations(Scenario& scenario)
{
    scenario.expectations.clear();
    std::vector<TimedStatement> kept;
    const TimedStatement* dropped = nullptr; // the statement before, if that was taken out
    for (TimedStatement& statement : scenario.statements) {
        if (dropped && std::holds_alternative<PreviousStatement>(statement.when.base))
            statement.when = {dropped->when.base, std::min<Duration>(dropped->when.delay + statement.when.delay, kLongestTime)};
        const bool expects = std::holds_alternative<Expectation>(statement.action);
        dropped = expects ? &statement : nullptr;
        if (!expects)
            kept.push_back(std::move(statement));
    }
    scenario.statements = std::move(kept);
}

/// Whether both settings set the same keys.
template <typename Settings>
bool haveSameKeys(const Settings& one, const Settings& other, std::span<const SettingRow<Settings>> rows)
{
    return std::all_of(rows.begin(), rows.end(), [&](const SettingRow<Settings>& row) {
        return row.write(one, row.rule).has_value() == row.write(other, row.rule).has_value();
    });
}

} // namespace

Result<Outcome> play(const Scenario& scenario, std::stop_token stop, RecordNumber most)
{
    Simulation simulation(scenario);
    while (simulation.step()) {
        if (stop.stop_requested())
            return Error{"The simulation was stopped.", ""};
        if (simulation.recorder().recordCount() > most)
            return Error{"The simulation has more than " + std::to_string(most) + " records and is not over.",
                         "Undo the last change, or let the scenario end earlier: until TIME."};
    }
    Outcome outcome;
    outcome.stage = std::make_shared<const Stage>(makeStage(simulation));
    outcome.results = simulation.results();
    outcome.batch = std::move(simulation.batch());
    return outcome;
}

Timestamp roundestBetween(Timestamp after, Timestamp next)
{
    for (Duration unit = std::chrono::seconds(1); unit >= Duration(1); unit /= 10) {
        const Timestamp round = kSimulationStart + ((after - kSimulationStart) / unit + 1) * unit;
        if (round < next)
            return round;
    }
    return after + Duration(1);
}

Experiment::Experiment(Scenario scenario) : m_original(std::move(scenario)), m_scenario(m_original) {}

/// The first `count` edits in force.
Scenario Experiment::edited(const std::vector<Edit>& edits, std::size_t count) const
{
    Scenario scenario = m_original;
    if (count == 0)
        return scenario;
    dropExpectations(scenario);
    std::vector<Edit> byTime(edits.begin(), edits.begin() + std::ptrdiff_t(count));
    std::stable_sort(byTime.begin(), byTime.end(), [](const Edit& a, const Edit& b) { return a.time < b.time; });
    for (Edit& edit : byTime)
        scenario.statements.push_back({{}, {SimulationStart(), edit.time - kSimulationStart}, std::move(edit.action)});
    if (scenario.until) {
        const Duration longest = Simulation::kLongestRun;
        scenario.until = std::max(*scenario.until, std::min(byTime.back().time - kSimulationStart + kLinger, longest));
    }
    return scenario;
}

/// Puts the edits in force, unless the scenario that they make could not be saved.
std::optional<Error> Experiment::adopt(std::vector<Edit> edits)
{
    Scenario scenario = edited(edits, edits.size());
    const ParsedScenario saved = parseScenario(writeScenario(scenario));
    if (!saved.problems.empty())
        return Error{"This is no statement of a scenario: " + saved.problems.front().what + ".", saved.problems.front().remedy};
    if (saved.scenario != scenario)
        return Error{"This is no statement of a scenario.", ""};
    m_scenario = std::move(scenario);
    m_count = edits.size();
    m_edits = std::move(edits);
    return std::nullopt;
}

/// Whether nothing could be seen from the last edit on until `after`, so that taking it back changes nothing that was shown.
bool Experiment::isUndisturbed(Simulation& run, Timestamp after) const
{
    const Timestamp last = m_edits[m_count - 1].time;
    if (after < last)
        return m_edits[m_count - 1].after <= after;
    run.runUntil(last - Duration(1));
    const auto records = run.recorder().recordCount();
    const auto passages = run.passages().size();
    run.runUntil(after);
    return run.recorder().recordCount() == records && run.passages().size() == passages;
}

Result<Timestamp> Experiment::add(Timestamp after, Action action)
{
    after = std::max(after, kSimulationStart);
    Scenario endless = m_scenario; // what would happen after its end comes before the edit too
    endless.until.reset();
    Simulation run(std::move(endless));
    std::vector<Edit> edits(m_edits.begin(), m_edits.begin() + std::ptrdiff_t(m_count));
    if (!edits.empty() && isSameSlider(edits.back().action, action) && isUndisturbed(run, after)) {
        edits.back().action = std::move(action);
        const Timestamp time = edits.back().time;
        const auto problem = adopt(std::move(edits));
        return problem ? Result<Timestamp>(*problem) : Result<Timestamp>(time);
    }
    Timestamp shown = after;
    for (const Edit& edit : edits) {
        if (edit.after <= after && after < edit.time) // made before this one, and still to come
            shown = std::max(shown, edit.time);
    }
    const Timestamp end = kSimulationStart + Simulation::kLongestRun;
    run.runUntil(std::min(shown, end));
    const Timestamp time = roundestBetween(shown, run.nextChange().value_or(Timestamp::max()));
    if (time > end)
        return Error{"A simulation lasts 24 hours at most.", "Go back in time to change something earlier."};
    edits.push_back({after, time, std::move(action)});
    const auto problem = adopt(std::move(edits));
    return problem ? Result<Timestamp>(*problem) : Result<Timestamp>(time);
}

std::optional<Timestamp> Experiment::undo()
{
    if (!canUndo())
        return std::nullopt;
    m_scenario = edited(m_edits, --m_count);
    return m_edits[m_count].time;
}

std::optional<Timestamp> Experiment::redo()
{
    if (!canRedo())
        return std::nullopt;
    m_scenario = edited(m_edits, ++m_count);
    return m_edits[m_count - 1].time;
}

std::string Experiment::text() const
{
    return writeScenario(m_scenario);
}

// --- Edits

Action makeCall(const std::string& host, const std::string& socket, CallAction action)
{
    return Call{{host, socket}, {}, std::move(action), {}};
}

Action makeFault(FaultKind kind, const Flight& flight, Duration by)
{
    return FlightFault{kind, flight.number, flight.copy, by};
}

Action makeLinkChange(const Direction& direction, const LinkSettings& settings)
{
    return LinkChange{{}, direction, settings};
}

Action makeReceiveBuffer(const std::string& host, std::uint32_t octets)
{
    SetOptions set;
    set.options.receiveBuffer = octets;
    return makeCall(host, {}, set);
}

bool isSameSlider(const Action& one, const Action& other)
{
    const auto* change = std::get_if<LinkChange>(&one);
    const auto* otherChange = std::get_if<LinkChange>(&other);
    if (change && otherChange)
        return change->direction == otherChange->direction && haveSameKeys(change->settings, otherChange->settings, linkSettingRows());
    const auto* call = std::get_if<Call>(&one);
    const auto* otherCall = std::get_if<Call>(&other);
    if (!call || !otherCall || call->socket != otherCall->socket || call->process != otherCall->process)
        return false;
    const auto* set = std::get_if<SetOptions>(&call->action);
    const auto* otherSet = std::get_if<SetOptions>(&otherCall->action);
    return set && otherSet && haveSameKeys(set->options, otherSet->options, socketOptionRows());
}

} // namespace simulation
