#include "tests/support/stage_source.h"

#include "views/hosts/call_buttons.h"
#include "views/hosts/call_rules.h"
#include "views/hosts/host_panel.h"
#include "views/hosts/link_panel.h"
#include "views/hosts/octet_spin_box.h"
#include "views/hosts/socket_table.h"
#include "views/hosts/socket_table_model.h"
#include "views/hosts/value_scale.h"
#include "views/hosts/value_slider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = HostCall::Kind;
using tcp::State;


class TestHostControls : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void obstacles_data();
    void obstacles();
    void everyObstacleIsASentence();
    void closeIsPossibleInEveryOpenState();
    void defaultSockets_data();
    void defaultSockets();
    void eachButtonCalls_data();
    void eachButtonCalls();
    void callsApplyToTheSelectedRow();
    void connectGoesWhereThePeerListens();
    void presetsSend();
    void aProcessIsChosenWhereThereAreSeveral();
    void disabledButtonsSayWhy();
    void errorsAreSpelledOut();
    void statusKeepsSelectionAndScrolling();
    void columnsGrowWithTheirNumbers();
    void octetsStepThroughThePresets();
    void scalesReachBothEndsAndComeBack_data();
    void scalesReachBothEndsAndComeBack();
    void buffersArePowersOfTwoAmongOthers();
    void slidersTellWhenTheyRest();
    void slidersTellWhenTheyAreLetGo();
    void typedNumbersAreToldAtOnce();
    void programsDoNotDisturbTheHand();
    void linkSpeaksInUnits();

private:
    static SocketAddress a(std::uint16_t port) { return TraceBuilder::address(1, port); }
    static SocketAddress b(std::uint16_t port) { return TraceBuilder::address(2, port); }
    static StageSocket listener(std::uint16_t port = 80) { return stageSocket(b(port), {}, State::Listen); }
    static StageSocket connection(std::uint16_t port = 40000, State state = State::Established) { return stageSocket(a(port), b(80), state); }
    static std::unique_ptr<HostPanel> panel(const std::vector<StageHostStatus>& statuses)
    {
        auto panel = std::make_unique<HostPanel>(0);
        panel->setHosts(stageHosts(std::uint8_t(statuses.size())));
        panel->setStatus(statuses);
        return panel;
    }
    static std::vector<StageHostStatus> usual()
    {
        std::vector<StageHostStatus> statuses(2);
        statuses[0].sockets = {connection(40000), connection(40001)};
        statuses[1].sockets = {listener(8080)};
        return statuses;
    }
};

void TestHostControls::obstacles_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<State>("state");
    QTest::addColumn<CallObstacle>("expected");
    const auto row = [](const char* name, Kind kind, State state, CallObstacle expected = CallObstacle::None) {
        QTest::newRow(name) << kind << state << expected;
    };
    row("SEND on a listener opens actively", Kind::Send, State::Listen);
    row("SEND before the connection is open is queued", Kind::Send, State::SynSent);
    row("SEND in ESTABLISHED", Kind::Send, State::Established);
    row("SEND after the peer's FIN", Kind::Send, State::CloseWait);
    row("SEND after the own FIN", Kind::Send, State::FinWait2, CallObstacle::FinSent);
    row("SEND on a connection that was reset tells its error", Kind::Send, State::Closed);
    row("RECEIVE on a listener", Kind::Read, State::Listen, CallObstacle::Listening);
    row("RECEIVE after the own FIN", Kind::ReadAll, State::FinWait1);
    row("shutdown of an open connection", Kind::ShutdownWrite, State::Established);
    row("shutdown after the peer's FIN", Kind::ShutdownWrite, State::CloseWait);
    row("shutdown before the answer to the SYN", Kind::ShutdownWrite, State::SynSent, CallObstacle::NotConnected);
    row("shutdown twice", Kind::ShutdownWrite, State::LastAck, CallObstacle::FinSent);
    row("shutdown of a listener", Kind::ShutdownWrite, State::Listen, CallObstacle::Listening);
    row("ABORT in any state", Kind::Abort, State::SynSent);
}

void TestHostControls::obstacles()
{
    QFETCH(Kind, kind);
    QFETCH(State, state);
    StageHostStatus status;
    StageSocket socket = state == State::Listen ? listener() : connection(1, state);
    status.sockets = {socket};
    QTEST(obstacleTo(kind, status, &socket, 2), "expected");
    QCOMPARE(obstacleTo(kind, status, nullptr, 2), CallObstacle::NoSocket);
    socket.processes = 0;
    QCOMPARE(obstacleTo(kind, status, &socket, 2), CallObstacle::Orphan);
    status.isUp = false;
    QCOMPARE(obstacleTo(kind, status, &socket, 2), CallObstacle::HostIsOff);
    QCOMPARE(obstacleTo(Kind::Reboot, status, &socket, 2), CallObstacle::None);
    QCOMPARE(obstacleTo(Kind::Unplug, status, &socket, 2), CallObstacle::None);
}

void TestHostControls::everyObstacleIsASentence()
{
    QStringList texts;
    for (int obstacle = 1; obstacle <= int(CallObstacle::NoPeer); ++obstacle) {
        const QString text = obstacleText(CallObstacle(obstacle));
        QVERIFY(text.endsWith(u'.') && !texts.contains(text));
        texts << text;
    }
    QVERIFY(obstacleText(CallObstacle::None).isEmpty());
    QCOMPARE(obstacleTo(Kind::Connect, {}, nullptr, 1), CallObstacle::NoPeer);
    QCOMPARE(obstacleTo(Kind::Connect, {}, nullptr, 2), CallObstacle::None);
    QCOMPARE(obstacleTo(Kind::KillProcess, {}, nullptr, 2), CallObstacle::NoProcess);
}

void TestHostControls::closeIsPossibleInEveryOpenState()
{
    for (int state = 0; state < tcp::kStateCount; ++state) {
        const StageSocket socket = connection(1, State(state));
        StageHostStatus status;
        status.sockets = {socket};
        QCOMPARE(obstacleTo(Kind::Close, status, &socket, 2), CallObstacle::None);
    }
}

void TestHostControls::defaultSockets_data()
{
    QTest::addColumn<QString>("sockets"); // L: listener, C: connection; small: an orphan
    QTest::addColumn<int>("expected");
    QTest::newRow("nothing to call") << u""_s << -1;
    QTest::newRow("the listener while there is no connection") << u"L"_s << 0;
    QTest::newRow("the listener made last") << u"LL"_s << 1;
    QTest::newRow("the newest connection") << u"LCCC"_s << 3;
    QTest::newRow("an orphan is passed over") << u"LCCc"_s << 2;
    QTest::newRow("a listener that is open comes before an orphan") << u"Lcc"_s << 0;
    QTest::newRow("orphans alone: the newest") << u"cc"_s << 1;
}

void TestHostControls::defaultSockets()
{
    QFETCH(QString, sockets);
    std::vector<StageSocket> all;
    for (const QChar kind : sockets) {
        all.push_back(kind.toUpper() == u'L' ? listener() : connection());
        all.back().processes = kind.isUpper() ? 1 : 0;
    }
    QTEST(defaultSocket(all), "expected");
}

void TestHostControls::eachButtonCalls_data()
{
    QTest::addColumn<Kind>("button");
    QTest::addColumn<bool>("isUp");
    QTest::addColumn<bool>("isUnplugged");
    QTest::addColumn<Kind>("expected");
    const auto row = [](const char* name, Kind kind) { QTest::newRow(name) << kind << true << false << kind; };
    row("connect", Kind::Connect);
    row("listen", Kind::Listen);
    row("send", Kind::Send);
    row("read", Kind::Read);
    row("read all", Kind::ReadAll);
    row("shutdown write", Kind::ShutdownWrite);
    row("close", Kind::Close);
    row("abort", Kind::Abort);
    row("kill", Kind::KillProcess);
    row("unplug", Kind::Unplug);
    row("cut power", Kind::Crash);
    QTest::newRow("the cable's button plugs it in again") << Kind::Unplug << true << true << Kind::Plug;
    QTest::newRow("the power's button reboots") << Kind::Crash << false << false << Kind::Reboot;
}

void TestHostControls::eachButtonCalls()
{
    QFETCH(Kind, button);
    std::vector<StageHostStatus> statuses = usual();
    statuses[0].isUp = *static_cast<const bool*>(QTest::qData("isUp", QMetaType::Bool));
    statuses[0].isUnplugged = *static_cast<const bool*>(QTest::qData("isUnplugged", QMetaType::Bool));
    const auto panel = this->panel(statuses);
    panel->calls()->sendOctets()->setValue(1460);
    panel->calls()->readOctets()->setValue(512);
    panel->calls()->listenPort()->setValue(81);
    QSignalSpy calls(panel.get(), &HostPanel::callRequested);
    QVERIFY(panel->calls()->button(button)->isEnabled());
    panel->calls()->button(button)->click();
    QCOMPARE(calls.count(), 1);
    const auto call = calls[0][0].value<HostCall>();
    QTEST(call.kind, "expected");
    QCOMPARE(call.host, 0u);
    const bool isOnSocket = button == Kind::Send || button == Kind::Read || button == Kind::ReadAll || button == Kind::ShutdownWrite
        || button == Kind::Close || button == Kind::Abort;
    QCOMPARE(call.socket.has_value(), isOnSocket);
    if (isOnSocket)
        QCOMPARE(call.socket->local.port, std::uint16_t(40001));
    QCOMPARE(call.octets, button == Kind::Send ? 1460u : button == Kind::Read ? 512u : 0u);
    QCOMPARE(call.port, std::uint16_t(button == Kind::Connect ? 8080 : button == Kind::Listen ? 81 : 0));
    QCOMPARE(call.peer, button == Kind::Connect ? 1u : kNoStageHost);
    QCOMPARE(call.process, button == Kind::KillProcess ? std::string("main") : std::string());
}

void TestHostControls::callsApplyToTheSelectedRow()
{
    const auto panel = this->panel(usual());
    panel->show();
    QSignalSpy calls(panel.get(), &HostPanel::callRequested);
    QToolButton* close = panel->calls()->button(Kind::Close);
    panel->table()->selectRow(0);
    close->click();
    QTest::keyClick(panel->table(), Qt::Key_Escape);
    close->click();
    QCOMPARE(calls.count(), 2);
    QCOMPARE(calls[0][0].value<HostCall>().socket->local.port, std::uint16_t(40000));
    QCOMPARE(calls[1][0].value<HostCall>().socket->local.port, std::uint16_t(40001));
    QTest::mouseClick(panel->table()->viewport(), Qt::LeftButton, {}, panel->table()->visualRect(panel->model()->index(0, 1)).center());
    QCOMPARE(panel->targetRow(), 0);
    QTest::mouseClick(panel->table()->viewport(), Qt::LeftButton, {}, panel->table()->viewport()->rect().bottomLeft() + QPoint(5, -2));
    QCOMPARE(panel->targetRow(), 1); // below the rows: nothing is selected
    auto* habit = panel->calls()->readsByItself();
    QVERIFY(habit->isChecked());
    habit->click();
    QCOMPARE(calls.back()[0].value<HostCall>().kind, Kind::ReadByItself);
    QCOMPARE(calls.back()[0].value<HostCall>().on, false);
    panel->setReadsByItself(true);
    QVERIFY(habit->isChecked());
    QCOMPARE(calls.count(), 3);
}

void TestHostControls::connectGoesWhereThePeerListens()
{
    std::vector<StageHostStatus> statuses = usual();
    statuses.resize(3);
    statuses[2].sockets = {stageSocket(TraceBuilder::address(3, 443), {}, State::Listen)};
    const auto panel = this->panel(statuses);
    CallButtons* calls = panel->calls();
    QCOMPARE(calls->connectPort()->value(), 8080);
    QCOMPARE(calls->peer()->count(), 2);
    calls->peer()->setCurrentIndex(1);
    QCOMPARE(calls->connectPort()->value(), 443);
    calls->connectPort()->setValue(99); // nobody listens there: to be refused is a lesson
    panel->setStatus(statuses);
    QSignalSpy called(panel.get(), &HostPanel::callRequested);
    calls->button(Kind::Connect)->click();
    QCOMPARE(called[0][0].value<HostCall>().port, std::uint16_t(99));
    QCOMPARE(called[0][0].value<HostCall>().peer, 2u);
}

void TestHostControls::presetsSend()
{
    const auto panel = this->panel(usual());
    QSignalSpy calls(panel.get(), &HostPanel::callRequested);
    for (QAction* preset : panel->calls()->button(Kind::Send)->menu()->actions())
        preset->trigger();
    QList<quint64> octets;
    for (const auto& call : calls)
        octets << call[0].value<HostCall>().octets;
    QCOMPARE(octets, (QList<quint64>{1, 100, 1460, 10240, 1048576}));
    QCOMPARE(panel->calls()->sendOctets()->value(), 1048576);
}

void TestHostControls::aProcessIsChosenWhereThereAreSeveral()
{
    std::vector<StageHostStatus> statuses = usual();
    statuses[0].sockets[0].owners = "main,helper";
    statuses[0].sockets[1].owners = "worker";
    const auto panel = this->panel(statuses);
    QSignalSpy calls(panel.get(), &HostPanel::callRequested);
    const QMenu* menu = panel->calls()->button(Kind::KillProcess)->menu();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 3);
    menu->actions().front()->trigger();
    menu->actions().back()->trigger();
    QCOMPARE(calls[0][0].value<HostCall>().process, std::string("worker")); // the owner of the socket that calls apply to comes first
    QCOMPARE(calls[1][0].value<HostCall>().process, std::string("helper"));
    panel->setStatus(usual());
    QVERIFY(!panel->calls()->button(Kind::KillProcess)->menu());
}

void TestHostControls::disabledButtonsSayWhy()
{
    std::vector<StageHostStatus> statuses = usual();
    statuses[0].sockets = {connection(1, State::FinWait1)};
    const auto panel = this->panel(statuses);
    QToolButton* send = panel->calls()->button(Kind::Send);
    QVERIFY(!send->isEnabled());
    QVERIFY(send->toolTip().contains(obstacleText(CallObstacle::FinSent).toHtmlEscaped()));
    QCOMPARE(send->accessibleDescription(), obstacleText(CallObstacle::FinSent));
    QVERIFY(panel->calls()->button(Kind::Close)->isEnabled());
    panel->setStatus(usual());
    QVERIFY(send->isEnabled());
    QVERIFY(!send->toolTip().contains(obstacleText(CallObstacle::FinSent).toHtmlEscaped()));
    QVERIFY(send->toolTip().contains(u"10.0.0.1:40001"_s));
}

void TestHostControls::errorsAreSpelledOut()
{
    std::vector<StageHostStatus> statuses = usual();
    const auto panel = this->panel(statuses);
    QCOMPARE(panel->errorText(), QString());
    statuses[0].lastError = "ECONNRESET";
    panel->setStatus(statuses);
    QCOMPARE(panel->errorText(), u"ECONNRESET: Connection reset by peer"_s);
    statuses[0].lastError = "ENEW";
    panel->setStatus(statuses);
    QCOMPARE(panel->errorText(), u"ENEW"_s);
}

void TestHostControls::statusKeepsSelectionAndScrolling()
{
    std::vector<StageHostStatus> statuses(2);
    for (std::uint16_t port = 1; port <= 200; ++port)
        statuses[0].sockets.push_back(connection(port));
    const auto panel = this->panel(statuses);
    panel->resize(500, 300);
    panel->show();
    panel->table()->selectRow(100);
    panel->table()->verticalScrollBar()->setValue(60);
    statuses[0].sockets.push_back(connection(500)); // behind
    statuses[0].sockets[100].state = State::CloseWait;
    panel->setStatus(statuses);
    QCOMPARE(panel->targetRow(), 100);
    QCOMPARE(panel->table()->verticalScrollBar()->value(), 60);
    statuses[0].sockets.erase(statuses[0].sockets.begin()); // before it
    panel->setStatus(statuses);
    QCOMPARE(panel->targetRow(), 99);
    statuses[0].sockets.erase(statuses[0].sockets.begin() + 99); // itself: back to the newest
    panel->setStatus(statuses);
    QCOMPARE(panel->model()->sockets()[std::size_t(panel->targetRow())].local.port, std::uint16_t(500));
}

void TestHostControls::columnsGrowWithTheirNumbers()
{
    std::vector<StageHostStatus> statuses = usual();
    const auto panel = this->panel(statuses);
    panel->resize(360, 300);
    panel->show();
    statuses[0].sockets[0].receiveQueue = 1048576;
    panel->setStatus(statuses);
    QFont bold = panel->table()->font();
    bold.setBold(true);
    QVERIFY(panel->table()->columnWidth(SocketTableModel::ReceiveQueueColumn) > QFontMetrics(bold).horizontalAdvance(u"1,048,576"_s));
    QCOMPARE(panel->model()->index(0, SocketTableModel::RemoteColumn).data().toString(), u"B:80"_s); // short, for want of room
    panel->resize(900, 300);
    QTest::qWait(1);
    QCOMPARE(panel->model()->index(0, SocketTableModel::RemoteColumn).data().toString(), u"10.0.0.2:80"_s);
}

void TestHostControls::octetsStepThroughThePresets()
{
    OctetSpinBox box;
    box.setValue(1);
    QList<int> seen;
    for (int i = 0; i < 5; ++i) {
        box.stepBy(1);
        seen << box.value();
    }
    QCOMPARE(seen, (QList<int>{100, 1460, 10240, 1048576, 1048576}));
    box.setValue(1500);
    box.stepBy(-1);
    QCOMPARE(box.value(), 1460);
    box.stepBy(-9);
    QCOMPARE(box.value(), 1);
}

void TestHostControls::scalesReachBothEndsAndComeBack_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("delay") << 0;
    QTest::newRow("loss") << 1;
    QTest::newRow("octets") << 2;
}

void TestHostControls::scalesReachBothEndsAndComeBack()
{
    QFETCH(int, which);
    const ValueScale scale = which == 0 ? ValueScale::delay() : which == 1 ? ValueScale::loss() : ValueScale::octets();
    QCOMPARE(scale.valueAt(0.0), scale.minimum());
    QCOMPARE(scale.valueAt(1.0), scale.maximum());
    QCOMPARE(scale.shareOf(scale.minimum()), 0.0);
    QCOMPARE(scale.shareOf(scale.maximum()), 1.0);
    double last = scale.minimum();
    for (int i = 0; i <= 800; ++i) {
        const double value = scale.valueAt(i / 800.0);
        QVERIFY(value >= last && value <= scale.maximum());
        QVERIFY(std::abs(value * std::pow(10.0, scale.decimals()) - std::round(value * std::pow(10.0, scale.decimals()))) < 1e-6); // can be shown
        last = value;
    }
}

void TestHostControls::buffersArePowersOfTwoAmongOthers()
{
    for (int power = 0; power <= 20; ++power)
        QCOMPARE(ValueScale::octets().valueAt(power / 20.0), std::exp2(power));
}

void TestHostControls::slidersTellWhenTheyRest()
{
    LinkPanel link(stageHosts(2));
    link.setLoss(0.0);
    QSignalSpy told(link.loss(), &ValueSlider::valueChosen);
    QSlider* slider = link.loss()->slider();
    for (int i = 0; i < 20; ++i)
        slider->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    QCOMPARE(told.count(), 0);
    QCOMPARE(link.loss()->spinBox()->value(), link.loss()->value()); // the number follows the hand
    QVERIFY(link.loss()->value() > 0.0);
    QTRY_COMPARE_WITH_TIMEOUT(told.count(), 1, 10 * ValueSlider::kRest);
    QTest::qWait(2 * ValueSlider::kRest);
    QCOMPARE(told.count(), 1);
}

void TestHostControls::slidersTellWhenTheyAreLetGo()
{
    LinkPanel link(stageHosts(2));
    link.setDelay(10ms);
    QSignalSpy told(&link, &LinkPanel::delayChanged);
    QSlider* slider = link.delay()->slider();
    slider->setSliderDown(true);
    slider->setSliderPosition(slider->maximum());
    QCOMPARE(told.count(), 0);
    slider->setSliderDown(false);
    QCOMPARE(told.count(), 1);
    QCOMPARE(told[0][0].value<Duration>(), Duration(2s));
}

void TestHostControls::typedNumbersAreToldAtOnce()
{
    LinkPanel link(stageHosts(2));
    link.show();
    QSignalSpy told(&link, &LinkPanel::receiveBufferChanged);
    QDoubleSpinBox* number = link.receiveBuffer(1)->spinBox();
    number->setFocus();
    number->selectAll();
    QTest::keyClicks(number, u"4096"_s);
    QCOMPARE(told.count(), 0);
    QTest::keyClick(number, Qt::Key_Return);
    QCOMPARE(told.count(), 1);
    QCOMPARE(told[0][0].toUInt(), 1u);
    QCOMPARE(told[0][1].toUInt(), 4096u);
    QTest::keyClick(number, Qt::Key_Return); // the same again is no change
    QCOMPARE(told.count(), 1);
}

void TestHostControls::programsDoNotDisturbTheHand()
{
    LinkPanel link(stageHosts(2));
    link.setLoss(0.1);
    QSignalSpy told(&link, &LinkPanel::lossChanged);
    QCOMPARE(link.loss()->value(), 10.0);
    link.loss()->slider()->setSliderDown(true);
    link.loss()->slider()->setSliderPosition(link.loss()->slider()->maximum());
    link.setLoss(0.2); // the simulation's value, while the user is at it
    QCOMPARE(link.loss()->value(), 50.0);
    link.loss()->slider()->setSliderDown(false);
    QCOMPARE(told.count(), 1);
    QCOMPARE(told[0][0].toDouble(), 0.5);
    link.setLoss(0.2);
    QCOMPARE(link.loss()->value(), 20.0);
    QCOMPARE(told.count(), 1);
}

void TestHostControls::linkSpeaksInUnits()
{
    LinkPanel link(stageHosts(2));
    link.setDelay(40ms);
    link.setLoss(0.015);
    std::vector<StageHostStatus> statuses(2);
    statuses[0].receiveBuffer = 65535;
    statuses[1].receiveBuffer = 1;
    link.setStatus(statuses);
    QCOMPARE(link.delay()->spinBox()->text(), u"40 ms"_s);
    QCOMPARE(link.loss()->spinBox()->text(), u"1.5 %"_s);
    QCOMPARE(link.receiveBuffer(0)->spinBox()->value(), 65535.0); // though no position of the slider is just there
    QCOMPARE(link.receiveBuffer(1)->spinBox()->value(), 1.0);
}

QTEST_MAIN(TestHostControls)
#include "tst_host_controls.moc"
