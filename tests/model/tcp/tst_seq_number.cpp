#include "model/tcp/seq_number.h"

#include <QTest>

#include <random>
#include <type_traits>

using tcp::SeqNumber;

template <typename T>
concept Ordered = requires(T a, T b)
{
    a < b;
};
static_assert(!Ordered<SeqNumber>, "before is not transitive across the wrap");
static_assert(!std::is_convertible_v<std::uint32_t, SeqNumber>, "a count of octets is no sequence number");

class TestSeqNumber : public QObject {
    Q_OBJECT
private slots:
    void comparesAcrossTheWrap_data();
    void comparesAcrossTheWrap();
    void additionAndDifferenceUndoEachOther_data();
    void additionAndDifferenceUndoEachOther();
};

void TestSeqNumber::comparesAcrossTheWrap_data()
{
    QTest::addColumn<quint32>("a");
    QTest::addColumn<quint32>("b");
    QTest::addColumn<int>("difference");
    const auto row = [](const char* name, quint32 a, quint32 b, int difference) { QTest::newRow(name) << a << b << difference; };
    row("a number is not before itself", 7, 7, 0);
    row("the next number is after", 8, 7, 1);
    row("the number before is before", 6, 7, -1);
    row("the last number is before the first", 0xFFFF'FFFF, 0, -1);
    row("the first number is after the last", 0, 0xFFFF'FFFF, 1);
    row("the wrap does not shorten a distance", 99, 0xFFFF'FFFF - 99, 199);
    row("almost half the space ahead is after", 0x7FFF'FFFF, 0, 0x7FFF'FFFF);
    row("almost half the space behind is before", 0x8000'0001, 0, -0x7FFF'FFFF);
    row("half of it lies ahead whatever the start", 0x8000'0000, 1, 0x7FFF'FFFF);
}

void TestSeqNumber::comparesAcrossTheWrap()
{
    QFETCH(quint32, a);
    QFETCH(quint32, b);
    QFETCH(int, difference);
    const SeqNumber first(a);
    const SeqNumber second(b);
    QCOMPARE(first - second, difference);
    QCOMPARE(first.isBefore(second), difference < 0);
    QCOMPARE(first.isAtOrBefore(second), difference <= 0);
    QCOMPARE(second.isBefore(first), difference > 0);
    QCOMPARE(second.isAtOrBefore(first), difference >= 0);
    QCOMPARE(first == second, difference == 0);
}

void TestSeqNumber::additionAndDifferenceUndoEachOther_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1u, 2u, 3u, 4711u})
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestSeqNumber::additionAndDifferenceUndoEachOther()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 10'000; ++i) {
        const auto start = SeqNumber(std::uint32_t(random()));
        const std::uint32_t octets = std::uint32_t(random()) >> 1; // below half the space
        const SeqNumber end = start + octets;
        QCOMPARE(end.value(), start.value() + octets);
        QCOMPARE(end - start, std::int32_t(octets));
        QCOMPARE(start.isBefore(end), octets > 0);
        QVERIFY(start.isAtOrBefore(end));
        QVERIFY(!end.isBefore(start));
    }
}

QTEST_APPLESS_MAIN(TestSeqNumber)
#include "tst_seq_number.moc"
