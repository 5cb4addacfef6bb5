#include "model/trace/connection_filter.h"

#include "model/trace/crowd_counts.h"

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

ConnectionFilter::ConnectionFilter(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\n";
    for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos; at = text.find_first_not_of(kSpace, at)) {
        const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
        const std::string word = lower(text.substr(at, end - at));
        at = end;
        if (word.ends_with(':') && (word == "port:" || word == "addr:" || word == "state:" || word == "label:"))
            continue;
        if (word == "#")
            continue;
        m_terms.push_back(parse(word));
        m_dependsOnProgress = m_dependsOnProgress || (m_terms.back().places != 0 && !m_terms.back().at) || m_terms.back().labels != 0;
    }
}

ConnectionFilter::Term ConnectionFilter::parse(std::string_view word)
{
    Term term;
    const auto value = [word](std::string_view prefix) -> std::optional<std::string> {
        return word.starts_with(prefix) ? std::optional(std::string(word.substr(prefix.size()))) : std::nullopt;
    };
    // A value that cannot be read leaves the term without a condition, and such a term matches nothing.
    if (const auto port = value("port:")) {
        term.port = toNumber<std::uint16_t>(*port);
    } else if (const auto address = value("addr:")) {
        term = parseAddress(*address);
    } else if (const auto state = value("state:")) {
        const std::size_t at = state->find('@');
        if (at != std::string::npos)
            term.at = toNumber<RecordNumber>(std::string_view(*state).substr(at + 1));
        term.places = at == std::string::npos || term.at ? placesNamed(state->substr(0, at)) : std::uint16_t(0);
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
    return matchesEnd(trace, id, Side::Initiator) || matchesEnd(trace, id, Side::Responder);
}

bool ConnectionFilter::matches(const Trace& trace, ConnectionId id) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) { return term.matches(trace, id); });
}
