#include "tests/support/trace_builder.h"

#include "model/trace/connection_filter.h"

#include <QTest>

#include <algorithm>
#include <string>

class TestConnectionFilter : public QObject {
    Q_OBJECT
private slots:
    void matches_data();
    void matches();
    void aGivenUpConnectionIsUnopenedAgain();
    void knowsWhatMayChange();
    void analysisFieldsAskForOneLabel_data();
    void analysisFieldsAskForOneLabel();
    void flagsAskWhatWasSeen();
    void saysWhatIsNotUnderstood_data();
    void saysWhatIsNotUnderstood();
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

    row("tcp is every connection", u"tcp", {0, 1, 2});
    row("Wireshark's port is that of either end", u"tcp.port == 443", {1, 2});
    row("blanks around == may be left out", u"tcp.port==443", {1, 2});
    row("eq is another word for ==", u"tcp.port eq 4000", {0});
    row("a source port is that of either end", u"tcp.srcport == 443", {1, 2});
    row("a destination port is that of either end", u"tcp.dstport == 4431", {1});
    row("Wireshark's address is that of either end", u"ip.addr == 10.0.0.1", {0});
    row("an address is whole, unlike the word", u"ip.addr == 10.0.0.2", {0, 1});
    row("a source address is that of either end", u"ip.src == 10.0.0.12", {1});
    row("a destination address is that of either end", u"ip.dst==10.0.0.12", {1});
    row("from here to there is the connection between both", u"ip.src == 10.0.0.12 && ip.dst == 10.0.0.2", {1});
    row("an IPv6 address may be spelled in any way", u"ipv6.addr == FD77:0::2", {2});
    row("an IPv6 source is either end", u"ipv6.src == fd77::2 and ipv6.dst == fd77::1", {2});
    row("a stream is the connection with that number", u"tcp.stream eq 1", {1});
    row("a stream past the last matches nothing", u"tcp.stream == 3", {});
    row("what was noticed in any segment", u"tcp.analysis.fast_retransmission", {0});
    row("tcp.analysis.flags is anything noticed", u"tcp.analysis.flags", {0});
    row("a segment with SYN was seen", u"tcp.flags.syn == 1", {0, 1, 2});
    row("a segment with FIN was seen", u"tcp.flags.fin == 1", {0});
    row("a flag may be true", u"tcp.flags.fin == true", {0});
    row("no segment with RST was seen", u"tcp.flags.reset == 1", {});
    row("conditions joined by && must all match", u"tcp.port == 443 && ip.addr == 10.0.0.12", {1});
    row("&& needs no blanks", u"tcp.port==443&&ip.addr==10.0.0.12", {1});
    row("conditions joined by and must all match", u"tcp.port == 443 and tcp.stream eq 2", {2});
    row("blanks join conditions too", u"tcp.port == 443 tcp.stream eq 2", {2});
    row("both languages mix", u"tcp.port == 443 && state:ESTABLISHED && 10.0", {1});
    row("parentheses change nothing", u"(ip.addr eq 10.0.0.12 and ip.addr eq 10.0.0.2) and (tcp.port eq 4431 and tcp.port eq 443)", {1});
    row("parentheses in parentheses", u"((tcp.port == 80))", {0});
    row("the case of a field does not matter", u"TCP.Port == 80 AND tcp", {0});
    row("half understood is not understood: nothing", u"tcp.port == 443 || tcp.port == 80", {});
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
    QVERIFY(!filter.problem() || expected.isEmpty());
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
    QVERIFY(ConnectionFilter("tcp.flags.fin == 1").dependsOnProgress());
    QVERIFY(ConnectionFilter("tcp.analysis.flags").dependsOnProgress());
    QVERIFY(!ConnectionFilter("tcp.port == 443 && tcp.stream eq 3").dependsOnProgress());
    QVERIFY(ConnectionFilter(" ") == ConnectionFilter());
}

void TestConnectionFilter::analysisFieldsAskForOneLabel_data()
{
    QTest::addColumn<int>("label");
    for (int label = 0; label < kLabelCount; ++label) {
        const std::string_view name = toString(Label(label));
        QTest::newRow(std::string(name).c_str()) << label;
    }
}

/// "tcp.analysis.zero_window" must not find a zero window probe, as the word "zero-window" does.
void TestConnectionFilter::analysisFieldsAskForOneLabel()
{
    QFETCH(int, label);
    TraceBuilder builder;
    for (int each = 0; each < kLabelCount; ++each) {
        builder.connection(TraceBuilder::address(1, std::uint16_t(4000 + each)), TraceBuilder::address(2, 80));
        builder.segment(Side::Initiator, tcp::Flag::Ack, {.text = 10, .labels = Label(each)});
    }
    const Trace trace = builder.build();
    std::string field = "tcp.analysis." + std::string(toString(Label(label)));
    std::replace(field.begin(), field.end(), '-', '_');
    const ConnectionFilter filter(field);
    QVERIFY(!filter.problem());
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id)
        QCOMPARE(filter.matches(trace, id), int(id) == label);
}

void TestConnectionFilter::flagsAskWhatWasSeen()
{
    TraceBuilder builder;
    builder.connection().segment(Side::Initiator, tcp::Flag::Ack);                  // from the middle: no SYN, no end
    builder.connection(TraceBuilder::address(3, 4000), TraceBuilder::address(2, 80)).segment(Side::Responder, tcp::Flag::Rst | tcp::Flag::Ack);
    builder.connection(TraceBuilder::address(4, 4000), TraceBuilder::address(2, 80)).segment(Side::Responder, tcp::Flag::Syn | tcp::Flag::Ack);
    builder.connection(TraceBuilder::address(5, 4000), TraceBuilder::address(2, 80)).segment(Side::Initiator, tcp::Flag::Fin | tcp::Flag::Ack);
    const Trace trace = builder.build();
    for (ConnectionId id = 0; id < 4; ++id) {
        QCOMPARE(ConnectionFilter("tcp.flags.reset == 1").matches(trace, id), id == 1);
        QCOMPARE(ConnectionFilter("tcp.flags.syn == 1").matches(trace, id), id == 2);
        QCOMPARE(ConnectionFilter("tcp.flags.fin == 1").matches(trace, id), id == 3);
    }
}

void TestConnectionFilter::saysWhatIsNotUnderstood_data()
{
    using Kind = FilterProblem::Kind;
    QTest::addColumn<QString>("text");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("part");
    QTest::addColumn<QString>("example");
    const auto row = [](const char* name, const char* text, Kind kind, const char* part, const char* example = "") {
        QTest::newRow(name) << QString::fromUtf8(text) << kind << QString::fromUtf8(part) << QString::fromLatin1(example);
    };
    row("a word found nowhere", "port:80 quux", Kind::Word, "quux");
    row("a protocol that is not looked into", "http", Kind::Word, "http");
    row("a word of another script", "端口", Kind::Word, "端口");
    row("a port that is no number", "port:http", Kind::Word, "port:http");
    row("a port beyond 65535", "port:65979", Kind::Word, "port:65979");
    row("an unknown state", "state:open", Kind::Word, "state:open");
    row("an unknown state at a moment", "state:open@5", Kind::Word, "state:open@5");
    row("a state at a moment that is no number", "state:ESTABLISHED@noon", Kind::Word, "state:established@noon");
    row("an unknown label", "label:lost-shoe", Kind::Word, "label:lost-shoe");
    row("a number that is none", "#one", Kind::Word, "#one");

    row("a field of another protocol", "http.host == 10.0.0.1", Kind::Field, "http.host");
    row("a field whose name is being typed", "tcp.", Kind::Field, "tcp.");
    row("a flag that the summary cannot answer for", "tcp.flags.syn == 1 && tcp.flags.ack == 0", Kind::Field, "tcp.flags.ack");
    row("a figure that is not a label", "tcp.analysis.ack_rtt > 0.1", Kind::Field, "tcp.analysis.ack_rtt");

    row("a port that is to differ", "tcp.port != 443", Kind::Condition, "tcp.port != 443", "tcp.port == 443");
    row("a port that is to be less", "tcp.port < 1024", Kind::Condition, "tcp.port < 1024", "tcp.port == 443");
    row("a single equals sign", "tcp.port = 80", Kind::Condition, "tcp.port = 80", "tcp.port == 443");
    row("one of several ports", "tcp.port in {80, 443}", Kind::Condition, "tcp.port in", "tcp.port == 443");
    row("a port by name", "tcp.port == http", Kind::Condition, "tcp.port == http", "tcp.port == 443");
    row("a value that is still missing", "tcp.port ==", Kind::Condition, "tcp.port ==", "tcp.port == 443");
    row("a field without a comparison", "ip.addr", Kind::Condition, "ip.addr", "ip.addr == 10.0.0.1");
    row("a network instead of an address", "ip.addr == 10.0.0.0/8", Kind::Condition, "ip.addr == 10.0.0.0/8", "ip.addr == 10.0.0.1");
    row("an IPv6 address for IPv4's field", "ip.addr == fd77::1", Kind::Condition, "ip.addr == fd77::1", "ip.addr == 10.0.0.1");
    row("an IPv4 address for IPv6's field", "ipv6.addr == 10.0.0.1", Kind::Condition, "ipv6.addr == 10.0.0.1", "ipv6.addr == fd77::1");
    row("a stream that is no number", "tcp.stream eq five", Kind::Condition, "tcp.stream eq five", "tcp.stream == 5");
    row("that a flag was not seen", "tcp.flags.reset == 0", Kind::Condition, "tcp.flags.reset == 0", "tcp.flags.reset == 1");
    row("a label with a value", "tcp.analysis.retransmission == 1", Kind::Condition, "tcp.analysis.retransmission == 1", "tcp.analysis.retransmission");

    row("either-or in symbols", "tcp.port == 80 || tcp.port == 443", Kind::Joint, "||");
    row("either-or in words", "tcp.port == 80 or tcp.port == 443", Kind::Joint, "or");
    row("not in symbols", "!tcp.analysis.retransmission", Kind::Joint, "!");
    row("not before parentheses", "port:80 && !(port:443)", Kind::Joint, "!");
    row("not in words", "not port:80", Kind::Joint, "not");
    row("one ampersand", "port:80 & port:443", Kind::Joint, "&");
    row("nothing before &&", "&& port:80", Kind::Joint, "&&");
    row("nothing after &&", "port:80 &&", Kind::Joint, "&&");
    row("nothing between two joints", "port:80 && and port:443", Kind::Joint, "and");
    row("a parenthesis that is not closed", "(port:80", Kind::Joint, "(");
    row("a parenthesis that was not opened", "port:80)", Kind::Joint, ")");
    row("nothing between parentheses", "()", Kind::Joint, ")");
    row("a comparison without a field", "port:80 == 80", Kind::Joint, "==");
    row("braces", "{port:80}", Kind::Joint, "{");
}

void TestConnectionFilter::saysWhatIsNotUnderstood()
{
    QFETCH(QString, text);
    QFETCH(FilterProblem::Kind, kind);
    QFETCH(QString, part);
    QFETCH(QString, example);
    const ConnectionFilter filter(text.toStdString());
    QVERIFY(filter.problem());
    QCOMPARE(QString::fromStdString(filter.problem()->text), part);
    QCOMPARE(filter.problem()->kind, kind);
    QCOMPARE(QString::fromStdString(filter.problem()->example), example);
    QVERIFY(!filter.isEmpty());
    const Trace trace = threeConnections();
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id)
        QVERIFY(!filter.matches(trace, id));
    if (!example.isEmpty())
        QVERIFY(!ConnectionFilter(example.toStdString()).problem()); // what is recommended works
}

QTEST_APPLESS_MAIN(TestConnectionFilter)
#include "tst_connection_filter.moc"
