#pragma once
#include "model/trace/trace.h"

#include <string>

/// One connection for people: its ends and the walk of each, an assumed step in brackets.
std::string reportConnection(const Trace& trace, ConnectionId id, bool withSegments);
/// The last lines: what was read and what was skipped.
std::string reportSummary(const Trace& trace);
