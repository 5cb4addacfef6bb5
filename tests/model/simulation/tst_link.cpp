#include "model/simulation/link.h"

#include <QTest>
#include <map>

using namespace simulation;
using namespace std::chrono_literals;

namespace {

Passage makePassage(std::uint32_t textLength = 100, tcp::Flags flags = tcp::Flag::Ack)
{
    Passage passage;
    passage.from = 0;
    passage.to = 1;
    passage.segment.flags = flags;
    passage.segment.textLength = textLength;
    return passage;
}

constexpr Timestamp kNow = kSimulationStart;

/// Sends `count` segments at once and says when each arrives; those lost are missing.
std::map<PassageIndex, Duration> arrivals(Link& link, std::uint32_t count, const Passage& passage = makePassage(), Timestamp now = kNow)
{
    std::vector<Journey> journeys;
    for (PassageIndex i = 0; i < count; ++i)
        link.send(now, i, passage, journeys);
    std::map<PassageIndex, Duration> times;
    for (const Journey& journey : journeys) {
        if (!journey.isLost && !journey.isCopy)
            times[journey.passage] = journey.ends - now; // a release comes later and wins
    }
    return times;
}

SegmentFault fault(FaultKind kind, SegmentKind segments, std::uint32_t nth = 1, std::uint32_t count = 1)
{
    SegmentFault made;
    made.kind = kind;
    made.match.kind = segments;
    made.match.nth = nth;
    made.match.count = count;
    return made;
}

} // namespace

class TestLink : public QObject {
    Q_OBJECT
private slots:
    void aSegmentTakesTheDelayOfItsDirection();
    void aRatePutsSegmentsOneAfterTheOther();
    void aFullQueueLosesTheNextSegment();
    void jitterKeepsTheOrder();
    void lossMeetsItsShare();
    void sameSeedSameFate();
    void theNthSegmentOfAKindIsDropped();
    void aFaultOfAllNeverEnds();
    void aDuplicateArrivesTwice();
    void aReorderedSegmentIsOvertaken();
    void aReorderedSegmentThatNobodyOvertakesArrivesAtLast();
    void aDelayedSegmentDoesNotHoldUpOthers();
    void aCorruptedSegmentArrives();
    void aCutLinkLosesEverything();
    void anUnpluggedHostNeitherSendsNorReceives();
};

void TestLink::aSegmentTakesTheDelayOfItsDirection()
{
    Link link(2, 1);
    LinkSettings there;
    there.delay = 40ms;
    link.set(0, 1, there);
    QVERIFY(arrivals(link, 1).at(0) == 40ms);
    Passage back = makePassage();
    std::swap(back.from, back.to);
    QVERIFY(arrivals(link, 1, back).at(0) == Link::kDefaultDelay);
}

void TestLink::aRatePutsSegmentsOneAfterTheOther()
{
    Link link(2, 1);
    LinkSettings settings;
    settings.delay = 10ms;
    settings.rate = std::optional(BitRate{1'120'000}); // 140 octets with headers: 1 ms each
    link.set(kNoHost, kNoHost, settings);
    const auto times = arrivals(link, 3);
    QVERIFY(times.at(0) == 11ms);
    QVERIFY(times.at(1) == 12ms);
    QVERIFY(times.at(2) == 13ms);
}

void TestLink::aFullQueueLosesTheNextSegment()
{
    Link link(2, 1);
    LinkSettings settings;
    settings.rate = std::optional(BitRate{1'120'000});
    settings.queue = std::optional(2u);
    link.set(kNoHost, kNoHost, settings);
    QCOMPARE(arrivals(link, 5).size(), std::size_t(3)); // one on the wire, two in the queue
    QCOMPARE(arrivals(link, 5, makePassage(), kNow + 1ms).size(), std::size_t(1)); // one place has become free
}

void TestLink::jitterKeepsTheOrder()
{
    Link link(2, 7);
    LinkSettings settings;
    settings.jitter = 50ms;
    link.set(kNoHost, kNoHost, settings);
    Duration last{};
    bool varies = false;
    for (int i = 0; i < 200; ++i) {
        const Timestamp now = kNow + i * 10ms;
        const Duration arrival = now - kNow + arrivals(link, 1, makePassage(), now).at(0);
        QVERIFY(arrival >= last);
        varies = varies || arrival - last != 10ms;
        last = arrival;
    }
    QVERIFY(varies);
}

void TestLink::lossMeetsItsShare()
{
    Link link(2, 3);
    LinkSettings settings;
    settings.loss = Probability{100'000};
    link.set(kNoHost, kNoHost, settings);
    const std::size_t arrived = arrivals(link, 10'000).size();
    QVERIFY2(arrived > 8'800 && arrived < 9'200, qPrintable(QString::number(arrived)));
}

void TestLink::sameSeedSameFate()
{
    LinkSettings settings;
    settings.loss = Probability{300'000};
    settings.jitter = 5ms;
    settings.reorder = Probability{100'000};
    const auto fate = [&](std::uint64_t seed) {
        Link link(2, seed);
        link.set(kNoHost, kNoHost, settings);
        return arrivals(link, 100);
    };
    QVERIFY(fate(11) == fate(11));
    QVERIFY(fate(11) != fate(12));
}

void TestLink::theNthSegmentOfAKindIsDropped()
{
    Link link(2, 1);
    link.add(fault(FaultKind::Drop, SegmentKind::Data, 2, 2), kNoHost, kNoHost);
    QCOMPARE(arrivals(link, 1, makePassage(0)).size(), std::size_t(1)); // no text: not counted
    const auto times = arrivals(link, 5);
    QCOMPARE(times.size(), std::size_t(3));
    QVERIFY(times.contains(0) && !times.contains(1) && !times.contains(2) && times.contains(3));
}

void TestLink::aFaultOfAllNeverEnds()
{
    Link link(2, 1);
    link.add(fault(FaultKind::Drop, SegmentKind::Any, 2, SegmentMatch::kAll), 0, 1);
    QCOMPARE(arrivals(link, 50).size(), std::size_t(1));
    Passage back = makePassage();
    std::swap(back.from, back.to);
    QCOMPARE(arrivals(link, 5, back).size(), std::size_t(5));
}

void TestLink::aDuplicateArrivesTwice()
{
    Link link(2, 1);
    SegmentFault twice = fault(FaultKind::Duplicate, SegmentKind::Any);
    twice.by = 7ms;
    link.add(twice, kNoHost, kNoHost);
    std::vector<Journey> journeys;
    link.send(kNow, 0, makePassage(), journeys);
    QCOMPARE(journeys.size(), std::size_t(2));
    QVERIFY(!journeys[0].isCopy && journeys[1].isCopy);
    QVERIFY(journeys[1].ends - journeys[0].ends == 7ms);
}

void TestLink::aReorderedSegmentIsOvertaken()
{
    Link link(2, 1);
    SegmentFault held = fault(FaultKind::Reorder, SegmentKind::Any);
    held.past = 2;
    link.add(held, kNoHost, kNoHost);
    std::vector<Journey> journeys;
    for (PassageIndex i = 0; i < 4; ++i)
        link.send(kNow + i * 1ms, i, makePassage(), journeys);
    std::vector<PassageIndex> order;
    std::stable_sort(journeys.begin(), journeys.end(), [](const Journey& a, const Journey& b) { return a.ends < b.ends; });
    for (const Journey& journey : journeys)
        order.push_back(journey.passage);
    QVERIFY((order == std::vector<PassageIndex>{1, 2, 0, 3, 0})); // the last one is what was said before it was let go
}

void TestLink::aReorderedSegmentThatNobodyOvertakesArrivesAtLast()
{
    Link link(2, 1);
    link.add(fault(FaultKind::Reorder, SegmentKind::Any), kNoHost, kNoHost);
    QVERIFY(arrivals(link, 1).at(0) == Link::kDefaultDelay + Link::kLongestHold);
}

void TestLink::aDelayedSegmentDoesNotHoldUpOthers()
{
    Link link(2, 1);
    SegmentFault late = fault(FaultKind::Delay, SegmentKind::Any);
    late.by = 30ms;
    link.add(late, kNoHost, kNoHost);
    const auto times = arrivals(link, 2);
    QVERIFY(times.at(0) == Link::kDefaultDelay + 30ms);
    QVERIFY(times.at(1) == Link::kDefaultDelay);
}

void TestLink::aCorruptedSegmentArrives()
{
    Link link(2, 1);
    link.add(fault(FaultKind::Corrupt, SegmentKind::Any), kNoHost, kNoHost);
    std::vector<Journey> journeys;
    link.send(kNow, 0, makePassage(), journeys);
    link.send(kNow, 1, makePassage(), journeys);
    QVERIFY(journeys[0].isCorrupt && !journeys[0].isLost);
    QVERIFY(!journeys[1].isCorrupt);
}

void TestLink::aCutLinkLosesEverything()
{
    Link link(2, 1);
    link.cut(0, kNoHost, false);
    QVERIFY(arrivals(link, 3).empty());
    link.cut(0, kNoHost, true);
    QCOMPARE(arrivals(link, 3).size(), std::size_t(3));
}

void TestLink::anUnpluggedHostNeitherSendsNorReceives()
{
    Link link(2, 1);
    link.unplug(1, false);
    QVERIFY(arrivals(link, 1).empty());
    Passage back = makePassage();
    std::swap(back.from, back.to);
    QVERIFY(arrivals(link, 1, back).empty());
    link.unplug(1, true);
    QCOMPARE(arrivals(link, 1).size(), std::size_t(1));
}

QTEST_APPLESS_MAIN(TestLink)
#include "tst_link.moc"
