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
    void aBatchOfAnySizeFitsAnEmptyQueue();
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
    TraceQueue queue(100, [&] { ++wakes; });
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
    TraceQueue queue(100, [] {});
    for (std::size_t size = 1; size <= 5; ++size)
        QVERIFY(queue.push(batchOf(size)));
    const auto batches = queue.takeAll();
    QCOMPARE(batches.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i)
        QCOMPARE(batches[i].records.size(), i + 1);
}

void TestTraceQueue::aFileWaitsForRoom()
{
    TraceQueue queue(10, [] {});
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
    QCOMPARE(queue.takeAll().size(), 1u);
}

void TestTraceQueue::aBatchOfAnySizeFitsAnEmptyQueue()
{
    TraceQueue queue(10, [] {});
    QVERIFY(queue.push(batchOf(1000)));
    QCOMPARE(queue.takeAll().front().records.size(), 1000u);
    QVERIFY(queue.push(batchOf(0)));
    QCOMPARE(queue.takeAll().size(), 1u); // statistics alone are news too
}

void TestTraceQueue::closingFreesTheWaitingSource()
{
    TraceQueue queue(1, [] {});
    queue.push(batchOf(1));
    std::atomic<int> answer = -1;
    std::jthread source([&] { answer = queue.push(batchOf(1)) ? 1 : 0; });
    queue.close();
    QTRY_COMPARE(answer.load(), 0);
    QVERIFY(!queue.push(batchOf(1)));
}

QTEST_GUILESS_MAIN(TestTraceQueue)
#include "tst_trace_queue.moc"
