#include "model/kernel/socket_filter.h"
#include "tests/model/kernel/socket_samples.h"

#include <QTest>

using tcp::State;

class TestSocketFilter : public QObject {
    Q_OBJECT
private slots:
    void matches_data();
    void matches();
    void exactOwners_data();
    void exactOwners();
    void everyKindOfOwnershipHasAWord();
    void asksForOneState();
};

void TestSocketFilter::matches_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<bool>("expected");
    const auto expect = [](const char* name, const char* filter, bool expected) { QTest::newRow(name) << QByteArray(filter) << expected; };
    // 10.0.0.1:40000 to 10.0.0.2:443, CLOSE-WAIT, inode 77, uid 1000, python[4711]
    expect("nothing lets everything through", "", true);
    expect("a prefix without value lets everything through", "state:", true);
    expect("a port of this end", "port:40000", true);
    expect("a port of the other end", "port:443", true);
    expect("another port", "port:44", false);
    expect("no number at all", "port:x", false);
    expect("how an address begins", "addr:10.0.0.2", true);
    expect("another address", "addr:10.0.1", false);
    expect("a state in lower case", "state:close-wait", true);
    expect("part of a state's name", "wait", true);
    expect("CLOSED is not CLOSE-WAIT", "state:closed", false);
    expect("part of a process's name", "process:pyth", true);
    expect("a process's number", "process:4711", true);
    expect("a number is not searched for in numbers", "pid:471", false);
    expect("an inode", "inode:77", true);
    expect("a user", "uid:1000", true);
    expect("another user", "uid:0", false);
    expect("a bare word is a process's name too", "PYTHON", true);
    expect("a bare word is part of an address too", ":443", true);
    expect("all terms must match", "python state:LISTEN", false);
    expect("all terms match", "python state:CLOSE-WAIT port:443", true);
}

void TestSocketFilter::matches()
{
    QFETCH(QByteArray, filter);
    kernel::Socket socket = samples::socket(State::CloseWait, 40000, 443, 77);
    socket.uid = 1000;
    const auto owners = samples::owners(4711, "python", {77});
    const kernel::SocketFilter wanted{std::string_view(filter.constData(), std::size_t(filter.size()))};
    QTEST(wanted.matches(socket, owners->of(77), owners.get(), kernel::Ownership::Known), "expected");
}

void TestSocketFilter::exactOwners_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<bool>("isShared");
    QTest::addColumn<bool>("expected");
    const auto expect = [](const char* name, const char* filter, bool isShared, bool expected) { QTest::newRow(name) << QByteArray(filter) << isShared << expected; };
    expect("both that share it", "owners:10+11", true, true);
    expect("the order does not matter", "owners:11+10", true, true);
    expect("one of two is not all", "owners:10", true, false);
    expect("one more is too many", "owners:10+11+12", true, false);
    expect("one that has it alone", "owners:10", false, true);
    expect("another one", "owners:11", false, false);
    expect("what is no number finds nothing", "owners:10+x", false, false);
    expect("a known owner is not hidden", "owners:hidden", false, false);
}

void TestSocketFilter::exactOwners()
{
    QFETCH(QByteArray, filter);
    QFETCH(bool, isShared);
    kernel::Owners owners;
    owners.processes = {{10, "parent"}, {11, "child"}};
    owners.holders = {{77, 0, 3}, {77, 0, 4}, {77, 1, 3}};
    if (!isShared)
        owners.holders.pop_back();
    const kernel::SocketFilter wanted{std::string_view(filter.constData(), std::size_t(filter.size()))};
    QTEST(wanted.matches(samples::socket(State::CloseWait, 40000, 443, 77), owners.of(77), &owners, kernel::Ownership::Known), "expected");
}

void TestSocketFilter::everyKindOfOwnershipHasAWord()
{
    using kernel::Ownership;
    const kernel::Socket socket = samples::socket(State::CloseWait, 40000, 443, 77);
    for (int kind = 1; kind <= int(Ownership::Elsewhere); ++kind) {
        const std::string text = "owners:" + std::string(kernel::ownersWord(Ownership(kind)));
        for (int other = 0; other <= int(Ownership::Elsewhere); ++other)
            QCOMPARE(kernel::SocketFilter(text).matches(socket, {}, nullptr, Ownership(other)), kind == other);
    }
}

void TestSocketFilter::asksForOneState()
{
    QVERIFY(kernel::SocketFilter("port:80 state:TIME-WAIT").asksFor(State::TimeWait));
    QVERIFY(!kernel::SocketFilter("state:WAIT").asksFor(State::TimeWait));
    QVERIFY(!kernel::SocketFilter("").asksFor(State::TimeWait));
}

QTEST_APPLESS_MAIN(TestSocketFilter)
#include "tst_socket_filter.moc"
