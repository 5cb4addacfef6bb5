#include "views/ladder/ladder_view.h"

#include <QAction>

#include <algorithm>

void LadderView::createViewActions()
{
    auto* time = new QAction(tr("True to &Time"), this);
    time->setCheckable(true);
    connect(time, &QAction::triggered, this, &LadderView::setTrueToTime);
    const auto zoomAction = [this](const QString& text, double factor) {
        auto* action = new QAction(text, this);
        connect(action, &QAction::triggered, this, [this, factor] { setZoom(factor == 0 ? 1.0 : m_zoom * factor); });
        m_viewActions << action;
    };
    m_viewActions << time;
    zoomAction(tr("Ladder: Zoom &In"), 1.25);
    zoomAction(tr("Ladder: Zoom &Out"), 0.8);
    zoomAction(tr("Ladder: N&atural Size"), 0);
}

void LadderView::setTrueToTime(bool trueToTime)
{
    m_viewActions.front()->setChecked(trueToTime);
    if (trueToTime == m_isTrueToTime)
        return;
    m_isTrueToTime = trueToTime;
    m_zoom = 1.0;
    updateMetrics();
    scrollToStep(false);
    updateOverview();
    viewport()->update();
    emit trueToTimeChanged(trueToTime);
}

void LadderView::setZoom(double zoom, std::optional<qreal> y)
{
    if (!hasConnection())
        return;
    const double window = viewport()->height() - m_metrics.headerHeight;
    const double natural = ladderTimeHeight(m_session.trace(), m_axis, ladderScale(m_axis, m_metrics, 1.0), m_metrics);
    const double least = m_isTrueToTime ? std::min(1.0, 0.2 * window / natural) : std::min(1.0, window / (std::max(1u, rowCount()) * m_metrics.naturalRowHeight));
    zoom = std::clamp(zoom, least, m_isTrueToTime ? 1e4 : 3.0);
    if (zoom == m_zoom)
        return;
    const double at = y ? *y - m_metrics.headerHeight : window / 2;
    const double top = scrollTop() + at;
    const Timestamp time = m_scale.time(m_axis, top - ladderTimeTop(m_metrics));
    const double row = (top - m_metrics.topPadding) / m_metrics.rowHeight;
    m_zoom = zoom;
    updateMetrics();
    const double now = m_isTrueToTime ? m_scale.y(m_axis, time) + ladderTimeTop(m_metrics) : row * m_metrics.rowHeight + m_metrics.topPadding;
    scrollTo(now - at, false);
    updateOverviewFrame();
    if (m_isTrueToTime)
        m_overview->refresh(); // folds take another share of the height
    viewport()->update();
}

void LadderView::setMarks(std::set<RecordNumber> marks)
{
    m_marks = std::move(marks);
    viewport()->update();
}

void LadderView::updateOverviewFrame()
{
    const double content = std::max(1.0, contentHeight());
    const double window = viewport()->height() - m_metrics.headerHeight;
    const std::uint32_t step = m_session.playhead().step();
    const double now = m_session.playhead().stepCount() == 0 || m_lanes.empty() ? 0.0 : middleOf(step == 0 ? 0 : step - 1) / content;
    m_overview->setView(scrollTop() / content, std::min(1.0, (scrollTop() + window) / content), now);
}

bool LadderView::find(const QString& text, bool forward)
{
    m_searching.stop();
    m_search.reset();
    LadderQuery query(text);
    const std::uint32_t step = m_session.playhead().step(), rows = m_session.playhead().stepCount();
    if (!hasConnection() || query.isEmpty() || rows == 0) {
        emit findFinished(false);
        return false;
    }
    const std::uint32_t first = forward ? step % rows : (step + 2 * rows - 2) % rows;
    m_search = Search{std::move(query), forward, first, rows};
    m_searching.start();
    bool found = false;
    const auto finished = connect(this, &LadderView::findFinished, this, [&found](bool result) { found = result; });
    searchOn();
    disconnect(finished);
    return found || m_search.has_value();
}

void LadderView::searchOn()
{
    if (!m_search || !hasConnection())
        return;
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 8ms;
    const Trace& trace = m_session.trace();
    const auto rows = trace.stepCount(*m_session.playhead().connection());
    while (m_search->left > 0) {
        const std::uint32_t row = m_search->next;
        --m_search->left;
        m_search->next = m_search->forward ? (row + 1) % rows : (row + rows - 1) % rows;
        if (m_search->query.matches(trace, *m_session.playhead().connection(), row)) {
            m_search.reset();
            m_searching.stop();
            m_session.playhead().moveToStep(row + 1);
            emit findFinished(true);
            return;
        }
        if (m_search->left % 1024 == 0 && m_search->left > 0 && std::chrono::steady_clock::now() > deadline)
            return;
    }
    m_search.reset();
    m_searching.stop();
    emit findFinished(false);
}
