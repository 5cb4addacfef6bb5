#include "model/kernel/socket_filter.h"

#include <algorithm>
#include <charconv>

namespace kernel {

namespace {

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return result;
}

template <typename Number>
std::optional<Number> toNumber(std::string_view text)
{
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// The state of that whole name alone, else all whose names hold `text`: "closed" must not find CLOSE-WAIT.
std::uint16_t statesNamed(std::string_view text)
{
    unsigned found = 0;
    for (int i = 0; i < tcp::kStateCount; ++i) {
        const std::string name = lower(tcp::toString(tcp::State(i)));
        if (name == text)
            return std::uint16_t(1u << i);
        found |= name.find(text) != std::string::npos ? 1u << i : 0;
    }
    return std::uint16_t(found);
}

constexpr std::string_view kPrefixes[] = {"port:", "addr:", "state:", "process:", "pid:", "owners:", "uid:", "inode:"};

constexpr Ownership kUnknownOwners[] = {Ownership::Listener, Ownership::NotAccepted, Ownership::Orphaned, Ownership::Pending, Ownership::Hidden, Ownership::Elsewhere};

} // namespace

SocketFilter::SocketFilter(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\n";
    for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos; at = text.find_first_not_of(kSpace, at)) {
        const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
        const std::string_view written = text.substr(at, end - at);
        const std::string word = lower(written);
        at = end;
        if (std::ranges::find(kPrefixes, std::string_view(word)) != std::end(kPrefixes))
            continue;
        m_terms.push_back(parse(word));
        if (!m_problem && m_terms.back() == Term())
            m_problem = written;
    }
}

/// A value that cannot be read leaves the term without a condition, and such a term matches nothing.
SocketFilter::Term SocketFilter::parse(const std::string& word)
{
    Term term;
    const auto value = [&word](std::string_view prefix) -> std::optional<std::string> {
        return word.starts_with(prefix) ? std::optional(word.substr(prefix.size())) : std::nullopt;
    };
    if (const auto port = value("port:")) {
        term.port = toNumber<std::uint16_t>(*port);
    } else if (const auto address = value("addr:")) {
        term.addressStart = *address;
    } else if (const auto state = value("state:")) {
        term.states = statesNamed(*state);
    } else if (const auto process = value("process:")) {
        term.pid = toNumber<std::int32_t>(*process);
        if (!term.pid)
            term.processPart = *process;
    } else if (const auto pid = value("pid:")) {
        term.pid = toNumber<std::int32_t>(*pid);
    } else if (const auto held = value("owners:")) {
        parseOwners(*held, term);
    } else if (const auto uid = value("uid:")) {
        term.uid = toNumber<std::uint32_t>(*uid);
    } else if (const auto inode = value("inode:")) {
        term.inode = toNumber<std::uint32_t>(*inode);
    } else {
        term.text = word;
        term.processPart = word;
        term.states = statesNamed(word);
    }
    return term;
}

/// Numbers with a plus sign between, or one word.
void SocketFilter::parseOwners(const std::string& value, Term& term)
{
    for (const Ownership ownership : kUnknownOwners) {
        if (value == ownersWord(ownership)) {
            term.ownership = ownership;
            return;
        }
    }
    for (std::size_t at = 0; at <= value.size();) {
        const std::size_t end = std::min(value.find('+', at), value.size());
        const auto pid = toNumber<std::int32_t>(std::string_view(value).substr(at, end - at));
        if (!pid) {
            term.ownerPids.clear(); // it would find what was not meant
            return;
        }
        term.ownerPids.push_back(*pid);
        at = end + 1;
    }
    std::ranges::sort(term.ownerPids);
}

bool SocketFilter::Term::isHeldBy(std::span<const Holder> holders, const Owners& owners) const
{
    std::vector<std::int32_t> pids;
    for (const Holder& holder : holders)
        pids.push_back(owners.processes[holder.process].pid);
    std::ranges::sort(pids);
    const auto doubles = std::ranges::unique(pids);
    pids.erase(doubles.begin(), doubles.end());
    return pids == ownerPids;
}

bool SocketFilter::Term::matchesEnd(const SocketAddress& end) const
{
    if (port && end.port == *port)
        return true;
    if (!addressStart.empty() && toString(wireAddress(end).ip).starts_with(addressStart))
        return true;
    // Formatting addresses is what costs time: only where the text can be part of one.
    const bool canStand = text.find_first_not_of("0123456789abcdef.:[]") == std::string::npos;
    return !text.empty() && canStand && toString(end).find(text) != std::string::npos;
}

bool SocketFilter::Term::matchesProcess(const Process& process) const
{
    if (pid && process.pid == *pid)
        return true;
    return !processPart.empty() && lower(process.name).find(processPart) != std::string::npos;
}

bool SocketFilter::Term::matches(const Socket& socket, std::span<const Holder> holders, const Owners* owners, Ownership known) const
{
    if (ownership)
        return known == *ownership;
    if (!ownerPids.empty())
        return known == Ownership::Known && isHeldBy(holders, *owners);
    if ((states >> unsigned(socket.state) & 1u) != 0 || (uid && socket.uid == *uid) || (inode && socket.inode == *inode))
        return true;
    if (matchesEnd(socket.local) || (!socket.isListener() && matchesEnd(socket.remote)))
        return true;
    return (pid || !processPart.empty())
        && std::ranges::any_of(holders, [&](const Holder& holder) { return matchesProcess(owners->processes[holder.process]); });
}

bool SocketFilter::matches(const Socket& socket, std::span<const Holder> holders, const Owners* owners, Ownership ownership) const
{
    return std::ranges::all_of(m_terms, [&](const Term& term) { return term.matches(socket, holders, owners, ownership); });
}

bool SocketFilter::asksFor(tcp::State state) const
{
    return std::ranges::any_of(m_terms, [state](const Term& term) { return term.states == 1u << unsigned(state) && term.text.empty(); });
}

std::string_view ownersWord(Ownership ownership)
{
    switch (ownership) {
    case Ownership::Known:
        return {};
    case Ownership::Listener:
        return "listener";
    case Ownership::NotAccepted:
        return "unaccepted";
    case Ownership::Orphaned:
        return "orphaned";
    case Ownership::Pending:
        return "pending";
    case Ownership::Hidden:
        return "hidden";
    case Ownership::Elsewhere:
        return "elsewhere";
    }
    return {};
}

} // namespace kernel
