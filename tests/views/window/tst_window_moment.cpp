#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"
#include "views/window/window_layout.h"

#include <QTest>

#include <random>

using enum Side;
using namespace Qt::StringLiterals;

namespace {

struct Played : RecordSink {
    explicit Played(std::string name)
    {
        auto scenario = simulation::readScenario(simulation::findBuiltInScenario(name)->text, name);
        simulation::SimulationSource source(name, std::move(scenario.value()));
        source.run(*this, {});
        stage = source.stage();
    }
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    StreamMoment at(std::uint32_t step, Side sender = Initiator) const { return momentAt(trace, 0, step, stage.get()).streams[index(sender)]; }

    Trace trace;
    std::shared_ptr<const Stage> stage;
};

} // namespace

class TestWindowMoment : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void slidingWindow_data();
    void slidingWindow();
    void limitsOfScenarios_data();
    void limitsOfScenarios();
    void whatIsLeftAtTheEnd_data();
    void whatIsLeftAtTheEnd();
    void aMomentFollowsTheClock_data();
    void aMomentFollowsTheClock();
    void aGlanceTellsWhetherTheMomentIsAnother();
    void edgesStandInOrder_data();
    void edgesStandInOrder();
    void aJumpIsAReplayFromTheStart_data();
    void aJumpIsAReplayFromTheStart();
    void longConnectionsFitInMemory();
};

void TestWindowMoment::slidingWindow_data()
{
    QTest::addColumn<uint>("step");
    QTest::addColumn<QList<quint64>>("edges"); // SND.UNA, SND.NXT, read, RCV.NXT, RCV.NXT+RCV.WND
    QTest::addColumn<QString>("limit");
    const QString full = u"The receiver's window holds the sender back: it is full."_s;
    QTest::newRow("nothing sent yet") << 4u << QList<quint64>{1, 1, 1, 1, 6145} << u"The application holds the sender back: there is nothing more to send."_s;
    QTest::newRow("six segments at once are under way") << 5u << QList<quint64>{1, 6145, 1, 1, 6145} << full;
    QTest::newRow("the first has arrived") << 6u << QList<quint64>{1, 6145, 1, 1025, 6145} << full;
    QTest::newRow("all have arrived, and 2 K are read") << 11u << QList<quint64>{1, 6145, 2049, 6145, 8193} << full;
    QTest::newRow("the ACK has arrived") << 12u << QList<quint64>{6145, 7169, 4097, 6145, 10241}
                                         << u"The receiver's window holds the sender back: it has room for 1,024 octets, but not for the FIN with them."_s;
    QTest::newRow("the window has opened") << 13u << QList<quint64>{6145, 8194, 4097, 6145, 10241}
                                           << u"Nothing holds the sender back: it has sent all it had, and its FIN."_s;
    QTest::newRow("a FIN is no octet to read") << 18u << QList<quint64>{8194, 8194, 8193, 8194, 14338}
                                               << u"Nothing holds the sender back: it has sent all it had, and its FIN."_s;
}

void TestWindowMoment::slidingWindow()
{
    QFETCH(uint, step);
    QFETCH(QList<quint64>, edges);
    QFETCH(QString, limit);
    const StreamMoment moment = Played("sliding_window").at(step);
    QVERIFY(moment.read);
    QCOMPARE((QList<quint64>{moment.stream.una, moment.stream.nxt, *moment.read, moment.rcvNxt, moment.roomEnd}), edges);
    QVERIFY(!moment.cwndIsEstimate);
    QCOMPARE(describeLimit(moment), limit);
}

void TestWindowMoment::limitsOfScenarios_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QList<int>>("limits"); // each must hold the sender back at some step
    const auto list = [](std::initializer_list<SenderLimit> limits) {
        QList<int> result;
        for (SenderLimit limit : limits)
            result.append(int(limit));
        return result;
    };
    using enum SenderLimit;
    QTest::newRow("zero_window") << u"zero_window"_s << list({WindowClosed, ReceiverWindow, Application, Handshake});
    QTest::newRow("silly_window") << u"silly_window"_s << list({WindowClosed, Application});
    QTest::newRow("slow_start_reno") << u"slow_start_reno"_s << list({CongestionWindow, Application});
    QTest::newRow("nagle_delayed_ack") << u"nagle_delayed_ack"_s << list({Nagle, Application});
}

void TestWindowMoment::limitsOfScenarios()
{
    QFETCH(QString, scenario);
    QFETCH(QList<int>, limits);
    const Played played(scenario.toStdString());
    for (std::uint32_t step = 0; step <= played.trace.stepCount(0); ++step)
        limits.removeAll(int(senderLimit(limitFacts(played.at(step)))));
    QVERIFY2(limits.isEmpty(), qPrintable(u"never: %1"_s.arg(limits.value(0))));
}

void TestWindowMoment::whatIsLeftAtTheEnd_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("limit");
    QTest::newRow("the user timeout") << u"user_timeout"_s << u"There is no connection any more: 100 octets were never acknowledged."_s;
    QTest::newRow("retransmissions that nobody answers") << u"retransmissions_exhausted"_s << u"There is no connection any more: 100 octets were never acknowledged."_s;
}

void TestWindowMoment::whatIsLeftAtTheEnd()
{
    QFETCH(QString, scenario);
    QFETCH(QString, limit);
    const Played played(scenario.toStdString());
    const StreamMoment moment = played.at(played.trace.stepCount(0));
    QVERIFY(moment.isSenderGone());
    QCOMPARE(describeLimit(moment), limit);
}

void TestWindowMoment::aMomentFollowsTheClock_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<QString>("limit");
    QTest::addColumn<QString>("flight");
    const QString underWay = u"The handshake is under way: text is sent once the connection is established."_s;
    const QString waits = u"The handshake holds the sender back: 100 octets wait until the connection is established."_s;
    QTest::newRow("before the record: as at the record") << 0 << underWay << u"The SYN is in flight"_s;
    QTest::newRow("before SEND") << 149 << underWay << u"The SYN is in flight"_s;
    QTest::newRow("with SEND") << 150 << waits << u"The SYN is in flight"_s;
    QTest::newRow("just before the next record") << 199 << waits << u"The SYN is in flight"_s;
    QTest::newRow("past the next record, which is not shown yet") << 900 << waits << u"The SYN is in flight"_s;
}

/// Two ends open at once and meet in SYN-RECEIVED after 100 ms; at 150 ms the user of A sends 100 octets.
void TestWindowMoment::aMomentFollowsTheClock()
{
    QFETCH(int, milliseconds);
    QFETCH(QString, limit);
    QFETCH(QString, flight);
    const Played played("calls_before_established");
    const Timestamp now = played.stage->start + std::chrono::milliseconds(milliseconds);
    const StreamMoment moment = momentAt(played.trace, 0, 4, played.stage.get(), now).streams[index(Initiator)];
    QCOMPARE(int(moment.senderState), int(tcp::State::SynReceived));
    QCOMPARE(describeLimit(moment), limit);
    QVERIFY2(describeWindow(moment).startsWith(flight), qPrintable(describeWindow(moment)));
}

/// What the view relies on when it works out nothing as long as the glance is the same.
void TestWindowMoment::aGlanceTellsWhetherTheMomentIsAnother()
{
    const Played played("sliding_window");
    const auto at = [&](int ms) { return played.stage->start + std::chrono::milliseconds(ms); };
    const Stage* stage = played.stage.get();
    int changes = 0;
    for (std::uint32_t step = 1; step <= played.trace.stepCount(0); ++step) {
        for (int ms = 0; ms < 3000; ms += 7) {
            const Timestamp before = at(ms);
            const Timestamp after = at(ms + 7);
            const bool isSame = glanceAt(played.trace, 0, step, stage, before) == glanceAt(played.trace, 0, step, stage, after);
            changes += isSame ? 0 : 1;
            if (isSame)
                QCOMPARE(describeMoment(momentAt(played.trace, 0, step, stage, after), Initiator, true),
                         describeMoment(momentAt(played.trace, 0, step, stage, before), Initiator, true));
        }
    }
    QVERIFY(changes > 0);
    QVERIFY(glanceAt(played.trace, 0, 4, nullptr, at(0)) == StageGlance());
}

void TestWindowMoment::edgesStandInOrder_data()
{
    QTest::addColumn<QString>("scenario");
    for (const auto& scenario : simulation::builtInScenarios()) {
        const QString name = QString::fromUtf8(scenario.name.data(), qsizetype(scenario.name.size()));
        QTest::newRow(qPrintable(name)) << name;
    }
}

/// Both ends' edges, whatever is lost, doubled or delayed: SND.UNA <= RCV.NXT <= SND.NXT, and nothing is read before it has arrived.
void TestWindowMoment::edgesStandInOrder()
{
    QFETCH(QString, scenario);
    const Played played(scenario.toStdString());
    if (played.trace.connectionCount() == 0)
        return;
    for (std::uint32_t step = 0; step <= std::min(played.trace.stepCount(0), 400u); ++step) {
        for (Side sender : kSides) {
            const StreamMoment moment = played.at(step, sender);
            QVERIFY(moment.stream.una <= moment.rcvNxt);
            QVERIFY(moment.rcvNxt <= moment.stream.nxt);
            QVERIFY(!moment.read || *moment.read <= moment.rcvNxt);
            for (std::size_t i = 1; i < moment.stream.flying.size(); ++i)
                QVERIFY(moment.stream.flying[i - 1].end <= moment.stream.flying[i].begin);
        }
    }
}

namespace {

/// A transfer with losses, long enough for many snapshots.
Trace longTransfer()
{
    struct Sink : RecordSink {
        bool write(RecordBatch&& batch) override
        {
            trace.append(batch);
            return true;
        }
        Trace trace;
    } sink;
    const auto scenario = simulation::readScenario("title Bulk\nseed 5\nlink delay 10ms rate 100m loss 0.2%\nhost A B window 1000000\n0ms B passive-open 80\n"
                                                   "0ms A active-open 80\n100ms A send 60000000\n", "bulk.scenario");
    simulation::SimulationSource source("bulk", scenario.value());
    source.forgetPassages();
    source.run(sink, {});
    return std::move(sink.trace);
}

/// All records before `step`, one after the other; nothing is taken from snapshots.
ConnectionState replayed(const Trace& trace, std::uint32_t step)
{
    ConnectionState state;
    const Connection& connection = trace.connection(0);
    for (std::uint32_t at = 0; at < step; ++at) {
        const Record& record = trace.record(connection.records[at]);
        const tcp::Options options = trace.options(record);
        apply(state, connection, record, connection.records[at], options.sackBlocks());
    }
    return state;
}

auto edges(const StreamState& stream)
{
    return std::tuple(stream.una, stream.nxt, stream.windowEnd, stream.window, stream.peakFlight, stream.peakWindow, stream.largestText,
                      stream.lastText, stream.roundEnd, stream.roundPeak, stream.lastRoundPeak, stream.finSent, stream.flying.size());
}

auto pieces(const StreamState& stream)
{
    std::vector<std::tuple<std::uint64_t, std::uint64_t, RecordNumber, std::uint16_t, bool, bool>> result;
    for (const FlyingSegment& segment : stream.flying)
        result.emplace_back(segment.begin, segment.end, segment.record, segment.sendings, segment.sacked, segment.arrived);
    return result;
}

} // namespace

void TestWindowMoment::aJumpIsAReplayFromTheStart_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 8; ++seed)
        QTest::newRow(qPrintable(u"seed %1"_s.arg(seed))) << seed;
}

/// To and fro, sometimes within reach at once and sometimes in slices of random length, which other jumps interrupt.
void TestWindowMoment::aJumpIsAReplayFromTheStart()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const Trace trace = longTransfer();
    const std::uint32_t count = trace.stepCount(0);
    QVERIFY(count > 50'000);
    for (int jump = 0; jump < 12; ++jump) {
        const auto step = std::uint32_t(random() % (count + 1));
        int slices = 0;
        while (jump % 3 != 0 && !trace.approachState(0, step, std::chrono::microseconds(random() % 300))) {
            QVERIFY(++slices < 100'000);
            if (random() % 16 == 0)
                trace.approachState(0, std::uint32_t(random() % (count + 1)), std::chrono::microseconds(50));
        }
        const WindowMoment moment = momentAt(trace, 0, step, nullptr);
        const ConnectionState expected = replayed(trace, step);
        QCOMPARE(moment.step, step);
        for (std::size_t side : {0, 1}) {
            QVERIFY(edges(moment.streams[side].stream) == edges(expected.streams[side]));
            QVERIFY(pieces(moment.streams[side].stream) == pieces(expected.streams[side]));
        }
    }
}

/// A million records of a sender whom nobody answers: thousands of segments in flight at each snapshot.
void TestWindowMoment::longConnectionsFitInMemory()
{
    RecordBatch batch;
    batch.connections.emplace_back();
    Record record;
    record.setFlags(tcp::Flag::Ack, Initiator, false, ChecksumState::Correct);
    for (std::uint32_t i = 0; i < 1'000'000; ++i) {
        record.seq = tcp::SeqNumber(1000 + i * 200);
        record.textLength = i % 7 == 0 ? 100u : 200u; // gaps: they cannot all be joined
        batch.records.push_back(record);
    }
    Trace trace;
    trace.append(batch);
    QVERIFY(trace.approachState(0, trace.stepCount(0), std::chrono::hours(1)));
    QVERIFY2(trace.snapshotOctets() < 64u << 20, qPrintable(QString::number(trace.snapshotOctets())));
    QVERIFY(trace.snapshotOctets() > 1u << 20); // something is there to start from
    const std::uint32_t middle = trace.stepCount(0) / 2 + 1234;
    const WindowMoment moment = momentAt(trace, 0, middle, nullptr);
    QCOMPARE(moment.step, middle);
    QCOMPARE(moment.streams[0].stream.nxt, std::uint64_t(middle - 1) * 200 + 1 + ((middle - 1) % 7 == 0 ? 100 : 200));
}

QTEST_MAIN(TestWindowMoment)
#include "tst_window_moment.moc"
