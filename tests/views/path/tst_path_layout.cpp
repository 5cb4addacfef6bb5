#include "tests/views/path/path_samples.h"
#include "views/path/path_painter.h"
#include "views/path/path_text.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <ctime>

using namespace path_samples;
using namespace Qt::StringLiterals;
using enum tcp::Flag;

namespace {

/// A sample with all that a layout refers to.
struct Scene {
    explicit Scene(const Sample& sample) : stage(sample.stage), trace(sample.trace()), index(*stage, trace) {}

    PathMoment at(Duration time, std::uint32_t step = 0) const { return {*stage, index, trace, ConnectionId(0), step, kStart + time}; }
    PathLayout layout(Duration time, const QSizeF& size = QSizeF(800, 180)) const { return layoutPath(QRectF(QPointF(), size), at(time), QFont()); }

    std::shared_ptr<const Stage> stage;
    Trace trace;
    PathIndex index;
};

bool fits(const QRectF& inner, const QRectF& outer)
{
    return outer.adjusted(-0.01, -0.01, 0.01, 0.01).contains(inner);
}

Sample loss(Duration lostAfter, Duration trip)
{
    StageMaker maker;
    maker.builder().handshake();
    Flight& flight = maker.flight(0ms, 20ms, Side::Initiator, Ack, 1001, 8001, 1024);
    flight.isLost = true;
    flight.ends = flight.sent + lostAfter;
    flight.due = trip > Duration() ? flight.sent + trip : Timestamp();
    return maker.sample();
}

Sample threeHosts()
{
    StageMaker maker(3);
    maker.builder().handshake();
    maker.flight(0ms, 40ms, Side::Initiator, Ack, 1001, 8001, 1024);
    Flight& other = maker.flight(5ms, 40ms, Side::Initiator, Syn, 1, 0);
    other.from = 2;
    other.connection = 7;
    Flight& forged = maker.flight(8ms, 40ms, Side::Initiator, Syn, 100, 0);
    forged.from = kNoStageHost;
    forged.connection = 8;
    return maker.sample();
}

} // namespace

class TestPathLayout : public QObject {
    Q_OBJECT
private slots:
    void aSegmentMovesEvenly_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        for (const qint64 ms : {0, 1, 5, 10, 15, 19})
            QTest::addRow("%lld ms of 20", static_cast<long long>(ms)) << ms;
    }
    void aSegmentMovesEvenly()
    {
        QFETCH(qint64, milliseconds);
        const Scene scene(handshake());
        const double share = double(milliseconds) / 20.0;
        const PathLayout there = scene.layout(std::chrono::milliseconds(milliseconds));
        const PathLayout back = scene.layout(20ms + std::chrono::milliseconds(milliseconds));
        QCOMPARE(there.chips.size(), 1u);
        QCOMPARE(back.chips.size(), 1u);
        const QRectF upper = there.cables[0].lanes[0], lower = back.cables[0].lanes[1];
        QCOMPARE(there.chips[0].exact, upper.left() + share * upper.width());
        QCOMPARE(back.chips[0].exact, lower.right() - share * lower.width());
        QVERIFY(fits(there.chips[0].box, upper) && fits(back.chips[0].box, lower));
        if (milliseconds == 10) // away from the ends it stands where it is
            QVERIFY(std::abs(there.chips[0].box.center().x() - there.chips[0].exact) < 0.01);
        QVERIFY(there.chips[0].isForward && !back.chips[0].isForward);
    }

    void labelsAreShort()
    {
        const Scene scene(handshake());
        QStringList labels;
        for (const Duration at : {10ms, 30ms, 50ms, 310ms})
            labels << scene.layout(at).chips.at(0).label;
        QCOMPARE(labels, (QStringList{u"SYN 0"_s, u"SYN 0 ack 1"_s, u"ack 1"_s, u"1(20)"_s}));
        QCOMPARE(path_text::fullLabel(scene.trace, recordOf(scene.stage->flights[3], scene.index, scene.trace)), u"PSH 1(20) ack 1 win 8388480"_s);
    }

    void whatHasARecordIsDrawnAsThatRecord()
    {
        StageMaker maker;
        maker.builder().handshake().segment(Side::Initiator, Ack, {.seq = 1001u, .text = 10, .labels = Label::Retransmission});
        maker.flight(0ms, 20ms, Side::Initiator, Ack, 1001, 8001, 10).number = 4;
        const Scene scene(maker.sample());
        QCOMPARE(int(scene.layout(5ms).chips.at(0).kind), int(SegmentKind::Retransmission));
    }

    void crowdsNeverOverlap_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<qint64>("microseconds");
        QTest::addColumn<QSizeF>("size");
        for (const QSizeF& size : {QSizeF(500, 140), QSizeF(900, 180), QSizeF(3840, 700)}) {
            for (const int count : {1, 2, 6, 10, 30, 100}) {
                QTest::addRow("%d at once in %.0f pixels", count, size.width()) << count << qint64(0) << size;
                QTest::addRow("%d evenly in %.0f pixels", count, size.width()) << count << qint64(20'000 / count) << size;
            }
        }
    }
    void crowdsNeverOverlap()
    {
        QFETCH(int, count);
        QFETCH(qint64, microseconds);
        QFETCH(QSizeF, size);
        const Scene scene(window(std::uint32_t(count), std::chrono::microseconds(microseconds)));
        for (const Duration at : {0us, 3'000us, 10'000us, 19'900us}) {
            const PathLayout layout = scene.layout(at, size);
            const QRectF lanes = layout.cables.at(0).box;
            std::size_t ticks = 0;
            for (std::size_t i = 0; i < layout.chips.size(); ++i) {
                const PathChipShape& chip = layout.chips[i];
                QVERIFY(fits(chip.box, lanes));
                QVERIFY(chip.hit.width() >= kPathHitSize && chip.hit.height() >= kPathHitSize);
                ticks += chip.detail == ChipDetail::Tick;
                for (std::size_t j = i + 1; j < layout.chips.size(); ++j)
                    QVERIFY2(!chip.box.intersects(layout.chips[j].box), qPrintable(u"%1 and %2"_s.arg(chip.number).arg(layout.chips[j].number)));
            }
            QVERIFY(count > 10 || ticks == 0); // a window of ten always has its labels
        }
    }

    void aCrowdKeepsItsRowsWhileItMoves()
    {
        const Scene scene(window(200, 1ms));
        const PathLayout first = scene.layout(100'100us);
        int compared = 0;
        for (Duration at = 100'200us; at < 110'000us; at += 100us) {
            const PathLayout next = scene.layout(at);
            for (const PathChipShape& chip : first.chips) {
                const PathChipShape* same = next.chipOf(chip.flight);
                if (!same)
                    continue;
                QCOMPARE(same->box.top(), chip.box.top());
                QCOMPARE(int(same->detail), int(chip.detail));
                ++compared;
            }
        }
        QVERIFY(compared > 1000);
    }

    void theEarlierOfTwoIsAhead()
    {
        const Scene scene(window(2, 0ms));
        const PathLayout layout = scene.layout(10ms, QSizeF(900, 110)); // one row
        const PathChipShape *first = layout.chipOf(0), *second = layout.chipOf(1);
        QVERIFY(first->box.top() != second->box.top() || first->box.left() > second->box.right());
    }

    void spreadingMovesAsLittleAsPossible()
    {
        const std::vector<qreal> widths{10, 10, 10};
        QCOMPARE(spreadOut({20, 50, 80}, widths, 2, 0, 100), (std::vector<qreal>{20, 50, 80}));
        QCOMPARE(spreadOut({50, 50, 50}, widths, 2, 0, 100), (std::vector<qreal>{38, 50, 62}));
        QCOMPARE(spreadOut({0, 0, 80}, widths, 2, 0, 100), (std::vector<qreal>{5, 17, 80}));
        QCOMPARE(spreadOut({100, 100, 100}, widths, 2, 0, 100), (std::vector<qreal>{71, 83, 95}));
        QCOMPARE(spreadOut({0, 0, 0}, widths, 2, 0, 20), (std::vector<qreal>{5, 10, 15})); // no room: evenly
    }

    void aLostOneFliesAtTheLinksPaceAndLeavesACross_data()
    {
        QTest::addColumn<qint64>("lostAfter");
        QTest::addColumn<qint64>("trip");
        QTest::addColumn<double>("share");
        QTest::newRow("dropped after a quarter of its way") << qint64(5) << qint64(20) << 0.25;
        QTest::newRow("lost as it was sent: shown where the ladder shows it") << qint64(0) << qint64(20) << 0.6;
        QTest::newRow("lost where it should have arrived") << qint64(20) << qint64(20) << 1.0;
    }
    void aLostOneFliesAtTheLinksPaceAndLeavesACross()
    {
        QFETCH(qint64, lostAfter);
        QFETCH(qint64, trip);
        QFETCH(double, share);
        const Scene scene(loss(std::chrono::milliseconds(lostAfter), std::chrono::milliseconds(trip)));
        const Flight& flight = scene.stage->flights[0];
        const auto lost = std::chrono::microseconds(std::int64_t(share * 1000 * double(trip)));
        const auto before = progressOf(flight, kStart + lost / 2);
        QVERIFY(before && !before->isOver);
        QVERIFY(std::abs(before->share - share / 2) < 1e-6);
        const auto after = progressOf(flight, kStart + lost + 1ms);
        QVERIFY(after && after->isOver);
        QVERIFY(std::abs(after->share - share) < 1e-6);
        QVERIFY(after->opacity > 0.5 && after->opacity < 1.0);
        QVERIFY(!progressOf(flight, visibleUntil(flight)));
        const PathLayout layout = scene.layout(lost + 1ms);
        QCOMPARE(layout.chips.size(), 1u);
        QVERIFY(layout.chips[0].isLost);
        QVERIFY(layout.count.text.isEmpty()); // nothing flies any more
    }

    void aLossOfUnknownPaceFadesToo()
    {
        const Scene scene(loss(0ms, 0ms));
        QVERIFY(!scene.layout(0ms).chips.empty());
        QVERIFY(scene.layout(10s).chips.empty());
    }

    void aDelayOnTheWayLetsNothingJump()
    {
        StageMaker maker;
        maker.builder().handshake();
        Flight& flight = maker.flight(0ms, 20ms, Side::Initiator, Ack, 1001, 8001, 1024);
        flight.delayedAt = flight.sent + 10ms;
        flight.dueBefore = flight.due;
        flight.due = flight.ends = flight.sent + 120ms;
        double last = 0;
        for (Duration at = 0ms; at < 120ms; at += 1ms) {
            const auto progress = progressOf(flight, kStart + at);
            QVERIFY(progress);
            QVERIFY(progress->share >= last && progress->share < last + 0.051);
            QCOMPARE(progress->isHeld, at >= 10ms);
            last = progress->share;
        }
        QVERIFY(!progressOf(flight, kStart + 120ms));
    }

    void aCopyIsThereOnlyOnceItIsMade()
    {
        StageMaker maker;
        maker.builder().handshake();
        Flight& copy = maker.flight(0ms, 20ms, Side::Initiator, Ack, 1001, 8001, 1024);
        copy.isCopy = true;
        copy.copy = 1;
        copy.since = copy.sent + 8ms;
        const Scene scene(maker.sample());
        QVERIFY(scene.layout(7ms).chips.empty());
        QCOMPARE(scene.layout(8ms).chips.size(), 1u);
        QVERIFY(scene.layout(8ms).chips[0].isCopy);
    }

    void copiesAndDamageAreMarked()
    {
        const PathLayout layout = Scene(zoo()).layout(13ms);
        QCOMPARE(layout.chips.size(), 6u);
        QVERIFY(layout.chipOf(2)->isCopy && !layout.chipOf(0)->isCopy);
        QVERIFY(layout.chipOf(4)->isCorrupt && !layout.chipOf(2)->isCorrupt);
    }

    void eachPairOfHostsHasItsCable()
    {
        const Scene scene(threeHosts());
        const PathLayout layout = scene.layout(20ms, QSizeF(800, 260));
        QCOMPARE(layout.cables.size(), 3u);
        QCOMPARE(layout.chips.size(), 3u);
        QCOMPARE(layout.hosts.size(), 4u); // A, C and the edge at the left; one B at the right of all
        const auto host = [&](StageHostIndex index) { return *std::find_if(layout.hosts.begin(), layout.hosts.end(), [&](const auto& each) { return each.host == index; }); };
        QVERIFY(host(1).box.top() < layout.cables[0].box.top() && host(1).box.bottom() > layout.cables[2].box.bottom());
        QVERIFY(host(kNoStageHost).box.right() < layout.area.center().x());
        QVERIFY(host(0).side == Side::Initiator && host(1).side == Side::Responder && !host(2).side);
        QVERIFY(layout.chips.back().isVivid && !layout.chips.front().isVivid); // the selected connection's are painted last
        for (std::size_t i = 0; i < layout.hosts.size(); ++i) {
            for (std::size_t j = i + 1; j < layout.hosts.size(); ++j)
                QVERIFY(!layout.hosts[i].box.intersects(layout.hosts[j].box));
        }
        for (const PathChipShape& chip : layout.chips) {
            const PathCableShape& cable = layout.cables[scene.index.pairOf(chip.flight)];
            QVERIFY(fits(chip.box, cable.lanes[0]));
        }
    }

    void withoutRoomForAllTheSelectedPairStays()
    {
        const Scene scene(threeHosts());
        const PathLayout layout = scene.layout(20ms, QSizeF(600, 110));
        QCOMPARE(layout.cables.size(), 1u);
        QCOMPARE(layout.chips.size(), 1u);
        QCOMPARE(layout.chips[0].flight, 0u);
        QCOMPARE(layout.count.text, u"3 on the way, 2 more paths are busy"_s);
    }

    void statesAreThoseOfTheStep()
    {
        const Scene scene(handshake());
        const auto states = [&](std::uint32_t step) {
            QStringList names;
            for (const PathHostShape& host : layoutPath(QRectF(0, 0, 800, 180), scene.at(10ms, step), QFont()).hosts)
                names << host.state.text;
            return names;
        };
        QCOMPARE(states(1), (QStringList{u"SYN-SENT"_s, u"CLOSED"_s}));
        QCOMPARE(states(2), (QStringList{u"ESTABLISHED"_s, u"SYN-RECEIVED"_s}));
    }

    void whereNobodyIsThereIsNoState()
    {
        StageMaker maker(1); // the responder's address belongs to nobody
        maker.builder().handshake();
        maker.flight(0ms, 20ms, Side::Initiator, Syn, 1000, 0).to = kNoStageHost;
        const PathLayout layout = Scene(maker.sample()).layout(5ms);
        QCOMPARE(layout.hosts.size(), 2u);
        QVERIFY(layout.hosts[1].host == kNoStageHost && layout.hosts[1].side == Side::Responder);
        QVERIFY(layout.hosts[1].state.text.isEmpty() && !layout.hosts[0].state.text.isEmpty());
        QCOMPARE(layout.hosts[1].address.text, u"10.0.0.2:80"_s);
    }

    void aQuietCableSaysWhatComesNext()
    {
        const Scene scene(handshake());
        QCOMPARE(scene.layout(200ms).note.text, u"nothing on the way; next at 0.300 s"_s);
        QCOMPARE(scene.layout(200ms).time.text, u"0.200 s"_s);
        QCOMPARE(scene.layout(1s).note.text, u"nothing on the way, and nothing more will be sent"_s);
        QVERIFY(scene.layout(310ms).note.text.isEmpty());
        QCOMPARE(scene.layout(200ms, QSizeF(420, 140)).note.text, u"next at 0.300 s"_s);
    }

    void nothingIsClippedOrOverlaps_data()
    {
        QTest::addColumn<QSizeF>("size");
        for (const QSizeF& size : {QSizeF(500, 140), QSizeF(800, 180), QSizeF(1600, 200), QSizeF(3840, 900)})
            QTest::addRow("%.0f x %.0f", size.width(), size.height()) << size;
    }
    void nothingIsClippedOrOverlaps()
    {
        QFETCH(QSizeF, size);
        const Scene scene(handshake());
        const PathLayout layout = layoutPath(QRectF(QPointF(), size), scene.at(200ms, 3), QFont());
        for (const PathHostShape& host : layout.hosts) {
            QVERIFY(fits(host.box, layout.area));
            QVERIFY(!host.state.text.isEmpty() && !host.address.text.isEmpty());
            QVERIFY(!host.state.text.contains(u'…'));
            for (const QRectF& line : {host.name.box, host.address.box, host.state.box})
                QVERIFY(fits(line, host.box));
            QVERIFY(!host.address.box.intersects(host.state.box) && !host.name.box.intersects(host.address.box));
            QVERIFY(!host.box.intersects(layout.time.box) && !host.box.intersects(layout.note.box));
        }
        QVERIFY(fits(layout.note.box, layout.cables[0].box));
    }

    void thePointerMeansTheNearest()
    {
        const Scene scene(window(100, 200us));
        const PathLayout layout = scene.layout(10ms, QSizeF(900, 180));
        int found = 0;
        for (const PathChipShape& chip : layout.chips)
            found += layout.chipAt(chip.box.center()) == &chip;
        QCOMPARE(std::size_t(found), layout.chips.size());
        QVERIFY(!layout.chipAt(QPointF(2, 2)));
    }

    void emptyStagesAreShown()
    {
        const Stage empty;
        const Trace trace;
        QImage image(500, 140, QImage::Format_RGB32);
        QPainter painter(&image);
        paintPath(painter, image.rect(), empty, trace, std::nullopt, Timestamp(), Theme::light(), QFont());
        QCOMPARE(image.pixelColor(250, 70), Theme::light().background);
    }

    void exportFindsTheStepByItself()
    {
        const Scene scene(handshake());
        const auto picture = [&](const PathOptions& options) {
            QImage image(800, 160, QImage::Format_RGB32);
            QPainter painter(&image);
            paintPath(painter, image.rect(), *scene.stage, scene.trace, ConnectionId(0), kStart + 50ms, Theme::light(), QFont(), options);
            painter.end();
            return image;
        };
        QCOMPARE(picture({}), picture({.step = 2}));
        QVERIFY(picture({}) != picture({.step = 1}));
    }

    void twoHundredFlightsAreQuick()
    {
        const Scene scene(window(2000, 100us));
        QImage image(1200, 200, QImage::Format_RGB32);
        QPainter painter(&image);
        constexpr int kFrames = 50;
        const auto before = std::clock();
        std::size_t chips = 0;
        for (int frame = 0; frame < kFrames; ++frame) {
            const PathMoment moment = scene.at(100ms + frame * 37us);
            const PathLayout layout = layoutPath(image.rect(), moment, QFont());
            chips += layout.chips.size();
            paintPathLayout(painter, layout, moment, Theme::light());
        }
        const double milliseconds = 1000.0 * double(std::clock() - before) / CLOCKS_PER_SEC / kFrames;
        qInfo("%.2f ms of CPU a frame with %zu segments on their way", milliseconds, chips / kFrames);
        QVERIFY(chips / kFrames >= 200);
        QVERIFY(milliseconds < 16.0);
    }
};

QTEST_MAIN(TestPathLayout)
#include "tst_path_layout.moc"
