#include "views/path/path_painter.h"

#include "views/path/path_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace {

QColor mixed(const QColor& a, const QColor& b, double share)
{
    const auto channel = [share](int x, int y) { return int(std::lround(x * share + y * (1.0 - share))); };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

constexpr int kLine = int(Qt::AlignVCenter) | int(Qt::TextSingleLine) | int(Qt::TextDontClip);

// --- what stands still

/// Faint arrowheads that say which way a lane goes.
void paintChevrons(QPainter& painter, const QRectF& lane, bool isForward, const Theme& theme, qreal u)
{
    const qreal size = 0.26 * u;
    const qreal direction = isForward ? size : -size;
    painter.setPen(QPen(mixed(theme.line, theme.panel, 0.7), std::max(1.0, 0.08 * u), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const int count = std::max(2, int(lane.width() / (9.0 * u)));
    for (int i = 0; i < count; ++i) {
        const QPointF tip(lane.left() + lane.width() * (i + 0.5) / count + direction / 2, lane.center().y());
        painter.drawPolyline(QPolygonF{{tip + QPointF(-direction, -size), tip, tip + QPointF(-direction, size)}});
    }
}

void paintCable(QPainter& painter, const PathCableShape& cable, const Theme& theme, qreal u)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.panel);
    painter.drawRect(cable.box.adjusted(-0.5 * u, 0, 0.5 * u, 0)); // reaches under the boxes
    QPen edge(theme.line, std::max(1.0, 0.09 * u));
    painter.setPen(edge);
    painter.drawLine(cable.box.topLeft(), cable.box.topRight());
    painter.drawLine(cable.box.bottomLeft(), cable.box.bottomRight());
    edge.setWidthF(1.0);
    edge.setCapStyle(Qt::FlatCap);
    edge.setDashPattern({4.0, 4.0});
    painter.setPen(edge);
    const qreal y = cable.box.center().y();
    painter.drawLine(QPointF(cable.box.left(), y), QPointF(cable.box.right(), y));
    paintChevrons(painter, cable.lanes[0], true, theme, u);
    paintChevrons(painter, cable.lanes[1], false, theme, u);
}

void paintToken(QPainter& painter, Side side, const QPointF& centre, qreal radius, const Theme& theme)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.side(side));
    if (side == Side::Initiator) {
        painter.drawEllipse(centre, radius, radius);
        return;
    }
    const qreal r = radius * 1.2;
    painter.drawPolygon(QPolygonF{{centre - QPointF(0, r), centre + QPointF(r, 0), centre + QPointF(0, r), centre - QPointF(r, 0)}});
}

void paintHost(QPainter& painter, const PathHostShape& host, const PathLayout& layout, const Theme& theme)
{
    const qreal u = layout.unit;
    QPen border(host.side ? theme.side(*host.side) : theme.line, std::max(1.2, (host.side ? 0.12 : 0.09) * u));
    if (host.host == kNoStageHost)
        border.setDashPattern({3.0, 2.5});
    painter.setPen(border);
    painter.setBrush(theme.background);
    painter.drawRoundedRect(host.box, 0.4 * u, 0.4 * u);
    painter.setFont(layout.boldFont);
    painter.setPen(host.host == kNoStageHost ? theme.mutedText : theme.text);
    painter.drawText(host.name.box, kLine | Qt::AlignLeft, host.name.text);
    if (host.side)
        paintToken(painter, *host.side, host.token, 0.36 * u, theme);
    painter.setFont(layout.smallFont);
    painter.setPen(theme.mutedText);
    if (!host.address.text.isEmpty())
        painter.drawText(host.address.box, kLine | Qt::AlignHCenter, host.address.text);
    if (host.state.text.isEmpty())
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.stateFill(host.stateOf));
    painter.drawRoundedRect(host.state.box, 0.3 * u, 0.3 * u);
    painter.setPen(theme.text);
    painter.drawText(host.state.box, kLine | Qt::AlignHCenter, host.state.text);
}

void paintStrip(QPainter& painter, const PathLayout& layout, const Theme& theme)
{
    painter.setFont(layout.boldFont);
    painter.setPen(theme.text);
    painter.drawText(layout.time.box, kLine | Qt::AlignRight, layout.time.text);
    painter.setFont(layout.smallFont);
    painter.setPen(theme.mutedText);
    painter.drawText(layout.count.box, kLine | Qt::AlignLeft, layout.count.text);
    if (layout.note.text.isEmpty())
        return;
    painter.fillRect(layout.note.box, theme.panel);
    painter.setFont(layout.font);
    painter.drawText(layout.note.box, kLine | Qt::AlignHCenter, layout.note.text);
}

// --- what flies

/// Colours and lines of a chip. Acknowledgments and retransmissions are hollow; the latter, and late ones, have broken edges.
struct ChipStyle {
    QColor fill;
    QPen edge;
    QColor text;
};

ChipStyle styleOf(const PathChipShape& chip, const Theme& theme, qreal u)
{
    const QColor kind = theme.kind(chip.kind);
    const bool isHollow = chip.kind == SegmentKind::Ack || chip.kind == SegmentKind::Retransmission;
    ChipStyle style;
    style.edge = QPen(kind, std::max(1.0, 0.09 * u), Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (!chip.isVivid) {
        style.fill = mixed(kind, theme.background, isHollow ? 0.0 : 0.16);
        style.edge.setColor(mixed(kind, theme.background, 0.5));
        style.text = theme.mutedText;
    } else {
        style.fill = isHollow ? theme.background : kind;
        style.text = isHollow ? kind : theme.background;
    }
    if (chip.kind == SegmentKind::Retransmission) {
        style.edge.setWidthF(std::max(1.5, 0.13 * u));
        style.edge.setDashPattern({3.0, 1.6});
    }
    return style;
}

/// Rounded, with a point in the direction in which it flies; a damaged one has a torn end.
QPainterPath outline(const QRectF& box, bool isForward, bool isTorn, qreal u)
{
    const qreal tip = std::min(0.42 * u, box.width() / 2);
    const qreal r = std::min(0.32 * u, (box.width() - tip) / 2);
    const qreal w = box.width(), h = box.height();
    QPainterPath path; // as if it flew to the right from the origin
    path.moveTo(r, 0);
    path.lineTo(w - tip, 0);
    path.lineTo(w, h / 2);
    path.lineTo(w - tip, h);
    if (isTorn) {
        constexpr int kTeeth = 4;
        path.lineTo(0, h);
        for (int i = 1; i <= kTeeth; ++i) {
            path.lineTo(std::min(0.3 * u, w / 2), h - h * (i - 0.5) / kTeeth);
            path.lineTo(0, h - h * i / kTeeth);
        }
    } else {
        path.lineTo(r, h);
        path.quadTo(0, h, 0, h - r);
        path.lineTo(0, r);
        path.quadTo(0, 0, r, 0);
    }
    path.closeSubpath();
    const QTransform place = isForward ? QTransform::fromTranslate(box.left(), box.top()) : QTransform(-1, 0, 0, 1, box.right(), box.top());
    return place.map(path);
}

/// Where the segment is exactly, on the line in the middle of the cable; its chip may stand aside.
void paintBead(QPainter& painter, const PathChipShape& chip, const PathLayout& layout, const Theme& theme)
{
    for (const PathCableShape& cable : layout.cables) {
        if (!cable.box.contains(chip.box.center()))
            continue;
        const qreal r = 0.15 * layout.unit;
        painter.setPen(Qt::NoPen);
        painter.setBrush(mixed(theme.kind(chip.kind), theme.panel, chip.isVivid ? 1.0 : 0.45));
        painter.drawEllipse(QPointF(chip.exact, cable.box.center().y()), r, r);
        return;
    }
}

void paintCross(QPainter& painter, const QPointF& centre, qreal size, const Theme& theme, qreal u)
{
    for (const bool isHalo : {true, false}) {
        painter.setPen(QPen(isHalo ? theme.panel : theme.kind(SegmentKind::Rst), (isHalo ? 0.42 : 0.2) * u, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(centre + QPointF(-size, -size), centre + QPointF(size, size));
        painter.drawLine(centre + QPointF(-size, size), centre + QPointF(size, -size));
    }
}

/// Three dots over a segment that is late.
void paintHeld(QPainter& painter, const PathChipShape& chip, const QRectF& box, const Theme& theme, qreal u)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.mutedText);
    const qreal x = chip.isForward ? box.left() - 0.35 * u : box.right() + 0.35 * u;
    for (int i = 0; i < 3; ++i)
        painter.drawEllipse(QPointF(x, box.center().y() + (i - 1) * 0.3 * u), 0.09 * u, 0.09 * u);
}

/// The body with its marks and `label`.
void paintBody(QPainter& painter, const PathChipShape& chip, const QRectF& box, const QString& label, const QFont& font, const Theme& theme, qreal u)
{
    const ChipStyle style = styleOf(chip, theme, u);
    const qreal half = style.edge.widthF() / 2;
    const QRectF inner = box.adjusted(half, half, -half, -half);
    if (chip.isCopy) { // a second sheet behind it
        const qreal back = chip.isForward ? -0.22 * u : 0.22 * u;
        painter.setPen(style.edge);
        painter.setBrush(theme.background);
        painter.drawPath(outline(inner.translated(back, 0.16 * u), chip.isForward, chip.isCorrupt, u));
    }
    const QPainterPath path = outline(inner, chip.isForward, chip.isCorrupt, u);
    painter.setPen(style.edge);
    painter.setBrush(style.fill);
    painter.drawPath(path);
    if (chip.isCorrupt) {
        painter.setPen(Qt::NoPen);
        QColor stroke = style.text;
        stroke.setAlpha(70);
        painter.setBrush(QBrush(stroke, Qt::BDiagPattern));
        painter.drawPath(path);
    }
    if (chip.isHeld)
        paintHeld(painter, chip, box, theme, u);
    if (label.isEmpty())
        return;
    painter.setFont(font);
    painter.setPen(style.text);
    const qreal tip = 0.2 * u;
    painter.drawText(box.adjusted(chip.isForward ? 0 : tip, 0, chip.isForward ? -tip : 0, 0), kLine | Qt::AlignHCenter, label);
}

void paintChip(QPainter& painter, const PathChipShape& chip, const PathLayout& layout, const Theme& theme)
{
    const qreal u = layout.unit;
    if (chip.isLost)
        painter.setOpacity(0.25 + 0.75 * chip.opacity);
    if (chip.detail == ChipDetail::Tick) {
        const ChipStyle style = styleOf(chip, theme, u);
        painter.setPen(Qt::NoPen);
        painter.setBrush(chip.isVivid ? theme.kind(chip.kind) : style.edge.color());
        painter.drawRoundedRect(chip.box, 1.5, 1.5);
    } else {
        PathChipShape shown = chip;
        shown.isVivid = chip.isVivid && !chip.isLost;
        paintBody(painter, shown, chip.box, chip.label, layout.labelFont(chip.detail), theme, u);
    }
    if (chip.isLost) // at its front, where it does not hide the label
        paintCross(painter, QPointF(chip.isForward ? chip.box.right() : chip.box.left(), chip.box.center().y()), 0.42 * u, theme, u);
    painter.setOpacity(1.0);
}

/// The chip once more, larger, with all that is to be said.
void paintBubble(QPainter& painter, const PathChipShape& chip, bool isFocused, const PathLayout& layout, const PathMoment& moment, const Theme& theme)
{
    const qreal u = layout.unit;
    const Record record = recordOf(moment.stage.flights[chip.flight], moment.index, moment.trace);
    const QString full = path_text::fullLabel(moment.trace, record);
    const qreal most = layout.area.width() - 3.0 * u;
    const bool isLarge = chip.detail == ChipDetail::Large && QFontMetricsF(layout.largeFont).horizontalAdvance(full) < most;
    const QFont& font = isLarge ? layout.largeFont : layout.font;
    const QFontMetricsF metrics(font);
    const QString text = metrics.elidedText(full, Qt::ElideRight, most);
    const qreal width = std::ceil(metrics.horizontalAdvance(text)) + 1.7 * u;
    const qreal height = (isLarge ? 1.95 : 1.6) * u;
    QRectF box(chip.box.center().x() - width / 2, chip.box.center().y() - height / 2, width, height);
    box.moveLeft(std::clamp(box.left(), layout.area.left() + 0.4 * u, std::max(layout.area.left() + 0.4 * u, layout.area.right() - 0.4 * u - width)));
    box.moveTop(std::clamp(box.top(), layout.area.top() + 0.2 * u, layout.area.bottom() - 0.2 * u - height));
    PathChipShape shown = chip;
    shown.isVivid = true;
    shown.isHeld = false;
    const QPainterPath around = outline(box.adjusted(-0.22 * u, -0.22 * u, 0.22 * u, 0.22 * u), chip.isForward, false, u * 1.2);
    painter.setPen(isFocused ? QPen(theme.text, std::max(1.5, 0.12 * u)) : QPen(theme.line, 1.0));
    painter.setBrush(theme.background);
    painter.drawPath(around);
    paintBody(painter, shown, box, text, font, theme, u);
}

} // namespace

void paintPathLayout(QPainter& painter, const PathLayout& layout, const PathMoment& moment, const Theme& theme, const PathHighlight& highlight)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.setClipRect(layout.area, Qt::IntersectClip);
    painter.fillRect(layout.area, theme.background);
    for (const PathCableShape& cable : layout.cables)
        paintCable(painter, cable, theme, layout.unit);
    paintStrip(painter, layout, theme);
    for (const PathChipShape& chip : layout.chips)
        paintBead(painter, chip, layout, theme);
    for (const PathChipShape& chip : layout.chips)
        paintChip(painter, chip, layout, theme);
    for (const PathHostShape& host : layout.hosts)
        paintHost(painter, host, layout, theme);
    for (const auto& [flight, isFocused] : {std::pair(highlight.hovered, false), std::pair(highlight.focused, true)}) {
        const PathChipShape* chip = flight ? layout.chipOf(*flight) : nullptr;
        if (chip)
            paintBubble(painter, *chip, isFocused, layout, moment, theme);
    }
    painter.restore();
}

void paintPath(QPainter& painter, const QRectF& area, const Stage& stage, const Trace& trace, std::optional<ConnectionId> connection,
               Timestamp now, const Theme& theme, const QFont& font, const PathOptions& options)
{
    const PathIndex index(stage, trace);
    PathMoment moment{stage, index, trace, connection, options.step.value_or(0), now};
    if (!options.step && connection && *connection < trace.connectionCount()) {
        const auto& records = trace.connection(*connection).records;
        const auto later = [&](Timestamp time, RecordNumber number) { return time < trace.record(number).time; };
        moment.step = std::uint32_t(std::upper_bound(records.begin(), records.end(), now, later) - records.begin());
    }
    paintPathLayout(painter, layoutPath(area, moment, font), moment, theme);
}
