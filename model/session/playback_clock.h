#pragma once
#include "model/session/playhead.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

/// Moves the playhead by itself: in the recording's own time, faster or slower, or by even steps.
class PlaybackClock : public QObject {
    Q_OBJECT
public:
    enum class Pace {
        TrueTime,  ///< Gaps last as long as they did, divided by the speed.
        EvenSteps, ///< Every step lasts one second, divided by the speed.
    };
    static constexpr double kSlowest = 0.01;
    static constexpr double kFastest = 1000.0;

    PlaybackClock(const Trace& trace, Playhead& playhead, QObject* parent = nullptr);

    bool isPlaying() const { return m_playing; }
    double speed() const { return m_speed; }
    Pace pace() const { return m_pace; }

public slots:
    /// Plays on from the playhead; from the start where it stands at the end.
    void play();
    void pause();
    void toggle();
    /// Clamped to kSlowest … kFastest.
    void setSpeed(double speed);
    void setPace(PlaybackClock::Pace pace);
    /// Moves on by that much real time: what the timer calls, and tests do.
    void advance(Duration elapsed);

signals:
    void playingChanged(bool playing);
    void speedChanged();

private:
    void tick();
    void rebase();

    const Trace& m_trace;
    Playhead& m_playhead;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    double m_speed = 1.0;
    Pace m_pace = Pace::EvenSteps;
    bool m_playing = false;
    bool m_moving = false;
    double m_ahead = 0.0; ///< Nanoseconds of trace time, or steps, that have passed since the current record.
};
