#pragma once
#include <span>
#include <string_view>

/// tcplens-cli analyze: reads a recording and prints its connections. Returns the exit status.
int analyze(std::span<const std::string_view> arguments);
