#include "views/hosts/socket_table.h"

#include "views/common/wording.h"
#include "views/connections/state_delegate.h"
#include "views/hosts/socket_table_model.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <array>
#include <numeric>

SocketTable::SocketTable(SocketTableModel* model, QWidget* parent) : QTableView(parent), m_model(model), m_states(new StateDelegate(this))
{
    setModel(model);
    setAccessibleName(tr("Sockets"));
    setItemDelegateForColumn(SocketTableModel::StateColumn, m_states);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTextElideMode(Qt::ElideMiddle);
    setWordWrap(false);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->setHighlightSections(false);
    fitColumns();
}

void SocketTable::setTheme(const Theme& theme)
{
    m_states->setTheme(theme);
    viewport()->update();
}

int SocketTable::heightOfRows(double rows) const
{
    return horizontalHeader()->sizeHint().height() + int(rows * verticalHeader()->defaultSectionSize()) + 2 * frameWidth();
}

QSize SocketTable::sizeHint() const
{
    return {fontMetrics().height() * 20, heightOfRows(3.0)};
}

QSize SocketTable::minimumSizeHint() const
{
    return {fontMetrics().height() * 10, heightOfRows(2.0)};
}

/// For what the column holds now, in bold, as the row that calls apply to is.
int SocketTable::columnWidthFor(int column) const
{
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const QFontMetrics head(horizontalHeader()->font());
    const int padding = metrics.height() * 2 / 3;
    int wide = head.horizontalAdvance(m_model->headerData(column, Qt::Horizontal).toString());
    if (column == SocketTableModel::StateColumn)
        wide = std::max(wide, metrics.horizontalAdvance(wording::stateName(tcp::State::SynReceived)));
    constexpr int kRowsToMeasure = 50; // of many sockets the first ones are like the others
    for (int row = 0; row < std::min(m_model->rowCount(), kRowsToMeasure); ++row)
        wide = std::max(wide, metrics.horizontalAdvance(m_model->index(row, column).data().toString()));
    return wide + padding;
}

void SocketTable::fitColumns()
{
    verticalHeader()->setDefaultSectionSize(int(fontMetrics().height() * 1.5));
    std::array<int, SocketTableModel::kColumnCount> widths{};
    for (const bool isShort : {false, true}) {
        m_model->setShort(isShort);
        for (int column = 0; column < SocketTableModel::kColumnCount; ++column)
            widths[std::size_t(column)] = columnWidthFor(column);
        if (std::accumulate(widths.begin(), widths.end(), 0) <= viewport()->width())
            break;
    }
    const int others = std::accumulate(widths.begin(), widths.end() - 1, 0);
    widths.back() = std::max(widths.back(), viewport()->width() - others);
    for (int column = 0; column < SocketTableModel::kColumnCount; ++column) {
        if (columnWidth(column) != widths[std::size_t(column)])
            setColumnWidth(column, widths[std::size_t(column)]);
    }
}

bool SocketTable::isCramped() const
{
    for (const int column : {SocketTableModel::ReceiveQueueColumn, SocketTableModel::SendQueueColumn, SocketTableModel::ProcessesColumn}) {
        if (columnWidthFor(column) > columnWidth(column))
            return true;
    }
    return false;
}

void SocketTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fitColumns();
}

void SocketTable::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitColumns();
}

/// A socket that is gone leaves nothing selected: its neighbour is not what the user has chosen.
void SocketTable::rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last)
{
    if (const int current = currentIndex().row(); current >= first && current <= last) {
        clearSelection();
        setCurrentIndex({});
    }
    QTableView::rowsAboutToBeRemoved(parent, first, last);
}

void SocketTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && selectionModel()->hasSelection()) {
        clearSelection();
        setCurrentIndex({});
        return;
    }
    QTableView::keyPressEvent(event);
}

void SocketTable::mousePressEvent(QMouseEvent* event)
{
    QTableView::mousePressEvent(event);
    if (!indexAt(event->position().toPoint()).isValid()) {
        clearSelection();
        setCurrentIndex({});
    }
}
