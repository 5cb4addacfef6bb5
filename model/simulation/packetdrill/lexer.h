#pragma once
#include "model/simulation/scenario_parser.h"

#include <optional>
#include <string_view>
#include <vector>

namespace simulation::packetdrill {

enum class TokenKind : std::uint8_t {
    Word,     ///< `tcpi_rtt`, `S`
    Integer,  ///< `10`, `-1`, `0x2`
    Float,    ///< `.1`, `0.250`
    String,   ///< `"x"`, with its quotation marks
    Command,  ///< What stands between back quotes.
    Code,     ///< What stands between `%{` and `}%`.
    Option,   ///< `--name=value`
    Ellipsis, ///< `...`
    Sign,     ///< Any other single character, and the two of a comparison.
    End,
};

/// A piece of a script; `text` refers to the script.
struct Token {
    TokenKind kind = TokenKind::End;
    std::string_view text;
    Position at;
};

struct Tokens {
    std::vector<Token> all; ///< Ends with an End; also where the text is broken off by a problem.
    std::optional<ScenarioProblem> problem;
};

/// Splits a script, or the code inside one, which begins at `start`. Comments are `//`, `#` and `/* */`.
Tokens tokenize(std::string_view text, Position start = {1, 1});

} // namespace simulation::packetdrill
