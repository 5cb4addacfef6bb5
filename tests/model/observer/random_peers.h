#pragma once
#include "model/base/time.h"
#include "model/tcp/tcb.h"
#include "model/tcp/transition_table.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Two TCPs that obey the transition table while their users call at random, and a path between them that may misbehave.
///
/// They share the table, classify() and the Tcb's updates with the observer that they test, and nothing else.
namespace peers {

/// The same numbers from the same seed with every compiler (SplitMix64), which the standard distributions do not promise.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next();
    /// 0 to `bound` - 1; `bound` is not 0.
    std::uint32_t below(std::uint32_t bound) { return std::uint32_t((next() >> 32) * bound >> 32); }
    bool chance(std::uint32_t percent) { return below(100) < percent; }
    /// Both ends included, in whole microseconds.
    Duration between(Duration shortest, Duration longest);

private:
    std::uint64_t m_state;
};

enum class Host : std::uint8_t { A, B };
inline constexpr Host kHosts[] = {Host::A, Host::B};
constexpr Host other(Host host) { return host == Host::A ? Host::B : Host::A; }
constexpr std::size_t index(Host host) { return std::size_t(host); }

/// One step that an endpoint really made.
struct TrueStep {
    Timestamp time;
    tcp::State from;
    tcp::State to;
    tcp::Event event;
};

/// How one TCP behaves where RFC 9293 leaves it the choice.
struct Habits {
    Duration rto = std::chrono::seconds(1);           ///< Doubles with each retransmission.
    int retransmissions = 8;                          ///< R2 (RFC 9293, 3.8.3): then the connection is given up.
    Duration twoMsl = std::chrono::seconds(60);
    Duration readDelay = std::chrono::milliseconds(5); ///< From text that arrives to the user's RECEIVE.
    std::uint32_t delayedAckPercent = 30;             ///< Of the segments with text in order.
    std::uint32_t mss = 536;
    std::uint32_t buffer = 4096;                      ///< Octets of the receive buffer, so the largest window.
    bool resetsCarryAck = false;                      ///< An ABORT's RST carries an ACK, as most systems send it.
};

/// A TCP: it interprets the table, and keeps what the table's actions need.
class Endpoint {
public:
    Endpoint(const Habits& habits, std::uint64_t seed) : m_habits(habits), m_random(seed) {}

    // The user's calls (RFC 9293, 3.10.1 to 3.10.5); false where the table has no row, and for SEND where no text may be sent.
    bool passiveOpen(Timestamp now);
    bool activeOpen(Timestamp now, tcp::SeqNumber iss);
    bool send(Timestamp now, std::uint32_t octets);
    bool close(Timestamp now);
    bool abort(Timestamp now);

    void arrive(Timestamp now, const tcp::Segment& segment);
    /// When the next timer runs out; Timestamp::max() if none runs.
    Timestamp deadline() const;
    void runTimers(Timestamp now);
    /// What it has sent since the last call.
    std::vector<tcp::Segment> takeOutput();

    tcp::State state() const { return m_state; }
    const tcp::Tcb& tcb() const { return m_tcb; }
    const std::vector<TrueStep>& walk() const { return m_walk; }
    /// All text that was accepted from the user has been sent at least once.
    bool hasSentAll() const { return m_unsent == 0; }
    /// The number with which a SYN would be answered.
    void setIss(tcp::SeqNumber iss) { m_iss = iss; }

private:
    bool handle(tcp::Event event, const tcp::Segment* cause);
    void learn(tcp::Event event, const tcp::Segment& cause);
    void perform(tcp::Action actions, const tcp::Segment* cause);
    void enter(tcp::State state, tcp::Event event);
    void createTcb();
    void offer(const tcp::Segment& segment);
    void takeAck(const tcp::Segment& segment);
    void takeText(const tcp::Segment& segment);
    void acknowledgeText(bool urgently);
    void receive();
    void transmit();
    void sendFrom(tcp::SeqNumber seq, std::uint32_t room);
    void retransmit();
    void forget();
    void emit(tcp::Flags flags, tcp::SeqNumber seq, std::uint32_t textLength = 0);
    void emitReset(const tcp::Segment* cause);
    bool maySendText() const;
    bool isWaitingForAnswer() const;

    struct Stretch {
        tcp::SeqNumber begin;
        tcp::SeqNumber end;
    };

    Habits m_habits;
    Random m_random;
    tcp::State m_state = tcp::State::Closed;
    tcp::Tcb m_tcb;
    tcp::SeqNumber m_iss;
    std::uint32_t m_unsent = 0;   ///< Octets from the user, never sent so far.
    std::uint32_t m_unread = 0;   ///< Octets in the receive buffer.
    bool m_closeHeld = false;     ///< HoldClose, and a CLOSE whose FIN still waits.
    bool m_finQueued = false;
    std::vector<Stretch> m_early; ///< Text that came before what precedes it.
    std::optional<tcp::SeqNumber> m_earlyFin;
    int m_retransmissions = 0;
    Timestamp m_now{};
    Timestamp m_retransmitAt = Timestamp::max();
    Timestamp m_ackAt = Timestamp::max();
    Timestamp m_readAt = Timestamp::max();
    Timestamp m_timeWaitUntil = Timestamp::max();
    std::vector<tcp::Segment> m_output;
    std::vector<TrueStep> m_walk;
};

enum class Call : std::uint8_t { PassiveOpen, ActiveOpen, Send, Close, Abort };

/// What a user does, and when.
struct UserCall {
    Timestamp time;
    Host host = Host::A;
    Call call = Call::Send;
    std::uint32_t octets = 0;
    tcp::SeqNumber iss;
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
