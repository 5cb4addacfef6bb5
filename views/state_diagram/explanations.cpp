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

/// "Initiator: steps 3, 7"; long lists are cut.
QString visits(Side side, const std::vector<std::uint32_t>& steps)
{
    constexpr std::size_t kMost = 8;
    if (steps.empty())
        return translated(QT_TRANSLATE_NOOP("StateDiagram", "%1: never.")).arg(wording::sideName(side));
    QStringList links;
    for (std::size_t i = 0; i < std::min(kMost, steps.size()); ++i) {
        const QString text = steps[i] == 0
                                 ? translated(QT_TRANSLATE_NOOP("StateDiagram", "from the beginning"))
                                 : translated(QT_TRANSLATE_NOOP("StateDiagram", "step %1")).arg(wording::number(steps[i]));
        links << u"<a href=\"step:%1\">%2</a>"_s.arg(steps[i]).arg(text.toHtmlEscaped());
    }
    if (steps.size() > kMost)
        links << translated(QT_TRANSLATE_NOOP("StateDiagram", "and %1 more")).arg(wording::number(steps.size() - kMost));
    return translated(QT_TRANSLATE_NOOP("StateDiagram", "%1: %2.")).arg(wording::sideName(side), wording::list(links));
}

QString paragraph(const QString& html)
{
    return html.isEmpty() ? QString() : u"<p style=\"margin-top:0; margin-bottom:4px;\">"_s + html + u"</p>"_s;
}

} // namespace

Explanation explainState(tcp::State state, const Trace& trace, std::optional<ConnectionId> connection)
{
    Explanation result{wording::stateName(state), paragraph(wording::stateExplanation(state).toHtmlEscaped())};
    if (!connection)
        return result;
    result.body += paragraph(translated(QT_TRANSLATE_NOOP("StateDiagram", "Entered by: %1 %2"))
                                 .arg(visits(Side::Initiator, entriesInto(trace, *connection, Side::Initiator, state)),
                                      visits(Side::Responder, entriesInto(trace, *connection, Side::Responder, state))));
    return result;
}

Explanation explainArrow(const tcp::Transition& row, tcp::State from, const Trace& trace, std::optional<ConnectionId> connection)
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
                                 .arg(visits(Side::Initiator, passagesOf(trace, *connection, Side::Initiator, row, from)),
                                      visits(Side::Responder, passagesOf(trace, *connection, Side::Responder, row, from))));
    return result;
}
