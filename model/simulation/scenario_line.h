#pragma once
#include "model/simulation/scenario_parser.h"
#include "model/simulation/scenario_values.h"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace simulation {

/// One word of a line; empty at the line's end.
struct Word {
    std::string_view text;
    Position at;
};

/// One line of a scenario as words that are taken one after the other. Words end at white space, but `<...>` is one; `#` at a word's
/// beginning starts a comment. The text must outlive the line.
///
/// The first thing that goes wrong is kept as the line's problem. All functions that fail return false, so that a parser can
/// `return line.expected(...)`.
class Line {
public:
    Line(std::string_view text, std::uint32_t number);

    bool isBlank() const { return m_words.empty(); }
    bool isIndented() const { return m_indented; }
    bool atEnd() const { return m_next == m_words.size(); }
    const Word& next() const { return atEnd() ? m_end : m_words[m_next]; }
    const Word& first() const { return m_words.empty() ? m_end : m_words.front(); }
    Word take();
    /// Takes the next word if it is `word`.
    bool takeIf(std::string_view word);
    /// Takes all that follows the words taken, as text; comments are part of it.
    std::string_view takeText();

    /// How the statement is written: the remedy of problems to come.
    void setForm(std::string_view form) { m_form = form; }
    bool failed() const { return m_problem.has_value(); }
    const std::optional<ScenarioProblem>& problem() const { return m_problem; }
    bool fail(const Word& where, std::string what, std::string remedy);
    /// The next word is not what must stand here: "expected WHAT, found ...".
    bool expected(std::string_view what);
    /// The next word is no known `kind`; proposes the nearest of `known`.
    bool unknown(std::string_view kind, std::span<const std::string_view> known);
    /// Whether the line ends here; fails if not. `else` says what could have followed, for the message.
    bool expectEnd(std::string_view otherwise = {});

    /// Takes a value; fails if the next word is none that the rule allows.
    template <typename T>
    bool takeValue(T& out, const ValueRule& rule = {})
    {
        if (atEnd() || !readValue(next().text, rule, out))
            return expected(expectedValue(T(), rule));
        take();
        return true;
    }

private:
    void split(std::string_view text, std::uint32_t number);
    void checkCharacters(std::string_view text, std::uint32_t number);

    std::vector<Word> m_words;
    std::size_t m_next = 0;
    Word m_end;
    std::string_view m_rest; ///< What follows the last word taken.
    std::string_view m_form;
    bool m_indented = false;
    std::optional<ScenarioProblem> m_problem;
};

/// Characters of UTF-8 text.
std::uint32_t characterCount(std::string_view text);

/// `Did you mean "x"?` with the word of `known` that is nearest to `word`, or "" if none is near.
std::string suggestion(std::string_view word, std::span<const std::string_view> known);

/// In quotation marks, cut where it is too long to read.
std::string quoted(std::string_view text);

} // namespace simulation
