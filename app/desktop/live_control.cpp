#include "app/desktop/live_control.h"

#include "model/capture/recording.h"
#include "views/common/wording.h"

#include <QEventLoop>
#include <QFile>

#include <utility>

namespace {
constexpr int kCountsInterval = 250;  // ms
constexpr int kFollowInterval = 33;   // ms: two frames
constexpr std::uint64_t kMegaoctet = 1'000'000;
} // namespace

LiveControl::LiveControl(Session& session, QObject* parent) : QObject(parent), m_session(session), m_theme(Theme::light())
{
    m_counting.setInterval(kCountsInterval);
    connect(&m_counting, &QTimer::timeout, this, &LiveControl::showCounts);
    m_following.setSingleShot(true);
    m_following.setInterval(kFollowInterval);
    connect(&m_following, &QTimer::timeout, this, &LiveControl::follow);
    connect(&session, &Session::traceGrew, this, &LiveControl::followSoon);
    connect(&session.playhead(), &Playhead::selected, this, &LiveControl::follow);
    connect(&session.playhead(), &Playhead::moved, this, &LiveControl::noteMove);
    connect(&session, &Session::reset, this, &LiveControl::forget); // another source; start() comes afterwards
    connect(&session, &Session::loadingChanged, this, [this] {
        if (!isActive())
            return;
        if (!m_session.isLoading())
            m_counting.stop();
        emit statusChanged();
        emit changed();
    });
}

LiveControl::~LiveControl() = default;

bool LiveControl::start(const LiveSettings& settings, int twoMslSeconds)
{
    RecordingOptions recording;
    recording.title = settings.name().toStdString();
    recording.fileOctets = std::uint64_t(settings.fileMegaoctets) * kMegaoctet;
    recording.filesKept = settings.fileMegaoctets > 0 ? std::size_t(settings.filesKept) : 0;
    const auto created = Recording::create(recording);
    if (!created) {
        emit failed(created.error());
        return false;
    }
    LiveOptions options;
    options.limits = settings.limits();
    options.tracker.twoMsl = std::chrono::seconds(twoMslSeconds);
    options.recording = created.value();
    options.memoryOctets = settings.memoryOctets();
    Result<std::unique_ptr<LiveCapture>> source = std::make_unique<LiveCapture>(settings.captureOptions(), options);
    if (settings.isPipe())
        source = LiveCapture::fromPipe(QFile::encodeName(settings.interface).toStdString(), options);
    if (!source) {
        created.value()->discard();
        emit failed(source.error());
        return false;
    }
    const std::shared_ptr<LiveMeter> meter = source.value()->meter();
    m_session.open(std::move(source.value())); // gives up the one before: see forget()
    m_settings = settings;
    m_meter = meter;
    m_recording = created.value();
    m_isFollowing = true;
    m_counting.start();
    emit changed();
    emit statusChanged();
    return true;
}

void LiveControl::stop()
{
    if (isCapturing())
        m_session.cancel();
}

void LiveControl::stopAndWait()
{
    stop();
    QEventLoop waiting;
    connect(&m_session, &Session::loadingChanged, &waiting, &QEventLoop::quit);
    while (isCapturing())
        waiting.exec(QEventLoop::ExcludeUserInputEvents);
}

bool LiveControl::hasUnsaved() const
{
    return m_recording && (m_recording->unsavedPackets() > 0 || (m_isSaving && counts().packets > 0));
}

void LiveControl::save(const QString& path)
{
    if (!m_recording || m_isSaving)
        return;
    m_isSaving = true;
    emit statusChanged();
    m_savers.emplace_back([this, recording = m_recording, save = m_recording->hold(), path] {
        const auto error = save(QFile::encodeName(path).toStdString());
        QMetaObject::invokeMethod(this, [this, saver = std::this_thread::get_id(), recording, path, error] {
            std::erase_if(m_savers, [saver](const std::jthread& each) { return each.get_id() == saver; });
            endSaving(path, error, recording == m_recording);
        }, Qt::QueuedConnection);
    });
}

void LiveControl::endSaving(const QString& path, const std::optional<Error>& error, bool isShown)
{
    if (isShown) { // else it has been given up meanwhile
        m_isSaving = false;
        emit statusChanged();
    }
    if (error)
        emit failed(*error);
    else
        emit saved(path);
    if (isShown)
        m_saveProblem = error;
    emit changed();
}

bool LiveControl::saveAndWait(const QString& path)
{
    QEventLoop waiting;
    connect(this, &LiveControl::changed, &waiting, &QEventLoop::quit);
    while (m_isSaving)
        waiting.exec(QEventLoop::ExcludeUserInputEvents);
    stopAndWait();
    save(path);
    while (m_isSaving)
        waiting.exec(QEventLoop::ExcludeUserInputEvents);
    return !m_saveProblem;
}

void LiveControl::release()
{
    if (!isActive())
        return;
    stopAndWait();
    forget();
}

/// Whoever opens another source has asked before: what was not saved until now is not wanted.
void LiveControl::forget()
{
    if (!isActive())
        return;
    m_counting.stop();
    m_following.stop();
    m_isSaving = false; // a copy that is being made goes on by itself
    m_recording->discard();
    m_recording.reset();
    m_meter.reset();
    m_saveProblem.reset();
    m_isFollowing = m_isPaused = m_isFull = false;
    emit changed();
}

void LiveControl::setFollowing(bool following)
{
    if (!isActive() || following == m_isFollowing)
        return;
    m_isFollowing = following;
    if (following) {
        m_session.clock().pause();
        setPaused(false);
        follow();
    }
    emit statusChanged();
    emit changed();
}

void LiveControl::setPaused(bool paused)
{
    if (!isActive() || paused == m_isPaused)
        return;
    m_isPaused = paused;
    constexpr std::size_t kRecordOctets = sizeof(Record) + 16;
    m_session.setHeld(paused, m_settings.memoryOctets() / 2 / kRecordOctets);
    emit statusChanged();
    emit changed();
}

void LiveControl::setTheme(const Theme& theme)
{
    m_theme = theme;
    emit statusChanged();
}

void LiveControl::followSoon()
{
    if (m_isFollowing && !m_following.isActive())
        m_following.start();
}

void LiveControl::follow()
{
    if (!m_isFollowing || !isActive())
        return;
    m_moves = true;
    m_session.playhead().moveTo(m_session.trace().recordCount());
    m_moves = false;
}

/// Whoever has gone back wants to look at something: the view stays there. At the end of its connection it goes on.
void LiveControl::noteMove()
{
    const Playhead& playhead = m_session.playhead();
    if (m_isFollowing && !m_moves && playhead.step() < playhead.stepCount())
        setFollowing(false);
}

void LiveControl::showCounts()
{
    watchMemory(counts());
    emit statusChanged();
}

/// Connections leave the memory by themselves, except open ones. Where no other is left the trace grows no more.
void LiveControl::watchMemory(const LiveCounts& counts)
{
    const bool isOutOfNumbers = m_session.trace().isOutOfNumbers();
    if (m_isFull || (counts.memoryOctets <= m_settings.memoryOctets() && !isOutOfNumbers))
        return;
    m_isFull = true;
    m_session.stopTaking();
    if (isOutOfNumbers)
        emit numbersFull();
    else
        emit memoryFull(int(m_settings.memoryOctets() >> 20));
}

QString LiveControl::statusText() const
{
    if (!isActive())
        return {};
    const LiveCounts now = counts();
    const auto emphasized = [this](const QString& text) {
        return QStringLiteral("<b style=\"color:%1\">%2</b>").arg(m_theme.kind(SegmentKind::Rst).name(), text.toHtmlEscaped());
    };
    QStringList parts{QStringLiteral("<b>%1</b>").arg(m_settings.name().toHtmlEscaped())};
    if (isCapturing() && !now.isOpen)
        parts << (m_settings.isPipe() ? tr("waiting for packets") : tr("starting …"));
    parts << tr("%1 packets").arg(wording::number(now.packets));
    const QString dropped = tr("%1 dropped").arg(wording::number(now.dropped));
    if (now.dropped > 0)
        parts << emphasized(dropped);
    else if (!m_settings.isPipe() || now.received > 0) // whoever writes a pipe need not say
        parts << dropped;
    if (now.notShown > 0)
        parts << emphasized(tr("%1 recorded but not shown").arg(wording::number(now.notShown)));
    if (m_isFull)
        parts << emphasized(tr("full: recorded, not shown"));
    const Trace& trace = m_session.trace();
    const ConnectionId connections = trace.presentCount();
    parts << (connections == 1 ? tr("1 connection") : tr("%1 connections").arg(wording::number(connections)));
    if (const Departures& gone = trace.departures(); gone.connections > 0) {
        parts << (gone.connections == 1   ? tr("1 closed connection has left the memory")
                  : gone.unfinished == 0 ? tr("the %1 oldest closed ones have left the memory").arg(wording::number(gone.connections))
                                         : tr("%1 older ones, closed or half open, have left the memory").arg(wording::number(gone.connections)));
    }
    if (m_isPaused)
        parts << tr("view paused, %1 records wait").arg(wording::number(m_session.heldRecords()));
    else if (isCapturing())
        parts << (m_isFollowing ? tr("following") : tr("looking back while it goes on"));
    if (!isCapturing())
        parts << (m_settings.isPipe() && !m_session.wasCancelled() ? tr("the pipe has ended") : tr("stopped"));
    if (m_isSaving)
        parts << tr("saving …");
    return parts.join(QStringLiteral(" &nbsp;·&nbsp; "));
}
