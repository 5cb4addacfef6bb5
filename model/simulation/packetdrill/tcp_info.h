#pragma once
#include "model/simulation/packetdrill/script.h"
#include "model/tcp/endpoint.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace simulation::packetdrill {

/// "tcpi_snd_cwnd" and so on, in the order of Field.
std::span<const std::string_view> fieldNames();
std::optional<Field> fieldFromName(std::string_view name);
/// "TCP_ESTABLISHED" to Linux's number of the state.
std::optional<std::int64_t> stateFromName(std::string_view name);
/// The other way round; empty for a number that no state has.
std::string_view nameOfState(std::int64_t number);

/// What the endpoint does not count by itself.
class SegmentCounts {
public:
    void noteSent(const tcp::Segment& segment);
    void noteReceived() { ++m_in; }
    /// Everything before `una` has been acknowledged.
    void noteAcknowledged(tcp::SeqNumber una);

    std::uint64_t in() const { return m_in; }
    std::uint64_t out() const { return m_out; }
    std::uint64_t retransmitted() const { return m_retransmitted; }
    /// Segments sent and not acknowledged; one that was sent again counts once.
    std::size_t open() const { return m_open.size(); }

private:
    std::uint64_t m_in = 0;
    std::uint64_t m_out = 0;
    std::uint64_t m_retransmitted = 0;
    std::deque<tcp::SeqNumber> m_open; ///< Where each of them ends.
    std::optional<tcp::SeqNumber> m_next;
};

/// The value as TCP_INFO has it: times in microseconds, windows in segments.
std::int64_t valueOf(Field field, const tcp::Endpoint& endpoint, const SegmentCounts& counts);
/// Whether the comparison holds for that value.
bool holds(const Comparison& comparison, std::int64_t value);

} // namespace simulation::packetdrill
