#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace simulation::packetdrill {

/// The errors that calls have here, and a few that scripts name; the numbers are Linux's.
enum class Errno : std::int32_t {
    None = 0,
    Ebadf = 9,
    Eagain = 11,
    Einval = 22,
    Epipe = 32,
    Eaddrinuse = 98,
    Econnreset = 104,
    Eisconn = 106,
    Enotconn = 107,
    Etimedout = 110,
    Econnrefused = 111,
    Ealready = 114,
    Einprogress = 115,
};

struct ErrnoName {
    Errno number;
    std::string_view name;
    std::string_view meaning; ///< As strerror(3) says it.
};
inline constexpr ErrnoName kErrnoNames[] = {
    {Errno::Ebadf, "EBADF", "Bad file descriptor"},
    {Errno::Eagain, "EAGAIN", "Resource temporarily unavailable"},
    {Errno::Eagain, "EWOULDBLOCK", "Resource temporarily unavailable"},
    {Errno::Einval, "EINVAL", "Invalid argument"},
    {Errno::Epipe, "EPIPE", "Broken pipe"},
    {Errno::Eaddrinuse, "EADDRINUSE", "Address already in use"},
    {Errno::Econnreset, "ECONNRESET", "Connection reset by peer"},
    {Errno::Eisconn, "EISCONN", "Transport endpoint is already connected"},
    {Errno::Enotconn, "ENOTCONN", "Transport endpoint is not connected"},
    {Errno::Etimedout, "ETIMEDOUT", "Connection timed out"},
    {Errno::Econnrefused, "ECONNREFUSED", "Connection refused"},
    {Errno::Ealready, "EALREADY", "Operation already in progress"},
    {Errno::Einprogress, "EINPROGRESS", "Operation now in progress"},
};

/// "ECONNREFUSED" to its number; nothing for a name that no call here returns.
constexpr std::optional<std::int32_t> errnoFromName(std::string_view name)
{
    for (const ErrnoName& each : kErrnoNames) {
        if (each.name == name)
            return std::int32_t(each.number);
    }
    return std::nullopt;
}

/// Null for None.
constexpr const ErrnoName* nameOf(Errno error)
{
    for (const ErrnoName& each : kErrnoNames) {
        if (each.number == error)
            return &each;
    }
    return nullptr;
}

} // namespace simulation::packetdrill
