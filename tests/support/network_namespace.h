#pragma once
#include <optional>
#include <string>

#include <sys/types.h>

/// Gives the calling thread, and what it starts from now on, a network of its own. Empty: it has one; else the reason why not, for a
/// test to skip with. Needs root, or a system that lets everybody make user namespaces; then only a program with one thread succeeds.
std::optional<std::string> enterNetworkNamespace();

/// Gives the calling thread, and what it starts from now on, mounts of its own, so that a test can have a small disk; as above.
std::optional<std::string> enterMountNamespace();

/// Runs a command of the shell, such as "ip link set lo up"; false if it fails.
bool runCommand(const std::string& command);
