#include "views/window/window_limit.h"

#include <QTest>

using enum SenderLimit;

class TestWindowLimit : public QObject {
    Q_OBJECT
private slots:
    void limits_data();
    void limits();
};

namespace {

LimitFacts simulated(std::uint64_t outstanding, std::uint64_t window, std::uint32_t cwnd, std::uint32_t unsent)
{
    LimitFacts facts;
    facts.mss = 1000;
    facts.outstanding = outstanding;
    facts.window = window;
    facts.cwnd = cwnd;
    facts.unsent = unsent;
    return facts;
}

LimitFacts recorded(std::uint64_t outstanding, std::uint64_t window, std::uint64_t estimatedCwnd, std::uint32_t lastText = 1000)
{
    LimitFacts facts;
    facts.mss = 1000;
    facts.outstanding = outstanding;
    facts.window = window;
    facts.estimatedCwnd = estimatedCwnd;
    facts.lastText = lastText;
    return facts;
}

LimitFacts with(LimitFacts facts, auto change)
{
    change(facts);
    return facts;
}

} // namespace

Q_DECLARE_METATYPE(LimitFacts)
Q_DECLARE_METATYPE(SenderLimit)

void TestWindowLimit::limits_data()
{
    QTest::addColumn<LimitFacts>("facts");
    QTest::addColumn<SenderLimit>("expected");
    const auto finSent = [](LimitFacts& facts) { facts.finSent = true; };
    const auto finWaits = [](LimitFacts& facts) { facts.finWaits = true; };
    QTest::newRow("a receiver that has said nothing") << with(recorded(0, 0, 0), [](LimitFacts& facts) { facts.windowKnown = false; }) << NotKnown;
    QTest::newRow("nothing to send") << simulated(0, 4000, 4000, 0) << Application;
    QTest::newRow("nothing to send into a closed window") << simulated(0, 0, 4000, 0) << Application;
    QTest::newRow("all sent, and the FIN") << with(simulated(1, 4000, 4000, 0), finSent) << Finished;
    QTest::newRow("a closed window") << simulated(0, 0, 4000, 10) << WindowClosed;
    QTest::newRow("a closed window with a probe in flight") << simulated(1, 0, 4000, 10) << WindowClosed;
    QTest::newRow("a full window") << simulated(4000, 4000, 9000, 5000) << ReceiverWindow;
    QTest::newRow("room for half a segment") << simulated(3500, 4000, 9000, 5000) << ReceiverWindow;
    QTest::newRow("a window that shrank") << simulated(4000, 3000, 9000, 5000) << ReceiverWindow;
    QTest::newRow("both windows full") << simulated(4000, 4000, 4000, 5000) << ReceiverWindow;
    QTest::newRow("cwnd full") << simulated(4000, 8000, 4000, 5000) << CongestionWindow;
    QTest::newRow("cwnd smaller than the flight, after a loss") << simulated(9000, 20000, 4000, 5000) << CongestionWindow;
    QTest::newRow("what SACK reports makes room in cwnd")
        << with(simulated(4000, 8000, 4000, 5000), [](LimitFacts& facts) { facts.reported = 2000; }) << Nothing;
    QTest::newRow("a small rest behind a flight") << simulated(100, 8000, 4000, 100) << Nagle;
    QTest::newRow("a small rest alone") << simulated(0, 8000, 4000, 100) << Nothing;
    QTest::newRow("a full segment behind a flight") << simulated(100, 8000, 4000, 1000) << Nothing;
    QTest::newRow("a rest that fits without its FIN") << with(simulated(1000, 2000, 9000, 1000), finWaits) << ReceiverWindow;
    QTest::newRow("a rest that fits with its FIN") << with(simulated(1000, 2001, 9000, 1000), finWaits) << Nothing;
    QTest::newRow("a FIN alone without room") << with(simulated(2000, 2000, 9000, 0), finWaits) << ReceiverWindow;

    QTest::newRow("recorded: a FIN") << with(recorded(1, 4000, 4000), finSent) << Finished;
    QTest::newRow("recorded: a closed window") << recorded(0, 0, 4000) << WindowClosed;
    QTest::newRow("recorded: a full window") << recorded(4000, 4000, 4000) << ReceiverWindow;
    QTest::newRow("recorded: nothing in flight") << recorded(0, 4000, 4000) << PerhapsApplication;
    QTest::newRow("recorded: a small segment was the last") << recorded(2300, 9000, 4000, 300) << PerhapsSmallSegment;
    QTest::newRow("recorded: as much in flight as before") << recorded(4000, 9000, 4000) << PerhapsCongestion;
    QTest::newRow("recorded: nearly as much in flight") << recorded(3500, 9000, 4000) << PerhapsCongestion;
    QTest::newRow("recorded: less in flight than before") << recorded(2000, 9000, 4000) << PerhapsNothing;
}

void TestWindowLimit::limits()
{
    QFETCH(LimitFacts, facts);
    QFETCH(SenderLimit, expected);
    QCOMPARE(int(senderLimit(facts)), int(expected));
}

QTEST_APPLESS_MAIN(TestWindowLimit)
#include "tst_window_limit.moc"
