#include "views/ladder/ladder_text.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_layout.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

const Record& recordOf(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    return trace.record(trace.connection(id).records[row]);
}

std::uint32_t shownRows(const Trace& trace, ConnectionId id)
{
    return std::min(trace.stepCount(id), kLadderTextRows);
}

QString moreRows(const Trace& trace, ConnectionId id)
{
    const std::uint32_t more = trace.stepCount(id) - shownRows(trace, id);
    return more == 0 ? QString() : QCoreApplication::translate("Ladder", "… %1 more").arg(wording::number(more));
}

QString address(const Trace& trace, ConnectionId id, Side side)
{
    return QString::fromStdString(toString(trace.connection(id).address(side)));
}

QString labelList(const Record& record)
{
    QStringList words;
    for (const QString& word : ladderLabelWords(record.labels()))
        words << word;
    return wording::list(words);
}

QString bracketed(const QString& remark)
{
    return remark.isEmpty() ? QString() : u" ["_s + remark + u']';
}

/// <SEQ=1000><ACK=8001><DATA=20><CTL=FIN,ACK>, as the RFC writes it; of SACK blocks <SACK=3000-4000>.
QString rfcSegment(const Trace& trace, const Record& record, Numbering numbering)
{
    const auto origin = [&](Side side) { return numberOrigin(trace, record.connection, side, numbering); };
    const std::uint32_t ack = trace.relativeAck(record) + origin(other(record.sender()));
    QString text = u"<SEQ=%1>"_s.arg(trace.relativeSeq(record) + origin(record.sender()));
    if (record.has(tcp::Flag::Ack))
        text += u"<ACK=%1>"_s.arg(ack);
    if (record.textLength > 0)
        text += u"<DATA=%1>"_s.arg(record.textLength);
    text += u"<CTL=%1>"_s.arg(wording::flagNames(record.flags()).remove(u' '));
    const std::uint32_t base = record.ack.value() - ack; // an edge of a block is a number of the other side, as the ACK is
    const tcp::Options options = trace.options(record);
    for (const tcp::SackBlock& block : options.sackBlocks())
        text += u"<SACK=%1-%2>"_s.arg(block.left.value() - base).arg(block.right.value() - base);
    return text;
}

/// Number, state, arrow, segment, arrow, state, remark.
using TextRow = std::array<QString, 7>;

TextRow textRow(const Trace& trace, ConnectionId id, std::uint32_t step, Numbering numbering)
{
    const LadderLine line = ladderLine(trace, id, step, numbering);
    const QString number = step == 0 ? QString() : u"%1."_s.arg(step);
    return {number, line.states[0], line.arrows[0], line.text, line.arrows[1], line.states[1], bracketed(line.remark)};
}

QString joined(const TextRow& row, const std::array<qsizetype, 7>& widths)
{
    QString line = row[0].rightJustified(widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i)
        line += u"  "_s + row[i].leftJustified(widths[i]);
    while (line.endsWith(u' '))
        line.chop(1);
    return line;
}

/// The rows with their columns lined up.
QString aligned(const std::vector<TextRow>& rows)
{
    std::array<qsizetype, 7> widths{};
    for (const TextRow& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    widths.back() = 0;
    QString text;
    for (const TextRow& row : rows)
        text += joined(row, widths) + u'\n';
    return text;
}

/// Diagram languages end a message at the line's end, and Mermaid at a semicolon or number sign too.
QString message(const Trace& trace, ConnectionId id, std::uint32_t row, const Notation& notation)
{
    const Record& record = recordOf(trace, id, row);
    QString text = record.isSegment() ? describe(trace, record, notation) + bracketed(labelList(record)) : ladderMarkText(trace, id, row);
    if (record.kind() == RecordKind::LostSegment)
        text += u' ' + QCoreApplication::translate("Ladder", "(lost)");
    return text.replace(u'\n', u' ');
}

/// "SYN-SENT" where a record changes a state; each side's, in order.
std::vector<std::pair<Side, QString>> newStates(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    std::vector<std::pair<Side, QString>> states;
    for (const TransitionRecord& step : trace.transitionsAt(id, row + 1)) {
        const QString text = wording::stateName(step.to);
        const bool isAssumed = step.certainty == Certainty::Assumed;
        states.emplace_back(step.side, isAssumed ? u"%1 (%2)"_s.arg(text, wording::certaintyName(step.certainty)) : text);
    }
    return states;
}

constexpr char16_t kNames[] = u"AB";

QString name(Side side)
{
    return QString(QChar(kNames[index(side)]));
}

} // namespace

LadderLine ladderLine(const Trace& trace, ConnectionId id, std::uint32_t step, Numbering numbering)
{
    LadderLine line;
    for (const Side side : kSides)
        line.states[index(side)] = wording::stateName(trace.state(id, side, step));
    if (step == 0)
        return line;
    const Record& record = recordOf(trace, id, step - 1);
    const bool isRight = record.sender() == Side::Initiator;
    line.remark = labelList(record);
    if (!record.isSegment()) {
        line.text = u"(%1: %2)"_s.arg(isRight ? u"TCP A"_s : u"TCP B"_s, ladderMarkText(trace, id, step - 1));
        return line;
    }
    line.text = rfcSegment(trace, record, numbering);
    line.arrows[0] = line.arrows[1] = isRight ? u"-->"_s : u"<--"_s;
    if (record.kind() == RecordKind::LostSegment)
        line.arrows[isRight ? 1 : 0] = u"XXX"_s;
    return line;
}

QString ladderLinesAsText(const Trace& trace, ConnectionId id, const std::vector<std::uint32_t>& steps, Numbering numbering)
{
    std::vector<TextRow> rows;
    for (const std::uint32_t step : steps)
        rows.push_back(textRow(trace, id, step, numbering));
    return aligned(rows);
}

QString ladderAsText(const Trace& trace, ConnectionId id)
{
    std::vector<TextRow> rows{{QString(), u"TCP A"_s, {}, {}, {}, u"TCP B"_s, {}}, {QString(), address(trace, id, Side::Initiator), {}, {}, {}, address(trace, id, Side::Responder), {}}};
    for (std::uint32_t step = 0; step <= shownRows(trace, id); ++step)
        rows.push_back(textRow(trace, id, step, Numbering::Wire));
    QString text = aligned(rows);
    if (const QString more = moreRows(trace, id); !more.isEmpty())
        text += more + u'\n';
    return text;
}

QString ladderAsMermaid(const Trace& trace, ConnectionId id, const Notation& notation)
{
    QString text = u"sequenceDiagram\n"_s;
    for (const Side side : kSides)
        text += u"    participant %1 as %2\n"_s.arg(name(side), address(trace, id, side));
    const auto plain = [](const QString& words) {
        QString result;
        for (const QChar letter : words)
            result += letter == u'#' ? u"#35;"_s : letter == u';' ? u"#59;"_s : letter == u'<' ? u"#lt;"_s : letter == u'>' ? u"#gt;"_s : QString(letter);
        return result;
    };
    for (std::uint32_t row = 0; row < shownRows(trace, id); ++row) {
        const Record& record = recordOf(trace, id, row);
        const QString from = name(record.sender()), to = name(other(record.sender())), words = plain(message(trace, id, row, notation));
        if (record.isSegment())
            text += u"    %1%2%3: %4\n"_s.arg(from, record.kind() == RecordKind::LostSegment ? u"-x"_s : u"->>"_s, to, words);
        else
            text += u"    Note over %1: %2\n"_s.arg(from, words);
        for (const auto& [side, state] : newStates(trace, id, row))
            text += u"    Note over %1: %2\n"_s.arg(name(side), state);
    }
    if (const QString more = moreRows(trace, id); !more.isEmpty())
        text += u"    Note over A,B: %1\n"_s.arg(more);
    return text;
}

QString ladderAsPlantUml(const Trace& trace, ConnectionId id, const Notation& notation)
{
    QString text = u"@startuml\n"_s;
    for (const Side side : kSides)
        text += u"participant \"%1\" as %2\n"_s.arg(address(trace, id, side), name(side));
    for (std::uint32_t row = 0; row < shownRows(trace, id); ++row) {
        const Record& record = recordOf(trace, id, row);
        // ~ keeps the language from reading what follows as markup.
        const QString words = message(trace, id, row, notation).replace(u'<', u"~<"_s);
        if (record.isSegment())
            text += u"%1 %2 %3 : %4\n"_s.arg(name(record.sender()), record.kind() == RecordKind::LostSegment ? u"->x"_s : u"->"_s, name(other(record.sender())), words);
        else
            text += u"note over %1 : %2\n"_s.arg(name(record.sender()), words);
        for (const auto& [side, state] : newStates(trace, id, row))
            text += u"hnote over %1 : %2\n"_s.arg(name(side), state);
    }
    if (const QString more = moreRows(trace, id); !more.isEmpty())
        text += u"note over A, B : %1\n"_s.arg(more);
    return text + u"@enduml\n"_s;
}
