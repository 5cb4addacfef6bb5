#include "views/state_diagram/explanations.h"

#include "views/common/wording.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("StateDiagram", text);
}

/// One time at which something was so: its text is a link to `step`.
struct Visit {
    std::uint32_t step = 0;
    QString text;
    bool now = false; ///< So at the playhead.
};

QString stepText(std::uint32_t step)
{
    return step == 0 ? translated(QT_TRANSLATE_NOOP("StateDiagram", "from the beginning"))
                     : translated(QT_TRANSLATE_NOOP("StateDiagram", "step %1")).arg(wording::number(step));
}

/// "Initiator: step 3, step 7"; of long lists the part around `step`.
QString listed(Side side, const std::vector<Visit>& visits, std::uint32_t step)
{
    constexpr std::size_t kMost = 8;
    if (visits.empty())
        return translated(QT_TRANSLATE_NOOP("StateDiagram", "%1: never.")).arg(wording::sideName(side));
    const auto after = std::upper_bound(visits.begin(), visits.end(), step, [](std::uint32_t s, const Visit& v) { return s < v.step; });
    const auto here = std::size_t(after - visits.begin());
    const std::size_t first = std::min(here - std::min(here, kMost / 2), visits.size() - std::min(visits.size(), kMost));
    const std::size_t last = std::min(first + kMost, visits.size());
    QStringList links;
    if (first > 0)
        links << translated(QT_TRANSLATE_NOOP("StateDiagram", "%1 before")).arg(wording::number(first));
    for (std::size_t i = first; i < last; ++i) {
        const QString link = u"<a href=\"step:%1\">%2</a>"_s.arg(visits[i].step).arg(visits[i].text.toHtmlEscaped());
        links << (visits[i].now ? u"<b>"_s + link + u"</b>"_s : link);
    }
    if (last < visits.size())
        links << translated(QT_TRANSLATE_NOOP("StateDiagram", "and %1 more")).arg(wording::number(visits.size() - last));
    return translated(QT_TRANSLATE_NOOP("StateDiagram", "%1: %2.")).arg(wording::sideName(side), wording::list(links));
}

QString staysOf(Side side, tcp::State state, const Trace& trace, ConnectionId connection, std::uint32_t step)
{
    std::vector<Visit> visits;
    for (const Stay& stay : staysIn(trace, connection, side, state)) {
        //: When an end entered a state, and for how long it was there: "step 3 (for 1.2 s)".
        QString text = translated(QT_TRANSLATE_NOOP("StateDiagram", "%1 (for %2)")).arg(stepText(stay.from), wording::duration(stay.length));
        if (!stay.until)
            //: When an end entered the state in which it stayed.
            text = translated(QT_TRANSLATE_NOOP("StateDiagram", "%1 (to the end)")).arg(stepText(stay.from));
        visits.push_back({stay.from, text, stay.contains(step)});
    }
    return listed(side, visits, step);
}

QString passages(Side side, const tcp::Transition& row, tcp::State from, const Trace& trace, ConnectionId connection, std::uint32_t step)
{
    std::vector<Visit> visits;
    for (const std::uint32_t taken : passagesOf(trace, connection, side, row, from))
        visits.push_back({taken, stepText(taken), taken == step});
    return listed(side, visits, step);
}

QString paragraph(const QString& html)
{
    return html.isEmpty() ? QString() : u"<p style=\"margin-top:0; margin-bottom:4px;\">"_s + html + u"</p>"_s;
}

} // namespace

Explanation explainState(tcp::State state, const Trace& trace, std::optional<ConnectionId> connection, std::uint32_t step)
{
    Explanation result{wording::stateName(state), paragraph(wording::stateExplanation(state).toHtmlEscaped())};
    if (!connection)
        return result;
    result.body += paragraph(translated(QT_TRANSLATE_NOOP("StateDiagram", "Was there: %1 %2"))
                                 .arg(staysOf(Side::Initiator, state, trace, *connection, step),
                                      staysOf(Side::Responder, state, trace, *connection, step)));
    return result;
}

Explanation explainArrow(const tcp::Transition& row, tcp::State from, const Trace& trace, std::optional<ConnectionId> connection,
                         std::uint32_t step)
{
    const QString to = wording::stateName(row.to.value_or(from));
    Explanation result;
    //: An arrow: from a state to a state, and the event.
    result.title = translated(QT_TRANSLATE_NOOP("StateDiagram", "%1 → %2: %3")).arg(wording::stateName(from), to, wording::eventName(row.event));
    QString text = wording::eventExplanation(row.event).toHtmlEscaped();
    if (const QString guard = wording::guardExplanation(row.guard); !guard.isEmpty())
        //: Two sentences, one after the other.
        text = QCoreApplication::translate("StateDiagram", "%1 %2").arg(text, guard.toHtmlEscaped());
    result.body = paragraph(text);
    const QString section = QString::fromLatin1(row.rfc9293.data(), qsizetype(row.rfc9293.size()));
    result.body += paragraph(translated(QT_TRANSLATE_NOOP("StateDiagram", "Action: %1. See RFC 9293, %2."))
                                 .arg(wording::actionNames(row.actions), section)
                                 .toHtmlEscaped());
    if (!connection)
        return result;
    result.body += paragraph(translated(QT_TRANSLATE_NOOP("StateDiagram", "Taken by: %1 %2"))
                                 .arg(passages(Side::Initiator, row, from, trace, *connection, step),
                                      passages(Side::Responder, row, from, trace, *connection, step)));
    return result;
}
