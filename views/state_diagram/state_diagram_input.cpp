// Pointer, keyboard and explanations of the view.
#include "views/common/wording.h"
#include "views/state_diagram/arrow_path.h"
#include "views/state_diagram/explanations.h"
#include "views/state_diagram/state_diagram_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace {

constexpr qreal kArrowReach = 7.0; ///< How near to an arrow, in pixels, the pointer must be.

/// The order in which Tab visits the boxes: down the figure, from left to right.
constexpr std::array<BoxId, kBoxCount> kReadingOrder = {
    BoxId(tcp::State::Closed),      BoxId(tcp::State::Listen),   BoxId(tcp::State::SynReceived), BoxId(tcp::State::SynSent),
    BoxId(tcp::State::Established), BoxId(tcp::State::FinWait1), BoxId(tcp::State::CloseWait),   BoxId(tcp::State::FinWait2),
    BoxId(tcp::State::Closing),     BoxId(tcp::State::LastAck),  BoxId(tcp::State::TimeWait),    kEndBox};

} // namespace

StateDiagramView::Hit StateDiagramView::hitAt(const QPointF& point) const
{
    for (BoxId id = 0; id < kBoxCount; ++id) {
        if (m_layout.boxes[std::size_t(id)].rect.contains(point))
            return id;
    }
    Hit best;
    qreal nearest = kArrowReach;
    const auto offer = [&](const ArrowHit& arrow) {
        if (!arrow.row)
            return;
        qreal distance = distanceTo(arrow.points, point);
        for (const DiagramText& line : arrow.label)
            distance = line.rect.contains(point) ? 0 : distance;
        if (distance < nearest) {
            nearest = distance;
            best = arrow;
        }
    };
    for (const ActiveArrow& arrow : m_arrows)
        offer({arrow.row, arrow.from, arrow.to, arrow.points, arrow.label});
    for (const DiagramArrow& arrow : m_layout.arrows)
        offer({arrow.row, arrow.from, arrow.to, arrow.points, arrow.label});
    return best;
}

void StateDiagramView::setHover(const Hit& hit)
{
    if (hit == m_hover)
        return;
    m_hover = hit;
    setCursor(hit.index() == 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void StateDiagramView::explain(const Hit& hit)
{
    Explanation text;
    if (const auto* box = std::get_if<BoxId>(&hit))
        text = explainState(stateOf(*box), m_session.trace(), m_shownConnection, m_shownStep);
    else if (const auto* arrow = std::get_if<ArrowHit>(&hit))
        text = explainArrow(*arrow->row, stateOf(arrow->from), m_session.trace(), m_shownConnection, m_shownStep);
    else
        return m_panel.hide();
    m_explained = hit;
    m_panel.explain(text.title, text.body);
    placePanel();
    m_panel.show();
    m_panel.raise();
}

/// In the half of the picture that does not hold what is explained.
void StateDiagramView::placePanel()
{
    qreal y = 0;
    if (const auto* box = std::get_if<BoxId>(&m_explained))
        y = m_layout.boxes[std::size_t(*box)].rect.center().y();
    else if (const auto* arrow = std::get_if<ArrowHit>(&m_explained))
        y = arrow->points.boundingRect().center().y();
    const int margin = 8;
    const int panelWidth = std::min(width() - 2 * margin, int(m_layout.unit * 60));
    const int panelHeight = std::min(m_panel.heightForText(panelWidth), height() - 2 * margin);
    const int top = y > height() / 2.0 ? margin : height() - margin - panelHeight;
    m_panel.setGeometry((width() - panelWidth) / 2, top, panelWidth, panelHeight);
}

QString StateDiagramView::toolTipAt(const QPointF& point) const
{
    if (isCrowd()) {
        const Hit hit = hitAt(point);
        if (const auto* box = std::get_if<BoxId>(&hit))
            return crowdToolTip(figures(), *box);
    } else if (m_layout.legend.contains(point) && m_shownConnection) { // in full, where the key had to cut it
        QStringList lines;
        for (const DiagramKeyEntry& entry : diagramKey(m_session.trace(), m_shownConnection, m_shownStep))
            lines << u"%1 %2: %3"_s.arg(entry.name, entry.address, entry.state);
        return lines.join(u'\n');
    }
    const Hit hit = hitAt(point);
    const auto* arrow = std::get_if<ArrowHit>(&hit);
    return arrow ? u"%1 / %2"_s.arg(wording::eventName(arrow->row->event), wording::actionNames(arrow->row->actions)) : QString();
}

bool StateDiagramView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && m_focusBox && hasFocus()) {
        // Left and Right step through the recording, except where the keyboard is on its way through the boxes.
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Left || key->key() == Qt::Key_Right) && (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) {
            event->accept();
            return true;
        }
    }
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), this); // hides it where there is no text
    return true;
}

void StateDiagramView::mouseMoveEvent(QMouseEvent* event)
{
    setHover(hitAt(event->position()));
}

void StateDiagramView::leaveEvent(QEvent*)
{
    setHover(std::monostate());
}

void StateDiagramView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    const Hit hit = hitAt(event->position());
    m_focusBox.reset();
    if (const auto* box = std::get_if<BoxId>(&hit); box && isCrowd())
        return choose(*box);
    explain(hit);
    if (const auto* box = std::get_if<BoxId>(&hit))
        emit stateExplained(stateOf(*box));
    else if (const auto* arrow = std::get_if<ArrowHit>(&hit))
        emit arrowExplained(stateOf(arrow->from), arrow->row->event);
    update();
}

/// To the nearest box in that direction.
void StateDiagramView::moveFocus(int dx, int dy)
{
    if (!m_focusBox) {
        m_focusBox = m_moment ? m_moment->ends[0].box : BoxId(tcp::State::Closed);
    } else {
        const QPointF here = m_layout.boxes[std::size_t(*m_focusBox)].rect.center();
        qreal nearest = std::numeric_limits<qreal>::infinity();
        std::optional<BoxId> found;
        for (BoxId id = 0; id < kBoxCount; ++id) {
            const QPointF way = m_layout.boxes[std::size_t(id)].rect.center() - here;
            const qreal ahead = way.x() * dx + way.y() * dy;
            const qreal aside = std::abs(way.x() * dy) + std::abs(way.y() * dx);
            if (ahead > 1 && ahead + 2 * aside < nearest) {
                nearest = ahead + 2 * aside;
                found = id;
            }
        }
        m_focusBox = found.value_or(*m_focusBox);
    }
    describe();
    update();
}

void StateDiagramView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        return moveFocus(0, -1);
    case Qt::Key_Down:
        return moveFocus(0, 1);
    case Qt::Key_Left:
        return moveFocus(-1, 0);
    case Qt::Key_Right:
        return moveFocus(1, 0);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_focusBox && isCrowd())
            return choose(*m_focusBox);
        if (m_focusBox) {
            explain(*m_focusBox);
            emit stateExplained(stateOf(*m_focusBox));
        }
        return;
    case Qt::Key_Escape:
        if (m_panel.isVisible()) {
            m_explained = {};
            return m_panel.hide();
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool StateDiagramView::focusNextPrevChild(bool next)
{
    if (!hasFocus()) // from the panel onwards
        return QWidget::focusNextPrevChild(next);
    const auto here = m_focusBox ? std::find(kReadingOrder.begin(), kReadingOrder.end(), *m_focusBox) - kReadingOrder.begin()
                                 : (next ? -1 : kBoxCount);
    const auto there = here + (next ? 1 : -1);
    if (there < 0 || there >= kBoxCount) {
        m_focusBox.reset();
        describe();
        return QWidget::focusNextPrevChild(next);
    }
    m_focusBox = kReadingOrder[std::size_t(there)];
    describe();
    update();
    return true;
}

void StateDiagramView::focusInEvent(QFocusEvent* event)
{
    if (event->reason() == Qt::TabFocusReason)
        m_focusBox = kReadingOrder.front();
    else if (event->reason() == Qt::BacktabFocusReason)
        m_focusBox = kReadingOrder.back();
    describe();
    update();
}

void StateDiagramView::focusOutEvent(QFocusEvent*)
{
    update();
}
