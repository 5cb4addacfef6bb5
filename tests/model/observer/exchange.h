#pragma once
#include "model/trace/record_batch.h"

#include <string>

/// Conversations written down in one line, and what the observer makes of them in another.
///
///     A SYN; B SYN,ACK; A ACK; A ACK 7; B ACK; A FIN,ACK @8 ^1; wait 61s; A SYN iss=500000
///
/// A (10.0.0.1:40000) and B (10.0.0.2:80) send the flags, then what differs from the obvious: octets of text (7), sequence number
/// (@8) and acknowledgment (^1) relative to the ISNs, w=4096 the window's field, iss=5 the sender's ISN from now on, ahead=3601 a
/// segment dated that many seconds too late, and tfo, a Fast Open cookie. Left out, a segment continues where its sender was and
/// acknowledges all that the other has sent. Ten milliseconds pass between two segments.
namespace exchange {

/// What the tracker writes about that conversation; a word that is none of the above ends the program.
RecordBatch observe(const std::string& conversation);

/// The states that one end went through, as "SYN-SENT, ESTABLISHED?, back to SYN-SENT"; "|" between two connections.
///
/// "?" marks what is assumed, "confirmed" behind the last step that it has become certain, "back to" what is taken back, and
/// "CLOSED after 2 MSL" what the clock did. `end` is 'A' or 'B'.
std::string walkOf(const RecordBatch& batch, char end);

} // namespace exchange
