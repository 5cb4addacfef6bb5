#include "tests/support/trace_builder.h"
#include "views/state_diagram/state_diagram_view.h"

#include <QBuffer>
#include <QLabel>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QTest>

#include <ctime>
#include <set>

using namespace Qt::StringLiterals;
using tcp::Event;
using tcp::Flag;
using tcp::State;

namespace {

constexpr BoxId box(State state)
{
    return BoxId(state);
}

TraceBuilder wholeConnection()
{
    TraceBuilder builder;
    builder.connection()
        .handshake()
        .segment(Side::Initiator, Flag::Ack | Flag::Psh, {.text = 20})
        .proven(Side::Responder)
        .close();
    builder.connection().handshake().segment(Side::Responder, Flag::Rst | Flag::Ack);
    builder.step(Side::Responder, Event::Abort, State::Closed)
        .step(Side::Initiator, Event::RcvRst, State::Closed, Certainty::Assumed);
    return builder;
}

double cpuMilliseconds()
{
    return 1000.0 * double(std::clock()) / double(CLOCKS_PER_SEC);
}

} // namespace

class TestStateDiagramView : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void steppingBackShowsExactlyTheSamePicture();
    void theSameMomentLooksTheSameAfterMotion();
    void oneStepGlidesAndJumpsDoNot();
    void stepsInQuickSuccessionDoNotGlide();
    void otherConnectionsRecordsDoNotDisturb();
    void tokensFollowTheirArrow();
    void stepsBackRunBackwards();
    void clickingAStateExplainsIt();
    void clickingAnArrowExplainsIt();
    void linksInTheExplanationMoveThePlayhead();
    void theKeyboardReachesEveryState();
    void leftAndRightAreShortcutsUntilABoxIsChosen();
    void theStatesAreToldInWords();
    void aNewTraceEmptiesTheDiagram();
    void exportDrawsWithoutAWidget();
    void paintingAStepIsCheap();

private:
    QImage picture() { return m_view->grab().toImage(); }
    void moveTo(std::uint32_t step) { m_session->playhead().moveToStep(step); }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<StateDiagramView> m_view;
};

void TestStateDiagramView::init()
{
    m_session = std::make_unique<Session>();
    m_view = std::make_unique<StateDiagramView>(*m_session);
    m_view->setTheme(Theme::light());
    m_view->resize(600, 620);
    m_session->open(wholeConnection().source());
    QTRY_VERIFY(!m_session->isLoading());
    m_session->playhead().select(0);
    m_session->playhead().toStart();
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestStateDiagramView::cleanup()
{
    m_view.reset();
    m_session.reset();
}

void TestStateDiagramView::steppingBackShowsExactlyTheSamePicture()
{
    m_view->setReducedMotion(true);
    std::vector<QImage> forward;
    const std::uint32_t count = m_session->playhead().stepCount();
    QCOMPARE(count, 9u);
    for (std::uint32_t step = 0; step <= count; ++step) {
        moveTo(step);
        forward.push_back(picture());
    }
    for (std::uint32_t step = 1; step <= count; ++step) {
        const bool moves =
            !m_session->trace().transitionsAt(0, step).empty() || !m_session->trace().transitionsAt(0, step - 1).empty();
        QVERIFY2(!moves || forward[step] != forward[step - 1], qPrintable(QString::number(step)));
    }
    for (std::uint32_t step = count + 1; step-- > 0;) {
        moveTo(step);
        QVERIFY2(picture() == forward[step], qPrintable(QString::number(step)));
    }
}

void TestStateDiagramView::theSameMomentLooksTheSameAfterMotion()
{
    m_view->setReducedMotion(true);
    moveTo(2);
    const QImage still = picture();
    m_view->setReducedMotion(false);
    moveTo(1);
    QTest::qWait(400);
    moveTo(2);
    QVERIFY(m_view->isMoving());
    QVERIFY(picture() != still);
    QTRY_VERIFY(!m_view->isMoving());
    QVERIFY(picture() == still);
}

void TestStateDiagramView::oneStepGlidesAndJumpsDoNot()
{
    moveTo(1);
    QTest::qWait(400);
    moveTo(2);
    QVERIFY(m_view->isMoving());
    QTest::qWait(400);
    moveTo(5);
    QVERIFY(!m_view->isMoving());
    QTest::qWait(400);
    moveTo(4); // nothing was taken there on the way back either, but step 5 has
    QVERIFY(m_view->isMoving());
    m_view->setReducedMotion(true);
    QVERIFY(!m_view->isMoving());
    QTest::qWait(400);
    moveTo(5);
    QVERIFY(!m_view->isMoving());
}

void TestStateDiagramView::stepsInQuickSuccessionDoNotGlide()
{
    QTest::qWait(400);
    moveTo(1);
    QVERIFY(m_view->isMoving());
    moveTo(2);
    QVERIFY(!m_view->isMoving());
    moveTo(3);
    QVERIFY(!m_view->isMoving());
}

void TestStateDiagramView::otherConnectionsRecordsDoNotDisturb()
{
    m_session->playhead().toEnd();
    const std::uint32_t step = m_session->playhead().step();
    QTest::qWait(400);
    m_session->playhead().select(1);
    m_session->playhead().moveToStep(3);
    QTest::qWait(400);
    m_session->playhead().moveToStep(4);
    QVERIFY(m_view->isMoving());
    QCOMPARE(step, 9u);
    emit m_session->playhead().moved(); // another connection's record: same step
    QVERIFY(m_view->isMoving());
}

void TestStateDiagramView::tokensFollowTheirArrow()
{
    const DiagramLayout& layout = m_view->diagram();
    RouteFinder routes(layout);
    const DiagramMoment moment = momentAt(m_session->trace(), 0, 2);
    const auto moves = tokenMoves(layout, routes, moment.taken, false);
    QCOMPARE(moves.size(), std::size_t(3));
    const auto spot = [&](State state, Side side) { return layout.boxes[std::size_t(state)].tokens[index(side)]; };
    const std::array<QPointF, 2> rest = {spot(State::Established, Side::Initiator), spot(State::SynReceived, Side::Responder)};

    const auto start = tokenPositions(moves, 0.0, rest);
    QCOMPARE(start[0], spot(State::SynSent, Side::Initiator));
    QCOMPARE(start[1], spot(State::Closed, Side::Responder));
    const auto second = tokenPositions(moves, 1.0 / 3 + 1e-9, rest);
    QCOMPARE(second[0], rest[0]);
    QVERIFY((second[1] - spot(State::Closed, Side::Responder)).manhattanLength() < 0.1);
    const auto third = tokenPositions(moves, 2.0 / 3 + 1e-9, rest);
    QVERIFY((third[1] - spot(State::Listen, Side::Responder)).manhattanLength() < 0.1);
    QCOMPARE(tokenPositions(moves, 1.0, rest), rest);
    // Half-way along a straight arrow the token is upon it.
    const DiagramArrow* open = layout.find(box(State::Closed), box(State::Listen), Event::PassiveOpen);
    bool upon = false;
    for (int i = 0; i <= 100; ++i)
        upon = upon || std::abs(tokenPositions(moves, 1.0 / 3 + i / 300.0, rest)[1].x() - open->points[0].x()) < 0.01;
    QVERIFY(upon);
}

void TestStateDiagramView::stepsBackRunBackwards()
{
    const DiagramLayout& layout = m_view->diagram();
    RouteFinder routes(layout);
    const DiagramMoment moment = momentAt(m_session->trace(), 0, 2);
    const auto forward = tokenMoves(layout, routes, moment.taken, false);
    const auto back = tokenMoves(layout, routes, moment.taken, true);
    QCOMPARE(back.size(), forward.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
        const TokenMove& twin = forward[forward.size() - 1 - i];
        QVERIFY(back[i].side == twin.side);
        QCOMPARE(back[i].path.pointAtPercent(0), twin.path.pointAtPercent(1));
        QCOMPARE(back[i].path.pointAtPercent(1), twin.path.pointAtPercent(0));
    }
}

void TestStateDiagramView::clickingAStateExplainsIt()
{
    QSignalSpy spy(m_view.get(), &StateDiagramView::stateExplained);
    moveTo(9);
    const QRectF closeWait = m_view->diagram().boxes[std::size_t(State::CloseWait)].rect;
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, closeWait.center().toPoint());
    QCOMPARE(spy.size(), 1);
    QVERIFY(spy[0][0].value<State>() == State::CloseWait);
    auto* panel = m_view->findChild<ExplanationPanel*>();
    QVERIFY(panel->isVisible());
    QVERIFY(!QRectF(panel->geometry()).intersects(closeWait));
    QVERIFY(m_view->rect().contains(panel->geometry()));
    QString text;
    for (const QLabel* label : panel->findChildren<QLabel*>())
        text += label->text();
    QVERIFY2(text.contains(u"CLOSE-WAIT"_s) && text.contains(u"has not yet called close"_s) && text.contains(u"step:6"_s),
             qPrintable(text));
    QVERIFY2(text.contains(u"(for 20 ms)"_s) && text.contains(u"Initiator: never"_s) && !text.contains(u"<b>"_s), qPrintable(text));
    moveTo(6); // now the responder is there
    text.clear();
    for (const QLabel* label : panel->findChildren<QLabel*>())
        text += label->text();
    QVERIFY2(text.contains(u"<b><a href=\"step:6\">"_s), qPrintable(text));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, QPoint(m_view->width() - 3, m_view->height() / 2)); // nothing is there
    QVERIFY(!panel->isVisible());
}

void TestStateDiagramView::clickingAnArrowExplainsIt()
{
    QSignalSpy spy(m_view.get(), &StateDiagramView::arrowExplained);
    const DiagramArrow* close = m_view->diagram().find(box(State::SynReceived), box(State::FinWait1), Event::Close);
    const QPointF middle = (close->points.first() + close->points.last()) / 2;
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, middle.toPoint() + QPoint(2, 0));
    QCOMPARE(spy.size(), 1);
    QVERIFY(spy[0][0].value<State>() == State::SynReceived);
    QVERIFY(spy[0][1].value<Event>() == Event::Close);
    // Its label does as well.
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, close->label.back().rect.center().toPoint());
    QCOMPARE(spy.size(), 2);
    QString text;
    for (const QLabel* label : m_view->findChild<ExplanationPanel*>()->findChildren<QLabel*>())
        text += label->text();
    QVERIFY2(text.contains(u"3.10.4"_s) && text.contains(u"snd FIN"_s) && text.contains(u"never"_s), qPrintable(text));
}

void TestStateDiagramView::linksInTheExplanationMoveThePlayhead()
{
    moveTo(9);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {},
                      m_view->diagram().boxes[std::size_t(State::CloseWait)].rect.center().toPoint());
    auto* panel = m_view->findChild<ExplanationPanel*>();
    for (QLabel* label : panel->findChildren<QLabel*>())
        emit label->linkActivated(u"step:6"_s);
    QCOMPARE(m_session->playhead().step(), 6u);
    QVERIFY(panel->isVisible());
}

void TestStateDiagramView::theKeyboardReachesEveryState()
{
    m_view->activateWindow();
    m_view->clearFocus();
    m_view->setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(m_view->hasFocus());
    QSignalSpy spy(m_view.get(), &StateDiagramView::stateExplained);
    std::set<State> seen;
    for (int i = 0; i < kBoxCount; ++i) {
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(spy.size(), i + 1);
        seen.insert(spy.back()[0].value<State>());
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QTest::keyClick(m_view.get(), Qt::Key_Tab);
    }
    QCOMPARE(seen.size(), std::size_t(tcp::kStateCount));

    m_view->clearFocus();
    m_view->setFocus(Qt::OtherFocusReason);
    QTest::keyClick(m_view.get(), Qt::Key_Down); // begins where the initiator is
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QVERIFY(spy.back()[0].value<State>() == State::Listen);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(!m_view->findChild<ExplanationPanel*>()->isVisible());
}

void TestStateDiagramView::leftAndRightAreShortcutsUntilABoxIsChosen()
{
    const auto takes = [this](Qt::Key key) {
        QKeyEvent event(QEvent::ShortcutOverride, key, Qt::NoModifier);
        event.ignore();
        QCoreApplication::sendEvent(m_view.get(), &event);
        return event.isAccepted();
    };
    m_view->activateWindow();
    m_view->clearFocus();
    m_view->setFocus(Qt::OtherFocusReason);
    QTRY_VERIFY(m_view->hasFocus());
    QVERIFY(!takes(Qt::Key_Left));
    m_view->clearFocus();
    m_view->setFocus(Qt::TabFocusReason);
    QVERIFY(takes(Qt::Key_Left));
    QVERIFY(takes(Qt::Key_Right));
    QVERIFY(!takes(Qt::Key_Space));
}

void TestStateDiagramView::theStatesAreToldInWords()
{
    moveTo(2);
    QCOMPARE(m_view->accessibleName(), u"State diagram"_s);
    QCOMPARE(m_view->accessibleDescription(), u"Initiator: ESTABLISHED (assumed). Responder: SYN-RECEIVED (proven)."_s);
}

void TestStateDiagramView::aNewTraceEmptiesTheDiagram()
{
    moveTo(6);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, m_view->diagram().boxes[0].rect.center().toPoint());
    QVERIFY(m_view->moment().has_value());
    m_session->open(TraceBuilder().source());
    QVERIFY(!m_view->moment().has_value());
    QVERIFY(!m_view->findChild<ExplanationPanel*>()->isVisible());
    QCOMPARE(m_view->accessibleDescription(), u"No connection is selected."_s);
    QTRY_VERIFY(!m_session->isLoading());
    QVERIFY(!picture().isNull());
}

void TestStateDiagramView::exportDrawsWithoutAWidget()
{
    const Trace& trace = m_session->trace();
    QImage image(600, 620, QImage::Format_RGB32);
    const auto draw = [&](std::optional<ConnectionId> connection, std::uint32_t step) {
        image.fill(Qt::magenta);
        QPainter painter(&image);
        paintStateDiagram(painter, QRectF(0, 0, 600, 620), trace, connection, step, Theme::darkTheme(), m_view->font());
        painter.end();
        return image.copy();
    };
    const QImage atRest = draw(std::nullopt, 0);
    QCOMPARE(atRest.pixelColor(1, 619), Theme::darkTheme().background);
    QVERIFY(draw(0, 2) != atRest);
    QCOMPARE(draw(0, 2), draw(0, 2));
    QByteArray svg;
    QBuffer buffer(&svg);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize({600, 620});
    QPainter painter(&generator);
    paintStateDiagram(painter, QRectF(0, 0, 600, 620), trace, ConnectionId(0), 6, Theme::light(), m_view->font());
    painter.end();
    QVERIFY(svg.contains("FIN-WAIT-2") && svg.contains("rcv ACK of FIN"));
}

void TestStateDiagramView::paintingAStepIsCheap()
{
    m_view->setReducedMotion(true);
    m_session->playhead().select(0);
    moveTo(0);
    m_view->grab();
    QPixmap target(m_view->size());
    const auto measure = [&](const char* what, auto&& change) {
        const double before = cpuMilliseconds();
        constexpr int kRounds = 40;
        for (int i = 0; i < kRounds; ++i) {
            change(i);
            m_view->render(&target);
        }
        const double each = (cpuMilliseconds() - before) / kRounds;
        qInfo("%s: %.2f ms of CPU", what, each);
        return each;
    };
    const double steps = measure("a step, shown and painted", [&](int i) { moveTo(std::uint32_t(1 + i % 9)); });
    const double frames = measure("a frame in between", [](int) {});
    m_session->playhead().select(1);
    measure("a step with arrows on demand", [&](int i) { moveTo(std::uint32_t(1 + i % 4)); });
    QVERIFY2(steps < 50.0, qPrintable(QString::number(steps))); // far above what it takes, far below what the eye forgives
    QVERIFY2(frames < steps, qPrintable(QString::number(frames)));
}

QTEST_MAIN(TestStateDiagramView)
#include "tst_state_diagram_view.moc"
