// Long batches cut into pieces: whatever the length of a piece, the trace that they make is the same.
#include "model/session/batch_splitter.h"
#include "model/session/session.h"
#include "tests/support/trace_builder.h"

#include <QTest>


namespace {

class Collector : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        batches.push_back(std::move(batch));
        return true;
    }
    std::vector<RecordBatch> batches;
};

/// Several connections that overlap, in one batch.
RecordBatch manyConnections()
{
    TraceBuilder builder;
    for (int i = 0; i < 5; ++i)
        builder.connection().handshake().close();
    Collector collector;
    builder.source("test")->run(collector, {});
    RecordBatch all;
    for (const RecordBatch& batch : collector.batches) {
        all.connections.insert(all.connections.end(), batch.connections.begin(), batch.connections.end());
        all.records.insert(all.records.end(), batch.records.begin(), batch.records.end());
        all.transitions.insert(all.transitions.end(), batch.transitions.begin(), batch.transitions.end());
        all.extras.insert(all.extras.end(), batch.extras.begin(), batch.extras.end());
        all.statistics = batch.statistics;
    }
    return all;
}

/// A live source that writes these batches and ends.
class BeatSource : public TraceSource {
public:
    explicit BeatSource(std::vector<RecordBatch> batches) : m_batches(std::move(batches)) {}
    SourceInfo info() const override { return {"beat", {}, true}; }
    std::optional<Error> run(RecordSink& sink, std::stop_token) override
    {
        for (RecordBatch& batch : m_batches)
            sink.write(std::move(batch));
        return std::nullopt;
    }

private:
    std::vector<RecordBatch> m_batches;
};

std::vector<RecordBatch> pieces(std::size_t length)
{
    std::vector<RecordBatch> pieces;
    BatchSplitter splitter(length);
    splitter.split(manyConnections(), [&pieces](RecordBatch&& piece) {
        pieces.push_back(std::move(piece));
        return true;
    });
    return pieces;
}

} // namespace

class TestBatchSplitter : public QObject {
    Q_OBJECT
private slots:
    void piecesMakeTheSameTrace_data();
    void piecesMakeTheSameTrace();
    void laterBatchesGoOnCounting();
    void itEndsWhenNoMoreIsWanted();
    void aHeldSessionKeepsWhatComes();
    void aSessionThatTakesNoMoreStaysAsItIs();
};

void TestBatchSplitter::piecesMakeTheSameTrace_data()
{
    QTest::addColumn<int>("length");
    for (const int length : {1, 2, 3, 7, 39, 40, 1000})
        QTest::addRow("pieces of %d records", length) << length;
}

void TestBatchSplitter::piecesMakeTheSameTrace()
{
    QFETCH(int, length);
    const RecordBatch whole = manyConnections();
    QCOMPARE(whole.records.size(), std::size_t(40));
    Trace expected;
    expected.append(whole);
    Trace trace;
    for (const RecordBatch& piece : pieces(std::size_t(length))) {
        QVERIFY(piece.records.size() <= std::size_t(length));
        trace.append(piece);
        QVERIFY(trace.stepCount(trace.connectionCount() - 1) > 0); // no connection without a record
    }
    QCOMPARE(trace.recordCount(), expected.recordCount());
    QCOMPARE(trace.connectionCount(), expected.connectionCount());
    for (ConnectionId id = 0; id < expected.connectionCount(); ++id) {
        QCOMPARE(trace.stepCount(id), expected.stepCount(id));
        QCOMPARE(trace.connection(id).transitions.size(), expected.connection(id).transitions.size());
        for (std::uint32_t step = 0; step <= expected.stepCount(id); ++step) {
            for (const Side side : kSides)
                QVERIFY(trace.state(id, side, step) == expected.state(id, side, step));
        }
    }
}

void TestBatchSplitter::laterBatchesGoOnCounting()
{
    const std::vector<RecordBatch> source = pieces(16); // numbers of records and connections grow from batch to batch
    QVERIFY(source.size() > 2);
    BatchSplitter splitter(5);
    Trace trace;
    Trace expected;
    for (const RecordBatch& batch : source) {
        expected.append(batch);
        splitter.split(RecordBatch(batch), [&trace](RecordBatch&& piece) {
            trace.append(piece);
            return true;
        });
    }
    QCOMPARE(trace.recordCount(), expected.recordCount());
    for (ConnectionId id = 0; id < expected.connectionCount(); ++id)
        QCOMPARE(trace.connection(id).transitions.size(), expected.connection(id).transitions.size());
}

void TestBatchSplitter::itEndsWhenNoMoreIsWanted()
{
    int taken = 0;
    BatchSplitter splitter(4);
    QVERIFY(!splitter.split(manyConnections(), [&taken](RecordBatch&&) { return ++taken < 2; }));
    QCOMPARE(taken, 2);
}

void TestBatchSplitter::aHeldSessionKeepsWhatComes()
{
    Session session;
    session.open(std::make_unique<BeatSource>(pieces(8)));
    session.setHeld(true);
    QTRY_VERIFY(!session.isLoading());
    QCOMPARE(session.trace().recordCount(), 0u);
    QCOMPARE(session.heldRecords(), 40u);
    session.setHeld(false);
    QTRY_COMPARE(session.trace().recordCount(), 40u);
    QCOMPARE(session.heldRecords(), 0u);
}

void TestBatchSplitter::aSessionThatTakesNoMoreStaysAsItIs()
{
    Session session;
    session.open(std::make_unique<BeatSource>(pieces(8)));
    session.stopTaking();
    QTRY_VERIFY(!session.isLoading());
    QCOMPARE(session.trace().recordCount(), 0u);
    session.open(std::make_unique<BeatSource>(pieces(8)));
    QTRY_COMPARE(session.trace().recordCount(), 40u); // another source is taken again
}

QTEST_GUILESS_MAIN(TestBatchSplitter)
#include "tst_batch_splitter.moc"
