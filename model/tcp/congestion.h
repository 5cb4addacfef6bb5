#pragma once
#include "model/base/time.h"

#include <cstdint>
#include <string_view>
#include <variant>

namespace tcp {

/// What a congestion window's growth needs to know of one ACK that covers new octets.
struct AckFacts {
    std::uint32_t octets = 0; ///< Newly acknowledged.
    std::uint32_t flight = 0; ///< FlightSize before this ACK, in octets: a window that is not used does not grow (RFC 9438, 5.8).
    Timestamp now{};
    Duration srtt{}; ///< Only CUBIC looks at it; 0 where nothing is known.
};

/// The two variables of RFC 5681 and the segment size that they count in; all in octets.
struct CongestionWindow {
    std::uint32_t mss = 536;
    std::uint32_t cwnd = 0;
    std::uint32_t ssthresh = 0;
};

/// Congestion avoidance as RFC 5681 has it, counting octets (RFC 3465, 2.1): one SMSS for each whole window acknowledged.
class RenoGrowth {
public:
    void grow(CongestionWindow& window, const AckFacts& ack);
    /// ssthresh after a loss (RFC 5681, equation 4), without its floor of 2 SMSS.
    std::uint32_t reduced(std::uint32_t flight) const { return flight / 2; }
    void onLoss(const CongestionWindow&) { m_acked = 0; }
    void onTimeout(const CongestionWindow&) { m_acked = 0; }
    void onUnused(Timestamp) {}
    void onRestart() { m_acked = 0; }

private:
    std::uint32_t m_acked = 0; ///< RFC 3465's bytes_acked.
};

/// CUBIC's congestion avoidance (RFC 9438) with its Reno-friendly region and fast convergence; C = 0.4, beta = 0.7.
///
/// All numbers are integers: octets, and ticks of 250 microseconds. With floating point, one compiler fuses what another rounds.
class CubicGrowth {
public:
    void grow(CongestionWindow& window, const AckFacts& ack);
    /// ssthresh after a loss (RFC 9438, 4.6), without its floor of 2 SMSS.
    std::uint32_t reduced(std::uint32_t flight) const { return std::uint32_t(std::uint64_t(flight) * 7 / 10); }
    /// Fast recovery begins; `window` is as it was before (RFC 9438, 4.6 and 4.7).
    void onLoss(const CongestionWindow& window);
    /// The first congestion avoidance after a timeout starts from its own window, with K = 0 (RFC 9438, 4.8).
    void onTimeout(const CongestionWindow& window);
    /// The window was not the limit: the curve's clock stands still (RFC 9438, 5.8).
    void onUnused(Timestamp now);
    /// After a pause, or with another segment size, congestion avoidance begins anew.
    void onRestart() { m_hasEpoch = false; }

    /// W_max in octets: where the curve is flat; 0 before the first loss or the first congestion avoidance.
    std::uint32_t wMax() const { return m_wMax; }
    /// K: from the epoch's start until the curve meets W_max again.
    Duration k() const;
    /// W_cubic(t) in octets, `t` after the epoch's start (RFC 9438, equation 1).
    std::uint32_t wCubic(std::uint32_t mss, Duration t) const;
    /// W_est in octets: what Reno would have (RFC 9438, equation 4).
    std::uint64_t wEst() const { return m_wEst; }

private:
    void beginEpoch(const CongestionWindow& window, Timestamp now);
    void growEstimate(const CongestionWindow& window, std::uint32_t octets);
    std::uint32_t target(const CongestionWindow& window, Duration t) const;

    std::uint32_t m_wMax = 0;
    std::uint32_t m_cwndPrior = 0; ///< cwnd when ssthresh was last set.
    std::uint64_t m_wEst = 0;
    std::uint64_t m_wEstRemainder = 0; ///< Numerator that was not enough for a whole octet yet.
    std::uint64_t m_remainder = 0;     ///< The same for cwnd.
    std::int64_t m_k = 0;              ///< In ticks.
    Timestamp m_epoch{};
    Timestamp m_latest{}; ///< The last ACK in this epoch.
    bool m_hasEpoch = false;
    bool m_startsFlat = true; ///< No loss to return to: the next epoch has K = 0 and W_max = its own first cwnd.
};

/// The congestion window of one sender: slow start, congestion avoidance, fast recovery and restart (RFC 5681, 6582, 6675, 9438).
///
/// A value: copy it to look into the future. The caller decides when an event has happened; what is sent is its business too.
class CongestionControl {
public:
    enum class Algorithm : std::uint8_t { NewReno, Cubic };
    enum class InitialWindow : std::uint8_t {
        Rfc5681, ///< 2 to 4 segments (RFC 5681, 3.1).
        Rfc6928, ///< 10 segments, as most systems have it.
    };
    enum class Phase : std::uint8_t { SlowStart, CongestionAvoidance, FastRecovery };

    struct Settings {
        Algorithm algorithm = Algorithm::NewReno;
        InitialWindow initialWindow = InitialWindow::Rfc6928;
        std::uint32_t mss = 536; ///< SMSS in octets, not 0.
        bool sack = false;       ///< Recovery by RFC 6675: the pipe says what may be sent, and cwnd is not inflated.
        std::uint32_t initialSegments = 0; ///< If not 0: the first window in segments, whatever the RFCs say.
    };

    /// An ssthresh that is "arbitrarily high" (RFC 5681, 3.1).
    static constexpr std::uint32_t kNoThreshold = 0x7FFF'FFFF;
    /// No window is larger than what RFC 7323 can advertise.
    static constexpr std::uint32_t kMaxCwnd = 65535u << 14;

    CongestionControl() : CongestionControl(Settings()) {}
    explicit CongestionControl(const Settings& settings);

    /// The SYN or SYN,ACK was lost: the first window is one segment (RFC 5681, 3.1; RFC 6928, 2 leaves one such loss unpunished).
    void onSynLost() { m_window.cwnd = m_window.mss; }
    /// A smaller path MTU, for instance: the octets of cwnd stay, but never less than one segment.
    void setMss(std::uint32_t mss);

    /// An ACK covers new octets. In fast recovery it changes nothing: see onPartialAck() and exitRecovery().
    void onAck(const AckFacts& ack);
    /// Fast retransmit: halves (CUBIC: 0.7) and enters fast recovery (RFC 5681, 3.2, steps 2 and 3; RFC 6675, 5, step 4.2).
    /// `flight` is FlightSize in octets without what limited transmit sent. Ignored while in recovery.
    void enterRecovery(std::uint32_t flight);
    /// One more duplicate ACK in recovery: a segment has left the network (RFC 5681, 3.2, step 4). Nothing with SACK.
    void onDuplicateAck();
    /// An ACK in recovery that leaves part of it open: deflates by what it covers (RFC 6582, 3.2, step 3). Nothing with SACK.
    void onPartialAck(std::uint32_t octets);
    /// The whole of the recovery is acknowledged (RFC 6582, 3.2, step 3); `flight` is what remains outstanding.
    void exitRecovery(std::uint32_t flight);
    /// The retransmission timer ran out: one segment, slow start (RFC 5681, 3.1).
    /// `isRepeated`: it had run out for the same segment before, so ssthresh stays (RFC 5681, 3.1).
    void onTimeout(std::uint32_t flight, bool isRepeated);
    /// About to send after `idle` without sending: a pause longer than the timeout restarts from min(IW, cwnd) (RFC 5681, 4.1).
    void onIdle(Duration idle, Duration rto);

    std::uint32_t cwnd() const { return m_window.cwnd; }
    std::uint32_t ssthresh() const { return m_window.ssthresh; }
    std::uint32_t mss() const { return m_window.mss; }
    /// Octets (RFC 5681, 3.1, or RFC 6928, 2).
    std::uint32_t initialWindow() const;
    Phase phase() const;
    bool isInRecovery() const { return m_isInRecovery; }
    Algorithm algorithm() const { return m_settings.algorithm; }
    /// "reno" or "cubic", as the kernel's setting has it.
    std::string_view name() const;
    /// The growth of congestion avoidance, for the charts.
    const CubicGrowth* cubic() const { return std::get_if<CubicGrowth>(&m_growth); }

private:
    bool isSlowStart() const;
    void growInSlowStart(const AckFacts& ack);
    std::uint32_t reducedThreshold(std::uint32_t flight) const;

    Settings m_settings;
    CongestionWindow m_window;
    std::variant<RenoGrowth, CubicGrowth> m_growth;
    bool m_isInRecovery = false;
    bool m_isAfterTimeout = false; ///< The slow start that repairs a timeout.
};

} // namespace tcp
