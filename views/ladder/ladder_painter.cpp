#include "views/ladder/ladder_painter.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_strokes.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace strokes;

namespace {

constexpr std::uint32_t kExportedRows = 200;

void paintRows(QPainter& painter, RowRange rows, qreal firstTop, qreal height, qreal contentEnd, const LadderPicture& picture, const LadderMetrics& m)
{
    const Theme& theme = picture.theme;
    const auto rowShapes = layoutRows(picture.trace, picture.connection, rows, m);
    const auto bands = layoutBands(picture.trace, picture.connection, rows, m);
    const auto doubts = doubtsIn(picture.trace, picture.connection, rows, picture.isComplete);
    const auto arrows = layoutArrows(picture.trace, picture.connection, rows, m, picture.notation, doubts);
    paintLifelines(painter, contentEnd, rowShapes, firstTop, theme, m);
    painter.translate(0, firstTop); // near 0 however far down that is
    paintBands(painter, bands, theme);
    paintTicks(painter, bands, theme, m);
    paintBandNames(painter, layoutBandNames(bands, -firstTop, height - firstTop, m), theme, m);
    for (const JoinShape& join : layoutJoins(picture.trace, picture.connection, rows, m))
        paintJoin(painter, join, theme, m);
    for (const ArrowShape& arrow : arrows) {
        if (std::binary_search(picture.covered.begin(), picture.covered.end(), arrow.row))
            paintCovered(painter, arrow, theme, m);
        paintArrowLine(painter, arrow, theme, m);
        paintArrowLabel(painter, arrow, arrow.row + 1 == picture.step, theme, m);
    }
    paintColumns(painter, rowShapes, picture, m);
    painter.translate(0, -firstTop);
}

/// Very many rows: what each row of pixels contains.
void paintDensityRows(QPainter& painter, RowRange rows, double scrollTop, qreal height, qreal contentEnd, const LadderPicture& picture, const LadderMetrics& m)
{
    const auto top = [&](std::uint32_t row, Side) { return m.rowTop(row) - scrollTop; };
    const auto bands = layoutBandsBySteps(picture.trace, picture.connection, 0, contentEnd, m, top);
    paintLifelines(painter, contentEnd, {}, 0, picture.theme, m);
    paintBands(painter, bands, picture.theme);
    paintTicks(painter, bands, picture.theme, m);
    paintBandNames(painter, fittingNames(layoutBandNames(bands, 0, height, m)), picture.theme, m);
    if (!picture.density)
        return;
    std::vector<DensityCount> counts;
    const auto rowAt = [&](qreal y) { return std::uint32_t(std::clamp((scrollTop + y - m.topPadding) / m.rowHeight, double(rows.first), double(rows.end()))); };
    for (qreal y = 0; y < contentEnd; y += 1) {
        const std::uint32_t first = rowAt(y);
        counts.push_back(picture.density->count(picture.trace, {first, rowAt(y + 1) - first}));
    }
    paintDensity(painter, 0, counts, picture.theme, m);
    const auto every = std::uint32_t(std::ceil(2 * m.textHeight / m.rowHeight));
    std::vector<RowShape> times;
    for (std::uint32_t row = (rows.first + every - 1) / every * every; row < rows.end(); row += every) {
        RowShape shape = layoutRows(picture.trace, picture.connection, {row, 1}, m.zoomed(1.0)).front();
        shape.frameBox.translate(0, m.rowTop(row) - scrollTop);
        shape.timeBox.translate(0, m.rowTop(row) - scrollTop);
        shape.gap.clear();
        times.push_back(shape);
    }
    paintColumns(painter, times, picture, m);
}

} // namespace

std::vector<std::uint32_t> ladderNotes(const LadderPicture& picture, RowRange rows)
{
    std::vector<std::uint32_t> result;
    if (!picture.stage || rows.count == 0)
        return result;
    for (const Caption& caption : picture.stage->captions) {
        // Beside the row that had just happened when it was said.
        const std::uint32_t step = picture.trace.stepAt(picture.connection, caption.position);
        const std::uint32_t row = step == 0 ? 0 : step - 1;
        if (rows.contains(row) && (result.empty() || result.back() != row))
            result.push_back(row);
    }
    return result;
}

void paintLadderMargin(QPainter& painter, RowRange rows, const LadderPicture& picture, const LadderMetrics& m, const std::function<qreal(std::uint32_t)>& top)
{
    if (rows.count == 0)
        return;
    const auto& records = picture.trace.connection(picture.connection).records;
    const qreal size = m.textHeight;
    const auto box = [&](std::uint32_t row, qreal down) { return QRectF(m.spacing / 2, top(row) + down, size, size); };
    if (picture.marks) {
        auto mark = picture.marks->lower_bound(records[rows.first]);
        for (; mark != picture.marks->end() && *mark <= records[rows.end() - 1]; ++mark) {
            if (picture.trace.record(*mark).connection == picture.connection)
                paintMark(painter, box(picture.trace.stepAt(picture.connection, *mark), 0), picture.theme);
        }
    }
    for (const std::uint32_t row : ladderNotes(picture, rows))
        paintNote(painter, box(row, size * 0.9), picture.theme);
}

std::vector<BandNameShape> fittingNames(std::vector<BandNameShape> names)
{
    std::vector<BandNameShape> result;
    for (BandNameShape& name : names) {
        if (result.empty() || result.back().side != name.side || name.box.top() >= result.back().box.bottom())
            result.push_back(std::move(name));
    }
    return result;
}

std::uint32_t paintLadderWindow(QPainter& painter, const QRectF& area, double scrollTop, const LadderPicture& picture, const LadderMetrics& m)
{
    const Theme& theme = picture.theme;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area, Qt::IntersectClip);
    painter.translate(area.topLeft());
    painter.fillRect(QRectF(QPointF(), area.size()), theme.background);

    const qreal height = area.height() - m.headerHeight;
    const std::uint32_t rowCount = picture.trace.stepCount(picture.connection);
    const RowRange rows = m.visibleRows(scrollTop, height, rowCount);
    const qreal contentEnd = std::min(height, m.contentHeight(rowCount) - scrollTop);
    painter.save();
    painter.setClipRect(QRectF(0, m.headerHeight, m.width, height), Qt::IntersectClip);
    painter.translate(0, m.headerHeight);
    const qreal doneEnd = m.rowTop(picture.step) - scrollTop;
    if (picture.step > 0 && rows.contains(picture.step - 1))
        painter.fillRect(QRectF(0, doneEnd - std::max(m.rowHeight, 1.0), m.width, std::max(m.rowHeight, 1.0)), theme.highlight);
    if (picture.hovered && rows.contains(*picture.hovered))
        paintHover(painter, QRectF(0, m.rowTop(*picture.hovered) - scrollTop, m.width, std::max(m.rowHeight, 3.0)), theme);
    if (m.isDensity())
        paintDensityRows(painter, rows, scrollTop, height, contentEnd, picture, m);
    else
        paintRows(painter, rows, m.rowTop(rows.first) - scrollTop, height, contentEnd, picture, m);
    paintLadderMargin(painter, rows, picture, m, [&](std::uint32_t row) { return m.rowTop(row) - scrollTop; });
    if (picture.step < rowCount)
        paintVeil(painter, std::max(0.0, doneEnd), contentEnd, m.arrowTop - m.penWidth, theme, {&m}); // above the next tick
    painter.restore();
    paintHeader(painter, picture, m);
    painter.restore();
    return rows.count;
}

void paintLadder(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId id, std::uint32_t step, const Theme& theme,
                 const QFont& font, const Notation& notation)
{
    const LadderMetrics metrics = ladderMetrics(trace, id, font, area.width());
    const bool fits = metrics.headerHeight + metrics.contentHeight(trace.stepCount(id)) <= area.height() + 1;
    const qreal footer = fits ? 0 : metrics.rowHeight;
    const qreal height = area.height() - metrics.headerHeight - footer;
    const double most = std::max(0.0, metrics.contentHeight(trace.stepCount(id)) - height);
    const double centred = metrics.rowTop(step) - metrics.rowHeight / 2 - height / 2;
    // From row to row, so that no row is cut at the top.
    const double rows = std::max(0.0, std::min(centred, most)) / metrics.rowHeight;
    const double scrollTop = (centred >= most ? std::ceil(rows) : std::floor(rows)) * metrics.rowHeight;
    QRectF shown = area.adjusted(0, 0, 0, -footer);
    if (scrollTop < most) // nor at the bottom
        shown.setHeight(metrics.headerHeight + metrics.topPadding + std::floor((height - metrics.topPadding) / metrics.rowHeight) * metrics.rowHeight);
    painter.fillRect(area, theme.background);
    paintLadderWindow(painter, shown, scrollTop, {trace, id, step, theme, notation}, metrics);
    if (!fits) {
        const auto above = std::uint32_t(std::lround(scrollTop / metrics.rowHeight));
        const auto room = std::uint32_t(std::max(0.0, std::floor((height - metrics.topPadding) / metrics.rowHeight)));
        const std::uint32_t drawn = std::min(room, trace.stepCount(id) - above);
        paintMoreRows(painter, QRectF(area.left(), shown.bottom(), area.width(), area.bottom() - shown.bottom()), trace.stepCount(id) - drawn, theme, metrics);
    }
}

QSizeF ladderSize(const Trace& trace, ConnectionId id, const QFont& font, const Notation& notation)
{
    const std::uint32_t rows = std::min(trace.stepCount(id), kExportedRows);
    const QFontMetricsF text(font);
    qreal widest = text.averageCharWidth() * 40;
    for (const ArrowShape& arrow : layoutArrows(trace, id, {0, rows}, ladderMetrics(trace, id, font, 100 * text.averageCharWidth() * 10), notation)) {
        const qreal right = arrow.tags.empty() ? arrow.labelBox.right() : arrow.tags.back().box.right();
        widest = std::max(widest, right - arrow.labelBox.left());
    }
    widest = std::min(widest, text.averageCharWidth() * 150);
    const LadderMetrics wide = ladderMetrics(trace, id, font, 100 * text.averageCharWidth() * 10);
    const qreal rest = wide.width - (wide.lifelines[1] - wide.lifelines[0]);
    return QSizeF(std::ceil(rest + widest + 12 * wide.spacing), std::ceil(wide.headerHeight + wide.contentHeight(rows) + (rows < trace.stepCount(id) ? wide.rowHeight : 0)));
}
