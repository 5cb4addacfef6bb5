// The real window on a real X server, with keys and buttons that come through it: what a user does, and what the session says then.
#include "app/desktop/appearance.h"
#include "app/desktop/main_window.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/simulation_control.h"
#include "tests/support/real_display.h"
#include "views/connections/connections_view.h"
#include "views/details/details_view.h"
#include "views/ladder/ladder_view.h"
#include "views/path/path_view.h"
#include "views/playback/playback_bar.h"
#include "views/playback/step_slider.h"
#include "views/state_diagram/state_diagram_view.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QXmlStreamReader>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

const RealDisplay* display = nullptr;

QString recording(const QString& name)
{
    return QStringLiteral(TEST_DATA_DIR "/captures/kernel/") + name;
}

bool isDark()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

/// The modal dialog of that class, once it is on the display.
template <typename Dialog>
Dialog* openDialog()
{
    auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
    return dialog && dialog->isVisible() ? dialog : nullptr;
}

bool noDialog()
{
    return !QApplication::activeModalWidget();
}

bool menuIsOpen()
{
    return qobject_cast<QMenu*>(QApplication::activePopupWidget()) != nullptr;
}

/// Chooses from a menu by the letters that are underlined: the first with Alt.
void chooseByLetters(RealUser& user, const QStringList& letters)
{
    user.press({u"alt+"_s + letters.first()});
    user.expect("the menu opens", menuIsOpen);
    const auto popup = [] { return QApplication::activePopupWidget(); };
    for (qsizetype i = 1; i < letters.size(); ++i) {
        QWidget* before = user.ask<QWidget*>(popup);
        user.press({letters[i]});
        user.expect("the letter chooses at once", [&] { return QApplication::activePopupWidget() != before; });
    }
}

void answerFileDialog(RealUser& user, const QString& path)
{
    user.expect("the file dialog opens", [] { return openDialog<QFileDialog>() && QApplication::focusWidget(); });
    // Return would close the list of completions first, which is there sooner or later, as the disk has it.
    user.ask<bool>([] { openDialog<QFileDialog>()->findChild<QLineEdit*>()->setCompleter(nullptr); return true; });
    user.type(path);
    user.expect("the path is typed", [&] { return openDialog<QFileDialog>()->findChild<QLineEdit*>()->text() == path; });
    user.press({u"Return"_s});
    user.expect("the file dialog closes", noDialog);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestRealWindow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aRecordingIsOpenedThroughTheDialog();
    void aDialogIsLeftWithoutAChange();
    void reloadingStaysWhereItWas();
    void keysStep_data();
    void keysStep();
    void spacePlaysAndPauses();
    void spacePlaysAfterAClickOn_data();
    void spacePlaysAfterAClickOn();
    void theScrubberIsDragged();
    void thePointerLightsASegmentInAllViews();
    void aClickOnAnArrowSelectsItEverywhere();
    void aClickOnAStateExplainsIt();
    void aClickInTheCrowdFiltersTheConnections();
    void theMenuChangesTheColours();
    void theCommandPaletteChangesTheColours();
    void aViewIsExported_data();
    void aViewIsExported();
    void aPictureIsCopied();
    void findGoesFromMatchToMatch();
    void marksAreSetAndFound();
    void theTypeGrowsAndShrinks();
    void layoutsChange();
    void fullScreenComesAndGoes();
    void thePresentationIsLeftByF11();
    void theListOfKeysOpens();
    void aFrameIsGoneTo();
    void oneClickPlaysTheHandshake();
    void keysAlonePlayTheHandshake_data();
    void keysAlonePlayTheHandshake();
    void spacePressesTheButtonThatTabHasGoneTo();
    void aMessageIsClosedByKeys();
    void aFlyingSegmentIsDropped();
    void typingIntoTheFilterMovesNothing();
    void chineseMenusTakeTheSameLetters();
    void settingsOutliveTheWindow();

private:
    void openRecording(const QString& name = u"01_client_close.pcap"_s);
    Session& session() { return m_window->session(); }
    Playhead& playhead() { return session().playhead(); }
    const Record& current() { return session().trace().record(*playhead().currentRecord()); }
    template <typename Widget>
    Widget* find(const QString& name = {}) const { return m_window->findChild<Widget*>(name); }
    QPushButton* button(const QString& text) const;
    QPoint placeOfRow(std::uint32_t row);
    bool canFly();

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

// The user at the window does that; nothing may be unexpected.
#define USER_DOES(script) \
    do { \
        const QString problem = RealUser::run(*m_window, script); \
        QVERIFY2(problem.isEmpty(), qPrintable(problem)); \
    } while (false)

void TestRealWindow::initTestCase()
{
    if (!display->problem().isEmpty())
        QSKIP(qPrintable(u"There is no display to try it on: "_s + display->problem()));
    QCOMPARE(QGuiApplication::platformName(), u"xcb"_s);
    QVERIFY(m_folder.isValid());
}

void TestRealWindow::init()
{
    Preferences preferences;
    preferences.reducedMotion = true;
    preferences.theme = u"light"_s;
    m_window = std::make_unique<MainWindow>(preferences, QPalette(Qt::white));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestRealWindow::cleanup()
{
    m_window.reset();
}

void TestRealWindow::openRecording(const QString& name)
{
    m_window->open(recording(name));
    QTRY_VERIFY_WITH_TIMEOUT(!session().isLoading() && playhead().connection(), 20000);
}

QPushButton* TestRealWindow::button(const QString& text) const
{
    const auto all = m_window->findChildren<QPushButton*>();
    const auto found = std::find_if(all.begin(), all.end(), [&](const QPushButton* one) { return one->text() == text; });
    return found == all.end() ? nullptr : *found;
}

/// In the viewport of the ladder.
QPoint TestRealWindow::placeOfRow(std::uint32_t row)
{
    const auto* ladder = find<LadderView>();
    for (int y = 0; y < ladder->viewport()->height(); ++y) {
        if (ladder->rowAt(y) == row)
            return {ladder->viewport()->width() / 2, y + 4};
    }
    return {};
}

void TestRealWindow::aRecordingIsOpenedThroughTheDialog()
{
    USER_DOES([this](RealUser& user) {
        user.press({u"ctrl+o"_s});
        answerFileDialog(user, recording(u"12_last_ack_lost.pcap"_s));
        user.expect("the recording is read", [&] { return !session().isLoading() && session().trace().connectionCount() == 1; });
    });
    QVERIFY(m_window->windowTitle().contains(u"12_last_ack_lost.pcap"_s));
    QVERIFY(find<LadderView>()->isVisible());
    QCOMPARE(playhead().step(), 0u);
}

void TestRealWindow::aDialogIsLeftWithoutAChange()
{
    openRecording();
    playhead().moveToStep(3);
    USER_DOES([](RealUser& user) {
        for (const QString& key : {u"ctrl+o"_s, u"ctrl+f"_s, u"ctrl+g"_s, u"ctrl+shift+a"_s, u"F1"_s}) {
            user.press({key});
            user.expect("the dialog opens", [] { return openDialog<QDialog>() != nullptr; });
            user.press({u"Escape"_s});
            user.expect("Escape closes it", noDialog);
        }
    });
    QCOMPARE(playhead().step(), 3u);
    QCOMPARE(session().trace().recordCount(), 11u);
}

void TestRealWindow::reloadingStaysWhereItWas()
{
    openRecording(u"20_reuse_client_time_wait.pcap"_s);
    playhead().select(1);
    playhead().moveToStep(3);
    bool again = false;
    connect(&session(), &Session::reset, this, [&] { again = true; });
    USER_DOES([&](RealUser& user) {
        user.press({u"ctrl+r"_s});
        user.expect("it is read again", [&] { return again && !session().isLoading(); });
        user.expect("the same step is shown", [&] { return playhead().connection() == ConnectionId(1) && playhead().step() == 3; });
    });
}

void TestRealWindow::keysStep_data()
{
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<uint>("from");
    QTest::addColumn<uint>("to");
    QTest::newRow("Right goes to the next segment") << QStringList{u"Right"_s} << 2u << 3u;
    QTest::newRow("Left goes to the previous segment") << QStringList{u"Left"_s} << 2u << 1u;
    QTest::newRow("a presenter's clicker steps as well") << QStringList{u"Next"_s, u"Next"_s, u"Prior"_s} << 2u << 3u;
    QTest::newRow("F8 and F7 step through the recording") << QStringList{u"F8"_s, u"F8"_s, u"F8"_s, u"F7"_s} << 2u << 4u;
    QTest::newRow("F7 stops at the first segment") << QStringList{u"F7"_s, u"F7"_s, u"F7"_s} << 2u << 1u;
    QTest::newRow("Ctrl+. and Ctrl+, step in the connection") << QStringList{u"ctrl+period"_s, u"ctrl+period"_s, u"ctrl+comma"_s} << 2u << 3u;
    QTest::newRow("Ctrl+Right goes to the next change of state") << QStringList{u"ctrl+Right"_s} << 3u << 8u;
    QTest::newRow("Shift+Left goes to the previous change of state") << QStringList{u"shift+Left"_s} << 8u << 3u;
    QTest::newRow("End goes to the end") << QStringList{u"End"_s} << 2u << 11u;
    QTest::newRow("Home goes to the start") << QStringList{u"Home"_s} << 2u << 0u;
    QTest::newRow("Alt+Left goes to where one came from") << QStringList{u"End"_s, u"alt+Left"_s} << 2u << 2u;
}

void TestRealWindow::keysStep()
{
    QFETCH(QStringList, keys);
    QFETCH(uint, from);
    QFETCH(uint, to);
    openRecording();
    playhead().moveToStep(from);
    USER_DOES([&](RealUser& user) {
        for (const QString& key : keys) {
            bool moved = false;
            const auto watched = user.ask<QMetaObject::Connection>([&] { return connect(&playhead(), &Playhead::moved, this, [&] { moved = true; }); });
            const bool canMove = user.ask<bool>([&] { return key != u"F7"_s || playhead().step() > 1; });
            user.press({key});
            if (canMove)
                user.expect("the key moves the playhead", [&] { return moved; });
            user.ask<bool>([&] { return disconnect(watched); });
        }
    });
    QCOMPARE(playhead().step(), to);
}

void TestRealWindow::spacePlaysAndPauses()
{
    openRecording();
    USER_DOES([this](RealUser& user) {
        user.press({u"space"_s});
        user.expect("it plays", [&] { return session().clock().isPlaying() && playhead().step() >= 1; });
        user.press({u"space"_s});
        user.expect("it pauses", [&] { return !session().clock().isPlaying(); });
    });
    const std::uint32_t paused = playhead().step();
    QVERIFY(paused < playhead().stepCount());
    session().clock().play();
    QTRY_VERIFY(playhead().step() > paused); // it goes on from there
    QCOMPARE(playhead().step(), paused + 1);
}

void TestRealWindow::spacePlaysAfterAClickOn_data()
{
    QTest::addColumn<QString>("view");
    QTest::newRow("the ladder") << u"LadderView"_s;
    QTest::newRow("the state diagram") << u"StateDiagramView"_s;
    QTest::newRow("the table of connections") << u"ConnectionsView"_s;
    QTest::newRow("the segment's details") << u"DetailsView"_s;
    QTest::newRow("the sliding window") << u"WindowView"_s;
    QTest::newRow("the charts") << u"ChartsView"_s;
    QTest::newRow("the list of speeds, to choose one") << u"QComboBox"_s;
}

void TestRealWindow::spacePlaysAfterAClickOn()
{
    QFETCH(QString, view);
    openRecording();
    m_window->arrange(MainWindow::Layout::Debugging);
    const auto all = m_window->findChildren<QWidget*>();
    const auto found = std::find_if(all.begin(), all.end(), [&](const QWidget* one) {
        const bool isSpeed = view != u"QComboBox"_s || qobject_cast<PlaybackBar*>(one->parentWidget());
        return isSpeed && QLatin1String(one->metaObject()->className()) == view;
    });
    QVERIFY(found != all.end());
    QWidget* widget = *found;
    if (auto* dock = qobject_cast<QDockWidget*>(widget->parentWidget()))
        dock->raise();
    QTRY_VERIFY(widget->isVisible());
    USER_DOES([&](RealUser& user) {
        user.click(*widget, user.ask<QPoint>([&] { return QPoint(widget->width() / 2, widget->height() * 2 / 3); }));
        if (view == u"QComboBox"_s) {
            user.expect("the list opens", [] { return QApplication::activePopupWidget() != nullptr; });
            user.press({u"Down"_s, u"Return"_s});
            user.expect("a speed is chosen", [&] { return !QApplication::activePopupWidget() && session().clock().speed() > 1; });
        }
        user.press({u"space"_s});
        user.expect("it plays", [&] { return session().clock().isPlaying(); });
    });
}

void TestRealWindow::theScrubberIsDragged()
{
    openRecording();
    auto* slider = find<StepSlider>();
    const int middle = slider->height() / 2;
    const QPoint centre(slider->width() / 2, middle);
    USER_DOES([&](RealUser& user) {
        user.press(*slider, {6, middle});
        user.moveTo(*slider, centre);
        user.expect("the views follow while it is dragged", [&] { return playhead().step() == 5 || playhead().step() == 6; });
        user.moveTo(*slider, {slider->width() - 2, middle});
        user.expect("at the right end the connection is over", [&] { return playhead().step() == playhead().stepCount(); });
        user.release();
        user.press(*slider, centre - QPoint(slider->width() / 8, 0));
        user.expect("a press goes to the nearest step", [&] { return playhead().step() == 4; });
        user.moveTo(*slider, {1, middle});
        user.expect("and takes hold of the handle", [&] { return playhead().step() == 0; });
        user.release();
        user.moveTo(*slider, centre);
        user.press({u"Right"_s});
        user.expect("once released, it stays where it is", [&] { return playhead().step() == 1; });
    });
}

void TestRealWindow::thePointerLightsASegmentInAllViews()
{
    openRecording();
    auto* ladder = find<LadderView>();
    const RecordNumber fourth = session().trace().connection(0).records[3];
    USER_DOES([&](RealUser& user) {
        user.moveTo(*ladder->viewport(), user.ask<QPoint>([&] { return placeOfRow(3); }));
        user.expect("the segment under the pointer is lit", [&] { return session().hovered() == fourth; });
        user.moveTo(*find<StepSlider>(), {5, 5});
        user.expect("elsewhere it is not", [&] { return !session().hovered(); });
    });
    QCOMPARE(playhead().step(), 0u);
}

void TestRealWindow::aClickOnAnArrowSelectsItEverywhere()
{
    openRecording();
    auto* ladder = find<LadderView>();
    auto* details = find<DetailsView>();
    USER_DOES([&](RealUser& user) {
        user.press({u"alt+2"_s});
        const auto tabs = user.ask<QTabBar*>([&]() -> QTabBar* {
            for (auto* bar : m_window->findChildren<QTabBar*>()) {
                for (int i = 0; i < bar->count(); ++i) {
                    if (bar->isVisible() && bar->tabText(i) == u"Segment"_s)
                        return bar;
                }
            }
            return nullptr;
        });
        user.expect("the docks are tabs", [&] { return tabs != nullptr; });
        const auto place = user.ask<QPoint>([&] {
            int index = 0;
            while (tabs->tabText(index) != u"Segment"_s)
                ++index;
            return tabs->tabRect(index).center();
        });
        user.click(*tabs, place);
        user.expect("the tab shows the details", [&] { return tabs->tabText(tabs->currentIndex()) == u"Segment"_s && details->isVisible(); });
        user.click(*ladder->viewport(), user.ask<QPoint>([&] { return placeOfRow(7); }));
        user.expect("the playhead goes there", [&] { return playhead().step() == 8; });
    });
    QVERIFY(current().has(tcp::Flag::Fin));
    QCOMPARE(session().hovered(), playhead().currentRecord());
    QVERIFY(details->findChild<QLabel*>(u"when"_s)->text().contains(u"Frame %1,"_s.arg(current().frame)));
    QCOMPARE(find<StepSlider>()->value(), 8);
    const auto& moment = find<StateDiagramView>()->moment();
    QVERIFY(moment && stateOf(moment->ends[0].box) == tcp::State::FinWait1);
}

void TestRealWindow::aClickOnAStateExplainsIt()
{
    openRecording();
    auto* diagram = find<StateDiagramView>();
    auto* panel = find<ExplanationPanel>();
    USER_DOES([&](RealUser& user) {
        const auto box = user.ask<QPoint>([&] { return diagram->diagram().boxes[std::size_t(tcp::State::TimeWait)].rect.center().toPoint(); });
        user.click(*diagram, box);
        user.expect("the panel opens", [&] { return panel->isVisible(); });
        user.expect("it is about that state", [&] {
            const auto labels = panel->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->text().contains(u"TIME-WAIT"_s); });
        });
        user.press({u"Escape"_s});
        user.expect("Escape closes it", [&] { return !panel->isVisible(); });
    });
    QCOMPARE(playhead().step(), 0u);
}

void TestRealWindow::aClickInTheCrowdFiltersTheConnections()
{
    openRecording();
    playhead().moveToStep(5);
    auto* diagram = find<StateDiagramView>();
    auto* filter = find<ConnectionsView>()->filterEdit();
    USER_DOES([&](RealUser& user) {
        user.press({u"ctrl+shift+a"_s});
        user.expect("the palette opens", [] { return openDialog<QDialog>() && qobject_cast<QLineEdit*>(QApplication::focusWidget()); });
        user.type(u"view all connections"_s);
        user.expect("the command fits", [] { return openDialog<QDialog>()->findChild<QListWidget*>()->count() == 1; });
        user.press({u"Return"_s});
        user.expect("all connections are counted", [&] { return diagram->isCrowd(); });
        const auto box = user.ask<QPoint>([&] { return diagram->diagram().boxes[std::size_t(tcp::State::Established)].rect.center().toPoint(); });
        user.click(*diagram, box);
        user.expect("the table shows the connections in that state", [&] { return filter->text().startsWith(u"state:ESTABLISHED@"_s) && filter->isVisible(); });
    });
}

void TestRealWindow::theMenuChangesTheColours()
{
    openRecording();
    QVERIFY(!isDark());
    USER_DOES([](RealUser& user) {
        chooseByLetters(user, {u"v"_s, u"c"_s, u"d"_s});
        user.expect("it is dark", isDark);
    });
    const QImage ladder = find<LadderView>()->viewport()->grab().toImage();
    QVERIFY(ladder.pixelColor(ladder.width() - 2, ladder.height() - 2).lightness() < 128);
}

void TestRealWindow::theCommandPaletteChangesTheColours()
{
    openRecording();
    USER_DOES([](RealUser& user) {
        user.press({u"ctrl+shift+a"_s});
        user.expect("the palette opens", [] { return openDialog<QDialog>() && qobject_cast<QLineEdit*>(QApplication::focusWidget()); });
        user.type(u"col dark"_s);
        user.expect("one command fits", [] { return openDialog<QDialog>()->findChild<QListWidget*>()->count() == 1; });
        user.press({u"Return"_s});
        user.expect("it is dark", isDark);
    });
}

void TestRealWindow::aViewIsExported_data()
{
    QTest::addColumn<QStringList>("letters");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("contained");
    QTest::newRow("the ladder as SVG, with text that can be searched") << QStringList{u"f"_s, u"e"_s, u"l"_s} << u"ladder.svg"_s << u"SYN"_s;
    QTest::newRow("the state diagram as SVG") << QStringList{u"f"_s, u"e"_s, u"d"_s} << u"states.svg"_s << u"TIME-WAIT"_s;
    QTest::newRow("the sliding window as SVG") << QStringList{u"f"_s, u"e"_s, u"w"_s} << u"window.svg"_s << u"SND.UNA"_s;
    QTest::newRow("a chart as SVG") << QStringList{u"f"_s, u"e"_s, u"c"_s} << u"chart.svg"_s << u"<text"_s;
    QTest::newRow("the ladder as text") << QStringList{u"f"_s, u"e"_s, u"l"_s} << u"ladder.txt"_s << u"<CTL=SYN>"_s;
    QTest::newRow("the ladder as PDF") << QStringList{u"f"_s, u"e"_s, u"l"_s} << u"ladder.pdf"_s << u"%PDF-"_s;
}

void TestRealWindow::aViewIsExported()
{
    QFETCH(QStringList, letters);
    QFETCH(QString, name);
    QFETCH(QString, contained);
    openRecording();
    playhead().moveToStep(5);
    const QString path = m_folder.filePath(name);
    USER_DOES([&](RealUser& user) {
        chooseByLetters(user, letters);
        answerFileDialog(user, path);
        user.expect("the file is written", [&] { return QFileInfo(path).size() > 0; });
    });
    const QByteArray content = contentOf(path);
    QVERIFY2(content.contains(contained.toUtf8()), content.left(200).constData());
    if (name.endsWith(u".svg"_s)) {
        QXmlStreamReader reader(content);
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    }
    QVERIFY(!m_window->shownError());
}

void TestRealWindow::aPictureIsCopied()
{
    openRecording();
    QApplication::clipboard()->clear();
    USER_DOES([](RealUser& user) {
        chooseByLetters(user, {u"f"_s, u"c"_s, u"l"_s});
        user.expect("the clipboard has a picture", [] { return !QApplication::clipboard()->image().isNull(); });
    });
    QVERIFY(QApplication::clipboard()->image().width() > 400);
}

void TestRealWindow::findGoesFromMatchToMatch()
{
    openRecording();
    USER_DOES([this](RealUser& user) {
        user.press({u"ctrl+f"_s});
        user.expect("the question is asked", [] { return openDialog<QDialog>() && qobject_cast<QLineEdit*>(QApplication::focusWidget()); });
        user.type(u"fin"_s);
        user.press({u"Return"_s});
        user.expect("the first FIN is found", [&] { return playhead().step() == 8; });
        user.press({u"ctrl+n"_s});
        user.expect("Ctrl+N finds the other one", [&] { return playhead().step() > 8 && current().has(tcp::Flag::Fin); });
        user.press({u"ctrl+b"_s});
        user.expect("Ctrl+B goes back", [&] { return playhead().step() == 8; });
    });
}

void TestRealWindow::marksAreSetAndFound()
{
    openRecording();
    playhead().moveToStep(4);
    USER_DOES([this](RealUser& user) {
        user.press({u"ctrl+m"_s, u"End"_s});
        user.expect("End goes to the end", [&] { return playhead().step() == playhead().stepCount(); });
        user.press({u"ctrl+shift+b"_s});
        user.expect("the mark is found again", [&] { return playhead().step() == 4; });
        user.press({u"Right"_s, u"Right"_s, u"ctrl+m"_s, u"ctrl+shift+n"_s});
        user.expect("the next mark is the first one again", [&] { return playhead().step() == 4; });
        user.press({u"ctrl+shift+n"_s});
        user.expect("and the one after it the second", [&] { return playhead().step() == 6; });
    });
}

void TestRealWindow::theTypeGrowsAndShrinks()
{
    openRecording();
    const auto size = [this] { return find<LadderView>()->font().pointSizeF(); };
    const double before = size();
    USER_DOES([&](RealUser& user) {
        user.press({u"ctrl+plus"_s});
        user.expect("Ctrl++ enlarges", [&] { return qFuzzyCompare(size(), before * 1.1); });
        user.press({u"ctrl+equal"_s});
        user.expect("Ctrl+= enlarges: it is the same key without Shift", [&] { return qFuzzyCompare(size(), before * 1.2); });
        user.press({u"ctrl+minus"_s, u"ctrl+minus"_s, u"ctrl+minus"_s});
        user.expect("Ctrl+- makes it smaller", [&] { return qFuzzyCompare(size(), before * 0.9); });
        user.press({u"ctrl+0"_s});
        user.expect("Ctrl+0 is as before", [&] { return qFuzzyCompare(size(), before); });
    });
}

void TestRealWindow::layoutsChange()
{
    openRecording();
    const auto isShown = [this](const QString& name) { return find<QDockWidget>(name)->isVisible(); };
    USER_DOES([&](RealUser& user) {
        user.press({u"alt+1"_s});
        user.expect("a classroom sees diagram and ladder", [&] { return isShown(u"states"_s) && !isShown(u"connections"_s) && !isShown(u"details"_s); });
        user.press({u"alt+2"_s});
        user.expect("who debugs sees all", [&] { return isShown(u"states"_s) && isShown(u"connections"_s) && isShown(u"charts"_s); });
        user.press({u"alt+3"_s});
        user.expect("a presentation fills the screen", [&] { return m_window->isFullScreen() && !isShown(u"connections"_s); });
        user.press({u"alt+1"_s});
        user.expect("and is left again", [&] { return !m_window->isFullScreen(); });
    });
}

void TestRealWindow::fullScreenComesAndGoes()
{
    openRecording();
    m_window->showMaximized();
    USER_DOES([this](RealUser& user) {
        user.press({u"F11"_s});
        user.expect("F11 fills the screen", [&] { return m_window->isFullScreen(); });
        user.press({u"F11"_s});
        user.expect("F11 leaves it", [&] { return !m_window->isFullScreen(); });
        user.expect("as it was before", [&] { return m_window->isMaximized(); });
    });
}

void TestRealWindow::thePresentationIsLeftByF11()
{
    openRecording();
    USER_DOES([this](RealUser& user) {
        user.press({u"alt+3"_s});
        user.expect("a presentation fills the screen", [&] { return m_window->isFullScreen(); });
        user.press({u"F11"_s});
        user.expect("F11 leaves the full screen at once", [&] { return !m_window->isFullScreen(); });
    });
}

void TestRealWindow::theListOfKeysOpens()
{
    USER_DOES([](RealUser& user) {
        user.press({u"F1"_s});
        user.expect("the list opens", [] { return openDialog<QDialog>() && openDialog<QDialog>()->findChild<QTableWidget*>(); });
        user.expect("it has the keys", [] { return !openDialog<QDialog>()->findChild<QTableWidget*>()->findItems(u"F11"_s, Qt::MatchExactly).isEmpty(); });
        user.press({u"Escape"_s});
        user.expect("Escape closes it", noDialog);
    });
}

void TestRealWindow::aFrameIsGoneTo()
{
    openRecording();
    USER_DOES([this](RealUser& user) {
        user.press({u"ctrl+g"_s});
        user.expect("the number is asked for", [] { return openDialog<QDialog>() && openDialog<QDialog>()->findChild<QSpinBox*>(); });
        user.type(u"7"_s);
        user.press({u"Return"_s});
        user.expect("the playhead goes there", [&] { return playhead().step() > 0 && current().frame == 7; });
    });
}

void TestRealWindow::oneClickPlaysTheHandshake()
{
    auto* play = button(u"Play the three-way handshake"_s);
    QVERIFY(play);
    USER_DOES([&](RealUser& user) {
        user.click(*play, user.ask<QPoint>([&] { return play->rect().center(); }));
        user.expect("it plays", [&] { return session().clock().isPlaying() && playhead().step() >= 1; });
    });
    QVERIFY(find<PathView>()->isVisible());
    QVERIFY(!session().stage()->captions.empty());
}

void TestRealWindow::keysAlonePlayTheHandshake_data()
{
    QTest::addColumn<QString>("key");
    QTest::newRow("Space presses the button that has the focus") << u"space"_s;
    QTest::newRow("so does Return") << u"Return"_s;
}

void TestRealWindow::keysAlonePlayTheHandshake()
{
    QFETCH(QString, key);
    auto* play = button(u"Play the three-way handshake"_s);
    USER_DOES([&](RealUser& user) {
        user.press({u"Tab"_s, u"Tab"_s, u"shift+Tab"_s, u"shift+Tab"_s});
        user.expect("the first button has the focus at first", [&] { return play->hasFocus(); });
        user.press({key});
        user.expect("it plays", [&] { return session().clock().isPlaying() && session().stage(); });
    });
}

void TestRealWindow::spacePressesTheButtonThatTabHasGoneTo()
{
    openRecording();
    USER_DOES([&](RealUser& user) {
        const auto isThere = [this] {
            const auto* button = qobject_cast<QToolButton*>(QApplication::focusWidget());
            return button && button->defaultAction() == find<PlaybackBar>()->stepForwardAction();
        };
        for (int i = 0; i < 60 && !user.ask<bool>(isThere); ++i) {
            QWidget* before = user.ask<QWidget*>([] { return QApplication::focusWidget(); });
            user.press({u"Tab"_s});
            user.expect("Tab goes on", [&] { return QApplication::focusWidget() != before || find<StateDiagramView>()->hasFocus(); });
        }
        user.expect("the button has the focus", isThere);
        user.press({u"space"_s});
        user.expect("it is pressed", [&] { return playhead().step() == 1; });
    });
    QVERIFY(!session().clock().isPlaying());
}

void TestRealWindow::aMessageIsClosedByKeys()
{
    openRecording();
    m_window->open(recording(u"README.md"_s));
    auto* bar = find<MessageBar>();
    QVERIFY(bar->isVisible());
    bar->findChild<QToolButton*>()->setFocus(Qt::TabFocusReason);
    USER_DOES([&](RealUser& user) {
        user.press({u"space"_s});
        user.expect("the message closes", [&] { return !bar->isVisible(); });
    });
    QVERIFY(!session().clock().isPlaying());
}

bool TestRealWindow::canFly()
{
    const auto& chips = find<PathView>()->currentLayout().chips;
    return !chips.empty() && !chips.front().isLost;
}

void TestRealWindow::aFlyingSegmentIsDropped()
{
    m_window->play(u"three_way_handshake"_s);
    session().clock().setSpeed(0.5); // a busy machine has time to see it fly
    auto* path = find<PathView>();
    USER_DOES([&](RealUser& user) {
        user.expect("a segment flies", [&] { return canFly(); });
        user.press({u"space"_s});
        user.expect("time stands still", [&] { return !session().clock().isPlaying() && canFly(); });
        user.click(*path, user.ask<QPoint>([&] { return path->currentLayout().chips.front().box.center().toPoint(); }));
        user.expect("its menu opens", [&] { return path->openMenu() && path->openMenu()->isVisible(); });
        user.press({u"d"_s});
        user.expect("it is lost", [&] {
            const Trace& trace = session().trace();
            for (RecordNumber number = 0; number < trace.recordCount(); ++number) {
                if (trace.record(number).kind() == RecordKind::LostSegment)
                    return find<SimulationControl>()->isEdited();
            }
            return false;
        });
        user.press({u"ctrl+z"_s});
        user.expect("Ctrl+Z takes that back", [&] { return !find<SimulationControl>()->isEdited() && !find<SimulationControl>()->isBusy(); });
    });
}

void TestRealWindow::typingIntoTheFilterMovesNothing()
{
    openRecording();
    auto* filter = find<ConnectionsView>()->filterEdit();
    USER_DOES([&](RealUser& user) {
        user.press({u"ctrl+slash"_s});
        user.expect("the filter takes the keys", [&] { return filter->hasFocus(); });
        user.type(u"10.77 8080"_s);
        user.press({u"Left"_s, u"Home"_s});
        user.expect("it has the text", [&] { return filter->text() == u"10.77 8080"_s && filter->cursorPosition() == 0; });
    });
    QCOMPARE(playhead().step(), 0u);
    QVERIFY(!session().clock().isPlaying());
}

void TestRealWindow::chineseMenusTakeTheSameLetters()
{
    const QLocale before;
    installTranslations(*qApp, u"zh_CN"_s);
    init();
    openRecording();
    QVERIFY(m_window->menuBar()->actions().first()->text().contains(u"文件"_s));
    const QString problem = RealUser::run(*m_window, [](RealUser& user) {
        chooseByLetters(user, {u"v"_s, u"c"_s, u"d"_s});
        user.expect("it is dark", isDark);
    });
    for (auto* translator : qApp->findChildren<QTranslator*>())
        delete translator;
    QLocale::setDefault(before);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestRealWindow::settingsOutliveTheWindow()
{
    openRecording();
    USER_DOES([this](RealUser& user) {
        user.press({u"ctrl+plus"_s});
        chooseByLetters(user, {u"v"_s, u"c"_s, u"d"_s});
        user.expect("it is dark", isDark);
        user.press({u"ctrl+q"_s});
        user.expect("the window closes", [&] { return !m_window->isVisible(); });
    });
    const Preferences kept = Preferences::load();
    QCOMPARE(kept.theme, u"dark"_s);
    QCOMPARE(kept.zoom, 110);
    QCOMPARE(kept.recentFiles.value(0), QFileInfo(recording(u"01_client_close.pcap"_s)).absoluteFilePath());
    QVERIFY(!kept.layout.isEmpty());
}

int main(int argc, char** argv)
{
    const QTemporaryDir settings;
    const RealDisplay server(settings.path());
    display = &server;
    if (!server.problem().isEmpty())
        qputenv("QT_QPA_PLATFORM", "offscreen"); // to say so
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"tcplens"_s);
    QApplication::setOrganizationName(u"tcplens"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    TestRealWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_real_window.moc"
