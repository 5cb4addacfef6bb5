// Octets as a kernel sent them, and the same damaged.
#include "model/kernel/diag_message.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <random>

using kernel::EntryKind;
using kernel::Socket;
using kernel::TimerKind;
using tcp::State;

namespace {

/// The answers to a dump of IPv4 sockets (sequence 1) and to one of IPv6 sockets (2), recorded from Linux 6.18.
std::vector<std::byte> recording()
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/model/kernel/sock_diag_dump.bin"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray content = file.readAll();
    std::vector<std::byte> octets(std::size_t(content.size()));
    std::memcpy(octets.data(), content.constData(), octets.size());
    return octets;
}

std::vector<Socket> recorded()
{
    const auto octets = recording();
    std::vector<Socket> sockets;
    const auto done = [&](std::uint32_t sequence) { return kernel::takeDump(octets, sequence, sockets).isDone; };
    return done(1) && done(2) ? sockets : std::vector<Socket>();
}

QByteArray text(const SocketAddress& address)
{
    return QByteArray::fromStdString(toString(address));
}

} // namespace

class TestDiagMessage : public QObject {
    Q_OBJECT
private slots:
    void recordedSockets_data();
    void recordedSockets();
    void tcpInfoAndBuffers();
    void aMappedAddressIsIpv4OnTheWire();
    void answersToOthersAreIgnored();
    void refusalsAreTold();
    void requestAsksForTcp();
    void aShorterTcpInfoIsWelcome();
    void everyTruncationIsSurvived();
    void damageIsSurvived_data();
    void damageIsSurvived();
};

void TestDiagMessage::recordedSockets_data()
{
    QTest::addColumn<QByteArray>("local");
    QTest::addColumn<QByteArray>("remote");
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("entry");
    QTest::addColumn<int>("timer");
    QTest::addColumn<int>("recvQueue");
    QTest::addColumn<int>("sendQueue");
    QTest::addColumn<int>("inode");
    const auto expect = [](const char* name, const char* local, const char* remote, State state, EntryKind entry, TimerKind timer, int recvQueue,
                           int sendQueue, int inode) {
        QTest::newRow(name) << QByteArray(local) << QByteArray(remote) << int(state) << int(entry) << int(timer) << recvQueue << sendQueue << inode;
    };
    using enum EntryKind;
    using enum TimerKind;
    expect("a listener with one connection to accept and room for none", "127.0.0.1:8082", "0.0.0.0:0", State::Listen, Full, None, 1, 0, 1838208);
    expect("an idle listener", "127.0.0.1:8080", "0.0.0.0:0", State::Listen, Full, None, 0, 128, 1838197);
    expect("the kernel counts a FIN as one octet to read", "127.0.0.1:8080", "127.0.0.1:40002", State::CloseWait, Full, None, 1, 0, 1838201);
    expect("keep-alive is on", "127.0.0.1:40001", "127.0.0.1:8080", State::Established, Full, KeepAlive, 0, 0, 1838198);
    expect("text that is not read", "127.0.0.1:8080", "127.0.0.1:40001", State::Established, Full, None, 6, 0, 1838199);
    expect("FIN-WAIT-2 that a process holds", "127.0.0.1:40002", "127.0.0.1:8080", State::FinWait2, Full, None, 0, 0, 1838200);
    expect("FIN-WAIT-2 that no process holds is a mini-socket", "127.0.0.1:40003", "127.0.0.1:8080", State::FinWait2, Mini, TimeWait, 0, 0, 0);
    expect("TIME-WAIT is a mini-socket", "127.0.0.1:40004", "127.0.0.1:8080", State::TimeWait, Mini, TimeWait, 0, 0, 0);
    expect("a connection that nobody has accepted", "127.0.0.1:8082", "127.0.0.1:40006", State::Established, Full, None, 0, 0, 0);
    expect("a SYN without answer", "127.0.0.1:40007", "127.0.0.1:8082", State::SynSent, Full, Retransmission, 0, 1, 1838210);
    expect("a request of a listener that waits for text", "127.0.0.1:8081", "127.0.0.1:40005", State::SynReceived, Request, Retransmission, 0, 0, 0);
    expect("IPv6", "[::1]:40008", "[::1]:8083", State::Established, Full, None, 0, 0, 1838212);
    expect("IPv4 through an IPv6 socket", "[::ffff:127.0.0.1]:8084", "[::ffff:127.0.0.1]:40009", State::Established, Full, None, 0, 0, 0);
}

void TestDiagMessage::recordedSockets()
{
    QFETCH(QByteArray, local);
    QFETCH(QByteArray, remote);
    const auto sockets = recorded();
    QCOMPARE(sockets.size(), 21u);
    const auto at = std::ranges::find_if(sockets, [&](const Socket& socket) { return text(socket.local) == local && text(socket.remote) == remote; });
    QVERIFY(at != sockets.end());
    QTEST(int(at->state), "state");
    QTEST(int(at->kind), "entry");
    QTEST(int(at->timer.kind), "timer");
    QTEST(int(at->recvQueue), "recvQueue");
    QTEST(int(at->sendQueue), "sendQueue");
    QTEST(int(at->inode), "inode");
}

void TestDiagMessage::tcpInfoAndBuffers()
{
    const auto sockets = recorded();
    const auto at = std::ranges::find_if(sockets, [](const Socket& socket) { return text(socket.local) == "127.0.0.1:40001"; });
    QVERIFY(at != sockets.end() && at->hasInfo);
    QCOMPARE(at->info.cwnd, 11u);
    QCOMPARE(at->info.rtt, 33u);
    QCOMPARE(at->info.rttvar, 18u);
    QCOMPARE(at->info.sendMss, 32768u);
    QCOMPARE(at->info.ssthresh, kernel::TcpInfo::kNoSsthresh);
    QCOMPARE(at->info.peerWindow, 65536u);
    QCOMPARE(at->info.sinceDataSent, 348u);
    QCOMPARE(at->info.sinceDataReceived, 348u);
    QCOMPARE(at->info.sinceAck, 348u);
    QVERIFY(at->info.hasScaling && at->info.hasTimestamps && at->info.hasSack);
    QCOMPARE(int(at->info.sendScale), 10);
    QCOMPARE(int(at->info.receiveScale), 10);
    QVERIFY(at->sendBuffer > 0 && at->receiveBuffer > 0);
    QVERIFY(at->timer.left > std::chrono::minutes(119) && at->timer.left <= std::chrono::minutes(120));
}

void TestDiagMessage::aMappedAddressIsIpv4OnTheWire()
{
    for (const Socket& socket : recorded()) {
        if (text(socket.local) == "[::ffff:127.0.0.1]:8084")
            QCOMPARE(text(kernel::wireAddress(socket.local)), "127.0.0.1:8084");
        else
            QVERIFY(kernel::wireAddress(socket.local) == socket.local);
    }
}

void TestDiagMessage::answersToOthersAreIgnored()
{
    std::vector<Socket> sockets;
    const auto progress = kernel::takeDump(recording(), 3, sockets);
    QVERIFY(!progress.isDone && sockets.empty() && progress.damaged == 0);
}

void TestDiagMessage::refusalsAreTold()
{
    // NLMSG_ERROR, 36 octets, sequence 7, -EPERM; what follows is the request.
    const std::uint32_t words[9] = {36, 2, 7, 0, std::uint32_t(-EPERM), 72, 20, 7, 0};
    std::vector<std::byte> octets(sizeof words);
    std::memcpy(octets.data(), words, sizeof words);
    std::vector<Socket> sockets;
    const auto progress = kernel::takeDump(octets, 7, sockets);
    QVERIFY(progress.isDone);
    QCOMPARE(progress.error, EPERM);
}

void TestDiagMessage::requestAsksForTcp()
{
    const auto octets = kernel::dumpRequest(10, 0x01020304);
    QCOMPARE(octets.size(), 72u);
    QCOMPARE(int(octets[16]), 10);                    // family
    QCOMPARE(int(octets[17]), 6);                     // TCP
    QCOMPARE(int(octets[18]), 1 << 1 | 1 << 6);       // TCP_INFO, SKMEMINFO
    QCOMPARE(int(octets[20]) | int(octets[21]) << 8, 0x1FFE); // all states
}

void TestDiagMessage::aShorterTcpInfoIsWelcome()
{
    // The kernels of 2006 ended TCP_INFO after tcpi_total_retrans: 104 octets.
    auto octets = recording();
    std::vector<Socket> whole;
    kernel::takeDump(octets, 1, whole);
    int shortened = 0;
    const auto shorten = [&](std::size_t at, std::uint16_t length) {
        const std::uint16_t headers[2][2] = {{108, 2}, {std::uint16_t(length - 108), 0x7F}}; // the rest becomes what nobody knows
        std::memcpy(octets.data() + at, headers[0], 4);
        std::memcpy(octets.data() + at + 108, headers[1], 4);
        ++shortened;
    };
    for (std::size_t message = 0, length = 0; message < octets.size(); message += length) {
        std::uint32_t messageLength = 0;
        std::memcpy(&messageLength, octets.data() + message, 4);
        length = (messageLength + 3) & ~3u;
        for (std::size_t at = message + 16 + 72; at + 4 < message + length;) { // behind nlmsghdr and inet_diag_msg
            std::uint16_t header[2];
            std::memcpy(header, octets.data() + at, sizeof header);
            if (header[1] == 2)
                shorten(at, header[0]);
            at += (header[0] + 3u) & ~3u;
        }
    }
    QVERIFY(shortened > 10);
    std::vector<Socket> sockets;
    QVERIFY(kernel::takeDump(octets, 1, sockets).isDone);
    QCOMPARE(sockets.size(), whole.size());
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        QCOMPARE(sockets[i].info.cwnd, whole[i].info.cwnd);
        QCOMPARE(sockets[i].info.rtt, whole[i].info.rtt);
        QCOMPARE(sockets[i].info.peerWindow, 0u);
    }
}

void TestDiagMessage::everyTruncationIsSurvived()
{
    const auto octets = recording();
    QVERIFY(octets.size() > 8000);
    std::size_t before = 0;
    for (std::size_t length = 0; length < octets.size(); ++length) {
        const std::vector<std::byte> part(octets.begin(), octets.begin() + std::ptrdiff_t(length)); // its own memory: a sanitizer sees each end
        std::vector<Socket> sockets;
        kernel::takeDump(part, 1, sockets);
        QVERIFY(sockets.size() >= before && sockets.size() <= 21);
        before = sockets.size();
    }
}

void TestDiagMessage::damageIsSurvived_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 200; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestDiagMessage::damageIsSurvived()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    auto octets = recording();
    QVERIFY(!octets.empty());
    const std::size_t first = random() % octets.size();
    octets.erase(octets.begin(), octets.begin() + std::ptrdiff_t(first & ~std::size_t(3)));
    for (unsigned times = 1 + random() % 64; times > 0 && !octets.empty(); --times)
        octets[random() % octets.size()] = std::byte(random());
    std::vector<Socket> sockets;
    const auto progress = kernel::takeDump(octets, 1, sockets);
    QVERIFY(sockets.size() <= octets.size() / 88);
    QVERIFY(progress.error >= 0 && progress.error < 4096);
    for (const Socket& socket : sockets) {
        QVERIFY(int(socket.state) < tcp::kStateCount && socket.state != State::Closed);
        QVERIFY(socket.timer.left.count() >= 0);
    }
}

QTEST_APPLESS_MAIN(TestDiagMessage)
#include "tst_diag_message.moc"
