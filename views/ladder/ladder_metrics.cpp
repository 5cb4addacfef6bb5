#include "views/ladder/ladder_metrics.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_layout.h"

#include <QFontInfo>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace {

/// Arrows narrower than this many letters tell nothing.
constexpr int kArrowLetters = 20;
/// Between several connections' lifelines, so many go before the states' names written out.
constexpr int kNamedLetters = 32;

qreal widestStateName(const QFontMetricsF& text)
{
    qreal widest = 0;
    for (int state = 0; state < tcp::kStateCount; ++state)
        widest = std::max(widest, text.horizontalAdvance(wording::stateName(tcp::State(state))));
    return widest;
}

void setHeights(LadderMetrics& m)
{
    const QFontMetricsF text(m.font);
    m.textHeight = std::ceil(text.height());
    m.smallTextHeight = std::ceil(QFontMetricsF(m.smallFont).height());
    m.spacing = std::max(3.0, std::round(m.textHeight / 4.0));
    m.penWidth = std::max(1.2, m.textHeight / 11.0);
    m.slant = std::round(m.textHeight * 0.5);
    m.arrowTop = m.textHeight + m.spacing;
    m.rowHeight = m.arrowTop + m.slant + 2 * m.spacing;
    m.naturalRowHeight = m.rowHeight;
    m.headerHeight = 2 * m.textHeight + 3 * m.spacing;
    m.topPadding = m.spacing;
    m.bottomPadding = m.textHeight + m.spacing;
    m.marginWidth = m.textHeight + m.spacing;
}

/// What the columns have to hold.
struct Extent {
    Timestamp start{};
    Timestamp end{};
    std::uint32_t lastFrame = 0;
};

Extent extentOf(const Trace& trace, const std::vector<ConnectionId>& ids)
{
    Extent extent{trace.connection(ids.front()).start, trace.connection(ids.front()).end, 0};
    for (const ConnectionId id : ids) {
        const Connection& connection = trace.connection(id);
        extent.start = std::min(extent.start, connection.start);
        extent.end = std::max(extent.end, connection.end);
        if (!connection.records.empty())
            extent.lastFrame = std::max(extent.lastFrame, trace.record(connection.records.back()).frame);
    }
    return extent;
}

/// What is left for the arrows decides which columns there are. Returns where the first band begins.
qreal placeColumns(LadderMetrics& m, const Extent& extent, double connections)
{
    const QFontMetricsF text(m.font);
    const QFontMetricsF small(m.smallFont);
    const auto timeWidth = [&](int decimals) {
        return std::max({text.horizontalAdvance(ladderTime(extent.end - m.origin, decimals)), text.horizontalAdvance(ladderTime(extent.start - m.origin, decimals)),
                         small.horizontalAdvance(ladderTimeTitle(m))});
    };
    const qreal frameWidth = std::max(text.horizontalAdvance(QString::number(extent.lastFrame)), small.horizontalAdvance(ladderFrameTitle()));
    const bool isOne = connections == 1;
    const auto leaves = [&](qreal columns, int letters, int lettersOfMany) {
        return (m.width - m.marginWidth - columns) / connections - 2 * (m.bandWidth + 4 * m.spacing) >= (isOne ? letters : lettersOfMany) * text.averageCharWidth();
    };
    qreal left = m.spacing + m.marginWidth;
    if (leaves(timeWidth(3), 30, 10)) {
        const qreal both = frameWidth + 3 * m.spacing;
        if (leaves(both + timeWidth(3), 36, 14)) {
            m.frameRight = left + std::ceil(frameWidth);
            left = m.frameRight + 3 * m.spacing;
        }
        m.timeDecimals = leaves(both + timeWidth(6), 48, 24) ? 6 : 3;
        m.timeRight = left + std::ceil(timeWidth(m.timeDecimals));
        left = m.timeRight + 2 * m.spacing;
    }
    return left;
}

} // namespace

RowRange LadderMetrics::visibleRows(double scrollTop, qreal height, std::uint32_t rowCount) const
{
    const double first = std::max(0.0, std::floor((scrollTop - topPadding) / rowHeight));
    const double last = std::max(0.0, std::ceil((scrollTop + height - topPadding) / rowHeight));
    const auto begin = std::uint32_t(std::min(first, double(rowCount)));
    const auto end = std::uint32_t(std::min(last, double(rowCount)));
    return {begin, std::max(begin, end) - begin};
}

LadderMetrics LadderMetrics::zoomed(double zoom) const
{
    LadderMetrics m = *this;
    m.rowHeight = naturalRowHeight * zoom;
    m.hasLabels = zoom >= 1.0;
    if (zoom > 1.0) {
        m.rowHeight = std::round(m.rowHeight);
        m.slant += m.rowHeight - naturalRowHeight;
    } else if (zoom < 1.0) {
        m.arrowTop = m.rowHeight * 0.2;
        m.slant = m.rowHeight * 0.6;
        m.penWidth = std::clamp(penWidth * zoom * 1.6, std::min(0.6, penWidth), penWidth);
    }
    return m;
}

qreal ladderMinimumWidth(const QFont& font)
{
    const QFontMetricsF text(font);
    return 2 * (widestStateName(text) + text.height() * 1.5) + text.height() * 1.5 + kArrowLetters * text.averageCharWidth();
}

LadderMetrics ladderMetrics(const Trace& trace, ConnectionId id, const QFont& font, qreal width, std::optional<RecordNumber> reference)
{
    return ladderMetrics(trace, std::vector<ConnectionId>{id}, font, width, reference).front();
}

std::vector<LadderMetrics> ladderMetrics(const Trace& trace, const std::vector<ConnectionId>& ids, const QFont& font, qreal width, std::optional<RecordNumber> reference)
{
    LadderMetrics m;
    // In pixels, as all the rest: points would change size with the resolution of the device that is painted on.
    const int pixels = QFontInfo(font).pixelSize();
    m.font = font;
    m.font.setPixelSize(pixels);
    m.smallFont = font;
    m.smallFont.setPixelSize(std::max(8, int(std::lround(pixels * 0.85))));
    m.width = width;
    setHeights(m);
    m.reference = reference && *reference < trace.recordCount() ? reference : std::nullopt;
    const Extent extent = extentOf(trace, ids);
    m.origin = m.reference ? trace.record(*m.reference).time : extent.start;
    m.bandWidth = std::ceil(widestStateName(QFontMetricsF(m.font)) + 2.5 * m.spacing);
    const qreal arrows = (width - m.marginWidth) / double(ids.size()) - 2 * (m.bandWidth + 4 * m.spacing);
    m.isCompact = ids.size() > 1 && arrows < kNamedLetters * QFontMetricsF(m.font).averageCharWidth();
    if (m.isCompact)
        m.bandWidth = m.smallTextHeight + 2;

    const qreal left = placeColumns(m, extent, double(ids.size()));
    std::vector<LadderMetrics> all;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        LadderMetrics lane = m;
        const qreal begin = left + std::round((width - left) * double(i) / double(ids.size()));
        const qreal end = left + std::round((width - left) * double(i + 1) / double(ids.size()));
        if (i > 0) {
            lane.left = begin;
            lane.frameRight = lane.timeRight = lane.marginWidth = 0;
        }
        lane.width = end;
        lane.lifelines[0] = std::round(begin + (i > 0 ? m.spacing : 0) + m.bandWidth + m.spacing);
        lane.lifelines[1] = std::round(end - 2 * m.spacing - m.bandWidth);
        all.push_back(lane);
    }
    return all;
}
