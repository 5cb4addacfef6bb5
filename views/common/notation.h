#pragma once
#include "model/trace/trace.h"

#include <QString>

/// How a segment is written on an arrow; the same in every language, so never translated.
enum class NotationStyle {
    Stevens, ///< SYN 1000(0) win 65535 <mss 1460>; 1001(20) ack 8001 win 4096; ack 8011 win 4096
    Tcpdump, ///< Flags [S], seq 1000, win 65535, options [mss 1460], length 0
};

/// What sequence numbers count from.
enum class Numbering {
    Automatic, ///< As on the wire where a scenario has chosen the ISNs, which its captions then speak of; else relative.
    Relative,  ///< Each side's ISN.
    Wire,      ///< 0: as on the wire.
};

struct Notation {
    NotationStyle style = NotationStyle::Stevens;
    Numbering numbering = Numbering::Automatic;

    friend bool operator==(const Notation&, const Notation&) = default;
};

/// What is to be added to a number that counts from the ISN of `side` before it is shown.
std::uint32_t numberOrigin(const Trace& trace, ConnectionId connection, Side side, Numbering numbering = Numbering::Automatic);

/// One line for one segment; empty for a record that is none.
///
/// In Stevens' notation the first number and the count in parentheses are SEG.SEQ and the octets of text, and the window is in
/// octets: scaled where both SYNs were seen to agree on it (RFC 7323, 2.2). tcpdump's style is that of `tcpdump -n`, which leaves
/// the window as it stands in the header; it differs in two points: relative numbers count from the ISN in SYN segments too (so a
/// SYN is 0, and nothing jumps when the switch is thrown), and the long options MPTCP, MD5 and TCP-AO are only named.
QString describe(const Trace& trace, const Record& record, const Notation& notation);
