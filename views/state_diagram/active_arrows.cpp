#include "views/state_diagram/active_arrows.h"

#include "views/state_diagram/label_placement.h"

#include <algorithm>
#include <cmath>

namespace {

ActiveArrow& arrowFor(std::vector<ActiveArrow>& arrows, const DiagramLayout& layout, RouteFinder& routes, const DiagramStep& step)
{
    for (ActiveArrow& arrow : arrows) {
        if (arrow.from == step.from && arrow.to == step.to && arrow.event == step.event)
            return arrow;
    }
    ActiveArrow arrow;
    arrow.from = step.from;
    arrow.to = step.to;
    arrow.event = step.event;
    arrow.points = wayOf(layout, routes, step);
    arrow.row = rowOf(step);
    if (const DiagramArrow* fixed = layout.find(step.from, step.to, step.event)) {
        arrow.always = true;
        arrow.label = fixed->label;
    }
    arrows.push_back(arrow);
    return arrows.back();
}

void markShared(std::vector<ActiveArrow>& arrows)
{
    for (ActiveArrow& arrow : arrows) {
        for (const ActiveArrow& other : arrows) {
            if (other.points == arrow.points
                && ((arrow.uses[0].any() && other.uses[1].any()) || (arrow.uses[1].any() && other.uses[0].any())))
                arrow.shared = true;
        }
    }
}

/// Two lines side by side need more room between the event above and the action below.
void makeRoom(ActiveArrow& arrow, qreal unit)
{
    for (std::size_t i = 1; i < arrow.label.size(); ++i) {
        if (arrow.label[i].rect.top() - arrow.label[i - 1].rect.bottom() < 0.05 * unit)
            continue;
        for (std::size_t k = 0; k < arrow.label.size(); ++k)
            arrow.label[k].rect.translate(0, k < i ? -0.17 * unit : 0.17 * unit);
        return;
    }
}

void addTrail(std::vector<ActiveArrow>& arrows, const DiagramLayout& layout, RouteFinder& routes, const DiagramEnd& end, Side side)
{
    for (const TrailStep& taken : end.trail) {
        ArrowUse& use = arrowFor(arrows, layout, routes, taken.step).uses[index(side)];
        const qreal strength = trailStrength(end.trail.back().number - taken.number);
        (taken.retracted ? use.fallenNumbers : use.numbers).push_back(taken.number);
        use.fallen = use.fallen || taken.retracted;
        use.strength = use.numbers.size() + use.fallenNumbers.size() == 1 ? strength : std::max(use.strength, strength);
    }
}

} // namespace

qreal trailStrength(std::uint32_t later)
{
    constexpr qreal kFaintest = 0.38;
    return kFaintest + (1.0 - kFaintest) * std::pow(0.78, qreal(later));
}

QPolygonF wayOf(const DiagramLayout& layout, RouteFinder& routes, const DiagramStep& step)
{
    const DiagramArrow* fixed = layout.find(step.from, step.to, step.event);
    return fixed ? fixed->points : routes.way(step.from, step.to);
}

std::vector<ActiveArrow> activeArrows(const DiagramLayout& layout, RouteFinder& routes, const DiagramMoment& moment, bool trail)
{
    std::vector<ActiveArrow> arrows;
    for (Side side : kSides) {
        for (const DiagramStep& step : moment.ends[index(side)].walk) {
            ArrowUse& use = arrowFor(arrows, layout, routes, step).uses[index(side)];
            use.walked = true;
            use.assumed = step.certainty == Certainty::Assumed;
        }
    }
    for (Side side : kSides) {
        if (trail)
            addTrail(arrows, layout, routes, moment.ends[index(side)], side);
    }
    for (const DiagramStep& step : moment.taken) {
        ArrowUse& use = arrowFor(arrows, layout, routes, step).uses[index(step.side)];
        use.taken = true;
        use.back = step.back;
        use.assumed = use.assumed || step.back;
    }
    // A loop at a box tells something only while it is taken.
    std::erase_if(arrows, [](const ActiveArrow& arrow) { return arrow.from == arrow.to && !arrow.isTaken(); });
    markShared(arrows);
    std::vector<QRectF> occupied;
    for (ActiveArrow& arrow : arrows) {
        if (arrow.always && arrow.shared)
            makeRoom(arrow, layout.unit);
        if (arrow.always || !arrow.row)
            continue;
        arrow.label = labelAlong(layout, arrow.points,
                                 labelLines(*arrow.row, layout.labelFont, 7 * layout.unit, Breaks::AtSpaces), occupied);
        for (const DiagramText& line : arrow.label)
            occupied.push_back(line.rect);
    }
    return arrows;
}
