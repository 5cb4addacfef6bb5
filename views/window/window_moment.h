#pragma once
#include "model/trace/stage.h"
#include "model/trace/trace.h"
#include "views/window/window_limit.h"

#include <array>
#include <optional>

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

    RangeFacts rangeFacts() const { return {stream.una, stream.peakFlight, stream.peakWindow, mss}; }
    /// Octets that SACK has reported: they count neither for cwnd nor as in flight (RFC 6675, "pipe").
    std::uint64_t reported() const;
};

/// Both directions after the connection's first `step` records.
struct WindowMoment {
    std::uint32_t step = 0;
    std::array<StreamMoment, 2> streams; ///< By sender: index(Side).
};

/// With `stage` (may be null) segments under way count as sent, and cwnd and the receiver's buffer are known.
WindowMoment momentAt(const Trace& trace, ConnectionId connection, std::uint32_t step, const Stage* stage);

/// What lies between two moments of one connection, for pictures in motion: `progress` 0 to 1.
WindowMoment between(const WindowMoment& from, const WindowMoment& to, double progress);

/// What senderLimit() looks at.
LimitFacts limitFacts(const StreamMoment& moment);
