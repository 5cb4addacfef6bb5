#pragma once
#include <span>
#include <string_view>

/// tcplens-cli simulate: plays a scenario and prints its connections; expectations that fail are errors. Returns the exit status.
int simulate(std::span<const std::string_view> arguments);
