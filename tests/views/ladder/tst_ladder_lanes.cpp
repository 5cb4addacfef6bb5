// Several connections side by side, what was not acknowledged, the time reference, and pictures without a widget.
#include "tests/support/trace_builder.h"
#include "views/ladder/ladder_view.h"

#include <QImage>
#include <QMouseEvent>
#include <QPainter>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using enum tcp::Flag;

namespace {

using Ids = std::vector<ConnectionId>;
constexpr Side A = Side::Initiator, B = Side::Responder;

/// 0: proxy to backend; 1: client to proxy; 2: a stranger. Records alternate; between them lies a minute in which nothing happens.
TraceBuilder proxied()
{
    TraceBuilder builder;
    const auto at = [](std::uint8_t host, std::uint16_t port) { return TraceBuilder::address(host, port); };
    builder.connection(at(2, 50000), at(3, 80)).connection(at(1, 40000), at(2, 443)).connection(at(8, 1000), at(9, 2000));
    builder.in(1).handshake().in(0).handshake().in(2).handshake();
    builder.in(1).segment(A, Ack, {.text = 50}).in(0).segment(A, Ack, {.text = 50}).segment(B, Ack, {.text = 70});
    builder.in(1).after(60s).segment(B, Ack, {.text = 70}).in(0).segment(A, Ack).in(1).segment(A, Ack);
    return builder;
}

void load(Session& session, const TraceBuilder& builder)
{
    session.open(builder.source());
    QTRY_VERIFY(!session.isLoading());
}

LadderMerge mergeOf(const Trace& trace, Ids ids)
{
    LadderMerge merge;
    merge.restart(std::move(ids));
    while (!merge.advance(trace, 1ms)) {
    }
    return merge;
}

double processorMilliseconds()
{
    return 1000.0 * double(std::clock()) / CLOCKS_PER_SEC;
}

void clickOn(LadderView& view, const QPointF& point)
{
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, point.toPoint());
}

} // namespace

class TestLadderLanes : public QObject {
    Q_OBJECT
private slots:
    void aProxysLifelinesAreNeighbours_data()
    {
        QTest::addColumn<Ids>("given");
        QTest::addColumn<Ids>("placed");
        QTest::newRow("the client's connection goes before the backend's") << Ids{0, 1} << Ids{1, 0};
        QTest::newRow("what is in order already stays") << Ids{1, 0} << Ids{1, 0};
        QTest::newRow("a stranger does not stand between them") << Ids{0, 2, 1} << Ids{2, 1, 0};
        QTest::newRow("strangers stay as they were given") << Ids{2, 0} << Ids{2, 0};
        QTest::newRow("doubles and numbers that there are not are left out") << Ids{2, 2, 77, 0} << Ids{2, 0};
    }
    void aProxysLifelinesAreNeighbours()
    {
        QFETCH(Ids, given);
        QFETCH(Ids, placed);
        QCOMPARE(sideBySide(proxied().build(), given), placed);
    }

    void atMostFourAreShown()
    {
        TraceBuilder builder;
        Ids all;
        for (ConnectionId id = 0; id < 7; ++id) {
            builder.connection().handshake();
            all.push_back(id);
        }
        QCOMPARE(sideBySide(builder.build(), all), (Ids{0, 1, 2, 3}));
    }

    void commonRowsAreThoseOfTheTrace()
    {
        const Trace trace = proxied().build();
        const LadderMerge merge = mergeOf(trace, {1, 0});
        QCOMPARE(merge.count(), trace.stepCount(0) + trace.stepCount(1));
        for (std::uint32_t row = 0; row < merge.count(); ++row) {
            QVERIFY(row == 0 || merge.record(row - 1) < merge.record(row));
            QVERIFY(trace.record(merge.record(row)).connection != 2);
            QCOMPARE(merge.rowOf(merge.record(row)), row);
        }
    }

    void onlyWhatIsIdleInAllIsFolded()
    {
        // In the minute in which connection 1 is silent, connection 0 speaks every 20 ms.
        TraceBuilder builder;
        builder.connection().handshake().connection().handshake();
        for (int i = 0; i < 3000; ++i)
            builder.in(0).after(20ms).segment(A, Ack, {.text = 1});
        builder.in(1).segment(A, Ack, {.text = 1});
        const Trace trace = builder.build();
        const auto folds = [&](Ids ids) {
            LadderAxis axis;
            axis.restart(trace, std::move(ids), nullptr);
            while (!axis.advance(trace, 1ms)) {
            }
            return axis.folds().size();
        };
        QCOMPARE(folds({1}), std::size_t(1));
        QCOMPARE(folds({0, 1}), std::size_t(0));
    }

    void lifelinesStandBesideEachOtherWithoutOverlap_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {700, 1000, 1280, 1920})
            QTest::newRow(qPrintable(u"%1 pixels wide"_s.arg(width))) << width;
    }
    void lifelinesStandBesideEachOtherWithoutOverlap()
    {
        QFETCH(int, width);
        const Trace trace = proxied().build();
        const auto lanes = ladderMetrics(trace, Ids{1, 0, 2}, QFont(), width);
        QCOMPARE(lanes.size(), std::size_t(3));
        QCOMPARE(lanes.back().width, double(width));
        double free = std::max(lanes[0].frameRight, lanes[0].timeRight);
        for (const LadderMetrics& lane : lanes) {
            QVERIFY(lane.bandLeft(A) >= free);
            QVERIFY(lane.lifelines[0] < lane.lifelines[1]);
            free = lane.bandLeft(B) + lane.bandWidth;
            QVERIFY(free <= lane.width);
        }
    }

    void aClickSelectsTheSegmentAndItsConnection_data()
    {
        QTest::addColumn<bool>("isTime");
        QTest::newRow("in even rows") << false;
        QTest::newRow("true to time") << true;
    }
    void aClickSelectsTheSegmentAndItsConnection()
    {
        QFETCH(bool, isTime);
        Session session;
        LadderView view(session);
        view.resize(1200, 700);
        view.setTrueToTime(isTime);
        view.show();
        load(session, proxied());
        session.playhead().select(0);
        view.setCompanions({0, 1});
        QCOMPARE(view.shown(), (Ids{1, 0}));
        QTest::qWait(100);
        view.verticalScrollBar()->setValue(0);
        const auto lanes = ladderMetrics(session.trace(), Ids{1, 0}, view.font(), view.viewport()->width());
        // Every point of the left lifelines' arrows belongs to connection 1, of the right ones' to connection 0.
        const double middle = (lanes[0].lifelines[0] + lanes[0].lifelines[1]) / 2;
        std::optional<RecordNumber> found;
        double y = lanes[0].headerHeight;
        for (; y < view.viewport()->height() && (!found || session.trace().record(*found).connection != 1); y += 2)
            found = view.recordAt(QPointF(middle, y));
        QVERIFY(found);
        clickOn(view, QPointF(middle, y - 2));
        QCOMPARE(session.playhead().connection(), std::optional<ConnectionId>(1));
        QCOMPARE(session.playhead().currentRecord(), found);
        QCOMPARE(view.shown(), (Ids{1, 0})); // still side by side
    }

    void selectingAnotherConnectionShowsItAlone()
    {
        Session session;
        LadderView view(session);
        load(session, proxied());
        session.playhead().select(0);
        view.setCompanions({0, 1});
        session.playhead().select(2);
        QCOMPARE(view.shown(), Ids{2});
        session.playhead().select(1);
        QCOMPARE(view.shown(), (Ids{1, 0}));
        view.setCompanions({});
        QCOMPARE(view.shown(), Ids{1});
    }

    void anotherRecordingForgetsTheCompanions()
    {
        Session session;
        LadderView view(session);
        QSignalSpy changed(&view, &LadderView::companionsChanged);
        load(session, proxied());
        view.setCompanions({0, 1});
        load(session, proxied());
        QVERIFY(view.companions().empty());
        QCOMPARE(changed.count(), 2);
    }

    void whatIsNotAcknowledgedIsInDoubt_data()
    {
        QTest::addColumn<QList<std::uint32_t>>("rows");
        QTest::addColumn<QString>("text");
        using Rows = QList<std::uint32_t>;
        QTest::newRow("a segment that is sent again before an ACK") << Rows{3} << u"not acknowledged before frame 5"_s;
        QTest::newRow("a segment that nothing acknowledges") << Rows{3} << u"not acknowledged before the end"_s;
        QTest::newRow("a segment before a reset") << Rows{3} << u"not acknowledged before the reset"_s;
        QTest::newRow("not one that a later cumulative ACK covers") << Rows{} << QString();
        QTest::newRow("not one that a SACK block covers") << Rows{3} << u"not acknowledged before frame 7"_s;
        QTest::newRow("not one that is acknowledged after a refused reset") << Rows{} << QString();
        QTest::newRow("not an ACK: it occupies no sequence space") << Rows{} << QString();
        QTest::newRow("not a keep-alive") << Rows{} << QString();
        QTest::newRow("not where the other direction was not recorded") << Rows{} << QString();
        QTest::newRow("a SYN that nobody answers") << Rows{0} << u"not acknowledged before the end"_s;
    }
    void whatIsNotAcknowledgedIsInDoubt()
    {
        QFETCH(QList<std::uint32_t>, rows);
        QFETCH(QString, text);
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        TraceBuilder builder;
        builder.connection();
        if (name.startsWith(u"a SYN"))
            builder.segment(A, Syn);
        else if (name.contains(u"direction"))
            builder.segment(A, Ack, {.ack = 8000, .text = 100}).segment(A, Ack, {.ack = 8100, .text = 100});
        else
            builder.handshake();
        const bool hasText = !name.startsWith(u"a SYN") && !name.contains(u"direction") && !name.contains(u"not an ACK") && !name.contains(u"keep-alive");
        if (hasText)
            builder.segment(A, Ack, {.text = 100}); // row 3, frame 4
        if (name.contains(u"sent again"))
            builder.segment(A, Ack, {.seq = 1001u, .text = 100, .labels = Label::Retransmission}).segment(B, Ack);
        else if (name.contains(u"before a reset"))
            builder.segment(B, Rst).step(B, tcp::Event::Abort, tcp::State::Closed);
        else if (name.contains(u"cumulative"))
            builder.segment(A, Ack, {.text = 100}).segment(B, Ack);
        else if (name.contains(u"SACK"))
            builder.segment(A, Ack, {.text = 100}).segment(B, Ack, {.ack = 1001, .options = OptionOctets().sack({{1101, 1201}})}).segment(A, Ack, {.seq = 1001u, .text = 100}).segment(B, Ack);
        else if (name.contains(u"refused"))
            builder.segment(A, Rst, {.seq = 1500}).segment(B, Ack);
        else if (name.contains(u"not an ACK"))
            builder.segment(A, Ack).segment(A, Ack);
        else if (name.contains(u"keep-alive"))
            builder.segment(A, Ack, {.seq = 1000u, .text = 1, .labels = Label::KeepAlive});
        const Trace trace = builder.build();
        const auto doubts = doubtsIn(trace, 0, {0, trace.stepCount(0)});
        QList<std::uint32_t> found;
        for (const Doubt& doubt : doubts)
            found << doubt.row;
        QCOMPARE(found, rows);
        if (!doubts.empty()) {
            QCOMPARE(doubtText(trace, 0, doubts.front()), text);
            QVERIFY(ladderRowText(trace, 0, doubts.front().row, {}).contains(u"Whether it arrived is not known."_s));
        }
    }

    void theResetThatEndsTheConnectionDecides_data()
    {
        QTest::addColumn<TraceBuilder>("builder");
        QTest::addColumn<QString>("text");
        QTest::addColumn<std::uint32_t>("until"); // row

        const auto sent = [] { return TraceBuilder().connection().handshake().segment(A, Ack, {.text = 100}); }; // row 3 is in doubt
        const auto reset = [](TraceBuilder& builder) -> TraceBuilder& {
            return builder.segment(B, Rst).step(B, tcp::Event::Abort, tcp::State::Closed).step(A, tcp::Event::RcvRst, tcp::State::Closed, Certainty::Assumed);
        };
        const QString atReset = u"not acknowledged before the reset"_s, atEnd = u"not acknowledged before the end"_s;
        TraceBuilder builder = sent();
        reset(builder);
        QTest::newRow("a reset closes an end") << builder << atReset << 4u;
        builder.segment(A, Rst);
        QTest::newRow("of several resets the first decides") << builder << atReset << 4u;
        builder = sent();
        builder.segment(B, Rst, {.seq = 9000});
        QTest::newRow("a reset that no end takes decides nothing") << builder << atEnd << 4u;
        builder.segment(A, Ack);
        QTest::newRow("a reset answered by a challenge ACK decides nothing") << builder << atEnd << 5u;
        reset(builder);
        QTest::newRow("the reset after the challenge ACK decides") << builder << atReset << 6u;
    }
    void theResetThatEndsTheConnectionDecides()
    {
        QFETCH(TraceBuilder, builder);
        QFETCH(QString, text);
        QFETCH(std::uint32_t, until);
        const Trace trace = builder.build();
        const auto doubts = doubtsIn(trace, 0, {0, trace.stepCount(0)});
        QCOMPARE(doubts.size(), std::size_t(1));
        QCOMPARE(doubts[0].row, 3u);
        QCOMPARE(doubtText(trace, 0, doubts[0]), text);
        QCOMPARE(doubts[0].untilRow, until);
    }

    void whileRecordsComeTheEndDecidesNothing()
    {
        const Trace trace = TraceBuilder().connection().handshake().segment(A, Ack, {.text = 100}).build();
        QCOMPARE(doubtsIn(trace, 0, {0, 4}, true).size(), std::size_t(1));
        QCOMPARE(doubtsIn(trace, 0, {0, 4}, false).size(), std::size_t(0));
    }

    void aDoubtIsWrittenWhereTheArrowEnds()
    {
        const Trace trace = TraceBuilder().connection().handshake().segment(A, Ack, {.text = 100}).after(300ms).segment(A, Ack, {.seq = 1001u, .text = 100, .labels = Label::Retransmission}).segment(B, Ack).build();
        LadderAxis axis;
        axis.restart(trace, 0, nullptr);
        while (!axis.advance(trace, 1ms)) {
        }
        const LadderMetrics m = ladderMetrics(trace, 0, QFont(), 900);
        const LadderScale scale = ladderScale(axis, m, 1);
        const TimeWindow window{trace, 0, axis, scale, m, 0, 10000};
        const auto arrows = layoutTimeArrows(window, {}, 0, doubtsIn(trace, 0, {0, 6}));
        QVERIFY(arrows[3].isInDoubt && !arrows[4].isInDoubt);
        QCOMPARE(arrows[3].doubt, u"not acknowledged before frame 5"_s);
        QVERIFY(arrows[3].doubtBox.top() > arrows[3].to.y());
        for (const ArrowShape& each : arrows)
            QVERIFY(each.label.isEmpty() || !each.labelBox.intersects(arrows[3].doubtBox));
    }

    void timesCountFromTheReference()
    {
        Session session;
        LadderView view(session);
        load(session, TraceBuilder().connection().handshake().after(60s).segment(A, Ack, {.text = 1}));
        session.setTimeReference(2);
        const LadderMetrics m = ladderMetrics(session.trace(), 0, QFont(), 900, session.timeReference());
        const auto rows = layoutRows(session.trace(), 0, {0, 4}, m);
        QCOMPARE(rows[2].time, u"*REF*"_s);
        QCOMPARE(rows[3].time, u"60.000000"_s);
        QVERIFY2(rows[0].time.startsWith(u'-'), qPrintable(rows[0].time));
        for (const RowShape& row : rows)
            QVERIFY(QFontMetricsF(m.font).horizontalAdvance(row.time) <= m.timeRight - m.frameRight);
        LadderAxis axis;
        axis.restart(session.trace(), 0, nullptr);
        const LadderScale scale = ladderScale(axis, m, 1);
        QStringList times;
        for (const RowShape& row : layoutTimes({TimeWindow{session.trace(), 0, axis, scale, m, 0, 100000}}))
            times << row.time;
        QVERIFY(times.contains(u"*REF*"_s));
    }

    void aPictureTrueToTimeNeedsNoWidget_data()
    {
        QTest::addColumn<Ids>("companions");
        QTest::newRow("of one connection") << Ids{};
        QTest::newRow("of several side by side") << Ids{0, 1, 2};
    }
    void aPictureTrueToTimeNeedsNoWidget()
    {
        QFETCH(Ids, companions);
        const Trace trace = proxied().build();
        const QSizeF size = ladderTimeSize(trace, 0, QFont(), nullptr, companions);
        QVERIFY(size.width() >= 600 && size.height() > 200 && size.height() < 8000);
        QImage image(size.toSize(), QImage::Format_RGB32);
        QPainter painter(&image);
        paintLadderTrueToTime(painter, QRectF(QPointF(), size), trace, 0, trace.stepCount(0), Theme::light(), QFont(), {}, nullptr, companions);
        painter.end();
        const QImage ground = image.copy(0, image.height() - 3, image.width(), 3);
        QVERIFY(image.copy(0, image.height() / 2, image.width(), 3) != ground);
    }

    void runsOfRowsAddUp_data()
    {
        QTest::addColumn<std::uint32_t>("length");
        QTest::newRow("short runs are counted exactly") << 100u;
        QTest::newRow("the longest short runs, too") << 125u;
        QTest::newRow("runs that are just long are moved a little") << 160u;
        QTest::newRow("long runs are moved a little, and lose nothing") << 1000u;
    }
    void runsOfRowsAddUp()
    {
        QFETCH(std::uint32_t, length);
        TraceBuilder builder;
        builder.connection();
        for (std::uint32_t i = 0; i < 20000; ++i)
            builder.segment(i % 3 ? A : B, Ack, {.text = 10, .labels = i % 700 ? Labels() : Labels(Label::Retransmission)});
        const Trace trace = builder.build();
        LadderDensity density;
        density.restart(0);
        while (!density.advance(trace, 1ms)) {
        }
        std::vector<std::uint32_t> boundaries;
        for (std::uint32_t row = 0; row <= 20000; row += length)
            boundaries.push_back(row);
        const auto runs = density.runs(trace, boundaries);
        QCOMPARE(runs.size(), 20000u / length);
        DensityCount sum;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const std::uint32_t segments = runs[i].segments[0] + runs[i].segments[1];
            QVERIFY(length < 128 ? segments == length : segments > length - 16 && segments < length + 16);
            sum.add(runs[i]);
        }
        QCOMPARE(sum.segments, density.count(trace, {0, 20000}).segments);
        QCOMPARE(sum.anomalies, density.count(trace, {0, 20000}).anomalies);
    }

    /// Whole frames, with nothing kept from the last one.
    void fourMillionSegmentsCostLessThanAFrame()
    {
        TraceBuilder builder;
        for (ConnectionId id = 0; id < 4; ++id)
            builder.connection().handshake();
        for (std::uint32_t i = 0; i < 1'000'000; ++i) {
            for (ConnectionId id = 0; id < 4; ++id)
                builder.in(id).after(i % 1000 == 0 ? Duration(3s) : Duration(100us)).segment(i % 2 ? B : A, Ack, {.text = i % 2 ? 1448u : 0u, .labels = i % 5000 == 1 ? Labels(Label::Retransmission) : Labels()});
        }
        Session session;
        LadderView view(session);
        view.resize(1600, 1000);
        view.show();
        load(session, builder);
        view.setCompanions({0, 1, 2, 3});
        QTest::qWait(3000);
        QRandomGenerator random(1);
        for (const bool isTime : {false, true}) {
            view.setTrueToTime(isTime);
            for (const double zoom : {1.0, 0.2, 0.05, 0.0001}) {
                view.setZoom(zoom);
                std::vector<double> costs;
                for (int frame = 0; frame < 100; ++frame) {
                    const double before = processorMilliseconds();
                    if (frame % 2)
                        session.playhead().moveToStep(random.bounded(1'000'001u));
                    else
                        view.verticalScrollBar()->setValue(random.bounded(view.verticalScrollBar()->maximum() + 1));
                    QImage image(view.size(), QImage::Format_RGB32);
                    view.render(&image);
                    costs.push_back(processorMilliseconds() - before);
                }
                std::ranges::sort(costs);
                qInfo("four side by side, %s, zoom %g: median %.1f ms, 99%% %.1f ms", isTime ? "true to time" : "even rows", zoom, costs[50], costs[98]);
                QVERIFY(costs[50] <= 16.0); // the rare slow ones are measured by bench_views: other tests run beside this one
            }
        }
    }
};

QTEST_MAIN(TestLadderLanes)
#include "tst_ladder_lanes.moc"
