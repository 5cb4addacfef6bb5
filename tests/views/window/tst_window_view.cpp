#include "tests/support/trace_builder.h"

#include "views/window/window_canvas.h"
#include "views/window/window_paint.h"
#include "views/window/window_view.h"

#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <random>

using enum tcp::Flag;

class TestWindowView : public QObject {
    Q_OBJECT
private slots:
    void showsTheBusierSide();
    void aChoiceByHandStays();
    void survivesEveryStepAndANewTrace();
    void buttonsChangeStyleAndDirections();
    void slidesAndRests();
    void reducedMotionJumps();
    void pointerLightsASegment();
    void narrowDocksScroll();
    void theDescriptionSaysWhatIsShown();
    void theViewFollowsTheClock();
    void aFarJumpShowsNothingWrong_data();
    void aFarJumpShowsNothingWrong();
};

static TraceBuilder download()
{
    TraceBuilder builder;
    builder.connection().handshake().segment(Side::Initiator, Ack, {.text = 10}).segment(Side::Responder, Ack, {.text = 1000}).close();
    builder.connection().handshake().segment(Side::Initiator, Ack, {.text = 1000}).close();
    return builder;
}

void TestWindowView::showsTheBusierSide()
{
    Session session;
    WindowView view(session);
    session.open(download().source());
    QTRY_VERIFY(!session.isLoading());
    QVERIFY(view.sender() == Side::Responder);
    session.playhead().select(1);
    QVERIFY(view.sender() == Side::Initiator);
    const auto buttons = view.findChildren<QToolButton*>();
    QCOMPARE(buttons.size(), 5); // directions and styles
    QVERIFY(buttons[0]->isChecked() && !buttons[1]->isChecked());
}

void TestWindowView::aChoiceByHandStays()
{
    Session session;
    WindowView view(session);
    session.open(download().source());
    QTRY_VERIFY(!session.isLoading());
    const auto buttons = view.findChildren<QToolButton*>();
    buttons[0]->click();
    QVERIFY(view.sender() == Side::Initiator);
    session.playhead().toEnd();
    QVERIFY(view.sender() == Side::Initiator);
    emit session.traceGrew(0, 1);
    QVERIFY(view.sender() == Side::Initiator);
}

void TestWindowView::survivesEveryStepAndANewTrace()
{
    Session session;
    WindowView view(session);
    view.resize(700, 400);
    view.show();
    session.open(download().source());
    QTRY_VERIFY(!session.isLoading());
    QImage last;
    for (std::uint32_t step = 0; step <= session.playhead().stepCount(); ++step) {
        session.playhead().moveToStep(step);
        const QImage now = view.grab().toImage();
        QVERIFY(!now.isNull());
        last = now;
    }
    session.open(TraceBuilder().source());
    QTRY_VERIFY(!session.isLoading());
    QVERIFY(view.grab().toImage() != last);
}

namespace {

/// A view on a connection in the middle of a transfer.
struct Window {
    Window()
    {
        TraceBuilder builder;
        builder.connection().handshake();
        for (int i = 0; i < 4; ++i)
            builder.segment(Side::Responder, Ack, {.text = 1000, .window = 509});
        builder.segment(Side::Initiator, Ack, {.ack = TraceBuilder::kServerIsn + 2001, .window = 509});
        session.open(builder.source());
        view.resize(900, 600);
        view.show();
    }
    bool load()
    {
        if (!QTest::qWaitFor([this] { return !session.isLoading(); }))
            return false;
        session.playhead().moveToStep(session.playhead().stepCount() - 1);
        view.grab();
        return true;
    }

    Session session;
    WindowView view{session};
};

} // namespace

void TestWindowView::buttonsChangeStyleAndDirections()
{
    Window window;
    QVERIFY(window.load());
    const auto buttons = window.view.findChildren<QToolButton*>();
    QSignalSpy styles(&window.view, &WindowView::styleChanged);
    buttons[4]->click();
    QVERIFY(window.view.style() == WindowStyle::Squares);
    QCOMPARE(styles.size(), 1);
    QVERIFY(!window.view.canvas()->currentPicture().directions.front().sender.squares.empty());
    buttons[2]->click();
    QVERIFY(window.view.showsBothDirections());
    QCOMPARE(window.view.canvas()->currentPicture().directions.size(), 2u);
    buttons[0]->click();
    QVERIFY(!window.view.showsBothDirections() && window.view.sender() == Side::Initiator);
    QVERIFY(buttons[0]->isChecked() && !buttons[2]->isChecked());
}

void TestWindowView::slidesAndRests()
{
    Window window;
    QVERIFY(window.load());
    WindowCanvas* canvas = window.view.canvas();
    QTRY_VERIFY(!canvas->isMoving());
    const qreal before = canvas->currentPicture().directions.front().sender.window->left();
    window.session.playhead().stepForward();
    QVERIFY(canvas->isMoving());
    QTRY_VERIFY(!canvas->isMoving());
    QVERIFY(canvas->currentPicture().directions.front().sender.window->left() > before);
    QCOMPARE(canvas->grab().toImage(), canvas->grab().toImage());
}

void TestWindowView::reducedMotionJumps()
{
    Window window;
    window.view.setReducedMotion(true);
    QVERIFY(window.load());
    const qreal before = window.view.canvas()->currentPicture().directions.front().sender.window->left();
    window.session.playhead().stepForward();
    QVERIFY(!window.view.canvas()->isMoving());
    QVERIFY(window.view.canvas()->currentPicture().directions.front().sender.window->left() > before);
}

void TestWindowView::pointerLightsASegment()
{
    Window window;
    window.view.setReducedMotion(true);
    QVERIFY(window.load());
    WindowCanvas* canvas = window.view.canvas();
    const WindowLayout layout = canvas->currentPicture().directions.front();
    for (const TapeBlock& block : layout.sender.blocks) {
        if (block.part == TapePart::InFlight) {
            QTest::mouseMove(canvas, block.rect.center().toPoint());
            break;
        }
    }
    QTRY_VERIFY(window.session.hovered());
    QCOMPARE(window.session.trace().record(*window.session.hovered()).textLength, 1000u);
    QVERIFY(canvas->currentPicture().directions.front().sender.hovered);
    QTest::mouseMove(canvas, layout.sender.titleRect.center().toPoint());
    QTRY_VERIFY(!window.session.hovered());
}

void TestWindowView::narrowDocksScroll()
{
    Window window;
    QVERIFY(window.load());
    window.view.setBothDirections(true);
    window.view.resize(560, 260);
    QCoreApplication::processEvents();
    const WindowCanvas* canvas = window.view.canvas();
    QVERIFY(canvas->height() > 260);
    QVERIFY(canvas->width() <= 560);
    QVERIFY(canvas->height() >= canvas->minimumHeight());
    QVERIFY(window.view.size() == QSize(560, 260)); // the view itself asks for no more
}

void TestWindowView::theDescriptionSaysWhatIsShown()
{
    Window window;
    QVERIFY(window.load());
    const WindowCanvas* canvas = window.view.canvas();
    const auto sentences = [&](std::size_t direction) {
        const WindowLayout layout = window.view.canvas()->currentPicture().directions.at(direction);
        return layout.limit + QLatin1Char(' ') + layout.sentence;
    };
    QTRY_COMPARE(canvas->accessibleDescription(), sentences(0)); // after the first picture
    const QString responder = canvas->accessibleDescription();
    window.view.setSender(Side::Initiator);
    QVERIFY(canvas->accessibleDescription() != responder);
    QCOMPARE(canvas->accessibleDescription(), sentences(0));
    window.view.setBothDirections(true);
    QVERIFY(canvas->accessibleDescription().contains(sentences(0)));
    QVERIFY(canvas->accessibleDescription().contains(sentences(1)));
    window.view.setBothDirections(false);
    window.session.playhead().stepForward();
    window.view.setSender(Side::Responder);
    QTRY_VERIFY(!canvas->isMoving());
    QVERIFY(canvas->accessibleDescription() != responder);
    QCOMPARE(canvas->accessibleDescription(), sentences(0));
}

/// Between two records the sender's user sends text, which waits for the handshake.
void TestWindowView::theViewFollowsTheClock()
{
    TraceBuilder builder;
    builder.connection().segment(Side::Initiator, Syn).step(Side::Initiator, tcp::Event::ActiveOpen, tcp::State::SynSent);
    builder.after(std::chrono::milliseconds(100)).segment(Side::Responder, Syn | Ack).step(Side::Initiator, tcp::Event::RcvSynAck, tcp::State::Established);
    const Timestamp syn = builder.batch().records.front().time;
    auto stage = std::make_shared<Stage>();
    stage->start = syn;
    stage->end = syn + std::chrono::seconds(1);
    EndpointSample sample;
    sample.time = syn;
    sample.cwnd = sample.mss = 1000;
    stage->samples.push_back(sample);
    sample.time += std::chrono::milliseconds(50);
    sample.unsent = 300;
    stage->samples.push_back(sample);
    Session session;
    session.replace(builder.batch(), stage);
    WindowView view(session);
    view.setReducedMotion(true);
    view.resize(900, 600);
    view.show();
    const auto limit = [&](int milliseconds) {
        session.clock().showMoment(syn + std::chrono::milliseconds(milliseconds));
        return view.canvas()->currentPicture().directions.front().limit;
    };
    QCOMPARE(limit(40), QStringLiteral("The handshake is under way: text is sent once the connection is established."));
    QCOMPARE(limit(60), QStringLiteral("The handshake holds the sender back: 300 octets wait until the connection is established."));
    QCOMPARE(limit(40), QStringLiteral("The handshake is under way: text is sent once the connection is established."));
    QCOMPARE(session.playhead().step(), 1u);
}

void TestWindowView::aFarJumpShowsNothingWrong_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 4; ++seed)
        QTest::newRow(qPrintable(QStringLiteral("seed %1").arg(seed))) << seed;
}

/// Either the picture of that very moment, or the notice that it is being worked out, which goes by itself.
void TestWindowView::aFarJumpShowsNothingWrong()
{
    QFETCH(unsigned, seed);
    constexpr std::uint32_t kSegments = 400'000;
    std::mt19937 random(seed);
    TraceBuilder builder;
    builder.connection().handshake();
    for (std::uint32_t i = 0; i < kSegments; ++i) {
        if (i % 3 == 2)
            builder.segment(Side::Initiator, Ack, {.window = 509});
        else
            builder.segment(Side::Responder, Ack, {.text = std::uint32_t(500 + random() % 900), .window = 509});
    }
    const Trace known = builder.build();
    Session session;
    session.replace(builder.batch(), nullptr);
    WindowView view(session);
    view.setReducedMotion(true);
    view.resize(900, 600);
    view.show();
    WindowCanvas* canvas = view.canvas();
    const auto expected = [&](std::uint32_t step) {
        QImage image(canvas->size(), QImage::Format_RGB32);
        QPainter painter(&image);
        paintWindow(painter, canvas->rect(), known, 0, step, view.sender(), Theme::light(), canvas->font());
        return image;
    };
    const auto shown = [&] { return canvas->grab().toImage().convertToFormat(QImage::Format_RGB32); };
    const auto notice = [&] {
        QImage image(canvas->size(), QImage::Format_RGB32);
        image.fill(Theme::light().background);
        QPainter painter(&image);
        painter.setFont(canvas->font());
        painter.setPen(Theme::light().mutedText);
        painter.drawText(canvas->rect(), Qt::AlignCenter, QStringLiteral("Reading segments…"));
        return image;
    };
    for (int jump = 0; jump < 8; ++jump) {
        const std::uint32_t step = jump == 0 ? kSegments : std::uint32_t(random() % kSegments);
        session.playhead().moveToStep(step);
        bool isRight = false;
        for (int frame = 0; frame < 1000 && !isRight; ++frame) {
            const QImage now = shown();
            if (canvas->isWaiting()) {
                QCOMPARE(now, notice());
                QTest::qWait(1);
            } else {
                isRight = shown() == expected(step);
                QVERIFY(isRight);
            }
        }
        QVERIFY(isRight);
    }
}

QTEST_MAIN(TestWindowView)
#include "tst_window_view.moc"
