#pragma once
#include "model/simulation/packetdrill/script.h"

#include <string>

namespace simulation::packetdrill {

/// "P. 1:1001(1000) ack 1 win 512 <nop ...>", as a script would have it; numbers and window as they stand in the segment.
std::string describe(const tcp::Segment& segment);
/// "0.204000", in seconds.
std::string describe(Duration time);

/// What differs first between the packet that is expected and the one that was sent, both in the script's numbers; empty: nothing that
/// counts. PSH, and the options' order and padding, do not; nor does the value of a timestamp that the endpoint has written.
std::string firstDifference(const Packet& expected, const tcp::Segment& sent);

} // namespace simulation::packetdrill
