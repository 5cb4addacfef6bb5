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

LadderMetrics ladderMetrics(const Trace& trace, ConnectionId id, const QFont& font, qreal width)
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

    const QFontMetricsF text(m.font);
    const QFontMetricsF small(m.smallFont);
    m.bandWidth = std::ceil(widestStateName(text) + 2.5 * m.spacing);
    const Connection& connection = trace.connection(id);
    const std::uint32_t lastFrame = connection.records.empty() ? 0 : trace.record(connection.records.back()).frame;
    const auto timeWidth = [&](int decimals) {
        return std::max(text.horizontalAdvance(ladderTime(connection.end - connection.start, decimals)), small.horizontalAdvance(ladderTimeTitle()));
    };
    const qreal frameWidth = std::max(text.horizontalAdvance(QString::number(lastFrame)), small.horizontalAdvance(ladderFrameTitle()));
    // What is left for the arrows decides which columns there are.
    const auto leaves = [&](qreal columns, int letters) {
        return width - m.marginWidth - columns - 2 * (m.bandWidth + 4 * m.spacing) >= letters * text.averageCharWidth();
    };
    qreal left = m.spacing + m.marginWidth;
    if (leaves(timeWidth(3), 30)) {
        const qreal both = frameWidth + 3 * m.spacing;
        if (leaves(both + timeWidth(3), 36)) {
            m.frameRight = left + std::ceil(frameWidth);
            left = m.frameRight + 3 * m.spacing;
        }
        m.timeDecimals = leaves(both + timeWidth(6), 48) ? 6 : 3;
        m.timeRight = left + std::ceil(timeWidth(m.timeDecimals));
        left = m.timeRight + 2 * m.spacing;
    }
    m.lifelines[0] = std::round(left + m.bandWidth + m.spacing);
    m.lifelines[1] = std::round(width - 2 * m.spacing - m.bandWidth);
    return m;
}
