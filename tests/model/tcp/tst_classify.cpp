#include "model/tcp/classify.h"
#include "model/tcp/transition_table.h"

#include <QTest>

#include <array>
#include <initializer_list>
#include <set>

using tcp::Event;
using tcp::Flag;
using tcp::Flags;
using tcp::Segment;
using tcp::SeqNumber;
using tcp::State;
using tcp::Tcb;

namespace {

/// A segment by its distance from what the TCB expects; the window and the way of opening are the TCB's.
struct Given {
    int seq = 0;                   ///< SEG.SEQ - RCV.NXT.
    int ack = 0;                   ///< SEG.ACK - SND.NXT: 0 acknowledges all that was sent, the FIN too.
    std::uint32_t text = 0;        ///< Octets.
    std::uint32_t window = 1000;   ///< RCV.WND, octets.
    bool openedPassively = false;
};

constexpr std::uint32_t kInFlight = 100;

/// An end in that state: 100 octets are on their way, and the FIN too where it has closed.
Tcb tcbIn(State state, SeqNumber iss, SeqNumber irs)
{
    using enum State;
    Tcb tcb;
    tcb.snd.iss = tcb.snd.una = iss;
    tcb.snd.nxt = iss + 1;
    if (state == SynSent)
        return tcb;
    tcb.rcv.irs = irs;
    tcb.rcv.nxt = irs + 1;
    if (state == SynReceived)
        return tcb;
    tcb.snd.una = iss + 1;
    tcb.snd.nxt = iss + 1 + kInFlight;
    const bool hasClosed = state != Established && state != CloseWait;
    if (hasClosed) {
        tcb.snd.fin = tcb.snd.nxt;
        tcb.snd.nxt = tcb.snd.nxt + 1;
    }
    if (state == FinWait2 || state == TimeWait)
        tcb.snd.una = tcb.snd.nxt;
    const bool peerHasClosed = state == CloseWait || state == Closing || state == LastAck || state == TimeWait;
    if (peerHasClosed) {
        tcb.rcv.fin = tcb.rcv.nxt;
        tcb.rcv.nxt = tcb.rcv.nxt + 1;
    }
    return tcb;
}

QString nameOf(std::optional<Event> event)
{
    if (!event)
        return QStringLiteral("nothing");
    const std::string_view name = tcp::toString(*event);
    return QString::fromLatin1(name.data(), qsizetype(name.size()));
}

struct Row {
    const char* name;
    State state;
    Flags flags;
    Given given;
    std::optional<Event> expected;
};

void add(std::initializer_list<Row> rows)
{
    QTest::addColumn<State>("state");
    QTest::addColumn<Flags>("flags");
    QTest::addColumn<Given>("given");
    QTest::addColumn<QString>("expected");
    for (const Row& row : rows)
        QTest::newRow(row.name) << row.state << row.flags << row.given << nameOf(row.expected);
}

using enum State;
using enum Event;
constexpr Flags kSyn = Flag::Syn;
constexpr Flags kAck = Flag::Ack;
constexpr Flags kFin = Flag::Fin;
constexpr Flags kRst = Flag::Rst;
constexpr Flags kSynAck = Flag::Syn | Flag::Ack;
constexpr Flags kFinAck = Flag::Fin | Flag::Ack;
constexpr Flags kRstAck = Flag::Rst | Flag::Ack;
constexpr std::nullopt_t kNothing = std::nullopt;

} // namespace

class TestClassify : public QObject {
    Q_OBJECT
private slots:
    void beforeTheConnection_data();
    void beforeTheConnection() { check(); }
    void sequenceNumbers_data();
    void sequenceNumbers() { check(); }
    void resets_data();
    void resets() { check(); }
    void unexpectedSyns_data();
    void unexpectedSyns() { check(); }
    void acknowledgments_data();
    void acknowledgments() { check(); }
    void fins_data();
    void fins() { check(); }
    void timeWait_data();
    void timeWait() { check(); }
    void everyEventHasARow();

private:
    void check();
};

void TestClassify::check()
{
    QFETCH(State, state);
    QFETCH(Flags, flags);
    QFETCH(Given, given);
    QFETCH(QString, expected);
    // Wherever the wrap lies, the answer is the same.
    constexpr std::array kStarts = {0x1000u, 0xFFFF'FFFEu, 0xFFFF'FFFFu, 0xFFFF'FFFFu - kInFlight, 0x7FFF'FFFFu, 0u};
    for (const std::uint32_t iss : kStarts) {
        for (const std::uint32_t irs : kStarts) {
            Tcb tcb = tcbIn(state, SeqNumber(iss), SeqNumber(irs));
            tcb.rcv.wnd = given.window;
            tcb.openedPassively = given.openedPassively;
            Segment segment;
            segment.flags = flags;
            segment.seq = tcb.rcv.nxt + std::uint32_t(given.seq);
            segment.ack = tcb.snd.nxt + std::uint32_t(given.ack);
            segment.textLength = given.text;
            QCOMPARE(nameOf(tcp::classify(state, tcb, segment)), expected);
        }
    }
}

void TestClassify::beforeTheConnection_data()
{
    add({
        // 3.10.7.1
        {"a SYN to CLOSED is a stray", Closed, kSyn, {}, RcvStray},
        {"an ACK to CLOSED is a stray", Closed, kAck, {}, RcvStray},
        {"text without ACK to CLOSED is a stray", Closed, Flags(), {.text = 5}, RcvStray},
        {"a RST to CLOSED is dropped", Closed, kRst, {}, kNothing},
        {"a RST,ACK to CLOSED is dropped", Closed, kRstAck, {}, kNothing},
        // 3.10.7.2
        {"a SYN to LISTEN opens", Listen, kSyn, {}, RcvSyn},
        {"a SYN with text to LISTEN opens", Listen, kSyn, {.text = 100}, RcvSyn},
        {"a SYN,FIN to LISTEN opens", Listen, Flag::Syn | Flag::Fin, {}, RcvSyn},
        {"a RST to LISTEN is dropped", Listen, kRst, {}, kNothing},
        {"a RST,ACK to LISTEN is dropped", Listen, kRstAck, {}, kNothing},
        {"an ACK to LISTEN is bad", Listen, kAck, {}, RcvBadAck},
        {"a SYN,ACK to LISTEN is bad", Listen, kSynAck, {}, RcvBadAck},
        {"a FIN without ACK to LISTEN is dropped", Listen, kFin, {}, kNothing},
        {"text without ACK to LISTEN is dropped", Listen, Flags(), {.text = 5}, kNothing},
        // 3.10.7.3
        {"a SYN,ACK that acknowledges the SYN answers it", SynSent, kSynAck, {}, RcvSynAck},
        {"a SYN,ACK with text answers the SYN", SynSent, kSynAck, {.text = 10}, RcvSynAck},
        {"a SYN,ACK at or below ISS is bad", SynSent, kSynAck, {.ack = -1}, RcvBadAck},
        {"a SYN,ACK beyond SND.NXT is bad", SynSent, kSynAck, {.ack = 1}, RcvBadAck},
        {"a SYN without ACK opens from the other side", SynSent, kSyn, {}, RcvSyn},
        {"an ACK of the SYN without SYN is dropped in SYN-SENT", SynSent, kAck, {}, kNothing},
        {"an ACK at or below ISS is bad in SYN-SENT", SynSent, kAck, {.ack = -1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in SYN-SENT", SynSent, kAck, {.ack = 1}, RcvBadAck},
        {"a RST that acknowledges the SYN refuses", SynSent, kRstAck, {}, RcvRst},
        {"a RST with a wrong ACK is dropped in SYN-SENT", SynSent, kRstAck, {.ack = 1}, kNothing},
        {"a RST with an old ACK is dropped in SYN-SENT", SynSent, kRstAck, {.ack = -1}, kNothing},
        {"a RST without ACK is dropped in SYN-SENT", SynSent, kRst, {}, kNothing},
        {"a RST wins over the SYN beside it", SynSent, Flag::Rst | Flag::Syn | Flag::Ack, {}, RcvRst},
        {"a FIN without SYN is dropped in SYN-SENT", SynSent, kFinAck, {}, kNothing},
        {"text without SYN or ACK is dropped in SYN-SENT", SynSent, Flags(), {.text = 5}, kNothing},
    });
}

void TestClassify::sequenceNumbers_data()
{
    add({
        {"an ordinary ACK at RCV.NXT changes nothing", Established, kAck, {}, kNothing},
        {"text at RCV.NXT changes nothing", Established, kAck, {.text = 500}, kNothing},
        {"text out of order but in the window changes nothing", Established, kAck, {.seq = 200, .text = 500}, kNothing},
        {"text that ends in the window is acceptable", Established, kAck, {.seq = -499, .text = 500}, kNothing},
        {"text received before is out of the window", Established, kAck, {.seq = -500, .text = 500}, RcvOutOfWindow},
        {"a keep-alive is out of the window", Established, kAck, {.seq = -1}, RcvOutOfWindow},
        {"text past the window is out of it", Established, kAck, {.seq = 1000, .text = 1}, RcvOutOfWindow},
        {"an empty ACK just past the window is out of it", Established, kAck, {.seq = 1000}, RcvOutOfWindow},
        {"an empty ACK at the window's last octet is acceptable", Established, kAck, {.seq = 999}, kNothing},
        {"an empty ACK passes a shut window at RCV.NXT", Established, kAck, {.window = 0}, kNothing},
        {"a window probe is out of a shut window", Established, kAck, {.text = 1, .window = 0}, RcvOutOfWindow},
        {"behind a window probe an empty ACK passes a shut window", Established, kAck, {.seq = 1, .window = 0}, kNothing},
        {"an empty ACK further on does not pass a shut window", Established, kAck, {.seq = 2, .window = 0}, RcvOutOfWindow},
        {"an empty ACK before a shut window does not pass it", Established, kAck, {.seq = -1, .window = 0}, RcvOutOfWindow},
        {"an ACK of what was never sent does not pass a shut window behind a probe", FinWait1, kAck, {.seq = 1, .ack = 1, .window = 0}, RcvOutOfWindow},
        {"behind a window probe the ACK of the FIN counts", FinWait1, kAck, {.seq = 1, .window = 0}, RcvAckOfFin},
        {"a window probe that acknowledges the FIN counts for that", FinWait1, kAck, {.text = 1, .window = 0}, RcvAckOfFin},
        {"a window probe that acknowledges the SYN counts for that", SynReceived, kAck, {.text = 1, .window = 0}, RcvAckOfSyn},
        {"one past a window that is open, nothing counts", FinWait1, kAck, {.seq = 1000}, RcvOutOfWindow},
        {"the test comes before the ACK's", Established, kAck, {.seq = -1, .ack = 1}, RcvOutOfWindow},
        {"SYN-RECEIVED tests the sequence number", SynReceived, kAck, {.seq = 1000}, RcvOutOfWindow},
        {"FIN-WAIT-1 tests the sequence number before it takes an ACK of its FIN", FinWait1, kAck, {.seq = -1}, RcvOutOfWindow},
        {"FIN-WAIT-2 tests the sequence number", FinWait2, kAck, {.seq = -1}, RcvOutOfWindow},
        {"CLOSE-WAIT tests the sequence number", CloseWait, kAck, {.seq = -1}, RcvOutOfWindow},
        {"CLOSING tests the sequence number", Closing, kAck, {.seq = -1}, RcvOutOfWindow},
        {"LAST-ACK tests the sequence number", LastAck, kAck, {.seq = -1}, RcvOutOfWindow},
        {"TIME-WAIT tests the sequence number", TimeWait, kAck, {.seq = -2}, RcvOutOfWindow},
        {"a segment without ACK is dropped though acceptable", Established, Flags(), {.text = 5}, kNothing},
        {"a FIN without ACK is dropped though acceptable", Established, kFin, {}, kNothing},
    });
}

void TestClassify::resets_data()
{
    add({
        {"a RST at RCV.NXT resets SYN-RECEIVED", SynReceived, kRst, {}, RcvRst},
        {"a RST at RCV.NXT resets ESTABLISHED", Established, kRst, {}, RcvRst},
        {"a RST at RCV.NXT resets FIN-WAIT-1", FinWait1, kRst, {}, RcvRst},
        {"a RST at RCV.NXT resets FIN-WAIT-2", FinWait2, kRst, {}, RcvRst},
        {"a RST at RCV.NXT resets CLOSE-WAIT", CloseWait, kRst, {}, RcvRst},
        {"a RST at RCV.NXT ends CLOSING", Closing, kRst, {}, RcvRst},
        {"a RST at RCV.NXT ends LAST-ACK", LastAck, kRst, {}, RcvRst},
        {"a RST at RCV.NXT ends TIME-WAIT", TimeWait, kRst, {}, RcvRst},
        {"the ACK of a RST is not looked at", Established, kRstAck, {.ack = 12345}, RcvRst},
        {"a RST may carry text", Established, kRst, {.text = 20}, RcvRst},
        {"a RST passes a shut window", Established, kRst, {.window = 0}, RcvRst},
        {"a RST with text passes a shut window", Established, kRst, {.text = 20, .window = 0}, RcvRst},
        {"a RST in the window but not at RCV.NXT is suspect", Established, kRst, {.seq = 1}, RcvSuspectRst},
        {"a RST at the window's last octet is suspect", Established, kRst, {.seq = 999}, RcvSuspectRst},
        {"a suspect RST does not reset SYN-RECEIVED", SynReceived, kRst, {.seq = 1}, RcvSuspectRst},
        {"a suspect RST does not end TIME-WAIT", TimeWait, kRst, {.seq = 1}, RcvSuspectRst},
        {"a RST past the window is dropped", Established, kRst, {.seq = 1000}, kNothing},
        {"a RST before the window is dropped", Established, kRst, {.seq = -1}, kNothing},
        {"a RST before the window is dropped though its text reaches into it", Established, kRst, {.seq = -5, .text = 20}, kNothing},
        {"a RST elsewhere does not pass a shut window", Established, kRst, {.seq = 1, .window = 0}, kNothing},
        {"a RST wins over the SYN beside it", Established, Flag::Rst | Flag::Syn, {}, RcvRst},
        {"a RST wins over the FIN beside it", Established, Flag::Rst | Flag::Fin | Flag::Ack, {}, RcvRst},
        {"a RST,SYN,ACK that repeats IRS is no answer to the SYN", SynReceived, Flag::Rst | Flag::Syn | Flag::Ack, {.seq = -1}, kNothing},
        {"a RST with a FIN does not restart TIME-WAIT", TimeWait, Flag::Rst | Flag::Fin, {.seq = -1}, kNothing},
    });
}

void TestClassify::unexpectedSyns_data()
{
    add({
        {"a SYN in the window of ESTABLISHED is unexpected", Established, kSyn, {}, RcvUnexpectedSyn},
        {"a SYN,ACK in the window of ESTABLISHED is unexpected", Established, kSynAck, {.seq = 10}, RcvUnexpectedSyn},
        {"a SYN outside the window of ESTABLISHED is answered all the same", Established, kSyn, {.seq = 5000}, RcvOutOfWindow},
        {"the SYN,ACK once more is out of the window in ESTABLISHED", Established, kSynAck, {.seq = -1}, RcvOutOfWindow},
        {"a SYN in the window of FIN-WAIT-1 is unexpected", FinWait1, kSyn, {}, RcvUnexpectedSyn},
        {"a SYN in the window of FIN-WAIT-2 is unexpected", FinWait2, kSyn, {}, RcvUnexpectedSyn},
        {"a SYN in the window of CLOSE-WAIT is unexpected", CloseWait, kSyn, {}, RcvUnexpectedSyn},
        {"a SYN in the window of CLOSING is unexpected", Closing, kSyn, {}, RcvUnexpectedSyn},
        {"a SYN in the window of LAST-ACK is unexpected", LastAck, kSyn, {}, RcvUnexpectedSyn},
        {"a SYN,ACK in the window of TIME-WAIT is unexpected", TimeWait, kSynAck, {.seq = 5}, RcvUnexpectedSyn},
        {"another SYN in the window of SYN-RECEIVED is unexpected", SynReceived, kSyn, {.seq = 5}, RcvUnexpectedSyn},
        {"another SYN in the window of a passive opener is unexpected", SynReceived, kSyn, {.seq = 5, .openedPassively = true}, RcvUnexpectedSyn},
        {"the SYN once more is an old duplicate", SynReceived, kSyn, {.seq = -1, .openedPassively = true}, RcvOutOfWindow},
        {"the SYN once more is one even with text in the window", SynReceived, kSyn, {.seq = -1, .text = 100, .openedPassively = true}, RcvOutOfWindow},
        {"in a simultaneous open a SYN,ACK repeats IRS and opens", SynReceived, kSynAck, {.seq = -1}, RcvAckOfSyn},
        {"it opens with a shut window too", SynReceived, kSynAck, {.seq = -1, .window = 0}, RcvAckOfSyn},
        {"it must acknowledge the SYN", SynReceived, kSynAck, {.seq = -1, .ack = -1}, RcvBadAck},
        {"a passive opener takes no SYN,ACK", SynReceived, kSynAck, {.seq = -1, .openedPassively = true}, RcvOutOfWindow},
        {"a SYN without ACK that repeats IRS does not open", SynReceived, kSyn, {.seq = -1}, RcvOutOfWindow},
    });
}

void TestClassify::acknowledgments_data()
{
    add({
        {"the ACK of the SYN opens", SynReceived, kAck, {}, RcvAckOfSyn},
        {"the ACK of the SYN may come with text", SynReceived, kAck, {.text = 10}, RcvAckOfSyn},
        {"the ACK of the SYN comes before the FIN beside it", SynReceived, kFinAck, {}, RcvAckOfSyn},
        {"an ACK at ISS is bad in SYN-RECEIVED", SynReceived, kAck, {.ack = -1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in SYN-RECEIVED", SynReceived, kAck, {.ack = 1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in ESTABLISHED", Established, kAck, {.ack = 1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in FIN-WAIT-1", FinWait1, kAck, {.ack = 1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in FIN-WAIT-2", FinWait2, kAck, {.ack = 1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in CLOSE-WAIT", CloseWait, kAck, {.ack = 1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in CLOSING", Closing, kAck, {.ack = 1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in LAST-ACK", LastAck, kAck, {.ack = 1}, RcvBadAck},
        {"an ACK beyond SND.NXT is bad in TIME-WAIT", TimeWait, kAck, {.ack = 1}, RcvBadAck},
        {"a bad ACK takes the FIN with it", Established, kFinAck, {.ack = 1}, RcvBadAck},
        {"an old ACK changes nothing", Established, kAck, {.ack = -150}, kNothing},
        {"an old ACK changes nothing in LAST-ACK", LastAck, kAck, {.ack = -150}, kNothing},
        {"the ACK of the FIN moves FIN-WAIT-1", FinWait1, kAck, {}, RcvAckOfFin},
        {"an ACK of the text before the FIN does not", FinWait1, kAck, {.ack = -1}, kNothing},
        {"the ACK of the FIN may come with text", FinWait1, kAck, {.text = 300}, RcvAckOfFin},
        {"the ACK of the FIN may come out of order", FinWait1, kAck, {.seq = 300, .text = 300}, RcvAckOfFin},
        {"the ACK of the FIN moves CLOSING", Closing, kAck, {}, RcvAckOfFin},
        {"an ACK of the text before the FIN leaves CLOSING", Closing, kAck, {.ack = -1}, kNothing},
        {"the ACK of the FIN ends LAST-ACK", LastAck, kAck, {}, RcvAckOfFin},
        {"an ACK of the text before the FIN leaves LAST-ACK", LastAck, kAck, {.ack = -1}, kNothing},
        {"the ACK of the FIN once more changes nothing in FIN-WAIT-2", FinWait2, kAck, {}, kNothing},
        {"ACKs change nothing in CLOSE-WAIT", CloseWait, kAck, {}, kNothing},
        {"ACKs change nothing in TIME-WAIT", TimeWait, kAck, {}, kNothing},
    });
}

void TestClassify::fins_data()
{
    add({
        {"a FIN at RCV.NXT is in order", Established, kFinAck, {.ack = -50}, RcvFin},
        {"a FIN behind its text is in order", Established, kFinAck, {.text = 500}, RcvFin},
        {"a FIN behind text that was partly received is in order", Established, kFinAck, {.seq = -100, .text = 500}, RcvFin},
        {"a FIN behind text that was wholly received is in order", Established, kFinAck, {.seq = -500, .text = 500}, RcvFin},
        {"a FIN with missing text before it is held", Established, kFinAck, {.seq = 1}, kNothing},
        {"a FIN with text may have missing text before it too", Established, kFinAck, {.seq = 100, .text = 50}, kNothing},
        {"a FIN on the window's last octet counts", Established, kFinAck, {.text = 999}, RcvFin},
        {"a FIN past the window is cut off with the text beside it", Established, kFinAck, {.text = 1000}, kNothing},
        {"a FIN does not pass a shut window", Established, kFinAck, {.window = 0}, RcvOutOfWindow},
        {"a FIN alone moves FIN-WAIT-1 to CLOSING", FinWait1, kFinAck, {.ack = -1}, RcvFin},
        {"a FIN that acknowledges the FIN does both at once", FinWait1, kFinAck, {}, RcvFinAckOfFin},
        {"a FIN ahead of missing text still acknowledges the FIN", FinWait1, kFinAck, {.seq = 1}, RcvAckOfFin},
        {"a FIN moves FIN-WAIT-2", FinWait2, kFinAck, {}, RcvFin},
        {"a FIN with missing text before it does not move FIN-WAIT-2", FinWait2, kFinAck, {.seq = 1}, kNothing},
        {"the FIN once more is out of the window in CLOSE-WAIT", CloseWait, kFinAck, {.seq = -1}, RcvOutOfWindow},
        {"the FIN once more is out of the window in CLOSING", Closing, kFinAck, {.seq = -1}, RcvOutOfWindow},
        {"the FIN once more is out of the window in LAST-ACK", LastAck, kFinAck, {.seq = -1}, RcvOutOfWindow},
        {"a second FIN after the first is none", CloseWait, kFinAck, {}, kNothing},
        {"a second FIN in CLOSING may still acknowledge", Closing, kFinAck, {}, RcvAckOfFin},
    });
}

void TestClassify::timeWait_data()
{
    add({
        {"the FIN once more restarts the wait", TimeWait, kFinAck, {.seq = -1}, RcvFinAgain},
        {"the FIN once more with its text restarts the wait", TimeWait, kFinAck, {.seq = -101, .text = 100}, RcvFinAgain},
        {"the FIN once more with an old ACK restarts the wait", TimeWait, kFinAck, {.seq = -1, .ack = -10}, RcvFinAgain},
        {"a FIN elsewhere does not", TimeWait, kFinAck, {.seq = -5}, RcvOutOfWindow},
        {"a SYN past everything the old incarnation sent opens a new one", TimeWait, kSyn, {.seq = 1}, RcvSyn},
        {"it may lie far past the window", TimeWait, kSyn, {.seq = 1'000'000}, RcvSyn},
        {"it may carry text", TimeWait, kSyn, {.seq = 64000, .text = 100}, RcvSyn},
        {"a SYN below that may be an old duplicate", TimeWait, kSyn, {.seq = -1}, RcvOutOfWindow},
        {"a SYN far below it may be one too", TimeWait, kSyn, {.seq = -1'000'000}, RcvOutOfWindow},
        {"a SYN,ACK opens nothing", TimeWait, kSynAck, {.seq = 1'000'000}, RcvOutOfWindow},
        {"a SYN,RST opens nothing", TimeWait, Flag::Syn | Flag::Rst, {.seq = 1'000'000}, kNothing},
        {"only TIME-WAIT is opened anew by a SYN", FinWait2, kSyn, {.seq = 1'000'000}, RcvOutOfWindow},
    });
}

/// Whatever classify() finds, the table has a row for it; otherwise an endpoint would not know what to do.
void TestClassify::everyEventHasARow()
{
    std::set<Event> seen;
    for (int state = 0; state < tcp::kStateCount; ++state) {
        for (std::uint32_t bits = 0; bits < 32; ++bits) {
            for (const int seq : {-501, -500, -100, -1, 0, 1, 500, 999, 1000, 100'000}) {
                for (const int ack : {-101, -2, -1, 0, 1}) {
                    for (const std::uint32_t text : {0u, 1u, 500u}) {
                        for (const bool passive : {false, true}) {
                            Tcb tcb = tcbIn(State(state), SeqNumber(0xFFFF'FFF0), SeqNumber(7));
                            tcb.rcv.wnd = 1000;
                            tcb.openedPassively = passive;
                            Segment segment;
                            segment.flags = Flags::fromBits(bits);
                            segment.seq = tcb.rcv.nxt + std::uint32_t(seq);
                            segment.ack = tcb.snd.nxt + std::uint32_t(ack);
                            segment.textLength = text;
                            const auto event = tcp::classify(State(state), tcb, segment);
                            if (!event)
                                continue;
                            seen.insert(*event);
                            QVERIFY2(tcp::findTransition(State(state), *event, {.openedPassively = passive}),
                                     qPrintable(nameOf(event) + QStringLiteral(" has no row in state %1").arg(state)));
                        }
                    }
                }
            }
        }
    }
    QCOMPARE(int(seen.size()), int(RcvFinAgain) - int(RcvSyn) + 1);
}

QTEST_APPLESS_MAIN(TestClassify)
#include "tst_classify.moc"
