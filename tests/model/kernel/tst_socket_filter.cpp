#include "model/kernel/socket_filter.h"
#include "tests/model/kernel/socket_samples.h"

#include <QTest>

using tcp::State;

class TestSocketFilter : public QObject {
    Q_OBJECT
private slots:
    void matches_data();
    void matches();
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
    QTEST(wanted.matches(socket, owners->of(77), owners.get()), "expected");
}

void TestSocketFilter::asksForOneState()
{
    QVERIFY(kernel::SocketFilter("port:80 state:TIME-WAIT").asksFor(State::TimeWait));
    QVERIFY(!kernel::SocketFilter("state:WAIT").asksFor(State::TimeWait));
    QVERIFY(!kernel::SocketFilter("").asksFor(State::TimeWait));
}

QTEST_APPLESS_MAIN(TestSocketFilter)
#include "tst_socket_filter.moc"
