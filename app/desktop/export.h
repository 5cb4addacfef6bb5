#pragma once
#include "app/desktop/command_line.h"
#include "model/simulation/simulation.h"
#include "model/trace/stage.h"
#include "model/trace/trace.h"
#include "views/common/theme.h"

#include <memory>

class QPrinter;

/// Writes the view that `request` names into its file. The ending decides: .svg, .pdf (both with text as text), .png (twice the
/// logical resolution); of the ladder also .txt, .mmd and .puml; of the tables `connections` and `segments` .csv. An error says what
/// cannot be drawn or written.
std::optional<Error> exportView(const Trace& trace, const CommandLine& request, const Theme& theme, const std::shared_ptr<const Stage>& stage);

/// One numbered PNG for each step of the connection into the folder that `request` names, for slides.
std::optional<Error> exportSteps(const Trace& trace, const CommandLine& request, const Theme& theme, const std::shared_ptr<const Stage>& stage);

/// The picture that `request` names onto the clipboard.
std::optional<Error> copyPicture(const Trace& trace, const CommandLine& request, const Theme& theme, const std::shared_ptr<const Stage>& stage);

/// The picture that `request` names onto paper, as large as a page allows and in light colours.
std::optional<Error> printPicture(const Trace& trace, const CommandLine& request, QPrinter& printer, const std::shared_ptr<const Stage>& stage);

/// Writes a simulation's packets into a pcapng file, as they were seen at `vantage` (a host's name, or "middle"), with the notes in the
/// program's language as comments. An error says what cannot be written.
std::optional<Error> exportPackets(const simulation::Simulation& simulation, const QString& path, const QString& vantage);
