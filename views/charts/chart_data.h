#pragma once
#include "views/charts/point_log.h"

#include <array>
#include <cstddef>
#include <optional>

/// Which chart is drawn.
enum class ChartKind {
    Sequence,       ///< Sequence numbers over time, as Stevens draws them: a point for each segment.
    Tcptrace,       ///< The same with each segment's length, ACKs, window, SACK blocks.
    InFlight,       ///< Octets in flight, the receiver's window, and in a simulation cwnd and ssthresh.
    Throughput,     ///< Octets sent and octets acknowledged a second.
    RoundTrip,      ///< From a segment to its acknowledgment.
    SegmentSizes,   ///< Octets of text.
    StatesOverTime, ///< How many ends of all connections are in which state.
};
inline constexpr ChartKind kChartKinds[] = {ChartKind::Sequence,  ChartKind::Tcptrace,     ChartKind::InFlight,      ChartKind::Throughput,
                                            ChartKind::RoundTrip, ChartKind::SegmentSizes, ChartKind::StatesOverTime};

/// What is measured. Sequence numbers are stream offsets (see StreamState), lengths octets, times seconds.
enum class Quantity {
    Sent,           ///< From a segment's first to after its last number; of those sent for the first time.
    Resent,         ///< The same of retransmissions.
    Lost,           ///< The same of segments that were lost on their way (simulations).
    Acknowledged,   ///< SND.UNA.
    DuplicateAck,   ///< Where an ACK repeated SND.UNA.
    WindowEdge,     ///< SND.UNA + SND.WND.
    Sacked,         ///< SACK blocks, when they were reported.
    InFlight,       ///< SND.NXT - SND.UNA, less what SACK has reported.
    Window,         ///< SND.WND.
    Cwnd,           ///< RFC 5681; known in simulations only.
    Ssthresh,       ///< RFC 5681; known in simulations only.
    SentOctets,     ///< Running total of text, each sending counted.
    Delivered,      ///< Running total of text acknowledged.
    RoundTrip,      ///< From a segment to the ACK or SACK that first covers it (Karn's rule: sent once).
    TimestampEcho,  ///< From a timestamp to its echo (RFC 7323, 4).
    SmoothedTrip,   ///< SRTT (RFC 6298) of RoundTrip.
    Size,           ///< Octets of text of a segment sent for the first time, or lost.
    ResentSize,     ///< Octets of text of a retransmission.
};
inline constexpr std::size_t kQuantityCount = 18;

/// The series of one direction of one connection.
struct ChartData {
    std::array<PointLog, kQuantityCount> logs;
    TimeRange extent{0, 0};           ///< From the first record to the last segment.
    std::uint32_t origin = 0;          ///< See numberOrigin(): to be added to sequence numbers before they are shown.
    std::optional<double> initialTrip; ///< Connection::initialRtt, seconds.
    std::optional<std::uint16_t> mss; ///< What the other end's SYN allows.

    const PointLog& operator[](Quantity quantity) const { return logs[std::size_t(quantity)]; }
    PointLog& operator[](Quantity quantity) { return logs[std::size_t(quantity)]; }
};

/// Whether a chart of that kind shows the quantity.
bool showsQuantity(ChartKind kind, Quantity quantity);
