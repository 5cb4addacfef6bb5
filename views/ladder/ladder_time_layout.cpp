#include "views/ladder/ladder_time_layout.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_relations.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

/// Heights that labels have taken in one half, disjoint, in order.
class TakenRoom {
public:
    bool take(qreal top, qreal bottom)
    {
        auto next = std::lower_bound(m_taken.begin(), m_taken.end(), top, [](const auto& room, qreal y) { return room.second <= y; });
        if (next != m_taken.end() && next->first < bottom)
            return false;
        m_taken.insert(next, {top, bottom});
        return true;
    }

private:
    std::vector<std::pair<qreal, qreal>> m_taken;
};

/// Smaller goes first.
int rank(const ArrowShape& arrow, std::uint32_t keep)
{
    if (arrow.row == keep)
        return 0;
    if (arrow.kind == RecordKind::LostSegment)
        return 1;
    if (arrow.kind != RecordKind::Segment)
        return 2;
    switch (arrow.segmentKind) {
    case SegmentKind::Data:
        return 2;
    case SegmentKind::Ack:
        return 3;
    default:
        return 1;
    }
}

ArrowShape timeArrow(const TimeWindow& window, std::uint32_t row)
{
    const Record& record = window.record(row);
    const LadderMetrics& m = window.metrics;
    ArrowShape arrow;
    arrow.row = row;
    arrow.kind = record.kind();
    arrow.sender = record.sender();
    arrow.segmentKind = shownKind(window.trace, window.connection, row);
    const FlightTimes times = window.axis.times(record);
    if (!record.isSegment()) {
        arrow.from = arrow.to = QPointF(m.lifelines[index(arrow.sender)], window.y(record.time));
        return arrow;
    }
    const qreal gap = 2 * m.penWidth;
    const qreal inner[2] = {m.lifelines[0] + gap, m.lifelines[1] - gap};
    const qreal start = inner[index(arrow.sender)], end = inner[index(other(arrow.sender))];
    arrow.from = QPointF(start, window.y(times.sent));
    const qreal share = record.kind() == RecordKind::LostSegment ? std::min(times.share, 0.9) : 1.0;
    arrow.to = QPointF(start + (end - start) * share, window.y(times.ends));
    arrow.isFromEstimated = times.isSentEstimated;
    arrow.isToEstimated = times.isEndEstimated;
    return arrow;
}

/// The room for labels between two lifelines: each sender has its half, unless those are too narrow to say anything.
class LabelRoom {
public:
    explicit LabelRoom(const LadderMetrics& m)
        : m_metrics(m), m_isShared(m.lifelines[1] - m.lifelines[0] < 2 * kLettersOfHalf * QFontMetricsF(m.font).averageCharWidth())
    {
    }
    /// The greatest width of a text that stands `away` from a lifeline.
    qreal width(qreal away) const
    {
        const qreal inner = m_metrics.lifelines[1] - m_metrics.lifelines[0];
        return (m_isShared ? inner : inner / 2) - away - 2 * m_metrics.spacing;
    }
    bool take(Side side, qreal top) { return m_taken[m_isShared ? 0 : index(side)].take(top, top + m_metrics.textHeight); }
    /// A box beside that side's lifeline.
    QRectF box(Side side, qreal away, qreal top, qreal textWidth) const
    {
        const qreal left = side == Side::Initiator ? m_metrics.lifelines[0] + away : m_metrics.lifelines[1] - away - textWidth;
        return QRectF(std::floor(left), top, textWidth, m_metrics.textHeight);
    }

private:
    static constexpr int kLettersOfHalf = 22;
    const LadderMetrics& m_metrics;
    bool m_isShared;
    TakenRoom m_taken[2];
};

/// Gives the arrow its label where that has room: above its beginning, or a little lower or higher.
void placeTimeLabel(ArrowShape& arrow, LabelRoom& room, const TimeWindow& window, const Notation& notation)
{
    const LadderMetrics& m = window.metrics;
    const bool isSegment = arrow.kind == RecordKind::Segment || arrow.kind == RecordKind::LostSegment;
    const qreal away = isSegment ? 3 * m.spacing : m.textHeight * 0.5 + 2 * m.spacing;
    const qreal natural = isSegment ? arrow.from.y() - m.textHeight - 1 : arrow.from.y() - m.textHeight / 2;
    for (const qreal shift : {0.0, isSegment ? 0.3 : 0.6, isSegment ? -0.3 : -0.6}) {
        const qreal top = std::round(natural + shift * m.textHeight);
        if (!room.take(arrow.sender, top))
            continue;
        const QString text = isSegment ? describe(window.trace, window.record(arrow.row), notation) : ladderMarkText(window.trace, window.connection, arrow.row);
        const QFontMetricsF font(m.font);
        arrow.label = ladderElided(text, font, room.width(away));
        arrow.elided = arrow.label != text;
        arrow.labelBox = room.box(arrow.sender, away, top, std::min(room.width(away), std::ceil(font.horizontalAdvance(arrow.label)) + 1));
        return;
    }
}

/// Below the arrow's end, where its own line is not.
void placeDoubt(ArrowShape& arrow, LabelRoom& room, const TimeWindow& window, const Doubt& doubt)
{
    const LadderMetrics& m = window.metrics;
    const Side receiver = other(arrow.sender);
    const qreal away = 3 * m.spacing;
    const QFontMetricsF font(m.smallFont);
    const QString text = doubtText(window.trace, window.connection, doubt);
    const qreal top = std::round(arrow.to.y() + 0.4 * m.textHeight);
    const qreal width = std::ceil(font.horizontalAdvance(text)) + 1;
    if (width > room.width(away) || !room.take(receiver, top)) // half of this sentence would say something else
        return;
    arrow.doubt = text;
    arrow.doubtBox = room.box(receiver, away, top, width);
}

} // namespace

qreal TimeWindow::y(Timestamp time) const
{
    return ladderTimeTop(metrics) + scale.y(axis, time) - scrollTop;
}

RowRange TimeWindow::rows() const
{
    // A line more on either side: labels reach beyond their arrows.
    const double top = scrollTop - ladderTimeTop(metrics) - metrics.textHeight;
    return axis.rowsBetween(trace, connection, scale.time(axis, top), scale.time(axis, top + height + 3 * metrics.textHeight));
}

qreal ladderTimeTop(const LadderMetrics& m)
{
    return m.topPadding + m.textHeight + m.spacing;
}

std::vector<FoldShape> layoutFolds(const TimeWindow& window)
{
    const auto& folds = window.axis.folds();
    const Timestamp top = window.scale.time(window.axis, window.scrollTop - ladderTimeTop(window.metrics));
    std::vector<FoldShape> shapes;
    auto fold = std::lower_bound(folds.begin(), folds.end(), top, [](const FoldedGap& gap, Timestamp time) { return gap.to < time; });
    for (; fold != folds.end(); ++fold) {
        const qreal y = window.y(fold->from);
        if (y > window.height)
            break;
        const qreal height = window.scale.foldHeight;
        if (!shapes.empty() && y < shapes.back().box.bottom() + 3.0)
            continue; // marks that nobody could tell apart
        const bool hasRoom = height >= window.metrics.smallTextHeight;
        shapes.push_back({QRectF(0, y, window.metrics.width, height), hasRoom ? u"⋮ "_s + wording::duration(fold->to - fold->from) + u" ⋮"_s : QString()});
    }
    return shapes;
}

std::vector<ArrowShape> layoutTimeArrows(const TimeWindow& window, const Notation& notation, std::uint32_t keep, const std::vector<Doubt>& doubts)
{
    const RowRange rows = window.rows();
    std::vector<ArrowShape> arrows;
    arrows.reserve(rows.count);
    for (std::uint32_t row = rows.first; row < rows.end(); ++row) {
        ArrowShape arrow = timeArrow(window, row);
        arrow.isInDoubt = doubtOf(doubts, row) != nullptr;
        const qreal margin = 2 * window.metrics.textHeight;
        if (arrow.to.y() >= -margin && arrow.from.y() <= window.height + margin)
            arrows.push_back(std::move(arrow));
    }
    LabelRoom room(window.metrics);
    for (int priority = 0; priority < 4; ++priority) {
        for (ArrowShape& arrow : arrows) {
            if (rank(arrow, keep) == priority)
                placeTimeLabel(arrow, room, window, notation);
        }
        for (ArrowShape& arrow : arrows) { // before the ACKs' labels
            if (priority == 2 && arrow.isInDoubt)
                placeDoubt(arrow, room, window, *doubtOf(doubts, arrow.row));
        }
    }
    return arrows;
}

std::vector<JoinShape> layoutTimeJoins(const TimeWindow& window)
{
    constexpr std::uint32_t kAhead = 256;
    const LadderMetrics& m = window.metrics;
    const RowRange rows = window.rows();
    std::vector<JoinShape> joins;
    const std::uint32_t end = std::min(window.trace.stepCount(window.connection), rows.end() + kAhead);
    for (std::uint32_t row = rows.first; row < end; ++row) {
        const auto original = previousSending(window.trace, window.connection, row);
        if (!original)
            continue;
        const QPointF from = timeArrow(window, *original).from, to = timeArrow(window, row).from;
        if (from.y() > window.height || to.y() < 0)
            continue;
        const qreal inward = window.record(row).sender() == Side::Initiator ? 2.7 : -2.7;
        joins.push_back({row, *original, from, to, from.x() + inward * m.spacing});
    }
    return joins;
}

std::vector<BandShape> layoutTimeBands(const TimeWindow& window, qreal end)
{
    const auto y = [&window](std::uint32_t row, Side side) {
        const Record& record = window.record(row);
        if (window.axis.isSimulated() || !record.isSegment())
            return window.y(record.time);
        const FlightTimes times = window.axis.times(record);
        return window.y(side == record.sender() ? times.sent : times.ends);
    };
    return layoutBandsBySteps(window.trace, window.connection, 0, end, window.metrics, y);
}

std::vector<RowShape> layoutTimes(const std::vector<TimeWindow>& windows)
{
    constexpr std::uint32_t kMost = 400; // where very many rows are in view, as many are asked as have room, and no more
    struct Candidate {
        RecordNumber number = 0;
        std::uint32_t row = 0;
    };
    std::vector<Candidate> candidates;
    for (const TimeWindow& window : windows) {
        const RowRange rows = window.rows();
        const std::uint32_t every = std::max(1u, rows.count / kMost);
        for (std::uint32_t row = (rows.first + every - 1) / every * every; row < rows.end(); row += every)
            candidates.push_back({window.trace.connection(window.connection).records[row], row});
    }
    std::ranges::sort(candidates, {}, &Candidate::number);
    const TimeWindow& first = windows.front();
    const LadderMetrics& m = first.metrics;
    std::vector<RowShape> shapes;
    qreal free = -1e9;
    for (const Candidate& candidate : candidates) {
        const Record& record = first.trace.record(candidate.number);
        const qreal top = std::round(first.y(record.time) - m.textHeight / 2);
        if (top < free && m.reference != candidate.number)
            continue;
        while (!shapes.empty() && shapes.back().timeBox.bottom() > top) // only the reference takes the place of others
            shapes.pop_back();
        free = top + m.textHeight;
        RowShape shape;
        shape.row = candidate.row;
        shape.record = candidate.number;
        if (m.frameRight > 0 && record.frame != 0)
            shape.frame = QString::number(record.frame);
        shape.frameBox = QRectF(0, top, m.frameRight, m.textHeight);
        if (m.timeRight > 0)
            shape.time = ladderTimeOf(first.trace, candidate.number, m);
        shape.timeBox = QRectF(0, top, m.timeRight, m.textHeight);
        shapes.push_back(shape);
    }
    return shapes;
}

std::optional<std::uint32_t> timeRowAt(const TimeWindow& window, const QPointF& point)
{
    constexpr std::uint32_t kMost = 4000; // among more nobody can point at one
    const LadderMetrics& m = window.metrics;
    const RowRange rows = window.rows();
    std::optional<std::uint32_t> nearest;
    qreal least = m.textHeight;
    for (std::uint32_t row = rows.first; row < rows.end() && rows.count <= kMost; ++row) {
        const ArrowShape arrow = timeArrow(window, row);
        const qreal way = arrow.to.x() - arrow.from.x();
        const qreal share = way == 0 ? 0 : std::clamp((point.x() - arrow.from.x()) / way, 0.0, 1.0);
        const qreal distance = std::abs(point.y() - (arrow.from.y() + share * (arrow.to.y() - arrow.from.y())));
        if (distance < least) {
            least = distance;
            nearest = row;
        }
    }
    return nearest;
}
