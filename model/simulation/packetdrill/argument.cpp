#include "model/simulation/packetdrill/argument.h"

namespace simulation::packetdrill {

namespace {

constexpr int kDeepest = 3;

bool readNested(Cursor& cursor, Argument& out, int depth);

bool readItems(Cursor& cursor, Argument& out, int depth)
{
    const std::string_view close = out.kind == Argument::Kind::List ? "]" : "}";
    if (cursor.takeIf(close))
        return true;
    do {
        if (out.kind == Argument::Kind::Fields) {
            if (!cursor.is(TokenKind::Word))
                return cursor.fail(cursor.next(), "a structure that is not simulated",
                                   "Structures are {onoff=1, linger=0} alone; addresses are \"...\".");
            out.words.push_back(cursor.take().text);
            if (!cursor.need("="))
                return false;
        }
        if (!readNested(cursor, out.items.emplace_back(), depth + 1))
            return false;
    } while (cursor.takeIf(","));
    return cursor.need(close);
}

bool readNested(Cursor& cursor, Argument& out, int depth)
{
    using enum Argument::Kind;
    out.token = cursor.next();
    if (depth > kDeepest)
        return cursor.fail(out.token, "too many brackets", "Lists have one pair of brackets.");
    if (cursor.is(TokenKind::Ellipsis)) {
        cursor.take();
        return true;
    }
    if (cursor.is(TokenKind::Integer)) {
        const auto number = cursor.takeInteger("a number", std::numeric_limits<std::int32_t>::min(), kMost32);
        out.kind = Number;
        out.number = number.value_or(0);
        return number.has_value();
    }
    if (cursor.is(TokenKind::String)) {
        out.kind = Text;
        out.words = {cursor.take().text};
        return true;
    }
    if (cursor.is(TokenKind::Word)) {
        out.kind = Words;
        do {
            if (!cursor.is(TokenKind::Word))
                return cursor.expected("a name");
            out.words.push_back(cursor.take().text);
        } while (cursor.takeIf("|"));
        if (cursor.is("("))
            return cursor.fail(out.token, "explicit addresses are not simulated",
                               "Write ... for the address; --bind_port and --connect_port choose the ports.");
        return true;
    }
    if (cursor.is("[") || cursor.is("{")) {
        out.kind = cursor.take().text == "[" ? List : Fields;
        return readItems(cursor, out, depth);
    }
    return cursor.expected("an argument");
}

} // namespace

bool readArgument(Cursor& cursor, Argument& out)
{
    return readNested(cursor, out, 0);
}

} // namespace simulation::packetdrill
