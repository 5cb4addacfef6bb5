// The longer texts of wording.h: what states, events, certainties and labels mean.
#include "views/common/wording.h"

#include <QCoreApplication>

namespace wording {

QString stateExplanation(tcp::State state)
{
    switch (state) {
    case tcp::State::Closed:
        return QCoreApplication::translate(
            "wording",
            "No connection: there is no TCB, so the state is fictional. Any segment that arrives here, except a RST, is answered with a "
            "RST (RFC 9293, 3.10.7.1). The figure draws CLOSED twice, where a connection begins and where it ends (RFC 9293, 3.3.2).");
    case tcp::State::Listen:
        return QCoreApplication::translate(
            "wording",
            "A server waits for a SYN from any peer. Nothing was sent yet, so a capture cannot prove this state until the SYN,ACK leaves "
            "(RFC 9293, 3.3.2, 3.10.7.2).");
    case tcp::State::SynSent:
        return QCoreApplication::translate(
            "wording",
            "The application has called connect; the SYN is out and its answer is awaited. If it stays here, the SYN or its answer is lost "
            "or silently filtered on the way; a closed port would have answered with a RST at once (RFC 9293, 3.3.2, 3.10.7.3).");
    case tcp::State::SynReceived:
        return QCoreApplication::translate(
            "wording",
            "A SYN has arrived and the own SYN is out; its ACK is awaited. If many ends stay here, the SYN,ACKs do not reach the peers or "
            "the peers do not answer, as in a SYN flood (RFC 9293, 3.3.2, 3.10.7.4; RFC 4987).");
    case tcp::State::Established:
        return QCoreApplication::translate(
            "wording",
            "The connection is open: data flows in both directions until one end closes. An idle connection stays here for ever, even when the "
            "peer is gone, unless keep-alives or a user timeout notice (RFC 9293, 3.3.2, 3.8.4).");
    case tcp::State::FinWait1:
        return QCoreApplication::translate(
            "wording",
            "This end has closed first and sent its FIN, which is not acknowledged yet. It still receives. If it stays here, the peer is "
            "gone, or queued data ahead of the FIN cannot be delivered, for instance into a zero window (RFC 9293, 3.3.2, 3.6).");
    case tcp::State::FinWait2:
        return QCoreApplication::translate(
            "wording",
            "This end's FIN is acknowledged; now it waits for the peer's FIN and still receives (half-closed). If it stays here, the peer's "
            "application has not closed: look for CLOSE-WAIT over there. Many systems give up after a while (RFC 9293, 3.3.2, 3.6).");
    case tcp::State::CloseWait:
        return QCoreApplication::translate(
            "wording",
            "The peer has closed; this end's application has not yet called close and may still send. If it stays here, the application has "
            "not noticed the end of the stream and leaks the socket: no timer will ever help (RFC 9293, 3.3.2, 3.6).");
    case tcp::State::Closing:
        return QCoreApplication::translate(
            "wording",
            "Both ends closed at the same time: the FINs crossed. The peer's FIN is acknowledged, the ACK of the own FIN is still awaited "
            "(RFC 9293, 3.3.2, 3.6; Figure 13).");
    case tcp::State::LastAck:
        return QCoreApplication::translate(
            "wording",
            "The peer closed first, then this end: the ACK of its FIN is the last thing awaited. If it stays here, that ACK or the FIN is "
            "lost; the FIN is retransmitted (RFC 9293, 3.3.2, 3.6).");
    case tcp::State::TimeWait:
        return QCoreApplication::translate(
            "wording",
            "Both FINs are exchanged and acknowledged. An end that closed first stays for 2 MSL, to answer a retransmitted FIN and so that old "
            "segments cannot disturb a new connection with the same addresses and ports. It is normal; it costs a port, hardly "
            "any memory (RFC 9293, 3.3.2, 3.6.1; RFC 1337).");
    }
    return {};
}

QString eventExplanation(tcp::Event event)
{
    switch (event) {
    case tcp::Event::PassiveOpen:
        return QCoreApplication::translate(
            "wording", "The application is ready to accept a connection: listen (RFC 9293, 3.10.1). Nothing is sent.");
    case tcp::Event::ActiveOpen:
        return QCoreApplication::translate(
            "wording",
            "The application opens a connection: connect. A SYN with a fresh initial sequence number is sent (RFC 9293, 3.10.1).");
    case tcp::Event::Send:
        return QCoreApplication::translate(
            "wording",
            "The application sends on a listening connection, which turns it into an active open (RFC 9293, 3.10.2). The sockets interface does not offer "
            "this.");
    case tcp::Event::Close:
        return QCoreApplication::translate(
            "wording",
            "The application has nothing more to send: close or shutdown. The FIN goes out after the data queued before it (RFC 9293, 3.10.4).");
    case tcp::Event::Abort:
        return QCoreApplication::translate(
            "wording",
            "The application gives the connection up, for instance by closing it with unread data or with a linger time of 0. Queued data is "
            "dropped; a peer that still expects something gets a RST (RFC 9293, 3.10.5).");
    case tcp::Event::RcvSyn:
        return QCoreApplication::translate(
            "wording",
            "A SYN without ACK arrives: the peer wants to synchronize sequence numbers. In SYN-SENT it means that both ends open at once; in "
            "TIME-WAIT it begins a new connection (RFC 9293, 3.5, 3.6.1).");
    case tcp::Event::RcvSynAck:
        return QCoreApplication::translate(
            "wording",
            "The answer to the own SYN arrives: the peer's SYN, with the acknowledgment of ours. Both numbers are known now (RFC 9293, 3.5, 3.10.7.3).");
    case tcp::Event::RcvAckOfSyn:
        return QCoreApplication::translate(
            "wording",
            "A segment arrives that acknowledges the own SYN: the peer has our number, the handshake is complete (RFC 9293, 3.5, 3.10.7.4).");
    case tcp::Event::RcvFin:
        return QCoreApplication::translate(
            "wording",
            "The peer's FIN arrives, with all data before it: the peer will send no more. It is acknowledged, and the application reads the end "
            "of the stream (RFC 9293, 3.6, 3.10.7.4).");
    case tcp::Event::RcvAckOfFin:
        return QCoreApplication::translate(
            "wording",
            "A segment arrives that acknowledges the own FIN: the peer has everything that was sent (RFC 9293, 3.6, 3.10.7.4).");
    case tcp::Event::RcvFinAckOfFin:
        return QCoreApplication::translate(
            "wording",
            "One segment brings the peer's FIN and acknowledges ours, so that CLOSING or FIN-WAIT-2 is passed at once (RFC 9293, 3.3.2, Figure 5, note 2).");
    case tcp::Event::RcvRst:
        return QCoreApplication::translate(
            "wording",
            "A valid reset arrives: the peer has no such connection, or gave it up. No answer is sent (RFC 9293, 3.5.3).");
    case tcp::Event::RcvStray:
        return QCoreApplication::translate(
            "wording", "A segment arrives for which there is no connection. It is answered with a RST (RFC 9293, 3.10.7.1).");
    case tcp::Event::RcvOutOfWindow:
        return QCoreApplication::translate(
            "wording",
            "A segment arrives whose numbers lie outside the receive window, mostly an old duplicate. It is dropped, and an ACK says what is "
            "expected (RFC 9293, 3.10.7.4, first step).");
    case tcp::Event::RcvBadAck:
        return QCoreApplication::translate(
            "wording",
            "A segment arrives that acknowledges something never sent. Before the connection is synchronized it is answered with a RST, later "
            "with an ACK (RFC 9293, 3.5.2, 3.10.7.4).");
    case tcp::Event::RcvUnexpectedSyn:
        return QCoreApplication::translate(
            "wording",
            "A SYN arrives inside a connection. It is not obeyed; a challenge ACK lets an honest peer, that has restarted, answer with a RST "
            "(RFC 9293, 3.10.7.4, fourth step; RFC 5961, 4).");
    case tcp::Event::RcvSuspectRst:
        return QCoreApplication::translate(
            "wording",
            "A RST arrives inside the window, but not at the next expected number, as a forged one would. A challenge ACK asks the peer to "
            "repeat it (RFC 9293, 3.10.7.4, second step; RFC 5961, 3).");
    case tcp::Event::RcvFinAgain:
        return QCoreApplication::translate(
            "wording",
            "The peer's FIN arrives once more: our ACK was lost. It is acknowledged again, and 2 MSL begin anew (RFC 9293, 3.10.7.4).");
    case tcp::Event::UserTimeout:
        return QCoreApplication::translate(
            "wording",
            "Data or a SYN stayed unacknowledged for too long, in spite of retransmissions: the connection is given up (RFC 9293, 3.8.3, 3.10.8).");
    case tcp::Event::TimeWaitTimeout:
        return QCoreApplication::translate(
            "wording",
            "Twice the maximum segment lifetime has passed: no segment of this connection can be on its way any more (RFC 9293, 3.6.1, 3.10.8).");
    }
    return {};
}

QString certaintyExplanation(Certainty certainty)
{
    switch (certainty) {
    case Certainty::Simulated:
        return QCoreApplication::translate("wording", "The simulated endpoint did this; nothing is inferred.");
    case Certainty::Proven:
        return QCoreApplication::translate("wording", "The endpoint's own segment shows it.");
    case Certainty::Assumed:
        return QCoreApplication::translate(
            "wording",
            "It is so if the segment seen has arrived. The endpoint has not answered yet, and its next segment may take this back.");
    case Certainty::Retracted:
        return QCoreApplication::translate(
            "wording", "The endpoint's own segment shows that the assumption was wrong: the segment before had not arrived.");
    case Certainty::TimedOut:
        return QCoreApplication::translate("wording", "No segment shows it: 2 MSL have passed on the capture's clock.");
    }
    return {};
}

QString labelExplanation(Label label)
{
    switch (label) {
    case Label::Retransmission:
        return QCoreApplication::translate("wording",
                                           "These octets were sent before; their acknowledgment was late or lost (RFC 6298).");
    case Label::FastRetransmission:
        return QCoreApplication::translate(
            "wording",
            "Sent again because duplicate ACKs reported a gap, before the retransmission timer ran out (RFC 5681, 3.2).");
    case Label::SpuriousRetransmission:
        return QCoreApplication::translate("wording", "Sent again although the receiver had already acknowledged all of it.");
    case Label::OutOfOrder:
        return QCoreApplication::translate(
            "wording",
            "It fills a gap that was seen before, so soon that it may only have been overtaken on the way. If it was sent before, it is a retransmission.");
    case Label::LostSegment:
        return QCoreApplication::translate(
            "wording",
            "Octets before this segment are missing from the capture: lost before the capture point, or not recorded.");
    case Label::AckLostSegment:
        return QCoreApplication::translate(
            "wording",
            "It acknowledges octets that are not in the capture, so they did arrive: the recording has a gap, not the connection.");
    case Label::DuplicateAck:
        return QCoreApplication::translate(
            "wording",
            "The same acknowledgment once more, without text or news of the window: a segment arrived beyond a gap (RFC 5681, 2).");
    case Label::KeepAlive:
        return QCoreApplication::translate(
            "wording", "A segment just below the next expected number asks whether the peer is still there (RFC 9293, 3.8.4).");
    case Label::KeepAliveAck:
        return QCoreApplication::translate("wording",
                                           "The answer to a keep-alive: the peer is there and still knows the connection.");
    case Label::WindowUpdate:
        return QCoreApplication::translate(
            "wording", "Nothing new is acknowledged; the receiver announces another window (RFC 9293, 3.8.6).");
    case Label::WindowFull:
        return QCoreApplication::translate(
            "wording",
            "This segment fills the window that the receiver has advertised: the sender must stop and wait for an ACK.");
    case Label::ZeroWindow:
        return QCoreApplication::translate(
            "wording", "The receiver has no room left: its application does not read, or not fast enough (RFC 9293, 3.8.6).");
    case Label::ZeroWindowProbe:
        return QCoreApplication::translate(
            "wording", "A small segment asks whether the closed window has opened again (RFC 9293, 3.8.6.1).");
    case Label::ZeroWindowProbeAck:
        return QCoreApplication::translate("wording", "The answer to a window probe, with the window as it is now.");
    case Label::ReusedPorts:
        return QCoreApplication::translate(
            "wording",
            "A SYN between addresses and ports that an earlier connection of this recording used: a new connection begins.");
    }
    return {};
}

QString guardExplanation(tcp::Guard guard)
{
    switch (guard) {
    case tcp::Guard::Always:
        return {};
    case tcp::Guard::PassiveOpener:
        return QCoreApplication::translate("wording", "Only if the connection was opened passively, from LISTEN (MUST-11).");
    case tcp::Guard::ActiveOpener:
        return QCoreApplication::translate("wording", "Only if the connection was opened actively, from SYN-SENT.");
    case tcp::Guard::NothingToSend:
        return QCoreApplication::translate("wording", "Only if no data waits to be sent.");
    case tcp::Guard::DataToSend:
        return QCoreApplication::translate("wording", "Only if data still waits to be sent; then the FIN follows it.");
    }
    return {};
}

} // namespace wording
