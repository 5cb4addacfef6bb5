#include "views/state_diagram/diagram_layout.h"

#include "views/common/wording.h"
#include "views/state_diagram/figure_routes.h"

#include <QFontMetricsF>

#include <algorithm>

namespace {

// In units of a line of label text.
constexpr qreal kMarginX = 1.1;
constexpr qreal kMarginTop = 1.5;
constexpr qreal kMarginBottom = 1.3;
constexpr qreal kBoxPadding = 0.5;
constexpr int kRowCount = 7;
constexpr std::array<qreal, kRowCount> kRowHeights = {2.6, 2.6, 5.3, 2.6, 3.7, 2.6, 2.6};
/// Least distance below each row: two lines of text beside an arrow need more than a passing arrow.
constexpr std::array<qreal, kRowCount - 1> kRowGaps = {3.4, 1.6, 1.5, 1.5, 3.3, 3.3};
// The same where boxes hold counts and arrows have no text.
constexpr std::array<qreal, kRowCount> kCrowdHeights = {4.6, 4.6, 5.2, 4.6, 4.6, 4.6, 4.6};
constexpr std::array<qreal, kRowCount - 1> kCrowdGaps = {1.5, 1.3, 1.3, 1.3, 1.5, 1.5};
constexpr qreal kCrowdGapX = 3.2;
constexpr qreal kLargestAspect = 1.45;
constexpr qreal kSmallestAspect = 0.72;

struct Place {
    int column;
    int row;
};

/// As in the figure.
Place placeOf(BoxId box)
{
    if (box == kEndBox)
        return {2, 6};
    switch (tcp::State(box)) {
    case tcp::State::Closed:
        return {1, 0};
    case tcp::State::Listen:
        return {1, 1};
    case tcp::State::SynReceived:
        return {0, 2};
    case tcp::State::SynSent:
        return {2, 2};
    case tcp::State::Established:
        return {1, 3};
    case tcp::State::FinWait1:
        return {0, 4};
    case tcp::State::CloseWait:
        return {2, 4};
    case tcp::State::FinWait2:
        return {0, 5};
    case tcp::State::Closing:
        return {1, 5};
    case tcp::State::LastAck:
        return {2, 5};
    case tcp::State::TimeWait:
        return {1, 6};
    }
    return {};
}

/// The figure breaks the names in its two tall boxes.
QStringList nameLines(tcp::State state, DiagramStyle style)
{
    const QString name = wording::stateName(state);
    const qsizetype hyphen = name.indexOf(u'-');
    if (style == DiagramStyle::Walks && (state == tcp::State::SynReceived || state == tcp::State::SynSent) && hyphen > 0)
        return {name.left(hyphen + 1), name.mid(hyphen + 1)};
    return {name};
}

/// All sizes that follow from the font alone.
struct Measures {
    QFont name;
    QFont label;
    qreal unit = 0;
    qreal boxWidth = 0;
    qreal gapX = 0;
    QSizeF size;
    std::array<qreal, kRowCount> rowHeights = kRowHeights;
    std::array<qreal, kRowCount - 1> rowGaps = kRowGaps;
    DiagramStyle style = DiagramStyle::Walks;
};

QFont scaled(const QFont& font, qreal factor)
{
    QFont result = font;
    if (font.pointSizeF() > 0)
        result.setPointSizeF(font.pointSizeF() * factor);
    else
        result.setPixelSize(std::max(1, int(font.pixelSize() * factor)));
    return result;
}

const tcp::Transition& rowOf(tcp::State from, tcp::Event event)
{
    const tcp::Transition* row = tcp::findTransition(from, event, {});
    Q_ASSERT(row);
    return *row;
}

/// Room between the columns for the labels.
qreal labelsWidth(const Measures& m)
{
    const auto room = [&](tcp::State from, tcp::Event event, qreal widest) {
        qreal width = 0;
        for (const DiagramText& line : labelLines(rowOf(from, event), m.label, widest))
            width = std::max(width, line.rect.width());
        return width;
    };
    const qreal timeout = room(tcp::State::TimeWait, tcp::Event::TimeWaitTimeout, 1e6) + 0.8 * m.unit;
    const qreal both = room(tcp::State::FinWait1, tcp::Event::RcvFinAckOfFin, 1.0) + 1.2 * m.unit;
    // The line from FIN-WAIT-1 to TIME-WAIT runs half-way between two columns, past the label below FIN-WAIT-1.
    const qreal beside = 2 * (room(tcp::State::FinWait1, tcp::Event::RcvAckOfFin, 1e6) + 1.1 * m.unit - m.boxWidth / 2);
    // The shortest piece of line above ESTABLISHED that carries a label.
    const qreal half =
        room(tcp::State::SynReceived, tcp::Event::RcvAckOfSyn, 1e6) + 1.5 * m.unit - m.boxWidth * (0.5 - kPairOffset);
    return std::max({timeout, both, beside, half});
}

/// Room in a box for a six-digit sum beside its parts.
qreal countsWidth(const Measures& m)
{
    const QString digits = wording::number(888'888);
    return QFontMetricsF(crowdTotalFont(m.label)).horizontalAdvance(digits)
           + QFontMetricsF(crowdCountFont(m.label)).horizontalAdvance(digits) + 2.7 * m.unit;
}

Measures measure(const QFont& font, qreal scale, DiagramStyle style)
{
    Measures m;
    m.style = style;
    if (style == DiagramStyle::Crowd) {
        m.rowHeights = kCrowdHeights;
        m.rowGaps = kCrowdGaps;
    }
    m.name = scaled(font, scale);
    m.name.setWeight(QFont::DemiBold);
    m.label = scaled(font, scale * 0.88);
    m.unit = QFontMetricsF(m.label).height();
    for (int state = 0; state < tcp::kStateCount; ++state) {
        for (const QString& line : nameLines(tcp::State(state), style))
            m.boxWidth = std::max(m.boxWidth, textRoom(line, m.name).width() + 2 * kBoxPadding * m.unit);
    }
    if (style == DiagramStyle::Crowd)
        m.boxWidth = std::max(m.boxWidth, countsWidth(m));
    m.gapX = style == DiagramStyle::Crowd ? kCrowdGapX * m.unit : labelsWidth(m);
    qreal height = kMarginTop + kMarginBottom;
    for (const qreal row : m.rowHeights)
        height += row;
    for (const qreal gap : m.rowGaps)
        height += gap;
    m.size = QSizeF(3 * m.boxWidth + 2 * m.gapX + 2 * kMarginX * m.unit, height * m.unit);
    return m;
}

/// The largest type that fits; text does not grow evenly, so the first guess is put right.
Measures fit(const QRectF& area, const QFont& font, qreal largest, DiagramStyle style)
{
    Measures m = measure(font, 1.0, style);
    qreal scale = std::min({area.width() / m.size.width(), area.height() / m.size.height(), largest});
    for (int i = 0; i < 12; ++i) {
        m = measure(font, std::max(scale, 0.05), style);
        if (m.size.width() <= area.width() && m.size.height() <= area.height())
            break;
        scale *= 0.98;
    }
    return m;
}

/// The part of `area` that the picture fills: it stretches, but keeps its shape.
QRectF filled(const QRectF& area)
{
    QSizeF size = area.size();
    size.setWidth(std::min(size.width(), size.height() * kLargestAspect));
    size.setHeight(std::min(size.height(), size.width() / kSmallestAspect));
    QRectF rect(QPointF(), size);
    rect.moveCenter(area.center());
    return rect;
}

void placeName(DiagramBox& box, const QFont& font, const Measures& m)
{
    const QStringList lines = nameLines(box.state, m.style);
    const qreal height = QFontMetricsF(font).height();
    qreal y = box.rect.center().y() - height * qreal(lines.size()) / 2;
    if (m.style == DiagramStyle::Crowd) // the counts stand below
        y = box.rect.top() + 0.22 * m.unit;
    for (const QString& line : lines) {
        const QSizeF room = textRoom(line, font);
        box.name.push_back(
            {line, QRectF(box.rect.center().x() - room.width() / 2, y, room.width(), height), false, Qt::AlignHCenter});
        y += height;
    }
}

void placeBoxes(DiagramLayout& layout, const Measures& m)
{
    const qreal u = m.unit;
    // Spare width goes to the gaps alone, spare height mostly.
    const qreal spareX = layout.area.width() - m.size.width();
    const qreal spareY = layout.area.height() - m.size.height();
    const qreal stepX = m.boxWidth + m.gapX + spareX * 0.43;
    const qreal centreX = layout.area.center().x();
    std::array<QRectF, kRowCount> rows;
    qreal y = layout.area.top() + kMarginTop * u + spareY * 0.03;
    for (std::size_t row = 0; row < kRowCount; ++row) {
        const qreal height = m.rowHeights[row] * u + spareY * 0.02;
        rows[row] = QRectF(0, y, m.boxWidth, height);
        y += height + (row < m.rowGaps.size() ? m.rowGaps[row] * u + spareY * 0.8 / qreal(m.rowGaps.size()) : 0);
    }
    for (BoxId id = 0; id < kBoxCount; ++id) {
        const Place place = placeOf(id);
        DiagramBox& box = layout.boxes[std::size_t(id)];
        box.state = stateOf(id);
        box.rect = rows[std::size_t(place.row)];
        box.rect.moveLeft(centreX + (place.column - 1) * stepX - m.boxWidth / 2);
        const qreal inset = layout.tokenRadius + 0.3 * u;
        box.tokens = {QPointF(box.rect.left() + inset, box.rect.top() - 0.12 * u),
                      QPointF(box.rect.right() - inset, box.rect.top() - 0.12 * u)};
        placeName(box, m.name, m);
    }
}

} // namespace

BoxId boxAfter(BoxId from, tcp::State to)
{
    if (to != tcp::State::Closed)
        return BoxId(to);
    if (from == kEndBox)
        return kEndBox;
    using enum tcp::State;
    return (Closed | Listen | SynSent | SynReceived).contains(stateOf(from)) ? BoxId(Closed) : kEndBox;
}

const DiagramArrow* DiagramLayout::find(BoxId from, BoxId to, tcp::Event event) const
{
    for (const DiagramArrow& arrow : arrows) {
        if (arrow.from == from && arrow.to == to && arrow.row->event == event)
            return &arrow;
    }
    return nullptr;
}

QRectF DiagramLayout::tokenRect(BoxId box, Side side) const
{
    const QPointF centre = boxes[std::size_t(box)].tokens[index(side)];
    const qreal r = tokenRadius * 1.12;
    return QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r);
}

QSizeF textRoom(const QString& text, const QFont& font)
{
    QFont bold = font;
    bold.setWeight(QFont::Bold);
    const QFontMetricsF plain(font);
    return QSizeF(std::max(plain.horizontalAdvance(text), QFontMetricsF(bold).horizontalAdvance(text)) + 2.0, plain.height());
}

std::vector<DiagramText> labelLines(const tcp::Transition& row, const QFont& font, qreal widest, Breaks breaks)
{
    std::vector<DiagramText> lines;
    const auto add = [&](const QString& text, bool action) {
        QString rest = text;
        while (!rest.isEmpty()) {
            qsizetype end = rest.size();
            if (textRoom(rest, font).width() > widest) {
                const qsizetype comma = rest.indexOf(QStringLiteral(", "));
                const qsizetype space = breaks == Breaks::AtSpaces ? rest.lastIndexOf(u' ') : -1;
                end = comma > 0 ? comma + 1 : space > 0 ? space : end;
            }
            const QString line = rest.left(end).trimmed();
            lines.push_back({line, QRectF(QPointF(), textRoom(line, font)), action, Qt::AlignHCenter});
            rest = rest.mid(end).trimmed();
        }
    };
    add(wording::eventName(row.event), false);
    add(wording::figureActionNames(row.actions), true);
    return lines;
}

DiagramLayout layoutStateDiagram(const QRectF& area, const QFont& font, qreal largest, DiagramStyle style)
{
    DiagramLayout layout;
    layout.area = filled(area);
    const Measures m = fit(layout.area, font, largest, style);
    layout.nameFont = m.name;
    layout.labelFont = m.label;
    layout.unit = m.unit;
    layout.tokenRadius = m.unit * 0.76;
    placeBoxes(layout, m);
    placeArrows(layout);
    const qreal left = layout.area.left() + 0.7 * m.unit;
    const DiagramArrow* open = layout.find(BoxId(tcp::State::Closed), BoxId(tcp::State::Listen), tcp::Event::PassiveOpen);
    qreal right = layout.boxes[0].rect.left();
    for (const DiagramText& line : open->label)
        right = std::min(right, style == DiagramStyle::Walks ? line.rect.left() : right);
    // Room for an IPv4 address and port; longer ones are cut in the middle where the picture is narrow.
    const qreal width = std::min(right - 0.9 * m.unit - left, std::max(17 * m.unit, layout.area.width() * 0.2));
    layout.legend = QRectF(left, layout.area.top() + 0.7 * m.unit, width, 6.1 * m.unit);
    const QRectF& finWait2 = layout.boxes[std::size_t(tcp::State::FinWait2)].rect;
    layout.corner = QRectF(QPointF(layout.area.left(), finWait2.bottom() + 0.4 * m.unit),
                           QPointF(finWait2.center().x() - 0.5 * m.unit, layout.area.bottom()));
    if (style == DiagramStyle::Crowd) {
        for (DiagramArrow& arrow : layout.arrows)
            arrow.label.clear();
    }
    return layout;
}

QFont crowdTotalFont(const QFont& labelFont)
{
    QFont font = scaled(labelFont, 1.4);
    font.setWeight(QFont::Bold);
    return font;
}

QFont crowdCountFont(const QFont& labelFont)
{
    return scaled(labelFont, 0.86);
}

QSizeF naturalDiagramSize(const QFont& font)
{
    return measure(font, 1.0, DiagramStyle::Walks).size;
}
