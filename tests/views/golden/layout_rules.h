#pragma once
#include "tests/views/golden/scene.h"

#include <QStringList>

/// What is true of every layout of every scenario, whatever it looks like. Each function returns what is wrong, in sentences; empty: nothing.
namespace layout_rules {

/// Arrows cross no boxes, labels cover neither each other nor boxes nor tokens, nothing lies outside: at every step that moves an end.
QStringList brokenInDiagram(const Scene& scene);
/// Every record is one arrow or mark, when paging through from top to bottom as well; labels keep apart; nothing lies outside.
QStringList brokenInLadder(const Scene& scene);
QStringList brokenInLadderInTime(const Scene& scene);
/// The numbers on arrows, chips and in the text table are the trace's.
QStringList wrongNumbers(const Scene& scene);
/// Pieces of a tape stand side by side without overlapping, labels keep apart, nothing lies outside: at up to 100 steps, in both styles.
QStringList brokenInWindow(const Scene& scene);
/// All points lie within the axes, labels within the picture and apart.
QStringList brokenInCharts(const Scene& scene);
/// Hosts, chips and texts lie within the picture, chips on their lanes.
QStringList brokenInPath(const Scene& scene);

} // namespace layout_rules
