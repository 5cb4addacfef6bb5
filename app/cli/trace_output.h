#pragma once
#include "model/trace/trace.h"
#include "model/trace/trace_source.h"

#include <string_view>

/// Collects what a source writes.
class TraceSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    Trace trace;
};

/// False: standard output did not take it.
bool print(std::string_view text);
/// All connections and the summary, as JSON lines or for people; false: not all could be printed.
bool printTrace(const Trace& trace, bool asJson, bool withSegments);
