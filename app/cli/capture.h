#pragma once
#include <span>
#include <string_view>

/// tcplens-cli capture: captures from an interface or a pipe until it is told to stop, and prints the connections. Returns the exit status.
int capture(std::span<const std::string_view> arguments);
/// tcplens-cli interfaces: prints what can be captured on. Returns the exit status.
int interfaces(std::span<const std::string_view> arguments);
