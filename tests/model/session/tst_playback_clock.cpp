#include "tests/support/trace_builder.h"

#include "model/session/playback_clock.h"

#include <QSignalSpy>
#include <QTest>

using enum tcp::Flag;
using std::chrono::milliseconds;

class TestPlaybackClock : public QObject {
    Q_OBJECT
private slots:
    void init();
    void evenStepsLastASecond();
    void speedDividesASecond();
    void trueTimeKeepsTheGaps();
    void trueTimeCountsFromWhereTheUserMovedTo();
    void stopsAtTheEnd();
    void playsAgainFromTheStart();
    void anotherConnectionPauses();
    void speedIsClamped();
    void withoutAConnectionItDoesNotPlay();
    void runsByItself();
    void nowLiesBetweenTheRecords_data();
    void nowLiesBetweenTheRecords();
    void pausedBetweenRecordsItGoesOnFromThere();
    void whatOthersDoBetweenTwoRecordsIsReached();
    void anothersRecordThatThePlayheadStandsAtIsNow();
    void aStoryBeginsWhenItsFirstSegmentIsSent();
    void aFlightTakesMostOfItsStep();
    void aCaptionIsHeldUntilItCanBeRead();
    void theFirstCaptionIsHeldToo();
    void aStoryGoesOnWithTheNextConnection();
    void playingOnStopsBeforeALongSilence_data();
    void playingOnStopsBeforeALongSilence();

private:
    std::shared_ptr<Stage> stage(std::initializer_list<int> captions) const;

    std::unique_ptr<Trace> m_trace;
    std::unique_ptr<Playhead> m_playhead;
    std::unique_ptr<PlaybackClock> m_clock;
};

void TestPlaybackClock::init()
{
    TraceBuilder builder;
    builder.connection();
    for (int gap : {0, 10, 10, 300, 0, 50}) // milliseconds
        builder.after(milliseconds(gap)).segment(Side::Initiator, Ack, {.text = 1});
    builder.connection().handshake();
    m_clock.reset();
    m_playhead.reset();
    m_trace = std::make_unique<Trace>(builder.build());
    m_playhead = std::make_unique<Playhead>(*m_trace);
    m_clock = std::make_unique<PlaybackClock>(*m_trace, *m_playhead);
    m_playhead->select(0);
}

namespace {

/// Connection 0 at 0 and 100 ms, connection 1 at 20, 40 and 60 ms.
Trace twoAtOnce()
{
    TraceBuilder builder;
    builder.connection().segment(Side::Initiator, Syn).connection();
    for (int i = 0; i < 3; ++i)
        builder.after(milliseconds(20)).segment(Side::Initiator, Ack, {.text = 1});
    return builder.in(0).after(milliseconds(40)).segment(Side::Initiator, Ack, {.text = 1}).build();
}

}

void TestPlaybackClock::whatOthersDoBetweenTwoRecordsIsReached()
{
    const Trace trace = twoAtOnce();
    Playhead playhead(trace);
    PlaybackClock clock(trace, playhead);
    playhead.select(0);
    playhead.moveToStep(1);
    QCOMPARE(clock.reached(), RecordNumber(1));
    clock.setPace(PlaybackClock::Pace::TrueTime);
    clock.play();
    clock.advance(milliseconds(45));
    QCOMPARE(playhead.position(), RecordNumber(1)); // the selected connection's next record is still to come
    QCOMPARE(clock.reached(), RecordNumber(3));
    clock.advance(milliseconds(60));
    QCOMPARE(clock.reached(), RecordNumber(5));
}

void TestPlaybackClock::anothersRecordThatThePlayheadStandsAtIsNow()
{
    const Trace trace = twoAtOnce();
    Playhead playhead(trace);
    PlaybackClock clock(trace, playhead);
    playhead.select(0);
    playhead.moveTo(3); // as a click on a chart of all connections does
    QCOMPARE(playhead.step(), 1u);
    QCOMPARE(clock.now(), trace.record(2).time);
    QCOMPARE(clock.reached(), RecordNumber(3));
}

void TestPlaybackClock::evenStepsLastASecond()
{
    m_clock->setPace(PlaybackClock::Pace::EvenSteps);
    m_clock->play();
    m_clock->advance(milliseconds(999));
    QCOMPARE(m_playhead->step(), 0u);
    m_clock->advance(milliseconds(1));
    QCOMPARE(m_playhead->step(), 1u);
    m_clock->advance(milliseconds(2500));
    QCOMPARE(m_playhead->step(), 3u);
    m_clock->advance(milliseconds(500)); // what was left over counts
    QCOMPARE(m_playhead->step(), 4u);
}

void TestPlaybackClock::speedDividesASecond()
{
    m_clock->setPace(PlaybackClock::Pace::EvenSteps);
    m_clock->setSpeed(4.0);
    m_clock->play();
    m_clock->advance(milliseconds(750));
    QCOMPARE(m_playhead->step(), 3u);
}

void TestPlaybackClock::trueTimeKeepsTheGaps()
{
    m_clock->setPace(PlaybackClock::Pace::TrueTime);
    m_clock->setSpeed(0.1); // gaps last 0, 100, 100, 3000, 0, 500 ms
    m_clock->play();
    m_clock->advance(milliseconds(99));
    QCOMPARE(m_playhead->step(), 1u);
    m_clock->advance(milliseconds(2));
    QCOMPARE(m_playhead->step(), 2u);
    m_clock->advance(milliseconds(100));
    QCOMPARE(m_playhead->step(), 3u);
    m_clock->advance(milliseconds(2980));
    QCOMPARE(m_playhead->step(), 3u);
    m_clock->advance(milliseconds(20));
    QCOMPARE(m_playhead->step(), 5u); // two at the same time
    m_clock->advance(milliseconds(500));
    QCOMPARE(m_playhead->step(), 6u);
}

void TestPlaybackClock::trueTimeCountsFromWhereTheUserMovedTo()
{
    m_clock->setPace(PlaybackClock::Pace::TrueTime);
    m_clock->setSpeed(1.0);
    m_clock->play();
    m_clock->advance(milliseconds(200)); // 180 ms into the long gap
    QCOMPARE(m_playhead->step(), 3u);
    m_playhead->moveToStep(2);
    m_clock->advance(milliseconds(9));
    QCOMPARE(m_playhead->step(), 2u);
    m_clock->advance(milliseconds(1));
    QCOMPARE(m_playhead->step(), 3u);
}

void TestPlaybackClock::stopsAtTheEnd()
{
    QSignalSpy playing(m_clock.get(), &PlaybackClock::playingChanged);
    m_clock->play();
    m_clock->advance(std::chrono::hours(1));
    QCOMPARE(m_playhead->step(), m_playhead->stepCount());
    QVERIFY(!m_clock->isPlaying());
    QCOMPARE(playing.count(), 2);
    QCOMPARE(playing.last().at(0).toBool(), false);
}

void TestPlaybackClock::playsAgainFromTheStart()
{
    m_playhead->toEnd();
    m_clock->play();
    QCOMPARE(m_playhead->step(), 0u);
    QVERIFY(m_clock->isPlaying());
}

void TestPlaybackClock::anotherConnectionPauses()
{
    m_clock->play();
    m_playhead->select(1);
    QVERIFY(!m_clock->isPlaying());
}

void TestPlaybackClock::speedIsClamped()
{
    m_clock->setSpeed(0.0);
    QCOMPARE(m_clock->speed(), PlaybackClock::kSlowest);
    m_clock->setSpeed(1e9);
    QCOMPARE(m_clock->speed(), PlaybackClock::kFastest);
}

void TestPlaybackClock::withoutAConnectionItDoesNotPlay()
{
    m_playhead->clear();
    m_clock->play();
    QVERIFY(!m_clock->isPlaying());
}

void TestPlaybackClock::runsByItself()
{
    m_clock->setPace(PlaybackClock::Pace::EvenSteps);
    m_clock->setSpeed(100.0);
    m_clock->toggle();
    QTRY_COMPARE(m_playhead->step(), m_playhead->stepCount());
    QTRY_VERIFY(!m_clock->isPlaying());
}

void TestPlaybackClock::nowLiesBetweenTheRecords_data()
{
    QTest::addColumn<PlaybackClock::Pace>("pace");
    QTest::addColumn<int>("played"); // milliseconds
    QTest::addColumn<int>("now");    // milliseconds after the first record
    QTest::newRow("half of an even step is half of the gap") << PlaybackClock::Pace::EvenSteps << 1500 << 5;
    QTest::newRow("an even step crosses a long gap as fast") << PlaybackClock::Pace::EvenSteps << 3500 << 170;
    QTest::newRow("true time is true") << PlaybackClock::Pace::TrueTime << 107 << 107;
}

void TestPlaybackClock::nowLiesBetweenTheRecords()
{
    QFETCH(PlaybackClock::Pace, pace);
    QFETCH(int, played);
    QFETCH(int, now);
    m_clock->setPace(pace);
    m_clock->play();
    m_clock->advance(milliseconds(played));
    QCOMPARE((m_clock->now() - m_trace->record(0).time).count(), Duration(milliseconds(now)).count());
}

void TestPlaybackClock::pausedBetweenRecordsItGoesOnFromThere()
{
    m_clock->play();
    m_clock->advance(milliseconds(3500));
    m_clock->pause();
    const Timestamp paused = m_clock->now();
    m_clock->play();
    QCOMPARE(m_clock->now(), paused);
    m_clock->advance(milliseconds(500));
    QCOMPARE(m_playhead->step(), 4u);
}

/// Captions at those times, in milliseconds after the first record, each of 20 octets: held for 1.44 s.
std::shared_ptr<Stage> TestPlaybackClock::stage(std::initializer_list<int> captions) const
{
    auto stage = std::make_shared<Stage>();
    stage->start = m_trace->record(0).time - milliseconds(40);
    for (const int time : captions)
        stage->captions.push_back({.time = m_trace->record(0).time + milliseconds(time), .english = "twenty octets of it.", .translations = {}});
    Flight flight;
    flight.sent = m_trace->record(0).time - milliseconds(20);
    flight.ends = m_trace->record(0).time;
    stage->flights.push_back(flight);
    return stage;
}

void TestPlaybackClock::aStoryBeginsWhenItsFirstSegmentIsSent()
{
    m_clock->setStage(stage({}));
    const auto untilArrival = [this] { return (m_trace->record(0).time - m_clock->now()).count(); };
    QCOMPARE(untilArrival(), Duration(milliseconds(20)).count() + 1); // just before it
    m_clock->play();
    m_clock->advance(milliseconds(800)); // half of the step
    QVERIFY(std::abs(untilArrival() - Duration(milliseconds(10)).count()) <= 1);
}

void TestPlaybackClock::aFlightTakesMostOfItsStep()
{
    auto stage = std::make_shared<Stage>();
    Flight flight; // of the fourth record, 300 ms after the third
    flight.number = m_trace->record(3).frame;
    flight.ends = m_trace->record(3).time;
    flight.sent = flight.ends - milliseconds(10);
    stage->flights.push_back(flight);
    m_clock->setStage(stage);
    m_playhead->moveToStep(3);
    m_clock->play();
    m_clock->advance(milliseconds(320)); // a fifth of the step: now it is sent
    QVERIFY(std::abs((m_clock->now() - flight.sent).count()) <= 1000);
    m_clock->advance(milliseconds(640));
    QVERIFY(std::abs((m_clock->now() - flight.sent - milliseconds(5)).count()) <= 1000);
    const Timestamp now = m_clock->now();
    m_clock->showMoment(now); // and the way back
    QCOMPARE(m_clock->now(), now);
    m_clock->advance(milliseconds(641));
    QCOMPARE(m_playhead->step(), 4u);
}

void TestPlaybackClock::aCaptionIsHeldUntilItCanBeRead()
{
    m_clock->setStage(stage({15}));
    m_clock->play();
    m_clock->advance(milliseconds(4000)); // two steps, and half of the next: there it is
    const Timestamp caption = m_clock->now();
    QCOMPARE((caption - m_trace->record(0).time).count(), Duration(milliseconds(15)).count());
    m_clock->advance(milliseconds(1439));
    QCOMPARE(m_clock->now(), caption);
    m_clock->advance(milliseconds(801));
    QCOMPARE(m_playhead->step(), 3u);
    m_playhead->moveToStep(1); // whoever steps does not wait
    QCOMPARE(m_clock->now(), m_trace->record(0).time);
}

void TestPlaybackClock::theFirstCaptionIsHeldToo()
{
    m_clock->setStage(stage({-30}));
    m_clock->play();
    m_clock->advance(milliseconds(1440));
    QCOMPARE(m_playhead->step(), 0u);
    m_clock->advance(milliseconds(1600));
    QCOMPARE(m_playhead->step(), 1u);
}

void TestPlaybackClock::aStoryGoesOnWithTheNextConnection()
{
    QSignalSpy playing(m_clock.get(), &PlaybackClock::playingChanged);
    m_clock->play();
    m_clock->advance(milliseconds(60000));
    QCOMPARE(m_playhead->connection(), 0u); // a recording's connection ends there
    m_clock->setStage(stage({}));
    m_clock->play();
    m_clock->advance(milliseconds(60000));
    QVERIFY(m_clock->isPlaying());
    QCOMPARE(m_playhead->connection(), 1u);
    m_clock->advance(milliseconds(60000));
    QCOMPARE(m_playhead->step(), 3u);
    QVERIFY(!m_clock->isPlaying());
}

void TestPlaybackClock::playingOnStopsBeforeALongSilence_data()
{
    QTest::addColumn<PlaybackClock::Pace>("pace");
    QTest::newRow("by even steps") << PlaybackClock::Pace::EvenSteps;
    QTest::newRow("in true time") << PlaybackClock::Pace::TrueTime;
}

void TestPlaybackClock::playingOnStopsBeforeALongSilence()
{
    QFETCH(PlaybackClock::Pace, pace);
    const auto add = [](TraceBuilder& builder, int gap) { builder.after(milliseconds(gap)).segment(Side::Initiator, Ack, {.text = 1}); };
    TraceBuilder builder;
    builder.connection();
    for (const int gap : {0, 500, 60000, 10})
        add(builder, gap);
    const Trace trace = builder.build();
    Playhead playhead(trace);
    PlaybackClock clock(trace, playhead);
    clock.setPace(pace);
    playhead.select(0);
    clock.playOn();
    for (int frame = 0; frame < 1000; ++frame)
        clock.advance(milliseconds(16));
    QCOMPARE(playhead.step(), 2u);
    QVERIFY(!clock.isPlaying());
    QVERIFY(clock.now() == trace.record(1).time);
    clock.setSpeed(PlaybackClock::kFastest);
    clock.play(); // who asks for it sees the silence go by
    clock.advance(milliseconds(100));
    QCOMPARE(playhead.step(), 4u);
}

QTEST_GUILESS_MAIN(TestPlaybackClock)
#include "tst_playback_clock.moc"
