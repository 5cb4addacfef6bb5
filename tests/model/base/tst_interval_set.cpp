#include "model/base/interval_set.h"

#include <QTest>

#include <random>
#include <set>
#include <vector>

using Intervals = std::vector<IntervalSet::Interval>;

class TestIntervalSet : public QObject {
    Q_OBJECT
private slots:
    void adds_data();
    void adds();
    void forgetsWhatLiesBefore();
    void containsOnlyWholeIntervals();
    void agreesWithASetOfNumbers_data();
    void agreesWithASetOfNumbers();
};

void TestIntervalSet::adds_data()
{
    QTest::addColumn<Intervals>("added");
    QTest::addColumn<Intervals>("expected");
    QTest::newRow("an empty interval adds nothing") << Intervals{{5, 5}, {7, 6}} << Intervals{};
    QTest::newRow("touching intervals become one") << Intervals{{0, 5}, {5, 9}} << Intervals{{0, 9}};
    QTest::newRow("touching from the left becomes one") << Intervals{{5, 9}, {0, 5}} << Intervals{{0, 9}};
    QTest::newRow("a gap keeps them apart") << Intervals{{0, 5}, {6, 9}} << Intervals{{0, 5}, {6, 9}};
    QTest::newRow("what comes later may lie before") << Intervals{{10, 12}, {0, 5}} << Intervals{{0, 5}, {10, 12}};
    QTest::newRow("the missing piece joins both sides") << Intervals{{0, 5}, {8, 9}, {5, 8}} << Intervals{{0, 9}};
    QTest::newRow("one interval swallows several") << Intervals{{2, 3}, {5, 6}, {8, 9}, {1, 7}} << Intervals{{1, 7}, {8, 9}};
    QTest::newRow("what is inside changes nothing") << Intervals{{0, 9}, {3, 4}} << Intervals{{0, 9}};
    QTest::newRow("the last one grows at its front") << Intervals{{0, 2}, {10, 12}, {6, 11}} << Intervals{{0, 2}, {6, 12}};
}

void TestIntervalSet::adds()
{
    QFETCH(Intervals, added);
    QFETCH(Intervals, expected);
    IntervalSet set;
    for (const auto& interval : added)
        set.add(interval.begin, interval.end);
    QCOMPARE(set.intervals(), expected);
}

void TestIntervalSet::forgetsWhatLiesBefore()
{
    IntervalSet set;
    set.add(0, 5);
    set.add(10, 20);
    set.add(30, 40);
    set.removeBefore(15);
    QCOMPARE(set.intervals(), (Intervals{{15, 20}, {30, 40}}));
    set.removeBefore(20);
    QCOMPARE(set.intervals(), (Intervals{{30, 40}}));
    set.removeBefore(100);
    QVERIFY(set.intervals().empty());
}

void TestIntervalSet::containsOnlyWholeIntervals()
{
    IntervalSet set;
    set.add(10, 20);
    set.add(30, 40);
    QVERIFY(set.contains(10, 20));
    QVERIFY(set.contains(15, 16));
    QVERIFY(set.contains(25, 25));
    QVERIFY(!set.contains(9, 11));
    QVERIFY(!set.contains(15, 35));
    QVERIFY(!set.contains(20, 30));
}

void TestIntervalSet::agreesWithASetOfNumbers_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 50; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestIntervalSet::agreesWithASetOfNumbers()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const auto upTo = [&](unsigned limit) { return std::uint64_t(random() % (limit + 1)); };
    IntervalSet set;
    std::set<std::uint64_t> numbers;
    for (int round = 0; round < 200; ++round) {
        const std::uint64_t begin = upTo(300);
        const std::uint64_t end = begin + upTo(20);
        if (upTo(9) == 0) {
            set.removeBefore(begin);
            numbers.erase(numbers.begin(), numbers.lower_bound(begin));
        } else {
            set.add(begin, end);
            for (std::uint64_t number = begin; number < end; ++number)
                numbers.insert(number);
        }
        std::set<std::uint64_t> held;
        std::uint64_t previousEnd = 0;
        for (const auto& interval : set.intervals()) {
            QVERIFY(interval.begin < interval.end);
            QVERIFY(held.empty() || interval.begin > previousEnd);
            previousEnd = interval.end;
            for (std::uint64_t number = interval.begin; number < interval.end; ++number)
                held.insert(number);
        }
        QCOMPARE(held, numbers);
    }
}

QTEST_APPLESS_MAIN(TestIntervalSet)
#include "tst_interval_set.moc"
