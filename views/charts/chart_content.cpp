#include "views/charts/chart_content.h"

#include "views/common/wording.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace {

/// The context that the strings are filed under.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Charts)
};

/// Makes the series of one chart.
class ContentMaker {
public:
    ContentMaker(const ChartData& data, ChartKind kind, Side sender, const Theme& theme, int columns)
        : m_data(data), m_sender(sender), m_theme(theme), m_columns(columns)
    {
        content.kind = kind;
    }

    void addAll(bool isSimulation);

    ChartContent content;

private:
    void addLine(Quantity quantity, const QString& name, SeriesShape shape, const QColor& color, qreal width, Qt::PenStyle style);
    void addMarks(Quantity quantity, const QString& name, SeriesShape shape, MarkShape mark, const QColor& color, qreal width);
    void addRate(Quantity quantity, const QString& name, const QColor& color, qreal width, Qt::PenStyle style);
    QColor own() const { return m_theme.side(m_sender); }
    QColor peer() const { return m_theme.side(other(m_sender)); }
    TimeRange range() const { return {content.time.low, content.time.high}; }
    void addSequence();
    void addTcptrace();
    void addInFlight();
    void addThroughput();
    void addRoundTrip(bool isSimulation);
    void addSizes();

    const ChartData& m_data;
    const Side m_sender;
    const Theme& m_theme;
    const int m_columns;
};

void ContentMaker::addLine(Quantity quantity, const QString& name, SeriesShape shape, const QColor& color, qreal width, Qt::PenStyle style)
{
    const PointLog& log = m_data[quantity];
    if (log.isEmpty())
        return;
    QPen pen(color, width, style, Qt::FlatCap, Qt::BevelJoin);
    content.series.push_back({name, quantity, shape, MarkShape::Disc, pen, {}, reduceLine(log, range(), m_columns)});
}

void ContentMaker::addMarks(Quantity quantity, const QString& name, SeriesShape shape, MarkShape mark, const QColor& color, qreal width)
{
    const PointLog& log = m_data[quantity];
    if (log.isEmpty())
        return;
    content.series.push_back({name, quantity, shape, mark, QPen(color, width, Qt::SolidLine, Qt::FlatCap), {}, reduceMarks(log, range(), m_columns)});
}

void ContentMaker::addRate(Quantity quantity, const QString& name, const QColor& color, qreal width, Qt::PenStyle style)
{
    if (m_data[quantity].isEmpty())
        return;
    QPen pen(color, width, style, Qt::FlatCap, Qt::BevelJoin);
    content.series.push_back({name, quantity, SeriesShape::Line, MarkShape::Disc, pen, {},
                              slidingRate(m_data[quantity], range(), m_columns, rateWidth(m_data))});
}

void ContentMaker::addSequence()
{
    content.values.title = Text::tr("Sequence number, octets");
    content.values.origin = m_data.origin;
    addMarks(Quantity::Sent, Text::tr("Segment"), SeriesShape::Points, MarkShape::Disc, own(), 1.5);
    addMarks(Quantity::Resent, Text::tr("Retransmission"), SeriesShape::Points, MarkShape::Diamond, m_theme.kind(SegmentKind::Retransmission), 1.5);
    addMarks(Quantity::Lost, Text::tr("Lost on its way"), SeriesShape::Points, MarkShape::Cross, m_theme.kind(SegmentKind::Rst), 2);
}

void ContentMaker::addTcptrace()
{
    content.values.title = Text::tr("Sequence number, octets");
    content.values.origin = m_data.origin;
    addLine(Quantity::WindowEdge, Text::tr("End of the receiver's window"), SeriesShape::Steps, peer(), 1.5, Qt::DashLine);
    addLine(Quantity::Acknowledged, Text::tr("Acknowledged"), SeriesShape::Steps, peer(), 1.8, Qt::SolidLine);
    addMarks(Quantity::Sacked, Text::tr("SACK block"), SeriesShape::Bars, MarkShape::Ring, m_theme.kind(SegmentKind::Fin), 2.5);
    addMarks(Quantity::Sent, Text::tr("Segment"), SeriesShape::Bars, MarkShape::Tick, own(), 1.8);
    addMarks(Quantity::Resent, Text::tr("Retransmission"), SeriesShape::Bars, MarkShape::Diamond, m_theme.kind(SegmentKind::Retransmission), 2.5);
    addMarks(Quantity::Lost, Text::tr("Lost on its way"), SeriesShape::Bars, MarkShape::Cross, m_theme.kind(SegmentKind::Rst), 2);
    addMarks(Quantity::DuplicateAck, Text::tr("Duplicate ACK"), SeriesShape::Points, MarkShape::Tick, peer(), 1.5);
}

void ContentMaker::addInFlight()
{
    content.values.title = Text::tr("Octets");
    addLine(Quantity::Window, Text::tr("Receiver's window"), SeriesShape::Steps, peer(), 1.8, Qt::DashLine);
    addLine(Quantity::Ssthresh, QStringLiteral("ssthresh"), SeriesShape::Steps, m_theme.mutedText, 1.5, Qt::DotLine);
    addLine(Quantity::InFlight, Text::tr("In flight"), SeriesShape::Steps, own(), 2, Qt::SolidLine);
    addLine(Quantity::Cwnd, QStringLiteral("cwnd"), SeriesShape::Steps, m_theme.kind(SegmentKind::Syn), 2, Qt::DashDotLine);
}

void ContentMaker::addThroughput()
{
    const double width = rateWidth(m_data);
    content.values.title = Text::tr("Octets a second, over %1").arg(wording::duration(Duration(std::int64_t(width * 1e9))));
    content.values.unit = AxisUnit::OctetsPerSecond;
    addRate(Quantity::SentOctets, Text::tr("Throughput: text sent, retransmissions too"), own(), 1.8, Qt::SolidLine);
    addRate(Quantity::Delivered, Text::tr("Goodput: text acknowledged"), peer(), 2.2, Qt::DashLine);
}

void ContentMaker::addRoundTrip(bool isSimulation)
{
    content.values.unit = AxisUnit::Seconds;
    addMarks(Quantity::TimestampEcho, Text::tr("Timestamp to its echo"), SeriesShape::Points, MarkShape::Ring, peer(), 1.5);
    addMarks(Quantity::RoundTrip, Text::tr("Segment to its ACK, never of a retransmission"), SeriesShape::Points, MarkShape::Disc, own(), 1.5);
    // The sender of a recording has measured other times, at its own place.
    addLine(Quantity::SmoothedTrip, isSimulation ? Text::tr("Smoothed (SRTT)") : Text::tr("Smoothed (SRTT): our estimate"), SeriesShape::Steps,
            m_theme.kind(SegmentKind::Syn), 2, isSimulation ? Qt::SolidLine : Qt::DashLine);
}

void ContentMaker::addSizes()
{
    content.values.title = Text::tr("Octets of text");
    addMarks(Quantity::Size, Text::tr("Segment"), SeriesShape::Points, MarkShape::Disc, own(), 1.5);
    addMarks(Quantity::ResentSize, Text::tr("Retransmission"), SeriesShape::Points, MarkShape::Diamond, m_theme.kind(SegmentKind::Retransmission), 1.5);
    if (!m_data.mss || content.series.empty())
        return;
    const double mss = *m_data.mss;
    content.series.push_back({Text::tr("MSS of the receiver: %1").arg(wording::number(*m_data.mss)), std::nullopt, SeriesShape::Line, MarkShape::Disc,
                              QPen(m_theme.mutedText, 1.5, Qt::DashLine, Qt::FlatCap), {},
                              {{content.time.low, mss, 0, 0}, {content.time.high, mss, 0, 0}}});
}

void ContentMaker::addAll(bool isSimulation)
{
    switch (content.kind) {
    case ChartKind::Sequence:
        return addSequence();
    case ChartKind::Tcptrace:
        return addTcptrace();
    case ChartKind::InFlight:
        return addInFlight();
    case ChartKind::Throughput:
        return addThroughput();
    case ChartKind::RoundTrip:
        content.values.title = isSimulation ? Text::tr("Round-trip time") : Text::tr("From the capture point and back");
        return addRoundTrip(isSimulation);
    case ChartKind::SegmentSizes:
        return addSizes();
    case ChartKind::StatesOverTime:
        return;
    }
}

/// What of [low, high] is to be seen of a series in the range.
void widen(const ChartSeries& series, TimeRange range, double& low, double& high)
{
    for (std::size_t i = 0; i < series.points.size(); ++i) {
        const ChartPoint& point = series.points[i];
        const bool heldInto = series.shape == SeriesShape::Steps && i + 1 < series.points.size() && series.points[i + 1].time >= range.begin;
        if ((point.time < range.begin && !heldInto) || point.time > range.end)
            continue;
        low = std::min(low, point.low);
        high = std::max(high, point.high());
    }
}

/// Lines that are far above all else would press the rest into the axis: they may leave the picture.
bool mayLeave(const ChartSeries& series)
{
    return series.quantity == Quantity::Window || series.quantity == Quantity::WindowEdge || series.quantity == Quantity::Ssthresh;
}

void fitValues(ChartContent& content)
{
    const TimeRange range{content.time.low, content.time.high};
    double low = HUGE_VAL, high = -HUGE_VAL, farLow = HUGE_VAL, farHigh = -HUGE_VAL;
    for (const ChartSeries& series : content.series) {
        if (mayLeave(series))
            widen(series, range, farLow, farHigh);
        else
            widen(series, range, low, high);
    }
    if (low > high) {
        low = farLow;
        high = farHigh;
    }
    const bool sequence = content.kind == ChartKind::Sequence || content.kind == ChartKind::Tcptrace;
    if (!sequence)
        low = 0;
    constexpr double kFar = 2;
    if (farHigh > high && (farHigh - low <= kFar * (high - low) || high - low <= 0))
        high = farHigh;
    if (low > high)
        low = 0, high = 1;
    if (high - low <= 0)
        high = low + (high > 0 && !sequence ? high : 1);
    const double room = (high - low) * 0.05;
    content.values.low = sequence && low > room ? low - room : std::min(low, 0.0);
    content.values.high = high + room;
    for (ChartSeries& series : content.series) {
        double seenLow = HUGE_VAL, seenHigh = -HUGE_VAL;
        widen(series, range, seenLow, seenHigh);
        if (mayLeave(series) && seenLow > content.values.high && seenLow <= seenHigh)
            series.name = Text::tr("%1 (above the picture: %2)").arg(series.name, wording::number(std::uint64_t(seenHigh)));
    }
}

void setTime(ChartContent& content, TimeRange extent, const ChartRange& range, const QString& title)
{
    content.end = extent.end;
    const double span = extent.span() > 0 ? extent.span() : 1e-3;
    const TimeRange all{extent.begin - span * 0.01, extent.end + span * 0.01};
    const TimeRange shown = range.time.value_or(all);
    content.time = {shown.begin, shown.end, AxisUnit::Seconds, title};
}

struct StateLook {
    tcp::State state;
    Qt::BrushStyle pattern;
};
/// From the bottom up, in the order of a connection's life; patterns tell apart what shares a phase's colour.
constexpr StateLook kStateLooks[] = {
    {tcp::State::Listen, Qt::Dense6Pattern},     {tcp::State::SynSent, Qt::SolidPattern},    {tcp::State::SynReceived, Qt::BDiagPattern},
    {tcp::State::Established, Qt::SolidPattern}, {tcp::State::FinWait1, Qt::SolidPattern},   {tcp::State::FinWait2, Qt::FDiagPattern},
    {tcp::State::Closing, Qt::DiagCrossPattern}, {tcp::State::TimeWait, Qt::Dense5Pattern},  {tcp::State::CloseWait, Qt::SolidPattern},
    {tcp::State::LastAck, Qt::BDiagPattern},
};

/// The phase's colour at full strength: what stateFill() mixes into the ground.
QColor phaseColor(const Theme& theme, tcp::State state)
{
    const QColor fill = theme.stateFill(state);
    const QColor ground = theme.background;
    const double share = theme.dark ? 0.34 : 0.24;
    const auto channel = [share](int mixed, int base) { return std::clamp(int(std::lround((mixed - base * (1 - share)) / share)), 0, 255); };
    return QColor(channel(fill.red(), ground.red()), channel(fill.green(), ground.green()), channel(fill.blue(), ground.blue()));
}

} // namespace

QString chartName(ChartKind kind)
{
    switch (kind) {
    case ChartKind::Sequence:
        return Text::tr("Sequence numbers (Stevens)");
    case ChartKind::Tcptrace:
        return Text::tr("Sequence numbers (tcptrace)");
    case ChartKind::InFlight:
        return Text::tr("Octets in flight and windows");
    case ChartKind::Throughput:
        return Text::tr("Throughput and goodput");
    case ChartKind::RoundTrip:
        return Text::tr("Round-trip time");
    case ChartKind::SegmentSizes:
        return Text::tr("Segment sizes");
    case ChartKind::StatesOverTime:
        return Text::tr("States over time, all connections");
    }
    return {};
}

QString chartExplanation(ChartKind kind)
{
    switch (kind) {
    case ChartKind::Sequence:
        return Text::tr("A point for each segment: its first sequence number at its time. A steady slope is a steady rate; a flat stretch is a pause; a point below the others is a retransmission.");
    case ChartKind::Tcptrace:
        return Text::tr("Each segment as an upright line between the octets acknowledged and the end of the receiver's window. Segments that touch the upper line are held up by the receiver.");
    case ChartKind::InFlight:
        return Text::tr("Octets sent that were neither acknowledged nor reported by SACK, against what the receiver allows. A line that they follow may be what limits the sender; so may its application, Nagle's algorithm or, in a recording, a congestion window that no segment shows.");
    case ChartKind::Throughput:
        return Text::tr("Octets of text sent, and octets of text acknowledged, a second. Goodput follows a round trip later; only the difference of the areas was sent again, was lost, or is still in flight.");
    case ChartKind::RoundTrip:
        return Text::tr("Time from a segment to the ACK or SACK that covers it. Retransmitted segments give no sample (Karn's rule), since nobody knows which sending was answered; timestamps do.");
    case ChartKind::SegmentSizes:
        return Text::tr("Octets of text in each segment, against the largest that the receiver takes.");
    case ChartKind::StatesOverTime:
        return Text::tr("How many ends of all connections are in which state. CLOSED is left out.");
    }
    return {};
}

double rateWidth(const ChartData& data)
{
    const double trip = data.initialTrip.value_or(0);
    const double rough = std::clamp(std::max(data.extent.span() / 50, trip), 1e-3, 10.0);
    const double power = std::pow(10.0, std::floor(std::log10(rough) + 1e-9));
    for (const double factor : {1., 2., 5.})
        if (factor * power >= rough * 0.95)
            return factor * power;
    return 10 * power;
}

ChartContent makeContent(const ChartData& data, ChartKind kind, Side sender, const Theme& theme, const ChartRange& range, int columns,
                         bool isSimulation)
{
    ContentMaker maker(data, kind, sender, theme, std::max(columns, 1));
    setTime(maker.content, data.extent, range, isSimulation ? Text::tr("Time of the simulation, as the sender sees it") : Text::tr("Time since the connection's first segment"));
    maker.addAll(isSimulation);
    ChartContent content = std::move(maker.content);
    if (content.isEmpty()) {
        content.notice = kind == ChartKind::RoundTrip ? Text::tr("No segment that was sent only once was acknowledged: there is nothing to measure.")
                                                      : Text::tr("This side sent no text.");
        return content;
    }
    fitValues(content);
    if (range.values) {
        content.values.low = range.values->first;
        content.values.high = range.values->second;
    }
    return content;
}

void stackStates(ChartContent& content, const std::vector<double>& times, const std::vector<StateCounts>& counts,
                 const std::vector<RecordNumber>& records, const std::function<bool(tcp::State)>& isShown, const Theme& theme)
{
    std::vector<double> base(counts.size(), 0.0);
    for (const StateLook& look : kStateLooks) {
        if (!isShown(look.state))
            continue;
        const QColor color = phaseColor(theme, look.state);
        // Outlines no wider than 1 are drawn without a stroker: a third of the time.
        ChartSeries series{wording::stateName(look.state), std::nullopt, SeriesShape::Area, MarkShape::Disc, QPen(color, 1.0), QBrush(color, look.pattern), {}};
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const double count = counts[i][std::size_t(look.state)];
            series.points.push_back({times[i], base[i], float(count), i < records.size() ? records[i] : 0});
            base[i] += count;
        }
        content.series.push_back(std::move(series));
    }
    content.values.high = std::max(1.0, base.empty() ? 0.0 : *std::max_element(base.begin(), base.end()) * 1.05);
}

ChartContent makeContent(const CrowdCounts& counts, const Trace& trace, const Theme& theme, const ChartRange& range, int columns)
{
    const auto seconds = [](Duration duration) { return std::chrono::duration<double>(duration).count(); };
    const auto duration = [](double time) { return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(time)); };
    const Timestamp zero = trace.recordCount() > 0 ? trace.record(0).time : Timestamp{};
    ChartContent content;
    content.kind = ChartKind::StatesOverTime;
    // What was before the last closed connection left is not all there any more, and would look like fewer connections.
    const Departures& gone = trace.departures();
    const double end = counts.position() > 0 ? seconds(counts.latest() - zero) : 0;
    const double begin = gone.connections > 0 ? std::clamp(seconds(gone.latest - zero), 0.0, end) : 0.0;
    setTime(content, {begin, end}, range,
            gone.connections > 0 ? Text::tr("Time since the first segment of all (what has left the memory is not counted)")
                                 : Text::tr("Time since the first segment of all"));
    content.values = {0, 1, AxisUnit::Count, Text::tr("Ends")};
    const auto moments = std::size_t(std::clamp(columns, 1, 400)) + 1;
    std::vector<StateCounts> ends;
    std::vector<double> times;
    std::vector<RecordNumber> records;
    for (const CrowdSample& sample : counts.overTime(trace, zero + duration(content.time.low), zero + duration(content.time.high), moments)) {
        times.push_back(seconds(sample.time - zero));
        records.push_back(sample.position > 0 ? sample.position - 1 : 0);
        StateCounts& here = ends.emplace_back();
        for (std::size_t state = 0; state < here.size(); ++state)
            here[state] = sample.counts.inState(tcp::State(state));
    }
    const auto wasSeen = [&counts](tcp::State state) { return counts.peaks()[std::size_t(state)] > 0; };
    stackStates(content, times, ends, records, wasSeen, theme);
    if (content.isEmpty())
        content.notice = Text::tr("No connection has left CLOSED.");
    if (range.values) {
        content.values.low = range.values->first;
        content.values.high = range.values->second;
    }
    return content;
}
