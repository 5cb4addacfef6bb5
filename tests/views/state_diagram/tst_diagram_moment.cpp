#include "tests/support/trace_builder.h"
#include "views/state_diagram/diagram_moment.h"

#include <QTest>

using tcp::Event;
using tcp::Flag;
using tcp::State;

namespace {

constexpr BoxId box(State state)
{
    return BoxId(state);
}

/// Handshake, then the initiator closes; the ACK of its FIN is assumed to arrive and does not: the FIN is sent again.
TraceBuilder retraction()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Side::Initiator, Flag::Fin | Flag::Ack)
        .proven(Side::Responder)
        .step(Side::Initiator, Event::Close, State::FinWait1);
    builder.segment(Side::Responder, Flag::Ack)
        .step(Side::Initiator, Event::RcvAckOfFin, State::FinWait2, Certainty::Assumed)
        .step(Side::Responder, Event::RcvFin, State::CloseWait);
    builder.segment(Side::Initiator, Flag::Fin | Flag::Ack)
        .step(Side::Initiator, Event::RcvAckOfFin, State::FinWait1, Certainty::Retracted);
    return builder;
}

std::vector<Event> events(const DiagramEnd& end)
{
    std::vector<Event> result;
    for (const DiagramStep& step : end.walk)
        result.push_back(step.event);
    return result;
}

} // namespace

class TestDiagramMoment : public QObject {
    Q_OBJECT

private slots:
    void beforeTheFirstRecordBothAreAtTheStart();
    void oneRecordMayTakeSeveralSteps();
    void assumedStepsAreConfirmedByTheEndpointsNextSegment();
    void aRetractedStepLeavesTheWay();
    void whatFollowsARetractedStepFallsWithIt();
    void closedIsReachedAboveOrBelow_data();
    void closedIsReachedAboveOrBelow();
    void midstreamBeginsWhereTheTraceSays();
    void everyStepFindsItsRow();
    void visitsAreCountedInSteps();
    void aLongWalkShowsItsEnd();
};

void TestDiagramMoment::beforeTheFirstRecordBothAreAtTheStart()
{
    const Trace trace = TraceBuilder().connection().handshake().build();
    const DiagramMoment moment = momentAt(trace, 0, 0);
    QVERIFY(moment.taken.empty());
    for (const DiagramEnd& end : moment.ends) {
        QCOMPARE(end.box, box(State::Closed));
        QVERIFY(end.certainty == trace.certainty(0, Side::Initiator, 0));
        QVERIFY(end.walk.empty());
    }
}

void TestDiagramMoment::oneRecordMayTakeSeveralSteps()
{
    const Trace trace = TraceBuilder().connection().handshake().build();
    const DiagramMoment moment = momentAt(trace, 0, 2);
    QCOMPARE(moment.taken.size(), std::size_t(3));
    QVERIFY(moment.taken[0].side == Side::Initiator);
    QCOMPARE(moment.taken[1], (DiagramStep{Side::Responder, box(State::Closed), box(State::Listen), Event::PassiveOpen,
                                           Certainty::Proven, false}));
    QCOMPARE(moment.taken[2], (DiagramStep{Side::Responder, box(State::Listen), box(State::SynReceived), Event::RcvSyn,
                                           Certainty::Proven, false}));
    QCOMPARE(moment.ends[1].box, box(State::SynReceived));
    QCOMPARE(events(moment.ends[1]), (std::vector{Event::PassiveOpen, Event::RcvSyn}));
}

void TestDiagramMoment::assumedStepsAreConfirmedByTheEndpointsNextSegment()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Side::Responder, Flag::Rst | Flag::Ack)
        .step(Side::Responder, Event::Abort, State::Closed)
        .step(Side::Initiator, Event::RcvRst, State::Closed, Certainty::Assumed);
    const Trace trace = builder.build();
    const DiagramMoment synAck = momentAt(trace, 0, 2);
    QVERIFY(synAck.ends[0].walk.back().certainty == Certainty::Assumed);
    const DiagramMoment ack = momentAt(trace, 0, 3);
    QVERIFY(ack.ends[0].walk.back().certainty == Certainty::Proven);
    QVERIFY(ack.ends[1].walk.back().certainty == Certainty::Assumed);
    const DiagramMoment rst = momentAt(trace, 0, 4);
    QVERIFY(rst.ends[0].walk[1].certainty == Certainty::Proven); // the ACK has proven it, whatever is assumed since
    QVERIFY(rst.ends[0].walk[2].certainty == Certainty::Assumed);
    QVERIFY(rst.ends[1].walk[2].certainty == Certainty::Proven); // it has acted from ESTABLISHED
}

void TestDiagramMoment::aRetractedStepLeavesTheWay()
{
    const Trace trace = retraction().build();
    const DiagramMoment before = momentAt(trace, 0, 5);
    QCOMPARE(before.ends[0].box, box(State::FinWait2));
    QCOMPARE(events(before.ends[0]), (std::vector{Event::ActiveOpen, Event::RcvSynAck, Event::Close, Event::RcvAckOfFin}));

    const DiagramMoment after = momentAt(trace, 0, 6);
    QCOMPARE(after.ends[0].box, box(State::FinWait1));
    QCOMPARE(events(after.ends[0]), (std::vector{Event::ActiveOpen, Event::RcvSynAck, Event::Close}));
    QCOMPARE(after.taken.size(), std::size_t(1));
    QVERIFY(after.taken[0].back);
    QCOMPARE(after.taken[0].from, box(State::FinWait1)); // the arrow as it was drawn; the token returns
    QCOMPARE(after.taken[0].to, box(State::FinWait2));
    QCOMPARE(after.taken[0].target(), box(State::FinWait1));

    QVERIFY(momentAt(trace, 0, 5) == before); // whatever was asked for in between
}

void TestDiagramMoment::whatFollowsARetractedStepFallsWithIt()
{
    TraceBuilder builder;
    builder.connection(TraceBuilder::address(1, 40000), TraceBuilder::address(2, 80), true, State::Established, State::LastAck);
    builder.segment(Side::Responder, Flag::Fin | Flag::Ack)
        .step(Side::Initiator, Event::RcvFin, State::CloseWait, Certainty::Assumed)
        .step(Side::Initiator, Event::Close, State::LastAck, Certainty::Assumed);
    builder.segment(Side::Initiator, Flag::Ack).step(Side::Initiator, Event::RcvFin, State::Established, Certainty::Retracted);
    const DiagramMoment moment = momentAt(builder.build(), 0, 2);
    QVERIFY(moment.ends[0].walk.empty());
    QCOMPARE(moment.ends[0].box, box(State::Established));
}

void TestDiagramMoment::closedIsReachedAboveOrBelow_data()
{
    QTest::addColumn<State>("from");
    QTest::addColumn<Event>("event");
    QTest::addColumn<int>("end");
    QTest::newRow("a refused SYN goes back up") << State::SynSent << Event::RcvRst << box(State::Closed);
    QTest::newRow("a listener that closes goes back up") << State::Listen << Event::Close << box(State::Closed);
    QTest::newRow("a reset in ESTABLISHED ends below") << State::Established << Event::RcvRst << kEndBox;
    QTest::newRow("the last ACK ends below") << State::LastAck << Event::RcvAckOfFin << kEndBox;
    QTest::newRow("2 MSL end below") << State::TimeWait << Event::TimeWaitTimeout << kEndBox;
}

void TestDiagramMoment::closedIsReachedAboveOrBelow()
{
    QFETCH(State, from);
    QFETCH(Event, event);
    QFETCH(int, end);
    TraceBuilder builder;
    builder.connection(TraceBuilder::address(1, 40000), TraceBuilder::address(2, 80), true, from, State::Established);
    builder.segment(Side::Responder, Flag::Ack).step(Side::Initiator, event, State::Closed);
    builder.segment(Side::Responder, Flag::Ack);
    builder.segment(Side::Initiator, Flag::Syn).step(Side::Initiator, Event::ActiveOpen, State::SynSent);
    const Trace trace = builder.build();
    QCOMPARE(momentAt(trace, 0, 1).ends[0].box, end);
    QCOMPARE(momentAt(trace, 0, 2).ends[0].box, end);
    QVERIFY(momentAt(trace, 0, 2).taken.empty());
    // Whoever opens anew starts from the top.
    QCOMPARE(momentAt(trace, 0, 3).taken[0].from, box(State::Closed));
    QCOMPARE(momentAt(trace, 0, 3).ends[0].box, box(State::SynSent));
}

void TestDiagramMoment::midstreamBeginsWhereTheTraceSays()
{
    TraceBuilder builder;
    builder.connection(TraceBuilder::address(1, 40000), TraceBuilder::address(2, 80), true, State::Established, State::CloseWait);
    builder.segment(Side::Initiator, Flag::Ack);
    const Trace trace = builder.build();
    for (const std::uint32_t step : {0u, 1u}) {
        QCOMPARE(momentAt(trace, 0, step).ends[0].box, box(State::Established));
        QCOMPARE(momentAt(trace, 0, step).ends[1].box, box(State::CloseWait));
        QVERIFY(momentAt(trace, 0, step).ends[1].certainty == Certainty::Assumed);
    }
}

void TestDiagramMoment::everyStepFindsItsRow()
{
    for (const tcp::Transition& row : tcp::kTransitions) {
        for (int from = 0; from < tcp::kStateCount; ++from) {
            if (!row.from.contains(State(from)))
                continue;
            DiagramStep step;
            step.from = from;
            step.to = row.to ? boxAfter(from, *row.to) : from;
            step.event = row.event;
            const tcp::Transition* found = rowOf(step);
            QVERIFY(found);
            QVERIFY(found->event == row.event);
            QVERIFY(found->to.value_or(State(from)) == row.to.value_or(State(from)));
            QVERIFY(found->from.contains(State(from)));
        }
    }
    DiagramStep impossible;
    impossible.from = box(State::TimeWait);
    impossible.to = box(State::Listen);
    QVERIFY(!rowOf(impossible));
}

void TestDiagramMoment::visitsAreCountedInSteps()
{
    const Trace trace = retraction().build();
    using Steps = std::vector<std::uint32_t>;
    using Stays = std::vector<Stay>;
    const auto ms = [](int count) { return Duration(std::chrono::milliseconds(count)); };
    const auto between = [&trace](std::uint32_t from, std::uint32_t until) {
        const Connection& connection = trace.connection(0);
        return trace.record(connection.records[until - 1]).time - trace.record(connection.records[from - 1]).time;
    };
    QCOMPARE(staysIn(trace, 0, Side::Initiator, State::Closed), (Stays{{0, 1, ms(0)}}));
    // The second time because of the retraction, and to the end.
    const std::uint32_t last = trace.stepCount(0);
    QCOMPARE(staysIn(trace, 0, Side::Initiator, State::FinWait1),
             (Stays{{4, 5, between(4, 5)}, {6, std::nullopt, between(6, last)}}));
    QCOMPARE(staysIn(trace, 0, Side::Responder, State::FinWait1), Stays{});
    QVERIFY((Stay{4, 5, ms(0)}.contains(4)) && !(Stay{4, 5, ms(0)}.contains(5)) && !(Stay{4, 5, ms(0)}.contains(3)));
    const tcp::Transition* row = tcp::findTransition(State::FinWait1, Event::RcvAckOfFin, {});
    QCOMPARE(passagesOf(trace, 0, Side::Initiator, *row, State::FinWait1), Steps{5});
}

void TestDiagramMoment::aLongWalkShowsItsEnd()
{
    TraceBuilder builder;
    builder.connection().handshake();
    for (int i = 0; i < 500; ++i) {
        builder.segment(Side::Initiator, Flag::Rst).step(Side::Initiator, Event::Abort, State::Closed);
        builder.segment(Side::Initiator, Flag::Syn).step(Side::Initiator, Event::ActiveOpen, State::SynSent);
    }
    const Trace trace = builder.build();
    const DiagramMoment moment = momentAt(trace, 0, trace.stepCount(0));
    const DiagramEnd& busy = moment.ends[0];
    QCOMPARE(busy.walk.size(), 64u);
    QCOMPARE(busy.box, box(State::SynSent));
    QVERIFY(busy.walk.back().event == Event::ActiveOpen);
    QCOMPARE(busy.walk.back().from, box(State::Closed)); // left upwards again
    QVERIFY((events(moment.ends[1]) == std::vector<Event>{Event::PassiveOpen, Event::RcvSyn, Event::RcvAckOfSyn})); // far back, but all
    QCOMPARE(moment.taken.size(), 1u);

    TraceBuilder closed;
    closed.connection().handshake().close();
    for (int i = 0; i < 200; ++i)
        closed.segment(Side::Responder, Flag::Ack).step(Side::Initiator, Event::RcvStray, State::Closed);
    const Trace strays = closed.build();
    QCOMPARE(momentAt(strays, 0, strays.stepCount(0)).ends[0].box, kEndBox); // as it was before the walk became too long
}

QTEST_APPLESS_MAIN(TestDiagramMoment)
#include "tst_diagram_moment.moc"
