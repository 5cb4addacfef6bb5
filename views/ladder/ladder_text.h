#pragma once
#include "views/common/notation.h"

#include <QString>

#include <vector>

// The ladder in words. Long connections are cut after kLadderTextRows rows; a last line says how many more there are.

inline constexpr std::uint32_t kLadderTextRows = 2000;

/// One line of a table as in RFC 9293's figures.
struct LadderLine {
    QString states[2]; ///< By side, after the record.
    QString arrows[2]; ///< On the left and on the right of the segment: `-->`, `<--`, or `XXX` where it was lost; empty for what is none.
    QString text;      ///< `<SEQ=1000><CTL=SYN>`, or `(TCP A: timeout = 2 MSL)`; empty before the first record.
    QString remark;    ///< What was noticed.
};
/// The line of the connection's record at `step` (from 1); for 0 that of the states before the first record.
LadderLine ladderLine(const Trace& trace, ConnectionId id, std::uint32_t step, Numbering numbering = Numbering::Wire);
/// The lines of those steps, each with its number and a line feed, columns lined up.
QString ladderLinesAsText(const Trace& trace, ConnectionId id, const std::vector<std::uint32_t>& steps, Numbering numbering = Numbering::Wire);

/// A table as in RFC 9293's figures, numbers as on the wire: `1.  CLOSED  -->  <SEQ=1000><CTL=SYN>  -->  SYN-RECEIVED`, the states
/// being those after the segment; `XXX` stands where one was lost. Columns line up; a screen reader walks it line by line.
QString ladderAsText(const Trace& trace, ConnectionId id);
/// A Mermaid sequence diagram.
QString ladderAsMermaid(const Trace& trace, ConnectionId id, const Notation& notation = {});
/// A PlantUML sequence diagram.
QString ladderAsPlantUml(const Trace& trace, ConnectionId id, const Notation& notation = {});
