// Playing with a simulation: the past stays, undo gives the old future again, and what is saved plays the same.
#include "model/simulation/experiment.h"

#include "model/simulation/scenario_library.h"
#include "model/simulation/staging.h"
#include "tests/model/simulation/played.h"

#include <QRandomGenerator>
#include <QTest>
#include <cstring>
#include <map>

using namespace simulation;
using namespace std::chrono_literals;

namespace {

const std::string kQuiet = "link delay 50ms\nhost A nagle off\n0ms B passive-open 80\n10ms A active-open 80 from 5000\n";

Outcome outcomeOf(const Scenario& scenario)
{
    auto outcome = play(scenario);
    if (!outcome)
        qFatal("%s", outcome.error().what.c_str());
    return std::move(outcome.value());
}

template <typename T>
bool areSameOctets(const T* one, const T* other, std::size_t count)
{
    return std::memcmp(one, other, count * sizeof(T)) == 0;
}

std::size_t recordsUpTo(const Outcome& outcome, Timestamp time)
{
    const auto& records = outcome.batch.records;
    const auto isLater = [](Timestamp t, const Record& record) { return t < record.time; };
    return std::size_t(std::upper_bound(records.begin(), records.end(), time, isLater) - records.begin());
}

auto fieldsOf(const TransitionRecord& t)
{
    return std::tuple(t.record, t.connection, t.side, t.from, t.to, t.event, t.certainty);
}

/// How the first `records` records of both came about: octets, transitions and options. Empty if that is the same.
const char* difference(const Outcome& one, const Outcome& other, std::size_t records)
{
    if (one.batch.records.size() < records || other.batch.records.size() < records)
        return "records are missing";
    if (records > 0 && !areSameOctets(one.batch.records.data(), other.batch.records.data(), records))
        return "records differ";
    const auto transitions = [records](const Outcome& outcome) {
        std::vector<decltype(fieldsOf(TransitionRecord()))> first;
        for (const TransitionRecord& each : outcome.batch.transitions) {
            if (each.record < records)
                first.push_back(fieldsOf(each));
        }
        return first;
    };
    if (transitions(one) != transitions(other))
        return "transitions differ";
    std::uint64_t extras = 0;
    for (std::size_t i = 0; i < records; ++i)
        extras = std::max<std::uint64_t>(extras, one.batch.records[i].extra);
    if (extras > one.batch.extras.size() || extras > other.batch.extras.size()
        || (extras > 0 && !areSameOctets(one.batch.extras.data(), other.batch.extras.data(), extras)))
        return "options differ";
    return "";
}

const char* difference(const Outcome& one, const Outcome& other)
{
    if (one.batch.records.size() != other.batch.records.size() || one.batch.connections.size() != other.batch.connections.size()
        || one.batch.transitions.size() != other.batch.transitions.size() || one.batch.extras != other.batch.extras)
        return "there are more or fewer";
    return difference(one, other, one.batch.records.size());
}

/// What could be seen on the link up to `seen`: which segments, how far they had come, and which of them had arrived or were lost.
std::map<std::pair<std::uint32_t, std::uint32_t>, std::tuple<Timestamp, Timestamp, double>> seenOnLink(const Outcome& outcome, Timestamp seen)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::tuple<Timestamp, Timestamp, double>> all;
    for (const Flight& flight : outcome.stage->flights) {
        if (flight.since <= seen)
            all[{flight.number, flight.copy}] = {flight.sent, flight.ends <= seen ? flight.ends : Timestamp::max(), flight.progressAt(seen)};
    }
    return all;
}

/// Whether that is the same in both; of a segment that is delayed twice, the way between is not known any more.
bool looksAlike(const Outcome& before, const Outcome& after, Timestamp seen)
{
    auto first = seenOnLink(before, seen);
    auto second = seenOnLink(after, seen);
    for (const Flight& flight : before.stage->flights) {
        if (flight.delayedAt > flight.sent && flight.since <= seen) {
            std::get<2>(first[{flight.number, flight.copy}]) = 0.0;
            std::get<2>(second[{flight.number, flight.copy}]) = 0.0;
        }
    }
    return first == second;
}

const Flight* flying(const Stage& stage, Timestamp now, QRandomGenerator& random)
{
    const auto all = stage.flightsAt(now);
    return all.empty() ? nullptr : &stage.flights[all[random.bounded(quint32(all.size()))]];
}

/// Something that a user could do at that moment.
Action randomAction(const Outcome& shown, const Scenario& scenario, Timestamp now, QRandomGenerator& random)
{
    const std::string host = random.bounded(2) == 0 ? "A" : "B";
    LinkSettings settings;
    switch (random.bounded(12)) {
    case 0:
        return makeCall(host, {}, ActiveOpen{host == "A" ? "B" : "A", 80, {}, {}});
    case 1:
        return makeCall(host, {}, Send{1 + random.bounded(quint64(20'000))});
    case 2:
        return makeCall(host, "all", Shutdown{ShutdownHow::Write});
    case 3:
        return makeCall(host, {}, Abort());
    case 4:
        return makeCall(host, {}, ControlHost{HostAction::Unplug});
    case 5:
        return makeReceiveBuffer(host, 1 + random.bounded(100'000u));
    case 6:
        settings.delay = Duration(std::chrono::milliseconds(random.bounded(300)));
        return makeLinkChange({}, settings);
    case 7:
        settings.loss = Probability{random.bounded(500'000u)};
        return makeLinkChange({host, {}}, settings);
    case 8:
    case 9: {
        StageFollower follower(scenario);
        const auto status = follower.statusAt(now).value();
        const std::size_t which = host == "A" ? 0 : 1;
        if (!status[which].sockets.empty()) {
            const auto& row = status[which].sockets[random.bounded(quint32(status[which].sockets.size()))];
            return makeCall(host, nameFor(row, shown.stage->hosts), Close());
        }
        return makeCall(host, {}, ControlProcess{ProcessAction::Kill, {}});
    }
    default:
        break;
    }
    const Flight* flight = flying(*shown.stage, now, random);
    constexpr FaultKind kKinds[] = {FaultKind::Drop, FaultKind::Delay, FaultKind::Duplicate, FaultKind::Corrupt};
    const FaultKind kind = kKinds[random.bounded(4)];
    const bool hasTime = kind == FaultKind::Delay || kind == FaultKind::Duplicate;
    return flight ? makeFault(kind, *flight, hasTime ? Duration(std::chrono::microseconds(random.bounded(400'000))) : Duration())
                  : makeCall(host, {}, Close());
}

/// A moment that the user may look at: somewhere between the records, or just at one.
Timestamp randomMoment(const Outcome& shown, QRandomGenerator& random)
{
    const auto& records = shown.batch.records;
    if (records.empty())
        return kSimulationStart;
    const Timestamp time = records[random.bounded(quint32(records.size()))].time;
    return random.bounded(2) == 0 ? time : time + std::chrono::microseconds(random.bounded(30'000));
}

} // namespace

class TestExperiment : public QObject {
    Q_OBJECT
private slots:
    void anEditChangesNothingBeforeIt_data();
    void anEditChangesNothingBeforeIt();
    void anUneditedExperimentIsItsScenario();
    void findsTheRoundestMoment_data();
    void findsTheRoundestMoment();
    void anEditComesBeforeWhatHappensNext();
    void whatWillNotHappenIsNotInTheWay();
    void editsOfOneMomentKeepTheirOrder();
    void anEditAfterTheEndPlaysOn();
    void anEditPutsOffTheEnd();
    void droppingASegmentLosesThatOneAlone();
    void aSliderReplacesItsLastPosition();
    void aSliderThatHasActedIsLeftAlone();
    void aSliderThatWasHeardIsLeftAlone();
    void undoAndRedoWalkThroughTheLog();
    void anEarlierEditKeepsTheLaterOnes();
    void aCallOnALostSocketDoesNothing();
    void expectationsAreDroppedAndTheOthersKeepTheirMoments();
    void refusesWhatCannotBeSaved();
    void anEndlessSimulationIsAnError();
    void aStoppedSimulationIsAnError();
    void freePlayBeginsWithNothing();
};

void TestExperiment::anEditChangesNothingBeforeIt_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<quint32>("seed");
    for (const BuiltInScenario& each : builtInScenarios()) {
        const QByteArray name(each.name.data(), qsizetype(each.name.size()));
        for (quint32 seed = 1; seed <= 3; ++seed)
            QTest::newRow((name + ":" + QByteArray::number(seed)).constData()) << name << seed;
    }
}

void TestExperiment::anEditChangesNothingBeforeIt()
{
    QFETCH(QByteArray, name);
    QFETCH(quint32, seed);
    const BuiltInScenario* builtIn = findBuiltInScenario(name.toStdString());
    QVERIFY(builtIn);
    Experiment experiment(readScenario(builtIn->text, "built-in").value());
    QRandomGenerator random(seed);
    std::vector<Outcome> outcomes;
    outcomes.push_back(outcomeOf(experiment.scenario()));
    for (int edit = 0; edit < 5; ++edit) {
        const Outcome& before = outcomes.back();
        const Timestamp seen = randomMoment(before, random);
        const Action action = randomAction(before, experiment.scenario(), seen, random);
        const std::size_t statements = experiment.scenario().statements.size();
        const bool wasEdited = experiment.isEdited();
        const auto time = experiment.add(seen, action);
        QVERIFY2(time, time ? "" : time.error().what.c_str());
        const bool isNew = !wasEdited || experiment.scenario().statements.size() > statements;
        QVERIFY(time.value() > seen || !isNew); // a slider may keep the moment of its last position
        Outcome after = outcomeOf(experiment.scenario());
        QCOMPARE(difference(before, after, recordsUpTo(before, seen)), "");
        QVERIFY(recordsUpTo(before, seen) == recordsUpTo(after, seen)); // and nothing more
        QVERIFY(looksAlike(before, after, seen));
        outcomes.push_back(std::move(after));
    }
    const auto saved = readScenario(experiment.text(), "saved");
    QVERIFY2(saved, saved ? "" : saved.error().what.c_str());
    QVERIFY(saved.value() == experiment.scenario());
    QCOMPARE(difference(outcomeOf(saved.value()), outcomes.back()), "");
    while (experiment.canUndo())
        experiment.undo();
    QCOMPARE(difference(outcomeOf(experiment.scenario()), outcomes.front()), "");
    while (experiment.canRedo())
        experiment.redo();
    QCOMPARE(difference(outcomeOf(experiment.scenario()), outcomes.back()), "");
}

void TestExperiment::anUneditedExperimentIsItsScenario()
{
    const Scenario scenario = played::read(kQuiet + "1s expect A state ESTABLISHED\nexpect B ESTABLISHED\n");
    const Experiment experiment(scenario);
    QVERIFY(!experiment.isEdited() && !experiment.canUndo() && !experiment.canRedo());
    QVERIFY(experiment.scenario() == scenario);
    const auto outcome = experiment.run();
    QVERIFY(outcome);
    QCOMPARE(outcome.value().results.size(), std::size_t(2));
    QCOMPARE(outcome.value().batch.records.size(), std::size_t(4));
    QVERIFY(outcome.value().stage && outcome.value().stage->flights.size() == 3);
}

void TestExperiment::findsTheRoundestMoment_data()
{
    QTest::addColumn<qint64>("after");
    QTest::addColumn<qint64>("next");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char* name, Duration after, Duration next, Duration expected) {
        QTest::newRow(name) << qint64(after.count()) << qint64(next.count()) << qint64(expected.count());
    };
    row("a full second where there is room", 1ms, 3s, 1s);
    row("the next second, not this one", 2s, 1h, 3s);
    row("a tenth", 1020ms, 1300ms, 1100ms);
    row("a millisecond", 1020ms, 1025ms, 1021ms);
    row("strictly before what comes next", 1020ms, 1021ms, 1020100us);
    row("a microsecond", 1020400ns, 1021900ns, 1021us);
    row("nanoseconds", 1020001ns, 1020005ns, 1020002ns);
    row("no room at all", 1020001ns, 1020002ns, 1020002ns);
}

void TestExperiment::findsTheRoundestMoment()
{
    QFETCH(qint64, after);
    QFETCH(qint64, next);
    QFETCH(qint64, expected);
    const Timestamp found = roundestBetween(kSimulationStart + Duration(after), kSimulationStart + Duration(next));
    QCOMPARE(qint64((found - kSimulationStart).count()), expected);
}

void TestExperiment::anEditComesBeforeWhatHappensNext()
{
    Experiment experiment(played::read(kQuiet + "until 2s\n")); // the SYN arrives at 60 ms
    const auto time = experiment.add(kSimulationStart + 55ms, FlightFault{FaultKind::Drop, 1, 0, {}});
    QVERIFY(time && time.value() == kSimulationStart + 56ms);
    QVERIFY(QByteArray::fromStdString(experiment.text()).contains("56ms    link drop segment 1\n"));
}

/// The retransmission timer of the SYN was stopped, though it stands in the queue still.
void TestExperiment::whatWillNotHappenIsNotInTheWay()
{
    Simulation run(played::read(kQuiet));
    run.runUntil(kSimulationStart + 300ms);
    QVERIFY(run.next() && *run.next() > kSimulationStart + 300ms);
    QVERIFY(!run.nextChange());
    Experiment experiment(played::read(kQuiet));
    const auto time = experiment.add(kSimulationStart + 300ms, makeCall("A", {}, Send{10}));
    QVERIFY(time && time.value() == kSimulationStart + 1s);
    Simulation lost(played::read(kQuiet + "0ms link drop SYN\n"));
    lost.runUntil(kSimulationStart + 300ms);
    QVERIFY(lost.nextChange() == kSimulationStart + 1010ms);
}

/// Two calls at the same moment of a playhead: the second is made behind the first, though that is still to come.
void TestExperiment::editsOfOneMomentKeepTheirOrder()
{
    Experiment experiment(played::read(kQuiet));
    const auto first = experiment.add(kSimulationStart + 300ms, makeCall("A", {}, Send{10}));
    const auto second = experiment.add(kSimulationStart + 400ms, makeCall("A", {}, Close()));
    QVERIFY(first && first.value() == kSimulationStart + 1s);
    QVERIFY(second && second.value() > first.value() && second.value() < kSimulationStart + 1050ms);
    const Outcome outcome = outcomeOf(experiment.scenario());
    QVERIFY(outcome.batch.records.back().state(Side::Responder) == tcp::State::CloseWait);
    QVERIFY(std::any_of(outcome.stage->flights.begin(), outcome.stage->flights.end(), [](const Flight& flight) { return flight.textLength == 10; }));
}

void TestExperiment::anEditAfterTheEndPlaysOn()
{
    Experiment experiment(played::read("0ms B passive-open 80\n"));
    QVERIFY(outcomeOf(experiment.scenario()).batch.records.empty());
    const auto time = experiment.add(kSimulationStart + 90s, makeCall("A", {}, ActiveOpen{"B", 80, {}, {}}));
    QVERIFY(time && time.value() == kSimulationStart + 91s);
    const Outcome outcome = outcomeOf(experiment.scenario());
    QCOMPARE(outcome.batch.records.size(), std::size_t(4));
    QVERIFY(outcome.stage->end >= kSimulationStart + 91s);
    QVERIFY(!experiment.add(kSimulationStart + 24h, makeCall("A", {}, Close())));
    QVERIFY(experiment.canUndo());
}

void TestExperiment::anEditPutsOffTheEnd()
{
    Experiment experiment(played::read(kQuiet + "until 2s\n"));
    const auto time = experiment.add(kSimulationStart + 2s, makeCall("A", {}, Close()));
    QVERIFY(time);
    QVERIFY(experiment.scenario().until == time.value() - kSimulationStart + Experiment::kLinger);
    experiment.undo();
    QVERIFY(experiment.scenario().until == Duration(2s));
    Experiment longer(played::read(kQuiet + "until 1h\n"));
    QVERIFY(longer.add(kSimulationStart + 2s, makeCall("A", {}, Close())));
    QVERIFY(longer.scenario().until == Duration(1h));
}

void TestExperiment::droppingASegmentLosesThatOneAlone()
{
    Experiment experiment(played::read("seed 9\nlink jitter 5ms\n" + kQuiet + "500ms A send 14600\nuntil 10s\n"));
    const Outcome before = outcomeOf(experiment.scenario());
    const auto all = before.stage->flightsAt(kSimulationStart + 530ms);
    QVERIFY(all.size() >= 8);
    const Flight& clicked = before.stage->flights[all[4]];
    const auto time = experiment.add(kSimulationStart + 530ms, makeFault(FaultKind::Drop, clicked));
    QVERIFY(time);
    const Outcome after = outcomeOf(experiment.scenario());
    std::size_t lost = 0;
    for (const Flight& flight : after.stage->flights) {
        lost += flight.isLost ? 1 : 0;
        QVERIFY(!flight.isLost || (flight.number == clicked.number && flight.ends == time.value()));
    }
    QCOMPARE(lost, std::size_t(1));
    QCOMPARE(std::count_if(after.batch.records.begin(), after.batch.records.end(), [](const Record& r) { return r.kind() == RecordKind::LostSegment; }), 1);
    for (const std::size_t i : all)
        QVERIFY(i == all[4] || before.stage->flights[i].ends == after.stage->flights[i].ends);
}

void TestExperiment::aSliderReplacesItsLastPosition()
{
    Experiment experiment(played::read(kQuiet));
    LinkSettings settings;
    std::optional<Timestamp> first;
    for (int delay = 51; delay <= 90; ++delay) {
        settings.delay = Duration(std::chrono::milliseconds(delay));
        const auto time = experiment.add(kSimulationStart + 300ms + delay * 1ms, makeLinkChange({}, settings)); // the clock goes on meanwhile
        QVERIFY(time);
        first = first.value_or(time.value());
        QVERIFY(time.value() == *first);
    }
    QCOMPARE(experiment.scenario().statements.size(), std::size_t(3));
    QVERIFY(std::get<LinkChange>(experiment.scenario().statements.back().action).settings.delay == Duration(90ms));
    settings = {};
    settings.loss = Probability{10'000};
    QVERIFY(experiment.add(kSimulationStart + 400ms, makeLinkChange({}, settings))); // another slider
    QVERIFY(experiment.add(kSimulationStart + 400ms, makeLinkChange({"A", {}}, settings))); // and another
    QVERIFY(experiment.add(kSimulationStart + 400ms, makeReceiveBuffer("B", 5000)));
    QVERIFY(experiment.add(kSimulationStart + 400ms, makeReceiveBuffer("B", 6000)));
    QVERIFY(experiment.add(kSimulationStart + 400ms, makeReceiveBuffer("A", 6000)));
    QCOMPARE(experiment.scenario().statements.size(), std::size_t(7));
    experiment.undo();
    experiment.undo();
    QCOMPARE(experiment.scenario().statements.size(), std::size_t(5)); // all positions of a slider are one edit
}

/// Its last position has been seen to act, so it belongs to the past.
void TestExperiment::aSliderThatHasActedIsLeftAlone()
{
    Experiment experiment(played::read(kQuiet + "1500ms A send 10\n3s A send 10\n"));
    const auto first = experiment.add(kSimulationStart + 500ms, makeReceiveBuffer("B", 5000)); // at 1 s
    const auto second = experiment.add(kSimulationStart + 1400ms, makeReceiveBuffer("B", 6000));
    const auto third = experiment.add(kSimulationStart + 2s, makeReceiveBuffer("B", 7000));
    const auto fourth = experiment.add(kSimulationStart + 400ms, makeReceiveBuffer("B", 8000)); // stepped back
    QVERIFY(first && second && third && fourth);
    QVERIFY(second.value() == first.value());
    QVERIFY(third.value() > kSimulationStart + 2s);
    QVERIFY(fourth.value() < first.value());
    QCOMPARE(experiment.scenario().statements.size(), std::size_t(7));
}

/// A larger buffer was announced at once: that announcement has been seen.
void TestExperiment::aSliderThatWasHeardIsLeftAlone()
{
    Experiment experiment(played::read("host B window 4000\n" + kQuiet + "0ms B auto-read off\n500ms A send 4000\n"));
    const auto first = experiment.add(kSimulationStart + 700ms, makeReceiveBuffer("B", 8000));
    const Outcome heard = outcomeOf(experiment.scenario());
    QVERIFY(first);
    QVERIFY(std::any_of(heard.stage->flights.begin(), heard.stage->flights.end(), [&](const Flight& flight) { return flight.sent == first.value(); }));
    const auto second = experiment.add(first.value(), makeReceiveBuffer("B", 9000));
    QVERIFY(second && second.value() > first.value());
}

void TestExperiment::undoAndRedoWalkThroughTheLog()
{
    Experiment experiment(played::read(kQuiet));
    std::vector<Scenario> states{experiment.scenario()};
    std::vector<Timestamp> times;
    for (int i = 1; i <= 3; ++i) {
        times.push_back(experiment.add(kSimulationStart + i * 2s, makeCall("A", {}, Send{std::uint64_t(i)})).value());
        states.push_back(experiment.scenario());
    }
    for (std::size_t i = 3; i-- > 0;) {
        QVERIFY(experiment.undo() == times[i]);
        QVERIFY(experiment.scenario() == states[i]);
    }
    QVERIFY(!experiment.undo() && !experiment.isEdited());
    QVERIFY(experiment.redo() == times[0]);
    QVERIFY(experiment.redo() == times[1]);
    QVERIFY(experiment.scenario() == states[2]);
    QVERIFY(experiment.canRedo());
    QVERIFY(experiment.add(kSimulationStart + 9s, makeCall("A", {}, Close())));
    QVERIFY(!experiment.canRedo() && !experiment.redo());
}

void TestExperiment::anEarlierEditKeepsTheLaterOnes()
{
    Experiment experiment(played::read(kQuiet));
    QVERIFY(experiment.add(kSimulationStart + 5s, makeCall("A", {}, Send{10})));
    QVERIFY(experiment.add(kSimulationStart + 2s, makeCall("B", {}, Send{20})));
    const auto& statements = experiment.scenario().statements;
    QCOMPARE(statements.size(), std::size_t(4));
    QVERIFY(statements[2].when.delay == Duration(3s) && statements[3].when.delay == Duration(6s)); // written in the order of time
    const Outcome outcome = outcomeOf(experiment.scenario());
    std::vector<std::uint32_t> texts;
    for (const Flight& flight : outcome.stage->flights) {
        if (flight.textLength > 0)
            texts.push_back(flight.textLength);
    }
    QVERIFY((texts == std::vector<std::uint32_t>{20, 10}));
    QVERIFY(experiment.undo() == kSimulationStart + 3s); // the one that was made last
}

void TestExperiment::aCallOnALostSocketDoesNothing()
{
    Experiment experiment(played::read("link delay 50ms\n0ms B passive-open 80\n"));
    QVERIFY(experiment.add(kSimulationStart + 1s, makeCall("A", {}, ActiveOpen{"B", 80, 5000, {}})));
    QVERIFY(experiment.add(kSimulationStart + 5s, makeCall("B", ":80-A:5000", Close())));
    QVERIFY(experiment.add(kSimulationStart + 6s, FlightFault{FaultKind::Drop, 4000, 0, {}}));
    QVERIFY(experiment.add(kSimulationStart, makeCall("A", {}, ControlHost{HostAction::Crash})));
    QVERIFY(outcomeOf(experiment.scenario()).batch.records.empty());
    experiment.undo();
    const Outcome closed = outcomeOf(experiment.scenario());
    QVERIFY(std::any_of(closed.batch.records.begin(), closed.batch.records.end(),
                        [](const Record& record) { return record.state(Side::Responder) == tcp::State::FinWait2; }));
}

void TestExperiment::expectationsAreDroppedAndTheOthersKeepTheirMoments()
{
    const std::string calls = "when B ESTABLISHED +1s A send 1\n+1s expect B received 1\n+1s expect B received 2\n+1s A send 2\n+1s expect B received 3\n"
                              "10s expect A state ESTABLISHED\n+1s A send 3\nexpect A final ESTABLISHED\n";
    Experiment experiment(played::read(kQuiet + calls));
    const Outcome before = outcomeOf(experiment.scenario());
    QCOMPARE(before.results.size(), std::size_t(5));
    QVERIFY(experiment.add(kSimulationStart + 20s, makeCall("A", {}, Send{4})));
    QVERIFY(experiment.scenario().expectations.empty());
    const Outcome after = outcomeOf(experiment.scenario());
    QVERIFY(after.results.empty());
    QCOMPARE(difference(before, after, before.batch.records.size()), "");
    QVERIFY(after.batch.records.size() > before.batch.records.size());
    QVERIFY(readScenario(experiment.text(), "saved").value() == experiment.scenario());
    experiment.undo();
    QCOMPARE(outcomeOf(experiment.scenario()).results.size(), std::size_t(5));
}

void TestExperiment::refusesWhatCannotBeSaved()
{
    Experiment experiment(played::read(kQuiet));
    QVERIFY(experiment.add(kSimulationStart + 1s, makeCall("A", {}, Send{1})));
    experiment.undo();
    const std::vector<Action> wrong = {makeCall("Z", {}, Close()), makeCall("A", "nobody", Close()), makeCall("A", ":99999", Close()),
                                       makeCall("A", {}, Send{0}), FlightFault{FaultKind::Drop, 0, 0, {}}, FlightFault{FaultKind::Reorder, 1, 0, {}},
                                       makeReceiveBuffer("A", 0), makeLinkChange({}, {})};
    for (const Action& action : wrong) {
        const auto time = experiment.add(kSimulationStart + 1s, action);
        QVERIFY(!time && !time.error().what.empty());
    }
    QVERIFY(!experiment.isEdited() && experiment.canRedo()); // as before
}

void TestExperiment::anEndlessSimulationIsAnError()
{
    const Scenario endless = played::read(kQuiet + "0ms A auto-reply 1\n0ms B auto-reply 1\n1s A send 1\n");
    const auto outcome = play(endless, {}, 5000);
    QVERIFY(!outcome);
    QCOMPARE(QByteArray::fromStdString(outcome.error().what), QByteArray("The simulation has more than 5000 records and is not over."));
    QVERIFY(!outcome.error().remedy.empty());
}

void TestExperiment::aStoppedSimulationIsAnError()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!Experiment(played::read(kQuiet)).run(stop.get_token()));
}

void TestExperiment::freePlayBeginsWithNothing()
{
    const BuiltInScenario* builtIn = findBuiltInScenario("free_play");
    QVERIFY(builtIn);
    Experiment experiment(readScenario(builtIn->text, "free_play.scenario").value());
    const Outcome nothing = outcomeOf(experiment.scenario());
    QVERIFY(nothing.batch.records.empty() && nothing.stage->flights.empty());
    QCOMPARE(nothing.stage->captions.size(), std::size_t(1));
    const auto opened = experiment.add(nothing.stage->end, makeCall("A", {}, ActiveOpen{"B", 80, {}, {}}));
    QVERIFY(opened && opened.value() == kSimulationStart + 1s);
    const Outcome open = outcomeOf(experiment.scenario());
    const auto closed = experiment.add(open.batch.records.back().time, makeCall("A", {}, Close()));
    QVERIFY(closed && closed.value() == kSimulationStart + 2s);
    const Outcome outcome = outcomeOf(experiment.scenario());
    QVERIFY(outcome.batch.records.back().state(Side::Responder) == tcp::State::CloseWait);
    QVERIFY(QByteArray::fromStdString(experiment.text()).contains("1s      A active-open B:80\n2s      A close\n"));
}

QTEST_APPLESS_MAIN(TestExperiment)
#include "tst_experiment.moc"
