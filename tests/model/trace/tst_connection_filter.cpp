#include "tests/support/trace_builder.h"

#include "model/trace/connection_filter.h"

#include <QTest>

class TestConnectionFilter : public QObject {
    Q_OBJECT
private slots:
    void matches_data();
    void matches();
    void aGivenUpConnectionIsUnopenedAgain();
    void knowsWhatMayChange();
};

/// Connection 1: closed, with a retransmission; 2: open; 3: IPv6, in SYN-SENT.
static Trace threeConnections()
{
    using enum tcp::Flag;
    SocketAddress six;
    six.ip.version = 6;
    six.ip.octets = {0xfd, 0x77};
    six.ip.octets[15] = 1;
    six.port = 51000;
    SocketAddress server = six;
    server.ip.octets[15] = 2;
    server.port = 443;
    TraceBuilder builder;
    builder.connection(TraceBuilder::address(1, 4000), TraceBuilder::address(2, 80)).handshake();
    builder.segment(Side::Initiator, Ack, {.text = 10, .labels = Label::FastRetransmission}).close();
    builder.connection(TraceBuilder::address(12, 4431), TraceBuilder::address(2, 443)).handshake();
    builder.connection(six, server).segment(Side::Initiator, Syn).step(Side::Initiator, tcp::Event::ActiveOpen, tcp::State::SynSent);
    return builder.build();
}

void TestConnectionFilter::matches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<int>>("expected");
    const auto row = [](const char* name, const char16_t* text, const QList<int>& expected) { QTest::newRow(name) << QString::fromUtf16(text) << expected; };
    row("nothing lets everything through", u"", {0, 1, 2});
    row("spaces alone let everything through", u"   ", {0, 1, 2});
    row("a port matches exactly, at either end", u"port:443", {1, 2});
    row("a port may be the initiator's", u"port:4000", {0});
    row("a port that is no number matches nothing", u"port:http", {});
    row("a port beyond 65535 matches nothing", u"port:65979", {});
    row("a prefix without a value lets everything through", u"port:", {0, 1, 2});
    row("a whole address matches exactly", u"addr:10.0.0.1", {0});
    row("the beginning of an address matches", u"addr:10.0.", {0, 1});
    row("an IPv6 address matches in any spelling", u"addr:FD77:0::1", {2});
    row("the beginning of an IPv6 address matches", u"addr:fd77", {2});
    row("a whole state name matches only that state", u"state:CLOSED", {0, 2});
    row("a part of a state name matches all with it", u"state:syn", {2});
    row("ended: CLOSED after ESTABLISHED, at either end", u"state:ended", {0});
    row("unopened: CLOSED before ESTABLISHED, at either end", u"state:unopened", {2});
    row("one end may be closed while the other is not", u"state:ended@8", {0});
    row("nothing has ended before a close", u"state:ended@7", {});
    row("unopened at a moment", u"state:unopened@1", {0});
    row("CLOSED at a moment is either of both", u"state:CLOSED@1", {0});
    row("a part of ended means nothing", u"state:end", {});
    row("a state at a moment is that after so many records", u"state:SYN-SENT@1", {0});
    row("a state at a moment is not one that came later", u"state:CLOSED@3", {});
    row("a connection that has not begun is in no state", u"state:SYN-SENT@0", {});
    row("a state at a moment before the close", u"state:ESTABLISHED@4", {0});
    row("a state at a moment that is no number matches nothing", u"state:ESTABLISHED@noon", {});
    row("an unknown state matches nothing", u"state:open", {});
    row("a label matches by part of its name", u"label:retrans", {0});
    row("a number matches one connection", u"#2", {2});
    row("numbers count from 0", u"#0", {0});
    row("a number past the last matches nothing", u"#3", {});
    row("words are found in addresses", u"10.0.0.12", {1});
    row("words are found with the port behind the address", u"0.2:44", {1});
    row("an IPv6 address is a word too", u"fd77::2", {2});
    row("words are found in state names", u"established", {1});
    row("words are found in labels", u"fast", {0});
    row("case does not matter", u"EstaBLished", {1});
    row("all terms must match", u"port:443 state:established", {1});
    row("terms may contradict each other", u"port:80 port:443", {});
    row("a word found nowhere matches nothing", u"quux", {});
}

void TestConnectionFilter::matches()
{
    QFETCH(QString, text);
    QFETCH(QList<int>, expected);
    const Trace trace = threeConnections();
    const ConnectionFilter filter(text.toStdString());
    QList<int> found;
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (filter.matches(trace, id))
            found.append(int(id));
    }
    QCOMPARE(found, expected);
}

void TestConnectionFilter::aGivenUpConnectionIsUnopenedAgain()
{
    TraceBuilder builder;
    builder.connection().segment(Side::Initiator, tcp::Flag::Syn).step(Side::Initiator, tcp::Event::ActiveOpen, tcp::State::SynSent);
    builder.timeout(Side::Initiator).step(Side::Initiator, tcp::Event::UserTimeout, tcp::State::Closed);
    const Trace trace = builder.build();
    QVERIFY(ConnectionFilter("state:unopened").matches(trace, 0));
    QVERIFY(!ConnectionFilter("state:ended").matches(trace, 0));
}

void TestConnectionFilter::knowsWhatMayChange()
{
    QVERIFY(!ConnectionFilter("port:443 10.0.0.1 #3").dependsOnProgress());
    QVERIFY(ConnectionFilter("state:CLOSED").dependsOnProgress());
    QVERIFY(ConnectionFilter("retransmission").dependsOnProgress());
    QVERIFY(ConnectionFilter(" ") == ConnectionFilter());
}

QTEST_APPLESS_MAIN(TestConnectionFilter)
#include "tst_connection_filter.moc"
