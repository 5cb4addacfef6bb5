#include "tests/support/trace_builder.h"

#include "model/session/crowd_index.h"
#include "views/charts/chart_paint.h"
#include "views/charts/chart_plot.h"
#include "views/charts/charts_view.h"

#include <QComboBox>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>

using enum tcp::Flag;
using std::chrono::milliseconds;

class TestChartsView : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void nothingIsClipped_data();
    void nothingIsClipped();
    void aClickMovesThePlayhead();
    void thePlayheadMovesOverAKeptPicture();
    void theWheelZoomsAndADoubleClickShowsAll();
    void draggingPans();
    void theRubberBandZooms();
    void hoveringNamesARecord();
    void theBusierSideIsShown();
    void withoutTextThereIsAWord();
    void aLargeConnectionIsMadeInSlices();
    void allConnectionsAreThoseThatTheSessionCounts();
    void everyChartCanBePainted();
    void denseLinesStayCheap();

private:
    ChartPlot& open(const TraceBuilder& builder);
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ChartsView> m_view;
};

/// A transfer of the responder, with one retransmission, some 20 ms apart.
static TraceBuilder download(int segments = 20)
{
    TraceBuilder builder;
    builder.connection().handshake().segment(Side::Initiator, Ack, {.text = 10});
    for (int i = 0; i < segments; ++i) {
        builder.after(milliseconds(20)).segment(Side::Responder, Ack, {.text = 1000, .window = 509});
        builder.after(milliseconds(20)).segment(Side::Initiator, Ack, {.window = 502});
    }
    builder.segment(Side::Responder, Ack, {.seq = TraceBuilder::kServerIsn + 1, .text = 1000, .labels = Label::Retransmission});
    return builder.close();
}

void TestChartsView::init()
{
    m_session = std::make_unique<Session>();
    m_view = std::make_unique<ChartsView>(*m_session);
    m_view->resize(800, 500);
    m_view->show();
}

void TestChartsView::cleanup()
{
    m_view.reset();
    m_session.reset();
}

ChartPlot& TestChartsView::open(const TraceBuilder& builder)
{
    m_session->replace(builder.batch(), nullptr);
    m_view->grab();
    return m_view->plot();
}

void TestChartsView::nothingIsClipped_data()
{
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<int>("points");
    QTest::newRow("large") << QSizeF(1600, 1000) << 12;
    QTest::newRow("a dock") << QSizeF(480, 300) << 10;
    QTest::newRow("small") << QSizeF(220, 120) << 9;
    QTest::newRow("large type") << QSizeF(900, 600) << 26;
}

void TestChartsView::nothingIsClipped()
{
    QFETCH(QSizeF, size);
    QFETCH(int, points);
    QFont font = QGuiApplication::font();
    font.setPointSize(points);
    const QFontMetricsF metrics(font);
    const Trace trace = download().build();
    for (ChartKind kind : kChartKinds) {
        ChartBuilder builder(trace, 0, Side::Responder, kind, nullptr);
        while (builder.advance(100))
            ;
        const ChartContent content = makeContent(builder.data(), kind, Side::Responder, Theme::light(), {}, chartColumns(size.width()), false);
        const QRectF area(QPointF(), size);
        const ChartLayout layout = layoutChart(content, area, font);
        std::vector<QRectF> texts;
        for (const auto* ticks : {&layout.timeTicks, &layout.valueTicks})
            for (const ChartTick& tick : *ticks)
                if (!tick.text.isEmpty()) {
                    QVERIFY(tick.label.width() >= metrics.horizontalAdvance(tick.text));
                    texts.push_back(tick.label);
                }
        for (const ChartLegendEntry& entry : layout.legend) {
            QVERIFY(entry.label.width() >= metrics.horizontalAdvance(entry.text));
            texts.push_back(entry.label);
        }
        for (std::size_t i = 0; i < texts.size(); ++i) {
            QVERIFY2(area.adjusted(-1, -1, 1, 1).contains(texts[i]), qPrintable(chartName(kind)));
            for (std::size_t k = i + 1; k < texts.size(); ++k)
                QVERIFY2(!texts[i].adjusted(1, 2, -1, -2).intersects(texts[k].adjusted(1, 2, -1, -2)), qPrintable(chartName(kind)));
        }
        QVERIFY(content.isEmpty() || layout.timeTicks.size() >= 1);
    }
}

void TestChartsView::aClickMovesThePlayhead()
{
    ChartPlot& plot = open(download());
    const Trace& trace = m_session->trace();
    for (RecordNumber number : {RecordNumber(4), RecordNumber(20), RecordNumber(9)}) {
        const double time = double((trace.record(number).time - trace.record(0).time).count()) * 1e-9;
        const QPointF place(plot.shownLayout().x(time) + 0.5, plot.shownLayout().plot.center().y());
        QTest::mouseClick(&plot, Qt::LeftButton, {}, place.toPoint());
        QCOMPARE(m_session->playhead().position(), number + 1);
    }
    const RecordNumber before = m_session->playhead().position();
    QTest::mouseClick(&plot, Qt::LeftButton, {}, QPoint(2, plot.height() / 2)); // beside the picture
    QCOMPARE(m_session->playhead().position(), before);
    QVERIFY(nearestRecord(trace, 0, trace.record(0).time - milliseconds(5)) == RecordNumber(0));
    QVERIFY(nearestRecord(trace, 0, trace.record(5).time + milliseconds(9)) == RecordNumber(5));
    QVERIFY(nearestRecord(trace, 0, trace.record(5).time + milliseconds(11)) == RecordNumber(6));
    QVERIFY(nearestRecord(trace, 0, trace.record(trace.recordCount() - 1).time + milliseconds(1)) == trace.recordCount() - 1);
}

void TestChartsView::thePlayheadMovesOverAKeptPicture()
{
    ChartPlot& plot = open(download());
    const double end = plot.shownContent().values.high;
    const auto* series = plot.shownContent().series.data();
    const QImage before = plot.grab().toImage();
    m_session->playhead().moveToStep(12);
    const QImage after = plot.grab().toImage();
    QVERIFY(before != after);
    QCOMPARE(plot.shownContent().series.data(), series); // not made again
    QCOMPARE(plot.shownContent().values.high, end);
}

void TestChartsView::theWheelZoomsAndADoubleClickShowsAll()
{
    ChartPlot& plot = open(download());
    const TimeRange all = plot.shownLayout().time;
    const QPointF middle = plot.shownLayout().plot.center();
    const double at = plot.shownLayout().timeAt(middle.x());
    QWheelEvent wheel(middle, plot.mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&plot, &wheel);
    plot.grab();
    QVERIFY(plot.shownLayout().time.span() < all.span() * 0.7);
    const TimeRange zoomed = plot.shownLayout().time;
    QCOMPARE((at - zoomed.begin) / zoomed.span(), (at - all.begin) / all.span()); // what is under the pointer stays there
    QTest::mouseDClick(&plot, Qt::LeftButton, {}, middle.toPoint());
    plot.grab();
    QCOMPARE(plot.shownLayout().time, all);
    QVERIFY(plot.range() == ChartRange{});
    QTest::keyClick(&plot, Qt::Key_Plus);
    QVERIFY(plot.range().time.has_value());
    QTest::keyClick(&plot, Qt::Key_0);
    QVERIFY(plot.range() == ChartRange{});
}

void TestChartsView::draggingPans()
{
    ChartPlot& plot = open(download());
    const TimeRange all = plot.shownLayout().time;
    const QPoint from = plot.shownLayout().plot.center().toPoint();
    const RecordNumber position = m_session->playhead().position();
    QTest::mousePress(&plot, Qt::LeftButton, {}, from);
    QTest::mouseMove(&plot, from + QPoint(30, 0));
    QTest::mouseMove(&plot, from + QPoint(60, 0));
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, from + QPoint(60, 0));
    plot.grab();
    QCOMPARE(m_session->playhead().position(), position); // no click
    const double moved = all.begin - plot.shownLayout().time.begin;
    QVERIFY(qAbs(moved - 60 * all.span() / plot.shownLayout().plot.width()) < all.span() * 0.01);
}

void TestChartsView::theRubberBandZooms()
{
    ChartPlot& plot = open(download());
    const QRectF area = plot.shownLayout().plot;
    const QPoint from = (area.topLeft() + QPointF(area.width() * 0.25, area.height() * 0.5)).toPoint();
    const QPoint to = (area.topLeft() + QPointF(area.width() * 0.75, area.height() * 0.9)).toPoint();
    const double begin = plot.shownLayout().timeAt(from.x());
    const double high = plot.shownLayout().valueAt(from.y());
    QTest::mousePress(&plot, Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(&plot, to);
    QTest::mouseRelease(&plot, Qt::LeftButton, Qt::ShiftModifier, to);
    plot.grab();
    QCOMPARE(plot.shownLayout().time.begin, begin);
    QCOMPARE(plot.shownLayout().high, high);
    const auto buttons = m_view->findChildren<QToolButton*>();
    QVERIFY(buttons.back()->isEnabled());
    buttons.back()->click();
    QVERIFY(plot.range() == ChartRange{});
    QVERIFY(!buttons.back()->isEnabled());
}

void TestChartsView::hoveringNamesARecord()
{
    ChartPlot& plot = open(download());
    const RecordNumber number = 10; // a segment with text of the responder
    const Record& record = m_session->trace().record(number);
    QVERIFY(record.sender() == Side::Responder && record.textLength == 1000);
    const double time = double((record.time - m_session->trace().record(0).time).count()) * 1e-9;
    const QPointF place(plot.shownLayout().x(time), plot.shownLayout().y(m_session->trace().relativeSeq(record)));
    QTest::mouseMove(&plot, place.toPoint());
    QVERIFY(m_session->hovered() == number);
    QTest::mouseMove(&plot, (plot.shownLayout().plot.topLeft() + QPointF(20, 20)).toPoint());
    QVERIFY(!m_session->hovered());
    const QImage without = plot.grab().toImage();
    m_session->setHovered(number); // by another view
    QVERIFY(plot.grab().toImage() != without);
}

void TestChartsView::theBusierSideIsShown()
{
    open(download());
    QVERIFY(m_view->sender() == Side::Responder);
    const auto buttons = m_view->findChildren<QToolButton*>();
    buttons[0]->click();
    QVERIFY(m_view->sender() == Side::Initiator);
    m_view->setKind(ChartKind::StatesOverTime);
    QVERIFY(!buttons[0]->isEnabled());
    QCOMPARE(m_view->findChild<QComboBox*>()->currentData().toInt(), int(ChartKind::StatesOverTime));
}

void TestChartsView::withoutTextThereIsAWord()
{
    ChartPlot& plot = open(TraceBuilder().connection());
    QVERIFY(plot.shownContent().isEmpty());
    QVERIFY(!plot.shownContent().notice.isEmpty());
    m_session->replace(RecordBatch{}, nullptr);
    m_view->grab();
    QVERIFY(plot.shownContent().isEmpty());
    QVERIFY(!plot.shownContent().notice.isEmpty());
}

void TestChartsView::aLargeConnectionIsMadeInSlices()
{
    TraceBuilder builder;
    builder.connection().handshake();
    for (int i = 0; i < 400000; ++i)
        builder.segment(i % 2 == 0 ? Side::Responder : Side::Initiator, Ack, {.text = i % 2 == 0 ? 1000u : 0u});
    ChartPlot& plot = open(builder);
    QVERIFY(!plot.isComplete());
    QTRY_VERIFY(plot.isComplete());
    plot.grab();
    QVERIFY(plot.shownContent().time.high > 400);
    for (const ChartSeries& series : plot.shownContent().series)
        QVERIFY(series.points.size() <= 2400);
}

void TestChartsView::allConnectionsAreThoseThatTheSessionCounts()
{
    m_view->setKind(ChartKind::StatesOverTime);
    ChartPlot& plot = open(download());
    QTRY_VERIFY(plot.isComplete());
    plot.grab();
    const auto seen = [&plot](const QString& state) {
        return std::any_of(plot.shownContent().series.begin(), plot.shownContent().series.end(), [&](const ChartSeries& series) { return series.name == state; });
    };
    QVERIFY(seen(QStringLiteral("TIME-WAIT")));
    // A click goes to what the counts there count.
    const CrowdCounts& counts = CrowdIndex::of(*m_session).counts();
    const QRectF area = plot.shownLayout().plot;
    for (const double share : {0.02, 0.3, 0.9}) {
        const QPoint place(int(area.left() + share * area.width()), int(area.center().y()));
        const Timestamp time = m_session->trace().record(0).time + Duration(std::int64_t(plot.shownLayout().timeAt(place.x()) * 1e9));
        QTest::mouseClick(&plot, Qt::LeftButton, {}, place);
        QCOMPARE(m_session->playhead().position(), counts.positionAt(m_session->trace(), time));
    }
    // Another trace is counted anew.
    m_session->replace(TraceBuilder().connection().handshake().batch(), nullptr);
    plot.grab();
    QTRY_VERIFY(plot.isComplete());
    plot.grab();
    QVERIFY(!seen(QStringLiteral("TIME-WAIT")));
    QVERIFY(seen(QStringLiteral("ESTABLISHED")));
}

void TestChartsView::everyChartCanBePainted()
{
    const Trace trace = download().build();
    for (ChartKind kind : kChartKinds) {
        for (const Theme& theme : {Theme::light(), Theme::darkTheme()}) {
            QImage image(600, 400, QImage::Format_RGB32);
            image.fill(Qt::magenta);
            QPainter painter(&image);
            paintChart(painter, QRectF(0, 0, 600, 400), trace, 0, 8, theme, QGuiApplication::font(), kind, Side::Responder);
            painter.end();
            QCOMPARE(image.pixelColor(599, 0), theme.background);
            int drawn = 0;
            for (int x = 0; x < 600; ++x)
                for (int y = 0; y < 400; ++y)
                    drawn += image.pixelColor(x, y) != theme.background;
            QVERIFY2(drawn > 2000, qPrintable(chartName(kind)));
        }
    }
}

void TestChartsView::denseLinesStayCheap()
{
    ChartContent content;
    content.time = {0, 1, AxisUnit::Seconds, {}};
    content.values = {0, 1000, AxisUnit::Octets, {}};
    content.end = 1;
    ChartSeries series{QStringLiteral("dense"), Quantity::Window, SeriesShape::Steps, MarkShape::Disc, QPen(Qt::blue, 2, Qt::DashLine), {}, {}};
    for (int i = 0; i <= 1600; ++i)
        series.points.push_back({i / 1600.0, i % 2 == 0 ? 200.0 : 800.0, 0, 0});
    content.series.push_back(series);
    const ChartLayout layout = layoutChart(content, QRectF(0, 0, 1600, 1000), QGuiApplication::font());
    const auto corners = lineCorners(series, content, 800);
    QVERIFY(isTangled(corners, layout));
    const auto band = lineBand(corners, layout, 2);
    QVERIFY(band.size() < 1700);
    QRectF all;
    for (const QRectF& rect : band)
        all |= rect;
    QVERIFY(all.top() <= layout.y(800) && all.bottom() >= layout.y(200));
    QVERIFY(all.right() >= layout.plot.right() - 2);
    ChartSeries calm = series;
    calm.points.resize(20);
    QVERIFY(!isTangled(lineCorners(calm, content, 800), layout));
}

QTEST_MAIN(TestChartsView)
#include "tst_charts_view.moc"
