#include "tests/support/network_namespace.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace {

bool writeTo(const char* path, const std::string& text)
{
    std::ofstream file(path);
    file << text;
    file.close();
    return !file.fail();
}

/// Root of a user namespace may do with its networks what root may.
bool enterUserNamespace()
{
    const std::string user = std::to_string(getuid());
    const std::string group = std::to_string(getgid());
    return unshare(CLONE_NEWUSER) == 0 && writeTo("/proc/self/setgroups", "deny") && writeTo("/proc/self/uid_map", "0 " + user + " 1")
        && writeTo("/proc/self/gid_map", "0 " + group + " 1");
}

} // namespace

std::optional<std::string> enterNetworkNamespace()
{
    if (geteuid() != 0 && !enterUserNamespace())
        return std::string("This needs root, or a system that allows user namespaces: ") + std::strerror(errno);
    if (unshare(CLONE_NEWNET) != 0)
        return std::string("No network namespace can be made: ") + std::strerror(errno);
    if (!runCommand("ip link set dev lo up"))
        return std::string("There is no command ip (package iproute2).");
    return std::nullopt;
}

std::optional<std::string> enterMountNamespace()
{
    if (geteuid() != 0 && !enterUserNamespace())
        return std::string("This needs root, or a system that allows user namespaces: ") + std::strerror(errno);
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return std::string("No mount namespace can be made: ") + std::strerror(errno);
    return std::nullopt;
}

bool runCommand(const std::string& command)
{
    return std::system((command + " 2>/dev/null").c_str()) == 0;
}
