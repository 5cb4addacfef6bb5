#pragma once
#include "model/session/playback_clock.h"
#include "model/session/playhead.h"
#include "model/session/source_runner.h"
#include "model/trace/trace.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

/// One trace with its source, playhead and clock: what the views look at.
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    /// Starts to fill the (emptied) trace from `source`; an earlier source is stopped.
    void open(std::unique_ptr<TraceSource> source);
    /// Stops reading and keeps what was read.
    void cancel();

    const Trace& trace() const { return *m_trace; }
    const SourceInfo& source() const { return m_info; }
    /// Hosts, segments on their way and captions of a simulation, once it has run; null for a recording.
    const std::shared_ptr<const Stage>& stage() const { return m_stage; }
    /// The same past and another future: the trace is `batch` from now on. The playhead stays where it is, as far as the new trace
    /// goes; reset() and traceGrew() tell the views.
    void replace(const RecordBatch& batch, std::shared_ptr<const Stage> stage);
    /// Whether cancel() has cut the reading of this source short: what is there need not be all.
    bool wasCancelled() const { return m_cancelled; }
    /// Whether new records wait instead of coming into the trace, which stands still for the views. The source goes on and nothing is lost.
    bool isHeld() const { return m_isHeld; }
    /// At most about `most` records wait here; then the source has to wait, too, which a live one does not: it leaves records out.
    void setHeld(bool held, std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
    /// Records that wait while it is held.
    std::uint64_t heldRecords() const;
    /// Those connections are not to leave the memory as long as `who` wants them (or lives), though the source may say that their time
    /// has come. The selected one and that of the time reference stay anyhow.
    void spare(const QObject* who, std::vector<ConnectionId> connections);
    /// From now on what the source still brings is thrown away; the trace stays as it is until another source is opened.
    void stopTaking();
    bool hasStoppedTaking() const { return m_takesNoMore; }
    bool isLoading() const { return m_runner != nullptr && m_loading; }
    /// What went wrong with the source, once it has ended.
    const std::optional<Error>& problem() const { return m_problem; }
    /// The record that the pointer is on, in whichever view: all views mark it.
    std::optional<RecordNumber> hovered() const { return m_hovered; }
    void setHovered(std::optional<RecordNumber> record);
    /// The record from whose time all views count theirs; none: from where each of them begins to count. Another source forgets it.
    std::optional<RecordNumber> timeReference() const { return m_timeReference; }
    /// A number that the trace does not have is none.
    void setTimeReference(std::optional<RecordNumber> record);
    Playhead& playhead() { return m_playhead; }
    const Playhead& playhead() const { return m_playhead; }
    PlaybackClock& clock() { return m_clock; }

signals:
    /// The trace is empty again and about to be filled from another source.
    void reset();
    /// Records `first` to `last` - 1 are new; connections may be new too.
    void traceGrew(RecordNumber first, RecordNumber last);
    /// Connections have left: see Trace::isGone() and Trace::departures(). What is left of them goes over the next rounds of the event loop.
    void departed();
    /// The trace's statistics (packets seen, progress) are new, whether or not records came with them.
    void statisticsChanged();
    /// Loading has begun or ended: see isLoading() and problem().
    void loadingChanged();
    void hoveredChanged();
    void timeReferenceChanged();
    /// stage() is another one.
    void stageChanged();

private:
    void fetch();
    void takeBatches();
    bool append(std::chrono::nanoseconds budget);
    void letGo(ConnectionId id);
    bool isSpared(ConnectionId id) const;
    void selectFirst();
    void forgetDepartures();
    void freeMemory();
    void endLoading();
    void finish(const std::optional<Error>& error);
    void setStage(std::shared_ptr<const Stage> stage);

    // The trace's address must outlive every reset: playhead and views refer to it.
    const std::unique_ptr<Trace> m_trace;
    Playhead m_playhead;
    PlaybackClock m_clock;
    SourceInfo m_info;
    std::unique_ptr<SourceRunner> m_runner;
    std::shared_ptr<const Stage> m_stage;
    std::optional<RecordNumber> m_hovered;
    std::optional<RecordNumber> m_timeReference;
    std::optional<Error> m_problem;
    bool m_loading = false;
    bool m_cancelled = false;
    std::deque<RecordBatch> m_waiting; ///< Taken from the source, and not in the trace yet.
    bool m_isHeld = false;
    std::uint64_t m_heldMost = 0;
    bool m_takesNoMore = false;
    std::optional<std::optional<Error>> m_ending; ///< The source has ended like this.
    QTimer m_more;                     ///< Takes what was put off.
    QElapsedTimer m_sinceTaken;
    std::unordered_map<const QObject*, std::vector<ConnectionId>> m_spared; ///< By who wants them.
    std::vector<ConnectionId> m_lingering; ///< Spared when their time came.
    std::deque<ConnectionId> m_due;        ///< To leave, as the source has said.
    std::deque<ConnectionId> m_leaving;    ///< Gone, but their memory is not free yet.
    QTimer m_freeing;
};
