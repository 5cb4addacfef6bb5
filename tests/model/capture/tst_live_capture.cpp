// Live capture as it really is: the built helper on interfaces of a network namespace made for this test.
#include "model/capture/capture_file.h"
#include "model/capture/live_capture.h"
#include "tests/model/capture/live_fixture.h"
#include "tests/support/network_namespace.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <string_view>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

std::optional<std::string> s_obstacle; ///< Why there is no network namespace.

LiveCaptureOptions on(const char* interface, const char* filter = "tcp")
{
    LiveCaptureOptions options;
    options.interface = interface;
    options.filter = filter;
    options.helper = TCPLENS_CAPTURE;
    return options;
}

std::shared_ptr<Recording> recordIn(const QTemporaryDir& folder, std::uint64_t fileOctets = 0)
{
    RecordingOptions options;
    options.folder = folder.path().toStdString();
    options.title = "test";
    options.fileOctets = fileOctets;
    auto recording = Recording::create(options);
    return recording ? recording.value() : nullptr;
}

struct Reading {
    std::optional<Error> error;
    SourceStatistics statistics;
    ConnectionId connections = 0;
};

Reading readBack(const std::string& path)
{
    auto file = CaptureFile::open(path);
    if (!file)
        return {file.error(), {}, 0};
    TraceSink sink;
    Reading reading;
    reading.error = file.value()->run(sink, {});
    reading.statistics = sink.trace.statistics();
    reading.connections = sink.trace.connectionCount();
    return reading;
}

QByteArray statusField(pid_t process, const QByteArray& name)
{
    QFile file(u"/proc/%1/status"_s.arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray& line : lines) {
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

} // namespace

class TestLiveCapture : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        constexpr std::string_view kWithout[] = {"aPipeIsASource", "aSilentPipeEnds", "aHelperThatWritesRubbishEnds"};
        const bool needsNetwork = std::find(std::begin(kWithout), std::end(kWithout), QTest::currentTestFunction()) == std::end(kWithout);
        if (needsNetwork && s_obstacle)
            QSKIP(s_obstacle->c_str());
    }

    void everySegmentOfRealConnectionsIsCaptured();
    void theHelperHasGivenUpEverything();
    void stopReturnsSoonOnAnIdleInterface();
    void whatWasSentBeforeTheStopIsThere();
    void limits_data();
    void limits();
    void aKilledHelperLosesNoWholeBlock();
    void theDeviceGoesWhileItIsCaptured();
    void aFullDiskKeepsWhatFits();
    void aHelperThatWritesRubbishEnds_data();
    void aHelperThatWritesRubbishEnds();
    void failures_data();
    void failures();
    void aSlowSinkCostsNoPacketOfTheRecording();
    void timeWaitEndsThoughNoPacketComes();
    void closedConnectionsAreToLeaveTheMemory();
    void aPipeIsASource();
    void aSilentPipeEnds();
};

void TestLiveCapture::everySegmentOfRealConnectionsIsCaptured()
{
    FarServer server;
    QVERIFY(server.start());
    RunningCapture capture(std::make_unique<LiveCapture>(on("tcplens0")));
    QVERIFY(capture.waitUntilOpen());
    const std::uint64_t before = segmentsOfThisHost();
    constexpr int kConnections = 50;
    for (int i = 0; i < kConnections; ++i)
        QVERIFY(talk(FarServer::kAddress, FarServer::kPort, 5));
    QTest::qWait(300); // delayed ACKs
    const std::uint64_t exchanged = segmentsOfThisHost() - before;
    capture.stop();
    QVERIFY(!capture.error());
    QVERIFY(exchanged >= kConnections * 14);
    const Trace& trace = capture.sink().trace;
    QCOMPARE(trace.statistics().segments, exchanged);
    QCOMPARE(trace.statistics().frames, exchanged);
    QCOMPARE(capture.meter().counts().packets, exchanged);
    QCOMPARE(capture.meter().counts().received, exchanged);
    QCOMPARE(capture.meter().counts().dropped, 0u);
    QCOMPARE(capture.meter().counts().notShown, 0u);
    QCOMPARE(trace.connectionCount(), ConnectionId(kConnections));
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        QCOMPARE(trace.connection(id).completeness, 31);
        QVERIFY(trace.connection(id).side(Side::Initiator).state == tcp::State::TimeWait);
        QVERIFY(trace.connection(id).side(Side::Responder).state == tcp::State::Closed);
        QCOMPARE(trace.connection(id).side(Side::Initiator).octets, 500u);
    }
}

void TestLiveCapture::theHelperHasGivenUpEverything()
{
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo")));
    QVERIFY(capture.waitUntilOpen());
    const pid_t helper = capture.meter().helper();
    QVERIFY(helper > 0);
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        QCOMPARE(statusField(helper, set), QByteArray("0000000000000000"));
    if (geteuid() == 0)
        QCOMPARE(statusField(helper, "CapBnd"), QByteArray("0000000000000000"));
    QCOMPARE(statusField(helper, "NoNewPrivs"), QByteArray("1"));
    QCOMPARE(statusField(helper, "Seccomp"), QByteArray("2"));
    const bool isReallyRoot = statusField(getpid(), "Uid").startsWith("0") && QFile::exists(u"/proc/self/uid_map"_s);
    QFile map(u"/proc/self/uid_map"_s);
    QVERIFY(map.open(QIODevice::ReadOnly));
    if (isReallyRoot && map.readAll().simplified() == "0 0 4294967295") // else there is no other user to become
        QVERIFY(!statusField(helper, "Uid").startsWith("0\t"));
    capture.stop();
    QVERIFY(!capture.error());
}

void TestLiveCapture::stopReturnsSoonOnAnIdleInterface()
{
    for (int i = 0; i < 5; ++i) {
        RunningCapture capture(std::make_unique<LiveCapture>(on("lo", "tcp port 1")));
        QVERIFY(capture.waitUntilOpen());
        QTest::qWait(50 * i); // at different moments of its waiting
        const auto took = capture.stop();
        QVERIFY2(took < std::chrono::milliseconds(200), qPrintable(u"%1 ms"_s.arg(took.count())));
        QVERIFY(!capture.error());
    }
}

void TestLiveCapture::whatWasSentBeforeTheStopIsThere()
{
    std::uint16_t port = 0;
    const int listener = listenOnLoopback(port);
    QVERIFY(listener >= 0);
    const QTemporaryDir folder;
    const std::shared_ptr<Recording> recording = recordIn(folder);
    LiveOptions options;
    options.recording = recording;
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo"), options));
    QVERIFY(capture.waitUntilOpen());
    const std::uint64_t before = segmentsOfThisHost();
    QVERIFY(talkToOwnListener(listener, port));
    close(listener);
    const std::uint64_t exchanged = (segmentsOfThisHost() - before) / 2; // on the loopback each is sent and received here
    capture.stop();
    QVERIFY(!capture.error());
    QCOMPARE(capture.sink().trace.statistics().frames, exchanged);
    QCOMPARE(capture.meter().counts().received, exchanged);
    QCOMPARE(recording->files().size(), 1u);
    const Reading reading = readBack(recording->files().front());
    QVERIFY(!reading.error);
    QCOMPARE(reading.statistics.frames, exchanged);
}

void TestLiveCapture::limits_data()
{
    QTest::addColumn<int>("packets");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<int>("octets");
    QTest::newRow("after seven packets, exactly") << 7 << 0 << 0;
    QTest::newRow("after one packet") << 1 << 0 << 0;
    QTest::newRow("after a second") << 0 << 1 << 0;
    QTest::newRow("after 3000 octets") << 0 << 0 << 3000;
}

void TestLiveCapture::limits()
{
    QFETCH(int, packets);
    QFETCH(int, seconds);
    QFETCH(int, octets);
    std::uint16_t port = 0;
    const int listener = listenOnLoopback(port);
    QVERIFY(listener >= 0);
    LiveOptions options;
    if (packets > 0)
        options.limits.packets = std::uint64_t(packets);
    if (seconds > 0)
        options.limits.duration = std::chrono::seconds(seconds);
    if (octets > 0)
        options.limits.octets = std::uint64_t(octets);
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo"), options));
    QVERIFY(capture.waitUntilOpen());
    for (int i = 0; i < 10; ++i)
        QVERIFY(talkToOwnListener(listener, port));
    close(listener);
    QVERIFY(capture.waitForEnd(std::chrono::seconds(5)));
    QVERIFY(!capture.error());
    QVERIFY(capture.meter().problem() == LiveProblem::None);
    if (packets > 0)
        QCOMPARE(capture.sink().trace.statistics().frames, std::uint64_t(packets));
    else
        QVERIFY(capture.sink().trace.statistics().frames >= 20);
}

void TestLiveCapture::aKilledHelperLosesNoWholeBlock()
{
    std::uint16_t port = 0;
    const int listener = listenOnLoopback(port);
    QVERIFY(listener >= 0);
    const QTemporaryDir folder;
    const std::shared_ptr<Recording> recording = recordIn(folder);
    LiveOptions options;
    options.recording = recording;
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo"), options));
    QVERIFY(capture.waitUntilOpen());
    std::jthread traffic([listener, port](const std::stop_token& stop) {
        while (!stop.stop_requested())
            talkToOwnListener(listener, port);
    });
    QVERIFY(capture.waitUntil([](const LiveCounts& counts) { return counts.packets > 1000; }));
    kill(capture.meter().helper(), SIGKILL);
    const bool ended = capture.waitForEnd(std::chrono::seconds(5));
    traffic.request_stop();
    traffic.join();
    close(listener);
    QVERIFY(ended);
    QVERIFY(capture.meter().problem() == LiveProblem::HelperKilled);
    QVERIFY(capture.error() && capture.error()->what.find("killed") != std::string::npos);
    QVERIFY(!capture.error()->remedy.empty());
    const std::uint64_t frames = capture.sink().trace.statistics().frames;
    QVERIFY(frames > 1000);
    const Reading reading = readBack(recording->files().front());
    QVERIFY2(!reading.error, reading.error ? reading.error->what.c_str() : "");
    QCOMPARE(reading.statistics.frames, frames);
    QCOMPARE(reading.connections, capture.sink().trace.connectionCount());
}

void TestLiveCapture::theDeviceGoesWhileItIsCaptured()
{
    QVERIFY(runCommand("ip link add tcplensa type veth peer name tcplensb && ip link set tcplensa up && ip link set tcplensb up"));
    RunningCapture capture(std::make_unique<LiveCapture>(on("tcplensb", "")));
    QVERIFY(capture.waitUntilOpen());
    QVERIFY(runCommand("ip link set tcplensb down && ip link set tcplensb up")); // only down: it goes on
    QTest::qWait(300);
    QVERIFY(runCommand("ip link del tcplensa"));
    QVERIFY(capture.waitForEnd(std::chrono::seconds(5)));
    QVERIFY(capture.meter().problem() == LiveProblem::DeviceGone);
    QVERIFY(capture.error());
    QCOMPARE(QString::fromStdString(capture.error()->what), u"The interface tcplensb has gone while it was being captured."_s);
}

void TestLiveCapture::aFullDiskKeepsWhatFits()
{
    std::uint16_t port = 0;
    const int listener = listenOnLoopback(port);
    QVERIFY(listener >= 0);
    const QTemporaryDir folder;
    const std::shared_ptr<Recording> recording = recordIn(folder);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 20'000;
    std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    LiveOptions options;
    options.recording = recording;
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo"), options));
    const bool opened = capture.waitUntilOpen();
    for (int i = 0; i < 30; ++i)
        talkToOwnListener(listener, port);
    const bool ended = opened && capture.waitForEnd(std::chrono::seconds(5));
    setrlimit(RLIMIT_FSIZE, &before);
    close(listener);
    QVERIFY(ended);
    QCOMPARE(::kill(capture.meter().helper(), 0), -1); // it is gone, and no zombie either
    QVERIFY(capture.meter().problem() == LiveProblem::CannotRecord);
    QVERIFY(capture.error() && capture.error()->remedy.find("df -h") != std::string::npos);
    const Reading reading = readBack(recording->files().front());
    QVERIFY2(!reading.error, reading.error ? reading.error->what.c_str() : "");
    QVERIFY(reading.statistics.frames > 50);
    QVERIFY(capture.sink().trace.statistics().frames >= reading.statistics.frames);
    const std::string saved = folder.filePath(u"saved.pcapng"_s).toStdString();
    QVERIFY(!recording->saveAs(saved)); // where there is room
    QCOMPARE(readBack(saved).statistics.frames, capture.sink().trace.statistics().frames);
}

void TestLiveCapture::aHelperThatWritesRubbishEnds_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<int>("problem");
    QTest::addColumn<QString>("what");
    const QByteArray header = "printf '\\324\\303\\262\\241\\2\\0\\4\\0\\0\\0\\0\\0\\0\\0\\0\\0\\377\\377\\0\\0\\1\\0\\0\\0'\n";
    QTest::newRow("one that never stops is ended") << header + "exec tr '\\0' '\\377' </dev/zero" << int(LiveProblem::Other) << u"is damaged at packet 1"_s;
    QTest::newRow("one that says nothing more, but stays") << header + "head -c 64 /dev/zero | tr '\\0' '\\377'\nexec sleep 60" << int(LiveProblem::Other) << u"is damaged at packet 1"_s;
    QTest::newRow("what it says itself counts for more")
        << QByteArray("echo 'tcplens-capture: It has failed.' >&2\necho 'tcplens-capture: Try it again.' >&2\nexit 3") << int(LiveProblem::NoPermission) << u"It has failed."_s;
    QTest::newRow("it ends well, with nothing said") << QByteArray("exit 0") << int(LiveProblem::Other) << u"is empty"_s;
    QTest::newRow("it ends in the middle of a packet") << header + "head -c 20 /dev/zero\nexit 0" << int(LiveProblem::Other) << u"is cut off"_s;
    QTest::newRow("it is killed in the middle of a packet") << header + "head -c 20 /dev/zero\nkill -KILL $$" << int(LiveProblem::HelperKilled) << u"was killed"_s;
}

void TestLiveCapture::aHelperThatWritesRubbishEnds()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, what);
    const QTemporaryDir folder;
    QFile helper(folder.filePath(u"helper"_s));
    QVERIFY(helper.open(QIODevice::WriteOnly) && helper.write("#!/bin/sh\n" + script + '\n') > 0);
    helper.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    helper.close();
    LiveCaptureOptions options = on("lo");
    options.helper = helper.fileName().toStdString();
    RunningCapture capture(std::make_unique<LiveCapture>(options));
    QVERIFY(capture.waitForEnd(std::chrono::seconds(10)));
    QCOMPARE(::kill(capture.meter().helper(), 0), -1);
    QVERIFY(capture.error());
    QVERIFY2(QString::fromStdString(capture.error()->what).contains(what), capture.error()->what.c_str());
    QTEST(int(capture.meter().problem()), "problem");
}

void TestLiveCapture::failures_data()
{
    QTest::addColumn<QString>("interface");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("helper");
    QTest::addColumn<int>("problem");
    QTest::addColumn<QString>("remedy");
    const QString good = QStringLiteral(TCPLENS_CAPTURE);
    QTest::newRow("there is no such interface") << u"tcplens9"_s << u"tcp"_s << good << int(LiveProblem::NoSuchDevice) << u"ip link"_s;
    QTest::newRow("the filter is wrong") << u"lo"_s << u"tcp prot 80"_s << good << int(LiveProblem::WrongFilter) << u"tcp port 443"_s;
    QTest::newRow("the name is none") << u"a/b"_s << u"tcp"_s << good << int(LiveProblem::Other) << u"--help"_s;
    QTest::newRow("the helper is not there") << u"lo"_s << u"tcp"_s << u"/nowhere/tcplens-capture"_s << int(LiveProblem::NoHelper) << u"Install"_s;
    QTest::newRow("the helper may not be started") << u"lo"_s << u"tcp"_s << u"closed"_s << int(LiveProblem::NoPermission) << u"usermod -aG"_s;
    QTest::newRow("the helper has no capability") << u"lo"_s << u"tcp"_s << u"unprivileged"_s << int(LiveProblem::NoPermission) << u"setcap cap_net_raw"_s;
}

void TestLiveCapture::failures()
{
    QFETCH(QString, interface);
    QFETCH(QString, filter);
    QFETCH(QString, helper);
    QFETCH(int, problem);
    QFETCH(QString, remedy);
    const QTemporaryDir folder;
    const QString copy = folder.filePath(u"helper"_s);
    QVERIFY(QFile::copy(QStringLiteral(TCPLENS_CAPTURE), copy));
    if (helper == u"closed") {
        helper = copy;
        QVERIFY(::chmod(copy.toLocal8Bit().constData(), 0600) == 0);
    } else if (helper == u"unprivileged") {
        helper = folder.filePath(u"start"_s);
        QFile script(helper);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\nexec setpriv --bounding-set=-all --inh-caps=-all \"" + copy.toLocal8Bit() + "\" \"$@\"\n");
        script.close();
        QVERIFY(::chmod(helper.toLocal8Bit().constData(), 0755) == 0);
    }
    LiveCaptureOptions options = on(qPrintable(interface), qPrintable(filter));
    options.helper = helper.toStdString();
    RunningCapture capture(std::make_unique<LiveCapture>(options));
    QVERIFY(capture.waitForEnd());
    QCOMPARE(int(capture.meter().problem()), problem);
    QVERIFY(capture.error());
    QVERIFY2(QString::fromStdString(capture.error()->remedy).contains(remedy), capture.error()->remedy.c_str());
    QVERIFY(capture.error()->what.ends_with('.'));
}

void TestLiveCapture::aSlowSinkCostsNoPacketOfTheRecording()
{
    std::uint16_t port = 0;
    const int listener = listenOnLoopback(port);
    QVERIFY(listener >= 0);
    const QTemporaryDir folder;
    const std::shared_ptr<Recording> recording = recordIn(folder);
    LiveOptions options;
    options.recording = recording;
    options.backlogOctets = 20'000;
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo"), options));
    QVERIFY(capture.waitUntilOpen());
    capture.sink().hold();
    const std::uint64_t before = segmentsOfThisHost();
    for (int i = 0; i < 200; ++i)
        QVERIFY(talkToOwnListener(listener, port));
    const std::uint64_t exchanged = (segmentsOfThisHost() - before) / 2;
    QVERIFY(capture.waitUntil([exchanged](const LiveCounts& counts) { return counts.packets == exchanged; }));
    capture.sink().release();
    capture.stop();
    close(listener);
    QVERIFY(!capture.error());
    const LiveCounts counts = capture.meter().counts();
    QVERIFY(counts.notShown > 0);
    QCOMPARE(counts.dropped, 0u);
    const Trace& trace = capture.sink().trace;
    QCOMPARE(trace.statistics().segments + counts.notShown, exchanged);
    QCOMPARE(trace.statistics().frames, exchanged);
    QCOMPARE(readBack(recording->files().front()).statistics.frames, exchanged);
}

void TestLiveCapture::timeWaitEndsThoughNoPacketComes()
{
    std::uint16_t port = 0;
    const int listener = listenOnLoopback(port);
    QVERIFY(listener >= 0);
    LiveOptions options;
    options.tracker.twoMsl = std::chrono::seconds(1);
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo"), options));
    QVERIFY(capture.waitUntilOpen());
    QVERIFY(talkToOwnListener(listener, port));
    close(listener);
    QTest::qWait(3500);
    capture.stop();
    QCOMPARE(capture.sink().trace.connectionCount(), 1u);
    const SideSummary& initiator = capture.sink().trace.connection(0).side(Side::Initiator);
    QVERIFY(initiator.state == tcp::State::Closed);
    QVERIFY(initiator.certainty == Certainty::TimedOut);
}

void TestLiveCapture::closedConnectionsAreToLeaveTheMemory()
{
    std::uint16_t port = 0;
    const int listener = listenOnLoopback(port);
    QVERIFY(listener >= 0);
    LiveOptions options;
    options.memoryOctets = 100'000;
    RunningCapture capture(std::make_unique<LiveCapture>(on("lo"), options));
    QVERIFY(capture.waitUntilOpen());
    for (int i = 0; i < 200; ++i)
        QVERIFY(talkToOwnListener(listener, port));
    close(listener);
    capture.stop();
    const LiveCounts counts = capture.meter().counts();
    QVERIFY2(counts.memoryOctets <= options.memoryOctets, qPrintable(QString::number(counts.memoryOctets)));
    const std::vector<ConnectionId>& departures = capture.sink().departures;
    QVERIFY(departures.size() > 50);
    for (std::size_t i = 0; i < departures.size(); ++i)
        QCOMPARE(departures[i], ConnectionId(i)); // the oldest first
    QCOMPARE(capture.sink().trace.connectionCount(), 200u);
}

void TestLiveCapture::aPipeIsASource()
{
    const QTemporaryDir folder;
    const QString fifo = folder.filePath(u"fifo"_s);
    QCOMPARE(::mkfifo(fifo.toLocal8Bit().constData(), 0600), 0);
    QFile sample(QStringLiteral(TEST_DATA_DIR "/captures/kernel/01_client_close.pcap"));
    QVERIFY(sample.open(QIODevice::ReadOnly));
    const QByteArray octets = sample.readAll();
    const std::shared_ptr<Recording> recording = recordIn(folder);
    LiveOptions options;
    options.recording = recording;
    auto source = LiveCapture::fromPipe(fifo.toStdString(), options);
    QVERIFY(source);
    QVERIFY(source.value()->info().isLive);
    QVERIFY(!source.value()->info().isThisHost); // it may be fed by tcpdump on another one
    LiveCaptureOptions interface;
    interface.interface = "lo";
    QVERIFY(LiveCapture(interface, LiveOptions()).info().isThisHost);
    RunningCapture capture(std::move(source.value()));
    const int writer = ::open(fifo.toLocal8Bit().constData(), O_WRONLY);
    QVERIFY(writer >= 0);
    QCOMPARE(::write(writer, octets.constData(), std::size_t(octets.size())), ssize_t(octets.size()));
    const Reading original = readBack(sample.fileName().toStdString());
    QVERIFY(capture.waitUntil([&](const LiveCounts& counts) { return counts.packets == original.statistics.frames; }));
    // While the pipe is still open the recording is there already, and can be saved.
    const std::string saved = folder.filePath(u"saved.pcapng"_s).toStdString();
    QVERIFY(!recording->saveAs(saved));
    QCOMPARE(readBack(saved).statistics.frames, original.statistics.frames);
    ::close(writer);
    QVERIFY(capture.waitForEnd());
    QVERIFY(!capture.error());
    QCOMPARE(capture.sink().trace.statistics().frames, original.statistics.frames);
    QCOMPARE(capture.sink().trace.connectionCount(), original.connections);
}

void TestLiveCapture::aSilentPipeEnds()
{
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    const std::string path = "/proc/self/fd/" + std::to_string(ends[0]);
    auto first = LiveCapture::fromPipe(path);
    QVERIFY(first);
    RunningCapture stopped(std::move(first.value()));
    QTest::qWait(100);
    QVERIFY(stopped.stop() < std::chrono::milliseconds(200));
    QVERIFY(!stopped.error());
    LiveOptions options;
    options.limits.duration = std::chrono::seconds(1);
    auto second = LiveCapture::fromPipe(path, options);
    QVERIFY(second);
    RunningCapture limited(std::move(second.value()));
    QVERIFY(limited.waitForEnd(std::chrono::seconds(5)));
    QVERIFY(!limited.error());
    ::close(ends[0]);
    ::close(ends[1]);
}

int main(int argc, char** argv)
{
    s_obstacle = enterNetworkNamespace(); // before there is a second thread
    TestLiveCapture test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_live_capture.moc"
