#include "tests/views/golden/layout_text.h"

#include "tests/views/golden/measures.h"
#include "views/charts/chart_layout.h"
#include "views/charts/chart_builder.h"
#include "views/path/path_layout.h"
#include "views/state_diagram/active_arrows.h"
#include "views/state_diagram/crowd_picture.h"
#include "views/state_diagram/trail_beads.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

QString nameOf(BoxId id)
{
    return words(tcp::toString(stateOf(id))) + (id == kEndBox ? u" (end)"_s : QString());
}

QString labelOf(const std::vector<DiagramText>& label)
{
    QStringList parts;
    for (const DiagramText& line : label)
        parts << quoted(line.text) + u' ' + place(line.rect.topLeft());
    return parts.join(u" | "_s);
}

QString stepText(const DiagramStep& step)
{
    const QString text = u"%1 %2 > %3 by %4"_s.arg(words(toString(step.side)), nameOf(step.from), nameOf(step.to), words(tcp::toString(step.event)));
    return step.back ? text + u" taken back"_s : text;
}

QString useText(const ArrowUse& use, const QString& side)
{
    if (!use.any())
        return {};
    QStringList parts{side};
    for (const std::uint32_t number : use.numbers)
        parts << QString::number(number);
    for (const std::uint32_t number : use.fallenNumbers)
        parts << u"fallen %1"_s.arg(number);
    if (use.taken)
        parts << (use.back ? u"back now"_s : u"now"_s);
    return u" ["_s + parts.join(u' ') + u']';
}

void writeEnds(TextWriter& out, const DiagramLayout& layout, const DiagramMoment& moment, std::uint32_t step)
{
    QStringList ends;
    for (const Side side : kSides) {
        const DiagramEnd& end = moment.ends[index(side)];
        ends << u"%1 %2, token %3"_s.arg(words(toString(side)), nameOf(end.box), place(layout.boxes[std::size_t(end.box)].tokens[index(side)]));
    }
    out.line(u"step %1: %2"_s.arg(step).arg(ends.join(u"; "_s)));
    for (const DiagramStep& taken : moment.taken)
        out.line(u"  takes %1"_s.arg(stepText(taken)));
}

void writeWay(TextWriter& out, const DiagramLayout& layout, const DiagramMoment& moment)
{
    RouteFinder routes(layout);
    const auto arrows = activeArrows(layout, routes, moment, true);
    QStringList lines, atRest;
    for (const ActiveArrow& arrow : arrows) {
        const QString uses = useText(arrow.uses[0], u"initiator"_s) + useText(arrow.uses[1], u"responder"_s);
        const QString ends = nameOf(arrow.from) + u" > "_s + nameOf(arrow.to) + uses;
        // What is drawn at rest too stands in the file of the picture at rest.
        if (arrow.always && !arrow.shared)
            atRest << ends;
        else
            lines << u"%1 by %2: %3; %4"_s.arg(ends, words(tcp::toString(arrow.event)), way(arrow.points), labelOf(arrow.label));
    }
    if (!atRest.isEmpty())
        lines.prepend(u"as at rest: "_s + atRest.join(u", "_s));
    out.list(lines, 12, u"arrows"_s);
    QStringList beads;
    for (const TrailBead& bead : trailBeads(layout, moment, arrows))
        beads << (bead.side == Side::Initiator ? u'(' + bead.text + u')' : u'<' + bead.text + u'>') + u' ' + place(bead.rect.topLeft());
    if (!beads.isEmpty())
        out.list({u"beads "_s + beads.join(u", "_s)}, 1, u"beads"_s);
}

/// Short, where the legend's words are long.
QString quantityName(Quantity quantity)
{
    static const char* const kNames[kQuantityCount] = {"sent", "resent", "lost", "acknowledged", "duplicate ACKs", "window's edge", "SACK blocks", "in flight", "window", "cwnd",
                                                       "ssthresh", "sent octets", "delivered", "round trips", "echoes", "SRTT", "sizes", "resent sizes"};
    return QString::fromLatin1(kNames[std::size_t(quantity)]);
}

void writeCrowd(TextWriter& out, const Scene& scene)
{
    if (scene.trace.connectionCount() < 2)
        return;
    CrowdCounts counts;
    counts.catchUp(scene.trace);
    const DiagramLayout layout = layoutStateDiagram(measures::kDiagram, measures::font(), 3.0, DiagramStyle::Crowd);
    for (const RecordNumber position : {scene.trace.recordCount() / 2, scene.trace.recordCount()}) {
        QStringList cells;
        for (const CrowdCell& cell : layoutCrowd(layout, crowdFigures(counts, scene.trace, position))) {
            if (cell.total != u"0"_s && !cell.total.isEmpty())
                cells << u"%1 %2 (%3+%4) bar %5 %6"_s.arg(nameOf(cell.box), cell.total, cell.counts[0], cell.counts[1], across(cell.parts[0]), across(cell.parts[1]));
        }
        out.line(u"crowd after %1 records: "_s.arg(position) + cells.join(u"; "_s));
    }
}

} // namespace

QString restText()
{
    TextWriter out;
    out.line(u"The state diagram at rest, %1"_s.arg(box(measures::kDiagram)));
    const DiagramLayout layout = layoutStateDiagram(measures::kDiagram, measures::font());
    out.line(u"fills %1; a line is %2 high; tokens %3; key %4"_s.arg(box(layout.area), tenth(layout.unit), tenth(layout.tokenRadius), box(layout.legend)));
    for (BoxId id = 0; id < kBoxCount; ++id) {
        const DiagramBox& state = layout.boxes[std::size_t(id)];
        out.line(u"box %1 %2, %3"_s.arg(nameOf(id), box(state.rect), labelOf(state.name)));
    }
    for (const DiagramArrow& arrow : layout.arrows)
        out.line(u"arrow %1 > %2: %3; %4"_s.arg(nameOf(arrow.from), nameOf(arrow.to), way(arrow.points), labelOf(arrow.label)));
    return out.text();
}

void writeDiagram(TextWriter& out, const Scene& scene)
{
    out.heading(u"state diagram %1"_s.arg(box(measures::kDiagram)));
    const DiagramLayout layout = layoutStateDiagram(measures::kDiagram, measures::font());
    for (const std::uint32_t step : scene.steps)
        writeEnds(out, layout, momentAt(scene.trace, scene.shown, step), step);
    out.line(u"walked at the end:"_s);
    writeWay(out, layout, momentAt(scene.trace, scene.shown, scene.steps.back()));
    writeCrowd(out, scene);
}

void writeCharts(TextWriter& out, const Scene& scene)
{
    out.heading(u"charts %1 of the %2"_s.arg(box(measures::kChart), words(toString(scene.sender))));
    const int columns = chartColumns(measures::kChart.width());
    for (const ChartKind kind : {ChartKind::Tcptrace, ChartKind::InFlight, ChartKind::Throughput, ChartKind::RoundTrip}) {
        const ChartContent content = measures::content(scene, kind, columns);
        if (content.isEmpty()) {
            out.line(u"%1: %2"_s.arg(chartName(kind), content.notice));
            continue;
        }
        const ChartLayout layout = layoutChart(content, measures::kChart, measures::font());
        const auto ticks = [](const std::vector<ChartTick>& all) {
            const auto one = [](const ChartTick& tick) { return tick.text + u'@' + tenth(tick.at); };
            return all.empty() ? u"no ticks"_s : u"%1 … %2 (%3)"_s.arg(one(all.front()), one(all.back())).arg(all.size());
        };
        out.line(u"%1: plot %2; %3; %4"_s.arg(chartName(kind), box(layout.plot), ticks(layout.timeTicks), ticks(layout.valueTicks)));
        QStringList lines;
        for (const ChartSeries& series : content.series) {
            QStringList points;
            for (const ChartPoint& point : series.points) {
                const QString high = point.span > 0 ? u'~' + tenth(layout.y(point.high())) : QString();
                points << tenth(layout.x(point.time)) + u',' + tenth(layout.y(point.low)) + high;
            }
            const QString shown = points.size() <= 3 ? points.join(u' ') : points.front() + u" … "_s + points.back() + u" digest "_s + digest(points);
            lines << u"%1 %2: %3"_s.arg(points.size()).arg(series.quantity ? quantityName(*series.quantity) : series.name, shown);
        }
        out.list(lines, 12, u"series"_s);
    }
}

void writePath(TextWriter& out, const Scene& scene)
{
    const auto now = measures::pathMoment(scene);
    if (!now)
        return;
    out.heading(u"path %1"_s.arg(box(measures::kPath)));
    const PathIndex index(*scene.stage, scene.trace);
    const PathLayout layout = layoutPath(measures::kPath, measures::pathAt(scene, index, *now), measures::font());
    out.line(u"%1, %2 %3"_s.arg(layout.time.text, layout.count.text, layout.note.text));
    QStringList lines;
    for (const PathHostShape& host : layout.hosts)
        lines << u"host %1 %2: %3, %4"_s.arg(quoted(host.name.text), box(host.box), host.address.text, host.state.text);
    for (const PathChipShape& chip : layout.chips) {
        const QString marks = QString(chip.isForward ? u" >"_s : u" <"_s) + (chip.isLost ? u" lost"_s : QString()) + (chip.isVivid ? QString() : u" faint"_s)
                              + (chip.isCopy ? u" copy"_s : QString()) + (chip.isHeld ? u" held"_s : QString()) + (chip.isCorrupt ? u" damaged"_s : QString());
        lines << u"chip %1 %2 %3%4"_s.arg(chip.number).arg(quoted(chip.label), box(chip.box), marks);
    }
    out.list(lines, 8, u"shapes"_s);
}

QString layoutText(const Scene& scene)
{
    TextWriter out;
    if (scene.trace.connectionCount() == 0) {
        out.line(scene.name + u": no connection"_s);
        return out.text();
    }
    const Connection& connection = scene.trace.connection(scene.shown);
    out.line(u"%1: %2 connections, %3 records; shown is %4 with %5, from %6 to %7"_s.arg(scene.name)
                 .arg(scene.trace.connectionCount()).arg(scene.trace.recordCount()).arg(scene.shown).arg(connection.records.size())
                 .arg(QString::fromStdString(toString(connection.info.initiator)), QString::fromStdString(toString(connection.info.responder))));
    writeDiagram(out, scene);
    writeLadder(out, scene);
    writeLadderInTime(out, scene);
    writeWindows(out, scene);
    writeCharts(out, scene);
    writePath(out, scene);
    return out.text();
}
