#include "views/ladder/ladder_painter.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_search.h"
#include "views/ladder/ladder_strokes.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace strokes;
using namespace Qt::StringLiterals;

// Even rows of several connections: the rows are those of LadderMerge, and each connection draws its own in its part of the picture.

namespace {

/// What is in view.
struct Rows {
    const LadderMerge& merge;
    RowRange range;
    double scrollTop = 0;
    qreal height = 0;
    qreal contentEnd = 0;

    qreal top(std::uint32_t row, const LadderMetrics& m) const { return m.rowTop(row) - scrollTop; }
    /// The rows of one connection that are in view, counted as that connection counts them.
    RowRange of(const Trace& trace, ConnectionId id) const
    {
        if (range.count == 0)
            return {};
        const std::uint32_t first = trace.stepAt(id, merge.record(range.first));
        return {first, trace.stepAt(id, merge.record(range.end() - 1) + 1) - first};
    }
    /// Where a connection's row stands.
    qreal topOf(const Trace& trace, ConnectionId id, std::uint32_t row, const LadderMetrics& m) const
    {
        return top(merge.rowOf(trace.connection(id).records[row]), m);
    }
};

void paintBandsOf(QPainter& painter, const LadderLane& lane, const Rows& rows)
{
    const LadderMetrics& m = lane.metrics;
    const LadderPicture& picture = lane.picture;
    const auto y = [&](std::uint32_t row, Side side) {
        const Record& record = picture.trace.record(picture.trace.connection(picture.connection).records[row]);
        const bool atStart = record.isSegment() && record.sender() == side;
        return rows.topOf(picture.trace, picture.connection, row, m) + m.arrowTop + (atStart ? 0 : record.isSegment() ? m.slant : m.slant / 2);
    };
    const auto bands = layoutBandsBySteps(picture.trace, picture.connection, 0, rows.contentEnd, m, y);
    paintBands(painter, bands, picture.theme);
    paintTicks(painter, bands, picture.theme, m);
    paintBandNames(painter, fittingNames(layoutBandNames(bands, 0, rows.height, m)), picture.theme, m);
}

void paintArrowsOf(QPainter& painter, const LadderLane& lane, const Rows& rows)
{
    const LadderMetrics& m = lane.metrics;
    const LadderPicture& picture = lane.picture;
    const RowRange own = rows.of(picture.trace, picture.connection);
    const auto start = [&](std::uint32_t row) { return rows.topOf(picture.trace, picture.connection, row, m) + m.arrowTop; };
    for (const JoinShape& join : layoutJoins(picture.trace, picture.connection, own, m, start))
        paintJoin(painter, join, picture.theme, m);
    const auto doubts = doubtsIn(picture.trace, picture.connection, own, picture.isComplete);
    for (std::uint32_t row = own.first; row < own.end(); ++row) {
        const ArrowShape arrow = layoutArrows(picture.trace, picture.connection, {row, 1}, m, picture.notation, doubts).front();
        painter.save();
        painter.translate(0, rows.topOf(picture.trace, picture.connection, row, m));
        if (std::binary_search(picture.covered.begin(), picture.covered.end(), row))
            paintCovered(painter, arrow, picture.theme, m);
        paintArrowLine(painter, arrow, picture.theme, m);
        paintArrowLabel(painter, arrow, lane.isSelected && row + 1 == picture.step, picture.theme, m);
        painter.restore();
    }
}

void paintDensityOf(QPainter& painter, const LadderLane& lane, const Rows& rows)
{
    const LadderMetrics& m = lane.metrics;
    const LadderPicture& picture = lane.picture;
    if (!picture.density || rows.range.count == 0)
        return;
    const auto& records = picture.trace.connection(picture.connection).records;
    std::vector<std::uint32_t> boundaries;
    auto at = records.begin();
    for (qreal y = 0; y < rows.contentEnd + 1; y += 1) {
        const auto row = std::uint32_t(std::clamp((rows.scrollTop + y - m.topPadding) / m.rowHeight, double(rows.range.first), double(rows.range.end())));
        at = row >= rows.merge.count() ? records.end() : lowerBoundFrom(at, records.end(), rows.merge.record(row), std::less<>());
        boundaries.push_back(std::uint32_t(at - records.begin()));
    }
    const auto& counts = picture.density->runs(picture.trace, boundaries);
    paintDensity(painter, 0, counts, picture.theme, m);
}

std::vector<RowShape> columnsOf(const std::vector<LadderLane>& lanes, const Rows& rows)
{
    const LadderMetrics& m = lanes.front().metrics;
    const Trace& trace = lanes.front().picture.trace;
    const auto every = std::uint32_t(std::max(1.0, std::ceil((m.isDensity() ? 2 : 1) * m.textHeight / m.rowHeight))); // texts that would overlap are left out
    std::vector<RowShape> shapes;
    for (std::uint32_t row = (rows.range.first + every - 1) / every * every; row < rows.range.end(); row += every) {
        RowShape shape;
        shape.row = row;
        shape.record = rows.merge.record(row);
        const Record& record = trace.record(shape.record);
        const qreal top = rows.top(row, m);
        if (m.frameRight > 0 && record.frame != 0)
            shape.frame = QString::number(record.frame);
        shape.frameBox = QRectF(0, top, m.frameRight, m.textHeight);
        if (m.timeRight > 0)
            shape.time = ladderTimeOf(trace, shape.record, m);
        shape.timeBox = QRectF(0, top, m.timeRight, m.textHeight);
        if (m.timeRight > 0 && m.hasLabels && row + 1 < rows.merge.count()) {
            const Duration gap = trace.record(rows.merge.record(row + 1)).time - record.time;
            const bool isIdle = std::ranges::all_of(lanes, [&](const LadderLane& lane) { return isIdleGap(gap, trace.connection(lane.picture.connection)); });
            shape.gap = isIdle ? u"⋮ "_s + wording::duration(gap) : QString();
            shape.gapBox = QRectF(0, top + m.textHeight, m.timeRight, m.rowHeight - m.textHeight);
        }
        shapes.push_back(shape);
    }
    return shapes;
}

/// The present row, and where the pointer is.
void paintGround(QPainter& painter, const std::vector<LadderLane>& lanes, const Rows& rows, const LadderPicture& main)
{
    const LadderMetrics& m = lanes.front().metrics;
    const qreal right = lanes.back().metrics.width;
    if (const auto current = main.currentRecord(); current && rows.range.contains(rows.merge.rowOf(*current)))
        painter.fillRect(QRectF(0, rows.top(rows.merge.rowOf(*current), m), right, std::max(m.rowHeight, 1.0)), main.theme.highlight);
    for (const LadderLane& lane : lanes) {
        if (lane.picture.hovered)
            paintHover(painter, QRectF(lane.metrics.left, rows.topOf(main.trace, lane.picture.connection, *lane.picture.hovered, m), lane.metrics.width - lane.metrics.left, std::max(m.rowHeight, 3.0)), main.theme);
    }
}

} // namespace

std::uint32_t paintLadderLanes(QPainter& painter, const QRectF& area, double scrollTop, const std::vector<LadderLane>& lanes, const LadderMerge& merge)
{
    const LadderMetrics& m = lanes.front().metrics;
    const Theme& theme = lanes.front().picture.theme;
    const auto selected = std::ranges::find(lanes, true, &LadderLane::isSelected);
    const LadderPicture& main = (selected == lanes.end() ? lanes.front() : *selected).picture;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area, Qt::IntersectClip);
    painter.translate(area.topLeft());
    painter.fillRect(QRectF(QPointF(), area.size()), theme.background);
    painter.save();
    const qreal height = area.height() - m.headerHeight;
    painter.setClipRect(QRectF(0, m.headerHeight, area.width(), height), Qt::IntersectClip);
    painter.translate(0, m.headerHeight);

    const Rows rows{merge, m.visibleRows(scrollTop, height, merge.count()), scrollTop, height, std::min(height, m.contentHeight(merge.count()) - scrollTop)};
    const auto columns = columnsOf(lanes, rows);
    paintGround(painter, lanes, rows, main);
    std::uint32_t done = 0; // rows that have happened
    for (const LadderLane& lane : lanes) {
        const bool isDense = m.isDensity();
        paintLifelines(painter, rows.contentEnd, isDense ? std::vector<RowShape>() : columns, columns.empty() ? 0 : rows.top(columns.front().row, m), theme, lane.metrics);
        paintBandsOf(painter, lane, rows);
        isDense ? paintDensityOf(painter, lane, rows) : paintArrowsOf(painter, lane, rows);
        const auto top = [&](std::uint32_t row) { return rows.topOf(main.trace, lane.picture.connection, row, m); };
        paintLadderMargin(painter, rows.of(main.trace, lane.picture.connection), lane.picture, m, top);
        if (const auto last = lane.picture.currentRecord())
            done = std::max(done, merge.rowOf(*last) + 1);
    }
    paintColumns(painter, columns, main, m);
    if (done < merge.count())
        paintVeil(painter, std::max(0.0, rows.top(done, m)), rows.contentEnd, m.arrowTop - m.penWidth, theme, metricsOf(lanes));
    painter.restore();
    paintHeaders(painter, lanes);
    for (const LadderLane& lane : lanes)
        paintHeaderText(painter, ladderHeaderText(lanes, lane, {}), theme, lane.metrics);
    painter.restore();
    return rows.range.count;
}
