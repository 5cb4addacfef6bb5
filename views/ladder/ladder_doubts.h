#pragma once
#include "views/ladder/ladder_metrics.h"

#include <QString>

/// A recorded segment of which nobody knows whether it arrived: nothing acknowledged it before something else happened.
struct Doubt {
    /// What happened first.
    enum class Until : std::uint8_t {
        Resent, ///< Its sender sent some of it again.
        Reset,  ///< A reset left an end in CLOSED.
        End,    ///< The recording ends.
    };

    std::uint32_t row = 0;   ///< Of the segment.
    Until until = Until::End;
    std::uint32_t untilRow = 0; ///< Of what happened; of the connection's last record where nothing did.
};

/// The segments in those rows, in order, that were not acknowledged, by an ACK or in a SACK block, before they were sent again, the
/// connection was reset or the recording ended.
///
/// Only what occupies sequence space can be acknowledged (RFC 9293, 3.4), and a cumulative ACK counts for all that lies before it.
/// A keep-alive's octet has been acknowledged before. Of a simulation nothing is in doubt; nor where only one direction was recorded.
/// `isComplete` says that no more records come. Looks at most kRelationRows rows ahead; what is decided farther away is not told.
std::vector<Doubt> doubtsIn(const Trace& trace, ConnectionId id, RowRange rows, bool isComplete = true);

/// "not acknowledged before frame 7", beside an arrow.
QString doubtText(const Trace& trace, ConnectionId id, const Doubt& doubt);
/// "Not acknowledged before frame 7 sent it again, 204 ms later. Whether it arrived is not known.", for tool tips.
QString doubtExplanation(const Trace& trace, ConnectionId id, const Doubt& doubt);
