#pragma once
#include "views/common/notation.h"

#include <QString>

// The ladder in words. Long connections are cut after kLadderTextRows rows; a last line says how many more there are.

inline constexpr std::uint32_t kLadderTextRows = 2000;

/// A table as in RFC 9293's figures, numbers as on the wire: `1.  CLOSED  -->  <SEQ=1000><CTL=SYN>  -->  SYN-RECEIVED`, the states
/// being those after the segment; `XXX` stands where one was lost. Columns line up; a screen reader walks it line by line.
QString ladderAsText(const Trace& trace, ConnectionId id);
/// A Mermaid sequence diagram.
QString ladderAsMermaid(const Trace& trace, ConnectionId id, const Notation& notation = {});
/// A PlantUML sequence diagram.
QString ladderAsPlantUml(const Trace& trace, ConnectionId id, const Notation& notation = {});
