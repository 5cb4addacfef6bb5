#include "model/simulation/staging.h"
#include "tests/model/simulation/played.h"

#include <QTest>
#include <cstring>

using namespace std::chrono_literals;
using simulation::kSimulationStart;
using Fate = simulation::Passage::Fate;

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
    void samplesTellWhatNoWireShows();
    void forgottenPassagesLeaveNoSamples();
    void aConditionCountsFromItsFirstMoment();
    void failedExpectationsSayWhatWasFound_data();
    void failedExpectationsSayWhatWasFound();
    void aLostSegmentIsARecordOfItsOwn();
    void passagesTellWhatBecameOfThem();
    void aFlyingSegmentIsDroppedWhereItIs();
    void aSegmentStillToBeSentIsDroppedWhenItIs();
    void whatHasArrivedCannotBeDropped();
    void aFlyingSegmentIsDelayed();
    void aSegmentThatIsHeldBackIsDelayedToo();
    void aFlyingSegmentIsDuplicated();
    void aCopyIsDroppedAlone();
    void aFlyingSegmentIsCorrupted();
    void aFaultOfOneSegmentDrawsNoRandomNumber();
    void socketsAreFoundByTheirPorts();
    void aReceiveBufferChangesWhileConnected();
    void theStageShowsEverySegmentOnItsWay();
    void aDelayedFlightGoesOnFromWhereItIs();
    void aFollowerGoesForwardAndBack();
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
    row("expect wire\n    A SYN 1000(0)\n    ...\n    B ack 1013", "line 11 was B ack 1012 win 65525");
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

namespace {

/// A sends segment 4, of 100 octets, at 500 ms; each way takes 50 ms.
const std::string kOneSend = "link delay 50ms\n0ms B passive-open 80\n0ms A active-open 80\n500ms A send 100\nuntil 5s\n";
constexpr std::size_t kText = 3; ///< That segment's place among the passages.

} // namespace

void TestSimulation::aFlyingSegmentIsDroppedWhereItIs()
{
    played::TraceSink sink;
    simulation::SimulationSource source("test", played::read(kOneSend + "520ms link drop segment 4\nexpect B received 100\n"));
    QVERIFY(!source.run(sink, {}));
    QCOMPARE(played::failures(source.simulation()), QByteArray());
    const simulation::Passage& passage = source.simulation().passages().at(kText);
    QVERIFY(passage.fate == Fate::Lost);
    QVERIFY(passage.sent == kSimulationStart + 500ms && passage.ends == kSimulationStart + 520ms && passage.due == kSimulationStart + 550ms);
    int lost = 0;
    for (RecordNumber i = 0; i < sink.trace.recordCount(); ++i) {
        const Record& record = sink.trace.record(i);
        if (record.kind() != RecordKind::LostSegment)
            continue;
        ++lost;
        QCOMPARE(record.frame, 4u);
        QVERIFY(record.time == kSimulationStart + 520ms);
    }
    QCOMPARE(lost, 1);
}

void TestSimulation::aSegmentStillToBeSentIsDroppedWhenItIs()
{
    const auto run = played::play(kOneSend + "20ms link drop segment 4\n20ms link duplicate segment 5 by 3ms\nexpect B received 100\n");
    QCOMPARE(played::failures(*run), QByteArray());
    QVERIFY(run->passages()[kText].fate == Fate::Lost);
    QVERIFY(run->passages()[kText].ends == kSimulationStart + 500ms);
    const auto copies = std::count_if(run->passages().begin(), run->passages().end(), [](const simulation::Passage& p) { return p.isCopy && p.number == 5; });
    QCOMPARE(copies, 1);
}

void TestSimulation::whatHasArrivedCannotBeDropped()
{
    const auto changed = played::play(kOneSend + "550001us link drop segment 4\n+0ms link delay-segment segment 4 by 1s\n+0ms link duplicate segment 4\n"
                                                 "+0ms link drop segment 1 copy 1\n+0ms link drop segment 999999\n");
    const auto plain = played::play(kOneSend);
    QCOMPARE(changed->passages().size(), plain->passages().size());
    QVERIFY(std::equal(changed->passages().begin(), changed->passages().end(), plain->passages().begin(),
                       [](const auto& a, const auto& b) { return a.ends == b.ends && a.fate == b.fate; }));
}

void TestSimulation::aFlyingSegmentIsDelayed()
{
    const auto run = played::play(kOneSend + "520ms link delay-segment segment 4 by 30ms\n530ms link delay-segment segment 4 by 5ms\n");
    const simulation::Passage& passage = run->passages().at(kText);
    QVERIFY(passage.fate == Fate::Arrived);
    QVERIFY(passage.ends == kSimulationStart + 585ms && passage.due == kSimulationStart + 585ms);
    QVERIFY(run->passages().at(kText + 1).sent >= passage.ends); // its acknowledgment
}

/// Until two others have overtaken it; then it is still late.
void TestSimulation::aSegmentThatIsHeldBackIsDelayedToo()
{
    const std::string held = "host A nagle off\n" + kOneSend + "510ms A send 100 count 2 every 1ms\n0ms link reorder data past 2\n";
    const auto plain = played::play(held);
    const auto late = played::play(held + "505ms link delay-segment segment 4 by 20ms\n");
    QVERIFY(plain->passages().at(kText).ends == kSimulationStart + 561ms);
    QVERIFY(late->passages().at(kText).ends == kSimulationStart + 581ms);
    QVERIFY(late->passages().at(kText).fate == Fate::Arrived);
}

void TestSimulation::aFlyingSegmentIsDuplicated()
{
    const auto run = played::play(kOneSend + "520ms link duplicate segment 4 by 7ms\nexpect B received 100\n");
    QCOMPARE(played::failures(*run), QByteArray());
    const auto& passages = run->passages();
    const auto copy = std::find_if(passages.begin(), passages.end(), [](const simulation::Passage& p) { return p.isCopy; });
    QVERIFY(copy != passages.end());
    QCOMPARE(copy->number, 4u);
    QVERIFY(copy->fate == Fate::Arrived && copy->ends == kSimulationStart + 557ms);
    QVERIFY(passages[kText].ends == kSimulationStart + 550ms);
}

void TestSimulation::aCopyIsDroppedAlone()
{
    const auto run = played::play(kOneSend + "0ms link duplicate data by 20ms\n520ms link duplicate segment 4 by 30ms\n560ms link drop segment 4 copy 2\n");
    std::vector<const simulation::Passage*> fourth;
    for (const simulation::Passage& passage : run->passages()) {
        if (passage.number == 4)
            fourth.push_back(&passage);
    }
    QCOMPARE(fourth.size(), std::size_t(3));
    QVERIFY(fourth[0]->fate == Fate::Arrived && fourth[1]->fate == Fate::Arrived);
    QVERIFY(fourth[2]->fate == Fate::Lost && fourth[2]->ends == kSimulationStart + 560ms);
}

void TestSimulation::aFlyingSegmentIsCorrupted()
{
    const auto run = played::play(kOneSend + "520ms link corrupt segment 4\nexpect segments 2 data\nexpect B received 100\n");
    QCOMPARE(played::failures(*run), QByteArray());
    QVERIFY(run->passages()[kText].isCorrupt && run->passages()[kText].fate == Fate::Arrived);
}

/// The acknowledgments' direction and the order of sending stay as they were until the lost segment is missed.
void TestSimulation::aFaultOfOneSegmentDrawsNoRandomNumber()
{
    const std::string unsteady = "seed 3\nlink delay 50ms jitter 30ms loss 10%\nhost A nagle off\n0ms B passive-open 80\n0ms A active-open 80 as c\n"
                                 "2s A send 100 count 60 every 1ms\n2s B set rcvbuf 60000\nuntil 2100ms\n";
    const auto plain = played::play(unsteady);
    const auto fateOf = [](const simulation::Passage& p) { return std::tuple(p.number, p.sent, p.due, p.segment.seq.value()); };
    int compared = 0;
    for (const simulation::Passage& each : plain->passages()) {
        if (each.from != 0 || each.sent < kSimulationStart + 2s || each.fate == Fate::Lost)
            continue;
        const std::uint32_t number = each.number;
        const auto dropped = played::play(unsteady + "1s link drop segment " + std::to_string(number) + "\n");
        const auto& before = plain->passages();
        const auto& after = dropped->passages();
        QVERIFY(after[number - 1].fate == Fate::Lost);
        for (std::size_t i = 0; i < before.size() && before[i].sent < kSimulationStart + 2040ms; ++i) {
            QVERIFY(fateOf(before[i]) == fateOf(after[i]));
            QVERIFY(i == number - 1 || (before[i].fate == Fate::Lost) == (after[i].fate == Fate::Lost));
        }
        if (++compared == 8)
            break;
    }
    QCOMPARE(compared, 8);
}

void TestSimulation::socketsAreFoundByTheirPorts()
{
    const auto run = played::play("0ms B passive-open 80\n0ms A active-open 80 from 5000\n0ms A active-open 80 from 5001\n1s B close on :80-A:5000\n"
                                  "2s B close on :80\n3s A close on :5001\n4s A close on :4000\n4s A close on :5001-B:81\nuntil 5s\n"
                                  "expect B FIN-WAIT-1 FIN-WAIT-2 on :80-A:5000\nexpect B CLOSE-WAIT on :80-10.0.0.1:5001\n"
                                  "expect A final FIN-WAIT-2 on :5001-B:80\nexpect A count CLOSE-WAIT 1\n");
    QCOMPARE(played::failures(*run), QByteArray());
    const simulation::Host& b = *run->findHost("B");
    QVERIFY(b.find(":80-A:5000") && b.find(":80-A:5000")->remote.port == 5000);
    QVERIFY(b.find(":80-10.0.0.1:5001") == b.find(":80")); // the listener is closed, and that is the newest connection
    QVERIFY(!b.find(":81") && !b.find(":80-A:5002") && !b.find(":80-B:5000"));
}

/// Of connections that are open, and of those to come.
void TestSimulation::aReceiveBufferChangesWhileConnected()
{
    const auto run = played::play("host A B wscale off\nlink delay 10ms\n0ms B auto-read off\n0ms B passive-open 80\n0ms A active-open 80\n"
                                  "1s B set rcvbuf 3000\n2s A send 20000\n5s B set rcvbuf 9000\n8s A active-open 80 as next\n9s A send 20000 on next\nuntil 12s\n");
    const simulation::Host& b = *run->findHost("B");
    std::vector<std::uint64_t> waiting;
    for (const simulation::Socket& socket : b.sockets()) {
        if (!socket.isListener)
            waiting.push_back(socket.endpoint.readable());
    }
    QCOMPARE(waiting.size(), std::size_t(2));
    QVERIFY2(waiting[0] > 3000 && waiting[0] <= 65535, qPrintable(QString::number(waiting[0]))); // a window once offered is not taken back
    QCOMPARE(waiting[1], std::uint64_t(9000));
    QCOMPARE(b.receiveBuffer(), 9000u);
    QCOMPARE(run->findHost("A")->receiveBuffer(), 65535u);
}

void TestSimulation::theStageShowsEverySegmentOnItsWay()
{
    played::TraceSink sink;
    simulation::SimulationSource source("test", played::read(kOneSend + "0ms note One.\n  note[zh_CN] 一。\n520ms link duplicate segment 4 by 7ms\n530ms link drop segment 4\n"
                                                                        "540ms link duplicate segment 4 copy 1 by 1ms\n"));
    QVERIFY(!source.run(sink, {}));
    const auto stage = source.stage();
    QVERIFY(stage != nullptr);
    QVERIFY(stage->start == kSimulationStart && stage->end == kSimulationStart + 5s);
    QCOMPARE(stage->hosts.size(), std::size_t(2));
    QCOMPARE(stage->hosts[1].name, std::string("B"));
    QCOMPARE(toString(stage->hosts[1].address), std::string("10.0.0.2"));
    QCOMPARE(stage->captions.size(), std::size_t(1));
    QCOMPARE(stage->captions[0].translations.at("zh_CN"), std::string("一。"));
    for (std::size_t i = 1; i < stage->flights.size(); ++i)
        QVERIFY(stage->flights[i - 1].sent <= stage->flights[i].sent && stage->flights[i - 1].number <= stage->flights[i].number);
    const auto flying = stage->flightsAt(kSimulationStart + 555ms); // the original is lost, both copies fly
    QCOMPARE(flying.size(), std::size_t(2));
    QCOMPARE(stage->flights[flying[0]].copy, 1u);
    QCOMPARE(stage->flights[flying[1]].copy, 2u);
    QVERIFY(stage->flights[flying[0]].ends == kSimulationStart + 557ms);
    const Flight& original = stage->flights[flying[0] - 1];
    QVERIFY(!original.isCopy && original.isLost && original.copy == 0 && original.number == 4);
    QVERIFY(original.sender == Side::Initiator && original.from == 0 && original.to == 1 && original.textLength == 100);
    QVERIFY(original.ends == kSimulationStart + 530ms && original.due == kSimulationStart + 550ms);
    QVERIFY(stage->longestFlight == 58ms);
    QVERIFY(stage->flightsAt(kSimulationStart + 5s).empty());
    QCOMPARE(stage->flightsAt(kSimulationStart + 515ms).size(), std::size_t(1)); // no copy before it was made
    QCOMPARE(stage->flightsAt(kSimulationStart + 535ms).size(), std::size_t(1)); // the copy alone
}

void TestSimulation::aDelayedFlightGoesOnFromWhereItIs()
{
    const auto plain = simulation::makeStage(*played::play(kOneSend)).flights.at(kText);
    const auto late = simulation::makeStage(*played::play(kOneSend + "520ms link delay-segment segment 4 by 30ms\n")).flights.at(kText);
    for (const Duration time : {500ms, 505ms, 520ms})
        QCOMPARE(late.progressAt(kSimulationStart + time), plain.progressAt(kSimulationStart + time));
    QCOMPARE(late.progressAt(kSimulationStart + 520ms), 0.4);
    QCOMPARE(late.progressAt(kSimulationStart + 550ms), 0.7);
    QCOMPARE(late.progressAt(kSimulationStart + 580ms), 1.0);
    const auto lost = simulation::makeStage(*played::play(kOneSend + "520ms link drop segment 4\n")).flights.at(kText);
    QCOMPARE(lost.progressAt(kSimulationStart + 520ms), 0.4);
    const auto both = simulation::makeStage(*played::play(kOneSend + "520ms link delay-segment segment 4 by 30ms\n550ms link drop segment 4\n")).flights.at(kText);
    QCOMPARE(both.progressAt(kSimulationStart + 535ms), late.progressAt(kSimulationStart + 535ms));
}

void TestSimulation::aFollowerGoesForwardAndBack()
{
    const simulation::Scenario scenario = played::read(
        "link delay 50ms\n0ms B passive-open 80 as server\n0ms B auto-read off\n10ms A active-open 80 from 5000\n500ms A send 100\n"
        "1s A active-open 81 as refused\n2s B set rcvbuf 4096\n3s A unplug\n4s B crash\nuntil 9s\n");
    simulation::StageFollower follower(scenario);
    const auto at = [&follower](Duration time) { return follower.statusAt(kSimulationStart + time).value(); };
    QCOMPARE(at(5ms).size(), std::size_t(2));
    QCOMPARE(at(5ms)[1].sockets.size(), std::size_t(1));
    QCOMPARE(at(5ms)[1].sockets[0].name, std::string("server"));
    QVERIFY(at(60ms)[0].sockets.at(0).state == tcp::State::SynSent);
    QVERIFY(at(1500ms)[0].sockets.at(0).state == tcp::State::Established);
    const StageHostStatus b = at(1500ms)[1];
    QCOMPARE(b.sockets.at(1).receiveQueue, std::uint64_t(100));
    QCOMPARE(b.sockets[1].owners, std::string("main"));
    QCOMPARE(b.receiveBuffer, 65535u);
    QCOMPARE(at(1500ms)[0].lastError, std::string("ECONNREFUSED"));
    QVERIFY(at(60ms)[0].lastError.empty()); // back again
    QVERIFY(at(60ms)[1].isUp && !at(60ms)[0].isUnplugged);
    QCOMPARE(at(2500ms)[1].receiveBuffer, 4096u);
    QVERIFY(at(8s)[0].isUnplugged && !at(8s)[1].isUnplugged);
    QVERIFY(!at(8s)[1].isUp && at(8s)[1].sockets.empty());
    const std::vector<StageHost> hosts = simulation::makeStage(simulation::Simulation(scenario)).hosts;
    QCOMPARE(simulation::nameFor(at(2s)[1].sockets.at(0), hosts), std::string("server"));
    QCOMPARE(simulation::nameFor(at(2s)[1].sockets.at(1), hosts), std::string(":80-A:5000"));
    QCOMPARE(simulation::nameFor(at(2s)[0].sockets.at(0), hosts), std::string(":5000-B:80"));
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!follower.statusAt(kSimulationStart, stop.get_token()));
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

void TestSimulation::samplesTellWhatNoWireShows()
{
    const auto run = played::play("host A mss 1000 initial-window 2\nhost A B timestamps off\nlink delay 50ms\n0ms B passive-open 80\n0ms B auto-read off\n"
                                  "0ms A active-open 80\n1s A send 20000\n3s B read 5000\nuntil 4s\n");
    const Stage stage = simulation::makeStage(*run);
    const auto sample = [&](Side side, Duration time) { return *stage.sampleAt(0, side, kSimulationStart + time); };
    QVERIFY(!stage.sampleAt(0, Side::Initiator, kSimulationStart - 1ns));
    QCOMPARE(sample(Side::Initiator, 999ms).cwnd, 2000u);
    QCOMPARE(sample(Side::Initiator, 999ms).mss, 1000u);
    QCOMPARE(sample(Side::Initiator, 999ms).unsent, 0u);
    QCOMPARE(sample(Side::Initiator, 1s).unsent, 18000u); // two segments went out at once
    QVERIFY(sample(Side::Initiator, 1200ms).cwnd > 2000u);
    QCOMPARE(sample(Side::Responder, 1060ms).readable, 2000u);
    QCOMPARE(sample(Side::Responder, 2900ms).readable, 20000u);
    QCOMPARE(sample(Side::Responder, 3s).readable, 15000u);
}

void TestSimulation::forgottenPassagesLeaveNoSamples()
{
    simulation::Simulation run(played::read(kLossy));
    run.forgetPassages();
    run.run();
    QVERIFY(run.samples().empty());
}

QTEST_APPLESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
