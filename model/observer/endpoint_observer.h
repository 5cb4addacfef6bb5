#pragma once
#include "model/tcp/tcb.h"
#include "model/tcp/transition_table.h"
#include "model/trace/record.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

/// One step that a segment made known.
struct ObservedStep {
    Side side;
    tcp::State from;
    tcp::State to;
    tcp::Event event;
    Certainty certainty;
};
using ObservedSteps = std::vector<ObservedStep>;

/// One endpoint as the wire tells of it: its state, what is known of its TCB, and the assumptions that can still be taken back.
///
/// What it concludes from which segment stands in ConnectionObserver; every step is a row of the transition table.
class EndpointObserver {
public:
    explicit EndpointObserver(Side side) : m_side(side) {}

    tcp::State state() const { return m_state; }
    Certainty certainty() const { return m_certainty; }
    /// What is known of its TCB: SND from its own segments, RCV from its own acknowledgments. RCV.WND is what it last advertised.
    tcp::Tcb& tcb() { return m_tcb; }
    const tcp::Tcb& tcb() const { return m_tcb; }

    /// Places it in `state` without a step: adoption in mid-stream.
    void adopt(tcp::State state);
    /// Follows the table's row for `event`; false where there is none. A proven step confirms the assumptions before it.
    bool fire(tcp::Event event, Certainty certainty, ObservedSteps& steps);
    /// The same as an assumption that can be taken back.
    bool assume(tcp::Event event, ObservedSteps& steps);
    /// The same as fire(), but later segments may show that a stranger forged the cause: see doubtedEvent().
    bool fireInDoubt(tcp::Event event, Certainty certainty, ObservedSteps& steps);
    /// The newest step if it is an assumption that can be taken back.
    std::optional<tcp::Event> newestAssumption() const;
    /// The newest step of fireInDoubt() that nothing but assumptions has followed.
    std::optional<tcp::Event> doubtedEvent() const;
    /// Takes that one back with all that has followed it.
    void retractDoubted(ObservedSteps& steps);
    /// Takes back all from the newest step of `event` on; false where that one stays.
    bool retractThrough(tcp::Event event, ObservedSteps& steps);
    /// Takes the newest step back. What was heard as an acknowledgment before no longer counts: it seems not to have arrived.
    void retract(ObservedSteps& steps);
    /// All assumptions so far have turned out true; or the state is certain, though not the way into it.
    void confirm();

    // What ConnectionObserver remembers of this end.
    bool heard = false;                          ///< A segment of it was seen.
    bool synKnown = false;                       ///< SND.ISS is known.
    bool rcvNxtKnown = false;                    ///< RCV.NXT is known.
    bool fastOpen = false;                       ///< Its peer's SYN carried text or a cookie: text may precede ESTABLISHED (RFC 7413).
    bool sentText = false;                       ///< It has sent text, so no FIN went before.
    std::optional<std::uint8_t> windowScale;     ///< As its SYN says.
    std::optional<tcp::SeqNumber> lastAck;       ///< SEG.ACK as it last sent it.
    std::optional<tcp::SeqNumber> heardAck;      ///< The highest acknowledgment that was sent to it and not retracted.
    std::optional<tcp::SeqNumber> proof;         ///< If it acknowledges this, it has received what was assumed.
    std::uint32_t missedOctets = 0;              ///< How many those are.
    std::optional<tcp::SeqNumber> missedTo;      ///< It has sent up to here, and the last octets of that, perhaps its FIN, were not captured.
    bool missedBeforeFin = false;                ///< It sent those before it had the peer's FIN.
    std::optional<tcp::SeqNumber> doubtedFin;    ///< Its FIN, as assumed and taken back.
    bool finUnseen = false;                      ///< Its FIN was not captured: an octet that its peer acknowledged may be one of text as well.
    std::optional<tcp::SeqNumber> peerFinAck;    ///< SEG.ACK of the peer's FIN as last sent to it.
    bool peerFinAckVaried = false;               ///< The FIN's copies differ in whether they acknowledge its own FIN.
    bool peerFinInOrder = false;                 ///< It had acknowledged all before the peer's FIN when that was first sent to it.
    bool finAckedApart = false;                  ///< Its own FIN was also acknowledged by another segment than the peer's FIN.
    bool finAckedWithText = false;               ///< Its own FIN was acknowledged when the peer's last text or FIN was sent to it.
    std::uint32_t lastAckAdvance = 0;            ///< Octets by which its acknowledgment last grew.
    bool peerFinMissed = false;                  ///< The FIN that was sent to it has not arrived, as its answer to a RST shows.
    bool synSeen = false;                        ///< Its SYN was captured.
    std::optional<tcp::SeqNumber> formerIss;     ///< SND.ISS in the connection before: a SYN of that number may be an old copy.
    std::optional<tcp::SeqNumber> answered;      ///< SEG.ACK of its SYN,ACK.
    bool opensActively = false;                  ///< It has sent a SYN without ACK.
    tcp::SeqNumber resetSeq;                     ///< SEG.SEQ of the RST that its ABORT was concluded from.
    tcp::SeqNumber resetAck;                     ///< SEG.ACK of that RST.
    std::optional<tcp::SeqNumber> windowEdge;                   ///< The furthest octet that it has allowed its peer to send, exclusive.

private:
    struct Assumption {
        tcp::State before;
        Certainty certaintyBefore;
        tcp::Event event;
        bool stands; ///< It counts as known until it is contradicted.
    };
    bool remember(const Assumption& assumption, Certainty certainty, ObservedSteps& steps);

    static constexpr std::size_t kDepth = 4;

    Side m_side;
    tcp::State m_state = tcp::State::Closed;
    Certainty m_certainty = Certainty::Assumed;
    std::uint8_t m_assumptionCount = 0;
    std::array<Assumption, kDepth> m_assumptions{};
    tcp::Tcb m_tcb;
};
