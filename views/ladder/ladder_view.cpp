#include "views/ladder/ladder_view.h"

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
    connect(&session, &Session::timeReferenceChanged, this, &LadderView::showReference);
    connect(&session, &Session::loadingChanged, viewport(), qOverload<>(&QWidget::update)); // now it is known what was not acknowledged

    m_scrolling.setDuration(kScrollMilliseconds);
    m_scrolling.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_scrolling, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) { verticalScrollBar()->setValue(value.toInt()); });
    connect(&session, &Session::reset, this, &LadderView::forgetConnection);
    connect(&session, &Session::traceGrew, this, [this] {
        if (shown() != m_axis.connections())
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
    add(styles, tr("&Stevens' Notation"), [](Notation n) { return Notation{NotationStyle::Stevens, n.numbering}; });
    add(styles, tr("&tcpdump's Notation"), [](Notation n) { return Notation{NotationStyle::Tcpdump, n.numbering}; });
    auto* separator = new QAction(this);
    separator->setSeparator(true);
    m_actions << separator;
    auto* numbers = new QActionGroup(this);
    add(numbers, tr("A&utomatic Numbers"), [](Notation n) { return Notation{n.style, Numbering::Automatic}; });
    add(numbers, tr("&Relative Numbers"), [](Notation n) { return Notation{n.style, Numbering::Relative}; });
    add(numbers, tr("&Absolute Numbers"), [](Notation n) { return Notation{n.style, Numbering::Wire}; });
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
    m_actions[3 + int(notation.numbering)]->setChecked(true);
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
    if (isSideBySide())
        return m_merge.count();
    return hasConnection() ? m_session.trace().stepCount(*m_session.playhead().connection()) : 0;
}

void LadderView::forgetConnection()
{
    forgetCompanions();
    m_scrolling.stop();
    m_search.reset();
    m_searching.stop();
    restartGathering();
    viewport()->update();
}

void LadderView::showConnection()
{
    m_search.reset();
    m_searching.stop();
    viewport()->update();
    if (hasConnection() && shown() == m_axis.connections())
        return; // another one of those side by side
    m_scrolling.stop();
    restartGathering();
    verticalScrollBar()->setValue(0);
}

void LadderView::showStep()
{
    if (hasConnection()) {
        scrollToStep(true);
        const std::uint32_t step = m_session.playhead().step();
        updateOverviewFrame();
        setAccessibleDescription(step == 0 ? tr("Before the first segment")
                                           : ladderRowText(m_session.trace(), *m_session.playhead().connection(), step - 1, m_notation, !m_session.isLoading()));
    }
    viewport()->update();
}

void LadderView::updateMetrics()
{
    if (!m_lanes.empty()) {
        std::vector<ConnectionId> ids;
        for (const LadderViewLane& lane : m_lanes)
            ids.push_back(lane.connection);
        const auto metrics = ladderMetrics(m_session.trace(), ids, font(), viewport()->width(), m_session.timeReference());
        for (std::size_t i = 0; i < m_lanes.size(); ++i)
            m_lanes[i].metrics = m_isTrueToTime ? metrics[i] : metrics[i].zoomed(m_zoom);
        m_metrics = m_lanes.front().metrics;
    }
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
    if (!hasConnection())
        return 0;
    const auto& records = m_session.trace().connection(*m_session.playhead().connection()).records;
    if (m_isTrueToTime && row < records.size())
        return ladderTimeTop(m_metrics) + m_scale.y(m_axis, m_session.trace().record(records[row]).time);
    const std::uint32_t at = isSideBySide() && row < records.size() ? m_merge.rowOf(records[row]) : row;
    return m_metrics.rowTop(at) + m_metrics.rowHeight / 2;
}

TimeWindow LadderView::timeWindow(const LadderViewLane& lane) const
{
    return {m_session.trace(), lane.connection, m_axis, m_scale, lane.metrics, scrollTop(), viewport()->height() - m_metrics.headerHeight};
}

double LadderView::scrollTop() const
{
    return verticalScrollBar()->value() * m_pixelsPerUnit;
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
    if (m_lanes.empty() || !hasConnection()) {
        painter.fillRect(viewport()->rect(), m_theme.background);
        painter.setPen(m_theme.mutedText);
        painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("No connection is selected."));
        return;
    }
    const std::vector<LadderLane> lanes = lanePictures();
    const QRectF area(viewport()->rect());
    if (m_isTrueToTime)
        paintLadderInTime(painter, area, scrollTop(), lanes, m_axis, m_scale);
    else if (isSideBySide())
        paintLadderLanes(painter, area, scrollTop(), lanes, m_merge);
    else
        paintLadderWindow(painter, area, scrollTop(), lanes.front().picture, m_metrics);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.drawLine(QPointF(0, m_metrics.headerHeight), QPointF(viewport()->width(), m_metrics.headerHeight));
    }
}
