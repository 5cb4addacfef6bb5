#pragma once
#include "model/base/socket_address.h"
#include "model/trace/record.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

/// What identifies a connection: the whole 4-tuple and which use of it this is, never a hash.
struct ConnectionInfo {
    SocketAddress initiator;
    SocketAddress responder;
    std::uint32_t incarnation = 0; ///< How many connections had the same 4-tuple before.
    bool midstream = false;        ///< No SYN was seen.
    bool chosenIsns = false;       ///< A scenario has chosen both initial sequence numbers, so that they are worth showing.
    /// What the states are before the first record (adoption of a connection in mid-stream; else CLOSED).
    tcp::State initialStates[2] = {tcp::State::Closed, tcp::State::Closed};
};

/// What a source has read so far, and what it could not use.
struct SourceStatistics {
    std::uint64_t frames = 0;   ///< Packets read.
    std::uint64_t segments = 0; ///< Packets that were TCP segments.
    std::uint64_t notIp = 0;
    std::uint64_t notTcp = 0;
    std::uint64_t truncated = 0;
    std::uint64_t fragments = 0;
    std::uint64_t badChecksums = 0;
    std::optional<std::uint64_t> damagedAt; ///< Number (from 1) of the frame that could not be read any more.
    std::optional<double> progress;         ///< Share of the input read so far, 0 to 1, where its length is known.
};

/// A run of new entries for a trace, in order. Record and connection numbers count from the start of the trace.
struct RecordBatch {
    std::vector<ConnectionInfo> connections;
    std::vector<Record> records;
    std::vector<TransitionRecord> transitions; ///< By record, then by side as they happened.
    std::vector<std::uint8_t> extras;          ///< Continues the trace's extras: see Extra.
    std::vector<ConnectionId> departures;      ///< Connections that are to leave the memory after this batch; nothing of them comes later.
    SourceStatistics statistics;               ///< As of the end of this batch.

    bool isEmpty() const { return records.empty() && connections.empty() && departures.empty(); }
    /// Forgets the content and keeps the memory.
    void clear()
    {
        connections.clear();
        records.clear();
        transitions.clear();
        extras.clear();
        departures.clear();
    }
};

/// The rare parts of a segment. In RecordBatch::extras they stand as checksum (2 octets), urgent pointer (2), option length (1),
/// options, in the machine's own order; `Record::extra` is the offset of the first of them in the whole trace, plus 1.
struct Extra {
    std::uint16_t checksum = 0;
    std::uint16_t urgentPointer = 0;
    std::uint8_t length = 0;                   ///< Valid octets of `octets`.
    std::array<std::uint8_t, 40> octets{};     ///< The options as captured.
    tcp::Options options;                      ///< The same, decoded.
};
