#include "tests/views/path/path_samples.h"
#include "views/path/path_view.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace path_samples;
using namespace Qt::StringLiterals;

namespace {

/// A view of a simulation that stands still at its start.
struct Window {
    explicit Window(const Sample& sample, bool editable = true)
    {
        session.replace(sample.batch, sample.stage);
        session.clock().setPace(PlaybackClock::Pace::TrueTime);
        session.playhead().toStart();
        view.setEditable(editable);
        view.resize(800, 180);
        view.show();
        view.grab();
    }
    void advance(Duration by)
    {
        session.clock().play();
        session.clock().advance(by);
        session.clock().pause();
        view.grab(); // what the user sees
    }
    QPoint middleOf(std::size_t flight)
    {
        const PathLayout layout = view.currentLayout();
        const PathChipShape* chip = layout.chipOf(flight);
        return chip ? chip->box.center().toPoint() : QPoint(-1, -1);
    }

    Session session;
    PathView view{session};
};

QAction* actionOf(QMenu* menu, const QString& text)
{
    for (QAction* action : menu->actions()) {
        if (action->text().remove(u'&').section(u'\t', 0, 0) == text)
            return action;
    }
    return nullptr;
}

} // namespace

class TestPathView : public QObject {
    Q_OBJECT
private slots:
    void theClockMovesTheSegments()
    {
        Window window(handshake());
        const PathLayout start = window.view.currentLayout();
        QCOMPARE(start.chips.size(), 1u);
        window.advance(10ms);
        const PathLayout later = window.view.currentLayout();
        QCOMPARE(later.chips.size(), 1u);
        QVERIFY(later.chips[0].exact > start.chips[0].exact + 100);
    }

    void theMenuAsksForWhatWasChosen_data()
    {
        QTest::addColumn<QString>("item");
        QTest::addColumn<int>("drops");
        QTest::addColumn<int>("copies");
        QTest::addColumn<qint64>("delay");
        QTest::newRow("drop") << u"Drop"_s << 1 << 0 << qint64(0);
        QTest::newRow("duplicate") << u"Duplicate"_s << 0 << 1 << qint64(0);
        QTest::newRow("delay by 100 ms") << u"Delay by 100 ms"_s << 0 << 0 << qint64(100'000'000);
        QTest::newRow("delay by 1 s") << u"Delay by 1 s"_s << 0 << 0 << qint64(1'000'000'000);
    }
    void theMenuAsksForWhatWasChosen()
    {
        QFETCH(QString, item);
        QFETCH(int, drops);
        QFETCH(int, copies);
        QFETCH(qint64, delay);
        Window window(handshake());
        QSignalSpy dropped(&window.view, &PathView::dropRequested);
        QSignalSpy duplicated(&window.view, &PathView::duplicateRequested);
        std::vector<std::pair<quint32, qint64>> delays;
        connect(&window.view, &PathView::delayRequested, &window.view, [&](quint32 number, Duration by) { delays.emplace_back(number, by.count()); });
        window.advance(25ms); // the second one flies
        QTest::mousePress(&window.view, Qt::LeftButton, {}, window.middleOf(1));
        QVERIFY(window.view.openMenu());
        QVERIFY(window.view.openMenu()->isVisible());
        QAction* action = actionOf(window.view.openMenu(), item);
        QVERIFY(action);
        action->trigger();
        window.view.openMenu()->close();
        QTRY_VERIFY(!window.view.openMenu());
        QCOMPARE(int(dropped.size()), drops);
        QCOMPARE(int(duplicated.size()), copies);
        QCOMPARE(delays.size(), delay > 0 ? 1u : 0u);
        for (const auto* spy : {&dropped, &duplicated}) {
            for (const auto& arguments : *spy)
                QCOMPARE(arguments[0].toUInt(), 2u);
        }
        for (const auto& [number, by] : delays) {
            QCOMPARE(number, 2u);
            QCOMPARE(by, delay);
        }
    }

    void timeStandsStillWhileTheMenuIsOpen_data()
    {
        QTest::addColumn<bool>("plays");
        QTest::newRow("and goes on afterwards") << true;
        QTest::newRow("and does not begin to run afterwards") << false;
    }
    void timeStandsStillWhileTheMenuIsOpen()
    {
        QFETCH(bool, plays);
        Window window(handshake());
        window.session.clock().setSpeed(PlaybackClock::kSlowest);
        window.advance(1s);
        if (plays)
            window.session.clock().play();
        QTest::mousePress(&window.view, Qt::LeftButton, {}, window.middleOf(0));
        QVERIFY(window.view.openMenu());
        QVERIFY(!window.session.clock().isPlaying());
        const Timestamp before = window.session.clock().now();
        QTest::qWait(60);
        QCOMPARE(window.session.clock().now(), before);
        window.view.openMenu()->close();
        QTRY_VERIFY(!window.view.openMenu());
        QCOMPARE(window.session.clock().isPlaying(), plays);
    }

    void aPressMeansWhatTheUserSees()
    {
        Window window(handshake());
        window.advance(10ms);
        const QPoint seen = window.middleOf(0);
        window.session.clock().play();
        window.session.clock().advance(9ms); // the next frame is not painted yet
        window.session.clock().pause();
        QVERIFY(!window.view.currentLayout().chipAt(seen));
        QSignalSpy dropped(&window.view, &PathView::dropRequested);
        QTest::mousePress(&window.view, Qt::LeftButton, Qt::ShiftModifier, seen);
        QCOMPARE(dropped.size(), 1);
        QCOMPARE(dropped[0][0].toUInt(), 1u);
    }

    void shiftAndTheMiddleButtonDropAtOnce_data()
    {
        QTest::addColumn<Qt::MouseButton>("button");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::newRow("Shift") << Qt::LeftButton << Qt::KeyboardModifiers(Qt::ShiftModifier);
        QTest::newRow("the middle button") << Qt::MiddleButton << Qt::KeyboardModifiers();
    }
    void shiftAndTheMiddleButtonDropAtOnce()
    {
        QFETCH(Qt::MouseButton, button);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        Window window(handshake());
        window.advance(10ms);
        QSignalSpy dropped(&window.view, &PathView::dropRequested);
        QTest::mousePress(&window.view, button, modifiers, window.middleOf(0));
        QCOMPARE(dropped.size(), 1);
        QVERIFY(!window.view.openMenu());
        QTest::mousePress(&window.view, button, modifiers, QPoint(400, 140)); // nothing there
        QCOMPARE(dropped.size(), 1);
    }

    void withoutLeaveNothingIsChanged()
    {
        Window window(handshake(), false);
        window.advance(10ms);
        QSignalSpy dropped(&window.view, &PathView::dropRequested);
        const QPoint chip = window.middleOf(0);
        QTest::mousePress(&window.view, Qt::LeftButton, {}, chip);
        QVERIFY(!window.view.openMenu());
        QTest::mousePress(&window.view, Qt::LeftButton, Qt::ShiftModifier, chip);
        QTest::mousePress(&window.view, Qt::MiddleButton, {}, chip);
        QTest::keyClick(&window.view, Qt::Key_Delete);
        QCOMPARE(dropped.size(), 0);
    }

    void theKeyboardGoesThroughAndActs()
    {
        Window window(zoo());
        window.advance(13ms);
        PathView& view = window.view;
        QSignalSpy dropped(&view, &PathView::dropRequested);
        QSignalSpy duplicated(&view, &PathView::duplicateRequested);
        QSignalSpy delayed(&view, &PathView::delayRequested);
        QTest::keyClick(&view, Qt::Key_Delete);
        QCOMPARE(dropped.size(), 0); // nothing has the focus
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(view.focusedFlight() == 0u);
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(view.focusedFlight() == 2u);
        QTest::keyClick(&view, Qt::Key_Delete);
        QCOMPARE(dropped.size(), 1);
        QCOMPARE(dropped[0][0].toUInt(), 3u);
        QCOMPARE(dropped[0][1].toUInt(), 1u); // the copy, not the segment itself
        QTest::keyClick(&view, Qt::Key_Up);
        QTest::keyClick(&view, Qt::Key_Insert);
        QCOMPARE(duplicated.size(), 1);
        QCOMPARE(duplicated[0][0].toUInt(), 2u);
        QTest::keyClick(&view, Qt::Key_Plus);
        QCOMPARE(delayed.size(), 1);
        QTest::keyClick(&view, Qt::Key_Return);
        QVERIFY(view.openMenu());
        view.openMenu()->close();
        QTRY_VERIFY(!view.openMenu());
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(!view.focusedFlight());
    }

    void keysThatPlayBelongToTheWindow_data()
    {
        QTest::addColumn<int>("key");
        for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Space, Qt::Key_Home, Qt::Key_End, Qt::Key_PageUp, Qt::Key_PageDown})
            QTest::newRow(qPrintable(QKeySequence(key).toString())) << int(key);
    }
    void keysThatPlayBelongToTheWindow()
    {
        QFETCH(int, key);
        Window window(zoo());
        window.advance(13ms);
        QTest::keyClick(&window.view, Qt::Key_Down);
        QKeyEvent press(QEvent::KeyPress, key, {});
        press.accept();
        QCoreApplication::sendEvent(&window.view, &press);
        QVERIFY(!press.isAccepted());
        QKeyEvent over(QEvent::ShortcutOverride, key, {});
        over.ignore();
        QCoreApplication::sendEvent(&window.view, &over);
        QVERIFY(!over.isAccepted());
    }

    void theFocusGoesWithItsSegment()
    {
        Window window(handshake());
        window.advance(10ms);
        QTest::keyClick(&window.view, Qt::Key_Down);
        QVERIFY(window.view.focusedFlight() == 0u);
        window.advance(12ms); // it has arrived
        QVERIFY(!window.view.focusedFlight());
    }

    void aScreenReaderHearsWhatFlies()
    {
        Window window(handshake());
        window.advance(10ms);
        QCOMPARE(window.view.accessibleDescription(), u"On the way: SYN 0 from A to B"_s);
        window.advance(15ms);
        QCOMPARE(window.view.accessibleDescription(), u"On the way: SYN 0 ack 1 from B to A"_s);
        QVERIFY(!window.view.accessibleName().isEmpty());
    }

    void survivesAnotherStageAndARecording()
    {
        Window window(zoo());
        window.advance(13ms);
        QTest::keyClick(&window.view, Qt::Key_Up);
        const Sample other = handshake();
        window.session.replace(other.batch, other.stage);
        QVERIFY(!window.view.focusedFlight());
        QVERIFY(!window.view.grab().isNull());
        window.session.open(TraceBuilder().connection().handshake().source());
        QTRY_VERIFY(!window.session.isLoading());
        const QImage picture = window.view.grab().toImage();
        QVERIFY(!picture.isNull());
        QVERIFY(window.view.currentLayout().hosts.empty());
        QTest::mousePress(&window.view, Qt::LeftButton, {}, QPoint(400, 90));
        QVERIFY(!window.view.openMenu());
    }
};

QTEST_MAIN(TestPathView)
#include "tst_path_view.moc"
