#include "tests/support/trace_builder.h"

#include "views/charts/chart_axis.h"
#include "views/charts/chart_builder.h"
#include "views/charts/chart_content.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <random>

using enum tcp::Flag;
using std::chrono::milliseconds;

class TestChartData : public QObject {
    Q_OBJECT
private slots:
    void extremesAreThoseOfAScan_data();
    void extremesAreThoseOfAScan();
    void reductionKeepsExtremes_data();
    void reductionKeepsExtremes();
    void marksAreMergedPerColumn();
    void rateCountsItsWindow();
    void octetsInFlight();
    void nothingIsInFlightWithoutAConnection();
    void roundTrips_data();
    void roundTrips();
    void echoesMeasureRetransmissionsToo();
    void tcptraceLines();
    void retransmissionsStandApart();
    void goodputLeavesRetransmissionsOut();
    void slicesMakeTheSame();
    void growthGoesOn();
    void aSimulationIsSeenByItsSender();
    void statesAreCounted_data();
    void statesAreCounted();
    void whatSackReportedIsNotInFlight_data();
    void whatSackReportedIsNotInFlight();
    void aRecordingsSrttIsOurEstimate_data();
    void aRecordingsSrttIsOurEstimate();
    void ticks_data();
    void ticks();
};

static std::vector<std::pair<double, double>> points(const PointLog& log)
{
    std::vector<std::pair<double, double>> result;
    for (std::size_t i = 0; i < log.size(); ++i)
        result.emplace_back(std::round(log[i].time * 1e6) / 1e3, log[i].low); // milliseconds
    return result;
}
using Points = std::vector<std::pair<double, double>>;

static ChartBuilder build(const Trace& trace, ChartKind kind, Side sender = Side::Initiator, std::shared_ptr<const Stage> stage = nullptr)
{
    ChartBuilder builder(trace, 0, sender, kind, std::move(stage));
    builder.advance(std::numeric_limits<std::uint32_t>::max());
    return builder;
}

static PointLog randomLog(std::uint32_t seed, std::size_t size)
{
    std::mt19937 random(seed);
    PointLog log;
    double time = 0;
    for (std::size_t i = 0; i < size; ++i) {
        time += random() % 20 == 0 ? 0.5 : 0.001 * double(random() % 3);
        log.append({time, double(random() % 100000), float(random() % 100), RecordNumber(i)});
    }
    return log;
}

void TestChartData::extremesAreThoseOfAScan_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 5; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestChartData::extremesAreThoseOfAScan()
{
    QFETCH(quint32, seed);
    const PointLog log = randomLog(seed, 5000 + seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 300; ++i) {
        const std::size_t first = random() % (log.size() - 1);
        const std::size_t last = first + 1 + random() % (log.size() - first);
        PointLog::Extremes scanned{first, first};
        for (std::size_t k = first; k < last; ++k) {
            if (log[k].low < log[scanned.lowest].low)
                scanned.lowest = k;
            if (log[k].high() > log[scanned.highest].high())
                scanned.highest = k;
        }
        const auto found = log.extremes(first, last);
        QCOMPARE(found.lowest, scanned.lowest);
        QCOMPARE(found.highest, scanned.highest);
    }
}

void TestChartData::reductionKeepsExtremes_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("columns");
    QTest::newRow("few points stay as they are") << 300 << 400;
    QTest::newRow("a hundred points a column") << 40000 << 400;
    QTest::newRow("one column for all") << 5000 << 1;
}

void TestChartData::reductionKeepsExtremes()
{
    QFETCH(int, size);
    QFETCH(int, columns);
    const PointLog log = randomLog(7, std::size_t(size));
    const TimeRange range{log[0].time, log.back().time};
    const auto reduced = reduceLine(log, range, columns);
    QVERIFY(reduced.size() <= std::size_t(std::max(columns * 3, size <= columns ? size : 0)));
    const auto all = log.extremes(0, log.size());
    QVERIFY(std::find(reduced.begin(), reduced.end(), log[all.lowest]) != reduced.end());
    QVERIFY(std::find(reduced.begin(), reduced.end(), log[all.highest]) != reduced.end());
    QVERIFY(std::is_sorted(reduced.begin(), reduced.end(), [](const ChartPoint& a, const ChartPoint& b) { return a.time < b.time; }));
    QCOMPARE(reduced.back(), log.back());
    // A part has its neighbours with it, so that a line reaches the edges.
    const TimeRange part{log[log.size() / 3].time + 1e-9, log[log.size() / 2].time};
    const auto inner = reduceLine(log, part, columns);
    QVERIFY(inner.front().time < part.begin);
    QVERIFY(inner.back().time > part.end);
}

void TestChartData::marksAreMergedPerColumn()
{
    PointLog log;
    for (int i = 0; i < 100; ++i)
        log.append({i < 98 ? 0.1 + i * 1e-5 : 0.9, double(i), 1, RecordNumber(i)});
    const auto marks = reduceMarks(log, {0, 1}, 10);
    QCOMPARE(marks.size(), std::size_t(3));
    QCOMPARE(marks[0].low, 0.0);
    QCOMPARE(marks[0].high(), 98.0);
    QCOMPARE(marks[1], log[98]);
    QCOMPARE(marks[2], log[99]);
}

void TestChartData::rateCountsItsWindow()
{
    PointLog totals;
    for (int i = 1; i <= 10; ++i)
        totals.append({i * 0.1, i * 100.0, 0, RecordNumber(i)});
    const auto rate = slidingRate(totals, {0, 2}, 20, 0.25);
    QCOMPARE(rate.size(), std::size_t(21));
    QCOMPARE(rate[0].low, 0.0);
    QCOMPARE(rate[5].low, 1200.0); // 300 octets in the 0.25 s until 0.5 s: those of 0.3, 0.4 and 0.5 s
    QCOMPARE(rate[20].low, 0.0);
    const auto wide = slidingRate(totals, {0, 1}, 1, 0.01);
    QCOMPARE(wide[1].low, 1000.0); // no narrower than a column
}

/// SYN at 0 ms, SYN-ACK at 20, ACK at 40, then two segments of 1000, an ACK of both, and one more.
static TraceBuilder transfer()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.after(milliseconds(10)).segment(Side::Initiator, Ack, {.text = 1000, .window = 502});
    builder.after(milliseconds(1)).segment(Side::Initiator, Ack, {.text = 1000, .window = 502});
    builder.after(milliseconds(19)).segment(Side::Responder, Ack, {.window = 100});
    builder.after(milliseconds(5)).segment(Side::Initiator, Ack, {.text = 500, .window = 502});
    return builder;
}

/// The timer gives up, and what is sent to the end that has gone changes nothing.
void TestChartData::nothingIsInFlightWithoutAConnection()
{
    TraceBuilder builder = transfer();
    builder.after(milliseconds(25)).timeout(Side::Initiator).step(Side::Initiator, tcp::Event::UserTimeout, tcp::State::Closed);
    builder.after(milliseconds(10)).segment(Side::Responder, Ack, {.window = 100});
    const Points expected{{0, 1}, {20, 0}, {50, 1000}, {51, 2000}, {70, 0}, {75, 500}, {100, 0}};
    const Trace trace = builder.build();
    QCOMPARE(points(build(trace, ChartKind::InFlight).data()[Quantity::InFlight]), expected);
    // The picture reaches there, though no segment does.
    builder = transfer();
    builder.after(milliseconds(25)).timeout(Side::Initiator).step(Side::Initiator, tcp::Event::UserTimeout, tcp::State::Closed);
    const Trace silent = builder.build();
    const ChartBuilder chart = build(silent, ChartKind::InFlight);
    QCOMPARE(points(chart.data()[Quantity::InFlight]), expected);
    QVERIFY(std::abs(chart.data().extent.end - 0.1) < 1e-9);
}

void TestChartData::octetsInFlight()
{
    const ChartBuilder dataBuilder = build(transfer().build(), ChartKind::InFlight);
    const ChartData& data = dataBuilder.data();
    QCOMPARE(points(data[Quantity::InFlight]), (Points{{0, 1}, {20, 0}, {50, 1000}, {51, 2000}, {70, 0}, {75, 500}}));
    QCOMPARE(points(data[Quantity::Window]), (Points{{20, 65160}, {70, 12800}}));
    QVERIFY(data[Quantity::Cwnd].isEmpty());
    QVERIFY(data[Quantity::Sent].isEmpty()); // another chart's
}

void TestChartData::roundTrips_data()
{
    QTest::addColumn<TraceBuilder>("builder");
    QTest::addColumn<Points>("samples"); // milliseconds, milliseconds

    QTest::newRow("the newest segment that an ACK covers gives the sample") << transfer() << Points{{20, 20}, {70, 19}};

    TraceBuilder resent;
    resent.connection().handshake();
    resent.after(milliseconds(10)).segment(Side::Initiator, Ack, {.text = 1000});
    resent.after(milliseconds(200)).segment(Side::Initiator, Ack, {.seq = TraceBuilder::kClientIsn + 1, .text = 1000, .labels = Label::Retransmission});
    resent.after(milliseconds(20)).segment(Side::Responder, Ack);
    QTest::newRow("a segment sent twice gives none (Karn's rule)") << resent << Points{{20, 20}};

    TraceBuilder filled;
    filled.connection().handshake();
    for (int i = 0; i < 2; ++i)
        filled.after(milliseconds(10)).segment(Side::Initiator, Ack, {.text = 1000});
    filled.after(milliseconds(200)).segment(Side::Initiator, Ack, {.seq = TraceBuilder::kClientIsn + 1, .text = 1000, .labels = Label::Retransmission});
    filled.after(milliseconds(20)).segment(Side::Responder, Ack);
    QTest::newRow("what waited behind a retransmission gives none") << filled << Points{{20, 20}};

    TraceBuilder sacked;
    sacked.connection().handshake();
    for (int i = 0; i < 2; ++i)
        sacked.after(milliseconds(10)).segment(Side::Initiator, Ack, {.text = 1000});
    const auto block = OptionOctets().nop().nop().sack({{TraceBuilder::kClientIsn + 1001, TraceBuilder::kClientIsn + 2001}});
    for (int i = 0; i < 2; ++i)
        sacked.after(milliseconds(15)).segment(Side::Responder, Ack, {.ack = TraceBuilder::kClientIsn + 1, .options = block});
    sacked.after(milliseconds(5)).segment(Side::Initiator, Ack, {.seq = TraceBuilder::kClientIsn + 1, .text = 1000, .labels = Label::FastRetransmission});
    sacked.after(milliseconds(15)).segment(Side::Responder, Ack);
    QTest::newRow("a segment reported by SACK gives its sample then, once") << sacked << Points{{20, 20}, {75, 15}};
}

void TestChartData::roundTrips()
{
    QFETCH(TraceBuilder, builder);
    QFETCH(Points, samples);
    const ChartBuilder dataBuilder = build(builder.build(), ChartKind::RoundTrip);
    const ChartData& data = dataBuilder.data();
    Points found = points(data[Quantity::RoundTrip]);
    for (auto& [time, trip] : found)
        trip = std::round(trip * 1e6) / 1e3;
    QCOMPARE(found, samples);
    QCOMPARE(data[Quantity::SmoothedTrip].size(), samples.size());
    QCOMPARE(std::round(data[Quantity::SmoothedTrip][0].low * 1e3), 20.0);
}

void TestChartData::echoesMeasureRetransmissionsToo()
{
    const auto stamp = [](std::uint32_t value, std::uint32_t echo) { return OptionOctets().nop().nop().timestamps(value, echo); };
    TraceBuilder builder;
    builder.connection().handshake();
    builder.after(milliseconds(10)).segment(Side::Initiator, Ack, {.text = 1000, .options = stamp(100, 500)});
    builder.after(milliseconds(200)).segment(Side::Initiator, Ack, {.seq = TraceBuilder::kClientIsn + 1, .text = 1000, .labels = Label::Retransmission, .options = stamp(300, 500)});
    builder.after(milliseconds(20)).segment(Side::Responder, Ack, {.options = stamp(700, 300)});
    builder.after(milliseconds(20)).segment(Side::Responder, Ack, {.options = stamp(720, 300)}); // acknowledges nothing new
    const ChartBuilder dataBuilder = build(builder.build(), ChartKind::RoundTrip);
    const ChartData& data = dataBuilder.data();
    QCOMPARE(data[Quantity::RoundTrip].size(), std::size_t(1)); // the SYN's
    QCOMPARE(data[Quantity::TimestampEcho].size(), std::size_t(1));
    QCOMPARE(std::round(data[Quantity::TimestampEcho][0].low * 1e3), 20.0);
}

void TestChartData::tcptraceLines()
{
    const ChartBuilder dataBuilder = build(transfer().build(), ChartKind::Tcptrace);
    const ChartData& data = dataBuilder.data();
    QCOMPARE(points(data[Quantity::Sent]), (Points{{0, 0}, {50, 1}, {51, 1001}, {75, 2001}}));
    QCOMPARE(data[Quantity::Sent][1].high(), 1001.0);
    QCOMPARE(points(data[Quantity::Acknowledged]), (Points{{20, 1}, {70, 2001}}));
    QCOMPARE(points(data[Quantity::WindowEdge]), (Points{{20, 65161}, {70, 14801}}));
}

void TestChartData::retransmissionsStandApart()
{
    TraceBuilder builder = transfer();
    const auto block = OptionOctets().nop().nop().sack({{TraceBuilder::kClientIsn + 2001, TraceBuilder::kClientIsn + 2501}});
    builder.segment(Side::Responder, Ack, {.ack = TraceBuilder::kClientIsn + 1001, .labels = Label::DuplicateAck, .options = block});
    builder.segment(Side::Initiator, Ack, {.seq = TraceBuilder::kClientIsn + 1001, .text = 1000, .labels = Label::FastRetransmission});
    const ChartBuilder dataBuilder = build(builder.build(), ChartKind::Tcptrace);
    const ChartData& data = dataBuilder.data();
    QCOMPARE(points(data[Quantity::Resent]), (Points{{77, 1001}}));
    QCOMPARE(data[Quantity::Sent].size(), std::size_t(4));
    QCOMPARE(points(data[Quantity::Sacked]), (Points{{76, 2001}}));
    QCOMPARE(data[Quantity::Sacked][0].high(), 2501.0);
    QCOMPARE(data[Quantity::DuplicateAck].size(), std::size_t(1));
    const ChartBuilder sizesBuilder = build(builder.build(), ChartKind::SegmentSizes);
    const ChartData& sizes = sizesBuilder.data();
    QCOMPARE(points(sizes[Quantity::Size]), (Points{{50, 1000}, {51, 1000}, {75, 500}}));
    QCOMPARE(points(sizes[Quantity::ResentSize]), (Points{{77, 1000}}));
    QVERIFY(sizes.mss == 1460);
}

void TestChartData::goodputLeavesRetransmissionsOut()
{
    TraceBuilder builder = transfer();
    builder.segment(Side::Initiator, Ack, {.seq = TraceBuilder::kClientIsn + 2001, .text = 500, .labels = Label::Retransmission});
    builder.segment(Side::Responder, Ack).close();
    const ChartBuilder dataBuilder = build(builder.build(), ChartKind::Throughput);
    const ChartData& data = dataBuilder.data();
    QCOMPARE(data[Quantity::SentOctets].back().low, 3000.0);
    QCOMPARE(data[Quantity::Delivered].back().low, 2500.0); // neither SYN nor FIN are text
}

void TestChartData::slicesMakeTheSame()
{
    const Trace trace = transfer().close().build();
    for (ChartKind kind : kChartKinds) {
        const ChartBuilder wholeBuilder = build(trace, kind);
        const ChartData& whole = wholeBuilder.data();
        ChartBuilder builder(trace, 0, Side::Initiator, kind, nullptr);
        double progress = 0;
        while (builder.advance(1)) {
            QVERIFY(builder.progress() > progress);
            progress = builder.progress();
        }
        QCOMPARE(builder.progress(), 1.0);
        for (std::size_t quantity = 0; quantity < kQuantityCount; ++quantity)
            QCOMPARE(points(builder.data().logs[quantity]), points(whole.logs[quantity]));
    }
}

void TestChartData::growthGoesOn()
{
    const RecordBatch all = transfer().batch();
    RecordBatch half = all;
    half.records.resize(4);
    Trace trace;
    trace.append(half);
    ChartBuilder builder(trace, 0, Side::Initiator, ChartKind::InFlight, nullptr);
    while (builder.advance(2))
        ;
    RecordBatch rest;
    rest.records.assign(all.records.begin() + 4, all.records.end());
    trace.append(rest);
    QVERIFY(builder.advance(1));
    while (builder.advance(2))
        ;
    QCOMPARE(points(builder.data()[Quantity::InFlight]), points(build(transfer().build(), ChartKind::InFlight).data()[Quantity::InFlight]));
}

static EndpointSample sample(Timestamp time, Side side, std::uint32_t cwnd, std::uint32_t ssthresh)
{
    EndpointSample result;
    result.time = time;
    result.side = side;
    result.cwnd = cwnd;
    result.ssthresh = ssthresh;
    return result;
}

void TestChartData::aSimulationIsSeenByItsSender()
{
    const Trace trace = transfer().build();
    auto stage = std::make_shared<Stage>();
    stage->start = trace.record(0).time - milliseconds(10);
    for (RecordNumber number = 0; number < trace.recordCount(); ++number) {
        const Record& record = trace.record(number);
        Flight flight;
        flight.number = record.frame;
        flight.sent = record.time - milliseconds(10); // each was under way for 10 ms
        flight.ends = flight.due = record.time;
        flight.sender = record.sender();
        stage->flights.push_back(flight);
    }
    stage->samples.push_back(sample(stage->start, Side::Initiator, 4380, EndpointSample::kNoThreshold));
    stage->samples.push_back(sample(stage->start + milliseconds(80), Side::Initiator, 5840, 2920));
    stage->samples.push_back(sample(stage->start + milliseconds(80), Side::Responder, 1, 1));
    const ChartBuilder tripsBuilder = build(trace, ChartKind::RoundTrip, Side::Initiator, stage);
    const ChartData& trips = tripsBuilder.data();
    QCOMPARE(std::round(trips[Quantity::RoundTrip][0].low * 1e3), 30.0); // sent at 0 ms, acknowledged at 30
    const ChartBuilder flightBuilder = build(trace, ChartKind::InFlight, Side::Initiator, stage);
    const ChartData& flight = flightBuilder.data();
    QCOMPARE(points(flight[Quantity::InFlight]), (Points{{0, 1}, {30, 0}, {50, 1000}, {51, 2000}, {75, 2500}, {80, 500}}));
    QCOMPARE(points(flight[Quantity::Cwnd]), (Points{{0, 4380}, {80, 5840}}));
    QCOMPARE(points(flight[Quantity::Ssthresh]), (Points{{80, 2920}}));
}

void TestChartData::statesAreCounted_data()
{
    QTest::addColumn<TraceBuilder>("builder");
    TraceBuilder builder;
    for (int i = 0; i < 300; ++i)
        builder.connection().handshake();
    builder.in(0).close();
    QTest::newRow("many handshakes and a close") << builder;
    TraceBuilder back;
    back.connection().handshake().after(milliseconds(-30)).segment(Side::Initiator, Ack, {.text = 1});
    back.connection().handshake().in(0).close();
    QTest::newRow("the clock was put back") << back;
}

/// At each of the chart's moments: the ends as the records before the first later one leave them.
void TestChartData::statesAreCounted()
{
    QFETCH(TraceBuilder, builder);
    const Trace trace = builder.build();
    CrowdCounts counts;
    counts.catchUp(trace);
    const ChartContent content = makeContent(counts, trace, Theme::light(), {}, 100);
    std::vector<QString> names;
    for (const ChartSeries& series : content.series)
        names.push_back(series.name);
    QVERIFY(std::find(names.begin(), names.end(), QStringLiteral("TIME-WAIT")) != names.end());
    QVERIFY(std::find(names.begin(), names.end(), QStringLiteral("CLOSING")) == names.end()); // never seen
    for (const ChartSeries& series : content.series) {
        QCOMPARE(series.points.size(), std::size_t(101));
        const auto state = tcp::stateFromString(series.name.toStdString());
        QVERIFY(state);
        for (const ChartPoint& point : series.points) {
            const Timestamp time = trace.record(0).time + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(point.time));
            std::map<ConnectionId, const Record*> last;
            RecordNumber number = 0;
            for (; number < trace.recordCount() && trace.record(number).time <= time; ++number)
                last[trace.record(number).connection] = &trace.record(number);
            float ends = 0;
            for (const auto& [id, record] : last)
                for (Side side : kSides)
                    ends += record->state(side) == *state ? 1.0f : 0.0f;
            QCOMPARE(point.span, ends);
            QCOMPARE(point.record, number > 0 ? number - 1 : 0);
        }
    }
}

void TestChartData::whatSackReportedIsNotInFlight_data()
{
    QTest::addColumn<bool>("resent");
    QTest::addColumn<Points>("inFlight");
    QTest::newRow("a reported segment is out of the pipe") << false << Points{{0, 1}, {20, 0}, {50, 1000}, {60, 2000}, {70, 1000}};
    QTest::newRow("the cumulative ACK leaves nothing") << true << Points{{0, 1}, {20, 0}, {50, 1000}, {60, 2000}, {70, 1000}, {90, 0}};
}

void TestChartData::whatSackReportedIsNotInFlight()
{
    QFETCH(bool, resent);
    QFETCH(Points, inFlight);
    TraceBuilder builder;
    builder.connection().handshake();
    for (int i = 0; i < 2; ++i)
        builder.after(milliseconds(10)).segment(Side::Initiator, Ack, {.text = 1000});
    const auto block = OptionOctets().nop().nop().sack({{TraceBuilder::kClientIsn + 1001, TraceBuilder::kClientIsn + 2001}});
    builder.after(milliseconds(10)).segment(Side::Responder, Ack, {.ack = TraceBuilder::kClientIsn + 1, .options = block});
    if (resent) {
        builder.after(milliseconds(10)).segment(Side::Initiator, Ack, {.seq = TraceBuilder::kClientIsn + 1, .text = 1000, .labels = Label::FastRetransmission});
        builder.after(milliseconds(10)).segment(Side::Responder, Ack);
    }
    const ChartBuilder dataBuilder = build(builder.build(), ChartKind::InFlight);
    QCOMPARE(points(dataBuilder.data()[Quantity::InFlight]), inFlight);
}

void TestChartData::aRecordingsSrttIsOurEstimate_data()
{
    QTest::addColumn<bool>("isSimulation");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("style");
    QTest::newRow("a recording's is made from other places' times") << false << QStringLiteral("Smoothed (SRTT): our estimate") << int(Qt::DashLine);
    QTest::newRow("a simulation's is the sender's") << true << QStringLiteral("Smoothed (SRTT)") << int(Qt::SolidLine);
}

void TestChartData::aRecordingsSrttIsOurEstimate()
{
    QFETCH(bool, isSimulation);
    QFETCH(QString, name);
    QFETCH(int, style);
    const ChartBuilder builder = build(transfer().build(), ChartKind::RoundTrip);
    const ChartContent content = makeContent(builder.data(), ChartKind::RoundTrip, Side::Initiator, Theme::light(), {}, 100, isSimulation);
    const auto smoothed = std::find_if(content.series.begin(), content.series.end(), [](const ChartSeries& series) { return series.quantity == Quantity::SmoothedTrip; });
    QVERIFY(smoothed != content.series.end());
    QCOMPARE(smoothed->name, name);
    QCOMPARE(int(smoothed->pen.style()), style);
}

void TestChartData::ticks_data()
{
    QTest::addColumn<int>("unit");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("most");
    QTest::addColumn<QString>("texts");
    const auto row = [](const char* name, AxisUnit unit, double low, double high, int most, const char16_t* texts) {
        QTest::newRow(name) << int(unit) << low << high << most << QString::fromUtf16(texts);
    };
    row("seconds", AxisUnit::Seconds, 0, 3, 7, u"0.0 s|0.5 s|1.0 s|1.5 s|2.0 s|2.5 s|3.0 s");
    row("milliseconds", AxisUnit::Seconds, 0, 0.045, 6, u"0 ms|10 ms|20 ms|30 ms|40 ms");
    row("microseconds", AxisUnit::Seconds, 0, 0.0003, 4, u"0 µs|100 µs|200 µs|300 µs");
    row("zoomed in, digits enough to tell ticks apart", AxisUnit::Seconds, 12.3401, 12.3404, 4, u"12.3401 s|12.3402 s|12.3403 s|12.3404 s");
    row("minutes from ten minutes on", AxisUnit::Seconds, 0, 900, 4, u"0:00|5:00|10:00|15:00");
    row("hours", AxisUnit::Seconds, 0, 7200, 5, u"0:00|30:00|1:00:00|1:30:00|2:00:00");
    row("thousands of octets", AxisUnit::Octets, 0, 60000, 4, u"0|20 K|40 K|60 K");
    row("millions of octets", AxisUnit::Octets, 0, 1500000, 4, u"0|0.5 M|1.0 M|1.5 M");
    row("single octets far along", AxisUnit::Octets, 1234567, 1234570, 4, u"1,234,567|1,234,568|1,234,569|1,234,570");
    row("no parts of octets", AxisUnit::Octets, 0, 2, 9, u"0|1|2");
    row("rates", AxisUnit::OctetsPerSecond, 0, 2000, 3, u"0|1 K/s|2 K/s");
}

void TestChartData::ticks()
{
    QFETCH(int, unit);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, most);
    QFETCH(QString, texts);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QStringList found;
    for (const AxisTick& tick : axisTicks(AxisUnit(unit), low, high, most))
        found.append(tick.text);
    QCOMPARE(found.join(QLatin1Char('|')), texts);
}

QTEST_APPLESS_MAIN(TestChartData)
#include "tst_chart_data.moc"
