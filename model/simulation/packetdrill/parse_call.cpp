// System calls: `+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0`.
#include "model/simulation/packetdrill/argument.h"
#include "model/simulation/packetdrill/cursor.h"
#include "model/simulation/packetdrill/errno_names.h"

#include <span>
#include <vector>

namespace simulation::packetdrill {

namespace {

struct OptionSpecification {
    std::string_view level;
    std::string_view name;
    OptionName option;
    std::int64_t least;
    std::int64_t most;
};
constexpr std::int64_t kMostOctets = 1 << 30;
// clang-format off
constexpr OptionSpecification kOptions[] = {
    {"SOL_SOCKET", "SO_REUSEADDR", OptionName::ReuseAddress, 0, 1},
    {"SOL_SOCKET", "SO_KEEPALIVE", OptionName::KeepAlive, 0, 1},
    {"SOL_SOCKET", "SO_LINGER", OptionName::Linger, 0, 65535},
    {"SOL_SOCKET", "SO_RCVBUF", OptionName::ReceiveBuffer, 1, kMostOctets},
    {"SOL_SOCKET", "SO_SNDBUF", OptionName::SendBuffer, 1, kMostOctets},
    {"SOL_SOCKET", "SO_ERROR", OptionName::Error, 0, 255},
    {"SOL_TCP", "TCP_NODELAY", OptionName::NoDelay, 0, 1},
    {"SOL_TCP", "TCP_KEEPIDLE", OptionName::KeepIdle, 1, 32767},
    {"SOL_TCP", "TCP_KEEPINTVL", OptionName::KeepInterval, 1, 32767},
    {"SOL_TCP", "TCP_KEEPCNT", OptionName::KeepCount, 1, 127},
    {"SOL_TCP", "TCP_MAXSEG", OptionName::MaxSegment, 88, 32767},
    {"SOL_TCP", "TCP_CONGESTION", OptionName::Congestion, 0, 0},
    {"SOL_TCP", "TCP_LINGER2", OptionName::Linger2, 1, 3600},
    {"SOL_TCP", "TCP_USER_TIMEOUT", OptionName::UserTimeout, 0, 86'400'000},
};
// clang-format on

class CallReader {
public:
    CallReader(Cursor& cursor, SystemCall& out) : m_cursor(cursor), m_out(out) {}

    bool read()
    {
        m_name = m_cursor.take();
        return readArguments() && interpret() && readResult() && checkResult();
    }

private:
    bool fail(const Token& where, std::string what, std::string_view remedy)
    {
        return m_cursor.fail(where, std::move(what), std::string(remedy));
    }
    bool wrongForm(const Token& where)
    {
        return fail(where, "wrong arguments for " + std::string(m_name.text) + "()",
                    "It is written " + std::string(m_form) + ".");
    }

    bool readArguments()
    {
        if (!m_cursor.need("(", "A system call is: NAME(ARGUMENTS) = RESULT."))
            return false;
        if (m_cursor.takeIf(")"))
            return true;
        do {
            if (!readArgument(m_cursor, m_arguments.emplace_back()))
                return false;
        } while (m_cursor.takeIf(","));
        return m_cursor.need(")");
    }

    bool interpret()
    {
        struct Specification {
            std::string_view name;
            CallKind kind;
            std::string_view form;
            std::size_t arguments;
        };
        // clang-format off
        static constexpr Specification kCalls[] = {
            {"socket", CallKind::Socket, "socket(..., SOCK_STREAM, IPPROTO_TCP) = 3", 3},
            {"bind", CallKind::Bind, "bind(3, ..., ...) = 0", 3},
            {"listen", CallKind::Listen, "listen(3, 1) = 0", 2},
            {"accept", CallKind::Accept, "accept(3, ..., ...) = 4", 3},
            {"connect", CallKind::Connect, "connect(3, ..., ...) = 0", 3},
            {"read", CallKind::Read, "read(4, ..., 1000) = 1000", 3},
            {"recv", CallKind::Read, "recv(4, ..., 1000, 0) = 1000", 4},
            {"write", CallKind::Write, "write(4, ..., 1000) = 1000", 3},
            {"send", CallKind::Write, "send(4, ..., 1000, 0) = 1000", 4},
            {"shutdown", CallKind::Shutdown, "shutdown(4, SHUT_WR) = 0", 2},
            {"close", CallKind::Close, "close(4) = 0", 1},
            {"setsockopt", CallKind::SetOption, "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0", 5},
            {"getsockopt", CallKind::GetOption, "getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0", 5},
            {"fcntl", CallKind::SetFlags, "fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0", 3},
        };
        // clang-format on
        static const std::vector<std::string_view> kNames = [] {
            std::vector<std::string_view> names;
            for (const Specification& each : kCalls)
                names.push_back(each.name);
            return names;
        }();
        for (const Specification& each : kCalls) {
            if (each.name != m_name.text)
                continue;
            m_form = each.form;
            m_out.kind = each.kind;
            const bool isGetFlags = each.kind == CallKind::SetFlags && m_arguments.size() == 2;
            if (m_arguments.size() != each.arguments && !isGetFlags)
                return wrongForm(m_name);
            return each.kind == CallKind::Socket ? readSocket() : readDescriptor() && readRest();
        }
        const std::string near = suggestion(m_name.text, kNames);
        return fail(
            m_name, "the call " + quoted(m_name.text) + "() is not simulated",
            near.empty()
                ? "The calls are socket, bind, listen, accept, connect, read, recv, write, send, shutdown, close, setsockopt, getsockopt and fcntl."
                : near);
    }

    bool readDescriptor()
    {
        const Argument& first = m_arguments.front();
        if (first.kind != Argument::Kind::Number || first.number < 0 || first.number > 1023)
            return wrongForm(first.token);
        m_out.descriptor = int(first.number);
        return true;
    }

    bool readSocket()
    {
        const Argument& family = m_arguments[0];
        if (family.kind == Argument::Kind::Words && family.words[0] != "AF_INET")
            return fail(family.token, quoted(family.words[0]) + " is not simulated", "Scripts use IPv4: write ... or AF_INET.");
        const Argument& type = m_arguments[1];
        if (type.kind != Argument::Kind::Words)
            return wrongForm(type.token);
        for (std::string_view word : type.words) {
            if (word == "SOCK_NONBLOCK")
                m_out.nonBlocking = true;
            else if (word != "SOCK_STREAM" && word != "SOCK_CLOEXEC")
                return fail(type.token, quoted(word) + " is not simulated", "Only TCP sockets are: SOCK_STREAM.");
        }
        const Argument& protocol = m_arguments[2];
        const bool isTcp =
            (protocol.kind == Argument::Kind::Words && protocol.words == std::vector<std::string_view>{"IPPROTO_TCP"})
            || (protocol.kind == Argument::Kind::Number && protocol.number == 0);
        return isTcp || fail(protocol.token, "only TCP is simulated", "Write IPPROTO_TCP.");
    }

    bool readRest()
    {
        switch (m_out.kind) {
        case CallKind::Bind:
        case CallKind::Connect:
        case CallKind::Accept:
            for (std::size_t i : {1u, 2u}) {
                if (m_arguments[i].kind != Argument::Kind::Any)
                    return fail(m_arguments[i].token, "explicit addresses are not simulated",
                                "Write ... for the address; --bind_port and --connect_port choose the ports.");
            }
            return true;
        case CallKind::Listen:
            return readNumber(1, 0, 65535);
        case CallKind::Read:
        case CallKind::Write:
            return readBuffer();
        case CallKind::Shutdown:
            return readHow();
        case CallKind::SetOption:
        case CallKind::GetOption:
            return readOptionName() && readOptionValue();
        case CallKind::SetFlags:
            return readControl();
        default:
            return true;
        }
    }

    bool readNumber(std::size_t index, std::int64_t least, std::int64_t most)
    {
        const Argument& argument = m_arguments[index];
        if (argument.kind != Argument::Kind::Number || argument.number < least || argument.number > most)
            return wrongForm(argument.token);
        m_out.amount = argument.number;
        return true;
    }

    bool readBuffer()
    {
        if (m_arguments[1].kind != Argument::Kind::Any)
            return fail(m_arguments[1].token, "the content of a buffer is not simulated",
                        "Write ... for the buffer; only lengths count.");
        if (m_arguments.size() == 4) {
            const Argument& flags = m_arguments[3];
            const bool isPlain = flags.kind == Argument::Kind::Number && flags.number == 0;
            const bool isNoSignal =
                flags.kind == Argument::Kind::Words && flags.words == std::vector<std::string_view>{"MSG_NOSIGNAL"};
            m_out.nonBlocking =
                flags.kind == Argument::Kind::Words && flags.words == std::vector<std::string_view>{"MSG_DONTWAIT"};
            if (!isPlain && !isNoSignal && !m_out.nonBlocking)
                return fail(flags.token, "the flags " + quoted(flags.token.text) + " are not simulated",
                            "Write 0, MSG_DONTWAIT or MSG_NOSIGNAL.");
        }
        return readNumber(2, 0, kMostOctets);
    }

    bool readHow()
    {
        const Argument& how = m_arguments[1];
        constexpr std::string_view kHow[] = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};
        for (std::size_t i = 0; i < 3; ++i) {
            const bool isMeant = how.kind == Argument::Kind::Words
                                     ? how.words == std::vector{kHow[i]}
                                     : how.kind == Argument::Kind::Number && how.number == std::int64_t(i);
            if (isMeant) {
                m_out.amount = std::int64_t(i);
                return true;
            }
        }
        return fail(how.token, "no way to shut down", "Write SHUT_RD, SHUT_WR or SHUT_RDWR.");
    }

    bool readOptionName()
    {
        const Argument& level = m_arguments[1];
        const Argument& name = m_arguments[2];
        if (level.kind != Argument::Kind::Words || name.kind != Argument::Kind::Words)
            return wrongForm(level.token);
        const std::string_view wanted = level.words[0] == "IPPROTO_TCP" ? std::string_view("SOL_TCP") : level.words[0];
        for (const OptionSpecification& each : kOptions) {
            if (each.level == wanted && each.name == name.words[0]) {
                m_specification = &each;
                m_out.option = each.option;
                return true;
            }
        }
        return fail(
            name.token, "the socket option " + quoted(name.words[0]) + " of " + std::string(level.words[0]) + " is not simulated",
            "The options are SO_REUSEADDR, SO_KEEPALIVE, SO_LINGER, SO_RCVBUF, SO_SNDBUF, SO_ERROR; TCP_NODELAY, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_MAXSEG, TCP_CONGESTION, TCP_LINGER2 and TCP_USER_TIMEOUT.");
    }

    bool readOptionValue()
    {
        const Argument& value = m_arguments[3];
        if (m_out.option == OptionName::Error && m_out.kind == CallKind::SetOption)
            return fail(m_arguments[2].token, "SO_ERROR can only be read", "Use getsockopt().");
        if (m_out.option == OptionName::Congestion)
            return readCongestion(value);
        if (m_out.option == OptionName::Linger)
            return readLinger(value);
        const Argument* single = value.kind == Argument::Kind::List && value.items.size() == 1 ? &value.items.front() : nullptr;
        if (single && single->kind == Argument::Kind::Words && m_out.option == OptionName::Error) {
            const auto number = errnoFromName(single->words[0]);
            m_out.value = number.value_or(0);
            return number
                   || fail(single->token, "unknown error " + quoted(single->words[0]), "Write its name, as ECONNREFUSED, or 0.");
        }
        if (!single || single->kind != Argument::Kind::Number)
            return wrongForm(value.token);
        m_out.value = single->number;
        if (single->number < m_specification->least || single->number > m_specification->most)
            return fail(single->token, std::to_string(single->number) + " is out of range",
                        "Write " + std::to_string(m_specification->least) + " to " + std::to_string(m_specification->most) + ".");
        return true;
    }

    bool readCongestion(const Argument& value)
    {
        const Argument& name = value.kind == Argument::Kind::List && value.items.size() == 1 ? value.items.front() : value;
        if (name.kind != Argument::Kind::Text)
            return wrongForm(value.token);
        m_out.value = name.words[0] == "\"cubic\"" ? 1 : 0;
        return m_out.value == 1 || name.words[0] == "\"reno\""
               || fail(name.token, "the congestion control " + std::string(name.words[0]) + " is not simulated",
                       "Write \"reno\" or \"cubic\".");
    }

    bool readLinger(const Argument& value)
    {
        const Argument& fields = value.kind == Argument::Kind::List && value.items.size() == 1 ? value.items.front() : value;
        if (fields.kind != Argument::Kind::Fields || fields.items.size() != 2 || fields.words[0] != "onoff"
            || fields.words[1] != "linger")
            return fail(value.token, "no value for SO_LINGER", "Write {onoff=1, linger=0}.");
        for (const Argument& item : fields.items) {
            if (item.kind != Argument::Kind::Number || item.number < 0 || item.number > m_specification->most)
                return fail(item.token, "no value for SO_LINGER", "Write {onoff=1, linger=0}.");
        }
        m_out.isOn = fields.items[0].number != 0;
        m_out.value = fields.items[1].number;
        if (m_out.isOn && m_out.value != 0)
            return fail(fields.items[1].token, "a close() that waits is not simulated",
                        "Only linger=0, which makes close() abort, and onoff=0 are.");
        return true;
    }

    bool readControl()
    {
        const Argument& command = m_arguments[1];
        if (command.kind != Argument::Kind::Words || (command.words[0] != "F_GETFL" && command.words[0] != "F_SETFL"))
            return fail(command.token, "only F_GETFL and F_SETFL are simulated of fcntl()", "Leave the call out.");
        if (command.words[0] == "F_GETFL")
            m_out.kind = CallKind::GetFlags;
        const bool hasFlags = m_arguments.size() == 3;
        if (hasFlags == (m_out.kind == CallKind::GetFlags))
            return wrongForm(m_name);
        if (!hasFlags)
            return true;
        if (m_arguments[2].kind != Argument::Kind::Words)
            return wrongForm(m_arguments[2].token);
        for (std::string_view word : m_arguments[2].words) {
            m_out.nonBlocking = m_out.nonBlocking || word == "O_NONBLOCK";
            if (word != "O_NONBLOCK" && word != "O_RDWR")
                return fail(m_arguments[2].token, "the flag " + quoted(word) + " is not simulated",
                            "Write O_RDWR|O_NONBLOCK or O_RDWR.");
        }
        return true;
    }

    bool readResult()
    {
        if (!m_cursor.need("=", "A system call says what it returns: close(4) = 0."))
            return false;
        if (m_cursor.is(TokenKind::Ellipsis))
            m_cursor.take();
        else
            m_out.result = m_cursor.takeInteger("what the call returns", -1, kMost32);
        if (m_cursor.is(TokenKind::Word)) {
            const Token name = m_cursor.take();
            m_out.error = name.text;
            if (!errnoFromName(name.text))
                return fail(name, "unknown error " + quoted(name.text),
                            "Errors are as ECONNREFUSED; a note stands in parentheses.");
        }
        if (!m_cursor.takeIf("("))
            return true;
        while (!m_cursor.atEnd() && !m_cursor.is(")"))
            m_cursor.take();
        return m_cursor.need(")");
    }

    bool checkResult()
    {
        if (!m_out.error.empty() && m_out.result != -1)
            return fail(m_name, "an error of a call that does not fail",
                        "A call that fails returns -1: = -1 " + m_out.error + ".");
        const bool mayBlock = m_out.kind == CallKind::Accept || m_out.kind == CallKind::Connect || m_out.kind == CallKind::Read
                              || m_out.kind == CallKind::Write;
        return mayBlock || !m_out.returnsAt
               || fail(m_name, std::string(m_name.text) + "() does not block", "Leave out ... and the time behind it.");
    }

    Cursor& m_cursor;
    SystemCall& m_out;
    Token m_name;
    std::string_view m_form;
    std::vector<Argument> m_arguments;
    const OptionSpecification* m_specification = nullptr;
};

} // namespace

bool readCall(Cursor& cursor, SystemCall& out)
{
    return CallReader(cursor, out).read();
}

} // namespace simulation::packetdrill
