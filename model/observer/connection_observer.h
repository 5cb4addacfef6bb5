#pragma once
#include "model/observer/endpoint_observer.h"

/// Infers both ends' states from the segments that pass one point of the wire.
///
/// The wire shows no user calls and proves no delivery. So: what must be answered is proven by the answer; what needs no
/// answer is assumed, and the endpoint's own next segment may retract it. See README.md here for the rules one by one.
class ConnectionObserver {
public:
    /// Both ends are CLOSED, or adopted where `first` is no SYN.
    explicit ConnectionObserver(Side sender, const tcp::Segment& first);

    /// Takes the next segment in the order of the capture; `segment.wnd` is the header's field. Appends what follows from it.
    void observe(Side sender, const tcp::Segment& segment, ObservedSteps& steps);
    /// 2 MSL have passed at that end.
    void expire(Side side, ObservedSteps& steps);
    /// That end has opened anew, so whatever was left of this connection is gone there.
    void supersede(Side side, ObservedSteps& steps);

    /// The end's SYN in the connection before had that number.
    void noteFormerIss(Side side, tcp::SeqNumber iss) { m_ends[index(side)].formerIss = iss; }

    const EndpointObserver& end(Side side) const { return m_ends[index(side)]; }
    bool isMidstream() const { return m_midstream; }
    /// The last segment made that end start its 2 MSL timer again, by repeating a FIN.
    bool restartsTimeWait(Side side) const { return m_restartsTimeWait[index(side)]; }
    /// A SYN that may begin another incarnation, or may be a stranger's: the next SYN,ACK tells.
    std::optional<tcp::SeqNumber> strangeSyn(Side sender) const { return m_strangeSyns[index(sender)]; }
    void noteStrangeSyn(Side sender, tcp::SeqNumber seq) { m_strangeSyns[index(sender)] = seq; }

private:
    struct Seen; // one segment with both ends and the list of steps

    Certainty proven() const { return m_baseKnown ? Certainty::Proven : Certainty::Assumed; }
    static bool isOldCopy(const Seen& seen);
    void open(const Seen& seen);
    void learnMissedOpening(const Seen& seen);
    static bool disproves(const Seen& seen, tcp::Event assumed);
    void retractWhatIsDisproved(const Seen& seen);
    bool wasForged(const Seen& seen, tcp::Event doubted) const;
    void retractWhatWasForged(const Seen& seen);
    void confirmWhatIsProved(const Seen& seen);
    void learnFromAck(const Seen& seen);
    void receiveFin(EndpointObserver& me, EndpointObserver& peer, bool orderIsKnown, ObservedSteps& steps);
    static bool missesOctetsOf(const Seen& seen);
    static bool acknowledgesMissed(const Seen& seen);
    static bool isAnswerUnderWay(const EndpointObserver& me, const EndpointObserver& peer);
    void noteAckOfFin(const Seen& seen);
    bool acknowledgesUnseenFin(const Seen& seen) const;
    void assumeUnseenFin(const Seen& seen);
    void withdrawUnseenFin(const Seen& seen);
    void sendFin(const Seen& seen);
    void sendReset(const Seen& seen);
    void hearReset(const Seen& seen);
    void settle(EndpointObserver& me, EndpointObserver& peer, ObservedSteps& steps);
    void assumeUnheardAnswers(const Seen& seen);
    void assumeUnheardFin(const Seen& seen);
    void noteMissedOctets(const Seen& seen);
    void update(const Seen& seen);
    bool isUnheard(const EndpointObserver& end) const;
    bool isBelievable(const Seen& seen) const;
    bool isBeyondWindow(const EndpointObserver& receiver, tcp::SeqNumber seq) const;
    std::uint32_t windowOctets(const EndpointObserver& end, const tcp::Segment& segment) const;

    EndpointObserver m_ends[2] = {EndpointObserver(Side::Initiator), EndpointObserver(Side::Responder)};
    std::optional<tcp::SeqNumber> m_strangeSyns[2];
    bool m_restartsTimeWait[2] = {false, false};
    bool m_midstream = false;
    bool m_baseKnown = true;   ///< False in mid-stream until both ends have sent text, so that neither had closed before.
    bool m_peerLastSpoke[2] = {false, false}; ///< The last segment went to that end and was no RST: a RST of it may be a reply.
};
