#include "views/window/window_paint.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace {

QColor mix(const QColor& a, const QColor& b, double share)
{
    const auto channel = [share](int x, int y) { return int(std::lround(x * share + y * (1.0 - share))); };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

/// Slanted lines `distance` apart: as vectors, since a pattern brush would not scale with the picture.
void hatch(QPainter& painter, const QRectF& rect, const QColor& color, qreal distance)
{
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setPen(QPen(color, 1.0));
    for (qreal x = std::floor((rect.left() - rect.height()) / distance) * distance; x < rect.right(); x += distance)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter.restore();
}

class WindowPainter {
public:
    WindowPainter(QPainter& painter, const Theme& theme, const QFont& font)
        : m_painter(painter), m_theme(theme), m_font(font), m_metrics(font)
    {
        m_bold = font;
        m_bold.setBold(true);
    }

    void paint(const WindowPicture& picture)
    {
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setFont(m_font);
        for (const WindowLayout& layout : picture.directions)
            paint(layout);
        m_sender = picture.directions.front().sender.side;
        for (const WindowLegendEntry& entry : picture.legend) {
            paintPart({entry.swatch, entry.part, 1, entry.resent, entry.sacked, {}}, false);
            m_painter.setPen(m_theme.mutedText);
            m_painter.drawText(entry.label, Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        }
        for (std::size_t i = 1; i < picture.directions.size(); ++i) { // apart from the direction above
            const qreal y = picture.directions[i].sender.titleRect.top() - 0.45 * m_metrics.height();
            m_painter.setPen(QPen(m_theme.line, 1.0));
            m_painter.drawLine(QPointF(picture.directions[i].axis.left(), y), QPointF(picture.directions[i].axis.right(), y));
        }
    }

private:
    void paint(const WindowLayout& layout)
    {
        m_sender = layout.sender.side;
        paintAxis(layout);
        for (const TapeLayout* tape : {&layout.sender, &layout.receiver}) {
            paintTape(*tape);
            paintHovered(*tape);
        }
        paintMarkers(layout.sender);
        paintMarkers(layout.receiver);
        m_painter.setPen(m_theme.text);
        m_painter.setFont(m_bold);
        m_painter.drawText(layout.limitRect, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, layout.limit);
        m_painter.setFont(m_font);
        m_painter.setPen(m_theme.mutedText);
        m_painter.drawText(layout.sentenceRect, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, layout.sentence);
    }

    void paintAxis(const WindowLayout& layout)
    {
        if (!layout.unit.isEmpty()) {
            m_painter.setPen(m_theme.mutedText);
            m_painter.drawText(layout.axis, Qt::AlignCenter, layout.unit);
        }
        for (const WindowTick& tick : layout.ticks) {
            m_painter.setPen(QPen(m_theme.line, 1.0));
            const qreal gap = m_metrics.height() * 0.15;
            m_painter.drawLine(QPointF(tick.x, layout.axis.top()), QPointF(tick.x, tick.label.top() - gap));
            m_painter.drawLine(QPointF(tick.x, tick.label.bottom() + gap), QPointF(tick.x, layout.axis.bottom()));
            m_painter.setPen(m_theme.mutedText);
            m_painter.drawText(tick.label, Qt::AlignCenter, tick.text);
        }
    }

    void paintTape(const TapeLayout& tape)
    {
        paintTitle(tape);
        const bool inSquares = !tape.squares.empty();
        for (const TapeBlock& block : tape.blocks)
            paintPart(block, inSquares);
        if (inSquares)
            paintSquares(tape);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(m_theme.line, 1.0));
        if (!inSquares)
            m_painter.drawRect(tape.tape);
        for (const TapeBlock& block : tape.blocks) {
            m_painter.setPen(isQuiet(block.part) ? m_theme.mutedText : m_theme.text);
            if (!block.text.isEmpty())
                paintText(block);
        }
        if (tape.window)
            paintFrame(tape);
    }

    /// Cuts the pieces into squares and numbers them; above each a line says how long its segment is.
    void paintSquares(const TapeLayout& tape)
    {
        const qreal gap = std::clamp(tape.squares.front().rect.width() * 0.08, 1.5, 4.0);
        for (const SquareCell& cell : tape.squares) {
            m_painter.fillRect(QRectF(cell.rect.right() - gap / 2, cell.rect.top(), gap, cell.rect.height()), m_theme.background);
            m_painter.setBrush(Qt::NoBrush);
            m_painter.setPen(QPen(m_theme.line, 1.0));
            m_painter.drawRect(cell.rect.adjusted(gap / 2, 0.5, -gap / 2, -0.5));
        }
        for (const TapeBlock& block : tape.blocks) {
            if (block.part == TapePart::InFlight && block.rect.width() > 5.0) {
                const QRectF line(block.rect.left() + gap, block.rect.top(), block.rect.width() - 2 * gap, 3.0);
                m_painter.fillRect(line, block.resent ? m_theme.kind(SegmentKind::Retransmission) : m_theme.side(m_sender));
            }
        }
        m_painter.setPen(m_theme.text);
        for (const SquareCell& cell : tape.squares) {
            if (cell.number.isEmpty())
                continue;
            QRectF patch(0, 0, m_metrics.horizontalAdvance(cell.number) + 3.0, m_metrics.height());
            patch.moveCenter(cell.rect.center());
            const TapeBlock* under = blockAt(tape, patch.center().x());
            if (under && (under->resent || isHatched(under->part)))
                m_painter.fillRect(patch & cell.rect.adjusted(gap, 1, -gap, -1), under->resent ? flightFill(true) : m_theme.background);
            m_painter.drawText(patch, Qt::AlignCenter, cell.number);
        }
    }

    static const TapeBlock* blockAt(const TapeLayout& tape, qreal x)
    {
        const TapeBlock* found = nullptr;
        for (const TapeBlock& block : tape.blocks) {
            if (block.rect.left() <= x && x < block.rect.right())
                found = &block; // the last one lies on top
        }
        return found;
    }

    static bool isHatched(TapePart part) { return part == TapePart::Beyond || part == TapePart::BeyondCwnd; }

    /// The segment that the pointer is on, here or in another view.
    void paintHovered(const TapeLayout& tape)
    {
        m_painter.setBrush(Qt::NoBrush);
        if (tape.hovered) {
            const QRectF rect = tape.hovered->adjusted(-1.0, 1.0, 1.0, -1.0);
            m_painter.setPen(QPen(m_theme.background, 6.0));
            m_painter.drawRect(rect);
            m_painter.setPen(QPen(m_theme.text, 3.0));
            m_painter.drawRect(rect);
        }
        if (tape.hoveredAck) {
            const qreal x = *tape.hoveredAck;
            m_painter.setPen(QPen(m_theme.text, 3.0, Qt::DotLine));
            m_painter.drawLine(QPointF(x, tape.tape.top() - 5.0), QPointF(x, tape.tape.bottom() + 5.0));
        }
    }

    static bool isQuiet(TapePart part)
    {
        return part == TapePart::Acknowledged || part == TapePart::Delivered || part == TapePart::Read || isHatched(part) || part == TapePart::Expected || part == TapePart::Blank;
    }

    /// On a patch of its own where the ground is hatched, so that it stays legible.
    void paintText(const TapeBlock& block)
    {
        const bool onHatching = isHatched(block.part) || block.resent;
        if (onHatching) {
            QRectF patch(0, 0, m_metrics.horizontalAdvance(block.text) + 0.5 * m_metrics.height(), 1.1 * m_metrics.height());
            patch.moveCenter(block.rect.center());
            m_painter.fillRect(patch & block.rect.adjusted(1, 1, -1, -1), block.resent ? flightFill(true) : m_theme.background);
        }
        m_painter.drawText(block.rect, Qt::AlignCenter, block.text);
    }

    void paintTitle(const TapeLayout& tape)
    {
        const qreal size = m_metrics.height() * 0.62;
        const QPointF center(tape.titleRect.left() + size / 2, tape.titleRect.center().y());
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_theme.side(tape.side));
        if (tape.side == Side::Initiator) {
            m_painter.drawEllipse(center, size / 2, size / 2);
        } else {
            const qreal r = size * 0.58;
            m_painter.drawPolygon(QPolygonF({center + QPointF(0, -r), center + QPointF(r, 0), center + QPointF(0, r), center + QPointF(-r, 0)}));
        }
        m_painter.setFont(m_bold);
        m_painter.setPen(m_theme.text);
        const QRectF rect = tape.titleRect.adjusted(size * 1.6, 0, 0, 0);
        m_painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(m_bold).elidedText(tape.title, Qt::ElideMiddle, rect.width()));
        m_painter.setFont(m_font);
    }

    QColor flightFill(bool resent) const
    {
        const QColor& color = resent ? m_theme.kind(SegmentKind::Retransmission) : m_theme.side(m_sender);
        return mix(color, m_theme.background, m_theme.dark ? 0.42 : 0.30);
    }

    void paintPart(const TapeBlock& block, bool inSquares)
    {
        const QRectF& rect = block.rect;
        switch (block.part) {
        case TapePart::Acknowledged:
        case TapePart::Delivered:
        case TapePart::Read:
            m_painter.fillRect(rect, mix(m_theme.mutedText, m_theme.background, m_theme.dark ? 0.30 : 0.20));
            break;
        case TapePart::InFlight:
            paintFlying(block, inSquares);
            break;
        case TapePart::Waiting:
            m_painter.fillRect(rect, m_theme.stateFill(tcp::State::Established));
            box(rect, m_theme.kind(SegmentKind::Syn), Qt::SolidLine);
            break;
        case TapePart::BeyondCwnd:
            m_painter.fillRect(rect, m_theme.panel);
            hatch(m_painter, rect, mix(m_theme.line, m_theme.panel, 0.8), m_metrics.height() * 1.1);
            box(rect, m_theme.line, Qt::DashLine);
            break;
        case TapePart::Held:
            m_painter.fillRect(rect, flightFill(false));
            box(rect, m_theme.side(m_sender), Qt::SolidLine);
            break;
        case TapePart::Missing:
        case TapePart::NeverAcknowledged:
            box(rect, m_theme.kind(SegmentKind::Rst), Qt::DashLine);
            break;
        case TapePart::NotCaptured:
        case TapePart::Expected:
            box(rect, m_theme.side(m_sender), Qt::DotLine);
            break;
        case TapePart::Usable:
        case TapePart::Room:
            m_painter.fillRect(rect, m_theme.panel);
            box(rect, m_theme.line, Qt::SolidLine);
            break;
        case TapePart::Blank:
            break;
        case TapePart::Beyond:
            hatch(m_painter, rect, mix(m_theme.line, m_theme.background, 0.55), m_metrics.height() * 0.5);
            break;
        }
    }

    void paintFlying(const TapeBlock& block, bool inSquares)
    {
        const QColor edge = block.resent ? m_theme.kind(SegmentKind::Retransmission) : m_theme.side(m_sender);
        m_painter.fillRect(block.rect, flightFill(block.resent));
        if (block.resent)
            hatch(m_painter, block.rect, edge, m_metrics.height() * 0.35);
        if (block.rect.width() >= 3.0 && !inSquares)
            box(block.rect, edge, Qt::SolidLine);
        if (block.sacked) { // a bar along the foot: the receiver has it
            const qreal bar = std::max(3.0, block.rect.height() * 0.14);
            m_painter.fillRect(QRectF(block.rect.left(), block.rect.bottom() - bar, block.rect.width(), bar), m_theme.kind(SegmentKind::Syn));
        }
    }

    void box(const QRectF& rect, const QColor& color, Qt::PenStyle style)
    {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(color, 1.0, style));
        m_painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    }

    void paintFrame(const TapeLayout& tape)
    {
        const qreal out = 3.0;
        const QRectF frame = tape.window->adjusted(-1.0, -out, 1.0, out);
        QPainterPath path; // open on the right where the window runs on
        path.moveTo(frame.topRight());
        path.lineTo(frame.topLeft());
        path.lineTo(frame.bottomLeft());
        path.lineTo(frame.bottomRight());
        if (!tape.windowRunsOn)
            path.closeSubpath();
        QPen pen(m_theme.side(tape.side), 2.5, tape.windowIsEstimate ? Qt::DashLine : Qt::SolidLine);
        pen.setJoinStyle(Qt::RoundJoin);
        pen.setCapStyle(Qt::FlatCap);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(pen);
        m_painter.drawPath(path);
    }

    void paintMarkers(const TapeLayout& tape)
    {
        for (const TapeMarker& marker : tape.markers) {
            const bool above = marker.label.center().y() < marker.foot.y();
            const qreal edge = above ? marker.label.bottom() : marker.label.top();
            const qreal x = std::clamp(marker.foot.x(), marker.label.left() + 4.0, std::max(marker.label.left() + 4.0, marker.label.right() - 4.0));
            m_painter.setPen(QPen(m_theme.text, 1.2, marker.isEstimate ? Qt::DashLine : Qt::SolidLine));
            const QPointF foot = marker.foot + QPointF(0, above ? -4.0 : 4.0);
            m_painter.drawLine(QPointF(x, edge), foot);
            if (marker.crosses && !marker.outside)
                paintCrossing(tape, marker);
            QPolygonF tip({foot, foot + QPointF(-3.5, above ? -5.0 : 5.0), foot + QPointF(3.5, above ? -5.0 : 5.0)});
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(m_theme.text);
            if (!marker.outside)
                m_painter.drawPolygon(tip);
            const QRectF name(marker.label.left(), marker.label.top(), marker.label.width(), m_metrics.height());
            const qreal place = (marker.foot.x() - name.left()) / name.width(); // the text keeps to the side where its line is
            const auto align = (place < 0.3 ? Qt::AlignLeft : place > 0.7 ? Qt::AlignRight : Qt::AlignHCenter) | Qt::AlignVCenter;
            m_painter.setPen(m_theme.text);
            m_painter.drawText(name, int(align), marker.name);
            m_painter.setPen(m_theme.mutedText);
            m_painter.drawText(name.translated(0, m_metrics.height()), int(align), marker.value);
        }
    }

    /// The congestion window's end: through the tape, with a halo where it crosses texts and edges.
    void paintCrossing(const TapeLayout& tape, const TapeMarker& marker)
    {
        const QLineF line(marker.foot.x(), tape.tape.top() - 4.0, marker.foot.x(), tape.tape.bottom() + 4.0);
        m_painter.setPen(QPen(m_theme.background, 4.5));
        m_painter.drawLine(line);
        QPen pen(m_theme.kind(SegmentKind::Fin), 2.0, marker.isEstimate ? Qt::DashLine : Qt::SolidLine);
        pen.setCapStyle(Qt::FlatCap);
        m_painter.setPen(pen);
        m_painter.drawLine(line);
    }

    QPainter& m_painter;
    const Theme& m_theme;
    QFont m_font;
    QFont m_bold;
    QFontMetricsF m_metrics;
    Side m_sender = Side::Initiator; ///< Of the direction that is being drawn.
};

} // namespace

void paintWindow(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId connection, std::uint32_t step, Side sender,
                 const Theme& theme, const QFont& font, const WindowOptions& options)
{
    const WindowMoment moment = momentAt(trace, connection, step, options.stage);
    paintWindow(painter, area, layoutPicture(trace, connection, moment, sender, area, font, options), theme, font);
}

void paintWindow(QPainter& painter, const QRectF& area, const WindowPicture& picture, const Theme& theme, const QFont& font)
{
    painter.save();
    painter.fillRect(area, theme.background);
    painter.setClipRect(area, Qt::IntersectClip);
    WindowPainter(painter, theme, font).paint(picture);
    painter.restore();
}
