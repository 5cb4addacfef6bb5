#pragma once
#include "model/base/result.h"
#include "model/simulation/scenario_parser.h"
#include "model/tcp/endpoint.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// packetdrill scripts: the subset that resources/scenarios/PACKETDRILL.md describes, run against one tcp::Endpoint.
namespace simulation::packetdrill {

/// When an event is to happen. Times are since the script's start, or since the event before.
struct EventTime {
    enum class Kind : std::uint8_t { Absolute, Relative, Any };
    Kind kind = Kind::Absolute;
    Duration from{};
    Duration to{}; ///< As `from`, but for a range.
    friend bool operator==(const EventTime&, const EventTime&) = default;
};

/// A packet of the script: numbers are the script's own, the window is the header's field.
struct Packet {
    bool isInbound = false;
    tcp::Segment segment; ///< `wnd` is meaningful only with `hasWindow`.
    bool hasWindow = false;
    bool anyOptions = false; ///< `<...>`, in outbound packets alone.
};

enum class CallKind : std::uint8_t {
    Socket,
    Bind,
    Listen,
    Accept,
    Connect,
    Read,
    Write,
    Shutdown,
    Close,
    SetOption,
    GetOption,
    GetFlags,
    SetFlags
};

enum class OptionName : std::uint8_t {
    ReuseAddress,
    KeepAlive,
    Linger,
    ReceiveBuffer,
    SendBuffer,
    Error,
    NoDelay,
    KeepIdle,
    KeepInterval,
    KeepCount,
    MaxSegment,
    Congestion,
    Linger2,
    UserTimeout
};

/// A system call with what it is expected to return.
struct SystemCall {
    CallKind kind = CallKind::Socket;
    int descriptor = -1;
    std::int64_t amount = 0; ///< Octets, backlog, how to shut down, or a socket's flags.
    OptionName option = OptionName::Error;
    std::int64_t value = 0; ///< Of the option: to be set, or expected.
    bool isOn = false;      ///< SO_LINGER's l_onoff.
    bool nonBlocking = false;
    std::optional<Duration> returnsAt;  ///< A call that blocks: when it is to return, counted as its event's time.
    std::optional<std::int64_t> result; ///< Empty: `...`, anything.
    std::string error;                  ///< "ECONNREFUSED"; empty: none is named.
};

enum class Field : std::uint8_t {
    State,
    SndCwnd,
    SndSsthresh,
    Unacked,
    Retransmits,
    Backoff,
    TotalRetrans,
    Rto,
    Rtt,
    Rttvar,
    SndMss,
    SndWscale,
    RcvWscale,
    SegsIn,
    SegsOut
};

/// One comparison: `tcpi_snd_cwnd == 10`.
struct Comparison {
    enum class Operator : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
    Position at;
    Field field = Field::State;
    Operator op = Operator::Equal;
    std::int64_t value = 0;
    std::string text;
};
using Assertions = std::vector<Comparison>;

/// A command that has nothing to do: its settings are the defaults here.
struct Skipped {};

struct Event {
    Position at; ///< Of the action.
    EventTime time;
    std::string text; ///< The action as written, in one line.
    std::variant<Packet, SystemCall, Assertions, Skipped> action;
};

/// What options (`--tolerance_usecs=4000`) and sysctl commands have set.
struct Settings {
    tcp::EndpointSettings tcp;
    Duration tolerance = std::chrono::milliseconds(4); ///< How far from its time an outbound packet may be.
    IpAddress local{.octets = {192, 168, 0, 1}};
    IpAddress remote{.octets = {192, 0, 2, 1}};
    std::uint16_t bindPort = 8080;    ///< That the endpoint listens on.
    std::uint16_t connectPort = 8080; ///< That the endpoint connects to.
};

struct Script {
    Settings settings;
    std::vector<Event> events;
};

/// Reads a script, or says what is wrong with it or not simulated, as "FILE:LINE:COLUMN: WHAT."
Result<Script> readScript(std::string_view text, std::string_view fileName);

/// The same with the place apart.
struct ParsedScript {
    Script script; ///< For running only without a problem.
    std::optional<ScenarioProblem> problem;
};
/// Any text gives an answer: nothing in it can crash the parser.
ParsedScript parseScript(std::string_view text);

/// Whether `fileName` is that of a packetdrill script.
inline bool isScriptName(std::string_view fileName)
{
    return fileName.ends_with(".pkt");
}

} // namespace simulation::packetdrill
