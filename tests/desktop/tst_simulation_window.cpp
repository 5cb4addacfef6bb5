// The real window with a simulation in it: the user calls, drops a segment while it flies, takes that back, and saves the result.
#include "app/desktop/main_window.h"
#include "app/desktop/simulation_control.h"
#include "model/simulation/scenario_parser.h"
#include "views/captions/caption_bar.h"
#include "views/hosts/call_buttons.h"
#include "views/hosts/host_panel.h"
#include "views/hosts/hosts_view.h"
#include "views/path/path_view.h"

#include <QListWidget>
#include <QMenu>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using enum HostCall::Kind;

class TestSimulationWindow : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void aConnectionIsOpenedByAClick();
    void aFlyingSegmentIsDroppedByAClick();
    void undoBringsTheOldFutureBack();
    void aConnectionIsClosedByCalls();
    void theResultIsAScenario();
    void aRecordingCannotBeSteered();
    void captionsFollowTheStory();

private:
    void open(const QString& name);
    void call(StageHostIndex host, HostCall::Kind kind);
    void waitUntilPlayed();
    void playUntil(std::uint32_t step, int share);
    tcp::State state(Side side) const;
    const Session& session() const { return m_window->session(); }

    std::unique_ptr<MainWindow> m_window;
    HostsView* m_hosts = nullptr;
    SimulationControl* m_control = nullptr;
};

void TestSimulationWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
}

void TestSimulationWindow::init()
{
    Preferences preferences;
    preferences.reducedMotion = true;
    m_window = std::make_unique<MainWindow>(preferences, QPalette(Qt::white));
    m_window->show();
    m_hosts = m_window->findChild<HostsView*>();
    m_control = m_window->findChild<SimulationControl*>();
}

void TestSimulationWindow::open(const QString& name)
{
    m_window->open(name);
    QTRY_VERIFY(!session().isLoading());
}

void TestSimulationWindow::waitUntilPlayed()
{
    QTRY_VERIFY(!m_control->isBusy());
    m_window->session().clock().pause(); // the test says how time goes on
}

void TestSimulationWindow::call(StageHostIndex host, HostCall::Kind kind)
{
    QToolButton* button = m_hosts->panel(host)->calls()->button(kind);
    QTRY_VERIFY(button->isEnabled()); // once the table of sockets has followed
    button->click();
    waitUntilPlayed();
}

/// Plays on from the start of the connection to so many steps and so many per cent of the next one.
void TestSimulationWindow::playUntil(std::uint32_t step, int share)
{
    PlaybackClock& clock = m_window->session().clock();
    clock.pause();
    m_window->session().playhead().moveToStep(step);
    clock.playOn();
    clock.advance(PlaybackClock::kFlyingStep * share / 100);
    clock.pause();
}

tcp::State TestSimulationWindow::state(Side side) const
{
    return session().trace().state(0, side, session().trace().stepCount(0));
}

void TestSimulationWindow::aConnectionIsOpenedByAClick()
{
    open(u"free_play"_s);
    QCOMPARE(session().trace().connectionCount(), 0u);
    call(0, Connect);
    QCOMPARE(session().trace().connectionCount(), 1u);
    QCOMPARE(session().playhead().connection(), std::optional<ConnectionId>(0));
    QVERIFY(state(Side::Initiator) == tcp::State::Established);
    QVERIFY(state(Side::Responder) == tcp::State::Established);
    QCOMPARE(m_hosts->changes()->count(), 1);
}

void TestSimulationWindow::aFlyingSegmentIsDroppedByAClick()
{
    open(u"free_play"_s);
    call(0, Connect);
    playUntil(2, 50); // B's SYN,ACK is half way
    auto* path = m_window->findChild<PathView*>();
    QTRY_COMPARE(path->currentLayout().chips.size(), std::size_t(1));
    const Timestamp dropped = m_window->session().clock().now();
    const QPoint chip = path->currentLayout().chips[0].box.center().toPoint();
    path->repaint();
    QTest::mouseClick(path, Qt::LeftButton, Qt::ShiftModifier, chip);
    waitUntilPlayed();
    const Trace& trace = session().trace();
    const auto& records = trace.connection(0).records;
    const auto lost = std::find_if(records.begin(), records.end(), [&](RecordNumber n) { return trace.record(n).kind() == RecordKind::LostSegment; });
    QVERIFY(lost != records.end());
    QVERIFY(trace.record(*lost).has(tcp::Flag::Syn) && trace.record(*lost).has(tcp::Flag::Ack));
    QVERIFY(trace.record(*lost).time > dropped);
    QVERIFY(trace.record(*lost).time < dropped + milliseconds(100));
    QVERIFY(session().playhead().step() >= 2u); // the past stays, and it plays on
    QVERIFY(m_window->session().clock().now() >= dropped);
    QVERIFY(state(Side::Initiator) == tcp::State::Established); // it was sent again
}

void TestSimulationWindow::undoBringsTheOldFutureBack()
{
    open(u"free_play"_s);
    call(0, Connect);
    const RecordNumber before = session().trace().recordCount();
    playUntil(4, 0);
    call(0, Abort);
    QVERIFY(session().trace().recordCount() > before);
    QVERIFY(state(Side::Responder) == tcp::State::Closed);
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
    waitUntilPlayed();
    QCOMPARE(session().trace().recordCount(), before);
    QVERIFY(state(Side::Responder) == tcp::State::Established);
    QCOMPARE(m_hosts->changes()->count(), 1);
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    waitUntilPlayed();
    QVERIFY(state(Side::Responder) == tcp::State::Closed);
}

void TestSimulationWindow::aConnectionIsClosedByCalls()
{
    open(u"free_play"_s);
    call(0, Connect);
    m_window->session().playhead().toEnd();
    call(0, Send);
    m_window->session().playhead().toEnd();
    call(0, Close);
    m_window->session().playhead().toEnd();
    QVERIFY(state(Side::Responder) == tcp::State::CloseWait);
    call(1, Close);
    QVERIFY(state(Side::Responder) == tcp::State::Closed);
    QCOMPARE(session().trace().connection(0).side(Side::Initiator).octets, std::uint64_t(100));
}

void TestSimulationWindow::theResultIsAScenario()
{
    open(u"free_play"_s);
    call(0, Connect);
    const auto again = simulation::readScenario(m_control->text(), "saved.scenario");
    QVERIFY(again);
    QVERIFY(again.value() == m_control->scenario());
}

void TestSimulationWindow::aRecordingCannotBeSteered()
{
    open(u"free_play"_s);
    QVERIFY(m_control->isActive());
    open(QStringLiteral(TEST_DATA_DIR "/captures/kernel/01_client_close.pcap"));
    QVERIFY(!m_control->isActive());
    QVERIFY(!m_hosts->isVisibleTo(m_window.get()));
    QVERIFY(!m_window->findChild<PathView*>()->isVisibleTo(m_window.get()));
    QVERIFY(!m_window->findChild<CaptionBar*>()->isVisibleTo(m_window.get()));
}

void TestSimulationWindow::captionsFollowTheStory()
{
    open(u"three_way_handshake"_s);
    const auto* captions = m_window->findChild<CaptionBar*>();
    QVERIFY(captions->isVisibleTo(m_window.get()));
    const QString first = captions->text();
    QVERIFY(!first.isEmpty());
    m_window->session().playhead().toEnd();
    QVERIFY(captions->text() != first);
    QVERIFY(captions->text().contains(u"2 MSL"_s));
}

QTEST_MAIN(TestSimulationWindow)
#include "tst_simulation_window.moc"
