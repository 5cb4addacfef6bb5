#include "tests/support/stage_source.h"
#include "tests/support/trace_builder.h"
#include "views/ladder/ladder_find.h"
#include "views/ladder/ladder_relations.h"
#include "views/ladder/ladder_text.h"
#include "views/ladder/ladder_view.h"

#include <QAction>
#include <QMouseEvent>
#include <QPainter>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using enum tcp::Flag;

namespace {

/// Rows 0 to 2: handshake over 40 ms; 3 to 5: data, the first of which is sent again in row 7; 6: an ACK with a SACK block.
TraceBuilder withRetransmission()
{
    TraceBuilder builder;
    builder.connection().handshake();
    for (int i = 0; i < 3; ++i)
        builder.segment(Side::Initiator, Ack, {.text = 100});
    builder.segment(Side::Responder, Ack, {.ack = 8001u - 7000u, .options = OptionOctets().sack({{1101, 1301}})});
    builder.segment(Side::Initiator, Ack, {.seq = 1001u, .text = 100, .labels = Label::FastRetransmission});
    builder.segment(Side::Responder, Ack);
    return builder;
}

LadderAxis axisOf(const Trace& trace, std::shared_ptr<const Stage> stage = nullptr)
{
    LadderAxis axis;
    axis.restart(trace, 0, std::move(stage));
    while (!axis.advance(trace, 1ms)) {
    }
    return axis;
}

void load(Session& session, const TraceBuilder& builder)
{
    session.open(builder.source());
    QTRY_VERIFY(!session.isLoading());
}

double processorMilliseconds()
{
    return 1000.0 * double(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

class TestLadderModes : public QObject {
    Q_OBJECT
private slots:
    void aRetransmissionIsJoinedToItsLastSending()
    {
        const Trace trace = withRetransmission().build();
        QCOMPARE(previousSending(trace, 0, 7), std::optional<std::uint32_t>(3));
        QCOMPARE(previousSending(trace, 0, 5), std::optional<std::uint32_t>());
        const auto joins = layoutJoins(trace, 0, {4, 1}, ladderMetrics(trace, 0, QFont(), 900));
        QCOMPARE(joins.size(), std::size_t(1)); // it passes through that row on its way
        QCOMPARE(joins[0].original, 3u);
        QVERIFY(joins[0].from.y() < 0 && joins[0].to.y() > 0);
    }

    void whatWasSentBeforeIsARetransmissionHoweverSoon_data()
    {
        QTest::addColumn<bool>("wasSeen");
        QTest::newRow("the same octets were seen before") << true;
        QTest::newRow("the segment fills a gap with octets that were not seen yet") << false;
    }

    void whatWasSentBeforeIsARetransmissionHoweverSoon()
    {
        QFETCH(bool, wasSeen);
        TraceBuilder builder;
        builder.connection().handshake(); // text begins at 1001
        builder.segment(Side::Initiator, Ack, {.seq = wasSeen ? 1001u : 2001u, .text = 1000});
        builder.segment(Side::Initiator, Ack, {.seq = 3001, .text = 1000}).segment(Side::Initiator, Ack, {.seq = 1001, .text = 1000, .labels = Label::OutOfOrder});
        const Trace trace = builder.build();
        QCOMPARE(shownLabels(trace, 0, 5).has(Label::Retransmission), wasSeen);
        QCOMPARE(shownLabels(trace, 0, 5).has(Label::OutOfOrder), !wasSeen);
        QCOMPARE(shownKind(trace, 0, 5) == SegmentKind::Retransmission, wasSeen);
        QCOMPARE(LadderQuery(u"retrans"_s).matches(trace, 0, 5), wasSeen);
    }

    void anAckCoversWhatNoneBeforeItDid_data()
    {
        QTest::addColumn<std::uint32_t>("row");
        QTest::addColumn<QList<std::uint32_t>>("covered");
        using Rows = QList<std::uint32_t>;
        QTest::newRow("the SYN,ACK covers the SYN") << 1u << Rows{0};
        QTest::newRow("a SACK block covers what lies in it") << 6u << Rows{4, 5};
        QTest::newRow("the ACK after a repair covers all that is new to it") << 8u << Rows{3, 4, 5, 7};
        QTest::newRow("a segment that acknowledges nothing new covers nothing") << 4u << Rows{};
    }
    void anAckCoversWhatNoneBeforeItDid()
    {
        QFETCH(std::uint32_t, row);
        QFETCH(QList<std::uint32_t>, covered);
        const Trace trace = withRetransmission().build();
        const auto rows = coveredBy(trace, 0, row);
        QCOMPARE(QList<std::uint32_t>(rows.begin(), rows.end()), covered);
        QCOMPARE(coveredText(trace, 0, row).isEmpty(), covered.isEmpty());
    }

    void whatAnAckCoversDoesNotDependOnTheirOrder_data()
    {
        QTest::addColumn<TraceBuilder>("builder");
        QTest::addColumn<QList<std::uint32_t>>("covered"); // by the last row
        using Rows = QList<std::uint32_t>;

        const auto sent = [] { // rows 3 to 5
            TraceBuilder builder;
            builder.connection().handshake();
            for (int i = 0; i < 3; ++i)
                builder.segment(Side::Initiator, Ack, {.text = 100});
            return builder;
        };
        TraceBuilder builder = sent();
        builder.segment(Side::Responder, Ack, {.ack = 1201}).segment(Side::Responder, Ack, {.ack = 1101});
        QTest::newRow("an ACK that was overtaken by a higher one covers nothing") << builder << Rows{};
        builder.segment(Side::Responder, Ack, {.ack = 1301});
        QTest::newRow("behind an ACK that was overtaken the highest one counts") << builder << Rows{5};
        builder = sent();
        const auto one = OptionOctets().sack({{1201, 1301}}), none = OptionOctets();
        builder.segment(Side::Responder, Ack, {.ack = 1001, .options = one}).segment(Side::Responder, Ack, {.ack = 1001, .options = none});
        builder.segment(Side::Responder, Ack, {.ack = 1001, .options = one});
        QTest::newRow("a block that an ACK left out is not new the next time") << builder << Rows{};
        builder.segment(Side::Responder, Ack, {.ack = 1001, .options = OptionOctets().sack({{1101, 1301}})});
        QTest::newRow("of a block that has grown the new part is covered") << builder << Rows{4};
    }
    void whatAnAckCoversDoesNotDependOnTheirOrder()
    {
        QFETCH(TraceBuilder, builder);
        QFETCH(QList<std::uint32_t>, covered);
        const Trace trace = builder.build();
        const auto rows = coveredBy(trace, 0, trace.stepCount(0) - 1);
        QCOMPARE(QList<std::uint32_t>(rows.begin(), rows.end()), covered);
    }

    void theFarEndIsEstimatedFromTheHandshake()
    {
        const Trace trace = withRetransmission().build(); // 20 ms to the answer, 20 ms back: captured in the middle
        const PathDelays delays = pathDelays(trace, 0);
        QVERIFY(delays.isKnown);
        QVERIFY(delays.initiator == 10ms && delays.responder == 10ms);
        const FlightTimes times = axisOf(trace).times(trace.record(0));
        QVERIFY(times.isSentEstimated && times.isEndEstimated);
        QVERIFY(times.ends - times.sent == 20ms);
    }

    void aMinuteOfNothingIsFolded()
    {
        const Trace trace = TraceBuilder().connection().handshake().close().build();
        const LadderAxis axis = axisOf(trace);
        QCOMPARE(axis.folds().size(), std::size_t(1));
        QVERIFY(axis.folds()[0].to - axis.folds()[0].from > 59s);
        const LadderMetrics m = ladderMetrics(trace, 0, QFont(), 900);
        QVERIFY(ladderTimeHeight(trace, axis, ladderScale(axis, m, 1), m) < 60 * m.rowHeight);
    }

    void momentsAndHeightsAreEachOthersInverse()
    {
        const Trace trace = TraceBuilder().connection().handshake().close().build();
        const LadderAxis axis = axisOf(trace);
        const LadderScale scale = ladderScale(axis, ladderMetrics(trace, 0, QFont(), 900), 1.7);
        double last = -1;
        for (const RecordNumber number : trace.connection(0).records) {
            const double y = scale.y(axis, trace.record(number).time);
            QVERIFY(y > last);
            QVERIFY(std::abs(scale.y(axis, scale.time(axis, y)) - y) < 0.01);
            last = y;
        }
    }

    void inASimulationTheStageTellsWhenASegmentLeft()
    {
        const Trace trace = TraceBuilder().connection().handshake().build();
        auto stage = std::make_shared<Stage>();
        Flight flight;
        flight.number = 1;
        flight.ends = flight.due = trace.record(0).time;
        flight.sent = flight.since = flight.ends - 7ms;
        stage->flights.push_back(flight);
        stage->longestFlight = 7ms;
        const FlightTimes times = axisOf(trace, stage).times(trace.record(0));
        QVERIFY(times.sent == flight.sent && times.ends == flight.ends);
        QVERIFY(!times.isSentEstimated && !times.isEndEstimated);
    }

    void labelsTrueToTimeNeverOverlap_data()
    {
        QTest::addColumn<double>("zoom");
        for (const double zoom : {0.05, 0.3, 1.0, 4.0, 30.0})
            QTest::newRow(qPrintable(u"at zoom %1"_s.arg(zoom))) << zoom;
    }
    void labelsTrueToTimeNeverOverlap()
    {
        QFETCH(double, zoom);
        const Trace trace = withRetransmission().close().build();
        const LadderAxis axis = axisOf(trace);
        const LadderMetrics m = ladderMetrics(trace, 0, QFont(), 900);
        const LadderScale scale = ladderScale(axis, m, zoom);
        const TimeWindow window{trace, 0, axis, scale, m, 0, 100000};
        const auto arrows = layoutTimeArrows(window, {}, 0);
        QCOMPARE(arrows.size(), std::size_t(trace.stepCount(0)));
        QVERIFY(!arrows[0].label.isEmpty());
        for (const ArrowShape& a : arrows) {
            for (const ArrowShape& b : arrows)
                QVERIFY(a.row == b.row || a.label.isEmpty() || b.label.isEmpty() || !a.labelBox.intersects(b.labelBox));
        }
    }

    void densityCountsAnyRunOfRows()
    {
        TraceBuilder builder;
        builder.connection();
        QRandomGenerator random(7);
        for (int i = 0; i < 2000; ++i)
            builder.segment(random.bounded(2) ? Side::Initiator : Side::Responder, Ack, {.text = random.bounded(100u), .labels = random.bounded(9) ? Labels() : Labels(Label::ZeroWindow)});
        const Trace trace = builder.build();
        LadderDensity density;
        density.restart(0);
        while (!density.advance(trace, 1ms)) {
        }
        for (int i = 0; i < 200; ++i) {
            const std::uint32_t first = random.bounded(2000u), count = random.bounded(2001u - first);
            DensityCount expected;
            for (std::uint32_t row = first; row < first + count; ++row)
                expected.add(trace.record(row));
            const DensityCount found = density.count(trace, {first, count});
            QCOMPARE(found.segments, expected.segments);
            QCOMPARE(found.octets, expected.octets);
            QCOMPARE(found.anomalies, expected.anomalies);
        }
    }

    void findGoesToWhatIsAskedFor_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("forward");
        QTest::addColumn<std::uint32_t>("step");
        QTest::newRow("a flag") << u"fin"_s << true << 10u;
        QTest::newRow("flags together") << u"SYN,ACK"_s << true << 2u;
        QTest::newRow("a relative number") << u"seq 101"_s << true << 5u;
        QTest::newRow("a number on the wire") << u"seq 1101"_s << true << 5u;
        QTest::newRow("a label, backwards around the end") << u"retrans"_s << false << 8u;
        QTest::newRow("a frame") << u"frame 3"_s << true << 3u;
        QTest::newRow("nothing") << u"rst"_s << true << 0u;
        QTest::newRow("a word that means nothing") << u"xyzzy"_s << true << 0u;
    }
    void findGoesToWhatIsAskedFor()
    {
        QFETCH(QString, text);
        QFETCH(bool, forward);
        QFETCH(std::uint32_t, step);
        Session session;
        LadderView view(session);
        load(session, withRetransmission().close());
        session.playhead().moveToStep(0);
        QCOMPARE(view.find(text, forward), step > 0);
        QCOMPARE(session.playhead().step(), step);
    }

    void theTextIsThatOfTheRfcsFigures()
    {
        const Trace trace = withRetransmission().build();
        const QStringList lines = ladderAsText(trace, 0).split(u'\n');
        QCOMPARE(lines.size(), 3 + 9 + 1);
        QVERIFY2(lines[3].contains(u"-->  <SEQ=1000><CTL=SYN>"), qPrintable(lines[3]));
        QVERIFY2(lines[4].contains(u"<--  <SEQ=8000><ACK=1001><CTL=SYN,ACK>"), qPrintable(lines[4]));
        QVERIFY2(lines[9].contains(u"<SACK=1101-1301>"), qPrintable(lines[9]));
        QVERIFY(ladderAsMermaid(trace, 0).contains(u"A->>B: SYN 0(0)"));
        QVERIFY(ladderAsMermaid(trace, 0, {NotationStyle::Stevens, Numbering::Wire}).contains(u"A->>B: SYN 1000(0)"));
        QVERIFY(ladderAsPlantUml(trace, 0).endsWith(u"@enduml\n"));
    }

    void longConnectionsSayHowMuchIsMissing()
    {
        TraceBuilder builder;
        builder.connection();
        for (std::uint32_t i = 0; i < kLadderTextRows + 5; ++i)
            builder.segment(Side::Initiator, Ack, {.text = 1});
        const Trace trace = builder.build();
        for (const QString& text : {ladderAsText(trace, 0), ladderAsMermaid(trace, 0), ladderAsPlantUml(trace, 0)})
            QCOMPARE(text.count(u"… 5 more"), 1);
    }

    void aClickInTheMarginTogglesAMark()
    {
        Session session;
        LadderView view(session);
        view.resize(900, 700);
        view.show();
        load(session, withRetransmission());
        const std::uint32_t step = session.playhead().step();
        QSignalSpy toggled(&view, &LadderView::markToggled);
        const LadderMetrics m = ladderMetrics(session.trace(), 0, view.font(), view.viewport()->width());
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, QPoint(4, int(m.headerHeight + m.rowTop(2) + 5)));
        QCOMPARE(toggled.count(), 1);
        QCOMPARE(toggled[0][0].toUInt(), 2u);
        QCOMPARE(session.playhead().step(), step);
    }

    void thePointerIsToldToAllViews()
    {
        Session session;
        LadderView view(session);
        view.resize(900, 700);
        view.show();
        load(session, withRetransmission());
        const LadderMetrics m = ladderMetrics(session.trace(), 0, view.font(), view.viewport()->width());
        const QPointF point(400, m.headerHeight + m.rowTop(6) + 5);
        QMouseEvent move(QEvent::MouseMove, point, view.viewport()->mapToGlobal(point), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view.viewport(), &move);
        QCOMPARE(session.hovered(), std::optional<RecordNumber>(6));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(view.viewport(), &leave);
        QVERIFY(!session.hovered());
    }

    /// A whole frame, with nothing kept from the last one.
    void aMillionSegmentsCostLessThanAFrame()
    {
        TraceBuilder builder;
        builder.connection().handshake();
        for (std::uint32_t row = 3; row < 1'000'000; ++row)
            builder.after(row % 1000 == 0 ? Duration(3s) : Duration(300us)).segment(row % 2 ? Side::Responder : Side::Initiator, Ack,
                {.text = row % 2 ? 1448u : 0u, .labels = row % 5000 == 1 ? Labels(Label::Retransmission) : Labels(), .options = OptionOctets().nop().nop().timestamps(row, row)});
        Session session;
        LadderView view(session);
        view.resize(1600, 1000);
        view.show();
        load(session, builder);
        QTest::qWait(500);
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
                qInfo("%s, zoom %g: median %.1f ms, 99%% %.1f ms", isTime ? "true to time" : "even rows", zoom, costs[50], costs[98]);
                QVERIFY(costs[50] <= 16.0); // the rare slow ones are measured by bench_views: other tests run beside this one
            }
        }
    }
};

QTEST_MAIN(TestLadderModes)
#include "tst_ladder_modes.moc"
