#include "views/common/wording.h"
#include "views/ladder/ladder_relations.h"
#include "views/ladder/ladder_search.h"
#include "views/ladder/ladder_strokes.h"
#include "views/ladder/ladder_time_layout.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace strokes;

namespace {

constexpr std::uint32_t kMostArrows = 240; // more, at a few pixels each, nobody can tell apart
constexpr qreal kLowFold = 3.0; // a fold without room for two dashed borders is a line; there may be hundreds of them

void paintFolds(QPainter& painter, const std::vector<FoldShape>& folds, const Theme& theme, const LadderMetrics& m)
{
    painter.setFont(m.smallFont);
    for (const FoldShape& fold : folds) {
        const QRectF inner(m.lifelines[0] + m.penWidth, fold.box.top(), m.lifelines[1] - m.lifelines[0] - 2 * m.penWidth, fold.box.height());
        if (inner.height() < kLowFold) {
            painter.fillRect(QRectF(inner.left(), std::round(inner.top()), inner.width(), 1), theme.line);
            continue;
        }
        painter.fillRect(inner, theme.panel);
        painter.setPen(QPen(theme.line, 1.0, Qt::DashLine));
        painter.drawLine(inner.topLeft(), inner.topRight());
        painter.drawLine(inner.bottomLeft(), inner.bottomRight());
        painter.setPen(theme.mutedText);
        if (fold.text.isEmpty())
            continue;
        painter.drawText(inner, Qt::AlignCenter | Qt::TextSingleLine, fold.text);
        for (const qreal x : m.lifelines) { // the lifeline is interrupted
            const qreal gap = std::min(fold.box.height() * 0.6, m.textHeight);
            painter.fillRect(QRectF(x - m.penWidth, fold.box.center().y() - gap / 2, 2 * m.penWidth, gap), theme.background);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.mutedText);
            for (const int dot : {-1, 0, 1})
                painter.drawEllipse(QPointF(x, fold.box.center().y() + dot * gap / 3), m.penWidth * 0.7, m.penWidth * 0.7);
        }
    }
}

void paintLabels(QPainter& painter, const std::vector<ArrowShape>& arrows, const LadderPicture& picture, const LadderMetrics& m)
{
    QColor ground = picture.theme.background;
    ground.setAlpha(215);
    for (const ArrowShape& arrow : arrows) {
        if (arrow.label.isEmpty())
            continue;
        painter.fillRect(arrow.labelBox.adjusted(-1, 0, 1, 0), ground);
        paintArrowLabel(painter, arrow, arrow.row + 1 == picture.step, picture.theme, m);
    }
    for (const ArrowShape& arrow : arrows) {
        if (!arrow.doubt.isEmpty())
            painter.fillRect(arrow.doubtBox.adjusted(-1, 0, 1, 0), ground);
        paintDoubt(painter, arrow, picture.theme, m);
    }
}

/// What of one connection is estimated.
QString legend(const LadderAxis& axis, ConnectionId id)
{
    if (axis.isSimulated())
        return {};
    return axis.delays(id).isKnown ? QCoreApplication::translate("Ladder", "Dashed lifeline, hollow ends: estimated from the handshake")
                                   : QCoreApplication::translate("Ladder", "No handshake was seen: the path's delay is unknown");
}

/// The density of each row of pixels from `top` on.
std::vector<DensityCount> timeDensity(const LadderPicture& picture, const LadderAxis& axis, const LadderScale& scale, double top, qreal height)
{
    const auto& records = picture.trace.connection(picture.connection).records;
    std::vector<std::uint32_t> boundaries;
    auto at = records.begin();
    for (qreal y = 0; y < height + 1; y += 1) {
        const auto isBefore = [&](RecordNumber number, Timestamp time) { return picture.trace.record(number).time < time; };
        at = lowerBoundFrom(at, records.end(), scale.time(axis, top + y), isBefore);
        boundaries.push_back(std::uint32_t(at - records.begin()));
    }
    return picture.density->runs(picture.trace, boundaries);
}

/// The lifeline of an end whose moments the recording does not know is broken into dashes.
void paintEstimatedEnds(QPainter& painter, const PathDelays& delays, qreal end, const Theme& theme, const LadderMetrics& m)
{
    for (const Side side : kSides) {
        if (delays.of(side) <= Duration(0))
            continue;
        QPen gaps(theme.background, m.penWidth + 1, Qt::CustomDashLine, Qt::FlatCap);
        gaps.setDashPattern({2.0, 4.0});
        painter.setPen(gaps);
        painter.drawLine(QPointF(m.lifelines[index(side)], 0), QPointF(m.lifelines[index(side)], end));
    }
}

/// One connection in its part of the picture; without what is common to all of them.
std::uint32_t paintLane(QPainter& painter, const LadderLane& lane, const TimeWindow& window, qreal contentEnd, bool isDense)
{
    const LadderMetrics& m = lane.metrics;
    const LadderPicture& picture = lane.picture;
    const Theme& theme = picture.theme;
    const auto bands = layoutTimeBands(window, contentEnd);
    paintLifelines(painter, contentEnd, {}, 0, theme, m);
    paintEstimatedEnds(painter, window.axis.delays(window.connection), contentEnd, theme, m);
    paintFolds(painter, layoutFolds(window), theme, m);
    paintBands(painter, bands, theme);
    paintTicks(painter, bands, theme, m);
    paintBandNames(painter, fittingNames(layoutBandNames(bands, 0, window.height, m)), theme, m);
    if (picture.hovered)
        paintHover(painter, QRectF(m.left, window.y(window.record(*picture.hovered).time) - m.textHeight / 2, m.width - m.left, m.textHeight), theme);
    if (isDense) {
        if (picture.density)
            paintDensity(painter, 0, timeDensity(picture, window.axis, window.scale, window.scrollTop - ladderTimeTop(m), contentEnd), theme, m);
        return 0;
    }
    const RowRange rows = window.rows();
    const std::uint32_t keep = picture.hovered.value_or(picture.step == 0 ? rows.end() : picture.step - 1);
    const auto doubts = window.axis.isSimulated() ? std::vector<Doubt>() : doubtsIn(picture.trace, picture.connection, rows, picture.isComplete);
    const auto arrows = layoutTimeArrows(window, picture.notation, keep, doubts);
    constexpr std::size_t kManyArrows = 60; // a broad stroke is drawn ten times as slowly, and hides its neighbours
    LadderMetrics lines = m;
    if (arrows.size() > kManyArrows)
        lines.penWidth = 1.0;
    for (const JoinShape& join : layoutTimeJoins(window))
        paintJoin(painter, join, theme, lines);
    for (const ArrowShape& arrow : arrows) {
        if (lane.isSelected && arrow.row + 1 == picture.step && arrow.from != arrow.to) {
            painter.setPen(QPen(theme.highlight, m.penWidth * 7, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(arrow.from, arrow.to);
        }
        if (std::binary_search(picture.covered.begin(), picture.covered.end(), arrow.row))
            paintCovered(painter, arrow, theme, m);
        paintArrowLine(painter, arrow, theme, lines);
    }
    paintLabels(painter, arrows, picture, m);
    return std::uint32_t(arrows.size());
}

/// Where the playhead stands: at the last record of any of the connections that has happened; none where all have.
std::optional<qreal> nowIn(const std::vector<LadderLane>& lanes, const std::vector<TimeWindow>& windows)
{
    bool isAll = true;
    qreal now = 0;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const LadderPicture& picture = lanes[i].picture;
        isAll = isAll && picture.step == picture.trace.stepCount(picture.connection);
        if (picture.step > 0)
            now = std::max(now, windows[i].y(windows[i].record(picture.step - 1).time) + 1);
    }
    return isAll ? std::nullopt : std::optional(now);
}

} // namespace

double ladderTimeHeight(const Trace& trace, const LadderAxis& axis, const LadderScale& scale, const LadderMetrics& m)
{
    return ladderTimeTop(m) + scale.y(axis, axis.end(trace)) + m.bottomPadding;
}

std::uint32_t paintLadderInTime(QPainter& painter, const QRectF& area, double scrollTop, const std::vector<LadderLane>& lanes, const LadderAxis& axis, const LadderScale& scale)
{
    const LadderMetrics& m = lanes.front().metrics;
    const Theme& theme = lanes.front().picture.theme;
    const Trace& trace = lanes.front().picture.trace;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area, Qt::IntersectClip);
    painter.translate(area.topLeft());
    painter.fillRect(QRectF(QPointF(), area.size()), theme.background);
    painter.save();
    const qreal height = area.height() - m.headerHeight;
    painter.setClipRect(QRectF(0, m.headerHeight, area.width(), height), Qt::IntersectClip);
    painter.translate(0, m.headerHeight);

    std::vector<TimeWindow> windows;
    std::uint32_t inView = 0, drawn = 0;
    for (const LadderLane& lane : lanes) {
        windows.push_back({trace, lane.picture.connection, axis, scale, lane.metrics, scrollTop, height});
        inView += windows.back().rows().count;
    }
    const qreal contentEnd = std::min(height, ladderTimeHeight(trace, axis, scale, m) - scrollTop);
    const auto selected = std::ranges::find(lanes, true, &LadderLane::isSelected);
    const LadderPicture& main = (selected == lanes.end() ? lanes.front() : *selected).picture;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        drawn += paintLane(painter, lanes[i], windows[i], contentEnd, inView > kMostArrows);
        paintLadderMargin(painter, windows[i].rows(), lanes[i].picture, m, [&](std::uint32_t row) { return windows[i].y(windows[i].record(row).time) - m.textHeight / 2; });
    }
    paintColumns(painter, layoutTimes(windows), main, m);
    if (const auto now = nowIn(lanes, windows)) {
        paintVeil(painter, *now, contentEnd, 0, theme, metricsOf(lanes));
        painter.setPen(QPen(theme.text, 1.0, Qt::DotLine));
        if (*now > 0)
            painter.drawLine(QPointF(m.lifelines[0], *now), QPointF(lanes.back().metrics.lifelines[1], *now));
    }
    painter.restore();
    paintHeaders(painter, lanes);
    for (const LadderLane& lane : lanes)
        paintHeaderText(painter, ladderHeaderText(lanes, lane, legend(axis, lane.picture.connection)), theme, lane.metrics);
    painter.restore();
    return drawn;
}
