#include "model/session/session.h"

Session::Session(QObject* parent)
    : QObject(parent), m_trace(std::make_unique<Trace>()), m_playhead(*m_trace), m_clock(*m_trace, m_playhead)
{
}

Session::~Session() = default;

void Session::open(std::unique_ptr<TraceSource> source)
{
    m_clock.pause();
    m_runner.reset();
    *m_trace = Trace();
    m_problem.reset();
    m_info = source->info();
    m_loading = true;
    m_cancelled = false;
    setStage(nullptr);
    setHovered(std::nullopt);
    setTimeReference(std::nullopt);
    m_playhead.clear(); // first: whoever looks at it on reset() must not find a connection that is gone
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
    setHovered(std::nullopt);
    *m_trace = Trace();
    m_trace->append(batch);
    const RecordNumber count = m_trace->recordCount();
    setTimeReference(m_timeReference); // as far as the new trace goes
    if (m_playhead.connection() >= m_trace->connectionCount()) // an empty one lies before all others: nothing to forget
        m_playhead.clear();
    m_playhead.moveTo(m_playhead.position()); // no farther than the trace goes
    emit reset();
    if (!m_playhead.connection() && m_trace->connectionCount() > 0)
        m_playhead.select(0);
    setStage(std::move(stage));
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
}

void Session::takeBatches()
{
    const RecordNumber first = m_trace->recordCount();
    const std::vector<RecordBatch> batches = m_runner->takeAll();
    for (const RecordBatch& batch : batches)
        m_trace->append(batch);
    const RecordNumber last = m_trace->recordCount();
    if (last > first) {
        if (!m_playhead.connection())
            m_playhead.select(0);
        emit traceGrew(first, last);
    }
    if (!batches.empty())
        emit statisticsChanged();
}

void Session::finish(const std::optional<Error>& error)
{
    takeBatches();
    m_problem = error;
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
