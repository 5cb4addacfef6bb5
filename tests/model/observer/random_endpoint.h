#pragma once
#include "model/base/time.h"
#include "model/tcp/tcb.h"
#include "model/tcp/transition_table.h"

#include <cstdint>
#include <optional>
#include <vector>

/// TCPs that obey the transition table; see random_peers.h for two of them with a path between.
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
    /// All text has been sent at least once, and the peer's window has room for a FIN.
    bool canSendFin() const { return m_unsent == 0 && m_tcb.snd.nxt.isBefore(m_tcb.snd.una + m_tcb.snd.wnd); }
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

} // namespace peers
