#include "tests/support/trace_builder.h"

#include "views/window/window_view.h"

#include <QTest>
#include <QToolButton>

using enum tcp::Flag;

class TestWindowView : public QObject {
    Q_OBJECT
private slots:
    void showsTheBusierSide();
    void aChoiceByHandStays();
    void survivesEveryStepAndANewTrace();
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
    QCOMPARE(buttons.size(), 2);
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

QTEST_MAIN(TestWindowView)
#include "tst_window_view.moc"
