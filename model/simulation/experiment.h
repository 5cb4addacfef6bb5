#pragma once
#include "model/base/result.h"
#include "model/simulation/scenario.h"
#include "model/simulation/simulation.h"
#include "model/trace/record_batch.h"
#include "model/trace/stage.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace simulation {

/// What playing a scenario has given.
struct Outcome {
    RecordBatch batch; ///< The whole trace.
    std::shared_ptr<const Stage> stage;
    std::vector<ExpectationResult> results;
};

/// More records than this are no experiment any more: a loop that two applications have got into.
inline constexpr RecordNumber kMostRecords = 1'000'000;

/// Plays the scenario to its end; a function of the scenario alone, for any thread. An error if it was stopped, or if it is not over
/// after `most` records.
Result<Outcome> play(const Scenario& scenario, std::stop_token stop = {}, RecordNumber most = kMostRecords);

/// A scenario that somebody plays with: each edit is one more timed statement, so that the past stays and the future is a new run.
///
/// Edits stand in the order in which they were made, whatever their times: who steps back and edits earlier keeps the later edits, and
/// one that has lost its object (a socket, a segment) does nothing, as a call on a socket that is not there. It is a value: a copy of
/// it, or of scenario(), can be played on another thread.
class Experiment {
public:
    /// A scenario with `until` goes on for so long after its last edit, so that what follows from that can be seen.
    static constexpr Duration kLinger = std::chrono::minutes(5);

    explicit Experiment(Scenario scenario);

    /// The scenario with all edits, as statements at absolute times behind its own. Once it is edited it expects nothing: what was
    /// expected speaks of another future.
    const Scenario& scenario() const { return m_scenario; }
    bool isEdited() const { return m_count > 0; }
    /// Edits in force: those undone are not counted.
    std::size_t editCount() const { return m_count; }

    /// Adds an edit that the user makes when all that happens up to `after` has been shown, and says when it takes effect: later than
    /// `after`, at the roundest time before anything else happens, and later than the edits that were made before it and are still
    /// to come at `after`.
    ///
    /// Another position of the slider that the last edit has moved (isSameSlider()) takes that edit's place and moment as long as
    /// nothing has been sent or recorded there and since. What was undone is forgotten. Costs as much time as a run up to `after`, which
    /// lies in what was played and is so bounded by kMostRecords. An error,
    /// and no edit, if it is no statement of a scenario, or later than a simulation can last.
    Result<Timestamp> add(Timestamp after, Action action);

    bool canUndo() const { return m_count > 0; }
    bool canRedo() const { return m_count < m_edits.size(); }
    /// Takes back the edit made last, whatever its time, and says what that was; nothing if there is none.
    std::optional<Timestamp> undo();
    std::optional<Timestamp> redo();

    /// See play().
    Result<Outcome> run(std::stop_token stop = {}) const { return play(m_scenario, stop); }
    /// The scenario with all edits as text: reading it gives an equal one.
    std::string text() const;

private:
    struct Edit {
        Timestamp after; ///< What the user saw when it was made.
        Timestamp time;
        Action action;
    };

    bool isUndisturbed(Simulation& run, Timestamp after) const;
    Scenario edited(const std::vector<Edit>& edits, std::size_t count) const;
    std::optional<Error> adopt(std::vector<Edit> edits);

    Scenario m_original;
    Scenario m_scenario;
    std::vector<Edit> m_edits;
    std::size_t m_count = 0; ///< Of m_edits; those behind were undone.
};

// --- Edits

/// A call of the host's first process; `socket` as SocketName::name, see nameFor().
Action makeCall(const std::string& host, const std::string& socket, CallAction action);
/// Drop, Delay, Duplicate or Corrupt of a segment on its way.
Action makeFault(FaultKind kind, const Flight& flight, Duration by = {});
/// The link's settings that are not empty, from then on.
Action makeLinkChange(const Direction& direction, const LinkSettings& settings);
/// Receive buffer, in octets, of all sockets of the host and of those to come.
Action makeReceiveBuffer(const std::string& host, std::uint32_t octets);
/// Whether both set the same things of the same link or socket.
bool isSameSlider(const Action& one, const Action& other);

/// The roundest moment of the simulation's clock after `after` and before `next`: the first full second, or tenth of one, and so on;
/// 1 ns after `after` where there is none.
Timestamp roundestBetween(Timestamp after, Timestamp next);

} // namespace simulation
