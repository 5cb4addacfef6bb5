#pragma once
#include "model/tcp/endpoint.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Two endpoints and a path with a constant delay, for tests of Endpoint: what was sent is kept in the order of sending.
class EndpointPair {
public:
    struct Passage {
        Timestamp sent;
        Timestamp arrives;
        std::size_t sender; ///< 0: a, 1: b
        tcp::Segment segment;
        bool lost = false;
    };

    EndpointPair(const tcp::EndpointSettings& a, const tcp::EndpointSettings& b) : m_ends{tcp::Endpoint(a), tcp::Endpoint(b)} {}

    tcp::Endpoint& a() { return m_ends[0]; }
    tcp::Endpoint& b() { return m_ends[1]; }
    Timestamp now() const { return m_now; }
    const std::vector<Passage>& passages() const { return m_passages; }
    const std::vector<tcp::Notice>& notices(std::size_t end) const { return m_heard[end]; }

    Duration delay = std::chrono::milliseconds(10);
    /// Decides about each segment; true: it is lost.
    std::function<bool(const Passage&)> loses;
    /// Both users read at once what arrives.
    std::array<bool, 2> reads{true, true};
    std::array<std::uint64_t, 2> octetsRead{};

    /// Carries what the ends have sent since the last call.
    void carry()
    {
        for (std::size_t end = 0; end < 2; ++end) {
            m_ends[end].takeOutput(m_output);
            for (const tcp::Segment& segment : m_output) {
                Passage passage{m_now, m_now + delay, end, segment, false};
                passage.lost = loses && loses(passage);
                if (!passage.lost)
                    m_flying.push_back(passage);
                if (keepsPassages)
                    m_passages.push_back(passage);
            }
            m_ends[end].takeNotices(m_notices);
            m_heard[end].insert(m_heard[end].end(), m_notices.begin(), m_notices.end());
        }
    }

    /// Runs until nothing is left to happen before `end`, and sets the clock to it.
    void runUntil(Timestamp end)
    {
        carry();
        for (;;) {
            const Timestamp timers = std::min(m_ends[0].deadline(), m_ends[1].deadline());
            const Timestamp arrival = m_next < m_flying.size() ? m_flying[m_next].arrives : Timestamp::max();
            const Timestamp next = std::min(timers, arrival);
            if (next > end)
                break;
            m_now = next;
            if (arrival <= timers) {
                const Passage passage = m_flying[m_next++];
                const std::size_t to = 1 - passage.sender;
                m_ends[to].arrive(m_now, passage.segment);
                if (reads[to])
                    octetsRead[to] += m_ends[to].receive(m_now, ~0u);
            } else {
                for (tcp::Endpoint& endpoint : m_ends) {
                    if (endpoint.deadline() <= m_now)
                        endpoint.runTimers(m_now);
                }
            }
            if (m_next > 4096) {
                m_flying.erase(m_flying.begin(), m_flying.begin() + std::ptrdiff_t(m_next));
                m_next = 0;
            }
            carry();
        }
        m_now = std::max(m_now, end);
    }
    void run(Duration duration) { runUntil(m_now + duration); }

    bool keepsPassages = true;

private:
    std::array<tcp::Endpoint, 2> m_ends;
    Timestamp m_now{std::chrono::seconds(1'000'000)};
    std::vector<Passage> m_flying; ///< In the order of arrival, as the delay is constant.
    std::size_t m_next = 0;
    std::vector<Passage> m_passages;
    std::vector<tcp::Segment> m_output;
    std::vector<tcp::Notice> m_notices;
    std::array<std::vector<tcp::Notice>, 2> m_heard;
};

/// "SYN 1000(0) ack 1 win 4096": as on an arrow, without options.
inline std::string describe(const tcp::Segment& segment)
{
    std::string text;
    if (segment.has(tcp::Flag::Syn))
        text += "SYN ";
    if (segment.has(tcp::Flag::Fin))
        text += "FIN ";
    if (segment.has(tcp::Flag::Rst))
        text += "RST ";
    if (segment.len() > 0 || segment.has(tcp::Flag::Rst))
        text += std::to_string(segment.seq.value()) + "(" + std::to_string(segment.textLength) + ") ";
    if (segment.has(tcp::Flag::Ack))
        text += "ack " + std::to_string(segment.ack.value()) + " ";
    text.pop_back();
    return text;
}
