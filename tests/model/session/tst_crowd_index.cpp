#include "tests/support/trace_builder.h"

#include "model/session/crowd_index.h"
#include "model/session/session.h"

#include <QSignalSpy>
#include <QTest>

namespace {

constexpr CrowdPlace kEstablished = CrowdPlace(tcp::State::Established);

/// Records of one connection that change nothing, after a handshake.
RecordBatch longBatch(std::size_t records)
{
    RecordBatch batch = TraceBuilder().connection().handshake().batch();
    const Record last = batch.records.back();
    batch.records.resize(records, last);
    return batch;
}

} // namespace

class TestCrowdIndex : public QObject {
    Q_OBJECT
private slots:
    void thereIsOneForEachSession();
    void whatIsThereIsCounted();
    void whatComesIsCounted();
    void anotherTraceBeginsAnew();
    void millionsAreCountedInSlices();
    void whatHasLeftIsNotCounted();
};

void TestCrowdIndex::thereIsOneForEachSession()
{
    Session one;
    Session other;
    QCOMPARE(&CrowdIndex::of(one), &CrowdIndex::of(one));
    QVERIFY(&CrowdIndex::of(one) != &CrowdIndex::of(other));
    QVERIFY(CrowdIndex::of(one).isComplete());
}

void TestCrowdIndex::whatIsThereIsCounted()
{
    Session session;
    session.replace(TraceBuilder().connection().handshake().batch(), nullptr);
    const CrowdIndex& index = CrowdIndex::of(session);
    QVERIFY(index.isComplete());
    QCOMPARE(index.counts().at(3).total(kEstablished), 2u);
}

void TestCrowdIndex::whatComesIsCounted()
{
    Session session;
    CrowdIndex& index = CrowdIndex::of(session);
    QSignalSpy spy(&index, &CrowdIndex::advanced);
    session.open(TraceBuilder().connection().handshake().source());
    QTRY_VERIFY(!session.isLoading());
    QTRY_VERIFY(index.isComplete());
    QVERIFY(!spy.isEmpty());
    QCOMPARE(index.counts().at(3).total(kEstablished), 2u);
}

void TestCrowdIndex::anotherTraceBeginsAnew()
{
    Session session;
    session.replace(TraceBuilder().connection().handshake().batch(), nullptr);
    const CrowdIndex& index = CrowdIndex::of(session);
    session.replace(TraceBuilder().connection().handshake().connection().handshake().batch(), nullptr);
    QVERIFY(index.isComplete());
    QCOMPARE(index.counts().at(6).connections(), 2u);
    session.replace(RecordBatch(), nullptr);
    QVERIFY(index.isComplete());
    QCOMPARE(index.counts().at(6), CrowdMoment());
}

void TestCrowdIndex::millionsAreCountedInSlices()
{
    Session session;
    session.replace(longBatch(5'000'000), nullptr);
    CrowdIndex& index = CrowdIndex::of(session);
    QSignalSpy spy(&index, &CrowdIndex::advanced);
    QVERIFY(!index.isComplete()); // the first slice does not do it all
    QTRY_VERIFY(index.isComplete());
    QVERIFY(spy.size() >= 1);
    QCOMPARE(index.counts().changeCount(), std::size_t(3));
    QCOMPARE(index.counts().at(4'999'999).total(kEstablished), 2u);
}

void TestCrowdIndex::whatHasLeftIsNotCounted()
{
    class Source : public TraceSource {
    public:
        SourceInfo info() const override { return {"departing", {}, false}; }
        std::optional<Error> run(RecordSink& sink, std::stop_token) override
        {
            RecordBatch batch = TraceBuilder().connection().handshake().connection().handshake().close().connection().handshake().batch();
            sink.write(std::move(batch));
            RecordBatch last;
            last.departures = {1};
            sink.write(std::move(last));
            return std::nullopt;
        }
    };
    Session session;
    const CrowdIndex& index = CrowdIndex::of(session);
    session.open(std::make_unique<Source>());
    QTRY_COMPARE(session.trace().presentCount(), 2u);
    QTRY_VERIFY(index.isComplete());
    const RecordNumber end = session.trace().recordCount();
    QCOMPARE(index.counts().position(), end);
    QCOMPARE(index.counts().at(end).connections(), 2u);
    QCOMPARE(index.counts().at(end).total(kEstablished), 4u);
    QCOMPARE(index.counts().at(6).connections(), 1u); // as if it had never been
}

QTEST_GUILESS_MAIN(TestCrowdIndex)
#include "tst_crowd_index.moc"
