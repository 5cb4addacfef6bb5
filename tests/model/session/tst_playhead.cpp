#include "tests/support/trace_builder.h"

#include "model/session/playhead.h"

#include <QSignalSpy>
#include <QTest>

using enum tcp::Flag;

class TestPlayhead : public QObject {
    Q_OBJECT
private slots:
    void standsNowhereWithoutAConnection();
    void stepsForthAndBack();
    void staysWithinTheConnection();
    void walksFromStateChangeToStateChange();
    void withoutFurtherChangesTheNextOneIsTheEnd();
    void selectingKeepsThePositionWhereItLiesWithin();
    void selectingAnotherEraGoesToItsStart();
    void saysNothingWhereNothingMoves();
    void clears();
};

static TraceBuilder onceThroughTheStates()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Side::Initiator, Ack, {.text = 20}).segment(Side::Responder, Ack, {.text = 30}).close();
    return builder;
}

void TestPlayhead::standsNowhereWithoutAConnection()
{
    const Trace trace;
    Playhead playhead(trace);
    playhead.stepForward();
    playhead.stepBack();
    playhead.toNextStateChange();
    playhead.toPreviousStateChange();
    playhead.toEnd();
    QCOMPARE(playhead.position(), 0u);
    QCOMPARE(playhead.stepCount(), 0u);
    QVERIFY(!playhead.currentRecord());
}

void TestPlayhead::stepsForthAndBack()
{
    const Trace trace = onceThroughTheStates().build();
    Playhead playhead(trace);
    playhead.select(0);
    QCOMPARE(playhead.step(), 0u);
    QCOMPARE(playhead.time(), trace.record(0).time);
    for (std::uint32_t step = 1; step <= playhead.stepCount(); ++step) {
        playhead.stepForward();
        QCOMPARE(playhead.step(), step);
        QCOMPARE(playhead.currentRecord(), std::optional(step - 1));
        QCOMPARE(playhead.time(), trace.record(step - 1).time);
    }
    for (std::uint32_t step = playhead.stepCount(); step-- > 0;) {
        playhead.stepBack();
        QCOMPARE(playhead.step(), step);
    }
}

void TestPlayhead::staysWithinTheConnection()
{
    const Trace trace = onceThroughTheStates().build();
    Playhead playhead(trace);
    playhead.select(0);
    playhead.stepBack();
    QCOMPARE(playhead.step(), 0u);
    playhead.toEnd();
    playhead.stepForward();
    QCOMPARE(playhead.step(), trace.stepCount(0));
    playhead.moveToStep(1000);
    QCOMPARE(playhead.step(), trace.stepCount(0));
    playhead.moveTo(1000);
    QCOMPARE(playhead.position(), trace.recordCount());
}

void TestPlayhead::walksFromStateChangeToStateChange()
{
    const Trace trace = onceThroughTheStates().build();
    Playhead playhead(trace);
    playhead.select(0);
    const QList<std::uint32_t> stops = {1, 2, 3, 6, 7, 8, 9, 10}; // steps 4 and 5 carry text and change nothing
    for (std::uint32_t stop : stops) {
        playhead.toNextStateChange();
        QCOMPARE(playhead.step(), stop);
    }
    for (qsizetype i = stops.size() - 1; i-- > 0;) {
        playhead.toPreviousStateChange();
        QCOMPARE(playhead.step(), stops[i]);
    }
    playhead.toPreviousStateChange();
    QCOMPARE(playhead.step(), 0u);
}

void TestPlayhead::withoutFurtherChangesTheNextOneIsTheEnd()
{
    TraceBuilder builder;
    builder.connection().handshake().segment(Side::Initiator, Ack, {.text = 1}).segment(Side::Initiator, Ack, {.text = 1});
    const Trace trace = builder.build();
    Playhead playhead(trace);
    playhead.select(0);
    playhead.moveToStep(3);
    playhead.toNextStateChange();
    QCOMPARE(playhead.step(), 5u);
    playhead.toPreviousStateChange();
    QCOMPARE(playhead.step(), 3u);
}

void TestPlayhead::selectingKeepsThePositionWhereItLiesWithin()
{
    TraceBuilder builder;
    builder.connection().connection(); // interleaved
    for (int i = 0; i < 10; ++i)
        builder.in(ConnectionId(i % 2)).segment(Side::Initiator, Ack, {.text = 1});
    const Trace trace = builder.build();
    Playhead playhead(trace);
    playhead.select(0);
    playhead.moveToStep(3);
    QCOMPARE(playhead.position(), 5u);
    playhead.select(1);
    QCOMPARE(playhead.position(), 5u);
    QCOMPARE(playhead.step(), 2u);
}

void TestPlayhead::selectingAnotherEraGoesToItsStart()
{
    TraceBuilder builder;
    builder.connection().handshake().connection().handshake();
    const Trace trace = builder.build();
    Playhead playhead(trace);
    playhead.select(1);
    QCOMPARE(playhead.step(), 0u);
    QCOMPARE(playhead.position(), 3u);
    playhead.toEnd();
    playhead.select(0);
    QCOMPARE(playhead.step(), 0u);
}

void TestPlayhead::saysNothingWhereNothingMoves()
{
    const Trace trace = onceThroughTheStates().build();
    Playhead playhead(trace);
    playhead.select(0);
    QSignalSpy moved(&playhead, &Playhead::moved);
    QSignalSpy selected(&playhead, &Playhead::selected);
    playhead.stepBack();
    playhead.toStart();
    playhead.select(0);
    QCOMPARE(moved.count(), 0);
    QCOMPARE(selected.count(), 0);
    playhead.stepForward();
    QCOMPARE(moved.count(), 1);
}

void TestPlayhead::clears()
{
    const Trace trace = onceThroughTheStates().build();
    Playhead playhead(trace);
    playhead.select(0);
    playhead.toEnd();
    playhead.clear();
    QVERIFY(!playhead.connection());
    QCOMPARE(playhead.position(), 0u);
    QCOMPARE(playhead.step(), 0u);
}

QTEST_GUILESS_MAIN(TestPlayhead)
#include "tst_playhead.moc"
