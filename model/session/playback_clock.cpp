#include "model/session/playback_clock.h"

#include <algorithm>
#include <chrono>
#include <utility>

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
    connect(&playhead, &Playhead::selected, this, [this] {
        if (!m_moving)
            pause();
    });
}

void PlaybackClock::play()
{
    if (m_playing || !m_playhead.connection())
        return;
    if (m_playhead.step() == m_playhead.stepCount()) {
        if (m_stage && m_trace.recordCount() > 0)
            m_playhead.select(m_trace.record(0).connection); // where the story begins
        m_playhead.toStart();
    }
    m_playing = true;
    m_stopsWhenQuiet = false;
    const Caption* caption = m_stage && m_playhead.step() == 0 && m_ahead == 0.0 ? m_stage->captionAt(now()) : nullptr;
    if (caption && m_pace == Pace::EvenSteps)
        hold(*caption); // the one that is on show from the beginning
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

void PlaybackClock::playOn()
{
    if (m_playhead.step() == m_playhead.stepCount())
        return;
    play();
    m_stopsWhenQuiet = true;
    m_hold = 0.0; // what is on show has been read
}

void PlaybackClock::showMoment(Timestamp time)
{
    RecordNumber first = 0;
    for (RecordNumber last = m_trace.recordCount(); first < last;) { // the first record after `time`
        const RecordNumber middle = first + (last - first) / 2;
        if (m_trace.record(middle).time <= time)
            first = middle + 1;
        else
            last = middle;
    }
    m_playhead.moveTo(first);
    rebase();
    const std::optional<Timestamp> next = nextTime();
    const Timestamp current = currentTime();
    if (time > current)
        m_notBefore = time; // a share is rounded; and behind the last record there is none
    if (next && time > current)
        m_ahead = m_pace == Pace::EvenSteps ? shareAt(time) * stepLength() : double((time - current).count());
    emit nowChanged();
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
    m_hold = 0.0;
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
    m_moving = true;
    if (m_pace == Pace::EvenSteps)
        advanceEvenSteps(double(elapsed.count()) * m_speed);
    else
        advanceTrueTime(double(elapsed.count()) * m_speed);
    const bool isOver = m_playhead.step() == m_playhead.stepCount() && m_hold <= 0.0 && !goOnElsewhere();
    m_moving = false;
    if (isOver)
        m_ahead = 0.0;
    if (isOver || waitsForUser())
        pause();
    emit nowChanged();
}

void PlaybackClock::advanceTrueTime(double nanoseconds)
{
    const std::uint32_t count = m_playhead.stepCount();
    std::uint32_t step = m_playhead.step();
    const auto& records = m_trace.connection(*m_playhead.connection()).records;
    m_ahead += nanoseconds;
    Timestamp now = currentTime();
    while (step < count) {
        const Timestamp next = m_trace.record(records[step]).time;
        const double gap = std::max(0.0, double((next - now).count()));
        if (m_stopsWhenQuiet && next - now > kQuiet)
            m_ahead = 0.0;
        if (gap > m_ahead)
            break;
        m_ahead -= gap;
        now = next;
        ++step;
    }
    m_playhead.moveToStep(step);
}

void PlaybackClock::advanceEvenSteps(double nanoseconds)
{
    while (nanoseconds > 0.0) {
        const double held = std::min(nanoseconds, m_hold);
        m_hold -= held;
        nanoseconds -= held;
        const std::optional<Timestamp> next = nextTime();
        if (nanoseconds <= 0.0 || !next || waitsForUser())
            return;
        const Caption* caption = nextCaption();
        const double until = caption ? std::clamp(shareAt(caption->time) * stepLength(), m_ahead, stepLength()) : stepLength();
        const double needed = until - m_ahead;
        if (nanoseconds < needed) {
            m_ahead += nanoseconds;
            return;
        }
        nanoseconds -= needed;
        m_ahead = until;
        if (until >= stepLength()) {
            m_playhead.stepForward();
            m_ahead = 0.0;
        }
        if (caption)
            hold(*caption);
    }
}

/// Whether it has come to a silence that the user may want to fill.
bool PlaybackClock::waitsForUser() const
{
    const std::optional<Timestamp> next = nextTime();
    return m_stopsWhenQuiet && m_ahead == 0.0 && next && *next - currentTime() > kQuiet;
}

/// When the selected connection's next record is; nothing after the last one.
std::optional<Timestamp> PlaybackClock::nextTime() const
{
    if (!m_playhead.connection() || m_playhead.step() == m_playhead.stepCount())
        return std::nullopt;
    return m_trace.record(m_trace.connection(*m_playhead.connection()).records[m_playhead.step()]).time;
}

/// The first caption that is new between now and the next record; null if there is none.
const Caption* PlaybackClock::nextCaption() const
{
    const std::optional<Timestamp> next = nextTime();
    if (!m_stage || !next)
        return nullptr;
    const Timestamp shown = now();
    const auto caption = std::upper_bound(m_stage->captions.begin(), m_stage->captions.end(), shown,
                                          [](Timestamp time, const Caption& candidate) { return time < candidate.time; });
    return caption != m_stage->captions.end() && caption->time <= *next ? &*caption : nullptr;
}

void PlaybackClock::hold(const Caption& caption)
{
    m_notBefore = caption.time;
    m_hold = double((kReading + kReadingEach * std::int64_t(caption.english.size())).count());
}

/// Where the selected connection has ended and another one's story goes on, that one is shown.
bool PlaybackClock::goOnElsewhere()
{
    if (!m_stage)
        return false;
    for (RecordNumber number = m_playhead.position(); number < m_trace.recordCount(); ++number) {
        const Record& record = m_trace.record(number);
        if (!record.isSegment() || record.connection == *m_playhead.connection())
            continue; // the timers of the others are no story
        m_notBefore = now();
        m_ahead = 0.0;
        m_playhead.moveTo(number);
        m_playhead.select(record.connection);
        return true;
    }
    return false;
}

/// The current record's time. Before a simulated connection's first record nothing has arrived, but its first segment is sent.
Timestamp PlaybackClock::currentTime() const
{
    Timestamp recorded = m_playhead.time();
    if (m_playhead.step() > 0) // the playhead may stand at another connection's record that came later
        recorded = std::max(recorded, m_trace.record(m_playhead.position() - 1).time);
    if (!m_stage)
        return recorded;
    if (!m_playhead.connection())
        return m_stage->start;
    if (m_playhead.step() > 0)
        return recorded;
    const auto first = std::find_if(m_stage->flights.begin(), m_stage->flights.end(),
                                    [&](const Flight& flight) { return flight.connection == *m_playhead.connection(); });
    // Just before it: an OPEN of the same instant has not been called yet.
    const Timestamp begins = first == m_stage->flights.end() ? recorded : std::min(recorded, first->sent);
    return std::max(begins - Duration(1), std::min(begins, m_stage->start));
}

Timestamp PlaybackClock::now() const
{
    const std::optional<Timestamp> next = nextTime();
    if (!next)
        return std::max(currentTime(), m_notBefore);
    if (m_pace == Pace::EvenSteps)
        return std::max(timeAt(m_ahead / stepLength()), m_notBefore);
    return std::max(std::min(currentTime() + Duration(std::int64_t(m_ahead)), *next), m_notBefore);
}

RecordNumber PlaybackClock::reached() const
{
    const Timestamp moment = now();
    RecordNumber low = m_playhead.position(), high = m_trace.recordCount();
    while (low < high) {
        const RecordNumber middle = low + (high - low) / 2;
        if (m_trace.record(middle).time <= moment)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double PlaybackClock::stepLength() const
{
    return double((m_stage ? kFlyingStep : kStep).count());
}

/// When the next record's segment was sent, if that lies between the current record and the next one.
std::optional<Timestamp> PlaybackClock::departure() const
{
    if (!m_stage || !nextTime())
        return std::nullopt;
    const Record& next = m_trace.record(m_trace.connection(*m_playhead.connection()).records[m_playhead.step()]);
    const auto isBefore = [](const Flight& flight, std::uint32_t number) { return flight.number < number; }; // they stand in the order of sending
    const auto flight = std::lower_bound(m_stage->flights.begin(), m_stage->flights.end(), next.frame, isBefore);
    const bool isFound = next.isSegment() && flight != m_stage->flights.end() && flight->number == next.frame;
    if (!isFound || flight->sent <= currentTime() || flight->sent >= next.time)
        return std::nullopt;
    return flight->sent;
}

/// The moment at that share of the way from the current record to the next one.
Timestamp PlaybackClock::timeAt(double share) const
{
    const auto between = [](Timestamp from, Timestamp to, double part) {
        return from + Duration(std::int64_t(double((to - from).count()) * std::clamp(part, 0.0, 1.0)));
    };
    const Timestamp from = currentTime();
    const Timestamp to = std::max(from, nextTime().value_or(from));
    const std::optional<Timestamp> sent = departure();
    if (!sent)
        return between(from, to, share);
    return share < kBeforeFlight ? between(from, *sent, share / kBeforeFlight) : between(*sent, to, (share - kBeforeFlight) / (1.0 - kBeforeFlight));
}

/// The inverse of timeAt().
double PlaybackClock::shareAt(Timestamp time) const
{
    const auto part = [](Timestamp from, Timestamp to, Timestamp at) {
        return to > from ? std::clamp(double((at - from).count()) / double((to - from).count()), 0.0, 1.0) : 1.0;
    };
    const Timestamp from = currentTime();
    const Timestamp to = nextTime().value_or(from);
    const std::optional<Timestamp> sent = departure();
    if (!sent)
        return part(from, to, time);
    return time < *sent ? kBeforeFlight * part(from, *sent, time) : kBeforeFlight + (1.0 - kBeforeFlight) * part(*sent, to, time);
}

void PlaybackClock::setStage(std::shared_ptr<const Stage> stage)
{
    m_stage = std::move(stage);
    emit nowChanged();
}

void PlaybackClock::rebase()
{
    if (m_moving)
        return;
    m_ahead = 0.0; // the user has moved the playhead: play on from there
    m_hold = 0.0;
    m_notBefore = Timestamp::min();
    emit nowChanged();
}
