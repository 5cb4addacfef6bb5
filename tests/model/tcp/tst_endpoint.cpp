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
    void nagleHoldsSmallSegments();
    void aDelayedAckWaits();
    void keepAliveFindsADeadPeer();
    void anOrphanLeavesFinWait2();
    void theWholeStreamArrivesWhateverIsLost_data();
    void theWholeStreamArrivesWhateverIsLost();
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
}

QTEST_APPLESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
