#include "model/kernel/socket_history.h"
#include "tests/model/kernel/socket_samples.h"

#include <QTest>

#include <map>
#include <random>
#include <tuple>

using kernel::HistoryChanges;
using kernel::Ownership;
using kernel::Socket;
using kernel::SocketHistory;
using kernel::SocketId;
using kernel::TrackedSocket;
using tcp::State;
using namespace std::chrono_literals;
using samples::snapshot;
using samples::socket;

class TestSocketHistory : public QObject {
    Q_OBJECT
private slots:
    void aConnectionKeepsItsNumberUntilTimeWaitIsOver();
    void theSameAddressesAgainAreAnotherConnection();
    void listenersThatShareAnAddressAreTwo();
    void whoClosedItIsRemembered();
    void onlyWhatCanBeSeenIsAChange();
    void countsAreThinnedOut();
    void timeWaitRate();
    void theBeginningOfAStateIsABoundUnlessItWasFollowed_data();
    void theBeginningOfAStateIsABoundUnlessItWasFollowed();
    void headlineTellsOfALeak();
    void acceptQueuesAreFullBeyondTheirLimit_data();
    void acceptQueuesAreFullBeyondTheirLimit();
    void aFullQueueIsMoreUrgentThanALongOne();
    void holdersAreComparedByTheirProcess_data();
    void holdersAreComparedByTheirProcess();
    void linkLocalAddressesAreToldApartByTheInterface();
    void changesAreComplete_data();
    void changesAreComplete();
};

void TestSocketHistory::aConnectionKeepsItsNumberUntilTimeWaitIsOver()
{
    SocketHistory history;
    const HistoryChanges first = history.update(snapshot(0ms, {socket(State::FinWait2, 40000, 80, 7)}), {});
    QCOMPARE(first.added.size(), 1u);
    const SocketId id = first.added[0];
    const HistoryChanges second = history.update(snapshot(100ms, {socket(State::TimeWait, 40000)}), {});
    QVERIFY(second.added.empty());
    QCOMPARE(second.changed, std::vector<SocketId>{id});
    QCOMPARE(history.find(id)->stateSince, Timestamp(100ms));
    history.update(snapshot(200ms, {}), {});
    QVERIFY(history.find(id)->isGone());
    QVERIFY(history.find(id)->socket.state == State::TimeWait);
    const HistoryChanges late = history.update(snapshot(30'200ms, {}), {});
    QCOMPARE(late.forgotten, std::vector<SocketId>{id});
    QCOMPARE(history.size(), 0u);
}

void TestSocketHistory::theSameAddressesAgainAreAnotherConnection()
{
    SocketHistory history;
    history.update(snapshot(0ms, {socket(State::TimeWait, 40000)}), {});
    const HistoryChanges reused = history.update(snapshot(100ms, {socket(State::SynSent, 40000, 80, 9)}), {});
    QCOMPARE(reused.added.size(), 1u);
    QCOMPARE(reused.changed.size(), 1u);
    QVERIFY(history.find(reused.changed[0])->isGone());
    const TrackedSocket* now = history.find(samples::address(1, 40000), samples::address(2, 80));
    QVERIFY(now);
    QCOMPARE(now->id, reused.added[0]);
    history.update(snapshot(40s, {socket(State::Established, 40000, 80, 9)}), {});
    QCOMPARE(history.size(), 1u);
    QVERIFY(history.find(reused.added[0]));
}

void TestSocketHistory::listenersThatShareAnAddressAreTwo()
{
    SocketHistory history;
    Socket one = socket(State::Listen, 80, 0, 5);
    Socket two = socket(State::Listen, 80, 0, 6);
    two.cookie = one.cookie + 1;
    QCOMPARE(history.update(snapshot(0ms, {one, two}), {}).added.size(), 2u);
    const HistoryChanges again = history.update(snapshot(100ms, {two, one}), {});
    QVERIFY(again.added.empty() && again.changed.empty());
}

void TestSocketHistory::whoClosedItIsRemembered()
{
    SocketHistory history;
    kernel::Snapshot before = snapshot(0ms, {socket(State::Established, 40000, 80, 7)});
    before.owners = samples::owners(4711, "server", {7});
    const SocketId id = history.update(before, {}).added[0];
    QVERIFY(history.find(id)->ownership == Ownership::Known);
    kernel::Snapshot after = snapshot(100ms, {socket(State::FinWait1, 40000)});
    after.owners = samples::owners(4711, "server", {});
    history.update(after, {});
    const TrackedSocket* orphan = history.find(id);
    QVERIFY(orphan->ownership == Ownership::Orphaned);
    QCOMPARE(orphan->holders.size(), 1u);
    QCOMPARE(orphan->owners->processes[orphan->holders[0].process].pid, 4711);
}

void TestSocketHistory::onlyWhatCanBeSeenIsAChange()
{
    SocketHistory history;
    Socket waits = socket(State::TimeWait, 40000);
    history.update(snapshot(0ms, {waits}), {});
    waits.timer.left = 59s;
    QVERIFY(history.update(snapshot(1s, {waits}), {}).changed.empty());
    waits.recvQueue = 1;
    QCOMPARE(history.update(snapshot(2s, {waits}), {}).changed.size(), 1u);
}

void TestSocketHistory::countsAreThinnedOut()
{
    SocketHistory history({30s, 5000, 100});
    for (int i = 0; i < 10'000; ++i)
        history.update(snapshot(std::chrono::milliseconds(100 * i), {socket(State::Listen, 80, 0, 5)}), {});
    QVERIFY(history.counts().size() <= 100 && history.counts().size() >= 50);
    QCOMPARE(history.counts().front().time, Timestamp(0ms));
    QCOMPARE(history.counts().back().time, Timestamp(999'900ms));
    for (std::size_t i = 1; i < history.counts().size(); ++i)
        QVERIFY(history.counts()[i - 1].time < history.counts()[i].time);
}

void TestSocketHistory::timeWaitRate()
{
    SocketHistory history;
    std::vector<Socket> sockets = {socket(State::TimeWait, 30000)}; // was there before, and is no event
    for (int i = 0; i <= 50; ++i) {
        history.update(snapshot(std::chrono::milliseconds(100 * i), sockets), {});
        QCOMPARE(history.timeWaitRate().has_value(), i >= 20);
        for (int k = 0; k < 2; ++k)
            sockets.push_back(socket(State::TimeWait, std::uint16_t(40000 + 2 * i + k)));
    }
    QCOMPARE(*history.timeWaitRate(), 20.0);
}

void TestSocketHistory::theBeginningOfAStateIsABoundUnlessItWasFollowed_data()
{
    QTest::addColumn<kernel::Socket>("one");
    QTest::addColumn<int>("before"); // s before it was first seen that somebody looked; 0: never
    QTest::addColumn<int>("since");  // s before it was first seen
    QTest::addColumn<bool>("isSeen");
    const auto told = [](State state, std::uint32_t sent, std::uint32_t received, std::uint32_t ack) {
        kernel::Socket one = socket(state, 40000, 80, 9);
        one.hasInfo = true;
        one.info.sinceDataSent = sent * 1000;
        one.info.sinceDataReceived = received * 1000;
        one.info.sinceAck = ack * 1000;
        return one;
    };
    kernel::Socket waits = socket(State::TimeWait, 40000);
    waits.timer.left = 45s;
    QTest::newRow("CLOSE-WAIT began before the last ACK came") << told(State::CloseWait, 900, 800, 600) << 0 << 600 << false;
    QTest::newRow("FIN-WAIT-2 too") << told(State::FinWait2, 900, 800, 7) << 0 << 7 << false;
    QTest::newRow("of ESTABLISHED the oldest word counts") << told(State::Established, 9, 800, 6) << 0 << 800 << false;
    QTest::newRow("LAST-ACK began with a call, of which no segment tells") << told(State::LastAck, 9, 8, 6) << 0 << 0 << false;
    QTest::newRow("TIME-WAIT tells by its timer") << waits << 0 << 15 << false;
    QTest::newRow("a request tells nothing") << socket(State::SynReceived, 40000) << 0 << 0 << false;
    QTest::newRow("somebody looked a moment ago") << told(State::CloseWait, 900, 800, 600) << 1 << 0 << true;
    QTest::newRow("somebody looked a minute ago: it may have come at any time since") << told(State::CloseWait, 9, 8, 6) << 60 << 6 << false;
}

void TestSocketHistory::theBeginningOfAStateIsABoundUnlessItWasFollowed()
{
    QFETCH(kernel::Socket, one);
    QFETCH(int, before);
    QFETCH(int, since);
    QFETCH(bool, isSeen);
    SocketHistory history;
    const auto seen = 1000s;
    if (before > 0)
        history.update(snapshot(seen - std::chrono::seconds(before), {}), {});
    const HistoryChanges first = history.update(snapshot(seen, {one}), {});
    QCOMPARE(first.added.size(), 1u);
    const TrackedSocket* tracked = history.find(first.added[0]);
    QCOMPARE(tracked->stateSince, Timestamp(seen - std::chrono::seconds(since)));
    QCOMPARE(tracked->isBeginningSeen, isSeen);
    // Times that run on are no change, and move nothing.
    one.info.sinceAck += 100;
    one.info.sinceDataReceived += 100;
    one.info.sinceDataSent += 100;
    QVERIFY(history.update(snapshot(seen + 100ms, {one}), {}).changed.empty());
    QCOMPARE(tracked->stateSince, Timestamp(seen - std::chrono::seconds(since)));
    // The next state is followed.
    one.state = State::Closing;
    one.timer = {};
    history.update(snapshot(seen + 200ms, {one}), {});
    QCOMPARE(tracked->stateSince, Timestamp(seen + 200ms));
    QVERIFY(tracked->isBeginningSeen);
}

void TestSocketHistory::headlineTellsOfALeak()
{
    std::vector<Socket> sockets = {socket(State::Listen, 80, 0, 5)};
    std::vector<std::uint32_t> inodes = {5};
    for (std::uint16_t i = 0; i < 300; ++i) {
        sockets.push_back(socket(State::CloseWait, 80, std::uint16_t(20000 + i), 100u + i));
        inodes.push_back(100u + i);
    }
    kernel::Snapshot leak = snapshot(0ms, sockets);
    leak.owners = samples::owners(4711, "python", inodes);
    const auto groups = kernel::groupByOwner(leak);
    QCOMPARE(groups.size(), 2u);
    QCOMPARE(groups[0].sockets, 300u);
    QCOMPARE(groups[0].port, std::uint16_t(80));
    QVERIFY(groups[0].isLocalPort);
    const auto headlines = kernel::headlinesOf(leak, groups);
    QCOMPARE(headlines.size(), 1u);
    QVERIFY(headlines[0].kind == kernel::Headline::Kind::CloseWait);
    QCOMPARE(headlines[0].count, 300u);
    QVERIFY(headlines[0].culprit);
    QCOMPARE(headlines[0].culprit->process.name, std::string("python"));
    // Nothing is said of a quiet host, and a full accept queue is worth saying.
    QVERIFY(kernel::headlinesOf(snapshot(0ms, {socket(State::Listen, 80)}), {}).empty());
    Socket full = socket(State::Listen, 80);
    full.recvQueue = 129;
    full.sendQueue = 128;
    QVERIFY(kernel::headlinesOf(snapshot(0ms, {full}), {}).at(0).kind == kernel::Headline::Kind::AcceptQueue);
    // Any amount of TIME-WAIT does not hide the leak, and comes after it.
    for (std::uint16_t port = 30000; port < 40000; ++port)
        leak.sockets.push_back(socket(State::TimeWait, port));
    const auto both = kernel::headlinesOf(leak, kernel::groupByOwner(leak));
    QCOMPARE(both.size(), 2u);
    QVERIFY(both[0].kind == kernel::Headline::Kind::CloseWait && both[1].kind == kernel::Headline::Kind::TimeWait);
}

void TestSocketHistory::acceptQueuesAreFullBeyondTheirLimit_data()
{
    QTest::addColumn<unsigned>("waiting");
    QTest::addColumn<unsigned>("limit");
    QTest::addColumn<bool>("isWorthAWord");
    QTest::addColumn<bool>("isFull");
    QTest::newRow("8 of 10 is nothing to speak of") << 8u << 10u << false << false;
    QTest::newRow("9 of 10 is nearly full") << 9u << 10u << true << false;
    QTest::newRow("10 of 10 is nearly full: Linux takes one more") << 10u << 10u << true << false;
    QTest::newRow("11 of 10 is full") << 11u << 10u << true << true;
    QTest::newRow("listen(1) with one waiting is as usual") << 1u << 1u << false << false;
    QTest::newRow("listen(1) with two waiting is full") << 2u << 1u << true << true;
    QTest::newRow("listen(0) with one waiting is full") << 1u << 0u << true << true;
    QTest::newRow("listen(0) with nobody waiting is as usual") << 0u << 0u << false << false;
}

void TestSocketHistory::acceptQueuesAreFullBeyondTheirLimit()
{
    QFETCH(unsigned, waiting);
    QFETCH(unsigned, limit);
    Socket listener = socket(State::Listen, 80, 0, 5);
    listener.recvQueue = waiting;
    listener.sendQueue = limit;
    const auto headlines = kernel::headlinesOf(snapshot(0ms, {listener}), {});
    QTEST(!headlines.empty(), "isWorthAWord");
    if (headlines.empty())
        return;
    QCOMPARE(headlines.size(), 1u);
    QVERIFY(headlines[0].kind == kernel::Headline::Kind::AcceptQueue);
    QCOMPARE(headlines[0].count, waiting);
    QCOMPARE(headlines[0].limit, limit);
    QTEST(headlines[0].isFull(), "isFull");
}

void TestSocketHistory::aFullQueueIsMoreUrgentThanALongOne()
{
    Socket full = socket(State::Listen, 80);
    full.recvQueue = 11;
    full.sendQueue = 10;
    Socket longer = socket(State::Listen, 81);
    longer.recvQueue = 125;
    longer.sendQueue = 128;
    const auto headlines = kernel::headlinesOf(snapshot(0ms, {full, longer}), {});
    QCOMPARE(headlines.size(), 1u);
    QCOMPARE(headlines[0].listener.port, std::uint16_t(80));
    QVERIFY(headlines[0].isFull());
}

void TestSocketHistory::holdersAreComparedByTheirProcess_data()
{
    using Processes = std::vector<kernel::Process>;
    QTest::addColumn<Processes>("processes");
    QTest::addColumn<unsigned>("holder");
    QTest::addColumn<bool>("isChange");
    QTest::newRow("the same process is no change") << Processes{{10, "server"}} << 0u << false;
    QTest::newRow("a process before it in the table is no change") << Processes{{5, "other"}, {10, "server"}} << 1u << false;
    QTest::newRow("another process in the same place is a change") << Processes{{11, "worker"}} << 0u << true;
    QTest::newRow("the same process with another name is a change") << Processes{{10, "renamed"}} << 0u << true;
}

void TestSocketHistory::holdersAreComparedByTheirProcess()
{
    QFETCH(std::vector<kernel::Process>, processes);
    QFETCH(unsigned, holder);
    QFETCH(bool, isChange);
    SocketHistory history;
    kernel::Snapshot made = snapshot(0ms, {socket(State::Established, 40000, 80, 7)});
    made.owners = samples::owners(10, "server", {7});
    const SocketId id = history.update(made, {}).added.at(0);
    auto owners = std::make_shared<kernel::Owners>();
    owners->processes = processes;
    owners->holders = {{7, holder, 3}};
    owners->asked = {7};
    made.owners = owners;
    made.time += 100ms;
    QCOMPARE(history.update(made, {}).changed, isChange ? std::vector<SocketId>{id} : std::vector<SocketId>());
    const TrackedSocket* tracked = history.find(id);
    QCOMPARE(tracked->holders.size(), 1u);
    QVERIFY(tracked->owners->processes[tracked->holders[0].process] == processes[holder]);
}

void TestSocketHistory::linkLocalAddressesAreToldApartByTheInterface()
{
    Socket one = socket(State::Established, 40000, 80, 7);
    one.local.ip = {{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 6};
    one.remote.ip = {{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}, 6};
    one.interface = 2;
    Socket two = one;
    two.interface = 3;
    two.inode = 8;
    SocketHistory history;
    QCOMPARE(history.update(snapshot(0ms, {one, two}), {}).added.size(), 2u);
    QCOMPARE(history.find(one.local, one.remote, 2)->socket.inode, 7u);
    QCOMPARE(history.find(one.local, one.remote, 3)->socket.inode, 8u);
    QVERIFY(history.find(one.local, one.remote));
    QVERIFY(history.find(one.local, one.remote, 9)); // packets of a bridge come by on its ports
}

void TestSocketHistory::changesAreComplete_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 30; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// Whoever follows the changes alone knows as much as the history.
void TestSocketHistory::changesAreComplete()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    SocketHistory history({2s, 20, 50});
    std::map<SocketId, std::tuple<State, std::uint32_t, bool>> known;
    for (int step = 0; step < 300; ++step) {
        std::vector<Socket> sockets;
        for (std::uint16_t port = 40000; port < 40030; ++port) {
            if (random() % 3 == 0)
                continue;
            sockets.push_back(socket(State(1 + random() % (tcp::kStateCount - 1)), port, 80, std::uint32_t(random() % 2)));
            sockets.back().recvQueue = std::uint32_t(random() % 3);
            if (random() % 10 == 0)
                sockets.push_back(sockets.back()); // the kernel's walk may meet one twice
        }
        const HistoryChanges changes = history.update(snapshot(std::chrono::milliseconds(100 * step), sockets), {});
        const auto note = [&](SocketId id) {
            const TrackedSocket* tracked = history.find(id);
            known[id] = {tracked->socket.state, tracked->socket.recvQueue, tracked->isGone()};
        };
        for (const SocketId id : changes.added) {
            QVERIFY(!known.contains(id));
            note(id);
        }
        for (const SocketId id : changes.forgotten)
            QCOMPARE(known.erase(id), 1u);
        for (const SocketId id : changes.changed) {
            if (history.find(id)) // may be forgotten at once
                note(id);
        }
        QCOMPARE(known.size(), history.size());
        std::size_t gone = 0;
        for (const auto& [id, seen] : known) {
            const TrackedSocket* tracked = history.find(id);
            QVERIFY(tracked);
            QVERIFY(seen == std::tuple(tracked->socket.state, tracked->socket.recvQueue, tracked->isGone()));
            gone += tracked->isGone() ? 1 : 0;
        }
        QVERIFY(gone <= 20);
    }
}

QTEST_APPLESS_MAIN(TestSocketHistory)
#include "tst_socket_history.moc"
