#include "model/simulation/packetdrill/lexer.h"

#include <algorithm>
#include <string>

namespace simulation::packetdrill {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordPart(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Lexer {
public:
    Lexer(std::string_view text, Position start) : m_text(text), m_at(start) {}

    Tokens run()
    {
        while (skipBlanks() && m_next < m_text.size() && takeToken()) {}
        m_tokens.all.push_back({TokenKind::End, {}, m_at});
        return std::move(m_tokens);
    }

private:
    char peek(std::size_t ahead = 0) const { return m_next + ahead < m_text.size() ? m_text[m_next + ahead] : '\0'; }
    bool startsWith(std::string_view what) const { return m_text.substr(m_next).starts_with(what); }
    bool fail(std::string what, std::string remedy)
    {
        m_tokens.problem = ScenarioProblem{m_at, std::move(what), std::move(remedy)};
        return false;
    }

    /// Moves on; columns count characters.
    void advance(std::size_t octets)
    {
        for (; octets > 0 && m_next < m_text.size(); --octets, ++m_next) {
            if (m_text[m_next] == '\n')
                m_at = {m_at.line + 1, 1};
            else if ((std::uint8_t(m_text[m_next]) & 0xC0u) != 0x80u)
                ++m_at.column;
        }
    }

    /// False: a comment does not end.
    bool skipBlanks()
    {
        for (;;) {
            if (isSpace(peek())) {
                advance(1);
            } else if (startsWith("//") || peek() == '#') {
                advance(std::min(m_text.find('\n', m_next), m_text.size()) - m_next);
            } else if (startsWith("/*")) {
                const std::size_t end = m_text.find("*/", m_next + 2);
                if (end == std::string_view::npos)
                    return fail("the comment does not end", "Close it with */.");
                advance(end + 2 - m_next);
            } else {
                return true;
            }
        }
    }

    bool add(TokenKind kind, std::size_t octets)
    {
        m_tokens.all.push_back({kind, m_text.substr(m_next, octets), m_at});
        advance(octets);
        return true;
    }

    bool takeToken()
    {
        if (startsWith("%{"))
            return takeEnclosed(TokenKind::Code, "%{", "}%");
        if (peek() == '`')
            return takeEnclosed(TokenKind::Command, "`", "`");
        if (peek() == '"')
            return takeString();
        if (startsWith("..."))
            return add(TokenKind::Ellipsis, 3);
        if (startsWith("--") && isWordPart(peek(2)))
            return takeOption();
        const bool isNegative = peek() == '-' && isDigit(peek(1));
        const bool isFraction = peek() == '.' && isDigit(peek(1));
        if (isNegative || isFraction || isDigit(peek()))
            return takeNumber();
        if (isWordPart(peek()))
            return add(TokenKind::Word, wordLength(0));
        for (std::string_view sign : {"==", "!=", "<=", ">="}) {
            if (startsWith(sign))
                return add(TokenKind::Sign, 2);
        }
        const auto octet = std::uint8_t(peek());
        if (octet < 0x20 || octet >= 0x7F)
            return fail("a character that no script has", "Only comments and strings may have other than ASCII characters.");
        return add(TokenKind::Sign, 1);
    }

    std::size_t wordLength(std::size_t from) const
    {
        std::size_t length = from;
        while (isWordPart(peek(length)))
            ++length;
        return length - from;
    }

    /// `0...0.2` is three tokens, so a point belongs to a number only before a digit.
    bool takeNumber()
    {
        std::size_t length = peek() == '-' ? 1 : 0;
        if (peek(length) == '0' && (peek(length + 1) == 'x' || peek(length + 1) == 'X'))
            return add(TokenKind::Integer, length + 2 + wordLength(length + 2));
        while (isDigit(peek(length)))
            ++length;
        const bool hasFraction = peek(length) == '.' && isDigit(peek(length + 1));
        if (hasFraction) {
            ++length;
            while (isDigit(peek(length)))
                ++length;
        }
        return add(hasFraction ? TokenKind::Float : TokenKind::Integer, length);
    }

    bool takeOption()
    {
        std::size_t length = 2;
        while (m_next + length < m_text.size() && !isSpace(peek(length)))
            ++length;
        return add(TokenKind::Option, length);
    }

    bool takeString()
    {
        std::size_t length = 1;
        while (m_next + length < m_text.size() && peek(length) != '"' && peek(length) != '\n')
            length += peek(length) == '\\' ? 2 : 1;
        if (peek(length) != '"')
            return fail("the string does not end in its line", "Close it with a quotation mark.");
        return add(TokenKind::String, length + 1);
    }

    /// The token is what stands inside.
    bool takeEnclosed(TokenKind kind, std::string_view open, std::string_view close)
    {
        const std::size_t end = m_text.find(close, m_next + open.size());
        if (end == std::string_view::npos)
            return fail("what " + std::string(open) + " opens does not end", "Close it with " + std::string(close) + ".");
        advance(open.size());
        add(kind, end - m_next);
        advance(close.size());
        return true;
    }

    std::string_view m_text;
    std::size_t m_next = 0;
    Position m_at;
    Tokens m_tokens;
};

} // namespace

Tokens tokenize(std::string_view text, Position start)
{
    return Lexer(text, start).run();
}

} // namespace simulation::packetdrill
