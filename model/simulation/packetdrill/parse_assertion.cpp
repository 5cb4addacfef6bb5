// `%{ assert tcpi_snd_cwnd == 10 }%`: comparisons of what TCP_INFO would tell.
#include "model/simulation/packetdrill/cursor.h"
#include "model/simulation/packetdrill/tcp_info.h"

#include <array>

namespace simulation::packetdrill {

namespace {

constexpr std::string_view kForm = "Code is: assert tcpi_NAME == NUMBER, one in a line or with ; between them.";

std::optional<Comparison::Operator> operatorOf(std::string_view sign)
{
    using enum Comparison::Operator;
    constexpr std::pair<std::string_view, Comparison::Operator> kOperators[] = {
        {"==", Equal}, {"!=", NotEqual}, {"<", Less}, {"<=", LessOrEqual}, {">", Greater}, {">=", GreaterOrEqual},
    };
    for (const auto& [text, which] : kOperators) {
        if (text == sign)
            return which;
    }
    return std::nullopt;
}

bool readField(Cursor& cursor, Comparison& out)
{
    const Token name = cursor.next();
    if (!cursor.is(TokenKind::Word))
        return cursor.expected("a name such as tcpi_snd_cwnd", kForm);
    cursor.take();
    const auto field = fieldFromName(name.text);
    if (!field) {
        const std::string near = suggestion(name.text, fieldNames());
        std::string all = "Those are known:";
        for (std::string_view each : fieldNames())
            all += " " + std::string(each);
        return cursor.fail(name, quoted(name.text) + " is not known of the endpoint", near.empty() ? all + "." : near);
    }
    out.field = *field;
    return true;
}

bool readValue(Cursor& cursor, Comparison& out)
{
    const Token token = cursor.next();
    if (cursor.is(TokenKind::Word)) {
        cursor.take();
        const auto state = stateFromName(token.text);
        out.value = state.value_or(0);
        return state
               || cursor.fail(token, "unknown value " + quoted(token.text),
                              "Compare with a number or a state such as TCP_ESTABLISHED.");
    }
    const auto value = cursor.takeInteger("a number or a state", 0, kMost32, kForm);
    out.value = value.value_or(0);
    return value.has_value();
}

bool readComparison(Cursor& cursor, std::string_view code, Assertions& out)
{
    Comparison comparison;
    const bool hasParenthesis = cursor.takeIf("(");
    const Token first = cursor.next();
    comparison.at = first.at;
    if (!readField(cursor, comparison))
        return false;
    const auto which = operatorOf(cursor.next().text);
    if (!which)
        return cursor.expected("a comparison", "Comparisons are == != < <= > and >=.");
    comparison.op = *which;
    cursor.take();
    if (!readValue(cursor, comparison))
        return false;
    const Token& last = cursor.last();
    const auto begin = std::size_t(first.text.data() - code.data());
    comparison.text = code.substr(begin, std::size_t(last.text.data() + last.text.size() - first.text.data()));
    out.push_back(std::move(comparison));
    return !hasParenthesis || cursor.need(")");
}

/// Python's message behind a comma.
void skipMessage(Cursor& cursor)
{
    const std::uint32_t line = cursor.last().at.line;
    if (cursor.takeIf(",")) {
        while (!cursor.atEnd() && cursor.next().at.line == line && !cursor.is(";"))
            cursor.take();
    }
}

} // namespace

bool readAssertions(const Token& code, Assertions& out, std::optional<ScenarioProblem>& problem)
{
    const Tokens tokens = tokenize(code.text, code.at);
    Cursor cursor(tokens.all, problem, "code");
    while (!cursor.atEnd()) {
        const Token first = cursor.next();
        if (!cursor.takeIf("assert"))
            return cursor.fail(first, "only assert is read of Python, found " + quoted(first.text), std::string(kForm));
        do {
            if (!readComparison(cursor, code.text, out))
                return false;
        } while (cursor.takeIf("and"));
        skipMessage(cursor);
        const bool isOver = cursor.takeIf(";") || cursor.atEnd() || cursor.next().at.line > cursor.last().at.line;
        if (!isOver)
            return cursor.expected("the end of the assertion", kForm);
    }
    if (tokens.problem && !problem)
        problem = tokens.problem;
    if (out.empty() && !problem)
        cursor.fail(code, "no assertion", std::string(kForm));
    return !problem;
}

} // namespace simulation::packetdrill
