#include "model/trace/connection_filter.h"

#include "model/trace/crowd_counts.h"
#include "model/trace/display_filter.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
    return result;
}

template <typename Number>
std::optional<Number> toNumber(std::string_view text)
{
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<IpAddress> toAddress(const std::string& text)
{
    IpAddress address;
    if (inet_pton(AF_INET, text.c_str(), address.octets.data()) == 1)
        return address;
    address.version = 6;
    if (inet_pton(AF_INET6, text.c_str(), address.octets.data()) == 1)
        return address;
    return std::nullopt;
}

constexpr unsigned kClosed = 1u << unsigned(tcp::State::Closed) | 1u << kEndedPlace;

/// The place or state of that whole name alone, else all states whose names hold `text`: "closed" must not find CLOSE-WAIT.
std::uint16_t placesNamed(const std::string& text)
{
    for (CrowdPlace place : {CrowdPlace(tcp::State::Closed), kEndedPlace}) {
        if (text == placeWord(place))
            return std::uint16_t(1u << place);
    }
    const auto bits = [](int state) { return tcp::State(state) == tcp::State::Closed ? kClosed : 1u << state; };
    unsigned found = 0;
    for (int i = 0; i < tcp::kStateCount; ++i) {
        const std::string name = lower(tcp::toString(tcp::State(i)));
        if (name == text)
            return std::uint16_t(bits(i));
        if (name.find(text) != std::string::npos)
            found |= bits(i);
    }
    return std::uint16_t(found);
}

std::uint16_t labelsNamed(const std::string& text)
{
    unsigned found = 0;
    for (int i = 0; i < kLabelCount; ++i) {
        if (toString(Label(i)).find(text) != std::string_view::npos)
            found |= 1u << i;
    }
    return std::uint16_t(found);
}

/// Whether `text` can be part of "10.0.0.1:80" or "[fd77::1]:80": formatting addresses is what costs time.
bool canStandInAddress(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef.:[]") == std::string_view::npos;
}

} // namespace

/// Reads a text from left to right, up to the first thing that is not understood.
class ConnectionFilter::Reader {
public:
    Reader(ConnectionFilter& filter, std::string_view text) : m_filter(filter), m_tokens(filterTokens(lower(text))) {}

    void read()
    {
        while (m_next < m_tokens.size() && !m_filter.m_problem)
            take(m_tokens[m_next++]);
        if (!m_filter.m_problem && m_depth > 0)
            refuse(FilterProblem::Kind::Joint, "(");
        if (!m_filter.m_problem && !m_tokens.empty() && !m_mayJoin)
            refuse(FilterProblem::Kind::Joint, m_tokens.back());
    }

private:
    void take(const std::string& token)
    {
        const bool isClosed = token == ")" && m_depth > 0 && m_mayJoin;
        const bool isJoint = (token == "&&" || token == "and") && m_mayJoin;
        if (token == "(") {
            ++m_depth;
            m_mayJoin = false;
        } else if (isClosed) {
            --m_depth;
        } else if (isJoint) {
            m_mayJoin = false;
        } else if (isOtherOperator(token) || token == "and") {
            refuse(FilterProblem::Kind::Joint, token);
        } else {
            m_mayJoin = true;
            looksLikeDisplayField(token) ? takeField(token) : takeWord(token);
        }
    }

    void takeWord(const std::string& word)
    {
        if (word == "port:" || word == "addr:" || word == "state:" || word == "label:" || word == "#")
            return;
        Term term = parse(word);
        if (term == Term())
            refuse(FilterProblem::Kind::Word, word);
        else
            add(std::move(term));
    }

    void takeField(const std::string& name)
    {
        const auto field = findDisplayField(name);
        if (!field)
            return refuse(FilterProblem::Kind::Field, name);
        std::string condition = name;
        std::optional<Term> term = field->standsAlone() ? termOf(*field, {}) : std::nullopt;
        if (m_next < m_tokens.size() && isComparison(m_tokens[m_next])) {
            const std::string comparison = m_tokens[m_next++];
            const bool hasValue = m_next < m_tokens.size() && !isOtherOperator(m_tokens[m_next]);
            const std::string value = hasValue ? m_tokens[m_next++] : std::string();
            condition += ' ' + comparison + (hasValue ? ' ' + value : std::string());
            const bool isUnderstood = hasValue && !field->standsAlone() && (comparison == "==" || comparison == "eq");
            term = isUnderstood ? termOf(*field, value) : std::nullopt;
        }
        if (!term)
            refuse(FilterProblem::Kind::Condition, condition, field->example);
        else if (field->kind != DisplayField::Kind::Anything)
            add(std::move(*term));
    }

    /// Nothing where the value cannot be one of that field.
    static std::optional<Term> termOf(const DisplayField& field, const std::string& value)
    {
        Term term;
        switch (field.kind) {
        case DisplayField::Kind::Anything:
            return term;
        case DisplayField::Kind::Label:
            term.labels = field.bits;
            return term;
        case DisplayField::Kind::Flag:
            term.flags = value == "1" || value == "true" ? std::uint8_t(field.bits) : std::uint8_t(0);
            break;
        case DisplayField::Kind::Port:
            term.port = toNumber<std::uint16_t>(value);
            break;
        case DisplayField::Kind::Number:
            term.number = toNumber<ConnectionId>(value);
            break;
        case DisplayField::Kind::Address4:
        case DisplayField::Kind::Address6:
            term.address = toAddress(value);
            if (term.address && (term.address->version == 6) != (field.kind == DisplayField::Kind::Address6))
                term.address.reset();
            break;
        }
        return term == Term() ? std::nullopt : std::optional(term);
    }

    void add(Term term)
    {
        const bool mayChange = (term.places != 0 && !term.at) || term.labels != 0 || term.flags != 0;
        m_filter.m_dependsOnProgress = m_filter.m_dependsOnProgress || mayChange;
        m_filter.m_terms.push_back(std::move(term));
    }

    void refuse(FilterProblem::Kind kind, const std::string& text, const std::string& example = {})
    {
        m_filter.m_problem = FilterProblem{kind, text, example};
    }

    ConnectionFilter& m_filter;
    const std::vector<std::string> m_tokens;
    std::size_t m_next = 0;
    int m_depth = 0;
    bool m_mayJoin = false; ///< A condition is before this.
};

ConnectionFilter::ConnectionFilter(std::string_view text)
{
    Reader(*this, text).read();
}

ConnectionFilter::Term ConnectionFilter::parse(std::string_view word)
{
    Term term;
    const auto value = [word](std::string_view prefix) -> std::optional<std::string> {
        return word.starts_with(prefix) ? std::optional(std::string(word.substr(prefix.size()))) : std::nullopt;
    };
    // A value that cannot be read leaves the term without a condition.
    if (const auto port = value("port:")) {
        term.port = toNumber<std::uint16_t>(*port);
    } else if (const auto address = value("addr:")) {
        term = parseAddress(*address);
    } else if (const auto state = value("state:")) {
        const std::size_t at = state->find('@');
        if (at != std::string::npos)
            term.at = toNumber<RecordNumber>(std::string_view(*state).substr(at + 1));
        term.places = at == std::string::npos || term.at ? placesNamed(state->substr(0, at)) : std::uint16_t(0);
        if (term.places == 0)
            term.at.reset();
    } else if (const auto label = value("label:")) {
        term.labels = labelsNamed(*label);
    } else if (const auto number = value("#")) {
        term.number = toNumber<ConnectionId>(*number);
    } else {
        if (canStandInAddress(word))
            term.text = word;
        term.places = placesNamed(std::string(word));
        term.labels = labelsNamed(std::string(word));
    }
    return term;
}

ConnectionFilter::Term ConnectionFilter::parseAddress(std::string_view value)
{
    Term term;
    term.address = toAddress(std::string(value));
    if (!term.address && canStandInAddress(value))
        term.addressStart = value;
    return term;
}

bool ConnectionFilter::Term::matchesPlace(const Trace& trace, ConnectionId id, Side side) const
{
    if (places == 0)
        return false;
    const std::uint32_t step = at ? trace.stepAt(id, *at) : trace.stepCount(id);
    if (at && step == 0)
        return false;
    const tcp::State state = at ? trace.state(id, side, step) : trace.connection(id).side(side).state;
    const unsigned wanted = state == tcp::State::Closed ? places & kClosed : places & (1u << unsigned(state));
    if (wanted == 0 || wanted == kClosed || state != tcp::State::Closed)
        return wanted != 0;
    return (wanted >> unsigned(crowdPlace(trace, id, side, step)) & 1u) != 0; // looks back over the connection's records
}

bool ConnectionFilter::Term::matchesEnd(const Trace& trace, ConnectionId id, Side side) const
{
    const SocketAddress& end = trace.connection(id).address(side);
    if (matchesPlace(trace, id, side))
        return true;
    if (port && end.port == *port)
        return true;
    if (address && end.ip == *address)
        return true;
    if (!addressStart.empty() && toString(end.ip).starts_with(addressStart))
        return true;
    return !text.empty() && toString(end).find(text) != std::string::npos;
}

bool ConnectionFilter::Term::matches(const Trace& trace, ConnectionId id) const
{
    if (number && *number == id)
        return true;
    for (unsigned bits = labels; bits != 0; bits &= bits - 1) {
        if (trace.connection(id).labelCounts[std::size_t(__builtin_ctz(bits))] != 0)
            return true;
    }
    if ((trace.connection(id).completeness & flags) != 0)
        return true;
    return matchesEnd(trace, id, Side::Initiator) || matchesEnd(trace, id, Side::Responder);
}

bool ConnectionFilter::matches(const Trace& trace, ConnectionId id) const
{
    return !m_problem && std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) { return term.matches(trace, id); });
}
