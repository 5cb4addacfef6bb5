#include "tests/support/trace_builder.h"

#include "model/trace/connection_filter.h"
#include "model/trace/crowd_counts.h"

#include <QTest>

#include <ctime>
#include <random>

using enum Side;
using tcp::Event;
using tcp::State;

namespace {

constexpr CrowdPlace place(State state)
{
    return CrowdPlace(state);
}

State randomState(std::mt19937& random)
{
    return State(random() % unsigned(tcp::kStateCount));
}

/// Connections that begin at any time, in any state, and move anywhere; every fourth step is taken back, times now and then run back.
TraceBuilder randomTrace(std::mt19937& random, unsigned records)
{
    TraceBuilder builder;
    std::vector<std::array<State, 2>> before;
    for (unsigned i = 0; i < records; ++i) {
        if (before.empty() || random() % 8 == 0) {
            before.push_back({randomState(random), randomState(random)});
            builder.connection(TraceBuilder::address(1, std::uint16_t(i)), TraceBuilder::address(2, 80), true, before.back()[0], before.back()[1]);
        } else {
            builder.in(ConnectionId(random() % before.size()));
        }
        builder.after(std::chrono::microseconds(std::int64_t(random() % 2000) - 200)).segment(Side(random() % 2), tcp::Flag::Ack);
        for (auto steps = random() % 3; steps > 0; --steps) {
            const bool back = random() % 4 == 0;
            builder.step(Side(random() % 2), Event::RcvRst, randomState(random), back ? Certainty::Retracted : Certainty::Assumed);
        }
    }
    return builder;
}

/// The same by going through every connection's records.
CrowdMoment countedByHand(const Trace& trace, RecordNumber position)
{
    CrowdMoment moment;
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        const std::uint32_t steps = trace.stepAt(id, position);
        for (Side side : kSides) {
            auto at = CrowdPlace(trace.connection(id).info.initialStates[index(side)]);
            for (std::uint32_t step = 1; step <= steps; ++step) {
                if (trace.state(id, side, step) != trace.state(id, side, step - 1))
                    at = crowdPlaceAfter(at, trace.state(id, side, step));
            }
            if (steps > 0)
                ++moment.ends[index(side)][std::size_t(at)];
        }
    }
    return moment;
}

void seeds()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 12; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// `count` handshakes and closes, ten connections at once.
RecordBatch busyServer(unsigned count)
{
    const RecordBatch one = TraceBuilder().connection().handshake().close().batch();
    RecordBatch all;
    all.extras = one.extras; // the same options for all
    constexpr unsigned kAtOnce = 10;
    for (unsigned group = 0; group < count / kAtOnce; ++group) {
        for (unsigned i = 0; i < kAtOnce; ++i)
            all.connections.push_back(one.connections[0]);
        for (const Record& record : one.records) {
            for (unsigned i = 0; i < kAtOnce; ++i) {
                all.records.push_back(record);
                all.records.back().connection = group * kAtOnce + i;
                all.records.back().time = Timestamp(std::chrono::microseconds(all.records.size()));
            }
        }
    }
    return all;
}

double cpuMilliseconds()
{
    return 1000.0 * double(std::clock()) / double(CLOCKS_PER_SEC);
}

} // namespace

class TestCrowdCounts : public QObject {
    Q_OBJECT
private slots:
    void aConnectionCountsFromItsFirstRecord();
    void closedAtTheEndIsAnotherPlace();
    void aRetractedStepIsCountedWhileItStands();
    void peaksAreTheMostAtOnce();
    void anyPositionIsAsCountedByHand_data() { seeds(); }
    void anyPositionIsAsCountedByHand();
    void growingGivesTheSameAsAllAtOnce_data() { seeds(); }
    void growingGivesTheSameAsAllAtOnce();
    void samplesAreTheCountsAtTheirPositions_data() { seeds(); }
    void samplesAreTheCountsAtTheirPositions();
    void positionAtATimeLiesBeforeTheFirstLaterRecord_data() { seeds(); }
    void positionAtATimeLiesBeforeTheFirstLaterRecord();
    void theFilterOfAPlaceFindsWhatIsCountedThere_data() { seeds(); }
    void theFilterOfAPlaceFindsWhatIsCountedThere();
    void anEmptyTraceHasNothing();
    void aBudgetEndsASlice();
    void aMillionRecordsAnswerInTime();
};

void TestCrowdCounts::aConnectionCountsFromItsFirstRecord()
{
    const Trace trace = TraceBuilder().connection().handshake().connection().handshake().build();
    CrowdCounts counts;
    QVERIFY(counts.catchUp(trace));
    QCOMPARE(counts.at(0).connections(), 0u);
    QCOMPARE(counts.at(1).connections(), 1u);
    QCOMPARE(counts.at(1).count(Initiator, place(State::SynSent)), 1u);
    QCOMPARE(counts.at(1).count(Responder, place(State::Closed)), 1u);
    QCOMPARE(counts.at(3).connections(), 1u);
    QCOMPARE(counts.at(6).total(place(State::Established)), 4u);
    QCOMPARE(counts.at(99), counts.at(6));
}

void TestCrowdCounts::closedAtTheEndIsAnotherPlace()
{
    TraceBuilder builder;
    builder.connection().handshake().close();
    builder.connection().segment(Initiator, tcp::Flag::Syn).step(Initiator, Event::ActiveOpen, State::SynSent);
    builder.segment(Responder, tcp::Flag::Rst | tcp::Flag::Ack).step(Initiator, Event::RcvRst, State::Closed);
    const Trace trace = builder.build();
    CrowdCounts counts;
    counts.catchUp(trace);
    const CrowdMoment end = counts.at(trace.recordCount());
    QCOMPARE(end.total(kEndedPlace), 2u);
    QCOMPARE(end.total(place(State::Closed)), 2u); // refused: never was more than SYN-SENT
    QCOMPARE(end.inState(State::Closed), 4u);
    QCOMPARE(end.inState(State::SynSent), 0u);
}

void TestCrowdCounts::aRetractedStepIsCountedWhileItStands()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Responder, tcp::Flag::Rst).step(Initiator, Event::RcvRst, State::Closed, Certainty::Assumed);
    builder.segment(Initiator, tcp::Flag::Ack).step(Initiator, Event::RcvRst, State::Established, Certainty::Retracted);
    const Trace trace = builder.build();
    CrowdCounts counts;
    counts.catchUp(trace);
    QCOMPARE(counts.at(4).count(Initiator, kEndedPlace), 1u);
    QCOMPARE(counts.at(5).count(Initiator, kEndedPlace), 0u);
    QCOMPARE(counts.at(5).total(place(State::Established)), 2u);
}

void TestCrowdCounts::peaksAreTheMostAtOnce()
{
    for (unsigned seed = 1; seed <= 4; ++seed) {
        std::mt19937 random(seed);
        const Trace trace = randomTrace(random, 500).build();
        CrowdCounts counts;
        counts.catchUp(trace);
        std::array<std::uint32_t, kCrowdPlaceCount> most{};
        for (RecordNumber position = 0; position <= trace.recordCount(); ++position) {
            for (CrowdPlace p = 0; p < kCrowdPlaceCount; ++p)
                most[std::size_t(p)] = std::max(most[std::size_t(p)], counts.at(position).total(p));
        }
        QCOMPARE(counts.peaks(), most);
    }
}

void TestCrowdCounts::anyPositionIsAsCountedByHand()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const Trace trace = randomTrace(random, seed % 2 ? 400 : 14000).build(); // with and without checkpoints in between
    CrowdCounts counts;
    QVERIFY(counts.catchUp(trace));
    QCOMPARE(counts.position(), trace.recordCount());
    for (int i = 0; i < 40; ++i) {
        const RecordNumber position = i == 0 ? trace.recordCount() : RecordNumber(random() % (trace.recordCount() + 1));
        QCOMPARE(counts.at(position), countedByHand(trace, position));
    }
}

void TestCrowdCounts::growingGivesTheSameAsAllAtOnce()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    Trace growing;
    CrowdCounts counts;
    RecordBatch all = randomTrace(random, 6000).batch();
    std::size_t connections = 0;
    for (std::size_t first = 0; first < all.records.size();) {
        const std::size_t last = std::min(all.records.size(), first + 1 + random() % 900);
        RecordBatch part;
        part.records.assign(all.records.begin() + std::ptrdiff_t(first), all.records.begin() + std::ptrdiff_t(last));
        for (const Record& record : part.records) {
            for (; connections <= record.connection; ++connections)
                part.connections.push_back(all.connections[connections]);
        }
        growing.append(part);
        QVERIFY(counts.catchUp(growing));
        first = last;
    }
    CrowdCounts atOnce;
    atOnce.catchUp(growing);
    QCOMPARE(counts.changeCount(), atOnce.changeCount());
    QCOMPARE(counts.peaks(), atOnce.peaks());
    for (int i = 0; i < 200; ++i) {
        const auto position = RecordNumber(random() % (growing.recordCount() + 1));
        QCOMPARE(counts.at(position), atOnce.at(position));
    }
}

void TestCrowdCounts::samplesAreTheCountsAtTheirPositions()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const Trace trace = randomTrace(random, 9000).build();
    CrowdCounts counts;
    counts.catchUp(trace);
    const std::vector<CrowdSample> byPosition = counts.overPositions(trace, 100, 8100, 81);
    QCOMPARE(byPosition.size(), std::size_t(81));
    for (std::size_t i = 0; i < byPosition.size(); ++i) {
        QCOMPARE(byPosition[i].position, RecordNumber(100 + 100 * i));
        QCOMPARE(byPosition[i].counts, counts.at(byPosition[i].position));
        QCOMPARE(byPosition[i].time, trace.record(byPosition[i].position - 1).time);
    }
    const Timestamp from = trace.record(0).time;
    const Timestamp to = trace.record(trace.recordCount() - 1).time;
    const std::vector<CrowdSample> byTime = counts.overTime(trace, from, to, 33);
    QCOMPARE(byTime.size(), std::size_t(33));
    QCOMPARE(byTime.front().time, from);
    QCOMPARE(byTime.back().time, to);
    for (std::size_t i = 0; i < byTime.size(); ++i) {
        QCOMPARE(byTime[i].position, counts.positionAt(trace, byTime[i].time));
        QCOMPARE(byTime[i].counts, counts.at(byTime[i].position));
        QVERIFY(i == 0 || byTime[i - 1].time < byTime[i].time);
    }
    QCOMPARE(counts.overTime(trace, from, to, 1)[0].counts, counts.at(counts.positionAt(trace, to)));
}

void TestCrowdCounts::positionAtATimeLiesBeforeTheFirstLaterRecord()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const Trace trace = randomTrace(random, 3000).build();
    CrowdCounts counts;
    counts.catchUp(trace);
    for (int i = 0; i < 100; ++i) {
        const Timestamp time = trace.record(RecordNumber(random() % trace.recordCount())).time + Duration(int(random() % 3) - 1);
        RecordNumber expected = 0;
        while (expected < trace.recordCount() && trace.record(expected).time <= time)
            ++expected;
        QCOMPARE(counts.positionAt(trace, time), expected);
    }
    Timestamp latest = trace.record(0).time;
    for (RecordNumber number = 0; number < trace.recordCount(); ++number)
        latest = std::max(latest, trace.record(number).time);
    QCOMPARE(counts.latest(), latest);
}

void TestCrowdCounts::theFilterOfAPlaceFindsWhatIsCountedThere()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const Trace trace = randomTrace(random, 600).build();
    CrowdCounts counts;
    counts.catchUp(trace);
    for (int i = 0; i < 30; ++i) {
        const auto position = RecordNumber(random() % (trace.recordCount() + 1));
        const auto wanted = CrowdPlace(random() % unsigned(kCrowdPlaceCount));
        const ConnectionFilter filter("state:" + std::string(placeWord(wanted)) + "@" + std::to_string(position));
        std::uint32_t ends = 0;
        for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
            std::uint32_t here = 0;
            for (Side side : kSides)
                here += trace.stepAt(id, position) > 0 && crowdPlace(trace, id, side, trace.stepAt(id, position)) == wanted ? 1 : 0;
            QCOMPARE(filter.matches(trace, id), here > 0);
            ends += here;
        }
        QCOMPARE(ends, counts.at(position).total(wanted));
    }
}

void TestCrowdCounts::anEmptyTraceHasNothing()
{
    const Trace trace;
    CrowdCounts counts;
    QVERIFY(counts.catchUp(trace));
    QCOMPARE(counts.at(5), CrowdMoment());
    QCOMPARE(counts.overPositions(trace, 0, 10, 3).size(), std::size_t(3));
    QCOMPARE(counts.overTime(trace, Timestamp(), Timestamp(), 2).back().counts, CrowdMoment());
    QCOMPARE(counts.latest(), Timestamp());
}

void TestCrowdCounts::aBudgetEndsASlice()
{
    Trace trace;
    trace.append(busyServer(5000));
    CrowdCounts counts;
    QVERIFY(!counts.catchUp(trace, std::chrono::nanoseconds(0)));
    const RecordNumber reached = counts.position();
    QCOMPARE(reached, RecordNumber(4096));
    const CrowdMoment there = counts.at(reached);
    QCOMPARE(counts.at(trace.recordCount()), there); // what is not counted yet does not count
    QVERIFY(counts.catchUp(trace));
    QCOMPARE(counts.position(), trace.recordCount());
    QCOMPARE(counts.at(reached), there);
    counts.clear();
    QCOMPARE(counts.at(reached), CrowdMoment());
}

void TestCrowdCounts::aMillionRecordsAnswerInTime()
{
    Trace trace;
    trace.append(busyServer(125'000));
    const RecordNumber records = trace.recordCount();
    CrowdCounts counts;
    double before = cpuMilliseconds();
    QVERIFY(counts.catchUp(trace));
    const double building = cpuMilliseconds() - before;
    std::mt19937 random(1);
    std::uint64_t sum = 0;
    constexpr int kQueries = 2000;
    before = cpuMilliseconds();
    for (int i = 0; i < kQueries; ++i)
        sum += counts.at(RecordNumber(random() % records)).connections();
    const double query = (cpuMilliseconds() - before) / kQueries;
    before = cpuMilliseconds();
    const auto samples = counts.overTime(trace, trace.record(0).time, trace.record(records - 1).time, 2000);
    const double series = cpuMilliseconds() - before;
    QVERIFY(sum > 0 && samples.size() == 2000);
    qInfo("%u records, %zu changes: built in %.1f ms, a query %.4f ms, 2000 samples %.2f ms", records, counts.changeCount(), building, query,
          series);
    QVERIFY2(query < 1.0, qPrintable(QString::number(query)));
    QVERIFY2(series < 200.0, qPrintable(QString::number(series)));
}

QTEST_APPLESS_MAIN(TestCrowdCounts)
#include "tst_crowd_counts.moc"
