// The observer's rules one by one: README.md in model/observer has them as a table.
#include "tests/model/observer/exchange.h"

#include <QTest>

#include <string>

namespace {

/// The three-way handshake, and one exchange of 7 and 9 octets after it: A is then at 8, B at 10.
const std::string kOpen = "A SYN; B SYN,ACK; A ACK; ";
const std::string kTalk = kOpen + "A ACK 7; B ACK 9; A ACK; ";

void expect(const char* name, const std::string& conversation, const char* walkOfA, const char* walkOfB)
{
    QTest::newRow(name) << QString::fromStdString(conversation) << QString::fromLatin1(walkOfA) << QString::fromLatin1(walkOfB);
}

} // namespace

class TestConnectionObserver : public QObject {
    Q_OBJECT

private slots:
    void opening_data();
    void opening() { check(); }
    void closing_data();
    void closing() { check(); }
    void resets_data();
    void resets() { check(); }
    void losses_data();
    void losses() { check(); }
    void forgeries_data();
    void forgeries() { check(); }
    void incompleteCaptures_data();
    void incompleteCaptures() { check(); }
    void incarnations_data();
    void incarnations() { check(); }
    void clocks_data();
    void clocks() { check(); }

private:
    static void columns();
    static void check();
};

void TestConnectionObserver::columns()
{
    QTest::addColumn<QString>("conversation");
    QTest::addColumn<QString>("walkOfA");
    QTest::addColumn<QString>("walkOfB");
}

void TestConnectionObserver::check()
{
    QFETCH(QString, conversation);
    QFETCH(QString, walkOfA);
    QFETCH(QString, walkOfB);
    const RecordBatch batch = exchange::observe(conversation.toStdString());
    QCOMPARE(QString::fromStdString(exchange::walkOf(batch, 'A')), walkOfA);
    QCOMPARE(QString::fromStdString(exchange::walkOf(batch, 'B')), walkOfB);
}

void TestConnectionObserver::opening_data()
{
    columns();
    expect("the handshake proves the client's side at once and the server's by what it says next",
           kOpen + "B ACK 5",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("the third ACK alone is not known to have arrived",
           "A SYN; B SYN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("an opener that answers a SYN with another number than its own has given up before",
           "A SYN; A SYN; B SYN; A SYN,ACK iss=9000 ^1; B ACK ^1",
           "SYN-SENT, CLOSED?, LISTEN, SYN-RECEIVED, ESTABLISHED?",
           "SYN-SENT, ESTABLISHED");
    expect("a SYN alone says nothing of the other end",
           "A SYN",
           "SYN-SENT",
           "");
    expect("a refused SYN returns the client to CLOSED",
           "A SYN; B RST,ACK @0 ^1",
           "SYN-SENT, CLOSED?",
           "");
    expect("a refused SYN that is sent again had not heard of it",
           "A SYN; B RST,ACK @0 ^1; A SYN; B RST,ACK @0 ^1",
           "SYN-SENT, CLOSED?, back to SYN-SENT, CLOSED?",
           "");
    expect("both ends open at once",
           "A SYN; B SYN; A SYN,ACK; B SYN,ACK; A ACK; B ACK; A ACK 5; B ACK",
           "SYN-SENT, SYN-RECEIVED, ESTABLISHED? confirmed",
           "SYN-SENT, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("both ends open at once and the SYN,ACK of one is not captured",
           "A SYN; B SYN; A SYN,ACK; B ACK @1",
           "SYN-SENT, SYN-RECEIVED, ESTABLISHED?",
           "SYN-SENT, SYN-RECEIVED?, ESTABLISHED?");
    expect("the SYN,ACK comes again, so the third ACK was lost",
           "A SYN; B SYN,ACK; A ACK; B SYN,ACK @0 ^1; A ACK; A ACK 5; B ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, back to SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("text proves that the third ACK has arrived",
           "A SYN; B SYN,ACK; A ACK; B ACK 9",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("a Fast Open server may speak before the third ACK, which proves nothing",
           "A SYN 13 tfo; B SYN,ACK; B ACK 14; A ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("a Fast Open server that closes before the third ACK goes straight to FIN-WAIT-1",
           "A SYN 13 tfo; B SYN,ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, CLOSE-WAIT",
           "LISTEN, SYN-RECEIVED, FIN-WAIT-1, FIN-WAIT-2?");
    expect("sequence numbers may wrap during the handshake",
           "A SYN iss=4294967295; B SYN,ACK iss=4294967290; A ACK; A ACK 7; B ACK 9; A ACK; A FIN,ACK; B ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("the server's ISN in the upper half makes no difference to a reset",
           "A SYN; B SYN,ACK iss=4000000000; A ACK; B RST,ACK",
           "SYN-SENT, ESTABLISHED, CLOSED?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED");
}

void TestConnectionObserver::closing_data()
{
    columns();
    expect("the client closes first",
           kTalk + "A FIN,ACK; B ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("the server closes first",
           kTalk + "B FIN,ACK; A ACK; A FIN,ACK; B ACK",
           "SYN-SENT, ESTABLISHED, CLOSE-WAIT, LAST-ACK, CLOSED?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT");
    expect("FIN and ACK of FIN in one segment skip FIN-WAIT-2",
           kTalk + "A FIN,ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("both close at once",
           kTalk + "A FIN,ACK; B FIN,ACK ^8; A ACK; B ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSING, TIME-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, CLOSING?, TIME-WAIT?");
    expect("text flows on after one side has closed",
           kTalk + "A FIN,ACK; B ACK; B ACK 100; A ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a FIN may carry the last text",
           kTalk + "A FIN,ACK 20; B FIN,ACK 30; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a FIN not yet answered leaves the receiver where it is",
           kTalk + "A FIN,ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("2 MSL pass in TIME-WAIT",
           kTalk + "A FIN,ACK; B ACK; B FIN,ACK; A ACK; wait 61s",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT, CLOSED after 2 MSL",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a FIN that comes again restarts the 2 MSL timer",
           kTalk + "A FIN,ACK; B ACK; B FIN,ACK; A ACK; wait 40s; B FIN,ACK @10; A ACK; wait 40s",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?, back to LAST-ACK, CLOSED?");
    expect("keep-alives and their answers change nothing",
           kTalk + "A ACK @7 ^10; B ACK; wait 30s; A ACK @7 ^10; B ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
}

void TestConnectionObserver::resets_data()
{
    columns();
    expect("what is sent behind a probe of a shut window counts, so the other end's numbers go on and its abort is one",
           "A SYN w=20; B SYN,ACK w=20; A ACK w=20; B ACK 20 w=20; A ACK w=0; B ACK 1 w=20; A ACK ^21 w=0; A ACK 20 ^21 w=0; B ACK w=20; "
           "A ACK 20 ^21 w=0; B ACK w=20; A ACK 20 ^21 w=0; A RST,ACK ^21",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("an abort is proven for who aborts and assumed for who is told",
           kTalk + "A RST,ACK",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("an abort straight after the handshake finds the other end established",
           kOpen + "A RST,ACK",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("an abort in FIN-WAIT-1 comes after the FIN",
           kTalk + "A FIN,ACK; A RST,ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, CLOSED?");
    expect("an abort in FIN-WAIT-2",
           kTalk + "A FIN,ACK; B ACK; A RST,ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, CLOSED?");
    expect("an abort in CLOSE-WAIT",
           kTalk + "A FIN,ACK; B ACK; B RST,ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, CLOSED?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, CLOSED");
    expect("unread data turn a close into a reset",
           kOpen + "A ACK 7; B ACK; B RST,ACK",
           "SYN-SENT, ESTABLISHED, CLOSED?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED");
    expect("late text finds the connection gone",
           kTalk + "A FIN,ACK; B ACK; B ACK 5; A RST @9",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, CLOSED?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, CLOSED?");
    expect("text that crosses a FIN is answered from the FIN's own number",
           kTalk + "A ACK 8; B FIN,ACK ^8; B RST @10",
           "SYN-SENT, ESTABLISHED, CLOSE-WAIT?, CLOSED?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, CLOSED?");
    expect("a SYN,ACK that nobody waits for is reset and returns the listener to LISTEN",
           "A SYN; B SYN,ACK; A RST @1",
           "SYN-SENT, CLOSED?",
           "LISTEN, SYN-RECEIVED, LISTEN?");
    expect("a reset in SYN-RECEIVED without the third ACK",
           "A SYN; B SYN,ACK; A RST,ACK @1",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, LISTEN?");
    expect("who speaks after a reset has not got it",
           kTalk + "A RST,ACK; B ACK 5; A RST @8",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?, back to ESTABLISHED, CLOSED?");
    expect("a reset that is answered by the challenge ACK of a missing FIN",
           kTalk + "A FIN,ACK; A RST,ACK; B ACK ^8; A RST @8",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, CLOSED?, back to CLOSE-WAIT, back to ESTABLISHED, CLOSED?");
    expect("the FIN before a reset was lost before it came here",
           kTalk + "A RST,ACK @9; B ACK ^8; A RST @8",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1?, CLOSED? confirmed",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("a closed end answers an old duplicate, and is closed as before",
           kTalk + "A RST,ACK; B FIN,ACK; A RST @8; B RST @1",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?, back to ESTABLISHED, FIN-WAIT-1, CLOSED?");
    expect("an end that aborts although it was sent a reset had not got that one, but the SYN,ACK before it",
           "A SYN; B SYN; A SYN,ACK @0 ^1; A RST,ACK @1 ^1; B RST,ACK @1 ^1",
           "SYN-SENT, SYN-RECEIVED, CLOSED",
           "SYN-SENT, CLOSED?, back to SYN-SENT, SYN-RECEIVED?, ESTABLISHED?, CLOSED");
    expect("a FIN that was sent to an end in SYN-SENT counts when it is acknowledged",
           "B SYN; A SYN; B SYN,ACK @0 ^1; B FIN,ACK @1 ^1; B RST,ACK @2 ^1; A SYN,ACK @0 ^1; B RST @1; A FIN,ACK @1 ^2; B RST @2",
           "SYN-SENT, CLOSED?, back to SYN-SENT, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, CLOSED?, back to CLOSE-WAIT, LAST-ACK, CLOSED?",
           "SYN-SENT, SYN-RECEIVED, FIN-WAIT-1, CLOSED");
    expect("both abort, and a FIN and its acknowledgment of one were not captured",
           kTalk + "A ACK 7; A RST,ACK; B RST,ACK @11",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("a listener answers with resets and listens on",
           "A SYN; B SYN,ACK; A RST,ACK @1; A ACK @1; B RST @1",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, LISTEN?");
    expect("an old copy of a SYN does not contradict a reset",
           kTalk + "A RST,ACK; B SYN; A RST @1",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("a FIN that was sent to an end that seemed to be reset counts when it is acknowledged",
           kTalk + "A FIN,ACK; A RST @7; A RST @8; B FIN,ACK ^9; A RST @9",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSED? confirmed",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, CLOSED?, back to CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("both abort, and what one has sent before was not captured",
           kTalk + "A RST,ACK; B RST,ACK @1000",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("a reset past the SYN,ACK is obeyed in SYN-SENT alone, and the end that is silent is there",
           "A SYN; B SYN,ACK; B RST,ACK @2 ^1",
           "SYN-SENT, CLOSED?",
           "LISTEN, SYN-RECEIVED, FIN-WAIT-1?, CLOSED?");
}

void TestConnectionObserver::losses_data()
{
    columns();
    expect("a FIN that is sent twice counts once",
           kTalk + "A FIN,ACK; A FIN,ACK @8; B ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a lost ACK of FIN in LAST-ACK is taken back by the next FIN",
           kTalk + "A FIN,ACK; B ACK; B FIN,ACK; A ACK; B FIN,ACK @10; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?, back to LAST-ACK, CLOSED?");
    expect("a lost ACK of FIN in FIN-WAIT-1 is taken back by the next FIN",
           kTalk + "A FIN,ACK; B ACK; A FIN,ACK @8; B ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, back to FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("in CLOSING the FIN comes again and asks for its ACK",
           kTalk + "A FIN,ACK; B FIN,ACK ^8; A ACK; B ACK; B FIN,ACK @10; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSING, TIME-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, CLOSING?, TIME-WAIT?, back to CLOSING, TIME-WAIT?");
    expect("a FIN that is repeated with the ACK of the peer's was not acknowledged before",
           kTalk + "A FIN,ACK; B FIN,ACK ^8; A ACK; B FIN,ACK @10; A ACK; B ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSING, TIME-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, CLOSING, TIME-WAIT?");
    expect("both close at once and the first FIN of one is lost",
           kTalk + "A FIN,ACK; B FIN,ACK ^8; A ACK; A FIN,ACK @8; B ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSING, TIME-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT?");
    expect("a FIN behind a hole waits for the text before it",
           kTalk + "A FIN,ACK @12; A ACK 4 @8; B ACK ^13; B FIN,ACK ^13; A ACK @13",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1?, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a FIN overtaken by text that was sent again and acknowledges the peer's: which FIN came first is not known",
           kTalk + "B FIN,ACK; A ACK 5 ^11; A FIN,ACK ^10",
           "SYN-SENT, ESTABLISHED, CLOSE-WAIT, LAST-ACK?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, FIN-WAIT-2?");
    expect("a SYN,ACK that comes late, twice, does not hide that the FIN was acknowledged",
           "A SYN; B ACK @1 ^1; B SYN,ACK @0 ^1; A FIN,ACK @1 ^1; B ACK @2 ^2; B SYN,ACK @0 ^1; B FIN,ACK @1 ^1; A ACK @2 ^2",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT?",
           "LISTEN?, SYN-RECEIVED?, ESTABLISHED?, CLOSE-WAIT?, back to ESTABLISHED, FIN-WAIT-1, CLOSING, TIME-WAIT?");
    expect("a FIN overtaken by the ACK that followed it",
           kTalk + "B FIN,ACK; A ACK @9 ^11; A FIN,ACK @8 ^10; B ACK",
           "SYN-SENT, ESTABLISHED, CLOSE-WAIT?, back to ESTABLISHED, FIN-WAIT-1, CLOSING, TIME-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT?");
}

void TestConnectionObserver::forgeries_data()
{
    columns();
    expect("a reset beyond the window is ignored",
           kTalk + "A RST @200000; B ACK 5; A ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("a reset in the window that is not exact is ignored",
           kTalk + "A RST @108; B ACK; A ACK 5; B ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("an exact reset without ACK that the sender contradicts is taken back",
           kTalk + "A RST @8; A ACK 5",
           "SYN-SENT, ESTABLISHED, CLOSED?, back to ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("an exact reset with ACK after which both ends talk on is taken back",
           kTalk + "A RST,ACK; A ACK 5; B ACK; A ACK 5; B ACK",
           "SYN-SENT, ESTABLISHED, CLOSED, back to ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?, back to ESTABLISHED");
    expect("an exact reset with ACK after which its sender acknowledges more is taken back",
           kTalk + "A RST,ACK; B ACK 5; A ACK",
           "SYN-SENT, ESTABLISHED, CLOSED, back to ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?, back to ESTABLISHED");
    expect("a segment that the reset has overtaken does not contradict it",
           kTalk + "A RST,ACK; A ACK 7 @1; A ACK @8",
           "SYN-SENT, ESTABLISHED, CLOSED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?");
    expect("a connection that talks on after a forged reset closes as if nothing had been",
           kTalk + "A RST,ACK; A ACK 5; B ACK; A FIN,ACK; B ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, CLOSED, back to ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED?, back to ESTABLISHED, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a FIN is taken back by text at its number, whose ACK is not the FIN's",
           kTalk + "A FIN,ACK; A ACK 5 @8; B ACK ^13; A ACK 5 @13; B ACK ^18",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, back to ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("a FIN that seems acknowledged is taken back by text at its number",
           kTalk + "A FIN,ACK; B ACK ^9; A ACK 5 @8",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, back to FIN-WAIT-1, back to ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT");
    expect("after a forged FIN the real one counts",
           kTalk + "A FIN,ACK; A ACK 5 @8; B ACK ^13; A FIN,ACK @13; B ACK ^14; B FIN,ACK ^14; A ACK @14",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, back to ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a forged FIN and a forged reset are both taken back",
           kTalk + "A FIN,ACK; A RST,ACK; A ACK 5 @8; B ACK ^13; A ACK @13",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, CLOSED, back to FIN-WAIT-1, back to ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, CLOSED?, back to CLOSE-WAIT, back to ESTABLISHED");
    expect("a keep-alive's octet at the FIN's number does not contradict it",
           kTalk + "A FIN,ACK; B ACK; A ACK 1 @8; B ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT");
    expect("a SYN in FIN-WAIT-2 that a challenge ACK answers stays in the connection",
           kTalk + "A FIN,ACK; B ACK; A SYN @777777; B ACK ^9; B ACK 20 ^9; A ACK @9; B FIN,ACK ^9; A ACK @9",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a SYN in the middle of a connection stays in it",
           kTalk + "A SYN @777777; B ACK; A ACK 5; B ACK; A FIN,ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a SYN,ACK in the middle of a connection changes nothing",
           kTalk + "B SYN,ACK @77777 ^8; A ACK ^10; A ACK 7; B ACK 9; A ACK; A FIN,ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a FIN beyond the window is ignored",
           kTalk + "A FIN,ACK @200000; B ACK; A ACK 5; B ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("a FIN in the window that the real FIN contradicts is taken back",
           kTalk + "A FIN,ACK @508; B ACK; A FIN,ACK @8; B ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1?, back to ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("an acknowledgment of what nobody sent is ignored",
           kTalk + "A ACK 5 @8 ^90000; B ACK ^8; A ACK 5 @8; B ACK; A FIN,ACK; B ACK; B FIN,ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a volley of inexact resets is ignored",
           kTalk + "A RST,ACK @9; B ACK; A RST,ACK @1468; A RST,ACK @4388; A ACK; A ACK 7; B ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1?, CLOSED?, back to FIN-WAIT-1, back to ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("a SYN,ACK for somebody else's SYN is refused and changes nothing",
           "A SYN; B SYN,ACK ^5000; A RST @5000; A SYN; B SYN,ACK iss=9000 ^1; A ACK @1; A ACK 5; B ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN?, SYN-RECEIVED?, LISTEN?, SYN-RECEIVED, ESTABLISHED? confirmed");
}

void TestConnectionObserver::incompleteCaptures_data()
{
    columns();
    expect("a capture that begins with text adopts both ends",
           "A ACK 5 @100 ^200; B ACK 5 @200 ^105; A FIN,ACK @105 ^205; B ACK @205 ^106; B FIN,ACK @205 ^106; A ACK @106 ^206",
           "FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           "CLOSE-WAIT, LAST-ACK, CLOSED?");
    expect("a capture that begins with the SYN,ACK knows of the SYN",
           "B SYN,ACK ^1; A ACK @1; A ACK 5; B ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
    expect("a SYN,ACK that was not captured is learned from what follows",
           "A SYN; A ACK @1 ^1; B ACK 9 @1 ^1",
           "SYN-SENT, ESTABLISHED",
           "LISTEN?, SYN-RECEIVED?, ESTABLISHED? confirmed");
    expect("only the client's side is captured",
           "A SYN; A ACK ^1; A ACK 7 ^1; A ACK ^10; A FIN,ACK ^10; A ACK ^11",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1?, FIN-WAIT-2?, TIME-WAIT?",
           "LISTEN?, SYN-RECEIVED?, ESTABLISHED?, CLOSE-WAIT?, LAST-ACK?, CLOSED?");
    expect("only the server's side is captured",
           "B SYN,ACK ^1; B ACK ^8; B ACK 9 ^8; B ACK ^9; B FIN,ACK ^9",
           "SYN-SENT, ESTABLISHED?, FIN-WAIT-1?, FIN-WAIT-2?, TIME-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, LAST-ACK?, CLOSED?");
    expect("only the client's side is captured and it aborts",
           "A SYN; A ACK ^1; A ACK 7 ^1; A ACK ^10; A RST,ACK ^10",
           "SYN-SENT, ESTABLISHED, CLOSED? confirmed",
           "LISTEN?, SYN-RECEIVED?, ESTABLISHED?, CLOSED?");
    expect("only the server's side is captured and it aborts in CLOSE-WAIT",
           "B SYN,ACK ^1; B ACK ^8; B ACK 9 ^8; B ACK ^9; B RST,ACK ^9",
           "SYN-SENT, ESTABLISHED?, FIN-WAIT-1?, FIN-WAIT-2?, CLOSED?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, CLOSED");
    expect("the first FIN was not captured, or else an octet of text",
           kTalk + "B ACK ^9; B FIN,ACK ^9; A ACK @9",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1?, FIN-WAIT-2?, TIME-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, LAST-ACK?, CLOSED?");
    expect("what was taken for a FIN that was not captured was text: the other end was the first to close",
           kTalk + "A FIN,ACK ^11; B ACK @11 ^9; B ACK 5 @11 ^9; A ACK @9 ^16; B FIN,ACK @16 ^9; A ACK @9 ^17",
           "SYN-SENT, ESTABLISHED, CLOSE-WAIT?, LAST-ACK?, CLOSED?, back to LAST-ACK, back to CLOSE-WAIT, back to ESTABLISHED, FIN-WAIT-1?, FIN-WAIT-2?, TIME-WAIT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1?, TIME-WAIT?, back to FIN-WAIT-1, back to ESTABLISHED, CLOSE-WAIT?, LAST-ACK, CLOSED?");
    expect("an end that seems to have closed sends text, and who has closed before it does not become CLOSED",
           kTalk + "A ACK @9; B FIN,ACK ^9; A ACK @9 ^11; A ACK 5 @9 ^11; B ACK @11 ^14; A ACK 5 @14 ^11; B ACK @11 ^19",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1?, TIME-WAIT?, back to FIN-WAIT-1, back to ESTABLISHED, CLOSE-WAIT?",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT?, LAST-ACK?, CLOSED?, back to LAST-ACK, back to CLOSE-WAIT, back to ESTABLISHED, FIN-WAIT-1?, FIN-WAIT-2? confirmed");
}

void TestConnectionObserver::incarnations_data()
{
    columns();
    expect("the client uses its port again after TIME-WAIT ran out",
           kTalk + "A FIN,ACK; B ACK; B FIN,ACK; A ACK; wait 61s; A SYN iss=500000; B SYN,ACK iss=700000; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT, CLOSED after 2 MSL | SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED? | LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("the client uses its port again although the server is in TIME-WAIT",
           kTalk + "B FIN,ACK; A ACK; A FIN,ACK; B ACK; A SYN iss=500000; B SYN,ACK iss=700000; A ACK",
           "SYN-SENT, ESTABLISHED, CLOSE-WAIT, LAST-ACK, CLOSED? | SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT, CLOSED? | LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("a rebooted client's SYN meets ESTABLISHED and gets a challenge ACK, then a new connection",
           kTalk + "A SYN iss=500000; B ACK ^4294468304 @10; A RST @4294468304; A SYN; B SYN,ACK iss=700000; A ACK",
           "SYN-SENT, ESTABLISHED, CLOSED? | SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED? | LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("a new connection whose SYN was not captured",
           kTalk + "A RST,ACK; A ACK @8; B SYN,ACK iss=700000 ^499001; A ACK @499001",
           "SYN-SENT, ESTABLISHED, CLOSED | SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED? | LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("a SYN in FIN-WAIT-2 begins a new connection once a SYN,ACK answers it",
           kTalk + "A FIN,ACK; B ACK; A SYN iss=500000; B SYN,ACK iss=700000; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, CLOSED? | SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, CLOSED? | LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("a SYN in FIN-WAIT-2 begins a new connection after 2 MSL without a word",
           kTalk + "A FIN,ACK; B ACK; wait 61s; A SYN iss=500000; B SYN,ACK iss=700000; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, CLOSED? | SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, CLOSED? | LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("a SYN with the number of the connection before may be an old copy",
           "B SYN; A RST,ACK @0 ^1; A SYN iss=500000; B SYN; A SYN,ACK @0 ^1",
           " | SYN-SENT, SYN-RECEIVED",
           "SYN-SENT, CLOSED? | SYN-SENT?");
    expect("an old copy of the last connection's FIN opens nothing",
           kTalk + "A RST,ACK; A SYN iss=500000; A FIN,ACK @4294957298 ^4294957298; B ACK @10 ^8",
           "SYN-SENT, ESTABLISHED, CLOSED | SYN-SENT",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED? | ");
    expect("an old copy of the last connection's FIN does not close the new one",
           kTalk + "A RST,ACK; A SYN iss=500000; B SYN,ACK iss=700000; A ACK; B FIN,ACK @4294957298 ^4294957298; A ACK ^1",
           "SYN-SENT, ESTABLISHED, CLOSED | SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSED? | LISTEN, SYN-RECEIVED, ESTABLISHED?");
    expect("the same SYN again is no new connection",
           "A SYN; A SYN; A SYN; B SYN,ACK; A ACK; A ACK 5; B ACK",
           "SYN-SENT, ESTABLISHED",
           "LISTEN, SYN-RECEIVED, ESTABLISHED? confirmed");
}

void TestConnectionObserver::clocks_data()
{
    columns();
    const std::string close = kTalk + "A FIN,ACK; B ACK; B FIN,ACK; A ACK; ";
    const char* const ofB = "LISTEN, SYN-RECEIVED, ESTABLISHED?, CLOSE-WAIT, LAST-ACK, CLOSED?";
    expect("one packet dated years ahead does not end TIME-WAIT",
           close + "A ACK ahead=300000000; A ACK; A ACK",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT",
           ofB);
    expect("two packets dated hours ahead are believed",
           close + "A ACK ahead=7200; A ACK ahead=7200",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT, CLOSED after 2 MSL",
           ofB);
    expect("2 MSL pass as ever after one packet dated years ahead",
           close + "A ACK ahead=300000000; A ACK; wait 61s",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT, CLOSED after 2 MSL",
           ofB);
    expect("a TIME-WAIT that begins with a packet dated years ahead ends in time",
           kTalk + "A FIN,ACK; B ACK; B FIN,ACK; A ACK ahead=300000000; wait 50s; wait 11s",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT, CLOSED after 2 MSL",
           ofB);
    expect("a first packet dated years ahead stops no clock",
           "A SYN ahead=300000000; B SYN,ACK; A ACK; A ACK 7; B ACK 9; A ACK; A FIN,ACK; B ACK; B FIN,ACK; A ACK; wait 61s",
           "SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2?, TIME-WAIT, CLOSED after 2 MSL",
           ofB);
}

QTEST_APPLESS_MAIN(TestConnectionObserver)
#include "tst_connection_observer.moc"
