#pragma once
#include <span>
#include <string_view>

/// tcplens-cli scenarios: lists the built-in scenarios. Returns the exit status.
int scenarios(std::span<const std::string_view> arguments);
