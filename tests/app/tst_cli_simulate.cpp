// Simulations saved as packets by the built programs: tcplens-cli simulate -w, and tcplens --export OUT.pcapng.
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QByteArray kSectionHeader = "\x0A\x0D\x0D\x0A";

struct Run {
    int status = -1; ///< -1: it did not end by itself.
    QByteArray output;
    QByteArray errors;
};

Run run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
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

Run runCli(const QStringList& arguments) { return run(QStringLiteral(TCPLENS_CLI), arguments); }

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCliSimulate : public QObject {
    Q_OBJECT

private slots:
    void writesPacketsAndReports();
    void writesPacketsAloneToStandardOutput();
    void recordsAtAWithoutBeingTold();
    void recordsWhereItIsTold();
    void saysWhenItCannotWrite();
    void anUnmetExpectationIsStillReported();
    void wrongUsage_data();
    void wrongUsage();
    void lostSegmentsArePrinted();
    void theDesktopProgramWritesTheSame();
    void theDesktopProgramSpeaksChinese();
    void whatCannotBeWrittenWholeIsNotWritten_data();
    void whatCannotBeWrittenWholeIsNotWritten();
    void theDesktopProgramRefuses_data();
    void theDesktopProgramRefuses();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QTemporaryDir m_folder;
};

void TestCliSimulate::writesPacketsAndReports()
{
    const QStringList simulate{u"simulate"_s, u"three_way_handshake"_s, u"--json"_s, u"--segments"_s};
    const Run written = runCli(simulate + QStringList{u"-w"_s, path(u"a.pcapng"_s)});
    QCOMPARE(written.status, 0);
    QCOMPARE(written.errors, QByteArray());
    QCOMPARE(written.output, runCli(simulate).output);
    const Run read = runCli({u"analyze"_s, u"--json"_s, path(u"a.pcapng"_s)});
    QCOMPARE(read.status, 0);
    QVERIFY(read.output.contains(R"("initiator":"10.0.0.1:32768","responder":"10.0.0.2:80")"));
    QVERIFY(read.output.contains(R"("isn":{"initiator":1000,"responder":8000},"octets":{"initiator":20,"responder":10})"));
    QVERIFY(read.output.contains(R"({"type":"summary","frames":10,"segments":10,"connections":1,"skipped":{"notIp":0,"notTcp":0,"truncated":0,"fragment":0,"badChecksum":0},"damagedAt":null})"));
}

void TestCliSimulate::writesPacketsAloneToStandardOutput()
{
    const Run piped = runCli({u"simulate"_s, u"three_way_handshake"_s, u"-w"_s, u"-"_s});
    QCOMPARE(piped.status, 0);
    QCOMPARE(piped.errors, QByteArray());
    runCli({u"simulate"_s, u"three_way_handshake"_s, u"-w"_s, path(u"b.pcapng"_s)});
    QCOMPARE(piped.output, contentOf(path(u"b.pcapng"_s)));
    QVERIFY(piped.output.startsWith(kSectionHeader));
}

void TestCliSimulate::recordsAtAWithoutBeingTold()
{
    const QStringList simulate{u"simulate"_s, u"syn_lost"_s, u"-w"_s, u"-"_s};
    QCOMPARE(runCli(simulate).output, runCli(simulate + QStringList{u"--seen-from"_s, u"A"_s}).output);
}

/// The first SYN is lost: A sends it, nobody else sees it.
void TestCliSimulate::recordsWhereItIsTold()
{
    const auto segments = [this](const QString& vantage) {
        runCli({u"simulate"_s, u"syn_lost"_s, u"-w"_s, path(u"c.pcapng"_s), u"--seen-from"_s, vantage});
        const Run read = runCli({u"analyze"_s, u"--json"_s, path(u"c.pcapng"_s)});
        return QJsonDocument::fromJson(read.output.left(read.output.indexOf('\n'))).object()[u"segments"_s].toInt();
    };
    QCOMPARE(segments(u"A"_s), 4);
    QCOMPARE(segments(u"B"_s), 3);
    QCOMPARE(segments(u"middle"_s), 3);
}

void TestCliSimulate::saysWhenItCannotWrite()
{
    const Run missing = runCli({u"simulate"_s, u"syn_lost"_s, u"-w"_s, path(u"missing/a.pcapng"_s)});
    QCOMPARE(missing.status, 1);
    QCOMPARE(missing.errors, "tcplens-cli: Cannot write " + path(u"missing/a.pcapng"_s).toUtf8()
                 + ": No such file or directory. Check that the folder exists and may be written to.\n");
    const Run full = runCli({u"simulate"_s, u"syn_lost"_s, u"-w"_s, u"/dev/full"_s});
    QCOMPARE(full.status, 1);
    QVERIFY2(full.errors.startsWith("tcplens-cli: Cannot write /dev/full: No space left on device. "), full.errors);
}

void TestCliSimulate::anUnmetExpectationIsStillReported()
{
    const QString scenario = QStringLiteral(TEST_DATA_DIR "/model/simulation/failing.scenario");
    const Run failed = runCli({u"simulate"_s, scenario, u"-w"_s, path(u"d.pcapng"_s)});
    QCOMPARE(failed.status, 1);
    QVERIFY(failed.errors.contains("expectation failed: expect "));
    QVERIFY(failed.errors.contains("; found: "));
    QVERIFY(contentOf(path(u"d.pcapng"_s)).startsWith(kSectionHeader));
    const Run piped = runCli({u"simulate"_s, scenario, u"-w"_s, u"-"_s});
    QCOMPARE(piped.status, 1);
    QVERIFY(piped.output.startsWith(kSectionHeader));
}

void TestCliSimulate::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("-w without a file") << QStringList{u"syn_lost"_s, u"-w"_s} << QByteArray("-w takes the name of a file");
    QTest::newRow("--seen-from without a host") << QStringList{u"syn_lost"_s, u"-w"_s, u"/dev/null"_s, u"--seen-from"_s} << QByteArray("--seen-from takes a host's name");
    QTest::newRow("--seen-from without -w") << QStringList{u"syn_lost"_s, u"--seen-from"_s, u"B"_s} << QByteArray("--seen-from says where -w records");
    QTest::newRow("two things on standard output") << QStringList{u"syn_lost"_s, u"-w"_s, u"-"_s, u"--json"_s} << QByteArray("no room for --json");
    QTest::newRow("a host that there is not") << QStringList{u"syn_lost"_s, u"-w"_s, u"/dev/null"_s, u"--seen-from"_s, u"Z"_s} << QByteArray("Choose A, B, or middle.");
}

void TestCliSimulate::wrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, words);
    const Run wrong = runCli(QStringList{u"simulate"_s} + arguments);
    QCOMPARE(wrong.status, 2);
    QCOMPARE(wrong.output, QByteArray());
    QVERIFY2(wrong.errors.contains(words), wrong.errors);
}

void TestCliSimulate::lostSegmentsArePrinted()
{
    const Run run = runCli({u"simulate"_s, u"syn_lost"_s, u"--json"_s, u"--segments"_s});
    const QList<QByteArray> lines = run.output.split('\n');
    QVERIFY2(lines[0].startsWith(R"({"type":"segment","frame":1,)") && lines[0].endsWith(R"("responderState":"LISTEN","lost":true})"), lines[0]);
    QCOMPARE(run.output.count("\"lost\":true"), 1);
    QCOMPARE(run.output.count("\"type\":\"segment\""), 4);
}

void TestCliSimulate::theDesktopProgramWritesTheSame()
{
#ifdef TCPLENS
    const Run exported = run(QStringLiteral(TCPLENS), {u"--lang"_s, u"en"_s, u"--export"_s, path(u"e.pcapng"_s), u"zero_window"_s});
    QVERIFY2(!exported.errors.contains("tcplens:"), exported.errors);
    QCOMPARE(exported.status, 0);
    QCOMPARE(contentOf(path(u"e.pcapng"_s)), runCli({u"simulate"_s, u"zero_window"_s, u"-w"_s, u"-"_s}).output);
#else
    QSKIP("built without the desktop program");
#endif
}

void TestCliSimulate::theDesktopProgramSpeaksChinese()
{
#ifdef TCPLENS
    const Run exported = run(QStringLiteral(TCPLENS), {u"--lang"_s, u"zh_CN"_s, u"--export"_s, path(u"f.PCAPNG"_s), u"three_way_handshake"_s});
    QCOMPARE(exported.status, 0);
    QVERIFY(contentOf(path(u"f.PCAPNG"_s)).contains(u"捎带"_s.toUtf8()));
#else
    QSKIP("built without the desktop program");
#endif
}

void TestCliSimulate::whatCannotBeWrittenWholeIsNotWritten_data()
{
    QTest::addColumn<QString>("file");
    for (const QString& ending : {u"svg"_s, u"pdf"_s, u"txt"_s})
        QTest::newRow(qPrintable(u"a file of the kind "_s + ending)) << u"h."_s + ending;
}

/// A limit on the size of files stands for a full disk: no half picture, and no status 0.
void TestCliSimulate::whatCannotBeWrittenWholeIsNotWritten()
{
#ifdef TCPLENS
    QFETCH(QString, file);
    const QString command = u"ulimit -f 1; exec '%1' --lang en --export '%2' --view ladder simultaneous_close"_s.arg(QStringLiteral(TCPLENS), path(file));
    const Run refused = run(u"/bin/sh"_s, {u"-c"_s, command});
    QVERIFY2(refused.errors.contains("Cannot write"), refused.errors);
    QCOMPARE(refused.status, 1);
    QVERIFY(!QFile::exists(path(file)));
#else
    QSKIP("built without the desktop program");
#endif
}

void TestCliSimulate::theDesktopProgramRefuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("a recording") << QStringList{u"OUT"_s, QStringLiteral(TEST_DATA_DIR "/captures/kernel/01_client_close.pcap")} << 1 << QByteArray("is a recording");
    QTest::newRow("a view") << QStringList{u"OUT"_s, u"syn_lost"_s, u"--view"_s, u"ladder"_s} << 2 << QByteArray("no --view");
    QTest::newRow("no scenario") << QStringList{u"OUT"_s} << 2 << QByteArray("takes a scenario");
    QTest::newRow("a folder that does not exist") << QStringList{u"OUT/x.pcapng"_s, u"syn_lost"_s} << 1 << QByteArray("No such file or directory");
}

void TestCliSimulate::theDesktopProgramRefuses()
{
#ifdef TCPLENS
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, words);
    arguments.replaceInStrings(u"OUT"_s, path(u"g.pcapng"_s));
    const Run refused = run(QStringLiteral(TCPLENS), QStringList{u"--lang"_s, u"en"_s, u"--export"_s} + arguments);
    QTEST(refused.status, "status");
    QVERIFY2(refused.errors.contains(words), refused.errors);
    QVERIFY(!QFile::exists(path(u"g.pcapng"_s)));
#else
    QSKIP("built without the desktop program");
#endif
}

QTEST_GUILESS_MAIN(TestCliSimulate)
#include "tst_cli_simulate.moc"
