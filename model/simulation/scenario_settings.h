#pragma once
#include "model/base/socket_address.h"
#include "model/base/time.h"

#include <cstdint>
#include <optional>

/// What a scenario can set: of a host, a link, a socket. Those of a host have defaults, which are Linux's but for congestion control and buffers; those of links and sockets
/// change only what they name. Their names in a scenario stand in scenario_vocabulary.cpp.
namespace simulation {

enum class Congestion : std::uint8_t { Reno, Cubic };

/// Ports from `low` to `high`, both included.
struct PortRange {
    std::uint16_t low = 0;
    std::uint16_t high = 0;
    friend bool operator==(PortRange, PortRange) = default;
};

/// The TCP of one host.
struct HostSettings {
    std::optional<IpAddress> address;            ///< Empty: the simulation chooses, 10.0.0.1 for A, 10.0.0.2 for B and so on.
    std::optional<std::uint32_t> iss;            ///< Of the host's first connection; empty: random by the seed.
    std::uint16_t mss = 1460;                    ///< Octets, as announced in the SYN.
    std::uint32_t window = 65535;                ///< Receive buffer in octets, all of it for the window.
    std::uint32_t sendBuffer = 1u << 20;         ///< Octets.
    std::optional<std::uint8_t> windowScale = 7; ///< Shift, 0 to 14 (RFC 7323); empty: not offered.
    bool timestamps = true;                      ///< Offered (RFC 7323).
    bool sack = true;                            ///< Offered (RFC 2018).
    bool nagle = true;                           ///< RFC 9293, 3.7.4.
    bool sillyWindowAvoidance = true;            ///< At both ends (RFC 9293, 3.8.6.2).
    bool lastWaitsForFin = false;                ///< See tcp::EndpointSettings.
    std::optional<Duration> delayedAck = std::chrono::milliseconds(40); ///< Empty: every segment is acknowledged at once.
    Congestion congestion = Congestion::Reno;                           ///< RFC 5681 with 6582; Cubic is RFC 9438.
    std::uint32_t initialWindow = 10;                                   ///< Congestion window in segments (RFC 6928).
    Duration rtoInitial = std::chrono::seconds(1);
    Duration rtoMin = std::chrono::milliseconds(200);
    Duration rtoMax = std::chrono::seconds(120);
    std::uint32_t synRetries = 6;
    std::uint32_t synAckRetries = 5;
    std::uint32_t retries = 15; ///< R2 of RFC 9293, 3.8.3, counted in retransmissions.
    Duration keepAliveIdle = std::chrono::hours(2);
    Duration keepAliveInterval = std::chrono::seconds(75);
    std::uint32_t keepAliveProbes = 9;
    Duration finTimeout = std::chrono::seconds(60); ///< How long an orphan may stay in FIN-WAIT-2.
    Duration twoMsl = std::chrono::seconds(60);     ///< Length of TIME-WAIT.
    bool timeWaitReuse = false;                     ///< An active open may take a 4-tuple in TIME-WAIT that had timestamps (RFC 6191).
    bool rfc1337 = false;                           ///< A RST does not end TIME-WAIT.
    bool synCookies = true;                         ///< When the SYN queue is full.
    std::uint32_t synBacklog = 128;                 ///< Connections in SYN-RECEIVED.
    bool abortOnOverflow = false;                   ///< A full accept queue answers with a RST instead of silence.
    PortRange ephemeral{32768, 60999};
    std::uint32_t ttl = 64;
    friend bool operator==(const HostSettings&, const HostSettings&) = default;
};

/// In parts of a million, so that it is exact: 1 % is 10,000.
struct Probability {
    std::uint32_t perMillion = 0;
    friend bool operator==(Probability, Probability) = default;
};

struct BitRate {
    std::uint64_t bitsPerSecond = 0;
    friend bool operator==(BitRate, BitRate) = default;
};

/// What a link statement changes; what it does not name is empty.
struct LinkSettings {
    std::optional<Duration> delay;                     ///< One way.
    std::optional<Duration> jitter;                    ///< Added at random, from 0 to this.
    std::optional<std::optional<BitRate>> rate;        ///< Empty inside: no limit.
    std::optional<std::optional<std::uint32_t>> queue; ///< Segments that may wait for the rate; empty inside: no limit.
    std::optional<Probability> loss;
    std::optional<Probability> duplicate;
    std::optional<Probability> reorder;
    std::optional<Probability> corrupt;
    friend bool operator==(const LinkSettings&, const LinkSettings&) = default;
};

/// What `set` changes; what it does not name is empty.
struct SocketOptions {
    std::optional<bool> noDelay;
    std::optional<bool> reuseAddress;
    std::optional<bool> keepAlive;
    std::optional<Duration> keepIdle;
    std::optional<Duration> keepInterval;
    std::optional<std::uint32_t> keepCount;
    std::optional<std::optional<Duration>> linger;      ///< SO_LINGER; empty inside: off. 0 makes close() abort.
    std::optional<std::optional<Duration>> deferAccept; ///< TCP_DEFER_ACCEPT.
    std::optional<std::optional<Duration>> userTimeout; ///< TCP_USER_TIMEOUT (RFC 9293, 3.9.1.8).
    std::optional<std::uint32_t> receiveBuffer;         ///< Octets.
    std::optional<std::uint32_t> sendBuffer;            ///< Octets.
    friend bool operator==(const SocketOptions&, const SocketOptions&) = default;
};

} // namespace simulation
