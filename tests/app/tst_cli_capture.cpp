// tcplens-cli capture and interfaces as their users meet them, in a network namespace made for this test.
#include "model/capture/capture_file.h"
#include "model/capture/interface_list.h"
#include "tests/model/capture/live_fixture.h"
#include "tests/support/network_namespace.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

std::optional<std::string> s_obstacle; ///< Why there is no network namespace.
const QString kProgram = QStringLiteral(TCPLENS_CLI);
const QString kSample = QStringLiteral(TEST_DATA_DIR "/captures/kernel/01_client_close.pcap");

QList<QJsonObject> objectsIn(const QByteArray& output)
{
    QList<QJsonObject> objects;
    for (const QByteArray& line : output.trimmed().split('\n'))
        objects << QJsonDocument::fromJson(line).object();
    return objects;
}

/// Frames in a file; -1 if it cannot be read to its end.
qint64 framesIn(const QString& path)
{
    auto file = CaptureFile::open(path.toStdString());
    if (!file)
        return -1;
    TraceSink sink;
    return file.value()->run(sink, {}) ? -1 : qint64(sink.trace.statistics().frames);
}

} // namespace

class TestCliCapture : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!s_obstacle)
            m_listener = listenOnLoopback(m_port);
    }
    void wrongUsage_data();
    void wrongUsage();
    void captures();
    void endsOnSignals_data();
    void endsOnSignals();
    void endsWithItsTerminalUnlessToldOtherwise();
    void readsStandardInput();
    void whatFailsToStartCostsNoFile_data();
    void whatFailsToStartCostsNoFile();
    void leavesNoFileWhereNothingWasCaptured();
    void aLimitOfFilesIsExplained();
    void keepsTheFileWhenKilled();
    void listsInterfaces();
    void addressesWithLabelsBelongToTheirInterface();

private:
    /// Starts it and waits until it captures, which the file it writes to tells.
    bool start(QProcess& cli, const QString& file, const QStringList& more = {})
    {
        cli.start(kProgram, QStringList{u"capture"_s, u"-i"_s, u"lo"_s, u"-f"_s, u"tcp port %1"_s.arg(m_port), u"-w"_s, file} + more);
        if (!cli.waitForStarted())
            return false;
        QElapsedTimer timer;
        timer.start();
        const QByteArray children = "/proc/" + QByteArray::number(cli.processId()) + "/task/" + QByteArray::number(cli.processId()) + "/children";
        while (timer.elapsed() < 5000) { // the helper is in its sandbox: it captures
            QFile list(QString::fromLatin1(children));
            const QByteArray child = list.open(QIODevice::ReadOnly) ? list.readAll().trimmed() : QByteArray();
            QFile status(u"/proc/%1/status"_s.arg(QString::fromLatin1(child)));
            if (!child.isEmpty() && status.open(QIODevice::ReadOnly) && status.readAll().contains("Seccomp:\t2")) {
                m_helper = QString::fromLatin1(child);
                return true;
            }
            QTest::qWait(5);
        }
        return false;
    }
    int m_listener = -1;
    std::uint16_t m_port = 0;
    QString m_helper; ///< The process that start() has found.
};

void TestCliCapture::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("no interface") << QStringList{} << 2 << QByteArray("takes an interface");
    QTest::newRow("an unknown option") << QStringList{u"-i"_s, u"lo"_s, u"-x"_s} << 2 << QByteArray("no option \"-x\"");
    QTest::newRow("a count that is none") << QStringList{u"-i"_s, u"lo"_s, u"-c"_s, u"x"_s} << 2 << QByteArray("whole number");
    QTest::newRow("a stop that is none") << QStringList{u"-i"_s, u"lo"_s, u"-a"_s, u"packets:1"_s} << 2 << QByteArray("duration:SECONDS");
    QTest::newRow("a filter for a pipe") << QStringList{u"-i"_s, u"-"_s, u"-f"_s, u"tcp"_s} << 2 << QByteArray("-f is for interfaces");
    QTest::newRow("a wrong filter") << QStringList{u"-i"_s, u"lo"_s, u"-f"_s, u"tcp prot 1"_s} << 2 << QByteArray("syntax error. Write it as for tcpdump");
    QTest::newRow("no such interface") << QStringList{u"-i"_s, u"tcplens9"_s} << 1 << QByteArray("There is no interface tcplens9. Choose");
    QTest::newRow("no such pipe") << QStringList{u"-i"_s, u"/no/such/pipe"_s} << 1 << QByteArray("does not exist");
}

void TestCliCapture::wrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QByteArray, message);
    QProcess cli;
    cli.start(kProgram, QStringList{u"capture"_s} + arguments);
    QVERIFY(cli.waitForFinished(10'000));
    QCOMPARE(cli.exitCode(), status);
    const QByteArray errors = cli.readAllStandardError();
    QVERIFY2(errors.startsWith("tcplens-cli: ") && errors.contains(message), errors.constData());
    QVERIFY(cli.readAllStandardOutput().isEmpty());
}

void TestCliCapture::captures()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"a.pcapng"_s);
    QProcess cli;
    QVERIFY(start(cli, file, {u"--json"_s, u"-c"_s, u"16"_s}));
    while (cli.state() == QProcess::Running) {
        QVERIFY(talkToOwnListener(m_listener, m_port));
        cli.waitForFinished(20);
    }
    QCOMPARE(cli.exitCode(), 0);
    QCOMPARE(cli.readAllStandardError(), QByteArray());
    const QList<QJsonObject> objects = objectsIn(cli.readAllStandardOutput());
    QVERIFY(objects.size() >= 3);
    QCOMPARE(objects.first()[u"type"_s].toString(), u"capture"_s);
    QCOMPARE(objects.first()[u"captured"_s].toInt(), 16);
    QCOMPARE(objects.first()[u"received"_s].toInt(), 16);
    QCOMPARE(objects.first()[u"dropped"_s].toInt(-1), 0);
    QCOMPARE(objects[1][u"type"_s].toString(), u"connection"_s);
    QCOMPARE(objects[1][u"responder"_s].toString(), u"127.0.0.1:%1"_s.arg(m_port));
    QCOMPARE(objects.last()[u"type"_s].toString(), u"summary"_s);
    QCOMPARE(objects.last()[u"frames"_s].toInt(), 16);
    QCOMPARE(framesIn(file), 16);
}

void TestCliCapture::endsOnSignals_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("times");
    QTest::newRow("Ctrl-C") << SIGINT << 1;
    QTest::newRow("SIGTERM") << SIGTERM << 1;
    QTest::newRow("the terminal has gone") << SIGHUP << 1;
    QTest::newRow("Ctrl-C by somebody impatient") << SIGINT << 3;
}

void TestCliCapture::endsOnSignals()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QFETCH(int, signal);
    QFETCH(int, times);
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"a.pcapng"_s);
    QProcess cli;
    QVERIFY(start(cli, file));
    QVERIFY(talkToOwnListener(m_listener, m_port));
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < times; ++i) {
        ::kill(pid_t(cli.processId()), signal);
        QThread::msleep(5);
    }
    QVERIFY(cli.waitForFinished(5000));
    QCOMPARE(cli.exitStatus(), QProcess::NormalExit);
    QVERIFY2(timer.elapsed() < 400, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(cli.exitCode(), 0);
    QVERIFY(cli.readAllStandardOutput().contains(" TCP segments, 1 connection"));
    QVERIFY(framesIn(file) >= 7);
}

/// Under nohup it goes on.
void TestCliCapture::endsWithItsTerminalUnlessToldOtherwise()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    const QTemporaryDir folder;
    QProcess cli;
    cli.setChildProcessModifier([] { std::signal(SIGHUP, SIG_IGN); });
    QVERIFY(start(cli, folder.filePath(u"a.pcapng"_s)));
    ::kill(pid_t(cli.processId()), SIGHUP);
    QVERIFY(!cli.waitForFinished(300));
    cli.terminate();
    QVERIFY(cli.waitForFinished(5000));
    QCOMPARE(cli.exitCode(), 0);
}

void TestCliCapture::whatFailsToStartCostsNoFile_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("there is no such interface") << u"nosuch0"_s << QByteArray("There is no interface nosuch0.");
    QTest::newRow("the input is no capture") << u"./no_capture"_s << QByteArray("not a capture file");
    QTest::newRow("the input is the file itself") << u"./kept.pcap"_s << QByteArray("would be written to where it is read from: ./kept.pcap. Name another file");
    QTest::newRow("the input is the file by another name") << u"./link.pcap"_s << QByteArray("would be written to where it is read from");
    QTest::newRow("standard input is the file") << u"-"_s << QByteArray("would be written to where it is read from");
}

void TestCliCapture::whatFailsToStartCostsNoFile()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QFETCH(QString, source);
    QFETCH(QByteArray, message);
    const QTemporaryDir folder;
    const QString kept = folder.filePath(u"kept.pcap"_s);
    QVERIFY(QFile::copy(kSample, kept));
    QFile(kept).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QVERIFY(QFile::link(kept, folder.filePath(u"link.pcap"_s)));
    QFile other(folder.filePath(u"no_capture"_s));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("This is a text, and long enough to be told from all else.\n") > 0);
    other.close();
    QProcess cli;
    cli.setWorkingDirectory(folder.path());
    if (source == u"-")
        cli.setStandardInputFile(kept);
    cli.start(kProgram, {u"capture"_s, u"-i"_s, source, u"-w"_s, kept});
    QVERIFY(cli.waitForFinished(10'000));
    const QByteArray errors = cli.readAllStandardError();
    QVERIFY2(errors.contains(message), errors.constData());
    QCOMPARE(cli.exitCode(), 1);
    QFile sample(kSample);
    QFile file(kept);
    QVERIFY(sample.open(QIODevice::ReadOnly) && file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), sample.readAll());
}

void TestCliCapture::leavesNoFileWhereNothingWasCaptured()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    const QTemporaryDir folder;
    QProcess cli;
    cli.start(kProgram, {u"capture"_s, u"-i"_s, u"nosuch0"_s, u"-w"_s, folder.filePath(u"new.pcapng"_s)});
    QVERIFY(cli.waitForFinished(10'000));
    QVERIFY(!QFile::exists(folder.filePath(u"new.pcapng"_s)));
    cli.start(kProgram, {u"capture"_s, u"-i"_s, u"nosuch0"_s, u"-w"_s, folder.filePath(u"nowhere/new.pcapng"_s)});
    QVERIFY(cli.waitForFinished(10'000));
    QVERIFY(cli.readAllStandardError().contains("nowhere/new.pcapng: No such file or directory")); // before the interface is looked at
    // An interface without a packet is a capture without one, which takes the place of what was there.
    const QString quiet = folder.filePath(u"quiet.pcapng"_s);
    QVERIFY(QFile::copy(kSample, quiet));
    QFile(quiet).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QVERIFY(start(cli, quiet));
    QTRY_COMPARE(framesIn(quiet), 0);
    cli.terminate();
    QVERIFY(cli.waitForFinished(5000));
    QCOMPARE(cli.exitCode(), 0);
    QCOMPARE(framesIn(quiet), 0);
}

void TestCliCapture::aLimitOfFilesIsExplained()
{
    QFile sample(kSample);
    QVERIFY(sample.open(QIODevice::ReadOnly));
    const QByteArray octets = sample.readAll();
    constexpr qsizetype kHeader = 24;
    constexpr int kTimes = 200;
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"a.pcapng"_s);
    QProcess cli;
    cli.start(u"sh"_s, {u"-c"_s, u"ulimit -f 20; exec \"$@\""_s, u"sh"_s, kProgram, u"capture"_s, u"-i"_s, u"-"_s, u"-w"_s, file});
    cli.write(octets + octets.mid(kHeader).repeated(kTimes - 1));
    cli.closeWriteChannel();
    QVERIFY(cli.waitForFinished(10'000));
    QCOMPARE(cli.exitStatus(), QProcess::NormalExit);
    QCOMPARE(cli.exitCode(), 1);
    const QByteArray errors = cli.readAllStandardError();
    QVERIFY2(errors.startsWith("tcplens-cli: The recording cannot be written to ") && errors.contains("File too large"), errors.constData());
    QVERIFY(framesIn(file) > 0);
}

void TestCliCapture::readsStandardInput()
{
    QFile sample(kSample);
    QVERIFY(sample.open(QIODevice::ReadOnly));
    const QTemporaryDir folder;
    QProcess cli;
    cli.start(kProgram, {u"capture"_s, u"-i"_s, u"-"_s, u"--json"_s, u"-w"_s, folder.filePath(u"a.pcapng"_s)});
    cli.write(sample.readAll());
    cli.closeWriteChannel();
    QVERIFY(cli.waitForFinished(10'000));
    QCOMPARE(cli.exitCode(), 0);
    QProcess analyze;
    analyze.start(kProgram, {u"analyze"_s, u"--json"_s, sample.fileName()});
    QVERIFY(analyze.waitForFinished(10'000));
    const QByteArray output = cli.readAllStandardOutput();
    QCOMPARE(output.mid(output.indexOf('\n') + 1), analyze.readAllStandardOutput()); // behind the line about the capture itself
    QVERIFY(objectsIn(output).first()[u"dropped"_s].isNull());
    QCOMPARE(framesIn(folder.filePath(u"a.pcapng"_s)), framesIn(sample.fileName()));
}

void TestCliCapture::keepsTheFileWhenKilled()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"a.pcapng"_s);
    QProcess cli;
    QVERIFY(start(cli, file));
    QVERIFY(talkToOwnListener(m_listener, m_port));
    QTRY_VERIFY(framesIn(file) >= 7); // written as it comes
    cli.kill();
    QVERIFY(cli.waitForFinished(5000));
    QVERIFY(framesIn(file) >= 7);
    // The helper does not outlive it; of a zombie there is no command line.
    const auto isAlive = [this] {
        QFile line(u"/proc/%1/cmdline"_s.arg(m_helper));
        return line.open(QIODevice::ReadOnly) && !line.readAll().isEmpty();
    };
    QTRY_VERIFY(!isAlive());
}

void TestCliCapture::listsInterfaces()
{
    QProcess cli;
    cli.start(kProgram, {u"interfaces"_s});
    QVERIFY(cli.waitForFinished(5000));
    QCOMPARE(cli.exitCode(), 0);
    const QByteArray text = cli.readAllStandardOutput();
    QVERIFY(text.contains("lo ") && text.contains("any "));
    cli.start(kProgram, {u"interfaces"_s, u"--json"_s});
    QVERIFY(cli.waitForFinished(5000));
    QCOMPARE(objectsIn(cli.readAllStandardOutput()).last()[u"name"_s].toString(), u"any"_s);
    cli.start(kProgram, {u"interfaces"_s, u"eth0"_s});
    QVERIFY(cli.waitForFinished(5000));
    QCOMPARE(cli.exitCode(), 2);
}

void TestCliCapture::addressesWithLabelsBelongToTheirInterface()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QVERIFY(runCommand("ip addr add 10.79.0.1/24 dev lo label lo:x && ip addr add fd79::1/128 dev lo && ip link add tcplensp type veth peer name tcplensq"
                       " && ip addr add 10.79.1.1 peer 10.79.1.2 dev tcplensp"));
    const std::vector<NetworkInterface> interfaces = listInterfaces();
    const auto addressesOf = [&interfaces](const char* name) {
        QStringList texts;
        for (const NetworkInterface& each : interfaces) {
            for (std::size_t i = 0; each.name == name && i < each.addresses.size(); ++i)
                texts << QString::fromStdString(toString(each.addresses[i]));
        }
        texts.sort();
        return texts;
    };
    QCOMPARE(addressesOf("lo"), QStringList({u"10.79.0.1"_s, u"127.0.0.1"_s, u"::1"_s, u"fd79::1"_s}));
    QCOMPARE(addressesOf("tcplensp"), QStringList{u"10.79.1.1"_s}); // not that of the far end
    QCOMPARE(addressesOf("any"), QStringList());
    QVERIFY(runCommand("ip addr del 10.79.0.1/24 dev lo && ip addr del fd79::1/128 dev lo && ip link del tcplensp"));
}

int main(int argc, char** argv)
{
    s_obstacle = enterNetworkNamespace(); // before there is a second thread
    QCoreApplication application(argc, argv);
    TestCliCapture test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_cli_capture.moc"
