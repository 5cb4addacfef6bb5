#pragma once
#include "model/base/time.h"
#include "model/tcp/segment.h"
#include "model/trace/record.h"

#include <cstdint>

/// Labels segments as Wireshark's TCP dissector does (its "tcp.analysis" flags), one connection at a time.
///
/// Feed every segment of the connection in capture order. The rules are those of Wireshark 4.0. Where they differ from
/// what a TCP would conclude, theirs are kept, because the labels stand beside the same capture in Wireshark. So a
/// sequence number of exactly 0 counts as "nothing seen yet", SACK blocks are not looked at, and a fast or a spurious
/// retransmission is labelled a retransmission as well.
///
/// Known differences: Wireshark stops counting the FIN's number while more than 10,000 segments of one direction are
/// unacknowledged, and ignores duplicate ACKs whose MPTCP options differ; here neither is done.
///
/// ReusedPorts is not given here: whoever tells connections apart knows it.
class SegmentLabels {
public:
    /// The labels of the next segment, sent by `sender`; `segment.wnd` is the header's field, unscaled.
    Labels observe(Side sender, const tcp::Segment& segment, Timestamp time);

private:
    static constexpr std::uint32_t kWindowUnknown = 0xFFFF'FFFF;
    static constexpr std::int8_t kScaleUnknown = -1;
    static constexpr std::int8_t kScaleUnused = -2;
    /// In place of a count of duplicate ACKs: the peer has acknowledged more than this end was seen to send.
    static constexpr std::uint8_t kAckedBeyond = 255;

    /// What one end has sent.
    struct Direction {
        tcp::SeqNumber next;    ///< After the highest octet seen.
        tcp::SeqNumber ackable; ///< After the octets seen without a hole.
        tcp::SeqNumber lastAck; ///< Of its last segment.
        std::uint32_t window = kWindowUnknown; ///< Of its last segment, unscaled.
        std::int8_t scale = kScaleUnknown;     ///< The shift it announced, or one of the constants above.
        std::uint8_t duplicateAcks = 0;        ///< In a row, at most 254; or kAckedBeyond.
        bool windowIsScaled = false;           ///< Not in SYNs.
        bool lastWasKeepAlive = false;
        bool lastWasZeroWindowProbe = false;
        Timestamp nextTime{}; ///< When `next` last grew.
        Timestamp lastTime{}; ///< Of its last segment.
    };

    /// The segment at hand, both directions as seen from it, and the labels found so far.
    struct Look {
        Direction& forward;
        Direction& reverse;
        const tcp::Segment& segment;
        Timestamp time;
        Labels labels;
    };

    static void lookAtNumbers(Look& look);
    static void lookAtWindowFull(Look& look);
    static void lookAtRepeatedAck(Look& look);
    static void lookAtAckBeyond(Look& look);
    void lookAtResend(Look& look) const;
    static void remember(const Look& look);
    void learnRoundTrip(const Look& look);
    static void learnScale(const Look& look);

    Direction m_directions[2];
    Timestamp m_synTime{};    ///< Of the last SYN without ACK.
    Duration m_initialRtt{};  ///< From it to the first ACK that is no SYN,ACK; 0 while unknown.
};
