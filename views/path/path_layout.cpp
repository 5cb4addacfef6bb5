#include "views/path/path_layout.h"

#include "views/common/wording.h"
#include "views/path/path_chips.h"
#include "views/path/path_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace {

// In units of a line's height.
constexpr qreal kMargin = 0.45;
constexpr qreal kStrip = 1.35;     ///< Above the cables: time and count.
constexpr qreal kRowGap = 0.75;    ///< Between cables.
constexpr qreal kLowestRow = 3.1;  ///< A cable with two lanes of one row each.
constexpr qreal kHighestLane = 5.4; ///< Four rows.
constexpr qreal kWidestBox = 14.0;
/// At this size, in units, the type is as large as the font asks; in larger windows it grows up to kLargest times.
constexpr qreal kNaturalWidth = 62.0;
constexpr qreal kNaturalHeight = 11.5;
constexpr qreal kLargest = 2.4;

QFont scaled(QFont font, qreal factor)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(1, int(std::lround(font.pixelSize() * factor))));
    return font;
}

void chooseFonts(PathLayout& layout, const QFont& font, std::size_t rows)
{
    const qreal line = QFontMetricsF(font).height();
    const qreal wide = layout.area.width() / (kNaturalWidth * line);
    const qreal high = layout.area.height() / ((kNaturalHeight + 5.0 * qreal(rows - 1)) * line);
    layout.font = scaled(font, std::clamp(std::min(wide, high), 1.0, kLargest));
    layout.boldFont = layout.font;
    layout.boldFont.setBold(true);
    layout.smallFont = scaled(layout.font, 0.87);
    layout.largeFont = scaled(layout.font, 1.4);
    layout.unit = QFontMetricsF(layout.font).height();
}

/// The pairs that are shown, and how many others fly unseen. All that the stage ever needs if they fit, so that nothing jumps.
struct ShownPairs {
    std::vector<PathPair> pairs;
    std::size_t hidden = 0;
};

std::optional<PathPair> selectedPair(const PathMoment& moment)
{
    if (!moment.connection || *moment.connection >= moment.trace.connectionCount())
        return std::nullopt;
    const Connection& connection = moment.trace.connection(*moment.connection);
    return PathIndex::pairOf(hostOf(moment.stage, connection, Side::Initiator), hostOf(moment.stage, connection, Side::Responder));
}

ShownPairs choosePairs(const PathMoment& moment, const std::vector<std::size_t>& visible, std::size_t room)
{
    std::vector<PathPair> all = moment.index.pairs();
    const auto selected = selectedPair(moment);
    if (selected && std::find(all.begin(), all.end(), *selected) == all.end())
        all.insert(all.begin(), *selected);
    if (all.empty() && moment.stage.hosts.size() > 1)
        all.push_back(PathIndex::pairOf(StageHostIndex(0), StageHostIndex(1)));
    if (all.size() <= room)
        return {all, 0};
    // The selected one, then those with traffic, until the room is full; shown in their usual order.
    std::vector<PathPair> busy;
    if (selected)
        busy.push_back(*selected);
    for (const std::size_t flight : visible) {
        const PathPair& pair = moment.index.pairs()[moment.index.pairOf(flight)];
        if (std::find(busy.begin(), busy.end(), pair) == busy.end())
            busy.push_back(pair);
    }
    if (busy.empty())
        busy.push_back(all.front());
    ShownPairs shown;
    shown.hidden = busy.size() - std::min(busy.size(), room);
    busy.resize(std::min(busy.size(), room));
    for (const PathPair& pair : all) {
        if (std::find(busy.begin(), busy.end(), pair) != busy.end())
            shown.pairs.push_back(pair);
    }
    return shown;
}

/// What a host's box says.
struct HostContents {
    QString name;
    QString address;
    QString state;
    tcp::State stateOf = tcp::State::Closed;
    std::optional<Side> side;
};

HostContents contentsOf(const PathMoment& moment, StageHostIndex host)
{
    HostContents contents;
    contents.name = path_text::hostName(moment.stage, host);
    if (host < moment.stage.hosts.size())
        contents.address = QString::fromStdString(toString(moment.stage.hosts[host].address));
    if (!moment.connection || *moment.connection >= moment.trace.connectionCount())
        return contents;
    const Connection& connection = moment.trace.connection(*moment.connection);
    for (const Side side : kSides) {
        if (hostOf(moment.stage, connection, side) != host || contents.side)
            continue;
        contents.side = side;
        contents.address = QString::fromStdString(toString(connection.address(side)));
        if (host == kNoStageHost)
            continue; // where nobody is there is no state machine
        contents.stateOf = moment.trace.state(*moment.connection, side, moment.step);
        contents.state = wording::stateName(contents.stateOf);
    }
    return contents;
}

/// Room for the longest state, so that the cable keeps its ends.
qreal boxWidth(const PathLayout& layout, const std::vector<HostContents>& contents)
{
    qreal width = QFontMetricsF(layout.smallFont).horizontalAdvance(u"SYN-RECEIVED"_s) + 1.2 * layout.unit;
    for (const HostContents& each : contents) {
        width = std::max(width, QFontMetricsF(layout.smallFont).horizontalAdvance(each.address) + 1.4 * layout.unit);
        width = std::max(width, QFontMetricsF(layout.boldFont).horizontalAdvance(each.name) + 2.4 * layout.unit);
    }
    return std::min({std::ceil(width), kWidestBox * layout.unit, layout.area.width() * 0.27});
}

/// Name, state and address below each other, as far as there is room, in the middle of the box.
PathHostShape hostShape(const PathLayout& layout, StageHostIndex host, const QRectF& box, const HostContents& contents)
{
    const qreal u = layout.unit;
    PathHostShape shape;
    shape.host = host;
    shape.box = box;
    shape.side = contents.side;
    shape.stateOf = contents.stateOf;
    const bool hasState = !contents.state.isEmpty();
    const qreal stateHeight = hasState ? 1.25 * u : 0.0;
    const bool hasAddress = !contents.address.isEmpty() && box.height() >= 2.15 * u + stateHeight;
    qreal y = box.center().y() - (1.05 * u + stateHeight + (hasAddress ? 0.95 * u : 0.0)) / 2;

    const qreal token = contents.side ? 1.1 * u : 0.0;
    const QFontMetricsF bold(layout.boldFont);
    shape.name.text = bold.elidedText(contents.name, Qt::ElideRight, box.width() - 0.6 * u - token);
    const qreal nameWidth = std::ceil(bold.horizontalAdvance(shape.name.text)) + 1;
    shape.name.box = QRectF(box.center().x() - (nameWidth + token) / 2 + token, y, nameWidth, 1.05 * u);
    shape.token = QPointF(shape.name.box.left() - 0.65 * u, shape.name.box.center().y());
    y += 1.05 * u;
    if (hasAddress) {
        const QRectF line(box.left() + 0.2 * u, y, box.width() - 0.4 * u, 0.95 * u);
        shape.address = {QFontMetricsF(layout.smallFont).elidedText(contents.address, Qt::ElideMiddle, line.width()), line};
        y += 0.95 * u;
    }
    if (hasState) {
        const QFontMetricsF small(layout.smallFont);
        const QString text = small.elidedText(contents.state, Qt::ElideRight, box.width() - 0.7 * u);
        const qreal width = std::min(box.width() - 0.4 * u, small.horizontalAdvance(text) + 0.9 * u);
        shape.state = {text, QRectF(box.center().x() - width / 2, y + 0.12 * u, width, 1.1 * u)};
    }
    return shape;
}

/// One column of boxes; neighbours that are the same host become one.
void addColumn(PathLayout& layout, const PathMoment& moment, const std::vector<PathPair>& pairs, bool isLeft, qreal width)
{
    const qreal margin = kMargin * layout.unit;
    const qreal x = isLeft ? layout.area.left() + margin : layout.area.right() - margin - width;
    for (std::size_t i = 0; i < pairs.size();) {
        const StageHostIndex host = isLeft ? pairs[i].left : pairs[i].right;
        std::size_t last = i;
        while (last + 1 < pairs.size() && (isLeft ? pairs[last + 1].left : pairs[last + 1].right) == host)
            ++last;
        const qreal over = 0.22 * layout.unit; // the box stands out above and below its cable
        const QRectF box(QPointF(x, layout.cables[i].box.top() - over), QPointF(x + width, layout.cables[last].box.bottom() + over));
        layout.hosts.push_back(hostShape(layout, host, box, contentsOf(moment, host)));
        i = last + 1;
    }
}

void addCables(PathLayout& layout, std::size_t rows, qreal hostWidth)
{
    const qreal u = layout.unit;
    const qreal top = layout.area.top() + (kMargin + kStrip) * u;
    const qreal bottom = layout.area.bottom() - (kMargin + 0.22) * u;
    const qreal room = (bottom - top - kRowGap * u * qreal(rows - 1)) / qreal(rows);
    const qreal height = std::min(room, 2 * kHighestLane * u);
    const qreal used = height * qreal(rows) + kRowGap * u * qreal(rows - 1);
    const qreal left = layout.area.left() + kMargin * u + hostWidth;
    const qreal right = layout.area.right() - kMargin * u - hostWidth;
    for (std::size_t i = 0; i < rows; ++i) {
        PathCableShape cable;
        cable.box = QRectF(left, top + (bottom - top - used) / 2 + qreal(i) * (height + kRowGap * u), right - left, height);
        const QRectF inner = cable.box.adjusted(0.3 * u, 0.12 * u, -0.3 * u, -0.12 * u);
        cable.lanes[0] = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2 - 0.06 * u);
        cable.lanes[1] = QRectF(inner.left(), inner.center().y() + 0.06 * u, inner.width(), inner.height() / 2 - 0.06 * u);
        layout.cables.push_back(cable);
    }
}

void addStrip(PathLayout& layout, const PathMoment& moment, std::size_t flying, std::size_t hidden)
{
    const qreal u = layout.unit;
    const QRectF strip(layout.area.left() + kMargin * u, layout.area.top() + 0.3 * u, layout.area.width() - 2 * kMargin * u, 1.1 * u);
    layout.time.text = path_text::moment(moment.stage, moment.now);
    const qreal width = std::ceil(QFontMetricsF(layout.boldFont).horizontalAdvance(layout.time.text)) + 2;
    layout.time.box = QRectF(strip.right() - width, strip.top(), width, strip.height());
    layout.count.box = strip.adjusted(0, 0, -width - u, 0);
    QStringList parts;
    if (flying > 0)
        //: How many segments fly.
        parts << QCoreApplication::translate("Path", "%1 on the way").arg(wording::number(flying));
    //: Pairs of hosts for which there is no room.
    if (hidden == 1)
        parts << QCoreApplication::translate("Path", "1 more path is busy");
    else if (hidden > 1)
        parts << QCoreApplication::translate("Path", "%1 more paths are busy").arg(wording::number(hidden));
    layout.count.text = QFontMetricsF(layout.smallFont).elidedText(wording::list(parts), Qt::ElideRight, layout.count.box.width());
}

void addNote(PathLayout& layout, const PathMoment& moment, const std::optional<PathPair>& pair, const std::vector<PathPair>& pairs)
{
    const auto found = pair ? std::find(pairs.begin(), pairs.end(), *pair) : pairs.begin();
    const std::size_t row = found == pairs.end() ? 0 : std::size_t(found - pairs.begin());
    const QRectF& cable = layout.cables[row].box;
    const QFontMetricsF metrics(layout.font);
    const qreal most = cable.width() - 2 * layout.unit;
    layout.note.text = path_text::quiet(moment.stage, moment.now, false);
    if (metrics.horizontalAdvance(layout.note.text) > most)
        layout.note.text = metrics.elidedText(path_text::quiet(moment.stage, moment.now, true), Qt::ElideRight, most);
    const qreal width = std::ceil(metrics.horizontalAdvance(layout.note.text)) + layout.unit;
    layout.note.box = QRectF(cable.center().x() - width / 2, cable.center().y() - 0.7 * layout.unit, width, 1.4 * layout.unit);
}

} // namespace

const PathChipShape* PathLayout::chipAt(const QPointF& point) const
{
    const PathChipShape* best = nullptr;
    double nearest = std::numeric_limits<double>::infinity();
    for (const PathChipShape& chip : chips) {
        if (!chip.hit.contains(point))
            continue;
        const double dx = std::max({chip.box.left() - point.x(), 0.0, point.x() - chip.box.right()});
        const double dy = std::max({chip.box.top() - point.y(), 0.0, point.y() - chip.box.bottom()});
        const double inside = std::hypot(chip.box.center().x() - point.x(), chip.box.center().y() - point.y());
        const double distance = std::hypot(dx, dy) * 1e3 + inside + (chip.isVivid ? 0.0 : 1e5) + (chip.isLost ? 1e7 : 0.0);
        if (distance < nearest) {
            nearest = distance;
            best = &chip;
        }
    }
    return best;
}

const QFont& PathLayout::labelFont(ChipDetail detail) const
{
    return detail == ChipDetail::Large ? largeFont : detail == ChipDetail::Full ? font : smallFont;
}

const PathChipShape* PathLayout::chipOf(std::size_t flight) const
{
    const auto chip = std::find_if(chips.begin(), chips.end(), [&](const PathChipShape& each) { return each.flight == flight; });
    return chip == chips.end() ? nullptr : &*chip;
}

PathLayout layoutPath(const QRectF& area, const PathMoment& moment, const QFont& font)
{
    PathLayout layout;
    layout.area = area;
    const auto visible = moment.index.visibleAt(moment.stage, moment.now);
    const qreal line = QFontMetricsF(font).height();
    const qreal body = area.height() / line - kStrip - 2 * kMargin - 0.22;
    const auto room = std::size_t(std::max(1.0, std::floor((body + kRowGap) / (kLowestRow + kRowGap))));
    const ShownPairs shown = choosePairs(moment, visible, room);
    chooseFonts(layout, font, std::max<std::size_t>(1, shown.pairs.size()));
    if (!shown.pairs.empty()) {
        std::vector<HostContents> contents;
        for (const PathPair& pair : shown.pairs) {
            contents.push_back(contentsOf(moment, pair.left));
            contents.push_back(contentsOf(moment, pair.right));
        }
        const qreal width = boxWidth(layout, contents);
        addCables(layout, shown.pairs.size(), width);
        addColumn(layout, moment, shown.pairs, true, width);
        addColumn(layout, moment, shown.pairs, false, width);
    }
    const std::size_t flying = addChips(layout, moment, visible, shown.pairs);
    addStrip(layout, moment, flying, shown.hidden);
    if (layout.chips.empty() && !layout.cables.empty())
        addNote(layout, moment, selectedPair(moment), shown.pairs);
    return layout;
}
