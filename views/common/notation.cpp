#include "views/common/notation.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace {

using tcp::Flag;
using Octets = std::span<const std::uint8_t>;

bool isAsOnTheWire(const Trace& trace, ConnectionId connection, Numbering numbering)
{
    return numbering == Numbering::Wire || (numbering == Numbering::Automatic && trace.connection(connection).info.chosenIsns);
}

/// The numbers of one segment, counted as the notation wants them.
struct Numbers {
    std::uint32_t seq = 0;
    std::uint32_t ack = 0;
    std::uint32_t sackBase = 0; ///< What a SACK block's edges are counted from.
};

Numbers numbersOf(const Trace& trace, const Record& record, Numbering numbering)
{
    if (isAsOnTheWire(trace, record.connection, numbering))
        return {record.seq.value(), record.ack.value(), 0};
    // An edge of a SACK block is a number of the other side, as the acknowledgment number is.
    return {trace.relativeSeq(record), trace.relativeAck(record), record.ack.value() - trace.relativeAck(record)};
}

// --- Stevens: flags by name, then first:last as a count, options in angle brackets

QString stevensFlags(tcp::Flags flags)
{
    struct Name {
        Flag flag;
        QLatin1StringView name;
    };
    static constexpr Name kNames[] = {{Flag::Syn, "SYN"_L1}, {Flag::Fin, "FIN"_L1}, {Flag::Rst, "RST"_L1}, {Flag::Psh, "PSH"_L1},
                                      {Flag::Urg, "URG"_L1}, {Flag::Ece, "ECE"_L1}, {Flag::Cwr, "CWR"_L1}, {Flag::Ae, "AE"_L1}};
    QString text;
    for (const Name& each : kNames) {
        if (flags.has(each.flag))
            text.append(each.name).append(u' ');
    }
    return text;
}

QString fastOpen(std::uint8_t cookieLength)
{
    return cookieLength == 0 ? u"tfo request"_s : u"tfo cookie"_s;
}

QString stevensOptions(const tcp::Options& options, const Numbers& numbers)
{
    QStringList parts;
    if (options.mss)
        parts << u"mss %1"_s.arg(*options.mss);
    if (options.windowScale)
        parts << u"wscale %1"_s.arg(*options.windowScale);
    if (options.sackPermitted)
        parts << u"sackOK"_s;
    for (const tcp::SackBlock& block : options.sackBlocks())
        parts << u"sack %1-%2"_s.arg(block.left.value() - numbers.sackBase).arg(block.right.value() - numbers.sackBase);
    if (options.timestamps)
        parts << u"TS %1:%2"_s.arg(options.timestamps->value).arg(options.timestamps->echo);
    if (options.fastOpenCookieLength)
        parts << fastOpen(*options.fastOpenCookieLength);
    if (options.md5)
        parts << u"md5"_s;
    if (options.authentication)
        parts << u"tcp-ao"_s;
    if (options.unknown > 0)
        parts << u"%1 unknown"_s.arg(options.unknown);
    if (options.malformed)
        parts << u"bad option"_s;
    return parts.isEmpty() ? QString() : u" <%1>"_s.arg(parts.join(u", "_s));
}

QString stevens(const Trace& trace, const Record& record, const Numbers& numbers)
{
    QString text = stevensFlags(record.flags());
    const bool pureAck = record.len() == 0 && record.has(Flag::Ack) && !record.has(Flag::Rst);
    if (!pureAck)
        text += u"%1(%2) "_s.arg(numbers.seq).arg(record.textLength);
    if (record.has(Flag::Ack))
        text += u"ack %1 "_s.arg(numbers.ack);
    text += u"win %1"_s.arg(trace.scaledWindow(record));
    if (record.has(Flag::Urg))
        text += u" urg %1"_s.arg(trace.extra(record).value_or(Extra{}).urgentPointer);
    return text + stevensOptions(trace.options(record), numbers);
}

// --- tcpdump: options in the header's own order, so read from its octets

std::uint32_t number(Octets octets)
{
    std::uint32_t value = 0;
    for (const std::uint8_t octet : octets)
        value = value << 8 | octet;
    return value;
}

QString hex(Octets octets)
{
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(octets.data()), qsizetype(octets.size())).toHex());
}

QString tcpdumpSack(Octets blocks, const Numbers& numbers)
{
    QString text = u"sack %1 "_s.arg(blocks.size() / 8);
    for (; blocks.size() >= 8; blocks = blocks.subspan(8))
        text += u"{%1:%2}"_s.arg(number(blocks.first(4)) - numbers.sackBase).arg(number(blocks.subspan(4, 4)) - numbers.sackBase);
    return text;
}

/// `value` is the option without its kind and length.
QString tcpdumpOption(std::uint8_t kind, Octets value, const Numbers& numbers)
{
    const auto length = value.size();
    if (kind == 2 && length == 2)
        return u"mss %1"_s.arg(number(value));
    if (kind == 3 && length == 1)
        return u"wscale %1"_s.arg(number(value));
    if (kind == 4 && length == 0)
        return u"sackOK"_s;
    if (kind == 5 && length > 0 && length % 8 == 0)
        return tcpdumpSack(value, numbers);
    if (kind == 8 && length == 8)
        return u"TS val %1 ecr %2"_s.arg(number(value.first(4))).arg(number(value.subspan(4)));
    if (kind == 19)
        return u"md5"_s;
    if (kind == 29)
        return u"tcp-ao"_s;
    if (kind == 30)
        return u"mptcp"_s;
    if (kind == 34)
        return length == 0 ? u"tfo  cookiereq"_s : u"tfo  cookie "_s + hex(value);
    return length == 0 ? u"unknown-%1"_s.arg(kind) : u"unknown-%1 0x%2"_s.arg(kind).arg(hex(value));
}

QString tcpdumpOptions(Octets octets, const Numbers& numbers)
{
    QStringList parts;
    while (!octets.empty()) {
        const std::uint8_t kind = octets[0];
        if (kind <= 1) {
            parts << (kind == 0 ? u"eol"_s : u"nop"_s);
            if (kind == 0)
                break;
            octets = octets.subspan(1);
            continue;
        }
        if (octets.size() < 2 || octets[1] < 2 || octets[1] > octets.size()) {
            parts << u"[bad opt]"_s;
            break;
        }
        parts << tcpdumpOption(kind, octets.subspan(2, octets[1] - 2u), numbers);
        octets = octets.subspan(octets[1]);
    }
    return parts.isEmpty() ? QString() : u", options [%1]"_s.arg(parts.join(u','));
}

QString tcpdumpFlags(tcp::Flags flags)
{
    struct Letter {
        Flag flag;
        char16_t letter;
    };
    static constexpr Letter kLetters[] = {{Flag::Fin, u'F'}, {Flag::Syn, u'S'}, {Flag::Rst, u'R'}, {Flag::Psh, u'P'}, {Flag::Ack, u'.'},
                                          {Flag::Urg, u'U'}, {Flag::Ece, u'E'}, {Flag::Cwr, u'W'}, {Flag::Ae, u'e'}};
    QString text;
    for (const Letter& each : kLetters) {
        if (flags.has(each.flag))
            text += QChar(each.letter);
    }
    return text.isEmpty() ? u"none"_s : text;
}

QString tcpdump(const Trace& trace, const Record& record, const Numbers& numbers)
{
    const std::optional<Extra> extra = trace.extra(record);
    QString text = u"Flags [%1]"_s.arg(tcpdumpFlags(record.flags()));
    if (record.textLength > 0)
        text += u", seq %1:%2"_s.arg(numbers.seq).arg(numbers.seq + record.textLength);
    else if (record.has(Flag::Syn) || record.has(Flag::Fin) || record.has(Flag::Rst))
        text += u", seq %1"_s.arg(numbers.seq);
    if (record.has(Flag::Ack))
        text += u", ack %1"_s.arg(numbers.ack);
    text += u", win %1"_s.arg(record.window);
    if (record.has(Flag::Urg))
        text += u", urg %1"_s.arg(extra ? extra->urgentPointer : 0);
    if (extra)
        text += tcpdumpOptions(Octets(extra->octets).first(extra->length), numbers);
    else if (record.hasTimestamps()) // the usual twelve octets, which are not kept
        text += u", options [nop,nop,TS val %1 ecr %2]"_s.arg(record.timestampValue).arg(record.timestampEcho);
    return text + u", length %1"_s.arg(record.textLength);
}

} // namespace

std::uint32_t numberOrigin(const Trace& trace, ConnectionId connection, Side side, Numbering numbering)
{
    return isAsOnTheWire(trace, connection, numbering) ? trace.connection(connection).side(side).isn.value() : 0u;
}

QString describe(const Trace& trace, const Record& record, const Notation& notation)
{
    if (!record.isSegment())
        return {};
    const Numbers numbers = numbersOf(trace, record, notation.numbering);
    return notation.style == NotationStyle::Stevens ? stevens(trace, record, numbers) : tcpdump(trace, record, numbers);
}
