// The capture helper: its command line and its control pipe as functions, and the built program as whoever starts it meets it.
#include "app/capture_helper/control.h"
#include "app/capture_helper/exit_status.h"
#include "app/capture_helper/options.h"
#include "app/capture_helper/privileges.h"
#include "model/capture/capture_file.h"
#include "model/capture/helper_process.h"
#include "tests/support/network_namespace.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <random>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

std::optional<std::string> s_obstacle; ///< Why there is no network namespace.
const QString kHelper = QStringLiteral(TCPLENS_CAPTURE);

std::vector<std::string_view> viewsOf(const std::vector<std::string>& words) { return {words.begin(), words.end()}; }

Result<Options> parse(const QStringList& arguments)
{
    std::vector<std::string> words;
    for (const QString& argument : arguments)
        words.push_back(argument.toStdString());
    return parseOptions(viewsOf(words));
}

class CountingSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        frames = batch.statistics.frames;
        return true;
    }
    std::uint64_t frames = 0;
};

/// The helper's output as a capture: nothing if it can be read to its end, else why not. A capture without a packet counts as sound.
QString flawOf(const QByteArray& output)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.pcapng"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(output) != output.size())
        return u"cannot write"_s;
    file.close();
    auto capture = CaptureFile::open(path.toStdString());
    if (!capture)
        return QString::fromStdString(capture.error().what);
    CountingSink sink;
    const auto error = capture.value()->run(sink, {});
    return error ? QString::fromStdString(error->what) : QString();
}

/// How many blocks of this type the output holds.
int blocksIn(const QByteArray& output, quint32 type)
{
    int count = 0;
    for (qsizetype at = 0; at + 8 <= output.size();) {
        quint32 head[2];
        memcpy(head, output.constData() + at, sizeof head);
        count += head[0] == type ? 1 : 0;
        at += qsizetype(head[1]);
    }
    return count;
}
constexpr quint32 kStatisticsBlock = 5;

bool startOnLoopback(QProcess& helper, const QStringList& more = {})
{
    helper.start(kHelper, QStringList{u"-i"_s, u"lo"_s} + more);
    return helper.waitForStarted() && helper.waitForReadyRead(5000);
}

/// Whether a child that may be a zombie by now has ended, within this time.
bool endsWithin(pid_t child, int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    for (siginfo_t found{}; timer.elapsed() < milliseconds; QThread::msleep(2)) {
        if (waitid(P_PID, id_t(child), &found, WEXITED | WNOHANG | WNOWAIT) == 0 && found.si_pid == child)
            return true;
    }
    return false;
}

/// Starts a capture on the loopback interface whose output nobody reads, and sends until the pipe is full.
std::unique_ptr<HelperProcess> startAndStandStill(int& output)
{
    auto started = HelperProcess::start(kHelper.toStdString(), {"-i", "lo", "-f", "udp", "-s", "262144"});
    if (!std::holds_alternative<std::unique_ptr<HelperProcess>>(started))
        return nullptr;
    auto helper = std::move(std::get<std::unique_ptr<HelperProcess>>(started));
    output = helper->takeOutput();
    pollfd first{output, POLLIN, 0};
    poll(&first, 1, 5000);
    const int sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::vector<char> octets(60'000, 'x');
    int waiting = 0;
    int before = -1;
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 10'000 && !(waiting == before && waiting > 0); ioctl(output, FIONREAD, &waiting)) {
        before = waiting;
        for (int i = 0; i < 100; ++i)
            sendto(sender, octets.data(), octets.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        QThread::msleep(100);
    }
    close(sender);
    return waiting > 0 && waiting == before ? std::move(helper) : nullptr;
}

QByteArray readToItsEnd(int descriptor)
{
    QByteArray all;
    char octets[65536];
    for (ssize_t got = 0; (got = read(descriptor, octets, sizeof octets)) > 0;)
        all.append(octets, qsizetype(got));
    return all;
}

/// A helper that ends at once with this status and a message.
QString makeScript(const QTemporaryDir& folder, const QString& name, int status, QFile::Permissions permissions)
{
    QFile script(folder.filePath(name));
    if (!script.open(QIODevice::WriteOnly))
        return {};
    script.write("#!/bin/sh\nexit " + QByteArray::number(status) + '\n');
    script.close();
    script.setPermissions(permissions);
    return script.fileName();
}

} // namespace

class TestCaptureHelper : public QObject {
    Q_OBJECT
private slots:
    void options_data();
    void options();
    void optionsInFull();
    void anyCommandLineIsUnderstoodOrRefused_data();
    void anyCommandLineIsUnderstoodOrRefused();
    void control_data();
    void control();
    void controlInPieces_data();
    void controlInPieces();
    void wrongUsageIsSaid();
    void listsInterfaces();
    void endsWhen_data();
    void endsWhen();
    void endsWithItsReader();
    void saysStatisticsWhenAsked();
    void anyControlInputIsSurvived_data();
    void anyControlInputIsSurvived();
    void withItsCapabilitiesItCapturesForAnOrdinaryUser();
    void whatKeepsItsCapabilitiesAwayIsSaid_data();
    void whatKeepsItsCapabilitiesAwayIsSaid();
    void whoeverMayNotStartItIsToldHow_data();
    void whoeverMayNotStartItIsToldHow();
    void helpersAreFoundThroughPath();
    void statusesMeanTheSameToWhoeverStartsIt_data();
    void statusesMeanTheSameToWhoeverStartsIt();
    void endsThoughItsReaderStandsStill_data();
    void endsThoughItsReaderStandsStill();
    void aReaderThatGoesOnGetsAll();
    void aDeviceThatGoesWithTheStopIsSaidAfterItsCounts();
    void theSandbox_data();
    void theSandbox();
};

void TestCaptureHelper::options_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const QStringList& arguments, const char* problem) {
        QTest::newRow(name) << arguments << QString::fromLatin1(problem);
    };
    row("an interface is enough", {u"-i"_s, u"eth0"_s}, "");
    row("none is not", {}, "No interface");
    row("an unknown option", {u"-i"_s, u"eth0"_s, u"-x"_s}, "no option");
    row("a file to write to is unknown", {u"-i"_s, u"eth0"_s, u"-w"_s, u"/etc/passwd"_s}, "no option");
    row("letters that run together", {u"-ieth0"_s}, "no option");
    row("a word without an option", {u"eth0"_s}, "no option");
    row("an option without its value", {u"-i"_s}, "takes a value");
    row("the same option twice", {u"-i"_s, u"eth0"_s, u"-i"_s, u"eth1"_s}, "twice");
    row("an interface with a slash", {u"-i"_s, u"../x"_s}, "cannot be the name");
    row("an interface that is too long", {u"-i"_s, u"abcdefghijklmnop"_s}, "cannot be the name");
    row("an empty interface", {u"-i"_s, QString()}, "cannot be the name");
    row("an interface with a space", {u"-i"_s, u"a b"_s}, "cannot be the name");
    row("a list of interfaces beside one", {u"--list"_s, u"-i"_s, u"eth0"_s}, "no option");
    row("a snap length of nothing", {u"-i"_s, u"a"_s, u"-s"_s, u"0"_s}, "whole number");
    row("a snap length that is too large", {u"-i"_s, u"a"_s, u"-s"_s, u"262145"_s}, "whole number");
    row("a negative count", {u"-i"_s, u"a"_s, u"-c"_s, u"-1"_s}, "whole number");
    row("a count with something behind it", {u"-i"_s, u"a"_s, u"-c"_s, u"1x"_s}, "whole number");
    row("a count beyond all numbers", {u"-i"_s, u"a"_s, u"-c"_s, u"99999999999999999999999"_s}, "whole number");
    row("a buffer of a terabyte", {u"-i"_s, u"a"_s, u"-B"_s, u"1048576"_s}, "whole number");
    row("a duration without its name", {u"-i"_s, u"a"_s, u"-a"_s, u"5"_s}, "-a takes");
    row("a duration of nothing", {u"-i"_s, u"a"_s, u"-a"_s, u"duration:0"_s}, "-a takes");
    row("a size beyond all numbers", {u"-i"_s, u"a"_s, u"-a"_s, u"filesize:18446744073709551615"_s}, "-a takes");
    row("two durations", {u"-i"_s, u"a"_s, u"-a"_s, u"duration:1"_s, u"-a"_s, u"duration:2"_s}, "-a takes");
    row("a duration and a size", {u"-i"_s, u"a"_s, u"-a"_s, u"duration:1"_s, u"-a"_s, u"filesize:2"_s}, "");
    row("promiscuous and not", {u"-i"_s, u"a"_s, u"-p"_s, u"--promiscuous"_s}, "contradict");
    row("a filter with a line's end", {u"-i"_s, u"a"_s, u"-f"_s, u"tcp\nudp"_s}, "control characters");
    row("a filter of 5000 octets", {u"-i"_s, u"a"_s, u"-f"_s, QString(5000, u'x')}, "longer than");
    row("an empty filter", {u"-i"_s, u"a"_s, u"-f"_s, QString()}, "");
}

void TestCaptureHelper::options()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, problem);
    const Result<Options> result = parse(arguments);
    QCOMPARE(bool(result), problem.isEmpty());
    if (result)
        return;
    QVERIFY2(QString::fromStdString(result.error().what).contains(problem), result.error().what.c_str());
    QVERIFY(!result.error().remedy.empty());
}

void TestCaptureHelper::optionsInFull()
{
    const Result<Options> bare = parse({u"-i"_s, u"eth0"_s});
    QVERIFY(bare);
    QCOMPARE(bare.value().snapLength, 128);
    QCOMPARE(bare.value().bufferMebioctets, 32);
    QVERIFY(!bare.value().isPromiscuous && !bare.value().packetLimit && !bare.value().duration && !bare.value().octetLimit);
    const Result<Options> full = parse({u"-a"_s, u"filesize:7"_s, u"-f"_s, u"tcp port 80"_s, u"-s"_s, u"64"_s, u"-B"_s, u"8"_s, u"--promiscuous"_s, u"-c"_s,
                                        u"12"_s, u"-a"_s, u"duration:3"_s, u"-i"_s, u"any"_s});
    QVERIFY(full);
    QCOMPARE(full.value().interface, std::string("any"));
    QCOMPARE(full.value().filter, std::string("tcp port 80"));
    QCOMPARE(full.value().snapLength, 64);
    QCOMPARE(full.value().bufferMebioctets, 8);
    QVERIFY(full.value().isPromiscuous);
    QCOMPARE(full.value().packetLimit.value(), 12u);
    QCOMPARE(full.value().octetLimit.value(), 7000u);
    QCOMPARE(full.value().duration.value().count(), 3);
    QVERIFY(parse({u"--list"_s}).value().action == Options::Action::List);
}

void TestCaptureHelper::anyCommandLineIsUnderstoodOrRefused_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 200; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestCaptureHelper::anyCommandLineIsUnderstoodOrRefused()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const std::vector<std::string> kWords = {"-i", "-f", "-s", "-B", "-c", "-a", "-p", "--promiscuous", "--list", "--help", "lo", "any", "tcp", "128", "32",
                                             "duration:1", "filesize:1", "", "-", "--", "-1", "0", "\xFF\xFE", std::string(300, 'a')};
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> words;
        for (unsigned count = random() % 8; count > 0; --count) {
            std::string word = kWords[random() % kWords.size()];
            if (random() % 8 == 0 && !word.empty())
                word[random() % word.size()] = char(1 + random() % 255);
            words.push_back(word);
        }
        const Result<Options> result = parseOptions(viewsOf(words));
        if (!result) {
            QVERIFY(!result.error().what.empty() && !result.error().remedy.empty());
            for (const char c : result.error().what)
                QVERIFY(static_cast<unsigned char>(c) >= ' ' && c != 0x7F);
            continue;
        }
        const Options& options = result.value();
        if (options.action != Options::Action::Capture)
            continue;
        QVERIFY(!options.interface.empty() && options.interface.size() <= 15 && options.interface.find('/') == std::string::npos);
        QVERIFY(options.snapLength >= 1 && options.snapLength <= 262144);
        QVERIFY(options.bufferMebioctets >= 1 && options.bufferMebioctets <= 1024);
        QVERIFY(options.packetLimit.value_or(1) > 0 && options.octetLimit.value_or(1) > 0 && options.duration.value_or(std::chrono::seconds(1)).count() > 0);
    }
}

void TestCaptureHelper::control_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("stop");
    QTest::addColumn<bool>("statistics");
    QTest::addColumn<bool>("unknown");
    QTest::newRow("stop") << QByteArray("stop\n") << true << false << false;
    QTest::newRow("statistics") << QByteArray("statistics\n") << false << true << false;
    QTest::newRow("both") << QByteArray("statistics\nstop\n") << true << true << false;
    QTest::newRow("a line that has not ended asks for nothing") << QByteArray("stop") << false << false << false;
    QTest::newRow("capitals are unknown") << QByteArray("STOP\n") << false << false << true;
    QTest::newRow("an empty line is unknown") << QByteArray("\n") << false << false << true;
    QTest::newRow("a word in front makes it unknown") << QByteArray("do stop\n") << false << false << true;
    QTest::newRow("a line without end is forgotten, the next one counts") << QByteArray(100000, 's') + "\nstop\n" << true << false << true;
    QTest::newRow("zeros are octets like others") << QByteArray("st\0op\nstop\n", 12) << true << false << true;
}

void TestCaptureHelper::control()
{
    QFETCH(QByteArray, input);
    ControlReader reader;
    const Requests requests = reader.take(std::span<const char>(input.constData(), std::size_t(input.size())));
    QTEST(requests.stop, "stop");
    QTEST(requests.statistics, "statistics");
    QTEST(requests.unknown, "unknown");
}

void TestCaptureHelper::controlInPieces_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 100; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// However the octets are cut, the same is asked for.
void TestCaptureHelper::controlInPieces()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const std::vector<std::string> kParts = {"stop\n", "statistics\n", "stop", "\n", std::string(70, 'x'), std::string("\0", 1), "statistic\n", "s"};
    std::string input;
    for (int i = 0; i < 20; ++i)
        input += kParts[random() % kParts.size()];
    ControlReader whole;
    const Requests expected = whole.take(std::span<const char>(input));
    ControlReader pieces;
    Requests found;
    for (std::size_t at = 0; at < input.size();) {
        const std::size_t length = std::min<std::size_t>(1 + random() % 7, input.size() - at);
        const Requests some = pieces.take(std::span<const char>(input).subspan(at, length));
        found.stop = found.stop || some.stop;
        found.statistics = found.statistics || some.statistics;
        found.unknown = found.unknown || some.unknown;
        at += length;
    }
    QCOMPARE(found.stop, expected.stop);
    QCOMPARE(found.statistics, expected.statistics);
    QCOMPARE(found.unknown, expected.unknown);
}

void TestCaptureHelper::wrongUsageIsSaid()
{
    QProcess helper;
    helper.start(kHelper, {u"-i"_s, u"lo"_s, u"-w"_s, u"x"_s});
    QVERIFY(helper.waitForFinished());
    QCOMPARE(helper.exitCode(), int(HelperExit::WrongUsage));
    QCOMPARE(helper.readAllStandardError(), QByteArray("tcplens-capture: There is no option \"-w\", or not beside others.\ntcplens-capture: Try: tcplens-capture --help.\n"));
    QVERIFY(helper.readAllStandardOutput().isEmpty());
}

void TestCaptureHelper::listsInterfaces()
{
    QProcess helper;
    helper.start(kHelper, {u"--list"_s});
    QVERIFY(helper.waitForFinished());
    QCOMPARE(helper.exitCode(), 0);
    const QList<QByteArray> lines = helper.readAllStandardOutput().trimmed().split('\n');
    QVERIFY(lines.size() >= 2);
    QStringList names;
    for (const QByteArray& line : lines) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QCOMPARE(object[u"type"_s].toString(), u"interface"_s);
        names << object[u"name"_s].toString();
        if (names.last() == u"lo") {
            QVERIFY(object[u"loopback"_s].toBool());
            QCOMPARE(object[u"linkType"_s].toInt(), 1);
            if (!s_obstacle) // there it has been switched on
                QVERIFY(object[u"up"_s].toBool() && object[u"addresses"_s].toArray().contains(u"127.0.0.1"_s));
        }
    }
    QVERIFY(names.contains(u"lo"_s));
    QCOMPARE(names.last(), u"any"_s);
}

void TestCaptureHelper::endsWhen_data()
{
    QTest::addColumn<QString>("how");
    QTest::newRow("told to stop") << u"stop"_s;
    QTest::newRow("its standard input ends") << u"close"_s;
    QTest::newRow("it gets SIGTERM") << u"term"_s;
    QTest::newRow("it gets SIGINT") << u"int"_s;
}

void TestCaptureHelper::endsWhen()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QFETCH(QString, how);
    QProcess helper;
    QVERIFY(startOnLoopback(helper));
    QElapsedTimer timer;
    timer.start();
    if (how == u"stop")
        helper.write("stop\n");
    else if (how == u"close")
        helper.closeWriteChannel();
    else
        ::kill(pid_t(helper.processId()), how == u"int" ? SIGINT : SIGTERM);
    QVERIFY(helper.waitForFinished(5000));
    QCOMPARE(helper.exitStatus(), QProcess::NormalExit);
    QCOMPARE(helper.exitCode(), 0);
    QVERIFY2(timer.elapsed() < 400, qPrintable(QString::number(timer.elapsed())));
    const QByteArray output = helper.readAllStandardOutput();
    QCOMPARE(flawOf(output), QString());
    QVERIFY(blocksIn(output, kStatisticsBlock) >= 1);
    QVERIFY(helper.readAllStandardError().isEmpty());
}

void TestCaptureHelper::endsWithItsReader()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QProcess reader;
    QProcess helper;
    helper.setStandardOutputProcess(&reader);
    helper.start(kHelper, {u"-i"_s, u"lo"_s});
    reader.start(u"head"_s, {u"-c"_s, u"8"_s});
    QVERIFY(reader.waitForFinished(5000));
    QVERIFY(helper.waitForFinished(5000)); // it is noticed with the next statistics
    QCOMPARE(helper.exitStatus(), QProcess::NormalExit);
    QCOMPARE(helper.exitCode(), 0);
}

void TestCaptureHelper::saysStatisticsWhenAsked()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QProcess helper;
    QVERIFY(startOnLoopback(helper));
    for (int i = 0; i < 20; ++i) {
        helper.write("statistics\n");
        QVERIFY(helper.waitForBytesWritten());
        QTest::qWait(10);
    }
    helper.write("stop\n");
    QVERIFY(helper.waitForFinished(5000));
    QCOMPARE(helper.exitStatus(), QProcess::NormalExit);
    QVERIFY(blocksIn(helper.readAllStandardOutput(), kStatisticsBlock) >= 10); // two requests at once may have one answer
}

void TestCaptureHelper::anyControlInputIsSurvived_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 10; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestCaptureHelper::anyControlInputIsSurvived()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    QProcess helper;
    QVERIFY(startOnLoopback(helper));
    for (int i = 0; i < 50; ++i) {
        QByteArray octets(int(random() % 3000), '\0');
        for (char& octet : octets)
            octet = char(random() % 4 == 0 ? '\n' : char(random() % 256));
        helper.write(octets);
    }
    helper.write("\nstop\n");
    QVERIFY(helper.waitForFinished(5000));
    QCOMPARE(helper.exitStatus(), QProcess::NormalExit);
    QCOMPARE(helper.exitCode(), 0);
    QCOMPARE(flawOf(helper.readAllStandardOutput()), QString());
    QCOMPARE(helper.readAllStandardError(), QByteArray("tcplens-capture: There is no such command.\ntcplens-capture: It is either stop or statistics.\n"));
}

/// As after installation: capabilities on the file, started by somebody who has none.
void TestCaptureHelper::withItsCapabilitiesItCapturesForAnOrdinaryUser()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    const QTemporaryDir folder;
    const QString copy = folder.filePath(u"tcplens-capture"_s);
    QVERIFY(QFile::copy(kHelper, copy));
    ::chmod(folder.path().toLocal8Bit().constData(), 0755);
    if (!runCommand("setcap cap_net_raw,cap_net_admin=ep \"" + copy.toStdString() + '"'))
        QSKIP("No capabilities can be set here: that takes setcap, the real root, and a file system that keeps them.");
    QProcess helper;
    helper.start(u"setpriv"_s, {u"--reuid=65534"_s, u"--regid=65534"_s, u"--clear-groups"_s, copy, u"-i"_s, u"lo"_s});
    QVERIFY(helper.waitForStarted());
    if (!helper.waitForReadyRead(5000))
        QSKIP("No ordinary user can be had here: that takes setpriv (package util-linux).");
    QFile file(u"/proc/%1/status"_s.arg(helper.processId()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray status = file.readAll();
    for (const char* line : {"CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2",
                             "Uid:\t65534\t65534\t65534\t65534"})
        QVERIFY2(status.contains(line), line);
    helper.write("stop\n");
    QVERIFY(helper.waitForFinished(5000));
    QCOMPARE(helper.exitCode(), 0);
}

void TestCaptureHelper::whatKeepsItsCapabilitiesAwayIsSaid_data()
{
    QTest::addColumn<QString>("how"); // a command of the shell: $1 is a helper with capabilities, $2 an empty folder
    QTest::addColumn<QByteArray>("remedy");
    const QString user = u"setpriv --reuid=65534 --regid=65534 --clear-groups "_s;
    QTest::newRow("no_new_privs") << QString(user + u"setpriv --no-new-privs \"$1\" -i lo"_s) << QByteArray("Start tcplens without that: systemd has NoNewPrivileges=no");
    QTest::newRow("a file system without set-user-ID")
        << QString(u"mount -t tmpfs -o nosuid,mode=755 none \"$2\" && cp \"$1\" \"$2/\" && setcap cap_net_raw,cap_net_admin=ep \"$2/tcplens-capture\" && "_s + user
                   + u"\"$2/tcplens-capture\" -i lo"_s)
        << QByteArray("sudo mount -o remount,suid \"$(findmnt -n -o TARGET -T ");
    QTest::newRow("none is set") << QString(u"setcap -r \"$1\" && "_s + user + u"\"$1\" -i lo"_s) << QByteArray("Give the capture helper its capabilities: sudo setcap");
    QTest::newRow("another one is set") << QString(u"setcap cap_net_admin=ep \"$1\" && "_s + user + u"\"$1\" -i lo"_s)
                                        << QByteArray("Give the capture helper its capabilities: sudo setcap");
}

void TestCaptureHelper::whatKeepsItsCapabilitiesAwayIsSaid()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QFETCH(QString, how);
    QFETCH(QByteArray, remedy);
    const QTemporaryDir folder;
    const QString copy = folder.filePath(u"tcplens-capture"_s);
    QVERIFY(QFile::copy(kHelper, copy));
    QVERIFY(QDir(folder.path()).mkdir(u"mounted"_s));
    ::chmod(folder.path().toLocal8Bit().constData(), 0755);
    if (!runCommand("setcap cap_net_raw,cap_net_admin=ep \"" + copy.toStdString() + '"'))
        QSKIP("No capabilities can be set here: that takes setcap, the real root, and a file system that keeps them.");
    if (!runCommand("unshare -m mount -t tmpfs none /mnt") || !runCommand("setpriv --reuid=65534 --regid=65534 --clear-groups true"))
        QSKIP("No file system can be mounted here, or there is no setpriv (package util-linux).");
    QProcess helper;
    helper.start(u"unshare"_s, {u"-m"_s, u"sh"_s, u"-c"_s, how, u"sh"_s, copy, folder.filePath(u"mounted"_s)});
    QVERIFY(helper.waitForFinished(5000));
    const QByteArray errors = helper.readAllStandardError();
    QVERIFY2(errors.startsWith("tcplens-capture: Cannot capture on lo: permission denied.\ntcplens-capture: "), errors.constData());
    QVERIFY2(errors.contains(remedy), errors.constData());
    QCOMPARE(helper.exitCode(), int(HelperExit::NoPermission));
}

void TestCaptureHelper::whoeverMayNotStartItIsToldHow_data()
{
    QTest::addColumn<int>("permissions");
    QTest::addColumn<uint>("group");
    QTest::addColumn<QString>("remedy");
    const QString own = u"Give it a group of its own and join that, then log in again: sudo groupadd --system --force tcplens && sudo chgrp tcplens \"%1\" && "
                        u"sudo chmod 0750 \"%1\" && sudo setcap cap_net_raw,cap_net_admin=ep \"%1\" && sudo usermod -aG tcplens \"$USER\""_s;
    QTest::newRow("its group may, and is not root's") << 0650 << 12345u << u"Join its group, then log in again: sudo usermod -aG 12345 \"$USER\""_s;
    QTest::newRow("nobody is told to join root's group") << 0650 << 0u << own;
    QTest::newRow("nobody is told to join a group that may not start it") << 0640 << 12345u << own;
}

void TestCaptureHelper::whoeverMayNotStartItIsToldHow()
{
    QFETCH(int, permissions);
    QFETCH(uint, group);
    QFETCH(QString, remedy);
    const QTemporaryDir folder;
    const QString script = makeScript(folder, u"tcplens-capture"_s, 0, {});
    const QByteArray path = QFile::encodeName(script);
    if (::chown(path.constData(), uid_t(-1), group) != 0)
        QSKIP("Only root may give a file to any group.");
    QCOMPARE(::chmod(path.constData(), mode_t(permissions)), 0);
    ::chmod(folder.path().toLocal8Bit().constData(), 0755);
    // As somebody who has neither the file nor its group; in a child, since there is no way back.
    int channel[2];
    QCOMPARE(pipe(channel), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (setgid(65534) != 0 || setuid(65534) != 0)
            _exit(1);
        const auto started = HelperProcess::start(path.toStdString(), {});
        const LiveFailure* failure = std::get_if<LiveFailure>(&started);
        const bool isRight = failure && failure->problem == LiveProblem::NoPermission;
        _exit(isRight && write(channel[1], failure->error.remedy.data(), failure->error.remedy.size()) > 0 ? 0 : 1);
    }
    close(channel[1]);
    const QByteArray said = readToItsEnd(channel[0]);
    close(channel[0]);
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QCOMPARE(QString::fromLocal8Bit(said), remedy.contains(u"%1"_s) ? remedy.arg(script) : remedy);
}

/// The remedy is about the file that PATH leads to, not about one of that name that happens to lie in the current folder.
void TestCaptureHelper::helpersAreFoundThroughPath()
{
    const QTemporaryDir current;
    const QTemporaryDir closed;
    const QTemporaryDir open;
    makeScript(current, u"tcplens-capture"_s, 0, QFile::ReadOwner);
    const QString expected = makeScript(closed, u"tcplens-capture"_s, 0, QFile::ReadOwner);
    const QString before = QDir::currentPath();
    const QByteArray path = qgetenv("PATH");
    QVERIFY(QDir::setCurrent(current.path()));
    qputenv("PATH", QFile::encodeName(open.path() + u':' + closed.path()));
    const auto refused = HelperProcess::start("tcplens-capture", {});
    makeScript(open, u"tcplens-capture"_s, 3, QFile::ReadOwner | QFile::ExeOwner);
    qputenv("PATH", QFile::encodeName(closed.path() + u':' + open.path()));
    auto started = HelperProcess::start("tcplens-capture", {});
    qputenv("PATH", path);
    QVERIFY(QDir::setCurrent(before));
    QVERIFY(std::holds_alternative<LiveFailure>(refused));
    const Error& error = std::get<LiveFailure>(refused).error;
    QVERIFY2(error.what.find(expected.toStdString()) != std::string::npos, error.what.c_str());
    QVERIFY2(error.remedy.find("chmod 0750 \"" + expected.toStdString() + '"') != std::string::npos, error.remedy.c_str());
    QVERIFY(std::holds_alternative<std::unique_ptr<HelperProcess>>(started));
    const auto failure = std::get<std::unique_ptr<HelperProcess>>(started)->wait();
    QVERIFY(failure && failure->problem == LiveProblem::NoPermission);
}

void TestCaptureHelper::statusesMeanTheSameToWhoeverStartsIt_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("problem");
    QTest::newRow("done") << int(HelperExit::Done) << int(LiveProblem::None);
    QTest::newRow("failed") << int(HelperExit::Failed) << int(LiveProblem::Other);
    QTest::newRow("wrong usage") << int(HelperExit::WrongUsage) << int(LiveProblem::Other);
    QTest::newRow("no permission") << int(HelperExit::NoPermission) << int(LiveProblem::NoPermission);
    QTest::newRow("no such device") << int(HelperExit::NoSuchDevice) << int(LiveProblem::NoSuchDevice);
    QTest::newRow("wrong filter") << int(HelperExit::WrongFilter) << int(LiveProblem::WrongFilter);
    QTest::newRow("device gone") << int(HelperExit::DeviceGone) << int(LiveProblem::DeviceGone);
    QTest::newRow("cannot write") << int(HelperExit::CannotWrite) << int(LiveProblem::Other);
    QTest::newRow("none of these") << 99 << int(LiveProblem::Other);
}

void TestCaptureHelper::statusesMeanTheSameToWhoeverStartsIt()
{
    QFETCH(int, status);
    QFETCH(int, problem);
    const QTemporaryDir folder;
    const QString script = makeScript(folder, u"ends"_s, status, QFile::ReadOwner | QFile::ExeOwner);
    auto started = HelperProcess::start(script.toStdString(), {});
    QVERIFY(std::holds_alternative<std::unique_ptr<HelperProcess>>(started));
    const auto failure = std::get<std::unique_ptr<HelperProcess>>(started)->wait();
    QCOMPARE(int(failure ? failure->problem : LiveProblem::None), problem);
}

void TestCaptureHelper::endsThoughItsReaderStandsStill_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("at a line \"stop\"") << 0;
    QTest::newRow("at SIGTERM") << SIGTERM;
    QTest::newRow("at SIGINT") << SIGINT;
}

void TestCaptureHelper::endsThoughItsReaderStandsStill()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QFETCH(int, signal);
    int output = -1;
    const auto helper = startAndStandStill(output);
    QVERIFY(helper);
    if (signal == 0)
        helper->requestStop();
    else
        ::kill(helper->pid(), signal);
    const bool ended = endsWithin(helper->pid(), 1500);
    if (!ended)
        helper->kill();
    const auto failure = helper->wait();
    close(output);
    QVERIFY(ended);
    QVERIFY(failure);
    QCOMPARE(QString::fromStdString(failure->error.what), u"Cannot write the packets: whatever reads them stands still."_s);
}

void TestCaptureHelper::aReaderThatGoesOnGetsAll()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    int output = -1;
    const auto helper = startAndStandStill(output);
    QVERIFY(helper);
    helper->requestStop();
    QThread::msleep(150);
    const QByteArray all = readToItsEnd(output);
    close(output);
    const auto failure = helper->wait();
    QVERIFY2(!failure, failure ? failure->error.what.c_str() : "");
    QVERIFY(all.size() > 1'000'000);
    QCOMPARE(flawOf(all), QString());
    QVERIFY(blocksIn(all, kStatisticsBlock) >= 1);
}

/// Both come while it is held up: the packet before them is handed on, and so are the counts.
void TestCaptureHelper::aDeviceThatGoesWithTheStopIsSaidAfterItsCounts()
{
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QVERIFY(runCommand("ip link add tcplenss type veth peer name tcplenst && ip addr add 10.78.0.1/24 dev tcplenss && ip link set tcplenss up && ip link set tcplenst up"));
    QProcess helper;
    helper.start(kHelper, {u"-i"_s, u"tcplenss"_s, u"-f"_s, u"arp"_s});
    QVERIFY(helper.waitForStarted() && helper.waitForReadyRead(5000));
    ::kill(pid_t(helper.processId()), SIGSTOP);
    const int sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    to.sin_addr.s_addr = htonl(0x0A4E0002); // 10.78.0.2, which is asked for in vain
    sendto(sender, "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    close(sender);
    QThread::msleep(50); // the kernel hands on a begun block
    QVERIFY(runCommand("ip link del tcplenss"));
    helper.write("stop\n");
    QVERIFY(helper.waitForBytesWritten());
    ::kill(pid_t(helper.processId()), SIGCONT);
    QVERIFY(helper.waitForFinished(5000));
    QCOMPARE(helper.exitCode(), int(HelperExit::DeviceGone));
    const QByteArray output = helper.readAllStandardOutput();
    constexpr quint32 kPacketBlock = 6;
    QCOMPARE(blocksIn(output, kPacketBlock), 1);
    QCOMPARE(flawOf(output), QString());
    // The last block says what came.
    quint32 length = 0;
    memcpy(&length, output.constData() + output.size() - 4, sizeof length);
    quint32 type = 0;
    memcpy(&type, output.constData() + output.size() - length, sizeof type);
    QCOMPARE(type, kStatisticsBlock);
}

void TestCaptureHelper::theSandbox_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<int>("outcome"); // what errno says, or the signal that ends it as a negative number
    int attempt = 0;
    const auto row = [&attempt](const char* name, int outcome) { QTest::newRow(name) << attempt++ << outcome; };
    row("no socket is opened", -SIGSYS);
    row("no program is started", -SIGSYS);
    row("no process is made", -SIGSYS);
    row("no memory becomes executable by mmap", -SIGSYS);
    row("no memory becomes executable by mprotect", -SIGSYS);
    row("nobody else is killed", -SIGSYS);
    row("it does not become readable for others again", -SIGSYS);
    row("nothing is sent on the device's socket", -SIGSYS);
    row("no option of a socket is set", -SIGSYS);
    row("the device is not configured", -SIGSYS);
    row("no file is opened, which libpcap survives", EACCES);
    row("ordinary memory is to be had", 0);
    row("waiting and writing go on", 0);
}

namespace {

/// What errno says after it.
int attemptInSandbox(int attempt, int socket, int pipe)
{
    errno = 0;
    const std::size_t kPage = 4096;
    char* const nothing[] = {nullptr};
    pollfd waiting{pipe, POLLOUT, 0};
    int option = 1;
    void* memory = MAP_FAILED;
    switch (attempt) {
    case 0: return ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
    case 1: return execve("/bin/true", nothing, nothing) < 0 ? errno : 0;
    case 2: return fork() < 0 ? errno : 0;
    case 3: return mmap(nullptr, kPage, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
    case 4:
        memory = mmap(nullptr, kPage, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return mprotect(memory, kPage, PROT_READ | PROT_EXEC) < 0 ? errno : 0;
    case 5: return ::kill(getppid(), 0) < 0 ? errno : 0;
    case 6: return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0 ? errno : 0;
    case 7: return send(socket, "x", 1, MSG_NOSIGNAL) < 0 ? errno : 0;
    case 8: return setsockopt(socket, SOL_SOCKET, SO_BROADCAST, &option, sizeof option) < 0 ? errno : 0;
    case 9: return ioctl(socket, SIOCSIFFLAGS, &option) < 0 ? errno : 0;
    case 10: return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
    case 11:
        memory = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return memory == MAP_FAILED || munmap(memory, kPage) < 0 ? errno : 0;
    default: return poll(&waiting, 1, 100) != 1 || write(pipe, "x", 1) != 1 ? errno : 0;
    }
}

} // namespace

void TestCaptureHelper::theSandbox()
{
    QFETCH(int, attempt);
    QFETCH(int, outcome);
    int channel[2];
    int pair[2];
    QCOMPARE(pipe(channel), 0);
    QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    const pid_t child = fork();
    if (child == 0)
        _exit(enterSandbox() ? 255 : attemptInSandbox(attempt, pair[0], channel[1]));
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    for (const int descriptor : {channel[0], channel[1], pair[0], pair[1]})
        close(descriptor);
    QVERIFY(WIFEXITED(status) || WIFSIGNALED(status));
    QCOMPARE(WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), outcome);
}

int main(int argc, char** argv)
{
    s_obstacle = enterNetworkNamespace(); // before there is a second thread
    QCoreApplication application(argc, argv);
    TestCaptureHelper test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_capture_helper.moc"
