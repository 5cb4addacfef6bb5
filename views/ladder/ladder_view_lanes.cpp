#include "views/ladder/ladder_relations.h"
#include "views/ladder/ladder_view.h"

#include <algorithm>

// What a LadderView shows, one connection or several, and what it gathers about it.

std::vector<ConnectionId> LadderView::shown() const
{
    if (!hasConnection())
        return {};
    const ConnectionId selected = *m_session.playhead().connection();
    const bool isAmong = m_companions.size() > 1 && std::ranges::find(m_companions, selected) != m_companions.end();
    return isAmong ? m_companions : std::vector<ConnectionId>{selected};
}

void LadderView::setCompanions(std::vector<ConnectionId> companions)
{
    companions = sideBySide(m_session.trace(), companions);
    if (companions.size() < 2)
        companions.clear();
    if (companions == m_companions)
        return;
    m_companions = std::move(companions);
    m_session.spare(this, m_companions);
    emit companionsChanged();
    if (!hasConnection() || shown() == m_axis.connections())
        return;
    m_zoom = 1.0;
    restartGathering();
    scrollToStep(false);
    viewport()->update();
}

/// Those that the trace no longer has.
void LadderView::forgetCompanions()
{
    const std::size_t before = m_companions.size();
    m_companions = sideBySide(m_session.trace(), m_companions);
    if (m_companions.size() < 2)
        m_companions.clear();
    m_session.spare(this, m_companions);
    if (m_companions.size() != before)
        emit companionsChanged();
}

void LadderView::showReference()
{
    updateMetrics();
    viewport()->update();
}

void LadderView::restartGathering()
{
    m_hovered.reset();
    m_covered.clear();
    m_lanes.clear();
    for (const ConnectionId id : shown()) {
        m_lanes.push_back({id, {}, {}});
        m_lanes.back().density.restart(id);
    }
    if (m_lanes.empty()) {
        m_axis = {};
        m_merge = {};
        m_gathering.stop();
    } else {
        m_axis.restart(m_session.trace(), shown(), m_session.stage());
        m_merge.restart(isSideBySide() ? shown() : std::vector<ConnectionId>());
        m_gathering.start();
    }
    updateMetrics();
    updateOverview();
}

void LadderView::gather()
{
    using namespace std::chrono_literals;
    const Trace& trace = m_session.trace();
    if (!hasConnection() || shown() != m_axis.connections()) {
        restartGathering();
        return;
    }
    // A handshake may have come since: then delays and scale are others.
    const auto isNews = [&](ConnectionId id) { return !m_axis.delays(id).isKnown && pathDelays(trace, id).isKnown; };
    if (!m_axis.isSimulated() && std::ranges::any_of(m_axis.connections(), isNews))
        m_axis.restart(trace, m_axis.connections(), nullptr);
    bool isDone = m_merge.advance(trace, 4ms);
    for (LadderViewLane& lane : m_lanes)
        isDone = lane.density.advance(trace, 4ms) && isDone;
    isDone = m_axis.advance(trace, 4ms) && isDone;
    if (!isDone)
        return;
    m_gathering.stop();
    updateMetrics();
    if (m_isTrueToTime || isSideBySide())
        scrollToStep(false);
    updateOverview();
    viewport()->update();
}

DensityCount LadderView::countBetween(double from, double to) const
{
    const Trace& trace = m_session.trace();
    const double rows = rowCount();
    const auto first = std::uint32_t(from * rows);
    // Where a row is higher than a pixel, it fills all of its pixels.
    const std::uint32_t end = std::max(first + 1, std::uint32_t(to * rows));
    if (!m_isTrueToTime && !isSideBySide())
        return m_lanes.front().density.count(trace, {first, end - first});
    DensityCount sum;
    for (const LadderViewLane& lane : m_lanes) {
        const auto& records = trace.connection(lane.connection).records;
        const auto rowOf = [&](double share, std::uint32_t merged) {
            if (!m_isTrueToTime)
                return merged < m_merge.count() ? trace.stepAt(lane.connection, m_merge.record(merged)) : std::uint32_t(records.size());
            const Timestamp time = m_scale.time(m_axis, share * contentHeight() - ladderTimeTop(m_metrics));
            return std::uint32_t(std::lower_bound(records.begin(), records.end(), time, [&](RecordNumber number, Timestamp t) { return trace.record(number).time < t; }) - records.begin());
        };
        const std::uint32_t begin = rowOf(from, first);
        sum.add(lane.density.count(trace, {begin, std::max(begin, rowOf(to, end)) - begin}));
    }
    return sum;
}

void LadderView::updateOverview()
{
    if (!hasConnection()) {
        m_overview->setCounter({});
        return;
    }
    m_overview->setCounter([this](double from, double to) { return hasConnection() && !m_lanes.empty() ? countBetween(from, to) : DensityCount{}; });
    updateOverviewFrame();
}

void LadderView::updateHovered()
{
    m_hovered.reset();
    m_covered.clear();
    const Trace& trace = m_session.trace();
    const auto hovered = m_session.hovered();
    if (hovered && *hovered < trace.recordCount()) {
        const ConnectionId connection = trace.record(*hovered).connection;
        if (std::ranges::find(m_lanes, connection, &LadderViewLane::connection) != m_lanes.end()) {
            m_hovered = hovered;
            m_covered = coveredBy(trace, connection, trace.stepAt(connection, *hovered));
        }
    }
    viewport()->update();
}

std::vector<LadderLane> LadderView::lanePictures() const
{
    const Trace& trace = m_session.trace();
    const Playhead& playhead = m_session.playhead();
    std::vector<LadderLane> lanes;
    for (const LadderViewLane& lane : m_lanes) {
        const bool isSelected = lane.connection == playhead.connection();
        LadderPicture picture{trace, lane.connection, trace.stepAt(lane.connection, playhead.position()), m_theme, m_notation};
        if (m_hovered && *m_hovered < trace.recordCount() && trace.record(*m_hovered).connection == lane.connection) {
            picture.hovered = trace.stepAt(lane.connection, *m_hovered);
            picture.covered = m_covered;
        }
        picture.stage = isSelected ? m_session.stage().get() : nullptr; // its notes stand in the margin once
        picture.marks = &m_marks;
        picture.density = &lane.density;
        picture.isComplete = !m_session.isLoading();
        lanes.push_back({std::move(picture), lane.metrics, isSelected});
    }
    return lanes;
}
