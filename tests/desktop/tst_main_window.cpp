// The real window, offscreen: open, step, filter, errors, and whether it stays responsive while a long file loads.
#include "app/desktop/appearance.h"
#include "app/desktop/command_line.h"
#include "app/desktop/composition.h"
#include "app/desktop/main_window.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/start_page.h"
#include "tests/support/packet_builder.h"
#include "tests/support/trace_builder.h"
#include "views/charts/charts_view.h"
#include "views/connections/connections_view.h"
#include "views/ladder/ladder_view.h"
#include "views/state_diagram/state_diagram_view.h"
#include "views/window/window_view.h"

#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTranslator>

#include <ctime>

using namespace Qt::StringLiterals;

namespace {

QString recording(const QString& name)
{
    return QStringLiteral(TEST_DATA_DIR "/captures/kernel/") + name;
}

/// Processor time of this thread: a busy machine does not change it, as it would a clock on the wall.
double threadMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

void waitUntilLoaded(MainWindow& window)
{
    QTRY_VERIFY_WITH_TIMEOUT(!window.session().isLoading(), 60000);
}

QString messageOf(const MainWindow& window)
{
    const auto* bar = window.findChild<MessageBar*>();
    return bar->isVisibleTo(&window) ? bar->accessibleName() : QString();
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void startsOnTheStartPage();
    void opensARecordingAndShowsItsFirstConnection();
    void goesWhereTheCommandLineAsks();
    void theCommandLineFiltersTheConnections();
    void aFilterOnTheCommandLineIsUnderstoodOrRefused_data();
    void aFilterOnTheCommandLineIsUnderstoodOrRefused();
    void anExportedTableIsFiltered();
    void keysMoveThePlayhead();
    void typingIntoTheFilterMovesNothing();
    void steppingBackShowsTheSamePicture();
    void badInputIsExplainedAndKeepsWhatIsOpen_data();
    void badInputIsExplainedAndKeepsWhatIsOpen();
    void aDamagedRecordingShowsWhatCouldBeRead();
    void aDroppedFileIsOpened();
    void fitsASmallScreen();
    void anotherTraceForgetsWhatTheOldOneHad_data();
    void anotherTraceForgetsWhatTheOldOneHad();
    void howTheViewsWereLookedAtIsRemembered();
    void noTwoEntriesOfAMenuHaveTheSameLetter_data();
    void noTwoEntriesOfAMenuHaveTheSameLetter();
    void staysResponsiveWhileALongFileLoads();

private:
    MainWindow* open(const QString& path);
    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void TestMainWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QVERIFY(m_folder.isValid());
}

MainWindow* TestMainWindow::open(const QString& path)
{
    Preferences preferences;
    preferences.reducedMotion = true;
    m_window = std::make_unique<MainWindow>(preferences, QPalette(Qt::white));
    m_window->show();
    if (!path.isEmpty()) {
        m_window->open(path);
        waitUntilLoaded(*m_window);
    }
    return m_window.get();
}

void TestMainWindow::startsOnTheStartPage()
{
    const MainWindow* window = open({});
    QVERIFY(window->findChild<StartPage*>()->isVisibleTo(window));
    QVERIFY(!window->findChild<StateDiagramView*>()->isVisibleTo(window));
}

void TestMainWindow::opensARecordingAndShowsItsFirstConnection()
{
    MainWindow* window = open(recording(u"01_client_close.pcap"_s));
    QCOMPARE(window->session().trace().connectionCount(), 1u);
    QCOMPARE(window->session().playhead().connection(), std::optional<ConnectionId>(0));
    QCOMPARE(window->session().playhead().step(), 0u);
    QVERIFY(window->windowTitle().contains(u"01_client_close.pcap"_s));
    QVERIFY(window->findChild<LadderView*>()->isVisibleTo(window));
    QVERIFY(window->findChild<StateDiagramView*>()->isVisibleTo(window));
    QVERIFY(messageOf(*window).isEmpty());
}

void TestMainWindow::goesWhereTheCommandLineAsks()
{
    MainWindow* window = open({});
    window->open(recording(u"20_reuse_client_time_wait.pcap"_s), 1, 3);
    waitUntilLoaded(*window);
    QCOMPARE(window->session().playhead().connection(), std::optional<ConnectionId>(1));
    QCOMPARE(window->session().playhead().step(), 3u);
}

void TestMainWindow::theCommandLineFiltersTheConnections()
{
    MainWindow* window = open({});
    window->open(recording(u"20_reuse_client_time_wait.pcap"_s));
    window->startWithFilter(u"state:TIME-WAIT"_s);
    waitUntilLoaded(*window);
    const auto* connections = window->findChild<ConnectionsView*>();
    QTRY_COMPARE(connections->table()->model()->rowCount(), 1);
    QCOMPARE(connections->filterEdit()->text(), u"state:TIME-WAIT"_s);
    QTRY_COMPARE(window->session().playhead().connection(), std::optional(1u));
    window->open(recording(u"20_reuse_client_time_wait.pcap"_s), 0);
    window->startWithFilter(u"state:TIME-WAIT"_s); // who asks for a connection gets it
    waitUntilLoaded(*window);
    QTRY_COMPARE(connections->table()->model()->rowCount(), 1);
    QCOMPARE(window->session().playhead().connection(), std::optional(0u));
}

void TestMainWindow::aFilterOnTheCommandLineIsUnderstoodOrRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("refused"); // contained in the error; empty: none
    QTest::newRow("our own words") << QStringList{u"-Y"_s, u"port:443 state:CLOSE-WAIT"_s} << QString();
    QTest::newRow("Wireshark's words") << QStringList{u"-Y"_s, u"tcp.port == 443 && ip.addr eq 10.0.0.1"_s} << QString();
    QTest::newRow("no words let all through") << QStringList{u"-Y"_s, QString()} << QString();
    QTest::newRow("with a live capture") << QStringList{u"-i"_s, u"lo"_s, u"-k"_s, u"-Y"_s, u"port:443"_s} << QString();
    QTest::newRow("with the table of connections") << QStringList{u"--export"_s, u"a.csv"_s, u"--view"_s, u"connections"_s, u"-Y"_s, u"port:443"_s} << QString();
    QTest::newRow("with a picture of the window") << QStringList{u"--export"_s, u"a.png"_s, u"--view"_s, u"main"_s, u"-Y"_s, u"port:443"_s} << QString();
    QTest::newRow("with a picture of one connection") << QStringList{u"--export"_s, u"a.png"_s, u"--view"_s, u"ladder"_s, u"-Y"_s, u"port:443"_s} << u"-Y belongs to"_s;
    QTest::newRow("with slides of one connection") << QStringList{u"--record-steps"_s, u"a"_s, u"--view"_s, u"ladder"_s, u"-Y"_s, u"port:443"_s} << u"-Y belongs to"_s;
    QTest::newRow("with packets") << QStringList{u"--export"_s, u"a.pcapng"_s, u"-Y"_s, u"port:443"_s} << u"-Y belongs to"_s;
    QTest::newRow("either-or") << QStringList{u"-Y"_s, u"tcp.port == 80 or tcp.port == 443"_s} << u"\"or\" is not understood here"_s;
    QTest::newRow("another field") << QStringList{u"-Y"_s, u"http.request"_s} << u"no field \"http.request\""_s;
    QTest::newRow("a wrong value") << QStringList{u"-Y"_s, u"tcp.stream == last"_s} << u"Write it like this: tcp.stream == 5"_s;
    QTest::newRow("a word found nowhere") << QStringList{u"-Y"_s, u"quux"_s} << u"\"quux\" is no part of"_s;
}

void TestMainWindow::aFilterOnTheCommandLineIsUnderstoodOrRefused()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, refused);
    const bool opensFile = !arguments.contains(u"-i"_s);
    const auto request = parseCommandLine(QStringList{u"tcplens"_s} + arguments + (opensFile ? QStringList{u"a.pcap"_s} : QStringList()));
    if (refused.isEmpty()) {
        QVERIFY2(request, request ? "" : request.error().what.c_str());
        QCOMPARE(request.value().displayFilter, arguments[arguments.indexOf(u"-Y"_s) + 1]);
    } else {
        QVERIFY(!request);
        QVERIFY2(QString::fromStdString(request.error().what).contains(refused), request.error().what.c_str());
    }
}

void TestMainWindow::anExportedTableIsFiltered()
{
    for (const auto& [filter, lines] : {std::pair(QString(), 3), std::pair(u"tcp.stream == 1"_s, 2), std::pair(u"port:443"_s, 1)}) {
        CommandLine request;
        request.file = recording(u"20_reuse_client_time_wait.pcap"_s);
        request.exportFile = m_folder.filePath(u"connections.csv"_s);
        request.view = u"connections"_s;
        request.displayFilter = filter;
        QCOMPARE(runExport(request), 0);
        QFile table(request.exportFile);
        QVERIFY(table.open(QIODevice::ReadOnly));
        QCOMPARE(table.readAll().count('\n'), lines); // the first one is the heading
    }
}

void TestMainWindow::keysMoveThePlayhead()
{
    MainWindow* window = open(recording(u"01_client_close.pcap"_s));
    QVERIFY(QTest::qWaitForWindowActive(window));
    Playhead& playhead = window->session().playhead();
    QTest::keyClick(window, Qt::Key_Right);
    QTest::keyClick(window, Qt::Key_Right);
    QCOMPARE(playhead.step(), 2u);
    QTest::keyClick(window, Qt::Key_Left);
    QCOMPARE(playhead.step(), 1u);
    QTest::keyClick(window, Qt::Key_End);
    QCOMPARE(playhead.step(), playhead.stepCount());
    QTest::keyClick(window, Qt::Key_Home);
    QCOMPARE(playhead.step(), 0u);
    QTest::keyClick(window, Qt::Key_PageDown);
    QCOMPARE(playhead.step(), 1u);
}

void TestMainWindow::typingIntoTheFilterMovesNothing()
{
    MainWindow* window = open(recording(u"01_client_close.pcap"_s));
    QVERIFY(QTest::qWaitForWindowActive(window));
    auto* filter = window->findChild<ConnectionsView*>()->filterEdit();
    QTest::keyClick(window, Qt::Key_Slash, Qt::ControlModifier);
    QVERIFY(filter->hasFocus());
    QTest::keyClicks(filter, u"10.77 8080"_s);
    QTest::keyClick(filter, Qt::Key_Left);
    QTest::keyClick(filter, Qt::Key_Home);
    QCOMPARE(filter->text(), u"10.77 8080"_s);
    QCOMPARE(window->session().playhead().step(), 0u);
    QVERIFY(!window->session().clock().isPlaying());
}

void TestMainWindow::steppingBackShowsTheSamePicture()
{
    MainWindow* window = open(recording(u"12_last_ack_lost.pcap"_s));
    Playhead& playhead = window->session().playhead();
    std::vector<QImage> pictures;
    const auto grab = [&] {
        QCoreApplication::processEvents();
        return window->findChild<StateDiagramView*>()->grab().toImage();
    };
    for (std::uint32_t step = 0; step <= playhead.stepCount(); ++step) {
        playhead.moveToStep(step);
        pictures.push_back(grab());
    }
    for (std::uint32_t step = playhead.stepCount() + 1; step-- > 0;) {
        playhead.moveToStep(step);
        QVERIFY2(grab() == pictures[step], qPrintable(u"step %1"_s.arg(step)));
    }
}

void TestMainWindow::badInputIsExplainedAndKeepsWhatIsOpen_data()
{
    QTest::addColumn<QString>("path");
    const auto write = [this](const QString& name, const QByteArray& content) {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        return file.fileName();
    };
    QTest::newRow("an empty file is no recording") << write(u"empty.pcap"_s, {});
    QTest::newRow("a text file is no recording") << write(u"text.pcap"_s, "Dear diary, today I lost a segment.\n");
    QTest::newRow("a folder is no recording") << m_folder.path();
    QTest::newRow("a file that is not there is named") << m_folder.filePath(u"missing.pcap"_s);
}

void TestMainWindow::badInputIsExplainedAndKeepsWhatIsOpen()
{
    QFETCH(QString, path);
    MainWindow* window = open(recording(u"01_client_close.pcap"_s));
    window->open(path);
    const QString message = messageOf(*window);
    QVERIFY2(message.contains(QFileInfo(path).fileName()), qPrintable(message));
    QVERIFY2(message.contains(u'\n'), "there is a remedy beside the problem");
    QCOMPARE(window->session().trace().connectionCount(), 1u);
    QCOMPARE(window->session().trace().recordCount(), 11u);
}

void TestMainWindow::aDamagedRecordingShowsWhatCouldBeRead()
{
    QFile whole(recording(u"01_client_close.pcap"_s));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    QFile cut(m_folder.filePath(u"cut.pcap"_s));
    QVERIFY(cut.open(QIODevice::WriteOnly));
    cut.write(whole.readAll().left(500));
    cut.close();
    MainWindow* window = open(cut.fileName());
    QVERIFY(messageOf(*window).contains(u"cut.pcap"_s));
    QVERIFY(window->session().trace().recordCount() > 0);
    QVERIFY(window->session().trace().recordCount() < 11);
}

void TestMainWindow::aDroppedFileIsOpened()
{
    MainWindow* window = open({});
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(recording(u"06_refused.pcap"_s))});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window, &drop);
    waitUntilLoaded(*window);
    QCOMPARE(window->session().trace().recordCount(), 2u);
}

void TestMainWindow::anotherTraceForgetsWhatTheOldOneHad_data()
{
    QTest::addColumn<QString>("how");
    QTest::newRow("another recording is opened") << u"open"_s;
    QTest::newRow("a simulation gets another future, with fewer connections") << u"replace"_s;
    QTest::newRow("a simulation gets an empty future") << u"clear"_s;
}

/// Whatever looks at the old trace while it goes must still find it.
void TestMainWindow::anotherTraceForgetsWhatTheOldOneHad()
{
    QFETCH(QString, how);
    MainWindow* window = open(recording(u"01_client_close.pcap"_s));
    Session& session = window->session();
    auto* ladder = window->findChild<LadderView*>();
    session.replace(TraceBuilder().connection().handshake().connection().handshake().close().batch(), std::make_shared<Stage>());
    ladder->setTrueToTime(true);
    ladder->setCompanions({0, 1});
    session.playhead().select(1);
    session.playhead().moveToStep(session.playhead().stepCount());
    session.setTimeReference(session.playhead().currentRecord());
    session.setHovered(session.playhead().currentRecord());
    QVERIFY(session.timeReference());
    QTest::qWait(50); // what is gathered in slices has been
    if (how == u"open") {
        window->open(recording(u"01_client_close.pcap"_s));
        waitUntilLoaded(*window);
    } else {
        session.replace(how == u"clear" ? RecordBatch() : TraceBuilder().connection().handshake().batch(), std::make_shared<Stage>());
    }
    QTest::qWait(50);
    QVERIFY(!window->grab().isNull());
    QVERIFY(!session.timeReference());
    QVERIFY(!session.hovered());
    QVERIFY(ladder->shown().size() <= 1);
}

void TestMainWindow::howTheViewsWereLookedAtIsRemembered()
{
    open({});
    m_window->findChild<LadderView*>()->setTrueToTime(true);
    m_window->findChild<WindowView*>()->setStyle(WindowStyle::Squares);
    m_window->findChild<WindowView*>()->setBothDirections(true);
    m_window->findChild<StateDiagramView*>()->setTrail(false);
    m_window->findChild<ChartsView*>()->setKind(ChartKind::RoundTrip);
    QVERIFY(m_window->close());
    const Preferences kept = Preferences::load();
    m_window = std::make_unique<MainWindow>(kept, QPalette(Qt::white));
    QVERIFY(m_window->findChild<LadderView*>()->isTrueToTime());
    QVERIFY(m_window->findChild<WindowView*>()->style() == WindowStyle::Squares);
    QVERIFY(m_window->findChild<WindowView*>()->showsBothDirections());
    QVERIFY(!m_window->findChild<StateDiagramView*>()->hasTrail());
    QVERIFY(m_window->findChild<ChartsView*>()->kind() == ChartKind::RoundTrip);
    Preferences().save(); // as at the first start, for the tests that follow
}

void TestMainWindow::fitsASmallScreen()
{
    const MainWindow* window = open(recording(u"01_client_close.pcap"_s));
    const QSize least = window->minimumSizeHint();
    QVERIFY2(least.width() <= 1024 && least.height() <= 700, qPrintable(u"%1 x %2"_s.arg(least.width()).arg(least.height())));
}

void TestMainWindow::noTwoEntriesOfAMenuHaveTheSameLetter_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("in English") << u"en"_s;
    QTest::newRow("in Chinese") << u"zh_CN"_s;
}

void TestMainWindow::noTwoEntriesOfAMenuHaveTheSameLetter()
{
    QFETCH(QString, language);
    const QLocale before;
    installTranslations(*qApp, language);
    const MainWindow* window = open({});
    QStringList shared;
    QList<QPair<QString, QList<QAction*>>> menus{{u"the bar"_s, window->menuBar()->actions()}};
    while (!menus.isEmpty()) {
        const auto [name, actions] = menus.takeFirst();
        QMap<QKeySequence, QString> taken;
        for (const QAction* action : actions) {
            const QKeySequence letter = QKeySequence::mnemonic(action->text());
            if (!letter.isEmpty() && taken.contains(letter))
                shared << u"%1: %2 | %3"_s.arg(name, taken[letter], action->text());
            taken[letter] = action->text();
            if (action->menu())
                menus.append({action->text(), action->menu()->actions()});
        }
    }
    m_window.reset();
    for (auto* translator : qApp->findChildren<QTranslator*>())
        delete translator;
    QLocale::setDefault(before);
    QVERIFY2(shared.isEmpty(), qPrintable(shared.join(u'\n')));
}

void TestMainWindow::staysResponsiveWhileALongFileLoads()
{
    // 300,000 segments of 3,000 connections; the numbers on the wire do not matter here, their count does.
    QFile file(m_folder.filePath(u"long.pcap"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    std::vector<packets::CapturedPacket> all;
    packets::TcpPacket packet{packets::socketAddress("10.0.0.1", 1), packets::socketAddress("10.0.0.2", 80), {}};
    packet.segment.flags = tcp::Flag::Ack;
    for (std::uint32_t i = 0; i < 300000; ++i) {
        packet.source.port = std::uint16_t(10000 + i % 3000);
        packet.segment.seq = tcp::SeqNumber(i / 3000);
        all.push_back({std::int64_t(i) * 1000, packets::ethernet(packet)});
    }
    const auto octets = packets::pcapFile(all);
    file.write(reinterpret_cast<const char*>(octets.data()), qint64(octets.size()));
    file.close();

    MainWindow* window = open({});
    QCoreApplication::processEvents();
    double longest = 0;
    double last = threadMilliseconds();
    int ticks = 0;
    QTimer watchdog;
    connect(&watchdog, &QTimer::timeout, this, [&] {
        const double now = threadMilliseconds();
        longest = std::max(longest, now - last);
        last = now;
        ++ticks;
    });
    window->open(file.fileName());
    QCoreApplication::processEvents(); // the views appear; from now on it only loads
    last = threadMilliseconds();
    watchdog.start(0);
    bool sawConnectionsWhileLoading = false;
    while (window->session().isLoading()) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        sawConnectionsWhileLoading = sawConnectionsWhileLoading || (window->session().isLoading() && window->session().trace().connectionCount() > 0);
    }
    QCOMPARE(window->session().trace().connectionCount(), 3000u);
    QVERIFY(sawConnectionsWhileLoading);
    qInfo("longest turn of the event loop: %.1f ms of processor time in %d turns", longest, ticks);
    QVERIFY2(longest < 50.0, "the window stands still while it loads");
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
