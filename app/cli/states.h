#pragma once
#include <span>
#include <string_view>

/// tcplens-cli states: prints the transition table. Returns the exit status.
int states(std::span<const std::string_view> arguments);
