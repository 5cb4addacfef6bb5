#pragma once
#include "model/trace/trace.h"
#include "views/common/theme.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

// How the rows of one connection belong together. Every function looks back over at most kRelationRows rows, so its cost does not
// depend on the length of the connection; what lies farther back is not found.

inline constexpr std::uint32_t kRelationRows = 4096;

/// Whether a label says that the segment was sent before.
bool isRetransmission(const Record& record);

/// The labels to show: what Wireshark's rule calls out of order, because so little time has passed, is a retransmission where the same
/// octets were seen before.
Labels shownLabels(const Trace& trace, ConnectionId id, std::uint32_t row);
SegmentKind shownKind(const Trace& trace, ConnectionId id, std::uint32_t row);

/// The row of the last sending before `row` of what that row retransmits; none for other rows.
std::optional<std::uint32_t> previousSending(const Trace& trace, ConnectionId id, std::uint32_t row);

/// The rows, in order, of the segments that this row's ACK is the first to acknowledge, or to report in a SACK block.
std::vector<std::uint32_t> coveredBy(const Trace& trace, ConnectionId id, std::uint32_t row);

/// "Acknowledges 3 segments: frames 4 to 6", for tool tips; empty where the row covers none.
QString coveredText(const Trace& trace, ConnectionId id, std::uint32_t row);
