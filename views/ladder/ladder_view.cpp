#include "views/ladder/ladder_view.h"

#include "views/ladder/ladder_relations.h"

#include <QAction>
#include <QActionGroup>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace {

/// Above this height the scroll bar no longer counts pixels.
constexpr double kMostPixels = 1e9;
constexpr int kScrollMilliseconds = 160;
/// Farther than so many windows nobody follows the motion: jump.
constexpr double kSmoothWindows = 2.0;

} // namespace

LadderView::LadderView(Session& session, QWidget* parent)
    : QAbstractScrollArea(parent), m_session(session), m_theme(Theme::fromPalette(palette()))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Ladder"));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    createActions();
    createViewActions();
    m_overview = new LadderOverview(this);
    m_overview->setTheme(m_theme);
    connect(m_overview, &LadderOverview::jumped, this, [this](double share) { scrollTo(share * contentHeight() - (viewport()->height() - m_metrics.headerHeight) / 2, false); });
    m_gathering.setInterval(0);
    connect(&m_gathering, &QTimer::timeout, this, &LadderView::gather);
    m_searching.setInterval(0);
    connect(&m_searching, &QTimer::timeout, this, &LadderView::searchOn);
    connect(&session, &Session::hoveredChanged, this, &LadderView::updateHovered);
    connect(&session, &Session::stageChanged, this, &LadderView::restartGathering);

    m_scrolling.setDuration(kScrollMilliseconds);
    m_scrolling.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_scrolling, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) { verticalScrollBar()->setValue(value.toInt()); });
    connect(&session, &Session::reset, this, &LadderView::forgetConnection);
    connect(&session, &Session::traceGrew, this, [this] {
        if (m_session.playhead().connection() != m_gathered)
            restartGathering();
        else if (hasConnection() && !m_gathering.isActive())
            m_gathering.start();
        updateMetrics();
        viewport()->update();
    });
    connect(&session.playhead(), &Playhead::selected, this, &LadderView::showConnection);
    connect(&session.playhead(), &Playhead::moved, this, &LadderView::showStep);
    restartGathering();
    showStep();
}

void LadderView::createActions()
{
    const auto add = [this](QActionGroup* group, const QString& text, Notation (*change)(Notation)) {
        auto* action = new QAction(text, group);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, change] { chooseNotation(change(m_notation)); });
        m_actions << action;
    };
    auto* styles = new QActionGroup(this);
    add(styles, tr("&Stevens' Notation"), [](Notation n) { return Notation{NotationStyle::Stevens, n.relative}; });
    add(styles, tr("&tcpdump's Notation"), [](Notation n) { return Notation{NotationStyle::Tcpdump, n.relative}; });
    auto* separator = new QAction(this);
    separator->setSeparator(true);
    m_actions << separator;
    auto* numbers = new QActionGroup(this);
    add(numbers, tr("&Relative Numbers"), [](Notation n) { return Notation{n.style, true}; });
    add(numbers, tr("&Absolute Numbers"), [](Notation n) { return Notation{n.style, false}; });
    setNotation(m_notation);
}

void LadderView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_overview->setTheme(theme);
    viewport()->update();
}

void LadderView::setNotation(const Notation& notation)
{
    m_notation = notation;
    m_actions[notation.style == NotationStyle::Stevens ? 0 : 1]->setChecked(true);
    m_actions[notation.relative ? 3 : 4]->setChecked(true);
    viewport()->update();
}

void LadderView::chooseNotation(const Notation& notation)
{
    if (notation == m_notation)
        return;
    setNotation(notation);
    emit notationChanged(notation);
}

QSize LadderView::sizeHint() const
{
    const QFontMetrics text(font());
    return QSize(text.averageCharWidth() * 110, text.height() * 40);
}

QSize LadderView::minimumSizeHint() const
{
    return QSize(int(std::ceil(ladderMinimumWidth(font()))) + verticalScrollBar()->sizeHint().width(), QFontMetrics(font()).height() * 8);
}

bool LadderView::hasConnection() const
{
    const auto connection = m_session.playhead().connection();
    return connection && *connection < m_session.trace().connectionCount();
}

std::uint32_t LadderView::rowCount() const
{
    return hasConnection() ? m_session.trace().stepCount(*m_session.playhead().connection()) : 0;
}

void LadderView::forgetConnection()
{
    m_scrolling.stop();
    m_search.reset();
    m_searching.stop();
    restartGathering();
    viewport()->update();
}

void LadderView::showConnection()
{
    m_scrolling.stop();
    m_search.reset();
    m_searching.stop();
    restartGathering();
    verticalScrollBar()->setValue(0);
    viewport()->update();
}

void LadderView::showStep()
{
    if (hasConnection()) {
        scrollToStep(true);
        const std::uint32_t step = m_session.playhead().step();
        updateOverviewFrame();
        setAccessibleDescription(step == 0 ? tr("Before the first segment")
                                           : ladderRowText(m_session.trace(), *m_session.playhead().connection(), step - 1, m_notation));
    }
    viewport()->update();
}

void LadderView::updateMetrics()
{
    if (hasConnection())
        m_metrics = ladderMetrics(m_session.trace(), *m_session.playhead().connection(), font(), viewport()->width());
    if (!m_isTrueToTime)
        m_metrics = m_metrics.zoomed(m_zoom);
    m_scale = ladderScale(m_axis, m_metrics, m_zoom);
    placeOverview();
    updateScrollBar();
    updateOverviewFrame();
}

void LadderView::updateScrollBar()
{
    QScrollBar* bar = verticalScrollBar();
    const double window = viewport()->height() - m_metrics.headerHeight;
    const double content = contentHeight();
    const double before = scrollTop();
    m_pixelsPerUnit = std::max(1.0, std::ceil(content / kMostPixels));
    bar->setRange(0, int(std::ceil(std::max(0.0, content - window) / m_pixelsPerUnit)));
    bar->setPageStep(int(std::max(1.0, window / m_pixelsPerUnit)));
    bar->setSingleStep(int(std::max(1.0, m_metrics.rowHeight / m_pixelsPerUnit)));
    bar->setValue(int(before / m_pixelsPerUnit));
}

double LadderView::contentHeight() const
{
    if (!hasConnection())
        return 0;
    return m_isTrueToTime ? ladderTimeHeight(m_session.trace(), m_axis, m_scale, m_metrics) : m_metrics.contentHeight(rowCount());
}

double LadderView::middleOf(std::uint32_t row) const
{
    if (!m_isTrueToTime || row >= rowCount())
        return m_metrics.rowTop(row) + m_metrics.rowHeight / 2;
    const TimeWindow window = timeWindow();
    return window.y(window.record(row).time) + window.scrollTop;
}

TimeWindow LadderView::timeWindow() const
{
    return {m_session.trace(), *m_session.playhead().connection(), m_axis, m_scale, m_metrics, scrollTop(), viewport()->height() - m_metrics.headerHeight};
}

double LadderView::scrollTop() const
{
    return verticalScrollBar()->value() * m_pixelsPerUnit;
}

std::optional<std::uint32_t> LadderView::rowAt(const QPointF& point) const
{
    if (point.y() < m_metrics.headerHeight || rowCount() == 0)
        return std::nullopt;
    if (m_isTrueToTime)
        return timeRowAt(timeWindow(), point - QPointF(0, m_metrics.headerHeight));
    const double row = std::floor((scrollTop() + point.y() - m_metrics.headerHeight - m_metrics.topPadding) / m_metrics.rowHeight);
    if (row >= rowCount())
        return std::nullopt;
    return std::uint32_t(std::max(0.0, row));
}

/// The present row stays in the middle, so that the picture follows from the step alone: stepping back shows what was there before.
void LadderView::scrollToStep(bool smoothly)
{
    const std::uint32_t step = m_session.playhead().step();
    const double window = viewport()->height() - m_metrics.headerHeight;
    scrollTo(middleOf(step == 0 ? 0 : step - 1) - window / 2, smoothly);
}

void LadderView::scrollTo(double top, bool smoothly)
{
    QScrollBar* bar = verticalScrollBar();
    const int value = std::clamp(int(std::clamp(std::ceil(top / m_pixelsPerUnit), 0.0, 2e9)), bar->minimum(), bar->maximum());
    const double distance = std::abs(double(value) - bar->value()) * m_pixelsPerUnit;
    m_scrolling.stop();
    if (!smoothly || !isVisible() || m_pixelsPerUnit > 1.0 || distance > kSmoothWindows * viewport()->height()) {
        bar->setValue(value);
        return;
    }
    m_scrolling.setStartValue(bar->value());
    m_scrolling.setEndValue(value);
    m_scrolling.start();
}

void LadderView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    if (!hasConnection()) {
        painter.fillRect(viewport()->rect(), m_theme.background);
        painter.setPen(m_theme.mutedText);
        painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("No connection is selected."));
        return;
    }
    const Playhead& playhead = m_session.playhead();
    LadderPicture picture{m_session.trace(), *playhead.connection(), playhead.step(), m_theme, m_notation};
    picture.hovered = m_hoveredRow && *m_hoveredRow < rowCount() ? m_hoveredRow : std::nullopt;
    picture.covered = m_covered;
    picture.stage = m_session.stage().get();
    picture.marks = &m_marks;
    picture.density = &m_density;
    if (m_isTrueToTime)
        paintLadderInTime(painter, QRectF(viewport()->rect()), scrollTop(), picture, m_metrics, m_axis, m_scale);
    else
        paintLadderWindow(painter, QRectF(viewport()->rect()), scrollTop(), picture, m_metrics);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.drawLine(QPointF(0, m_metrics.headerHeight), QPointF(m_metrics.width, m_metrics.headerHeight));
    }
}
