#include "views/connections/connection_table_model.h"

#include "views/common/wording.h"

using namespace Qt::StringLiterals;

namespace {

QString header(int column)
{
    switch (column) {
    case ConnectionModel::NumberColumn:
        return ConnectionTableModel::tr("No.");
    case ConnectionModel::InitiatorColumn:
        return ConnectionTableModel::tr("Initiator");
    case ConnectionModel::ResponderColumn:
        return ConnectionTableModel::tr("Responder");
    case ConnectionModel::StartColumn:
        return ConnectionTableModel::tr("Start");
    case ConnectionModel::DurationColumn:
        return ConnectionTableModel::tr("Duration");
    case ConnectionModel::SegmentsColumn:
        return ConnectionTableModel::tr("Segments");
    case ConnectionModel::InitiatorOctetsColumn:
        return ConnectionTableModel::tr("Octets →");
    case ConnectionModel::ResponderOctetsColumn:
        return ConnectionTableModel::tr("Octets ←");
    case ConnectionModel::InitiatorStateColumn:
        return ConnectionTableModel::tr("Initiator's last state");
    case ConnectionModel::ResponderStateColumn:
        return ConnectionTableModel::tr("Responder's last state");
    case ConnectionModel::RetransmissionsColumn:
        return ConnectionTableModel::tr("Retrans.");
    case ConnectionModel::LabelsColumn:
        return ConnectionTableModel::tr("Noticed");
    default:
        return {};
    }
}

QString headerToolTip(int column)
{
    switch (column) {
    case ConnectionModel::StartColumn:
        return ConnectionTableModel::tr("First segment, counted from the start of the recording");
    case ConnectionModel::InitiatorOctetsColumn:
        return ConnectionTableModel::tr("Octets of data from the initiator to the responder, each counted once");
    case ConnectionModel::ResponderOctetsColumn:
        return ConnectionTableModel::tr("Octets of data from the responder to the initiator, each counted once");
    case ConnectionModel::InitiatorStateColumn:
    case ConnectionModel::ResponderStateColumn:
        return ConnectionTableModel::tr("State after the last segment of the recording");
    case ConnectionModel::RetransmissionsColumn:
        return ConnectionTableModel::tr("Segments that were sent again");
    case ConnectionModel::LabelsColumn:
        return ConnectionTableModel::tr("What else was noticed about its segments, and how often");
    default:
        return header(column);
    }
}

} // namespace

QVariant ConnectionTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return header(section);
    if (role == Qt::ToolTipRole)
        return headerToolTip(section);
    if (role == Qt::TextAlignmentRole && rowCount() > 0)
        return data(index(0, section), role);
    return {};
}

QVariant ConnectionTableModel::data(const QModelIndex& index, int role) const
{
    const bool isThere = index.isValid() && ConnectionModel::data(index, ConnectionRole).isValid();
    if (role == Qt::DisplayRole && isThere)
        return text(index);
    if (role == Qt::ToolTipRole && isThere)
        return toolTip(index);
    return ConnectionModel::data(index, role);
}

QString ConnectionTableModel::text(const QModelIndex& index) const
{
    const QVariant value = ConnectionModel::data(index, ValueRole);
    switch (index.column()) {
    case InitiatorColumn:
    case ResponderColumn:
        return value.toString();
    case StartColumn:
    case DurationColumn:
        return wording::duration(Duration(value.toLongLong()));
    case InitiatorStateColumn:
    case ResponderStateColumn:
        return wording::stateText(tcp::State(value.toInt()), Certainty(ConnectionModel::data(index, CertaintyRole).toInt()));
    case RetransmissionsColumn:
        return value.toULongLong() == 0 ? QString() : wording::number(value.toULongLong());
    case LabelsColumn:
        return labelsText(connectionAt(index.row()));
    default:
        return wording::number(value.toULongLong());
    }
}

QString ConnectionTableModel::labelsText(ConnectionId id) const
{
    const Connection& connection = trace().connection(id);
    QStringList parts;
    for (int i = 0; i < kLabelCount; ++i) {
        const std::uint32_t times = connection.labelCounts[std::size_t(i)];
        if (times > 0 && notableLabels().has(Label(i)))
            parts.append(times == 1 ? wording::labelName(Label(i)) : u"%1 ×%2"_s.arg(wording::labelName(Label(i)), wording::number(times)));
    }
    return wording::list(parts);
}

QString ConnectionTableModel::toolTip(const QModelIndex& index) const
{
    const QString shown = text(index);
    if (index.column() != InitiatorStateColumn && index.column() != ResponderStateColumn)
        return shown;
    const auto state = tcp::State(ConnectionModel::data(index, ValueRole).toInt());
    const auto certainty = Certainty(ConnectionModel::data(index, CertaintyRole).toInt());
    return u"<p><b>%1</b><br>%2</p><p>%3</p>"_s.arg(shown.toHtmlEscaped(), wording::stateExplanation(state).toHtmlEscaped(),
                                                    wording::certaintyExplanation(certainty).toHtmlEscaped());
}
