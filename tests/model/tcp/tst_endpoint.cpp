// Endpoints against each other: exact exchanges, losses of all kinds, windows, timers, and the speed of a bulk transfer.
#include "tests/model/tcp/endpoint_pair.h"

#include <QTest>

#include <ctime>
#include <random>

using namespace std::chrono_literals;
using tcp::Endpoint;
using tcp::EndpointSettings;
using tcp::Flag;
using tcp::Notice;
using tcp::SeqNumber;
using tcp::State;

namespace {

EndpointSettings plain(std::uint16_t mss)
{
    EndpointSettings settings;
    settings.mss = mss;
    settings.windowScale.reset();
    settings.timestamps = settings.sack = false;
    settings.delayedAck = 0ms;
    return settings;
}

void open(EndpointPair& pair, std::uint32_t issA = 1000, std::uint32_t issB = 8000)
{
    pair.a().setIss(SeqNumber(issA));
    pair.b().setIss(SeqNumber(issB));
    QVERIFY(pair.b().passiveOpen(pair.now()));
    QVERIFY(pair.a().activeOpen(pair.now()));
    pair.run(1s);
    QCOMPARE(int(pair.a().state()), int(State::Established));
    QCOMPARE(int(pair.b().state()), int(State::Established));
}

QStringList wire(const EndpointPair& pair, std::size_t from = 0)
{
    QStringList lines;
    for (std::size_t i = from; i < pair.passages().size(); ++i) {
        const auto& passage = pair.passages()[i];
        lines << QString::fromLatin1(passage.sender == 0 ? "A " : "B ") + QString::fromStdString(describe(passage.segment))
                + QString::fromLatin1(passage.lost ? " lost" : "");
    }
    return lines;
}

QStringList walk(const Endpoint& endpoint)
{
    QStringList states;
    for (const auto& step : endpoint.walk())
        states << QString::fromUtf8(tcp::toString(step.to).data(), qsizetype(tcp::toString(step.to).size()));
    return states;
}

bool heard(const EndpointPair& pair, std::size_t end, Notice notice)
{
    return std::find(pair.notices(end).begin(), pair.notices(end).end(), notice) != pair.notices(end).end();
}

} // namespace

class TestEndpoint : public QObject {
    Q_OBJECT

private slots:
    void tenSegmentsFromOpenToClose();
    void simultaneousOpenTakesFourSegments();
    void simultaneousClosePassesThroughClosing();
    void aClosedPortRefuses();
    void anUnansweredSynTimesOut();
    void aLostSynIsRepeated();
    void aLostFinIsRepeated();
    void aLostLastAckIsGivenAgain();
    void abortResetsThePeer();
    void threeDuplicateAcksResendAtOnce_data();
    void threeDuplicateAcksResendAtOnce();
    void aLostTailWaitsForTheTimer();
    void aShutWindowIsProbedAndOpens();
    void theLastTextGoesAtOnceUnlessItWaitsForItsFin_data();
    void theLastTextGoesAtOnceUnlessItWaitsForItsFin();
    void aShutWindowTakesTheAckOfTheFin();
    void answersToBareAcksAreThrottled();
    void acksDoNotAnswerEachOtherForEver();
    void nagleHoldsSmallSegments();
    void aDelayedAckWaits();
    void keepAliveFindsADeadPeer();
    void keepAliveIsSilentWhileTextIsUnderway();
    void answersToProbesAreNoDuplicateAcks();
    void aDelayedAckEchoesTheFirstTimestamp();
    void lostSynAcksShrinkTheFirstWindow_data();
    void lostSynAcksShrinkTheFirstWindow();
    void onlyASampleEndsTheBackoff();
    void anOrphanLeavesFinWait2();
    void theWholeStreamArrivesWhateverIsLost_data();
    void theWholeStreamArrivesWhateverIsLost();
    void limitedTransmitDoesNotCountAsFlight_data() { threeDuplicateAcksResendAtOnce_data(); }
    void limitedTransmitDoesNotCountAsFlight();
    void aPartialAckResendsTheNextHoleAtOnce();
    void whatIsSentAgainStaysWithinTheWindow();
    void textAndFinBehindASynAckAreTaken();
    void aFinBehindASynIsObeyed();
    void theWindowNeverShrinks_data();
    void theWindowNeverShrinks();
    void aMillionSegmentsASecond();
};

void TestEndpoint::tenSegmentsFromOpenToClose()
{
    EndpointPair pair(plain(1460), plain(1024));
    open(pair);
    pair.a().send(pair.now(), 20);
    pair.run(5ms);
    pair.run(5ms); // B's user answers in the same moment in which the text arrives: the ACK rides along
    pair.b().send(pair.now(), 10);
    pair.run(1s);
    pair.a().close(pair.now());
    pair.run(1s);
    pair.b().close(pair.now());
    pair.run(1s);
    QCOMPARE(wire(pair).mid(0, 3), (QStringList{QStringLiteral("A SYN 1000(0)"), QStringLiteral("B SYN 8000(0) ack 1001"), QStringLiteral("A ack 8001")}));
    QCOMPARE(wire(pair).last(), QStringLiteral("A ack 8012"));
    QVERIFY(wire(pair).contains(QStringLiteral("A FIN 1021(0) ack 8011")));
    QVERIFY(wire(pair).contains(QStringLiteral("B FIN 8011(0) ack 1022")));
    QCOMPARE(int(pair.a().state()), int(State::TimeWait));
    QCOMPARE(int(pair.b().state()), int(State::Closed));
    QCOMPARE(pair.octetsRead[1], 20u);
    QCOMPARE(pair.octetsRead[0], 10u);
    pair.run(61s);
    QCOMPARE(int(pair.a().state()), int(State::Closed));
}

void TestEndpoint::simultaneousOpenTakesFourSegments()
{
    EndpointPair pair(plain(1460), plain(1460));
    pair.a().setIss(SeqNumber(100));
    pair.b().setIss(SeqNumber(300));
    pair.a().activeOpen(pair.now());
    pair.b().activeOpen(pair.now());
    pair.run(1s);
    QCOMPARE(walk(pair.a()), (QStringList{QStringLiteral("SYN-SENT"), QStringLiteral("SYN-RECEIVED"), QStringLiteral("ESTABLISHED")}));
    QCOMPARE(walk(pair.b()), walk(pair.a()));
    QCOMPARE(pair.passages().size(), 4u);
}

void TestEndpoint::simultaneousClosePassesThroughClosing()
{
    EndpointPair pair(plain(1460), plain(1460));
    open(pair);
    pair.a().close(pair.now());
    pair.b().close(pair.now());
    pair.run(1s);
    const QStringList expected{QStringLiteral("FIN-WAIT-1"), QStringLiteral("CLOSING"), QStringLiteral("TIME-WAIT")};
    QCOMPARE(walk(pair.a()).mid(2), expected);
    QCOMPARE(walk(pair.b()).mid(3), expected);
}

void TestEndpoint::aClosedPortRefuses()
{
    EndpointPair pair(plain(1460), plain(1460));
    pair.a().activeOpen(pair.now());
    pair.run(1s);
    QCOMPARE(int(pair.a().state()), int(State::Closed));
    QVERIFY(heard(pair, 0, Notice::Reset) || heard(pair, 0, Notice::Refused));
    QCOMPARE(pair.passages().size(), 2u);
}

void TestEndpoint::anUnansweredSynTimesOut()
{
    EndpointSettings settings = plain(1460);
    settings.synRetries = 3;
    EndpointPair pair(settings, plain(1460));
    pair.loses = [](const auto&) { return true; };
    pair.a().activeOpen(pair.now());
    pair.run(200s);
    QCOMPARE(int(pair.a().state()), int(State::Closed));
    QVERIFY(heard(pair, 0, Notice::TimedOut));
    QCOMPARE(pair.passages().size(), 4u);
    // RFC 6298, 5.5: each wait is twice as long as the one before.
    const auto gap = [&](std::size_t i) { return pair.passages()[i + 1].sent - pair.passages()[i].sent; };
    QCOMPARE(gap(0).count(), Duration(1s).count());
    QCOMPARE(gap(1).count(), Duration(2s).count());
    QCOMPARE(gap(2).count(), Duration(4s).count());
}

void TestEndpoint::aLostSynIsRepeated()
{
    EndpointPair pair(plain(1460), plain(1460));
    int syns = 0;
    pair.loses = [&](const auto& passage) { return passage.segment.has(Flag::Syn) && passage.sender == 0 && ++syns == 1; };
    pair.b().passiveOpen(pair.now());
    pair.a().activeOpen(pair.now());
    pair.run(3s);
    QCOMPARE(int(pair.a().state()), int(State::Established));
    QCOMPARE(int(pair.b().state()), int(State::Established));
}

void TestEndpoint::aLostFinIsRepeated()
{
    EndpointPair pair(plain(1460), plain(1460));
    open(pair);
    int fins = 0;
    pair.loses = [&](const auto& passage) { return passage.segment.has(Flag::Fin) && ++fins == 1; };
    pair.a().close(pair.now());
    pair.run(5s);
    QCOMPARE(int(pair.a().state()), int(State::FinWait2));
    QCOMPARE(int(pair.b().state()), int(State::CloseWait));
}

void TestEndpoint::aLostLastAckIsGivenAgain()
{
    EndpointPair pair(plain(1460), plain(1460));
    open(pair);
    pair.a().close(pair.now());
    pair.run(1s);
    bool lost = false;
    pair.loses = [&](const auto& passage) { return passage.sender == 0 && !std::exchange(lost, true); };
    pair.b().close(pair.now());
    pair.run(5s);
    QCOMPARE(int(pair.a().state()), int(State::TimeWait));
    QCOMPARE(int(pair.b().state()), int(State::Closed));
    QCOMPARE(wire(pair).last(), QStringLiteral("A ack 8002"));
}

void TestEndpoint::abortResetsThePeer()
{
    EndpointPair pair(plain(1460), plain(1460));
    open(pair);
    pair.a().abort(pair.now());
    pair.run(1s);
    QCOMPARE(int(pair.a().state()), int(State::Closed));
    QCOMPARE(int(pair.b().state()), int(State::Closed));
    QVERIFY(heard(pair, 1, Notice::Reset));
}

void TestEndpoint::threeDuplicateAcksResendAtOnce_data()
{
    QTest::addColumn<bool>("sack");
    QTest::newRow("NewReno without SACK") << false;
    QTest::newRow("with SACK") << true;
}

void TestEndpoint::threeDuplicateAcksResendAtOnce()
{
    QFETCH(bool, sack);
    EndpointSettings settings = plain(1000);
    settings.sack = sack;
    EndpointPair pair(settings, settings);
    open(pair);
    bool lost = false;
    pair.loses = [&](const auto& passage) { return passage.segment.seq == SeqNumber(2001) && passage.segment.textLength > 0 && !std::exchange(lost, true); };
    const Timestamp began = pair.now();
    pair.a().send(pair.now(), 8000);
    pair.run(2s);
    QCOMPARE(pair.octetsRead[1], 8000u);
    int sendings = 0;
    for (const auto& passage : pair.passages()) {
        if (passage.sender == 0 && passage.segment.seq == SeqNumber(2001) && passage.segment.textLength > 0 && ++sendings == 2)
            QVERIFY2(passage.sent - began < 100ms, "the third duplicate ACK resends it, not the timer");
    }
    QCOMPARE(sendings, 2);
}

void TestEndpoint::aLostTailWaitsForTheTimer()
{
    EndpointPair pair(plain(1000), plain(1000));
    open(pair);
    bool lost = false;
    pair.loses = [&](const auto& passage) { return passage.segment.seq == SeqNumber(3001) && passage.segment.textLength > 0 && !std::exchange(lost, true); };
    pair.a().send(pair.now(), 3000);
    pair.run(100ms);
    QCOMPARE(pair.octetsRead[1], 2000u);
    pair.run(2s);
    QCOMPARE(pair.octetsRead[1], 3000u);
}

void TestEndpoint::aShutWindowIsProbedAndOpens()
{
    EndpointSettings reader = plain(1000);
    reader.receiveBuffer = 4000;
    EndpointPair pair(plain(1000), reader);
    open(pair);
    pair.reads[1] = false;
    pair.a().send(pair.now(), 10000);
    pair.run(10s);
    QCOMPARE(pair.b().readable(), 4000u);
    QCOMPARE(pair.a().tcb().snd.wnd, 0u);
    int probes = 0;
    for (const auto& passage : pair.passages())
        probes += passage.sender == 0 && passage.segment.textLength == 1;
    QVERIFY2(probes >= 3, "the persist timer asks again and again");
    pair.reads[1] = true;
    pair.octetsRead[1] += pair.b().receive(pair.now(), ~0u);
    pair.run(10s);
    QCOMPARE(pair.octetsRead[1], 10000u);
}

void TestEndpoint::theLastTextGoesAtOnceUnlessItWaitsForItsFin_data()
{
    QTest::addColumn<bool>("waits");
    QTest::addColumn<QStringList>("sent");
    QTest::newRow("a full segment is sent as soon as it fits (RFC 9293, 3.8.6.2.1), and the FIN follows alone")
        << false << QStringList{QStringLiteral("A 5001(1000) ack 8001"), QStringLiteral("A 6001(1000) ack 8001"), QStringLiteral("A FIN 7001(0) ack 8001")};
    QTest::newRow("with lastWaitsForFin the last segment takes the FIN along")
        << true << QStringList{QStringLiteral("A 5001(1000) ack 8001"), QStringLiteral("A FIN 6001(1000) ack 8001")};
}

void TestEndpoint::theLastTextGoesAtOnceUnlessItWaitsForItsFin()
{
    QFETCH(bool, waits);
    EndpointSettings writer = plain(1000);
    writer.lastWaitsForFin = waits;
    EndpointSettings reader = plain(1000);
    reader.receiveBuffer = 4000;
    EndpointPair pair(writer, reader);
    open(pair);
    pair.reads[1] = false;
    pair.a().send(pair.now(), 6000);
    pair.a().close(pair.now());
    pair.run(100ms);
    const std::size_t before = pair.passages().size();
    for (int i = 0; i < 2; ++i) { // B's application reads 2000 octets, and the same again 5 ms later
        pair.octetsRead[1] += pair.b().receive(pair.now(), 2000);
        pair.run(5ms);
    }
    pair.run(100ms);
    QFETCH(QStringList, sent);
    QCOMPARE(wire(pair, before).filter(QStringLiteral("A ")), sent);
}

/// A's probes have used up a number, so its ACKs stand one past B's window of 0 (RFC 9293, 3.10.7.4, first step, "special allowance").
void TestEndpoint::aShutWindowTakesTheAckOfTheFin()
{
    EndpointSettings reader = plain(1000);
    reader.receiveBuffer = 4000;
    EndpointPair pair(plain(1000), reader);
    open(pair);
    pair.reads[1] = false;
    pair.a().send(pair.now(), 10000);
    pair.run(3s);
    QCOMPARE(pair.b().tcb().rcv.wnd, 0u);
    const std::size_t before = pair.passages().size();
    pair.b().close(pair.now());
    pair.run(20ms); // there and back, and no probe between
    QCOMPARE(int(pair.b().state()), int(State::FinWait2));
    QCOMPARE(wire(pair, before).mid(0, 2), (QStringList{QStringLiteral("B FIN 8001(0) ack 5001"), QStringLiteral("A ack 8002")}));
    QCOMPARE(pair.passages().at(before + 1).segment.seq.value(), 5002u);
    pair.reads[1] = true;
    pair.octetsRead[1] += pair.b().receive(pair.now(), ~0u);
    pair.run(10s);
    QCOMPARE(pair.octetsRead[1], 10000u);
}

/// RFC 5961, 7: text, SYN and FIN are answered each, what has none of them twice a second.
void TestEndpoint::answersToBareAcksAreThrottled()
{
    EndpointPair pair(plain(1000), plain(1000));
    open(pair);
    tcp::Segment strange;
    strange.flags = Flag::Ack;
    strange.seq = pair.b().tcb().rcv.nxt + 100'000u;
    strange.ack = pair.b().tcb().snd.nxt;
    const auto answers = [&] {
        pair.b().arrive(pair.now(), strange);
        std::vector<tcp::Segment> output;
        pair.b().takeOutput(output);
        return output.size();
    };
    QCOMPARE(answers(), 1u);
    QCOMPARE(answers(), 0u);
    pair.run(499ms);
    QCOMPARE(answers(), 0u);
    pair.run(1ms);
    QCOMPARE(answers(), 1u);
    strange.textLength = 10;
    QCOMPARE(answers(), 1u);
    QCOMPARE(answers(), 1u);
    strange.textLength = 0;
    strange.seq = pair.b().tcb().rcv.nxt + 1;
    strange.flags = Flag::Rst;
    QCOMPARE(answers(), 0u);
    pair.run(500ms);
    QCOMPARE(answers(), 1u);
    QCOMPARE(int(pair.b().state()), int(State::Established));
}

/// An old SYN finds a listener while its own connection is still in TIME-WAIT at the other end: neither takes the other's ACKs.
void TestEndpoint::acksDoNotAnswerEachOtherForEver()
{
    EndpointSettings narrow = plain(1000);
    narrow.receiveBuffer = 2000;
    EndpointPair pair(plain(1000), narrow);
    open(pair);
    pair.a().send(pair.now(), 10'000); // so that A's number is far from where it began
    pair.run(1s);
    pair.a().close(pair.now());
    pair.run(100ms);
    pair.b().close(pair.now());
    pair.run(100ms);
    QCOMPARE(int(pair.a().state()), int(State::TimeWait));
    QCOMPARE(int(pair.b().state()), int(State::Closed));
    const std::size_t before = pair.passages().size();
    pair.b().setIss(SeqNumber(500'000));
    QVERIFY(pair.b().passiveOpen(pair.now()));
    pair.b().arrive(pair.now(), pair.passages().front().segment);
    pair.run(10s);
    QCOMPARE(int(pair.a().state()), int(State::TimeWait));
    QCOMPARE(int(pair.b().state()), int(State::SynReceived));
    const QStringList seen = wire(pair, before);
    QCOMPARE(seen.count(QStringLiteral("B SYN 500000(0) ack 1001")), 4); // after 1, 3 and 7 seconds again
    QVERIFY2(seen.size() <= 16, qPrintable(seen.join(u'\n')));
}

void TestEndpoint::nagleHoldsSmallSegments()
{
    EndpointPair pair(plain(1000), plain(1000));
    open(pair);
    const std::size_t before = pair.passages().size();
    for (int i = 0; i < 5; ++i)
        pair.a().send(pair.now(), 10);
    pair.run(1s);
    QCOMPARE(wire(pair, before), (QStringList{QStringLiteral("A 1001(10) ack 8001"), QStringLiteral("B ack 1011"),
                                              QStringLiteral("A 1011(40) ack 8001"), QStringLiteral("B ack 1051")}));
}

void TestEndpoint::aDelayedAckWaits()
{
    EndpointSettings lazy = plain(1000);
    lazy.delayedAck = 40ms;
    EndpointPair pair(plain(1000), lazy);
    open(pair);
    const Timestamp sent = pair.now();
    pair.a().send(pair.now(), 10);
    pair.run(1s);
    QCOMPARE((pair.passages().back().sent - sent).count(), Duration(50ms).count());
}

void TestEndpoint::keepAliveFindsADeadPeer()
{
    EndpointSettings settings = plain(1000);
    settings.keepAlive = true;
    settings.keepAliveIdle = 10s;
    settings.keepAliveInterval = 2s;
    settings.keepAliveProbes = 3;
    EndpointPair pair(settings, plain(1000));
    open(pair);
    pair.run(35s);
    QCOMPARE(int(pair.a().state()), int(State::Established)); // answered so far
    pair.loses = [](const auto&) { return true; };
    pair.run(30s);
    QCOMPARE(int(pair.a().state()), int(State::Closed));
    QVERIFY(heard(pair, 0, Notice::TimedOut));
}

/// RFC 9293, 3.8.4: only where nothing else asks the peer for an answer.
void TestEndpoint::keepAliveIsSilentWhileTextIsUnderway()
{
    EndpointSettings settings = plain(1000);
    settings.keepAlive = true;
    settings.keepAliveIdle = 2s;
    settings.keepAliveInterval = 1s;
    settings.keepAliveProbes = 2;
    EndpointPair pair(settings, plain(1000));
    open(pair);
    bool isCut = true;
    pair.loses = [&](const auto&) { return isCut; };
    const std::size_t before = pair.passages().size();
    pair.a().send(pair.now(), 10);
    pair.run(40s);
    QCOMPARE(int(pair.a().state()), int(State::Established));
    const QStringList seen = wire(pair, before);
    QVERIFY(seen.size() >= 5);
    QCOMPARE(seen.count(QStringLiteral("A 1001(10) ack 8001 lost")), seen.size());
    isCut = false;
    pair.run(60s);
    QCOMPARE(pair.octetsRead[1], 10u);
    QCOMPARE(int(pair.a().state()), int(State::Established));
    pair.loses = [](const auto&) { return true; };
    pair.run(10s);
    QCOMPARE(int(pair.a().state()), int(State::Closed)); // and once all is delivered it asks again
}

/// The peer refuses what the probes carry: that says nothing about a loss (RFC 5681, 2).
void TestEndpoint::answersToProbesAreNoDuplicateAcks()
{
    EndpointSettings reader = plain(1000);
    reader.receiveBuffer = 4000;
    EndpointPair pair(plain(1000), reader);
    open(pair);
    pair.reads[1] = false;
    pair.a().send(pair.now(), 10000);
    pair.run(100ms);
    const std::uint32_t ssthresh = pair.a().congestion().ssthresh();
    const std::size_t before = pair.passages().size();
    pair.run(30s);
    QVERIFY(!pair.a().congestion().isInRecovery());
    QCOMPARE(pair.a().congestion().ssthresh(), ssthresh);
    const QStringList seen = wire(pair, before);
    const auto probes = seen.count(QStringLiteral("A 5001(1) ack 8001"));
    QVERIFY(probes >= 4);
    QCOMPARE(seen.count(QStringLiteral("B ack 5001")), probes);
    QCOMPARE(seen.size(), 2 * probes);
    std::optional<Timestamp> last;
    for (std::size_t i = before; i < pair.passages().size(); ++i) {
        if (pair.passages()[i].sender == 1)
            continue;
        QVERIFY(!last || pair.passages()[i].sent - *last >= 200ms); // none but the persist timer sends them
        last = pair.passages()[i].sent;
    }
}

/// RFC 7323, 4.3 (2): the echo counts from the first of the segments that one ACK answers, so that the sender's timeout covers the wait.
void TestEndpoint::aDelayedAckEchoesTheFirstTimestamp()
{
    EndpointSettings settings = plain(1000);
    settings.timestamps = true;
    settings.nagle = false;
    EndpointSettings lazy = settings;
    lazy.delayedAck = 100ms;
    EndpointPair pair(settings, lazy);
    open(pair);
    pair.run(1s);
    pair.a().send(pair.now(), 10);
    pair.run(30ms);
    pair.a().send(pair.now(), 10);
    pair.run(1s);
    const auto& sent = pair.passages();
    const auto& ack = sent.back();
    QCOMPARE(ack.sender, std::size_t(1));
    QCOMPARE(ack.segment.ack, SeqNumber(1021));
    const auto& first = sent[sent.size() - 3];
    QCOMPARE(first.segment.seq, SeqNumber(1001));
    QCOMPARE(ack.segment.options.timestamps->echo, first.segment.options.timestamps->value);
    // What comes behind that ACK is echoed anew.
    pair.a().send(pair.now(), 10);
    pair.run(1s);
    QCOMPARE(sent.back().segment.options.timestamps->echo, sent[sent.size() - 2].segment.options.timestamps->value);
}

void TestEndpoint::lostSynAcksShrinkTheFirstWindow_data()
{
    QTest::addColumn<int>("lost");
    QTest::addColumn<quint32>("window");
    QTest::newRow("none is lost") << 0 << quint32(10'000);
    QTest::newRow("one may be lost (RFC 6928, 2)") << 1 << quint32(10'000);
    QTest::newRow("after two there is one segment") << 2 << quint32(1000);
}

/// RFC 5681, 3.1, for the passive end.
void TestEndpoint::lostSynAcksShrinkTheFirstWindow()
{
    QFETCH(int, lost);
    QFETCH(quint32, window);
    EndpointPair pair(plain(1000), plain(1000));
    int synAcks = 0;
    pair.loses = [&](const auto& passage) { return passage.sender == 1 && passage.segment.has(Flag::Syn) && ++synAcks <= lost; };
    QVERIFY(pair.b().passiveOpen(pair.now()));
    QVERIFY(pair.a().activeOpen(pair.now()));
    pair.run(10s);
    QCOMPARE(int(pair.b().state()), int(State::Established));
    QCOMPARE(pair.b().congestion().cwnd(), window);
    pair.b().send(pair.now(), 20'000);
    pair.run(1ms);
    QCOMPARE(pair.b().unacknowledged() - pair.b().unsent(), window);
}

/// RFC 6298, 3 and 5: the ACK of what was sent twice measures nothing, so the doubled timeout stays for what comes next.
void TestEndpoint::onlyASampleEndsTheBackoff()
{
    EndpointPair pair(plain(1000), plain(1000));
    open(pair);
    pair.a().send(pair.now(), 10);
    pair.run(1s);
    const Duration calm = pair.a().rtoEstimator().rto();
    bool isCut = true;
    pair.loses = [&](const auto&) { return isCut; };
    pair.a().send(pair.now(), 10);
    pair.run(calm + 2 * calm + 10ms); // sent again, and again
    QCOMPARE(pair.a().retransmissions(), 2);
    isCut = false;
    pair.run(4 * calm + 100ms);
    QCOMPARE(pair.octetsRead[1], 20u);
    QCOMPARE(pair.a().retransmissions(), 0);
    QCOMPARE(pair.a().rtoEstimator().rto().count(), (8 * calm).count());
    pair.a().send(pair.now(), 10);
    pair.run(1s);
    QVERIFY(pair.a().rtoEstimator().rto() <= calm);
}

void TestEndpoint::anOrphanLeavesFinWait2()
{
    EndpointPair pair(plain(1000), plain(1000));
    open(pair);
    pair.a().close(pair.now());
    pair.a().orphan(pair.now());
    pair.run(59s);
    QCOMPARE(int(pair.a().state()), int(State::FinWait2));
    pair.run(2s);
    QCOMPARE(int(pair.a().state()), int(State::Closed));
}

void TestEndpoint::theWholeStreamArrivesWhateverIsLost_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 60; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestEndpoint::theWholeStreamArrivesWhateverIsLost()
{
    QFETCH(quint32, seed);
    std::mt19937 engine(seed);
    const auto random = [&engine] { return std::uint32_t(engine()); };
    EndpointSettings settings;
    settings.sack = random() % 2 == 0;
    settings.timestamps = random() % 2 == 0;
    settings.receiveBuffer = 3000 + random() % 60000;
    settings.congestion = random() % 2 == 0 ? tcp::CongestionControl::Algorithm::NewReno : tcp::CongestionControl::Algorithm::Cubic;
    if (random() % 3 == 0)
        settings.windowScale.reset();
    EndpointPair pair(settings, settings);
    open(pair, random(), random());
    const unsigned percent = random() % 20;
    pair.loses = [&](const auto&) { return random() % 100 < percent; };
    const std::uint32_t octets = 1000 + random() % 300000;
    QCOMPARE(pair.a().send(pair.now(), octets), octets);
    pair.run(1ms);
    QVERIFY(pair.a().close(pair.now()));
    for (int i = 0; i < 3000 && pair.b().state() == State::Established; ++i)
        pair.run(1s);
    QCOMPARE(pair.octetsRead[1], octets);
    pair.loses = nullptr;
    pair.b().close(pair.now());
    pair.run(300s);
    QCOMPARE(int(pair.a().state()), int(State::Closed));
    QCOMPARE(int(pair.b().state()), int(State::Closed));
    QVERIFY(!heard(pair, 0, Notice::TimedOut));
}

/// RFC 3042, and RFC 5681, 3.2, step 2: one new segment for each of the first two duplicate ACKs, which ssthresh does not count.
void TestEndpoint::limitedTransmitDoesNotCountAsFlight()
{
    QFETCH(bool, sack);
    EndpointSettings settings = plain(1000);
    settings.sack = sack;
    EndpointPair pair(settings, settings);
    open(pair);
    bool lost = false;
    pair.loses = [&](const auto& passage) { return passage.segment.seq == SeqNumber(1001) && passage.segment.textLength > 0 && !std::exchange(lost, true); };
    const std::size_t before = pair.passages().size();
    pair.a().send(pair.now(), 100'000);
    pair.run(20ms); // the answers to the nine others have arrived
    QVERIFY(pair.a().congestion().isInRecovery());
    QCOMPARE(pair.a().congestion().ssthresh(), 5000u); // half of the ten
    QStringList sent;
    for (const QString& line : wire(pair, before)) {
        if (line.startsWith(u'A'))
            sent << line;
    }
    QCOMPARE(sent.mid(10, 3), (QStringList{QStringLiteral("A 11001(1000) ack 8001"), QStringLiteral("A 12001(1000) ack 8001"), QStringLiteral("A 1001(1000) ack 8001")}));
}

/// RFC 6582, 3.2, step 3: without SACK, one hole is repaired in each round trip, and the timer never runs out.
void TestEndpoint::aPartialAckResendsTheNextHoleAtOnce()
{
    EndpointPair pair(plain(1000), plain(1000));
    open(pair);
    std::vector<SeqNumber> lost{SeqNumber(1001), SeqNumber(3001), SeqNumber(5001)};
    pair.loses = [&](const auto& passage) { return passage.segment.textLength > 0 && std::erase(lost, passage.segment.seq) > 0; };
    const Timestamp began = pair.now();
    pair.a().send(pair.now(), 10'000);
    while (pair.octetsRead[1] < 10'000 && pair.now() - began < 5s)
        pair.run(1ms);
    QCOMPARE(pair.octetsRead[1], 10'000u);
    QVERIFY(pair.now() - began <= 90ms); // four one-way trips there, three back, and a moment
}

/// After a timeout, cwnd is one segment: a second one is sent again only when the first has been acknowledged.
void TestEndpoint::whatIsSentAgainStaysWithinTheWindow()
{
    EndpointPair pair(plain(1000), plain(1000));
    open(pair);
    bool isCut = true;
    pair.loses = [&](const auto&) { return isCut; };
    pair.a().send(pair.now(), 5000);
    pair.run(1ms);
    isCut = false;
    const std::size_t before = pair.passages().size();
    pair.run(3s);
    QCOMPARE(wire(pair, before).mid(0, 4), (QStringList{QStringLiteral("A 1001(1000) ack 8001"), QStringLiteral("B ack 2001"), QStringLiteral("A 2001(1000) ack 8001"),
                                                        QStringLiteral("A 3001(1000) ack 8001")}));
    QCOMPARE(pair.octetsRead[1], 5000u);
}

/// RFC 9293, 3.10.7.3: the rest of the segment is processed in the new state.
void TestEndpoint::textAndFinBehindASynAckAreTaken()
{
    Endpoint endpoint(plain(1000));
    const Timestamp now{1s};
    endpoint.setIss(SeqNumber(100));
    QVERIFY(endpoint.activeOpen(now));
    tcp::Segment segment;
    segment.seq = SeqNumber(500);
    segment.ack = SeqNumber(101);
    segment.flags = Flag::Syn | Flag::Ack;
    segment.flags = segment.flags | Flag::Fin;
    segment.wnd = 4000;
    segment.textLength = 10;
    endpoint.arrive(now, segment);
    QCOMPARE(walk(endpoint), (QStringList{QStringLiteral("SYN-SENT"), QStringLiteral("ESTABLISHED"), QStringLiteral("CLOSE-WAIT")}));
    QCOMPARE(endpoint.readable(), 10u);
    QCOMPARE(endpoint.tcb().rcv.nxt, SeqNumber(512));
}

/// RFC 9293, 3.10.7.2: from LISTEN to SYN-RECEIVED, and then the FIN. Text must wait until the peer knows our SYN.
void TestEndpoint::aFinBehindASynIsObeyed()
{
    Endpoint endpoint(plain(1000));
    const Timestamp now{1s};
    endpoint.setIss(SeqNumber(100));
    QVERIFY(endpoint.passiveOpen(now));
    tcp::Segment segment;
    segment.seq = SeqNumber(500);
    segment.flags = Flag::Syn | Flag::Fin;
    segment.wnd = 4000;
    endpoint.arrive(now, segment);
    QCOMPARE(walk(endpoint), (QStringList{QStringLiteral("LISTEN"), QStringLiteral("SYN-RECEIVED"), QStringLiteral("CLOSE-WAIT")}));
    std::vector<tcp::Segment> output;
    endpoint.takeOutput(output);
    QCOMPARE(output.size(), 2u);
    QCOMPARE(describe(output[0]), std::string("SYN 100(0) ack 501"));
    QCOMPARE(describe(output[1]), std::string("ack 502"));
    QCOMPARE(endpoint.send(now, 10), 10u);
    endpoint.takeOutput(output);
    QVERIFY(output.empty());
    segment.seq = SeqNumber(502);
    segment.ack = SeqNumber(101);
    segment.flags = Flag::Ack;
    endpoint.arrive(now, segment);
    endpoint.takeOutput(output);
    QCOMPARE(output.size(), 1u);
    QCOMPARE(describe(output[0]), std::string("101(10) ack 502"));
}

void TestEndpoint::theWindowNeverShrinks_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 40; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// The slider of the receive buffer moves at random, and the reader reads at random: the right edge of the window that the peer sees
/// never moves left (RFC 9293, 3.8.6) by more than the rounding of its scale, and all text arrives.
void TestEndpoint::theWindowNeverShrinks()
{
    QFETCH(quint32, seed);
    std::mt19937 engine(seed);
    const auto below = [&engine](std::uint32_t bound) { return std::uint32_t(engine()) % bound; };
    EndpointSettings settings;
    settings.mss = 1000;
    if (seed % 2 == 0)
        settings.windowScale.reset();
    EndpointPair pair(settings, settings);
    open(pair, 1000, 8000);
    pair.reads[1] = false;
    pair.a().send(pair.now(), 300'000);
    std::uint32_t octets = 0;
    for (int i = 0; i < 400; ++i) {
        if (below(3) == 0)
            pair.b().setReceiveBuffer(pair.now(), 1 + below(100'000));
        octets += pair.b().receive(pair.now(), below(20'000));
        pair.run(std::chrono::milliseconds(below(200)));
    }
    pair.b().setReceiveBuffer(pair.now(), 60'000);
    for (int i = 0; i < 400 && octets < 300'000; ++i) {
        octets += pair.b().receive(pair.now(), ~0u);
        pair.run(1s);
    }
    QCOMPARE(octets, 300'000u);
    const std::uint32_t unit = seed % 2 == 0 ? 1 : 128;
    SeqNumber edge(1001);
    int offers = 0;
    for (const auto& passage : pair.passages()) {
        if (passage.sender == 0 || passage.segment.has(Flag::Syn))
            continue;
        const SeqNumber right = passage.segment.ack + passage.segment.wnd;
        QVERIFY(edge.isBefore(right + unit));
        if (edge.isBefore(right)) {
            edge = right;
            ++offers;
        }
    }
    QVERIFY(offers > 10);
}

void TestEndpoint::aMillionSegmentsASecond()
{
    EndpointSettings settings;
    settings.receiveBuffer = 4u << 20;
    settings.sendBuffer = 1u << 30;
    EndpointPair pair(settings, settings);
    open(pair);
    pair.keepsPassages = false;
    std::uint64_t segments = 0;
    pair.loses = [&](const auto&) { return ++segments, false; };
    timespec begin{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    pair.a().send(pair.now(), 1u << 29);
    pair.run(600s);
    timespec end{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    const double seconds = double(end.tv_sec - begin.tv_sec) + double(end.tv_nsec - begin.tv_nsec) / 1e9;
    QCOMPARE(pair.octetsRead[1], std::uint64_t(1) << 29);
    qInfo("%.2f million segments a second of processor time", double(segments) / seconds / 1e6);
    QVERIFY(segments > 500'000);
}

QTEST_APPLESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
