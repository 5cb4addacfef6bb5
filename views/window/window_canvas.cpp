#include "views/window/window_canvas.h"

#include "model/session/state_index.h"
#include "views/common/notation.h"
#include "views/window/window_paint.h"

#include <QEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace {

/// Whether a motion shows more than a jump: not where the picture would race past several times its own width.
bool isNear(const StreamMoment& a, const StreamMoment& b)
{
    const std::uint64_t span = std::max(chooseRange(a.rangeFacts()).span, chooseRange(b.rangeFacts()).span);
    const auto distance = [](std::uint64_t x, std::uint64_t y) { return x > y ? x - y : y - x; };
    return distance(a.stream.una, b.stream.una) <= 2 * span && distance(a.stream.nxt, b.stream.nxt) <= 2 * span;
}

bool isSame(const StreamMoment& a, const StreamMoment& b)
{
    const auto edges = [](const StreamMoment& m) {
        return std::tuple(m.stream.una, m.stream.nxt, m.stream.windowEnd, m.rcvNxt, m.roomEnd, m.read.value_or(0), m.cwnd);
    };
    return edges(a) == edges(b);
}

} // namespace

WindowCanvas::WindowCanvas(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Sliding window"));
    constexpr int kMilliseconds = 280;
    m_motion.setDuration(kMilliseconds);
    m_motion.setStartValue(0.0);
    m_motion.setEndValue(1.0);
    m_motion.setEasingCurve(QEasingCurve::InOutCubic);
    connect(&m_motion, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_motion, &QVariantAnimation::finished, this, [this] {
        m_from.reset();
        m_current.reset();
        update();
    });
    m_describing.setSingleShot(true);
    connect(&m_describing, &QTimer::timeout, this, &WindowCanvas::updateDescription);
    connect(&session.clock(), &PlaybackClock::nowChanged, this, [this] {
        if (m_session.stage() && m_target)
            showMoment();
    });
    connect(&session.playhead(), &Playhead::moved, this, &WindowCanvas::showMoment);
    connect(&session.playhead(), &Playhead::selected, this, &WindowCanvas::jump);
    connect(&session, &Session::reset, this, &WindowCanvas::jump);
    connect(&session, &Session::traceGrew, this, &WindowCanvas::forget);
    connect(&session, &Session::stageChanged, this, [this] {
        jump();
        fitHeight();
    });
    connect(&session, &Session::hoveredChanged, this, qOverload<>(&QWidget::update));
    fitHeight();
}

QSize WindowCanvas::sizeHint() const
{
    return {fontMetrics().height() * 45, minimumHeight()};
}

void WindowCanvas::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void WindowCanvas::setChoice(Side sender, bool bothDirections, WindowStyle style)
{
    m_sender = sender;
    m_bothDirections = bothDirections;
    m_style = style;
    fitHeight();
    updateDescription();
    update();
}

/// Says what the picture says, to those who cannot see it.
void WindowCanvas::updateDescription()
{
    if (m_target)
        setAccessibleDescription(describeMoment(*m_target, m_sender, m_bothDirections));
    else if (!connection())
        setAccessibleDescription({});
}

void WindowCanvas::setReducedMotion(bool reduced)
{
    m_isMotionReduced = reduced;
    if (reduced)
        m_motion.stop();
    m_from.reset();
    m_current.reset();
    update();
}

std::optional<ConnectionId> WindowCanvas::connection() const
{
    const auto connection = m_session.playhead().connection();
    return connection && *connection < m_session.trace().connectionCount() ? connection : std::nullopt;
}

WindowOptions WindowCanvas::options() const
{
    return {m_style, m_bothDirections, m_session.stage().get(), m_session.hovered()};
}

/// The playhead or the clock has moved: where the view is seen, the window slides there.
void WindowCanvas::showMoment()
{
    const auto id = connection();
    const Playhead& playhead = m_session.playhead();
    const bool isSameStep = id && id == m_shown && m_target && m_target->step == playhead.step();
    if (isSameStep && m_glance == glanceAt(m_session.trace(), *id, playhead.step(), m_session.stage().get(), m_session.clock().now()))
        return;
    const bool mayMove = !m_isMotionReduced && isVisible() && id && id == m_shown && m_target && isWithinReach();
    if (!mayMove) {
        jump();
        return;
    }
    WindowMoment next = takeMoment(*id);
    const WindowMoment before = m_current && isMoving() ? *m_current : *m_target;
    m_target = std::move(next);
    updateDescription();
    m_from.reset();
    m_current.reset();
    m_motion.stop();
    bool isEqual = true;
    for (std::size_t i : {0, 1}) {
        isEqual = isEqual && isSame(before.streams[i], m_target->streams[i]);
        if (!isNear(before.streams[i], m_target->streams[i])) {
            update();
            return;
        }
    }
    if (!isEqual) {
        m_from = before;
        m_motion.start();
    }
    update();
}

/// Something else is to be shown: found out when it is painted, so that a view which nobody sees costs nothing.
void WindowCanvas::jump()
{
    m_motion.stop();
    m_from.reset();
    m_current.reset();
    m_target.reset();
    m_shown.reset();
    if (!connection())
        updateDescription();
    update();
}

/// The trace has grown: what is shown may be known better now; no motion.
void WindowCanvas::forget()
{
    if (!isMoving())
        jump();
}

/// Whether the moment at the playhead can be worked out now; if not, the view is painted once more as soon as it can.
bool WindowCanvas::isWithinReach()
{
    const auto id = connection();
    if (!id)
        return false;
    StateIndex& index = StateIndex::of(m_session);
    connect(&index, &StateIndex::reached, this, qOverload<>(&QWidget::update), Qt::UniqueConnection);
    return index.reach(*id, m_session.playhead().step());
}

bool WindowCanvas::isWaiting()
{
    return connection() && !m_target && !isWithinReach();
}

WindowMoment WindowCanvas::takeMoment(ConnectionId connection)
{
    m_shown = connection;
    const Trace& trace = m_session.trace();
    const Stage* stage = m_session.stage().get();
    const std::uint32_t step = m_session.playhead().step();
    const Timestamp now = m_session.clock().now();
    m_glance = glanceAt(trace, connection, step, stage, now);
    return momentAt(trace, connection, step, stage, now);
}

const WindowMoment& WindowCanvas::moment()
{
    if (!m_target) {
        m_target = takeMoment(*connection());
        m_describing.start(0);
    }
    if (!m_from || !isMoving())
        return *m_target;
    m_current = between(*m_from, *m_target, m_motion.currentValue().toDouble());
    return *m_current;
}

WindowPicture WindowCanvas::currentPicture()
{
    const auto id = connection();
    return id ? layoutPicture(m_session.trace(), *id, moment(), m_sender, rect(), font(), options()) : WindowPicture{};
}

void WindowCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (!connection())
        paintNotice(painter, tr("No connection selected"));
    else if (isWaiting())
        paintNotice(painter, tr("Reading segments…"));
    else
        paintWindow(painter, rect(), currentPicture(), m_theme, font());
}

void WindowCanvas::paintNotice(QPainter& painter, const QString& text) const
{
    painter.fillRect(rect(), m_theme.background);
    painter.setFont(font());
    painter.setPen(m_theme.mutedText);
    painter.drawText(rect(), Qt::AlignCenter, text);
}

void WindowCanvas::fitHeight()
{
    setMinimumWidth(int(std::ceil(leastWindowWidth(font()))));
    const int height = int(std::ceil(comfortableWindowHeight(font(), width(), options())));
    if (height == minimumHeight())
        return;
    setMinimumHeight(height);
    updateGeometry();
}

void WindowCanvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fitHeight();
}

void WindowCanvas::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitHeight();
}

std::optional<RecordNumber> WindowCanvas::recordUnder(const QPointF& place)
{
    const auto id = connection();
    if (!id || isWaiting())
        return std::nullopt;
    const WindowPicture picture = currentPicture();
    for (const WindowLayout& layout : picture.directions) {
        if (const auto record = recordAt(layout, moment().streams[index(layout.sender.side)], place))
            return record;
    }
    return std::nullopt;
}

void WindowCanvas::mouseMoveEvent(QMouseEvent* event)
{
    m_session.setHovered(recordUnder(event->position()));
}

void WindowCanvas::leaveEvent(QEvent*)
{
    m_session.setHovered(std::nullopt);
}

bool WindowCanvas::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto record = recordUnder(help->pos()))
        QToolTip::showText(help->globalPos(), describe(m_session.trace(), m_session.trace().record(*record), Notation{}), this);
    else
        QToolTip::hideText();
    return true;
}
