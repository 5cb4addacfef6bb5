#include "tests/support/stage_source.h"

#include "views/hosts/call_buttons.h"
#include "views/hosts/host_panel.h"
#include "views/hosts/hosts_view.h"
#include "views/hosts/link_panel.h"
#include "views/hosts/value_slider.h"

#include <QLabel>
#include <QListWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <set>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using tcp::State;

class TestHostsView : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void recordingsHaveNothingToSteer();
    void arrangementFitsTheRoom_data();
    void arrangementFitsTheRoom();
    void tabsShowOneHostAtATime();
    void tabsSayWhatIsWrong();
    void requestsOfAllParts();
    void anotherFutureKeepsTheSelection();
    void otherHostsAreOtherPanels();
    void changesAreListedNewestLast();
    void lookingOnly();
    void everyControlHasANameAndIsReachedByTab();
    void focusedButtonsKeepTheSpaceBar();

private:
    void open(std::uint8_t hosts)
    {
        TraceBuilder builder;
        builder.connection().handshake();
        auto stage = std::make_shared<Stage>();
        stage->hosts = stageHosts(hosts);
        m_session->open(std::make_unique<StageSource>(builder.batch(), stage));
        QTRY_VERIFY(m_session->stage());
        std::vector<StageHostStatus> statuses(hosts);
        statuses[0].sockets = {stageSocket(TraceBuilder::address(1, 40000), TraceBuilder::address(2, 80), State::Established)};
        statuses[1].sockets = {stageSocket(TraceBuilder::address(2, 80), {}, State::Listen)};
        m_view->setStatus(statuses);
    }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<HostsView> m_view;
};

void TestHostsView::init()
{
    m_session = std::make_unique<Session>();
    m_view = std::make_unique<HostsView>(*m_session);
    m_view->resize(560, 300);
    m_view->show();
}

void TestHostsView::cleanup()
{
    m_view.reset();
    m_session.reset();
}

void TestHostsView::recordingsHaveNothingToSteer()
{
    QCOMPARE(m_view->hostCount(), std::size_t(0));
    QVERIFY(!m_view->undoButton()->isVisible());
    QVERIFY(!m_view->tabs()->isVisible());
    m_view->setStatus({});
    m_view->setDelay(1ms);
    m_view->setChanges({u"x"_s});
    m_view->resize(1300, 300);
    open(2);
    QCOMPARE(m_view->hostCount(), std::size_t(2));
    TraceBuilder builder;
    m_session->open(builder.connection().handshake().source());
    QTRY_VERIFY(!m_session->isLoading());
    QCOMPARE(m_view->hostCount(), std::size_t(0));
}

void TestHostsView::arrangementFitsTheRoom_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<HostsView::Arrangement>("expected");
    QTest::addColumn<int>("visible"); // pages
    QTest::newRow("a dock below, beside others") << QSize(560, 300) << HostsView::Arrangement::OneAtATime << 1;
    QTest::newRow("a dock at the side") << QSize(360, 700) << HostsView::Arrangement::Stacked << 2;
    QTest::newRow("a dock below, all of the width") << QSize(1280, 300) << HostsView::Arrangement::SideBySide << 3;
    QTest::newRow("smaller than it should be") << QSize(240, 200) << HostsView::Arrangement::OneAtATime << 1;
}

void TestHostsView::arrangementFitsTheRoom()
{
    QFETCH(QSize, size);
    QFETCH(int, visible);
    open(2);
    m_view->setChanges({u"a change"_s});
    m_view->resize(size);
    QTest::qWait(1);
    QCOMPARE(m_view->size(), size);
    QTEST(m_view->arrangement(), "expected");
    int pages = 0;
    for (const QScrollArea* page : m_view->findChildren<QScrollArea*>()) {
        if (!page->isVisible())
            continue;
        ++pages;
        QVERIFY(page->widget()->height() >= page->widget()->minimumSizeHint().height());
        if (size.width() >= 360)
            QVERIFY(!page->horizontalScrollBar()->isVisible());
    }
    QCOMPARE(pages, visible);
    QVERIFY(m_view->undoButton()->isVisible());
}

void TestHostsView::tabsShowOneHostAtATime()
{
    open(3);
    QCOMPARE(m_view->tabs()->count(), 4);
    for (int tab = 0; tab < 4; ++tab) {
        m_view->tabs()->setCurrentIndex(tab);
        for (StageHostIndex host = 0; host < 3; ++host)
            QCOMPARE(m_view->panel(host)->isVisible(), int(host) == tab);
        QCOMPARE(m_view->link()->isVisible(), tab == 3);
    }
}

void TestHostsView::tabsSayWhatIsWrong()
{
    open(2);
    QCOMPARE(m_view->tabs()->tabText(1), u"B"_s);
    std::vector<StageHostStatus> statuses(2);
    statuses[0].isUp = false;
    statuses[1].isUnplugged = true;
    m_view->setStatus(statuses);
    QCOMPARE(m_view->tabs()->tabText(0), u"A: no power"_s);
    QCOMPARE(m_view->tabs()->tabText(1), u"B: cable unplugged"_s);
}

void TestHostsView::requestsOfAllParts()
{
    open(2);
    QSignalSpy calls(m_view.get(), &HostsView::callRequested);
    m_view->panel(1)->calls()->button(HostCall::Kind::Crash)->click();
    QCOMPARE(calls[0][0].value<HostCall>().host, 1u);
    QSignalSpy undo(m_view.get(), &HostsView::undoRequested);
    QSignalSpy redo(m_view.get(), &HostsView::redoRequested);
    QSignalSpy save(m_view.get(), &HostsView::saveRequested);
    m_view->undoButton()->click();
    QCOMPARE(undo.count(), 0); // nothing to undo yet
    m_view->setUndoAvailable(true, true);
    m_view->undoButton()->click();
    m_view->redoButton()->click();
    m_view->saveButton()->click();
    QCOMPARE(undo.count() + redo.count() + save.count(), 3);
    QSignalSpy delay(m_view.get(), &HostsView::delayChanged);
    QSignalSpy loss(m_view.get(), &HostsView::lossChanged);
    QSignalSpy buffer(m_view.get(), &HostsView::receiveBufferChanged);
    m_view->link()->delay()->spinBox()->setValue(250);
    m_view->link()->loss()->spinBox()->setValue(5);
    m_view->link()->receiveBuffer(1)->spinBox()->setValue(1000);
    QTRY_COMPARE(delay.count() + loss.count() + buffer.count(), 3);
    QCOMPARE(delay[0][0].value<Duration>(), Duration(250ms));
    QCOMPARE(loss[0][0].toDouble(), 0.05);
    QCOMPARE(buffer[0][0].toUInt(), 1u);
    QCOMPARE(buffer[0][1].toUInt(), 1000u);
}

void TestHostsView::anotherFutureKeepsTheSelection()
{
    open(2);
    const HostPanel* panel = m_view->panel(0);
    m_view->tabs()->setCurrentIndex(1);
    auto stage = std::make_shared<Stage>();
    stage->hosts = stageHosts(2);
    stage->end = stage->start + 5s;
    TraceBuilder builder;
    m_session->replace(builder.connection().handshake().batch(), stage);
    QCOMPARE(m_session->stage(), stage);
    QCOMPARE(m_view->panel(0), panel);
    QCOMPARE(m_view->tabs()->currentIndex(), 1);
}

void TestHostsView::otherHostsAreOtherPanels()
{
    open(2);
    m_view->setChanges({u"a change"_s});
    open(4);
    QCOMPARE(m_view->hostCount(), std::size_t(4));
    QCOMPARE(m_view->tabs()->count(), 5);
    QCOMPARE(m_view->changes()->count(), 1); // until somebody says otherwise
    open(2);
    QCOMPARE(m_view->tabs()->count(), 3);
}

void TestHostsView::changesAreListedNewestLast()
{
    open(2);
    m_view->tabs()->setCurrentIndex(2);
    QVERIFY(!m_view->changes()->isVisible());
    QStringList changes;
    for (int i = 1; i <= 60; ++i)
        changes << QString::number(i);
    m_view->setChanges(changes);
    QTest::qWait(1);
    QVERIFY(m_view->changes()->isVisible());
    QCOMPARE(m_view->changes()->count(), 60);
    QCOMPARE(m_view->changes()->item(59)->text(), u"60"_s);
    const QScrollBar* bar = m_view->changes()->verticalScrollBar();
    QTRY_COMPARE(bar->value(), bar->maximum());
}

void TestHostsView::lookingOnly()
{
    open(2);
    m_view->setEditable(false);
    QVERIFY(!m_view->undoButton()->isVisible());
    QVERIFY(!m_view->panel(0)->calls()->isVisible());
    QVERIFY(m_view->panel(0)->isVisible());
    m_view->resize(1300, 300);
    QVERIFY(!m_view->link()->isVisible());
    m_view->setEditable(true);
    QVERIFY(m_view->undoButton()->isVisible());
    QVERIFY(m_view->panel(1)->calls()->isVisible());
    QVERIFY(m_view->link()->isVisible());
}

void TestHostsView::everyControlHasANameAndIsReachedByTab()
{
    open(2);
    m_view->resize(1300, 420);
    QTest::qWait(1);
    std::set<const QWidget*> reached;
    for (const QWidget* widget = m_view->nextInFocusChain(); widget != m_view.get(); widget = widget->nextInFocusChain())
        reached.insert(widget);
    int count = 0;
    for (const QToolButton* button : m_view->findChildren<QToolButton*>()) {
        if (!button->isVisible() || qobject_cast<QTabBar*>(button->parentWidget()))
            continue;
        ++count;
        QVERIFY(!button->text().isEmpty());
        QVERIFY((button->focusPolicy() & Qt::TabFocus) != 0);
        QVERIFY(reached.contains(button));
    }
    QCOMPARE(count, 2 * 11 + 3);
    for (const QSlider* slider : m_view->findChildren<QSlider*>())
        QVERIFY(!slider->accessibleName().isEmpty());
    for (const QAbstractSpinBox* box : m_view->findChildren<QAbstractSpinBox*>())
        QVERIFY(!box->accessibleName().isEmpty());
}

void TestHostsView::focusedButtonsKeepTheSpaceBar()
{
    open(2);
    int played = 0;
    QShortcut play(QKeySequence(Qt::Key_Space), m_view.get());
    connect(&play, &QShortcut::activated, this, [&played] { ++played; });
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    QSignalSpy calls(m_view.get(), &HostsView::callRequested);
    QToolButton* listen = m_view->panel(0)->calls()->button(HostCall::Kind::Listen);
    listen->setFocus();
    QTest::keyClick(listen, Qt::Key_Space);
    QCOMPARE(calls.count(), 1);
    QCOMPARE(played, 0);
    m_view->tabs()->setFocus();
    QTest::keyClick(m_view->tabs(), Qt::Key_Space);
    QCOMPARE(played, 1);
}

QTEST_MAIN(TestHostsView)
#include "tst_hosts_view.moc"
