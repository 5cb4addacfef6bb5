#pragma once
#include "model/trace/connection_filter.h"
#include "model/trace/trace.h"

#include <optional>

class QIODevice;

/// One line for each connection that `filter` lets through (RFC 4180): number, ends, start, duration, segments, octets and last state of each end.
void writeConnectionsCsv(const Trace& trace, const ConnectionFilter& filter, QIODevice& out);

/// One line for each segment of that connection, or of all, in the order of the trace. Numbers are relative, windows scaled.
void writeSegmentsCsv(const Trace& trace, std::optional<ConnectionId> connection, QIODevice& out);
