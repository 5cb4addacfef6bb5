// Every scenario of the library is its own test: its expect lines must hold.
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"
#include "model/trace/trace.h"

#include <QDir>
#include <QTest>
#include <cstring>

using namespace Qt::StringLiterals;

namespace {

class TraceSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    Trace trace;
};

} // namespace

class TestScenarios : public QObject {
    Q_OBJECT
private slots:
    void holds_data();
    void holds();
    void writesATraceInOrder_data() { holds_data(); }
    void writesATraceInOrder();
    void forgettingPassagesChangesNothing_data() { holds_data(); }
    void forgettingPassagesChangesNothing();
    void forgettingPassagesKeepsHeldOnesApart();
};

void TestScenarios::holds_data()
{
    QTest::addColumn<QString>("path");
    const QDir library(QStringLiteral(SCENARIO_DIR));
    const QStringList names = library.entryList({u"*.scenario"_s}, QDir::Files, QDir::Name);
    QVERIFY(!names.isEmpty());
    for (const QString& name : names)
        QTest::newRow(qPrintable(name)) << library.filePath(name);
}

static simulation::Scenario readFile(const QString& path)
{
    QFile file(path);
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    auto scenario = simulation::readScenario(std::string_view(text.constData(), std::size_t(text.size())), path.toStdString());
    if (!scenario)
        qWarning("%s", scenario.error().what.c_str());
    return scenario ? scenario.value() : simulation::Scenario();
}

void TestScenarios::holds()
{
    QFETCH(QString, path);
    const simulation::Scenario scenario = readFile(path);
    QVERIFY(!scenario.title.english.empty());
    simulation::Simulation run(scenario);
    run.run();
    QVERIFY2(!run.results().empty(), "it expects nothing");
    for (const simulation::ExpectationResult& result : run.results())
        QVERIFY2(result.passed, qPrintable(u"line %1: %2"_s.arg(result.at.line).arg(QString::fromStdString(result.found))));
}

/// Times never go back, steps follow each other, and the states beside a record are those that the steps lead to.
void TestScenarios::writesATraceInOrder()
{
    QFETCH(QString, path);
    TraceSink sink;
    simulation::SimulationSource source("test", readFile(path));
    QVERIFY(!source.run(sink, {}));
    const Trace& trace = sink.trace;
    for (RecordNumber number = 1; number < trace.recordCount(); ++number)
        QVERIFY(trace.record(number - 1).time <= trace.record(number).time);
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        const Connection& connection = trace.connection(id);
        for (Side side : kSides) {
            tcp::State state = connection.info.initialStates[index(side)];
            for (std::uint32_t step = 1; step <= trace.stepCount(id); ++step) {
                for (const TransitionRecord& transition : trace.transitionsAt(id, step)) {
                    if (transition.side != side)
                        continue;
                    QCOMPARE(int(transition.from), int(state));
                    QVERIFY(transition.certainty == Certainty::Simulated);
                    state = transition.to;
                }
                const Record& record = trace.record(connection.records[step - 1]);
                const bool isForgotten = record.kind() == RecordKind::Call && trace.transitionsAt(id, step).empty() && record.sender() == side;
                if (isForgotten)
                    state = tcp::State::Closed; // a power cut
                QCOMPARE(int(record.state(side)), int(state));
            }
        }
    }
}

/// A long run without its passages: the same trace, to the octet, and the same verdicts.
void TestScenarios::forgettingPassagesChangesNothing()
{
    QFETCH(QString, path);
    TraceSink all, few;
    simulation::SimulationSource keeping("test", readFile(path));
    simulation::SimulationSource forgetting("test", readFile(path));
    forgetting.forgetPassages();
    QVERIFY(!keeping.run(all, {}));
    QVERIFY(!forgetting.run(few, {}));
    QCOMPARE(few.trace.recordCount(), all.trace.recordCount());
    for (RecordNumber number = 0; number < all.trace.recordCount(); ++number)
        QVERIFY(std::memcmp(&few.trace.record(number), &all.trace.record(number), sizeof(Record)) == 0);
    QCOMPARE(forgetting.simulation().results().size(), keeping.simulation().results().size());
    for (const simulation::ExpectationResult& result : forgetting.simulation().results())
        QVERIFY2(result.passed, qPrintable(QString::fromStdString(result.found)));
}

/// A segment held back for others to overtake it arrives after all; its place is another one's when they come.
void TestScenarios::forgettingPassagesKeepsHeldOnesApart()
{
    const auto scenario = simulation::readScenario("title Held\nlink delay 300ms\nhost A nagle off\n0ms B passive-open 80\n0ms A active-open 80\n1s link reorder data from A past 3\n"
                                                   "1s A send 10 count 2 every 100ms\n3s B send 10 count 30 every 10ms\n3500ms A send 10 count 30 every 10ms\n"
                                                   "5s A send 10 count 4 every 1ms\nuntil 20s\nexpect A errno none\n",
                                                   "held.scenario");
    QVERIFY(scenario);
    TraceSink all, few;
    simulation::SimulationSource keeping("test", scenario.value());
    simulation::SimulationSource forgetting("test", scenario.value());
    forgetting.forgetPassages();
    QVERIFY(!keeping.run(all, {}));
    QVERIFY(!forgetting.run(few, {}));
    QVERIFY(forgetting.simulation().passages().size() < 100);
    QCOMPARE(few.trace.recordCount(), all.trace.recordCount());
    for (RecordNumber number = 0; number < all.trace.recordCount(); ++number)
        QVERIFY(std::memcmp(&few.trace.record(number), &all.trace.record(number), sizeof(Record)) == 0);
}

QTEST_APPLESS_MAIN(TestScenarios)
#include "tst_scenarios.moc"
