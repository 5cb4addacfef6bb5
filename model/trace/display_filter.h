#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A field of Wireshark's display filters, and what it asks of a connection here.
struct DisplayField {
    enum class Kind : std::uint8_t {
        Anything, ///< Every connection has it.
        Address4,
        Address6,
        Port,
        Number,   ///< The connection's, from 0.
        Flag,     ///< A segment with it was seen.
        Label,    ///< Noticed in any segment.
    };
    std::string name;
    Kind kind = Kind::Anything;
    std::uint16_t bits = 0; ///< Of a flag: those of Connection::completeness; of a label: by Label.
    std::string example;    ///< A whole condition: "tcp.port == 443".

    /// Whether it stands alone, rather than before == and a value.
    bool standsAlone() const { return kind == Kind::Anything || kind == Kind::Label; }
};

/// The field of that name (in small letters); nothing where it is none that a connection can answer for.
std::optional<DisplayField> findDisplayField(std::string_view name);
/// The names for messages: "tcp, tcp.port, … tcp.analysis.retransmission", the last of which stands for fourteen more.
std::string displayFieldNames();
/// Whether a word is written as names of fields are ("http.host"), which no address, state or label is.
bool looksLikeDisplayField(std::string_view word);

/// The words, operators and parentheses of a filter text: "tcp.port==443&&(#5)" has seven.
std::vector<std::string> filterTokens(std::string_view text);
/// Whether a token compares a field with a value: "==", "eq", "!=", "contains" …
bool isComparison(std::string_view token);
/// Whether a token is an operator or a bracket: "||", "or", "!", "==", "{" … (but "and" and "eq" are words, for the caller to know).
bool isOtherOperator(std::string_view token);
