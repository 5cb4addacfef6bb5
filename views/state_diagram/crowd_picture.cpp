#include "views/state_diagram/crowd_picture.h"

#include "views/common/wording.h"
#include "views/state_diagram/diagram_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("StateDiagram", text);
}

/// "1,234,567", or "1.23 M" where that is wider than `room`.
QString fitted(std::uint32_t value, const QFont& font, qreal room)
{
    const QFontMetricsF metrics(font);
    QString text = wording::number(value);
    const bool millions = value >= 1'000'000;
    for (int digits = 3; digits >= 2 && value >= 10'000 && metrics.horizontalAdvance(text) > room; --digits)
        text = QStringLiteral("%1 %2").arg(QLocale().toString(value / (millions ? 1e6 : 1e3), 'g', digits),
                                           millions ? QStringLiteral("M") : QStringLiteral("k"));
    return text;
}

void placeBar(CrowdCell& cell, const DiagramLayout& layout, const CrowdFigures& figures)
{
    const QRectF& box = layout.boxes[std::size_t(cell.box)].rect;
    const qreal u = layout.unit;
    cell.bar = QRectF(box.left() + 0.6 * u, box.bottom() - 0.95 * u, box.width() - 1.2 * u, 0.55 * u);
    const auto length = [&](std::uint32_t ends) { return cell.bar.width() * std::min(1.0, double(ends) / figures.fullBar()); };
    qreal x = cell.bar.left();
    for (Side side : kSides) {
        const qreal width = length(figures.now.count(side, cell.box));
        cell.parts[index(side)] = QRectF(x, cell.bar.top(), width, cell.bar.height());
        x += width;
    }
    cell.peakX = cell.bar.left() + length(figures.peaks[std::size_t(cell.box)]);
}

/// Total at the left, both sides' shares one below the other at the right.
void placeNumbers(CrowdCell& cell, const DiagramLayout& layout, const CrowdFigures& figures)
{
    const DiagramBox& box = layout.boxes[std::size_t(cell.box)];
    const qreal u = layout.unit;
    const qreal top = box.name.back().rect.bottom();
    const qreal bottom = box.rect.bottom() - (hasBar(cell.box) ? 1.05 : 0.6) * u;
    const QRectF row(box.rect.left() + 0.6 * u, top, box.rect.width() - 1.2 * u, bottom - top);
    const QFont small = crowdCountFont(layout.labelFont);
    const qreal smallRoom = QFontMetricsF(small).horizontalAdvance(wording::number(888'888)) + 1.0;
    qreal widest = 0;
    const std::uint32_t total = figures.now.total(cell.box);
    const qreal line = row.height() / 2;
    for (Side side : kSides) {
        if (total == 0)
            continue;
        QString& text = cell.counts[index(side)];
        text = fitted(figures.now.count(side, cell.box), small, smallRoom);
        widest = std::max(widest, QFontMetricsF(small).horizontalAdvance(text) + 1.0);
    }
    for (Side side : kSides)
        cell.countRects[index(side)] = QRectF(row.right() - widest, row.top() + line * qreal(index(side)), widest, line);
    cell.totalRect = row.adjusted(0, 0, total == 0 ? 0 : -widest - 1.25 * u, 0);
    cell.total = fitted(total, crowdTotalFont(layout.labelFont), cell.totalRect.width());
}

void paintSign(QPainter& painter, Side side, const QPointF& centre, qreal radius, const Theme& theme)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.side(side));
    if (side == Side::Initiator)
        return painter.drawEllipse(centre, radius, radius);
    const qreal r = radius * 1.18;
    painter.drawPolygon(QPolygonF({centre - QPointF(0, r), centre + QPointF(r, 0), centre + QPointF(0, r), centre - QPointF(r, 0)}));
}

/// The responders' part is hatched, so that the two differ without their colours.
void paintBarPart(QPainter& painter, const QRectF& part, Side side, qreal unit, const Theme& theme)
{
    if (part.width() < 0.05)
        return;
    const QRectF shown(part.left(), part.top(), std::max(part.width(), 1.0), part.height()); // one among thousands is to be seen
    painter.fillRect(shown, theme.side(side));
    if (side == Side::Initiator)
        return;
    painter.save();
    painter.setClipRect(shown, Qt::IntersectClip);
    painter.setPen(QPen(theme.background, 0.07 * unit));
    for (qreal x = shown.left() - shown.height(); x < shown.right(); x += 0.34 * unit)
        painter.drawLine(QPointF(x, shown.bottom()), QPointF(x + shown.height(), shown.top()));
    painter.restore();
}

void paintBar(QPainter& painter, const CrowdCell& cell, qreal unit, const Theme& theme)
{
    if (cell.bar.isEmpty())
        return;
    painter.fillRect(cell.bar, theme.background);
    for (Side side : kSides)
        paintBarPart(painter, cell.parts[index(side)], side, unit, theme);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.line, 0.07 * unit));
    painter.drawRect(cell.bar);
    if (cell.peakX - cell.bar.left() < 0.05)
        return;
    painter.setPen(QPen(theme.text, 0.11 * unit, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(cell.peakX, cell.bar.top() - 0.16 * unit), QPointF(cell.peakX, cell.bar.bottom() + 0.16 * unit));
}

void paintCell(QPainter& painter, const DiagramLayout& layout, const CrowdCell& cell, const Theme& theme)
{
    const DiagramBox& box = layout.boxes[std::size_t(cell.box)];
    const qreal u = layout.unit;
    const bool empty = cell.counts[0].isEmpty();
    painter.setPen(QPen(empty ? theme.line : theme.mutedText, (empty ? 0.095 : 0.15) * u));
    painter.setBrush(empty ? theme.background : theme.stateFill(box.state));
    painter.drawRoundedRect(box.rect, 0.5 * u, 0.5 * u);
    painter.setPen(empty ? theme.mutedText : theme.text);
    painter.setFont(layout.nameFont);
    for (const DiagramText& line : box.name)
        painter.drawText(line.rect, int(line.alignment | Qt::AlignVCenter) | Qt::TextDontClip, line.text);
    painter.setFont(crowdTotalFont(layout.labelFont));
    painter.drawText(cell.totalRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, cell.total);
    paintBar(painter, cell, u, theme);
    if (empty)
        return;
    painter.setFont(crowdCountFont(layout.labelFont));
    for (Side side : kSides) {
        const QRectF& rect = cell.countRects[index(side)];
        paintSign(painter, side, QPointF(rect.left() - 0.6 * u, rect.center().y()), 0.3 * u, theme);
        painter.setPen(theme.text);
        painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, cell.counts[index(side)]);
    }
}

void paintKeyBar(QPainter& painter, const QRectF& rect, const CrowdFigures& figures, qreal unit, const Theme& theme)
{
    CrowdCell sample;
    sample.bar = rect;
    sample.parts[0] = QRectF(rect.topLeft(), QSizeF(rect.width() / 2, rect.height()));
    sample.parts[1] = sample.parts[0].translated(rect.width() / 2, 0);
    sample.peakX = rect.right();
    if (figures.connections > 0)
        paintBar(painter, sample, unit, theme);
}

void paintKey(QPainter& painter, const DiagramLayout& layout, const CrowdFigures& figures, const Theme& theme)
{
    const qreal u = layout.unit;
    const QRectF& key = layout.legend;
    qreal y = key.top();
    const auto write = [&](const QString& text, qreal indent, QFont::Weight weight, const QColor& color, qreal after) {
        QFont font = layout.labelFont;
        font.setWeight(weight);
        painter.setFont(font);
        painter.setPen(color);
        const qreal room = key.width() - indent;
        painter.drawText(QRectF(key.left() + indent, y, room, u), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
                         QFontMetricsF(font).elidedText(text, Qt::ElideRight, room));
        y += u * (1 + after);
    };
    write(translated(QT_TRANSLATE_NOOP("StateDiagram", "All connections")), 0, QFont::DemiBold, theme.text, 0);
    //: How many connections have begun at the playhead, and how many there are in the session.
    write(translated(QT_TRANSLATE_NOOP("StateDiagram", "%1 of %2 have begun"))
              .arg(wording::number(figures.now.connections()), wording::number(figures.connections)),
          0, QFont::Normal, theme.mutedText, 0.3);
    for (Side side : kSides) {
        paintSign(painter, side, QPointF(key.left() + 0.45 * u, y + 0.5 * u), 0.34 * u, theme);
        write(side == Side::Initiator ? translated(QT_TRANSLATE_NOOP("StateDiagram", "Initiators"))
                                      : translated(QT_TRANSLATE_NOOP("StateDiagram", "Responders")),
              1.4 * u, QFont::Normal, theme.text, 0.1);
    }
    y += 0.2 * u;
    paintKeyBar(painter, QRectF(key.left() + 0.05 * u, y + 0.25 * u, 2.2 * u, 0.5 * u), figures, u, theme);
    //: A full bar stands for so many ends; the mark upon a bar is the most that were in that state at once.
    write(translated(QT_TRANSLATE_NOOP("StateDiagram", "= %1, mark: most at once")).arg(wording::number(figures.fullBar())), 2.8 * u,
          QFont::Normal, theme.mutedText, 0);
}

} // namespace

bool hasBar(BoxId box)
{
    return stateOf(box) != tcp::State::Closed && stateOf(box) != tcp::State::Listen;
}

std::uint32_t CrowdFigures::fullBar() const
{
    std::uint32_t most = 1;
    for (CrowdPlace place = 0; place < kCrowdPlaceCount; ++place) {
        if (hasBar(place))
            most = std::max(most, peaks[std::size_t(place)]);
    }
    return most;
}

CrowdFigures crowdFigures(const CrowdCounts& counts, const Trace& trace, RecordNumber position)
{
    return {counts.at(position), counts.peaks(), trace.presentCount()};
}

std::vector<CrowdCell> layoutCrowd(const DiagramLayout& layout, const CrowdFigures& figures)
{
    std::vector<CrowdCell> cells;
    for (BoxId box = 0; box < kBoxCount; ++box) {
        CrowdCell cell;
        cell.box = box;
        placeNumbers(cell, layout, figures);
        if (hasBar(box))
            placeBar(cell, layout, figures);
        cells.push_back(cell);
    }
    return cells;
}

QString crowdToolTip(const CrowdFigures& figures, BoxId box)
{
    //: A state, the number of ends in it, of initiators, of responders, and the most ends at once.
    return translated(QT_TRANSLATE_NOOP("StateDiagram", "%1: %2 (initiators %3, responders %4); at most %5 at once"))
        .arg(wording::stateName(stateOf(box)), wording::number(figures.now.total(box)),
             wording::number(figures.now.count(Side::Initiator, box)), wording::number(figures.now.count(Side::Responder, box)),
             wording::number(figures.peaks[std::size_t(box)]));
}

QString crowdDescription(const CrowdFigures& figures)
{
    QStringList parts;
    for (int state = 0; state < tcp::kStateCount; ++state) {
        if (const std::uint32_t count = figures.now.inState(tcp::State(state)); count > 0)
            parts << QStringLiteral("%1 %2").arg(wording::stateName(tcp::State(state)), wording::number(count));
    }
    const QString begun = translated(QT_TRANSLATE_NOOP("StateDiagram", "All connections: %1 of %2 have begun."))
                              .arg(wording::number(figures.now.connections()), wording::number(figures.connections));
    return parts.isEmpty() ? begun : QStringLiteral("%1 %2").arg(begun, wording::list(parts));
}

void paintCrowdAtRest(QPainter& painter, const DiagramLayout& layout, const Theme& theme)
{
    DiagramPainter(painter, layout, theme).paintAtRest();
}

void paintCrowdFigures(QPainter& painter, const DiagramLayout& layout, const CrowdFigures& figures, const Theme& theme)
{
    painter.setRenderHint(QPainter::Antialiasing);
    paintKey(painter, layout, figures, theme);
    for (const CrowdCell& cell : layoutCrowd(layout, figures))
        paintCell(painter, layout, cell, theme);
}

void paintCrowd(QPainter& painter, const QRectF& area, const CrowdFigures& figures, const Theme& theme, const QFont& font)
{
    painter.save();
    painter.fillRect(area, theme.background);
    const DiagramLayout layout = layoutStateDiagram(area, font, 3.0, DiagramStyle::Crowd);
    paintCrowdAtRest(painter, layout, theme);
    paintCrowdFigures(painter, layout, figures, theme);
    painter.restore();
}
