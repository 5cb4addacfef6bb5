#include "model/session/playback_clock.h"

#include <algorithm>
#include <chrono>

namespace {
constexpr int kTickMilliseconds = 16; // one frame
}

PlaybackClock::PlaybackClock(const Trace& trace, Playhead& playhead, QObject* parent)
    : QObject(parent), m_trace(trace), m_playhead(playhead)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kTickMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &PlaybackClock::tick);
    connect(&playhead, &Playhead::moved, this, &PlaybackClock::rebase);
    connect(&playhead, &Playhead::selected, this, &PlaybackClock::pause);
}

void PlaybackClock::play()
{
    if (m_playing || !m_playhead.connection())
        return;
    if (m_playhead.step() == m_playhead.stepCount())
        m_playhead.toStart();
    m_playing = true;
    m_ahead = 0.0;
    m_elapsed.start();
    m_timer.start();
    emit playingChanged(true);
}

void PlaybackClock::pause()
{
    if (!m_playing)
        return;
    m_playing = false;
    m_timer.stop();
    emit playingChanged(false);
}

void PlaybackClock::toggle()
{
    m_playing ? pause() : play();
}

void PlaybackClock::setSpeed(double speed)
{
    m_speed = std::clamp(speed, kSlowest, kFastest);
    emit speedChanged();
}

void PlaybackClock::setPace(Pace pace)
{
    m_pace = pace;
    m_ahead = 0.0;
    emit speedChanged();
}

void PlaybackClock::tick()
{
    advance(std::chrono::nanoseconds(m_elapsed.nsecsElapsed()));
    m_elapsed.restart();
}

void PlaybackClock::advance(Duration elapsed)
{
    if (!m_playing)
        return;
    const std::uint32_t count = m_playhead.stepCount();
    std::uint32_t step = m_playhead.step();
    const auto& records = m_trace.connection(*m_playhead.connection()).records;
    if (m_pace == Pace::EvenSteps) {
        m_ahead += double(elapsed.count()) * 1e-9 * m_speed;
        const auto whole = std::uint32_t(std::min(m_ahead, double(count - step)));
        step += whole;
        m_ahead -= double(whole);
    } else {
        m_ahead += double(elapsed.count()) * m_speed;
        Timestamp now = m_playhead.time();
        while (step < count) {
            const Timestamp next = m_trace.record(records[step]).time;
            const double gap = std::max(0.0, double((next - now).count()));
            if (gap > m_ahead)
                break;
            m_ahead -= gap;
            now = next;
            ++step;
        }
    }
    m_moving = true;
    m_playhead.moveToStep(step);
    m_moving = false;
    if (step == count)
        pause();
}

void PlaybackClock::rebase()
{
    if (!m_moving) // the user has moved the playhead: play on from there
        m_ahead = 0.0;
}
