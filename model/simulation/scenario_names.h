#pragma once
#include "model/simulation/scenario_line.h"

#include <map>
#include <string>
#include <vector>

namespace simulation {

/// Hosts, sockets and processes: what a scenario declares and what it uses, in any order.
class ScenarioNames {
public:
    /// A and B are always there.
    ScenarioNames();

    void declareHost(const std::string& name) { m_hosts.insert_or_assign(name, 0); }
    bool hasHost(const std::string& name) const { return m_hosts.contains(name); }
    void useHost(const Word& word) { m_hostUses.push_back(word); }

    enum class Kind { Socket, Process };
    /// `count` above 1 declares NAME.1 to NAME.count.
    void declare(Kind kind, const std::string& host, const std::string& name, std::uint32_t count);
    /// Whether the word can stand for a socket or process at all: `conn`, `conn.3`.
    static bool isReference(std::string_view word);
    void use(Kind kind, const std::string& host, const Word& word) { m_uses.push_back({kind, host, word}); }

    /// What is used and declared nowhere, one problem each.
    std::vector<ScenarioProblem> undeclared() const;

private:
    struct Use {
        Kind kind;
        std::string host;
        Word word;
    };
    using Declared = std::map<std::string, std::uint32_t, std::less<>>; ///< How many of that name.

    bool isDeclared(const Use& use) const;
    ScenarioProblem problem(const Use& use) const;
    const Declared& declared(Kind kind, const std::string& host) const;

    Declared m_hosts;
    std::vector<Word> m_hostUses;
    std::map<std::pair<Kind, std::string>, Declared> m_declared;
    std::vector<Use> m_uses;
};

} // namespace simulation
