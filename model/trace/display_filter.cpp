#include "model/trace/display_filter.h"

#include "model/trace/record.h"

#include <algorithm>
#include <iterator>

namespace {

using Kind = DisplayField::Kind;

struct Spelling {
    std::string_view name;
    Kind kind;
    std::uint16_t bits;
    std::string_view value; ///< Of the example.
};

// Both ends send, so each is the source of some segments and the destination of others: src and dst mean either end, as addr does.
constexpr Spelling kSpellings[] = {
    {"tcp", Kind::Anything, 0, {}},
    {"tcp.port", Kind::Port, 0, "443"},
    {"tcp.srcport", Kind::Port, 0, "443"},
    {"tcp.dstport", Kind::Port, 0, "443"},
    {"ip.addr", Kind::Address4, 0, "10.0.0.1"},
    {"ip.src", Kind::Address4, 0, "10.0.0.1"},
    {"ip.dst", Kind::Address4, 0, "10.0.0.1"},
    {"ipv6.addr", Kind::Address6, 0, "fd77::1"},
    {"ipv6.src", Kind::Address6, 0, "fd77::1"},
    {"ipv6.dst", Kind::Address6, 0, "fd77::1"},
    {"tcp.stream", Kind::Number, 0, "5"},
    {"tcp.flags.syn", Kind::Flag, 1 | 2, "1"},
    {"tcp.flags.fin", Kind::Flag, 16, "1"},
    {"tcp.flags.reset", Kind::Flag, 32, "1"},
};

constexpr std::string_view kAnalysis = "tcp.analysis.";
constexpr std::string_view kSymbols = "=!<>~&|^";
constexpr std::string_view kBrackets = "(){}";

/// "tcp.analysis.flags" is any of them; the others are the labels' own names, with underscores.
std::optional<DisplayField> findAnalysis(std::string_view name)
{
    std::string label(name.substr(kAnalysis.size()));
    std::replace(label.begin(), label.end(), '_', '-');
    unsigned bits = 0;
    for (int i = 0; i < kLabelCount; ++i) {
        if (label == "flags" || toString(Label(i)) == label)
            bits |= 1u << i;
    }
    if (bits == 0)
        return std::nullopt;
    return DisplayField{std::string(name), Kind::Label, std::uint16_t(bits), std::string(name)};
}

template <std::size_t count>
bool isOneOf(const std::string_view (&words)[count], std::string_view token)
{
    return std::find(std::begin(words), std::end(words), token) != std::end(words);
}

} // namespace

std::optional<DisplayField> findDisplayField(std::string_view name)
{
    if (name.starts_with(kAnalysis))
        return findAnalysis(name);
    for (const Spelling& spelling : kSpellings) {
        if (spelling.name != name)
            continue;
        std::string example(name);
        if (!spelling.value.empty())
            (example += " == ") += spelling.value;
        return DisplayField{std::string(name), spelling.kind, spelling.bits, std::move(example)};
    }
    return std::nullopt;
}

std::string displayFieldNames()
{
    std::string names;
    for (const Spelling& spelling : kSpellings)
        (names += spelling.name) += ", ";
    return names + "tcp.analysis.flags, tcp.analysis.retransmission";
}

bool looksLikeDisplayField(std::string_view word)
{
    const bool startsWithLetter = !word.empty() && ((word.front() >= 'a' && word.front() <= 'z') || word.front() == '_');
    return word == "tcp" || (startsWithLetter && word.find('.') != std::string_view::npos && word.find(':') == std::string_view::npos);
}

std::vector<std::string> filterTokens(std::string_view text)
{
    const std::string ends = " \t\r\n" + std::string(kSymbols) + std::string(kBrackets);
    std::vector<std::string> tokens;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
        if (text.empty())
            return tokens;
        std::size_t length = 1;
        if (kSymbols.find(text.front()) != std::string_view::npos)
            length = std::min(text.find_first_not_of(kSymbols), text.size());
        else if (kBrackets.find(text.front()) == std::string_view::npos)
            length = std::min(text.find_first_of(ends), text.size());
        tokens.emplace_back(text.substr(0, length));
        text.remove_prefix(length);
    }
}

bool isComparison(std::string_view token)
{
    constexpr std::string_view kWords[] = {"eq", "ne", "gt", "ge", "lt", "le", "contains", "matches", "in", "any_eq", "all_eq", "any_ne", "all_ne"};
    const bool isSymbol = !token.empty() && kSymbols.find(token.front()) != std::string_view::npos;
    return isSymbol ? token.find_first_of("=<>~") != std::string_view::npos && token.find_first_of("&|^") == std::string_view::npos : isOneOf(kWords, token);
}

bool isOtherOperator(std::string_view token)
{
    constexpr std::string_view kWords[] = {"or", "xor", "not"};
    return token.find_first_of(kSymbols) == 0 || token.find_first_of(kBrackets) == 0 || isOneOf(kWords, token);
}
