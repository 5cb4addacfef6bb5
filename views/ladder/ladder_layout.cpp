#include "views/ladder/ladder_layout.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_relations.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QStringList>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

const Record& recordOf(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    return trace.record(trace.connection(id).records[row]);
}

/// Where on its way the arrow of a lost segment ends.
constexpr qreal kLostShare = 0.6;

/// The segment's text without its options, in either notation.
QString withoutOptions(const QString& text)
{
    const qsizetype stevens = text.indexOf(u" <"_s);
    const qsizetype tcpdump = text.indexOf(u", options"_s);
    return stevens > 0 ? text.left(stevens) : tcpdump > 0 ? text.left(tcpdump) : text;
}

/// The sizes that tags are built from.
struct TagSizes {
    QFontMetricsF font;
    qreal gap = 0;   ///< Before a tag.
    qreal frame = 0; ///< Both sides of its word.

    qreal width(const QString& word) const { return std::ceil(font.horizontalAdvance(word)) + frame; }
};

/// Adds tags from `used` to `end` (x) and says where they end; shortens the last one, and leaves out what has no room at all.
qreal placeTags(ArrowShape& arrow, const std::vector<QString>& words, qreal used, qreal end, qreal top, const TagSizes& sizes, const LadderMetrics& m)
{
    const qreal height = std::min(m.smallTextHeight + 2.0, m.arrowTop);
    for (const QString& word : words) {
        const qreal left = end - used - sizes.gap;
        const QString shown = sizes.font.elidedText(word, Qt::ElideRight, left - sizes.frame);
        if (left < sizes.frame || (shown.size() < 4 && shown != word)) // fewer than three letters say nothing
            break;
        const qreal width = std::min(sizes.width(shown), left);
        arrow.tags.push_back({QRectF(used + sizes.gap, top + (m.textHeight - height) / 2, width, height), shown});
        used += sizes.gap + width;
    }
    return used;
}

/// Places label and tags in the middle of `room`. What the segment says goes before its tags, and they go before its options.
void placeLabel(ArrowShape& arrow, const QString& text, const std::vector<QString>& words, const QRectF& room, const LadderMetrics& m)
{
    const QFontMetricsF font(m.font);
    const TagSizes sizes{QFontMetricsF(m.smallFont), 1.5 * m.spacing, 2.5 * m.spacing};
    qreal wanted = 0;
    for (const QString& word : words)
        wanted += sizes.gap + sizes.width(word);
    const auto place = [&](qreal limit) {
        arrow.label = ladderElided(text, font, limit);
        const qreal width = std::min(std::ceil(font.horizontalAdvance(arrow.label)) + 1.0, room.width());
        arrow.labelBox = QRectF(0, room.top(), width, m.textHeight);
        return placeTags(arrow, words, width, room.width(), room.top(), sizes, m);
    };
    const qreal core = std::ceil(font.horizontalAdvance(withoutOptions(text) + u" …"_s)) + 1.0;
    qreal used = place(std::min(room.width(), std::max(core, room.width() - wanted - 1.0)));
    if (arrow.tags.empty())
        used = place(room.width());

    arrow.elided = arrow.label != text;
    const qreal left = std::floor(room.left() + (room.width() - used) / 2);
    arrow.labelBox.translate(left, 0);
    for (TagShape& tag : arrow.tags)
        tag.box.translate(left, 0);
}

ArrowShape segmentShape(const Trace& trace, ConnectionId id, std::uint32_t row, const Record& record, qreal top, const LadderMetrics& m, const Notation& notation, const Doubt* doubt)
{
    ArrowShape arrow;
    arrow.segmentKind = shownKind(trace, id, row);
    const qreal gap = 2 * m.penWidth;
    const qreal inner[2] = {m.lifelines[0] + gap, m.lifelines[1] - gap};
    arrow.from = QPointF(inner[index(record.sender())], top + m.arrowTop);
    arrow.to = QPointF(inner[index(other(record.sender()))], top + m.arrowTop + m.slant);
    if (!m.hasLabels)
        return arrow;
    const QRectF room(inner[0] + 2 * m.spacing, top, inner[1] - inner[0] - 4 * m.spacing, m.textHeight);
    std::vector<QString> words = ladderLabelWords(shownLabels(trace, id, row));
    if (doubt)
        words.push_back(doubtText(trace, id, *doubt));
    placeLabel(arrow, describe(trace, record, notation), words, room, m);
    return arrow;
}

ArrowShape markShape(const Trace& trace, ConnectionId id, std::uint32_t row, qreal top, const LadderMetrics& m)
{
    const Record& record = recordOf(trace, id, row);
    ArrowShape mark;
    mark.from = mark.to = QPointF(m.lifelines[index(record.sender())], top + m.arrowTop + m.slant / 2);
    if (!m.hasLabels)
        return mark;
    const qreal start = m.textHeight * 0.5 + 2 * m.spacing;
    const qreal width = m.lifelines[1] - m.lifelines[0] - start - 2 * m.spacing;
    const QFontMetricsF font(m.font);
    const QString text = ladderMarkText(trace, id, row);
    mark.label = font.elidedText(text, Qt::ElideRight, width);
    mark.elided = mark.label != text;
    const qreal used = std::min(std::ceil(font.horizontalAdvance(mark.label)) + 1.0, width);
    const qreal left = record.sender() == Side::Initiator ? mark.from.x() + start : mark.from.x() - start - used;
    mark.labelBox = QRectF(left, mark.from.y() - m.textHeight / 2, used, m.textHeight);
    return mark;
}

/// Where in its row a record changes the state of `side`.
qreal changeAt(const Record& record, Side side, const LadderMetrics& m)
{
    if (!record.isSegment())
        return m.arrowTop + m.slant / 2;
    return record.sender() == side ? m.arrowTop : m.arrowTop + m.slant;
}

void layoutBandsOf(Side side, std::vector<BandShape>& bands, const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& m)
{
    const bool isFirst = rows.first == 0;
    const bool isLast = rows.end() == trace.stepCount(id);
    qreal top = isFirst ? -m.topPadding : 0;
    BandShape band;
    band.side = side;
    band.state = trace.state(id, side, rows.first);
    band.certainty = trace.certainty(id, side, rows.first);
    const auto close = [&](qreal y) {
        band.box = QRectF(m.bandLeft(side), top, m.bandWidth, y - top);
        bands.push_back(band);
        top = y;
    };
    for (std::uint32_t row = rows.first; row < rows.end(); ++row) {
        const Record& record = recordOf(trace, id, row);
        const bool changed = record.state(side) != band.state;
        if (!changed && Theme::certaintyStyle(record.certainty(side)) == Theme::certaintyStyle(band.certainty))
            continue;
        band.goesOn = !changed;
        close((row - rows.first) * m.rowHeight + changeAt(record, side, m));
        band.state = record.state(side);
        band.certainty = record.certainty(side);
        band.begins = changed;
        band.goesOn = false;
    }
    close(rows.count * m.rowHeight + (isLast ? m.bottomPadding : 0.0));
}

} // namespace

std::vector<ArrowShape> layoutArrows(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& metrics, const Notation& notation,
                                     const std::vector<Doubt>& doubts)
{
    std::vector<ArrowShape> arrows;
    arrows.reserve(rows.count);
    for (std::uint32_t row = rows.first; row < rows.end(); ++row) {
        const Record& record = recordOf(trace, id, row);
        const qreal top = (row - rows.first) * metrics.rowHeight;
        const bool isSegment = record.isSegment();
        const Doubt* doubt = doubtOf(doubts, row);
        ArrowShape arrow = isSegment ? segmentShape(trace, id, row, record, top, metrics, notation, doubt) : markShape(trace, id, row, top, metrics);
        arrow.isInDoubt = doubt != nullptr;
        arrow.row = row;
        arrow.kind = record.kind();
        arrow.sender = record.sender();
        if (arrow.kind == RecordKind::LostSegment)
            arrow.to = arrow.from + (arrow.to - arrow.from) * kLostShare;
        arrows.push_back(std::move(arrow));
    }
    return arrows;
}

const Doubt* doubtOf(const std::vector<Doubt>& doubts, std::uint32_t row)
{
    const auto found = std::ranges::lower_bound(doubts, row, {}, &Doubt::row);
    return found != doubts.end() && found->row == row ? &*found : nullptr;
}

std::vector<JoinShape> layoutJoins(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& m)
{
    return layoutJoins(trace, id, rows, m, [&](std::uint32_t row) { return (double(row) - double(rows.first)) * m.rowHeight + m.arrowTop; });
}

std::vector<JoinShape> layoutJoins(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& m, const std::function<qreal(std::uint32_t row)>& y)
{
    constexpr std::uint32_t kAhead = 256; // a curve that leaves the window downwards is seen as far as that
    std::vector<JoinShape> joins;
    const std::uint32_t end = std::min(trace.stepCount(id), rows.end() + kAhead);
    for (std::uint32_t row = rows.first; row < end; ++row) {
        const auto original = previousSending(trace, id, row);
        if (!original || *original >= rows.end())
            continue;
        const bool isLeft = recordOf(trace, id, row).sender() == Side::Initiator;
        const qreal x = m.lifelines[isLeft ? 0 : 1] + (isLeft ? 2 : -2) * m.penWidth;
        joins.push_back({row, *original, QPointF(x, y(*original)), QPointF(x, y(row)), x + (isLeft ? 2.7 : -2.7) * m.spacing});
    }
    return joins;
}

std::vector<BandShape> layoutBands(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& metrics)
{
    std::vector<BandShape> bands;
    for (Side side : kSides)
        layoutBandsOf(side, bands, trace, id, rows, metrics);
    return bands;
}

std::vector<BandShape> layoutBandsBySteps(const Trace& trace, ConnectionId id, qreal top, qreal bottom, const LadderMetrics& m,
                                          const std::function<qreal(std::uint32_t row, Side side)>& y)
{
    constexpr std::uint32_t kProofRows = 64; // so far behind a step it is looked for what makes it certain
    const Connection& connection = trace.connection(id);
    std::vector<BandShape> bands;
    for (Side side : kSides) {
        BandShape band;
        band.side = side;
        band.state = connection.info.initialStates[index(side)];
        band.certainty = trace.certainty(id, side, 0);
        qreal begin = top;
        const auto next = [&](qreal at, tcp::State state, Certainty certainty, bool begins) {
            at = std::max(at, begin);
            band.goesOn = !begins;
            band.box = QRectF(m.bandLeft(side), begin, m.bandWidth, std::min(at, bottom) - begin);
            if (band.box.height() > 0)
                bands.push_back(band);
            band.state = state;
            band.certainty = certainty;
            band.begins = begins && at > top;
            begin = at;
        };
        for (const TransitionRecord& step : connection.transitions) {
            if (step.side != side || begin >= bottom)
                continue;
            const std::uint32_t row = trace.stepAt(id, step.record);
            const Certainty certainty = recordOf(trace, id, row).certainty(side);
            next(y(row, side), step.to, certainty, true);
            for (std::uint32_t at = row + 1; at < std::min(trace.stepCount(id), row + kProofRows); ++at) {
                const Record& record = recordOf(trace, id, at);
                if (record.state(side) != step.to)
                    break;
                if (Theme::certaintyStyle(record.certainty(side)) != Theme::certaintyStyle(certainty)) {
                    next(y(at, side), step.to, record.certainty(side), false);
                    break;
                }
            }
        }
        if (begin < bottom)
            next(bottom, band.state, band.certainty, true);
    }
    return bands;
}

std::vector<BandNameShape> layoutBandNames(const std::vector<BandShape>& bands, qreal top, qreal bottom, const LadderMetrics& metrics)
{
    std::vector<BandNameShape> names;
    const QFontMetricsF small(metrics.smallFont);
    for (std::size_t first = 0, last = 0; first < bands.size(); first = last + 1) {
        for (last = first; bands[last].goesOn;)
            ++last;
        const qreal begin = bands[first].box.top();
        const qreal end = bands[last].box.bottom();
        if (end <= top || begin >= bottom)
            continue;
        const qreal height = metrics.isCompact ? std::ceil(small.horizontalAdvance(wording::stateName(bands[first].state))) + 2 : metrics.textHeight;
        if (metrics.isCompact && std::min(end, bottom) - std::max(begin, top) < height)
            continue; // upright it would cover the next state's
        const qreal padding = std::clamp((end - begin - height) / 2, 0.0, metrics.spacing);
        // Pinned to the window's edge, the padding goes before any of the name does.
        const qreal lowest = std::max(end - padding - height, std::min(top, end - height));
        const qreal y = std::min(std::max(begin, top) + padding, lowest);
        // Where the name stands decides which part's certainty it is written in.
        const auto firstPart = bands.begin() + std::ptrdiff_t(first), lastPart = bands.begin() + std::ptrdiff_t(last);
        const auto at = std::find_if(firstPart, lastPart, [&](const BandShape& part) { return part.box.bottom() > y + height / 2; });
        BandNameShape name;
        name.side = at->side;
        name.box = QRectF(at->box.left(), y, metrics.bandWidth, height);
        name.text = wording::stateName(at->state);
        name.assumed = Theme::certaintyStyle(at->certainty) != Qt::SolidLine;
        names.push_back(name);
    }
    return names;
}

std::vector<RowShape> layoutRows(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& m)
{
    const Connection& connection = trace.connection(id);
    std::vector<RowShape> shapes;
    const auto every = std::uint32_t(std::max(1.0, std::ceil(m.textHeight / m.rowHeight))); // texts that would overlap are left out
    shapes.reserve(rows.count);
    for (std::uint32_t row = rows.first; row < rows.end(); ++row) {
        const Record& record = recordOf(trace, id, row);
        const qreal top = (row - rows.first) * m.rowHeight;
        RowShape shape;
        shape.row = row;
        shape.record = connection.records[row];
        if (row % every != 0) {
            shapes.push_back(shape);
            continue;
        }
        if (m.frameRight > 0 && record.frame != 0) {
            shape.frame = QString::number(record.frame);
            shape.frameBox = QRectF(0, top, m.frameRight, m.textHeight);
        }
        if (m.timeRight > 0) {
            shape.time = ladderTimeOf(trace, shape.record, m);
            shape.timeBox = QRectF(0, top, m.timeRight, m.textHeight);
            if (row + 1 < connection.records.size()) {
                const Duration gap = recordOf(trace, id, row + 1).time - record.time;
                shape.gap = m.hasLabels && isIdleGap(gap, connection) ? u"⋮ "_s + wording::duration(gap) : QString();
                shape.gapBox = QRectF(0, top + m.textHeight, m.timeRight, m.rowHeight - m.textHeight);
            }
        }
        shapes.push_back(shape);
    }
    return shapes;
}
