#pragma once
#include "model/simulation/scenario.h"

#include <string>

namespace simulation {

/// The scenario as text, in the canonical form of resources/scenarios/README.md: parsing it gives an equal scenario. Comments are not
/// part of a scenario and are lost; settings that equal the defaults are left out. A scenario that the parser could not have made
/// (a text of several lines, a name with a space) is written as well as it can be.
std::string writeScenario(const Scenario& scenario);

/// The words of one segment: "SYN 8000(0) ack 1001 <mss 1024>".
std::string writeSegment(const SegmentPattern& segment);

/// The words of one expectation, in one line: what a failed test is called.
std::string writeExpectation(const Expectation& expectation);

} // namespace simulation
