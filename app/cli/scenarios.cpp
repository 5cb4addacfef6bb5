#include "app/cli/scenarios.h"

#include "app/cli/usage.h"
#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"
#include "model/simulation/scenario_vocabulary.h"

#include <cstdio>
#include <string>

namespace {

/// As a JSON string with its quotes; the text is UTF-8.
std::string quote(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", unsigned(static_cast<unsigned char>(c)));
            quoted += escaped;
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string json(std::string_view name, const simulation::Scenario& scenario)
{
    std::string line = "{\"type\":\"scenario\",\"name\":" + quote(name) + ",\"topic\":" + quote(simulation::toName(scenario.topic))
        + ",\"title\":{\"en\":" + quote(scenario.title.english);
    for (const auto& [language, title] : scenario.title.translations)
        line += "," + quote(language) + ":" + quote(title);
    return line + "},\"corrupts\":" + (scenario.corrupts ? "true" : "false") + "}\n";
}

} // namespace

int scenarios(std::span<const std::string_view> arguments)
{
    bool asJson = false;
    for (const std::string_view argument : arguments) {
        if (argument != "--json")
            return wrongUsage("scenarios has no option \"" + std::string(argument) + "\"");
        asJson = true;
    }
    std::string text;
    for (const simulation::BuiltInScenario& each : simulation::builtInScenarios()) {
        const auto scenario = simulation::readScenario(each.text, std::string(each.name) + ".scenario");
        if (!scenario) { // the tests see to it that there is none
            printError(scenario.error());
            continue;
        }
        if (asJson) {
            text += json(each.name, scenario.value());
        } else {
            constexpr std::size_t kNameWidth = 32, kTopicWidth = 12;
            const auto pad = [&text](std::string_view word, std::size_t width) {
                text += word;
                text.append(word.size() < width ? width - word.size() : 1, ' ');
            };
            pad(each.name, kNameWidth);
            pad(simulation::toName(scenario.value().topic), kTopicWidth);
            text += scenario.value().title.english + "\n";
        }
    }
    return finishOutput(std::fwrite(text.data(), 1, text.size(), stdout) == text.size());
}
