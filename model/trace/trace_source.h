#pragma once
#include "model/base/result.h"
#include "model/trace/record_batch.h"
#include "model/trace/stage.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

/// Takes what a source produces.
class RecordSink {
public:
    virtual ~RecordSink() = default;
    /// Takes the batch's content; the caller may reuse what is left of it after clear(). False: the source should stop.
    virtual bool write(RecordBatch&& batch) = 0;
};

/// What a source is, for titles and messages.
struct SourceInfo {
    std::string name;        ///< File name, interface, or scenario, for the window's title.
    std::string description; ///< "pcapng, 2 interfaces", for the status bar; may be empty.
    bool isLive = false;     ///< Its end is not known beforehand.
    bool isThisHost = false; ///< It comes straight from this host's interfaces: its kernel can be asked about the connections.
};

/// Something that fills a trace: a capture file, a live interface, a simulation.
class TraceSource {
public:
    virtual ~TraceSource() = default;
    virtual SourceInfo info() const = 0;
    /// Writes all it has to `sink`, blocking, on the caller's thread, until done, stopped, or refused by the sink.
    /// An error is what the user should be told; what was read before it has been written nevertheless.
    virtual std::optional<Error> run(RecordSink& sink, std::stop_token stop) = 0;
    /// After run(): what there is to show besides the records; null for all but simulations.
    virtual std::shared_ptr<const Stage> stage() const { return nullptr; }
};
