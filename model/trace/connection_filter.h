#pragma once
#include "model/trace/trace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which connections a filter text lets through.
///
/// Terms are separated by spaces and must all match; case does not matter. `port:443` and `addr:10.0.0.1` look at either end (an
/// unfinished address such as `addr:10.0.` matches what begins with it), `state:CLOSE-WAIT` at the current state of either end,
/// `state:CLOSE-WAIT@1200` at its state after the first 1200 records of the trace (none before the connection's first). CLOSED is
/// `state:unopened` before ESTABLISHED and `state:ended` after it: see crowdPlace(), by which CrowdCounts counts too.
/// `label:retransmission` at what was noticed in any segment, `#12` at the number. Any other term is searched for in all of these.
/// A prefix without a value lets everything through, so that the table does not go blank while one types.
class ConnectionFilter {
public:
    ConnectionFilter() = default;
    explicit ConnectionFilter(std::string_view text);

    bool matches(const Trace& trace, ConnectionId id) const;
    bool isEmpty() const { return m_terms.empty(); }
    /// Whether the same connection may match now and not later: a state or a label is asked for.
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

        friend bool operator==(const Term&, const Term&) = default;
        bool matches(const Trace& trace, ConnectionId id) const;
        bool matchesEnd(const Trace& trace, ConnectionId id, Side side) const;
        bool matchesPlace(const Trace& trace, ConnectionId id, Side side) const;
    };
    static Term parse(std::string_view word);
    static Term parseAddress(std::string_view value);

    std::vector<Term> m_terms;
    bool m_dependsOnProgress = false;
};
