#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"
#include "views/ladder/ladder_metrics.h"
#include "views/ladder/ladder_text.h"

#include <QAbstractTableModel>

#include <optional>

/// The selected connection as the lines of a figure in RFC 9293: row r is what has happened after r steps, row 0 the states before
/// the first record. Cells are written when they are asked for; the model keeps none.
class SegmentsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { FrameColumn, TimeColumn, InitiatorColumn, SegmentColumn, ResponderColumn, NoticedColumn, kColumnCount };
    /// Besides those of ConnectionModel that say a state and how sure it is.
    enum Role {
        TakenBackRole = Qt::UserRole + 100, ///< In the state columns: the name of the state that this row takes back; else nothing.
    };

    explicit SegmentsModel(const Session& session, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// The selected connection, from the start.
    void restart();
    /// The rows of the records that have come since.
    void takeGrowth();
    /// Every time is another, counted from Session::timeReference().
    void takeReference();

    void setNumbering(Numbering numbering);
    Numbering numbering() const { return m_numbering; }
    void setTheme(const Theme& theme) { m_theme = theme; }

    /// The row's line; an empty one where there is no such row.
    LadderLine line(int row) const;
    /// The record of the row; none in row 0.
    std::optional<RecordNumber> recordOf(int row) const;
    /// The row of a record; none if it is of another connection.
    std::optional<int> rowOf(RecordNumber record) const;
    /// What the row's segment is drawn as.
    SegmentKind kindOf(int row) const;
    /// Those rows as lines of text, as an RFC writes them.
    QString text(const std::vector<std::uint32_t>& rows) const;

private:
    /// Whether the trace has what the row shows: between a trace's end and the next one's beginning it does not.
    bool hasRow(int row) const;
    std::uint32_t rowsOfTrace() const;
    QString cell(int row, int column) const;
    QString spokenCell(int row, int column) const;
    QString spokenSegment(int row) const;
    QString spokenState(int row, Side side) const;
    QString sentence(int row) const;
    QString noticed(int row) const;
    QString toolTip(int row, int column) const;
    QVariant stateData(int row, Side side, int role) const;
    std::optional<tcp::State> takenBack(int row, Side side) const;
    LadderMetrics times() const;

    const Session& m_session;
    const Trace& m_trace;
    std::optional<ConnectionId> m_connection;
    int m_rows = 0;
    Numbering m_numbering = Numbering::Automatic;
    Theme m_theme;
};
