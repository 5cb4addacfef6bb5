#pragma once
#include "model/trace/record_batch.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

/// What is known of one direction of a connection, that is of its sender.
struct SideSummary {
    std::uint64_t segments = 0;
    std::uint64_t octets = 0;                   ///< Octets of user data, each counted once; those that were lost to the capture count too.
    tcp::SeqNumber isn;                         ///< The SYN's number; in mid-stream one less than the first number seen, so that text starts at 1.
    tcp::SeqNumber next;                        ///< After the highest octet seen.
    bool isnKnown = false;                      ///< Own segment or the other side's ACK has told `isn`.
    bool heard = false;                         ///< At least one segment of this side was captured.
    bool synSeen = false;
    std::optional<std::uint16_t> mss;           ///< As its SYN says.
    std::optional<std::uint8_t> windowScale;    ///< As its SYN says; counts only if both sides sent one (RFC 7323, 2.2).
    tcp::State state = tcp::State::Closed;      ///< After the last record.
    Certainty certainty = Certainty::Assumed;   ///< Of that state.
};

/// A connection and the summary of all its records so far.
struct Connection {
    ConnectionInfo info;
    Timestamp start{};
    Timestamp end{};
    std::array<SideSummary, 2> sides;
    std::uint64_t segments = 0;                         ///< Records that are segments.
    std::array<std::uint32_t, kLabelCount> labelCounts{}; ///< By Label.
    std::uint8_t completeness = 0;                      ///< Wireshark's sum: 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST.
    std::optional<Duration> initialRtt;                 ///< From the SYN to the ACK that completes the handshake.
    Timestamp lastSyn{};                                ///< For `initialRtt`.
    std::vector<RecordNumber> records;                  ///< All records of this connection, in order.
    std::vector<TransitionRecord> transitions;          ///< All steps of both ends, in order.
    bool isGone = false;                                ///< It has left the memory: see Trace::depart().

    const SideSummary& side(Side which) const { return sides[index(which)]; }
    SideSummary& side(Side which) { return sides[index(which)]; }
    const SocketAddress& address(Side which) const { return which == Side::Initiator ? info.initiator : info.responder; }
    /// The shift that turns the header's window field of a segment from `sender` into octets; 0 for segments with SYN.
    unsigned windowShift(Side sender) const
    {
        const bool both = sides[0].windowScale && sides[1].windowScale;
        return both ? *side(sender).windowScale : 0u;
    }
};
