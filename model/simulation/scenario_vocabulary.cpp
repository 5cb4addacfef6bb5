#include "model/simulation/scenario_vocabulary.h"

#include <algorithm>
#include <array>

namespace simulation {

namespace {

constexpr std::array<std::string_view, kTopicCount> kTopics = {"open",       "transfer", "close",   "loss", "flow",
                                                               "congestion", "resets",   "servers", "life"};
constexpr std::array<std::string_view, 2> kCongestions = {"reno", "cubic"};
constexpr std::array<std::string_view, kSegmentKindCount> kSegmentKinds = {"any", "SYN", "SYN,ACK", "FIN", "RST", "ACK", "data"};
constexpr std::array<std::string_view, kSocketErrorCount> kSocketErrors = {
    "none",       "EADDRINUSE",   "EADDRNOTAVAIL", "EISCONN", "EBADF",    "EPIPE",     "ECONNABORTED", "ECONNREFUSED",
    "ECONNRESET", "EHOSTUNREACH", "EINVAL",        "ENOBUFS", "ENOTCONN", "ETIMEDOUT", "EMFILE",       "EWOULDBLOCK",
};
static_assert(!kSocketErrors.back().empty());
constexpr std::array<std::string_view, kHabitCount> kHabits = {"auto-accept", "auto-read",  "auto-send",
                                                               "auto-reply",  "auto-close", "auto-fork"};
constexpr std::array<std::string_view, 3> kShutdowns = {"read", "write", "both"};
constexpr std::array<std::string_view, 4> kProcessActions = {"exit", "kill", "stop", "continue"};
constexpr std::array<std::string_view, 4> kHostActions = {"crash", "reboot", "unplug", "plug"};
constexpr std::array<std::string_view, 5> kFaults = {"drop", "delay-segment", "duplicate", "reorder", "corrupt"};

/// The names that another layer keeps.
template <typename Enum, std::size_t count>
std::array<std::string_view, count> foreignNames()
{
    std::array<std::string_view, count> all;
    for (std::size_t i = 0; i < count; ++i)
        all[i] = toString(Enum(i));
    return all;
}

// --- Rows of settings

template <typename Member>
struct MemberOf;
template <typename Settings, typename Value>
struct MemberOf<Value Settings::*> {
    using Owner = Settings;
    using Type = Value;
};

template <typename T>
std::string write(const T& value, const ValueRule&)
{
    return writeValue(value);
}
template <typename T>
std::string write(const std::optional<T>& value, const ValueRule& rule)
{
    return writeOptional(value, rule);
}

/// A field that always has a value; it is written where that is not the default.
template <auto kMember>
constexpr auto field(std::string_view name, ValueRule rule = {})
{
    using Settings = typename MemberOf<decltype(kMember)>::Owner;
    using Value = typename MemberOf<decltype(kMember)>::Type;
    return SettingRow<Settings>{
        name, rule, [](std::string_view word, const ValueRule& r, Settings& out) { return readValue(word, r, out.*kMember); },
        [](const Settings& settings, const ValueRule& r) -> std::optional<std::string> {
            if (settings.*kMember == Settings().*kMember)
                return std::nullopt;
            return write(settings.*kMember, r);
        },
        [](const ValueRule& r) { return expectedValue(Value(), r); }};
}

/// A field that is empty until something sets it.
template <auto kMember>
constexpr auto change(std::string_view name, ValueRule rule = {})
{
    using Settings = typename MemberOf<decltype(kMember)>::Owner;
    using Value = typename MemberOf<decltype(kMember)>::Type::value_type;
    return SettingRow<Settings>{
        name, rule,
        [](std::string_view word, const ValueRule& r, Settings& out) { return readValue(word, r, (out.*kMember).emplace()); },
        [](const Settings& settings, const ValueRule& r) -> std::optional<std::string> {
            if (!(settings.*kMember))
                return std::nullopt;
            return write(*(settings.*kMember), r);
        },
        [](const ValueRule& r) { return expectedValue(Value(), r); }};
}

constexpr ValueRule kOff{.none = "off"};
constexpr ValueRule kTimer{.min = 1000, .max = std::uint64_t(kLongestTime.count())}; // 1 us at least: none may spin
constexpr ValueRule kBuffer{.min = 1, .max = 1u << 30};                              // what a scaled window can say
constexpr ValueRule kTries{.max = 255};

using H = HostSettings;
constexpr auto kHostRows = std::to_array<SettingRow<HostSettings>>({
    field<&H::address>("address", {.none = "auto"}),
    field<&H::iss>("iss", {.none = "random"}),
    field<&H::mss>("mss", {.min = 1, .max = 65495}),
    field<&H::window>("window", kBuffer),
    field<&H::sendBuffer>("send-buffer", kBuffer),
    field<&H::windowScale>("wscale", {.max = 14, .none = "off"}),
    field<&H::timestamps>("timestamps"),
    field<&H::sack>("sack"),
    field<&H::nagle>("nagle"),
    field<&H::sillyWindowAvoidance>("sws-avoidance"),
    field<&H::lastWaitsForFin>("last-waits-for-fin"),
    field<&H::delayedAck>("delayed-ack", {.min = 1000, .max = std::uint64_t(kLongestTime.count()), .none = "off"}),
    field<&H::congestion>("congestion"),
    field<&H::initialWindow>("initial-window", {.min = 1, .max = 1000}),
    field<&H::rtoInitial>("rto-initial", kTimer),
    field<&H::rtoMin>("rto-min", kTimer),
    field<&H::rtoMax>("rto-max", kTimer),
    field<&H::synRetries>("syn-retries", kTries),
    field<&H::synAckRetries>("synack-retries", kTries),
    field<&H::retries>("retries", kTries),
    field<&H::keepAliveIdle>("keepalive-idle", kTimer),
    field<&H::keepAliveInterval>("keepalive-interval", kTimer),
    field<&H::keepAliveProbes>("keepalive-probes", kTries),
    field<&H::finTimeout>("fin-timeout"),
    field<&H::twoMsl>("two-msl"),
    field<&H::timeWaitReuse>("tw-reuse"),
    field<&H::rfc1337>("rfc1337"),
    field<&H::synCookies>("syn-cookies"),
    field<&H::synBacklog>("syn-backlog", {.max = 1'000'000}),
    field<&H::abortOnOverflow>("abort-on-overflow"),
    field<&H::ephemeral>("ephemeral"),
    field<&H::ttl>("ttl", {.min = 1, .max = 255}),
});

using L = LinkSettings;
constexpr auto kLinkRows = std::to_array<SettingRow<LinkSettings>>({
    change<&L::delay>("delay"),
    change<&L::jitter>("jitter"),
    change<&L::rate>("rate", {.min = 1, .none = "off"}),
    change<&L::queue>("queue", {.max = 1'000'000, .none = "off"}),
    change<&L::loss>("loss"),
    change<&L::duplicate>("duplicate"),
    change<&L::reorder>("reorder"),
    change<&L::corrupt>("corrupt"),
});

using O = SocketOptions;
constexpr auto kOptionRows = std::to_array<SettingRow<SocketOptions>>({
    change<&O::noDelay>("nodelay"),
    change<&O::reuseAddress>("reuseaddr"),
    change<&O::keepAlive>("keepalive"),
    change<&O::keepIdle>("keepidle", kTimer),
    change<&O::keepInterval>("keepintvl", kTimer),
    change<&O::keepCount>("keepcnt", kTries),
    change<&O::linger>("linger", kOff),
    change<&O::deferAccept>("defer-accept", kOff),
    change<&O::userTimeout>("user-timeout", {.min = 1000, .max = std::uint64_t(kLongestTime.count()), .none = "off"}),
    change<&O::receiveBuffer>("rcvbuf", kBuffer),
    change<&O::sendBuffer>("sndbuf", kBuffer),
});

// --- Forms of statements

constexpr auto kHeaderForms = std::to_array<StatementForm>({
    {"title", "title TEXT, or title[zh_CN] TEXT"},
    {"summary", "summary TEXT, or summary[zh_CN] TEXT"},
    {"topic", "topic open|transfer|close|loss|flow|congestion|resets|servers|life"},
    {"seed", "seed N"},
    {"until", "until TIME"},
    {"corrupts", "corrupts"},
    {"host", "host NAME [NAME ...] KEY VALUE [KEY VALUE ...]"},
    {"link", "link [from HOST] [to HOST] KEY VALUE [KEY VALUE ...]"},
    {"expect", "expect HOST STATE [STATE ...], or another expectation"},
});

constexpr auto kCallForms = std::to_array<StatementForm>({
    {"passive-open", "TIME HOST passive-open PORT [backlog N] [as NAME]"},
    {"active-open", "TIME HOST active-open [HOST:]PORT [from PORT] [on NAME] [as NAME] [count N [every TIME]]"},
    {"accept", "TIME HOST accept [on NAME] [as NAME] [count N [every TIME]]"},
    {"send", "TIME HOST send N [on NAME] [count N [every TIME]]"},
    {"read", "TIME HOST read N|all [on NAME] [count N [every TIME]]"},
    {"shutdown", "TIME HOST shutdown read|write|both [on NAME]"},
    {"close", "TIME HOST close [on NAME]"},
    {"abort", "TIME HOST abort [on NAME]"},
    {"set", "TIME HOST set OPTION VALUE [OPTION VALUE ...] [on NAME]"},
    {"auto-accept", "TIME HOST auto-accept on|off [on NAME]"},
    {"auto-read", "TIME HOST auto-read on|off [on NAME]"},
    {"auto-send", "TIME HOST auto-send N|off [on NAME]"},
    {"auto-reply", "TIME HOST auto-reply N|off [on NAME]"},
    {"auto-close", "TIME HOST auto-close on|off|N [on NAME]"},
    {"auto-fork", "TIME HOST auto-fork on|off [on NAME]"},
    {"fork", "TIME HOST fork [as PROCESS]"},
    {"exit", "TIME HOST exit [PROCESS]"},
    {"kill", "TIME HOST kill [PROCESS]"},
    {"stop", "TIME HOST stop [PROCESS]"},
    {"continue", "TIME HOST continue [PROCESS]"},
    {"crash", "TIME HOST crash"},
    {"reboot", "TIME HOST reboot"},
    {"unplug", "TIME HOST unplug"},
    {"plug", "TIME HOST plug"},
});

constexpr auto kLinkForms = std::to_array<StatementForm>({
    {"drop", "TIME link drop SEGMENTS, or segment N [copy N]"},
    {"delay-segment", "TIME link delay-segment SEGMENTS by TIME; instead of SEGMENTS: segment N [copy N]"},
    {"duplicate", "TIME link duplicate SEGMENTS [by TIME]; instead of SEGMENTS: segment N [copy N]"},
    {"reorder", "TIME link reorder SEGMENTS [past N]"},
    {"corrupt", "TIME link corrupt SEGMENTS, or segment N [copy N]"},
    {"cut", "TIME link cut [from HOST] [to HOST]"},
    {"restore", "TIME link restore [from HOST] [to HOST]"},
    {"set", "TIME link set [from HOST] [to HOST] KEY VALUE [KEY VALUE ...]"},
    {"inject",
     "TIME link inject from HOST[:PORT] to HOST[:PORT] SEGMENT [count N [every TIME]], or spoofed[:PORT] instead of from HOST"},
});

constexpr auto kExpectForms = std::to_array<StatementForm>({
    {"exactly", "expect HOST exactly STATE [STATE ...] [on NAME]"},
    {"final", "expect HOST final STATE [on NAME]"},
    {"state", "TIME expect HOST state STATE [on NAME]"},
    {"count", "expect HOST count STATE RANGE"},
    {"errno", "expect HOST errno ERRNO [on NAME]"},
    {"received", "expect HOST received RANGE [on NAME]"},
    {"never", "expect never HOST STATE [on NAME]"},
    {"label", "expect label LABEL RANGE [from HOST]"},
    {"segments", "expect segments RANGE SEGMENTS"},
    {"segment", "expect segment N HOST SEGMENT"},
    {"wire", "expect wire, and below it indented lines HOST SEGMENT"},
});

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isAlphanumeric(char c)
{
    return isUpper(c) || isLower(c) || (c >= '0' && c <= '9');
}

constexpr std::size_t kLongestName = 40;

} // namespace

// clang-format off
template <> std::span<const std::string_view> names<Topic>() { return kTopics; }
template <> std::span<const std::string_view> names<Congestion>() { return kCongestions; }
template <> std::span<const std::string_view> names<SegmentKind>() { return kSegmentKinds; }
template <> std::span<const std::string_view> names<SocketError>() { return kSocketErrors; }
template <> std::span<const std::string_view> names<Habit>() { return kHabits; }
template <> std::span<const std::string_view> names<ShutdownHow>() { return kShutdowns; }
template <> std::span<const std::string_view> names<ProcessAction>() { return kProcessActions; }
template <> std::span<const std::string_view> names<HostAction>() { return kHostActions; }
template <> std::span<const std::string_view> names<FaultKind>() { return kFaults; }
// clang-format on

template <>
std::span<const std::string_view> names<tcp::State>()
{
    static const auto all = foreignNames<tcp::State, tcp::kStateCount>();
    return all;
}

template <>
std::span<const std::string_view> names<Label>()
{
    static const auto all = foreignNames<Label, kLabelCount>();
    return all;
}

std::span<const SettingRow<HostSettings>> hostSettingRows()
{
    return kHostRows;
}

std::span<const SettingRow<LinkSettings>> linkSettingRows()
{
    return kLinkRows;
}

std::span<const SettingRow<SocketOptions>> socketOptionRows()
{
    return kOptionRows;
}

std::span<const StatementForm> headerForms()
{
    return kHeaderForms;
}

std::span<const StatementForm> callForms()
{
    return kCallForms;
}

std::span<const StatementForm> linkForms()
{
    return kLinkForms;
}

std::span<const StatementForm> expectForms()
{
    return kExpectForms;
}

std::string_view formOf(std::span<const StatementForm> forms, std::string_view word)
{
    const auto found = std::find_if(forms.begin(), forms.end(), [word](const StatementForm& each) { return each.word == word; });
    return found == forms.end() ? std::string_view() : found->form;
}

bool isHostName(std::string_view word)
{
    static constexpr std::string_view kFlags[] = {"SYN", "FIN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    return !word.empty() && word.size() <= kLongestName && isUpper(word.front())
           && std::all_of(word.begin(), word.end(), isAlphanumeric) && !fromName<tcp::State>(word)
           && std::find(std::begin(kFlags), std::end(kFlags), word) == std::end(kFlags);
}

bool isObjectName(std::string_view word)
{
    const auto allowed = [](char c) { return isAlphanumeric(c) || c == '-' || c == '_'; };
    return !word.empty() && word.size() <= kLongestName && isLower(word.front()) && std::all_of(word.begin(), word.end(), allowed)
           && word != "all" && word != "main";
}

bool isLanguage(std::string_view word)
{
    const auto allowed = [](char c) { return isAlphanumeric(c) || c == '_'; };
    return word.size() >= 2 && word.size() <= 12 && isLower(word.front()) && std::all_of(word.begin(), word.end(), allowed);
}

} // namespace simulation
