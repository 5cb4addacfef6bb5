#include "views/common/wording.h"
#include "views/ladder/ladder_layout.h"
#include "views/ladder/ladder_relations.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

const Record& recordOf(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    return trace.record(trace.connection(id).records[row]);
}

QString stepText(const TransitionRecord& step)
{
    const QString name = wording::sideName(step.side);
    const QString states = u"%1 → %2"_s.arg(wording::stateName(step.from), wording::stateName(step.to));
    return QCoreApplication::translate("Ladder", "%1: %2 (%3, %4)").arg(name, states, wording::eventName(step.event), wording::certaintyName(step.certainty));
}

} // namespace

std::vector<QString> ladderLabelWords(Labels labels)
{
    std::vector<QString> words;
    for (int label = 0; label < kLabelCount; ++label) {
        if (labels.has(Label(label)))
            words.push_back(wording::labelName(Label(label)));
    }
    return words;
}

bool isIdleGap(Duration gap, const Connection& connection)
{
    using namespace std::chrono_literals;
    // A round trip or two is the normal rhythm; below a fifth of a second nobody would wait.
    return gap >= std::max<Duration>(200ms, 4 * connection.initialRtt.value_or(0ms));
}

QString ladderTime(Duration sinceStart, int decimals)
{
    return QString::number(std::chrono::duration<double>(sinceStart).count(), 'f', decimals);
}

QString ladderTimeOf(const Trace& trace, RecordNumber record, const LadderMetrics& metrics)
{
    return metrics.reference == record ? u"*REF*"_s : ladderTime(trace.record(record).time - metrics.origin, metrics.timeDecimals);
}

QString ladderTimeTitle(const LadderMetrics& metrics)
{
    return metrics.reference ? QCoreApplication::translate("Ladder", "From *REF* (s)") : QCoreApplication::translate("Ladder", "Time (s)");
}

QString ladderFrameTitle()
{
    return QCoreApplication::translate("Ladder", "Frame");
}

QString ladderElided(const QString& text, const QFontMetricsF& font, qreal width)
{
    const QString cut = font.elidedText(text, Qt::ElideRight, width);
    if (cut == text)
        return text;
    const qsizetype space = cut.lastIndexOf(u' ');
    return space > 0 ? cut.left(space) + u" …"_s : cut;
}

QString ladderMarkText(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    const auto steps = trace.transitionsAt(id, row + 1);
    if (!steps.empty())
        return wording::eventName(steps.front().event);
    return recordOf(trace, id, row).kind() == RecordKind::Timeout ? QCoreApplication::translate("Ladder", "timer expired") : QCoreApplication::translate("Ladder", "user call");
}

QString ladderRowText(const Trace& trace, ConnectionId id, std::uint32_t row, const Notation& notation, bool isComplete)
{
    const Record& record = recordOf(trace, id, row);
    QStringList lines;
    const QString when = wording::timestamp(record.time);
    lines << (record.frame != 0 ? QCoreApplication::translate("Ladder", "Frame %1, %2").arg(QString::number(record.frame), when) : when);
    const QString what = record.isSegment() ? describe(trace, record, notation) : ladderMarkText(trace, id, row);
    const QString sender = QString::fromStdString(toString(trace.connection(id).address(record.sender())));
    lines << QCoreApplication::translate("Ladder", "%1 (%2): %3").arg(wording::sideName(record.sender()), sender, what);
    for (const QString& word : ladderLabelWords(shownLabels(trace, id, row)))
        lines << word;
    if (const auto doubts = doubtsIn(trace, id, {row, 1}, isComplete); !doubts.empty())
        lines << doubtExplanation(trace, id, doubts.front());
    if (const QString covered = coveredText(trace, id, row); !covered.isEmpty())
        lines << covered;
    for (const TransitionRecord& step : trace.transitionsAt(id, row + 1))
        lines << stepText(step);
    return lines.join(u'\n');
}
