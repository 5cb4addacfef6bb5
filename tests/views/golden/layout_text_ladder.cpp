#include "tests/views/golden/layout_text.h"
#include "tests/views/golden/measures.h"
#include "views/ladder/ladder_layout.h"
#include "views/ladder/ladder_painter.h"
#include "views/ladder/ladder_strokes.h"
#include "views/ladder/ladder_time_layout.h"

#include <cmath>
#include <map>

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t kRows = 2000; ///< At most so many are looked at.
constexpr qsizetype kRowsShown = 12;
constexpr qsizetype kTimedRowsShown = 8;
constexpr qsizetype kStatesShown = 8;

QString kindOf(const ArrowShape& arrow)
{
    if (arrow.kind == RecordKind::Timeout)
        return u"timeout"_s;
    if (arrow.kind == RecordKind::Call)
        return u"call"_s;
    static const QString kNames[] = {u"SYN"_s, u"FIN"_s, u"RST"_s, u"retransmission"_s, u"data"_s, u"ACK"_s};
    return kNames[int(arrow.segmentKind)] + (arrow.kind == RecordKind::LostSegment ? u" lost"_s : QString());
}

QString labelOf(const ArrowShape& arrow)
{
    QString text = quoted(arrow.label);
    for (const TagShape& tag : arrow.tags)
        text += u" ["_s + tag.text + u' ' + across(tag.box) + u']';
    return text;
}

/// "1 #1 0.000000 SYN 210>890 "SYN 0(0) win 65535" 230~511".
QString rowText(const ArrowShape& arrow, const RowShape& row, const QString& where)
{
    const QString gap = row.gap.isEmpty() ? QString() : u" gap "_s + quoted(row.gap);
    const QString estimate = arrow.isFromEstimated || arrow.isToEstimated ? u" estimated"_s : QString();
    return u"%1 #%2 %3 %4 %5 %6 %7%8%9"_s.arg(arrow.row + 1).arg(row.frame, row.time, kindOf(arrow), where, labelOf(arrow), across(arrow.labelBox), estimate, gap);
}

void writeBands(TextWriter& out, const std::vector<BandShape>& bands)
{
    for (const Side side : kSides) {
        QStringList parts;
        for (const BandShape& band : bands) {
            if (band.side == side)
                parts << u"%1 %2~%3%4"_s.arg(words(tcp::toString(band.state)), tenth(band.box.top()), tenth(band.box.bottom()),
                                             band.certainty == Certainty::Simulated ? QString() : u' ' + words(toString(band.certainty)));
        }
        const QStringList rest = parts.mid(std::min(kStatesShown, parts.size()));
        out.line(u"  %1's states: "_s.arg(words(toString(side))) + parts.mid(0, kStatesShown).join(u", "_s)
                 + (rest.isEmpty() ? QString() : u" and %1 more, digest %2"_s.arg(rest.size()).arg(digest(rest))));
    }
}

QStringList joinTexts(const std::vector<JoinShape>& joins)
{
    QStringList lines;
    for (const JoinShape& join : joins)
        lines << u"join %1 > %2: %3 > %4 bend %5"_s.arg(join.original + 1).arg(join.row + 1).arg(place(join.from), place(join.to), tenth(join.bend));
    return lines;
}

QStringList nameTexts(const std::vector<BandNameShape>& names)
{
    QStringList texts;
    for (const BandNameShape& name : names)
        texts << u"%1 %2"_s.arg(name.text, place(name.box.topLeft()));
    return texts;
}

} // namespace

void writeLadder(TextWriter& out, const Scene& scene)
{
    const Notation notation;
    const LadderMetrics m = ladderMetrics(scene.trace, scene.shown, measures::font(), measures::kLadderWidth);
    const RowRange rows{0, std::min(scene.trace.stepCount(scene.shown), kRows)};
    const auto arrows = layoutArrows(scene.trace, scene.shown, rows, m, notation);
    const auto columns = layoutRows(scene.trace, scene.shown, rows, m);
    out.heading(u"ladder in even rows, %1 wide: lifelines %2 and %3, rows %4 high, arrows %5~%6"_s.arg(tenth(m.width), tenth(m.lifelines[0]), tenth(m.lifelines[1]),
                tenth(m.rowHeight), tenth(m.arrowTop), tenth(m.arrowTop + m.slant)));
    QStringList lines;
    for (std::size_t i = 0; i < arrows.size() && i < columns.size(); ++i) {
        const ArrowShape& arrow = arrows[i];
        const qreal top = double(arrow.row) * m.rowHeight;
        // Rows differ in their heights only if something is wrong.
        QString where = tenth(arrow.from.x()) + (arrow.to == arrow.from ? QString() : u'>' + tenth(arrow.to.x()));
        if (arrow.to != arrow.from && (std::abs(arrow.from.y() - top - m.arrowTop) > 0.05 || (arrow.kind == RecordKind::Segment && std::abs(arrow.to.y() - top - m.arrowTop - m.slant) > 0.05)))
            where += u" at %1~%2"_s.arg(tenth(arrow.from.y() - top), tenth(arrow.to.y() - top));
        lines << rowText(arrow, columns[i], where);
    }
    out.list(lines, kRowsShown, u"rows"_s);
    const auto bands = layoutBands(scene.trace, scene.shown, rows, m);
    writeBands(out, bands);
    const QStringList names = nameTexts(layoutBandNames(bands, 0, m.contentHeight(kRowsShown), m));
    out.line(u"  %1 names of states, digest %2"_s.arg(names.size()).arg(digest(names)));
    out.list(joinTexts(layoutJoins(scene.trace, scene.shown, rows, m)), 4, u"joins"_s);
    const Theme theme = Theme::light();
    LadderPicture picture{scene.trace, scene.shown, rows.count, theme, notation};
    picture.stage = scene.stage.get();
    QStringList notes;
    for (const std::uint32_t row : ladderNotes(picture, rows))
        notes << QString::number(row + 1);
    out.list({u"notes beside rows "_s + notes.join(u' ')}, notes.isEmpty() ? 0 : 1, u"notes"_s);
}

void writeLadderInTime(TextWriter& out, const Scene& scene)
{
    const LadderMetrics m = ladderMetrics(scene.trace, scene.shown, measures::font(), measures::kLadderWidth);
    const LadderAxis axis = measures::axisOf(scene, scene.shown);
    const LadderScale scale = ladderScale(axis, m, 1.0);
    const TimeWindow window{scene.trace, scene.shown, axis, scale, m, 0, measures::kLadderHeight};
    out.heading(u"ladder true to time, %1x%2 of %3: %4 pixels a second, %5 folds"_s.arg(tenth(m.width), tenth(window.height),
                tenth(ladderTimeHeight(scene.trace, axis, scale, m)), tenth(scale.pixelsPerSecond)).arg(axis.folds().size()));
    std::map<std::uint32_t, QString> times;
    for (const RowShape& row : layoutTimes({window}))
        times[row.row] = row.time;
    QStringList lines;
    for (const ArrowShape& arrow : layoutTimeArrows(window, Notation{}, 0)) {
        const QString where = place(arrow.from) + (arrow.to == arrow.from ? QString() : u'>' + place(arrow.to));
        const QString label = arrow.label.isEmpty() ? u"no label"_s : u"label "_s + box(arrow.labelBox) + (arrow.elided ? u" elided"_s : QString());
        lines << u"%1 %2 %3 %4%5"_s.arg(arrow.row + 1).arg(kindOf(arrow), where, label, times.contains(arrow.row) ? u" time "_s + times[arrow.row] : QString());
    }
    out.list(lines, kTimedRowsShown, u"rows"_s);
    QStringList others;
    for (const FoldShape& fold : layoutFolds(window))
        others << u"fold %1 %2~%3"_s.arg(quoted(fold.text), tenth(fold.box.top()), tenth(fold.box.bottom()));
    out.list(others + joinTexts(layoutTimeJoins(window)), 4, u"shapes"_s);
    writeBands(out, layoutTimeBands(window, window.height));
}
