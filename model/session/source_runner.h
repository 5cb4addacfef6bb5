#pragma once
#include "model/session/trace_queue.h"
#include "model/trace/trace_source.h"

#include <QObject>

#include <memory>
#include <optional>
#include <thread>

/// Runs one source on a thread of its own and hands its batches to the GUI thread.
class SourceRunner : public QObject {
    Q_OBJECT
public:
    explicit SourceRunner(std::unique_ptr<TraceSource> source, QObject* parent = nullptr);
    /// Stops the source and waits for its thread.
    ~SourceRunner() override;

    void start();
    /// Asks the source to stop; what it has read until then still comes, then finished().
    void requestStop();
    const SourceInfo& info() const { return m_info; }
    /// After finished(): see TraceSource::stage().
    std::shared_ptr<const Stage> stage() const { return m_source->stage(); }
    std::vector<RecordBatch> takeAll() { return m_queue.takeAll(); }

signals:
    /// On the GUI thread, once each time there is something to take.
    void batchesReady();
    /// On the GUI thread, after the last batch is ready.
    void finished(const std::optional<Error>& error);

private:
    const std::unique_ptr<TraceSource> m_source;
    const SourceInfo m_info;
    TraceQueue m_queue;
    std::jthread m_thread;
};
