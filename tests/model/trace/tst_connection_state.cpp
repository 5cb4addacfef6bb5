#include "tests/support/trace_builder.h"

#include "model/trace/trace.h"

#include <QTest>

#include <random>

using enum tcp::Flag;
using enum Side;

namespace {

constexpr std::uint32_t kServer = TraceBuilder::kServerIsn + 1; // the responder's first octet of text

StreamState sentBy(const Trace& trace, Side side)
{
    return trace.stateAt(0, trace.stepCount(0)).streams[index(side)];
}

/// "1-101 101-201x2 201-301s": begin and end, times sent if more than once, s for reported by SACK.
QString flightOf(const StreamState& stream)
{
    QStringList parts;
    for (const FlyingSegment& segment : stream.flying) {
        QString part = QStringLiteral("%1-%2").arg(segment.begin).arg(segment.end);
        if (segment.sendings > 1)
            part += QStringLiteral("x%1").arg(segment.sendings);
        if (segment.sacked)
            part += QLatin1Char('s');
        parts.append(part);
    }
    return parts.join(QLatin1Char(' '));
}

TraceBuilder opened()
{
    TraceBuilder builder;
    builder.connection().handshake();
    return builder;
}

/// Three segments of 100 octets by the responder.
TraceBuilder threeSent()
{
    TraceBuilder builder = opened();
    for (int i = 0; i < 3; ++i)
        builder.segment(Responder, Ack, {.text = 100, .window = 509});
    return builder;
}

} // namespace

class TestConnectionState : public QObject {
    Q_OBJECT
private slots:
    void synIsInFlight();
    void cwndIsEstimatedFromTheLastRounds();
    void lostSegmentsHaveNotArrived();
    void segmentsUnderWayAreSent();
    void windowOfASynIsNotScaled();
    void windowIsScaledAfterwards();
    void flight_data();
    void flight();
    void zeroWindow();
    void oldAckChangesNothing();
    void finTakesANumber();
    void midstreamStartsAtItsFirstSegment();
    void midstreamAckOfOlderOctetsIsOld();
    void octetsThatWereNotCapturedAreAcknowledged();
    void numbersWrap();
    void peaksStay();
    void resetChangesNothing();
    void aFlightWithoutAnswersStaysSmall_data();
    void aFlightWithoutAnswersStaysSmall();
    void whatStandsTogetherIsCutByAnAck();
    void anyOrderOfStepsGivesTheSame_data();
    void anyOrderOfStepsGivesTheSame();
};

void TestConnectionState::cwndIsEstimatedFromTheLastRounds()
{
    TraceBuilder builder = opened();
    const auto sendMore = [&builder](int segments) {
        for (int i = 0; i < segments; ++i)
            builder.segment(Responder, Ack, {.text = 100, .window = 509});
        builder.segment(Initiator, Ack, {.window = 509}); // all of them
    };
    sendMore(8);
    QCOMPARE(estimatedCwnd(sentBy(builder.build(), Responder)), 800u);
    sendMore(2);
    QCOMPARE(estimatedCwnd(sentBy(builder.build(), Responder)), 800u); // the round before
    sendMore(2);
    sendMore(2);
    QCOMPARE(estimatedCwnd(sentBy(builder.build(), Responder)), 200u); // the largest flight is long ago
    const StreamState stream = sentBy(builder.build(), Responder);
    QCOMPARE(stream.largestText, 100u);
    QCOMPARE(stream.lastText, 100u);
}

void TestConnectionState::lostSegmentsHaveNotArrived()
{
    RecordBatch batch = threeSent().batch();
    batch.records[batch.records.size() - 2].setKind(RecordKind::LostSegment);
    Trace trace;
    trace.append(batch);
    const StreamState stream = sentBy(trace, Responder);
    QCOMPARE(stream.flying.size(), 3u);
    QVERIFY(stream.flying[0].arrived && !stream.flying[1].arrived && stream.flying[2].arrived);
}

void TestConnectionState::segmentsUnderWayAreSent()
{
    const Trace trace = threeSent().build();
    ConnectionState state = trace.stateAt(0, trace.stepCount(0));
    addUnderWay(state, trace.connection(0), Responder, tcp::SeqNumber(kServer + 300), 101, tcp::Flags(Ack) | Fin, 99);
    const StreamState& stream = state.streams[index(Responder)];
    QCOMPARE(flightOf(stream), QStringLiteral("1-101 101-201 201-301 301-402"));
    QVERIFY(!stream.flying.back().arrived && stream.finSent);
    QCOMPARE(stream.flying.back().record, 99u);
    QCOMPARE(stream.peakFlight, 401u);
}

void TestConnectionState::synIsInFlight()
{
    const Trace trace = TraceBuilder().connection().segment(Initiator, Syn, {.window = 64240}).build();
    const StreamState stream = sentBy(trace, Initiator);
    QVERIFY(stream.synSent);
    QVERIFY(!stream.windowKnown);
    QCOMPARE(stream.una, 0u);
    QCOMPARE(stream.nxt, 1u);
    QCOMPARE(flightOf(stream), QStringLiteral("0-1"));
    QVERIFY(sentBy(trace, Responder).windowKnown);
}

void TestConnectionState::windowOfASynIsNotScaled()
{
    const Trace trace = opened().build();
    QCOMPARE(trace.stateAt(0, 2).streams[index(Initiator)].window, 65160u);
    QCOMPARE(trace.stateAt(0, 2).streams[index(Initiator)].windowEnd, 65161u);
}

void TestConnectionState::windowIsScaledAfterwards()
{
    const StreamState stream = sentBy(opened().build(), Responder);
    QCOMPARE(stream.window, 502u * 128u);
    QCOMPARE(stream.windowEnd, 1u + 502u * 128u);
}

void TestConnectionState::flight_data()
{
    QTest::addColumn<TraceBuilder>("builder");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const TraceBuilder& builder, const char* expected) {
        QTest::newRow(name) << builder << QString::fromLatin1(expected);
    };
    row("each segment stands for itself", threeSent(), "1-101 101-201 201-301");
    row("an ACK takes what it covers", threeSent().segment(Initiator, Ack, {.ack = kServer + 200}), "201-301");
    row("an ACK within a segment leaves its rest", threeSent().segment(Initiator, Ack, {.ack = kServer + 150}), "151-201 201-301");
    row("a retransmission counts its sendings", threeSent().segment(Responder, Ack, {.seq = kServer, .text = 100}), "1-101x2 101-201 201-301");
    row("a retransmission of two at once counts for both", threeSent().segment(Responder, Ack, {.seq = kServer, .text = 200}),
        "1-101x2 101-201x2 201-301");
    row("a retransmission of a part splits the segment", threeSent().segment(Responder, Ack, {.seq = kServer + 120, .text = 30}),
        "1-101 101-121 121-151x2 151-201 201-301");
    row("a retransmission may bring new octets", threeSent().segment(Responder, Ack, {.seq = kServer + 200, .text = 150}),
        "1-101 101-201 201-301x2 301-351");
    row("a hole is filled with what is new alone",
        opened().segment(Responder, Ack, {.text = 100}).segment(Responder, Ack, {.seq = kServer + 200, .text = 100}).segment(Responder, Ack, {.seq = kServer, .text = 300}),
        "1-101x2 101-201 201-301x2");
    row("octets before the first in flight fly too",
        opened().segment(Responder, Ack, {.seq = kServer + 100, .text = 100}).segment(Responder, Ack, {.seq = kServer + 50, .text = 100}),
        "51-101 101-151x2 151-201");
    row("what is acknowledged flies no more", threeSent().segment(Initiator, Ack).segment(Responder, Ack, {.seq = kServer, .text = 100}), "");
    row("a keep-alive flies not", threeSent().segment(Initiator, Ack).segment(Responder, Ack, {.seq = kServer + 299, .text = 1}), "");
    row("SACK marks what it covers",
        threeSent().segment(Initiator, Ack, {.ack = kServer, .options = OptionOctets().sack({{kServer + 100, kServer + 200}})}), "1-101 101-201s 201-301");
    row("SACK of a part splits the segment",
        threeSent().segment(Initiator, Ack, {.ack = kServer, .options = OptionOctets().sack({{kServer + 150, kServer + 250}})}),
        "1-101 101-151 151-201s 201-251s 251-301");
    row("a duplicate reported by SACK marks nothing",
        threeSent().segment(Initiator, Ack, {.ack = kServer + 100, .options = OptionOctets().sack({{kServer, kServer + 100}})}), "101-201 201-301");
}

void TestConnectionState::flight()
{
    QFETCH(TraceBuilder, builder);
    QFETCH(QString, expected);
    QCOMPARE(flightOf(sentBy(builder.build(), Responder)), expected);
}

void TestConnectionState::zeroWindow()
{
    const StreamState stream = sentBy(threeSent().segment(Initiator, Ack, {.ack = kServer + 300, .window = 0}).build(), Responder);
    QVERIFY(stream.windowKnown);
    QCOMPARE(stream.window, 0u);
    QCOMPARE(stream.windowEnd, stream.una);
}

void TestConnectionState::oldAckChangesNothing()
{
    const Trace trace = threeSent()
                            .segment(Initiator, Ack, {.ack = kServer + 200, .window = 400})
                            .segment(Initiator, Ack, {.ack = kServer + 100, .window = 7})
                            .build();
    const StreamState stream = sentBy(trace, Responder);
    QCOMPARE(stream.una, 201u);
    QCOMPARE(stream.window, 400u * 128u);
}

void TestConnectionState::finTakesANumber()
{
    const Trace trace = threeSent().segment(Responder, Fin | Ack, {.text = 10}).build();
    const StreamState stream = sentBy(trace, Responder);
    QVERIFY(stream.finSent);
    QCOMPARE(stream.finOffset, 311u);
    QCOMPARE(stream.nxt, 312u);
}

void TestConnectionState::midstreamStartsAtItsFirstSegment()
{
    const Trace trace = TraceBuilder()
                            .connection(TraceBuilder::address(1, 5000), TraceBuilder::address(2, 80), true, tcp::State::Established, tcp::State::Established)
                            .segment(Initiator, Ack, {.text = 100, .window = 300})
                            .build();
    const StreamState stream = sentBy(trace, Initiator);
    QCOMPARE(stream.una, 1u);
    QCOMPARE(flightOf(stream), QStringLiteral("1-101"));
    QVERIFY(!stream.windowKnown);
    QCOMPARE(sentBy(trace, Responder).window, 300u);
}

void TestConnectionState::midstreamAckOfOlderOctetsIsOld()
{
    // The other side still acknowledges what passed before the capture began.
    const Trace trace = TraceBuilder()
                            .connection(TraceBuilder::address(1, 5000), TraceBuilder::address(2, 80), true, tcp::State::Established, tcp::State::Established)
                            .segment(Initiator, Ack, {.seq = 100'000u, .text = 100})
                            .segment(Responder, Ack, {.ack = 90'000u})
                            .segment(Initiator, Ack, {.seq = 95'000u, .text = 100})
                            .build();
    const StreamState stream = sentBy(trace, Initiator);
    QCOMPARE(stream.una, 1u);
    QCOMPARE(stream.nxt, 101u);
    QCOMPARE(flightOf(stream), QStringLiteral("1-101"));
}

void TestConnectionState::octetsThatWereNotCapturedAreAcknowledged()
{
    const StreamState stream = sentBy(threeSent().segment(Initiator, Ack, {.ack = kServer + 5000}).build(), Responder);
    QCOMPARE(stream.una, 5001u);
    QCOMPARE(stream.nxt, 5001u);
    QVERIFY(stream.flying.empty());
}

void TestConnectionState::numbersWrap()
{
    TraceBuilder builder;
    builder.connection().isns(0xFFFF'FF00u, 0x7FFF'FFFFu).handshake();
    constexpr std::uint32_t kChunk = 10'000'000; // textLength has 24 bits
    for (int i = 0; i < 900; ++i) {
        builder.segment(Initiator, Ack, {.text = kChunk});
        builder.segment(Responder, Ack);
    }
    builder.segment(Initiator, Ack, {.text = 5});
    const StreamState stream = sentBy(builder.build(), Initiator);
    QCOMPARE(stream.una, 1u + 900ull * kChunk);
    QCOMPARE(stream.nxt, stream.una + 5);
    QVERIFY(stream.una > 0xFFFF'FFFFull);
}

void TestConnectionState::peaksStay()
{
    const StreamState stream = sentBy(threeSent().segment(Initiator, Ack, {.window = 0}).build(), Responder);
    QCOMPARE(stream.peakFlight, 300u);
    QCOMPARE(stream.peakWindow, 64240u + 16u); // 502 * 128, a little more than the SYN's
}

void TestConnectionState::resetChangesNothing()
{
    const Trace before = threeSent().build();
    const Trace after = threeSent().segment(Responder, Rst, {.seq = 5, .window = 0}).segment(Initiator, Rst | Ack, {.ack = kServer + 300, .window = 0}).build();
    QCOMPARE(flightOf(sentBy(after, Responder)), flightOf(sentBy(before, Responder)));
    QCOMPARE(sentBy(after, Responder).window, sentBy(before, Responder).window);
}

void TestConnectionState::aFlightWithoutAnswersStaysSmall_data()
{
    QTest::addColumn<std::uint32_t>("gap");
    QTest::addColumn<std::uint32_t>("again");
    QTest::newRow("segments that follow each other") << 0u << 0u;
    QTest::newRow("every second one is sent again") << 0u << 2u;
    QTest::newRow("a gap before each of them") << 50u << 0u;
}

void TestConnectionState::aFlightWithoutAnswersStaysSmall()
{
    QFETCH(std::uint32_t, gap);
    QFETCH(std::uint32_t, again);
    constexpr std::uint32_t kSegments = 30'000;
    TraceBuilder builder = opened();
    for (std::uint32_t i = 0; i < kSegments; ++i) {
        const std::uint32_t seq = kServer + i * (100 + gap) + gap;
        builder.segment(Responder, Ack, {.seq = seq, .text = 100});
        if (again != 0 && i % again == 0)
            builder.segment(Responder, Ack, {.seq = seq, .text = 100});
    }
    const Trace trace = builder.build();
    const StreamState stream = sentBy(trace, Responder);
    QVERIFY(stream.flying.size() <= 5120);
    std::uint64_t segments = 0, captured = 0;
    for (const FlyingSegment& segment : stream.flying) {
        segments += segment.segments;
        captured += segment.end - segment.begin - segment.missing;
    }
    QCOMPARE(segments, std::uint64_t(kSegments));
    QCOMPARE(captured, std::uint64_t(kSegments) * 100);
    QCOMPARE(stream.nxt, std::uint64_t(kSegments) * (100 + gap) + 1);
    QVERIFY(stream.flying.back().segments == 1 && stream.flying.back().end == stream.nxt); // the newest stand alone
}

void TestConnectionState::whatStandsTogetherIsCutByAnAck()
{
    TraceBuilder builder = opened();
    for (std::uint32_t i = 0; i < 6000; ++i)
        builder.segment(Responder, Ack, {.text = 100});
    const Trace before = builder.build();
    const std::uint32_t joined = sentBy(before, Responder).flying.front().segments;
    QVERIFY(joined > 1000);
    const Trace after = builder.segment(Initiator, Ack, {.ack = kServer + 100'000}).build();
    const FlyingSegment front = sentBy(after, Responder).flying.front();
    QCOMPARE(front.begin, 100'001u);
    QCOMPARE(front.segments, joined - 1000);
}

void TestConnectionState::anyOrderOfStepsGivesTheSame_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 10; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestConnectionState::anyOrderOfStepsGivesTheSame()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    TraceBuilder builder = opened();
    std::uint32_t sent = 0, acknowledged = 0;
    for (int i = 0; i < 12'000; ++i) {
        const auto dice = random() % 10;
        if (dice < 5) {
            const auto text = std::uint32_t(1 + random() % 1460);
            builder.segment(Responder, Ack, {.seq = kServer + sent, .text = text});
            sent += text;
        } else if (dice < 6 && sent > acknowledged) {
            builder.segment(Responder, Ack, {.seq = std::uint32_t(kServer + acknowledged + random() % (sent - acknowledged)), .text = 200});
            sent = std::max(sent, builder.batch().records.back().end().value() - kServer);
        } else {
            acknowledged += sent > acknowledged ? std::uint32_t(random() % (sent - acknowledged + 1)) : 0;
            builder.segment(Initiator, Ack, {.ack = kServer + acknowledged, .window = std::uint16_t(random() % 600)});
        }
    }
    const Trace walked = builder.build();
    for (int visit = 0; visit < 60; ++visit) {
        const auto step = std::uint32_t(random() % (walked.stepCount(0) + 1));
        const Trace fresh = builder.build(); // without any snapshot
        for (Side side : kSides) {
            const StreamState a = walked.stateAt(0, step).streams[index(side)];
            const StreamState b = fresh.stateAt(0, step).streams[index(side)];
            QCOMPARE(flightOf(a), flightOf(b));
            QCOMPARE(a.una, b.una);
            QCOMPARE(a.nxt, b.nxt);
            QCOMPARE(a.windowEnd, b.windowEnd);
            QCOMPARE(a.peakFlight, b.peakFlight);
        }
    }
}

QTEST_APPLESS_MAIN(TestConnectionState)
#include "tst_connection_state.moc"
