#pragma once
#include "tests/views/golden/scene.h"
#include "tests/views/golden/text_writer.h"

/// All that the views lay out of a scenario, as text: what a golden file holds.
QString layoutText(const Scene& scene);
/// What the state diagram shows when nothing happens; the same for all scenarios.
QString restText();

void writeDiagram(TextWriter& out, const Scene& scene);
void writeLadder(TextWriter& out, const Scene& scene);
void writeLadderInTime(TextWriter& out, const Scene& scene);
void writeWindows(TextWriter& out, const Scene& scene);
void writeCharts(TextWriter& out, const Scene& scene);
void writePath(TextWriter& out, const Scene& scene);
