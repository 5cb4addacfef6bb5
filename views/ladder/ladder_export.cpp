#include "views/ladder/ladder_painter.h"
#include "views/ladder/ladder_strokes.h"
#include "views/ladder/ladder_time_layout.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

// The ladder true to time without a widget.

namespace {

constexpr std::uint32_t kExportedRows = 200;
constexpr double kTallestPicture = 8000; // logical pixels: twice as many rows of pixels in a PNG
constexpr int kLettersAcross = 150;      // of one connection: each end's labels have half of it
constexpr int kLettersOfCompanion = 72;

/// All that a picture is drawn from.
struct TimePicture {
    std::vector<ConnectionId> ids;
    std::vector<LadderMetrics> metrics;
    LadderAxis axis;
    LadderScale scale;
    double fullHeight = 0; ///< Without the header.
};

std::vector<ConnectionId> shownBeside(const Trace& trace, ConnectionId id, const std::vector<ConnectionId>& companions)
{
    const auto ids = sideBySide(trace, companions);
    return ids.size() > 1 && std::ranges::find(ids, id) != ids.end() ? ids : std::vector<ConnectionId>{id};
}

TimePicture timePicture(const Trace& trace, ConnectionId id, const QFont& font, qreal width, const std::shared_ptr<const Stage>& stage,
                        const std::vector<ConnectionId>& companions)
{
    TimePicture picture;
    picture.ids = shownBeside(trace, id, companions);
    picture.metrics = ladderMetrics(trace, picture.ids, font, width);
    picture.axis.restart(trace, picture.ids, stage);
    while (!picture.axis.advance(trace, std::chrono::seconds(1))) {
    }
    picture.scale = ladderScale(picture.axis, picture.metrics.front(), 1.0);
    picture.fullHeight = ladderTimeHeight(trace, picture.axis, picture.scale, picture.metrics.front());
    return picture;
}

/// So high that no more rows are in view than a picture should have.
double shownHeight(const Trace& trace, const TimePicture& picture)
{
    double height = std::min(picture.fullHeight, kTallestPicture);
    const auto most = kExportedRows / std::uint32_t(picture.ids.size());
    for (const ConnectionId id : picture.ids) {
        const auto& records = trace.connection(id).records;
        if (records.size() > most)
            height = std::min(height, ladderTimeTop(picture.metrics.front()) + picture.scale.y(picture.axis, trace.record(records[most]).time));
    }
    return std::max(height, 20.0 * picture.metrics.front().textHeight);
}

} // namespace

QSizeF ladderTimeSize(const Trace& trace, ConnectionId id, const QFont& font, const std::shared_ptr<const Stage>& stage, const std::vector<ConnectionId>& companions)
{
    const auto count = shownBeside(trace, id, companions).size();
    const qreal width = std::ceil(QFontMetricsF(font).averageCharWidth() * (count == 1 ? kLettersAcross : kLettersOfCompanion * double(count)));
    const TimePicture picture = timePicture(trace, id, font, width, stage, companions);
    const LadderMetrics& m = picture.metrics.front();
    const double height = std::min(shownHeight(trace, picture), std::max(picture.fullHeight, 4.0 * m.textHeight));
    return QSizeF(width, std::ceil(m.headerHeight + height + (height < picture.fullHeight ? m.rowHeight : 0)));
}

void paintLadderTrueToTime(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId id, std::uint32_t step, const Theme& theme, const QFont& font,
                           const Notation& notation, const std::shared_ptr<const Stage>& stage, const std::vector<ConnectionId>& companions)
{
    const TimePicture picture = timePicture(trace, id, font, area.width(), stage, companions);
    const LadderMetrics& m = picture.metrics.front();
    const bool fits = m.headerHeight + picture.fullHeight <= area.height() + 1;
    const qreal footer = fits ? 0 : m.rowHeight;
    const double height = area.height() - m.headerHeight - footer;
    // At its end, so are the others beside it.
    const RecordNumber position = step >= trace.stepCount(id) ? trace.recordCount() : trace.positionOfStep(id, step);
    const auto& records = trace.connection(id).records;
    const Timestamp now = step == 0 || records.empty() ? picture.axis.start() : trace.record(records[step - 1]).time;
    const double centred = ladderTimeTop(m) + picture.scale.y(picture.axis, now) - height / 2;
    const double scrollTop = fits ? 0 : std::clamp(centred, 0.0, std::max(0.0, picture.fullHeight - height));
    std::vector<LadderLane> lanes;
    std::vector<LadderDensity> densities(picture.ids.size()); // where so much happens at once that arrows would say nothing
    std::uint32_t more = 0;
    for (std::size_t i = 0; i < picture.ids.size(); ++i) {
        LadderPicture one{trace, picture.ids[i], trace.stepAt(picture.ids[i], position), theme, notation};
        one.stage = stage.get();
        one.density = &densities[i];
        lanes.push_back({std::move(one), picture.metrics[i], picture.ids[i] == id});
        densities[i].restart(picture.ids[i]);
        while (!densities[i].advance(trace, std::chrono::seconds(1))) {
        }
        const Timestamp top = picture.scale.time(picture.axis, scrollTop - ladderTimeTop(m)), bottom = picture.scale.time(picture.axis, scrollTop - ladderTimeTop(m) + height);
        more += std::uint32_t(std::ranges::count_if(trace.connection(picture.ids[i]).records, [&](RecordNumber number) { return trace.record(number).time < top || trace.record(number).time > bottom; }));
    }
    painter.fillRect(area, theme.background);
    paintLadderInTime(painter, area.adjusted(0, 0, 0, -footer), scrollTop, lanes, picture.axis, picture.scale);
    if (!fits && more > 0)
        strokes::paintMoreRows(painter, QRectF(area.left(), area.bottom() - footer, area.width(), footer), more, theme, m);
}
