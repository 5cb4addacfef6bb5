#include "tests/model/simulation/played.h"

#include <QTest>
#include <cstring>

using namespace std::chrono_literals;
using simulation::kSimulationStart;

namespace {

const std::string kLossy = "seed 5\nlink loss 5% jitter 3ms reorder 2% duplicate 1% delay 20ms\n0ms B passive-open 80\n0ms B auto-close on\n"
                           "0ms A active-open 80\n100ms A send 200000\n200ms A close\n";

/// Every octet of a trace that a program can see.
QByteArray octets(const std::string& text)
{
    played::TraceSink sink;
    simulation::SimulationSource source("test", played::read(text));
    source.run(sink, {});
    QByteArray all;
    const Trace& trace = sink.trace;
    for (RecordNumber i = 0; i < trace.recordCount(); ++i) {
        const Record& record = trace.record(i);
        all.append(reinterpret_cast<const char*>(&record), sizeof record);
        if (const auto extra = trace.extra(record))
            all.append(reinterpret_cast<const char*>(extra->octets.data()), extra->length);
    }
    return all;
}

/// A change of the scenario at its end must leave what came before as it was.
bool beginsAlike(const std::vector<simulation::Passage>& a, const std::vector<simulation::Passage>& b, Timestamp until)
{
    std::size_t i = 0;
    for (; i < a.size() && a[i].sent < until; ++i) {
        const bool same = i < b.size() && a[i].sent == b[i].sent && a[i].segment.seq == b[i].segment.seq
            && a[i].segment.textLength == b[i].segment.textLength && (a[i].ends >= until || a[i].ends == b[i].ends);
        if (!same)
            return false;
    }
    return i > 10;
}

} // namespace

class TestSimulation : public QObject {
    Q_OBJECT
private slots:
    void sameSeedSameTrace();
    void anotherSeedAnotherTrace();
    void textArrivesInSpiteOfEverything_data();
    void textArrivesInSpiteOfEverything();
    void theFutureDoesNotChangeThePast();
    void stepsAndMomentsCanBeMixed();
    void notesComeAtTheirMoments();
    void aConditionCountsFromItsFirstMoment();
    void failedExpectationsSayWhatWasFound_data();
    void failedExpectationsSayWhatWasFound();
    void aLostSegmentIsARecordOfItsOwn();
    void passagesTellWhatBecameOfThem();
    void aSecondUseOfTheFourTupleIsAnotherIncarnation();
    void optionsStandBesideTheRecord();
    void aListenerIsInListenBeforeTheFirstSegment();
};

void TestSimulation::sameSeedSameTrace()
{
    const QByteArray first = octets(kLossy);
    QVERIFY(first.size() > 10'000);
    QVERIFY(first == octets(kLossy));
}

void TestSimulation::anotherSeedAnotherTrace()
{
    QVERIFY(octets(kLossy) != octets("seed 6" + kLossy.substr(6)));
}

void TestSimulation::textArrivesInSpiteOfEverything_data()
{
    QTest::addColumn<QByteArray>("settings");
    for (int seed = 1; seed <= 60; ++seed) {
        const char* kinds[] = {"", "host A B sack off\n", "host A congestion cubic\n", "host A B timestamps off wscale off\n", "host B window 5000\n"};
        QTest::newRow(qPrintable(QString::number(seed))) << QByteArray("seed " + QByteArray::number(seed) + "\n" + kinds[seed % 5]);
    }
}

void TestSimulation::textArrivesInSpiteOfEverything()
{
    QFETCH(QByteArray, settings);
    const auto run = played::play(settings.toStdString()
                                  + "link loss 4% jitter 3ms reorder 3% duplicate 2% corrupt 1% delay 20ms\n0ms B passive-open 80\n0ms B auto-close on\n"
                                    "0ms A active-open 80\nwhen A ESTABLISHED A send 100000\n+1ms A close\n"
                                    "expect B received 100000\nexpect A final CLOSED\nexpect B final CLOSED\nexpect A errno none\n");
    QCOMPARE(played::failures(*run), QByteArray());
}

void TestSimulation::theFutureDoesNotChangeThePast()
{
    const auto before = played::play(kLossy);
    const auto after = played::play(kLossy + "400ms link drop data from A\n401ms B send 77\n");
    QVERIFY(beginsAlike(before->passages(), after->passages(), kSimulationStart + 400ms));
    QVERIFY(before->passages().size() != after->passages().size());
}

void TestSimulation::stepsAndMomentsCanBeMixed()
{
    simulation::Simulation run(played::read("link delay 50ms\n0ms B passive-open 80\n10ms A active-open 80\nuntil 1s\n"));
    QVERIFY(run.runUntil(kSimulationStart + 70ms));
    QVERIFY(run.now() == kSimulationStart + 70ms);
    QVERIFY(run.findHost("B")->find("")->state() == tcp::State::SynReceived);
    QVERIFY(run.findHost("A")->find("")->state() == tcp::State::SynSent);
    QVERIFY(run.step());
    QVERIFY(run.findHost("A")->find("")->state() == tcp::State::Established);
    QVERIFY(!run.runUntil(kSimulationStart + 5s));
    QVERIFY(run.now() == kSimulationStart + 1s);
}

void TestSimulation::notesComeAtTheirMoments()
{
    const auto run = played::play("link delay 50ms\n0ms B passive-open 80\n10ms A active-open 80\nwhen A ESTABLISHED note Open.\n+5ms note Later.\nuntil 1s\n");
    QCOMPARE(run->notes().size(), std::size_t(2));
    QVERIFY(run->notes()[0].time == kSimulationStart + 110ms);
    QVERIFY(run->notes()[1].time == kSimulationStart + 115ms);
    QCOMPARE(run->notes()[0].text.english, std::string("Open."));
    QCOMPARE(run->notes()[0].position, 3u); // after the call, the SYN and the SYN,ACK
}

void TestSimulation::aConditionCountsFromItsFirstMoment()
{
    const auto run = played::play("link delay 50ms\nhost A nagle off\n0ms B passive-open 80\n0ms A active-open 80\nwhen B received 300 +7ms B send 1\n"
                                  "when A sends data nth 2 note Second.\n1s A send 100 count 5 every 100ms\nuntil 5s\nexpect A received 1\n");
    QCOMPARE(played::failures(*run), QByteArray());
    QVERIFY(run->notes().at(0).time == kSimulationStart + 1100ms);
    const auto& passages = run->passages();
    const auto answer = std::find_if(passages.begin(), passages.end(), [](const simulation::Passage& p) { return p.from == 1 && p.segment.textLength == 1; });
    QVERIFY(answer != passages.end());
    QVERIFY(answer->sent == kSimulationStart + 1257ms);
}

void TestSimulation::failedExpectationsSayWhatWasFound_data()
{
    QTest::addColumn<QByteArray>("expectation");
    QTest::addColumn<QByteArray>("found");
    const auto row = [](const char* expectation, const char* found) { QTest::newRow(QByteArray(expectation).replace("\n   ", " /").constData()) << QByteArray(expectation) << QByteArray(found); };
    row("expect A SYN-SENT SYN-RECEIVED", "it went SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2");
    row("expect A exactly SYN-SENT ESTABLISHED", "it went SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2");
    row("expect A final CLOSED", "it is in FIN-WAIT-2");
    row("1s expect B state LISTEN", "it is in ESTABLISHED");
    row("expect never B CLOSE-WAIT", "it went LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT");
    row("expect B count ESTABLISHED 2", "0 sockets are");
    row("expect A errno ECONNRESET", "no call failed");
    row("expect B received 11..", "10 octets were read");
    row("expect label retransmission 1", "0 segments have that label");
    row("expect segments 2.. FIN", "1 were sent");
    row("expect segment 2 A SYN 1000(0)", "it was: B SYN 8000(0) ack 1001 win 65535 <mss 1460>");
    row("expect segment 99 A ack 1", "only 7 segments were sent");
    row("expect wire\n    A SYN 1000(0)\n    A ack 8001", "line 10 was B SYN 8000(0) ack 1001 win 65535 <mss 1460>");
    row("expect wire\n    ...\n    A RST 1(0)\n    ...", "line 10 and what follows it was not sent");
    row("expect wire\n    A SYN 1000(0)\n    ...\n    B ack 1013", "line 11 was B ack 1012 win 65524");
    row("when A TIME-WAIT expect A state CLOSED", "its moment never came");
    row("9s expect A state CLOSED", "the simulation ended before its moment");
}

void TestSimulation::failedExpectationsSayWhatWasFound()
{
    QFETCH(QByteArray, expectation);
    QFETCH(QByteArray, found);
    const auto run = played::play("host A iss 1000\nhost A B wscale off timestamps off sack off\nhost B iss 8000\n0ms B passive-open 80\n"
                                  "0ms A active-open 80\n500ms A send 10\n" // seven lines with the title
                                  + expectation.toStdString() + "\n2s A shutdown write\nuntil 3s\n");
    QCOMPARE(run->results().size(), std::size_t(1));
    QVERIFY(!run->results()[0].passed);
    QCOMPARE(QByteArray::fromStdString(run->results()[0].found), found);
}

void TestSimulation::aLostSegmentIsARecordOfItsOwn()
{
    played::TraceSink sink;
    simulation::SimulationSource source("test", played::read("link delay 50ms\n0ms B passive-open 80\n0ms link drop SYN\n10ms A active-open 80\nuntil 2s\n"));
    QVERIFY(!source.run(sink, {}));
    const Trace& trace = sink.trace;
    QCOMPARE(trace.recordCount(), 5u);
    QVERIFY(trace.record(0).kind() == RecordKind::Call);
    QVERIFY(trace.record(1).kind() == RecordKind::LostSegment);
    QVERIFY(trace.record(1).time == kSimulationStart + 10ms);
    QCOMPARE(trace.record(1).frame, 1u);
    QVERIFY(trace.record(2).kind() == RecordKind::Segment);
    QCOMPARE(trace.record(2).frame, 2u);
    QVERIFY(trace.record(2).time == kSimulationStart + 1060ms); // when it arrives
    QVERIFY(trace.record(2).labels().has(Label::Retransmission));
    QVERIFY(trace.record(2).state(Side::Responder) == tcp::State::SynReceived);
    QVERIFY(trace.record(2).certainty(Side::Responder) == Certainty::Simulated);
    QCOMPARE(trace.connection(0).segments, std::uint64_t(4)); // it was sent
    QCOMPARE(trace.statistics().frames, std::uint64_t(4));
}

void TestSimulation::passagesTellWhatBecameOfThem()
{
    using Fate = simulation::Passage::Fate;
    simulation::Simulation run(played::read("link delay 50ms\n0ms B passive-open 80\n0ms link drop SYN\n0ms link duplicate SYN nth 2 by 5ms\n0ms A active-open 80\n"));
    run.runUntil(kSimulationStart + 1010ms);
    const auto& passages = run.passages();
    QCOMPARE(passages.size(), std::size_t(3));
    QVERIFY(passages[0].fate == Fate::Lost);
    QVERIFY(passages[1].fate == Fate::Flying && passages[1].ends == kSimulationStart + 1050ms);
    QVERIFY(passages[2].isCopy && passages[2].number == 2 && passages[2].ends == kSimulationStart + 1055ms);
    QCOMPARE(toString(passages[0].source), std::string("10.0.0.1:32768"));
    QCOMPARE(toString(passages[0].destination), std::string("10.0.0.2:80"));
    run.runUntil(kSimulationStart + 1100ms);
    QVERIFY(run.passages()[1].fate == Fate::Arrived);
}

void TestSimulation::aSecondUseOfTheFourTupleIsAnotherIncarnation()
{
    played::TraceSink sink;
    simulation::SimulationSource source("test", played::read("0ms B passive-open 80\n0ms A auto-close on\n0ms A active-open 80 from 5000\n1s B close\n"
                                                             "3s A active-open 80 from 5000\nuntil 5s\n"));
    QVERIFY(!source.run(sink, {}));
    const Trace& trace = sink.trace;
    QCOMPARE(trace.connectionCount(), 2u);
    QCOMPARE(trace.connection(1).info.incarnation, 1u);
    QVERIFY(trace.connection(1).info.initialStates[1] == tcp::State::TimeWait); // where the first use has left B
    QCOMPARE(trace.connection(1).labelCounts[std::size_t(Label::ReusedPorts)], 1u);
    QVERIFY(trace.connection(1).side(Side::Responder).state == tcp::State::Established);
}

void TestSimulation::optionsStandBesideTheRecord()
{
    played::TraceSink sink;
    simulation::SimulationSource source("test", played::read("host A mss 1400 wscale 5\n0ms B passive-open 80\n0ms A active-open 80\nuntil 1s\n"));
    QVERIFY(!source.run(sink, {}));
    const tcp::Options options = sink.trace.options(sink.trace.record(1));
    QVERIFY(options.mss == 1400);
    QVERIFY(options.windowScale == 5);
    QVERIFY(options.sackPermitted && options.timestamps && !options.malformed);
    QCOMPARE(sink.trace.extra(sink.trace.record(1))->length, std::uint8_t(20));
    QCOMPARE(sink.trace.record(3).extra, 0u); // the usual timestamp alone
    QVERIFY(sink.trace.record(3).hasTimestamps());
    QCOMPARE(sink.trace.scaledWindow(sink.trace.record(3)), 65536u - 32u + 32u);
}

void TestSimulation::aListenerIsInListenBeforeTheFirstSegment()
{
    played::TraceSink sink;
    simulation::SimulationSource source("test", played::read("0ms B passive-open 80\n0ms A active-open 80 as one\n0ms A active-open 81 as two\nuntil 1s\n"));
    QVERIFY(!source.run(sink, {}));
    QVERIFY(sink.trace.connection(0).info.initialStates[1] == tcp::State::Listen);
    QVERIFY(sink.trace.connection(1).info.initialStates[1] == tcp::State::Closed);
    QVERIFY(sink.trace.connection(1).side(Side::Initiator).state == tcp::State::Closed); // refused
}

QTEST_APPLESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
