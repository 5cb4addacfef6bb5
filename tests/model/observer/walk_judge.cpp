#include "tests/model/observer/walk_judge.h"

#include "model/observer/connection_tracker.h"
#include "model/simulation/passage.h"

#include <algorithm>
#include <map>

using tcp::Event;
using tcp::Flag;
using tcp::State;

namespace differential {

namespace {

QString text(std::string_view words)
{
    return QString::fromLatin1(words.data(), qsizetype(words.size()));
}

QString name(State state)
{
    return text(tcp::toString(state));
}

} // namespace

Judge::Judge(const PlayedScenario& scenario, Place place)
    : m_scenario(scenario), m_capture(scenario.capture(place)), m_positions(scenario.passages().size(), kMissed)
{
    for (std::size_t i = m_capture.size(); i-- > 0;)
        m_positions[m_capture[i].passage] = i;
    observe();
    collectSteps();
}

/// The trace of what was captured, with the clock run on to the end.
void Judge::observe()
{
    ConnectionTracker tracker({.twoMsl = m_scenario.twoMsl()});
    RecordBatch batch;
    std::uint32_t frame = 0;
    for (const Sighting& sighting : m_capture) {
        const Passage& passage = m_scenario.passages()[sighting.passage];
        const SocketAddress& source = m_scenario.address(passage.sender);
        const SocketAddress& destination = m_scenario.address(other(passage.sender));
        wire::DecodedSegment packet;
        packet.sourceIp = source.ip;
        packet.sourcePort = source.port;
        packet.destinationIp = destination.ip;
        packet.destinationPort = destination.port;
        packet.segment = passage.segment;
        packet.checksum = sighting.isDamaged ? wire::Checksum::Wrong : wire::Checksum::Correct;
        tracker.observe(packet, sighting.time, ++frame, batch);
    }
    tracker.advanceClock(m_scenario.end(), batch);
    m_trace.append(batch);
}

void Judge::collectSteps()
{
    for (ConnectionId id = 0; id < m_trace.connectionCount(); ++id) {
        for (const TransitionRecord& transition : m_trace.transitionsUntil(id, m_trace.stepCount(id))) {
            const Record& record = m_trace.record(transition.record);
            const bool isA = m_trace.connection(id).address(transition.side) == m_scenario.address(Host::A);
            Step step{transition, isA ? Host::A : Host::B, record.time};
            step.position = std::max(record.frame, 1u) - 1;
            if (record.frame != 0)
                step.cause = &m_scenario.passages()[m_capture[record.frame - 1].passage];
            for (std::size_t i = 0; i < record.frame; ++i) {
                const Passage& passage = m_scenario.passages()[m_capture[i].passage];
                if (passage.sender == step.host)
                    step.latestOfHost = std::max(step.latestOfHost, passage.sent);
            }
            m_steps.push_back(step);
        }
    }
    std::stable_sort(m_steps.begin(), m_steps.end(),
                     [](const Step& a, const Step& b) { return a.transition.record < b.transition.record; });
}

int Judge::provenCount() const
{
    return int(std::count_if(m_steps.begin(), m_steps.end(), [](const Step& step) { return step.transition.certainty == Certainty::Proven; }));
}

void Judge::fail(const QString& problem)
{
    if (m_problem.isEmpty())
        m_problem = problem;
}

bool Judge::explain(std::optional<Reason> reason)
{
    if (reason)
        ++m_explained[std::size_t(*reason)];
    return reason.has_value();
}

// --- The checks

void Judge::checkRows()
{
    std::map<std::pair<ConnectionId, Side>, std::vector<TransitionRecord>> walks;
    for (const Step& step : m_steps) {
        const TransitionRecord& t = step.transition;
        auto& walk = walks[{t.connection, t.side}];
        const State before = walk.empty() ? m_trace.connection(t.connection).info.initialStates[std::size_t(t.side)] : walk.back().to;
        if (before != t.from)
            fail(QStringLiteral("a step begins in another state than the one before it ended in: ") + describe(step));
        if (t.certainty == Certainty::Retracted) {
            if (walk.empty() || walk.back().event != t.event || walk.back().from != t.to)
                return fail(QStringLiteral("a retraction without its step: ") + describe(step));
            walk.pop_back();
            continue;
        }
        const bool isRow = std::any_of(std::begin(tcp::kTransitions), std::end(tcp::kTransitions), [&](const tcp::Transition& row) {
            return row.from.contains(t.from) && row.event == t.event && row.to == t.to;
        });
        if (!isRow)
            fail(QStringLiteral("no row of the table: ") + describe(step));
        walk.push_back(t);
    }
}

void Judge::checkProven()
{
    for (Host host : kHosts) {
        std::size_t from = 0;
        const std::vector<Step> net = netWalk(host);
        for (std::size_t i = 0; i < net.size(); ++i) {
            const Step& step = net[i];
            if (step.transition.certainty != Certainty::Proven || !step.cause)
                continue; // without a cause: the old incarnation has ended somehow
            const bool isFirst = i == 0 || net[i - 1].transition.connection != step.transition.connection;
            const bool fromIsKnown = isFirst ? !m_trace.connection(step.transition.connection).info.midstream
                                             : net[i - 1].transition.certainty != Certainty::Assumed;
            const std::size_t found = findTrue(host, step, fromIsKnown, from);
            if (found == walk(host).size()) {
                if (explain(whyProven(step)))
                    continue;
                return fail(QStringLiteral("proven, but never done: ") + describe(step));
            }
            from = found + 1;
            const bool isLast = i + 1 == net.size() || net[i + 1].transition.record != step.transition.record;
            if (isLast && step.cause->sender == host && !wasIn(host, step.transition.to, step.latestOfHost) && !explain(whyProven(step)))
                return fail(QStringLiteral("proven, but not so when the segment was sent: ") + describe(step));
        }
    }
}

void Judge::checkConfirmed()
{
    for (ConnectionId id = 0; id < m_trace.connectionCount(); ++id) {
        for (std::uint32_t step = 2; step <= m_trace.stepCount(id); ++step) {
            for (Side side : kSides) {
                const State state = m_trace.state(id, side, step);
                const Host host = m_trace.connection(id).address(side) == m_scenario.address(Host::A) ? Host::A : Host::B;
                const bool isConfirmed = m_trace.certainty(id, side, step) == Certainty::Proven
                    && m_trace.certainty(id, side, step - 1) == Certainty::Assumed && m_trace.state(id, side, step - 1) == state;
                const auto& truth = walk(host);
                const Timestamp time = m_trace.record(m_trace.connection(id).records[step - 1]).time;
                const auto isIt = [&](const TrueStep& real) { return real.to == state && real.time <= time; };
                if (isConfirmed && std::none_of(truth.begin(), truth.end(), isIt) && !explain(whyUnlike(host, time)))
                    fail(QStringLiteral("confirmed, but never so: ") + name(state));
            }
        }
    }
}

void Judge::checkWholeWalk()
{
    for (Host host : kHosts) {
        const auto difference = firstDifference(host);
        if (!difference || explain(whyUnlike(host, difference->time)))
            continue;
        if (wasRepeated(Flag::Fin, difference->time))
            explain(Reason::Repeated); // the way between FIN-WAIT-1 and TIME-WAIT, not where it ends
        else
            fail(QStringLiteral("the walk of ") + (host == Host::A ? QLatin1Char('A') : QLatin1Char('B')) + QStringLiteral(" differs: ") + difference->what);
    }
}

void Judge::checkFinalStates()
{
    for (Host host : kHosts) {
        const std::vector<Step> net = netWalk(host);
        const State seen = net.empty() ? State::Closed : net.back().transition.to;
        const State real = walk(host).empty() ? State::Closed : walk(host).back().to;
        // Whether a RST sent a passive opener back to LISTEN or ended its connection depends on an ACK that may have been lost.
        const bool isReset = !net.empty() && net.back().transition.event == Event::RcvRst && seen == State::Closed;
        if (seen == real || (real == State::Listen && (net.empty() || isReset)))
            continue;
        // A RST in SYN-RECEIVED sends back to LISTEN only who came from there (MUST-11).
        const bool opensUnseen = seen == State::Listen && real == State::Closed
            && std::any_of(net.begin(), net.end(), [&](const Step& step) { return step.transition.connection == net.back().transition.connection && isHiddenOpening(step); });
        if (opensUnseen)
            explain(Reason::HiddenOpening);
        else if (seen == State::SynReceived && real == State::Established && wasRepeated(Flag::Syn, Timestamp::max()))
            explain(Reason::Repeated);
        else if (!explain(whyUnlike(host, Timestamp::max())))
            fail(QStringLiteral("%1 ends in %2, seen as %3").arg(host == Host::A ? QLatin1Char('A') : QLatin1Char('B')).arg(name(real), name(seen)));
    }
}

/// Where the walk that was seen first differs from the real one.
std::optional<Judge::Difference> Judge::firstDifference(Host host)
{
    const std::vector<TrueStep>& truth = walk(host);
    const std::vector<Step> seen = netWalk(host);
    std::size_t i = 0;
    for (const TrueStep& real : truth) {
        const auto differs = [&](Timestamp time) {
            const QString what = QStringLiteral("%1 -> %2 by %3").arg(name(real.from), name(real.to), text(tcp::toString(real.event)));
            return Difference{time, what + (i < seen.size() ? QStringLiteral(", seen as ") + describe(seen[i]) : QStringLiteral(", not seen"))};
        };
        if (i == seen.size())
            return differs(real.time);
        const TransitionRecord* t = &seen[i].transition;
        const bool isAssumed = t->certainty == Certainty::Assumed;
        const bool isCall = real.event == Event::Close || real.event == Event::Abort;
        const bool isAmongAcks = isCall && isAssumed && i + 1 < seen.size() && t->from == real.from && t->event != real.event
            && seen[i + 1].transition.event == real.event && seen[i + 1].transition.to == real.to;
        if (isAmongAcks) {
            t = &seen[++i].transition;
            explain(Reason::CallAmongAcks);
        }
        const bool isOtherCause = isAssumed && real.to == State::Closed && t->to == State::Closed && t->event != real.event;
        if (isOtherCause)
            explain(Reason::OtherCause);
        if ((t->from != real.from && !isAmongAcks) || t->to != real.to || (t->event != real.event && !isOtherCause))
            return differs(std::max(real.time, seen[i].captured));
        ++i;
    }
    if (i == seen.size())
        return std::nullopt;
    return Difference{seen[i].captured, QStringLiteral("never done: ") + describe(seen[i])};
}

std::size_t Judge::findTrue(Host host, const Step& step, bool fromIsKnown, std::size_t from) const
{
    const auto kind = [&](Event event) { return !fromIsKnown && event == Event::RcvFinAckOfFin ? Event::RcvFin : event; };
    const auto& truth = walk(host);
    const Timestamp latest = step.cause->sender == host ? step.latestOfHost : step.captured;
    const TransitionRecord& t = step.transition;
    for (std::size_t i = from; i < truth.size() && truth[i].time <= latest; ++i) {
        if ((truth[i].from == t.from || !fromIsKnown) && truth[i].to == t.to && kind(truth[i].event) == kind(t.event))
            return i;
    }
    return truth.size();
}

bool Judge::wasIn(Host host, State state, Timestamp when) const
{
    State now = State::Closed;
    for (const TrueStep& step : walk(host)) {
        if (step.time > when)
            break;
        if (step.time == when && now == state)
            return true;
        now = step.to;
    }
    return now == state;
}

/// The steps without those taken back.
std::vector<Step> Judge::netWalk(Host host) const
{
    std::vector<Step> net;
    for (const Step& step : m_steps) {
        if (step.host != host)
            continue;
        if (step.transition.certainty != Certainty::Retracted) {
            net.push_back(step);
            continue;
        }
        const auto taken = std::find_if(net.rbegin(), net.rend(), [&](const Step& each) { return each.transition.connection == step.transition.connection; });
        if (taken != net.rend())
            net.erase(std::next(taken).base());
    }
    return net;
}

// --- For people

QString Judge::describe(const Step& step) const
{
    const TransitionRecord& t = step.transition;
    return QStringLiteral("%1 %2 %3: %4 -> %5 by %6 (%7)")
        .arg(std::chrono::duration<double>(step.captured - simulation::kSimulationStart).count(), 11, 'f', 6)
        .arg(t.connection)
        .arg(step.host == Host::A ? QLatin1Char('A') : QLatin1Char('B'))
        .arg(name(t.from), name(t.to), text(tcp::toString(t.event)), text(toString(t.certainty)));
}

QByteArray Judge::report() const
{
    QString report = QStringLiteral("\n%1\n%2\ncaptured:\n").arg(m_problem, QString::fromStdString(m_scenario.story()));
    for (const Sighting& sighting : m_capture) {
        const Passage& passage = m_scenario.passages()[sighting.passage];
        report += QStringLiteral("%1  %2 %3\n")
                      .arg(std::chrono::duration<double>(sighting.time - simulation::kSimulationStart).count(), 11, 'f', 6)
                      .arg(passage.sender == Host::A ? QLatin1Char('A') : QLatin1Char('B'))
                      .arg(QString::fromStdString(simulation::describe(passage.segment)));
    }
    for (Host host : kHosts) {
        for (const Step& step : m_steps) {
            if (step.host == host)
                report += describe(step) + QLatin1Char('\n');
        }
    }
    return report.toLocal8Bit();
}

} // namespace differential
