#include "tests/support/trace_builder.h"

#include "model/session/session.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using enum tcp::Flag;
using namespace Qt::StringLiterals;

namespace {

/// Writes batches until it is stopped.
class EndlessSource : public TraceSource {
public:
    SourceInfo info() const override { return {"endless", {}, false}; }
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override
    {
        const RecordBatch first = TraceBuilder().connection().handshake().batch();
        bool isFirst = true;
        while (!stop.stop_requested()) {
            RecordBatch batch = first;
            if (!isFirst)
                batch.connections.clear();
            isFirst = false;
            batch.transitions.clear();
            if (!sink.write(std::move(batch)))
                break;
        }
        return std::nullopt;
    }
};

/// Has read one more batch when it is asked to stop.
class LastWordSource : public TraceSource {
public:
    SourceInfo info() const override { return {"last word", {}, false}; }
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override
    {
        RecordBatch batch = TraceBuilder().connection().handshake().batch();
        batch.transitions.clear();
        sink.write(RecordBatch(batch));
        while (!stop.stop_requested())
            std::this_thread::yield();
        batch.connections.clear();
        sink.write(std::move(batch));
        return std::nullopt;
    }
};

class FailingSource : public TraceSource {
public:
    SourceInfo info() const override { return {"broken.pcap", {}, false}; }
    std::optional<Error> run(RecordSink& sink, std::stop_token) override
    {
        sink.write(RecordBatch(TraceBuilder().connection().handshake().batch()));
        return Error{"broken.pcap ends in the middle of a packet.", "Record it again."};
    }
};

/// Four connections; the first two are to leave at once, the third when `goOn` says so.
class DepartingSource : public TraceSource {
public:
    explicit DepartingSource(std::shared_ptr<std::atomic<bool>> goOn) : m_goOn(std::move(goOn)) {}
    SourceInfo info() const override { return {"departing", {}, false}; }
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override
    {
        TraceBuilder builder;
        for (int i = 0; i < 4; ++i)
            builder.connection().handshake().close();
        RecordBatch first = builder.batch();
        first.departures = {0, 1};
        sink.write(std::move(first));
        while (!*m_goOn && !stop.stop_requested())
            std::this_thread::yield();
        RecordBatch second;
        second.departures = {2};
        sink.write(std::move(second));
        return std::nullopt;
    }

private:
    std::shared_ptr<std::atomic<bool>> m_goOn;
};

QList<ConnectionId> goneIn(const Trace& trace)
{
    QList<ConnectionId> ids;
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (trace.isGone(id))
            ids.append(id);
    }
    return ids;
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT
private slots:
    void takesWhatTheSourceWrites();
    void keepsWhatWasReadBeforeAFailure();
    void cancelStopsAnEndlessSource();
    void cancelKeepsWhatWasRead();
    void statisticsAreNewsWithoutRecords();
    void closingStopsAnEndlessSource();
    void openingAnotherSourceStartsAfresh();
    void anotherFutureKeepsThePlayhead();
    void anotherFutureWithoutTheConnectionForgetsIt();
    void theTimeReferenceIsOneOfTheTrace();
    void connectionsLeaveWhenTheSourceSaysSo();
    void whatIsLookedAtStays();
    void whatIsSparedLeavesLater();
    void whileHeldOnlySoMuchWaits();
    void aHeldSourceCanBeStopped();
    void whatHasLeftCannotBeSelected();
};

void TestSession::takesWhatTheSourceWrites()
{
    Session session;
    QSignalSpy grew(&session, &Session::traceGrew);
    session.open(TraceBuilder().connection().handshake().close().source("file.pcap"));
    QVERIFY(session.isLoading());
    QTRY_VERIFY(!session.isLoading());
    QCOMPARE(session.trace().recordCount(), 8u);
    QCOMPARE(QString::fromStdString(session.source().name), u"file.pcap"_s);
    QVERIFY(!session.problem());
    QCOMPARE(session.playhead().connection(), std::optional(0u)); // the first one is shown
    QCOMPARE(session.playhead().step(), 0u);
    QCOMPARE(grew.count(), 1);
    QCOMPARE(grew[0].at(0).toUInt(), 0u);
    QCOMPARE(grew[0].at(1).toUInt(), 8u);
}

void TestSession::keepsWhatWasReadBeforeAFailure()
{
    Session session;
    session.open(std::make_unique<FailingSource>());
    QTRY_VERIFY(!session.isLoading());
    QVERIFY(session.problem());
    QCOMPARE(QString::fromStdString(session.problem()->remedy), u"Record it again."_s);
    QCOMPARE(session.trace().recordCount(), 3u);
}

void TestSession::cancelStopsAnEndlessSource()
{
    Session session;
    session.open(std::make_unique<EndlessSource>());
    QTRY_VERIFY(session.trace().recordCount() > 1000);
    QVERIFY(!session.wasCancelled());
    session.cancel();
    QVERIFY(session.wasCancelled());
    QTRY_VERIFY(!session.isLoading());
    QVERIFY(session.trace().recordCount() > 1000);
    session.open(TraceBuilder().connection().handshake().source());
    QVERIFY(!session.wasCancelled());
    QTRY_VERIFY(!session.isLoading());
    session.cancel(); // too late to matter
    QVERIFY(!session.wasCancelled());
}

void TestSession::cancelKeepsWhatWasRead()
{
    Session session;
    auto source = std::make_unique<LastWordSource>();
    session.open(std::move(source));
    QTRY_VERIFY(session.trace().recordCount() >= 3);
    session.cancel();
    QTRY_VERIFY(!session.isLoading());
    QCOMPARE(session.trace().recordCount(), 6u); // what it had read when it was asked to stop came too
}

void TestSession::statisticsAreNewsWithoutRecords()
{
    Session session;
    QSignalSpy changed(&session, &Session::statisticsChanged);
    QSignalSpy grew(&session, &Session::traceGrew);
    RecordBatch batch;
    batch.statistics.progress = 0.5f;
    session.open(std::make_unique<BatchSource>(std::move(batch), "no TCP"));
    QTRY_VERIFY(!session.isLoading());
    QVERIFY(session.trace().statistics().progress.has_value());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(grew.count(), 0);
}

void TestSession::closingStopsAnEndlessSource()
{
    auto session = std::make_unique<Session>();
    session->open(std::make_unique<EndlessSource>());
    QTRY_VERIFY(session->trace().recordCount() > 0);
    session.reset(); // returns only once the source's thread has ended
    QVERIFY(!session);
}

void TestSession::openingAnotherSourceStartsAfresh()
{
    Session session;
    session.open(TraceBuilder().connection().handshake().connection().handshake().source("one"));
    QTRY_VERIFY(!session.isLoading());
    session.playhead().select(1);
    session.playhead().toEnd();
    QSignalSpy reset(&session, &Session::reset);
    bool selectedDuringReset = true;
    connect(&session, &Session::reset, this, [&] { selectedDuringReset = session.playhead().connection().has_value(); });
    session.open(TraceBuilder().connection().handshake().source("two"));
    QCOMPARE(reset.count(), 1);
    QVERIFY2(!selectedDuringReset, "a view that looks at the playhead on reset() would find a connection that is gone");
    QTRY_VERIFY(!session.isLoading());
    QCOMPARE(session.trace().connectionCount(), 1u);
    QCOMPARE(session.playhead().connection(), std::optional(0u));
    QCOMPARE(session.playhead().step(), 0u);
}

void TestSession::anotherFutureKeepsThePlayhead()
{
    Session session;
    session.replace(TraceBuilder().connection().handshake().batch(), std::make_shared<Stage>());
    QCOMPARE(session.playhead().connection(), 0u);
    session.playhead().moveToStep(2);
    QSignalSpy reset(&session, &Session::reset);
    QSignalSpy grew(&session, &Session::traceGrew);
    QSignalSpy stages(&session, &Session::stageChanged);
    const auto stage = std::make_shared<Stage>();
    session.replace(TraceBuilder().connection().handshake().segment(Side::Initiator, Ack, {.text = 5}).batch(), stage);
    QCOMPARE(session.playhead().step(), 2u);
    QCOMPARE(session.playhead().stepCount(), 4u);
    QCOMPARE(session.stage(), stage);
    QCOMPARE(reset.size(), 1);
    QCOMPARE(grew.size(), 1);
    QCOMPARE(stages.size(), 1);
    session.replace(TraceBuilder().connection().segment(Side::Initiator, Syn).batch(), stage);
    QCOMPARE(session.playhead().step(), 1u); // no farther than the trace goes
}

void TestSession::anotherFutureWithoutTheConnectionForgetsIt()
{
    Session session;
    session.replace(TraceBuilder().connection().handshake().connection().handshake().batch(), std::make_shared<Stage>());
    session.playhead().select(1);
    session.replace(TraceBuilder().connection().handshake().batch(), std::make_shared<Stage>());
    QCOMPARE(session.playhead().connection(), 0u);
    session.replace(RecordBatch(), std::make_shared<Stage>());
    QVERIFY(!session.playhead().connection());
}

void TestSession::theTimeReferenceIsOneOfTheTrace()
{
    Session session;
    QSignalSpy changed(&session, &Session::timeReferenceChanged);
    session.setTimeReference(0);
    QVERIFY(!session.timeReference()); // there is no such record
    session.open(TraceBuilder().connection().handshake().source());
    QTRY_VERIFY(!session.isLoading());
    session.setTimeReference(2);
    QCOMPARE(session.timeReference(), std::optional<RecordNumber>(2));
    session.setTimeReference(2);
    QCOMPARE(changed.size(), 1);
    session.replace(TraceBuilder().connection().handshake().segment(Side::Initiator, Ack).batch(), std::make_shared<Stage>());
    QCOMPARE(session.timeReference(), std::optional<RecordNumber>(2)); // another future has it too
    session.replace(TraceBuilder().connection().segment(Side::Initiator, Syn).batch(), std::make_shared<Stage>());
    QVERIFY(!session.timeReference());
    session.setTimeReference(0);
    session.open(TraceBuilder().connection().handshake().source());
    QVERIFY(!session.timeReference()); // another recording
    QCOMPARE(changed.size(), 4);
}

void TestSession::connectionsLeaveWhenTheSourceSaysSo()
{
    const auto goOn = std::make_shared<std::atomic<bool>>(false);
    Session session;
    QSignalSpy departed(&session, &Session::departed);
    session.open(std::make_unique<DepartingSource>(goOn));
    QTRY_COMPARE(session.trace().connectionCount(), 4u);
    session.playhead().select(3);
    *goOn = true;
    QTRY_VERIFY(!session.isLoading());
    QTRY_COMPARE(goneIn(session.trace()), (QList<ConnectionId>{0, 1, 2}));
    QVERIFY(!departed.isEmpty());
    QTRY_COMPARE(session.trace().stepCount(2), 0u); // the memory goes a little later
    QVERIFY(session.trace().record(4).kind() == RecordKind::Departed);
    QCOMPARE(session.trace().stepCount(3), 8u);
}

void TestSession::whatIsLookedAtStays()
{
    const auto goOn = std::make_shared<std::atomic<bool>>(false);
    Session session;
    session.open(std::make_unique<DepartingSource>(goOn));
    QTRY_COMPARE(session.trace().connectionCount(), 4u);
    session.playhead().select(2);
    *goOn = true;
    QTRY_VERIFY(!session.isLoading());
    QTRY_COMPARE(goneIn(session.trace()), (QList<ConnectionId>{0, 1}));
    QCOMPARE(session.trace().stepCount(2), 8u);
}

void TestSession::whatIsSparedLeavesLater()
{
    const auto goOn = std::make_shared<std::atomic<bool>>(false);
    Session session;
    auto lens = std::make_unique<QObject>();
    session.spare(lens.get(), {0, 1, 2});
    session.open(std::make_unique<DepartingSource>(goOn));
    QTRY_COMPARE(session.trace().connectionCount(), 4u);
    QVERIFY(goneIn(session.trace()).isEmpty());
    session.playhead().select(3);
    lens.reset();
    *goOn = true;
    QTRY_COMPARE(goneIn(session.trace()), (QList<ConnectionId>{0, 1, 2}));
}

void TestSession::whileHeldOnlySoMuchWaits()
{
    Session session;
    session.open(std::make_unique<EndlessSource>());
    QTRY_VERIFY(session.trace().recordCount() > 0);
    constexpr std::uint64_t kMost = 50'000;
    session.setHeld(true, kMost);
    const RecordNumber shown = session.trace().recordCount();
    QTRY_VERIFY(session.heldRecords() >= kMost);
    QTest::qWait(100);
    QVERIFY2(session.heldRecords() < 20 * kMost, qPrintable(QString::number(session.heldRecords())));
    QCOMPARE(session.trace().recordCount(), shown);
    session.setHeld(false);
    QTRY_VERIFY(session.trace().recordCount() > shown + kMost);
    session.cancel();
    QTRY_VERIFY(!session.isLoading());
}

/// Whoever waits to hand over what nobody takes must still hear of the stop.
void TestSession::aHeldSourceCanBeStopped()
{
    Session session;
    session.open(std::make_unique<EndlessSource>());
    QTRY_VERIFY(session.trace().recordCount() > 0);
    session.setHeld(true, 1000);
    QTest::qWait(200); // until the queue is full
    session.cancel();
    QTRY_VERIFY(!session.isLoading());
    QVERIFY(session.isHeld());
}

void TestSession::whatHasLeftCannotBeSelected()
{
    Session session;
    const auto goOn = std::make_shared<std::atomic<bool>>(true);
    session.open(std::make_unique<DepartingSource>(goOn));
    QTRY_COMPARE(session.trace().connectionCount(), 4u);
    session.playhead().select(3);
    QTRY_VERIFY(session.trace().isGone(1));
    session.playhead().select(1); // its row may still be there for a moment
    QVERIFY(session.playhead().connection() == 3u);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
