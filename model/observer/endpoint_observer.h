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
    /// The newest step that can be taken back.
    std::optional<tcp::Event> newestAssumption() const;
    /// Takes that one back. What was heard as an acknowledgment before no longer counts: it seems not to have arrived.
    void retract(ObservedSteps& steps);
    /// All assumptions so far have turned out true.
    void confirm();

    // What ConnectionObserver remembers of this end.
    bool heard = false;                          ///< A segment of it was seen.
    bool synKnown = false;                       ///< SND.ISS is known.
    bool fastOpen = false;                       ///< Its peer's SYN carried text or a cookie: text may precede ESTABLISHED (RFC 7413).
    bool sentText = false;                       ///< It has sent text, so no FIN went before.
    std::optional<std::uint8_t> windowScale;     ///< As its SYN says.
    std::optional<tcp::SeqNumber> heardAck;      ///< The highest acknowledgment that was sent to it and not retracted.
    std::optional<tcp::SeqNumber> proof;         ///< If it acknowledges this, it has received what was assumed.
    std::optional<tcp::SeqNumber> peerFinAck;    ///< SEG.ACK of the peer's FIN as last sent to it.
    bool peerFinAckVaried = false;               ///< The FIN's copies differ in whether they acknowledge its own FIN.
    std::uint32_t lastAckAdvance = 0;            ///< Octets by which its acknowledgment last grew.
    tcp::SeqNumber windowEdge;                   ///< The furthest octet that it has allowed its peer to send, exclusive.

private:
    struct Assumption {
        tcp::State before;
        Certainty certaintyBefore;
        tcp::Event event;
    };
    static constexpr std::size_t kDepth = 4;

    Side m_side;
    tcp::State m_state = tcp::State::Closed;
    Certainty m_certainty = Certainty::Assumed;
    std::uint8_t m_assumptionCount = 0;
    std::array<Assumption, kDepth> m_assumptions{};
    tcp::Tcb m_tcb;
};
