#include "views/common/wording.h"
#include "views/window/window_tape.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(WindowView)
};

struct Place {
    QString name;
    std::uint64_t offset = 0;
    bool isEstimate = false;
    bool crosses = false;
};

/// Whether places at one offset are one place: an estimate of cwnd is another one than what it is read from.
bool areSame(const Place& a, const Place& b)
{
    return a.isEstimate == b.isEstimate && !(a.isEstimate && (a.crosses || b.crosses));
}

/// Markers for `places` (ascending); those at the same offset share one.
std::vector<TapeMarker> markersFor(const std::vector<Place>& places, const OctetAxis& axis, qreal foot)
{
    std::vector<TapeMarker> markers;
    const Place* previous = nullptr;
    for (const Place& place : places) {
        if (previous && previous->offset == place.offset && areSame(*previous, place)) {
            markers.back().name += u" = "_s + place.name;
            markers.back().crosses = markers.back().crosses || place.crosses;
        } else {
            TapeMarker marker;
            marker.outside = !axis.shows(place.offset);
            marker.name = place.name;
            marker.isEstimate = place.isEstimate;
            marker.crosses = place.crosses;
            marker.value = wording::number(place.offset + axis.origin());
            marker.foot = QPointF(axis.x(place.offset), foot);
            if (marker.outside)
                marker.value = place.offset < axis.range().begin ? u"← "_s + marker.value : marker.value + u" →"_s;
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
        place.name.replace(u"SND.UNA+SND."_s, u"+"_s).replace(u"SND.UNA+cwnd"_s, u"+cwnd"_s).replace(u"RCV.NXT+RCV."_s, u"+"_s).remove(u"SND."_s).remove(u"RCV."_s);
}

/// Whether some label has been pushed out of the picture on the left.
bool isCrowded(const std::vector<TapeMarker>& markers, qreal left)
{
    return !markers.empty() && markers.front().label.left() < left - 0.5;
}

void layoutMarkers(TapeLayout& layout, std::vector<Place> places, const OctetAxis& axis, const QFontMetricsF& metrics, qreal top, qreal foot)
{
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.offset < b.offset; });
    const qreal left = axis.left() - metrics.height() * 0.5;
    const qreal right = axis.right() + metrics.height() * 0.5;
    layout.markers = markersFor(places, axis, foot);
    spreadLabels(layout.markers, metrics, top, left, right);
    if (!isCrowded(layout.markers, left))
        return;
    abbreviate(places);
    layout.markers = markersFor(places, axis, foot);
    spreadLabels(layout.markers, metrics, top, left, right);
}

/// Where the congestion window ends: with SACK what has been reported makes room (RFC 6675, "pipe").
void addCwnd(std::vector<Place>& places, const StreamMoment& moment)
{
    if (moment.cwnd == 0)
        return;
    if (moment.cwndIsEstimate) {
        places.push_back({u"cwnd ≥ %1"_s.arg(wording::number(moment.cwnd)), moment.stream.una + moment.cwnd, true, true});
        return;
    }
    const std::uint64_t reported = moment.reported();
    const QString name = reported > 0 ? u"SND.UNA+cwnd+SACK"_s : u"SND.UNA+cwnd"_s;
    places.push_back({name, moment.stream.una + moment.cwnd + reported, false, true});
}

/// Where a window ends; with an unknown scale it reaches there at least.
Place windowEnd(const StreamMoment& moment, const QString& name, std::uint64_t offset, bool isEstimate)
{
    const bool isLeast = moment.scaleUnknown && moment.stream.window > 0;
    return {isLeast ? name + u" ≥"_s : name, offset, isEstimate || isLeast, false};
}

} // namespace

void layoutSenderMarkers(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, qreal top)
{
    if (moment.isSenderGone())
        return;
    const StreamState& stream = moment.stream;
    std::vector<Place> places = {{u"SND.UNA"_s, stream.una}, {u"SND.NXT"_s, stream.nxt}};
    if (stream.windowKnown)
        places.push_back(windowEnd(moment, u"SND.UNA+SND.WND"_s, stream.windowEnd, false));
    addCwnd(places, moment);
    layoutMarkers(layout, places, axis, metrics, top, layout.tape.top());
}

void layoutReceiverMarkers(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, qreal top)
{
    if (moment.isReceiverGone())
        return;
    const bool isEstimate = !moment.read; // the last acknowledgment says it, and more may have arrived since
    std::vector<Place> places;
    if (moment.read && *moment.read != moment.rcvNxt)
        places.push_back({Text::tr("read"), *moment.read});
    places.push_back({u"RCV.NXT"_s, moment.rcvNxt, isEstimate});
    if (moment.stream.windowKnown || moment.read)
        places.push_back(windowEnd(moment, u"RCV.NXT+RCV.WND"_s, moment.roomEnd, isEstimate));
    layoutMarkers(layout, places, axis, metrics, top, layout.tape.bottom());
}

std::vector<WindowTick> layoutTicks(const OctetAxis& axis, const QRectF& strip, const QFontMetricsF& metrics)
{
    const QString widest = wording::number(axis.range().end() + axis.origin());
    const double room = metrics.horizontalAdvance(widest) * 1.8;
    const double count = std::max(1.0, std::floor(strip.width() / room));
    const double raw = double(axis.range().span) / count;
    const double power = std::pow(10.0, std::floor(std::log10(std::max(raw, 1.0))));
    const double step = raw <= power ? power : raw <= 2 * power ? 2 * power : raw <= 5 * power ? 5 * power : 10 * power;
    const auto every = std::max<std::uint64_t>(1, std::uint64_t(step));
    std::vector<WindowTick> ticks;
    const std::uint64_t begin = axis.range().begin + axis.origin();
    for (std::uint64_t number = (begin + every - 1) / every * every; number <= axis.range().end() + axis.origin(); number += every) {
        WindowTick tick;
        tick.x = axis.x(number - axis.origin());
        tick.text = wording::number(number);
        const qreal width = metrics.horizontalAdvance(tick.text) + 2.0;
        const qreal overhang = metrics.height() * 0.9; // the margin beside the tapes
        const qreal left = std::clamp(tick.x - width / 2, strip.left() - overhang, std::max(strip.left() - overhang, strip.right() + overhang - width));
        tick.label = QRectF(left, strip.center().y() - metrics.height() / 2, width, metrics.height());
        ticks.push_back(tick);
    }
    return ticks;
}

