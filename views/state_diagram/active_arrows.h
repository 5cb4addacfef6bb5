#pragma once
#include "views/state_diagram/diagram_layout.h"
#include "views/state_diagram/diagram_moment.h"
#include "views/state_diagram/route_finder.h"

#include <array>
#include <vector>

/// What one end has to do with an arrow.
struct ArrowUse {
    bool walked = false;  ///< Part of the way that still stands.
    bool assumed = false; ///< So far nothing confirms it.
    bool taken = false;   ///< Just now.
    bool back = false;    ///< Just now taken back.
    bool fallen = false;  ///< Walked once and taken back since; for the trail.
    qreal strength = 1.0; ///< In the trail: 1 for this end's newest step, less for older ones.
    std::vector<std::uint32_t> numbers{};       ///< In the trail: of the steps that stand.
    std::vector<std::uint32_t> fallenNumbers{}; ///< In the trail: of those that were taken back.

    bool any() const { return walked || taken || fallen; }
    /// Nothing that stands leads along here.
    bool onlyFallen() const { return fallen && !walked && !taken; }
};

/// An arrow that at least one end has walked, or takes at this very step.
struct ActiveArrow {
    BoxId from = 0;
    BoxId to = 0;
    tcp::Event event = tcp::Event::PassiveOpen;
    const tcp::Transition* row = nullptr; ///< None if the table knows no such step.
    bool always = false;                  ///< Drawn at rest too.
    bool shared = false;                  ///< Both ends use the same line: they run side by side.
    QPolygonF points;
    std::vector<DiagramText> label;
    std::array<ArrowUse, 2> uses; ///< index(Side)

    bool isTaken() const { return uses[0].taken || uses[1].taken; }
};

/// How strongly a step is drawn after which its end has taken `later` others.
qreal trailStrength(std::uint32_t later);

/// The arrows in the order in which they were first walked. Those that the figure leaves out find their ways and labels here.
/// With `trail` they know their numbers, and steps that were taken back are among them.
std::vector<ActiveArrow> activeArrows(const DiagramLayout& layout, RouteFinder& routes, const DiagramMoment& moment,
                                      bool trail = false);

/// The way of that step, whether it is always drawn or not.
QPolygonF wayOf(const DiagramLayout& layout, RouteFinder& routes, const DiagramStep& step);
