#include "app/cli/states.h"

#include "app/cli/json_writer.h"
#include "app/cli/usage.h"
#include "model/tcp/transition_table.h"

#include <iostream>
#include <string>

namespace {

std::string namesOf(tcp::StateSet states, std::string_view separator)
{
    std::string text;
    for (int i = 0; i < tcp::kStateCount; ++i) {
        if (!states.contains(tcp::State(i)))
            continue;
        if (!text.empty())
            text += separator;
        text += tcp::toString(tcp::State(i));
    }
    return text;
}

std::string_view target(const tcp::Transition& row)
{
    return row.to ? tcp::toString(*row.to) : std::string_view("(stays)");
}

void printMarkdown()
{
    std::cout << "| from | event | guard | actions | to | RFC 9293 | in Figure 5 |\n|---|---|---|---|---|---|---|\n";
    for (const tcp::Transition& row : tcp::kTransitions) {
        const std::string guard = row.guard == tcp::Guard::Always ? std::string() : std::string(tcp::toString(row.guard));
        std::cout << "| " << namesOf(row.from, ", ") << " | " << tcp::toString(row.event) << " | " << guard << " | "
                  << tcp::toString(row.actions) << " | " << target(row) << " | " << row.rfc9293 << " | "
                  << (row.drawn == tcp::Drawn::Fig5 ? "yes" : "") << " |\n";
    }
}

void printJson()
{
    JsonWriter json;
    for (const tcp::Transition& row : tcp::kTransitions) {
        json.beginObject();
        json.key("type");
        json.name("transition");
        json.key("from");
        json.beginArray();
        for (int i = 0; i < tcp::kStateCount; ++i) {
            if (row.from.contains(tcp::State(i)))
                json.name(tcp::toString(tcp::State(i)));
        }
        json.endArray();
        json.key("event");
        json.name(tcp::toString(row.event));
        json.key("guard");
        json.name(tcp::toString(row.guard));
        json.key("actions");
        json.beginArray();
        for (unsigned bit = 0; bit < 16; ++bit) {
            const auto action = tcp::Action(std::uint16_t(1u << bit));
            if (tcp::has(row.actions, action))
                json.name(tcp::toString(action));
        }
        json.endArray();
        json.key("to");
        row.to ? json.name(tcp::toString(*row.to)) : json.null();
        json.key("rfc9293");
        json.name(row.rfc9293);
        json.key("drawn");
        json.boolean(row.drawn == tcp::Drawn::Fig5);
        json.endObject();
        json.endLine();
    }
    std::cout << json.written();
}

void printText()
{
    for (const tcp::Transition& row : tcp::kTransitions) {
        std::cout << namesOf(row.from, "|") << "  --" << tcp::toString(row.event);
        if (row.guard != tcp::Guard::Always)
            std::cout << " [" << tcp::toString(row.guard) << "]";
        if (row.actions != tcp::Action::None)
            std::cout << " / " << tcp::toString(row.actions);
        std::cout << "-->  " << target(row) << "   (" << row.rfc9293 << ")\n";
    }
}

} // namespace

int states(std::span<const std::string_view> arguments)
{
    if (arguments.size() > 1)
        return wrongUsage("states takes one option at most");
    if (arguments.empty())
        printText();
    else if (arguments[0] == "--markdown")
        printMarkdown();
    else if (arguments[0] == "--json")
        printJson();
    else
        return wrongUsage("states has no option \"" + std::string(arguments[0]) + "\"");
    std::cout.flush();
    return finishOutput(bool(std::cout));
}
