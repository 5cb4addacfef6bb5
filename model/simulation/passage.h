#pragma once
#include "model/base/socket_address.h"
#include "model/base/time.h"
#include "model/simulation/scenario.h"
#include "model/tcp/segment.h"
#include "model/trace/record.h"

#include <cstdint>
#include <limits>

namespace simulation {

/// Position of a host in Simulation::hosts().
using HostIndex = std::uint32_t;
/// Every host, or none: a forged address.
inline constexpr HostIndex kNoHost = std::numeric_limits<HostIndex>::max();
/// Position of a passage in Simulation::passages().
using PassageIndex = std::uint32_t;
/// Which 4-tuple: see Recorder.
using FlowId = std::uint32_t;
inline constexpr FlowId kNoFlow = std::numeric_limits<FlowId>::max();
inline constexpr ConnectionId kNoConnection = std::numeric_limits<ConnectionId>::max();

/// A segment on its way from one host to another: for clicking on it, and for writing captures.
struct Passage {
    enum class Fate : std::uint8_t { Flying, Arrived, Lost };

    Timestamp sent{};
    Timestamp ends{};             ///< When it arrives, or was lost.
    Timestamp due{};              ///< When it would arrive, were it not lost on its way.
    Timestamp since{};            ///< `sent`, or when the link has made the copy.
    Timestamp delayedAt{};        ///< By a FlightFault, the last time.
    Timestamp dueBefore{};        ///< What `due` was then.
    Duration delayed{};           ///< By FlightFaults.
    SocketAddress source;
    SocketAddress destination;
    HostIndex from = kNoHost;     ///< kNoHost: its source is forged.
    HostIndex to = kNoHost;
    FlowId flow = kNoFlow;
    ConnectionId connection = kNoConnection; ///< When it was sent.
    std::uint32_t sentTurn = 0;   ///< Sendings and arrivals are counted together: which came first at the same time.
    std::uint32_t endTurn = 0;    ///< Of the arrival.
    std::uint32_t number = 0;     ///< In the order of sending, from 1; a copy that the link made has the original's.
    tcp::Segment segment;         ///< `wnd` is in octets.
    std::uint16_t window = 0;     ///< The header's field.
    Labels labels;                ///< As seen at the sender's end; only if the sender is the initiator.
    Fate fate = Fate::Flying;
    std::uint8_t ttl = 64;
    bool fromLow = false;         ///< The sender is the flow's first end.
    bool isCopy = false;          ///< Made by the link.
    bool isCorrupt = false;
    bool isInjected = false;      ///< No TCP has sent it.
};

/// Whether the segment is of that kind.
bool isOfKind(SegmentKind kind, const tcp::Segment& segment);

/// A SegmentMatch whose hosts have been looked up.
struct PassageMatch {
    SegmentMatch what;
    HostIndex from = kNoHost; ///< kNoHost: any.
    HostIndex to = kNoHost;
    /// Kind, direction, number and port; not its `nth` and `count`.
    bool matches(const Passage& passage) const;
};

/// Whether the segment is as `pattern` expects it: see SegmentPattern.
bool isAsExpected(const SegmentPattern& pattern, const tcp::Segment& segment);
/// "SYN 1000(0) ack 8001 win 4096 <mss 1460>", in the notation of scenarios.
std::string describe(const tcp::Segment& segment);

/// Where the simulation's clock starts; the same in each run, so that traces can be compared.
inline constexpr Timestamp kSimulationStart{std::chrono::seconds(1'767'225'600)}; // 2026-01-01 00:00:00 UTC

} // namespace simulation
