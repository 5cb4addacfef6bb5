#pragma once
#include "model/capture/packet_reader.h"
#include "model/observer/connection_tracker.h"
#include "model/wire/decoder.h"

/// That the input was recorded on a link of this LINKTYPE_ value, which cannot be decoded.
Error unsupportedLinkType(const std::string& subject, int linkType);

/// What every capture does with its packets: decodes them, follows their connections, counts.
class PacketObserver {
public:
    explicit PacketObserver(const TrackerOptions& options) : m_tracker(options) {}

    /// Appends to `out` what the packet brought.
    void take(const Packet& packet, RecordBatch& out);
    /// Packets were captured here that will not be shown: those after them keep their numbers.
    void skip(std::uint64_t packets) { m_statistics.frames += packets; }
    /// No packet has come, but it is this late.
    void advanceClock(Timestamp time, RecordBatch& out) { m_tracker.advanceClock(time, out); }
    /// See ConnectionTracker::forget().
    void forget(ConnectionId connection) { m_tracker.forget(connection); }
    SourceStatistics& statistics() { return m_statistics; }
    const SourceStatistics& statistics() const { return m_statistics; }
    /// The error to report if there was no packet that could be decoded.
    std::optional<Error> undecodable(const std::string& subject) const;

private:
    wire::Outcome decode(const Packet& packet);
    void observe(Timestamp time, RecordBatch& out);
    void countSkipped(wire::Outcome outcome);

    ConnectionTracker m_tracker;
    SourceStatistics m_statistics;
    wire::DecodedSegment m_segment;
    std::uint64_t m_undecodable = 0; ///< Packets of a link type that cannot be decoded.
    int m_linkType = -1;             ///< Of the latest packet.
    bool m_isSupported = false;
};
