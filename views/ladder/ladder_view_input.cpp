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
    if (hasConnection() && m_scrolling.state() != QAbstractAnimation::Running)
        scrollToStep(false);
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
    const auto row = rowAt(event->position());
    if (event->button() != Qt::LeftButton || !row)
        return;
    if (event->position().x() < m_metrics.marginWidth)
        emit markToggled(m_session.trace().connection(*m_session.playhead().connection()).records[*row]);
    else
        m_session.playhead().moveToStep(*row + 1);
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
    const auto row = rowAt(QPointF(help->pos()));
    if (const QString note = noteAt(help->pos()); !note.isEmpty())
        QToolTip::showText(help->globalPos(), note, viewport());
    else if (row)
        QToolTip::showText(help->globalPos(), ladderRowText(m_session.trace(), *m_session.playhead().connection(), *row, m_notation), viewport());
    else
        QToolTip::hideText();
    return true;
}

void LadderView::mouseMoveEvent(QMouseEvent* event)
{
    const auto row = rowAt(event->position());
    if (row)
        m_session.setHovered(m_session.trace().connection(*m_session.playhead().connection()).records[*row]);
    else
        m_session.setHovered(std::nullopt);
}

void LadderView::scrollContentsBy(int, int)
{
    updateOverviewFrame();
    viewport()->update();
}

/// What the scenario says beside that point; empty where it says nothing.
QString LadderView::noteAt(const QPoint& point) const
{
    const auto row = rowAt(QPointF(point));
    const Stage* stage = m_session.stage().get();
    if (!row || !stage || point.x() > m_metrics.marginWidth + m_metrics.spacing)
        return {};
    QStringList notes;
    const std::string language = locale().name().toStdString();
    for (const Caption& caption : stage->captions) {
        const std::uint32_t step = m_session.trace().stepAt(*m_session.playhead().connection(), caption.position);
        if ((step == 0 ? 0 : step - 1) != *row)
            continue;
        const auto translated = caption.translations.find(language);
        notes << QString::fromStdString(translated == caption.translations.end() ? caption.english : translated->second);
    }
    return notes.join(u'\n');
}
