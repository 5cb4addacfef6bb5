#include "views/ladder/ladder_view.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

/// In the margin beside the viewport, below the header.
void LadderView::placeOverview()
{
    const int strip = m_overview->sizeHint().width();
    if (viewportMargins().right() != strip)
        setViewportMargins(0, 0, strip, 0);
    const QRect inner = viewport()->geometry();
    const int header = int(m_metrics.headerHeight);
    m_overview->setGeometry(inner.right() + 1, inner.top() + header, strip, std::max(0, inner.height() - header));
}

void LadderView::resizeEvent(QResizeEvent*)
{
    updateMetrics();
    if (hasConnection())
        scrollToStep(m_scrolling.state() == QAbstractAnimation::Running); // where it was bound for has moved as well
}

void LadderView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateMetrics();
}

void LadderView::keyPressEvent(QKeyEvent* event)
{
    const bool scrolls = event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down);
    const bool isPlain = !(event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    if (isPlain && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Minus || event->key() == Qt::Key_0))
        setZoom(event->key() == Qt::Key_0 ? 1.0 : m_zoom * (event->key() == Qt::Key_Plus ? 1.25 : 0.8));
    else if (scrolls)
        QAbstractScrollArea::keyPressEvent(event);
    else
        event->ignore(); // the window's: step, play, to the start and end
}

void LadderView::mousePressEvent(QMouseEvent* event)
{
    const auto record = recordAt(event->position());
    if (event->button() != Qt::LeftButton || !record)
        return;
    if (event->position().x() < m_metrics.marginWidth) {
        emit markToggled(*record);
        return;
    }
    const ConnectionId connection = m_session.trace().record(*record).connection;
    m_session.playhead().select(connection);
    m_session.playhead().moveToStep(m_session.trace().stepAt(connection, *record) + 1);
}

void LadderView::wheelEvent(QWheelEvent* event)
{
    m_scrolling.stop();
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(m_zoom * std::pow(1.25, event->angleDelta().y() / 120.0), event->position().y());
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void LadderView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addActions(m_viewActions);
    menu.addSeparator();
    if (isSideBySide()) {
        menu.addAction(tr("Show This Connection A&lone"), this, [this] { setCompanions({}); });
        menu.addSeparator();
    }
    menu.addActions(m_actions);
    menu.exec(event->globalPos());
}

bool LadderView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        m_session.setHovered(std::nullopt);
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto record = recordAt(QPointF(help->pos()));
    const Trace& trace = m_session.trace();
    if (const QString note = noteAt(help->pos()); !note.isEmpty())
        QToolTip::showText(help->globalPos(), note, viewport());
    else if (record)
        QToolTip::showText(help->globalPos(), ladderRowText(trace, trace.record(*record).connection, trace.stepAt(trace.record(*record).connection, *record), m_notation, !m_session.isLoading()), viewport());
    else
        QToolTip::hideText();
    return true;
}

void LadderView::mouseMoveEvent(QMouseEvent* event)
{
    m_session.setHovered(recordAt(event->position()));
}

void LadderView::scrollContentsBy(int, int)
{
    updateOverviewFrame();
    viewport()->update();
}

/// What the scenario says beside that point; empty where it says nothing.
QString LadderView::noteAt(const QPoint& point) const
{
    const auto record = recordAt(QPointF(point));
    const Stage* stage = m_session.stage().get();
    if (!record || !stage || point.x() > m_metrics.marginWidth + m_metrics.spacing)
        return {};
    const ConnectionId connection = m_session.trace().record(*record).connection;
    const std::uint32_t row = m_session.trace().stepAt(connection, *record);
    QStringList notes;
    const std::string language = locale().name().toStdString();
    for (const Caption& caption : stage->captions) {
        const std::uint32_t step = m_session.trace().stepAt(connection, caption.position);
        if ((step == 0 ? 0 : step - 1) != row)
            continue;
        const auto translated = caption.translations.find(language);
        notes << QString::fromStdString(translated == caption.translations.end() ? caption.english : translated->second);
    }
    return notes.join(u'\n');
}

const LadderViewLane& LadderView::laneAt(qreal x) const
{
    const auto lane = std::ranges::find_if(m_lanes, [x](const LadderViewLane& each) { return x < each.metrics.width; });
    return lane == m_lanes.end() ? m_lanes.back() : *lane;
}

std::optional<RecordNumber> LadderView::recordAt(const QPointF& point) const
{
    if (m_lanes.empty() || point.y() < m_metrics.headerHeight || rowCount() == 0)
        return std::nullopt;
    const LadderViewLane& lane = laneAt(point.x());
    const auto& records = m_session.trace().connection(lane.connection).records;
    if (m_isTrueToTime) {
        const auto row = timeRowAt(timeWindow(lane), point - QPointF(0, m_metrics.headerHeight));
        return row ? std::optional(records[*row]) : std::nullopt;
    }
    const double row = std::max(0.0, std::floor((scrollTop() + point.y() - m_metrics.headerHeight - m_metrics.topPadding) / m_metrics.rowHeight));
    if (row >= rowCount())
        return std::nullopt;
    return isSideBySide() ? m_merge.record(std::uint32_t(row)) : records[std::uint32_t(row)];
}

std::optional<std::uint32_t> LadderView::rowAt(qreal y) const
{
    if (!hasConnection() || m_lanes.empty())
        return std::nullopt;
    const ConnectionId selected = *m_session.playhead().connection();
    const auto lane = std::ranges::find(m_lanes, selected, &LadderViewLane::connection);
    if (lane == m_lanes.end())
        return std::nullopt;
    const auto record = recordAt(QPointF((lane->metrics.lifelines[0] + lane->metrics.lifelines[1]) / 2, y));
    return record && m_session.trace().record(*record).connection == selected ? std::optional(m_session.trace().stepAt(selected, *record)) : std::nullopt;
}
