#include "model/tcp/retransmission_queue.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using tcp::Acked;
using tcp::Flag;
using tcp::Flags;
using tcp::RetransmissionQueue;
using tcp::SackBlock;
using tcp::Sacked;
using tcp::SentSegment;
using tcp::SeqNumber;

namespace {

constexpr std::uint32_t kMss = 1000;
using Blocks = std::vector<SackBlock>;

Timestamp at(Duration time)
{
    return Timestamp(time);
}

/// `count` full segments from `seq` on, one each millisecond.
RetransmissionQueue sent(std::uint32_t count, std::uint32_t seq = 0)
{
    RetransmissionQueue queue(kMss);
    for (std::uint32_t i = 0; i < count; ++i)
        queue.push(SeqNumber(seq + i * kMss), kMss, Flag::Ack, at(std::chrono::milliseconds(i)));
    return queue;
}

/// Segments [first, last) as one block, in the numbers of sent().
SackBlock block(std::uint32_t first, std::uint32_t last)
{
    return {SeqNumber(first * kMss), SeqNumber(last * kMss)};
}

std::vector<quint32> lostOnes(const RetransmissionQueue& queue)
{
    std::vector<quint32> lost;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        if (queue[i].lost)
            lost.push_back(queue[i].seq.value() / kMss);
    }
    return lost;
}

/// The number of the segment, or nothing.
std::optional<quint32> number(const SentSegment* segment)
{
    return segment ? std::optional(segment->seq.value() / kMss) : std::nullopt;
}

/// Sends again what nextLost() names, until nothing is left.
std::vector<quint32> resendLost(RetransmissionQueue& queue, Timestamp now)
{
    std::vector<quint32> resent;
    while (const SentSegment* segment = queue.nextLost()) {
        resent.push_back(segment->seq.value() / kMss);
        queue.noteResent(*segment, now);
    }
    return resent;
}

} // namespace

class TestRetransmissionQueue : public QObject {
    Q_OBJECT
private slots:
    void acknowledges_data();
    void acknowledges();
    void synAndFinTakeANumberEach();
    void samples_data();
    void samples();
    void partOfASegmentShortensIt();
    void findsLosses_data();
    void findsLosses();
    void smallSegmentsNeedMoreOctets();
    void blocksThatMeanNothingChangeNothing_data();
    void blocksThatMeanNothingChangeNothing();
    void duplicateBlocksAreNoSacks_data();
    void duplicateBlocksAreNoSacks();
    void recoveryGoesByTheRules();
    void theRescueComesOnce();
    void withoutSackTheFirstIsLost();
    void aTimeoutLosesAllButWhatIsSacked();
    void aPeerThatDroppedWhatItHadIsNotBelieved();
    void afterATimeoutItGoesBackToTheFront();
    void memoryIsKept();
    void agreesWithAWalkOverTheSegments_data();
    void agreesWithAWalkOverTheSegments();
};

void TestRetransmissionQueue::acknowledges_data()
{
    QTest::addColumn<quint32>("start");
    QTest::addColumn<quint32>("ack"); // from start
    QTest::addColumn<quint32>("octets");
    QTest::addColumn<quint32>("segments");
    const auto row = [](const char* name, quint32 start, quint32 ack, quint32 octets, quint32 segments) {
        QTest::newRow(name) << start << ack << octets << segments;
    };
    row("the old number removes nothing", 0, 0, 0, 0);
    row("an older number removes nothing", 5000, 0xFFFF'FFFF, 0, 0);
    row("one segment", 0, 1000, 1000, 1);
    row("several segments", 0, 4000, 4000, 4);
    row("all of them", 0, 5000, 5000, 5);
    row("more than was sent removes nothing", 0, 5001, 0, 0);
    row("part of a segment counts its octets", 0, 1300, 1300, 1);
    row("across the wrap", 0xFFFF'F800, 4000, 4000, 4);
    row("across the wrap, part of a segment", 0xFFFF'F800, 2049, 2049, 2);
}

void TestRetransmissionQueue::acknowledges()
{
    QFETCH(quint32, start);
    QFETCH(quint32, ack);
    QFETCH(quint32, octets);
    QFETCH(quint32, segments);
    RetransmissionQueue queue = sent(5, start);
    QCOMPARE(queue.flight(), 5000u);
    const Acked acked = queue.ack(SeqNumber(start + ack), at(1s));
    QCOMPARE(acked.octets, octets);
    QCOMPARE(acked.segments, segments);
    QCOMPARE(queue.flight(), 5000 - octets);
    QCOMPARE(queue.pipe(), 5000 - octets);
    QCOMPARE(queue.size(), std::size_t(5 - segments));
    if (!queue.isEmpty()) {
        QCOMPARE(queue.front().seq, SeqNumber(start + octets));
        QCOMPARE(queue.back().end(), SeqNumber(start + 5000));
    }
}

void TestRetransmissionQueue::synAndFinTakeANumberEach()
{
    RetransmissionQueue queue;
    queue.push(SeqNumber(100), 1, Flag::Syn, at(0s));
    QCOMPARE(queue.front().textLength(), 0u);
    const Acked syn = queue.ack(SeqNumber(101), at(1s));
    QVERIFY(syn.syn && !syn.fin);
    queue.push(SeqNumber(101), 11, Flag::Ack | Flag::Fin, at(1s));
    QCOMPARE(queue.front().textLength(), 10u);
    const Acked text = queue.ack(SeqNumber(111), at(2s));
    QVERIFY(!text.syn && !text.fin);
    QCOMPARE(queue.front().textLength(), 0u); // the FIN alone remains
    QCOMPARE(queue.front().len, 1u);
    const Acked fin = queue.ack(SeqNumber(112), at(2s));
    QVERIFY(fin.fin && queue.isEmpty());
}

void TestRetransmissionQueue::samples_data()
{
    QTest::addColumn<quint32>("resent"); // segments sent again at 500 ms, from the front
    QTest::addColumn<Blocks>("sacked");
    QTest::addColumn<quint32>("ack");
    QTest::addColumn<Duration>("sample"); // below 0: none
    const auto row = [](const char* name, quint32 resent, const Blocks& sacked, quint32 ack, Duration sample) {
        QTest::newRow(name) << resent << sacked << ack << sample;
    };
    row("from the sending of one segment", 0, {}, 1000, 1000ms);
    row("from the sending of the oldest of several", 0, {}, 3000, 1000ms);
    row("nothing where nothing is acknowledged", 0, {}, 0, -1ms);
    row("nothing for part of a segment", 0, {}, 500, -1ms);
    row("nothing for a segment sent twice (Karn)", 1, {}, 1000, -1ms);
    row("nothing where one of them was sent twice", 1, {}, 3000, -1ms);
    row("nothing where a SACK had told of it", 0, {block(0, 1)}, 1000, -1ms);
    row("from a segment that was merely overtaken", 0, {block(1, 3)}, 3000, 1000ms);
}

void TestRetransmissionQueue::samples()
{
    QFETCH(quint32, resent);
    QFETCH(Blocks, sacked);
    QFETCH(quint32, ack);
    QFETCH(Duration, sample);
    RetransmissionQueue queue = sent(5);
    queue.beginRecovery();
    for (quint32 i = 0; i < resent; ++i)
        queue.noteResent(queue[i], at(500ms));
    queue.sack(SeqNumber(0), sacked);
    const Acked acked = queue.ack(SeqNumber(ack), at(1s));
    QCOMPARE(acked.sample.value_or(-1ms), sample);
}

void TestRetransmissionQueue::partOfASegmentShortensIt()
{
    RetransmissionQueue queue = sent(3);
    queue.markAllLost();
    queue.noteResent(*queue.nextLost(), at(1s));
    QCOMPARE(queue.pipe(), 1000u);
    QCOMPARE(queue.ack(SeqNumber(400), at(2s)).segments, 0u);
    QCOMPARE(queue.front().len, 600u);
    QCOMPARE(queue.pipe(), 600u);
    QCOMPARE(queue.lostOctets(), 2600u);
    QCOMPARE(queue.sack(SeqNumber(400), Blocks{{SeqNumber(400), SeqNumber(1000)}}).octets, 600u);
    QCOMPARE(queue.ack(SeqNumber(700), at(2s)).octets, 300u);
    QCOMPARE(queue.sackedOctets(), 300u);
    QCOMPARE(queue.ack(SeqNumber(1000), at(2s)).octets, 300u);
    QCOMPARE(queue.sackedOctets(), 0u);
    QVERIFY(!queue.highestSacked());
}

void TestRetransmissionQueue::findsLosses_data()
{
    QTest::addColumn<Blocks>("blocks"); // one ACK each
    QTest::addColumn<std::vector<quint32>>("lost");
    QTest::addColumn<quint32>("pipe");
    const auto row = [](const char* name, const Blocks& blocks, const std::vector<quint32>& lost, quint32 pipe) {
        QTest::newRow(name) << blocks << lost << pipe;
    };
    row("nothing SACKed, nothing lost", {}, {}, 10'000);
    row("one segment above is not enough", {block(1, 2)}, {}, 9000);
    row("two segments above are not enough", {block(1, 3)}, {}, 8000);
    row("three segments above are", {block(1, 4)}, {0}, 6000);
    row("three blocks apart are", {block(1, 2), block(3, 4), block(5, 6)}, {0}, 6000);
    row("above the third block from the top nothing is lost yet", {block(2, 3), block(4, 5), block(6, 7)}, {0, 1}, 5000);
    row("two blocks with three segments are", {block(2, 3), block(5, 7)}, {0, 1}, 5000);
    row("two blocks with four segments", {block(2, 3), block(5, 8)}, {0, 1, 3, 4}, 2000);
    row("a block that grows", {block(5, 6), block(5, 7), block(5, 8)}, {0, 1, 2, 3, 4}, 2000);
    row("a block that joins two", {block(4, 5), block(6, 7), block(5, 6)}, {0, 1, 2, 3}, 3000);
    row("the same block again", {block(3, 4), block(3, 4), block(3, 4)}, {}, 9000);
    row("what is SACKed later is not lost any more", {block(2, 5), block(1, 2)}, {0}, 5000);
}

void TestRetransmissionQueue::findsLosses()
{
    QFETCH(Blocks, blocks);
    QFETCH(std::vector<quint32>, lost);
    QFETCH(quint32, pipe);
    RetransmissionQueue queue = sent(10);
    for (const SackBlock& block : blocks)
        queue.sack(SeqNumber(0), Blocks{block});
    QCOMPARE(lostOnes(queue), lost);
    QCOMPARE(queue.pipe(), pipe);
    QCOMPARE(queue.isFirstLost(), !lost.empty());
    QCOMPARE(resendLost(queue, at(1s)), lost);
    QCOMPARE(queue.pipe(), pipe + std::uint32_t(lost.size()) * kMss);
}

void TestRetransmissionQueue::smallSegmentsNeedMoreOctets()
{
    RetransmissionQueue queue(kMss);
    for (std::uint32_t i = 0; i < 30; ++i)
        queue.push(SeqNumber(i * 100), 100, Flag::Ack, at(0s));
    queue.sack(SeqNumber(0), Blocks{{SeqNumber(100), SeqNumber(2100)}});
    QVERIFY(!queue.isFirstLost()); // 2 SMSS, not more
    queue.sack(SeqNumber(0), Blocks{{SeqNumber(100), SeqNumber(2200)}});
    QVERIFY(queue.isFirstLost());
}

void TestRetransmissionQueue::blocksThatMeanNothingChangeNothing_data()
{
    QTest::addColumn<Blocks>("blocks");
    QTest::newRow("no block") << Blocks{};
    QTest::newRow("an empty one") << Blocks{block(12, 12)};
    QTest::newRow("one that is turned round") << Blocks{block(14, 12)};
    QTest::newRow("one beyond what was sent") << Blocks{block(19, 21)};
    QTest::newRow("one from before the queue, second in the option") << Blocks{block(12, 12), block(5, 8)};
    QTest::newRow("less than a segment") << Blocks{{SeqNumber(12'001), SeqNumber(13'000)}};
    QTest::newRow("parts of two segments") << Blocks{{SeqNumber(12'001), SeqNumber(13'999)}};
}

void TestRetransmissionQueue::blocksThatMeanNothingChangeNothing()
{
    QFETCH(Blocks, blocks);
    RetransmissionQueue queue = sent(10, 10'000);
    QCOMPARE(queue.sack(SeqNumber(4000), blocks).octets, 0u); // an ACK that was overtaken: no D-SACK
    QCOMPARE(queue.sackedOctets(), 0u);
    QCOMPARE(queue.pipe(), 10'000u);
    QVERIFY(!queue.highestSacked());
    RetransmissionQueue empty;
    QCOMPARE(empty.sack(SeqNumber(0), blocks).octets, 0u);
}

void TestRetransmissionQueue::duplicateBlocksAreNoSacks_data()
{
    QTest::addColumn<Blocks>("blocks");
    QTest::addColumn<bool>("isDuplicate");
    QTest::addColumn<quint32>("octets");
    const auto row = [](const char* name, const Blocks& blocks, bool isDuplicate, quint32 octets) {
        QTest::newRow(name) << blocks << isDuplicate << octets;
    };
    row("below the ACK it is a duplicate (RFC 2883, 4.1.1)", {block(8, 9)}, true, 0);
    row("below the ACK with a SACK behind it (RFC 2883, 4.1.2)", {block(8, 9), block(12, 13)}, true, 1000);
    row("within the second block (RFC 2883, 4.1.3)", {block(13, 14), block(12, 14)}, true, 2000);
    row("equal to the second block", {block(12, 14), block(12, 14)}, true, 2000);
    row("above the ACK it is a SACK", {block(12, 13)}, false, 1000);
    row("apart from the second block it is a SACK", {block(14, 15), block(12, 13)}, false, 2000);
}

void TestRetransmissionQueue::duplicateBlocksAreNoSacks()
{
    QFETCH(Blocks, blocks);
    QFETCH(bool, isDuplicate);
    QFETCH(quint32, octets);
    RetransmissionQueue queue = sent(10, 10'000);
    const Sacked sacked = queue.sack(SeqNumber(10'000), blocks);
    QCOMPARE(sacked.duplicate.has_value(), isDuplicate);
    if (isDuplicate)
        QVERIFY(*sacked.duplicate == blocks[0]);
    QCOMPARE(sacked.octets, octets);
    QCOMPARE(queue.sackedOctets(), octets);
}

void TestRetransmissionQueue::recoveryGoesByTheRules()
{
    RetransmissionQueue queue = sent(12);
    queue.sack(SeqNumber(0), Blocks{block(1, 3), block(4, 5), block(7, 8)});
    QCOMPARE(lostOnes(queue), (std::vector<quint32>{0}));
    QVERIFY(queue.highestSacked() == SeqNumber(8000));
    queue.beginRecovery();
    QCOMPARE(number(queue.nextLost()), 0u);
    QCOMPARE(number(queue.nextLost()), 0u); // until it was sent
    queue.noteResent(queue.front(), at(1s));
    QCOMPARE(queue.front().sendings, std::uint16_t(2));
    QCOMPARE(queue.front().sentAt, at(1s));
    QCOMPARE(number(queue.nextLost()), std::nullopt);
    // Rule 3: below the highest SACK, though not known as lost.
    for (const quint32 expected : {3u, 5u, 6u}) {
        const SentSegment* next = queue.nextUnsacked();
        QCOMPARE(number(next), expected);
        queue.noteResent(*next, at(1s));
    }
    QCOMPARE(number(queue.nextUnsacked()), std::nullopt);
    // 12 segments, 4 SACKed, the first lost, four of them sent again.
    QCOMPARE(queue.pipe(), 11'000u);
    queue.sack(SeqNumber(0), Blocks{block(7, 11)});
    QCOMPARE(lostOnes(queue), (std::vector<quint32>{0, 3, 5, 6}));
    QCOMPARE(number(queue.nextLost()), std::nullopt); // they are on their way again
    QCOMPARE(queue.pipe(), 5000u);                    // those four, and the last one
    queue.ack(SeqNumber(5000), at(2s));
    QCOMPARE(queue.pipe(), 3000u);
}

void TestRetransmissionQueue::theRescueComesOnce()
{
    RetransmissionQueue queue = sent(8);
    QCOMPARE(number(queue.rescue()), std::nullopt); // outside of a recovery
    queue.sack(SeqNumber(0), Blocks{block(1, 4)});
    queue.beginRecovery();
    resendLost(queue, at(1s));
    QCOMPARE(number(queue.nextUnsacked()), std::nullopt);
    const SentSegment* last = queue.rescue();
    QCOMPARE(number(last), 7u);
    queue.noteResent(*last, at(1s));
    QCOMPARE(number(queue.rescue()), std::nullopt);
    // HighRxt did not move: the tail is retransmitted when it is known as lost.
    queue.push(SeqNumber(8000), kMss, Flag::Ack, at(1s));
    queue.push(SeqNumber(9000), kMss, Flag::Ack, at(1s));
    queue.push(SeqNumber(10'000), kMss, Flag::Ack, at(1s));
    queue.sack(SeqNumber(0), Blocks{block(8, 11)});
    QCOMPARE(resendLost(queue, at(2s)), (std::vector<quint32>{4, 5, 6, 7}));

    RetransmissionQueue lastSacked = sent(4);
    lastSacked.sack(SeqNumber(0), Blocks{block(1, 4)});
    lastSacked.beginRecovery();
    resendLost(lastSacked, at(1s));
    QCOMPARE(number(lastSacked.rescue()), std::nullopt); // all else has arrived, and the first is on its way
}

void TestRetransmissionQueue::withoutSackTheFirstIsLost()
{
    RetransmissionQueue queue = sent(5);
    queue.beginRecovery();
    queue.markFirstLost();
    QCOMPARE(resendLost(queue, at(1s)), (std::vector<quint32>{0}));
    QCOMPARE(queue.pipe(), 5000u);
    queue.ack(SeqNumber(2000), at(2s)); // a partial ACK
    queue.markFirstLost();
    QCOMPARE(resendLost(queue, at(2s)), (std::vector<quint32>{2}));
    queue.markFirstLost();
    QCOMPARE(resendLost(queue, at(2s)), (std::vector<quint32>{}));
    QCOMPARE(queue.lostOctets(), 1000u);
    queue.clear();
    queue.markFirstLost();
    QVERIFY(queue.isEmpty() && !queue.isFirstLost());
}

void TestRetransmissionQueue::aTimeoutLosesAllButWhatIsSacked()
{
    RetransmissionQueue queue = sent(6);
    queue.sack(SeqNumber(0), Blocks{block(2, 4)});
    queue.markAllLost();
    QCOMPARE(queue.pipe(), 0u);
    QCOMPARE(queue.sackedOctets(), 2000u);
    queue.push(SeqNumber(6000), kMss, Flag::Ack, at(1s)); // new text is not
    QCOMPARE(queue.pipe(), 1000u);
    QCOMPARE(resendLost(queue, at(1s)), (std::vector<quint32>{0, 1, 4, 5}));
    QCOMPARE(queue.pipe(), 5000u);
}

void TestRetransmissionQueue::aPeerThatDroppedWhatItHadIsNotBelieved()
{
    RetransmissionQueue queue = sent(4);
    queue.sack(SeqNumber(0), Blocks{block(0, 2)}); // the front is SACKed, not acknowledged
    queue.sack(SeqNumber(0), Blocks{block(3, 4)});
    queue.markAllLost();
    QCOMPARE(queue.sackedOctets(), 0u);
    QVERIFY(!queue.highestSacked());
    QCOMPARE(resendLost(queue, at(1s)), (std::vector<quint32>{0, 1, 2, 3}));
}

void TestRetransmissionQueue::afterATimeoutItGoesBackToTheFront()
{
    RetransmissionQueue queue = sent(4);
    queue.markAllLost();
    queue.noteResent(*queue.nextLost(), at(1s));
    queue.noteResent(*queue.nextLost(), at(1s));
    QCOMPARE(number(queue.nextLost()), 2u);
    queue.markAllLost(); // once more
    QCOMPARE(queue.pipe(), 0u);
    QCOMPARE(resendLost(queue, at(3s)), (std::vector<quint32>{0, 1, 2, 3}));
    QCOMPARE(queue.front().sendings, std::uint16_t(3));
}

void TestRetransmissionQueue::memoryIsKept()
{
    RetransmissionQueue queue = sent(100);
    const SentSegment* base = &queue.front();
    queue.ack(SeqNumber(100'000), at(1s));
    for (std::uint32_t i = 100; i < 10'000; ++i) {
        queue.push(SeqNumber(i * kMss), kMss, Flag::Ack, at(1s));
        QVERIFY(std::abs(&queue.back() - base) < 128);
        if (queue.size() == 100)
            queue.ack(queue.front().end(), at(1s));
    }
}

// --- Against a model that walks over all segments, as RFC 6675 is written

namespace {

struct NaiveSegment {
    quint32 begin = 0; // from the start
    quint32 end = 0;
    int sendings = 1;
    Timestamp sentAt;
    bool sacked = false;
    bool taken = false; // for lost by a timeout or by duplicate ACKs
    bool resent = false;
};

class NaiveQueue {
public:
    std::vector<NaiveSegment> segments;
    quint32 behindHighRxt = 0;
    bool mayRescue = false;

    bool isLost(const NaiveSegment& segment) const
    {
        if (segment.sacked)
            return false;
        quint32 octets = 0;
        quint32 sequences = 0;
        bool isIn = false;
        for (const NaiveSegment& other : segments) {
            if (other.begin < segment.begin)
                continue;
            octets += other.sacked ? other.end - other.begin : 0;
            sequences += other.sacked && !isIn ? 1 : 0;
            isIn = other.sacked;
        }
        return segment.taken || sequences >= 3 || octets > 2 * kMss;
    }

    quint32 pipe() const
    {
        quint32 octets = 0;
        for (const NaiveSegment& segment : segments) {
            if (segment.sacked)
                continue;
            const quint32 len = segment.end - segment.begin;
            octets += (isLost(segment) ? 0 : len) + (segment.resent ? len : 0);
        }
        return octets;
    }

    quint32 highestSacked() const
    {
        quint32 highest = 0;
        for (const NaiveSegment& segment : segments)
            highest = segment.sacked ? segment.end : highest;
        return highest;
    }

    NaiveSegment* next(bool lost)
    {
        for (NaiveSegment& segment : segments) {
            if (!segment.sacked && segment.begin >= behindHighRxt && (lost ? isLost(segment) : segment.begin < highestSacked()))
                return &segment;
        }
        return nullptr;
    }

    NaiveSegment* rescue()
    {
        NaiveSegment* last = nullptr;
        for (NaiveSegment& segment : segments)
            last = segment.sacked ? last : &segment;
        return mayRescue && last && last->begin >= behindHighRxt ? last : nullptr;
    }

    void resend(NaiveSegment& segment, Timestamp now, bool isRescue)
    {
        segment.resent = true;
        segment.sentAt = now;
        ++segment.sendings;
        if (isRescue)
            mayRescue = false;
        else
            behindHighRxt = segment.end;
    }

    Acked ack(quint32 upTo, Timestamp now)
    {
        Acked acked;
        if (segments.empty() || upTo > segments.back().end)
            return acked;
        const NaiveSegment first = segments.front();
        bool isResent = false;
        while (!segments.empty() && segments.front().end <= upTo) {
            acked.octets += segments.front().end - segments.front().begin;
            ++acked.segments;
            isResent |= segments.front().sendings > 1;
            segments.erase(segments.begin());
        }
        if (acked.segments > 0 && !isResent && !first.sacked)
            acked.sample = now - first.sentAt;
        if (!segments.empty() && segments.front().begin < upTo) {
            acked.octets += upTo - segments.front().begin;
            segments.front().begin = upTo;
        }
        return acked;
    }

    quint32 sack(quint32 left, quint32 right)
    {
        quint32 octets = 0;
        if (segments.empty() || left < segments.front().begin || right > segments.back().end)
            return 0;
        for (NaiveSegment& segment : segments) {
            if (segment.sacked || segment.begin < left || segment.end > right)
                continue;
            segment.sacked = true;
            segment.taken = segment.resent = false;
            octets += segment.end - segment.begin;
        }
        return octets;
    }

    void markAllLost()
    {
        const bool hasReneged = !segments.empty() && segments.front().sacked;
        for (NaiveSegment& segment : segments) {
            segment.sacked &= !hasReneged;
            segment.taken = !segment.sacked;
            segment.resent = false;
        }
        behindHighRxt = 0;
        mayRescue = false;
    }
};

} // namespace

void TestRetransmissionQueue::agreesWithAWalkOverTheSegments_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 300; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestRetransmissionQueue::agreesWithAWalkOverTheSegments()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const auto below = [&random](std::uint32_t bound) { return std::uint32_t(random()) % bound; };
    const std::uint32_t start = std::uint32_t(0) - below(60'000); // so that most wrap
    RetransmissionQueue queue(kMss);
    NaiveQueue naive;
    quint32 nxt = 0;
    const bool smallOnes = below(3) == 0;
    const auto resend = [&](const SentSegment* here, NaiveSegment* there, Timestamp now, bool isRescue) {
        QCOMPARE(here != nullptr, there != nullptr);
        if (!here)
            return;
        QCOMPARE(here->seq.value() - start, there->begin);
        queue.noteResent(*here, now);
        naive.resend(*there, now, isRescue);
    };
    for (int step = 0; step < 600; ++step) {
        const Timestamp now = at(std::chrono::milliseconds(step));
        const quint32 una = naive.segments.empty() ? nxt : naive.segments.front().begin;
        const std::size_t pick = naive.segments.empty() ? 0 : below(std::uint32_t(naive.segments.size()));
        switch (below(16)) {
        case 0:
        case 1:
        case 2:
        case 3: {
            const quint32 len = smallOnes && below(2) == 0 ? 1 + below(kMss) : kMss;
            queue.push(SeqNumber(start + nxt), len, Flag::Ack, now);
            naive.segments.push_back({nxt, nxt + len, 1, now});
            nxt += len;
            break;
        }
        case 4:
        case 5: {
            quint32 upTo = below(4) == 0 || naive.segments.empty() ? una + below(3 * kMss) : naive.segments[pick / 3].end;
            if (upTo == una)
                break;
            const Acked here = queue.ack(SeqNumber(start + upTo), now);
            const Acked there = naive.ack(upTo, now);
            QCOMPARE(here.octets, there.octets);
            QCOMPARE(here.segments, there.segments);
            QCOMPARE(here.sample, there.sample);
            break;
        }
        case 6:
        case 7:
        case 8:
        case 9: {
            if (naive.segments.empty())
                break;
            const std::size_t last = std::min(pick + below(4), naive.segments.size() - 1);
            const quint32 left = naive.segments[pick].begin + (below(5) == 0 ? below(kMss) : 0);
            const quint32 right = naive.segments[last].end + (below(5) == 0 ? below(kMss) : 0);
            if (right <= left)
                break;
            const Blocks blocks{{SeqNumber(start + left), SeqNumber(start + right)}};
            QCOMPARE(queue.sack(SeqNumber(start + una), blocks).octets, naive.sack(left, right));
            break;
        }
        case 10:
            queue.beginRecovery();
            naive.behindHighRxt = 0;
            naive.mayRescue = true;
            break;
        case 11:
            queue.markFirstLost();
            if (!naive.segments.empty())
                naive.segments.front().taken |= !naive.segments.front().sacked;
            break;
        case 12:
            if (below(8) == 0) {
                queue.markAllLost();
                naive.markAllLost();
            }
            break;
        case 13:
            resend(queue.nextLost(), naive.next(true), now, false);
            break;
        case 14:
            resend(queue.nextUnsacked(), naive.next(false), now, false);
            break;
        case 15: // only when the rules before it have nothing
            if (!naive.next(true) && !naive.next(false))
                resend(queue.rescue(), naive.rescue(), now, true);
            break;
        }
        QCOMPARE(queue.size(), naive.segments.size());
        quint32 lost = 0;
        quint32 sacked = 0;
        for (std::size_t i = 0; i < queue.size(); ++i) {
            const NaiveSegment& there = naive.segments[i];
            QCOMPARE(queue[i].seq.value() - start, there.begin);
            QCOMPARE(queue[i].len, there.end - there.begin);
            QCOMPARE(queue[i].sacked, there.sacked);
            QCOMPARE(queue[i].lost, naive.isLost(there));
            QCOMPARE(queue[i].sendings, std::uint16_t(there.sendings));
            lost += naive.isLost(there) ? queue[i].len : 0;
            sacked += there.sacked ? queue[i].len : 0;
        }
        QCOMPARE(queue.lostOctets(), lost);
        QCOMPARE(queue.sackedOctets(), sacked);
        QCOMPARE(queue.pipe(), naive.pipe());
        QCOMPARE(queue.highestSacked().has_value(), naive.highestSacked() > 0);
        if (queue.highestSacked())
            QCOMPARE(queue.highestSacked()->value() - start, naive.highestSacked());
    }
}

QTEST_APPLESS_MAIN(TestRetransmissionQueue)
#include "tst_retransmission_queue.moc"
