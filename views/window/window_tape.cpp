#include "views/window/window_tape.h"

#include "views/common/wording.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

qreal OctetAxis::x(std::uint64_t offset) const
{
    const double distance = double(std::int64_t(offset - m_range.begin));
    return m_left + m_width * std::clamp(distance / double(m_range.span), 0.0, 1.0);
}

std::uint64_t OctetAxis::offset(qreal x) const
{
    const double share = std::clamp((x - m_left) / std::max(m_width, 1.0), 0.0, 1.0);
    return m_range.begin + std::uint64_t(share * double(m_range.span));
}

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(WindowView)
};

/// Collects the blocks of one tape.
class TapeBuilder {
public:
    TapeBuilder(TapeLayout& layout, const OctetAxis& axis, const QFontMetricsF& metrics, bool withTexts)
        : m_layout(layout), m_axis(axis), m_metrics(metrics), m_withTexts(withTexts)
    {
    }

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
            if (block.segments == 1 && m_withTexts)
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
        if (!m_withTexts)
            return {};
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
    const OctetAxis& m_axis;
    const QFontMetricsF& m_metrics;
    bool m_withTexts;
};

QString counted(const QString& name, std::uint64_t octets)
{
    return Text::tr("%1: %2").arg(name, wording::number(octets));
}

/// What the window lets through but something else does not, yet or any more.
bool addUnusable(TapeBuilder& tape, const StreamMoment& moment)
{
    const StreamState& stream = moment.stream;
    const bool isOpening = moment.senderState == tcp::State::SynSent || moment.senderState == tcp::State::SynReceived;
    if (!stream.finSent && !isOpening)
        return false;
    const QString text = stream.finSent ? Text::tr("free, but nothing follows the FIN") : Text::tr("free once the connection is established");
    tape.add(TapePart::Usable, stream.nxt, stream.windowEnd, text, Text::tr("free"));
    return true;
}

/// What may be sent, and what only the congestion window forbids.
void addUsable(TapeBuilder& tape, const StreamMoment& moment)
{
    const StreamState& stream = moment.stream;
    if (stream.windowEnd <= stream.nxt)
        return;
    if (addUnusable(tape, moment))
        return;
    std::uint64_t end = stream.windowEnd;
    if (!moment.cwndIsEstimate)
        end = std::clamp(stream.una + moment.cwnd + moment.reported(), stream.nxt, stream.windowEnd);
    const QString usable = moment.scaleUnknown ? Text::tr("may be sent, at least") : Text::tr("may be sent");
    tape.add(TapePart::Usable, stream.nxt, end, counted(usable, end - stream.nxt), usable);
    const QString closed = Text::tr("beyond cwnd");
    tape.add(TapePart::BeyondCwnd, end, stream.windowEnd, counted(closed, stream.windowEnd - end), closed);
}

/// A stretch that the receiver has behind a gap.
struct Stretch {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// In a simulation what has arrived, in a recording what SACK has reported; joined where they touch.
std::vector<Stretch> heldStretches(const StreamMoment& moment, const OctetRange& range)
{
    const bool knowsAll = moment.read.has_value();
    std::vector<Stretch> held;
    for (const FlyingSegment& segment : moment.stream.flying) {
        if (segment.begin >= range.end())
            break;
        std::uint64_t begin = std::max(segment.begin, moment.rcvNxt);
        std::uint64_t end = knowsAll ? std::min(segment.end, moment.roomEnd) : segment.end; // else refused
        if (begin >= end || !(knowsAll ? segment.arrived : segment.sacked))
            continue;
        if (!held.empty() && held.back().end == begin)
            held.back().end = end;
        else
            held.push_back({begin, end});
    }
    return held;
}

/// What is to be said of what has been sent and not been seen to arrive.
QString underWayText(const StreamMoment& moment)
{
    if (!moment.isStaged)
        return Text::tr("not known to have arrived");
    const bool mayArrive = !moment.isSenderGone() && (!moment.isReceiverGone() || moment.stream.una == 0);
    return mayArrive ? Text::tr("on its way") : Text::tr("has not arrived");
}

/// What is at or past RCV.NXT: what the receiver holds, the gaps before that, and what is or may be under way.
void addArrivals(TapeBuilder& tape, const StreamMoment& moment, const OctetRange& range)
{
    std::uint64_t last = moment.rcvNxt;
    for (const Stretch& held : heldStretches(moment, range)) {
        tape.add(TapePart::Missing, last, held.begin, counted(Text::tr("missing"), held.begin - last), Text::tr("missing"));
        tape.add(TapePart::Held, held.begin, held.end, counted(Text::tr("held"), held.end - held.begin), Text::tr("held"));
        last = held.end;
    }
    tape.add(TapePart::Expected, last, moment.stream.nxt, underWayText(moment), moment.isStaged ? QString() : Text::tr("not known"));
}

/// Behind the window; where only its least size is known, what lies there is neither allowed nor forbidden.
void addBeyond(TapeBuilder& tape, const StreamMoment& moment, std::uint64_t begin, std::uint64_t end, const QString& text)
{
    if (moment.scaleUnknown && moment.stream.window > 0)
        tape.add(TapePart::Blank, begin, end, Text::tr("not known: the window scale was not captured"), Text::tr("not known"));
    else
        tape.add(TapePart::Beyond, begin, end, text);
}

void frameWindow(TapeLayout& layout, const OctetAxis& axis, const StreamMoment& moment, std::uint64_t begin, std::uint64_t end)
{
    const qreal left = axis.x(begin);
    layout.window = QRectF(left, layout.tape.top(), std::max(0.0, axis.x(end) - left), layout.tape.height());
    layout.windowRunsOn = !axis.shows(end) || (moment.scaleUnknown && moment.stream.window > 0);
}

/// An end without a connection: what it has sent is history.
void layoutGoneSender(TapeBuilder& tape, const StreamState& stream, const OctetRange& range)
{
    tape.add(TapePart::Acknowledged, range.begin, stream.una, Text::tr("acknowledged"));
    tape.add(TapePart::NeverAcknowledged, stream.una, stream.nxt, Text::tr("never acknowledged"));
    tape.add(TapePart::Blank, stream.nxt, range.end(), Text::tr("no connection"));
}

void layoutGoneReceiver(TapeBuilder& tape, const StreamMoment& moment, const OctetRange& range)
{
    const StreamState& stream = moment.stream;
    tape.add(TapePart::Delivered, range.begin, stream.una, Text::tr("received"));
    if (!moment.isSenderGone())
        tape.add(TapePart::Expected, stream.una, stream.nxt, underWayText(moment));
    tape.add(TapePart::Blank, moment.isSenderGone() ? stream.una : stream.nxt, range.end(), Text::tr("no connection"));
}

} // namespace

void layoutSender(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, bool withTexts)
{
    const StreamState& stream = moment.stream;
    TapeBuilder tape(layout, axis, metrics, withTexts);
    if (moment.isSenderGone())
        return layoutGoneSender(tape, stream, axis.range());
    const std::uint64_t end = axis.range().end();
    tape.add(TapePart::Acknowledged, axis.range().begin, stream.una, Text::tr("acknowledged"));
    tape.add(TapePart::NotCaptured, stream.una, stream.nxt); // segments cover what was captured of it
    tape.addSegments(stream.flying, stream);
    if (!stream.windowKnown) {
        tape.add(TapePart::Beyond, stream.nxt, end, Text::tr("window not known yet"));
        return;
    }
    addUsable(tape, moment);
    addBeyond(tape, moment, std::max(stream.nxt, stream.windowEnd), end, Text::tr("beyond the window"));
    frameWindow(layout, axis, moment, stream.una, stream.windowEnd);
}

void layoutReceiver(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, bool withTexts)
{
    const StreamState& stream = moment.stream;
    TapeBuilder tape(layout, axis, metrics, withTexts);
    if (moment.isReceiverGone())
        return layoutGoneReceiver(tape, moment, axis.range());
    const std::uint64_t begin = axis.range().begin;
    const std::uint64_t end = axis.range().end();
    if (moment.read) {
        const QString waiting = Text::tr("waits to be read");
        tape.add(TapePart::Read, begin, *moment.read, Text::tr("read by the application"), Text::tr("read"));
        tape.add(TapePart::Waiting, *moment.read, moment.rcvNxt, counted(waiting, moment.rcvNxt - *moment.read), waiting);
    } else {
        tape.add(TapePart::Delivered, begin, moment.rcvNxt, Text::tr("received"));
    }
    addArrivals(tape, moment, axis.range());
    const bool known = stream.windowKnown || moment.read;
    if (!known) {
        tape.add(TapePart::Beyond, stream.nxt, end, Text::tr("room not known yet"));
        return;
    }
    const QString room = moment.scaleUnknown ? Text::tr("room, at least") : Text::tr("room");
    if (moment.roomEnd > stream.nxt)
        tape.add(TapePart::Room, stream.nxt, moment.roomEnd, counted(room, moment.roomEnd - stream.nxt), room);
    addBeyond(tape, moment, std::max(stream.nxt, moment.roomEnd), end, Text::tr("no room"));
    frameWindow(layout, axis, moment, moment.rcvNxt, moment.roomEnd);
    layout.windowIsEstimate = !moment.read;
}

std::vector<SquareCell> layoutSquares(const QRectF& tape, const SquareGrid& grid, const OctetAxis& axis, const QFontMetricsF& metrics)
{
    std::vector<SquareCell> squares;
    const OctetRange& range = axis.range();
    const std::uint64_t unit = grid.unit;
    std::uint64_t number = range.begin == 0 ? 1 : (range.begin - 1) / unit + 1;
    const QString widest = wording::number(range.end() / unit + 1);
    const qreal width = tape.width() * double(unit) / double(range.span);
    // Where not each one has room for its number, each second or fifth or tenth has, and says so across its neighbours.
    std::uint64_t every = 1;
    for (std::uint64_t candidate : {1, 2, 5, 10, 20}) {
        every = candidate;
        if (metrics.horizontalAdvance(widest) + 3.0 <= width * double(candidate))
            break;
    }
    for (; 1 + (number - 1) * unit < range.end(); ++number) {
        const std::uint64_t begin = 1 + (number - 1) * unit;
        SquareCell cell;
        cell.rect = QRectF(QPointF(axis.x(begin), tape.top()), QPointF(axis.x(begin + unit), tape.bottom()));
        const bool isWhole = begin >= range.begin && begin + unit <= range.end();
        if (isWhole && (every == 1 || number % every == 0))
            cell.number = wording::number(number);
        squares.push_back(cell);
    }
    return squares;
}
