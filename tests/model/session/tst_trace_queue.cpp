#include "model/session/trace_queue.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

class TestTraceQueue : public QObject {
    Q_OBJECT
private slots:
    void wakesOncePerFilling();
    void keepsTheOrder();
    void aFileWaitsForRoom();
    void aLiveCaptureDropsAndCounts();
    void closingFreesTheWaitingSource();
};

static RecordBatch batchOf(std::size_t records)
{
    RecordBatch batch;
    batch.records.resize(records);
    return batch;
}

void TestTraceQueue::wakesOncePerFilling()
{
    int wakes = 0;
    TraceQueue queue(100, WhenFull::Wait, [&] { ++wakes; });
    queue.push(batchOf(1));
    queue.push(batchOf(1));
    QCOMPARE(wakes, 1);
    QCOMPARE(queue.takeAll().size(), 2u);
    QCOMPARE(queue.takeAll().size(), 0u);
    queue.push(batchOf(1));
    QCOMPARE(wakes, 2);
}

void TestTraceQueue::keepsTheOrder()
{
    TraceQueue queue(100, WhenFull::Wait, [] {});
    for (std::size_t size = 1; size <= 5; ++size)
        QVERIFY(queue.push(batchOf(size)));
    const auto batches = queue.takeAll();
    QCOMPARE(batches.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i)
        QCOMPARE(batches[i].records.size(), i + 1);
}

void TestTraceQueue::aFileWaitsForRoom()
{
    TraceQueue queue(10, WhenFull::Wait, [] {});
    queue.push(batchOf(10));
    std::atomic<bool> pushed = false;
    std::jthread source([&] {
        queue.push(batchOf(1));
        pushed = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    QVERIFY(!pushed);
    QCOMPARE(queue.takeAll().size(), 1u);
    QTRY_VERIFY(pushed);
    QCOMPARE(queue.dropped(), 0u);
    QCOMPARE(queue.takeAll().size(), 1u);
}

void TestTraceQueue::aLiveCaptureDropsAndCounts()
{
    TraceQueue queue(10, WhenFull::Drop, [] {});
    QVERIFY(queue.push(batchOf(10)));
    QVERIFY(queue.push(batchOf(7)));
    QCOMPARE(queue.dropped(), 7u);
    QCOMPARE(queue.takeAll().size(), 1u);
    QVERIFY(queue.push(batchOf(3)));
    QCOMPARE(queue.takeAll().size(), 1u);
}

void TestTraceQueue::closingFreesTheWaitingSource()
{
    TraceQueue queue(1, WhenFull::Wait, [] {});
    queue.push(batchOf(1));
    std::atomic<int> answer = -1;
    std::jthread source([&] { answer = queue.push(batchOf(1)) ? 1 : 0; });
    queue.close();
    QTRY_COMPARE(answer.load(), 0);
    QVERIFY(!queue.push(batchOf(1)));
}

QTEST_GUILESS_MAIN(TestTraceQueue)
#include "tst_trace_queue.moc"
