#include "model/simulation/scenario_line.h"

#include <algorithm>
#include <numeric>

namespace simulation {

namespace {

constexpr std::string_view kSpace = " \t";

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

/// Octets of the character at the front of `text`, which is not empty; 0 if it is no UTF-8 or a control character.
std::size_t characterLength(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80)
        return (lead < 0x20 && lead != '\t') || lead == 0x7F ? 0 : 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length
        || !std::all_of(text.begin() + 1, text.begin() + std::ptrdiff_t(length), isContinuation))
        return 0;
    const auto second = static_cast<unsigned char>(text[1]); // overlong forms, surrogates, beyond U+10FFFF
    const bool forbidden = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90)
                           || (lead == 0xF4 && second > 0x8F);
    return forbidden ? 0 : length;
}

/// Edits between two words: insertions, deletions, replacements and swaps of neighbours.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above.back();
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    return result;
}

} // namespace

std::uint32_t characterCount(std::string_view text)
{
    return std::uint32_t(std::count_if(text.begin(), text.end(), [](char c) { return !isContinuation(c); }));
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known)
{
    constexpr std::size_t kLongest = 40;
    if (word.empty() || word.size() > kLongest)
        return {};
    std::string_view nearest;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view each : known) {
        const std::size_t distance = editDistance(lowered(word), lowered(each));
        if (distance < least) {
            least = distance;
            nearest = each;
        }
    }
    return nearest.empty() ? std::string() : "Did you mean " + quoted(nearest) + "?";
}

std::string quoted(std::string_view text)
{
    constexpr std::size_t kLongest = 60;
    std::string result = "\"";
    if (text.size() <= kLongest)
        return result.append(text).append("\"");
    std::size_t end = kLongest;
    while (end > 0 && isContinuation(text[end]))
        --end;
    return result.append(text.substr(0, end)).append("…\"");
}

Line::Line(std::string_view text, std::uint32_t number)
{
    m_rest = text;
    m_indented = !text.empty() && kSpace.find(text.front()) != std::string_view::npos;
    m_end.at = {number, characterCount(text) + 1};
    split(text, number);
    checkCharacters(text, number);
}

void Line::split(std::string_view text, std::uint32_t number)
{
    std::uint32_t column = 1;
    std::size_t counted = 0;
    for (std::size_t begin = text.find_first_not_of(kSpace); begin != std::string_view::npos;) {
        if (text[begin] == '#')
            break;
        std::size_t end = std::min(text.find_first_of(kSpace, begin), text.size());
        if (text[begin] == '<')
            end = std::min(text.find('>', begin), text.size() - 1) + 1;
        column += characterCount(text.substr(counted, begin - counted));
        counted = begin;
        m_words.push_back({text.substr(begin, end - begin), {number, column}});
        begin = text.find_first_not_of(kSpace, end);
    }
    if (!m_words.empty()) { // a comment behind the last word is not where something is missing
        const Word& last = m_words.back();
        m_end.at.column = last.at.column + characterCount(last.text);
    }
}

void Line::checkCharacters(std::string_view text, std::uint32_t number)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = characterLength(text.substr(at));
        if (length == 0) {
            const Word where{{}, {number, characterCount(text.substr(0, at)) + 1}};
            fail(where, "this is no UTF-8 text", "Save the file as UTF-8, without control characters.");
            return;
        }
        at += length;
    }
}

Word Line::take()
{
    const Word word = next();
    if (!atEnd()) {
        const std::size_t consumed = std::size_t(word.text.data() - m_rest.data()) + word.text.size();
        m_rest.remove_prefix(consumed);
        ++m_next;
    }
    return word;
}

bool Line::takeIf(std::string_view word)
{
    if (atEnd() || next().text != word)
        return false;
    take();
    return true;
}

std::string_view Line::takeText()
{
    std::string_view text = m_rest;
    m_next = m_words.size();
    text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    text = text.substr(0, text.find_last_not_of(kSpace) + 1);
    return text;
}

bool Line::fail(const Word& where, std::string what, std::string remedy)
{
    if (!m_problem)
        m_problem = ScenarioProblem{where.at, std::move(what), std::move(remedy)};
    return false;
}

bool Line::expected(std::string_view what)
{
    const std::string found = atEnd() ? std::string("the end of the line") : quoted(next().text);
    return fail(next(), "expected " + std::string(what) + ", found " + found,
                m_form.empty() ? std::string() : "Write: " + std::string(m_form) + ".");
}

bool Line::unknown(std::string_view kind, std::span<const std::string_view> known)
{
    if (atEnd())
        return expected((std::string_view("aeiou").find(kind.front()) != std::string_view::npos ? "an " : "a ")
                        + std::string(kind));
    std::string remedy = suggestion(next().text, known);
    if (remedy.empty()) {
        for (const std::string_view each : known)
            remedy.append(remedy.empty() ? "Write one of: " : ", ").append(each);
        remedy += '.';
    }
    return fail(next(), "unknown " + std::string(kind) + " " + quoted(next().text), std::move(remedy));
}

bool Line::expectEnd(std::string_view otherwise)
{
    if (failed())
        return false;
    if (atEnd())
        return true;
    return expected(otherwise.empty() ? "the end of the line" : std::string(otherwise) + " or the end of the line");
}

} // namespace simulation
