#pragma once
#include "model/simulation/scenario.h"

/// Scenarios nobody has written: the same from the same seed with every compiler.
namespace differential {

/// What makes a family of scenarios harder than an undisturbed connection.
enum Feature : unsigned {
    Loss = 1 << 0,
    Reordering = 1 << 1,
    Duplicates = 1 << 2,
    Aborts = 1 << 3,          ///< ABORTs, SO_LINGER 0, processes that die, text that nobody reads.
    SilentCalls = 1 << 4,     ///< Calls at any time, also where they send nothing.
    Reuse = 1 << 5,           ///< The same ports again, up to three times.
    PowerCuts = 1 << 6,
    Corruption = 1 << 7,
    ImpatientTimers = 1 << 8, ///< Retransmissions of what is still on its way.
    LateCapture = 1 << 9,
    MissedPackets = 1 << 10,
    OneSided = 1 << 11,
};

/// All connections of a scenario are between these ports of A and B.
struct Ports {
    std::uint16_t a = 0;
    std::uint16_t b = 0;
};

struct RandomScenario {
    simulation::Scenario scenario;
    Ports ports;
    Duration twoMsl{}; ///< Of both hosts.
};

RandomScenario randomScenario(std::uint64_t seed, unsigned features);

} // namespace differential
