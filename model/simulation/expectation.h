#pragma once
#include "model/simulation/scenario.h"

#include <string>

namespace simulation {

class Simulation;

/// What became of one expectation.
struct ExpectationResult {
    Position at;
    bool passed = false;
    std::string found; ///< What was there instead: "A went SYN-SENT CLOSED". Empty if it has passed.
};

/// Judges by what has happened so far.
ExpectationResult judge(const Expectation& expectation, const Simulation& simulation);

} // namespace simulation
