#include "model/simulation/scenario_names.h"

#include "model/simulation/scenario_vocabulary.h"

#include <algorithm>

namespace simulation {

namespace {

struct Reference {
    std::string_view name;
    std::uint32_t number = 0; ///< 0: without one.
};

std::optional<Reference> toReference(std::string_view word)
{
    const std::size_t point = word.find('.');
    Reference reference{word.substr(0, point)};
    if (!isObjectName(reference.name))
        return std::nullopt;
    if (point != std::string_view::npos && !readValue(word.substr(point + 1), {.min = 1}, reference.number))
        return std::nullopt;
    return reference;
}

std::vector<std::string_view> keys(const std::map<std::string, std::uint32_t, std::less<>>& map)
{
    std::vector<std::string_view> all;
    for (const auto& [name, count] : map)
        all.push_back(name);
    return all;
}

} // namespace

ScenarioNames::ScenarioNames() : m_hosts{{"A", 0}, {"B", 0}} {}

void ScenarioNames::declare(Kind kind, const std::string& host, const std::string& name, std::uint32_t count)
{
    if (name.empty())
        return;
    std::uint32_t& most = m_declared[{kind, host}][name];
    most = std::max(most, count);
}

bool ScenarioNames::isReference(std::string_view word)
{
    return toReference(word).has_value();
}

const ScenarioNames::Declared& ScenarioNames::declared(Kind kind, const std::string& host) const
{
    static const Declared kNone;
    const auto found = m_declared.find({kind, host});
    return found == m_declared.end() ? kNone : found->second;
}

bool ScenarioNames::isDeclared(const Use& use) const
{
    const auto reference = toReference(use.word.text);
    const Declared& all = declared(use.kind, use.host);
    const auto found = reference ? all.find(reference->name) : all.end();
    return found != all.end() && reference->number <= found->second;
}

ScenarioProblem ScenarioNames::problem(const Use& use) const
{
    const bool isSocket = use.kind == Kind::Socket;
    std::string what = "host " + use.host + " has no " + (isSocket ? "socket " : "process ") + quoted(use.word.text);
    std::string remedy = suggestion(use.word.text, keys(declared(use.kind, use.host)));
    if (remedy.empty())
        remedy = isSocket ? "Name it where it is opened or accepted: as NAME." : "Name it where it is forked: fork as NAME.";
    return {use.word.at, std::move(what), std::move(remedy)};
}

std::vector<ScenarioProblem> ScenarioNames::undeclared() const
{
    std::vector<ScenarioProblem> problems;
    for (const Word& word : m_hostUses) {
        if (!hasHost(std::string(word.text)))
            problems.push_back({word.at, "unknown host " + quoted(word.text),
                                "A and B are always there; declare another one: host " + std::string(word.text) + "."});
    }
    for (const Use& use : m_uses) {
        if (!isDeclared(use))
            problems.push_back(problem(use));
    }
    return problems;
}

} // namespace simulation
