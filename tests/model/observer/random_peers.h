#pragma once
#include "tests/model/observer/random_endpoint.h"

#include <array>
#include <string>

/// Two endpoints whose users call as they are told, and a path between them that may misbehave.
namespace peers {

enum class Host : std::uint8_t { A, B };
inline constexpr Host kHosts[] = {Host::A, Host::B};
constexpr Host other(Host host) { return host == Host::A ? Host::B : Host::A; }
constexpr std::size_t index(Host host) { return std::size_t(host); }

enum class Call : std::uint8_t { PassiveOpen, ActiveOpen, Send, Close, Abort };

/// What a user does, and when.
struct UserCall {
    Timestamp time;
    Host host = Host::A;
    Call call = Call::Send;
    std::uint32_t octets = 0;
    tcp::SeqNumber iss;
    bool evenSilently = false; ///< Also where a CLOSE or ABORT does something that no capture can show.
};

/// The path between the hosts, with the place where it is watched.
struct Path {
    struct Direction {
        Duration beforeCapture{};
        Duration afterCapture{};
    };
    std::array<Direction, 2> directions; ///< By sender.
    std::uint32_t lossPercent = 0;       ///< Per half of the way.
    std::uint32_t jitterPercent = 0;     ///< Share of segments held up for longer, per half of the way, so that others overtake them.
    Duration longestJitter{};
    std::uint32_t duplicatePercent = 0;
    Timestamp lossEnds = Timestamp::max(); ///< From then on all arrives, in order.
};

/// A segment on the wire, for the capture and for the picture of a failure.
struct Passage {
    Timestamp sent;
    Timestamp captured; ///< Timestamp::max() if it was lost before the capture point.
    Timestamp arrived;  ///< Timestamp::max() if it was lost.
    Host sender;
    tcp::Segment segment;
};

/// Runs both endpoints and the path, deterministically.
class Exchange {
public:
    Exchange(const Path& path, const std::array<Habits, 2>& habits, std::uint64_t seed);

    void schedule(const UserCall& call);
    /// Runs until nothing is left to happen before `end`, and sets the clock to it.
    void runUntil(Timestamp end);

    Endpoint& end(Host host) { return m_ends[peers::index(host)]; }
    const Endpoint& end(Host host) const { return m_ends[peers::index(host)]; }
    /// Every segment once per copy, in the order of sending.
    const std::vector<Passage>& passages() const { return m_passages; }
    /// Positions in passages(), in the order in which the capture point saw them.
    const std::vector<std::size_t>& captured() const { return m_captured; }
    /// Both walks and the segments, in the order of time, for a person.
    std::string ladder() const;

private:
    struct Happening {
        enum class Kind : std::uint8_t { Call, Capture, Arrival };
        Timestamp time;
        std::uint64_t order;
        Kind kind;
        std::size_t which;
    };
    void add(Timestamp time, Happening::Kind kind, std::size_t which);
    void happen(const Happening& happening);
    void perform(const UserCall& call, std::size_t which);
    void carry(Host sender);
    void carryCopy(Host sender, const tcp::Segment& segment);
    std::optional<Duration> half(Duration delay);

    Path m_path;
    Random m_random;
    std::array<Endpoint, 2> m_ends;
    Timestamp m_now{};
    std::uint64_t m_order = 0;
    std::vector<Happening> m_happenings; ///< A heap.
    std::vector<UserCall> m_calls;
    std::vector<Passage> m_passages;
    std::vector<std::size_t> m_captured;
};

} // namespace peers
