#include "model/tcp/congestion.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using tcp::AckFacts;
using tcp::CongestionControl;
using Algorithm = CongestionControl::Algorithm;
using InitialWindow = CongestionControl::InitialWindow;
using Phase = CongestionControl::Phase;

namespace {

constexpr std::uint32_t kMss = 1000;
constexpr Timestamp kStart{};

CongestionControl make(Algorithm algorithm, bool sack = false, std::uint32_t mss = kMss)
{
    return CongestionControl({algorithm, InitialWindow::Rfc6928, mss, sack});
}

/// One ACK of a sender that uses its whole window.
AckFacts full(const CongestionControl& control, std::uint32_t octets, Timestamp now = kStart, Duration srtt = {})
{
    return {octets, control.cwnd(), now, srtt};
}

/// One round trip: every octet of the window is acknowledged, `perAck` segments at a time.
void roundTrip(CongestionControl& control, Timestamp& now, Duration rtt, std::uint32_t perAck = 1)
{
    const std::uint32_t acks = std::max(1u, control.cwnd() / (perAck * control.mss()));
    for (std::uint32_t i = 0; i < acks; ++i) {
        now += rtt / acks;
        control.onAck(full(control, perAck * control.mss(), now, rtt));
    }
}

/// A sender in congestion avoidance with `cwnd` and no memory of a loss but the one that led there.
CongestionControl avoiding(Algorithm algorithm, std::uint32_t cwndBefore)
{
    CongestionControl control = make(algorithm, true);
    while (control.cwnd() < cwndBefore)
        control.onAck(full(control, std::min(2 * kMss, cwndBefore - control.cwnd())));
    control.enterRecovery(control.cwnd());
    control.exitRecovery(control.ssthresh());
    return control;
}

} // namespace

class TestCongestion : public QObject {
    Q_OBJECT
private slots:
    void initialWindow_data();
    void initialWindow();
    void aLostSynLeavesOneSegment();
    void slowStart_data();
    void slowStart();
    void anUnusedWindowDoesNotGrow();
    void renoGrowsByOneSegmentInEachRoundTrip_data();
    void renoGrowsByOneSegmentInEachRoundTrip();
    void fastRecoveryWithoutSack();
    void partialAcksDeflate_data();
    void partialAcksDeflate();
    void fastRecoveryWithSack();
    void theLowestThresholdIsTwoSegments();
    void timeout();
    void aRepeatedTimeoutKeepsTheThreshold();
    void idle();
    void smallerSegments();
    void cubicReturnsToItsOldWindowAfterK_data();
    void cubicReturnsToItsOldWindowAfterK();
    void cubicFollowsItsCurve_data();
    void cubicFollowsItsCurve();
    void cubicGrowsAsTheFormulasSay_data();
    void cubicGrowsAsTheFormulasSay();
    void cubicIsAtLeastAsFastAsReno();
    void cubicMakesRoomWhenItDidNotReachItsOldWindow();
    void cubicStartsFlatAfterATimeout();
    void cubicsClockStandsStillWhileTheWindowIsNotUsed();
    void windowsStayWithinTheirBounds_data();
    void windowsStayWithinTheirBounds();
    void names();
};

void TestCongestion::initialWindow_data()
{
    QTest::addColumn<InitialWindow>("rule");
    QTest::addColumn<quint32>("mss");
    QTest::addColumn<quint32>("expected");
    const auto row = [](const char* name, InitialWindow rule, quint32 mss, quint32 expected) {
        QTest::newRow(name) << rule << mss << expected;
    };
    row("RFC 5681 gives four small segments", InitialWindow::Rfc5681, 536, 2144);
    row("RFC 5681 gives four of 1095 octets", InitialWindow::Rfc5681, 1095, 4380);
    row("RFC 5681 gives three of 1096 octets", InitialWindow::Rfc5681, 1096, 3288);
    row("RFC 5681 gives three of 2190 octets", InitialWindow::Rfc5681, 2190, 6570);
    row("RFC 5681 gives two large segments", InitialWindow::Rfc5681, 2191, 4382);
    row("RFC 6928 gives ten small segments", InitialWindow::Rfc6928, 536, 5360);
    row("RFC 6928 gives ten of Ethernet's segments", InitialWindow::Rfc6928, 1460, 14600);
    row("RFC 6928 gives 14600 octets of larger ones", InitialWindow::Rfc6928, 4000, 14600);
    row("RFC 6928 gives two jumbo segments", InitialWindow::Rfc6928, 8960, 17920);
}

void TestCongestion::initialWindow()
{
    QFETCH(InitialWindow, rule);
    QFETCH(quint32, mss);
    QFETCH(quint32, expected);
    const CongestionControl control({Algorithm::NewReno, rule, mss, false});
    QCOMPARE(control.cwnd(), expected);
    QCOMPARE(control.ssthresh(), CongestionControl::kNoThreshold);
    QCOMPARE(control.phase(), Phase::SlowStart);
}

void TestCongestion::aLostSynLeavesOneSegment()
{
    CongestionControl control = make(Algorithm::NewReno);
    control.onSynLost();
    QCOMPARE(control.cwnd(), kMss);
    control.onAck(full(control, kMss));
    QCOMPARE(control.cwnd(), 2 * kMss);
}

void TestCongestion::slowStart_data()
{
    QTest::addColumn<Algorithm>("algorithm");
    QTest::addColumn<bool>("afterTimeout");
    QTest::addColumn<quint32>("octets");
    QTest::addColumn<quint32>("growth");
    const auto row = [](const char* name, bool afterTimeout, quint32 octets, quint32 growth) {
        QTest::newRow(qPrintable(QStringLiteral("Reno: ") + QLatin1String(name)))
            << Algorithm::NewReno << afterTimeout << octets << growth;
        QTest::newRow(qPrintable(QStringLiteral("CUBIC: ") + QLatin1String(name)))
            << Algorithm::Cubic << afterTimeout << octets << growth;
    };
    row("an ACK of one segment opens by one", false, 1000, 1000);
    row("an ACK of half a segment opens by half of one", false, 500, 500);
    row("a delayed ACK of two segments opens by two", false, 2000, 2000);
    row("an ACK that stretches over five opens by two", false, 5000, 2000);
    row("after a timeout an ACK of five opens by one", true, 5000, 1000);
}

void TestCongestion::slowStart()
{
    QFETCH(Algorithm, algorithm);
    QFETCH(bool, afterTimeout);
    QFETCH(quint32, octets);
    QFETCH(quint32, growth);
    CongestionControl control = make(algorithm);
    if (afterTimeout)
        control.onTimeout(20 * kMss, false);
    const std::uint32_t before = control.cwnd();
    control.onAck(full(control, octets));
    QCOMPARE(control.cwnd(), before + growth);
}

void TestCongestion::anUnusedWindowDoesNotGrow()
{
    CongestionControl control = make(Algorithm::NewReno);
    control.onAck({kMss, 4 * kMss, kStart, {}}); // four of ten segments in flight
    QCOMPARE(control.cwnd(), 10 * kMss);
    CongestionControl later = avoiding(Algorithm::NewReno, 20 * kMss);
    const std::uint32_t cwnd = later.cwnd();
    for (int i = 0; i < 100; ++i)
        later.onAck({kMss, cwnd - kMss, kStart, {}}); // one more segment had fitted
    QCOMPARE(later.cwnd(), cwnd);
}

void TestCongestion::renoGrowsByOneSegmentInEachRoundTrip_data()
{
    QTest::addColumn<quint32>("perAck");
    QTest::newRow("with an ACK for every segment") << 1u;
    QTest::newRow("with delayed ACKs as well: octets count, not ACKs") << 2u;
}

void TestCongestion::renoGrowsByOneSegmentInEachRoundTrip()
{
    QFETCH(quint32, perAck);
    CongestionControl control = avoiding(Algorithm::NewReno, 40 * kMss);
    QCOMPARE(control.phase(), Phase::CongestionAvoidance);
    for (std::uint32_t trip = 0; trip < 20; ++trip) {
        // Exactly one window's octets, in ACKs of perAck segments and what remains.
        const std::uint32_t before = control.cwnd();
        for (std::uint32_t left = before; left > 0;) {
            const std::uint32_t octets = std::min(left, perAck * kMss);
            control.onAck(full(control, octets));
            left -= octets;
        }
        QCOMPARE(control.cwnd(), before + kMss);
    }
}

void TestCongestion::fastRecoveryWithoutSack()
{
    CongestionControl control = make(Algorithm::NewReno);
    control.enterRecovery(10 * kMss);
    QCOMPARE(control.phase(), Phase::FastRecovery);
    QCOMPARE(control.ssthresh(), 5 * kMss);
    QCOMPARE(control.cwnd(), 8 * kMss); // the three duplicates have left the network
    for (int i = 0; i < 6; ++i)
        control.onDuplicateAck();
    QCOMPARE(control.cwnd(), 14 * kMss);
    control.enterRecovery(14 * kMss); // once in a recovery
    QCOMPARE(control.ssthresh(), 5 * kMss);
    control.onAck(full(control, kMss)); // grows only outside
    QCOMPARE(control.cwnd(), 14 * kMss);
    CongestionControl nearlyEmpty = control;
    control.exitRecovery(9 * kMss);
    QCOMPARE(control.cwnd(), 5 * kMss);
    nearlyEmpty.exitRecovery(0);
    QCOMPARE(nearlyEmpty.cwnd(), 2 * kMss); // no burst: FlightSize, at least one segment, and one more
    QVERIFY(!control.isInRecovery());
}

void TestCongestion::partialAcksDeflate_data()
{
    QTest::addColumn<quint32>("octets");
    QTest::addColumn<quint32>("cwnd");
    QTest::newRow("by what they cover, less one segment") << 3000u << 18'000u;
    QTest::newRow("one segment for one segment") << 1000u << 20'000u;
    QTest::newRow("less than a segment gives none back") << 400u << 19'600u;
    QTest::newRow("never below one segment") << 100'000u << 1000u;
}

void TestCongestion::partialAcksDeflate()
{
    QFETCH(quint32, octets);
    QFETCH(quint32, cwnd);
    CongestionControl control = make(Algorithm::NewReno);
    control.enterRecovery(20 * kMss);
    for (int i = 0; i < 7; ++i)
        control.onDuplicateAck();
    QCOMPARE(control.cwnd(), 20 * kMss);
    control.onPartialAck(octets);
    QCOMPARE(control.cwnd(), cwnd);
    QVERIFY(control.isInRecovery());
}

void TestCongestion::fastRecoveryWithSack()
{
    CongestionControl control = make(Algorithm::NewReno, true);
    control.enterRecovery(10 * kMss);
    QCOMPARE(control.ssthresh(), 5 * kMss);
    QCOMPARE(control.cwnd(), 5 * kMss); // the pipe knows what has left the network
    control.onDuplicateAck();
    control.onPartialAck(3 * kMss);
    QCOMPARE(control.cwnd(), 5 * kMss);
    control.exitRecovery(0);
    QCOMPARE(control.cwnd(), 5 * kMss);
    QCOMPARE(control.phase(), Phase::CongestionAvoidance);
}

void TestCongestion::theLowestThresholdIsTwoSegments()
{
    for (const Algorithm algorithm : {Algorithm::NewReno, Algorithm::Cubic}) {
        CongestionControl control = make(algorithm, true);
        control.enterRecovery(kMss);
        QCOMPARE(control.ssthresh(), 2 * kMss);
        QCOMPARE(control.cwnd(), 2 * kMss);
    }
}

void TestCongestion::timeout()
{
    CongestionControl reno = make(Algorithm::NewReno);
    reno.enterRecovery(10 * kMss);
    reno.onTimeout(20 * kMss, false);
    QCOMPARE(reno.cwnd(), kMss);
    QCOMPARE(reno.ssthresh(), 10 * kMss);
    QCOMPARE(reno.phase(), Phase::SlowStart);
    CongestionControl cubic = make(Algorithm::Cubic);
    cubic.onTimeout(20 * kMss, false);
    QCOMPARE(cubic.cwnd(), kMss);
    QCOMPARE(cubic.ssthresh(), 14 * kMss);
}

void TestCongestion::aRepeatedTimeoutKeepsTheThreshold()
{
    CongestionControl control = make(Algorithm::NewReno);
    control.onTimeout(20 * kMss, false);
    control.onTimeout(kMss, true);
    QCOMPARE(control.ssthresh(), 10 * kMss);
    QCOMPARE(control.cwnd(), kMss);
}

void TestCongestion::idle()
{
    CongestionControl control = avoiding(Algorithm::NewReno, 60 * kMss);
    const std::uint32_t ssthresh = control.ssthresh();
    control.onIdle(1s, 1s);
    QCOMPARE(control.cwnd(), 30 * kMss); // not longer than the timeout
    control.onIdle(1001ms, 1s);
    QCOMPARE(control.cwnd(), 10 * kMss);
    QCOMPARE(control.ssthresh(), ssthresh);
    QCOMPARE(control.phase(), Phase::SlowStart);
    control.onTimeout(10 * kMss, false);
    control.onIdle(1h, 1s);
    QCOMPARE(control.cwnd(), kMss); // the restart window is never larger than what there was
}

void TestCongestion::smallerSegments()
{
    CongestionControl control = make(Algorithm::NewReno);
    control.setMss(500);
    QCOMPARE(control.cwnd(), 10'000u);
    control.onAck(full(control, 2000));
    QCOMPARE(control.cwnd(), 11'000u); // two of the new segments
    control.onTimeout(11'000, false);
    control.setMss(900);
    QCOMPARE(control.cwnd(), 900u);
}

void TestCongestion::cubicReturnsToItsOldWindowAfterK_data()
{
    QTest::addColumn<quint32>("segments");
    QTest::addColumn<quint32>("rttMs");
    for (const quint32 segments : {50u, 100u, 1000u, 10'000u}) {
        for (const quint32 rttMs : {100u, 300u})
            QTest::newRow(qPrintable(QStringLiteral("%1 segments, RTT %2 ms").arg(segments).arg(rttMs))) << segments << rttMs;
    }
}

void TestCongestion::cubicReturnsToItsOldWindowAfterK()
{
    QFETCH(quint32, segments);
    QFETCH(quint32, rttMs);
    CongestionControl control = avoiding(Algorithm::Cubic, segments * kMss);
    QCOMPARE(control.cwnd(), segments * kMss * 7 / 10);
    QCOMPARE(control.cubic()->wMax(), segments * kMss);
    Timestamp now = kStart;
    control.onAck(full(control, kMss, now, std::chrono::milliseconds(rttMs)));
    // K = cbrt((W_max - cwnd) / C), RFC 9438, equation 2.
    const double k = std::cbrt(0.3 * segments / 0.4);
    const double kHere = std::chrono::duration<double>(control.cubic()->k()).count();
    QVERIFY2(kHere <= k + 1e-9 && kHere > k - 0.00025 - 1e-9, qPrintable(QString::number(kHere)));
    const std::uint32_t rounds = std::uint32_t(k * 1000 / rttMs);
    for (std::uint32_t i = 0; i < rounds; ++i)
        roundTrip(control, now, std::chrono::milliseconds(rttMs));
    // Back near W_max, and flat there: within a fiftieth, whatever the window.
    QVERIFY(control.cwnd() > segments * kMss / 50 * 49);
    if (control.cubic()->wEst() < control.cwnd())
        QVERIFY(control.cwnd() < segments * kMss / 50 * 51);
}

void TestCongestion::cubicFollowsItsCurve_data()
{
    QTest::addColumn<quint32>("mss");
    QTest::newRow("small segments") << 536u;
    QTest::newRow("Ethernet's segments") << 1460u;
    QTest::newRow("the largest segments") << 65'495u;
}

void TestCongestion::cubicFollowsItsCurve()
{
    QFETCH(quint32, mss);
    CongestionControl control = make(Algorithm::Cubic, true, mss);
    control.enterRecovery(control.cwnd());
    control.exitRecovery(0);
    const double wMax = control.cubic()->wMax();
    const double cwnd = control.cwnd();
    control.onAck(full(control, mss));
    const double k = std::cbrt((wMax - cwnd) / mss / 0.4);
    for (int ms = 0; ms <= 100'000; ms += 37) {
        const double t = ms / 1000.0;
        const double expected = 0.4 * std::pow(t - k, 3) * mss + wMax;
        if (expected >= CongestionControl::kMaxCwnd || expected <= 0)
            continue;
        // The tick of 250 us moves the curve by its slope, and two divisions drop an octet each.
        const double slack = 2 + mss * (1.2 * std::pow(std::abs(t - k) + 0.0005, 2) * 0.0005);
        const double here = control.cubic()->wCubic(mss, std::chrono::milliseconds(ms));
        QVERIFY2(std::abs(here - expected) <= slack,
                 qPrintable(QStringLiteral("t %1: %2, not %3").arg(t).arg(here).arg(expected)));
    }
}

void TestCongestion::cubicGrowsAsTheFormulasSay_data()
{
    QTest::addColumn<quint32>("segments");
    QTest::addColumn<Duration>("rtt");
    QTest::newRow("a long way with a small window") << 50u << Duration(300ms);
    QTest::newRow("a long way with a large window") << 5000u << Duration(300ms);
    QTest::newRow("a middling way, Reno first") << 200u << Duration(30ms);
    QTest::newRow("a short way, Reno all the time") << 200u << Duration(1ms);
}

/// RFC 9438, 4.2 and 4.3, in segments and with real numbers.
void TestCongestion::cubicGrowsAsTheFormulasSay()
{
    QFETCH(quint32, segments);
    QFETCH(Duration, rtt);
    CongestionControl control = avoiding(Algorithm::Cubic, segments * kMss);
    const double wMax = segments;
    double cwnd = 0.7 * wMax;
    double wEst = cwnd;
    const double k = std::cbrt((wMax - cwnd) / 0.4);
    const auto curve = [&](Duration t) { return 0.4 * std::pow(std::chrono::duration<double>(t).count() - k, 3) + wMax; };
    Timestamp now = kStart;
    Duration t{};
    for (int trip = 0; trip < 40; ++trip) {
        const auto acks = std::int64_t(cwnd);
        for (std::int64_t i = 0; i < acks; ++i) {
            wEst += (wEst >= wMax ? 1.0 : 9.0 / 17.0) / cwnd;
            if (curve(t) < wEst)
                cwnd = std::max(cwnd, wEst);
            else
                cwnd += (std::clamp(curve(t + rtt), cwnd, 1.5 * cwnd) - cwnd) / cwnd;
            control.onAck(full(control, kMss, now, rtt));
            now += rtt / acks;
            t += rtt / acks;
        }
        const double here = double(control.cwnd()) / kMss;
        QVERIFY2(std::abs(here - cwnd) < 0.5, qPrintable(QStringLiteral("trip %1: %2, not %3").arg(trip).arg(here).arg(cwnd)));
    }
}

void TestCongestion::cubicIsAtLeastAsFastAsReno()
{
    // In a short round trip the curve is too slow: the Reno-friendly region (RFC 9438, 4.3).
    CongestionControl cubic = avoiding(Algorithm::Cubic, 100 * kMss);
    const std::uint32_t start = cubic.cwnd();
    Timestamp now = kStart;
    double reno = start;
    for (int trip = 0; trip < 40; ++trip) {
        roundTrip(cubic, now, 1ms);
        reno += 9.0 / 17.0 * kMss; // alpha, until the loss is made up for
    }
    QVERIFY(double(cubic.cwnd()) > reno - 2 * kMss);
    QVERIFY(double(cubic.cwnd()) < reno + 2 * kMss);
    while (cubic.cubic()->wEst() < 100 * kMss)
        roundTrip(cubic, now, 1ms);
    const std::uint32_t repaid = cubic.cwnd();
    for (int trip = 0; trip < 10; ++trip)
        roundTrip(cubic, now, 1ms);
    QVERIFY(cubic.cwnd() >= repaid + 9 * kMss); // alpha is 1 from there
    QVERIFY(cubic.cwnd() <= repaid + 11 * kMss);
}

void TestCongestion::cubicMakesRoomWhenItDidNotReachItsOldWindow()
{
    CongestionControl control = avoiding(Algorithm::Cubic, 100 * kMss);
    QCOMPARE(control.cwnd(), 70 * kMss);
    control.enterRecovery(70 * kMss); // below W_max
    QCOMPARE(control.cubic()->wMax(), 70 * kMss * 17 / 20);
    QCOMPARE(control.ssthresh(), 49 * kMss);
}

void TestCongestion::cubicStartsFlatAfterATimeout()
{
    CongestionControl control = avoiding(Algorithm::Cubic, 100 * kMss);
    control.onTimeout(70 * kMss, false);
    Timestamp now = kStart + 5s;
    while (control.phase() == Phase::SlowStart)
        control.onAck(full(control, kMss, now += 1ms, 100ms));
    const std::uint32_t start = control.cwnd();
    control.onAck(full(control, kMss, now, 100ms));
    QCOMPARE(control.cubic()->k(), Duration(0));
    QCOMPARE(control.cubic()->wMax(), start);
}

void TestCongestion::cubicsClockStandsStillWhileTheWindowIsNotUsed()
{
    CongestionControl used = avoiding(Algorithm::Cubic, 1000 * kMss);
    CongestionControl paused = used;
    Timestamp now = kStart;
    for (int trip = 0; trip < 10; ++trip)
        roundTrip(used, now, 100ms);
    Timestamp other = kStart;
    for (int trip = 0; trip < 5; ++trip)
        roundTrip(paused, other, 100ms);
    for (int i = 0; i < 500; ++i)
        paused.onAck({kMss, 2 * kMss, other += 100ms, 100ms});
    for (int trip = 0; trip < 5; ++trip)
        roundTrip(paused, other, 100ms);
    QCOMPARE(paused.cwnd(), used.cwnd());
}

void TestCongestion::windowsStayWithinTheirBounds_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 100; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestCongestion::windowsStayWithinTheirBounds()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    const std::uint32_t mss = 1 + std::uint32_t(random() % 65'495);
    const bool sack = random() % 2 == 0;
    CongestionControl control = make(random() % 2 == 0 ? Algorithm::NewReno : Algorithm::Cubic, sack, mss);
    Timestamp now = kStart;
    for (int i = 0; i < 5000; ++i) {
        now += std::chrono::microseconds(random() % 2'000'000);
        const auto flight = std::uint32_t(random() % (control.cwnd() + mss));
        const auto octets = std::uint32_t(random() % (4 * mss));
        const std::uint32_t before = control.cwnd();
        switch (random() % 20) {
        case 0:
            control.enterRecovery(flight);
            break;
        case 1:
            control.exitRecovery(flight);
            break;
        case 2:
            if (random() % 10 == 0)
                control.onTimeout(flight, random() % 2 == 0);
            break;
        case 3:
            control.onPartialAck(octets);
            break;
        case 4:
            control.onIdle(Duration(random() % 2'000'000'000), 1s);
            break;
        case 5:
        case 6:
            control.onDuplicateAck();
            break;
        default:
            control.onAck({octets, random() % 3 == 0 ? flight : before, now, std::chrono::milliseconds(random() % 500)});
            QVERIFY(control.cwnd() >= before);
        }
        QVERIFY(control.cwnd() >= mss && control.cwnd() <= CongestionControl::kMaxCwnd);
        QVERIFY(control.ssthresh() >= 2 * mss && control.ssthresh() <= CongestionControl::kNoThreshold);
    }
}

void TestCongestion::names()
{
    QCOMPARE(make(Algorithm::NewReno).name(), "reno");
    QCOMPARE(make(Algorithm::Cubic).name(), "cubic");
    QVERIFY(!make(Algorithm::NewReno).cubic());
}

QTEST_APPLESS_MAIN(TestCongestion)
#include "tst_congestion.moc"
