#include "views/state_diagram/diagram_moment.h"

#include <algorithm>

namespace {

constexpr std::size_t kLongestWalk = 64;         ///< Steps of one end: more arrows than anyone can tell apart.
constexpr std::size_t kFurthestBack = 1u << 16; ///< Steps of both ends, where one of them takes nearly all.

/// The box in which a walk begins; CLOSED is the upper one.
BoxId firstBox(const Trace& trace, ConnectionId connection, Side side)
{
    return BoxId(trace.connection(connection).info.initialStates[index(side)]);
}

/// Follows one end's transitions, and forgets those that are taken back.
class Walk {
public:
    Walk(Side side, BoxId start, std::uint32_t stepsBefore = 0) : m_side(side), m_box(start), m_number(stepsBefore) {}

    /// What the token does for this transition.
    DiagramStep follow(const TransitionRecord& transition)
    {
        return transition.certainty == Certainty::Retracted ? takeBack(transition) : takeStep(transition);
    }

    /// The steps that stand after the connection's first `step` records; those that were confirmed later count as proven.
    std::vector<DiagramStep> standing(const Trace& trace, ConnectionId connection, std::uint32_t step) const
    {
        std::vector<DiagramStep> result = m_steps;
        Certainty after = trace.certainty(connection, m_side, step);
        bool open = true;
        for (std::size_t i = result.size(); i-- > 0;) {
            open = open && after == Certainty::Assumed && result[i].certainty == Certainty::Assumed;
            if (!open && result[i].certainty == Certainty::Assumed)
                result[i].certainty = Certainty::Proven;
            if (open && i > 0 && m_records[i - 1] < m_records[i])
                after = trace.certainty(connection, m_side, trace.stepAt(connection, m_records[i]));
            else if (open && i > 0)
                after = result[i - 1].certainty;
        }
        return result;
    }

    /// `standing` with its numbers, and what was taken back.
    std::vector<TrailStep> trail(const std::vector<DiagramStep>& standing) const
    {
        std::vector<TrailStep> result = m_fallen;
        for (std::size_t i = 0; i < standing.size(); ++i) {
            if (standing[i].from != standing[i].to)
                result.push_back({standing[i], m_numbers[i], false});
        }
        std::sort(result.begin(), result.end(), [](const TrailStep& a, const TrailStep& b) { return a.number < b.number; });
        return result;
    }

    BoxId box() const { return m_box; }

private:
    DiagramStep takeStep(const TransitionRecord& transition)
    {
        DiagramStep step;
        step.side = m_side;
        // CLOSED is left upwards, unless the step stays in it.
        const bool stays = transition.from == transition.to;
        step.from = transition.from == stateOf(m_box) && (stays || m_box != kEndBox) ? m_box : BoxId(transition.from);
        step.to = stays ? step.from : boxAfter(step.from, transition.to);
        step.event = transition.event;
        step.certainty = transition.certainty;
        m_steps.push_back(step);
        m_records.push_back(transition.record);
        m_number += stays ? 0 : 1;
        m_numbers.push_back(m_number);
        m_box = step.to;
        return step;
    }

    DiagramStep takeBack(const TransitionRecord& transition)
    {
        DiagramStep step;
        step.side = m_side;
        step.from = BoxId(transition.to);
        step.to = transition.from == stateOf(m_box) ? m_box : BoxId(transition.from);
        step.event = transition.event;
        step.certainty = Certainty::Retracted;
        step.back = true;
        // What followed the wrong assumption falls with it.
        const auto wrong = std::find_if(m_steps.rbegin(), m_steps.rend(), [&](const DiagramStep& taken) {
            return taken.event == transition.event && stateOf(taken.from) == transition.to;
        });
        if (wrong != m_steps.rend()) {
            step.from = wrong->from;
            step.to = wrong->to;
            const auto first = std::size_t(std::next(wrong).base() - m_steps.begin());
            for (std::size_t i = first; i < m_steps.size(); ++i) {
                if (m_steps[i].from != m_steps[i].to)
                    m_fallen.push_back({m_steps[i], m_numbers[i], true});
            }
            m_steps.resize(first);
            m_records.resize(first);
            m_numbers.resize(first);
        }
        m_box = step.from;
        return step;
    }

    Side m_side;
    BoxId m_box;
    std::vector<DiagramStep> m_steps;
    std::vector<RecordNumber> m_records;  ///< Beside m_steps: what made them.
    std::vector<std::uint32_t> m_numbers; ///< Beside m_steps, too.
    std::vector<TrailStep> m_fallen;
    std::uint32_t m_number = 0;
};

/// Where the last steps of each end begin among `all`: 0 where they are all its steps.
std::array<std::size_t, 2> firstsOf(std::span<const TransitionRecord> all)
{
    std::array<std::size_t, 2> firsts = {all.size(), all.size()};
    std::array<std::size_t, 2> counts{};
    const std::size_t end = all.size() - std::min(all.size(), kFurthestBack);
    for (std::size_t i = all.size(); i-- > end && (counts[0] < kLongestWalk || counts[1] < kLongestWalk);) {
        const std::size_t side = index(all[i].side);
        if (counts[side] < kLongestWalk) {
            firsts[side] = i;
            ++counts[side];
        }
    }
    for (std::size_t side = 0; side < 2; ++side) {
        if (counts[side] < kLongestWalk && end == 0)
            firsts[side] = 0;
    }
    return firsts;
}

/// How many numbers that end's way has used up in `transitions`.
std::uint32_t numbersIn(std::span<const TransitionRecord> transitions, Side side)
{
    return std::uint32_t(std::count_if(transitions.begin(), transitions.end(), [side](const TransitionRecord& t) {
        return t.side == side && t.certainty != Certainty::Retracted && t.from != t.to;
    }));
}

} // namespace

DiagramMoment momentAt(const Trace& trace, ConnectionId connection, std::uint32_t step)
{
    DiagramMoment moment;
    std::array<Walk, 2> walks = {Walk(Side::Initiator, firstBox(trace, connection, Side::Initiator)),
                                 Walk(Side::Responder, firstBox(trace, connection, Side::Responder))};
    const auto all = trace.transitionsUntil(connection, step);
    const auto now = trace.transitionsAt(connection, step);
    const std::array<std::size_t, 2> firsts = firstsOf(all);
    for (Side side : kSides) {
        const std::size_t first = firsts[index(side)];
        if (first > 0 && first < all.size())
            walks[index(side)] = Walk(side, all[first].from == tcp::State::Closed ? kEndBox : BoxId(all[first].from),
                                      numbersIn(all.first(first), side));
    }
    for (std::size_t i = std::min(firsts[0], firsts[1]); i < all.size(); ++i) {
        if (i < firsts[index(all[i].side)])
            continue;
        const DiagramStep taken = walks[index(all[i].side)].follow(all[i]);
        if (i + now.size() >= all.size())
            moment.taken.push_back(taken);
    }
    for (Side side : kSides) {
        const Walk& walk = walks[index(side)];
        DiagramEnd& end = moment.ends[index(side)];
        const tcp::State state = trace.state(connection, side, step);
        end.box = stateOf(walk.box()) == state ? walk.box() : BoxId(state);
        end.certainty = trace.certainty(connection, side, step);
        end.walk = walk.standing(trace, connection, step);
        end.trail = walk.trail(end.walk);
    }
    return moment;
}

const tcp::Transition* rowOf(const DiagramStep& step)
{
    for (const tcp::Transition& row : tcp::kTransitions) {
        if (row.event == step.event && row.from.contains(stateOf(step.from))
            && row.to.value_or(stateOf(step.from)) == stateOf(step.to))
            return &row;
    }
    return nullptr;
}

std::vector<Stay> staysIn(const Trace& trace, ConnectionId connection, Side side, tcp::State state)
{
    const Connection& whole = trace.connection(connection);
    std::vector<Stay> stays;
    bool isThere = whole.info.initialStates[index(side)] == state;
    std::uint32_t since = 0; // only while isThere
    const auto timeOf = [&](std::uint32_t step) { return trace.record(whole.records[step == 0 ? 0 : step - 1]).time; };
    for (const TransitionRecord& transition : whole.transitions) {
        if (transition.side != side || (transition.to == state) == isThere)
            continue;
        const std::uint32_t step = trace.stepAt(connection, transition.record + 1);
        if (isThere && since < step)
            stays.push_back({since, step, timeOf(step) - timeOf(since)});
        isThere = !isThere;
        since = step;
    }
    if (isThere)
        stays.push_back({since, std::nullopt, whole.records.empty() ? Duration{} : whole.end - timeOf(since)});
    return stays;
}

std::vector<std::uint32_t> passagesOf(const Trace& trace, ConnectionId connection, Side side, const tcp::Transition& row,
                                      tcp::State from)
{
    std::vector<std::uint32_t> steps;
    for (const TransitionRecord& transition : trace.connection(connection).transitions) {
        if (transition.side == side && transition.certainty != Certainty::Retracted && transition.event == row.event
            && transition.from == from && transition.to == row.to.value_or(from))
            steps.push_back(trace.stepAt(connection, transition.record + 1));
    }
    return steps;
}
