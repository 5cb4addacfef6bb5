#pragma once
#include "model/simulation/packetdrill/lexer.h"
#include "model/simulation/packetdrill/script.h"
#include "model/simulation/scenario_line.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace simulation::packetdrill {

/// The number that a token of the kind Integer is; nothing if it is too large.
std::optional<std::int64_t> toInteger(std::string_view text);
/// The seconds that an Integer or Float is; nothing beyond a day, which no script lasts.
std::optional<Duration> toDuration(std::string_view text);

/// Takes tokens one after the other. The first thing that goes wrong is kept; all functions that fail return false or nothing.
class Cursor {
public:
    /// `whole`: what the tokens are, for messages.
    Cursor(const std::vector<Token>& tokens, std::optional<ScenarioProblem>& problem, std::string_view whole = "script")
        : m_tokens(tokens), m_problem(problem), m_whole(whole)
    {
    }

    const Token& next(std::size_t ahead = 0) const { return m_tokens[std::min(m_position + ahead, m_tokens.size() - 1)]; }
    bool atEnd() const { return next().kind == TokenKind::End; }
    Token take()
    {
        const Token token = next();
        if (!atEnd())
            ++m_position;
        return token;
    }
    /// The token taken last; the first one before that.
    const Token& last() const { return m_tokens[m_position > 0 ? m_position - 1 : 0]; }
    bool is(std::string_view sign) const
    {
        return next().text == sign && (next().kind == TokenKind::Sign || next().kind == TokenKind::Word);
    }
    bool is(TokenKind kind) const { return next().kind == kind; }
    bool takeIf(std::string_view sign);
    bool fail(const Token& where, std::string what, std::string remedy)
    {
        if (!m_problem)
            m_problem = ScenarioProblem{where.at, std::move(what), std::move(remedy)};
        return false;
    }
    /// "expected WHAT, found ..."
    bool expected(std::string_view what, std::string_view remedy = {});
    bool need(std::string_view sign, std::string_view remedy = {});
    std::optional<std::int64_t> takeInteger(std::string_view what, std::int64_t least, std::int64_t most,
                                            std::string_view remedy = {});
    std::optional<Duration> takeDuration(std::string_view what);

private:
    const std::vector<Token>& m_tokens;
    std::size_t m_position = 0;
    std::optional<ScenarioProblem>& m_problem;
    std::string_view m_whole;
};

inline constexpr std::int64_t kMost32 = std::numeric_limits<std::uint32_t>::max();

// Each reads one kind of action; false: the problem has been told.
bool readPacket(Cursor& cursor, Packet& out);
bool readCall(Cursor& cursor, SystemCall& out);
bool readAssertions(const Token& code, Assertions& out, std::optional<ScenarioProblem>& problem);
/// What stands between back quotes: one or more sysctl commands, or a script that sets defaults.
bool readCommand(Cursor& cursor, const Token& command, Settings& settings);
bool readOption(Cursor& cursor, const Token& option, Settings& settings);

} // namespace simulation::packetdrill
