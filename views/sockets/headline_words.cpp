#include "views/sockets/headline_words.h"

#include "views/common/wording.h"
#include "views/sockets/socket_group_model.h"
#include "views/sockets/socket_words.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;
using kernel::Ownership;
using tcp::State;

namespace wording {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(sockets)
};

constexpr qsizetype kMostHolders = 3;
constexpr std::chrono::minutes kUrgent{5};

QString link(QStringView target, const QString& text)
{
    return u"<a href=\"%1\">%2</a>"_s.arg(target.toString().toHtmlEscaped(), text.toHtmlEscaped());
}

QString groupLink(const kernel::Group& group)
{
    return link(kFilterLink.toString() + SocketGroupModel::filterOf(group), groupName(group));
}

/// Whether the headline counts sockets in that state.
bool isAbout(kernel::Headline::Kind kind, State state)
{
    using Kind = kernel::Headline::Kind;
    switch (kind) {
    case Kind::CloseWait:
        return state == State::CloseWait;
    case Kind::SynSent:
        return state == State::SynSent;
    case Kind::FinWait:
        return state == State::FinWait1 || state == State::FinWait2;
    default: // a listener's own name stands in the sentence; requests and TIME-WAIT belong to nobody
        return false;
    }
}

} // namespace

QString headlineWithHolders(const kernel::Headline& headline, std::span<const kernel::Group> groups)
{
    QString text = headlineText(headline);
    if (headline.culprit && isAbout(headline.kind, headline.culprit->state))
        return text.replace(groupName(*headline.culprit).toHtmlEscaped(), groupLink(*headline.culprit));
    QStringList holders;
    for (const kernel::Group& group : groups) {
        if (isAbout(headline.kind, group.state) && group.ownership != Ownership::Orphaned && holders.size() < kMostHolders)
            holders << u"%1\u00A0%2"_s.arg(groupLink(group), number(group.sockets));
    }
    return holders.isEmpty() ? text : text + u' ' + Text::tr("Held by: %1").arg(holders.join(u" · "_s));
}

const kernel::PortUse* urgentPorts(const kernel::PortWatch& ports)
{
    const kernel::PortUse* worst = nullptr;
    for (const kernel::PortUse& use : ports.uses()) {
        if (use.forecast == kernel::ForecastKind::RanOut)
            return &use;
        if (use.forecast == kernel::ForecastKind::RunsOut && use.left < kUrgent && (!worst || use.left < worst->left))
            worst = &use;
    }
    return worst;
}

QString portsHeadline(const kernel::PortUse& use, const kernel::Sysctls& sysctls, const Theme& theme)
{
    const QString target = addressText(use.target.remote);
    const QString first = use.forecast == kernel::ForecastKind::RanOut
        ? Text::tr("No port is left to %1: connect() fails with EADDRNOTAVAIL.").arg(target)
        : Text::tr("Ports to %1 run out in %2: then connect() fails with EADDRNOTAVAIL.").arg(target, duration(use.left));
    QStringList parts{u"<b style=\"color:%1\">%2</b>"_s.arg(theme.kind(SegmentKind::Rst).name(), first.toHtmlEscaped())};
    parts << Text::tr("%1 of %2 taken, %3 in TIME-WAIT.").arg(number(use.inUse), number(use.available), number(use.timeWait));
    const kernel::Sysctls::PortRange range = sysctls.portRange();
    const bool wouldReuseHelp = use.timeWait * 2 >= use.inUse && sysctls.number(kernel::Sysctl::TwReuse).value_or(2) != 1;
    if (use.timeWait == 0) {
        parts << Text::tr("None of them waits: whoever holds them does not close them.");
        parts << link(kPortsLink, Text::tr("Ports"));
        return parts.join(u' ');
    }
    const QString remedy = wouldReuseHelp
        ? Text::tr("What helps: a pool of connections that are kept (keep-alive), a wider ip_local_port_range (now %1 to %2), tcp_tw_reuse = 1 (RFC 6191; both ends need timestamps).")
        : Text::tr("What helps: a pool of connections that are kept (keep-alive), a wider ip_local_port_range (now %1 to %2).");
    parts << remedy.arg(range.first).arg(range.last);
    parts << link(kPortsLink, Text::tr("Ports")) + u" · "_s + link(kSettingsLink, Text::tr("Kernel settings"));
    return parts.join(u' ');
}

} // namespace wording
