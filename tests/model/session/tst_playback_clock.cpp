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

private:
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

QTEST_GUILESS_MAIN(TestPlaybackClock)
#include "tst_playback_clock.moc"
