#include "views/window/window_layout.h"

#include "views/common/wording.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(WindowView)
};

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

/// Maps stream offsets to x.
class Axis {
public:
    Axis(const OctetRange& range, qreal left, qreal width) : m_range(range), m_left(left), m_width(width) {}

    qreal x(std::uint64_t offset) const
    {
        const double distance = double(std::int64_t(offset - m_range.begin));
        return m_left + m_width * std::clamp(distance / double(m_range.span), 0.0, 1.0);
    }
    bool shows(std::uint64_t offset) const { return offset >= m_range.begin && offset <= m_range.end(); }
    qreal left() const { return m_left; }
    qreal right() const { return m_left + m_width; }
    const OctetRange& range() const { return m_range; }

private:
    OctetRange m_range;
    qreal m_left;
    qreal m_width;
};

/// Collects the blocks of one tape.
class TapeBuilder {
public:
    TapeBuilder(TapeLayout& layout, const Axis& axis, const QFontMetricsF& metrics) : m_layout(layout), m_axis(axis), m_metrics(metrics) {}

    void add(TapePart part, std::uint64_t begin, std::uint64_t end, const QString& text = {}, const QString& shortText = {})
    {
        if (begin >= end || end <= m_axis.range().begin || begin >= m_axis.range().end())
            return;
        TapeBlock block;
        block.part = part;
        block.rect = rect(begin, end);
        block.text = fitting(block.rect, text, shortText);
        m_layout.blocks.push_back(block);
    }
    /// `flying` merged where several fall on the same pixel.
    void addSegments(const std::deque<FlyingSegment>& flying, const StreamState& stream)
    {
        const OctetRange range = m_axis.range();
        auto at = std::partition_point(flying.begin(), flying.end(), [&](const FlyingSegment& s) { return s.end <= range.begin; });
        while (at != flying.end() && at->begin < range.end()) {
            TapeBlock block;
            block.part = TapePart::InFlight;
            const std::uint64_t begin = at->begin;
            const FlyingSegment* last = nullptr;
            do {
                last = &*at++;
                block.segments += last->segments;
                block.resent = block.resent || last->sendings > 1;
                block.sacked = block.sacked || last->sacked;
            } while (at != flying.end() && m_axis.x(at->end) - m_axis.x(begin) < kMergeBelow);
            block.rect = rect(begin, last->end);
            if (block.segments == 1)
                nameSegment(block, *last, stream);
            m_layout.blocks.push_back(block);
        }
    }

private:
    static constexpr qreal kMergeBelow = 3.0;
    static constexpr qreal kNarrowest = 2.0;

    QRectF rect(std::uint64_t begin, std::uint64_t end) const
    {
        const qreal left = std::min(m_axis.x(begin), m_axis.right() - kNarrowest);
        return {left, m_layout.tape.top(), std::max(m_axis.x(end) - left, kNarrowest), m_layout.tape.height()};
    }
    QString fitting(const QRectF& rect, const QString& text, const QString& shortText) const
    {
        for (const QString& candidate : {text, shortText}) {
            if (m_metrics.horizontalAdvance(candidate) + 0.5 * m_metrics.height() <= rect.width())
                return candidate;
        }
        return {};
    }
    void nameSegment(TapeBlock& block, const FlyingSegment& segment, const StreamState& stream) const
    {
        const bool syn = stream.synSent && segment.begin == 0;
        const bool fin = stream.finSent && segment.end == stream.finOffset + 1;
        const std::uint64_t octets = segment.end - segment.begin - (syn ? 1 : 0) - (fin ? 1 : 0);
        QStringList parts;
        if (syn)
            parts.append(u"SYN"_s);
        if (octets > 0)
            parts.append(wording::number(octets));
        if (fin)
            parts.append(u"FIN"_s);
        const QString what = parts.join(u" + "_s);
        QString more = what;
        if (segment.sendings > 1)
            more += u" ×%1"_s.arg(segment.sendings);
        if (segment.sacked)
            more += u" ✓"_s;
        block.text = fitting(block.rect, more, what);
    }

    TapeLayout& m_layout;
    const Axis& m_axis;
    const QFontMetricsF& m_metrics;
};

QString counted(const QString& name, std::uint64_t octets)
{
    return Text::tr("%1: %2").arg(name, wording::number(octets));
}

void layoutSender(TapeLayout& layout, const StreamState& stream, const Axis& axis, const QFontMetricsF& metrics)
{
    TapeBuilder tape(layout, axis, metrics);
    const std::uint64_t end = axis.range().end();
    tape.add(TapePart::Acknowledged, axis.range().begin, stream.una, Text::tr("acknowledged"));
    tape.add(TapePart::NotCaptured, stream.una, stream.nxt); // segments cover what was captured of it
    tape.addSegments(stream.flying, stream);
    if (!stream.windowKnown) {
        tape.add(TapePart::Beyond, stream.nxt, end, Text::tr("window not known yet"));
        return;
    }
    const QString usable = Text::tr("may be sent");
    if (stream.windowEnd > stream.nxt && stream.finSent)
        tape.add(TapePart::Usable, stream.nxt, stream.windowEnd, Text::tr("free, but nothing follows the FIN"), Text::tr("free"));
    else if (stream.windowEnd > stream.nxt)
        tape.add(TapePart::Usable, stream.nxt, stream.windowEnd, counted(usable, stream.windowEnd - stream.nxt), usable);
    tape.add(TapePart::Beyond, std::max(stream.nxt, stream.windowEnd), end, Text::tr("beyond the window"));
}

/// The receiver's view of what is at or past RCV.NXT: what it reported, the gaps before that, and what may still be under way.
void layoutArrivals(TapeBuilder& tape, const StreamState& stream)
{
    std::uint64_t held = stream.una; // everything before it is told already
    std::uint64_t lastHeld = stream.una;
    for (const FlyingSegment& segment : stream.flying) {
        if (segment.sacked)
            lastHeld = segment.end;
    }
    for (auto at = stream.flying.begin(); at != stream.flying.end() && at->begin < lastHeld;) {
        if (!at->sacked) {
            ++at;
            continue;
        }
        const std::uint64_t begin = at->begin;
        std::uint64_t end = at->end;
        for (++at; at != stream.flying.end() && at->sacked && at->begin == end; ++at)
            end = at->end;
        tape.add(TapePart::Missing, held, begin, counted(Text::tr("missing"), begin - held), Text::tr("missing"));
        tape.add(TapePart::Held, begin, end, counted(Text::tr("held"), end - begin), Text::tr("held"));
        held = end;
    }
    tape.add(TapePart::Expected, std::max(held, lastHeld), stream.nxt, Text::tr("on its way"));
}

void layoutReceiver(TapeLayout& layout, const StreamState& stream, const Axis& axis, const QFontMetricsF& metrics)
{
    TapeBuilder tape(layout, axis, metrics);
    const std::uint64_t end = axis.range().end();
    tape.add(TapePart::Delivered, axis.range().begin, stream.una, Text::tr("received"));
    layoutArrivals(tape, stream);
    if (!stream.windowKnown) {
        tape.add(TapePart::Beyond, stream.nxt, end, Text::tr("room not known yet"));
        return;
    }
    if (stream.windowEnd > stream.nxt)
        tape.add(TapePart::Room, stream.nxt, stream.windowEnd, counted(Text::tr("room"), stream.windowEnd - stream.nxt), Text::tr("room"));
    tape.add(TapePart::Beyond, std::max(stream.nxt, stream.windowEnd), end, Text::tr("no room"));
}

void frameWindow(TapeLayout& layout, const StreamState& stream, const Axis& axis)
{
    if (!stream.windowKnown)
        return;
    const qreal left = axis.x(stream.una);
    layout.window = QRectF(left, layout.tape.top(), axis.x(stream.windowEnd) - left, layout.tape.height());
    layout.windowRunsOn = !axis.shows(stream.windowEnd);
}

struct Place {
    QString name;
    std::uint64_t offset;
};

/// Markers for `places` (ascending); those at the same offset share one.
std::vector<TapeMarker> markersFor(const std::vector<Place>& places, const Axis& axis, qreal foot)
{
    std::vector<TapeMarker> markers;
    const Place* previous = nullptr;
    for (const Place& place : places) {
        if (previous && previous->offset == place.offset) {
            markers.back().name += u" = "_s + place.name;
        } else {
            TapeMarker marker;
            marker.outside = !axis.shows(place.offset);
            marker.name = place.name;
            marker.value = wording::number(place.offset);
            marker.foot = QPointF(axis.x(place.offset), foot);
            if (marker.outside)
                marker.value += u" →"_s;
            markers.push_back(marker);
        }
        previous = &place;
    }
    return markers;
}

/// Puts the labels side by side in one row, each as near to its foot as the others allow.
void spreadLabels(std::vector<TapeMarker>& markers, const QFontMetricsF& metrics, qreal top, qreal left, qreal right)
{
    const qreal gap = metrics.height() * 0.6;
    qreal limit = left;
    for (TapeMarker& marker : markers) {
        const qreal width = std::max(metrics.horizontalAdvance(marker.name), metrics.horizontalAdvance(marker.value)) + 2.0;
        marker.label = QRectF(std::max(limit, marker.foot.x() - width / 2), top, width, 2 * metrics.height());
        limit = marker.label.right() + gap;
    }
    limit = right;
    for (auto marker = markers.rbegin(); marker != markers.rend(); ++marker) {
        if (marker->label.right() > limit)
            marker->label.moveRight(limit);
        limit = marker->label.left() - gap;
    }
}

/// Names that stand for themselves in less room.
void abbreviate(std::vector<Place>& places)
{
    for (Place& place : places)
        place.name.replace(u"SND.UNA+SND."_s, u"+"_s).replace(u"RCV.NXT+RCV."_s, u"+"_s).remove(u"SND."_s).remove(u"RCV."_s);
}

void layoutMarkers(TapeLayout& layout, std::vector<Place> places, const Axis& axis, const QFontMetricsF& metrics, qreal top, qreal foot)
{
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.offset < b.offset; });
    const qreal left = axis.left() - metrics.height() * 0.5;
    const qreal right = axis.right() + metrics.height() * 0.5;
    layout.markers = markersFor(places, axis, foot);
    spreadLabels(layout.markers, metrics, top, left, right);
    if (layout.markers.empty() || layout.markers.front().label.left() >= left - 0.5)
        return;
    abbreviate(places);
    layout.markers = markersFor(places, axis, foot);
    spreadLabels(layout.markers, metrics, top, left, right);
}

std::vector<Place> senderPlaces(const StreamState& stream)
{
    std::vector<Place> places = {{u"SND.UNA"_s, stream.una}, {u"SND.NXT"_s, stream.nxt}};
    if (stream.windowKnown)
        places.push_back({u"SND.UNA+SND.WND"_s, stream.windowEnd});
    return places;
}

std::vector<Place> receiverPlaces(const StreamState& stream)
{
    std::vector<Place> places = {{u"RCV.NXT"_s, stream.una}};
    if (stream.windowKnown)
        places.push_back({u"RCV.NXT+RCV.WND"_s, stream.windowEnd});
    return places;
}

std::vector<AxisTick> layoutTicks(const Axis& axis, const QRectF& strip, const QFontMetricsF& metrics)
{
    const QString widest = wording::number(axis.range().end());
    const double room = metrics.horizontalAdvance(widest) * 1.8;
    const double count = std::max(1.0, std::floor(strip.width() / room));
    const double raw = double(axis.range().span) / count;
    const double power = std::pow(10.0, std::floor(std::log10(std::max(raw, 1.0))));
    const double step = raw <= power ? power : raw <= 2 * power ? 2 * power : raw <= 5 * power ? 5 * power : 10 * power;
    const auto every = std::max<std::uint64_t>(1, std::uint64_t(step));
    std::vector<AxisTick> ticks;
    for (std::uint64_t at = (axis.range().begin + every - 1) / every * every; at <= axis.range().end(); at += every) {
        AxisTick tick;
        tick.x = axis.x(at);
        tick.text = wording::number(at);
        const qreal width = metrics.horizontalAdvance(tick.text) + 2.0;
        const qreal overhang = metrics.height() * 0.9; // the margin beside the tapes
        const qreal left = std::clamp(tick.x - width / 2, strip.left() - overhang, std::max(strip.left() - overhang, strip.right() + overhang - width));
        tick.label = QRectF(left, strip.center().y() - metrics.height() / 2, width, metrics.height());
        ticks.push_back(tick);
    }
    return ticks;
}

/// Swatches for what the tapes show, in as many rows as it takes; returns the height used.
qreal layoutLegend(WindowLayout& layout, const QRectF& area, qreal top, const QFontMetricsF& metrics)
{
    const auto shows = [&](const TapeLayout& tape, auto predicate) { return std::any_of(tape.blocks.begin(), tape.blocks.end(), predicate); };
    std::vector<LegendEntry> entries;
    const auto offer = [&](bool shown, TapePart part, const QString& text, bool resent = false, bool sacked = false) {
        if (shown)
            entries.push_back({{}, {}, part, resent, sacked, text});
    };
    const auto has = [&](TapePart part) {
        const auto is = [part](const TapeBlock& block) { return block.part == part; };
        return shows(layout.sender, is) || shows(layout.receiver, is);
    };
    offer(has(TapePart::Acknowledged) || has(TapePart::Delivered), TapePart::Acknowledged, Text::tr("acknowledged"));
    offer(has(TapePart::InFlight), TapePart::InFlight, Text::tr("in flight"));
    offer(shows(layout.sender, [](const TapeBlock& b) { return b.resent; }), TapePart::InFlight, Text::tr("sent again"), true);
    offer(shows(layout.sender, [](const TapeBlock& b) { return b.sacked; }), TapePart::InFlight, Text::tr("reported (SACK)"), false, true);
    offer(has(TapePart::Held), TapePart::Held, Text::tr("held by the receiver"));
    offer(has(TapePart::Missing), TapePart::Missing, Text::tr("missing"));
    offer(has(TapePart::Usable) || has(TapePart::Room), TapePart::Usable, Text::tr("free"));
    offer(has(TapePart::Beyond), TapePart::Beyond, Text::tr("beyond the window"));

    const qreal swatch = metrics.height() * 1.2;
    const qreal row = metrics.height() * 1.35;
    qreal x = area.left();
    qreal y = top;
    for (LegendEntry& entry : entries) {
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
    layout.legend = std::move(entries);
    return layout.legend.empty() ? 0.0 : y + row - top;
}

QString titleOf(const Trace& trace, ConnectionId id, Side side, std::uint32_t step, bool sends)
{
    const QString address = QString::fromStdString(toString(trace.connection(id).address(side)));
    const QString role = sends ? Text::tr("Sender: %1 %2, %3") : Text::tr("Receiver: %1 %2, %3");
    return role.arg(wording::sideName(side), address, wording::stateText(trace.state(id, side, step), trace.certainty(id, side, step)));
}

} // namespace

OctetRange chooseRange(const StreamState& stream)
{
    // A window many times the flight runs out of the picture on the right: to scale, the flight would be too small to see.
    constexpr double kFlights = 3.0;
    const auto flight = double(stream.peakFlight);
    const auto window = double(stream.peakWindow);
    const double needed = flight > 0 ? std::clamp(window, flight, kFlights * flight) : std::min(window, 14600.0);
    const std::uint64_t span = niceSpan(needed / 0.8);
    // SND.UNA stays between one and two tenths of the width.
    const std::uint64_t page = std::max<std::uint64_t>(1, span / 10);
    const std::uint64_t lead = span / 10;
    return {stream.una < lead ? 0 : (stream.una - lead) / page * page, span};
}

qreal comfortableWindowHeight(const QFont& font)
{
    return QFontMetricsF(font).height() * 21.5;
}

WindowLayout layoutWindow(const Trace& trace, ConnectionId id, std::uint32_t step, Side sender, const QRectF& area, const QFont& font)
{
    return layoutWindow(trace, id, trace.stateAt(id, step), sender, area, font);
}

WindowLayout layoutWindow(const Trace& trace, ConnectionId id, const ConnectionState& state, Side sender, const QRectF& area, const QFont& font)
{
    const std::uint32_t step = state.step;
    const StreamState& stream = state.streams[index(sender)];
    const QFontMetricsF metrics(font);
    const qreal h = metrics.height();
    const QRectF inner = area.adjusted(h, 0.6 * h, -h, -0.6 * h);

    WindowLayout layout;
    layout.range = chooseRange(stream);
    layout.sender.side = sender;
    layout.receiver.side = other(sender);
    const Axis axis(layout.range, inner.left(), inner.width());

    // Two titles, two rows of labels with their lines, the axis, the legend and the sentence; the tapes take what is left.
    const qreal fixed = 2 * 1.5 * h + 2 * 2.9 * h + 2.0 * h + 3.4 * h + 2.8 * h;
    const qreal tape = std::clamp((inner.height() - fixed) / 2, 1.6 * h, 4.5 * h);
    const qreal slack = std::max(0.0, inner.height() - fixed - 2 * tape);
    qreal y = inner.top() + slack / 2;
    const auto take = [&](qreal height) {
        const QRectF rect(inner.left(), y, inner.width(), height);
        y += height;
        return rect;
    };
    layout.sender.title = titleOf(trace, id, sender, step, true);
    layout.sender.titleRect = take(1.5 * h);
    const qreal senderLabels = take(2.9 * h).top();
    layout.sender.tape = take(tape);
    layout.axis = take(2.0 * h);
    layout.receiver.tape = take(tape);
    const qreal receiverLabels = take(2.9 * h).top() + 0.9 * h;
    layout.receiver.title = titleOf(trace, id, other(sender), step, false);
    layout.receiver.titleRect = take(1.5 * h);

    layoutSender(layout.sender, stream, axis, metrics);
    layoutReceiver(layout.receiver, stream, axis, metrics);
    frameWindow(layout.sender, stream, axis);
    frameWindow(layout.receiver, stream, axis);
    layoutMarkers(layout.sender, senderPlaces(stream), axis, metrics, senderLabels, layout.sender.tape.top());
    layoutMarkers(layout.receiver, receiverPlaces(stream), axis, metrics, receiverLabels, layout.receiver.tape.bottom());
    layout.ticks = layoutTicks(axis, layout.axis, metrics);

    y += 0.6 * h;
    const Connection& connection = trace.connection(id);
    const bool scaleUnknown = connection.info.midstream && !connection.side(other(sender)).synSeen;
    layout.sentence = describeWindow(stream, scaleUnknown);
    layout.sentenceRect = take(2.8 * h);
    layoutLegend(layout, inner, y, metrics);
    return layout;
}
