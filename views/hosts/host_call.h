#pragma once
#include "model/trace/stage.h"

#include <cstdint>
#include <optional>
#include <string>

/// What the user lets a host of the simulation do, at the moment that is shown.
struct HostCall {
    enum class Kind {
        Connect,       ///< A new socket, to `port` of `peer`.
        Listen,        ///< A new socket, on `port`.
        Send,          ///< `octets`; on a listener it opens actively (RFC 9293, 3.10.2).
        Read,          ///< At most `octets`.
        ReadAll,
        ReadByItself,  ///< From now on, or no longer: see `on`. All sockets of the host.
        ShutdownWrite,
        Close,
        Abort,
        KillProcess,   ///< `process`
        Unplug,
        Plug,
        Crash,         ///< Power cut.
        Reboot,
    };

    StageHostIndex host = kNoStageHost;
    Kind kind = Kind::Close;
    std::uint64_t octets = 0;
    std::uint16_t port = 0;
    StageHostIndex peer = kNoStageHost;
    bool on = false;
    std::string process;               ///< As in StageSocket::owners.
    std::optional<StageSocket> socket; ///< Of Send, Read, ReadAll, ShutdownWrite, Close and Abort: as it was when the user called.
};
inline constexpr int kHostCallKindCount = int(HostCall::Kind::Reboot) + 1;
