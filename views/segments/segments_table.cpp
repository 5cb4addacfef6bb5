#include "views/segments/segments_table.h"

#include "views/ladder/ladder_strokes.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

SegmentsTable::SegmentsTable(QWidget* parent) : QTableView(parent)
{
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setWordWrap(false);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerItem);
    setAutoScroll(false); // reveal() does it
    setMouseTracking(true);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void SegmentsTable::setTheme(const Theme& theme)
{
    m_theme = theme;
    viewport()->update();
}

void SegmentsTable::updateRow(std::optional<int> row)
{
    if (row && *row < verticalHeader()->count())
        viewport()->update(0, rowViewportPosition(*row), viewport()->width(), rowHeight(*row));
}

void SegmentsTable::setHoveredRow(std::optional<int> row)
{
    if (row == m_hoveredRow)
        return;
    updateRow(m_hoveredRow);
    m_hoveredRow = row;
    updateRow(m_hoveredRow);
}

void SegmentsTable::reveal(int row)
{
    QScrollBar* bar = verticalScrollBar();
    const int whole = std::max(1, viewport()->height() / std::max(1, verticalHeader()->defaultSectionSize()));
    const int first = bar->value(), last = first + whole - 1;
    if (row >= first && row <= last)
        return;
    const bool isNear = row > first - whole && row < last + whole;
    bar->setValue(!isNear ? row - whole / 2 : row < first ? row : row - whole + 1);
}

void SegmentsTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (!m_hoveredRow || *m_hoveredRow >= verticalHeader()->count())
        return;
    const QRectF row(0, rowViewportPosition(*m_hoveredRow), viewport()->width(), rowHeight(*m_hoveredRow));
    QPainter painter(viewport());
    strokes::paintHover(painter, row, m_theme);
}

void SegmentsTable::mouseMoveEvent(QMouseEvent* event)
{
    QTableView::mouseMoveEvent(event);
    emit pointed(rowAt(int(event->position().y())));
}

bool SegmentsTable::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        emit pointed(-1);
    return QTableView::viewportEvent(event);
}
