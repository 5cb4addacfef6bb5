#include "model/simulation/packetdrill/tcp_info.h"

#include <array>
#include <chrono>

namespace simulation::packetdrill {

namespace {

constexpr std::array<std::string_view, 15> kFieldNames{
    "tcpi_state",   "tcpi_snd_cwnd",      "tcpi_snd_ssthresh", "tcpi_unacked", "tcpi_retransmits",
    "tcpi_backoff", "tcpi_total_retrans", "tcpi_rto",          "tcpi_rtt",     "tcpi_rttvar",
    "tcpi_snd_mss", "tcpi_snd_wscale",    "tcpi_rcv_wscale",   "tcpi_segs_in", "tcpi_segs_out",
};
static_assert(kFieldNames.size() == std::size_t(Field::SegsOut) + 1);

/// By Linux's number, from 1.
constexpr std::array<std::pair<std::string_view, tcp::State>, 11> kStates{{
    {"TCP_ESTABLISHED", tcp::State::Established},
    {"TCP_SYN_SENT", tcp::State::SynSent},
    {"TCP_SYN_RECV", tcp::State::SynReceived},
    {"TCP_FIN_WAIT1", tcp::State::FinWait1},
    {"TCP_FIN_WAIT2", tcp::State::FinWait2},
    {"TCP_TIME_WAIT", tcp::State::TimeWait},
    {"TCP_CLOSE", tcp::State::Closed},
    {"TCP_CLOSE_WAIT", tcp::State::CloseWait},
    {"TCP_LAST_ACK", tcp::State::LastAck},
    {"TCP_LISTEN", tcp::State::Listen},
    {"TCP_CLOSING", tcp::State::Closing},
}};

std::int64_t numberOf(tcp::State state)
{
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (kStates[i].second == state)
            return std::int64_t(i) + 1;
    }
    return 0;
}

std::int64_t microseconds(Duration duration)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

} // namespace

std::span<const std::string_view> fieldNames()
{
    return kFieldNames;
}

std::optional<Field> fieldFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kFieldNames.size(); ++i) {
        if (kFieldNames[i] == name)
            return Field(i);
    }
    return std::nullopt;
}

std::optional<std::int64_t> stateFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (kStates[i].first == name)
            return std::int64_t(i) + 1;
    }
    return std::nullopt;
}

std::string_view nameOfState(std::int64_t number)
{
    return number >= 1 && number <= std::int64_t(kStates.size()) ? kStates[std::size_t(number - 1)].first : std::string_view();
}

void SegmentCounts::noteSent(const tcp::Segment& segment)
{
    ++m_out;
    if (segment.len() == 0)
        return;
    if (m_next && segment.seq.isBefore(*m_next)) {
        ++m_retransmitted;
        return;
    }
    m_next = segment.end();
    m_open.push_back(segment.end());
}

void SegmentCounts::noteAcknowledged(tcp::SeqNumber una)
{
    while (!m_open.empty() && m_open.front().isAtOrBefore(una))
        m_open.pop_front();
}

std::int64_t valueOf(Field field, const tcp::Endpoint& endpoint, const SegmentCounts& counts)
{
    const tcp::CongestionControl& congestion = endpoint.congestion();
    const tcp::RtoEstimator& rto = endpoint.rtoEstimator();
    // clang-format off
    switch (field) {
    case Field::State: return numberOf(endpoint.state());
    case Field::SndCwnd: return congestion.cwnd() / congestion.mss();
    case Field::SndSsthresh: return congestion.ssthresh() == tcp::CongestionControl::kNoThreshold ? congestion.ssthresh() : congestion.ssthresh() / congestion.mss();
    case Field::Unacked: return std::int64_t(counts.open());
    case Field::Retransmits: return endpoint.retransmissions();
    case Field::Backoff: return rto.backoffs();
    case Field::TotalRetrans: return std::int64_t(counts.retransmitted());
    case Field::Rto: return microseconds(rto.rto());
    case Field::Rtt: return microseconds(rto.srtt().value_or(Duration{}));
    case Field::Rttvar: return microseconds(rto.rttvar().value_or(Duration{}));
    case Field::SndMss: return congestion.mss();
    case Field::SndWscale: return endpoint.sendWindowShift();
    case Field::RcvWscale: return endpoint.receiveWindowShift();
    case Field::SegsIn: return std::int64_t(counts.in());
    case Field::SegsOut: return std::int64_t(counts.out());
    }
    // clang-format on
    return 0;
}

bool holds(const Comparison& comparison, std::int64_t value)
{
    using enum Comparison::Operator;
    switch (comparison.op) {
    case Equal:
        return value == comparison.value;
    case NotEqual:
        return value != comparison.value;
    case Less:
        return value < comparison.value;
    case LessOrEqual:
        return value <= comparison.value;
    case Greater:
        return value > comparison.value;
    case GreaterOrEqual:
        return value >= comparison.value;
    }
    return false;
}

} // namespace simulation::packetdrill
