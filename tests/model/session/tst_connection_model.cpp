#include "tests/support/trace_builder.h"

#include "model/session/connection_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <numeric>
#include <random>

using enum tcp::Flag;
using namespace Qt::StringLiterals;

namespace {

/// Connections that differ in everything that can be sorted by.
TraceBuilder various(unsigned seed, int count)
{
    std::mt19937 random(seed);
    TraceBuilder builder;
    for (int i = 0; i < count; ++i) {
        builder.connection(TraceBuilder::address(std::uint8_t(1 + random() % 200), std::uint16_t(1024 + random() % 50000)),
                           TraceBuilder::address(std::uint8_t(1 + random() % 3), random() % 2 ? 80 : 443));
        builder.handshake();
        for (unsigned n = random() % 4; n > 0; --n) {
            const Labels labels = random() % 3 == 0 ? Labels(Label::Retransmission) : random() % 3 == 0 ? Labels(Label::ZeroWindow) : Labels();
            builder.after(std::chrono::milliseconds(random() % 50));
            builder.segment(random() % 2 ? Side::Initiator : Side::Responder, Ack, {.text = std::uint32_t(random() % 2000), .labels = labels});
        }
        if (random() % 2)
            builder.close();
    }
    return builder;
}

void settle(ConnectionModel& model)
{
    QTRY_VERIFY(model.isSettled());
}

QList<ConnectionId> shown(const ConnectionModel& model)
{
    QList<ConnectionId> ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.connectionAt(row));
    return ids;
}

/// What `later` holds beyond `earlier`.
RecordBatch continued(const RecordBatch& earlier, const RecordBatch& later)
{
    RecordBatch rest;
    rest.connections.assign(later.connections.begin() + std::ptrdiff_t(earlier.connections.size()), later.connections.end());
    rest.records.assign(later.records.begin() + std::ptrdiff_t(earlier.records.size()), later.records.end());
    rest.transitions.assign(later.transitions.begin() + std::ptrdiff_t(earlier.transitions.size()), later.transitions.end());
    rest.extras.assign(later.extras.begin() + std::ptrdiff_t(earlier.extras.size()), later.extras.end());
    return rest;
}

} // namespace

class TestConnectionModel : public QObject {
    Q_OBJECT
private slots:
    void saysWhatTheTraceSays();
    void sorts_data();
    void sorts();
    void filtersAsTheFilterSays();
    void growsAtItsEnd();
    void growingKeepsTheFilter();
    void changesAreAnnouncedTogether();
    void aSortedModelSortsNewRowsIn();
    void persistentIndexesFollowTheirConnection();
    void resetEmptiesIt();
    void rowsWithoutATraceSayNothing();
    void manyRowsNeverTakeLong();
    void connectionsThatLeaveLoseTheirRows_data();
    void connectionsThatLeaveLoseTheirRows();
};

void TestConnectionModel::saysWhatTheTraceSays()
{
    TraceBuilder builder;
    Labels fast = Label::Retransmission; // one segment, two labels, counted once
    fast.add(Label::FastRetransmission);
    builder.connection().handshake().segment(Side::Initiator, Ack, {.text = 20, .labels = fast}).close();
    const Trace trace = builder.build();
    ConnectionModel model(trace);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    settle(model);
    QCOMPARE(model.rowCount(), 1);
    const auto value = [&](int column) { return model.index(0, column).data(ConnectionModel::ValueRole); };
    QCOMPARE(value(ConnectionModel::NumberColumn).toULongLong(), 0u);
    QCOMPARE(value(ConnectionModel::InitiatorColumn).toString(), u"10.0.0.1:40000"_s);
    QCOMPARE(value(ConnectionModel::ResponderColumn).toString(), u"10.0.0.2:80"_s);
    QCOMPARE(value(ConnectionModel::StartColumn).toULongLong(), 0u);
    QCOMPARE(value(ConnectionModel::DurationColumn).toULongLong(), 60'121'000'000u);
    QCOMPARE(value(ConnectionModel::SegmentsColumn).toULongLong(), 8u);
    QCOMPARE(value(ConnectionModel::InitiatorOctetsColumn).toULongLong(), 20u);
    QCOMPARE(value(ConnectionModel::ResponderOctetsColumn).toULongLong(), 0u);
    QCOMPARE(value(ConnectionModel::InitiatorStateColumn).toInt(), int(tcp::State::Closed));
    QCOMPARE(value(ConnectionModel::RetransmissionsColumn).toULongLong(), 1u);
    QCOMPARE(value(ConnectionModel::LabelsColumn).toULongLong(), 0u);
    const auto certainty = [&](int column) { return model.index(0, column).data(ConnectionModel::CertaintyRole); };
    QCOMPARE(certainty(ConnectionModel::InitiatorStateColumn).toInt(), int(Certainty::TimedOut));
    QCOMPARE(certainty(ConnectionModel::ResponderStateColumn).toInt(), int(Certainty::Assumed));
    QVERIFY(!certainty(ConnectionModel::NumberColumn).isValid());
}

void TestConnectionModel::sorts_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<Qt::SortOrder>("order");
    for (int column = 0; column < ConnectionModel::kColumnCount; ++column) {
        QTest::addRow("column %d upwards", column) << column << Qt::AscendingOrder;
        QTest::addRow("column %d downwards", column) << column << Qt::DescendingOrder;
    }
}

void TestConnectionModel::sorts()
{
    QFETCH(int, column);
    QFETCH(Qt::SortOrder, order);
    static const Trace trace = various(7, 5000).build(); // several runs to merge
    ConnectionModel model(trace);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    settle(model);
    model.sort(column, order);
    settle(model);
    QCOMPARE(model.rowCount(), 5000);
    QList<ConnectionId> expected(5000);
    std::iota(expected.begin(), expected.end(), 0u);
    const bool isAddress = column == ConnectionModel::InitiatorColumn || column == ConnectionModel::ResponderColumn;
    const Side side = column == ConnectionModel::InitiatorColumn ? Side::Initiator : Side::Responder;
    std::vector<std::uint64_t> values;
    for (ConnectionId id = 0; id < 5000; ++id)
        values.push_back(model.index(*model.rowOf(id), column).data(ConnectionModel::ValueRole).toULongLong());
    std::stable_sort(expected.begin(), expected.end(), [&](ConnectionId a, ConnectionId b) {
        if (order == Qt::DescendingOrder)
            std::swap(a, b);
        return isAddress ? trace.connection(a).address(side) < trace.connection(b).address(side) : values[a] < values[b];
    });
    QCOMPARE(shown(model), expected);
}

void TestConnectionModel::filtersAsTheFilterSays()
{
    const Trace trace = various(3, 3000).build();
    ConnectionModel model(trace);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    settle(model);
    for (const QString& text : {u"port:443"_s, u"10.0.0.1"_s, u"port:443 state:closed"_s, u"nothing"_s, QString()}) {
        model.setFilter(text);
        settle(model);
        const ConnectionFilter filter(text.toStdString());
        QList<ConnectionId> expected;
        for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
            if (filter.matches(trace, id))
                expected.append(id);
        }
        QCOMPARE(shown(model), expected);
    }
    QCOMPARE(model.rowCount(), 3000);
}

void TestConnectionModel::growsAtItsEnd()
{
    TraceBuilder builder = various(1, 10);
    Trace trace;
    ConnectionModel model(trace);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    trace.append(builder.batch());
    model.takeGrowth();
    settle(model);
    QCOMPARE(model.rowCount(), 10);
    const RecordBatch before = builder.batch();
    builder.connection().handshake();
    trace.append(continued(before, builder.batch()));
    model.takeGrowth();
    settle(model);
    QCOMPARE(model.rowCount(), 11);
    QCOMPARE(inserted.count(), 2);
    QCOMPARE(inserted.last().at(1).toInt(), 10);
    QCOMPARE(reset.count(), 0);
}

void TestConnectionModel::growingKeepsTheFilter()
{
    TraceBuilder builder;
    builder.connection(TraceBuilder::address(1, 1), TraceBuilder::address(2, 80)).handshake();
    Trace trace = builder.build();
    ConnectionModel model(trace);
    model.setFilter(u"port:80"_s);
    settle(model);
    QCOMPARE(model.rowCount(), 1);
    const RecordBatch before = builder.batch();
    builder.connection(TraceBuilder::address(1, 2), TraceBuilder::address(2, 443)).handshake();
    builder.connection(TraceBuilder::address(1, 3), TraceBuilder::address(2, 80)).handshake();
    trace.append(continued(before, builder.batch()));
    model.takeGrowth();
    settle(model);
    QCOMPARE(shown(model), (QList<ConnectionId>{0, 2}));
}

void TestConnectionModel::changesAreAnnouncedTogether()
{
    TraceBuilder builder = various(1, 3);
    Trace trace = builder.build();
    ConnectionModel model(trace);
    settle(model);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QElapsedTimer elapsed;
    elapsed.start();
    for (int i = 0; i < 50; ++i) {
        const RecordBatch before = builder.batch();
        builder.in(0).segment(Side::Initiator, Ack, {.text = 1});
        trace.append(continued(before, builder.batch()));
        model.takeGrowth();
        QTest::qWait(5);
    }
    QTRY_VERIFY(changed.count() > 0);
    QVERIFY2(changed.count() <= 1 + elapsed.elapsed() / 100, "more than ten announcements a second");
}

void TestConnectionModel::aSortedModelSortsNewRowsIn()
{
    TraceBuilder builder;
    builder.connection(TraceBuilder::address(1, 500), TraceBuilder::address(2, 80)).handshake();
    builder.connection(TraceBuilder::address(1, 300), TraceBuilder::address(2, 80)).handshake();
    Trace trace = builder.build();
    ConnectionModel model(trace);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.sort(ConnectionModel::InitiatorColumn, Qt::AscendingOrder);
    settle(model);
    QCOMPARE(shown(model), (QList<ConnectionId>{1, 0}));
    const RecordBatch before = builder.batch();
    builder.connection(TraceBuilder::address(1, 400), TraceBuilder::address(2, 80)).handshake();
    trace.append(continued(before, builder.batch()));
    model.takeGrowth();
    settle(model);
    QCOMPARE(model.rowCount(), 3); // there at once, if at the end; a second later it is in its place
    QTRY_COMPARE(shown(model), (QList<ConnectionId>{1, 2, 0}));
}

void TestConnectionModel::persistentIndexesFollowTheirConnection()
{
    const Trace trace = various(5, 3000).build();
    ConnectionModel model(trace);
    settle(model);
    const QPersistentModelIndex index = model.index(1234, ConnectionModel::SegmentsColumn);
    for (int column : {ConnectionModel::InitiatorColumn, ConnectionModel::DurationColumn, ConnectionModel::NumberColumn}) {
        model.sort(column, Qt::DescendingOrder);
        settle(model);
        QVERIFY(index.isValid());
        QCOMPARE(index.data(ConnectionModel::ConnectionRole).toUInt(), 1234u);
        QCOMPARE(index.column(), int(ConnectionModel::SegmentsColumn));
    }
}

void TestConnectionModel::resetEmptiesIt()
{
    Trace trace = various(1, 2000).build();
    ConnectionModel model(trace);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    settle(model);
    model.sort(ConnectionModel::DurationColumn, Qt::DescendingOrder); // in the middle of its work
    trace = Trace();
    model.takeReset();
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.isSettled());
    trace.append(various(2, 20).batch());
    model.takeGrowth();
    settle(model);
    QCOMPARE(model.rowCount(), 20);
}

void TestConnectionModel::rowsWithoutATraceSayNothing()
{
    Trace trace = various(1, 20).build();
    ConnectionModel model(trace);
    settle(model);
    trace = Trace();
    QVERIFY(!model.index(3, 1).data().isValid());
}

void TestConnectionModel::manyRowsNeverTakeLong()
{
    constexpr int kMany = 100'000;
    RecordBatch batch;
    std::mt19937 random(1);
    for (int i = 0; i < kMany; ++i) {
        ConnectionInfo info;
        info.initiator = TraceBuilder::address(std::uint8_t(random()), std::uint16_t(random()));
        info.responder = TraceBuilder::address(2, 443);
        batch.connections.push_back(info);
        Record record;
        record.connection = ConnectionId(i);
        record.time = Timestamp(std::chrono::microseconds(i));
        batch.records.push_back(record);
    }
    Trace trace;
    trace.append(batch);
    ConnectionModel model(trace);
    settle(model);
    // Each call returns at once: the work is done in the event loop, a slice at a time.
    QElapsedTimer elapsed;
    elapsed.start();
    model.sort(ConnectionModel::InitiatorColumn, Qt::AscendingOrder);
    model.setFilter(u"10.0.0.2"_s);
    QVERIFY(elapsed.elapsed() < 16);
    QVERIFY(!model.isSettled());
    settle(model);
    QVERIFY(model.rowCount() > 0 && model.rowCount() <= kMany);
}

void TestConnectionModel::connectionsThatLeaveLoseTheirRows_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 10; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestConnectionModel::connectionsThatLeaveLoseTheirRows()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    Trace trace = various(seed, 2000).build();
    ConnectionModel model(trace);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    if (seed % 2)
        model.sort(ConnectionModel::SegmentsColumn, Qt::DescendingOrder);
    settle(model);
    QList<ConnectionId> staying = shown(model);
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (random() % 3 != 0 || id < 100) {
            trace.depart(id);
            staying.removeOne(id);
            if (random() % 2)
                QVERIFY(trace.release(id, 1000));
        }
    }
    for (int row = 0; row < model.rowCount(); ++row)
        model.data(model.index(row, ConnectionModel::InitiatorColumn)); // a view may ask before the rows go
    model.takeDepartures();
    settle(model);
    QCOMPARE(shown(model), staying);
    model.setFilter(u"port:443"_s);
    settle(model);
    for (const ConnectionId id : shown(model))
        QVERIFY(!trace.isGone(id));
}

QTEST_GUILESS_MAIN(TestConnectionModel)
#include "tst_connection_model.moc"
