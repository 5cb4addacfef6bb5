#include "views/path/path_chips.h"

#include "views/path/path_text.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace {

constexpr std::size_t kMostRows = 4;
/// A crowd may be pushed this far, as shares of the lane, before its labels are shortened and before they are given up.
constexpr qreal kFarthestFull = 0.2;
constexpr qreal kFarthestBrief = 0.32;
constexpr qreal kNoPush = 0.5;  ///< Half a pixel: nobody sees it.
constexpr qreal kRowGap = 0.1; ///< Between rows, in units.

/// The chips of one lane, with what their sizes depend on.
struct Lane {
    QRectF box;
    std::vector<PathChipShape> chips;
    std::vector<std::uint32_t> ranks; ///< Of the chips.
};

/// In units of a line's height.
struct ChipMeasure {
    qreal height;
    qreal padding; ///< Beside the label; the pointed end takes room too.
};

ChipMeasure measureOf(ChipDetail detail)
{
    switch (detail) {
    case ChipDetail::Large:
        return {1.75, 1.4};
    case ChipDetail::Full:
        return {1.22, 1.15};
    case ChipDetail::Brief:
        return {1.05, 0.85};
    case ChipDetail::Tick:
        break;
    }
    return {0.95, 0.0};
}

std::vector<QString> labelsOf(const Lane& lane, const PathMoment& moment, ChipDetail detail)
{
    std::vector<QString> labels;
    for (const PathChipShape& chip : lane.chips) {
        const Record record = recordOf(moment.stage.flights[chip.flight], moment.index, moment.trace);
        labels.push_back(detail == ChipDetail::Tick    ? QString()
                         : detail == ChipDetail::Brief ? path_text::briefLabel(moment.trace, record)
                                                       : path_text::shortLabel(moment.trace, record));
    }
    return labels;
}

/// How many rows there is room for. A segment keeps its row while it flies.
std::size_t rowCount(const Lane& lane, const PathLayout& layout, ChipDetail detail)
{
    const qreal gap = kRowGap * layout.unit;
    const qreal pitch = measureOf(detail).height * layout.unit + gap;
    return std::clamp<std::size_t>(std::size_t(std::floor((lane.box.height() + gap) / pitch)), 1, kMostRows);
}

/// The chips of one row, from left to right; of two at the same place the one that was sent earlier is ahead.
std::vector<std::size_t> membersOf(const Lane& lane, std::size_t row, std::size_t rows)
{
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < lane.chips.size(); ++i) {
        if (lane.ranks[i] % rows == row)
            members.push_back(i);
    }
    std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
        const PathChipShape &one = lane.chips[a], &two = lane.chips[b];
        if (one.exact != two.exact)
            return one.exact < two.exact;
        return one.isForward ? a > b : a < b;
    });
    return members;
}

/// Whether the row is legible if chips may be pushed so far. The ends of the lane do not count, or else a row that moves along would
/// be judged otherwise with every frame.
bool isLegible(const std::vector<qreal>& exact, const std::vector<qreal>& widths, qreal gap, const QRectF& lane, qreal farthestPush)
{
    const qreal total = std::accumulate(widths.begin(), widths.end(), gap * (qreal(widths.size()) - 1));
    if (total > lane.width())
        return false;
    const auto centres = spreadOut(exact, widths, gap, lane.left() - lane.width(), lane.right() + lane.width());
    for (std::size_t i = 0; i < exact.size(); ++i) {
        if (std::abs(centres[i] - exact[i]) > farthestPush)
            return false;
    }
    return true;
}

/// Tries to place the lane's chips in so many rows; false if that would not be legible. Ticks always are.
bool place(Lane& lane, const PathLayout& layout, const std::vector<QString>& labels, ChipDetail detail, std::size_t rows, qreal farthestPush)
{
    const QFontMetricsF metrics(layout.labelFont(detail));
    const bool isTick = detail == ChipDetail::Tick;
    const qreal height = std::min(measureOf(detail).height * layout.unit, lane.box.height());
    const qreal pitch = std::min(height + kRowGap * layout.unit, lane.box.height() / qreal(rows));
    const qreal top = lane.box.center().y() - (pitch * qreal(rows - 1) + height) / 2;
    const qreal gap = isTick ? 1.5 : 0.15 * layout.unit;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto members = membersOf(lane, row, rows);
        std::vector<qreal> exact, widths;
        for (const std::size_t i : members) {
            exact.push_back(lane.chips[i].exact);
            widths.push_back(isTick ? std::max(4.0, 0.3 * layout.unit) : std::ceil(metrics.horizontalAdvance(labels[i])) + measureOf(detail).padding * layout.unit);
        }
        if (!isTick && !isLegible(exact, widths, gap, lane.box, farthestPush))
            return false;
        const auto centres = spreadOut(exact, widths, gap, lane.box.left(), lane.box.right());
        for (std::size_t i = 0; i < members.size(); ++i) {
            PathChipShape& chip = lane.chips[members[i]];
            chip.box = QRectF(centres[i] - widths[i] / 2, top + pitch * qreal(row), widths[i], height);
            chip.detail = detail;
            chip.label = labels[members[i]];
        }
    }
    return true;
}

/// The first of these that is legible: one row of large chips, one row, several rows, shorter labels, ticks.
void placeLegibly(Lane& lane, const PathLayout& layout, const PathMoment& moment)
{
    const qreal width = lane.box.width();
    const auto full = labelsOf(lane, moment, ChipDetail::Full);
    if (lane.box.height() >= measureOf(ChipDetail::Large).height * layout.unit && place(lane, layout, full, ChipDetail::Large, 1, kNoPush))
        return;
    if (place(lane, layout, full, ChipDetail::Full, 1, kNoPush) || place(lane, layout, full, ChipDetail::Full, rowCount(lane, layout, ChipDetail::Full), kFarthestFull * width))
        return;
    const auto brief = labelsOf(lane, moment, ChipDetail::Brief);
    if (place(lane, layout, brief, ChipDetail::Brief, rowCount(lane, layout, ChipDetail::Brief), kFarthestBrief * width))
        return;
    place(lane, layout, labelsOf(lane, moment, ChipDetail::Tick), ChipDetail::Tick, rowCount(lane, layout, ChipDetail::Tick), width);
}

PathChipShape chipOf(const PathMoment& moment, std::size_t position, const FlightProgress& progress, const QRectF& lane)
{
    const Flight& flight = moment.stage.flights[position];
    PathChipShape chip;
    chip.flight = position;
    chip.number = flight.number;
    chip.isForward = moment.index.isForward(position);
    chip.exact = chip.isForward ? lane.left() + progress.share * lane.width() : lane.right() - progress.share * lane.width();
    chip.kind = segmentKind(recordOf(flight, moment.index, moment.trace));
    chip.isVivid = !moment.connection || flight.connection == *moment.connection;
    chip.isLost = progress.isOver;
    chip.isHeld = progress.isHeld;
    chip.isCopy = flight.isCopy;
    chip.isCorrupt = flight.isCorrupt;
    chip.opacity = progress.opacity;
    return chip;
}

} // namespace

std::size_t addChips(PathLayout& layout, const PathMoment& moment, const std::vector<std::size_t>& visible, const std::vector<PathPair>& pairs)
{
    std::vector<std::array<Lane, 2>> lanes(pairs.size());
    std::size_t flying = 0;
    for (const std::size_t position : visible) {
        const auto progress = progressOf(moment.stage.flights[position], moment.now);
        if (!progress)
            continue;
        flying += progress->isOver ? 0u : 1u;
        const auto pair = std::find(pairs.begin(), pairs.end(), moment.index.pairs()[moment.index.pairOf(position)]);
        if (pair == pairs.end())
            continue; // no room for its cable
        const auto cable = std::size_t(pair - pairs.begin());
        const std::size_t direction = moment.index.isForward(position) ? 0 : 1;
        Lane& lane = lanes[cable][direction];
        lane.box = layout.cables[cable].lanes[direction];
        lane.chips.push_back(chipOf(moment, position, *progress, lane.box));
        lane.ranks.push_back(moment.index.rank(position));
    }
    for (auto& cable : lanes) {
        for (Lane& lane : cable) {
            if (lane.chips.empty())
                continue;
            placeLegibly(lane, layout, moment);
            layout.chips.insert(layout.chips.end(), lane.chips.begin(), lane.chips.end());
        }
    }
    for (PathChipShape& chip : layout.chips) {
        const qreal dx = std::max(0.0, kPathHitSize - chip.box.width()) / 2;
        const qreal dy = std::max(0.0, kPathHitSize - chip.box.height()) / 2;
        chip.hit = chip.box.adjusted(-dx, -dy, dx, dy);
    }
    std::stable_partition(layout.chips.begin(), layout.chips.end(), [](const PathChipShape& chip) { return !chip.isVivid; });
    return flying;
}
