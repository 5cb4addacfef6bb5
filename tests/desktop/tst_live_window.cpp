// The window while packets come: from a named pipe everywhere, from a real interface where a network of its own can be made.
#include "app/desktop/interface_panel.h"
#include "app/desktop/live_control.h"
#include "app/desktop/live_dialog.h"
#include "app/desktop/main_window.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/recovery_bar.h"
#include "app/desktop/start_page.h"
#include "model/capture/recording.h"
#include "tests/desktop/live_window_fixture.h"
#include "views/connections/connections_view.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>

#include <arpa/inet.h>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

class TestLiveWindow : public LiveWindowTest {
    Q_OBJECT

private slots:
    void whatComesThroughAPipeIsShownAtItsEnd();
    void oneCanLookBackWhileItGoesOn();
    void choosingAnotherConnectionStaysAtTheEnd();
    void aPausedViewLosesNothing();
    void aStoppedCaptureIsSaved();
    void leavingAnUnsavedRecordingAsks_data();
    void leavingAnUnsavedRecordingAsks();
    void whatWasSavedIsNotAskedFor();
    void fullMemoryEndsTheShowButNotTheRecording();
    void theOldestClosedConnectionsLeaveTheMemory();
    void theFilterIsCheckedWhileItIsTyped();
    void withoutPermissionTheCommandIsShown();
    void interfacesAreListedAndCaptured();
    void theCommandLineSaysWhatToCapture_data();
    void theCommandLineSaysWhatToCapture();
    void rootIsToldOnce();
    void whatAKillLeavesIsOffered();
    void severalFilesAreOpenedAsOne();
};

void TestLiveWindow::whatComesThroughAPipeIsShownAtItsEnd()
{
    startFeed();
    QVERIFY(live().isFollowing());
    Talk talk(40000);
    QVERIFY(m_feed->write(talk.handshake()));
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().step(), 3u, kPatience);
    QVERIFY(stateOf(session(), Side::Initiator) == tcp::State::Established);
    QVERIFY(!m_window->findChild<StartPage*>()->isVisibleTo(m_window.get()));
    QVERIFY(m_feed->write(talk.close()));
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().step(), 7u, kPatience);
    QVERIFY(stateOf(session(), Side::Initiator) == tcp::State::TimeWait);
    QVERIFY(stateOf(session(), Side::Responder) == tcp::State::Closed);
    QTRY_VERIFY(live().statusText().contains(u"7 packets"_s));
    QVERIFY(live().statusText().contains(u"feed"_s));
}

void TestLiveWindow::oneCanLookBackWhileItGoesOn()
{
    startFeed();
    Talk talk(40000);
    QVERIFY(m_feed->write(talk.handshake()));
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().step(), 3u, kPatience);
    session().playhead().stepBack();
    QVERIFY(!live().isFollowing());
    QVERIFY(m_feed->write(talk.exchange(50)));
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().stepCount(), 103u, kPatience);
    QCOMPARE(session().playhead().step(), 2u);
    QVERIFY(stateOf(session(), Side::Initiator) == tcp::State::SynSent);
    live().setFollowing(true);
    QCOMPARE(session().playhead().step(), 103u);
    QVERIFY(m_feed->write(talk.exchange(1)));
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().step(), 105u, kPatience);
}

void TestLiveWindow::choosingAnotherConnectionStaysAtTheEnd()
{
    startFeed();
    Talk first(40000);
    Talk second(40001);
    QVERIFY(m_feed->write(second.handshake()));
    QVERIFY(m_feed->write(first.handshake()));
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().recordCount(), 6u, kPatience);
    session().playhead().select(1);
    QCOMPARE(session().playhead().step(), 3u);
    session().playhead().select(0); // which ended before
    QCOMPARE(session().playhead().step(), 3u);
    QVERIFY(live().isFollowing());
}

void TestLiveWindow::aPausedViewLosesNothing()
{
    startFeed();
    Talk talk(40000);
    QVERIFY(m_feed->write(talk.handshake()));
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().recordCount(), 3u, kPatience);
    live().setPaused(true);
    QVERIFY(m_feed->write(talk.exchange(100)));
    QTRY_COMPARE_WITH_TIMEOUT(live().counts().packets, 203u, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(session().heldRecords(), 200u, kPatience);
    QCOMPARE(session().trace().recordCount(), 3u);
    QVERIFY(live().statusText().contains(u"200"_s));
    live().setPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(session().playhead().step(), 203u, kPatience);
}

void TestLiveWindow::aStoppedCaptureIsSaved()
{
    startFeed();
    Talk talk(40000);
    QVERIFY(m_feed->write(talk.handshake()));
    QVERIFY(m_feed->write(talk.exchange(10)));
    QTRY_COMPARE_WITH_TIMEOUT(live().counts().packets, 23u, kPatience);
    live().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    QVERIFY(messageOf(*m_window).isEmpty());
    QCOMPARE(session().trace().recordCount(), 23u);
    QVERIFY(live().hasUnsaved());
    QSignalSpy saved(&live(), &LiveControl::saved);
    live().save(file(u"kept.pcapng"_s));
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QVERIFY(!live().hasUnsaved());
    QCOMPARE(segmentsIn(file(u"kept.pcapng"_s)), 23);
}

void TestLiveWindow::leavingAnUnsavedRecordingAsks_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<bool>("leaves");
    QTest::addColumn<bool>("keeps");
    QTest::newRow("Save writes the file and goes") << u"Save"_s << true << true;
    QTest::newRow("Discard goes without a file") << u"Discard"_s << true << false;
    QTest::newRow("Cancel stays, and goes on capturing") << u"Cancel"_s << false << false;
}

void TestLiveWindow::leavingAnUnsavedRecordingAsks()
{
    QFETCH(QString, button);
    QFETCH(bool, leaves);
    QFETCH(bool, keeps);
    startFeed();
    QVERIFY(m_feed->write(Talk(40000).handshake()));
    QTRY_COMPARE_WITH_TIMEOUT(live().counts().packets, 3u, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(live().hasUnsaved(), kPatience);
    Answerer answerer(button, file(u"kept.pcapng"_s));
    m_window->open(QStringLiteral(TEST_DATA_DIR "/captures/kernel/01_client_close.pcap"));
    QVERIFY2(answerer.question.contains(u"feed"_s), qPrintable(answerer.question));
    QCOMPARE(live().isActive(), !leaves);
    QCOMPARE(live().isCapturing(), !leaves);
    QCOMPARE(m_window->windowTitle().contains(u"01_client_close"_s), leaves);
    QCOMPARE(QFile::exists(file(u"kept.pcapng"_s)), keeps);
    if (keeps)
        QCOMPARE(segmentsIn(file(u"kept.pcapng"_s)), 3);
    const QString left = QString::fromStdString(defaultRecordingFolder());
    QCOMPARE(QDir(left).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), leaves ? 0 : 1);
}

void TestLiveWindow::whatWasSavedIsNotAskedFor()
{
    startFeed();
    QVERIFY(m_feed->write(Talk(40000).handshake()));
    QTRY_COMPARE_WITH_TIMEOUT(live().counts().packets, 3u, kPatience);
    QVERIFY(live().saveAndWait(file(u"kept.pcapng"_s)));
    QVERIFY(!live().isCapturing());
    Answerer answerer(u"Cancel"_s, {});
    QVERIFY(m_window->close());
    QVERIFY(answerer.question.isEmpty());
}

void TestLiveWindow::fullMemoryEndsTheShowButNotTheRecording()
{
    m_feed = std::make_unique<LiveFeed>(file(u"feed"_s));
    LiveSettings settings;
    settings.interface = m_feed->path();
    settings.memoryMebioctets = 1;
    m_window->capture(settings);
    QVERIFY(m_feed->begin());
    Talk talk(40000);
    std::uint64_t sent = 0;
    const auto feed = [&](std::vector<packets::CapturedPacket> packets) {
        sent += packets.size();
        return m_feed->write(packets);
    };
    QVERIFY(feed(talk.handshake()));
    QVERIFY(feed(talk.exchange(20000)));
    QTRY_VERIFY_WITH_TIMEOUT(messageOf(*m_window).contains(u"1 MiB"_s), kPatience);
    QVERIFY(messageOf(*m_window).contains(u"Ctrl+Shift+R"_s));
    const RecordNumber shown = session().trace().recordCount();
    QVERIFY(feed(talk.exchange(1000)));
    QTRY_COMPARE_WITH_TIMEOUT(live().counts().packets, sent, kPatience);
    QVERIFY(live().saveAndWait(file(u"kept.pcapng"_s)));
    QCOMPARE(session().trace().recordCount(), shown);
    QCOMPARE(std::uint64_t(segmentsIn(file(u"kept.pcapng"_s))), sent);
}

/// What is looked at, marked or put side by side stays; the recording keeps all.
void TestLiveWindow::theOldestClosedConnectionsLeaveTheMemory()
{
    constexpr int kTalks = 1500;
    m_feed = std::make_unique<LiveFeed>(file(u"feed"_s));
    LiveSettings settings;
    settings.interface = m_feed->path();
    settings.memoryMebioctets = 1;
    m_window->capture(settings);
    QVERIFY(m_feed->begin());
    std::uint64_t sent = 0;
    const auto feed = [&](const std::vector<packets::CapturedPacket>& packets) {
        sent += packets.size();
        return m_feed->write(packets);
    };
    Talk open(30000);
    QVERIFY(feed(open.handshake()));
    QTRY_COMPARE_WITH_TIMEOUT(session().trace().connectionCount(), 1u, kPatience);
    for (int i = 0; i < kTalks; ++i) {
        Talk talk(std::uint16_t(31000 + i));
        QVERIFY(feed(talk.handshake()) && feed(talk.exchange(3)) && feed(talk.close()));
        if (i == 4) { // one of the first that would leave
            QTRY_COMPARE_WITH_TIMEOUT(session().trace().connectionCount(), 6u, kPatience);
            session().playhead().select(3);
        }
    }
    QTRY_COMPARE_WITH_TIMEOUT(live().counts().packets, sent, kPatience);
    const Trace& trace = session().trace();
    QTRY_COMPARE_WITH_TIMEOUT(trace.connectionCount(), ConnectionId(kTalks + 1), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(trace.departures().connections > ConnectionId(kTalks / 2), kPatience);
    QVERIFY(!trace.isGone(0));
    QVERIFY(!trace.isGone(3));
    QVERIFY(trace.isGone(2));
    QVERIFY(!trace.isGone(ConnectionId(kTalks)));
    QVERIFY(live().counts().memoryOctets <= std::uint64_t(1) << 20);
    QTRY_VERIFY_WITH_TIMEOUT(live().statusText().contains(u"left the memory"_s), kPatience);
    QVERIFY2(messageOf(*m_window).isEmpty(), qPrintable(messageOf(*m_window)));
    const auto* table = m_window->findChild<ConnectionsView*>()->findChild<QTableView*>();
    QTRY_COMPARE_WITH_TIMEOUT(ConnectionId(table->model()->rowCount()), trace.presentCount(), kPatience);
    QVERIFY(table->selectionModel()->hasSelection());
    QVERIFY(live().saveAndWait(file(u"kept.pcapng"_s)));
    QCOMPARE(std::uint64_t(segmentsIn(file(u"kept.pcapng"_s))), sent);
}

void TestLiveWindow::theFilterIsCheckedWhileItIsTyped()
{
    LiveSettings settings;
    settings.interface = u"lo"_s;
    NetworkInterface lo;
    lo.name = "lo";
    LiveDialog dialog(settings, {lo});
    dialog.show();
    auto* filter = dialog.findChild<QLineEdit*>();
    QPushButton* start = nullptr;
    for (QPushButton* each : dialog.findChildren<QPushButton*>())
        start = each->text().contains(u"Start"_s) ? each : start;
    QVERIFY(start);
    QTest::keyClick(filter, Qt::Key_End);
    QTest::keyClicks(filter, u" prot 80"_s);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.filterProblem().contains(u"tcp prot 80"_s), kPatience);
    QVERIFY(!start->isEnabled());
    filter->setText(u"tcp.port == 80"_s);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.filterProblem().contains(u"display filter"_s), kPatience);
    filter->setText(u"tcp port 80"_s);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.filterProblem().isEmpty() && start->isEnabled(), kPatience);
    start->click();
    QVERIFY(dialog.startsAtOnce());
    QCOMPARE(dialog.settings().filter, u"tcp port 80"_s);
    QCOMPARE(dialog.settings().snapLength, 128);
}

void TestLiveWindow::withoutPermissionTheCommandIsShown()
{
    QVERIFY(QDir(m_folder->path()).mkdir(u"bin"_s));
    QFile helper(file(u"bin/tcplens-capture"_s)); // stands in for one without capabilities
    QVERIFY(helper.open(QIODevice::WriteOnly));
    helper.write("#!/bin/sh\necho 'tcplens-capture: Cannot capture on lo: permission denied.' >&2\n"
                 "echo 'tcplens-capture: Give the capture helper its capabilities: sudo setcap cap_net_raw,cap_net_admin=ep \"/there/tcplens-capture\"' >&2\nexit 3\n");
    helper.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    helper.close();
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", QFile::encodeName(file(u"bin"_s)) + ':' + path);
    auto* panel = m_window->findChild<InterfacePanel*>();
    panel->watch();
    const auto shown = [panel] {
        for (const QLabel* each : panel->findChildren<QLabel*>()) {
            if (each->isVisibleTo(panel) && each->text().contains(u"sudo setcap cap_net_raw,cap_net_admin=ep \"/there/tcplens-capture\""_s))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(shown(), kPatience);
    qputenv("PATH", path);
}

void TestLiveWindow::interfacesAreListedAndCaptured()
{
    if (noNetwork())
        QSKIP(noNetwork()->c_str());
    m_window->lookAround();
    auto* panel = m_window->findChild<InterfacePanel*>();
    auto* list = panel->findChild<QTreeWidget*>();
    QCOMPARE(list->topLevelItemCount(), 0); // the system is asked on another thread
    panel->setCurrent(u"lo"_s); // as soon as it has answered
    QTRY_COMPARE_WITH_TIMEOUT(panel->current(), u"lo"_s, kPatience);
    QVERIFY(list->currentItem()->text(1).contains(u"127.0.0.1"_s));
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(live().isCapturing());
    QTRY_VERIFY_WITH_TIMEOUT(live().counts().isOpen, kPatience);

    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    QVERIFY(bind(server, reinterpret_cast<const sockaddr*>(&address), length) == 0 && listen(server, 1) == 0);
    QVERIFY(getsockname(server, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    QVERIFY(::connect(client, reinterpret_cast<const sockaddr*>(&address), length) == 0);
    QTRY_VERIFY_WITH_TIMEOUT(session().trace().connectionCount() == 1 && session().playhead().step() == 3, kPatience);
    QVERIFY(stateOf(session(), Side::Initiator) == tcp::State::Established);
    QVERIFY(live().counts().dropped == 0);
    close(client);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(session(), Side::Responder) == tcp::State::CloseWait, kPatience);
    close(server);
    live().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!live().isCapturing(), kPatience);
    QVERIFY2(messageOf(*m_window).isEmpty() || geteuid() == 0, qPrintable(messageOf(*m_window)));
}

void TestLiveWindow::theCommandLineSaysWhatToCapture_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("interface");
    QTest::addColumn<bool>("starts");
    QTest::addColumn<QString>("problem");
    QTest::newRow("an interface alone is marked") << QStringList{u"-i"_s, u"eth0"_s} << u"eth0"_s << false << QString();
    QTest::newRow("-k starts") << QStringList{u"-k"_s, u"-i"_s, u"eth0"_s, u"-f"_s, u"tcp port 80"_s, u"-s"_s, u"256"_s} << u"eth0"_s << true << QString();
    QTest::newRow("standard input") << QStringList{u"-k"_s, u"-i"_s, u"-"_s} << u"-"_s << true << QString();
    QTest::newRow("-k without an interface is refused") << QStringList{u"-k"_s} << QString() << false << u"-i INTERFACE"_s;
    QTest::newRow("a snap length of nothing is refused") << QStringList{u"-i"_s, u"eth0"_s, u"-s"_s, u"0"_s} << QString() << false << u"64"_s;
    QTest::newRow("an interface and a file are refused") << QStringList{u"-i"_s, u"eth0"_s, u"file.pcap"_s} << QString() << false << u"nothing else"_s;
}

void TestLiveWindow::theCommandLineSaysWhatToCapture()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, interface);
    QFETCH(bool, starts);
    QFETCH(QString, problem);
    const auto request = parseCommandLine(QStringList{u"tcplens"_s} + arguments);
    QCOMPARE(bool(request), problem.isEmpty());
    if (!request) {
        QVERIFY(QString::fromStdString(request.error().what).contains(problem));
        return;
    }
    QCOMPARE(request.value().interface, interface);
    QCOMPARE(request.value().capturesAtOnce, starts);
    QCOMPARE(request.value().captureFilter.has_value(), arguments.contains(u"-f"_s));
}

void TestLiveWindow::rootIsToldOnce()
{
    if (geteuid() != 0)
        QSKIP("This runs as an ordinary user, as it should.");
    m_window->lookAround();
    QVERIFY(messageOf(*m_window).contains(u"root"_s));
    m_window->findChild<MessageBar*>()->hide();
    m_window->lookAround();
    QVERIFY(messageOf(*m_window).isEmpty());
}

void TestLiveWindow::whatAKillLeavesIsOffered()
{
    constexpr std::uint32_t kPackets = 12003;
    m_feed = std::make_unique<LiveFeed>(file(u"feed"_s));
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedChannels);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_CONFIG_HOME"_s, file(u"config"_s));
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(TCPLENS), {u"-k"_s, u"-i"_s, m_feed->path()});
    QVERIFY(program.waitForStarted());
    QVERIFY(m_feed->begin());
    Talk talk(40000);
    QVERIFY(m_feed->write(talk.handshake()));
    QVERIFY(m_feed->write(talk.exchange(6000)));
    const QString folder = QString::fromStdString(defaultRecordingFolder());
    const auto written = [&folder] {
        const QStringList recordings = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        if (recordings.size() != 1)
            return -1;
        const QDir recording(folder + u'/' + recordings.first());
        const QStringList files = recording.entryList({u"*.pcapng"_s}, QDir::Files);
        return files.size() == 1 ? segmentsIn(recording.filePath(files.first())) : -1;
    };
    QTRY_COMPARE_WITH_TIMEOUT(written(), int(kPackets), kPatience);
    QVERIFY(findLeftRecordings().empty()); // while it lives it is nobody's else
    ::kill(pid_t(program.processId()), SIGKILL);
    QVERIFY(program.waitForFinished());

    m_window->lookAround();
    auto* bar = m_window->findChild<RecoveryBar*>();
    QTRY_VERIFY_WITH_TIMEOUT(bar->isVisibleTo(m_window.get()), kPatience);
    QVERIFY2(bar->accessibleName().contains(u"feed"_s) && bar->accessibleName().contains(u"12,003"_s), qPrintable(bar->accessibleName()));
    bar->open();
    QTRY_VERIFY_WITH_TIMEOUT(!session().isLoading(), kPatience);
    QCOMPARE(session().trace().statistics().segments, std::uint64_t(kPackets));
    QVERIFY(bar->isVisibleTo(m_window.get())); // it has not been saved by looking at it
    QSignalSpy saved(bar, &RecoveryBar::saved);
    bar->save(file(u"rescued.pcapng"_s));
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QCOMPARE(segmentsIn(file(u"rescued.pcapng"_s)), int(kPackets));
    QVERIFY(!bar->isVisibleTo(m_window.get()));
    QVERIFY(findLeftRecordings().empty());
}

void TestLiveWindow::severalFilesAreOpenedAsOne()
{
    Talk talk(40000);
    {
        RecordingOptions options;
        options.title = "eth0";
        options.fileOctets = 1000;
        const auto recording = Recording::create(options);
        QVERIFY(recording);
        std::vector<packets::CapturedPacket> all = talk.handshake();
        const auto more = talk.exchange(30);
        all.insert(all.end(), more.begin(), more.end());
        for (const packets::CapturedPacket& each : all)
            QVERIFY(!recording.value()->write({Timestamp(Duration(each.time)), 1, each.octets, std::uint32_t(each.octets.size())}));
        QVERIFY(!recording.value()->finish({}));
        QVERIFY(recording.value()->files().size() > 1);
    }
    auto* bar = m_window->findChild<RecoveryBar*>();
    bar->look();
    QTRY_VERIFY_WITH_TIMEOUT(bar->isVisibleTo(m_window.get()), kPatience);
    QVERIFY2(bar->accessibleName().contains(u"63"_s), qPrintable(bar->accessibleName()));
    bar->open();
    QTRY_VERIFY_WITH_TIMEOUT(!session().isLoading(), kPatience);
    QCOMPARE(session().trace().recordCount(), 63u);
    bar->discard();
    QVERIFY(!bar->isVisibleTo(m_window.get()));
    QVERIFY(findLeftRecordings().empty());
}

QTEST_MAIN(TestLiveWindow)
#include "tst_live_window.moc"
