#include "model/session/source_runner.h"

#include "model/session/batch_splitter.h"

namespace {

/// Some 2 ms of appending: one frame has room for it.
constexpr std::size_t kQueueCapacity = 16384;
/// Some 0.5 ms of appending.
constexpr std::size_t kMostInPiece = 4096;

class QueueSink : public RecordSink {
public:
    QueueSink(TraceQueue& queue, std::stop_token stop) : m_queue(queue), m_stop(std::move(stop)) {}
    /// What was read is kept even when the source is to stop.
    bool write(RecordBatch&& batch) override
    {
        return m_splitter.split(std::move(batch), [this](RecordBatch&& piece) { return m_queue.push(std::move(piece)); }) && !m_stop.stop_requested();
    }

private:
    TraceQueue& m_queue;
    BatchSplitter m_splitter{kMostInPiece};
    const std::stop_token m_stop;
};

} // namespace

SourceRunner::SourceRunner(std::unique_ptr<TraceSource> source, QObject* parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_info(m_source->info())
    , m_queue(kQueueCapacity, [this] { QMetaObject::invokeMethod(this, &SourceRunner::batchesReady, Qt::QueuedConnection); })
{
}

SourceRunner::~SourceRunner()
{
    m_queue.close();
    // ~jthread asks it to stop and joins; the source polls its stop token.
}

void SourceRunner::start()
{
    m_thread = std::jthread([this](std::stop_token stop) {
        QueueSink sink(m_queue, stop);
        const std::optional<Error> error = m_source->run(sink, stop);
        QMetaObject::invokeMethod(this, [this, error] { emit finished(error); }, Qt::QueuedConnection);
    });
}

void SourceRunner::requestStop()
{
    m_thread.request_stop(); // the queue stays open: the reader takes what the source has read until then
}
