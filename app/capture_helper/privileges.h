#pragma once
#include "model/base/result.h"

#include <optional>

/// Gives up for good all that sets this process apart: capabilities in every set, the user and groups of root, and any way to get them
/// back (no_new_privs). After that it is the real user, or nobody if that is root. An error means that something could not be given up.
std::optional<Error> dropPrivileges();

/// Allows from now on nothing but what reading packets and writing them takes (seccomp): no files, no sockets, no programs.
/// Opening a file is refused, which libpcap's statistics try and can do without; anything else ends the process.
std::optional<Error> enterSandbox();
