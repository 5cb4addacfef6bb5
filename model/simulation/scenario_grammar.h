#pragma once
#include "model/simulation/scenario_line.h"
#include "model/simulation/scenario_names.h"
#include "model/simulation/scenario_vocabulary.h"

#include <string>
#include <string_view>

/// The rules of the grammar, one function each, for scenario_parser.cpp: they take words from a line and fill in a value. All return
/// false when they fail; the line then has the problem.
namespace simulation::grammar {

inline constexpr ValueRule kPort{.min = 1, .max = 65535};
inline constexpr ValueRule kCount{.min = 1, .max = 1'000'000};
inline constexpr ValueRule kOctets{.max = 1'000'000'000'000};

// scenario_parts.cpp
bool takeHost(Line& line, ScenarioNames& names, std::string& out);
/// HOST[:PORT]
bool takeEnd(Line& line, ScenarioNames& names, InjectedEnd& out);
bool takeState(Line& line, tcp::State& out);
bool takeSocketError(Line& line, SocketError& out);
/// The name after `as`.
bool takeNewName(Line& line, std::string& out);
/// The name after `on`, of `out.host`.
bool takeSocketName(Line& line, ScenarioNames& names, SocketName& out);
bool takeProcessName(Line& line, ScenarioNames& names, const std::string& host, std::string& out);
/// [on NAME]
bool takeOn(Line& line, ScenarioNames& names, SocketName& out);
/// [from HOST] [to HOST]
bool takeDirection(Line& line, ScenarioNames& names, Direction& out);
/// [count N [every TIME]]
bool takeRepeat(Line& line, Repeat& out);
/// 3, 3.., ..3, 3..5
bool takeRange(Line& line, Range& out);
/// KIND { from HOST | to HOST | seq N | port N | nth N | count N|all }
bool takeMatch(Line& line, ScenarioNames& names, SegmentMatch& out);
/// 300ms, +10ms, or `when ...`
bool takeMoment(Line& line, ScenarioNames& names, Moment& out);

// scenario_segment_notation.cpp
/// Stevens' notation, up to a word that is no part of it.
bool takeSegment(Line& line, SegmentPattern& out);

// scenario_statements.cpp
/// After HOST.
bool takeCall(Line& line, ScenarioNames& names, Call& out);
/// After `link`, of a timed statement.
bool takeLinkEvent(Line& line, ScenarioNames& names, Action& out);

// scenario_expectations.cpp
/// After `expect`; `timed`: judged at a moment.
bool takeExpectation(Line& line, ScenarioNames& names, bool timed, Expectation& out);
/// One line below `expect wire`.
bool takeWireLine(Line& line, ScenarioNames& names, ExpectWire& out);

/// KEY VALUE pairs until the line ends or `isStop` says so; at least one.
template <typename Settings>
bool takeSettings(Line& line, std::span<const SettingRow<Settings>> rows, std::string_view kind, bool (*isStop)(std::string_view),
                  Settings& out)
{
    bool any = false;
    while (!any || (!line.atEnd() && !isStop(line.next().text))) {
        const SettingRow<Settings>* row = nullptr;
        std::vector<std::string_view> known;
        for (const SettingRow<Settings>& each : rows) {
            known.push_back(each.name);
            if (each.name == line.next().text)
                row = &each;
        }
        if (!row)
            return line.unknown(kind, known);
        line.take();
        if (line.atEnd() || !row->read(line.next().text, row->rule, out))
            return line.expected(row->expected(row->rule));
        line.take();
        any = true;
    }
    return true;
}

} // namespace simulation::grammar
