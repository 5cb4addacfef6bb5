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

QString labels(const Record& record)
{
    QStringList words;
    for (int label = 0; label < kLabelCount; ++label) {
        if (record.labels().has(Label(label)))
            words << wording::labelName(Label(label));
    }
    return words.isEmpty() ? QString() : u" ["_s + wording::list(words) + u']';
}

/// <SEQ=1000><ACK=8001><DATA=20><CTL=FIN,ACK>, as the RFC writes it; of SACK blocks <SACK=3000-4000>.
QString rfcSegment(const Trace& trace, const Record& record)
{
    QString text = u"<SEQ=%1>"_s.arg(record.seq.value());
    if (record.has(tcp::Flag::Ack))
        text += u"<ACK=%1>"_s.arg(record.ack.value());
    if (record.textLength > 0)
        text += u"<DATA=%1>"_s.arg(record.textLength);
    text += u"<CTL=%1>"_s.arg(wording::flagNames(record.flags()).remove(u' '));
    const tcp::Options options = trace.options(record);
    for (const tcp::SackBlock& block : options.sackBlocks())
        text += u"<SACK=%1-%2>"_s.arg(block.left.value()).arg(block.right.value());
    return text;
}

/// Number, state, arrow, segment, arrow, state, remark.
using TextRow = std::array<QString, 7>;

TextRow textRow(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    const Record& record = recordOf(trace, id, row);
    const bool isRight = record.sender() == Side::Initiator;
    TextRow cells{u"%1."_s.arg(row + 1), wording::stateName(record.state(Side::Initiator)), {}, {}, {}, wording::stateName(record.state(Side::Responder)), labels(record)};
    if (!record.isSegment()) {
        cells[3] = u"(%1: %2)"_s.arg(isRight ? u"TCP A"_s : u"TCP B"_s, ladderMarkText(trace, id, row));
        return cells;
    }
    const QString whole = isRight ? u"-->"_s : u"<--"_s;
    const bool isLost = record.kind() == RecordKind::LostSegment;
    cells[2] = isLost && !isRight ? u"XXX"_s : whole;
    cells[3] = rfcSegment(trace, record);
    cells[4] = isLost && isRight ? u"XXX"_s : whole;
    return cells;
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

/// Diagram languages end a message at the line's end, and Mermaid at a semicolon or number sign too.
QString message(const Trace& trace, ConnectionId id, std::uint32_t row, const Notation& notation)
{
    const Record& record = recordOf(trace, id, row);
    QString text = record.isSegment() ? describe(trace, record, notation) + labels(record) : ladderMarkText(trace, id, row);
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

QString ladderAsText(const Trace& trace, ConnectionId id)
{
    std::vector<TextRow> rows{{QString(), u"TCP A"_s, {}, {}, {}, u"TCP B"_s, {}}, {QString(), address(trace, id, Side::Initiator), {}, {}, {}, address(trace, id, Side::Responder), {}}};
    rows.push_back({QString(), wording::stateName(trace.state(id, Side::Initiator, 0)), {}, {}, {}, wording::stateName(trace.state(id, Side::Responder, 0)), {}});
    for (std::uint32_t row = 0; row < shownRows(trace, id); ++row)
        rows.push_back(textRow(trace, id, row));
    std::array<qsizetype, 7> widths{};
    for (const TextRow& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    widths.back() = 0;
    QString text;
    for (const TextRow& row : rows)
        text += joined(row, widths) + u'\n';
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
