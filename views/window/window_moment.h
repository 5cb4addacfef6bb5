#pragma once
#include "model/trace/stage.h"
#include "model/trace/trace.h"
#include "views/window/window_limit.h"

#include <array>
#include <optional>
#include <vector>

/// What the stretch that a picture shows is chosen from: see chooseRange().
struct RangeFacts {
    std::uint64_t una = 0;
    std::uint64_t peakFlight = 0;
    std::uint32_t peakWindow = 0;
    std::uint32_t mss = 1460;
};

/// The stretch on its way from one to another.
struct RangeMotion {
    RangeFacts from;
    RangeFacts to;
    double progress = 0; ///< 0 to 1.
};

/// One direction at one moment: what its trace shows, and what a simulation knows besides. Offsets as in StreamState.
struct StreamMoment {
    StreamState stream;
    std::uint64_t rcvNxt = 0;              ///< A recording shows it when it is acknowledged, a simulation when it has moved.
    std::uint64_t roomEnd = 0;             ///< RCV.NXT + RCV.WND, likewise.
    std::optional<std::uint64_t> read;     ///< The application has read all before it; simulations only.
    std::uint64_t cwnd = 0;                ///< Octets; 0: nothing is known of it.
    bool cwndIsEstimate = true;            ///< From the flight, at least.
    std::optional<std::uint32_t> unsent;   ///< Octets; simulations only.
    bool finWaits = false;                 ///< Its user has closed, and the FIN is not sent; simulations only.
    std::uint32_t mss = 1460;              ///< Text in a full-sized segment.
    std::optional<RangeMotion> motion;     ///< Set by between().
    tcp::State senderState = tcp::State::Established;
    tcp::State receiverState = tcp::State::Established;
    bool scaleUnknown = false;             ///< The handshake was not captured: the window is at least what its headers say.
    bool isStaged = false;                 ///< Of a simulation.

    /// Whether an end has no TCB: nothing of the connection, or not yet.
    bool isSenderGone() const { return keepsNothing(senderState); }
    bool isReceiverGone() const { return keepsNothing(receiverState); }

    RangeFacts rangeFacts() const { return {stream.una, stream.peakFlight, stream.peakWindow, mss}; }
    /// Octets that SACK has reported: they count neither for cwnd nor as in flight (RFC 6675, "pipe").
    std::uint64_t reported() const;
};

/// Both directions after the connection's first `step` records.
struct WindowMoment {
    std::uint32_t step = 0;
    std::array<StreamMoment, 2> streams; ///< By sender: index(Side).
};

/// With `stage` (may be null) segments under way count as sent, and cwnd and the receiver's buffer are known: at `now`, which is at or
/// behind the last record and before the next one, or at the last record.
WindowMoment momentAt(const Trace& trace, ConnectionId connection, std::uint32_t step, const Stage* stage, std::optional<Timestamp> now = {});

/// All that a moment has from its stage: while this stays the same between two records, so does the moment.
struct StageGlance {
    std::array<const EndpointSample*, 2> samples{}; ///< By index(Side); null before the first.
    std::vector<std::size_t> flights;               ///< As Stage::flightsAt().
    friend bool operator==(const StageGlance&, const StageGlance&) = default;
};
/// Arguments as those of momentAt().
StageGlance glanceAt(const Trace& trace, ConnectionId connection, std::uint32_t step, const Stage* stage, Timestamp now);

/// What lies between two moments of one connection, for pictures in motion: `progress` 0 to 1.
WindowMoment between(const WindowMoment& from, const WindowMoment& to, double progress);

/// What senderLimit() looks at.
LimitFacts limitFacts(const StreamMoment& moment);
