// The built tcplens-cli as its users meet it: a process with arguments, standard streams and an exit status.
#include "model/tcp/transition_table.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

const QString kProgram = QStringLiteral(TCPLENS_CLI);
constexpr qsizetype kFileHeader = 24;   // of classic pcap
constexpr qsizetype kRecordHeader = 16;

QString capturePath(const QString& name)
{
    return QStringLiteral(TEST_DATA_DIR "/captures/kernel/") + name;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Run {
    int status = -1; ///< -1: it did not end by itself.
    QByteArray output;
    QByteArray errors;
    QList<QByteArray> lines() const
    {
        QList<QByteArray> all = output.split('\n');
        all.removeLast(); // what follows the last line's end: nothing
        return all;
    }
};

Run finish(QProcess& process)
{
    Run run;
    if (!process.waitForFinished(60'000)) {
        process.kill();
        process.waitForFinished();
        return run;
    }
    run.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.output = process.readAllStandardOutput();
    run.errors = process.readAllStandardError();
    return run;
}

Run runCli(const QStringList& arguments, const QByteArray& input = {})
{
    QProcess process;
    process.start(kProgram, arguments);
    process.write(input);
    process.closeWriteChannel();
    return finish(process);
}

/// A JSON line with every value replaced by the letter of its kind: what is left are keys, their order and the nesting.
QString shapeOf(const QByteArray& line)
{
    static const QRegularExpression string(u"(?<=[:,\\[])\"(?:[^\"\\\\]|\\\\.)*\"(?!:)"_s);
    static const QRegularExpression number(u"(?<=[:,\\[])-?[0-9]+(?=[,\\]}])"_s);
    QString shape = QString::fromUtf8(line);
    shape.replace(string, u"S"_s);
    shape.replace(number, u"N"_s);
    shape.replace(u":true"_s, u":B"_s).replace(u":false"_s, u":B"_s);
    return shape;
}

QJsonObject parse(const QByteArray& line)
{
    return QJsonDocument::fromJson(line).object();
}

QString stringOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QSet<QString> stateNames()
{
    QSet<QString> names;
    for (int i = 0; i < tcp::kStateCount; ++i)
        names.insert(stringOf(tcp::toString(tcp::State(i))));
    return names;
}

QSet<QString> eventNames()
{
    QSet<QString> names;
    for (int i = 0; i < tcp::kEventCount; ++i)
        names.insert(stringOf(tcp::toString(tcp::Event(i))));
    return names;
}

/// Where each packet of a little-endian classic pcap ends; the file header's end comes first.
std::vector<qsizetype> packetEnds(const QByteArray& pcap)
{
    std::vector<qsizetype> ends = {kFileHeader};
    while (ends.back() < pcap.size())
        ends.push_back(ends.back() + kRecordHeader + qsizetype(qFromLittleEndian<quint32>(pcap.constData() + ends.back() + 8)));
    return ends;
}

bool isErrorSentence(const QByteArray& errors)
{
    static const QRegularExpression form(u"^tcplens-cli: [^\\n]+\\. [A-Z][^\\n]*\\.\\n$"_s);
    return form.match(QString::fromUtf8(errors)).hasMatch();
}

constexpr auto kSummary = "^\\{\"type\":S,\"frames\":N,\"segments\":N,\"connections\":N,\"skipped\":\\{\"notIp\":N,\"notTcp\":N,"
                          "\"truncated\":N,\"fragment\":N,\"badChecksum\":N\\},\"damagedAt\":(N|null)\\}$";

} // namespace

class TestCli : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void jsonLinesKeepTheirForm_data() { allCaptures(); }
    void jsonLinesKeepTheirForm();
    void jsonLinesAgreeWithEachOther_data() { allCaptures(); }
    void jsonLinesAgreeWithEachOther();
    void segmentLinesTellWhatWasSent();
    void reportsForPeople();
    void everyWayToNameTheFileIsTheSame();
    void filterChoosesConnections_data();
    void filterChoosesConnections();
    void badInput_data();
    void badInput();
    void cutAtEveryOctetKeepsWhatCouldBeRead();
    void aFilterThatIsNotUnderstoodIsRefused_data();
    void aFilterThatIsNotUnderstoodIsRefused();
    void wrongUsage_data();
    void wrongUsage();
    void helpAndVersion();
    void aGrowingPipeIsReadToItsEnd();
    void aClosedPipeEndsTheProgram();
    void aFullDiskIsReported_data();
    void aFullDiskIsReported();
    void statesPrintTheTable();

private:
    static void allCaptures();
    QString write(const QString& name, const QByteArray& content) const;
    /// More octets of output than a pipe holds.
    QString longCapture() const;

    QTemporaryDir m_folder;
};

void TestCli::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QVERIFY2(QFile::exists(kProgram), TCPLENS_CLI);
}

QString TestCli::write(const QString& name, const QByteArray& content) const
{
    const QString path = m_folder.filePath(name);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path : QString();
}

QString TestCli::longCapture() const
{
    const QByteArray once = contentOf(capturePath(u"14_fast_retransmit_sack.pcap"_s));
    QByteArray often = once;
    for (int i = 0; i < 100; ++i)
        often += once.mid(kFileHeader);
    return write(u"long.pcap"_s, often);
}

void TestCli::allCaptures()
{
    QTest::addColumn<QString>("path");
    const QDir folder(capturePath(QString()));
    const QStringList names = folder.entryList({u"*.pcap"_s}, QDir::Files, QDir::Name);
    QVERIFY(!names.isEmpty());
    for (const QString& name : names)
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void TestCli::jsonLinesKeepTheirForm()
{
    QFETCH(QString, path);
    const QString transition = u"\\{\"t\":S,\"frame\":(N|null),\"from\":S,\"to\":S,\"event\":S,\"certainty\":S\\}"_s;
    const QString transitions = u"\\[(%1(,%1)*)?\\]"_s.arg(transition);
    const QRegularExpression connection(
        u"^\\{\"type\":S,\"id\":N,\"initiator\":S,\"responder\":S,\"ip\":N,\"incarnation\":N,(\"midstream\":B,)?\"start\":S,\"end\":S,\"segments\":N,"
        "\"isn\":\\{\"initiator\":(N|null),\"responder\":(N|null)\\},\"octets\":\\{\"initiator\":N,\"responder\":N\\},"
        "\"initiatorState\":S,\"responderState\":S,\"initiatorTransitions\":%1,\"responderTransitions\":%1,"
        "\"completeness\":N,\"rtt\":\\{\"initial\":(S|null)\\},\"labels\":\\{(\"[a-z-]+\":N(,\"[a-z-]+\":N)*)?\\},\"findings\":\\[\\]\\}$"_s.arg(transitions));
    const QRegularExpression segment(
        u"^\\{\"type\":S,\"frame\":N,\"connection\":N,\"t\":S,\"from\":S,\"flags\":S,\"seq\":N,(\"ack\":N,)?\"len\":N,\"window\":N,"
        "(\"mss\":N,)?(\"sack\":\\[\\[N,N\\](,\\[N,N\\])*\\],)?\"labels\":\\[(S(,S)*)?\\],\"initiatorState\":S,\"responderState\":S\\}$"_s);
    const QRegularExpression summary(QString::fromLatin1(kSummary));

    for (const bool withSegments : {false, true}) {
        QStringList arguments = {u"analyze"_s, u"--json"_s, path};
        if (withSegments)
            arguments.append(u"--segments"_s);
        const Run run = runCli(arguments);
        QCOMPARE(run.errors, QByteArray());
        QCOMPARE(run.status, 0);
        QVERIFY(run.output.endsWith('\n'));
        const QList<QByteArray> lines = run.lines();
        QVERIFY(lines.size() >= 2);
        QVERIFY2(summary.match(shapeOf(lines.last())).hasMatch(), lines.last());
        int segmentLines = 0;
        for (const QByteArray& line : lines.first(lines.size() - 1)) {
            const bool isSegment = line.startsWith(R"({"type":"segment",)");
            segmentLines += isSegment ? 1 : 0;
            QVERIFY2((isSegment ? segment : connection).match(shapeOf(line)).hasMatch(), line);
        }
        QCOMPARE(segmentLines, withSegments ? parse(lines.last())[u"segments"_s].toInt() : 0);
    }
}

void TestCli::jsonLinesAgreeWithEachOther()
{
    QFETCH(QString, path);
    const QSet<QString> states = stateNames();
    const QSet<QString> events = eventNames();
    const QSet<QString> certainties = {u"simulated"_s, u"proven"_s, u"assumed"_s, u"retracted"_s, u"timed-out"_s};
    static const QRegularExpression time(u"^[0-9]+\\.[0-9]{9}$"_s);
    static const QRegularExpression address(u"^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]):[0-9]{1,5}$"_s);
    const Run run = runCli({u"analyze"_s, u"--json"_s, u"--segments"_s, path});
    const QList<QByteArray> lines = run.lines();
    const QJsonObject summary = parse(lines.last());
    QCOMPARE(summary[u"type"_s].toString(), u"summary"_s);
    QCOMPARE(summary[u"frames"_s].toInt(), int(packetEnds(contentOf(path)).size()) - 1);
    QVERIFY(summary[u"damagedAt"_s].isNull());

    int connections = 0;
    int segments = 0; // since the last connection line
    int allSegments = 0;
    int lastFrame = 0;
    QString lastStates[2];
    for (const QByteArray& line : lines.first(lines.size() - 1)) {
        const QJsonObject object = parse(line);
        if (object[u"type"_s] == u"segment"_s) {
            QCOMPARE(object[u"connection"_s].toInt(), connections);
            QVERIFY(object[u"frame"_s].toInt() > (segments == 0 ? 0 : lastFrame));
            QVERIFY(time.match(object[u"t"_s].toString()).hasMatch());
            QVERIFY(states.contains(object[u"initiatorState"_s].toString()) && states.contains(object[u"responderState"_s].toString()));
            lastFrame = object[u"frame"_s].toInt();
            ++segments;
            continue;
        }
        QCOMPARE(object[u"type"_s].toString(), u"connection"_s);
        QCOMPARE(object[u"id"_s].toInt(), connections);
        QCOMPARE(object[u"segments"_s].toInt(), segments);
        QVERIFY(address.match(object[u"initiator"_s].toString()).hasMatch());
        QVERIFY(address.match(object[u"responder"_s].toString()).hasMatch());
        QCOMPARE(object[u"initiator"_s].toString().startsWith(u'['), object[u"ip"_s].toInt() == 6);
        for (const QString& side : {u"initiator"_s, u"responder"_s}) {
            QString state;
            for (const QJsonValue& value : object[side + u"Transitions"_s].toArray()) {
                const QJsonObject step = value.toObject();
                QVERIFY(time.match(step[u"t"_s].toString()).hasMatch());
                QVERIFY(states.contains(step[u"from"_s].toString()) && states.contains(step[u"to"_s].toString()));
                QVERIFY(events.contains(step[u"event"_s].toString()));
                QVERIFY(certainties.contains(step[u"certainty"_s].toString()));
                if (!state.isEmpty())
                    QCOMPARE(step[u"from"_s].toString(), state); // one step begins where the last one ended
                state = step[u"to"_s].toString();
            }
            if (!state.isEmpty())
                QCOMPARE(object[side + u"State"_s].toString(), state);
        }
        allSegments += segments;
        segments = 0;
        ++connections;
    }
    QCOMPARE(segments, 0); // each segment was followed by its connection
    QCOMPARE(connections, summary[u"connections"_s].toInt());
    QCOMPARE(allSegments, summary[u"segments"_s].toInt());
}

void TestCli::segmentLinesTellWhatWasSent()
{
    const Run run = runCli({u"analyze"_s, u"--json"_s, u"--segments"_s, capturePath(u"14_fast_retransmit_sack.pcap"_s)});
    const QList<QByteArray> lines = run.lines();
    QCOMPARE(lines.size(), 50);
    const QByteArray syn = lines[0];
    QVERIFY2(syn.startsWith(R"({"type":"segment","frame":1,"connection":0,"t":"1795213551.449162000","from":"initiator","flags":"SYN","seq":0,"len":0,"window":)"), syn);
    QVERIFY2(syn.endsWith(R"("mss":1460,"labels":[],"initiatorState":"SYN-SENT","responderState":"CLOSED"})"), syn);
    const QByteArray synAck = lines[1];
    QVERIFY2(synAck.contains(R"("from":"responder","flags":"SYN,ACK","seq":0,"ack":1,"len":0,"window":)"), synAck);
    const auto withSack = std::count_if(lines.begin(), lines.end(), [](const QByteArray& line) { return line.contains("\"sack\":[["); });
    const auto duplicates = std::count_if(lines.begin(), lines.end(), [](const QByteArray& line) {
        return line.startsWith(R"({"type":"segment")") && line.contains("\"duplicate-ack\"");
    });
    QVERIFY(withSack > 0);
    QCOMPARE(int(duplicates), parse(lines[48])[u"labels"_s][u"duplicate-ack"_s].toInt());
}

void TestCli::reportsForPeople()
{
    const QString path = capturePath(u"20_reuse_client_time_wait.pcap"_s);
    const Run brief = runCli({u"analyze"_s, path});
    QCOMPARE(brief.status, 0);
    QVERIFY(brief.output.contains("#0  10.77.0.1:41000"));
    QVERIFY(brief.output.contains("#1  10.77.0.1:41000"));
    QVERIFY(brief.output.contains("22 frames, 22 TCP segments, 2 connections"));
    const Run full = runCli({u"analyze"_s, u"--segments"_s, path});
    QCOMPARE(full.status, 0);
    QCOMPARE(full.output.count("  -->  ") + full.output.count("  <--  "), 23); // and the end of one TIME-WAIT
}

void TestCli::everyWayToNameTheFileIsTheSame()
{
    const QString path = capturePath(u"02_server_close.pcap"_s);
    const Run plain = runCli({u"analyze"_s, u"--json"_s, path});
    QCOMPARE(plain.status, 0);
    const QByteArray content = contentOf(path);
    QCOMPARE(runCli({u"analyze"_s, u"--json"_s, u"-r"_s, path}).output, plain.output);
    QCOMPARE(runCli({u"analyze"_s, u"-r"_s, path, u"--json"_s}).output, plain.output);
    QCOMPARE(runCli({u"analyze"_s, u"--json"_s, u"-"_s}, content).output, plain.output);
    QCOMPARE(runCli({u"analyze"_s, u"--json"_s, u"-r"_s, u"-"_s}, content).output, plain.output);
    QCOMPARE(runCli({u"analyze"_s, u"--json"_s}, content).output, plain.output);
}

void TestCli::filterChoosesConnections_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QList<int>>("ids");
    QTest::newRow("no terms let all through") << QString() << QList<int>{0, 1};
    QTest::newRow("a port matches at either end") << u"port:41000"_s << QList<int>{0, 1};
    QTest::newRow("a number counts from 0 as in the report") << u"#1"_s << QList<int>{1};
    QTest::newRow("a state is the last one") << u"state:TIME-WAIT"_s << QList<int>{1};
    QTest::newRow("a label is one of any segment") << u"label:reused-ports"_s << QList<int>{1};
    QTest::newRow("all terms must match") << u"port:8080 #0"_s << QList<int>{0};
    QTest::newRow("none may match") << u"port:443"_s << QList<int>{};
    QTest::newRow("a port in Wireshark's words") << u"tcp.port == 41000"_s << QList<int>{0, 1};
    QTest::newRow("a stream has the number that Wireshark gives it") << u"tcp.stream eq 1"_s << QList<int>{1};
    QTest::newRow("what Wireshark notices") << u"tcp.analysis.reused_ports"_s << QList<int>{1};
    QTest::newRow("Wireshark's conditions are joined by &&") << u"tcp.flags.fin==1&&tcp.stream==0"_s << QList<int>{0};
    QTest::newRow("an address that is not there") << u"ip.addr == 192.0.2.1"_s << QList<int>{};
}

void TestCli::filterChoosesConnections()
{
    QFETCH(QString, filter);
    QFETCH(QList<int>, ids);
    const QString path = capturePath(u"20_reuse_client_time_wait.pcap"_s);
    for (const bool withSegments : {false, true}) {
        QStringList arguments = {u"analyze"_s, u"--json"_s, u"-Y"_s, filter, path};
        if (withSegments)
            arguments.append(u"--segments"_s);
        const Run run = runCli(arguments);
        QCOMPARE(run.status, 0);
        const QList<QByteArray> lines = run.lines();
        QList<int> found;
        for (const QByteArray& line : lines) {
            const QJsonObject object = parse(line);
            if (object[u"type"_s] == u"connection"_s)
                found.append(object[u"id"_s].toInt());
            if (object[u"type"_s] == u"segment"_s)
                QVERIFY(ids.contains(object[u"connection"_s].toInt()));
        }
        QCOMPARE(found, ids);
        QCOMPARE(parse(lines.last())[u"connections"_s].toInt(), 2); // the summary counts all
    }
    const Run report = runCli({u"analyze"_s, u"-Y"_s, filter, path});
    QCOMPARE(report.output.count("initiator  "), ids.size());
}

void TestCli::badInput_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");
    const QByteArray good = contentOf(capturePath(u"02_server_close.pcap"_s));
    QByteArray wrongLink = good;
    wrongLink[20] = 105; // IEEE 802.11
    QByteArray absurdLength = good;
    absurdLength[kFileHeader + 11] = 0x7F;
    QTest::newRow("a file that does not exist") << m_folder.filePath(u"none.pcap"_s) << u"does not exist"_s;
    QTest::newRow("a folder") << m_folder.path() << u"is a folder"_s;
    QTest::newRow("an empty file") << write(u"empty.pcap"_s, "") << u"is empty"_s;
    QTest::newRow("a text file") << write(u"text.pcap"_s, "frame time source\n1 0.000 10.0.0.1\n") << u"not a capture file but text"_s;
    QTest::newRow("a wrong magic number") << write(u"magic.pcap"_s, QByteArray("\x7F" "ELF\x02\x01\x01\0\0\0", 10)) << u"begins with 7F 45 4C 46"_s;
    QTest::newRow("a file cut in its header") << write(u"header.pcap"_s, good.first(20)) << u"cut off within the file header"_s;
    QTest::newRow("a link type without TCP") << write(u"link.pcap"_s, wrongLink) << u"does not decode"_s;
    QTest::newRow("an absurd length at the first packet") << write(u"length.pcap"_s, absurdLength) << u"packet 1"_s;
}

void TestCli::badInput()
{
    QFETCH(QString, path);
    QFETCH(QString, expected);
    for (const QStringList& options : {QStringList{}, QStringList{u"--json"_s}}) {
        const Run run = runCli(QStringList{u"analyze"_s} + options + QStringList{path});
        QCOMPARE(run.status, 1);
        QVERIFY2(isErrorSentence(run.errors), run.errors);
        const QString errors = QString::fromUtf8(run.errors);
        QVERIFY2(errors.contains(expected), run.errors);
        QVERIFY2(errors.contains(u'"' + path + u'"'), run.errors); // the file is named
        if (options.isEmpty()) {
            QCOMPARE(run.output, QByteArray());
        } else { // the last line of every run
            QCOMPARE(run.lines().size(), 1);
            QVERIFY(QRegularExpression(QString::fromLatin1(kSummary)).match(shapeOf(run.lines().first())).hasMatch());
        }
    }
    if (QFile(path).exists() && !QDir(path).exists()) { // the same from a pipe
        const Run run = runCli({u"analyze"_s, u"--json"_s, u"-"_s}, contentOf(path));
        QCOMPARE(run.status, 1);
        QVERIFY2(isErrorSentence(run.errors), run.errors);
        QVERIFY2(run.errors.contains("Standard input"), run.errors);
        QCOMPARE(run.lines().size(), 1);
    }
}

void TestCli::cutAtEveryOctetKeepsWhatCouldBeRead()
{
    const QByteArray whole = contentOf(capturePath(u"02_server_close.pcap"_s));
    const std::vector<qsizetype> ends = packetEnds(whole);
    QCOMPARE(ends.back(), whole.size());
    for (qsizetype length = 0; length <= whole.size(); ++length) {
        const QString path = write(u"cut.pcap"_s, whole.first(length));
        const Run run = runCli({u"analyze"_s, u"--json"_s, u"--segments"_s, path});
        const bool betweenPackets = std::find(ends.begin(), ends.end(), length) != ends.end();
        const auto complete = int(std::upper_bound(ends.begin(), ends.end(), length) - ends.begin()) - 1;
        const QByteArray context = "cut after " + QByteArray::number(length) + " octets: " + run.errors;
        QVERIFY2(run.status == (betweenPackets ? 0 : 1), context);
        QVERIFY2(betweenPackets ? run.errors.isEmpty() : isErrorSentence(run.errors), context);
        const QList<QByteArray> lines = run.lines();
        QVERIFY2(lines.size() == (complete > 0 ? complete + 2 : 1), context); // segments, their connection, the summary
        const QJsonObject summary = parse(lines.last());
        QVERIFY2(summary[u"frames"_s].toInt() == std::max(complete, 0), context);
        const bool inPacket = !betweenPackets && length > kFileHeader;
        QVERIFY2(summary[u"damagedAt"_s].toInt(-1) == (inPacket ? complete + 1 : -1), context);
        if (inPacket)
            QVERIFY2(run.errors.contains("packet " + QByteArray::number(complete + 1)), context);
    }
}

void TestCli::aFilterThatIsNotUnderstoodIsRefused_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QByteArray>("message"); // begins with
    QTest::newRow("either-or") << u"tcp.port == 80 || tcp.port == 443"_s << QByteArray("-Y: \"||\" is not understood here. All conditions must match:");
    QTest::newRow("not") << u"!tcp.analysis.retransmission"_s << QByteArray("-Y: \"!\" is not understood here. All conditions must match:");
    QTest::newRow("another field") << u"http.host"_s << QByteArray("-Y: There is no field \"http.host\" to choose connections by. These are understood: tcp, tcp.port,");
    QTest::newRow("another comparison") << u"tcp.port != 80"_s << QByteArray("-Y: \"tcp.port != 80\" is not understood. Write it like this: tcp.port == 443.");
    QTest::newRow("a word found nowhere") << u"quux"_s << QByteArray("-Y: \"quux\" is no part of any address, state or label. Write for example port:443,");
}

void TestCli::aFilterThatIsNotUnderstoodIsRefused()
{
    QFETCH(QString, filter);
    QFETCH(QByteArray, message);
    const Run run = runCli({u"analyze"_s, u"-Y"_s, filter, capturePath(u"02_server_close.pcap"_s)});
    QCOMPARE(run.status, 2);
    QCOMPARE(run.output, QByteArray());
    QVERIFY2(run.errors.startsWith("tcplens-cli: " + message), run.errors);
    QVERIFY2(run.errors.endsWith(".\n"), run.errors);
    QCOMPARE(run.errors.count('\n'), 1);
}

void TestCli::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString path = capturePath(u"02_server_close.pcap"_s);
    QTest::newRow("a command that does not exist") << QStringList{u"analyse"_s};
    QTest::newRow("an option that does not exist") << QStringList{u"analyze"_s, u"--xml"_s, path};
    QTest::newRow("a second file") << QStringList{u"analyze"_s, path, path};
    QTest::newRow("a second file after -r") << QStringList{u"analyze"_s, u"-r"_s, path, path};
    QTest::newRow("-r without a file") << QStringList{u"analyze"_s, u"-r"_s};
    QTest::newRow("a file without a name") << QStringList{u"analyze"_s, QString()};
    QTest::newRow("-Y without a filter") << QStringList{u"analyze"_s, path, u"-Y"_s};
    QTest::newRow("--2msl without a number") << QStringList{u"analyze"_s, path, u"--2msl"_s};
    QTest::newRow("--2msl with a word") << QStringList{u"analyze"_s, u"--2msl"_s, u"long"_s, path};
    QTest::newRow("--2msl of 0") << QStringList{u"analyze"_s, u"--2msl"_s, u"0"_s, path};
    QTest::newRow("an option of states that does not exist") << QStringList{u"states"_s, u"--yaml"_s};
    QTest::newRow("two options of states") << QStringList{u"states"_s, u"--json"_s, u"--markdown"_s};
}

void TestCli::wrongUsage()
{
    QFETCH(QStringList, arguments);
    const Run run = runCli(arguments);
    QCOMPARE(run.status, 2);
    QCOMPARE(run.output, QByteArray());
    QVERIFY2(isErrorSentence(run.errors), run.errors);
    QVERIFY2(run.errors.endsWith(" Try: tcplens-cli --help.\n"), run.errors);
}

void TestCli::helpAndVersion()
{
    const Run help = runCli({u"--help"_s});
    QCOMPARE(help.status, 0);
    QCOMPARE(help.errors, QByteArray());
    for (const char* word : {"analyze", "states", "--json", "--markdown", "--segments", "-Y", "-r", "--2msl"})
        QVERIFY2(help.output.contains(word), word);
    const Run version = runCli({u"--version"_s});
    QCOMPARE(version.status, 0);
    QVERIFY(QRegularExpression(u"^tcplens-cli [0-9]+\\.[0-9]+\\.[0-9]+\\n$"_s).match(QString::fromUtf8(version.output)).hasMatch());
    const Run nothing = runCli({});
    QCOMPARE(nothing.status, 2);
}

void TestCli::aGrowingPipeIsReadToItsEnd()
{
    const QString path = capturePath(u"02_server_close.pcap"_s);
    const QByteArray content = contentOf(path);
    QProcess process;
    process.start(kProgram, {u"analyze"_s, u"--json"_s, u"-"_s});
    QVERIFY(process.waitForStarted());
    for (const qsizetype end : {qsizetype(3), qsizetype(30), content.size() / 2, content.size()}) {
        const qsizetype begin = end == 3 ? 0 : end == 30 ? 3 : end == content.size() ? content.size() / 2 : 30;
        process.write(content.mid(begin, end - begin));
        QVERIFY(process.waitForBytesWritten());
        QVERIFY2(!process.waitForFinished(100), "it must wait for more while the pipe is open");
    }
    process.closeWriteChannel();
    const Run run = finish(process);
    QCOMPARE(run.status, 0);
    QCOMPARE(run.output, runCli({u"analyze"_s, u"--json"_s, path}).output);
}

void TestCli::aClosedPipeEndsTheProgram()
{
    const QString path = longCapture();
    QProcess process;
    process.start(u"sh"_s, {u"-c"_s, u"\"$0\" analyze --json --segments \"$1\" | head -c 1 > /dev/null"_s, kProgram, path});
    const Run killed = finish(process); // as SIGPIPE does it, silently
    QCOMPARE(killed.status, 0);
    QCOMPARE(killed.errors, QByteArray());
    process.start(u"sh"_s, {u"-c"_s, u"(trap '' PIPE; \"$0\" analyze --json --segments \"$1\"; echo \"status $?\" >&2) | head -c 1 > /dev/null"_s,
                            kProgram, path});
    const Run told = finish(process); // where SIGPIPE is ignored
    QVERIFY2(told.errors.startsWith("tcplens-cli: Cannot write to standard output. "), told.errors);
    QVERIFY2(told.errors.endsWith("status 1\n"), told.errors);
}

void TestCli::aFullDiskIsReported_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("analyze") << QStringList{u"analyze"_s, capturePath(u"02_server_close.pcap"_s)};
    QTest::newRow("analyze --json") << QStringList{u"analyze"_s, u"--json"_s, capturePath(u"02_server_close.pcap"_s)};
    QTest::newRow("analyze of a long capture") << QStringList{u"analyze"_s, u"--json"_s, u"--segments"_s, longCapture()};
    QTest::newRow("states") << QStringList{u"states"_s};
    QTest::newRow("states --json") << QStringList{u"states"_s, u"--json"_s};
}

void TestCli::aFullDiskIsReported()
{
    QFETCH(QStringList, arguments);
    QProcess process;
    process.setStandardOutputFile(u"/dev/full"_s);
    process.start(kProgram, arguments);
    const Run run = finish(process);
    QCOMPARE(run.status, 1);
    QVERIFY2(isErrorSentence(run.errors), run.errors);
}

void TestCli::statesPrintTheTable()
{
    const QList<QByteArray> markdown = runCli({u"states"_s, u"--markdown"_s}).lines();
    const QList<QByteArray> json = runCli({u"states"_s, u"--json"_s}).lines();
    const QList<QByteArray> text = runCli({u"states"_s}).lines();
    constexpr auto kRows = qsizetype(std::size(tcp::kTransitions));
    QCOMPARE(markdown.size(), kRows + 2); // with the head
    QCOMPARE(json.size(), kRows);
    QCOMPARE(text.size(), kRows);
    for (qsizetype i = 0; i < kRows; ++i) {
        const tcp::Transition& row = tcp::kTransitions[i];
        QStringList from;
        for (int state = 0; state < tcp::kStateCount; ++state) {
            if (row.from.contains(tcp::State(state)))
                from.append(stringOf(tcp::toString(tcp::State(state))));
        }
        const QString guard = stringOf(tcp::toString(row.guard));
        const QString to = row.to ? stringOf(tcp::toString(*row.to)) : u"(stays)"_s;
        const bool drawn = row.drawn == tcp::Drawn::Fig5;
        const QString actions = stringOf(tcp::toString(row.actions));
        const QString event = stringOf(tcp::toString(row.event));
        const QString section = stringOf(row.rfc9293);
        QCOMPARE(QString::fromUtf8(markdown[i + 2]),
                 u"| %1 | %2 | %3 | %4 | %5 | %6 | %7 |"_s.arg(from.join(u", "_s), event, row.guard == tcp::Guard::Always ? QString() : guard,
                                                               actions, to, section, drawn ? u"yes"_s : QString()));
        QVERIFY(text[i].startsWith((from.join(u'|') + u"  --"_s + event).toUtf8()));
        QVERIFY2(QRegularExpression(u"^\\{\"type\":S,\"from\":\\[S(,S)*\\],\"event\":S,\"guard\":S,\"actions\":\\[(S(,S)*)?\\],\"to\":(S|null),\"rfc9293\":S,\"drawn\":B\\}$"_s)
                     .match(shapeOf(json[i])).hasMatch(), json[i]);
        const QJsonObject object = parse(json[i]);
        QCOMPARE(object[u"from"_s].toVariant().toStringList(), from);
        QCOMPARE(object[u"event"_s].toString(), event);
        QCOMPARE(object[u"guard"_s].toString(), guard);
        QCOMPARE(object[u"actions"_s].toVariant().toStringList().join(u" + "_s), actions);
        QCOMPARE(object[u"to"_s].toString(u"(stays)"_s), to);
        QCOMPARE(object[u"rfc9293"_s].toString(), section);
        QCOMPARE(object[u"drawn"_s].toBool(), drawn);
    }
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
