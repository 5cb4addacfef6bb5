#include "model/tcp/congestion.h"

namespace tcp {

void RenoGrowth::grow(CongestionWindow& window, const AckFacts& ack)
{
    m_acked += ack.octets;
    if (m_acked < window.cwnd)
        return;
    m_acked -= window.cwnd;
    window.cwnd += window.mss;
    // A single ACK may cover more than a window after a stretch of lost ACKs; it counts once.
    if (m_acked > window.cwnd)
        m_acked = window.cwnd;
}

} // namespace tcp
