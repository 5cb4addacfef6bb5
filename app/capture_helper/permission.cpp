#include "app/capture_helper/permission.h"

#include <climits>
#include <cstdint>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

std::string ownPath()
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    return length > 0 ? std::string(path, std::size_t(length)) : std::string("tcplens-capture");
}

/// Whether the file gives CAP_NET_RAW to whoever starts it: `vfs_cap_data` (linux/capability.h), its words in little-endian order.
bool hasCapability(const std::string& path)
{
    std::uint8_t octets[sizeof(vfs_ns_cap_data)] = {};
    const ssize_t length = getxattr(path.c_str(), "security.capability", octets, sizeof octets);
    constexpr ssize_t kThroughPermitted = 8; // flags, then the lower half of the permitted set
    if (length < kThroughPermitted)
        return false;
    const bool isEffective = (octets[0] & VFS_CAP_FLAGS_EFFECTIVE) != 0;
    return isEffective && (octets[4 + CAP_NET_RAW / 8] & (1u << CAP_NET_RAW % 8)) != 0;
}

} // namespace

std::string permissionRemedy()
{
    const std::string path = ownPath();
    const std::string setcap = "sudo setcap cap_net_raw,cap_net_admin=ep \"" + path + '"';
    struct statvfs mount {};
    if (statvfs(path.c_str(), &mount) == 0 && (mount.f_flag & ST_NOSUID) != 0)
        return "Its file system is mounted with nosuid, where capabilities do not count. Install it elsewhere, or: "
               "sudo mount -o remount,suid \"$(findmnt -n -o TARGET -T \"" + path + "\")\" && " + setcap;
    if (!hasCapability(path))
        return "Give the capture helper its capabilities: " + setcap;
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
        return "It has its capabilities, but no_new_privs keeps them from it. Start tcplens without that: systemd has NoNewPrivileges=no, "
               "docker is run without --security-opt no-new-privileges.";
    return "In a container, allow it to capture: docker run --cap-add=NET_RAW --cap-add=NET_ADMIN"; // the network belongs to another user namespace
}
