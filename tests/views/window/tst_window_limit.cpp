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
    QTest::newRow("recorded: a closed window, which the sender may not have seen yet") << recorded(0, 0, 4000) << PerhapsClosed;
    QTest::newRow("recorded: a full window") << recorded(4000, 4000, 4000) << PerhapsReceiverWindow;
    QTest::newRow("recorded: room for half a segment behind a full one") << recorded(3500, 4000, 4000) << PerhapsReceiverWindow;
    QTest::newRow("recorded: room for half a segment behind a small one") << recorded(3500, 4000, 4000, 300) << PerhapsSmallSegment;
    QTest::newRow("recorded: a small segment fills the window, which may have cut it") << recorded(4000, 4000, 4000, 300) << PerhapsReceiverWindow;
    QTest::newRow("recorded: nothing in flight") << recorded(0, 4000, 4000) << PerhapsApplication;
    QTest::newRow("recorded: a small segment was the last") << recorded(2300, 9000, 4000, 300) << PerhapsSmallSegment;
    QTest::newRow("recorded: as much in flight as before") << recorded(4000, 9000, 4000) << PerhapsCongestion;
    QTest::newRow("recorded: nearly as much in flight") << recorded(3500, 9000, 4000) << PerhapsCongestion;
    QTest::newRow("recorded: less in flight than before") << recorded(2000, 9000, 4000) << PerhapsNothing;
    QTest::newRow("recorded: never more than a segment in flight") << recorded(1000, 9000, 1000) << PerhapsApplication;
    QTest::newRow("recorded: two segments in flight") << recorded(2000, 9000, 2000) << PerhapsCongestion;
    QTest::newRow("recorded: 25 octets in flight, and no segment is so small") << with(recorded(25, 9000, 25, 25), [](LimitFacts& facts) { facts.mss = 25; })
                                                                           << PerhapsApplication;

    const auto scaleUnknown = [](LimitFacts& facts) { facts.scaleUnknown = true; };
    QTest::newRow("unknown scale: more in flight than the header's window") << with(recorded(4000, 500, 4000), scaleUnknown) << NotKnown;
    QTest::newRow("unknown scale: no room for a segment in the header's window") << with(recorded(4000, 4500, 4000), scaleUnknown) << NotKnown;
    QTest::newRow("unknown scale: a small segment was the last") << with(recorded(40, 38, 4000, 40), scaleUnknown) << PerhapsSmallSegment;
    QTest::newRow("unknown scale: room even in the header's window") << with(recorded(4000, 9000, 4000), scaleUnknown) << PerhapsCongestion;
    QTest::newRow("unknown scale: 0 is 0 on any scale") << with(recorded(1, 0, 4000), scaleUnknown) << PerhapsClosed;

    const auto in = [](tcp::State state) { return [state](LimitFacts& facts) { facts.state = state; }; };
    QTest::newRow("CLOSED with text in flight") << with(simulated(100, 4000, 4000, 0), in(tcp::State::Closed)) << NoConnection;
    QTest::newRow("CLOSED after a FIN") << with(with(simulated(0, 4000, 4000, 0), finSent), in(tcp::State::Closed)) << NoConnection;
    QTest::newRow("recorded: CLOSED with room in the window") << with(recorded(0, 4000, 4000), in(tcp::State::Closed)) << NoConnection;
    QTest::newRow("recorded: a LISTEN returned to") << with(recorded(1, 4000, 0), in(tcp::State::Listen)) << NoConnection;
    QTest::newRow("SYN-SENT, and nothing is known of the receiver")
        << with(with(simulated(1, 0, 4000, 100), [](LimitFacts& facts) { facts.windowKnown = false; }), in(tcp::State::SynSent)) << Handshake;
    QTest::newRow("SYN-RECEIVED with text that waits") << with(simulated(1, 4000, 4000, 100), in(tcp::State::SynReceived)) << Handshake;
    QTest::newRow("recorded: SYN-RECEIVED") << with(recorded(1, 4000, 0, 0), in(tcp::State::SynReceived)) << Handshake;
    QTest::newRow("CLOSE-WAIT may send") << with(simulated(0, 4000, 4000, 100), in(tcp::State::CloseWait)) << Nothing;
}

void TestWindowLimit::limits()
{
    QFETCH(LimitFacts, facts);
    QFETCH(SenderLimit, expected);
    QCOMPARE(int(senderLimit(facts)), int(expected));
}

QTEST_APPLESS_MAIN(TestWindowLimit)
#include "tst_window_limit.moc"
