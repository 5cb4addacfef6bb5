#include "views/common/wording.h"
#include "views/ladder/ladder_relations.h"
#include "views/ladder/ladder_strokes.h"
#include "views/ladder/ladder_time_layout.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace strokes;

namespace {

constexpr std::uint32_t kMostArrows = 400;

void paintFolds(QPainter& painter, const std::vector<FoldShape>& folds, const Theme& theme, const LadderMetrics& m)
{
    painter.setFont(m.smallFont);
    for (const FoldShape& fold : folds) {
        const QRectF inner(m.lifelines[0] + m.penWidth, fold.box.top(), m.lifelines[1] - m.lifelines[0] - 2 * m.penWidth, fold.box.height());
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
}

void paintLegend(QPainter& painter, const LadderPicture& picture, const LadderAxis& axis, const LadderMetrics& m)
{
    if (axis.isSimulated())
        return;
    const QString text = axis.delays().isKnown ? QCoreApplication::translate("Ladder", "Hollow ends: estimated from the handshake")
                                               : QCoreApplication::translate("Ladder", "No handshake was seen: the path's delay is unknown");
    const qreal left = m.lifelines[0] + 6 * m.spacing, right = m.lifelines[1] - 6 * m.spacing;
    const QFontMetricsF font(m.smallFont);
    painter.setFont(m.smallFont);
    painter.setPen(picture.theme.mutedText);
    painter.drawText(QRectF(left, m.headerHeight - m.spacing - m.textHeight, right - left, m.textHeight), Qt::AlignCenter | Qt::TextSingleLine,
                     font.elidedText(text, Qt::ElideRight, right - left));
}

std::vector<DensityCount> timeDensity(const LadderPicture& picture, const LadderAxis& axis, const LadderScale& scale, double top, qreal height)
{
    std::vector<DensityCount> counts;
    const auto& records = picture.trace.connection(picture.connection).records;
    const auto rowAt = [&](double y) {
        const Timestamp time = scale.time(axis, y);
        return std::uint32_t(std::lower_bound(records.begin(), records.end(), time, [&](RecordNumber number, Timestamp t) { return picture.trace.record(number).time < t; }) - records.begin());
    };
    std::uint32_t first = rowAt(top);
    for (qreal y = 0; y < height; y += 1) {
        const std::uint32_t next = std::max(first, rowAt(top + y + 1));
        counts.push_back(picture.density->count(picture.trace, {first, next - first}));
        first = next;
    }
    return counts;
}

} // namespace

double ladderTimeHeight(const Trace& trace, const LadderAxis& axis, const LadderScale& scale, const LadderMetrics& m)
{
    return ladderTimeTop(m) + scale.y(axis, axis.end(trace)) + m.bottomPadding;
}

std::uint32_t paintLadderInTime(QPainter& painter, const QRectF& area, double scrollTop, const LadderPicture& picture, const LadderMetrics& m,
                                const LadderAxis& axis, const LadderScale& scale)
{
    const Theme& theme = picture.theme;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area, Qt::IntersectClip);
    painter.translate(area.topLeft());
    painter.fillRect(QRectF(QPointF(), area.size()), theme.background);
    painter.save();
    const qreal height = area.height() - m.headerHeight;
    painter.setClipRect(QRectF(0, m.headerHeight, m.width, height), Qt::IntersectClip);
    painter.translate(0, m.headerHeight);

    const TimeWindow window{picture.trace, picture.connection, axis, scale, m, scrollTop, height};
    const RowRange rows = window.rows();
    const qreal contentEnd = std::min(height, ladderTimeHeight(picture.trace, axis, scale, m) - scrollTop);
    const bool isDense = rows.count > kMostArrows;
    const auto bands = layoutTimeBands(window, contentEnd);
    paintLifelines(painter, contentEnd, {}, 0, theme, m);
    paintFolds(painter, layoutFolds(window), theme, m);
    paintBands(painter, bands, theme);
    paintTicks(painter, bands, theme, m);
    paintBandNames(painter, fittingNames(layoutBandNames(bands, 0, height, m)), theme, m);
    const auto happened = [&] { return picture.step == 0 ? 0.0 : window.y(window.record(picture.step - 1).time); };
    if (picture.hovered)
        paintHover(painter, QRectF(0, window.y(window.record(*picture.hovered).time) - m.textHeight / 2, m.width, m.textHeight), theme);
    std::uint32_t drawn = 0;
    if (isDense) {
        if (picture.density)
            paintDensity(painter, 0, timeDensity(picture, axis, scale, scrollTop - ladderTimeTop(m), contentEnd), theme, m);
    } else {
        const std::uint32_t keep = picture.hovered.value_or(picture.step == 0 ? rows.end() : picture.step - 1);
        const auto arrows = layoutTimeArrows(window, picture.notation, keep);
        for (const JoinShape& join : layoutTimeJoins(window))
            paintJoin(painter, join, theme, m);
        for (const ArrowShape& arrow : arrows) {
            if (arrow.row + 1 == picture.step && arrow.from != arrow.to) {
                painter.setPen(QPen(theme.highlight, m.penWidth * 7, Qt::SolidLine, Qt::RoundCap));
                painter.drawLine(arrow.from, arrow.to);
            }
            if (std::binary_search(picture.covered.begin(), picture.covered.end(), arrow.row))
                paintCovered(painter, arrow, theme, m);
            paintArrowLine(painter, arrow, theme, m);
        }
        paintLabels(painter, arrows, picture, m);
        drawn = std::uint32_t(arrows.size());
    }
    paintColumns(painter, layoutTimes(window), picture, m);
    paintLadderMargin(painter, rows, picture, m, [&](std::uint32_t row) { return window.y(window.record(row).time) - m.textHeight / 2; });
    if (picture.step < picture.trace.stepCount(picture.connection)) {
        const qreal now = std::max(0.0, happened() + (picture.step == 0 ? 0.0 : 1.0));
        paintVeil(painter, now, contentEnd, 0, theme, m);
        if (picture.step > 0) {
            painter.setPen(QPen(theme.text, 1.0, Qt::DotLine));
            painter.drawLine(QPointF(m.lifelines[0], now), QPointF(m.lifelines[1], now));
        }
    }
    painter.restore();
    paintHeader(painter, picture, m);
    paintLegend(painter, picture, axis, m);
    painter.restore();
    return drawn;
}
