#include "views/segments/segments_model.h"

#include "model/session/connection_model.h"
#include "views/common/wording.h"
#include "views/ladder/ladder_layout.h"

#include <QFont>

using namespace Qt::StringLiterals;

namespace {

std::optional<Side> sideOf(int column)
{
    if (column == SegmentsModel::InitiatorColumn)
        return Side::Initiator;
    return column == SegmentsModel::ResponderColumn ? std::optional(Side::Responder) : std::nullopt;
}

QString endName(Side side)
{
    return side == Side::Initiator ? u"TCP A"_s : u"TCP B"_s; // as the RFC names them, in every language
}

QString takenBackText(tcp::State state)
{
    //: A state that was assumed, and turned out not to have been.
    return SegmentsModel::tr("%1 taken back").arg(wording::stateName(state));
}

} // namespace

SegmentsModel::SegmentsModel(const Session& session, QObject* parent)
    : QAbstractTableModel(parent), m_session(session), m_trace(session.trace())
{
    restart();
}

int SegmentsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int SegmentsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumnCount;
}

std::uint32_t SegmentsModel::rowsOfTrace() const
{
    return m_connection && *m_connection < m_trace.connectionCount() ? m_trace.stepCount(*m_connection) + 1 : 0;
}

bool SegmentsModel::hasRow(int row) const
{
    return row >= 0 && std::uint32_t(row) < rowsOfTrace();
}

void SegmentsModel::restart()
{
    beginResetModel();
    m_connection = m_session.playhead().connection();
    m_rows = int(rowsOfTrace());
    endResetModel();
}

void SegmentsModel::takeGrowth()
{
    const int rows = int(rowsOfTrace());
    if (rows <= m_rows)
        return;
    beginInsertRows({}, m_rows, rows - 1);
    m_rows = rows;
    endInsertRows();
}

void SegmentsModel::takeReference()
{
    emit headerDataChanged(Qt::Horizontal, TimeColumn, TimeColumn);
    if (m_rows > 0)
        emit dataChanged(index(0, TimeColumn), index(m_rows - 1, TimeColumn));
}

void SegmentsModel::setNumbering(Numbering numbering)
{
    m_numbering = numbering;
    if (m_rows > 0)
        emit dataChanged(index(0, SegmentColumn), index(m_rows - 1, SegmentColumn));
}

std::optional<RecordNumber> SegmentsModel::recordOf(int row) const
{
    if (row < 1 || !hasRow(row))
        return std::nullopt;
    return m_trace.connection(*m_connection).records[std::size_t(row) - 1];
}

std::optional<int> SegmentsModel::rowOf(RecordNumber record) const
{
    if (!m_connection || record >= m_trace.recordCount() || m_trace.record(record).connection != *m_connection)
        return std::nullopt;
    return int(m_trace.stepAt(*m_connection, record + 1));
}

LadderLine SegmentsModel::line(int row) const
{
    return hasRow(row) ? ladderLine(m_trace, *m_connection, std::uint32_t(row), m_numbering) : LadderLine();
}

SegmentKind SegmentsModel::kindOf(int row) const
{
    const auto record = recordOf(row);
    return record ? segmentKind(m_trace.record(*record)) : SegmentKind::Ack;
}

QString SegmentsModel::text(const std::vector<std::uint32_t>& rows) const
{
    std::vector<std::uint32_t> steps;
    for (const std::uint32_t row : rows) {
        if (hasRow(int(row)))
            steps.push_back(row);
    }
    return steps.empty() ? QString() : ladderLinesAsText(m_trace, *m_connection, steps, m_numbering);
}

/// How the ladder writes times, for the same connection and reference.
LadderMetrics SegmentsModel::times() const
{
    LadderMetrics metrics;
    const auto reference = m_session.timeReference();
    metrics.reference = reference && *reference < m_trace.recordCount() ? reference : std::nullopt;
    if (metrics.reference)
        metrics.origin = m_trace.record(*metrics.reference).time;
    else if (rowsOfTrace() > 0)
        metrics.origin = m_trace.connection(*m_connection).start;
    return metrics;
}

QVariant SegmentsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !hasRow(index.row()))
        return {};
    const int row = index.row(), column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return spokenCell(row, column);
    case Qt::AccessibleDescriptionRole:
        return sentence(row);
    case Qt::TextAlignmentRole:
        return int((column == FrameColumn || column == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole: // what has not happened yet steps back
        return std::uint32_t(row) > m_session.playhead().step() || column == FrameColumn ? QVariant(m_theme.mutedText) : QVariant();
    default:
        break;
    }
    const auto side = sideOf(column);
    return side ? stateData(row, *side, role) : QVariant();
}

QVariant SegmentsModel::stateData(int row, Side side, int role) const
{
    const auto step = std::uint32_t(row);
    const Certainty certainty = m_trace.certainty(*m_connection, side, step);
    switch (role) {
    case ConnectionModel::ValueRole:
        return int(m_trace.state(*m_connection, side, step));
    case ConnectionModel::CertaintyRole:
        return int(certainty);
    case TakenBackRole: {
        const auto state = takenBack(row, side);
        return state ? wording::stateName(*state) : QVariant();
    }
    case Qt::FontRole: {
        QFont font;
        font.setItalic(certainty == Certainty::Assumed);
        return certainty == Certainty::Assumed ? QVariant(font) : QVariant();
    }
    default:
        return {};
    }
}

/// The state from which the row takes the end back, if it does.
std::optional<tcp::State> SegmentsModel::takenBack(int row, Side side) const
{
    for (const TransitionRecord& step : m_trace.transitionsAt(*m_connection, std::uint32_t(row))) {
        if (step.side == side && step.certainty == Certainty::Retracted)
            return step.from;
    }
    return std::nullopt;
}

QString SegmentsModel::cell(int row, int column) const
{
    const auto record = recordOf(row);
    switch (column) {
    case FrameColumn: {
        const std::uint32_t frame = record ? m_trace.record(*record).frame : 0;
        return frame == 0 ? QString() : QString::number(frame);
    }
    case TimeColumn:
        return record ? ladderTimeOf(m_trace, *record, times()) : QString();
    case InitiatorColumn:
    case ResponderColumn:
        return wording::stateName(m_trace.state(*m_connection, *sideOf(column), std::uint32_t(row)));
    case SegmentColumn: {
        const LadderLine shown = line(row);
        return shown.arrows[0].isEmpty() ? shown.text : u"%1 %2 %3"_s.arg(shown.arrows[0], shown.text, shown.arrows[1]);
    }
    case NoticedColumn:
        return noticed(row);
    default:
        return {};
    }
}

QString SegmentsModel::noticed(int row) const
{
    const auto record = recordOf(row);
    QStringList words;
    if (record && m_trace.record(*record).kind() == RecordKind::LostSegment)
        words << tr("Lost on its way");
    if (const QString remark = line(row).remark; !remark.isEmpty())
        words << remark;
    for (const Side side : kSides) {
        if (const auto state = hasRow(row) ? takenBack(row, side) : std::nullopt)
            words << u"%1: %2"_s.arg(endName(side), takenBackText(*state));
    }
    return wording::list(words);
}

// --- In words, for those who listen

QString SegmentsModel::spokenState(int row, Side side) const
{
    const auto step = std::uint32_t(row);
    const Certainty certainty = m_trace.certainty(*m_connection, side, step);
    QStringList words(wording::stateName(m_trace.state(*m_connection, side, step)));
    if (certainty != Certainty::Proven && certainty != Certainty::Simulated)
        words << wording::certaintyName(certainty);
    if (const auto state = takenBack(row, side))
        words << takenBackText(*state);
    return wording::list(words);
}

QString SegmentsModel::spokenSegment(int row) const
{
    const auto number = recordOf(row);
    if (!number)
        return tr("before the first segment");
    const Record& record = m_trace.record(*number);
    if (!record.isSegment())
        return u"%1: %2"_s.arg(endName(record.sender()), ladderMarkText(m_trace, *m_connection, std::uint32_t(row) - 1));
    QString fields = line(row).text;
    fields = fields.mid(1, fields.size() - 2).replace(u"><"_s, u", "_s); // the brackets would be read out, each of them
    const QString from = endName(record.sender()), to = endName(other(record.sender()));
    //: Who sends a segment to whom, and its fields: "TCP A to TCP B: SEQ=1000, CTL=SYN".
    return tr("%1 to %2: %3").arg(from, to, fields);
}

QString SegmentsModel::spokenCell(int row, int column) const
{
    switch (column) {
    case FrameColumn: {
        const QString frame = cell(row, column);
        return frame.isEmpty() ? tr("Step %1").arg(wording::number(std::uint64_t(row))) : tr("Frame %1").arg(frame);
    }
    case InitiatorColumn:
    case ResponderColumn:
        return spokenState(row, *sideOf(column));
    case SegmentColumn:
        return spokenSegment(row);
    default:
        return cell(row, column);
    }
}

QString SegmentsModel::sentence(int row) const
{
    //: A row read out: the segment, then the state of each end after it.
    const QString line = tr("%1. TCP A: %2. TCP B: %3.").arg(spokenSegment(row), spokenState(row, Side::Initiator), spokenState(row, Side::Responder));
    const QString words = noticed(row);
    return words.isEmpty() ? line : line + u' ' + tr("Noticed: %1.").arg(words);
}

QString SegmentsModel::toolTip(int row, int column) const
{
    if (const auto side = sideOf(column)) {
        const auto step = std::uint32_t(row);
        return u"<p><b>%1</b><br>%2</p><p>%3</p>"_s.arg(spokenState(row, *side).toHtmlEscaped(),
                                                        wording::stateExplanation(m_trace.state(*m_connection, *side, step)).toHtmlEscaped(),
                                                        wording::certaintyExplanation(m_trace.certainty(*m_connection, *side, step)).toHtmlEscaped());
    }
    if (row == 0)
        return tr("The states before the first segment");
    return ladderRowText(m_trace, *m_connection, std::uint32_t(row) - 1, {NotationStyle::Stevens, m_numbering}, !m_session.isLoading());
}

QVariant SegmentsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return int((section == FrameColumn || section == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const auto side = sideOf(section);
    if (role == Qt::ToolTipRole && side && rowsOfTrace() > 0)
        return u"%1: %2"_s.arg(wording::sideName(*side), QString::fromStdString(toString(m_trace.connection(*m_connection).address(*side))));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FrameColumn:
        return ladderFrameTitle();
    case TimeColumn:
        return ladderTimeTitle(times());
    case SegmentColumn:
        return tr("Segment");
    case NoticedColumn:
        return tr("Noticed");
    default:
        return side ? endName(*side) : QVariant();
    }
}
