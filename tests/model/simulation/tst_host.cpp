// What an operating system does around TCP. Each row is a small scenario with its expectations.
#include "tests/model/simulation/played.h"

#include <QTest>

#include <algorithm>

class TestHost : public QObject {
    Q_OBJECT
private slots:
    void behaves_data();
    void behaves();
    void showsItsSockets();
    void aForkedDescriptorCountsTwice();
    void theSendBufferCanChange();
    void theReceiveBufferCanChange();
    void everyArrivalIsRecordedOnce();
};

void TestHost::behaves_data()
{
    QTest::addColumn<QByteArray>("scenario");
    const auto row = [](const char* name, const char* scenario) { QTest::newRow(name) << QByteArray(scenario); };

    row("a closed port refuses", "0ms A active-open 80\nexpect A errno ECONNREFUSED\nexpect A exactly SYN-SENT CLOSED\n");
    row("a filtered port times out after its retries",
        "host A syn-retries 2\n0ms link drop SYN from A count all\n0ms A active-open 80\n"
        "expect A errno ETIMEDOUT\nexpect segments 3 SYN from A\n");
    row("a port that listens already is in use", "0ms B passive-open 80\n1ms B passive-open 80 as second\nexpect B errno EADDRINUSE on second\n");
    row("a port with a connection in TIME-WAIT is in use",
        "0ms B passive-open 80 as one\n0ms A auto-close on\n1ms A active-open 80\n1s B close\n+1ms B close on one\n2s B passive-open 80 as two\n"
        "2s expect B count TIME-WAIT 1\nexpect B errno EADDRINUSE on two\n");
    row("SO_REUSEADDR takes a port whose connection is in TIME-WAIT",
        "0ms B set reuseaddr on\n0ms B passive-open 80 as one\n0ms A auto-close on\n1ms A active-open 80\n1s B close\n+1ms B close on one\n"
        "2s B passive-open 80 as two\n3s A active-open 80 as again\nexpect B errno none\nexpect A SYN-SENT ESTABLISHED on again\n");
    row("ephemeral ports run out while TIME-WAIT holds them",
        "host A ephemeral 5000-5002\n0ms B passive-open 80\n0ms B auto-close on\n0ms A active-open 80 as c count 4 every 1s\n"
        "when A ESTABLISHED on c.1 A close on c.1\nwhen A ESTABLISHED on c.2 A close on c.2\nwhen A ESTABLISHED on c.3 A close on c.3\n"
        "expect A errno EADDRNOTAVAIL on c.4\nexpect A exactly SYN-SENT ESTABLISHED FIN-WAIT-1 TIME-WAIT CLOSED on c.3\n");
    row("tw-reuse takes a 4-tuple that is in TIME-WAIT",
        "host A ephemeral 5000-5000 tw-reuse on\n0ms B passive-open 80\n0ms B auto-close on\n0ms A active-open 80 as c count 2 every 3s\n"
        "when A ESTABLISHED on c.1 A close on c.1\nexpect A errno none\nexpect A SYN-SENT ESTABLISHED on c.2\n");
    row("tw-reuse takes no 4-tuple in TIME-WAIT whose connection had no timestamps (RFC 6191)",
        "host A ephemeral 5000-5000 tw-reuse on timestamps off\n0ms B passive-open 80\n0ms B auto-close on\n0ms A active-open 80 as c count 2 every 3s\n"
        "when A ESTABLISHED on c.1 A close on c.1\nexpect A errno EADDRNOTAVAIL on c.2\n");
    row("a new SYN ends TIME-WAIT at the server (RFC 9293, 3.6.1)",
        "0ms B passive-open 80\n0ms A auto-close on\n0ms A active-open 80 from 5000 as one\n1s B close\n3s A active-open 80 from 5000 as two\n"
        "until 5s\nexpect B TIME-WAIT SYN-RECEIVED ESTABLISHED\nexpect A SYN-SENT ESTABLISHED on two\n");

    row("a SYN that meets TIME-WAIT where nobody listens any more is answered with an ACK (RFC 9293, 3.10.7.4)",
        "0ms B passive-open 80 as web\n0ms A auto-close on\n0ms A active-open 80 from 5000 as one\n1s B close\n2s B close on web\n3s A active-open 80 from 5000 as two\n"
        "until 10s\nexpect A errno ECONNREFUSED on two\nexpect A exactly SYN-SENT CLOSED on two\nexpect segments 1 RST from A\nexpect segments 1 RST from B\n"
        "expect B TIME-WAIT CLOSED\nexpect B count TIME-WAIT 0\n");

    row("SO_LINGER 0 aborts", "0ms B passive-open 80\n0ms A active-open 80\n1s A set linger 0s\n1s A close\n"
        "expect segments 1 RST from A\nexpect segments 0 FIN\nexpect B errno ECONNRESET\n");
    row("closing with unread text resets", "0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n500ms A send 10\n1s B close\n"
        "expect segments 1 RST from B\nexpect A errno ECONNRESET\n");
    row("text for an orphan is reset", "0ms B passive-open 80\n0ms A active-open 80\n1s A close\n2s B send 10\n3s B send 10\n"
        "expect segments 1.. RST from A\nexpect B errno EPIPE\nexpect A FIN-WAIT-2 CLOSED\n");
    row("a connection cannot be opened once more", "0ms B passive-open 80\n0ms A active-open 80 as one\n1s A active-open 80 on one\nexpect A errno EISCONN on one\n");
    row("only a listener accepts", "0ms B passive-open 80\n0ms A active-open 80 as one\n1s A accept on one\nexpect A errno EINVAL on one\n");
    row("a connection that was reset in the queue is accepted, and says so at its next call",
        "0ms B passive-open 80\n0ms B auto-accept off\n0ms B auto-read off\n0ms A active-open 80\n1s A abort\n2s B accept as one\n3s expect B errno none on one\n"
        "4s B read all on one\nexpect B errno ECONNRESET on one\n");
    row("a RST in LAST-ACK is told to a process that still has the socket",
        "host A two-msl 0ms\nlink delay 50ms\n0ms B passive-open 80\n0ms A active-open 80\n1s A shutdown write\n1500ms link drop ACK from A\n1500ms B shutdown write\n"
        "1500ms expect B errno none\nexpect B LAST-ACK CLOSED\nexpect B errno ECONNRESET\n");
    row("a RST in LAST-ACK is told to nobody once the descriptor is closed",
        "host A two-msl 0ms\nlink delay 50ms\n0ms B passive-open 80\n0ms A active-open 80\n1s A shutdown write\n1500ms link drop ACK from A\n1500ms B close\n"
        "expect B LAST-ACK CLOSED\nexpect segments 1 RST from A\nexpect B errno none\n");
    row("a RST in LAST-ACK fails the next write, not a read at the end of the stream",
        "host A two-msl 0ms\nlink delay 50ms\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n1s A shutdown write\n1500ms link drop ACK from A\n"
        "1500ms B shutdown write\n3s B read all\n4s expect B errno none\n5s B send 1\nexpect B errno ECONNRESET\n");
    row("writing after shutdown breaks the pipe", "0ms B passive-open 80\n0ms A active-open 80\n1s A shutdown write\n2s A send 1\nexpect A errno EPIPE\n");
    row("a descriptor closed twice is bad", "0ms B passive-open 80\n0ms A active-open 80\n1s A close\n2s A close\nexpect A errno EBADF\n");
    row("a connection whose peer is gone times out", "host A retries 3\n0ms B passive-open 80\n0ms A active-open 80\n1s B crash\n2s A send 10\n"
        "expect A errno ETIMEDOUT\nexpect segments 4 data from A\n");
    row("a rebooted host resets what it does not know", "0ms B passive-open 80\n0ms A active-open 80\n1s B crash\n2s B reboot\n3s A send 10\n"
        "expect A errno ECONNRESET\nexpect segments 1 RST from B\n");
    row("keep-alive finds a dead host", "0ms B passive-open 80\n0ms A set keepalive on keepidle 10s keepintvl 1s keepcnt 3\n0ms A active-open 80\n"
        "1s B crash\nexpect A errno ETIMEDOUT\nexpect label keep-alive 3 from A\n");
    row("keep-alive finds an unplugged cable only after its probes",
        "0ms B passive-open 80\n0ms A set keepalive on keepidle 10s keepintvl 1s keepcnt 3\n0ms A active-open 80\n1s B unplug\n"
        "12s expect A state ESTABLISHED\nexpect A final CLOSED\nexpect B final ESTABLISHED\n");
    row("a cable that is plugged in again loses nothing", "0ms B passive-open 80\n0ms A active-open 80\n1s A unplug\n1100ms A send 100\n3s A plug\n"
        "until 60s\nexpect B received 100\nexpect A errno none\n");

    row("a full accept queue leaves the handshake open",
        "0ms B passive-open 80 backlog 0\n0ms B auto-accept off\n0ms A active-open 80 as c count 3 every 100ms\n1s expect B count ESTABLISHED 1\n"
        "1s expect A state SYN-SENT on c.3\n2s B auto-accept on\nuntil 30s\nexpect B count ESTABLISHED 3\n");
    row("abort-on-overflow answers with RST",
        "host B abort-on-overflow on\nlink delay 50ms\n0ms B passive-open 80 backlog 0\n0ms B auto-accept off\n0ms A active-open 80 as c count 2 every 1ms\n"
        "until 5s\nexpect segments 1 RST from B\nexpect A errno ECONNRESET on c.2\n");
    row("a full SYN queue is silent", "host B syn-backlog 2 syn-cookies off synack-retries 1\n0ms B passive-open 80\n"
        "0ms link inject spoofed to B:80 SYN 1(0) count 10 every 1ms\n100ms A active-open 80\n500ms expect A state SYN-SENT\n500ms expect B count SYN-RECEIVED 2\n"
        "until 600s\nexpect segments 5 SYN,ACK from B\nexpect A final ESTABLISHED\n"); // twice for each of two strangers, then room for A
    row("SYN cookies let the honest client in", "host B syn-backlog 2\n0ms B passive-open 80\n"
        "0ms link inject spoofed to B:80 SYN 1(0) count 10 every 1ms\n100ms A active-open 80\n300ms A send 50\nuntil 2s\n"
        "expect A final ESTABLISHED\nexpect B received 50\nexpect B count SYN-RECEIVED 2\n");
    row("a RST in SYN-RECEIVED returns to LISTEN", "0ms B passive-open 80\n0ms link drop ACK from A count all\n0ms A active-open 80 from 5000\n"
        "host A iss 1000\n200ms link inject from A:5000 to B:80 RST 1001(0)\nuntil 1s\nexpect B SYN-RECEIVED LISTEN\n");
    row("a listener can open actively", "0ms B passive-open 80 as mine\n0ms A passive-open 90\n1s B active-open A:90 on mine\nuntil 5s\n"
        "expect B exactly LISTEN SYN-SENT ESTABLISHED on mine\n");
    row("a SEND on a listener opens actively", "0ms B passive-open 80 as mine\n0ms A passive-open 80\n1s B send 10 on mine\nuntil 5s\n"
        "expect B exactly LISTEN SYN-SENT ESTABLISHED on mine\nexpect A received 10\n");
    row("close in SYN-SENT just ends", "0ms link drop SYN from A count all\n0ms A active-open 80\n100ms A close\nexpect A exactly SYN-SENT CLOSED\n");
    row("a closed listener ends what waits in its queue", "0ms B passive-open 80 as web\n0ms B auto-accept off\n0ms A active-open 80\n1s B close on web\n"
        "expect segments 1 RST from B\nexpect A errno ECONNRESET\n");
    row("accept() waits for a connection", "0ms B passive-open 80\n0ms B auto-accept off\n0ms B accept as one\n1s A active-open 80\n2s A send 5\nuntil 3s\n"
        "expect B received 5 on one\n");

    row("close in a child leaves the parent's descriptor", "0ms B passive-open 80\n0ms A active-open 80\n1s B fork as child\n2s B in child close\n"
        "until 3s\nexpect segments 0 FIN\nexpect B final ESTABLISHED\n");
    row("the last descriptor closes", "0ms B passive-open 80\n0ms A active-open 80\n1s B fork as child\n2s B in child close\n3s B close\n"
        "until 4s\nexpect segments 1 FIN\n");
    row("exit closes what was open", "0ms B passive-open 80\n0ms A active-open 80\n1s A exit\nuntil 2s\nexpect segments 1 FIN from A\n");
    row("auto-fork gives each connection its own process", "0ms B passive-open 80\n0ms B auto-fork on\n0ms A active-open 80 count 3\n1s B exit\nuntil 2s\n"
        "expect B count ESTABLISHED 3\nexpect B count LISTEN 0\n");
    row("a stopped process does nothing", "0ms B passive-open 80\n0ms B auto-close on\n0ms A active-open 80\n1s B stop\n2s A close\n5s expect B state CLOSE-WAIT\n"
        "6s B continue\nexpect B CLOSE-WAIT LAST-ACK CLOSED\n");
    row("a server replies and closes", "0ms B passive-open 80\n0ms B auto-reply 1000\n0ms B auto-close 100\n0ms A auto-send 100\n0ms A auto-close on\n"
        "0ms A active-open 80\nexpect A received 1000\nexpect B received 100\nexpect A CLOSE-WAIT LAST-ACK CLOSED\nexpect A errno none\n");
    row("a send larger than the buffer goes on by itself", "host A send-buffer 4096\n0ms B passive-open 80\n0ms A active-open 80\n1s A send 100000\n1s A close\n"
        "expect B received 100000\nexpect A FIN-WAIT-1 FIN-WAIT-2\n");
    row("reading slowly shuts the window and opens it again", "host B window 4096\nhost A B wscale off\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n"
        "1s A send 10000\n5s B read 4096\n10s B auto-read on\nuntil 60s\nexpect B received 10000\nexpect label zero-window 1.. from B\n");
    row("defer-accept waits for text", "0ms B set defer-accept 10s\n0ms B passive-open 80\n0ms A active-open 80\n500ms expect B state SYN-RECEIVED\n600ms A send 10\n"
        "until 5s\nexpect B received 10\n");
    row("a damaged segment is as good as lost", "corrupts\n0ms B passive-open 80\n0ms link corrupt data from A\n0ms A active-open 80\n1s A send 10\nuntil 5s\n"
        "expect B received 10\nexpect segments 2 data from A\n");
    row("an IPv6 connection", "host A address fd77::1\nhost B address fd77::2\n0ms B passive-open 80\n0ms A active-open 80\n1s A send 10\nuntil 3s\nexpect B received 10\n");

    row("a sender that avoids silly windows does not fill those of a receiver that does not",
        "host B window 4000 sws-avoidance off\nhost A B wscale off mss 1000\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n100ms A send 8000\n"
        "1s B read 100 count 80 every 20ms\nuntil 20s\nexpect B received 8000\nexpect segments 8..14 data from A\nexpect label window-update 10.. from B\n");
    row("a receiver that avoids silly windows opens none for a sender that does not",
        "host A sws-avoidance off\nhost B window 4000\nhost A B wscale off mss 1000\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n100ms A send 8000\n"
        "1s B read 100 count 80 every 20ms\nuntil 20s\nexpect B received 8000\nexpect segments 8..16 data from A\n"); // with probes
    row("where nobody avoids silly windows, each read makes a small segment",
        "host A B sws-avoidance off\nhost B window 4000\nhost A B wscale off mss 1000\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n100ms A send 8000\n"
        "1s B read 100 count 80 every 50ms\nuntil 20s\nexpect B received 8000\nexpect segments 40.. data from A\n");

    row("the user timeout counts instead of R2",
        "host A retries 2\n0ms B passive-open 80\n0ms A set user-timeout 30s\n0ms A active-open 80\n1s B crash\n2s A send 10\n31900ms expect A state ESTABLISHED\n"
        "32100ms expect A state CLOSED\nexpect A errno ETIMEDOUT\nexpect segments 4.. data from A\n");
    row("the user timeout ends the wait at a shut window",
        "host B window 4096\nhost A B wscale off\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n0ms A set user-timeout 5s\n1s A send 10000\n"
        "5900ms expect A state ESTABLISHED\n7s expect A state CLOSED\nexpect A errno ETIMEDOUT\n");
    row("what is delivered starts the user timeout anew",
        "host B window 4096\nhost A B wscale off\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n0ms A set user-timeout 5s\n1s A send 10000\n"
        "5s B read 4096\n9s B read all count 3 every 1s\nuntil 60s\nexpect A errno none\nexpect B received 10000\n");
    row("a user timeout that is taken off ends nothing",
        "0ms B passive-open 80\n0ms A active-open 80\n0ms A set user-timeout 5s\n1s A unplug\n1s A send 10\n4s A set user-timeout off\nuntil 30s\nexpect A final ESTABLISHED\n");
    row("a user timeout set while text waits counts from then on",
        "0ms B passive-open 80\n0ms A active-open 80\n1s A unplug\n1s A send 10\n4s A set user-timeout 5s\n8900ms expect A state ESTABLISHED\n9100ms expect A state CLOSED\n"
        "expect A errno ETIMEDOUT\n");
    row("the user timeout ends a SYN that nobody answers", "0ms A set user-timeout 5s\n0ms link drop SYN from A count all\n0ms A active-open 80\n"
        "4900ms expect A state SYN-SENT\n5100ms expect A state CLOSED\nexpect A errno ETIMEDOUT\n");
    row("with a user timeout, time ends keep-alive and not the number of probes",
        "0ms B passive-open 80\n0ms A set keepalive on keepidle 10s keepintvl 1s keepcnt 2 user-timeout 15s\n0ms A active-open 80\n1s B crash\n14s expect A state ESTABLISHED\n"
        "17s expect A state CLOSED\nexpect A errno ETIMEDOUT\nexpect label keep-alive 4..6 from A\n");
    row("accepted connections inherit the user timeout",
        "0ms B passive-open 80\n0ms B set user-timeout 5s\n0ms A active-open 80\n1s A crash\n2s B send 10\n7100ms expect B count ESTABLISHED 0\nexpect B errno ETIMEDOUT\n");

    row("SO_LINGER keeps a process in close() until the FIN is acknowledged",
        "link delay 100ms\n0ms B passive-open 80\n0ms A set linger 5s\n0ms A active-open 80 as one\n1s A send 100 on one\n1s A close on one\n1s A active-open 80 as two\n"
        "1190ms expect A count SYN-SENT 0\n1210ms expect A count SYN-SENT 1\nexpect A exactly SYN-SENT ESTABLISHED on two\n");
    row("SO_LINGER ends with its time, without an error and without a RST",
        "0ms B passive-open 80\n0ms A set linger 3s\n0ms A active-open 80 as one\n1s link cut\n1s A send 100 on one\n1s A close on one\n1s A active-open 80 as two\n"
        "3990ms expect A count SYN-SENT 0\n4010ms expect A count SYN-SENT 1\n4010ms expect A state FIN-WAIT-1 on one\n5s link restore\nuntil 30s\n"
        "expect A errno none\nexpect segments 0 RST\nexpect B received 100 on all\n");
    row("without SO_LINGER close() returns at once",
        "0ms B passive-open 80\n0ms A active-open 80 as one\n1s link cut\n1s A send 100 on one\n1s A close on one\n1s A active-open 80 as two\n1s expect A count SYN-SENT 1\nuntil 2s\n");
    row("a process that ends does not linger",
        "0ms B passive-open 80\n0ms A set linger 5s\n0ms A active-open 80 as one\n1s link cut\n1s A send 100 on one\n1s A exit\n1s A active-open 80 as two\n1s expect A count SYN-SENT 1\nuntil 2s\n");
    row("other processes go on while one lingers",
        "0ms B passive-open 80\n0ms A fork as child\n0ms A set linger 5s\n0ms A active-open 80 as one\n1s link cut\n1s A send 100 on one\n1s A close on one\n"
        "1s A in child active-open 80 as two\n1s expect A count SYN-SENT 1\nuntil 2s\n");

    row("each second segment is acknowledged, also if all come in one moment",
        "host A iss 0\nhost B iss 8000 mss 1000\nhost A B wscale off timestamps off sack off\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n1s A send 4000\nuntil 2s\n"
        "expect wire\n  ...\n  A 3001(1000)\n  B ack 2001\n  B ack 4001\n");
    row("a window update takes the place of the acknowledgments of its moment",
        "host A iss 0\nhost B iss 8000 mss 1000 window 4000\nhost A B wscale off timestamps off sack off\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n1s A send 4000\n"
        "when B received 4000 B read 3000\nuntil 2s\nexpect wire\n  ...\n  A 3001(1000)\n  B ack 4001 win 3000\n");
    row("with last-waits-for-fin the last text waits for a window that lets the FIN ride on it, but not for long",
        "host A iss 0 last-waits-for-fin on\nhost B iss 8000 mss 1000 window 3000\nhost A B wscale off timestamps off sack off\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n1s A send 5000\n1s A close\n"
        "when B received 3000 B read 2000\n2s B read all\nuntil 10s\nexpect wire\n  ...\n  B ack 3001 win 2000\n  A 3001(1000)\n  B ack 4001 win 1000\n  A 4001(1000)\n  ...\n  A FIN 5001(0)\n  ...\n");
    row("window updates go on in CLOSE-WAIT",
        "host B window 4000\nhost A B wscale off mss 1000\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n1s A send 4000\n2s A close\n3s B read 2000\n4s B read 2000\nuntil 5s\n"
        "expect B final CLOSE-WAIT\nexpect label window-update 2 from B\n");
}

void TestHost::behaves()
{
    QFETCH(QByteArray, scenario);
    const auto run = played::play(scenario.toStdString());
    QVERIFY(!run->results().empty());
    QCOMPARE(played::failures(*run), QByteArray());
}

void TestHost::showsItsSockets()
{
    const auto run = played::play("0ms B passive-open 80 backlog 7\n0ms B auto-read off\n0ms A active-open 80\n1s A send 10\nuntil 2s\n");
    const auto rows = run->findHost("B")->socketTable();
    QCOMPARE(rows.size(), std::size_t(2));
    QVERIFY(rows[0].state == tcp::State::Listen);
    QCOMPARE(rows[0].sendQueue, std::uint64_t(7));
    QVERIFY(rows[1].state == tcp::State::Established);
    QCOMPARE(rows[1].receiveQueue, std::uint64_t(10));
    QCOMPARE(rows[1].processes, 1u);
    QCOMPARE(toString(rows[1].remote), std::string("10.0.0.1:32768"));
}

void TestHost::aForkedDescriptorCountsTwice()
{
    const auto run = played::play("0ms B passive-open 80\n0ms A active-open 80\n1s B fork as child\nuntil 2s\n");
    const auto rows = run->findHost("B")->socketTable();
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[1].processes, 2u);
    QCOMPARE(rows[1].owners, std::string("main,child"));
}

/// SO_SNDBUF while the connection lives: how much a blocked send() hands over.
void TestHost::theSendBufferCanChange()
{
    simulation::Simulation run(played::read("0ms B passive-open 80\n0ms A active-open 80\n500ms A set sndbuf 4096\n1s link cut\n1s A send 100000\n2s A set sndbuf 10000\n"
                                            "3s A set sndbuf 1000\n4s link restore\nuntil 60s\nexpect B received 100000\n"));
    const auto held = [&run](int seconds) {
        run.runUntil(simulation::kSimulationStart + std::chrono::seconds(seconds) + std::chrono::milliseconds(500));
        return run.findHost("A")->sockets().front().endpoint.unacknowledged();
    };
    QCOMPARE(held(1), 4096u);
    QCOMPARE(held(2), 10000u);
    QCOMPARE(held(3), 10000u); // what was taken stays
    run.run();
    QCOMPARE(played::failures(run), QByteArray());
}

/// SO_RCVBUF while the connection lives: never less than was offered, but as much as there is room for.
void TestHost::theReceiveBufferCanChange()
{
    simulation::Simulation run(played::read("host A B wscale off mss 1000\nhost B window 8000\n0ms B passive-open 80\n0ms B auto-read off\n0ms A active-open 80\n1s B set rcvbuf 3000\n"
                                            "2s A send 20000\n4s B set rcvbuf 12000\n6s B auto-read on\nuntil 60s\nexpect B received 20000\n"));
    const auto readable = [&run](int seconds) {
        run.runUntil(simulation::kSimulationStart + std::chrono::seconds(seconds));
        return run.findHost("B")->sockets().back().endpoint.readable();
    };
    QCOMPARE(readable(3), 8000u); // the window that it had offered before it shrank
    QCOMPARE(readable(5), 12000u);
    run.run();
    QCOMPARE(played::failures(run), QByteArray());
}

/// Also those that an operating system keeps from its TCP.
void TestHost::everyArrivalIsRecordedOnce()
{
    const auto run = played::play("host B abort-on-overflow on\nlink delay 50ms\n0ms B passive-open 80 backlog 0\n0ms B auto-accept off\n"
                                  "0ms A active-open 80 as c count 2 every 1ms\nuntil 5s\nexpect segments 1 RST from B\n");
    QCOMPARE(played::failures(*run), QByteArray());
    const std::vector<Record>& records = run->batch().records;
    const auto arrivals = std::count_if(records.begin(), records.end(), [](const Record& record) { return record.kind() == RecordKind::Segment; });
    QCOMPARE(std::size_t(arrivals), run->passages().size());
}

QTEST_APPLESS_MAIN(TestHost)
#include "tst_host.moc"
