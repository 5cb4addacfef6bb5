#pragma once
#include "model/observer/connection_tracker.h"
#include "model/tcp/transition_table.h"
#include "model/trace/trace.h"
#include "tests/model/observer/random_scene.h"

#include <QString>

#include <algorithm>
#include <map>

/// Holds what the observer says of a scene against what its endpoints really did.
namespace peers {

using tcp::Event;
using tcp::Flag;

struct Step {
    TransitionRecord transition;
    Host host;
    Timestamp captured;
    const Passage* cause = nullptr; ///< Nothing for a timeout.
    Timestamp latestOfHost{};              ///< When the youngest of this host's segments captured so far was sent.
};

inline const SocketAddress kAddresses[] = {{{{10, 0, 0, 1}, 4}, 49152}, {{{10, 0, 0, 2}, 4}, 80}};

inline Host hostOf(const Trace& trace, ConnectionId id, Side side)
{
    return trace.connection(id).address(side) == kAddresses[0] ? Host::A : Host::B;
}

/// The trace of what was captured, with the clock run on to the end.
inline Trace observe(Scene& scene, const std::vector<std::size_t>& capture)
{
    ConnectionTracker tracker({.twoMsl = 60s});
    RecordBatch batch;
    std::uint32_t frame = 0;
    for (std::size_t which : capture) {
        const Passage& passage = scene.exchange().passages()[which];
        const SocketAddress& source = kAddresses[index(passage.sender)];
        const SocketAddress& destination = kAddresses[index(other(passage.sender))];
        wire::DecodedSegment packet;
        packet.sourceIp = source.ip;
        packet.sourcePort = source.port;
        packet.destinationIp = destination.ip;
        packet.destinationPort = destination.port;
        packet.segment = passage.segment;
        tracker.observe(packet, passage.captured, ++frame, batch);
    }
    tracker.advanceClock(scene.end(), batch);
    Trace trace;
    trace.append(batch);
    return trace;
}

inline std::vector<Step> stepsOf(const Trace& trace, const Scene& scene, const std::vector<std::size_t>& capture)
{
    std::vector<Step> steps;
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        for (const TransitionRecord& transition : trace.transitionsUntil(id, trace.stepCount(id))) {
            const Record& record = trace.record(transition.record);
            Step step{transition, hostOf(trace, id, transition.side), record.time};
            if (record.frame != 0)
                step.cause = &scene.exchange().passages()[capture[record.frame - 1]];
            for (std::size_t i = 0; i < record.frame; ++i) {
                const Passage& passage = scene.exchange().passages()[capture[i]];
                if (passage.sender == step.host)
                    step.latestOfHost = std::max(step.latestOfHost, passage.sent);
            }
            steps.push_back(step);
        }
    }
    std::stable_sort(steps.begin(), steps.end(),
                     [](const Step& a, const Step& b) { return a.transition.record < b.transition.record; });
    return steps;
}

inline QString name(State state)
{
    return QString::fromStdString(std::string(tcp::toString(state)));
}

inline QString describe(State from, State to, Event event)
{
    return QStringLiteral("%1 -> %2 by %3").arg(name(from), name(to), QString::fromStdString(std::string(tcp::toString(event))));
}

/// The walk in the terms of connections: TIME-WAIT's shortcut into a new incarnation ends one and opens another.
inline std::vector<TrueStep> trueWalk(const Endpoint& endpoint)
{
    std::vector<TrueStep> walk;
    for (const TrueStep& step : endpoint.walk()) {
        if (step.from == State::TimeWait && step.event == Event::RcvSyn) {
            walk.push_back({step.time, State::TimeWait, State::Closed, Event::TimeWaitTimeout});
            walk.push_back({step.time, State::Closed, State::Listen, Event::PassiveOpen});
            walk.push_back({step.time, State::Listen, State::SynReceived, Event::RcvSyn});
        } else if (step.from != step.to) {
            walk.push_back(step);
        }
    }
    return walk;
}

/// Holds one trace against one exchange; `problem` is empty if all is well.
class Judge {
public:
    Judge(Scene& scene) : m_scene(scene), m_capture(scene.capture()), m_trace(observe(scene, m_capture)), m_steps(stepsOf(m_trace, scene, m_capture))
    {
        for (Host host : kHosts)
            m_truth[index(host)] = trueWalk(scene.exchange().end(host));
    }

    QString problem() const { return m_problem; }
    int count(Certainty certainty) const
    {
        return int(std::count_if(m_steps.begin(), m_steps.end(), [&](const Step& step) { return step.transition.certainty == certainty; }));
    }

    /// Every step is a row of the table, and begins where the one before it ended.
    void checkRows()
    {
        std::map<std::pair<ConnectionId, Side>, std::vector<TransitionRecord>> walks;
        for (const Step& step : m_steps) {
            const TransitionRecord& t = step.transition;
            auto& walk = walks[{t.connection, t.side}];
            const State before = walk.empty() ? m_trace.connection(t.connection).info.initialStates[index(t.side)] : walk.back().to;
            if (before != t.from)
                fail(QStringLiteral("a step begins in another state than the one before it ended in: ") + describe(step));
            if (t.certainty == Certainty::Retracted) {
                if (walk.empty() || walk.back().certainty != Certainty::Assumed || walk.back().event != t.event || walk.back().from != t.to)
                    return fail(QStringLiteral("a retraction without its assumption: ") + describe(step));
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

    /// Every proven step is one that the endpoint has really made, in that order, and enters the state that it was in.
    ///
    /// A step from an assumed state proves what happened and where it led to, but not where it came from.
    void checkProven()
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
                const bool isHidden = isHiddenOpening(step) || isHiddenClosing(step) || (m_scene.has(MissedPackets) && isHiddenAnswer(step));
                if (found == m_truth[index(host)].size() && isHidden)
                    continue;
                if (found == m_truth[index(host)].size())
                    return fail(QStringLiteral("proven, but never done: ") + describe(step));
                from = found + 1;
                const bool isLast = i + 1 == net.size() || net[i + 1].transition.record != step.transition.record;
                if (isLast && !isHidden && step.cause->sender == host && !wasIn(host, step.transition.to, step.latestOfHost))
                    return fail(QStringLiteral("proven, but not so when the segment was sent: ") + describe(step));
            }
        }
    }

    /// Where an assumption turned into knowledge, the endpoint has been in that state.
    void checkConfirmed()
    {
        for (ConnectionId id = 0; id < m_trace.connectionCount(); ++id) {
            for (std::uint32_t step = 1; step <= m_trace.stepCount(id); ++step) {
                for (Side side : kSides) {
                    const State state = m_trace.state(id, side, step);
                    const Host host = hostOf(m_trace, id, side);
                    const bool isConfirmed = m_trace.certainty(id, side, step) == Certainty::Proven && step > 1
                        && m_trace.certainty(id, side, step - 1) == Certainty::Assumed && m_trace.state(id, side, step - 1) == state;
                    const auto& truth = m_truth[index(host)];
                    const Timestamp time = m_trace.record(m_trace.connection(id).records[step - 1]).time;
                    if (isConfirmed && std::none_of(truth.begin(), truth.end(), [&](const TrueStep& real) { return real.to == state && real.time <= time; }))
                        fail(QStringLiteral("confirmed, but never so: ") + name(state));
                }
            }
        }
    }

    /// Nothing is missing, nothing is too much.
    void checkWholeWalk()
    {
        for (Host host : kHosts) {
            const auto& truth = m_truth[index(host)];
            const std::vector<Step> net = netWalk(host);
            if (net.empty() && truth.size() == 1 && truth[0].event == Event::PassiveOpen)
                continue; // nobody ever called
            if (!isSameWalk(net, truth))
                fail(QStringLiteral("the walk of ") + (host == Host::A ? QLatin1Char('A') : QLatin1Char('B')) + QStringLiteral(" differs"));
        }
    }

    /// No capture shows whether a CLOSE or ABORT came before the acknowledgment that was on its way: the step that assumes it
    /// may stand before the call.
    static bool isSameWalk(const std::vector<Step>& seen, const std::vector<TrueStep>& truth)
    {
        std::size_t i = 0;
        for (const TrueStep& real : truth) {
            if (i == seen.size())
                return false;
            const TransitionRecord* t = &seen[i].transition;
            const bool isCall = real.event == Event::Close || real.event == Event::Abort;
            const bool isOvertaken = isCall && t->certainty == Certainty::Assumed && i + 1 < seen.size() && t->from == real.from
                && t->event != real.event;
            if (isOvertaken)
                t = &seen[++i].transition;
            if ((t->from != real.from && !isOvertaken) || t->to != real.to || t->event != real.event)
                return false;
            ++i;
        }
        return i == seen.size();
    }

    /// Nothing happened that leaves no trace: a connection given up, a RST that was lost or overtaken, a call that sends nothing.
    bool wireCanKnow() const
    {
        for (const auto& truth : m_truth) {
            for (const TrueStep& step : truth) {
                const bool isSilent = step.event == Event::Abort
                    && (step.from == State::Listen || step.from == State::SynSent || tcp::table::kLastStates.contains(step.from));
                if (isSilent || step.event == Event::UserTimeout)
                    return false;
            }
        }
        const auto& passages = m_scene.exchange().passages();
        for (Host host : kHosts) {
            // What was on its way when a RST came is answered by another RST, which tells, unless it is lost.
            const auto last = std::find_if(passages.rbegin(), passages.rend(), [&](const Passage& passage) { return passage.sender == host; });
            if (m_scene.has(Aborts) && last != passages.rend() && last->arrived == Timestamp::max())
                return false;
        }
        return std::none_of(passages.begin(), passages.end(), [&](const Passage& passage) {
            return passage.segment.has(Flag::Rst) && !isObeyed(passage);
        });
    }

    /// The RST has ended a connection, or there was none any more.
    bool isObeyed(const Passage& reset) const
    {
        const Host host = other(reset.sender);
        return reset.arrived != Timestamp::max() && (wasIn(host, State::Closed, reset.arrived) || wasIn(host, State::Listen, reset.arrived));
    }

    /// Where both ends are in the end.
    void checkFinalStates()
    {
        if (!wireCanKnow())
            return;
        for (Host host : kHosts) {
            const std::vector<Step> net = netWalk(host);
            const State seen = net.empty() ? State::Closed : net.back().transition.to;
            const State real = m_scene.exchange().end(host).state();
            // Whether a RST sent a passive opener back to LISTEN or ended its connection depends on an ACK that may have been lost.
            const bool isReset = !net.empty() && net.back().transition.event == Event::RcvRst && seen == State::Closed;
            const bool isSame = seen == real || (real == State::Listen && (net.empty() || isReset));
            if (!isSame)
                fail(QStringLiteral("%1 ends in %2, seen as %3").arg(host == Host::A ? QLatin1Char('A') : QLatin1Char('B')).arg(name(real), name(seen)));
        }
    }

    /// What happened and what was concluded from it, for a person.
    QByteArray report() const
    {
        QString text = QStringLiteral("\n%1\n%2").arg(m_problem, QString::fromStdString(m_scene.exchange().ladder()));
        for (Host host : kHosts) {
            for (const Step& step : m_steps) {
                if (step.host == host)
                    text += describe(step) + QLatin1Char('\n');
            }
        }
        return text.toLocal8Bit();
    }

private:
    void fail(const QString& problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
    }

    static QString describe(const Step& step)
    {
        const TransitionRecord& t = step.transition;
        return QStringLiteral("%1 %2 %3: %4 (%5)")
            .arg(std::chrono::duration<double>(step.captured.time_since_epoch()).count(), 11, 'f', 6)
            .arg(t.connection)
            .arg(step.host == Host::A ? QLatin1Char('A') : QLatin1Char('B'))
            .arg(peers::describe(t.from, t.to, t.event), QString::fromStdString(std::string(toString(t.certainty))));
    }

    std::size_t findTrue(Host host, const Step& step, bool fromIsKnown, std::size_t from) const
    {
        const auto kind = [&](Event event) { return !fromIsKnown && event == Event::RcvFinAckOfFin ? Event::RcvFin : event; };
        const auto& truth = m_truth[index(host)];
        const Timestamp latest = step.cause->sender == host ? step.latestOfHost : step.captured;
        const TransitionRecord& t = step.transition;
        for (std::size_t i = from; i < truth.size() && truth[i].time <= latest; ++i) {
            if ((truth[i].from == t.from || !fromIsKnown) && truth[i].to == t.to && kind(truth[i].event) == kind(t.event))
                return i;
        }
        return truth.size();
    }

    /// Both opened actively, and not all of it passed the capture as it was sent: an opener whose SYN was lost or overtaken before
    /// its SYN,ACK looks like a passive one, and nothing on the wire can tell.
    bool isHiddenOpening(const Step& step) const
    {
        const Event event = step.transition.event;
        if (event != Event::PassiveOpen && event != Event::RcvSyn && event != Event::RcvSynAck && event != Event::RcvAckOfSyn)
            return false;
        const auto& passages = m_scene.exchange().passages();
        bool opens[2] = {false, false};
        bool isHidden = false;
        for (std::size_t which = 0; which < passages.size(); ++which) {
            const Passage& passage = passages[which];
            if (!passage.segment.has(Flag::Syn) || passage.sent > step.captured)
                continue;
            opens[index(passage.sender)] |= !passage.segment.has(Flag::Ack);
            isHidden |= !isCaptured(which) || passage.captured > step.captured;
        }
        return opens[0] && opens[1] && isHidden;
    }

    /// The host's own FIN had been sent and no copy of it passed the capture before this segment: whatever the host answers, its
    /// state is a later one than it seems.
    bool isHiddenClosing(const Step& step) const
    {
        const auto& passages = m_scene.exchange().passages();
        const auto isKnownFin = [&](std::size_t which) {
            const Passage& passage = passages[which];
            return passage.sender == step.host && passage.segment.has(Flag::Fin) && &passage != step.cause && passage.captured < step.captured;
        };
        if (std::any_of(m_capture.begin(), m_capture.end(), isKnownFin))
            return false;
        for (std::size_t which = 0; which < passages.size(); ++which) {
            const Passage& passage = passages[which];
            const bool isEarlierFin = passage.sender == step.host && passage.segment.has(Flag::Fin) && &passage != step.cause
                && passage.sent <= step.latestOfHost;
            if (isEarlierFin && (passage.captured > step.captured || !isCaptured(which)))
                return true;
        }
        return false;
    }

    /// The host had got an acknowledgment of its SYN or FIN that the capture has not.
    bool isHiddenAnswer(const Step& step) const
    {
        const auto& passages = m_scene.exchange().passages();
        for (std::size_t which = 0; which < passages.size(); ++which) {
            const Passage& answer = passages[which];
            if (answer.sender == step.host || !answer.segment.has(Flag::Ack) || answer.arrived > step.latestOfHost || isCaptured(which))
                continue;
            const auto isAnswered = [&](const Passage& passage) {
                return passage.sender == step.host && (passage.segment.has(Flag::Syn) || passage.segment.has(Flag::Fin))
                    && passage.segment.end() == answer.segment.ack;
            };
            if (std::any_of(passages.begin(), passages.end(), isAnswered))
                return true;
        }
        return false;
    }

    bool isCaptured(std::size_t which) const { return std::find(m_capture.begin(), m_capture.end(), which) != m_capture.end(); }

    bool wasIn(Host host, State state, Timestamp when) const
    {
        State now = State::Closed;
        for (const TrueStep& step : m_truth[index(host)]) {
            if (step.time > when)
                break;
            if (step.time == when && now == state)
                return true;
            now = step.to;
        }
        return now == state;
    }

    std::vector<Step> netWalk(Host host) const
    {
        std::vector<Step> net;
        for (const Step& step : m_steps) {
            if (step.host != host)
                continue;
            if (step.transition.certainty != Certainty::Retracted) {
                net.push_back(step);
                continue;
            }
            const auto taken = std::find_if(net.rbegin(), net.rend(),
                                            [&](const Step& other) { return other.transition.connection == step.transition.connection; });
            if (taken != net.rend())
                net.erase(std::next(taken).base());
        }
        return net;
    }

    Scene& m_scene;
    std::vector<std::size_t> m_capture;
    Trace m_trace;
    std::vector<Step> m_steps;
    std::vector<TrueStep> m_truth[2];
    QString m_problem;
};

} // namespace peers
