#pragma once
#include "model/trace/trace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What in a filter text is not understood.
struct FilterProblem {
    enum class Kind : std::uint8_t {
        Word,      ///< `text` is no part of any address, state or label, or no value for what stands before its colon.
        Field,     ///< There is no field `text`.
        Condition, ///< `text` begins with a field that is asked for as in `example`.
        Joint,     ///< `text` joins conditions in another way than that all must match, or something is missing beside it.
    };
    Kind kind = Kind::Word;
    std::string text;    ///< In small letters.
    std::string example; ///< Of a condition.

    friend bool operator==(const FilterProblem&, const FilterProblem&) = default;
};

/// Which connections a filter text lets through.
///
/// Terms are separated by spaces and must all match; case does not matter. `port:443` and `addr:10.0.0.1` look at either end (an
/// unfinished address such as `addr:10.0.` matches what begins with it), `state:CLOSE-WAIT` at the current state of either end,
/// `state:CLOSE-WAIT@1200` at its state after the first 1200 records of the trace (none before the connection's first). CLOSED is
/// `state:unopened` before ESTABLISHED and `state:ended` after it: see crowdPlace(), by which CrowdCounts counts too.
/// `label:retransmission` at what was noticed in any segment, `#12` at the number. Any other term is searched for in all of these.
/// A prefix without a value lets everything through, so that the table does not go blank while one types.
///
/// Of Wireshark's display filters those work that a connection can answer for (display_filter.h): `tcp.port == 443`,
/// `ip.addr eq 10.0.0.1`, `tcp.stream eq 5`, `tcp.flags.reset == 1`, `tcp.analysis.retransmission`, joined by `&&`, `and` or spaces, with
/// parentheses around them, which change nothing. Each asks whether the connection has such a segment, so several need not be true of
/// the same one; source and destination are either end. What is not understood is a problem(), and such a filter lets nothing through.
class ConnectionFilter {
public:
    ConnectionFilter() = default;
    explicit ConnectionFilter(std::string_view text);

    bool matches(const Trace& trace, ConnectionId id) const;
    bool isEmpty() const { return m_terms.empty() && !m_problem; }
    /// The first thing that is not understood.
    const std::optional<FilterProblem>& problem() const { return m_problem; }
    /// Whether the same connection may match now and not later: a state, a label or a flag is asked for.
    bool dependsOnProgress() const { return m_dependsOnProgress; }

    friend bool operator==(const ConnectionFilter&, const ConnectionFilter&) = default;

private:
    struct Term {
        std::string text;                       ///< To be found in "address:port"; empty: not looked for.
        std::string addressStart;               ///< One address begins with it; empty: not looked for.
        std::optional<IpAddress> address;
        std::optional<std::uint16_t> port;
        std::optional<ConnectionId> number;
        std::uint16_t places = 0;               ///< Bits by CrowdPlace: one end is at one of them.
        std::optional<RecordNumber> at;         ///< `places` are those after so many records of the trace, not the current ones.
        std::uint16_t labels = 0;               ///< Bits by Label: one of them was given.
        std::uint8_t flags = 0;                 ///< Bits of Connection::completeness: one of them is there.

        friend bool operator==(const Term&, const Term&) = default;
        bool matches(const Trace& trace, ConnectionId id) const;
        bool matchesEnd(const Trace& trace, ConnectionId id, Side side) const;
        bool matchesPlace(const Trace& trace, ConnectionId id, Side side) const;
    };
    class Reader;
    static Term parse(std::string_view word);
    static Term parseAddress(std::string_view value);

    std::vector<Term> m_terms;
    std::optional<FilterProblem> m_problem;
    bool m_dependsOnProgress = false;
};
