// What leaves a trace's memory, and what must not change for what stays.
#include "tests/support/trace_builder.h"

#include "model/trace/extra_log.h"
#include "model/trace/record_log.h"

#include <QTest>

#include <random>

using enum tcp::Flag;

namespace {

Record recordAt(std::uint32_t number)
{
    Record record;
    record.time = Timestamp(std::chrono::microseconds(number));
    record.frame = number + 1;
    record.connection = number % 977;
    record.setKind(RecordKind::Segment);
    return record;
}

/// Connections of different lengths, whose records alternate, some with options.
TraceBuilder randomTrace(std::mt19937& random, unsigned connections, unsigned records)
{
    TraceBuilder builder;
    for (unsigned i = 0; i < connections; ++i)
        builder.connection().handshake();
    for (unsigned i = 0; i < records; ++i) {
        builder.in(ConnectionId(std::min(random() % connections, random() % connections)));
        const auto text = std::uint32_t(random() % 1000);
        const auto options = random() % 3 == 0 ? OptionOctets().nop().nop().sack({{8000 + text, 9000 + text}}) : OptionOctets();
        builder.segment(random() % 2 ? Side::Initiator : Side::Responder, Ack, {.text = text, .options = options});
    }
    for (unsigned i = 0; i < connections; ++i)
        builder.in(i).close();
    return builder;
}

void releaseAll(Trace& trace, const std::vector<ConnectionId>& ids, std::size_t most)
{
    for (const ConnectionId id : ids)
        trace.depart(id);
    for (const ConnectionId id : ids) {
        while (!trace.release(id, most))
            ;
    }
}

/// Empty if the connection is the same in both; else what differs.
QString difference(const Trace& a, const Trace& b, ConnectionId id)
{
    if (a.connection(id).records != b.connection(id).records)
        return QStringLiteral("records");
    if (a.connection(id).segments != b.connection(id).segments || a.connection(id).start != b.connection(id).start)
        return QStringLiteral("summary");
    if (a.transitionsUntil(id, a.stepCount(id)).size() != b.transitionsUntil(id, b.stepCount(id)).size())
        return QStringLiteral("transitions");
    for (std::uint32_t step = 1; step <= a.stepCount(id); ++step) {
        const Record& one = a.record(a.connection(id).records[step - 1]);
        const Record& other = b.record(b.connection(id).records[step - 1]);
        if (one.seq != other.seq || one.frame != other.frame || one.time != other.time || one.kind() != other.kind())
            return QStringLiteral("record of step %1").arg(step);
        if (a.options(one).sackBlocks().size() != b.options(other).sackBlocks().size())
            return QStringLiteral("options of step %1").arg(step);
        if (!a.options(one).sackBlocks().empty() && a.options(one).sackBlocks()[0].left != b.options(other).sackBlocks()[0].left)
            return QStringLiteral("SACK block of step %1").arg(step);
        if (a.state(id, Side::Responder, step) != b.state(id, Side::Responder, step))
            return QStringLiteral("state at step %1").arg(step);
    }
    for (const Side side : kSides) {
        const StreamState& one = a.stateAt(id, a.stepCount(id)).streams[index(side)];
        const StreamState other = b.stateAt(id, b.stepCount(id)).streams[index(side)];
        if (one.nxt != other.nxt || one.una != other.una || one.flying.size() != other.flying.size())
            return QStringLiteral("stream");
    }
    return {};
}

} // namespace

class TestDepartures : public QObject {
    Q_OBJECT
private slots:
    void recordsThatStayKeepTheirNumbers_data();
    void recordsThatStayKeepTheirNumbers();
    void whereNothingIsLeftNothingIsKept();
    void octetsBesideRecordsGoWithThem();
    void anExtraMayEndBehindAllThatThereIs_data();
    void anExtraMayEndBehindAllThatThereIs();
    void connectionsThatStayAreTheSame_data();
    void connectionsThatStayAreTheSame();
    void aGoneConnectionIsEmpty();
    void departuresAreCountedOnce();
    void anUnfinishedConnectionLeavesAGapUntilNow();
    void aTraceGrowsOnAfterDepartures();
};

void TestDepartures::recordsThatStayKeepTheirNumbers_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 12; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestDepartures::recordsThatStayKeepTheirNumbers()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    RecordLog log;
    std::vector<bool> lives;
    const std::size_t most = 150'000 + random() % 200'000;
    std::vector<std::uint32_t> candidates;
    while (log.size() < most) {
        std::vector<Record> records;
        for (auto count = 1 + random() % 20'000; count > 0; --count)
            records.push_back(recordAt(std::uint32_t(lives.size() + records.size())));
        log.append(records);
        for (std::size_t i = 0; i < records.size(); ++i)
            candidates.push_back(std::uint32_t(lives.size() + i));
        lives.resize(lives.size() + records.size(), true);
        if (random() % 2)
            std::shuffle(candidates.begin(), candidates.end(), random);
        for (auto count = random() % 25'000; count > 0 && !candidates.empty(); --count) {
            log.depart(candidates.back());
            lives[candidates.back()] = false;
            candidates.pop_back();
        }
    }
    QCOMPARE(std::size_t(log.size()), lives.size());
    Timestamp before = Timestamp::min();
    for (std::uint32_t number = 0; number < log.size(); ++number) {
        const Record& record = log[number];
        QVERIFY2(record.time >= before && record.time <= recordAt(number).time, qPrintable(QString::number(number)));
        before = record.time;
        if (lives[number])
            QVERIFY2(record.frame == number + 1 && record.kind() == RecordKind::Segment, qPrintable(QString::number(number)));
        else
            QVERIFY2(record.frame == 0 && record.kind() == RecordKind::Departed, qPrintable(QString::number(number)));
    }
    for (std::uint32_t number = 0; number < log.size(); number += 1 + std::uint32_t(random() % 2000)) {
        std::uint32_t next = number;
        while (next < log.size() && !lives[next])
            ++next;
        QCOMPARE(log.nextLiving(number), next);
        std::int64_t last = number;
        while (last >= 0 && !lives[std::size_t(last)])
            --last;
        QCOMPARE(log.lastLiving(number).value_or(log.size()), last < 0 ? log.size() : std::uint32_t(last));
    }
    const auto living = std::size_t(std::count(lives.begin(), lives.end(), true));
    QVERIFY2(log.octets() <= 5 * living * sizeof(Record) + 70'000 * sizeof(Record), qPrintable(QString::number(log.octets())));
}

void TestDepartures::whereNothingIsLeftNothingIsKept()
{
    constexpr std::uint32_t kCount = 3 << 16;
    RecordLog log;
    std::vector<Record> records;
    for (std::uint32_t number = 0; number < kCount; ++number)
        records.push_back(recordAt(number));
    log.append(records);
    QCOMPARE(log.octets(), kCount * sizeof(Record));
    for (std::uint32_t number = 0; number < kCount; ++number)
        log.depart(number);
    QVERIFY2(log.octets() < 1000, qPrintable(QString::number(log.octets())));
    QCOMPARE(log[kCount - 1].time, recordAt(2 << 16).time);
}

void TestDepartures::octetsBesideRecordsGoWithThem()
{
    constexpr std::size_t kEach = 45;
    constexpr std::size_t kCount = 10'000;
    ExtraLog log;
    for (std::size_t i = 0; i < kCount; ++i)
        log.append(std::vector<std::uint8_t>(kEach, std::uint8_t(i % 251)));
    for (std::size_t i = 0; i < kCount / 2; ++i) // the other half's records are still to come
        log.use(i * kEach);
    const std::size_t whole = log.octets();
    for (std::size_t i = 0; i < kCount / 2; ++i) {
        if (i != 777)
            log.release(i * kEach);
    }
    QVERIFY2(log.octets() > whole / 2 && log.octets() < whole / 2 + 200'000, qPrintable(QString::number(log.octets())));
    for (const std::size_t i : {std::size_t(777), kCount / 2, kCount - 1}) {
        for (std::size_t octet = 0; octet < kEach; ++octet)
            QCOMPARE(log[i * kEach + octet], std::uint8_t(i % 251));
    }
}

void TestDepartures::anExtraMayEndBehindAllThatThereIs_data()
{
    QTest::addColumn<std::size_t>("each");
    for (const std::size_t each : {5u, 17u, 25u, 44u, 45u})
        QTest::addRow("extras of %zu octets, one in each batch", each) << each;
}

/// An extra's length is not known where it is used: it may reach into a chunk that nobody has begun.
void TestDepartures::anExtraMayEndBehindAllThatThereIs()
{
    QFETCH(std::size_t, each);
    const std::size_t count = 200'000 / each; // three chunks
    ExtraLog log;
    for (std::size_t i = 0; i < count; ++i) {
        log.append(std::vector<std::uint8_t>(each, std::uint8_t(i % 251)));
        log.use(i * each);
    }
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t octet = 0; octet < each; ++octet)
            QCOMPARE(log[i * each + octet], std::uint8_t(i % 251));
        log.release(i * each);
    }
    QVERIFY2(log.octets() <= 2 << 16, qPrintable(QString::number(log.octets())));
}

void TestDepartures::connectionsThatStayAreTheSame_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 8; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestDepartures::connectionsThatStayAreTheSame()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const auto connections = unsigned(50 + random() % 300);
    const TraceBuilder builder = randomTrace(random, connections, 100'000 + seed * 20'000);
    const Trace whole = builder.build();
    Trace trace = builder.build();
    std::vector<ConnectionId> leaving;
    for (ConnectionId id = 0; id < connections; ++id) {
        if (random() % 8 != 0)
            leaving.push_back(id);
    }
    if (seed % 2)
        std::shuffle(leaving.begin(), leaving.end(), random);
    releaseAll(trace, leaving, 1 + random() % 5000);
    QCOMPARE(trace.connectionCount(), whole.connectionCount());
    QCOMPARE(trace.presentCount(), ConnectionId(connections - leaving.size()));
    QCOMPARE(trace.recordCount(), whole.recordCount());
    for (ConnectionId id = 0; id < connections; ++id) {
        const bool isGone = std::find(leaving.begin(), leaving.end(), id) != leaving.end();
        QCOMPARE(trace.isGone(id), isGone);
        if (!isGone)
            QVERIFY2(difference(trace, whole, id).isEmpty(), qPrintable(QStringLiteral("%1: %2").arg(id).arg(difference(trace, whole, id))));
    }
    for (RecordNumber number = 0; number < trace.recordCount(); ++number)
        QCOMPARE(trace.isGone(trace.record(number).connection), trace.isGone(whole.record(number).connection));
}

void TestDepartures::aGoneConnectionIsEmpty()
{
    TraceBuilder builder;
    for (int i = 0; i < 200; ++i) // some of them share their chunk with none that stays
        builder.connection().handshake();
    Trace trace = builder.build();
    std::vector<ConnectionId> leaving;
    for (ConnectionId id = 0; id < 199; ++id)
        leaving.push_back(id);
    releaseAll(trace, leaving, 100);
    for (const ConnectionId id : {0u, 70u, 198u}) {
        QVERIFY(trace.isGone(id));
        QCOMPARE(trace.stepCount(id), 0u);
        QVERIFY(trace.transitionsUntil(id, 0).empty());
        QCOMPARE(trace.connection(id).segments, std::uint64_t(0));
    }
    QVERIFY(!trace.isGone(199));
    QCOMPARE(trace.stepCount(199), 3u);
}

void TestDepartures::departuresAreCountedOnce()
{
    Trace trace = TraceBuilder().connection().handshake().connection().handshake().close().build();
    const Timestamp end = trace.connection(1).end;
    trace.depart(1);
    trace.depart(1);
    QCOMPARE(trace.departures().connections, 1u);
    QCOMPARE(trace.departures().records, std::uint64_t(8));
    QCOMPARE(trace.departures().latest, end);
    QVERIFY(trace.release(1, 100));
    trace.depart(1);
    QCOMPARE(trace.departures().connections, 1u);
    QCOMPARE(trace.presentCount(), 1u);
}

/// Nobody knows how long its state would have lasted.
void TestDepartures::anUnfinishedConnectionLeavesAGapUntilNow()
{
    TraceBuilder builder;
    builder.connection().segment(Side::Initiator, Syn).step(Side::Initiator, tcp::Event::ActiveOpen, tcp::State::SynSent);
    builder.connection().handshake().close();
    Trace trace = builder.build();
    trace.depart(0);
    QCOMPARE(trace.departures().unfinished, 1u);
    QCOMPARE(trace.departures().latest, trace.connection(1).end);
}

void TestDepartures::aTraceGrowsOnAfterDepartures()
{
    TraceBuilder builder;
    builder.connection().handshake();
    Trace trace = builder.build();
    releaseAll(trace, {0}, 100);
    RecordBatch more = TraceBuilder().connection().handshake().batch();
    more.extras.clear();
    for (Record& record : more.records) {
        record.connection = 1;
        record.extra = 0;
    }
    for (TransitionRecord& transition : more.transitions) {
        transition.connection = 1;
        transition.record += 3;
    }
    trace.append(more);
    QCOMPARE(trace.connection(1).records, (std::vector<RecordNumber>{3, 4, 5}));
    QVERIFY(trace.state(1, Side::Initiator, 3) == tcp::State::Established);
    QCOMPARE(trace.presentCount(), 1u);
}

QTEST_APPLESS_MAIN(TestDepartures)
#include "tst_departures.moc"
