#pragma once
#include "app/desktop/command_line.h"
#include "model/trace/trace.h"
#include "views/common/theme.h"

/// Draws the view that `request` names into its file. The ending decides: .svg, .pdf (both with text as text) or .png (twice the
/// logical resolution). An error says what cannot be drawn or written.
std::optional<Error> exportPicture(const Trace& trace, const CommandLine& request, const Theme& theme);
