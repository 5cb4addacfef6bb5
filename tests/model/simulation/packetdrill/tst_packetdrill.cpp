// Scripts that run against the endpoint: those that are right by the RFCs pass, and the first mismatch of the others is told.
#include "model/simulation/packetdrill/packet_writer.h"
#include "model/simulation/packetdrill/script_source.h"
#include "model/trace/trace.h"
#include "model/wire/decoder.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace simulation::packetdrill;
using tcp::State;

namespace {

QString scriptPath(const QString& name)
{
    return QStringLiteral(TEST_DATA_DIR "/model/simulation/packetdrill/scripts/") + name + u".pkt"_s;
}

Script load(const QString& name)
{
    QFile file(scriptPath(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto script = readScript(file.readAll().toStdString(), name.toStdString());
    if (!script)
        qWarning("%s", script.error().what.c_str());
    return script ? script.value() : Script();
}

class TraceSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    Trace trace;
};

/// What the mismatching scripts begin with: a connection is there, without options, and accepted as descriptor 4. Eight lines.
const QByteArray kConnected = "`sysctl -q net.ipv4.tcp_timestamps=0 net.ipv4.tcp_sack=0`\n"
                              "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                              "+0 bind(3, ..., ...) = 0\n"
                              "+0 listen(3, 1) = 0\n"
                              "+0 < S 0:0(0) win 32792 <mss 1000>\n"
                              "+0 > S. 0:0(0) ack 1 <...>\n"
                              "+.1 < . 1:1(0) ack 1 win 32792\n"
                              "+0 accept(3, ..., ...) = 4\n";

} // namespace

class TestPacketdrill : public QObject {
    Q_OBJECT

private slots:
    void aScriptPasses_data();
    void aScriptPasses();
    void everySampleIsRun();
    void theFirstMismatchIsTold_data();
    void theFirstMismatchIsTold();
    void theSameScriptGivesTheSameReport();
    void theTraceHasEveryPacket();
    void everyStepIsACaption();
    void whatIsSentAndExpectedNowhereIsListed();
    void thePacketsCanBeWritten();
};

void TestPacketdrill::aScriptPasses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<State>("end"); // of the endpoint, after the script
    QTest::addColumn<State>(
        "observed"); // what a capture at its end proves or assumes of it; LISTEN: nothing was recorded of a connection
    const auto row = [](const char* sentence, const char* name, State end, std::optional<State> observed = {}) {
        QTest::newRow(sentence) << QString::fromLatin1(name) << end << observed.value_or(end);
    };
    row("a passive handshake", "handshake_passive", State::Established);
    row("an active handshake, blocking and not", "handshake_active", State::Established);
    row("a delayed acknowledgment goes out after 40 ms", "delayed_ack", State::Established);
    row("each timeout doubles the next", "rto_backoff", State::Established);
    row("three duplicates start a fast retransmit", "fast_retransmit", State::Established);
    row("SACK in both directions", "sack", State::Established);
    row("a shut window is probed", "zero_window", State::Established);
    row("the active closer waits in TIME-WAIT for 60 s", "close_active", State::Closed);
    row("the passive closer stays in CLOSE-WAIT until it closes", "close_passive", State::Closed);
    row("FINs that cross lead through CLOSING", "close_simultaneous", State::TimeWait);
    row("SYNs that cross lead through SYN-RECEIVED", "simultaneous_open", State::Established);
    row("a FIN that comes again is acknowledged again and the wait begins anew", "time_wait_again", State::Closed);
    row("a closed port answers with RST", "closed_port", State::Closed);
    row("connect() is refused", "refused", State::Closed);
    row("connect() gives up: the wire does not show it", "syn_retries", State::Closed, State::SynSent);
    row("shutdown() leaves the other direction open", "half_close", State::TimeWait);
    row("a SYN or RST that does not fit is challenged", "challenge_ack", State::Closed);
    row("close() aborts with unread text and with SO_LINGER 0", "reset_by_close", State::Closed);
    row("keep-alive finds that the peer is gone: the wire does not show it", "keep_alive", State::Closed, State::Established);
    row("options and settings of every kind", "options", State::Established);
}

void TestPacketdrill::aScriptPasses()
{
    QFETCH(QString, name);
    QFETCH(State, end);
    QFETCH(State, observed);
    const Script script = load(name);
    QVERIFY(!script.events.empty());
    ScriptSource source(name.toStdString() + ".pkt", script);
    TraceSink sink;
    const auto error = source.run(sink, {});
    QVERIFY2(!error, error ? error->what.c_str() : "");
    QCOMPARE(source.report().steps.size(), script.events.size());
    QCOMPARE(tcp::toString(source.report().state), tcp::toString(end));
    QVERIFY(sink.trace.connectionCount() > 0);
    const Connection& connection = sink.trace.connection(sink.trace.connectionCount() - 1);
    const Record& last = sink.trace.record(connection.records.back());
    const Side side = connection.info.initiator.ip == script.settings.local ? Side::Initiator : Side::Responder;
    QCOMPARE(tcp::toString(last.state(side)), tcp::toString(observed));
}

void TestPacketdrill::everySampleIsRun()
{
    QStringList tested;
    aScriptPasses_data();
    const QDir folder(QFileInfo(scriptPath(u"sack"_s)).path());
    const QStringList files = folder.entryList({u"*.pkt"_s});
    QVERIFY(files.size() >= 20);
    QFile source(QStringLiteral(TEST_DATA_DIR "/model/simulation/packetdrill/tst_packetdrill.cpp"));
    QVERIFY(source.open(QIODevice::ReadOnly));
    const QByteArray text = source.readAll();
    for (const QString& file : files)
        QVERIFY2(text.contains("\", \"" + file.chopped(4).toLatin1() + "\", State::"), qPrintable(file));
}

void TestPacketdrill::theFirstMismatchIsTold_data()
{
    QTest::addColumn<QByteArray>("rest"); // after kConnected, from line 9 on
    QTest::addColumn<unsigned>("line");
    QTest::addColumn<unsigned>("column");
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("remedy");
    const auto row = [](const char* name, const char* rest, unsigned line, unsigned column, const char* what,
                        const char* remedy) {
        QTest::newRow(name) << QByteArray(rest) << line << column << QByteArray(what) << QByteArray(remedy);
    };
    constexpr const char* kCorrect = "Correct the packet, or what comes before it.";
    constexpr const char* kCorrectValue = "Correct the value, or what comes before it.";
    row("another length", "+0 write(4, ..., 100) = 100\n+0 > P. 1:201(200) ack 1\n+0 close(4) = 0", 10, 4,
        "expected \"> P. 1:201(200) ack 1\", but sent was \"> P. 1:101(100) ack 1 win 65535\" at 0.100000 s: the length is 100, not 200",
        kCorrect);
    row("another acknowledgment", "+0 < F. 1:1(0) ack 1 win 100\n+0 > . 1:1(0) ack 1", 10, 4,
        "expected \"> . 1:1(0) ack 1\", but sent was \"> . 1:1(0) ack 2 win 65535\" at 0.100000 s: ack is 2, not 1", kCorrect);
    row("another sequence number", "+0 write(4, ..., 100) = 100\n+0 > P. 0:100(100) ack 1", 10, 4,
        "expected \"> P. 0:100(100) ack 1\", but sent was \"> P. 1:101(100) ack 1 win 65535\" at 0.100000 s: the sequence number is 1, not 0",
        kCorrect);
    row("other flags", "+0 close(4) = 0\n+0 > R. 1:1(0) ack 1", 10, 4,
        "expected \"> R. 1:1(0) ack 1\", but sent was \"> F. 1:1(0) ack 1 win 65535\" at 0.100000 s: the flags are F., not R.",
        kCorrect);
    row("another window", "+0 close(4) = 0\n+0 > F. 1:1(0) ack 1 win 1000", 10, 4,
        "expected \"> F. 1:1(0) ack 1 win 1000\", but sent was \"> F. 1:1(0) ack 1 win 65535\" at 0.100000 s: win is 65535, not 1000",
        kCorrect);
    row("an option too many", "+0 close(4) = 0\n+0 > F. 1:1(0) ack 1 <nop,nop,TS val 1 ecr 1>", 10, 4,
        "expected \"> F. 1:1(0) ack 1 <nop,nop,TS val 1 ecr 1>\", but sent was \"> F. 1:1(0) ack 1 win 65535\" at 0.100000 s: TS is missing",
        kCorrect);
    row("a segment that is sent later", "+0 < P. 1:101(100) ack 1 win 100\n+0 > . 1:1(0) ack 101", 10, 4,
        "expected \"> . 1:1(0) ack 101\", but nothing was sent until 0.104000 s",
        "The next one would be \"> . 1:1(0) ack 101 win 65435\" at 0.140000 s.");
    row("a segment that was sent earlier", "+0 close(4) = 0\n+.1 > F. 1:1(0) ack 1", 10, 5,
        "expected \"> F. 1:1(0) ack 1\" at 0.200000 s, but it was sent at 0.100000 s",
        "Give that time, a range such as +0~+.2, or a larger --tolerance_usecs.");
    row("a segment that is never sent", "* > . 1:1(0) ack 1", 9, 3, "expected \"> . 1:1(0) ack 1\", but nothing was sent at all",
        "Nothing that it waits for would make it send; see what comes before.");
    row("another result", "+0 write(4, ..., 100) = 99", 9, 4, "expected 99 from \"write(4, ..., 100) = 99\", got 100",
        "Correct the result, or what comes before it.");
    row("another error", "+0 shutdown(3, SHUT_WR) = 0\n+0 accept(3, ..., ...) = -1 EAGAIN (Resource temporarily unavailable)", 10,
        4, "expected -1 EAGAIN from \"accept(3, ..., ...) = -1 EAGAIN (Resource temporarily unavai…\", got -1 EINVAL",
        "Invalid argument.");
    row("a call that fails", "+0 read(5, ..., 100) = 0", 9, 4, "expected 0 from \"read(5, ..., 100) = 0\", got -1 EBADF",
        "Bad file descriptor.");
    row("another option value", "+0 getsockopt(4, SOL_TCP, TCP_MAXSEG, [1460], [4]) = 0", 9, 4,
        "expected the option to be 1460, it is 1000", kCorrectValue);
    row("a call that waits although it does not say so", "+0 read(4, ..., 100) = 100", 9, 4,
        "the call waits, and the script does not say until when",
        "read() waits for text or a FIN. Write when it returns, as in +0...0.2 read(4, ..., 1000) = 1000, or make the socket non-blocking.");
    row("a call that still waits", "+0...0.2 read(4, ..., 100) = 100", 9, 10, "the call still waits at 0.304000 s",
        "read() waits for text or a FIN.");
    row("a call that returns too early", "+0...0.2 read(4, ..., 100) = 100\n+.1 < P. 1:101(100) ack 1 win 100", 9, 10,
        "the call has returned at 0.200000 s, not at 0.300000 s", "The time behind ... is when it returns.");
    row("a call that returns something else", "+0...0.2 read(4, ..., 100) = 100\n+.2 < P. 1:51(50) ack 1 win 100", 9, 10,
        "expected 100 from \"read(4, ..., 100) = 100\", got 50", "Correct the result, or what comes before it.");
    row("another state", "+0 %{\n  assert tcpi_snd_cwnd == 10\n  assert tcpi_state == TCP_CLOSE_WAIT }%", 11, 10,
        "expected tcpi_state == TCP_CLOSE_WAIT, it is 1 (TCP_ESTABLISHED) at 0.100000 s", kCorrectValue);
    row("a time that is over", "0.05 close(4) = 0", 9, 6, "it is 0.100000 s already, and this was to happen at 0.050000 s",
        "Give a later time, or one relative to the event before: +0.");
}

void TestPacketdrill::theFirstMismatchIsTold()
{
    QFETCH(QByteArray, rest);
    QFETCH(unsigned, line);
    QFETCH(unsigned, column);
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, remedy);
    const auto script = readScript((kConnected + rest).toStdString(), "bad.pkt");
    QVERIFY2(script, script ? "" : script.error().what.c_str());
    const Report report = run(script.value());
    QVERIFY(report.mismatch);
    QCOMPARE(QByteArray::fromStdString(report.mismatch->what), what);
    QCOMPARE(QByteArray::fromStdString(report.mismatch->remedy), remedy);
    QCOMPARE(report.mismatch->at.line, line);
    QCOMPARE(report.mismatch->at.column, column);
}

void TestPacketdrill::theSameScriptGivesTheSameReport()
{
    const Script script = load(u"sack"_s);
    const Report one = run(script);
    const Report other = run(script);
    QCOMPARE(one.capture.size(), other.capture.size());
    for (std::size_t i = 0; i < one.capture.size(); ++i)
        QVERIFY(one.capture[i].time == other.capture[i].time && one.capture[i].segment.seq == other.capture[i].segment.seq);
    QVERIFY(one.end == other.end);
}

void TestPacketdrill::theTraceHasEveryPacket()
{
    ScriptSource source("fast_retransmit.pkt", load(u"fast_retransmit"_s));
    QCOMPARE(source.info().description, std::string("packetdrill"));
    TraceSink sink;
    QVERIFY(!source.run(sink, {}));
    QCOMPARE(source.stage()->flights.size(), source.report().capture.size());
    QCOMPARE(sink.trace.recordCount(), RecordNumber(source.report().capture.size()));
    int fast = 0;
    for (RecordNumber number = 0; number < sink.trace.recordCount(); ++number)
        fast += sink.trace.record(number).labels().has(Label::FastRetransmission) ? 1 : 0;
    QCOMPARE(fast, 1);
}

void TestPacketdrill::everyStepIsACaption()
{
    ScriptSource source("refused.pkt", load(u"refused"_s));
    const auto stage = source.stage();
    QVERIFY(stage);
    QCOMPARE(stage->captions.size(), source.report().steps.size());
    QCOMPARE(stage->captions.front().english, std::string("socket(..., SOCK_STREAM, IPPROTO_TCP) = 3"));
    QCOMPARE(stage->captions.front().position, RecordNumber(0));
    QCOMPARE(stage->captions[2].position, RecordNumber(1)); // > S
    QVERIFY(stage->end - stage->start == source.report().end);
}

void TestPacketdrill::whatIsSentAndExpectedNowhereIsListed()
{
    const auto script = readScript((kConnected + "+0 write(4, ..., 100) = 100").toStdString(), "rest.pkt");
    QVERIFY(script);
    const Report report = run(script.value());
    QVERIFY(!report.mismatch);
    QCOMPARE(report.leftOver, std::vector<std::string>{"0.100000 > P. 1:101(100) ack 1 win 65535"});
}

void TestPacketdrill::thePacketsCanBeWritten()
{
    const Report report = run(load(u"handshake_passive"_s));
    PacketWriter writer(report);
    wire::Frame frame;
    std::size_t packets = 0;
    std::size_t comments = 0;
    while (writer.next(frame)) {
        wire::DecodedSegment decoded;
        QVERIFY(wire::decode(wire::LinkType::Ethernet, frame.octets, std::uint32_t(frame.octets.size()), decoded)
                == wire::Outcome::Segment);
        QVERIFY(decoded.checksum == wire::Checksum::Correct);
        QVERIFY(decoded.segment.seq == report.capture[packets].segment.seq);
        QVERIFY(decoded.segment.flags == report.capture[packets].segment.flags);
        QVERIFY(frame.time == report.capture[packets].time);
        ++packets;
        comments += frame.comments.size();
    }
    QCOMPARE(packets, report.capture.size());
    QCOMPARE(comments, report.steps.size());
}

QTEST_APPLESS_MAIN(TestPacketdrill)
#include "tst_packetdrill.moc"
