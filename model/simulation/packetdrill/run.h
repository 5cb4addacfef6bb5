#pragma once
#include "model/simulation/packetdrill/script.h"
#include "model/simulation/packetdrill/sockets.h"

#include <optional>
#include <string>
#include <vector>

namespace simulation::packetdrill {

/// An event that went as the script has it.
struct Step {
    Position at;
    Duration time{};      ///< When it happened, since the script's start.
    std::string text;     ///< As written.
    std::size_t seen = 0; ///< So many segments had come and gone.
};

/// What became of a script.
struct Report {
    std::vector<Step> steps;                 ///< All before the mismatch; a call that blocks stands where it was made.
    std::optional<ScenarioProblem> mismatch; ///< The first one, where the run has ended.
    std::vector<std::string> leftOver;       ///< Segments that were sent and are expected nowhere; no mismatch by themselves.
    std::vector<SeenSegment> capture;        ///< All segments, as seen at the endpoint's end.
    Duration end{};
    tcp::State state = tcp::State::Closed; ///< Of the connection that the script was about last.
    Duration twoMsl{};
};

/// Runs a script on a simulated clock, from 0 (kSimulationStart) on. The same script gives the same report each time.
///
/// No script lasts longer than a day of its own time.
Report run(const Script& script);

} // namespace simulation::packetdrill
