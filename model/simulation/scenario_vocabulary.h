#pragma once
#include "model/simulation/scenario.h"
#include "model/simulation/scenario_values.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The words of the scenario language, each once: parser, writer and the grammar's test read them here.
namespace simulation {

/// The enumerators' words, in order. Specialised for every enumeration that a scenario can name.
template <typename Enum>
std::span<const std::string_view> names();
// clang-format off
template <> std::span<const std::string_view> names<Topic>();         ///< "open", "flow"
template <> std::span<const std::string_view> names<Congestion>();    ///< "reno", "cubic"
template <> std::span<const std::string_view> names<SegmentKind>();   ///< "any", "SYN,ACK", "data"
template <> std::span<const std::string_view> names<SocketError>();   ///< "none", "ECONNREFUSED"
template <> std::span<const std::string_view> names<Habit>();         ///< "auto-read"
template <> std::span<const std::string_view> names<ShutdownHow>();   ///< "read", "write", "both"
template <> std::span<const std::string_view> names<ProcessAction>(); ///< "exit", "kill"
template <> std::span<const std::string_view> names<HostAction>();    ///< "crash", "unplug"
template <> std::span<const std::string_view> names<FaultKind>();     ///< "drop", "delay-segment"
template <> std::span<const std::string_view> names<tcp::State>();    ///< "FIN-WAIT-1"
template <> std::span<const std::string_view> names<Label>();         ///< "fast-retransmission"
// clang-format on

template <typename Enum>
std::string_view toName(Enum value)
{
    return names<Enum>()[std::size_t(value)];
}

template <typename Enum>
std::optional<Enum> fromName(std::string_view word)
{
    const auto all = names<Enum>();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i] == word)
            return Enum(i);
    }
    return std::nullopt;
}

/// One KEY VALUE pair of a `host`, `link` or `set` statement. A new setting is one row in scenario_vocabulary.cpp.
template <typename Settings>
struct SettingRow {
    std::string_view name;
    ValueRule rule;
    bool (*read)(std::string_view word, const ValueRule& rule, Settings& out);
    /// Empty if it is not set, or set to what it is anyway.
    std::optional<std::string> (*write)(const Settings& settings, const ValueRule& rule);
    std::string (*expected)(const ValueRule& rule);
};
std::span<const SettingRow<HostSettings>> hostSettingRows();
std::span<const SettingRow<LinkSettings>> linkSettingRows();
std::span<const SettingRow<SocketOptions>> socketOptionRows();

/// A call, an event on the link, or an expectation, with the form in which it is written: an error shows it as the remedy.
struct StatementForm {
    std::string_view word;
    std::string_view form;
};
std::span<const StatementForm> headerForms();
std::span<const StatementForm> callForms();
std::span<const StatementForm> linkForms();
std::span<const StatementForm> expectForms(); ///< Of those that do not begin with a state.
/// The form of `word` in `forms`, or "".
std::string_view formOf(std::span<const StatementForm> forms, std::string_view word);

/// Whether it can name a host: an upper-case letter, then letters and digits, and no state or flag.
bool isHostName(std::string_view word);
/// Whether it can name a socket or a process: a lower-case letter, then letters, digits, `-` and `_`; not `all` or `main`.
bool isObjectName(std::string_view word);
/// Whether it is a language tag such as zh_CN.
bool isLanguage(std::string_view word);

} // namespace simulation
