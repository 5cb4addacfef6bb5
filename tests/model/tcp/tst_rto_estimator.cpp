#include "model/tcp/rto_estimator.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using tcp::RtoEstimator;

namespace {

using Samples = std::vector<Duration>;

RtoEstimator::Settings linuxLike()
{
    RtoEstimator::Settings settings;
    settings.minimum = 200ms;
    return settings;
}

} // namespace

class TestRtoEstimator : public QObject {
    Q_OBJECT
private slots:
    void startsWithOneSecond();
    void followsTheSamples_data();
    void followsTheSamples();
    void theClocksGranularityIsAdded();
    void backsOff_data();
    void backsOff();
    void aSampleEndsTheBackoff();
    void aResetEndsTheBackoffWithoutASample();
    void afterALostSynItStartsWithThreeSeconds();
    void manySamplesInARoundTripWeighLess();
    void agreesWithTheFormulas_data();
    void agreesWithTheFormulas();
};

void TestRtoEstimator::startsWithOneSecond()
{
    const RtoEstimator estimator;
    QCOMPARE(estimator.rto(), Duration(1s));
    QVERIFY(!estimator.srtt());
    QVERIFY(!estimator.rttvar());
    QCOMPARE(estimator.backoffs(), 0);
}

void TestRtoEstimator::followsTheSamples_data()
{
    QTest::addColumn<bool>("isLinuxLike");
    QTest::addColumn<Samples>("samples");
    QTest::addColumn<Duration>("srtt");
    QTest::addColumn<Duration>("rttvar");
    QTest::addColumn<Duration>("rto");
    const auto row = [](const char* name, bool isLinuxLike, const Samples& samples, Duration srtt, Duration rttvar,
                        Duration rto) { QTest::newRow(name) << isLinuxLike << samples << srtt << rttvar << rto; };
    row("the first sample is SRTT, and half of it RTTVAR", false, {800ms}, 800ms, 400ms, 2400ms);
    row("an equal second sample calms RTTVAR by a quarter", false, {800ms, 800ms}, 800ms, 300ms, 2s);
    row("RTTVAR measures against the old SRTT", false, {800ms, 1600ms}, 900ms, 500ms, 2900ms);
    row("a shorter sample raises RTTVAR too", false, {800ms, 0ms}, 700ms, 500ms, 2700ms);
    row("a result below one second becomes one second", false, {100ms}, 100ms, 50ms, 1s);
    row("with Linux's minimum 100 ms give 300 ms", true, {100ms}, 100ms, 50ms, 300ms);
    row("with Linux's minimum 10 ms give 200 ms", true, {10ms}, 10ms, 5ms, 200ms);
    row("a result above 60 s becomes 60 s", false, {30s}, 30s, 15s, 60s);
    row("a sample of nothing is a sample", false, {0ms}, 0ms, 0ms, 1s);
}

void TestRtoEstimator::followsTheSamples()
{
    QFETCH(bool, isLinuxLike);
    QFETCH(Samples, samples);
    QFETCH(Duration, srtt);
    QFETCH(Duration, rttvar);
    QFETCH(Duration, rto);
    RtoEstimator estimator(isLinuxLike ? linuxLike() : RtoEstimator::Settings());
    for (const Duration sample : samples)
        estimator.addSample(sample);
    QCOMPARE(estimator.srtt(), srtt);
    QCOMPARE(estimator.rttvar(), rttvar);
    QCOMPARE(estimator.rto(), rto);
}

void TestRtoEstimator::theClocksGranularityIsAdded()
{
    RtoEstimator::Settings settings;
    settings.granularity = 100ms;
    RtoEstimator estimator(settings);
    for (int i = 0; i < 100; ++i)
        estimator.addSample(2s); // RTTVAR goes to nothing
    QCOMPARE(estimator.rto(), Duration(2100ms));
}

void TestRtoEstimator::backsOff_data()
{
    QTest::addColumn<Duration>("sample");
    QTest::addColumn<Samples>("timeouts"); // before the first expiry, after it, after the second...
    QTest::newRow("without a sample it doubles from one second up to sixty")
        << Duration(-1) << Samples{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s};
    QTest::newRow("with a sample it doubles what the sample says") << Duration(800ms) << Samples{2400ms, 4800ms, 9600ms};
    QTest::newRow("the minimum is doubled, not what lies below it") << Duration(10ms) << Samples{1s, 2s, 4s};
}

void TestRtoEstimator::backsOff()
{
    QFETCH(Duration, sample);
    QFETCH(Samples, timeouts);
    RtoEstimator estimator;
    if (sample >= Duration::zero())
        estimator.addSample(sample);
    for (const Duration timeout : timeouts) {
        QCOMPARE(estimator.rto(), timeout);
        estimator.backOff();
    }
    for (int i = 0; i < 1000; ++i)
        estimator.backOff();
    QVERIFY(estimator.rto() <= 60s && estimator.rto() >= timeouts.back());
}

void TestRtoEstimator::aSampleEndsTheBackoff()
{
    RtoEstimator estimator;
    estimator.addSample(800ms);
    estimator.backOff();
    estimator.backOff();
    QCOMPARE(estimator.backoffs(), 2);
    estimator.addSample(800ms);
    QCOMPARE(estimator.backoffs(), 0);
    QCOMPARE(estimator.rto(), Duration(2s));
}

void TestRtoEstimator::aResetEndsTheBackoffWithoutASample()
{
    RtoEstimator estimator;
    estimator.addSample(800ms);
    estimator.backOff();
    QCOMPARE(estimator.rto(), Duration(4800ms));
    estimator.resetBackoff();
    QCOMPARE(estimator.rto(), Duration(2400ms));
    QCOMPARE(estimator.srtt(), Duration(800ms));
}

void TestRtoEstimator::afterALostSynItStartsWithThreeSeconds()
{
    RtoEstimator estimator;
    estimator.backOff();
    estimator.recoverFromLostSyn();
    QCOMPARE(estimator.rto(), Duration(3s));
    estimator.backOff();
    QCOMPARE(estimator.rto(), Duration(6s));
    estimator.addSample(100ms);
    QCOMPARE(estimator.rto(), Duration(1s));

    RtoEstimator slow;
    slow.addSample(4s);
    slow.recoverFromLostSyn();
    QCOMPARE(slow.rto(), Duration(12s)); // "less than 3 seconds" is the RFC's condition
}

void TestRtoEstimator::manySamplesInARoundTripWeighLess()
{
    RtoEstimator one(linuxLike());
    RtoEstimator four(linuxLike());
    one.addSample(100ms);
    four.addSample(100ms);
    one.addSample(180ms);
    four.addSample(180ms, 4);
    QCOMPARE(one.srtt(), Duration(110ms));
    QCOMPARE(four.srtt(), Duration(102500us));  // 100 + 80 / 32
    QCOMPARE(one.rttvar(), Duration(57500us));  // 50 + (80 - 50) / 4
    QCOMPARE(four.rttvar(), Duration(51875us)); // 50 + (80 - 50) / 16
}

void TestRtoEstimator::agreesWithTheFormulas_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 50; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestRtoEstimator::agreesWithTheFormulas()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    RtoEstimator estimator(linuxLike());
    double srtt = 0;
    double rttvar = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto nanos = std::int64_t(random() % 900'000'000);
        const auto r = double(nanos);
        rttvar = i == 0 ? r / 2 : 0.75 * rttvar + 0.25 * std::abs(srtt - r);
        srtt = i == 0 ? r : 0.875 * srtt + 0.125 * r;
        estimator.addSample(Duration(nanos));
        // Each division drops less than a nanosecond, of which a quarter or an eighth is forgotten with each sample.
        QVERIFY(std::abs(double(estimator.srtt()->count()) - srtt) < 8);
        QVERIFY(std::abs(double(estimator.rttvar()->count()) - rttvar) < 16);
        const double rto = std::clamp(srtt + std::max(1e6, 4 * rttvar), 2e8, 6e10);
        QVERIFY(std::abs(double(estimator.rto().count()) - rto) < 72);
    }
}

QTEST_APPLESS_MAIN(TestRtoEstimator)
#include "tst_rto_estimator.moc"
