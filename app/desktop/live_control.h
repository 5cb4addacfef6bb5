#pragma once
#include "app/desktop/live_options.h"
#include "model/session/session.h"
#include "views/common/theme.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <thread>
#include <vector>

class Recording;

/// A live capture in the window: starts and stops it, follows it, counts it, and keeps its recording until that is saved or discarded.
class LiveControl : public QObject {
    Q_OBJECT
public:
    explicit LiveControl(Session& session, QObject* parent = nullptr);
    /// An unsaved recording stays on disk and is offered at the next start.
    ~LiveControl() override;

    /// Opens that source in the session and records what comes; what was captured before is discarded. `twoMslSeconds` is how long
    /// TIME-WAIT lasts on the hosts. False: failed() has said why, and what is open stays open.
    bool start(const LiveSettings& settings, int twoMslSeconds);
    /// Keeps what was captured; what has arrived until now still comes.
    void stop();
    /// Stops and returns when it has ended, within some 200 ms as a rule; the window is drawn meanwhile.
    void stopAndWait();
    /// Whether the session shows a live capture, running or ended.
    bool isActive() const { return m_meter != nullptr; }
    bool isCapturing() const { return isActive() && m_session.isLoading(); }
    /// Whether there are packets that would be lost, or are about to be saved.
    bool hasUnsaved() const;
    /// Why the last attempt to save has failed; still so while saved() tells that the next one has not.
    const std::optional<Error>& saveProblem() const { return m_saveProblem; }
    /// Copies all that was recorded until now, on a thread of its own; saved() or failed() follows. One at a time.
    void save(const QString& path);
    /// Stops, saves, and returns when that is done; false if it failed, which failed() has told.
    bool saveAndWait(const QString& path);
    /// Gives up the capture that is shown, and deletes its recording. A copy that is being made is finished; saved() or failed() tells.
    void release();
    const LiveSettings& settings() const { return m_settings; }
    LiveCounts counts() const { return m_meter ? m_meter->counts() : LiveCounts{}; }
    LiveProblem problem() const { return m_meter ? m_meter->problem() : LiveProblem::None; }

    /// Whether the playhead stays at the end as records come. Stepping or scrubbing back ends it.
    bool isFollowing() const { return m_isFollowing; }
    void setFollowing(bool following);
    /// Whether the views stand still while capturing goes on.
    bool isPaused() const { return m_isPaused; }
    void setPaused(bool paused);
    /// Colours of the counts.
    void setTheme(const Theme& theme);
    /// What the status bar says, as rich text.
    QString statusText() const;

signals:
    /// Started, stopped, given up, paused or following: see the questions above.
    void changed();
    /// statusText() is another one; four times a second at most.
    void statusChanged();
    void saved(const QString& path);
    void failed(const Error& error);
    /// Once for a capture: its memory is used up and only open connections are left, so what comes from now on is recorded and
    /// not shown.
    void memoryFull(int mebioctets);
    /// Likewise: packets and records are counted with 32 bits, which are nearly used up.
    void numbersFull();

private:
    void showCounts();
    void watchMemory(const LiveCounts& counts);
    void followSoon();
    void follow();
    void noteMove();
    void endSaving(const QString& path, const std::optional<Error>& error, bool isShown);
    void forget();

    Session& m_session;
    LiveSettings m_settings;
    Theme m_theme;
    std::shared_ptr<LiveMeter> m_meter;
    std::shared_ptr<Recording> m_recording;
    bool m_isSaving = false;
    std::optional<Error> m_saveProblem;
    bool m_isFollowing = false;
    bool m_isPaused = false;
    bool m_isFull = false;
    bool m_moves = false; ///< The playhead is moved from here.
    QTimer m_counting;
    QTimer m_following;
    std::vector<std::jthread> m_savers; ///< One for the recording that is shown; others finish the copies of those before.
};
