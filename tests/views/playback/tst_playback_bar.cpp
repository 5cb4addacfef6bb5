#include "tests/support/trace_builder.h"

#include "views/connections/connections_view.h"
#include "views/playback/playback_bar.h"
#include "views/playback/playback_icons.h"
#include "views/playback/step_slider.h"

#include <QAction>
#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QPixmap>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using enum tcp::Flag;
using namespace Qt::StringLiterals;

class TestPlaybackBar : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void keysMoveThePlayhead_data();
    void keysMoveThePlayhead();
    void keysWorkWhileTheTableHasTheFocus();
    void keysStayInAFocusedLineEdit();
    void actionsAreEnabledWhereTheyLeadSomewhere();
    void sliderMovesThePlayheadAndFollowsIt();
    void clickOnTheGrooveGoesThere();
    void ticksStandWhereStatesChange();
    void ticksOnOnePixelShareOne();
    void speedAndPaceReachTheClock();
    void playTurnsIntoPause();
    void iconsDifferAndAreSharp();
    void anotherTraceStartsAfresh();

private:
    std::unique_ptr<Session> m_session;
    std::unique_ptr<QWidget> m_window;
    PlaybackBar* m_bar = nullptr;
    ConnectionsView* m_connections = nullptr;
};

void TestPlaybackBar::init()
{
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<QWidget>();
    auto* layout = new QVBoxLayout(m_window.get());
    m_connections = new ConnectionsView(*m_session);
    m_bar = new PlaybackBar(*m_session);
    layout->addWidget(m_connections);
    layout->addWidget(m_bar);
    m_window->resize(1000, 300);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    TraceBuilder builder;
    builder.connection().handshake().segment(Side::Initiator, Ack, {.text = 9}).segment(Side::Responder, Ack, {.text = 9}).close();
    m_session->open(builder.source()); // 10 steps; 4 and 5 change no state
    QTRY_VERIFY(!m_session->isLoading());
    QTest::qWait(10);
}

void TestPlaybackBar::cleanup()
{
    m_window.reset();
    m_session.reset();
}

void TestPlaybackBar::keysMoveThePlayhead_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::addColumn<std::uint32_t>("expected");
    const auto row = [](const char* name, Qt::Key key, std::uint32_t expected, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::newRow(name) << int(key) << modifiers << expected;
    };
    row("Right steps forward", Qt::Key_Right, 5);
    row("Left steps back", Qt::Key_Left, 3);
    row("Page Down of a clicker steps forward", Qt::Key_PageDown, 5);
    row("Page Up of a clicker steps back", Qt::Key_PageUp, 3);
    row("Home goes to the start", Qt::Key_Home, 0);
    row("End goes to the end", Qt::Key_End, 10);
    row("Ctrl+Right goes to the next state change", Qt::Key_Right, 6, Qt::ControlModifier);
    row("Shift+Right does so too", Qt::Key_Right, 6, Qt::ShiftModifier);
    row("Ctrl+Left goes to the previous state change", Qt::Key_Left, 3, Qt::ControlModifier);
    row("Shift+Left does so too", Qt::Key_Left, 3, Qt::ShiftModifier);
}

void TestPlaybackBar::keysMoveThePlayhead()
{
    QFETCH(int, key);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    QFETCH(std::uint32_t, expected);
    m_session->playhead().moveToStep(4);
    m_bar->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key(key), modifiers);
    QCOMPARE(m_session->playhead().step(), expected);
}

void TestPlaybackBar::keysWorkWhileTheTableHasTheFocus()
{
    m_connections->table()->setFocus();
    QVERIFY(m_connections->table()->hasFocus());
    QTest::keyClick(m_connections->table(), Qt::Key_PageDown);
    QTest::keyClick(m_connections->table(), Qt::Key_Right);
    QCOMPARE(m_session->playhead().step(), 2u);
    QTest::keyClick(m_connections->table(), Qt::Key_Space);
    QVERIFY(m_session->clock().isPlaying());
}

void TestPlaybackBar::keysStayInAFocusedLineEdit()
{
    QLineEdit* edit = m_connections->filterEdit();
    edit->setFocus();
    QVERIFY(edit->hasFocus());
    m_session->playhead().moveToStep(4);
    QTest::keyClicks(edit, u"a b"_s);
    QCOMPARE(edit->text(), u"a b"_s);
    QCOMPARE(edit->cursorPosition(), 3);
    QTest::keyClick(edit, Qt::Key_Left);
    QCOMPARE(edit->cursorPosition(), 2);
    QTest::keyClick(edit, Qt::Key_Home);
    QCOMPARE(edit->cursorPosition(), 0);
    QTest::keyClick(edit, Qt::Key_Right);
    QCOMPARE(edit->cursorPosition(), 1);
    QTest::keyClick(edit, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(edit->selectedText(), u" "_s);
    QTest::keyClick(edit, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(edit, Qt::Key_End);
    QCOMPARE(edit->cursorPosition(), 3);
    QCOMPARE(m_session->playhead().step(), 4u);
    QVERIFY(!m_session->clock().isPlaying());
}

void TestPlaybackBar::actionsAreEnabledWhereTheyLeadSomewhere()
{
    m_session->playhead().toStart();
    QVERIFY(!m_bar->stepBackAction()->isEnabled());
    QVERIFY(!m_bar->toStartAction()->isEnabled());
    QVERIFY(m_bar->stepForwardAction()->isEnabled());
    m_session->playhead().toEnd();
    QVERIFY(m_bar->previousChangeAction()->isEnabled());
    QVERIFY(!m_bar->nextChangeAction()->isEnabled());
    QVERIFY(!m_bar->toEndAction()->isEnabled());
    QVERIFY(m_bar->playAction()->isEnabled());
    for (const QAction* action : m_bar->playbackActions())
        QVERIFY(!action->text().isEmpty() && !action->shortcut().isEmpty() && !action->icon().isNull());
}

void TestPlaybackBar::sliderMovesThePlayheadAndFollowsIt()
{
    auto* slider = m_bar->findChild<StepSlider*>();
    QCOMPARE(slider->maximum(), 10);
    slider->setValue(7);
    QCOMPARE(m_session->playhead().step(), 7u);
    m_session->playhead().stepBack();
    QCOMPARE(slider->value(), 6);
}

void TestPlaybackBar::clickOnTheGrooveGoesThere()
{
    auto* slider = m_bar->findChild<StepSlider*>();
    QTest::mouseClick(slider, Qt::LeftButton, {}, QPoint(slider->width() / 2, slider->height() / 2));
    QCOMPARE(m_session->playhead().step(), 5u);
    QTest::mouseClick(slider, Qt::LeftButton, {}, QPoint(slider->width() - 1, slider->height() / 2));
    QCOMPARE(m_session->playhead().step(), 10u);
}

void TestPlaybackBar::ticksStandWhereStatesChange()
{
    const auto ticks = layoutChangeTicks(m_session->trace(), 0, 0, 1000); // 100 pixels a step
    const auto at = [&](Side side) {
        QList<int> places;
        for (const ChangeTick& tick : ticks) {
            if (tick.side == side)
                places.append(tick.x);
        }
        return places;
    };
    QCOMPARE(at(Side::Initiator), (QList<int>{100, 200, 600, 700, 900, 1000}));
    QCOMPARE(at(Side::Responder), (QList<int>{200, 300, 700, 800, 900}));
}

void TestPlaybackBar::ticksOnOnePixelShareOne()
{
    const auto ticks = layoutChangeTicks(m_session->trace(), 0, 5, 5);
    QCOMPARE(ticks.size(), 2u);
}

void TestPlaybackBar::speedAndPaceReachTheClock()
{
    auto* combo = m_bar->findChild<QComboBox*>();
    QCOMPARE(PlaybackBar::speeds().front(), PlaybackClock::kSlowest);
    QCOMPARE(PlaybackBar::speeds().back(), PlaybackClock::kFastest);
    QCOMPARE(combo->currentText(), u"1×"_s);
    m_session->clock().setSpeed(0.05);
    QCOMPARE(combo->currentText(), u"0.05×"_s);
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_Down);
    QCOMPARE(m_session->clock().speed(), 0.1);
    m_session->clock().setSpeed(3.5); // not in the list
    QCOMPARE(combo->currentIndex(), -1);
    QCOMPARE(m_session->clock().speed(), 3.5);

    QToolButton* even = nullptr;
    for (QToolButton* button : m_bar->findChildren<QToolButton*>())
        even = button->isCheckable() ? button : even;
    QVERIFY(even);
    QCOMPARE(even->isChecked(), m_session->clock().pace() == PlaybackClock::Pace::EvenSteps);
    even->click();
    QCOMPARE(even->isChecked(), m_session->clock().pace() == PlaybackClock::Pace::EvenSteps);
    const auto before = m_session->clock().pace();
    even->click();
    QVERIFY(m_session->clock().pace() != before);
}

void TestPlaybackBar::playTurnsIntoPause()
{
    QCOMPARE(m_bar->playAction()->text(), u"Play"_s);
    m_bar->playAction()->trigger();
    QVERIFY(m_session->clock().isPlaying());
    QCOMPARE(m_bar->playAction()->text(), u"Pause"_s);
    m_bar->playAction()->trigger();
    QCOMPARE(m_bar->playAction()->text(), u"Play"_s);
}

void TestPlaybackBar::iconsDifferAndAreSharp()
{
    const PlaybackIcon all[] = {PlaybackIcon::ToStart, PlaybackIcon::PreviousChange, PlaybackIcon::StepBack, PlaybackIcon::Play,
                                PlaybackIcon::Pause,   PlaybackIcon::StepForward,    PlaybackIcon::NextChange, PlaybackIcon::ToEnd};
    QList<QImage> images;
    for (PlaybackIcon icon : all) {
        const QPixmap pixmap = playbackIcon(icon, Qt::black).pixmap(QSize(20, 20), 2.0);
        QCOMPARE(pixmap.size(), QSize(40, 40)); // drawn for the screen's scale, not stretched
        const QImage image = pixmap.toImage();
        QVERIFY(!images.contains(image));
        images.append(image);
    }
}

void TestPlaybackBar::anotherTraceStartsAfresh()
{
    m_session->playhead().toEnd();
    m_session->open(TraceBuilder().connection().handshake().source());
    QVERIFY(!m_bar->stepForwardAction()->isEnabled());
    QTRY_VERIFY(!m_session->isLoading());
    QVERIFY(m_bar->stepForwardAction()->isEnabled());
    QCOMPARE(m_bar->findChild<StepSlider*>()->maximum(), 3);
}

QTEST_MAIN(TestPlaybackBar)
#include "tst_playback_bar.moc"
