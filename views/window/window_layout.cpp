#include "views/window/window_layout.h"

#include "views/common/notation.h"
#include "views/common/wording.h"
#include "views/window/window_tape.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <bit>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(WindowView)
};

/// Heights in a direction's picture, in multiples of the font's.
constexpr qreal kTitle = 1.5;
constexpr qreal kLabels = 2.9;
constexpr qreal kAxis = 2.0;
constexpr qreal kGap = 0.6;
constexpr qreal kLeastTape = 1.8;
constexpr qreal kMostTape = 4.5;

/// The margin around the pictures.
QRectF innerArea(const QRectF& area, qreal h)
{
    return area.adjusted(h, 0.6 * h, -h, -0.6 * h);
}

/// Lines that sentences of up to so many letters take.
int linesFor(int letters, qreal width, const QFontMetricsF& metrics)
{
    return std::max(1, int(std::ceil(letters * metrics.averageCharWidth() / std::max(width, 1.0))));
}

/// What the two sentences take at most: the same for all moments, so that nothing jumps.
qreal sentencesHeight(qreal width, const QFontMetricsF& metrics)
{
    constexpr int kLimitLetters = 150; // bold ones are wider
    constexpr int kSentenceLetters = 140;
    return metrics.height() * (linesFor(kLimitLetters, width, metrics) + linesFor(kSentenceLetters, width, metrics) + 0.2);
}

qreal heightWithoutTapes(qreal width, const QFontMetricsF& metrics)
{
    return metrics.height() * (2 * kTitle + 2 * kLabels + kAxis + kGap) + sentencesHeight(width, metrics);
}

/// The smallest of the steps that is at least `wanted`, times a power of ten; at least 10.
std::uint64_t niceSpan(double wanted)
{
    constexpr double kSteps[] = {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0};
    const double power = std::pow(10.0, std::floor(std::log10(std::max(wanted, 10.0))));
    for (double step : kSteps) {
        if (step * power >= wanted)
            return std::uint64_t(step * power);
    }
    return std::uint64_t(10.0 * power);
}

/// What flight and window need: a window many times the flight runs out of the picture on the right, else the flight would be too small.
double neededOctets(const RangeFacts& facts)
{
    constexpr double kFlights = 3.0;
    constexpr double kRoom = 0.8; // of the width
    const auto flight = double(facts.peakFlight); // 1: a SYN alone
    const auto window = double(facts.peakWindow);
    return (flight > 1 ? std::clamp(window, flight, kFlights * flight) : std::min(window, 14600.0)) / kRoom;
}

/// The stretch itself, or one on its way to another.
OctetRange rangeOf(const StreamMoment& moment, const auto& choose)
{
    if (!moment.motion)
        return choose(moment.rangeFacts());
    const OctetRange from = choose(moment.motion->from);
    const OctetRange to = choose(moment.motion->to);
    const auto glide = [&](std::uint64_t a, std::uint64_t b) { return std::uint64_t(double(a) + (double(b) - double(a)) * moment.motion->progress); };
    return {glide(from.begin, to.begin), std::max<std::uint64_t>(1, glide(from.span, to.span))};
}

std::uint32_t mostSquares(qreal width, const QFontMetricsF& metrics)
{
    const qreal least = metrics.horizontalAdvance(u"88"_s) + 4.0;
    return std::uint32_t(std::clamp(width / least, 20.0, 60.0));
}

QString titleOf(const Trace& trace, ConnectionId id, Side side, std::uint32_t step, bool sends)
{
    const QString address = QString::fromStdString(toString(trace.connection(id).address(side)));
    const QString role = sends ? Text::tr("Sender: %1 %2, %3") : Text::tr("Receiver: %1 %2, %3");
    return role.arg(wording::sideName(side), address, wording::stateText(trace.state(id, side, step), trace.certainty(id, side, step)));
}

/// Marks the hovered segment on both tapes of its stream, or up to where it acknowledges on those of the other one.
void markHovered(WindowLayout& layout, const Trace& trace, ConnectionId id, const StreamState& stream, const OctetAxis& axis, RecordNumber number)
{
    if (number >= trace.recordCount() || trace.record(number).connection != id || !trace.record(number).isSegment())
        return;
    const Record& record = trace.record(number);
    const Side sender = layout.sender.side;
    const tcp::SeqNumber isn = trace.connection(id).side(sender).isn;
    const auto offsetOf = [&](tcp::SeqNumber seq) { return std::uint64_t(std::max<std::int64_t>(0, streamOffset(seq, isn, stream.una))); };
    for (TapeLayout* tape : {&layout.sender, &layout.receiver}) {
        if (record.sender() == sender && record.len() > 0) {
            const std::uint64_t begin = offsetOf(record.seq);
            const std::uint64_t end = begin + record.len();
            if (end > axis.range().begin && begin < axis.range().end())
                tape->hovered = QRectF(QPointF(axis.x(begin), tape->tape.top()), QPointF(axis.x(end), tape->tape.bottom()));
        } else if (record.sender() != sender && record.has(tcp::Flag::Ack) && axis.shows(offsetOf(record.ack))) {
            tape->hoveredAck = axis.x(offsetOf(record.ack));
        }
    }
}

/// Swatches, in as many rows as it takes: all of them always, so that nothing jumps. Returns the height used.
qreal layoutLegend(std::vector<WindowLegendEntry>& legend, const QRectF& area, qreal top, const QFontMetricsF& metrics, bool isSimulation)
{
    const auto offer = [&](TapePart part, const QString& text, bool resent = false, bool sacked = false) {
        legend.push_back({{}, {}, part, resent, sacked, text});
    };
    offer(TapePart::Acknowledged, isSimulation ? Text::tr("acknowledged; read") : Text::tr("acknowledged"));
    offer(TapePart::InFlight, Text::tr("in flight"));
    offer(TapePart::InFlight, Text::tr("sent again"), true);
    offer(TapePart::InFlight, Text::tr("reported (SACK)"), false, true);
    offer(TapePart::Usable, Text::tr("free"));
    if (isSimulation) {
        offer(TapePart::BeyondCwnd, Text::tr("beyond cwnd"));
        offer(TapePart::Waiting, Text::tr("waits to be read"));
    }
    offer(TapePart::Held, Text::tr("held by the receiver"));
    offer(TapePart::Missing, Text::tr("missing"));
    offer(TapePart::Beyond, Text::tr("beyond the window"));

    const qreal swatch = metrics.height() * 1.2;
    const qreal row = metrics.height() * 1.35;
    qreal x = area.left();
    qreal y = top;
    for (WindowLegendEntry& entry : legend) {
        const qreal text = metrics.horizontalAdvance(entry.text) + 2.0;
        const qreal width = swatch + metrics.height() * 0.4 + text;
        if (x > area.left() && x + width > area.right()) {
            x = area.left();
            y += row;
        }
        entry.swatch = QRectF(x, y + metrics.height() * 0.15, swatch, metrics.height() * 0.7);
        entry.label = QRectF(x + swatch + metrics.height() * 0.4, y, text, metrics.height());
        x += width + metrics.height();
    }
    return y + row - top;
}

/// Gives each part its place from the top down; the tapes take what the rest leaves.
void placeParts(WindowLayout& layout, const QRectF& inner, const QFontMetricsF& metrics, WindowStyle style)
{
    const qreal h = metrics.height();
    const qreal fixed = heightWithoutTapes(inner.width(), metrics);
    qreal most = kMostTape * h;
    if (style == WindowStyle::Squares) // no higher than wide
        most = std::clamp(inner.width() / layout.grid.count, kLeastTape * h, most);
    const qreal tape = std::clamp((inner.height() - fixed) / 2, kLeastTape * h, most);
    qreal y = inner.top() + std::max(0.0, inner.height() - fixed - 2 * tape) / 2;
    const auto take = [&](qreal height) {
        const QRectF rect(inner.left(), y, inner.width(), height);
        y += height;
        return rect;
    };
    layout.sender.titleRect = take(kTitle * h);
    layout.sender.labels = take(kLabels * h);
    layout.sender.tape = take(tape);
    layout.axis = take(kAxis * h);
    layout.receiver.tape = take(tape);
    layout.receiver.labels = take(kLabels * h).adjusted(0, 0.9 * h, 0, 0);
    layout.receiver.titleRect = take(kTitle * h);
    y += kGap * h;
    layout.sentenceRect = take(sentencesHeight(inner.width(), metrics));
}

/// The limit in bold, and what is in flight below it.
void placeSentences(WindowLayout& layout, const QFont& font)
{
    QFont bold = font;
    bold.setBold(true);
    const QRectF both = layout.sentenceRect;
    const qreal height = QFontMetricsF(bold).boundingRect(both, Qt::TextWordWrap, layout.limit).height();
    layout.limitRect = QRectF(both.topLeft(), QSizeF(both.width(), std::min(height, both.height())));
    layout.sentenceRect.setTop(std::min(layout.limitRect.bottom() + 0.2 * QFontMetricsF(font).height(), both.bottom()));
}

} // namespace

OctetRange chooseRange(const RangeFacts& facts)
{
    const std::uint64_t span = niceSpan(neededOctets(facts));
    // SND.UNA stays between one and two tenths of the width.
    const std::uint64_t page = std::max<std::uint64_t>(1, span / 10);
    const std::uint64_t lead = span / 10;
    return {facts.una < lead ? 0 : (facts.una - lead) / page * page, span};
}

SquareGrid chooseSquares(const RangeFacts& facts, std::uint32_t most)
{
    constexpr std::uint32_t kFewest = 20;
    constexpr std::uint64_t kK = 1024;
    const double needed = std::max(neededOctets(facts), 1.0);
    const auto fits = [&](std::uint64_t unit) { return needed <= double(unit) * most; };
    std::uint64_t unit = std::max(facts.mss, 1u);
    if (!fits(unit)) { // whole segments as long as a few of them do, then whole K
        for (unit = kK; !fits(unit);)
            unit *= 2;
        for (std::uint64_t segments : {2, 4}) {
            if (fits(segments * facts.mss))
                return {segments * facts.mss, std::clamp(std::uint32_t(std::ceil(needed / double(segments * facts.mss))), kFewest, most)};
        }
    }
    while (unit > 1 && needed < 2.0 * double(unit)) // a few octets
        unit = std::bit_floor((unit + 1) / 2);
    return {unit, std::clamp(std::uint32_t(std::ceil(needed / double(unit))), kFewest, std::max(kFewest, most))};
}

OctetRange chooseRange(const RangeFacts& facts, const SquareGrid& grid)
{
    const std::uint64_t page = std::max(1u, grid.count / 10);
    const std::uint64_t before = facts.una > 0 ? (facts.una - 1) / grid.unit : 0;
    const std::uint64_t first = before < page ? 0 : (before - page) / page * page;
    return {1 + first * grid.unit, grid.unit * grid.count};
}

qreal leastWindowWidth(const QFont& font)
{
    return QFontMetricsF(font).height() * 26;
}

qreal comfortableWindowHeight(const QFont& font, qreal width, const WindowOptions& options)
{
    const QFontMetricsF metrics(font);
    const QRectF inner = innerArea(QRectF(0, 0, std::max(width, leastWindowWidth(font)), 1), metrics.height());
    std::vector<WindowLegendEntry> legend;
    const qreal each = heightWithoutTapes(inner.width(), metrics) + 2 * kLeastTape * 1.3 * metrics.height();
    return (options.bothDirections ? 2 : 1) * each + (options.bothDirections ? 2 : 1) * 1.2 * metrics.height()
        + 0.5 * metrics.height() + layoutLegend(legend, inner, 0, metrics, options.stage != nullptr);
}

WindowLayout layoutWindow(const Trace& trace, ConnectionId id, std::uint32_t step, Side sender, const QRectF& area, const QFont& font,
                          const WindowOptions& options)
{
    return layoutWindow(trace, id, momentAt(trace, id, step, options.stage), sender, area, font, options);
}

WindowLayout layoutWindow(const Trace& trace, ConnectionId id, const WindowMoment& both, Side sender, const QRectF& area, const QFont& font,
                          const WindowOptions& options)
{
    const StreamMoment& moment = both.streams[index(sender)];
    const QFontMetricsF metrics(font);
    const QRectF inner = innerArea(area, metrics.height());
    const bool squares = options.style == WindowStyle::Squares;

    WindowLayout layout;
    if (squares) {
        const std::uint32_t most = mostSquares(inner.width(), metrics);
        const RangeFacts facts = moment.motion ? moment.motion->to : moment.rangeFacts();
        layout.grid = chooseSquares(facts, most);
        layout.range = rangeOf(moment, [&](const RangeFacts& each) { return chooseRange(each, layout.grid); });
        layout.unit = describeUnit(layout.grid.unit, moment.mss);
    } else {
        layout.range = rangeOf(moment, [](const RangeFacts& each) { return chooseRange(each); });
    }
    const OctetAxis axis(layout.range, inner.left(), inner.width(), numberOrigin(trace, id, sender));
    layout.sender.side = sender;
    layout.receiver.side = other(sender);
    layout.sender.title = titleOf(trace, id, sender, both.step, true);
    layout.receiver.title = titleOf(trace, id, other(sender), both.step, false);
    placeParts(layout, inner, metrics, options.style);

    layoutSender(layout.sender, moment, axis, metrics, !squares);
    layoutReceiver(layout.receiver, moment, axis, metrics, !squares);
    layoutSenderMarkers(layout.sender, moment, axis, metrics, layout.sender.labels.top());
    layoutReceiverMarkers(layout.receiver, moment, axis, metrics, layout.receiver.labels.top());
    if (squares) {
        for (TapeLayout* tape : {&layout.sender, &layout.receiver})
            tape->squares = layoutSquares(tape->tape, layout.grid, axis, metrics);
    } else {
        layout.ticks = layoutTicks(axis, layout.axis, metrics);
    }
    if (options.hovered)
        markHovered(layout, trace, id, moment.stream, axis, *options.hovered);

    layout.limit = describeLimit(moment);
    layout.sentence = describeWindow(moment);
    placeSentences(layout, font);
    return layout;
}

WindowPicture layoutPicture(const Trace& trace, ConnectionId id, const WindowMoment& moment, Side sender, const QRectF& area, const QFont& font,
                            const WindowOptions& options)
{
    const QFontMetricsF metrics(font);
    const QRectF inner = innerArea(area, metrics.height());
    WindowPicture picture;
    const qreal legend = layoutLegend(picture.legend, inner, 0, metrics, options.stage != nullptr);
    for (WindowLegendEntry& entry : picture.legend) {
        entry.swatch.translate(0, inner.bottom() - legend);
        entry.label.translate(0, inner.bottom() - legend);
    }
    const QRectF rest = area.adjusted(0, 0, 0, -legend - 0.5 * metrics.height());
    if (!options.bothDirections) {
        picture.directions.push_back(layoutWindow(trace, id, moment, sender, rest, font, options));
        return picture;
    }
    const QSizeF half(rest.width(), rest.height() / 2);
    picture.directions.push_back(layoutWindow(trace, id, moment, sender, QRectF(rest.topLeft(), half), font, options));
    picture.directions.push_back(layoutWindow(trace, id, moment, other(sender), QRectF(rest.topLeft() + QPointF(0, half.height()), half), font, options));
    return picture;
}

std::optional<RecordNumber> recordAt(const WindowLayout& layout, const StreamMoment& moment, const QPointF& place)
{
    if (!layout.sender.tape.contains(place) && !layout.receiver.tape.contains(place))
        return std::nullopt;
    const std::uint64_t offset = OctetAxis(layout.range, layout.sender.tape.left(), layout.sender.tape.width()).offset(place.x());
    const auto& flying = moment.stream.flying;
    const auto at = std::partition_point(flying.begin(), flying.end(), [offset](const FlyingSegment& segment) { return segment.end <= offset; });
    if (at == flying.end() || at->begin > offset)
        return std::nullopt;
    return at->record;
}
