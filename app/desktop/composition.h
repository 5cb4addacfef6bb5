#pragma once
#include "app/desktop/command_line.h"
#include "model/trace/trace_source.h"

#include <memory>

/// Makes the source that `path` names: a built-in scenario, a .scenario file, a recording, or "-" for standard input. TIME-WAIT lasts `twoMslSeconds`.
Result<std::unique_ptr<TraceSource>> makeSource(const QString& path, int twoMslSeconds);

/// Whether that is a scenario, built-in or in a file.
bool isScenario(const QString& path);

/// Draws what the command line asks for into its file; returns the exit status. Needs no display.
int runExport(const CommandLine& request);
/// Opens the window and runs until it is closed; returns the exit status.
int runDesktop(const CommandLine& request);
