#pragma once
#include "model/base/time.h"

#include <cstdint>
#include <optional>

namespace tcp {

/// The retransmission timeout from round-trip samples (RFC 6298), in whole nanoseconds, so that every compiler computes the same.
class RtoEstimator {
public:
    struct Settings {
        Duration minimum = std::chrono::seconds(1);          ///< RFC 6298, 2.4; Linux has 200 ms.
        Duration maximum = std::chrono::seconds(60);         ///< RFC 6298, 2.5: at least 60 s.
        Duration initial = std::chrono::seconds(1);          ///< RFC 6298, 2.1.
        Duration granularity = std::chrono::milliseconds(1); ///< The clock's G (RFC 6298, 2).
    };

    RtoEstimator() : RtoEstimator(Settings()) {}
    explicit RtoEstimator(const Settings& settings) : m_settings(settings), m_base(settings.initial) {}

    /// Takes one round-trip sample and ends the backoff (RFC 6298, 2.2 and 2.3).
    /// Without timestamps, samples of retransmitted segments must not be passed in (Karn's rule, RFC 6298, 3); a negative
    /// sample is a bug and asserts. `samplesPerRtt` above 1 lowers the weights where timestamps give many samples in one
    /// round trip (RFC 7323, Appendix G: the flight in segments, halved, rounded up).
    void addSample(Duration sample, std::uint32_t samplesPerRtt = 1);
    /// The timer ran out: doubles the timeout, up to the maximum (RFC 6298, 5.5).
    void backOff();
    /// The backoff was that of probes of a shut window, which has opened: it says nothing about the path. After a loss only a sample
    /// ends it (RFC 6298, 5).
    void resetBackoff() { m_backoffs = 0; }
    /// The handshake is done and the timer had run out for its SYN: data start with at least 3 s (RFC 6298, 5.7), until
    /// the next sample.
    void recoverFromLostSyn();

    /// The timeout to start the timer with, backoff included; between the settings' minimum and maximum after the first sample.
    Duration rto() const;
    /// SRTT; nothing before the first sample.
    std::optional<Duration> srtt() const { return m_hasSample ? std::optional(m_srtt) : std::nullopt; }
    /// RTTVAR; nothing before the first sample.
    std::optional<Duration> rttvar() const { return m_hasSample ? std::optional(m_rttvar) : std::nullopt; }
    /// How often the timer ran out since the last sample or resetBackoff().
    int backoffs() const { return m_backoffs; }
    const Settings& settings() const { return m_settings; }

private:
    Settings m_settings;
    Duration m_srtt{};
    Duration m_rttvar{};
    Duration m_base; ///< The timeout without backoff.
    int m_backoffs = 0;
    bool m_hasSample = false;
};

} // namespace tcp
