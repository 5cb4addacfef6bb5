// What can go wrong with a live capture: the window says what and what to do about it, and keeps what was captured until then.
#include "app/desktop/command_line.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/start_page.h"
#include "model/capture/pcapng_blocks.h"
#include "model/capture/recording.h"
#include "tests/desktop/live_window_fixture.h"
#include "tests/support/network_namespace.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <arpa/inet.h>
#include <csignal>
#include <sys/mount.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

/// Why no small disk can be had here. Asked before any thread has begun, and after the network, which may make this the root of a user
/// namespace.
const std::optional<std::string> kNoDisk = (noNetwork(), enterMountNamespace());

/// A disk on which there is room for so many octets; below a folder that does not exist yet.
class SmallDisk {
public:
    SmallDisk(const QString& path, int octets) : m_path(QFile::encodeName(path))
    {
        m_isMounted = QDir().mkpath(path) && mount("tcplens", m_path.constData(), "tmpfs", 0, qPrintable(u"size=%1"_s.arg(octets))) == 0;
    }
    ~SmallDisk() { umount2(m_path.constData(), MNT_DETACH); }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    bool isMounted() const { return m_isMounted; }
    /// Leaves no room.
    bool fill() const
    {
        QFile file(QFile::decodeName(m_path) + u"/filling"_s);
        return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && file.write(QByteArray(1 << 22, 'x')) < 1 << 22;
    }

private:
    QByteArray m_path;
    bool m_isMounted = false;
};

/// PATH as long as this lives.
class SearchPath {
public:
    explicit SearchPath(const QByteArray& path) { qputenv("PATH", path); }
    ~SearchPath() { qputenv("PATH", m_before); }
    SearchPath(const SearchPath&) = delete;
    SearchPath& operator=(const SearchPath&) = delete;

private:
    const QByteArray m_before = qgetenv("PATH");
};

void append(packets::Bytes& stream, const std::vector<packets::CapturedPacket>& packets)
{
    for (const packets::CapturedPacket& each : packets)
        pcapng::appendPacket(0, Timestamp(Duration(each.time)), each.octets, std::uint32_t(each.octets.size()), stream);
}

/// What the capture helper writes before the first packet.
packets::Bytes beginning()
{
    packets::Bytes stream;
    pcapng::appendSection("tcplens-capture", {}, stream);
    pcapng::appendInterface({.linkType = 1, .snapLength = 128, .name = "eth0", .filter = {}}, stream);
    return stream;
}

bool write(const QString& path, const QByteArray& contents)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size();
}

bool write(const QString& path, const packets::Bytes& contents)
{
    return write(path, QByteArray(reinterpret_cast<const char*>(contents.data()), qsizetype(contents.size())));
}

/// The files of all recordings on disk.
QStringList recordedFiles()
{
    QStringList files;
    QDirIterator each(QString::fromStdString(defaultRecordingFolder()), {u"*.pcapng"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext())
        files << each.next();
    return files;
}

/// The capture helper that this process has started; 0 if there is none.
pid_t runningHelper()
{
    const QByteArray parent = "\nPPid:\t" + QByteArray::number(getpid()) + '\n';
    for (const QString& each : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile status(u"/proc/"_s + each + u"/status"_s);
        const QByteArray text = status.open(QIODevice::ReadOnly) ? status.readAll() : QByteArray();
        if (text.startsWith("Name:\ttcplens-capture\n") && text.contains(parent))
            return pid_t(each.toInt());
    }
    return 0;
}

/// One connection to itself through lo, and its end.
void talkOnLoopback()
{
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(server, raw, length) == 0 && listen(server, 1) == 0 && getsockname(server, raw, &length) == 0)
        [[maybe_unused]] const int ignored = ::connect(client, raw, length);
    close(client);
    close(server);
}

} // namespace

class TestLiveFailures : public LiveWindowTest {
    Q_OBJECT

private slots:
    void aHelperKilledWithinABlockKeepsAllBeforeIt_data();
    void aHelperKilledWithinABlockKeepsAllBeforeIt();
    void aHelperKilledInAFloodKeepsAllThatCame();
    void nothingIsSaidToBeKeptWhereNothingCame();
    void aFullDiskEndsTheCaptureAndKeepsAllThatCame_data();
    void aFullDiskEndsTheCaptureAndKeepsAllThatCame();
    void aDiskThatIsFullBeforeIsSaidAndNothingIsLeftThere();
    void aLimitOnTheSizeOfFilesEndsTheCaptureAlone();
    void aCopyThatDoesNotFitLeavesTheRecordingUnsaved();
    void whoLeavesStaysIfTheCopyDoesNotFit();
    void anInterfaceThatGoesAwayIsExplained();
    void whoMayNotCaptureIsToldTheCommand_data();
    void whoMayNotCaptureIsToldTheCommand();
    void anInterfaceThatIsNotThereIsExplained();
    void whatIsWrongAtTheStartIsNotHiddenByWhatIsSaidAfterIt();
    void onlyPacketsAfterTheCopyAreUnsaved_data();
    void onlyPacketsAfterTheCopyAreUnsaved();

private:
    /// A capture helper that writes this, which a program of the shell may add to. Found through the PATH that is returned.
    QByteArray fakeHelper(const packets::Bytes& stream, const QByteArray& then);
    bool makeHelper(const QString& folder, const QByteArray& script);
    void captureFrom(const QString& interface);
    QString message() const { return messageOf(*m_window); }
    /// The capture has ended, is shown, can be saved, and the copy has all that is shown and counted.
    void verifyThatAllIsKept();
};

bool TestLiveFailures::makeHelper(const QString& folder, const QByteArray& script)
{
    const QString path = file(folder + u"/tcplens-capture"_s);
    return QDir(m_folder->path()).mkpath(folder) && write(path, script)
        && QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

QByteArray TestLiveFailures::fakeHelper(const packets::Bytes& stream, const QByteArray& then)
{
    const bool isMade = write(file(u"stream"_s), stream)
        && makeHelper(u"bin"_s, "#!/bin/sh\ncat '" + QFile::encodeName(file(u"stream"_s)) + "'\n" + then + '\n');
    return isMade ? QFile::encodeName(file(u"bin"_s)) + ':' + qgetenv("PATH") : QByteArray();
}

void TestLiveFailures::captureFrom(const QString& interface)
{
    LiveSettings settings;
    settings.interface = interface;
    m_window->capture(settings);
}

void TestLiveFailures::verifyThatAllIsKept()
{
    QVERIFY(!live().isCapturing());
    QVERIFY(live().isActive() && live().hasUnsaved());
    QVERIFY(!m_window->findChild<StartPage*>()->isVisibleTo(m_window.get()));
    const RecordNumber shown = session().trace().recordCount();
    QVERIFY(shown > 0);
    QCOMPARE(std::uint64_t(shown), live().counts().packets);
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().position(), shown, kPatience); // followed to the end
    QSignalSpy saved(&live(), &LiveControl::saved);
    live().save(file(u"kept.pcapng"_s));
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QCOMPARE(segmentsIn(file(u"kept.pcapng"_s)), int(shown));
    QVERIFY(!live().hasUnsaved());
}

void TestLiveFailures::aHelperKilledWithinABlockKeepsAllBeforeIt_data()
{
    QTest::addColumn<bool>("isPaused");
    QTest::newRow("while it is shown") << false;
    QTest::newRow("while the view stands still") << true;
}

void TestLiveFailures::aHelperKilledWithinABlockKeepsAllBeforeIt()
{
    QFETCH(bool, isPaused);
    Talk talk(40000);
    packets::Bytes stream = beginning();
    append(stream, talk.handshake());
    packets::Bytes more;
    append(more, talk.exchange(1000));
    packets::Bytes cut;
    append(cut, talk.exchange(1));
    more.insert(more.end(), cut.begin(), cut.begin() + 50);
    QVERIFY(write(file(u"more"_s), more));
    const SearchPath path(fakeHelper(stream, "while [ ! -e '" + QFile::encodeName(file(u"go"_s)) + "' ]; do sleep 0.02; done\ncat '"
                                                 + QFile::encodeName(file(u"more"_s)) + "'\nkill -9 $$"));
    captureFrom(u"eth0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().recordCount(), 3u, kPatience);
    live().setPaused(isPaused);
    QVERIFY(write(file(u"go"_s), QByteArray()));
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    QVERIFY(live().problem() == LiveProblem::HelperKilled);
    QVERIFY2(message().contains(u"killed"_s), qPrintable(message()));
    QVERIFY2(message().contains(u"kept"_s) && message().contains(u"Start the capture again"_s), qPrintable(message()));
    live().setPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().position(), 2003u, kPatience);
    QCOMPARE(segmentsIn(recordedFiles().value(0)), 2003); // what a crash would leave now
    verifyThatAllIsKept();
}

void TestLiveFailures::aHelperKilledInAFloodKeepsAllThatCame()
{
    if (noNetwork())
        QSKIP(noNetwork()->c_str());
    captureFrom(u"lo"_s);
    QTRY_VERIFY_WITH_TIMEOUT(live().counts().isOpen, kPatience);
    const pid_t helper = runningHelper();
    QVERIFY(helper > 0);
    std::jthread traffic([](const std::stop_token& stop) {
        while (!stop.stop_requested())
            talkOnLoopback();
    });
    QTRY_VERIFY_WITH_TIMEOUT(live().counts().packets > 1000, kPatience);
    QCOMPARE(::kill(helper, SIGKILL), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    traffic.request_stop();
    QVERIFY(live().problem() == LiveProblem::HelperKilled);
    QVERIFY2(message().contains(u"killed"_s) && message().contains(u"Start the capture again"_s), qPrintable(message()));
    verifyThatAllIsKept();
}

void TestLiveFailures::nothingIsSaidToBeKeptWhereNothingCame()
{
    const SearchPath path(fakeHelper(beginning(), "kill -9 $$"));
    captureFrom(u"eth0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!live().isActive(), kPatience);
    QVERIFY2(message().contains(u"killed"_s) && message().contains(u"Start the capture again"_s), qPrintable(message()));
    QVERIFY2(!message().contains(u"kept"_s), qPrintable(message()));
    QVERIFY(m_window->findChild<StartPage*>()->isVisibleTo(m_window.get()));
    QVERIFY(QDir(QString::fromStdString(defaultRecordingFolder())).isEmpty());
}

void TestLiveFailures::aFullDiskEndsTheCaptureAndKeepsAllThatCame_data()
{
    QTest::addColumn<bool>("isFlood");
    QTest::addColumn<int>("megaoctets");
    QTest::newRow("packets come in small groups") << false << 1;
    QTest::newRow("packets come in a flood") << true << 1;
    QTest::newRow("the recording goes on from file to file") << true << 3;
}

void TestLiveFailures::aFullDiskEndsTheCaptureAndKeepsAllThatCame()
{
    QFETCH(bool, isFlood);
    QFETCH(int, megaoctets);
    if (kNoDisk)
        QSKIP(kNoDisk->c_str());
    const SmallDisk disk(file(u"cache"_s), megaoctets << 20);
    QVERIFY(disk.isMounted());
    Talk talk(40000);
    packets::Bytes stream = beginning();
    append(stream, talk.handshake());
    append(stream, talk.exchange(isFlood ? 30000 : 0));
    const SearchPath path(fakeHelper(stream, "read line"));
    LiveSettings settings;
    settings.interface = u"eth0"_s;
    settings.fileMegaoctets = megaoctets > 1 ? 1 : 0;
    if (isFlood)
        m_window->capture(settings);
    else
        startFeed();
    while (!isFlood && live().isCapturing()) { // a pipe's reader that has ended must not be waited for
        const std::uint64_t before = live().counts().packets;
        QVERIFY(m_feed->write(talk.exchange(200)));
        QTRY_VERIFY_WITH_TIMEOUT(live().counts().packets == before + 400 || !live().isCapturing(), kPatience);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    QVERIFY(live().problem() == LiveProblem::CannotRecord);
    QVERIFY2(message().contains(u"No space left on device"_s), qPrintable(message()));
    QVERIFY2(message().contains(u"df -h \"%1\""_s.arg(QString::fromStdString(defaultRecordingFolder()))), qPrintable(message()));
    QVERIFY2(message().contains(u"kept"_s) && message().contains(u"Ctrl+S"_s), qPrintable(message()));
    int recorded = 0;
    for (const QString& each : recordedFiles()) {
        const int segments = segmentsIn(each);
        QVERIFY2(segments >= 0 || QFileInfo(each).size() == 0, qPrintable(each)); // half a block would be an error
        recorded += std::max(segments, 0);
    }
    QVERIFY(recorded > 8000 * megaoctets);
    verifyThatAllIsKept();
}

void TestLiveFailures::aDiskThatIsFullBeforeIsSaidAndNothingIsLeftThere()
{
    if (kNoDisk)
        QSKIP(kNoDisk->c_str());
    const SmallDisk disk(file(u"cache"_s), 1 << 16);
    QVERIFY(disk.isMounted() && disk.fill());
    captureFrom(u"lo"_s);
    QVERIFY(!live().isActive());
    QVERIFY(m_window->findChild<StartPage*>()->isVisibleTo(m_window.get()));
    const QString folder = QString::fromStdString(defaultRecordingFolder());
    QVERIFY2(message().contains(u"No space left on device"_s) && message().contains(u"df -h \"%1\""_s.arg(folder)), qPrintable(message()));
    QVERIFY2(!message().contains(u"Ctrl+S"_s), qPrintable(message())); // there is nothing to save
    QVERIFY(QDir(folder).exists() && QDir(folder).isEmpty());
}

void TestLiveFailures::aLimitOnTheSizeOfFilesEndsTheCaptureAlone()
{
    LiveFeed feed(file(u"feed"_s));
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedChannels);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_CONFIG_HOME"_s, file(u"config"_s));
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    program.setProcessEnvironment(environment);
    constexpr qint64 kLimit = 64 * 1024;
    program.start(u"/bin/sh"_s, {u"-c"_s, u"ulimit -f 128 && exec \"$0\" -k -i \"$1\""_s, QStringLiteral(TCPLENS), feed.path()});
    QVERIFY(program.waitForStarted());
    QVERIFY(feed.begin());
    Talk talk(40000);
    QVERIFY(feed.write(talk.handshake()));
    QVERIFY(feed.write(talk.exchange(450))); // more than the limit as pcapng, and no more than the pipe holds
    const auto recorded = [] {
        const int segments = recordedFiles().size() == 1 ? segmentsIn(recordedFiles().first()) : -1;
        return segments > 500 ? segments : -1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(recorded() > 0, kPatience); // as many as fit, and no half a block
    QVERIFY(QFileInfo(recordedFiles().first()).size() <= kLimit);
    QVERIFY(!program.waitForFinished(500));
    program.kill();
    QVERIFY(program.waitForFinished());
    QVERIFY(recorded() > 0 && recorded() < 903);
}

void TestLiveFailures::aCopyThatDoesNotFitLeavesTheRecordingUnsaved()
{
    if (kNoDisk)
        QSKIP(kNoDisk->c_str());
    const SmallDisk disk(file(u"small"_s), 1 << 16);
    QVERIFY(disk.isMounted());
    startFeed();
    Talk talk(40000);
    QVERIFY(m_feed->write(talk.handshake()));
    QVERIFY(m_feed->write(talk.exchange(500)));
    QVERIFY(m_feed->write(talk.exchange(500)));
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().recordCount(), 2003u, kPatience);
    QSignalSpy failed(&live(), &LiveControl::failed);
    live().save(file(u"small/copy.pcapng"_s));
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
    QVERIFY2(message().contains(u"Cannot write "_s + file(u"small/copy.pcapng"_s)), qPrintable(message()));
    QVERIFY2(message().contains(u"No space left on device"_s) && message().contains(u"df -h \"%1\""_s.arg(file(u"small"_s))), qPrintable(message()));
    QVERIFY(QDir(file(u"small"_s)).isEmpty()); // no half a file
    QVERIFY(live().isCapturing()); // that goes on
    QVERIFY(live().hasUnsaved());
    QVERIFY(m_feed->write(talk.close()));
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().recordCount(), 2007u, kPatience);
    live().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    verifyThatAllIsKept();
    QVERIFY2(message().isEmpty(), qPrintable(message())); // it is saved: there is nothing left to do
}

void TestLiveFailures::whoLeavesStaysIfTheCopyDoesNotFit()
{
    if (kNoDisk)
        QSKIP(kNoDisk->c_str());
    const SmallDisk disk(file(u"small"_s), 1 << 12);
    QVERIFY(disk.isMounted());
    startFeed();
    Talk talk(40000);
    QVERIFY(m_feed->write(talk.handshake()));
    QVERIFY(m_feed->write(talk.exchange(100)));
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().recordCount(), 203u, kPatience);
    const Answerer answerer(u"Save"_s, file(u"small/copy.pcapng"_s));
    QVERIFY(!m_window->close());
    QVERIFY(!answerer.question.isEmpty());
    QVERIFY(m_window->isVisible());
    QVERIFY2(message().contains(u"No space left on device"_s), qPrintable(message()));
    QVERIFY(QDir(file(u"small"_s)).isEmpty());
    verifyThatAllIsKept();
}

void TestLiveFailures::anInterfaceThatGoesAwayIsExplained()
{
    if (noNetwork())
        QSKIP(noNetwork()->c_str());
    QVERIFY(runCommand("ip link add tcplens9 type veth peer name tcplens8 && ip link set tcplens9 up && ip link set tcplens8 up"));
    LiveSettings settings;
    settings.interface = u"tcplens9"_s;
    settings.filter.clear(); // neighbour discovery gives it some packets
    m_window->capture(settings);
    QTRY_VERIFY_WITH_TIMEOUT(live().counts().isOpen && live().counts().packets > 0, kPatience);
    QVERIFY(runCommand("ip link del tcplens9"));
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    QVERIFY(live().problem() == LiveProblem::DeviceGone);
    QVERIFY2(message().contains(u"tcplens9 has gone"_s), qPrintable(message()));
    QVERIFY2(message().contains(u"kept"_s) && message().contains(u"ip link shows"_s), qPrintable(message()));
    QVERIFY(live().isActive() && live().hasUnsaved());
    QVERIFY(!m_window->findChild<StartPage*>()->isVisibleTo(m_window.get()));
    QVERIFY(live().saveAndWait(file(u"kept.pcapng"_s)));
    QCOMPARE(segmentsIn(file(u"kept.pcapng"_s)), 0); // it can be read, and has no TCP
    QVERIFY(!live().hasUnsaved());
}

void TestLiveFailures::whoMayNotCaptureIsToldTheCommand_data()
{
    QTest::addColumn<QString>("flaw");
    QTest::addColumn<QString>("problem");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("the helper has no capabilities") << u"powerless"_s << u"Cannot capture on lo: permission denied."_s
                                                    << u"sudo setcap cap_net_raw,cap_net_admin=ep \"%1\""_s;
    QTest::newRow("the helper is for others") << u"forbidden"_s << u"cannot be started: Permission denied."_s << u"sudo usermod -aG "_s;
    QTest::newRow("there is no helper") << u"missing"_s << u"cannot be started: No such file or directory."_s << u"Install it beside this program"_s;
}

void TestLiveFailures::whoMayNotCaptureIsToldTheCommand()
{
    QFETCH(QString, flaw);
    QFETCH(QString, problem);
    QFETCH(QString, remedy);
    QVERIFY(QDir(m_folder->path()).mkpath(u"bin"_s));
    const QString real = file(u"real/tcplens-capture"_s); // a copy has none of the capabilities that a file may have
    if (flaw == u"powerless"_s) {
        if (*TCPLENS_CAPTURE == '\0')
            QSKIP("The capture helper is not built.");
        QVERIFY(QDir(m_folder->path()).mkpath(u"real"_s) && QFile::copy(QStringLiteral(TCPLENS_CAPTURE), real));
        const QByteArray withoutPowers = geteuid() == 0 ? "setpriv --bounding-set=-net_raw,-net_admin --inh-caps=-net_raw,-net_admin " : "";
        QVERIFY(makeHelper(u"bin"_s, "#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\nexec " + withoutPowers + '\'' + QFile::encodeName(real) + "' \"$@\"\n"));
    } else if (flaw == u"forbidden"_s) {
        QVERIFY(write(file(u"bin/tcplens-capture"_s), QByteArray("#!/bin/sh\n"))); // which nobody may execute, not even root
    }
    const SearchPath path(QFile::encodeName(file(u"bin"_s)));
    captureFrom(u"lo"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!live().isActive(), kPatience);
    QVERIFY2(message().contains(problem), qPrintable(message()));
    const QString command = remedy.contains(u"%1"_s) ? remedy.arg(real) : remedy;
    QVERIFY2(message().contains(command), qPrintable(message()));
    QVERIFY(m_window->findChild<StartPage*>()->isVisibleTo(m_window.get()));
    QVERIFY(QDir(QString::fromStdString(defaultRecordingFolder())).isEmpty());
}

void TestLiveFailures::anInterfaceThatIsNotThereIsExplained()
{
    if (noNetwork())
        QSKIP(noNetwork()->c_str());
    const auto request = parseCommandLine({u"tcplens"_s, u"-k"_s, u"-i"_s, u"nosuch0"_s});
    QVERIFY(request);
    captureFrom(request.value().interface);
    m_window->lookAround(); // as at every start
    QTRY_VERIFY_WITH_TIMEOUT(!live().isActive(), kPatience);
    QVERIFY2(message().contains(u"There is no interface nosuch0."_s), qPrintable(message()));
    QVERIFY2(message().contains(u"ip link shows"_s), qPrintable(message()));
    QVERIFY(m_window->findChild<StartPage*>()->isVisibleTo(m_window.get()));
    QVERIFY(QDir(QString::fromStdString(defaultRecordingFolder())).isEmpty());
}

void TestLiveFailures::whatIsWrongAtTheStartIsNotHiddenByWhatIsSaidAfterIt()
{
    captureFrom(file(u"no-such-pipe"_s));
    const QString said = message();
    QVERIFY2(said.contains(u"does not exist"_s), qPrintable(said));
    m_window->lookAround(); // may have something to say to root
    QCOMPARE(message(), said);
    m_window->findChild<MessageBar*>()->hide();
    m_window->lookAround();
    QCOMPARE(message().contains(u"root"_s), geteuid() == 0);
}

void TestLiveFailures::onlyPacketsAfterTheCopyAreUnsaved_data()
{
    QTest::addColumn<std::uint32_t>("segments");
    QTest::addColumn<bool>("isUnsaved");
    QTest::newRow("only the counts came after it") << 0u << false;
    QTest::newRow("packets came after it") << 1u << true;
}

void TestLiveFailures::onlyPacketsAfterTheCopyAreUnsaved()
{
    QFETCH(std::uint32_t, segments);
    QFETCH(bool, isUnsaved);
    Talk talk(40000);
    packets::Bytes stream = beginning();
    append(stream, talk.handshake());
    packets::Bytes end;
    append(end, talk.exchange(segments));
    pcapng::appendStatistics(0, Timestamp(Duration(1'700'000'001'000'000'000)), {3 + 2 * segments, 0}, end);
    QVERIFY(write(file(u"end"_s), end));
    const SearchPath path(fakeHelper(stream, "read line\ncat '" + QFile::encodeName(file(u"end"_s)) + '\''));
    captureFrom(u"eth0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().recordCount(), 3u, kPatience);
    QVERIFY(live().hasUnsaved());
    QSignalSpy saved(&live(), &LiveControl::saved);
    live().save(file(u"kept.pcapng"_s));
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QVERIFY(live().isCapturing() && !live().hasUnsaved());
    live().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    QCOMPARE(live().counts().packets, std::uint64_t(3 + 2 * segments));
    QCOMPARE(live().hasUnsaved(), isUnsaved);
    const Answerer answerer(u"Cancel"_s, {});
    QCOMPARE(m_window->close(), !isUnsaved);
    QCOMPARE(!answerer.question.isEmpty(), isUnsaved);
}

QTEST_MAIN(TestLiveFailures)
#include "tst_live_failures.moc"
