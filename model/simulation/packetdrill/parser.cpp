// The frame of a script: options, then events, each with its time.
#include "model/simulation/packetdrill/cursor.h"

namespace simulation::packetdrill {

namespace {

/// As written, in one line.
std::string inOneLine(std::string_view text)
{
    std::string line;
    for (char c : text) {
        const bool isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!isBlank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    while (line.ends_with(' '))
        line.pop_back();
    return line;
}

class Parser {
public:
    explicit Parser(std::string_view text) : m_tokens(tokenize(text)), m_cursor(m_tokens.all, m_parsed.problem) {}

    ParsedScript run()
    {
        while (!m_parsed.problem && m_cursor.is(TokenKind::Option))
            readOption(m_cursor, m_cursor.take(), m_parsed.script.settings);
        while (!m_parsed.problem && m_cursor.is(TokenKind::Command)) // before the first event, without a time
            readCommand(m_cursor, m_cursor.take(), m_parsed.script.settings);
        while (!m_parsed.problem && !m_cursor.atEnd())
            readEvent();
        if (m_tokens.problem && !m_parsed.problem)
            m_parsed.problem = m_tokens.problem;
        else if (m_tokens.problem && m_cursor.atEnd()) // what broke off is the reason for what was missed
            m_parsed.problem = m_tokens.problem;
        else if (!m_parsed.problem && m_parsed.script.events.empty())
            m_cursor.fail(m_cursor.next(), "the script has no event", "Begin with: 0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3.");
        return std::move(m_parsed);
    }

private:
    bool readTime(EventTime& time)
    {
        using enum EventTime::Kind;
        if (m_cursor.takeIf("*")) {
            time.kind = Any;
            return true;
        }
        time.kind = m_cursor.takeIf("+") ? Relative : Absolute;
        const auto from = m_cursor.takeDuration("the time of an event");
        if (!from)
            return false;
        time.from = time.to = *from;
        if (!m_cursor.is("~"))
            return true;
        const Token tilde = m_cursor.take();
        if (time.kind == Relative && !m_cursor.need("+", "A range of relative times has two plus signs: +0~+.2."))
            return false;
        const auto to = m_cursor.takeDuration("the end of the time range");
        if (!to)
            return false;
        time.to = *to;
        return time.from <= time.to
               || m_cursor.fail(tilde, "the time range ends before it begins", "Write the earlier time first.");
    }

    bool readEvent()
    {
        Event event;
        const Token timeToken = m_cursor.next();
        if (!readTime(event.time))
            return false;
        const Token first = m_cursor.next();
        event.at = first.at;
        if (!readAction(event, timeToken))
            return false;
        if (event.text.empty())
            event.text = textFrom(first);
        if (event.time.from != event.time.to && !isOutbound(event))
            return m_cursor.fail(timeToken, "a time range before something that is not an outbound packet",
                                 "Give the one moment at which it happens.");
        if (event.time.kind == EventTime::Kind::Any && !isOutbound(event))
            return m_cursor.fail(timeToken, "\"*\" before something that is not an outbound packet",
                                 "Give the moment at which it happens, such as +0.");
        m_parsed.script.events.push_back(std::move(event));
        return true;
    }

    /// From that token to the one taken last.
    std::string textFrom(const Token& first) const
    {
        const Token& last = m_cursor.last();
        return inOneLine({first.text.data(), std::size_t(last.text.data() + last.text.size() - first.text.data())});
    }

    static bool isOutbound(const Event& event)
    {
        const Packet* packet = std::get_if<Packet>(&event.action);
        return packet && !packet->isInbound;
    }

    bool readAction(Event& event, const Token& timeToken)
    {
        if (m_cursor.is("<") || m_cursor.is(">"))
            return readPacket(m_cursor, event.action.emplace<Packet>());
        if (m_cursor.is(TokenKind::Code)) {
            const Token code = m_cursor.take();
            event.text = "%{ " + inOneLine(code.text) + " }%";
            return readAssertions(code, event.action.emplace<Assertions>(), m_parsed.problem);
        }
        if (m_cursor.is(TokenKind::Command)) {
            const Token command = m_cursor.take();
            event.text = "`" + inOneLine(command.text) + "`";
            event.action.emplace<Skipped>();
            if (!m_parsed.script.events.empty())
                return m_cursor.fail(command, "a command between the events",
                                     "Settings hold for the whole script: put the command before the first event.");
            return readCommand(m_cursor, command, m_parsed.script.settings);
        }
        if (m_cursor.is(TokenKind::Word) || m_cursor.is(TokenKind::Ellipsis)) {
            SystemCall call;
            if (m_cursor.is(TokenKind::Ellipsis)) {
                m_cursor.take();
                call.returnsAt = m_cursor.takeDuration("the time at which the call returns");
                if (!call.returnsAt)
                    return false;
                if (*call.returnsAt < event.time.from)
                    return m_cursor.fail(timeToken, "the call returns before it is made", "Write the earlier time first.");
            }
            const Token name = m_cursor.next();
            event.at = name.at;
            if (!readCall(m_cursor, call))
                return false;
            event.text = textFrom(name);
            event.action = std::move(call);
            return true;
        }
        return m_cursor.expected("a packet, a system call, or %{ assert ... }%",
                                 "An event is a time with one of them: +.1 < . 1:1(0) ack 1 win 257.");
    }

    Tokens m_tokens;
    ParsedScript m_parsed;
    Cursor m_cursor;
};

} // namespace

ParsedScript parseScript(std::string_view text)
{
    return Parser(text).run();
}

Result<Script> readScript(std::string_view text, std::string_view fileName)
{
    ParsedScript parsed = parseScript(text);
    if (parsed.problem)
        return toError(*parsed.problem, fileName);
    return std::move(parsed.script);
}

} // namespace simulation::packetdrill
