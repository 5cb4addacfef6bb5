#include "views/details/details_text.h"

#include "views/common/wording.h"
#include "views/details/why_unchanged.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(DetailsView)
};

QString bold(const QString& text)
{
    return u"<b>%1</b>"_s.arg(text.toHtmlEscaped());
}

/// SACK blocks acknowledge what the other side sent, and count from its initial sequence number.
QString sackText(const Trace& trace, const Record& record, const tcp::SackBlock& block)
{
    const tcp::SeqNumber isn = trace.connection(record.connection).side(other(record.sender())).isn;
    return u"%1–%2"_s.arg(wording::number(std::uint32_t(block.left - isn)), wording::number(std::uint32_t(block.right - isn)));
}

QString arrow(const TransitionRecord& step)
{
    return u"%1 → %2"_s.arg(wording::stateName(step.from), wording::stateName(step.to));
}

QString sentenceStart(const QString& words)
{
    return words.left(1).toUpper() + words.mid(1);
}

QString describeStep(const TransitionRecord& step)
{
    QStringList lines;
    const QString event = wording::eventName(step.event);
    if (step.certainty == Certainty::Retracted)
        lines.append(Text::tr("%1, taken back: %2").arg(bold(arrow(step)), event.toHtmlEscaped()));
    else
        lines.append(Text::tr("%1 on %2").arg(bold(arrow(step)), bold(event)));
    lines.append(wording::eventExplanation(step.event).toHtmlEscaped());
    lines.append(Text::tr("<i>%1:</i> %2").arg(sentenceStart(wording::certaintyName(step.certainty)).toHtmlEscaped(), wording::certaintyExplanation(step.certainty).toHtmlEscaped()));
    if (const tcp::Transition* row = rowOf(step)) {
        const QString section = QString::fromLatin1(row->rfc9293.data(), qsizetype(row->rfc9293.size()));
        lines.append(Text::tr("Action: %1. RFC 9293, section %2.").arg(wording::actionNames(row->actions).toHtmlEscaped(), section.toHtmlEscaped()));
    }
    return lines.join(u"<br>"_s);
}

QString stayText(const Trace& trace, ConnectionId id, std::uint32_t step, Side side)
{
    const QString state = bold(wording::stateText(trace.state(id, side, step), trace.certainty(id, side, step)));
    const bool confirmed = step > 0 && trace.certainty(id, side, step - 1) == Certainty::Assumed && trace.certainty(id, side, step) == Certainty::Proven;
    if (confirmed)
        return Text::tr("stays in %1: the state that was assumed is now proven.").arg(state);
    //: The state; why, as a sentence with its full stop.
    return Text::tr("stays in %1: %2").arg(state, whyUnchanged(trace, id, step, side).toHtmlEscaped());
}

} // namespace

const tcp::Transition* rowOf(const TransitionRecord& step)
{
    const bool back = step.certainty == Certainty::Retracted;
    const tcp::State from = back ? step.to : step.from;
    const tcp::State to = back ? step.from : step.to;
    for (const tcp::Transition& row : tcp::kTransitions) {
        if (row.event == step.event && row.from.contains(from) && row.to.value_or(from) == to)
            return &row;
    }
    return nullptr;
}

QStringList describeOptions(const Trace& trace, const Record& record)
{
    const tcp::Options options = trace.options(record);
    QStringList lines;
    if (options.mss)
        lines.append(Text::tr("Maximum segment size: %1 octets").arg(wording::number(*options.mss)));
    if (options.windowScale)
        lines.append(Text::tr("Window scale: shift by %1, that is × %2").arg(*options.windowScale).arg(wording::number(1u << *options.windowScale)));
    if (options.sackPermitted)
        lines.append(Text::tr("SACK permitted"));
    if (options.sackCount > 0) {
        QStringList blocks;
        for (const tcp::SackBlock& block : options.sackBlocks())
            blocks.append(sackText(trace, record, block));
        lines.append(Text::tr("SACK: received %1").arg(blocks.join(u", "_s)));
    }
    if (options.timestamps)
        lines.append(Text::tr("Timestamps: value %1, echo %2").arg(options.timestamps->value).arg(options.timestamps->echo));
    if (options.fastOpenCookieLength)
        lines.append(*options.fastOpenCookieLength == 0 ? Text::tr("Fast Open: asks for a cookie")
                                                        : Text::tr("Fast Open: cookie of %1 octets").arg(*options.fastOpenCookieLength));
    if (options.md5)
        lines.append(Text::tr("MD5 signature"));
    if (options.authentication)
        lines.append(Text::tr("Authentication (TCP-AO)"));
    if (options.unknown > 0)
        lines.append(options.unknown == 1 ? Text::tr("1 option of another kind") : Text::tr("%1 options of other kinds").arg(options.unknown));
    if (options.malformed)
        lines.append(Text::tr("The options end in an impossible length; what came before it is listed."));
    return lines;
}

QString describeStateChanges(const Trace& trace, ConnectionId id, std::uint32_t step)
{
    QString text;
    for (Side side : kSides) {
        QStringList steps;
        for (const TransitionRecord& transition : trace.transitionsAt(id, step)) {
            if (transition.side == side)
                steps.append(describeStep(transition));
        }
        const QString name = wording::sideName(side).toHtmlEscaped();
        if (steps.isEmpty())
            text += Text::tr("<p><b>%1</b> %2</p>").arg(name, stayText(trace, id, step, side));
        else
            text += u"<p><b>%1</b><br>%2</p>"_s.arg(name, steps.join(u"</p><p>"_s));
    }
    return text;
}

QString describeNotices(const Record& record)
{
    const auto notice = [](const QString& name, const QString& meaning) {
        return u"<p>%1<br>%2</p>"_s.arg(bold(name), meaning.toHtmlEscaped());
    };
    QString text;
    for (int i = 0; i < kLabelCount; ++i) {
        if (record.labels().has(Label(i)))
            text += notice(wording::labelName(Label(i)), wording::labelExplanation(Label(i)));
    }
    if (record.checksum() == ChecksumState::Wrong)
        text += notice(Text::tr("Wrong checksum"), Text::tr("The segment was damaged, or captured before the network card filled the checksum in (offload): "
                                                "then it is only the capture that shows it wrong."));
    return text;
}

QString describeRecord(const Trace& trace, ConnectionId id, std::uint32_t step)
{
    const auto& records = trace.connection(id).records;
    const Record& record = trace.record(records[step - 1]);
    const QString sender = wording::sideName(record.sender());
    switch (record.kind()) {
    case RecordKind::Segment:
    case RecordKind::LostSegment:
        //: Flags, who sent it.
        return Text::tr("%1 from the %2").arg(record.flags() == tcp::Flags() ? Text::tr("No flags") : wording::flagNames(record.flags()), sender.toLower());
    case RecordKind::Timeout:
        return Text::tr("A timer ran out at the %1").arg(sender.toLower());
    case RecordKind::Call:
        return Text::tr("The user of the %1 called").arg(sender.toLower());
    case RecordKind::Departed:
        break;
    }
    return {};
}
