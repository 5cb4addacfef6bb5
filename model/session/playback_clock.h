#pragma once
#include "model/session/playhead.h"
#include "model/trace/stage.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

/// Moves the playhead by itself: in the recording's own time, faster or slower, or by even steps.
///
/// A simulation is a story: by even steps it also waits at each caption until that can be read, and goes on with the next
/// connection when one has ended.
class PlaybackClock : public QObject {
    Q_OBJECT
public:
    enum class Pace {
        TrueTime,  ///< Gaps last as long as they did, divided by the speed.
        EvenSteps, ///< Every step lasts as long as any other, and every caption its reading time, divided by the speed.
    };
    static constexpr double kSlowest = 0.01;
    static constexpr double kFastest = 1000.0;
    static constexpr Duration kQuiet = std::chrono::seconds(10);
    /// How long a caption is held: so much, and so much more for each octet of its English text.
    static constexpr Duration kReading = std::chrono::milliseconds(800);
    static constexpr Duration kReadingEach = std::chrono::milliseconds(32);
    /// An even step; one of a simulation, in which segments are seen to fly.
    static constexpr Duration kStep = std::chrono::milliseconds(1000);
    static constexpr Duration kFlyingStep = std::chrono::milliseconds(1600);
    /// The share of a simulation's step that goes by before its segment is sent; the rest is its flight, however short that is.
    static constexpr double kBeforeFlight = 0.2;

    PlaybackClock(const Trace& trace, Playhead& playhead, QObject* parent = nullptr);

    bool isPlaying() const { return m_playing; }
    double speed() const { return m_speed; }
    Pace pace() const { return m_pace; }
    /// The moment that is shown: between the current record and the next one while it plays, and where it was paused.
    Timestamp now() const;
    /// How many records of the whole trace have happened at now(): the playhead's position, and between two records of the selected
    /// connection what others have done meanwhile.
    RecordNumber reached() const;
    /// What the moment before a connection's first record is taken from; null for recordings.
    void setStage(std::shared_ptr<const Stage> stage);

public slots:
    /// Plays on from the playhead; from the start where it stands at the end.
    void play();
    void pause();
    void toggle();
    /// Plays on from the playhead if anything is left there, never from the start, and only until nothing happens for kQuiet: the
    /// user who has just changed something may want to do more, instead of watching TIME-WAIT go by.
    void playOn();
    /// Moves the playhead to what has happened at that moment, so that now() is it, as far as the trace goes.
    void showMoment(Timestamp time);
    /// Clamped to kSlowest … kFastest.
    void setSpeed(double speed);
    void setPace(PlaybackClock::Pace pace);
    /// Moves on by that much real time: what the timer calls, and tests do.
    void advance(Duration elapsed);

signals:
    void playingChanged(bool playing);
    void speedChanged();
    /// now() has changed: with every frame while it plays, and with every move of the playhead.
    void nowChanged();

private:
    void tick();
    void rebase();
    Timestamp currentTime() const;
    std::optional<Timestamp> nextTime() const;
    void advanceTrueTime(double nanoseconds);
    void advanceEvenSteps(double nanoseconds);
    const Caption* nextCaption() const;
    void hold(const Caption& caption);
    bool goOnElsewhere();
    bool waitsForUser() const;
    double stepLength() const;
    std::optional<Timestamp> departure() const;
    Timestamp timeAt(double share) const;
    double shareAt(Timestamp time) const;

    const Trace& m_trace;
    Playhead& m_playhead;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    double m_speed = 1.0;
    Pace m_pace = Pace::EvenSteps;
    bool m_playing = false;
    bool m_moving = false;
    std::shared_ptr<const Stage> m_stage;
    bool m_stopsWhenQuiet = false;
    double m_hold = 0.0;      ///< Nanoseconds for which the caption on show is still held.
    Timestamp m_notBefore = Timestamp::min(); ///< The moment shown lies no earlier: a caption held, or the end of the connection before.
    double m_ahead = 0.0; ///< Nanoseconds since the current record: of trace time, or of an even step.
};
