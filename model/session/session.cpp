#include "model/session/session.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace {
constexpr auto kAppendBudget = std::chrono::milliseconds(8); // half a frame: the other half is the views'
constexpr int kLiveInterval = 16;                            // ms: what is live comes as often as it can be drawn
constexpr auto kFreeingBudget = std::chrono::milliseconds(3);
constexpr std::size_t kFreedAtOnce = 1024; // records
}

Session::Session(QObject* parent)
    : QObject(parent), m_trace(std::make_unique<Trace>()), m_playhead(*m_trace), m_clock(*m_trace, m_playhead)
{
    m_more.setSingleShot(true);
    connect(&m_more, &QTimer::timeout, this, &Session::takeBatches);
    m_freeing.setInterval(kLiveInterval);
    connect(&m_freeing, &QTimer::timeout, this, &Session::freeMemory);
}

Session::~Session() = default;

void Session::open(std::unique_ptr<TraceSource> source)
{
    m_clock.pause();
    m_runner.reset();
    // Whoever hears of these looks at the old trace, which must still be there; and on reset() nobody must find a connection that is gone.
    setStage(nullptr);
    setHovered(std::nullopt);
    setTimeReference(std::nullopt);
    m_playhead.clear();
    *m_trace = Trace();
    m_problem.reset();
    m_info = source->info();
    m_loading = true;
    m_cancelled = false;
    m_more.stop();
    m_waiting.clear();
    m_ending.reset();
    m_isHeld = false;
    m_takesNoMore = false;
    m_sinceTaken.invalidate();
    forgetDepartures();
    emit reset();
    m_runner = std::make_unique<SourceRunner>(std::move(source));
    connect(m_runner.get(), &SourceRunner::batchesReady, this, &Session::takeBatches);
    connect(m_runner.get(), &SourceRunner::finished, this, &Session::finish);
    emit loadingChanged();
    m_runner->start();
}

void Session::replace(const RecordBatch& batch, std::shared_ptr<const Stage> stage)
{
    m_clock.pause();
    const auto count = RecordNumber(batch.records.size());
    // As far as the new trace goes, but while the old one is there for the views to look at.
    setHovered(std::nullopt);
    if (m_timeReference && *m_timeReference >= count)
        setTimeReference(std::nullopt);
    if (m_playhead.connection() >= batch.connections.size()) // an empty one lies before all others: nothing to forget
        m_playhead.clear();
    m_playhead.moveTo(std::min(m_playhead.position(), count));
    *m_trace = Trace();
    forgetDepartures();
    m_trace->append(batch);
    m_stage = std::move(stage);
    m_clock.setStage(m_stage);
    emit reset();
    emit stageChanged();
    if (!m_playhead.connection() && m_trace->connectionCount() > 0)
        m_playhead.select(0);
    if (count > 0)
        emit traceGrew(0, count);
    emit statisticsChanged();
}

void Session::cancel()
{
    if (!isLoading())
        return;
    m_cancelled = true;
    m_runner->requestStop();
    m_heldMost = std::numeric_limits<std::uint64_t>::max(); // whoever waits to hand something over must come to hear of it
    fetch();
}

void Session::setHeld(bool held, std::uint64_t most)
{
    m_isHeld = held;
    m_heldMost = most;
    if (!held)
        takeBatches();
}

std::uint64_t Session::heldRecords() const
{
    std::uint64_t count = 0;
    for (const RecordBatch& batch : m_waiting)
        count += batch.records.size();
    return count;
}

void Session::stopTaking()
{
    m_takesNoMore = true;
    m_waiting.clear();
}

/// Empties the source's queue, unless so much waits already that the source had better wait too.
void Session::fetch()
{
    if (!m_runner || (!m_waiting.empty() && !m_isHeld) || (m_isHeld && heldRecords() >= m_heldMost))
        return;
    std::vector<RecordBatch> fresh = m_runner->takeAll();
    if (!m_takesNoMore)
        m_waiting.insert(m_waiting.end(), std::move_iterator(fresh.begin()), std::move_iterator(fresh.end()));
}

/// Into the trace with what waits, as far as the budget goes; false if nothing was there.
bool Session::append(std::chrono::nanoseconds budget)
{
    QElapsedTimer elapsed;
    elapsed.start();
    const bool hasSome = !m_waiting.empty();
    while (!m_waiting.empty() && elapsed.nsecsElapsed() < budget.count()) {
        m_trace->append(m_waiting.front());
        const std::vector<ConnectionId>& leaving = m_waiting.front().departures;
        m_due.insert(m_due.end(), leaving.begin(), leaving.end());
        m_waiting.pop_front();
    }
    return hasSome;
}

void Session::spare(const QObject* who, std::vector<ConnectionId> connections)
{
    if (m_spared.find(who) == m_spared.end())
        connect(who, &QObject::destroyed, this, [this, who] { m_spared.erase(who); });
    m_spared[who] = std::move(connections);
}

bool Session::isSpared(ConnectionId id) const
{
    const bool isReference = m_timeReference && m_trace->record(*m_timeReference).connection == id;
    const bool isHovered = m_hovered && m_trace->record(*m_hovered).connection == id;
    if (m_playhead.connection() == id || isReference || isHovered)
        return true;
    return std::ranges::any_of(m_spared, [id](const auto& each) { return std::ranges::find(each.second, id) != each.second.end(); });
}

/// One whose time has come. Those that somebody looks at stay until the next ones leave.
void Session::letGo(ConnectionId id)
{
    if (isSpared(id)) {
        m_lingering.push_back(id);
        return;
    }
    m_trace->depart(id);
    m_leaving.push_back(id);
}

/// The first connection that has not left already.
void Session::selectFirst()
{
    for (ConnectionId id = 0; id < m_trace->connectionCount(); ++id) {
        if (!m_trace->isGone(id)) {
            m_playhead.select(id);
            return;
        }
    }
}

void Session::forgetDepartures()
{
    m_due.clear();
    m_lingering.clear();
    m_leaving.clear();
    m_freeing.stop();
}

void Session::freeMemory()
{
    QElapsedTimer elapsed;
    elapsed.start();
    const auto hasTime = [&elapsed] { return elapsed.nsecsElapsed() < std::chrono::nanoseconds(kFreeingBudget).count(); };
    if (!m_due.empty()) {
        m_due.insert(m_due.end(), m_lingering.begin(), m_lingering.end());
        m_lingering.clear();
        for (std::size_t count = m_due.size(); count > 0 && hasTime(); --count) {
            letGo(m_due.front());
            m_due.pop_front();
        }
        emit departed();
    }
    while (!m_leaving.empty() && hasTime()) {
        if (m_trace->release(m_leaving.front(), kFreedAtOnce))
            m_leaving.pop_front();
    }
    if (m_leaving.empty() && m_due.empty())
        m_freeing.stop();
}

void Session::takeBatches()
{
    const bool isEarly = m_info.isLive && !m_ending && m_sinceTaken.isValid() && m_sinceTaken.elapsed() < kLiveInterval;
    if (isEarly && !m_isHeld) {
        if (!m_more.isActive())
            m_more.start(kLiveInterval - int(m_sinceTaken.elapsed()));
        return;
    }
    fetch();
    if (m_isHeld)
        return;
    const RecordNumber first = m_trace->recordCount();
    const bool hasNews = append(kAppendBudget);
    const RecordNumber last = m_trace->recordCount();
    if (last > first) {
        if (!m_playhead.connection())
            selectFirst();
        emit traceGrew(first, last);
    }
    if (!m_due.empty() && !m_freeing.isActive())
        m_freeing.start();
    if (hasNews)
        emit statisticsChanged();
    m_sinceTaken.start();
    if (!m_waiting.empty()) {
        m_more.start(m_info.isLive ? kLiveInterval / 2 : 0);
        return;
    }
    fetch(); // the source says so only once each time its queue stops being empty
    if (!m_waiting.empty())
        m_more.start(m_info.isLive ? kLiveInterval : 0);
    else if (m_ending)
        endLoading();
}

void Session::finish(const std::optional<Error>& error)
{
    m_ending = error;
    takeBatches();
    if (m_loading && m_isHeld)
        endLoading(); // what waits still comes when it is no longer held
}

void Session::endLoading()
{
    if (!m_loading)
        return;
    m_problem = *m_ending;
    m_loading = false;
    setStage(m_runner->stage());
    emit loadingChanged();
}

void Session::setHovered(std::optional<RecordNumber> record)
{
    if (record == m_hovered)
        return;
    m_hovered = record;
    emit hoveredChanged();
}

void Session::setTimeReference(std::optional<RecordNumber> record)
{
    if (record && *record >= m_trace->recordCount())
        record.reset();
    if (record == m_timeReference)
        return;
    m_timeReference = record;
    emit timeReferenceChanged();
}

void Session::setStage(std::shared_ptr<const Stage> stage)
{
    if (stage == m_stage)
        return;
    m_stage = std::move(stage);
    m_clock.setStage(m_stage);
    emit stageChanged();
}
