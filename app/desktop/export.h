#pragma once
#include "app/desktop/command_line.h"
#include "model/simulation/simulation.h"
#include "model/trace/trace.h"
#include "views/common/theme.h"

/// Draws the view that `request` names into its file. The ending decides: .svg, .pdf (both with text as text) or .png (twice the
/// logical resolution). An error says what cannot be drawn or written.
std::optional<Error> exportPicture(const Trace& trace, const CommandLine& request, const Theme& theme);

/// Writes a simulation's packets into a pcapng file, as they were seen at `vantage` (a host's name, or "middle"), with the notes in the
/// program's language as comments. An error says what cannot be written.
std::optional<Error> exportPackets(const simulation::Simulation& simulation, const QString& path, const QString& vantage);
