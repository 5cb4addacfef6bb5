#include "tests/views/golden/layout_rules.h"

#include "tests/views/golden/measures.h"
#include "tests/views/golden/text_writer.h"
#include "views/charts/chart_layout.h"
#include "views/path/path_layout.h"
#include "views/state_diagram/active_arrows.h"
#include "views/window/window_layout.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr ConnectionId kConnections = 3;
constexpr std::uint32_t kSteps = 100;

/// Something with a name that must not overlap others.
struct Thing {
    QString name;
    QRectF rect;
};

bool overlap(const QRectF& a, const QRectF& b)
{
    const QRectF common = a & b;
    return common.width() > 0.1 && common.height() > 0.1;
}

/// Whether a piece of the line lies inside the rectangle, not only on its edge.
bool passes(const QPolygonF& points, const QRectF& rect)
{
    for (qsizetype i = 1; i < points.size(); ++i) {
        if (overlap(QRectF(points[i - 1], points[i]).normalized().adjusted(-0.2, -0.2, 0.2, 0.2), rect.adjusted(0.2, 0.2, -0.2, -0.2)))
            return true;
    }
    return false;
}

void findOverlaps(QStringList& broken, const std::vector<Thing>& things, const QString& where)
{
    for (std::size_t i = 0; i < things.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (overlap(things[i].rect, things[k].rect))
                broken << u"%1: %2 (%3) overlaps %4 (%5)"_s.arg(where, things[i].name, box(things[i].rect), things[k].name, box(things[k].rect));
        }
    }
}

void findOutside(QStringList& broken, const std::vector<Thing>& things, const QRectF& area, const QString& where)
{
    for (const Thing& thing : things) {
        const QRectF common = area.adjusted(-0.6, -0.6, 0.6, 0.6) & thing.rect.adjusted(-0.1, -0.1, 0.1, 0.1);
        if (common.width() < thing.rect.width() || common.height() < thing.rect.height())
            broken << u"%1: %2 (%3) lies outside of %4"_s.arg(where, thing.name, box(thing.rect), box(area));
    }
}

QString nameOf(const DiagramText& line)
{
    return quoted(line.text);
}

void checkMoment(QStringList& broken, const DiagramLayout& layout, const std::vector<ActiveArrow>& arrows, const QString& where)
{
    std::vector<Thing> texts;
    for (const DiagramArrow& arrow : layout.arrows) {
        const bool isReplaced = std::any_of(arrows.begin(), arrows.end(), [&](const ActiveArrow& active) { return active.always && active.row == arrow.row && active.from == arrow.from; });
        for (const DiagramText& line : arrow.label) {
            if (!isReplaced)
                texts.push_back({nameOf(line), line.rect});
        }
    }
    for (const ActiveArrow& arrow : arrows) {
        for (const DiagramText& line : arrow.label)
            texts.push_back({nameOf(line), line.rect});
        if (!layout.area.contains(arrow.points.boundingRect().adjusted(-0.1, -0.1, 0.1, 0.1)))
            broken << where + u": an arrow leaves the picture: "_s + way(arrow.points);
        for (BoxId id = 0; id < kBoxCount; ++id) {
            if (passes(arrow.points, layout.boxes[std::size_t(id)].rect))
                broken << where + u": an arrow crosses the box %1: %2"_s.arg(words(tcp::toString(stateOf(id))), way(arrow.points));
        }
    }
    findOverlaps(broken, texts, where);
    findOutside(broken, texts, layout.area, where);
    for (const Thing& text : texts) {
        for (const DiagramBox& state : layout.boxes) {
            if (overlap(text.rect, state.rect))
                broken << where + u": %1 lies on the box %2"_s.arg(text.name, words(tcp::toString(state.state)));
        }
    }
}

} // namespace

QStringList layout_rules::brokenInDiagram(const Scene& scene)
{
    QStringList broken;
    const DiagramLayout layout = layoutStateDiagram(measures::kDiagram, measures::font());
    RouteFinder routes(layout);
    std::vector<DiagramMoment> seen;
    for (ConnectionId id = 0; id < std::min(scene.trace.connectionCount(), kConnections); ++id) {
        std::uint32_t looked = 0;
        for (std::uint32_t step = 1; step <= scene.trace.stepCount(id) && looked < kSteps; ++step) {
            if (scene.trace.transitionsAt(id, step).empty())
                continue;
            const DiagramMoment moment = momentAt(scene.trace, id, step);
            if (std::find(seen.begin(), seen.end(), moment) != seen.end())
                continue;
            seen.push_back(moment);
            ++looked;
            checkMoment(broken, layout, activeArrows(layout, routes, moment, true), u"connection %1, step %2"_s.arg(id).arg(step));
        }
    }
    return broken;
}

namespace {

/// Pieces are drawn at least so wide, and may hide so much of their neighbours.
constexpr qreal kLeastPiece = 2;

void checkTape(QStringList& broken, const TapeLayout& tape, const QRectF& area, const QString& where)
{
    std::vector<Thing> labels, pieces;
    for (const TapeMarker& marker : tape.markers)
        labels.push_back({u"the label "_s + marker.name, marker.label});
    for (const TapeBlock& block : tape.blocks) {
        if (block.part != TapePart::NotCaptured) // it lies below what flies
            pieces.push_back({u"a piece of the tape"_s, block.rect.adjusted(0, 0, -kLeastPiece, 0)});
    }
    if (tape.window)
        pieces.push_back({u"the window"_s, *tape.window});
    findOutside(broken, pieces, tape.tape.adjusted(-6, -6, 6, 6), where);
    if (tape.window)
        pieces.pop_back();
    findOverlaps(broken, pieces, where);
    findOverlaps(broken, labels, where);
    labels.push_back({u"the title"_s, tape.titleRect});
    findOutside(broken, labels, area, where);
}

void checkWindow(QStringList& broken, const Scene& scene, ConnectionId id, std::uint32_t step, WindowStyle style)
{
    const QString where = u"connection %1, step %2, %3"_s.arg(id).arg(step).arg(style == WindowStyle::Tape ? u"tape"_s : u"squares"_s);
    WindowOptions options;
    options.style = style;
    options.bothDirections = true;
    options.stage = scene.stage.get();
    const QFont font = measures::font();
    const QRectF area(0, 0, measures::kWindow.width(), comfortableWindowHeight(font, measures::kWindow.width(), options));
    const WindowPicture picture = layoutPicture(scene.trace, id, momentAt(scene.trace, id, step, scene.stage.get()), Side::Initiator, area, font, options);
    for (const WindowLayout& layout : picture.directions) {
        checkTape(broken, layout.sender, area, where + u", sender"_s);
        checkTape(broken, layout.receiver, area, where + u", receiver"_s);
        std::vector<Thing> texts{{u"the limit"_s, layout.limitRect}, {u"the sentence"_s, layout.sentenceRect}};
        for (const WindowTick& tick : layout.ticks)
            texts.push_back({u"the tick "_s + tick.text, tick.label});
        findOverlaps(broken, texts, where);
        findOutside(broken, texts, area, where);
        if (style == WindowStyle::Squares && layout.sender.squares.empty())
            broken << where + u": there are no squares"_s;
    }
}

} // namespace

QStringList layout_rules::brokenInWindow(const Scene& scene)
{
    QStringList broken;
    const std::uint32_t all = scene.trace.stepCount(scene.shown);
    const std::uint32_t every = std::max(1u, all / kSteps);
    for (std::uint32_t step = 0; step <= all; step += every) {
        for (const WindowStyle style : {WindowStyle::Tape, WindowStyle::Squares})
            checkWindow(broken, scene, scene.shown, step, style);
    }
    return broken;
}

QStringList layout_rules::brokenInCharts(const Scene& scene)
{
    QStringList broken;
    const int columns = chartColumns(measures::kChart.width());
    for (const ChartKind kind : {ChartKind::Sequence, ChartKind::Tcptrace, ChartKind::InFlight, ChartKind::Throughput, ChartKind::RoundTrip, ChartKind::SegmentSizes}) {
        const ChartContent content = measures::content(scene, kind, columns);
        if (content.isEmpty())
            continue;
        const ChartLayout layout = layoutChart(content, measures::kChart, measures::font());
        const QString where = chartName(kind);
        std::vector<Thing> times, values, legend;
        for (const ChartTick& tick : layout.timeTicks)
            times.push_back({u"the time "_s + tick.text, tick.label});
        for (const ChartTick& tick : layout.valueTicks)
            values.push_back({u"the value "_s + tick.text, tick.label});
        for (const ChartLegendEntry& entry : layout.legend)
            legend.push_back({u"the legend's "_s + entry.text, entry.label | entry.swatch});
        for (const auto& things : {times, values, legend}) {
            findOverlaps(broken, things, where);
            findOutside(broken, things, measures::kChart, where);
        }
        for (const ChartSeries& series : content.series) {
            // A window may be so large that what fills it could not be told apart.
            const bool mayBeAbove = series.quantity == Quantity::Window || series.quantity == Quantity::WindowEdge || series.quantity == Quantity::Ssthresh
                                    || series.quantity == Quantity::Cwnd;
            for (const ChartPoint& point : series.points) {
                const QRectF plot = layout.plot.adjusted(-0.5, mayBeAbove ? -1e9 : -0.5, 0.5, 0.5);
                if (!plot.contains(QPointF(layout.x(point.time), layout.y(point.low))) || layout.y(point.high()) < plot.top()) {
                    broken << u"%1: a point of \"%2\" lies outside of the axes: %3 s, %4"_s.arg(where, series.name).arg(point.time).arg(point.low);
                    break;
                }
            }
        }
    }
    return broken;
}

QStringList layout_rules::brokenInPath(const Scene& scene)
{
    QStringList broken;
    const PathIndex index(*scene.stage, scene.trace);
    const std::size_t every = std::max<std::size_t>(1, scene.stage->flights.size() / 50);
    for (std::size_t i = 0; i < scene.stage->flights.size(); i += every) {
        const Flight& flight = scene.stage->flights[i];
        const Timestamp now = flight.sent + (flight.ends - flight.sent) / 3;
        const PathLayout layout = layoutPath(measures::kPath, measures::pathAt(scene, index, now), measures::font());
        const QString where = u"path, segment %1"_s.arg(flight.number);
        std::vector<Thing> hosts, things;
        for (const PathHostShape& host : layout.hosts) {
            hosts.push_back({u"host "_s + host.name.text, host.box});
            for (const PathText& text : {host.name, host.address, host.state}) {
                if (!text.text.isEmpty())
                    things.push_back({quoted(text.text), text.box});
            }
        }
        findOverlaps(broken, hosts, where);
        findOverlaps(broken, things, where);
        things.insert(things.end(), hosts.begin(), hosts.end());
        for (const PathChipShape& chip : layout.chips) {
            things.push_back({u"chip "_s + chip.label, chip.box});
            for (const Thing& host : hosts) {
                if (overlap(chip.box, host.rect))
                    broken << u"%1: the chip %2 lies on %3"_s.arg(where, chip.label, host.name);
            }
        }
        findOutside(broken, things, measures::kPath, where);
    }
    return broken;
}
