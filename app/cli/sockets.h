#pragma once
#include <span>
#include <string_view>

/// tcplens-cli sockets: the kernel's TCP sockets and their owners. Returns the exit status.
int sockets(std::span<const std::string_view> arguments);
