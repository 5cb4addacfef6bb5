#include "views/path/path_view.h"

#include "views/path/path_text.h"

#include <QEvent>
#include <QFontInfo>
#include <QPainter>

#include <algorithm>
#include <cmath>

PathView::PathView(Session& session, QWidget* parent) : QWidget(parent), m_session(session), m_theme(Theme::fromPalette(palette()))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Segments on their way"));
    connect(&session, &Session::reset, this, &PathView::forget);
    connect(&session, &Session::stageChanged, this, &PathView::forget);
    connect(&session, &Session::traceGrew, this, &PathView::forget);
    connect(&session.clock(), &PlaybackClock::nowChanged, this, &PathView::showNow);
    connect(&session.playhead(), &Playhead::selected, this, &PathView::showNow);
    connect(&session.playhead(), &Playhead::moved, this, &PathView::showNow);
    describe();
}

void PathView::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void PathView::setEditable(bool editable)
{
    m_editable = editable;
    update();
}

/// As tall as Latin type of that size: Chinese fonts ask for half as much again, which this view's few words do not need.
int PathView::lineHeight() const
{
    return std::min(fontMetrics().height(), int(QFontInfo(font()).pixelSize() * 1.25));
}

QSize PathView::sizeHint() const
{
    const int line = lineHeight();
    return QSize(line * 62, line * 10);
}

QSize PathView::minimumSizeHint() const
{
    const int line = lineHeight();
    return QSize(line * 29, line * 9);
}

/// Another stage, or other records for it.
void PathView::forget()
{
    m_isIndexed = false;
    m_focused.reset();
    m_described.clear();
    m_painted = {};
    showNow();
}

void PathView::showNow()
{
    if (!isVisible())
        return; // found out when it is shown
    describe();
    update();
}

void PathView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    describe();
}

const PathIndex& PathView::index() const
{
    if (!m_isIndexed)
        m_index = PathIndex(*m_session.stage(), m_session.trace());
    m_isIndexed = true;
    return m_index;
}

std::optional<PathMoment> PathView::moment() const
{
    if (!m_session.stage())
        return std::nullopt;
    const Playhead& playhead = m_session.playhead();
    auto connection = playhead.connection();
    if (connection && *connection >= m_session.trace().connectionCount())
        connection.reset();
    return PathMoment{*m_session.stage(), index(), m_session.trace(), connection, connection ? playhead.step() : 0, m_session.clock().now()};
}

PathLayout PathView::currentLayout() const
{
    const auto now = moment();
    return now ? layoutPath(rect(), *now, font()) : PathLayout();
}

PathView::Target PathView::targetOf(std::size_t flight) const
{
    const Flight& target = m_session.stage()->flights[flight];
    return {target.number, target.copy};
}

/// In the order of sending, without crosses.
std::vector<std::size_t> PathView::flyingNow() const
{
    const auto now = moment();
    if (!now)
        return {};
    auto visible = now->index.visibleAt(now->stage, now->now);
    std::erase_if(visible, [&](std::size_t flight) {
        const auto progress = progressOf(now->stage.flights[flight], now->now);
        return !progress || progress->isOver;
    });
    return visible;
}

/// Changes only when other segments fly, not with every frame.
void PathView::describe()
{
    const auto now = moment();
    if (!now) {
        setAccessibleDescription(tr("Only a simulation knows what is on its way."));
        return;
    }
    const auto flying = flyingNow();
    if (m_focused && std::find(flying.begin(), flying.end(), *m_focused) == flying.end())
        m_focused.reset(); // it has arrived
    auto described = flying;
    if (m_focused)
        described.push_back(*m_focused);
    if (described == m_described && !described.empty())
        return;
    m_described = described;
    const QString text = m_focused ? path_text::toolTip(now->stage, now->index, now->trace, *m_focused, now->now)
                                   : path_text::summary(now->stage, now->index, now->trace, flying, now->now);
    if (text != accessibleDescription())
        setAccessibleDescription(text);
}

void PathView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto now = moment();
    if (!now) {
        m_painted = {};
        painter.fillRect(rect(), m_theme.background);
        painter.setPen(m_theme.mutedText);
        painter.drawText(rect().adjusted(8, 4, -8, -4), int(Qt::AlignCenter) | int(Qt::TextWordWrap), tr("Only a simulation knows what is on its way."));
        return;
    }
    m_painted = layoutPath(rect(), *now, font());
    PathHighlight highlight;
    if (m_pointer) {
        const PathChipShape* chip = m_painted.chipAt(*m_pointer);
        if (chip)
            highlight.hovered = chip->flight;
    }
    if (hasFocus() || m_menu)
        highlight.focused = m_focused;
    if (m_editable)
        setCursor(highlight.hovered ? Qt::PointingHandCursor : Qt::ArrowCursor);
    paintPathLayout(painter, m_painted, *now, m_theme, highlight);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.drawLine(QPointF(0, 1), QPointF(width(), 1));
    }
}

void PathView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}
