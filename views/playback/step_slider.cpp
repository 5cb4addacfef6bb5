#include "views/playback/step_slider.h"

#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyle>
#include <QStyleOptionSlider>

#include <algorithm>
#include <limits>

namespace {
constexpr int kTickLength = 5;
}

std::vector<ChangeTick> layoutChangeTicks(const Trace& trace, ConnectionId id, int left, int right)
{
    const Connection& connection = trace.connection(id);
    const double count = std::max<double>(1.0, double(connection.records.size()));
    std::vector<ChangeTick> ticks;
    for (const TransitionRecord& transition : connection.transitions) {
        if (transition.from == transition.to)
            continue;
        const double step = trace.stepAt(id, transition.record) + 1.0;
        const ChangeTick tick{left + int(step / count * (right - left) + 0.5), transition.side};
        if (std::find(ticks.rbegin(), ticks.rend(), tick) == ticks.rend())
            ticks.push_back(tick);
    }
    return ticks;
}

StepSlider::StepSlider(Session& session, QWidget* parent) : QSlider(Qt::Horizontal, parent), m_session(session)
{
    setAccessibleName(tr("Position in the connection"));
    connect(&session.playhead(), &Playhead::moved, this, &StepSlider::showPlayhead);
    connect(&session.playhead(), &Playhead::selected, this, &StepSlider::showPlayhead);
    connect(&session, &Session::traceGrew, this, &StepSlider::showPlayhead);
    connect(this, &QSlider::valueChanged, this, [this](int step) { m_session.playhead().moveToStep(std::uint32_t(step)); });
    showPlayhead();
}

void StepSlider::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

QSize StepSlider::sizeHint() const
{
    const QSize base = QSlider::sizeHint();
    return {base.width() * 3, base.height() + 2 * (kTickLength + 2)};
}

QSize StepSlider::minimumSizeHint() const
{
    return {QSlider::minimumSizeHint().width(), sizeHint().height()};
}

void StepSlider::showPlayhead()
{
    const QSignalBlocker blocker(this); // what comes from the playhead must not move it
    const Playhead& playhead = m_session.playhead();
    const auto connection = playhead.connection();
    const bool isThere = connection && *connection < m_session.trace().connectionCount();
    constexpr auto kMost = std::uint32_t(std::numeric_limits<int>::max());
    setEnabled(isThere);
    setRange(0, isThere ? int(std::min(playhead.stepCount(), kMost)) : 0);
    setPageStep(std::max(1, maximum() / 10));
    setValue(isThere ? int(std::min(playhead.step(), kMost)) : 0);
    update();
}

std::pair<int, int> StepSlider::ends() const
{
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect groove = style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderGroove, this);
    const int handle = style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this).width();
    return {groove.left() + handle / 2, groove.right() + 1 - handle / 2};
}

int StepSlider::stepAt(int x) const
{
    const auto [left, right] = ends();
    return QStyle::sliderValueFromPosition(minimum(), maximum(), x - left, std::max(1, right - left), layoutDirection() == Qt::RightToLeft);
}

void StepSlider::paintEvent(QPaintEvent* event)
{
    const auto connection = m_session.playhead().connection();
    if (connection && *connection < m_session.trace().connectionCount()) {
        QPainter painter(this);
        const auto [left, right] = ends();
        for (const ChangeTick& tick : layoutChangeTicks(m_session.trace(), *connection, left, right)) {
            const int y = tick.side == Side::Initiator ? 1 : height() - 1 - kTickLength;
            painter.fillRect(QRect(tick.x - 1, y, 2, kTickLength), m_theme.side(tick.side));
        }
    }
    QSlider::paintEvent(event);
}

/// Goes where the finger points, instead of a page towards it, and takes hold of the handle: which may stand beside the finger where
/// the steps are far apart.
void StepSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return QSlider::mousePressEvent(event);
    setValue(stepAt(int(event->position().x())));
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QPointF handle = QRectF(style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this)).center();
    QMouseEvent press(event->type(), handle, mapToGlobal(handle), event->button(), event->buttons(), event->modifiers(), event->pointingDevice());
    QSlider::mousePressEvent(&press);
    event->accept();
}
