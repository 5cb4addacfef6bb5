#include "model/tcp/receive_buffer.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <vector>

using tcp::Arrival;
using tcp::ReceiveBuffer;
using tcp::SackBlock;
using tcp::SeqNumber;

namespace {

struct Piece {
    quint32 seq;
    quint32 length;
    bool fin = false;
};

/// The answer to one piece.
struct Answer {
    quint32 ack;
    std::vector<std::pair<quint32, quint32>> sack;
    friend bool operator==(const Answer&, const Answer&) = default;
};
using Pieces = std::vector<Piece>;
using Answers = std::vector<Answer>;

Answer answerOf(ReceiveBuffer& buffer, std::size_t most = 4)
{
    std::array<SackBlock, 4> blocks;
    Answer answer{buffer.nxt().value(), {}};
    const std::size_t count = buffer.takeSackBlocks(std::span(blocks).first(most));
    for (std::size_t i = 0; i < count; ++i)
        answer.sack.emplace_back(blocks[i].left.value(), blocks[i].right.value());
    return answer;
}

ReceiveBuffer started(std::uint32_t nxt, ReceiveBuffer::Settings settings = {})
{
    ReceiveBuffer buffer(settings);
    buffer.start(SeqNumber(nxt));
    buffer.advertise();
    return buffer;
}

} // namespace

class TestReceiveBuffer : public QObject {
    Q_OBJECT
private slots:
    void acknowledges_data();
    void acknowledges();
    void reportsAtMostWhatFits();
    void tellsWhatASegmentDid_data();
    void tellsWhatASegmentDid();
    void aFinWithMissingTextBeforeItIsHeld();
    void aFinAloneIsReachedAtOnce();
    void textBehindTheFinIsRefused();
    void aFinBehindTheWindowIsNotTaken();
    void aGapTooManyIsRefused();
    void theUserReadsWhatIsThere();
    void theWindowOfTheTextbook();
    void aSillyWindowIsNotAdvertised_data();
    void aSillyWindowIsNotAdvertised();
    void updatesAreWorthASegment();
    void aSmallerBufferKeepsItsPromise();
    void aLargerBufferOpensTheWindow();
    void theSynsWindowHoldsFromTheHandshakeOn();
    void scaledWindowsAreRounded();
    void roundingDoesNotCreep();
    void agreesWithOctets_data();
    void agreesWithOctets();
};

void TestReceiveBuffer::acknowledges_data()
{
    QTest::addColumn<quint32>("nxt");
    QTest::addColumn<Pieces>("pieces");
    QTest::addColumn<Answers>("answers");
    const auto row = [](const char* name, quint32 nxt, const Pieces& pieces, const Answers& answers) {
        QTest::newRow(name) << nxt << pieces << answers;
    };
    row("RFC 2018, case 1: what is in order needs no block", 5000, {{5000, 500}, {5500, 500}, {6000, 500}, {6500, 500}},
        {{5500, {}}, {6000, {}}, {6500, {}}, {7000, {}}});
    row("RFC 2018, case 2: the first is lost, one block grows", 5000, {{5500, 500}, {6000, 500}, {6500, 500}, {8500, 500}},
        {{5000, {{5500, 6000}}}, {5000, {{5500, 6500}}}, {5000, {{5500, 7000}}}, {5000, {{8500, 9000}, {5500, 7000}}}});
    row("RFC 2018, case 3: every second is lost, then the fourth and the second come", 5000,
        {{5000, 500}, {6000, 500}, {7000, 500}, {8000, 500}, {6500, 500}, {5500, 500}},
        {{5500, {}},
         {5500, {{6000, 6500}}},
         {5500, {{7000, 7500}, {6000, 6500}}},
         {5500, {{8000, 8500}, {7000, 7500}, {6000, 6500}}},
         {5500, {{6000, 7500}, {8000, 8500}}},
         {7500, {{8000, 8500}}}});
    row("RFC 2883, 4.1.1: a duplicate below the ACK is reported", 3000, {{3000, 500}, {3500, 500}, {3000, 500}},
        {{3500, {}}, {4000, {}}, {4000, {{3000, 3500}}}});
    row("RFC 2883, 4.1.2: a duplicate, then what is out of order", 3500, {{3500, 500}, {4500, 500}, {3500, 500}},
        {{4000, {}}, {4000, {{4500, 5000}}}, {4000, {{3500, 4000}, {4500, 5000}}}});
    row("RFC 2883, 4.1.3: a duplicate of what is out of order, then the block around it", 4000,
        {{4500, 500}, {5000, 500}, {5000, 500}},
        {{4000, {{4500, 5000}}}, {4000, {{4500, 5500}}}, {4000, {{5000, 5500}, {4500, 5500}}}});
    row("RFC 2883, 4.2.1: the duplicate part of a larger segment", 1000, {{1000, 500}, {2000, 500}, {1000, 1000}},
        {{1500, {}}, {1500, {{2000, 2500}}}, {2500, {{1000, 1500}}}});
    row("RFC 2883, 4.2.3: of two duplicate parts the first is reported", 1000, {{1500, 500}, {2500, 500}, {1000, 2000}},
        {{1000, {{1500, 2000}}}, {1000, {{2500, 3000}, {1500, 2000}}}, {3000, {{1500, 2000}}}});
    row("a duplicate is reported only once", 3000, {{3000, 500}, {3000, 500}, {3500, 500}},
        {{3500, {}}, {3500, {{3000, 3500}}}, {4000, {}}});
    row("the block around a duplicate comes before newer ones", 1000, {{2000, 100}, {3000, 100}, {2000, 100}},
        {{1000, {{2000, 2100}}}, {1000, {{3000, 3100}, {2000, 2100}}}, {1000, {{2000, 2100}, {2000, 2100}, {3000, 3100}}}});
    row("the fifth block leaves out the oldest", 1000, {{2000, 1}, {3000, 1}, {4000, 1}, {5000, 1}, {6000, 1}},
        {{1000, {{2000, 2001}}},
         {1000, {{3000, 3001}, {2000, 2001}}},
         {1000, {{4000, 4001}, {3000, 3001}, {2000, 2001}}},
         {1000, {{5000, 5001}, {4000, 4001}, {3000, 3001}, {2000, 2001}}},
         {1000, {{6000, 6001}, {5000, 5001}, {4000, 4001}, {3000, 3001}}}});
    row("a FIN that waits is part of its block", 1000, {{1500, 500, true}, {1000, 500}}, {{1000, {{1500, 2001}}}, {2000, {}}});
    row("numbers wrap", 0xFFFF'FF00, {{0xFFFF'FFF0, 0x20}, {0x20, 0x10}, {0x10, 0x10}, {0xFFFF'FF00, 0xF0}},
        {{0xFFFF'FF00, {{0xFFFF'FFF0, 0x10}}},
         {0xFFFF'FF00, {{0x20, 0x30}, {0xFFFF'FFF0, 0x10}}},
         {0xFFFF'FF00, {{0xFFFF'FFF0, 0x30}}},
         {0x30, {}}});
}

void TestReceiveBuffer::acknowledges()
{
    QFETCH(quint32, nxt);
    QFETCH(Pieces, pieces);
    QFETCH(Answers, answers);
    ReceiveBuffer buffer = started(nxt);
    QCOMPARE(pieces.size(), answers.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        buffer.accept(SeqNumber(pieces[i].seq), pieces[i].length, pieces[i].fin);
        QVERIFY2(answerOf(buffer) == answers[i], qPrintable(QStringLiteral("answer %1").arg(i)));
    }
}

void TestReceiveBuffer::reportsAtMostWhatFits()
{
    ReceiveBuffer buffer = started(1000);
    for (const quint32 seq : {2000u, 3000u, 4000u, 5000u})
        buffer.accept(SeqNumber(seq), 1, false);
    ReceiveBuffer withTimestamps = buffer;
    QCOMPARE(answerOf(withTimestamps, 3).sack,
             (std::vector<std::pair<quint32, quint32>>{{5000, 5001}, {4000, 4001}, {3000, 3001}}));
    buffer.accept(SeqNumber(999), 1, false);
    QCOMPARE(answerOf(buffer, 1).sack, (std::vector<std::pair<quint32, quint32>>{{999, 1000}}));
    QVERIFY(answerOf(buffer, 0).sack.empty());
    ReceiveBuffer::Settings settings;
    settings.reportsDuplicates = false;
    ReceiveBuffer silent = started(1000, settings);
    QCOMPARE(silent.accept(SeqNumber(900), 50, false).duplicate, 50u);
    QVERIFY(answerOf(silent).sack.empty());
}

void TestReceiveBuffer::tellsWhatASegmentDid_data()
{
    QTest::addColumn<Piece>("piece");
    QTest::addColumn<QList<quint32>>("octets"); // readable, early, duplicate, refused
    QTest::addColumn<bool>("filledGap");
    const auto row = [](const char* name, Piece piece, const QList<quint32>& octets, bool filledGap) {
        QTest::newRow(name) << piece << octets << filledGap;
    };
    // Received: 0 to 1000 in order, 2000 to 2500 early. The window ends at 4000.
    row("nothing does nothing", {1000, 0}, {0, 0, 0, 0}, false);
    row("part of the gap is readable and fills", {1000, 500}, {500, 0, 0, 0}, true);
    row("the whole gap brings what waited", {1000, 1000}, {1500, 0, 0, 0}, true);
    row("more than the gap brings duplicates", {1000, 1200}, {1500, 0, 200, 0}, true);
    row("over the gap and what waited", {900, 2000}, {1900, 0, 600, 0}, true);
    row("old octets are duplicates", {500, 500}, {0, 0, 500, 0}, false);
    row("a keep-alive's octet is a duplicate", {999, 1}, {0, 0, 1, 0}, false);
    row("what stands behind a gap is early", {3000, 500}, {0, 500, 0, 0}, false);
    row("what waits already is a duplicate", {2100, 100}, {0, 0, 100, 0}, false);
    row("what touches an early block is early", {1900, 100}, {0, 100, 0, 0}, false);
    row("what goes round an early block is early but for the block", {1900, 700}, {0, 200, 500, 0}, false);
    row("the window's end cuts", {3900, 200}, {0, 100, 0, 100}, false);
    row("nothing is taken beyond the window", {4000, 200}, {0, 0, 0, 200}, false);
}

void TestReceiveBuffer::tellsWhatASegmentDid()
{
    QFETCH(Piece, piece);
    QFETCH(QList<quint32>, octets);
    QFETCH(bool, filledGap);
    ReceiveBuffer buffer = started(0, {.capacity = 4000});
    QCOMPARE(buffer.accept(SeqNumber(0), 1000, false).readable, 1000u);
    QCOMPARE(buffer.accept(SeqNumber(2000), 500, false).early, 500u);
    const Arrival arrival = buffer.accept(SeqNumber(piece.seq), piece.length, piece.fin);
    QCOMPARE((QList<quint32>{arrival.readable, arrival.early, arrival.duplicate, arrival.refused}), octets);
    QCOMPARE(arrival.filledGap, filledGap);
    QVERIFY(!arrival.finReached);
    QCOMPARE(buffer.readable(), 1000 + arrival.readable);
    QCOMPARE(buffer.nxt(), SeqNumber(1000 + arrival.readable));
}

void TestReceiveBuffer::aFinWithMissingTextBeforeItIsHeld()
{
    ReceiveBuffer buffer = started(1000);
    const Arrival early = buffer.accept(SeqNumber(1100), 100, true);
    QVERIFY(!early.finReached);
    QCOMPARE(early.early, 101u);
    QCOMPARE(buffer.fin(), SeqNumber(1200));
    const Arrival filling = buffer.accept(SeqNumber(1000), 100, false);
    QVERIFY(filling.finReached && filling.filledGap);
    QCOMPARE(filling.readable, 200u);
    QCOMPARE(buffer.nxt(), SeqNumber(1200));
    QCOMPARE(buffer.early(), 0u);
    buffer.passFin();
    QCOMPARE(buffer.nxt(), SeqNumber(1201));
    const Arrival again = buffer.accept(SeqNumber(1100), 100, true);
    QVERIFY(!again.finReached);
    QCOMPARE(again.duplicate, 101u);
    QCOMPARE(buffer.readable(), 200u);
}

void TestReceiveBuffer::aFinAloneIsReachedAtOnce()
{
    ReceiveBuffer buffer = started(1000);
    QVERIFY(!buffer.fin());
    const Arrival arrival = buffer.accept(SeqNumber(1000), 0, true);
    QVERIFY(arrival.finReached);
    QCOMPARE(arrival.readable, 0u);
    QCOMPARE(buffer.fin(), SeqNumber(1000));
    QVERIFY(buffer.accept(SeqNumber(1000), 0, true).finReached); // until it is passed
    buffer.passFin();
    QCOMPARE(buffer.window(), 65535u); // it takes no room
}

void TestReceiveBuffer::textBehindTheFinIsRefused()
{
    ReceiveBuffer buffer = started(1000);
    buffer.accept(SeqNumber(1100), 0, true);
    QCOMPARE(buffer.accept(SeqNumber(1090), 30, false).refused, 19u);
    QCOMPARE(buffer.accept(SeqNumber(1200), 10, true).refused, 10u); // a second FIN elsewhere changes nothing
    QCOMPARE(buffer.fin(), SeqNumber(1100));
    ReceiveBuffer other = started(1000);
    other.accept(SeqNumber(1200), 100, false);
    other.accept(SeqNumber(1100), 50, true); // text behind it is here already
    QVERIFY(!other.fin());
    QCOMPARE(other.early(), 150u);
}

void TestReceiveBuffer::aFinBehindTheWindowIsNotTaken()
{
    ReceiveBuffer buffer = started(1000, {.capacity = 1000});
    const Arrival arrival = buffer.accept(SeqNumber(1000), 1000, true);
    QCOMPARE(arrival.readable, 1000u);
    QVERIFY(!arrival.finReached && !buffer.fin());
    QVERIFY(!buffer.accept(SeqNumber(2000), 0, true).finReached); // the window is shut
    buffer.read(1000);
    buffer.advertise();
    QVERIFY(buffer.accept(SeqNumber(2000), 0, true).finReached);
}

void TestReceiveBuffer::aGapTooManyIsRefused()
{
    ReceiveBuffer buffer = started(1000, {.maxGaps = 2});
    buffer.accept(SeqNumber(2000), 100, false);
    buffer.accept(SeqNumber(3000), 100, false);
    QCOMPARE(buffer.accept(SeqNumber(4000), 100, true).refused, 100u);
    QVERIFY(!buffer.fin());
    QCOMPARE(buffer.accept(SeqNumber(3100), 100, true).early, 101u); // no further gap
    QCOMPARE(buffer.gaps(), std::size_t(2));
    QCOMPARE(buffer.accept(SeqNumber(1000), 1000, false).readable, 1100u);
}

void TestReceiveBuffer::theUserReadsWhatIsThere()
{
    ReceiveBuffer buffer = started(1000);
    QCOMPARE(buffer.read(10), 0u);
    buffer.accept(SeqNumber(1000), 100, false);
    buffer.accept(SeqNumber(1200), 100, false);
    QCOMPARE(buffer.read(30), 30u);
    QCOMPARE(buffer.readable(), 70u);
    QCOMPARE(buffer.read(1000), 70u);
    QVERIFY(buffer.hasGap());
}

/// The sliding window of the textbook: a buffer of 6 K, segments of 1 K, an application that reads 2 K at a time.
void TestReceiveBuffer::theWindowOfTheTextbook()
{
    ReceiveBuffer buffer({.capacity = 6144, .mss = 1024});
    QCOMPARE(buffer.advertise(), 6144u); // in the SYN
    buffer.start(SeqNumber(1));
    for (quint32 i = 0; i < 6; ++i)
        QCOMPARE(buffer.accept(SeqNumber(1 + i * 1024), 1024, false).readable, 1024u);
    QCOMPARE(buffer.window(), 0u);
    buffer.read(2048);
    QVERIFY(buffer.isWindowUpdateDue());
    QCOMPARE(buffer.advertise(), 2048u);
    buffer.read(2048);
    QVERIFY(buffer.isWindowUpdateDue());
    QCOMPARE(buffer.advertise(), 4096u);
    QVERIFY(!buffer.isWindowUpdateDue());
}

void TestReceiveBuffer::aSillyWindowIsNotAdvertised_data()
{
    QTest::addColumn<quint32>("capacity");
    QTest::addColumn<quint32>("mss");
    QTest::addColumn<quint32>("read");
    QTest::addColumn<quint32>("window");
    const auto row = [](const char* name, quint32 capacity, quint32 mss, quint32 read, quint32 window) {
        QTest::newRow(name) << capacity << mss << read << window;
    };
    row("less than a segment opens nothing", 8000, 1000, 999, 0);
    row("a segment opens", 8000, 1000, 1000, 1000);
    row("in a small buffer less than half of it opens nothing", 1000, 1460, 499, 0);
    row("in a small buffer half of it opens", 1000, 1460, 500, 500);
    row("a buffer of one octet opens by one", 1, 1460, 1, 1);
}

void TestReceiveBuffer::aSillyWindowIsNotAdvertised()
{
    QFETCH(quint32, capacity);
    QFETCH(quint32, mss);
    QFETCH(quint32, read);
    QFETCH(quint32, window);
    ReceiveBuffer buffer = started(1, {.capacity = capacity, .mss = mss});
    buffer.accept(SeqNumber(1), capacity, false);
    QCOMPARE(buffer.advertise(), 0u);
    QCOMPARE(buffer.read(read), read);
    QCOMPARE(buffer.isWindowUpdateDue(), window > 0);
    QCOMPARE(buffer.advertise(), window);
}

void TestReceiveBuffer::updatesAreWorthASegment()
{
    ReceiveBuffer buffer = started(1, {.capacity = 10'000, .mss = 1000});
    buffer.accept(SeqNumber(1), 5000, false);
    buffer.advertise();
    buffer.read(1999);
    QVERIFY(!buffer.isWindowUpdateDue()); // it goes with the next ACK
    ReceiveBuffer withAck = buffer;
    QCOMPARE(withAck.advertise(), 6999u);
    buffer.read(1);
    QVERIFY(buffer.isWindowUpdateDue());
}

void TestReceiveBuffer::aSmallerBufferKeepsItsPromise()
{
    ReceiveBuffer buffer = started(1, {.capacity = 10'000, .mss = 1000});
    buffer.setCapacity(4000);
    QCOMPARE(buffer.advertise(), 10'000u);
    QCOMPARE(buffer.accept(SeqNumber(1), 7000, false).readable, 7000u); // more than fits, but it was promised
    QCOMPARE(buffer.advertise(), 3000u);
    buffer.read(7000);
    QCOMPARE(buffer.advertise(), 4000u);
    buffer.setCapacity(0);
    QCOMPARE(buffer.accept(SeqNumber(7001), 4000, false).readable, 4000u);
    QCOMPARE(buffer.advertise(), 0u);
    buffer.read(4000);
    QCOMPARE(buffer.advertise(), 0u);
    QVERIFY(!buffer.isWindowUpdateDue());
}

void TestReceiveBuffer::aLargerBufferOpensTheWindow()
{
    ReceiveBuffer buffer = started(1, {.capacity = 4000, .mss = 1000});
    buffer.accept(SeqNumber(1), 4000, false);
    QCOMPARE(buffer.advertise(), 0u);
    buffer.setCapacity(20'000);
    QVERIFY(buffer.isWindowUpdateDue());
    QCOMPARE(buffer.advertise(), 16'000u);
}

void TestReceiveBuffer::theSynsWindowHoldsFromTheHandshakeOn()
{
    ReceiveBuffer buffer({.capacity = 1'000'000, .mss = 1460});
    QCOMPARE(buffer.advertise(), 65535u); // a SYN's window is never scaled
    buffer.start(SeqNumber(0xFFFF'FFF0));
    QCOMPARE(buffer.window(), 65535u);
    QCOMPARE(buffer.accept(SeqNumber(0xFFFF'FFF0), 65536, false).refused, 1u);
    buffer.setWindowScale(7);
    buffer.read(65535);
    QCOMPARE(buffer.advertise(), 1'000'064u); // a multiple of 128
}

void TestReceiveBuffer::scaledWindowsAreRounded()
{
    ReceiveBuffer buffer({.capacity = 10'000, .mss = 1000});
    buffer.setWindowScale(4);
    buffer.start(SeqNumber(0));
    QCOMPARE(buffer.advertise(), 10'000u);
    buffer.accept(SeqNumber(0), 1, false);
    QCOMPARE(buffer.advertise(), 10'000u); // 9999 would become 9984, and the edge would move back
    buffer.accept(SeqNumber(1), 14, false);
    QCOMPARE(buffer.advertise(), 10'000u);
    buffer.accept(SeqNumber(15), 1, false);
    QCOMPARE(buffer.advertise(), 9984u + 15 / 16 * 16);
}

void TestReceiveBuffer::roundingDoesNotCreep()
{
    ReceiveBuffer buffer({.capacity = 100'000, .mss = 1000});
    buffer.setWindowScale(14);
    buffer.start(SeqNumber(0));
    buffer.advertise();
    std::uint32_t taken = 0;
    for (int i = 0; i < 200'000; ++i) {
        const std::uint32_t before = buffer.window();
        const std::uint32_t window = buffer.advertise();
        QCOMPARE(window % (1u << 14), 0u);
        QVERIFY(buffer.window() >= before);
        QVERIFY(window <= buffer.window());
        taken += buffer.accept(buffer.nxt(), std::min(window, 1u), false).readable;
    }
    QVERIFY(taken >= 100'000 - (1u << 14) && taken < 100'000 + (1u << 14));
}

// --- Against a model that keeps every octet

namespace {

class NaiveBuffer {
public:
    NaiveBuffer(SeqNumber start, const ReceiveBuffer::Settings& settings) : m_start(start), m_settings(settings) {}

    quint32 nxt = 0; // from m_start
    quint32 edge = 0;
    quint32 readable = 0;
    std::optional<quint32> fin;
    std::map<quint32, int> stamps; // early octets, and when a segment with one of them came last

    void setCapacity(quint32 octets) { m_settings.capacity = octets; }

    void advertise()
    {
        const quint32 room = m_settings.capacity > readable ? m_settings.capacity - readable : 0;
        const quint32 silly = m_settings.avoidsSillyWindows ? std::max(1u, std::min(m_settings.mss, m_settings.capacity / 2)) : 1;
        if (nxt + std::min(room, 65535u) >= edge + silly)
            edge = nxt + std::min(room, 65535u);
    }

    std::vector<std::pair<quint32, quint32>> islands() const
    {
        std::vector<std::pair<quint32, quint32>> all;
        for (const auto& [octet, stamp] : stamps) {
            if (all.empty() || all.back().second != octet)
                all.emplace_back(octet, octet);
            all.back().second = octet + 1;
        }
        return all;
    }

    /// Octets in sequence from `begin`, which may lie before the start.
    Arrival accept(qint64 begin, quint32 length, bool hasFin, int now)
    {
        Arrival arrival;
        const auto before = islands();
        const qint64 at = begin + length;
        if (hasFin && !fin) {
            const qint64 received = before.empty() ? nxt : before.back().second;
            if (at >= received && at < edge && (begin <= received || before.size() < m_settings.maxGaps))
                fin = quint32(at);
        }
        const qint64 end = at + (hasFin && fin == at ? 1 : 0);
        bool isApart = begin > nxt;
        for (const auto& [left, right] : before)
            isApart &= end < left || begin > right;
        std::vector<quint32> taken;
        for (qint64 octet = begin; octet < end; ++octet) {
            if (octet >= edge || (fin && octet > *fin)) {
                ++arrival.refused;
            } else if (octet < nxt || stamps.count(quint32(octet))) {
                ++arrival.duplicate;
                if (arrival.duplicate == 1)
                    m_duplicate = {octet, octet};
                if (m_duplicate.second == octet)
                    ++m_duplicate.second;
                m_hasDuplicate = true;
                if (octet >= nxt)
                    stamps[quint32(octet)] = now;
            } else if (isApart && before.size() >= m_settings.maxGaps) {
                ++arrival.refused;
            } else {
                taken.push_back(quint32(octet));
            }
        }
        for (const quint32 octet : taken)
            stamps[octet] = now;
        const quint32 first = nxt;
        while (!stamps.empty() && stamps.begin()->first == nxt && nxt != fin) {
            stamps.erase(stamps.begin());
            ++nxt;
        }
        arrival.readable = nxt - first;
        readable += arrival.readable;
        if (!stamps.empty() && stamps.begin()->first == nxt) { // the FIN
            stamps.erase(stamps.begin());
            arrival.finReached = true;
        }
        if (begin > first)
            arrival.early = quint32(taken.size());
        arrival.filledGap = !before.empty() && (arrival.readable > 0 || arrival.finReached);
        return arrival;
    }

    Answer answer(std::size_t most)
    {
        Answer result{(m_start + nxt).value(), {}};
        const auto name = [this](qint64 octet) { return quint32(m_start.value() + quint32(octet)); };
        if (m_hasDuplicate && most > 0)
            result.sack.emplace_back(name(m_duplicate.first), name(m_duplicate.second));
        m_hasDuplicate &= most == 0;
        auto all = islands();
        const auto stamp = [this](const auto& island) {
            int latest = 0;
            for (quint32 octet = island.first; octet < island.second; ++octet)
                latest = std::max(latest, stamps.at(octet));
            return latest;
        };
        std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return stamp(a) > stamp(b); });
        for (const auto& [left, right] : all) {
            if (result.sack.size() < most)
                result.sack.emplace_back(name(left), name(right));
        }
        return result;
    }

private:
    SeqNumber m_start;
    ReceiveBuffer::Settings m_settings;
    std::pair<qint64, qint64> m_duplicate;
    bool m_hasDuplicate = false;
};

} // namespace

void TestReceiveBuffer::agreesWithOctets_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 300; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestReceiveBuffer::agreesWithOctets()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const auto below = [&random](std::uint32_t bound) { return std::uint32_t(random()) % bound; };
    ReceiveBuffer::Settings settings;
    settings.capacity = 20 + below(200);
    settings.mss = 1 + below(30);
    settings.maxGaps = below(4) == 0 ? below(4) : 1000;
    settings.avoidsSillyWindows = seed % 5 != 0;
    const SeqNumber start(std::uint32_t(0) - below(400)); // so that most wrap
    ReceiveBuffer buffer = started(start.value(), settings);
    NaiveBuffer naive(start, settings);
    naive.advertise();
    const quint32 finAt = 200 + below(600); // where the peer's text ends
    for (int step = 1; step <= 400; ++step) {
        const quint32 position = naive.nxt + below(naive.edge - naive.nxt + 20);
        const qint64 begin = qint64(position) - below(20);
        const quint32 length = quint32(std::max<qint64>(0, std::min<qint64>(below(40), finAt - begin)));
        const bool fin = begin + length == finAt || below(200) == 0;
        if (begin <= finAt) {
            const Arrival here = buffer.accept(SeqNumber(start.value() + quint32(begin)), length, fin);
            const Arrival there = naive.accept(begin, length, fin, step);
            QCOMPARE(here.readable, there.readable);
            QCOMPARE(here.early, there.early);
            QCOMPARE(here.duplicate, there.duplicate);
            QCOMPARE(here.refused, there.refused);
            QCOMPARE(here.filledGap, there.filledGap);
            QCOMPARE(here.finReached, there.finReached);
            if (here.finReached) {
                buffer.passFin();
                ++naive.nxt;
                ++naive.edge;
            }
        }
        QCOMPARE(buffer.early(), quint32(naive.stamps.size()));
        if (below(2) == 0) {
            const std::size_t most = below(5);
            QVERIFY(answerOf(buffer, most) == naive.answer(most));
        }
        if (below(3) == 0) {
            const quint32 octets = buffer.read(below(60));
            naive.readable -= octets;
        }
        if (below(20) == 0) {
            const quint32 capacity = below(250);
            buffer.setCapacity(capacity);
            naive.setCapacity(capacity);
        }
        if (below(2) == 0) {
            const quint32 edge = naive.edge;
            naive.advertise();
            QCOMPARE(buffer.advertise(), naive.edge - naive.nxt);
            QVERIFY(naive.edge >= edge);
        }
        QCOMPARE(buffer.window(), naive.edge - naive.nxt);
        QCOMPARE(buffer.readable(), naive.readable);
        QCOMPARE(buffer.nxt(), start + naive.nxt);
    }
}

QTEST_APPLESS_MAIN(TestReceiveBuffer)
#include "tst_receive_buffer.moc"
