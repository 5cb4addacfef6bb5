#pragma once
#include "model/kernel/owners.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kernel {

/// Which sockets a filter text lets through.
///
/// Terms are separated by spaces and must all match; case does not matter. `port:443`, `addr:10.0.` (or how it begins), `state:CLOSE-WAIT`,
/// `process:nginx` (part of the name, or the whole number), `owners:10+11` (exactly these processes hold it, no other one; or why no owner
/// is known: see ownersWord()), `uid:1000`, `inode:4711`. A state's name alone, or part of it, is a state; any
/// other word is looked for in addresses and process names. A prefix without a value lets everything through.
class SocketFilter {
public:
    SocketFilter() = default;
    explicit SocketFilter(std::string_view text);

    bool isEmpty() const { return m_terms.empty(); }
    /// The first word that no socket can match, such as `port:http`; none where all are understood.
    const std::optional<std::string>& problem() const { return m_problem; }
    /// `holders`: see Snapshot::holders().
    bool matches(const Socket& socket, std::span<const Holder> holders, const Owners* owners, Ownership ownership) const;
    /// Whether one term asks for exactly that state.
    bool asksFor(tcp::State state) const;

    friend bool operator==(const SocketFilter&, const SocketFilter&) = default;

private:
    struct Term {
        std::string text;          ///< To be found in "address:port" or a process's name; empty: not looked for.
        std::string addressStart;
        std::string processPart;
        std::optional<std::int32_t> pid;
        std::optional<std::uint16_t> port;
        std::optional<std::uint32_t> uid;
        std::optional<std::uint32_t> inode;
        std::vector<std::int32_t> ownerPids;  ///< Ascending: all that hold it.
        std::optional<Ownership> ownership;
        std::uint16_t states = 0;  ///< Bits by State.

        friend bool operator==(const Term&, const Term&) = default;
        bool matches(const Socket& socket, std::span<const Holder> holders, const Owners* owners, Ownership known) const;
        bool isHeldBy(std::span<const Holder> holders, const Owners& owners) const;
        bool matchesEnd(const SocketAddress& end) const;
        bool matchesProcess(const Process& process) const;
    };
    static Term parse(const std::string& word);
    static void parseOwners(const std::string& value, Term& term);

    std::vector<Term> m_terms;
    std::optional<std::string> m_problem;
};

/// What stands after `owners:` where no process is known: "hidden", "unaccepted", "orphaned".
std::string_view ownersWord(Ownership ownership);

} // namespace kernel
