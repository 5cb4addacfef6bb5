// The small parts of live capture that need no interface: filters, interfaces, the account of memory, the backlog.
#include "model/capture/capture_filter.h"
#include "model/capture/interface_list.h"
#include "model/capture/memory_account.h"
#include "model/capture/packet_backlog.h"

#include <QTest>

#include <atomic>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;

namespace {

Record recordOf(ConnectionId connection, tcp::State state)
{
    Record record;
    record.connection = connection;
    record.setStates(state, Certainty::Proven, state, Certainty::Proven);
    return record;
}

void add(PacketChunk& chunk, int packets, std::size_t octets)
{
    const std::vector<std::uint8_t> content(octets, 7);
    for (int i = 0; i < packets; ++i)
        chunk.add({Timestamp(std::chrono::seconds(i)), 1, content, 1500});
}

} // namespace

class TestCaptureParts : public QObject {
    Q_OBJECT
private slots:
    void filters_data();
    void filters();
    void filtersFromManyThreads();
    void theLoopbackInterfaceIsListed();
    void closedConnectionsLeaveFirst();
    void whatLeavesInWhichOrder_data();
    void whatLeavesInWhichOrder();
    void openConnectionsStay();
    void theAccountNeverGoesBelowWhatIsLeft_data();
    void theAccountNeverGoesBelowWhatIsLeft();
    void theBacklogCountsWhatItCannotHold();
    void theBacklogEnds();
};

void TestCaptureParts::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("linkType");
    QTest::addColumn<QString>("remedy"); // empty: the filter is right
    QTest::newRow("nothing means everything") << u""_s << 1 << u""_s;
    QTest::newRow("tcp") << u"tcp"_s << 1 << u""_s;
    QTest::newRow("a port and a host") << u"tcp port 443 and host 10.0.0.1"_s << 1 << u""_s;
    QTest::newRow("flags") << u"tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0"_s << 1 << u""_s;
    QTest::newRow("on a tunnel") << u"tcp port 443"_s << 101 << u""_s;
    QTest::newRow("on any") << u"ip6 and tcp"_s << 113 << u""_s;
    QTest::newRow("half a filter, as one is typing") << u"tcp port"_s << 1 << u"tcpdump"_s;
    QTest::newRow("a slip of the hand") << u"tcp prot 443"_s << 1 << u"tcpdump"_s;
    QTest::newRow("a port beyond all ports") << u"tcp port 70000"_s << 1 << u"tcpdump"_s;
    QTest::newRow("Wireshark's other language") << u"tcp.port == 443"_s << 1 << u"display filter"_s;
    QTest::newRow("an Ethernet address where there is none") << u"ether host 00:11:22:33:44:55"_s << 101 << u"tcpdump"_s;
    QTest::newRow("a zero in it") << QString(u"tcp"_s + QChar(0) + u"x"_s) << 1 << u"tcpdump"_s;
    QTest::newRow("far too long") << QString(5000, u' ') << 1 << u"shorter"_s;
}

void TestCaptureParts::filters()
{
    QFETCH(QString, filter);
    QFETCH(int, linkType);
    QFETCH(QString, remedy);
    const std::optional<Error> error = checkFilter(filter.toStdString(), linkType);
    QCOMPARE(!error, remedy.isEmpty());
    if (!error)
        return;
    QVERIFY2(QString::fromStdString(error->remedy).contains(remedy), error->remedy.c_str());
    QVERIFY(error->what.ends_with('.'));
}

void TestCaptureParts::filtersFromManyThreads()
{
    std::atomic<int> wrong{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&wrong] {
            for (int round = 0; round < 200; ++round)
                wrong += (checkFilter("tcp port 80 or tcp port 443", 1) ? 1 : 0) + (checkFilter("tcp prot 80", 1) ? 0 : 1);
        });
    }
    threads.clear();
    QCOMPARE(wrong.load(), 0);
}

void TestCaptureParts::theLoopbackInterfaceIsListed()
{
    const std::vector<NetworkInterface> interfaces = listInterfaces();
    QVERIFY(interfaces.size() >= 2);
    QCOMPARE(interfaces.back().name, std::string("any"));
    const auto loopback = std::find_if(interfaces.begin(), interfaces.end(), [](const auto& each) { return each.isLoopback; });
    QVERIFY(loopback != interfaces.end());
    QCOMPARE(loopback->name, std::string("lo"));
    QCOMPARE(loopback->linkType, 1);
    std::uint64_t octets = 0;
    for (const NetworkInterface& each : interfaces)
        octets += each.name == "any" ? 0 : each.counters.octets;
    QCOMPARE(interfaces.back().counters.octets, octets);
}

void TestCaptureParts::closedConnectionsLeaveFirst()
{
    MemoryAccount account;
    RecordBatch batch;
    batch.connections.resize(4);
    for (ConnectionId id = 0; id < 4; ++id)
        batch.records.push_back(recordOf(id, tcp::State::Established));
    account.add(batch);
    const std::size_t full = account.octets();
    batch.clear();
    batch.records = {recordOf(2, tcp::State::TimeWait), recordOf(0, tcp::State::Closed), recordOf(3, tcp::State::TimeWait)};
    account.add(batch);
    QVERIFY(account.octets() > full);
    QVERIFY(account.takeDepartures(account.octets()).empty());
    QCOMPARE(account.takeDepartures(account.octets() - 1), std::vector<ConnectionId>{0});
    QCOMPARE(account.takeDepartures(account.octets() - 1), std::vector<ConnectionId>{2}); // only TIME-WAIT kept it
    batch.clear();
    batch.records = {recordOf(3, tcp::State::Established)}; // it lives again: an assumption was taken back
    account.add(batch);
    QVERIFY(account.takeDepartures(0).empty());
}

void TestCaptureParts::whatLeavesInWhichOrder_data()
{
    using enum tcp::State;
    QTest::addColumn<tcp::State>("first");
    QTest::addColumn<tcp::State>("second");
    QTest::addColumn<QList<ConnectionId>>("order");
    QTest::newRow("closed before waiting, though later") << TimeWait << Closed << QList<ConnectionId>{1, 0};
    QTest::newRow("waiting before half open, though later") << SynSent << TimeWait << QList<ConnectionId>{1, 0};
    QTest::newRow("closed before half open, though later") << SynReceived << Closed << QList<ConnectionId>{1, 0};
    QTest::newRow("a listener again counts as closed") << Listen << Closed << QList<ConnectionId>{0, 1};
    QTest::newRow("of two half open ones the older") << SynSent << SynReceived << QList<ConnectionId>{0, 1};
    QTest::newRow("never what waits for a close()") << CloseWait << SynSent << QList<ConnectionId>{1};
    QTest::newRow("never what is being closed") << FinWait2 << LastAck << QList<ConnectionId>{};
}

void TestCaptureParts::whatLeavesInWhichOrder()
{
    QFETCH(tcp::State, first);
    QFETCH(tcp::State, second);
    QFETCH(QList<ConnectionId>, order);
    MemoryAccount account;
    RecordBatch batch;
    batch.connections.resize(2);
    batch.records = {recordOf(0, first), recordOf(1, second)};
    account.add(batch);
    QList<ConnectionId> left;
    for (std::size_t limit = account.octets() - 1; left.size() < 2; limit = account.octets() - 1) {
        const auto departures = account.takeDepartures(limit);
        if (departures.empty())
            break;
        QCOMPARE(departures.size(), std::size_t(1)); // no more than need be
        left.append(departures.front());
    }
    QCOMPARE(left, order);
}

void TestCaptureParts::openConnectionsStay()
{
    MemoryAccount account;
    RecordBatch batch;
    batch.connections.resize(2);
    batch.records = {recordOf(0, tcp::State::Established), recordOf(1, tcp::State::CloseWait)};
    account.add(batch);
    QVERIFY(account.takeDepartures(0).empty());
    QVERIFY(account.octets() > 0);
}

void TestCaptureParts::theAccountNeverGoesBelowWhatIsLeft_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 50; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// Everything that is closed at last leaves, once, and then only the open ones are reckoned.
void TestCaptureParts::theAccountNeverGoesBelowWhatIsLeft()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    MemoryAccount account;
    std::vector<bool> closed;
    std::vector<int> left;
    RecordBatch batch;
    for (int round = 0; round < 30; ++round) {
        batch.clear();
        batch.connections.resize(random() % 5);
        closed.resize(closed.size() + batch.connections.size(), false);
        left.resize(closed.size(), 0);
        for (int i = 0; i < 20 && !closed.empty(); ++i) {
            const auto id = ConnectionId(random() % closed.size());
            if (left[id] > 0)
                continue;
            closed[id] = random() % 2 == 0;
            batch.records.push_back(recordOf(id, closed[id] ? tcp::State::Closed : tcp::State::Established));
        }
        account.add(batch);
        const std::size_t limit = account.octets() / 2;
        for (const ConnectionId id : account.takeDepartures(limit)) {
            QVERIFY(closed[id]);
            ++left[id];
        }
        bool anyClosedStays = false;
        for (std::size_t id = 0; id < closed.size(); ++id)
            anyClosedStays = anyClosedStays || (closed[id] && left[id] == 0);
        QVERIFY(account.octets() <= limit || !anyClosedStays);
    }
    account.takeDepartures(0);
    const bool allGone = std::all_of(closed.begin(), closed.end(), [](bool each) { return each; });
    QCOMPARE(account.octets() == 0, allGone);
    for (const int times : left)
        QVERIFY(times <= 1);
}

void TestCaptureParts::theBacklogCountsWhatItCannotHold()
{
    PacketBacklog backlog(10'000);
    PacketChunk chunk;
    add(chunk, 10, 100);
    backlog.push(chunk);
    QVERIFY(chunk.isEmpty());
    add(chunk, 100, 100);
    backlog.push(chunk); // 10,000 octets and more: no room
    QVERIFY(chunk.isEmpty());
    QCOMPARE(backlog.lost(), 100u);
    add(chunk, 3, 100);
    backlog.push(chunk);
    PacketChunk taken;
    QVERIFY(backlog.take(taken, std::chrono::milliseconds(0)));
    QCOMPARE(taken.count(), 10u);
    QCOMPARE(taken.lostBefore, 0u);
    int seconds = 0;
    taken.forEach([&seconds](const Packet& packet) {
        QVERIFY(packet.time == Timestamp(std::chrono::seconds(seconds++)));
        QCOMPARE(packet.captured.size(), 100u);
        QCOMPARE(packet.captured.back(), 7);
    });
    QCOMPARE(seconds, 10);
    QVERIFY(backlog.take(taken, std::chrono::milliseconds(0)));
    QCOMPARE(taken.count(), 3u);
    QCOMPARE(taken.lostBefore, 100u);
    add(chunk, 10, 100);
    backlog.push(chunk); // there is room again
    QCOMPARE(backlog.lost(), 100u);
}

void TestCaptureParts::theBacklogEnds()
{
    PacketBacklog backlog(10'000);
    PacketChunk chunk;
    add(chunk, 1, 1);
    backlog.push(chunk);
    backlog.close();
    QVERIFY(!backlog.isDone()); // something is still to be taken
    QVERIFY(backlog.take(chunk, std::chrono::seconds(10)));
    QVERIFY(backlog.isDone());
    QVERIFY(!backlog.take(chunk, std::chrono::seconds(10))); // at once
}

QTEST_APPLESS_MAIN(TestCaptureParts)
#include "tst_capture_parts.moc"
