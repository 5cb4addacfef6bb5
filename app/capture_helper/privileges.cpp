#include "app/capture_helper/privileges.h"

#include <cerrno>
#include <cstring>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr const char* kReport = "This should not happen on Linux 3.17 or later; without it the helper does not capture.";

Error failure(const char* what)
{
    return {std::string("The capture helper could not give up ") + what + ": " + std::strerror(errno) + '.', kReport};
}

/// As root by accident: what follows is done by nobody in particular. A namespace that has no such user refuses with EINVAL, and a root
/// without capabilities gets EPERM; there it is enough that all capabilities go.
std::optional<Error> becomeOrdinary()
{
    constexpr uid_t kNobody = 65534;
    const uid_t user = getuid() == 0 ? uid_t(kNobody) : getuid();
    const gid_t group = getuid() == 0 ? gid_t(kNobody) : getgid();
    if (setgroups(0, nullptr) != 0 && errno != EPERM) // a user namespace may forbid it
        return failure("root's groups");
    if (setresgid(group, group, group) != 0 && errno != EINVAL && errno != EPERM)
        return failure("root's group");
    if (setresuid(user, user, user) != 0 && errno != EINVAL && errno != EPERM)
        return failure("the user root");
    return std::nullopt;
}

/// Without CAP_SETPCAP, which root alone has, the bounding set stays; no_new_privs makes it worth nothing.
std::optional<Error> dropBoundingSet()
{
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EPERM)
            return failure("the bounding set");
    }
    return std::nullopt;
}

std::optional<Error> dropCapabilities()
{
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL) // older than Linux 4.3: there are none
        return failure("ambient capabilities");
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
    if (syscall(SYS_capset, &header, none) != 0)
        return failure("its capabilities");
    __user_cap_data_struct left[_LINUX_CAPABILITY_U32S_3] = {};
    if (syscall(SYS_capget, &header, left) != 0 || std::memcmp(left, none, sizeof none) != 0)
        return failure("all capabilities");
    return std::nullopt;
}

} // namespace

std::optional<Error> dropPrivileges()
{
    if (auto error = dropBoundingSet())
        return error;
    if (geteuid() == 0) {
        if (auto error = becomeOrdinary())
            return error;
    }
    if (auto error = dropCapabilities())
        return error;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failure("the way to new privileges");
    return std::nullopt;
}
