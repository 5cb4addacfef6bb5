#include "tests/views/golden/layout_rules.h"

#include "tests/views/golden/measures.h"
#include "tests/views/golden/text_writer.h"
#include "views/ladder/ladder_layout.h"
#include "views/ladder/ladder_painter.h"
#include "views/ladder/ladder_text.h"
#include "views/ladder/ladder_time_layout.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

using namespace Qt::StringLiterals;

namespace {

constexpr ConnectionId kConnections = 3;
constexpr std::uint32_t kRows = 3000;
constexpr qreal kPage = 600;

struct Text {
    std::uint32_t row = 0;
    QRectF box;
};

bool overlap(const QRectF& a, const QRectF& b)
{
    const QRectF common = a & b;
    return common.width() > 0.1 && common.height() > 0.1;
}

/// Only texts near each other in the order are compared: all that could meet are.
void findOverlaps(QStringList& broken, std::vector<Text> texts, const QString& where)
{
    std::sort(texts.begin(), texts.end(), [](const Text& a, const Text& b) { return a.box.top() < b.box.top(); });
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (std::size_t k = i + 1; k < texts.size() && texts[k].box.top() < texts[i].box.bottom(); ++k) {
            if (overlap(texts[i].box, texts[k].box))
                broken << u"%1: texts of rows %2 and %3 overlap"_s.arg(where).arg(texts[i].row + 1).arg(texts[k].row + 1);
        }
    }
}

std::vector<Text> textsOf(const std::vector<ArrowShape>& arrows)
{
    std::vector<Text> texts;
    for (const ArrowShape& arrow : arrows) {
        if (!arrow.label.isEmpty())
            texts.push_back({arrow.row, arrow.labelBox});
        for (const TagShape& tag : arrow.tags)
            texts.push_back({arrow.row, tag.box});
    }
    return texts;
}

void findOutside(QStringList& broken, const std::vector<Text>& texts, const LadderMetrics& m, const QString& where)
{
    for (const Text& text : texts) {
        if (text.box.left() < m.lifelines[0] - 0.1 || text.box.right() > m.lifelines[1] + 0.1)
            broken << u"%1: a text of row %2 leaves the room between the lifelines: %3"_s.arg(where).arg(text.row + 1).arg(across(text.box));
    }
}

QString nameOf(ConnectionId id, const char* mode)
{
    return u"connection %1, %2"_s.arg(id).arg(QLatin1StringView(mode));
}

} // namespace

QStringList layout_rules::brokenInLadder(const Scene& scene)
{
    QStringList broken;
    for (ConnectionId id = 0; id < std::min(scene.trace.connectionCount(), kConnections); ++id) {
        const QString where = nameOf(id, "even rows");
        const LadderMetrics m = ladderMetrics(scene.trace, id, measures::font(), measures::kLadderWidth);
        const std::uint32_t count = scene.trace.stepCount(id);
        // Page by page, each page beginning where the one before ended.
        std::vector<std::uint32_t> drawn(count, 0);
        const std::uint32_t onPage = std::uint32_t(kPage / m.rowHeight);
        for (std::uint32_t first = 0; first < count; first += onPage) {
            const double top = first == 0 ? 0 : m.rowTop(first);
            const RowRange visible = m.visibleRows(top, m.rowHeight * onPage, count);
            const RowRange own{first, std::min(onPage, count - first)};
            if (visible.first > own.first || visible.end() < own.end())
                broken << u"%1: rows %2 to %3 are not all visible"_s.arg(where).arg(own.first + 1).arg(own.end());
            const auto arrows = layoutArrows(scene.trace, id, own, m, Notation{});
            for (const ArrowShape& arrow : arrows) {
                if (arrow.row < count)
                    ++drawn[arrow.row];
                const qreal above = double(arrow.row - first) * m.rowHeight;
                if (std::min(arrow.from.y(), arrow.to.y()) < above || std::max(arrow.from.y(), arrow.to.y()) > above + m.rowHeight)
                    broken << u"%1: the arrow of row %2 leaves its row"_s.arg(where).arg(arrow.row + 1);
            }
            findOverlaps(broken, textsOf(arrows), where);
            findOutside(broken, textsOf(arrows), m, where);
        }
        for (std::uint32_t row = 0; row < count; ++row) {
            if (drawn[row] != 1)
                broken << u"%1: row %2 is drawn %3 times"_s.arg(where).arg(row + 1).arg(drawn[row]);
        }
    }
    return broken;
}

QStringList layout_rules::brokenInLadderInTime(const Scene& scene)
{
    QStringList broken;
    for (ConnectionId id = 0; id < std::min(scene.trace.connectionCount(), kConnections); ++id) {
        const QString where = nameOf(id, "true to time");
        const LadderMetrics m = ladderMetrics(scene.trace, id, measures::font(), measures::kLadderWidth);
        const LadderAxis axis = measures::axisOf(scene, id);
        const LadderScale scale = ladderScale(axis, m, 1.0);
        const std::uint32_t count = std::min(scene.trace.stepCount(id), kRows);
        const double height = ladderTimeHeight(scene.trace, axis, scale, m);
        std::map<std::uint32_t, QPointF> ends; // on the whole paper
        for (double top = 0; top < height; top += kPage) {
            const TimeWindow window{scene.trace, id, axis, scale, m, top, kPage};
            const auto arrows = layoutTimeArrows(window, Notation{}, 0);
            std::map<std::uint32_t, int> onPage;
            for (const ArrowShape& arrow : arrows) {
                if (++onPage[arrow.row] > 1)
                    broken << u"%1: row %2 is drawn twice"_s.arg(where).arg(arrow.row + 1);
                if (arrow.to.y() < arrow.from.y() - 0.01)
                    broken << u"%1: row %2 arrives before it was sent"_s.arg(where).arg(arrow.row + 1);
                const QPointF end = arrow.to + QPointF(0, top);
                const auto known = ends.emplace(arrow.row, end).first->second;
                if (std::abs(known.y() - end.y()) > 0.1)
                    broken << u"%1: row %2 stands elsewhere on another page"_s.arg(where).arg(arrow.row + 1);
            }
            findOverlaps(broken, textsOf(arrows), where);
            findOutside(broken, textsOf(arrows), m, where);
            if (!arrows.empty() && arrows.back().row >= count)
                break;
        }
        double last = -1e9;
        for (std::uint32_t row = 0; row < count; ++row) {
            const auto end = ends.find(row);
            if (end == ends.end()) {
                broken << u"%1: row %2 is on no page"_s.arg(where).arg(row + 1);
                continue;
            }
            // Rows are in the order of arrival, or loss.
            if (end->second.y() < last - 0.01 && scene.trace.record(scene.trace.connection(id).records[row]).kind() == RecordKind::Segment)
                broken << u"%1: row %2 ends above the row before it"_s.arg(where).arg(row + 1);
            last = std::max(last, end->second.y());
        }
    }
    return broken;
}

namespace {

struct Numbers {
    std::uint32_t seq = 0;
    std::uint32_t ack = 0;
};

std::optional<std::uint32_t> captured(const QRegularExpressionMatch& match, int group)
{
    return match.hasCaptured(group) ? std::optional(match.captured(group).toUInt()) : std::nullopt;
}

/// "SYN 0(0) ack 1 …", "1(20) ack 1 …", "ack 21 …"; `expected` are the numbers that it should have.
QString wrongIn(const QString& label, const Record& record, const Numbers& expected)
{
    static const QRegularExpression kFirst(u"(?:^|[A-Z] )(\\d+)\\((\\d+)\\)"_s), kAck(u"\\back (\\d+)"_s);
    const auto first = kFirst.match(label);
    const auto ack = captured(kAck.match(label), 1);
    if ((record.len() > 0 || record.has(tcp::Flag::Rst)) && !first.hasMatch())
        return u"has no sequence number"_s;
    if (first.hasMatch() && (first.captured(1).toUInt() != expected.seq || first.captured(2).toUInt() != record.textLength))
        return u"has not number %1 and length %2"_s.arg(expected.seq).arg(record.textLength);
    if (record.has(tcp::Flag::Ack) != ack.has_value())
        return record.has(tcp::Flag::Ack) ? u"lacks its acknowledgment number"_s : u"has an acknowledgment number"_s;
    if (ack && *ack != expected.ack)
        return u"has not acknowledgment number %1"_s.arg(expected.ack);
    return {};
}

/// What the trace says, counted from each side's ISN or as on the wire.
Numbers numbersOf(const Trace& trace, const Record& record, Numbering numbering)
{
    if (numbering == Numbering::Wire)
        return {record.seq.value(), record.ack.value()};
    const auto origin = [&](Side side) { return numberOrigin(trace, record.connection, side, numbering); };
    return {trace.relativeSeq(record) + origin(record.sender()), trace.relativeAck(record) + origin(other(record.sender()))};
}

/// `1.  CLOSED  -->  <SEQ=1000><CTL=SYN>  -->  SYN-RECEIVED`: the wire's numbers.
void checkTable(QStringList& broken, const Scene& scene, ConnectionId id)
{
    static const QRegularExpression kSeq(u"<SEQ=(\\d+)>"_s), kAck(u"<ACK=(\\d+)>"_s);
    QStringList lines;
    for (const QString& line : ladderAsText(scene.trace, id).split(u'\n')) {
        if (line.contains(u"<SEQ="_s))
            lines << line;
    }
    qsizetype next = 0;
    for (std::uint32_t row = 0; row < std::min(scene.trace.stepCount(id), kLadderTextRows); ++row) {
        const Record& record = scene.trace.record(scene.trace.connection(id).records[row]);
        if (!record.isSegment())
            continue;
        if (next >= lines.size()) {
            broken << u"connection %1: the table lacks row %2"_s.arg(id).arg(row + 1);
            return;
        }
        const QString& line = lines[next++];
        const auto ack = captured(kAck.match(line), 1);
        if (kSeq.match(line).captured(1).toUInt() != record.seq.value() || (record.has(tcp::Flag::Ack) && ack != record.ack.value()))
            broken << u"connection %1: row %2 of the table has other numbers than the trace: %3"_s.arg(id).arg(row + 1).arg(line);
    }
    if (next != lines.size())
        broken << u"connection %1: the table has %2 segments too many"_s.arg(id).arg(lines.size() - next);
}

} // namespace

QStringList layout_rules::wrongNumbers(const Scene& scene)
{
    QStringList broken;
    constexpr qreal kWide = 4000; // no label is shortened
    for (ConnectionId id = 0; id < std::min(scene.trace.connectionCount(), kConnections); ++id) {
        const LadderMetrics m = ladderMetrics(scene.trace, id, measures::font(), kWide);
        const RowRange rows{0, std::min(scene.trace.stepCount(id), kRows)};
        for (const Numbering numbering : {Numbering::Automatic, Numbering::Relative, Numbering::Wire}) {
            for (const ArrowShape& arrow : layoutArrows(scene.trace, id, rows, m, Notation{NotationStyle::Stevens, numbering})) {
                const Record& record = scene.trace.record(scene.trace.connection(id).records[arrow.row]);
                const QString wrong = record.isSegment() ? wrongIn(arrow.label, record, numbersOf(scene.trace, record, numbering)) : QString();
                if (!wrong.isEmpty())
                    broken << u"connection %1: the arrow of row %2, \"%3\", %4"_s.arg(id).arg(arrow.row + 1).arg(arrow.label, wrong);
            }
        }
        checkTable(broken, scene, id);
    }
    return broken;
}
