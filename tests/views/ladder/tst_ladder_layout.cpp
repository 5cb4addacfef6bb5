#include "tests/support/trace_builder.h"
#include "views/ladder/ladder_layout.h"

#include <QFontMetricsF>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using enum tcp::Flag;
using tcp::State;

namespace {

/// Rows 0 to 2: handshake; 3: data; 4 to 7: close; 8: the end of TIME-WAIT.
Trace wholeLife()
{
    return TraceBuilder().connection().handshake().segment(Side::Initiator, Ack | Psh, {.text = 20, .window = 502}).close().build();
}

LadderMetrics metricsFor(const Trace& trace, qreal width = 900)
{
    return ladderMetrics(trace, 0, QFont(), width);
}

RowRange allRows(const Trace& trace)
{
    return {0, trace.stepCount(0)};
}

std::vector<BandShape> bandsOf(Side side, const std::vector<BandShape>& all)
{
    std::vector<BandShape> bands;
    std::copy_if(all.begin(), all.end(), std::back_inserter(bands), [side](const BandShape& band) { return band.side == side; });
    return bands;
}

QString text(State state)
{
    return QString::fromLatin1(tcp::toString(state));
}

/// The y at which `side` changes to `state`, in rows; -1 if it does not.
double changeRow(const std::vector<BandShape>& bands, Side side, State state, const LadderMetrics& m)
{
    for (const BandShape& band : bandsOf(side, bands)) {
        if (band.begins && band.state == state)
            return band.box.top() / m.rowHeight;
    }
    return -1;
}

} // namespace

class TestLadderLayout : public QObject {
    Q_OBJECT
private slots:
    void everyRecordHasOneArrowInItsRow()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const auto arrows = layoutArrows(trace, 0, allRows(trace), m, {});
        QCOMPARE(arrows.size(), std::size_t(9));
        for (std::uint32_t row = 0; row < 9; ++row) {
            const ArrowShape& arrow = arrows[row];
            QCOMPARE(arrow.row, row);
            QVERIFY(arrow.from.y() > row * m.rowHeight && arrow.to.y() < (row + 1) * m.rowHeight);
            QVERIFY(arrow.labelBox.top() >= row * m.rowHeight);
            QVERIFY(arrow.labelBox.left() > m.lifelines[0] && arrow.labelBox.right() < m.lifelines[1]);
        }
    }

    void arrowsSlantDownFromTheSender()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const auto arrows = layoutArrows(trace, 0, {0, 2}, m, {});
        QVERIFY(arrows[0].from.x() < arrows[0].to.x());
        QVERIFY(arrows[1].from.x() > arrows[1].to.x());
        for (const ArrowShape& arrow : arrows) {
            QCOMPARE(arrow.to.y() - arrow.from.y(), m.slant);
            QVERIFY(arrow.labelBox.bottom() <= arrow.from.y());
        }
        QCOMPARE(arrows[0].segmentKind, SegmentKind::Syn);
        QCOMPARE(arrows[0].label, u"SYN 0(0) win 64240 <mss 1460, wscale 7, sackOK, TS 1:0>"_s);
    }

    void aTimeoutIsAMarkOnItsLifeline()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const ArrowShape mark = layoutArrows(trace, 0, {8, 1}, m, {})[0];
        QCOMPARE(mark.kind, RecordKind::Timeout);
        QCOMPARE(mark.from, mark.to);
        QCOMPARE(mark.from.x(), m.lifelines[0]);
        QVERIFY(!mark.label.isEmpty());
    }

    void statesChangeWhereTheArrowBeginsOrEnds_data()
    {
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("row");
        QTest::addColumn<bool>("atSender");
        const auto expect = [](const char* name, Side side, State state, int row, bool atSender) {
            QTest::newRow(name) << int(side) << int(state) << row << atSender;
        };
        expect("the SYN's sender is in SYN-SENT as it leaves", Side::Initiator, State::SynSent, 0, true);
        expect("the SYN's receiver is in SYN-RECEIVED as its answer leaves", Side::Responder, State::SynReceived, 1, true);
        expect("the initiator is ESTABLISHED as the SYN,ACK arrives", Side::Initiator, State::Established, 1, false);
        expect("the responder is ESTABLISHED as the ACK arrives", Side::Responder, State::Established, 2, false);
        expect("the first FIN's sender is in FIN-WAIT-1 as it leaves", Side::Initiator, State::FinWait1, 4, true);
        expect("its ACK takes the sender on to FIN-WAIT-2", Side::Initiator, State::FinWait2, 5, false);
        expect("that ACK proves CLOSE-WAIT as it leaves", Side::Responder, State::CloseWait, 5, true);
        expect("the second FIN's sender is in LAST-ACK as it leaves", Side::Responder, State::LastAck, 6, true);
        expect("the last ACK proves TIME-WAIT as it leaves", Side::Initiator, State::TimeWait, 7, true);
        expect("the last ACK closes the responder as it arrives", Side::Responder, State::Closed, 7, false);
    }
    void statesChangeWhereTheArrowBeginsOrEnds()
    {
        QFETCH(int, side);
        QFETCH(int, state);
        QFETCH(int, row);
        QFETCH(bool, atSender);
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const double inRow = (atSender ? m.arrowTop : m.arrowTop + m.slant) / m.rowHeight;
        QCOMPARE(changeRow(layoutBands(trace, 0, allRows(trace), m), Side(side), State(state), m), row + inRow);
    }

    void bandsCoverTheWholeLifelineWithoutHoles()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const auto all = layoutBands(trace, 0, allRows(trace), m);
        for (Side side : kSides) {
            const auto bands = bandsOf(side, all);
            QCOMPARE(bands.front().box.top(), -m.topPadding);
            QCOMPARE(bands.back().box.bottom(), 9 * m.rowHeight + m.bottomPadding);
            for (std::size_t i = 1; i < bands.size(); ++i)
                QCOMPARE(bands[i].box.top(), bands[i - 1].box.bottom());
        }
    }

    void bandsOfAPartAgreeWithThoseOfTheWhole()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const auto whole = layoutBands(trace, 0, allRows(trace), m);
        for (std::uint32_t first = 1; first < 9; ++first) {
            for (Side side : kSides) {
                const BandShape top = bandsOf(side, layoutBands(trace, 0, {first, 1}, m)).front();
                QCOMPARE(text(top.state), text(trace.state(0, side, first)));
                QVERIFY(!top.begins);
                const auto bands = bandsOf(side, whole);
                QVERIFY(std::any_of(bands.begin(), bands.end(), [&](const BandShape& band) {
                    return band.state == top.state && band.box.top() <= first * m.rowHeight && band.box.bottom() >= first * m.rowHeight;
                }));
            }
        }
    }

    void anAssumedStateThatIsProvenLaterIsOneStateWithOneName()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const auto all = layoutBands(trace, 0, allRows(trace), m);
        const auto bands = bandsOf(Side::Initiator, all);
        QCOMPARE(text(bands[2].state), u"ESTABLISHED"_s);
        QVERIFY(bands[2].certainty == Certainty::Assumed);
        QVERIFY(bands[2].goesOn && bands[2].begins);
        QCOMPARE(text(bands[3].state), u"ESTABLISHED"_s);
        QVERIFY(bands[3].certainty == Certainty::Proven);
        QVERIFY(!bands[3].begins);

        int established = 0;
        for (const BandNameShape& name : layoutBandNames(all, 0, 1e6, m))
            established += name.side == Side::Initiator && name.text == u"ESTABLISHED"_s ? 1 : 0;
        QCOMPARE(established, 1);
    }

    void everyVisibleStateHasItsNameWithinItsBandAndTheWindow()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const auto all = layoutBands(trace, 0, allRows(trace), m);
        for (qreal top = 0; top < 8 * m.rowHeight; top += 3) {
            const qreal bottom = top + 4 * m.rowHeight;
            for (const BandNameShape& name : layoutBandNames(all, top, bottom, m)) {
                const auto band = std::find_if(all.begin(), all.end(), [&](const BandShape& b) {
                    return b.side == name.side && b.box.top() <= name.box.center().y() && b.box.bottom() >= name.box.center().y();
                });
                QVERIFY(band != all.end());
                QCOMPARE(name.text, text(band->state));
                // Pinned to the window's edge as long as the band is high enough for the name below it.
                auto last = band;
                while (last->goesOn)
                    ++last;
                if (last->box.bottom() - top >= m.textHeight)
                    QVERIFY(name.box.top() >= top);
                QVERIFY(name.box.bottom() <= last->box.bottom());
            }
        }
    }

    void namesOfStatesNeverOverlap()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        const auto names = layoutBandNames(layoutBands(trace, 0, allRows(trace), m), 0, 1e6, m);
        QCOMPARE(names.size(), std::size_t(7 + 6));
        for (std::size_t i = 1; i < names.size(); ++i)
            QVERIFY(names[i].side != names[i - 1].side || names[i].box.top() >= names[i - 1].box.bottom());
    }

    void columnsTellFrameAndTimeSinceTheStart()
    {
        const Trace trace = wholeLife();
        const auto rows = layoutRows(trace, 0, allRows(trace), metricsFor(trace));
        QCOMPARE(rows[0].frame, u"1"_s);
        QCOMPARE(rows[0].time, u"0.000000"_s);
        QCOMPARE(rows[2].time, u"0.040000"_s);
        QVERIFY(rows[8].frame.isEmpty());
        QVERIFY(rows[6].gap.isEmpty());
        QVERIFY2(rows[7].gap.startsWith(u"⋮"), "60 s of TIME-WAIT are an idle gap");
    }

    void narrowLaddersDropColumnsBeforeArrows_data()
    {
        QTest::addColumn<double>("letters");
        QTest::addColumn<bool>("hasFrame");
        QTest::addColumn<bool>("hasTime");
        QTest::newRow("wide: frame and time") << 130.0 << true << true;
        QTest::newRow("narrow: neither") << 60.0 << false << false;
    }
    void narrowLaddersDropColumnsBeforeArrows()
    {
        QFETCH(double, letters);
        QFETCH(bool, hasFrame);
        QFETCH(bool, hasTime);
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace, letters * QFontMetricsF(QFont()).averageCharWidth());
        QCOMPARE(m.frameRight > 0, hasFrame);
        QCOMPARE(m.timeRight > 0, hasTime);
        QVERIFY(m.lifelines[1] - m.lifelines[0] >= 20 * QFontMetricsF(QFont()).averageCharWidth());
    }

    void aLabelIsOnlyCutBetweenWords()
    {
        const Trace trace = wholeLife();
        const QString full = describe(trace, trace.record(0), {});
        const QStringList words = full.split(u' ');
        for (qreal width = ladderMinimumWidth(QFont()); width < 900; width += 7) {
            const ArrowShape arrow = layoutArrows(trace, 0, {0, 1}, metricsFor(trace, width), {})[0];
            QCOMPARE(arrow.elided, arrow.label != full);
            if (arrow.elided) {
                QVERIFY(arrow.label.endsWith(u" …"));
                QStringList shown = arrow.label.split(u' ');
                shown.removeLast();
                QCOMPARE(shown, words.first(shown.size()));
            }
        }
    }

    void tagsGiveWayToTheSegmentAndOptionsToTags()
    {
        const OptionOctets stamp = OptionOctets().nop().nop().timestamps(1999, 90);
        const SegmentFields fields{.text = 1448, .window = 502, .labels = Label::Retransmission, .options = stamp};
        const Trace trace = TraceBuilder().connection().handshake().segment(Side::Responder, Ack, fields).build();
        const QString core = u"1(1448) ack 1 win 64256"_s;
        bool sawShortened = false, sawNone = false, sawBoth = false;
        for (qreal width = ladderMinimumWidth(QFont()); width < 1000; width += 5) {
            const LadderMetrics m = metricsFor(trace, width);
            const ArrowShape arrow = layoutArrows(trace, 0, {3, 1}, m, {})[0];
            QVERIFY(arrow.labelBox.left() > m.lifelines[0]);
            if (arrow.tags.empty()) {
                sawNone = true;
                continue;
            }
            QVERIFY2(arrow.label.startsWith(core), qPrintable(arrow.label));
            QVERIFY(arrow.tags[0].box.left() >= arrow.labelBox.right());
            QVERIFY(arrow.tags[0].box.right() < m.lifelines[1]);
            sawShortened = sawShortened || arrow.tags[0].text.endsWith(u'…');
            sawBoth = sawBoth || (!arrow.elided && arrow.tags[0].text == u"Retransmission"_s);
        }
        QVERIFY(sawNone && sawShortened && sawBoth);
    }

    void visibleRowsAreThoseOfTheWindow()
    {
        const Trace trace = wholeLife();
        const LadderMetrics m = metricsFor(trace);
        QCOMPARE(m.visibleRows(0, 3 * m.rowHeight, 9).first, 0u);
        QCOMPARE(m.visibleRows(0, 3 * m.rowHeight, 9).count, 3u);
        QCOMPARE(m.visibleRows(m.topPadding + 2 * m.rowHeight, 3 * m.rowHeight, 9).first, 2u);
        QCOMPARE(m.visibleRows(1e12, 3 * m.rowHeight, 9).count, 0u);
        QCOMPARE(m.visibleRows(0, 1e6, 9).count, 9u);
        QCOMPARE(m.visibleRows(0, 1e6, 0).count, 0u);
    }

    void aRowsTextTellsSegmentLabelsAndSteps()
    {
        const Trace trace = wholeLife();
        const QString row = ladderRowText(trace, 0, 1, {});
        QVERIFY2(row.contains(u"SYN 0(0) ack 1"), qPrintable(row));
        QVERIFY2(row.contains(u"CLOSED → LISTEN") && row.contains(u"LISTEN → SYN-RECEIVED"), qPrintable(row));
        QVERIFY2(row.contains(u"10.0.0.2:80"), qPrintable(row));
    }
};

QTEST_MAIN(TestLadderLayout)
#include "tst_ladder_layout.moc"
