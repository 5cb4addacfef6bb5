#pragma once
#include "model/base/time.h"
#include "model/tcp/congestion.h"
#include "model/tcp/receive_buffer.h"
#include "model/tcp/retransmission_queue.h"
#include "model/tcp/rows_fired.h"
#include "model/tcp/rto_estimator.h"
#include "model/tcp/tcb.h"
#include "model/tcp/transition_table.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tcp {

/// How one TCP behaves where RFC 9293 leaves it the choice; the defaults are Linux's where nothing else is said.
struct EndpointSettings {
    std::uint16_t mss = 1460;                      ///< Octets: what its SYN announces, and the most it sends (RFC 9293, 3.7.1).
    std::optional<std::uint8_t> windowScale = 7;   ///< Offered in the SYN (RFC 7323); nothing: not offered.
    bool timestamps = true;                        ///< RFC 7323.
    bool sack = true;                              ///< RFC 2018.
    bool nagle = true;                             ///< RFC 9293, 3.7.4.
    bool avoidsSillyWindows = true;                ///< As a sender and as a receiver (RFC 9293, 3.8.6.2).
    /// The last text waits while it would just fill a window smaller than before, so that its FIN can ride on it once the window opens:
    /// as some early stacks did; RFC 9293, 3.8.6.2.1, would send it at once.
    bool lastWaitsForFin = false;
    Duration delayedAck = std::chrono::milliseconds(40); ///< 0: every segment is acknowledged at once (RFC 9293, 3.8.6.3).
    std::uint32_t receiveBuffer = 65535;           ///< Octets.
    std::uint32_t sendBuffer = 1u << 20;           ///< Octets that send() accepts before they are acknowledged.
    CongestionControl::Algorithm congestion = CongestionControl::Algorithm::NewReno;
    CongestionControl::InitialWindow initialWindow = CongestionControl::InitialWindow::Rfc6928;
    std::uint32_t initialSegments = 0;             ///< If not 0: the first congestion window in segments, in place of `initialWindow`.
    RtoEstimator::Settings rto{.minimum = std::chrono::milliseconds(200), .maximum = std::chrono::seconds(120)};
    int synRetries = 6;                            ///< R2 of a SYN (RFC 9293, 3.8.3).
    int synAckRetries = 5;
    int retries = 15;                              ///< R2 of text and FIN.
    /// How long text, SYN or FIN may stay undelivered before the connection is given up (RFC 9293, 3.9.1.8, and RFC 5482); for text
    /// and FIN in place of `retries`. 0: no such limit.
    Duration userTimeout{};
    bool keepAlive = false;                        ///< RFC 9293, 3.8.4.
    Duration keepAliveIdle = std::chrono::hours(2);
    Duration keepAliveInterval = std::chrono::seconds(75);
    int keepAliveProbes = 9;
    Duration twoMsl = std::chrono::seconds(60);
    Duration finTimeout = std::chrono::seconds(60); ///< How long FIN-WAIT-2 lasts once no process has the socket any more.
    /// The least time between two answers to segments without text, SYN and FIN that are not acceptable: so two ends that find each other's
    /// ACKs unacceptable fall silent (RFC 5961, 7). 0: each is answered.
    Duration answerInterval = std::chrono::milliseconds(500);
    bool resetsCarryAck = true;                    ///< An ABORT's RST carries an ACK, as most systems send it.
};

/// What an endpoint tells its user.
enum class Notice : std::uint8_t {
    Connected,
    Refused,    ///< ECONNREFUSED
    Reset,      ///< ECONNRESET
    TimedOut,   ///< ETIMEDOUT
    PeerClosed, ///< No more text will come.
    Readable,
    Writable,   ///< The send buffer has room again.
    Closed,     ///< The TCB is gone.
};

/// A TCP connection that obeys the transition table (RFC 9293, 3.10), with RFC 5681, 6298, 6582, 6675, 7323 and 9438 around it.
///
/// Only lengths of text are simulated. Time is an argument and must not go back. After each call take what it sends
/// (takeOutput()) and says (takeNotices()), and call runTimers() at deadline().
class Endpoint {
public:
    /// One step of the state machine.
    struct Step {
        Timestamp time;
        State from;
        State to;
        Event event;
    };

    explicit Endpoint(const EndpointSettings& settings);

    // The user's calls (RFC 9293, 3.10.1 to 3.10.5); false where the table has no row for them.
    bool passiveOpen(Timestamp now);
    bool activeOpen(Timestamp now);
    /// Takes as much as the send buffer has room for; returns the octets taken, 0 where no text may be sent (any more).
    std::uint32_t send(Timestamp now, std::uint32_t octets);
    /// RECEIVE: returns the octets read, at most `most`.
    std::uint32_t receive(Timestamp now, std::uint32_t most);
    /// CLOSE: no more text will be sent; what comes can still be received.
    bool close(Timestamp now);
    bool abort(Timestamp now);
    /// No process has the socket any more: text that still arrives is answered with RST, and FIN-WAIT-2 ends after a while.
    void orphan(Timestamp now);
    /// The slider: the receive buffer changes while the connection lives.
    void setReceiveBuffer(Timestamp now, std::uint32_t octets);
    /// What lies in the buffer already stays there, even if it is more.
    void setSendBuffer(Timestamp now, std::uint32_t octets);
    /// 0: none. What waits to be delivered has the whole time from now on.
    void setUserTimeout(Timestamp now, Duration timeout);
    void setNagle(Timestamp now, bool on);
    void setKeepAlive(Timestamp now, bool on);
    /// For probes from now on: the silence before the first, the time between them, and how many may stay unanswered.
    void setKeepAliveTimes(Duration idle, Duration interval, int probes);
    /// The number of its next SYN; also in LISTEN, which has not used one yet.
    void setIss(SeqNumber iss);
    /// Whether a SYN may begin the next incarnation in TIME-WAIT (RFC 9293, 3.6.1, MAY-2); if not, because nobody listens any more, it is
    /// answered with an ACK (3.10.7.4). At first it may.
    void setRebirth(bool allowed) { m_mayBeReborn = allowed; }

    void arrive(Timestamp now, const Segment& segment);
    /// When the next timer runs out; Timestamp::max() if none runs.
    Timestamp deadline() const;
    void runTimers(Timestamp now);

    /// What it has sent since the last call, in order. The vectors are swapped, so that their memory is used again.
    void takeOutput(std::vector<Segment>& output);
    void takeNotices(std::vector<Notice>& notices);

    State state() const { return m_state; }
    const Tcb& tcb() const { return m_tcb; }
    const EndpointSettings& settings() const { return m_settings; }
    const std::vector<Step>& walk() const { return m_walk; }
    /// All rows of the table that it has obeyed so far, those among them that made no step of walk() as well, and those whose answer
    /// `answerInterval` held back.
    const RowsFired& rowsFired() const { return m_rowsFired; }
    const CongestionControl& congestion() const { return m_congestion; }
    const RtoEstimator& rtoEstimator() const { return m_rto; }
    /// How often the retransmission timer has run out since the last new acknowledgment.
    int retransmissions() const { return m_retransmissions; }
    /// Octets in the receive buffer that wait for the user.
    std::uint32_t readable() const { return m_received.readable(); }
    /// Octets accepted by send() and never sent so far.
    std::uint32_t unsent() const { return m_unsent; }
    /// Whether both ends have agreed on timestamps (RFC 7323).
    bool usesTimestamps() const { return m_stamping; }
    /// Octets accepted by send() and not acknowledged.
    std::uint32_t unacknowledged() const { return m_unsent + m_sent.flight(); }
    /// Shifts that turn header fields into octets, for windows this end sends and receives; 0 unless both offered them.
    std::uint8_t sendWindowShift() const { return m_scaling ? m_peerScale : std::uint8_t(0); }
    std::uint8_t receiveWindowShift() const { return m_scaling ? m_settings.windowScale.value_or(0) : std::uint8_t(0); }

private:
    bool handle(Event event, const Segment* cause);
    void learn(Event event, const Segment& cause);
    void learnOptions(const Segment& syn);
    void perform(Action actions, const Segment* cause);
    bool mayAnswer(Event event, const Segment* cause);
    void tell(Action actions);
    void enter(State state, Event event);
    void createTcb();
    void forget();

    void offer(const Segment& segment);
    void offerRest(const Segment& syn);
    bool refuseAsOrphan(const Segment& segment);
    bool isOldDuplicate(const Segment& segment) const;
    void takeAck(const Segment& segment);
    void takeNewAck(const Segment& segment);
    void takeRoundTrip(const Segment& segment, const Acked& acked);
    void takeAckInRecovery(const Segment& segment, const Acked& acked);
    void takeDuplicateAck();
    void takeText(const Segment& segment);
    void passFin(const Segment& segment);

    void transmit();
    bool sendNext(std::uint32_t room);
    std::uint32_t usableWindow() const;
    std::uint32_t sendableText(std::uint32_t window) const;
    void sendNew(std::uint32_t text, bool fin);
    void resend(const SentSegment& segment);
    void retransmit();
    void probe();
    void probeAlive();
    void startRetransmissionTimer(bool again);
    void watchDelivery(bool again);
    void tellIfWritable();
    bool sendsWindowUpdates() const;
    bool waitsToCarryFin(std::uint32_t text) const;
    void transmitSegment(Flags flags, SeqNumber seq, std::uint32_t textLength = 0);
    void transmitReset(const Segment* cause);
    void addOptions(Segment& segment);
    bool maySendText() const;
    int retryLimit() const;

    EndpointSettings m_settings;
    State m_state = State::Closed;
    Tcb m_tcb;
    SeqNumber m_iss;
    Timestamp m_now{};

    // Agreed on in the handshake.
    std::uint16_t m_peerMss = 536;
    std::uint8_t m_peerScale = 0;
    bool m_scaling = false;
    bool m_stamping = false;
    bool m_sacking = false;
    std::uint32_t m_recentTimestamp = 0; ///< TS.Recent (RFC 7323, 4.3).
    SeqNumber m_lastAckSent;             ///< Last.ACK.sent (RFC 7323, 4.3).

    // Sending.
    RetransmissionQueue m_sent;
    CongestionControl m_congestion;
    RtoEstimator m_rto;
    std::uint32_t m_unsent = 0;        ///< Octets from the user, never sent so far.
    bool m_closeHeld = false;          ///< HoldClose: a CLOSE that waits for ESTABLISHED.
    bool m_finQueued = false;
    std::uint32_t m_duplicateAcks = 0;
    std::uint32_t m_limitedOctets = 0; ///< Sent beyond cwnd by limited transmit since the first duplicate ACK.
    SeqNumber m_recover;               ///< RFC 6582: recovery ends when this is acknowledged.
    std::uint32_t m_largestWindow = 0; ///< The largest window the peer has offered, octets (RFC 9293, 3.8.6.2.1).
    int m_retransmissions = 0;
    int m_aliveProbes = 0;
    Timestamp m_lastSent{};
    Timestamp m_lastHeard{};           ///< When the last segment arrived.
    std::optional<Timestamp> m_lastAnswer; ///< When a segment within the meaning of `answerInterval` was last answered.
    bool m_wasFull = false;            ///< send() had to refuse octets.

    // Receiving.
    ReceiveBuffer m_received;
    std::uint32_t m_unacknowledgedText = 0; ///< Octets received since the last ACK went out.
    bool m_orphaned = false;
    bool m_mayBeReborn = true;

    Timestamp m_retransmitAt = Timestamp::max();
    Timestamp m_persistAt = Timestamp::max();
    Timestamp m_ackAt = Timestamp::max();
    Timestamp m_aliveAt = Timestamp::max();
    Timestamp m_timeWaitUntil = Timestamp::max();
    Timestamp m_finWaitUntil = Timestamp::max();
    Timestamp m_giveUpAt = Timestamp::max(); ///< The user timeout.

    std::vector<Segment> m_output;
    std::vector<Notice> m_notices;
    std::vector<Step> m_walk;
    RowsFired m_rowsFired;
};

} // namespace tcp
