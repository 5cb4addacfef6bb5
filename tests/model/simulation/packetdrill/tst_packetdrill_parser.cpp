// What is read of packetdrill's language, and how what is not read is refused: with its line, its column, the reason and a remedy.
#include "model/simulation/packetdrill/script.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace simulation::packetdrill;
using std::chrono::milliseconds;

namespace {

/// The one action of a script whose other lines are of no interest.
template <typename T>
T onlyAction(const QByteArray& text)
{
    const ParsedScript parsed = parseScript(text.toStdString());
    if (parsed.problem)
        qWarning("%s", parsed.problem->what.c_str());
    return parsed.problem || parsed.script.events.size() != 1 ? T() : std::get<T>(parsed.script.events.front().action);
}

} // namespace

class TestPacketdrillParser : public QObject {
    Q_OBJECT

private slots:
    void aTimeIsRead_data();
    void aTimeIsRead();
    void aPacketIsRead();
    void anOutboundPacketMayLeaveOptionsOpen();
    void aCallIsRead();
    void aBlockingCallSaysWhenItReturns();
    void assertionsAreRead();
    void settingsAreRead();
    void commentsAreSkipped();
    void theActionIsKeptInOneLine();
    void whatIsWrongIsRefused_data();
    void whatIsWrongIsRefused();
    void theErrorNamesTheFile();
};

void TestPacketdrillParser::aTimeIsRead_data()
{
    using enum EventTime::Kind;
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<EventTime>("time");
    QTest::newRow("a whole second since the start") << "1"_ba << EventTime{Absolute, milliseconds(1000), milliseconds(1000)};
    QTest::newRow("a fraction since the start") << "0.250"_ba << EventTime{Absolute, milliseconds(250), milliseconds(250)};
    QTest::newRow("at once after the event before") << "+0"_ba << EventTime{Relative, {}, {}};
    QTest::newRow("a fraction without a nought") << "+.1"_ba << EventTime{Relative, milliseconds(100), milliseconds(100)};
    QTest::newRow("a range after the event before") << "+0~+1.5"_ba << EventTime{Relative, {}, milliseconds(1500)};
    QTest::newRow("a range since the start") << "1~1.5"_ba << EventTime{Absolute, milliseconds(1000), milliseconds(1500)};
    QTest::newRow("any time") << "*"_ba << EventTime{Any, {}, {}};
}

void TestPacketdrillParser::aTimeIsRead()
{
    QFETCH(QByteArray, text);
    QFETCH(EventTime, time);
    const ParsedScript parsed = parseScript((text + " > . 1:1(0) ack 1").toStdString());
    QVERIFY(!parsed.problem);
    QCOMPARE(parsed.script.events.size(), std::size_t(1));
    QVERIFY(parsed.script.events[0].time == time);
}

void TestPacketdrillParser::aPacketIsRead()
{
    const auto packet = onlyAction<Packet>(
        "0 < SFP. 1:1001(1000) ack 7 win 257 <mss 1460,nop,wscale 3,sackOK,TS val 5 ecr 6,sack 1:2 4:5,eol>"_ba);
    QVERIFY(packet.isInbound && packet.hasWindow && !packet.anyOptions);
    using tcp::Flag;
    QVERIFY(packet.segment.flags == (Flag::Syn | Flag::Fin | Flag::Psh | Flag::Ack));
    QCOMPARE(packet.segment.seq.value(), 1u);
    QCOMPARE(packet.segment.textLength, 1000u);
    QCOMPARE(packet.segment.ack.value(), 7u);
    QCOMPARE(packet.segment.wnd, 257u);
    const tcp::Options& options = packet.segment.options;
    QVERIFY(options.mss == 1460 && options.windowScale == 3 && options.sackPermitted);
    QVERIFY(options.timestamps == (tcp::Timestamps{5, 6}));
    QCOMPARE(int(options.sackCount), 2);
    QCOMPARE(options.sack[1].left.value(), 4u);
}

void TestPacketdrillParser::anOutboundPacketMayLeaveOptionsOpen()
{
    const auto packet = onlyAction<Packet>("0 > - 4294967295:4(5) <...>"_ba);
    QVERIFY(!packet.isInbound && !packet.hasWindow && packet.anyOptions);
    QCOMPARE(packet.segment.flags.bits(), std::uint16_t(0));
    QCOMPARE(packet.segment.seq.value(), 4294967295u);
}

void TestPacketdrillParser::aCallIsRead()
{
    const auto call =
        onlyAction<SystemCall>("0 setsockopt(3, IPPROTO_TCP, TCP_KEEPIDLE, [20], 4) = -1 EINVAL (Invalid argument)"_ba);
    QVERIFY(call.kind == CallKind::SetOption && call.option == OptionName::KeepIdle);
    QCOMPARE(call.descriptor, 3);
    QCOMPARE(call.value, std::int64_t(20));
    QVERIFY(call.result == -1);
    QCOMPARE(call.error, std::string("EINVAL"));
    const auto shutdown = onlyAction<SystemCall>("0 shutdown(4, SHUT_RDWR) = ..."_ba);
    QVERIFY(shutdown.kind == CallKind::Shutdown && !shutdown.result && !shutdown.returnsAt);
    QCOMPARE(shutdown.amount, std::int64_t(2));
    const auto flags = onlyAction<SystemCall>("0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0"_ba);
    QVERIFY(flags.kind == CallKind::SetFlags && flags.nonBlocking);
}

void TestPacketdrillParser::aBlockingCallSaysWhenItReturns()
{
    const auto call = onlyAction<SystemCall>("0.1...0.3 read(4, ..., 1000) = 500"_ba);
    QVERIFY(call.kind == CallKind::Read);
    QVERIFY(call.returnsAt == milliseconds(300));
    QVERIFY(call.result == 500);
}

void TestPacketdrillParser::assertionsAreRead()
{
    const auto assertions = onlyAction<Assertions>(
        "0 %{\nassert tcpi_state == TCP_CLOSE_WAIT, tcpi_state\nassert (tcpi_rtt <= 100) and tcpi_snd_cwnd > 3; assert tcpi_backoff != 0 }%"_ba);
    QCOMPARE(assertions.size(), std::size_t(4));
    QVERIFY(assertions[0].field == Field::State && assertions[0].op == Comparison::Operator::Equal);
    QCOMPARE(assertions[0].value, std::int64_t(8)); // as Linux counts its states
    QVERIFY(assertions[1].field == Field::Rtt && assertions[1].op == Comparison::Operator::LessOrEqual);
    QCOMPARE(assertions[2].text, std::string("tcpi_snd_cwnd > 3"));
    QCOMPARE(assertions[2].at.line, 3u);
    QCOMPARE(assertions[2].at.column, 30u);
    QVERIFY(assertions[3].op == Comparison::Operator::NotEqual);
}

void TestPacketdrillParser::settingsAreRead()
{
    const ParsedScript parsed =
        parseScript("--tolerance_usecs=9000\n--ip_version=ipv4 --local_ip=10.0.0.7 --connect_port=81 --mtu=1400\n"
                    "`../common/defaults.sh; sysctl -q net.ipv4.tcp_sack=0 && sysctl -w /proc/sys/net/ipv4/tcp_fin_timeout=7`\n"
                    "0 `sysctl -q net.ipv4.tcp_rmem='4096 30000 60000' net.ipv4.tcp_congestion_control=cubic`\n"
                    "+0 close(3) = -1 EBADF (Bad file descriptor)");
    QVERIFY2(!parsed.problem, parsed.problem ? parsed.problem->what.c_str() : "");
    const Settings& settings = parsed.script.settings;
    QVERIFY(settings.tolerance == milliseconds(9));
    QCOMPARE(toString(settings.local), std::string("10.0.0.7"));
    QCOMPARE(int(settings.connectPort), 81);
    QCOMPARE(int(settings.tcp.mss), 1360);
    QVERIFY(!settings.tcp.sack && settings.tcp.timestamps);
    QVERIFY(settings.tcp.finTimeout == std::chrono::seconds(7));
    QCOMPARE(settings.tcp.receiveBuffer, 30000u);
    QVERIFY(settings.tcp.congestion == tcp::CongestionControl::Algorithm::Cubic);
    QCOMPARE(parsed.script.events.size(), std::size_t(2));
}

void TestPacketdrillParser::commentsAreSkipped()
{
    const ParsedScript parsed =
        parseScript("// one\n# two ünd drei\n/* three\n * four */ 0 /* five */ close(3) /* six */ = 0 // seven\n# eight");
    QVERIFY(!parsed.problem);
    QCOMPARE(parsed.script.events.size(), std::size_t(1));
    QCOMPARE(parsed.script.events[0].at.line, 4u);
    QCOMPARE(parsed.script.events[0].at.column, 25u);
}

void TestPacketdrillParser::theActionIsKeptInOneLine()
{
    const ParsedScript parsed = parseScript("+0  <  S   0:0(0)\n   win 1000 <mss 1000>\n+0 %{ assert\n tcpi_state == 1 }%");
    QVERIFY(!parsed.problem);
    QCOMPARE(parsed.script.events[0].text, std::string("< S 0:0(0) win 1000 <mss 1000>"));
    QCOMPARE(parsed.script.events[1].text, std::string("%{ assert tcpi_state == 1 }%"));
}

void TestPacketdrillParser::whatIsWrongIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<unsigned>("line");
    QTest::addColumn<unsigned>("column");
    QTest::addColumn<QByteArray>("what");
    const auto row = [](const char* name, const char* text, unsigned line, unsigned column, const char* what) {
        QTest::newRow(name) << QByteArray(text) << line << column << QByteArray(what);
    };
    // clang-format off
    // Not of the language.
    row("an empty script has no event", "", 1, 1, "the script has no event");
    row("a comment that does not end", "0 close(3) = 0\n/* and so on", 2, 1, "the comment does not end");
    row("code that does not end", "0 %{ assert tcpi_rtt == 1 ", 1, 3, "what %{ opens does not end");
    row("a command that does not end", "`sysctl", 1, 1, "what ` opens does not end");
    row("a string that does not end", "0 setsockopt(3, SOL_TCP, TCP_CONGESTION, \"cubic, 5) = 0", 1, 42, "the string does not end in its line");
    row("a letter beyond ASCII counts as one column", "0 close(3) = 0 /* ä */ ö", 1, 24, "a character that no script has");
    row("an event without a time", "close(3) = 0", 1, 1, "expected the time of an event, found \"close\"");
    row("an event without an action", "0\n+0", 2, 1, "expected a packet, a system call, or %{ assert ... }%, found \"+\"");
    row("a time beyond a day", "90000 close(3) = 0", 1, 1, "\"90000\" is no time");
    row("a negative time", "-1 close(3) = 0", 1, 1, "\"-1\" is no time");
    row("a range that ends before it begins", "+2~+1 > . 1:1(0) ack 1", 1, 3, "the time range ends before it begins");
    row("a relative range with one plus sign", "+1~2 > . 1:1(0) ack 1", 1, 4, "expected \"+\", found \"2\"");
    row("a range before a call", "+1~+2 close(3) = 0", 1, 1, "a time range before something that is not an outbound packet");
    row("any time before an inbound packet", "* < . 1:1(0) ack 1 win 1", 1, 1, "\"*\" before something that is not an outbound packet");
    row("a call that returns before it is made", "0.5...0.2 read(4, ..., 1) = 1", 1, 1, "the call returns before it is made");
    // Packets.
    row("a UDP packet", "0 < udp (100)", 1, 5, "\"udp\" packets are not simulated");
    row("an ICMP packet", "0 < icmp unreachable", 1, 5, "\"icmp\" packets are not simulated");
    row("fields of the IP header", "0 < [ect0] . 1:1(0) ack 1 win 1", 1, 5, "fields of the IP header are not simulated");
    row("the flags of ECN", "0 < SEW 0:0(0) win 1", 1, 5, "congestion notification (ECN) is not simulated");
    row("urgent data", "0 < U. 1:1(0) ack 1 win 1", 1, 5, "urgent data are not simulated");
    row("a letter that is no flag", "0 < X 1:1(0) win 1", 1, 5, "unknown flags \"X\"");
    row("numbers that do not fit the length", "0\n<  . 1:1001(100) ack 1 win 1", 2, 6, "1 and 100 octets do not end at 1001");
    row("a sequence number beyond 32 bits", "0 < . 4294967296:0(0) ack 1 win 1", 1, 7, "\"4294967296\" is out of range");
    row("a point without an acknowledgment", "0 > S. 0:0(0)", 1, 14, "expected \"ack\", found the end of the script");
    row("an acknowledgment without a point", "0 > S 0:0(0) ack 1", 1, 14, "an acknowledgment number without the ACK flag");
    row("an inbound packet without a window", "0 < . 1:1(0) ack 1\n+0 close(3) = 0", 2, 1, "expected \"win\", found \"+\"");
    row("an inbound packet with any options", "0 < S 0:0(0) win 1 <...>", 1, 20, "an inbound packet with any options");
    row("an inbound packet larger than IPv4 has", "0 < . 1:70001(70000) ack 1 win 1", 1, 3, "a packet with 70000 octets of text");
    row("Fast Open", "0 < S 0:0(0) win 1 <mss 1460,FO 1234>", 1, 30, "TCP Fast Open is not simulated");
    row("an unknown option", "0 < S 0:0(0) win 1 <wscal 7>", 1, 21, "the option \"wscal\" is not simulated");
    row("an option that stands there twice", "0 < S 0:0(0) win 1 <mss 1,mss 2>", 1, 27, "\"mss\" stands there twice");
    row("a shift above 14", "0 < S 0:0(0) win 1 <wscale 15>", 1, 28, "\"15\" is out of range");
    row("five SACK blocks", "0 < . 1:1(0) ack 1 win 1 <sack 1:2 3:4 5:6 7:8 9:10>", 1, 48, "more SACK blocks than a header has room for");
    row("options that do not end", "0 < S 0:0(0) win 1 <mss 1460", 1, 29, "expected \">\", found the end of the script");
    // Calls.
    row("a call that is not simulated", "0 poll([{fd=3, events=POLLIN}], 1, 0) = 0", 1, 3, "the call \"poll\"() is not simulated");
    row("a call that is misspelt", "0 acept(3, ..., ...) = 4", 1, 3, "the call \"acept\"() is not simulated");
    row("a call of a listener without its backlog", "0 listen(3) = 0", 1, 3, "wrong arguments for listen()");
    row("a UDP socket", "0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3", 1, 15, "\"SOCK_DGRAM\" is not simulated");
    row("an IPv6 socket", "0 socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 3", 1, 10, "\"AF_INET6\" is not simulated");
    row("a socket of MPTCP", "0 socket(..., SOCK_STREAM, IPPROTO_MPTCP) = 3", 1, 28, "only TCP is simulated");
    row("an explicit address", "0 bind(3, {sa_family = AF_INET, sin_port = htons(80)}, ...) = 0", 1, 44, "explicit addresses are not simulated");
    row("the content of a buffer", "0 write(4, \"GET\", 3) = 3", 1, 12, "the content of a buffer is not simulated");
    row("a flag of recv()", "0 recv(4, ..., 1, MSG_PEEK) = 1", 1, 19, "the flags \"MSG_PEEK\" are not simulated");
    row("a socket option that is not simulated", "0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0", 1, 26, "the socket option \"TCP_CORK\" of SOL_TCP is not simulated");
    row("a value out of its range", "0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [2], 4) = 0", 1, 44, "2 is out of range");
    row("a close() that would wait", "0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=5}, 8) = 0", 1, 57, "a close() that waits is not simulated");
    row("another congestion control", "0 setsockopt(3, SOL_TCP, TCP_CONGESTION, \"bbr\", 3) = 0", 1, 42, "the congestion control \"bbr\" is not simulated");
    row("an error's name that is none", "0 close(3) = -1 EBAD (Bad)", 1, 17, "unknown error \"EBAD\"");
    row("an error of a call that does not fail", "0 close(3) = 0 EBADF", 1, 3, "an error of a call that does not fail");
    row("a call without a result", "0 close(3)\n", 2, 1, "expected \"=\", found the end of the script");
    row("an end for a call that does not block", "0...1 close(3) = 0", 1, 7, "close() does not block");
    row("lists in lists in lists", "0 close([[[[[[1]]]]]]) = 0", 1, 13, "too many brackets");
    // Assertions.
    row("Python that is no assertion", "0 %{ print(tcpi_rtt) }%", 1, 6, "only assert is read of Python, found \"print\"");
    row("a field that is not known here", "0 %{ assert tcpi_snd_cwd == 1 }%", 1, 13, "\"tcpi_snd_cwd\" is not known of the endpoint");
    row("a comparison with an unknown state", "0 %{ assert tcpi_state == TCP_OPEN }%", 1, 27, "unknown value \"TCP_OPEN\"");
    row("a field that is compared with nothing", "0 %{ assert tcpi_rtt }%", 1, 22, "expected a comparison, found the end of the code");
    row("arithmetic in an assertion", "0 %{\nassert tcpi_rtt == 1 + 1 }%", 2, 22, "expected the end of the assertion, found \"+\"");
    row("code without an assertion", "0 %{ }%", 1, 5, "no assertion");
    // Settings.
    row("an option that is not simulated", "--wire_client\n0 close(3) = 0", 1, 1, "\"--wire_client\" has no value");
    row("an option with a strange name", "--speed=100Mbps\n0 close(3) = 0", 1, 1, "the option --speed is not simulated");
    row("IPv6", "--ip_version=ipv6\n0 close(3) = 0", 1, 1, "only IPv4 is simulated");
    row("an address that is none", "--local_ip=10.0.0\n0 close(3) = 0", 1, 1, "\"10.0.0\" is no IPv4 address");
    row("a setting that is not simulated", "`sysctl -q net.ipv4.tcp_timestamps=1 \\\n net.ipv4.tcp_ecn=2`\n0 close(3) = 0", 1, 38, "expected NAME=VALUE, found \"\\\"");
    row("a setting of another protocol", "`sysctl -q\tnet.ipv4.tcp_ecn=2`\n0 close(3) = 0", 1, 12, "the setting \"net.ipv4.tcp_ecn\" is not simulated");
    row("a setting with a wrong value", "`sysctl -q net.ipv4.tcp_sack=yes`\n0 close(3) = 0", 1, 12, "\"yes\" is no value for net.ipv4.tcp_sack");
    row("a command that is none of a setting", "`ip link set dev tun0 mtu 1400`\n0 close(3) = 0", 1, 2, "the command \"ip\" is not carried out");
    row("a setting between the events", "0 close(3) = 0\n+0 `sysctl -q net.ipv4.tcp_sack=0`", 2, 5, "a command between the events");
    // clang-format on
}

void TestPacketdrillParser::whatIsWrongIsRefused()
{
    QFETCH(QByteArray, text);
    QFETCH(unsigned, line);
    QFETCH(unsigned, column);
    QFETCH(QByteArray, what);
    const ParsedScript parsed = parseScript(text.toStdString());
    QVERIFY(parsed.problem);
    QCOMPARE(QByteArray::fromStdString(parsed.problem->what), what);
    QCOMPARE(parsed.problem->at.line, line);
    QCOMPARE(parsed.problem->at.column, column);
    QVERIFY(parsed.problem->remedy.ends_with('.') || parsed.problem->remedy.ends_with('?'));
}

void TestPacketdrillParser::theErrorNamesTheFile()
{
    const Result<Script> script = readScript("0 close(3) = 0\n+0 acept(3, ..., ...) = 4", "a.pkt");
    QVERIFY(!script);
    QCOMPARE(script.error().what, std::string("a.pkt:2:4: the call \"acept\"() is not simulated."));
    QCOMPARE(script.error().remedy, std::string("Did you mean \"accept\"?"));
}

QTEST_APPLESS_MAIN(TestPacketdrillParser)
#include "tst_packetdrill_parser.moc"
