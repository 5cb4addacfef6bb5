#include "model/session/crowd_index.h"
#include "tests/support/trace_builder.h"
#include "views/state_diagram/crowd_picture.h"
#include "views/state_diagram/label_placement.h"
#include "views/state_diagram/state_diagram_view.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;
using tcp::Event;
using tcp::State;

namespace {

constexpr BoxId box(State state)
{
    return BoxId(state);
}

CrowdFigures someFigures()
{
    CrowdFigures figures;
    figures.connections = 1'200'000;
    figures.now.ends[0][std::size_t(State::Established)] = 412;
    figures.now.ends[1][std::size_t(State::Established)] = 400;
    figures.now.ends[1][std::size_t(State::TimeWait)] = 654'321;
    figures.now.ends[0][std::size_t(State::TimeWait)] = 123'456;
    figures.now.ends[0][kEndedPlace] = 1'234'567;
    figures.now.ends[1][kEndedPlace] = 7;
    figures.now.ends[1][std::size_t(State::SynReceived)] = 1;
    figures.peaks[std::size_t(State::Established)] = 900;
    figures.peaks[std::size_t(State::TimeWait)] = 800'000;
    figures.peaks[std::size_t(State::SynReceived)] = 512;
    figures.peaks[std::size_t(State::Listen)] = 900'000; // has no bar
    return figures;
}

void sizes()
{
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<bool>("wide");
    for (const bool wide : {false, true}) {
        const auto row = [wide](const char* name, QSizeF size) {
            QTest::newRow(qPrintable(QLatin1String(name) + (wide ? u", 30 % wider font"_s : QString()))) << size << wide;
        };
        row("a third of a small window", {420, 560});
        row("beside the ladder at 1280 x 800", {600, 620});
        row("a tall strip", {500, 1000});
        row("a wide window", {1500, 800});
    }
}

QFont fontOf(bool wide)
{
    QFont font = QGuiApplication::font();
    font.setPointSizeF(10);
    font.setStretch(wide ? 130 : 100);
    return font;
}

DiagramLayout crowdLayout(const QSizeF& size, bool wide = false)
{
    return layoutStateDiagram(QRectF(QPointF(), size), fontOf(wide), 3.0, DiagramStyle::Crowd);
}

bool crosses(const QPolygonF& points, const QRectF& rect)
{
    for (qsizetype i = 1; i < points.size(); ++i) {
        const QRectF piece = QRectF(points[i - 1], points[i]).normalized().adjusted(-0.01, -0.01, 0.01, 0.01);
        if (piece.intersects(rect.adjusted(0.2, 0.2, -0.2, -0.2)))
            return true;
    }
    return false;
}

/// Ten connections that begin one after the other; the first is closed at the end.
TraceBuilder tenConnections()
{
    TraceBuilder builder;
    for (int i = 0; i < 10; ++i)
        builder.connection().handshake();
    return builder.in(0).proven(Side::Responder).close();
}

} // namespace

class TestCrowdPicture : public QObject {
    Q_OBJECT

private slots:
    void boxesAndArrowsKeepClear_data() { sizes(); }
    void boxesAndArrowsKeepClear();
    void everythingStaysInItsBox_data() { sizes(); }
    void everythingStaysInItsBox();
    void barsAreTrueToScale();
    void theScaleIsTheSameAtEveryPosition();
    void theViewCountsAtThePlayhead();
    void clickingAStateChoosesIt();
    void theKeyboardChoosesToo();
    void theTipSaysItInFull();
    void switchingBackShowsTheSameAsBefore();
    void theButtonsCoverNothing_data() { sizes(); }
    void theButtonsCoverNothing();
    void theTrailCanBeTurnedOff();
    void aNewTraceIsCountedAnew();
    void aFrameIsCheap();
};

void TestCrowdPicture::boxesAndArrowsKeepClear()
{
    QFETCH(QSizeF, size);
    QFETCH(bool, wide);
    const DiagramLayout layout = crowdLayout(size, wide);
    QCOMPARE(layout.arrows.size(), layoutStateDiagram(QRectF(QPointF(), size), fontOf(wide)).arrows.size());
    for (const DiagramArrow& arrow : layout.arrows) {
        QVERIFY(arrow.label.empty());
        QVERIFY(!crosses(arrow.points, layout.legend));
        for (const DiagramBox& other : layout.boxes)
            QVERIFY2(!crosses(arrow.points, other.rect), tcp::toString(arrow.row->event).data());
        for (qsizetype i = 1; i < arrow.points.size(); ++i)
            QVERIFY(QLineF(arrow.points[i - 1], arrow.points[i]).length() > 0.5 * layout.unit);
    }
    for (const DiagramBox& a : layout.boxes) {
        QVERIFY(layout.area.contains(a.rect));
        QVERIFY(!a.rect.intersects(layout.legend));
        for (const DiagramBox& b : layout.boxes)
            QVERIFY(&a == &b || !a.rect.intersects(b.rect));
    }
}

void TestCrowdPicture::everythingStaysInItsBox()
{
    QFETCH(QSizeF, size);
    QFETCH(bool, wide);
    const DiagramLayout layout = crowdLayout(size, wide);
    const std::vector<CrowdCell> cells = layoutCrowd(layout, someFigures());
    QCOMPARE(cells.size(), std::size_t(kBoxCount));
    const QFont large = crowdTotalFont(layout.labelFont);
    for (const CrowdCell& cell : cells) {
        const DiagramBox& around = layout.boxes[std::size_t(cell.box)];
        const char* name = tcp::toString(stateOf(cell.box)).data();
        QCOMPARE(around.name.size(), std::size_t(1));
        QVERIFY2(around.rect.contains(around.name[0].rect), name);
        QVERIFY2(around.rect.contains(cell.totalRect), name);
        QVERIFY2(QFontMetricsF(large).horizontalAdvance(cell.total) <= cell.totalRect.width() + 1, name);
        QVERIFY2(!cell.totalRect.intersects(around.name[0].rect.adjusted(0, 0, 0, -0.01)), name);
        QVERIFY2(QFontMetricsF(large).ascent() <= cell.totalRect.height() + 1, name);
        for (Side side : kSides) {
            if (cell.counts[index(side)].isEmpty())
                continue;
            QVERIFY2(around.rect.contains(cell.countRects[index(side)]), name);
            const qreal width = QFontMetricsF(crowdCountFont(layout.labelFont)).horizontalAdvance(cell.counts[index(side)]);
            QVERIFY2(width <= cell.countRects[index(side)].width(), name);
            const qreal sign = cell.countRects[index(side)].left() - layout.unit;
            QVERIFY2(sign >= cell.totalRect.left() + QFontMetricsF(large).horizontalAdvance(cell.total), name);
        }
        if (hasBar(cell.box)) {
            QVERIFY2(around.rect.contains(cell.bar), name);
            QVERIFY2(!cell.bar.intersects(cell.totalRect), name);
        } else {
            QVERIFY2(cell.bar.isEmpty(), name);
        }
    }
}

void TestCrowdPicture::barsAreTrueToScale()
{
    const CrowdFigures figures = someFigures();
    QCOMPARE(figures.fullBar(), 800'000u);
    const std::vector<CrowdCell> cells = layoutCrowd(crowdLayout({600, 620}), figures);
    const CrowdCell& timeWait = cells[std::size_t(State::TimeWait)];
    const qreal full = timeWait.bar.width();
    QVERIFY(std::abs(timeWait.parts[0].width() / full - 123'456.0 / 800'000) < 1e-9);
    QVERIFY(std::abs(timeWait.parts[1].width() / full - 654'321.0 / 800'000) < 1e-9);
    QCOMPARE(timeWait.parts[1].left(), timeWait.parts[0].right());
    QCOMPARE(timeWait.peakX, timeWait.bar.right());
    QCOMPARE(cells[std::size_t(State::Established)].total, u"812"_s);
    QCOMPARE(cells[std::size_t(State::SynReceived)].counts[1], u"1"_s);
    QVERIFY(cells[std::size_t(State::Closing)].counts[0].isEmpty());
    QCOMPARE(CrowdFigures().fullBar(), 1u);
}

void TestCrowdPicture::theScaleIsTheSameAtEveryPosition()
{
    const Trace trace = tenConnections().build();
    CrowdCounts counts;
    counts.catchUp(trace);
    for (RecordNumber position = 0; position <= trace.recordCount(); ++position) {
        QCOMPARE(crowdFigures(counts, trace, position).fullBar(), 20u);
        for (BoxId id = 0; id < kBoxCount; ++id)
            QVERIFY(crowdFigures(counts, trace, position).now.total(id) <= counts.peaks()[std::size_t(id)]);
    }
}

/// A view of ten connections, on screen.
struct Shown {
    Session session;
    StateDiagramView view{session};

    Shown()
    {
        view.setTheme(Theme::light());
        view.resize(600, 620);
        session.replace(tenConnections().batch(), nullptr);
        session.playhead().toStart();
        view.show();
    }
    QPoint centre(State state) const { return view.diagram().boxes[std::size_t(state)].rect.center().toPoint(); }
};

void TestCrowdPicture::theViewCountsAtThePlayhead()
{
    Shown shown;
    QCOMPARE(shown.view.figures(), CrowdFigures());
    shown.view.setCrowd(true);
    shown.session.playhead().moveTo(15);
    QCOMPARE(shown.view.figures().now.total(box(State::Established)), 10u);
    QCOMPARE(shown.view.figures().connections, 10u);
    const QImage five = shown.view.grab().toImage();
    shown.session.playhead().moveTo(30);
    QCOMPARE(shown.view.figures().now.total(box(State::Established)), 20u);
    QVERIFY(shown.view.grab().toImage() != five);
    QCOMPARE(shown.view.accessibleDescription(), u"All connections: 10 of 10 have begun. ESTABLISHED 20"_s);
    shown.session.playhead().moveTo(15);
    QCOMPARE(shown.view.grab().toImage(), five);
}

void TestCrowdPicture::clickingAStateChoosesIt()
{
    Shown shown;
    QSignalSpy chosen(&shown.view, &StateDiagramView::placeChosen);
    QSignalSpy explained(&shown.view, &StateDiagramView::stateExplained);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, shown.centre(State::Established));
    QCOMPARE(chosen.size(), 0);
    QCOMPARE(explained.size(), 1);
    shown.view.setCrowd(true);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, shown.centre(State::TimeWait));
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<CrowdPlace>(), box(State::TimeWait));
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, shown.centre(State::Closed));
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, shown.view.diagram().boxes[kEndBox].rect.center().toPoint());
    QCOMPARE(chosen.size(), 3); // both CLOSED are two places
    QCOMPARE(chosen[1][0].value<CrowdPlace>(), box(State::Closed));
    QCOMPARE(chosen[2][0].value<CrowdPlace>(), kEndedPlace);
    QCOMPARE(explained.size(), 1);
    QVERIFY(!shown.view.findChild<ExplanationPanel*>()->isVisible());
    // An arrow still explains itself.
    const DiagramArrow* close = shown.view.diagram().find(box(State::SynReceived), box(State::FinWait1), Event::Close);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, ((close->points.first() + close->points.last()) / 2).toPoint());
    QVERIFY(shown.view.findChild<ExplanationPanel*>()->isVisible());
}

void TestCrowdPicture::theKeyboardChoosesToo()
{
    Shown shown;
    shown.view.setCrowd(true);
    shown.view.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&shown.view));
    shown.view.clearFocus();
    shown.view.setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(shown.view.hasFocus());
    QSignalSpy chosen(&shown.view, &StateDiagramView::placeChosen);
    QTest::keyClick(&shown.view, Qt::Key_Tab);
    QTest::keyClick(&shown.view, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<CrowdPlace>(), box(State::Listen));
}

void TestCrowdPicture::theTipSaysItInFull()
{
    QCOMPARE(crowdToolTip(someFigures(), box(State::TimeWait)),
             u"TIME-WAIT: 777,777 (initiators 123,456, responders 654,321); at most 800,000 at once"_s);
    QVERIFY(crowdDescription(CrowdFigures()).endsWith(u"0 of 0 have begun."_s));
}

void TestCrowdPicture::switchingBackShowsTheSameAsBefore()
{
    Shown shown;
    shown.view.setReducedMotion(true);
    shown.session.playhead().moveToStep(5);
    const QImage before = shown.view.grab().toImage();
    shown.view.setCrowd(true);
    QVERIFY(shown.view.grab().toImage() != before);
    QVERIFY(!shown.view.trailAction()->isEnabled());
    shown.view.setCrowd(false);
    QCOMPARE(shown.view.grab().toImage(), before);
    QVERIFY(shown.view.trailAction()->isEnabled());
}

void TestCrowdPicture::theButtonsCoverNothing()
{
    QFETCH(QSizeF, size);
    QFETCH(bool, wide);
    Session session;
    StateDiagramView view(session);
    view.setFont(fontOf(wide));
    view.resize(size.toSize());
    for (const bool crowd : {false, true}) {
        view.setCrowd(crowd);
        const QList<QToolButton*> buttons = view.findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QCOMPARE(buttons.size(), 2);
        QVERIFY(!buttons[0]->geometry().intersects(buttons[1]->geometry()));
        for (const QToolButton* button : buttons) {
            const QRectF rect = button->geometry();
            QVERIFY(view.rect().contains(button->geometry()));
            QVERIFY(!button->accessibleName().isEmpty());
            for (const DiagramBox& other : view.diagram().boxes)
                QVERIFY(!rect.intersects(other.rect));
            for (const DiagramArrow& arrow : view.diagram().arrows)
                QVERIFY(!crosses(arrow.points, rect) && !labelBounds(arrow.label).intersects(rect));
        }
    }
}

void TestCrowdPicture::theTrailCanBeTurnedOff()
{
    Shown shown;
    shown.view.setReducedMotion(true);
    shown.session.playhead().moveToStep(3);
    QVERIFY(shown.view.hasTrail());
    const QImage numbered = shown.view.grab().toImage();
    shown.view.setTrail(false);
    QVERIFY(shown.view.grab().toImage() != numbered);
    shown.view.setTrail(true);
    QCOMPARE(shown.view.grab().toImage(), numbered);
}

void TestCrowdPicture::aNewTraceIsCountedAnew()
{
    Shown shown;
    shown.view.setCrowd(true);
    shown.session.replace(TraceBuilder().connection().handshake().batch(), nullptr);
    shown.session.playhead().toEnd();
    QCOMPARE(shown.view.figures().now.connections(), 1u);
    shown.session.replace(RecordBatch(), nullptr);
    QCOMPARE(shown.view.figures(), CrowdFigures());
    QVERIFY(!shown.view.grab().isNull());
}

void TestCrowdPicture::aFrameIsCheap()
{
    Shown shown;
    shown.view.resize(1600, 1000);
    shown.view.setCrowd(true);
    QPixmap target(shown.view.size());
    shown.view.render(&target);
    const auto cpu = [] { return 1000.0 * double(std::clock()) / double(CLOCKS_PER_SEC); };
    const double before = cpu();
    constexpr int kRounds = 30;
    for (int i = 0; i < kRounds; ++i) {
        shown.session.playhead().moveTo(RecordNumber(i));
        shown.view.render(&target);
    }
    const double each = (cpu() - before) / kRounds;
    qInfo("a step in crowd mode at 1600 x 1000: %.2f ms of CPU", each);
    QVERIFY2(each < 40.0, qPrintable(QString::number(each))); // far above what it takes
}

QTEST_MAIN(TestCrowdPicture)
#include "tst_crowd_picture.moc"
