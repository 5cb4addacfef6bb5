#include "tests/support/trace_builder.h"
#include "views/ladder/ladder_view.h"

#include <QAction>
#include <QPainter>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <ctime>

using tcp::Flag;

namespace {

constexpr std::uint32_t kMillion = 1'000'000;

TraceBuilder longConnection(std::uint32_t rows)
{
    TraceBuilder builder;
    builder.connection().handshake();
    for (std::uint32_t row = 3; row < rows; ++row) {
        const bool isData = row % 2 == 1;
        builder.segment(isData ? Side::Responder : Side::Initiator, Flag::Ack, {.text = isData ? 1448u : 0u, .window = 500, .options = OptionOctets().nop().nop().timestamps(row, row)});
    }
    return builder;
}

/// Made once: it is the longest part of these tests.
const TraceBuilder& millionSegments()
{
    static const TraceBuilder builder = longConnection(kMillion);
    return builder;
}

void load(Session& session, const TraceBuilder& builder)
{
    session.open(builder.source());
    QTRY_VERIFY(!session.isLoading());
}

QImage picture(LadderView& view)
{
    QImage image(view.viewport()->size(), QImage::Format_RGB32);
    view.viewport()->render(&image);
    return image;
}

double processorMilliseconds()
{
    return 1000.0 * double(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

class TestLadderView : public QObject {
    Q_OBJECT
private slots:
    void onlyVisibleRowsAreLaidOutAndPainted()
    {
        Session session;
        LadderView view(session);
        view.resize(900, 800);
        view.show();
        load(session, millionSegments());
        const LadderMetrics m = ladderMetrics(session.trace(), 0, view.font(), view.viewport()->width());
        QImage image(view.viewport()->size(), QImage::Format_RGB32);
        QPainter painter(&image);
        const LadderPicture all{session.trace(), 0, kMillion / 2, Theme::light(), {}};
        const auto most = std::uint32_t(std::ceil(image.height() / m.rowHeight)) + 2;
        for (const double share : {0.0, 0.1, 0.5, 0.999, 1.0}) {
            const double top = share * (m.contentHeight(kMillion) - image.height());
            const std::uint32_t painted = paintLadderWindow(painter, image.rect(), top, all, m);
            QVERIFY(painted > most / 2);
            QVERIFY2(painted <= most, qPrintable(QString::number(painted)));
        }
    }

    void scrollingAMillionSegmentsCostsWhatSixtyCost()
    {
        const auto perFrame = [](const TraceBuilder& builder, bool isStepping) {
            Session session;
            LadderView view(session);
            view.resize(900, 800);
            view.show();
            load(session, builder);
            const std::uint32_t rows = session.playhead().stepCount();
            QRandomGenerator random(1);
            constexpr int kFrames = 100;
            const double before = processorMilliseconds();
            for (int frame = 0; frame < kFrames; ++frame) {
                if (isStepping)
                    session.playhead().moveToStep(random.bounded(rows + 1));
                else
                    view.verticalScrollBar()->setValue(random.bounded(view.verticalScrollBar()->maximum() + 1));
                picture(view);
            }
            return (processorMilliseconds() - before) / kFrames;
        };
        const double few = perFrame(longConnection(60), false);
        const double many = perFrame(millionSegments(), false);
        const double steps = perFrame(millionSegments(), true);
        qInfo("one frame of 900 x 800, CPU: %.2f ms with 60 segments, %.2f ms with a million; %.2f ms for a step anywhere in a million", few, many, steps);
        // Anything that looks at all records would be thousands of times slower.
        QVERIFY(many < 4 * few);
        QVERIFY(steps < 4 * few);
    }

    void steppingBackPaintsTheSamePicture_data()
    {
        QTest::addColumn<int>("height");
        QTest::newRow("where all rows are in view") << 1000;
        QTest::newRow("where the view scrolls") << 200;
    }
    void steppingBackPaintsTheSamePicture()
    {
        QFETCH(int, height);
        Session session;
        LadderView view(session);
        view.resize(700, height);
        view.show();
        load(session, TraceBuilder().connection().handshake().segment(Side::Initiator, Flag::Ack, {.text = 20}).close());
        view.hide(); // without the motion to the next row
        std::vector<QImage> forward;
        for (std::uint32_t step = 0; step <= session.playhead().stepCount(); ++step) {
            session.playhead().moveToStep(step);
            forward.push_back(picture(view));
            if (step > 0)
                QVERIFY(forward[step] != forward[step - 1]);
        }
        for (std::uint32_t step = session.playhead().stepCount() + 1; step-- > 0;) {
            session.playhead().moveToStep(step);
            QCOMPARE(picture(view), forward[step]);
        }
    }

    void aClickMovesThePlayheadToItsRow()
    {
        Session session;
        LadderView view(session);
        view.resize(700, 800);
        view.show();
        load(session, TraceBuilder().connection().handshake().close());
        const LadderMetrics m = ladderMetrics(session.trace(), 0, view.font(), view.viewport()->width());
        const int y = int(m.headerHeight + m.rowTop(4) + m.rowHeight / 2);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, QPoint(300, y));
        QCOMPARE(session.playhead().step(), 5u);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, QPoint(300, 5));
        QCOMPARE(session.playhead().step(), 5u);
    }

    void thePresentRowIsAlwaysInView()
    {
        Session session;
        LadderView view(session);
        view.resize(700, 500);
        view.show();
        load(session, longConnection(5000));
        const LadderMetrics m = ladderMetrics(session.trace(), 0, view.font(), view.viewport()->width());
        for (const std::uint32_t step : {1u, 5u, 30u, 31u, 4000u, 5000u, 3u, 0u}) {
            session.playhead().moveToStep(step);
            const double top = m.rowTop(step == 0 ? 0 : step - 1);
            QTRY_VERIFY(top >= view.scrollTop() && top + m.rowHeight <= view.scrollTop() + view.viewport()->height() - m.headerHeight);
        }
    }

    void keysThatStepBelongToTheWindow_data()
    {
        QTest::addColumn<int>("key");
        for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Space, Qt::Key_Home, Qt::Key_End, Qt::Key_PageUp, Qt::Key_PageDown})
            QTest::newRow(qPrintable(QKeySequence(key).toString())) << int(key);
    }
    void keysThatStepBelongToTheWindow()
    {
        QFETCH(int, key);
        Session session;
        LadderView view(session);
        view.resize(700, 500);
        load(session, longConnection(200));
        QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier);
        QCoreApplication::sendEvent(&view, &press);
        QVERIFY(!press.isAccepted());
        QCOMPARE(view.scrollTop(), 0.0);
    }

    void theMenuChangesTheNotation()
    {
        Session session;
        LadderView view(session);
        QSignalSpy changed(&view, &LadderView::notationChanged);
        const auto actions = view.notationActions();
        QCOMPARE(actions.size(), 6);
        QVERIFY(actions[0]->isChecked() && actions[3]->isChecked());
        actions[1]->trigger();
        actions[5]->trigger();
        QCOMPARE(view.notation(), (Notation{NotationStyle::Tcpdump, Numbering::Wire}));
        QCOMPARE(changed.count(), 2);
        view.setNotation({});
        QVERIFY(actions[0]->isChecked() && actions[3]->isChecked());
        QCOMPARE(changed.count(), 2);
    }

    void anotherTraceForgetsTheOld()
    {
        Session session;
        LadderView view(session);
        view.resize(700, 500);
        view.show();
        const QImage empty = picture(view);
        load(session, longConnection(1000));
        session.playhead().toEnd();
        QVERIFY(picture(view) != empty);
        load(session, TraceBuilder());
        QCOMPARE(picture(view), empty);
        QVERIFY(!view.rowAt(200).has_value());
    }

    void theNaturalSizeShowsEveryLabelInFull()
    {
        const Trace trace = TraceBuilder().connection().handshake().close().build();
        const QSizeF size = ladderSize(trace, 0, QFont(), {});
        const LadderMetrics m = ladderMetrics(trace, 0, QFont(), size.width());
        QCOMPARE(size.height(), std::ceil(m.headerHeight + m.contentHeight(trace.stepCount(0))));
        for (const ArrowShape& arrow : layoutArrows(trace, 0, {0, trace.stepCount(0)}, m, {}))
            QVERIFY2(!arrow.elided, qPrintable(arrow.label));
    }

    void theNaturalSizeOfALongConnectionIsBounded()
    {
        const Trace trace = longConnection(5000).build();
        QVERIFY(ladderSize(trace, 0, QFont(), {}).height() < 201 * ladderMetrics(trace, 0, QFont(), 900).rowHeight + 200);
    }

    void aCutExportSaysHowMuchIsMissing()
    {
        const Theme theme = Theme::light();
        const auto footerOf = [&theme](int segments) {
            const Trace trace = longConnection(segments).build();
            const QSizeF size = ladderSize(trace, 0, QFont(), {});
            QImage image(size.toSize(), QImage::Format_RGB32);
            QPainter painter(&image);
            paintLadder(painter, QRectF(QPointF(), size), trace, 0, 0, theme, QFont(), {});
            const int row = int(ladderMetrics(trace, 0, QFont(), size.width()).rowHeight);
            return image.copy(0, image.height() - row, image.width(), row);
        };
        QVERIFY(footerOf(5000) != footerOf(6000)); // the same rows above, another number
        QCOMPARE(footerOf(5000), footerOf(5000));
    }
};

QTEST_MAIN(TestLadderView)
#include "tst_ladder_view.moc"
