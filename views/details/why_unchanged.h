#pragma once
#include "model/trace/trace.h"

#include <QString>

/// Why the connection's record `step` (from 1), which made `side` take no step, left its state alone: as the end of a sentence.
///
/// It follows RFC 9293, 3.10.7, as far as a capture shows what the endpoint knew: what it has acknowledged, it has received.
QString whyUnchanged(const Trace& trace, ConnectionId connection, std::uint32_t step, Side side);
