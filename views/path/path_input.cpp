// Pointer, keyboard and menu of the view.
#include "views/common/wording.h"
#include "views/path/path_text.h"
#include "views/path/path_view.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kDelays[] = {std::chrono::milliseconds(100), std::chrono::seconds(1), std::chrono::seconds(10)};

bool isPlain(const QKeyEvent& event)
{
    return (event.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == Qt::NoModifier;
}

} // namespace

/// Time stands still while the menu is open, and goes on afterwards if it went on before.
void PathView::openMenuFor(std::size_t flight, const QPoint& position)
{
    const auto now = moment();
    if (!m_editable || !now || flight >= now->stage.flights.size() || m_menu)
        return;
    const Target target = targetOf(flight);
    const bool wasPlaying = m_session.clock().isPlaying();
    m_session.clock().pause();

    auto* menu = new QMenu(this);
    m_menu = menu;
    menu->addSection(path_text::shortLabel(now->trace, recordOf(now->stage.flights[flight], now->index, now->trace)));
    connect(menu->addAction(tr("&Drop") + u"\tDel"_s), &QAction::triggered, this, [this, target] { emit dropRequested(target.number, target.copy); });
    connect(menu->addAction(tr("D&uplicate") + u"\tIns"_s), &QAction::triggered, this, [this, target] { emit duplicateRequested(target.number, target.copy); });
    menu->addSeparator();
    for (const Duration by : kDelays) {
        const QString key = by == kDelays[0] ? u"\t+"_s : QString();
        //: A length of time follows.
        connect(menu->addAction(tr("Delay by %1").arg(wording::duration(by)) + key), &QAction::triggered, this,
                [this, target, by] { emit delayRequested(target.number, by, target.copy); });
    }
    connect(menu, &QMenu::aboutToHide, this, [this, wasPlaying] {
        // Afterwards, as the menu hides before its action does anything.
        QMetaObject::invokeMethod(this, [this, wasPlaying] {
            if (m_menu)
                m_menu->deleteLater();
            m_menu = nullptr;
            if (wasPlaying && m_session.playhead().step() < m_session.playhead().stepCount())
                m_session.clock().play();
            update();
        }, Qt::QueuedConnection);
    });
    menu->popup(position);
}

void PathView::mousePressEvent(QMouseEvent* event)
{
    const PathChipShape* chip = m_painted.chipAt(event->position());
    if (!chip)
        return QWidget::mousePressEvent(event);
    m_focused = chip->isLost ? std::nullopt : std::optional(chip->flight);
    if (chip->isLost || !m_editable)
        return update();
    const bool atOnce = event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && event->modifiers() == Qt::ShiftModifier);
    const Target target = targetOf(chip->flight);
    if (atOnce)
        emit dropRequested(target.number, target.copy);
    else if (event->button() == Qt::LeftButton || event->button() == Qt::RightButton)
        openMenuFor(chip->flight, event->globalPosition().toPoint());
    update();
}

/// By the keyboard's key: the mouse has its answer in the press already.
void PathView::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() != QContextMenuEvent::Keyboard || !m_focused || !m_editable)
        return;
    const PathLayout layout = currentLayout();
    if (const PathChipShape* chip = layout.chipOf(*m_focused))
        openMenuFor(*m_focused, mapToGlobal(chip->box.bottomLeft().toPoint()));
}

void PathView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position();
    update();
}

void PathView::leaveEvent(QEvent*)
{
    m_pointer.reset();
    update();
}

QString PathView::toolTipAt(const QPointF& point) const
{
    const auto now = moment();
    if (!now)
        return {};
    if (const PathChipShape* chip = m_painted.chipAt(point)) {
        QString text = path_text::toolTip(now->stage, now->index, now->trace, chip->flight, now->now);
        if (m_editable && !chip->isLost)
            text += u'\n' + tr("Click to drop, delay or duplicate it; Shift-click drops it at once.");
        return text;
    }
    for (const PathHostShape& host : m_painted.hosts) {
        if (!host.box.contains(point))
            continue;
        QStringList lines{path_text::hostName(now->stage, host.host)}; // in full, where the box had to cut it
        if (host.host < now->stage.hosts.size())
            lines << QString::fromStdString(toString(now->stage.hosts[host.host].address));
        if (!host.state.text.isEmpty())
            lines << wording::sideName(*host.side) + u": "_s + wording::stateName(host.stateOf);
        return lines.join(u'\n');
    }
    return {};
}

bool PathView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && m_focused && hasFocus()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isOurs = key->key() == Qt::Key_Delete || key->key() == Qt::Key_Insert || key->key() == Qt::Key_Plus;
        if (isOurs && isPlain(*key)) {
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

/// To the next or previous segment in the order of sending.
void PathView::moveFocus(int by)
{
    const auto flying = flyingNow();
    if (flying.empty())
        return;
    const auto here = m_focused ? std::find(flying.begin(), flying.end(), *m_focused) : flying.end();
    if (here == flying.end()) {
        m_focused = by > 0 ? flying.front() : flying.back();
    } else {
        const auto there = std::clamp<std::ptrdiff_t>(here - flying.begin() + by, 0, std::ptrdiff_t(flying.size()) - 1);
        m_focused = flying[std::size_t(there)];
    }
    describe();
    update();
}

void PathView::keyPressEvent(QKeyEvent* event)
{
    if (isPlain(*event) && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down))
        return moveFocus(event->key() == Qt::Key_Down ? 1 : -1);
    if (!isPlain(*event) || !m_focused)
        return QWidget::keyPressEvent(event);
    if (event->key() == Qt::Key_Escape) {
        m_focused.reset();
        describe();
        return update();
    }
    if (!m_editable)
        return QWidget::keyPressEvent(event);
    const PathLayout layout = currentLayout();
    const PathChipShape* chip = layout.chipOf(*m_focused);
    const Target target = targetOf(*m_focused);
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Menu:
        return openMenuFor(*m_focused, mapToGlobal(chip ? chip->box.bottomLeft().toPoint() : rect().center()));
    case Qt::Key_Delete:
        emit dropRequested(target.number, target.copy);
        return;
    case Qt::Key_Insert:
        emit duplicateRequested(target.number, target.copy);
        return;
    case Qt::Key_Plus:
        emit delayRequested(target.number, kDelays[0], target.copy);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool PathView::focusNextPrevChild(bool next)
{
    const auto flying = flyingNow();
    const auto here = m_focused ? std::find(flying.begin(), flying.end(), *m_focused) : flying.end();
    const bool isLast = flying.empty() || (here != flying.end() && (next ? here + 1 == flying.end() : here == flying.begin()));
    if (!hasFocus() || isLast) {
        m_focused.reset();
        describe();
        update();
        return QWidget::focusNextPrevChild(next);
    }
    moveFocus(next ? 1 : -1);
    return true;
}

void PathView::focusInEvent(QFocusEvent* event)
{
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason) {
        m_focused.reset();
        moveFocus(event->reason() == Qt::TabFocusReason ? 1 : -1);
    }
    update();
}

void PathView::focusOutEvent(QFocusEvent*)
{
    update();
}
