#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"
#include "tests/support/trace_builder.h"
#include "views/state_diagram/diagram_painter.h"

#include <QGuiApplication>
#include <QImage>
#include <QTest>

#include <algorithm>
#include <ctime>
#include <set>

using namespace Qt::StringLiterals;
using tcp::Event;
using tcp::Flag;
using tcp::State;

namespace {

/// Fills a trace at once.
class TraceSink : public RecordSink {
public:
    explicit TraceSink(Trace& trace) : m_trace(trace) {}
    bool write(RecordBatch&& batch) override
    {
        m_trace.append(batch);
        return true;
    }

private:
    Trace& m_trace;
};

/// The built-in scenario, played.
Trace played(const char* name)
{
    Trace trace;
    const simulation::BuiltInScenario* scenario = simulation::findBuiltInScenario(name);
    if (!scenario)
        return trace;
    TraceSink sink(trace);
    simulation::SimulationSource source(name, simulation::readScenario(scenario->text, scenario->name).value());
    source.forgetPassages();
    source.run(sink, {});
    return trace;
}

/// "1 CLOSED>SYN-SENT, 2 SYN-SENT>ESTABLISHED x": x for what was taken back.
QString written(const std::vector<TrailStep>& trail)
{
    QStringList parts;
    for (const TrailStep& step : trail) {
        const auto name = [](BoxId box) { return QString::fromUtf8(tcp::toString(stateOf(box)).data()); };
        parts << u"%1 %2>%3%4"_s.arg(step.number).arg(name(step.step.from), name(step.step.to), step.retracted ? u" x"_s : QString());
    }
    return parts.join(u", "_s);
}

/// FIN-WAIT-2 was assumed, taken back, and reached once more.
TraceBuilder takenBack()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Side::Initiator, Flag::Fin | Flag::Ack).proven(Side::Responder).step(Side::Initiator, Event::Close, State::FinWait1);
    builder.segment(Side::Responder, Flag::Ack).step(Side::Initiator, Event::RcvAckOfFin, State::FinWait2, Certainty::Assumed);
    builder.segment(Side::Initiator, Flag::Fin | Flag::Ack).step(Side::Initiator, Event::RcvAckOfFin, State::FinWait1, Certainty::Retracted);
    builder.segment(Side::Responder, Flag::Ack).step(Side::Initiator, Event::RcvAckOfFin, State::FinWait2, Certainty::Assumed);
    return builder;
}

/// Twelve times opened and refused, then a handshake: SYN-SENT and back again and again.
TraceBuilder manyAttempts()
{
    TraceBuilder builder;
    builder.connection();
    for (int i = 0; i < 12; ++i) {
        builder.segment(Side::Initiator, Flag::Syn).step(Side::Initiator, Event::ActiveOpen, State::SynSent);
        builder.segment(Side::Responder, Flag::Rst | Flag::Ack).step(Side::Initiator, Event::RcvRst, State::Closed);
    }
    return builder.handshake().close();
}

bool overlap(const QRectF& a, const QRectF& b)
{
    const QRectF common = a & b;
    return common.width() > 0.5 && common.height() > 0.5;
}

/// What beads must not hide: names, tokens, each other; letters keep within nine tenths of their line.
QString hidden(const DiagramLayout& layout, const DiagramMoment& moment, const std::vector<ActiveArrow>& arrows,
               const std::vector<TrailBead>& beads)
{
    for (std::size_t i = 0; i < beads.size(); ++i) {
        const QRectF& rect = beads[i].rect;
        for (std::size_t k = 0; k < i; ++k) {
            if (overlap(rect, beads[k].rect))
                return u"beads %1 and %2"_s.arg(beads[k].text, beads[i].text);
        }
        for (const DiagramBox& box : layout.boxes) {
            for (const DiagramText& line : box.name) {
                if (overlap(rect, line.rect.adjusted(1, 0.1 * layout.unit, -1, -0.1 * layout.unit)))
                    return u"bead %1 on the name %2"_s.arg(beads[i].text, line.text);
            }
        }
        for (Side side : kSides) {
            if (overlap(rect, layout.tokenRect(moment.ends[index(side)].box, side)))
                return u"bead %1 on a token"_s.arg(beads[i].text);
        }
        for (const ActiveArrow& arrow : arrows) {
            for (const DiagramText& line : arrow.label) {
                if (overlap(rect, line.rect.adjusted(1, 0.1 * layout.unit, -1, -0.1 * layout.unit)))
                    return u"bead %1 on \"%2\""_s.arg(beads[i].text, line.text);
            }
        }
        if (!layout.area.contains(rect))
            return u"bead %1 outside"_s.arg(beads[i].text);
    }
    return {};
}

} // namespace

class TestTrail : public QObject {
    Q_OBJECT

private slots:
    void stepsAreNumberedForEachEnd();
    void whatWasTakenBackKeepsItsNumber();
    void loopsHaveNoNumber();
    void aCutTrailGoesOnCounting();
    void newerStepsAreStronger();
    void theTrailsBeadsKeepClear_data();
    void theTrailsBeadsKeepClear();
    void anArrowWalkedOftenHasOneBead();
    void bothEndsUponOneArrowHaveBeadsOfTheirOwn();
    void withoutTheTrailNothingIsNumbered();
    void aTrailIsFoundQuickly();
};

void TestTrail::stepsAreNumberedForEachEnd()
{
    const Trace trace = TraceBuilder().connection().handshake().close().build();
    const DiagramMoment moment = momentAt(trace, 0, trace.stepCount(0));
    QCOMPARE(written(moment.ends[0].trail), u"1 CLOSED>SYN-SENT, 2 SYN-SENT>ESTABLISHED, 3 ESTABLISHED>FIN-WAIT-1, "
                                            "4 FIN-WAIT-1>FIN-WAIT-2, 5 FIN-WAIT-2>TIME-WAIT, 6 TIME-WAIT>CLOSED"_s);
    QCOMPARE(written(moment.ends[1].trail), u"1 CLOSED>LISTEN, 2 LISTEN>SYN-RECEIVED, 3 SYN-RECEIVED>ESTABLISHED, "
                                            "4 ESTABLISHED>CLOSE-WAIT, 5 CLOSE-WAIT>LAST-ACK, 6 LAST-ACK>CLOSED"_s);
    QCOMPARE(written(momentAt(trace, 0, 1).ends[0].trail), u"1 CLOSED>SYN-SENT"_s);
}

void TestTrail::whatWasTakenBackKeepsItsNumber()
{
    const Trace trace = takenBack().build();
    const DiagramEnd end = momentAt(trace, 0, trace.stepCount(0)).ends[0];
    QCOMPARE(written(end.trail), u"1 CLOSED>SYN-SENT, 2 SYN-SENT>ESTABLISHED, 3 ESTABLISHED>FIN-WAIT-1, "
                                 "4 FIN-WAIT-1>FIN-WAIT-2 x, 5 FIN-WAIT-1>FIN-WAIT-2"_s);
    QVERIFY(end.trail.back().step.certainty == Certainty::Assumed);
    QVERIFY(end.trail[2].step.certainty == Certainty::Proven);
}

void TestTrail::loopsHaveNoNumber()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Side::Initiator, Flag::Ack).step(Side::Initiator, Event::Send, State::Established);
    builder.segment(Side::Initiator, Flag::Fin | Flag::Ack).step(Side::Initiator, Event::Close, State::FinWait1);
    const Trace trace = builder.build();
    QCOMPARE(written(momentAt(trace, 0, trace.stepCount(0)).ends[0].trail),
             u"1 CLOSED>SYN-SENT, 2 SYN-SENT>ESTABLISHED, 3 ESTABLISHED>FIN-WAIT-1"_s);
}

void TestTrail::aCutTrailGoesOnCounting()
{
    TraceBuilder builder;
    builder.connection();
    for (int i = 0; i < 100; ++i) {
        builder.segment(Side::Initiator, Flag::Syn).step(Side::Initiator, Event::ActiveOpen, State::SynSent);
        builder.segment(Side::Responder, Flag::Rst).step(Side::Initiator, Event::RcvRst, State::Closed);
    }
    const Trace trace = builder.build();
    const std::vector<TrailStep> trail = momentAt(trace, 0, trace.stepCount(0)).ends[0].trail;
    QCOMPARE(trail.size(), std::size_t(64));
    QCOMPARE(trail.front().number, 137u);
    QCOMPARE(trail.back().number, 200u);
}

void TestTrail::newerStepsAreStronger()
{
    QCOMPARE(trailStrength(0), 1.0);
    for (std::uint32_t later = 0; later < 40; ++later) {
        QVERIFY(trailStrength(later + 1) < trailStrength(later));
        QVERIFY(trailStrength(later) > 0.3); // still to be seen
    }
}

void TestTrail::theTrailsBeadsKeepClear_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QSizeF>("size");
    for (const simulation::BuiltInScenario& scenario : simulation::builtInScenarios()) {
        const QString name = QString::fromUtf8(scenario.name.data(), qsizetype(scenario.name.size()));
        QTest::newRow(qPrintable(name)) << name << QSizeF(600, 620);
    }
    for (const char* name : {"three_way_handshake", "simultaneous_close", "simultaneous_open", "half_close"}) {
        QTest::newRow(qPrintable(QLatin1String(name) + u", small"_s)) << QString::fromUtf8(name) << QSizeF(420, 560);
        QTest::newRow(qPrintable(QLatin1String(name) + u", wide"_s)) << QString::fromUtf8(name) << QSizeF(1500, 800);
    }
    QTest::newRow("steps that were taken back") << u"taken back"_s << QSizeF(600, 620);
    QTest::newRow("thirty steps") << u"attempts"_s << QSizeF(600, 620);
}

void TestTrail::theTrailsBeadsKeepClear()
{
    QFETCH(QString, scenario);
    QFETCH(QSizeF, size);
    const Trace trace = scenario == u"taken back"_s ? takenBack().build()
                        : scenario == u"attempts"_s ? manyAttempts().build()
                                                    : played(qPrintable(scenario));
    QFont font = QGuiApplication::font();
    font.setPointSizeF(10);
    const DiagramLayout layout = layoutStateDiagram(QRectF(QPointF(), size), font);
    RouteFinder routes(layout);
    std::vector<DiagramMoment> seen;
    for (ConnectionId id = 0; id < std::min<ConnectionId>(trace.connectionCount(), 3); ++id) {
        for (std::uint32_t step = 1; step <= std::min(trace.stepCount(id), 400u); ++step) {
            if (trace.transitionsAt(id, step).empty())
                continue;
            const DiagramMoment moment = momentAt(trace, id, step);
            if (std::find(seen.begin(), seen.end(), moment) != seen.end())
                continue;
            seen.push_back(moment);
            const auto arrows = activeArrows(layout, routes, moment, true);
            const auto beads = trailBeads(layout, moment, arrows);
            std::size_t numbers = 0;
            for (const ActiveArrow& arrow : arrows) {
                for (Side side : kSides)
                    numbers += arrow.uses[index(side)].numbers.size() + arrow.uses[index(side)].fallenNumbers.size();
            }
            QCOMPARE(numbers, moment.ends[0].trail.size() + moment.ends[1].trail.size());
            const QString problem = hidden(layout, moment, arrows, beads);
            QVERIFY2(problem.isEmpty(), qPrintable(u"connection %1, step %2: %3"_s.arg(id).arg(step).arg(problem)));
        }
    }
}

void TestTrail::anArrowWalkedOftenHasOneBead()
{
    const Trace trace = manyAttempts().build();
    const DiagramLayout layout = layoutStateDiagram(QRectF(0, 0, 600, 620), QGuiApplication::font());
    RouteFinder routes(layout);
    const DiagramMoment moment = momentAt(trace, 0, trace.stepCount(0));
    std::set<QString> texts;
    for (const TrailBead& bead : trailBeads(layout, moment, activeArrows(layout, routes, moment, true))) {
        if (bead.side == Side::Initiator)
            texts.insert(bead.text);
    }
    QVERIFY2(texts.contains(u"1…25"_s) && texts.contains(u"2…24"_s) && texts.contains(u"26"_s), qPrintable(QStringList(texts.begin(), texts.end()).join(u' ')));
}

void TestTrail::bothEndsUponOneArrowHaveBeadsOfTheirOwn()
{
    const Trace trace = played("simultaneous_close");
    const DiagramLayout layout = layoutStateDiagram(QRectF(0, 0, 600, 620), QGuiApplication::font());
    RouteFinder routes(layout);
    const DiagramMoment moment = momentAt(trace, 0, trace.stepCount(0));
    int shared = 0;
    const auto arrows = activeArrows(layout, routes, moment, true);
    for (const ActiveArrow& arrow : arrows)
        shared += !arrow.uses[0].numbers.empty() && !arrow.uses[1].numbers.empty() ? 1 : 0;
    QCOMPARE(shared, 4); // ESTABLISHED to CLOSED
    QCOMPARE(trailBeads(layout, moment, arrows).size(), moment.ends[0].trail.size() + moment.ends[1].trail.size());
}

void TestTrail::withoutTheTrailNothingIsNumbered()
{
    const Trace trace = takenBack().build();
    const DiagramLayout layout = layoutStateDiagram(QRectF(0, 0, 600, 620), QGuiApplication::font());
    RouteFinder routes(layout);
    const DiagramMoment moment = momentAt(trace, 0, trace.stepCount(0));
    const auto arrows = activeArrows(layout, routes, moment);
    QVERIFY(trailBeads(layout, moment, arrows).empty());
    for (const ActiveArrow& arrow : arrows)
        QVERIFY(arrow.uses[0].strength == 1.0 && arrow.uses[1].strength == 1.0 && !arrow.uses[0].fallen);
}

void TestTrail::aTrailIsFoundQuickly()
{
    const Trace trace = manyAttempts().build();
    const DiagramLayout layout = layoutStateDiagram(QRectF(0, 0, 1600, 1000), QGuiApplication::font());
    RouteFinder routes(layout);
    const DiagramMoment moment = momentAt(trace, 0, trace.stepCount(0));
    const auto arrows = activeArrows(layout, routes, moment, true);
    const double before = 1000.0 * double(std::clock()) / double(CLOCKS_PER_SEC);
    constexpr int kRounds = 20;
    std::size_t beads = 0;
    for (int i = 0; i < kRounds; ++i)
        beads += trailBeads(layout, moment, arrows).size();
    const double each = (1000.0 * double(std::clock()) / double(CLOCKS_PER_SEC) - before) / kRounds;
    qInfo("%zu beads placed in %.2f ms", beads / kRounds, each);
    QVERIFY2(each < 16.0, qPrintable(QString::number(each)));
}

QTEST_MAIN(TestTrail)
#include "tst_trail.moc"
