// How much processor time a frame of each view takes at 1600x1000 over a million segments: median and 99th percentile of whatever a
// user does there, event handling and painting of the whole view together. Fails where a limit is exceeded.
//
// Names of views as arguments leave out the others.
#include "model/session/session.h"
#include "tests/bench/view_samples.h"
#include "views/charts/chart_plot.h"
#include "views/charts/charts_view.h"
#include "views/connections/connections_view.h"
#include "views/details/details_view.h"
#include "views/ladder/ladder_view.h"
#include "views/playback/playback_bar.h"
#include "views/segments/segments_table.h"
#include "views/segments/segments_view.h"
#include "views/playback/step_slider.h"
#include "views/state_diagram/state_diagram_view.h"
#include "views/window/window_canvas.h"
#include "views/window/window_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTableView>
#include <QThread>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <vector>

namespace {

constexpr QSize kSize(1600, 1000);
constexpr double kFrame = 16.0;      ///< Milliseconds.
constexpr double kChartFrame = 33.0; ///< Milliseconds, for a full change of range.
constexpr double kNoLimit = HUGE_VAL;
constexpr int kFrames = 200;

double processorMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// One view over one trace, and the rows of the table that it makes.
class Bench {
public:
    Bench(const char* name, QWidget& view, Session& session) : m_name(name), m_view(view), m_session(session)
    {
        m_view.resize(kSize);
        m_view.show();
    }

    /// What the rows are about from now on.
    void setMode(const char* mode) { m_mode = mode; }
    Playhead& playhead() { return m_session.playhead(); }
    std::uint32_t random(std::uint32_t end) { return std::uint32_t(m_random()) % end; }
    double share() { return std::uniform_real_distribution<>(0.0, 1.0)(m_random); }
    static bool isOk() { return s_isOk; }

    /// Lets what is made in slices come to its end.
    void settle()
    {
        constexpr qint64 kQuiet = 100, kMost = 20'000;
        QElapsedTimer all, quiet;
        all.start();
        quiet.start();
        while (quiet.elapsed() < kQuiet && all.elapsed() < kMost) {
            const double before = processorMilliseconds();
            QApplication::processEvents();
            if (processorMilliseconds() - before > 0.5)
                quiet.restart();
            else
                QThread::msleep(2);
        }
    }

    /// Lets `change` happen and the view paint all of itself, kFrames times. `paintsByItself`: the change makes it do so.
    void measure(const char* action, const std::function<void(int)>& change, double limit = kFrame, bool paintsByItself = false)
    {
        std::vector<double> frames;
        for (int frame = 0; frame < kFrames; ++frame) {
            const double before = processorMilliseconds();
            change(frame);
            if (!paintsByItself)
                m_view.repaint();
            QApplication::processEvents();
            frames.push_back(processorMilliseconds() - before);
        }
        std::sort(frames.begin(), frames.end());
        const double high = frames[frames.size() * 99 / 100];
        s_isOk = s_isOk && high <= limit;
        std::printf("%-12s%-22s%-18s%8.2f%8.2f%8.2f", m_name, m_mode, action, frames[frames.size() / 2], high, frames.back());
        if (limit == kNoLimit)
            std::printf("%7s\n", "-");
        else
            std::printf("%7.0f%s\n", limit, high <= limit ? "" : "  TOO SLOW");
        std::fflush(stdout);
    }

    void jump(const char* action = "jump")
    {
        measure(action, [this](int) { playhead().moveTo(random(m_session.trace().recordCount())); });
    }
    void step()
    {
        playhead().moveTo(m_session.trace().recordCount() / 3);
        measure("step", [this](int) { playhead().stepForward(); });
    }
    void play()
    {
        PlaybackClock& clock = m_session.clock();
        clock.setPace(PlaybackClock::Pace::TrueTime);
        playhead().moveTo(m_session.trace().recordCount() / 2);
        measure("play", [&clock](int) {
            clock.play();
            clock.advance(std::chrono::milliseconds(16));
            clock.pause();
        });
    }
    /// What all views have in common.
    void move()
    {
        jump();
        step();
        play();
    }
    /// Only told: no frame of scrolling, zooming, stepping or playing waits for it.
    void resize()
    {
        measure("resize", [this](int frame) { m_view.resize(kSize - QSize(frame % 2, 0)); }, kNoLimit, true);
        m_view.resize(kSize);
    }
    void hover(QWidget& over)
    {
        measure("hover", [&](int) { mouse(over, QEvent::MouseMove, somewhere(over)); });
    }

    QPointF somewhere(const QWidget& widget) { return {widget.width() * share(), widget.height() * share()}; }
    static void mouse(QWidget& widget, QEvent::Type type, const QPointF& place, Qt::MouseButton button = Qt::NoButton)
    {
        const bool isMove = type == QEvent::MouseMove;
        const Qt::MouseButtons down = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::MouseButtons(button);
        QMouseEvent event(type, place, widget.mapToGlobal(place), isMove ? Qt::NoButton : button, down, Qt::NoModifier);
        QApplication::sendEvent(&widget, &event);
    }
    static void wheel(QWidget& widget, const QPointF& place, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWheelEvent event(place, widget.mapToGlobal(place), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&widget, &event);
    }

private:
    const char* m_name;
    const char* m_mode = "";
    QWidget& m_view;
    Session& m_session;
    std::mt19937 m_random{7};
    static inline bool s_isOk = true;
};

/// The two traces, made once; each view looks at a session of its own, so that it finds nothing made by another.
struct Samples {
    const RecordBatch bulk = millionSegments();
    const RecordBatch crowd = millionInACrowd();
};

void scrollLadder(Bench& bench, LadderView& ladder, const char* action)
{
    QScrollBar& bar = *ladder.verticalScrollBar();
    bar.setValue(bar.maximum() / 3);
    bench.measure(action, [&](int frame) { Bench::wheel(*ladder.viewport(), {800, 500}, frame % 50 == 49 ? 12'000 : -120); });
}

void benchLadder(Bench& bench, LadderView& ladder)
{
    bench.move();
    scrollLadder(bench, ladder, "scroll");
    bench.hover(*ladder.viewport());
    auto& overview = *ladder.findChild<LadderOverview*>();
    bench.measure("overview", [&](int) { Bench::mouse(overview, QEvent::MouseButtonPress, bench.somewhere(overview), Qt::LeftButton); });
    bench.measure("zoom", [&](int frame) { // all the way out and in again, here and there
        if (frame % 100 == 0)
            ladder.verticalScrollBar()->setValue(int(ladder.verticalScrollBar()->maximum() * bench.share()));
        Bench::wheel(*ladder.viewport(), {800, 500}, frame % 100 < 50 ? -240 : 240, Qt::ControlModifier);
    });
    ladder.setZoom(1e-9);
    bench.settle();
    bench.measure("all in view", [&](int) { bench.playhead().moveToStep(bench.random(bench.playhead().stepCount())); });
    for (const double zoom : {0.002, 0.05, 0.3}) {
        ladder.setZoom(zoom);
        scrollLadder(bench, ladder, zoom < 0.01 ? "scroll, density" : zoom < 0.1 ? "scroll, zoom 1/20" : "scroll, zoom 1/3");
    }
    bench.hover(*ladder.viewport());
    ladder.setZoom(1.0);
    bench.resize();
}

void ladder(Session& session, const Samples& samples)
{
    session.replace(samples.bulk, nullptr);
    LadderView view(session);
    Bench bench("ladder", view, session);
    bench.setMode("even rows");
    bench.jump("jump at once");
    bench.settle();
    benchLadder(bench, view);
    bench.setMode("true to time");
    view.setTrueToTime(true);
    bench.settle();
    benchLadder(bench, view);
}

void sideBySide(Session& session, const Samples&)
{
    session.replace(fourMillionSideBySide(), nullptr);
    LadderView view(session);
    Bench bench("four beside", view, session);
    view.setCompanions({0, 1, 2, 3});
    for (const bool isTime : {false, true}) {
        bench.setMode(isTime ? "true to time" : "even rows");
        view.setTrueToTime(isTime);
        bench.settle();
        bench.move();
        scrollLadder(bench, view, "scroll");
        view.setZoom(1e-4);
        bench.settle();
        bench.measure("all in view", [&](int) { bench.playhead().moveToStep(bench.random(bench.playhead().stepCount())); });
        view.setZoom(1.0);
    }
}

void diagram(Session& session, const Samples& samples)
{
    session.replace(samples.bulk, nullptr);
    StateDiagramView view(session);
    Bench bench("diagram", view, session);
    bench.setMode("one connection");
    bench.jump("jump at once");
    bench.settle();
    bench.move();
    bench.measure("glide", [&](int frame) {
        if (frame % 20 == 0)
            frame % 40 == 0 ? bench.playhead().toPreviousStateChange() : bench.playhead().toNextStateChange();
    });
    bench.hover(view);
    bench.resize();
    session.replace(samples.crowd, nullptr);
    bench.setMode("crowd");
    view.setCrowd(true);
    bench.jump("jump at once");
    bench.settle();
    bench.move();
    bench.hover(view);
    bench.measure("click", [&](int) {
        const QPointF place = bench.somewhere(view);
        Bench::mouse(view, QEvent::MouseButtonPress, place, Qt::LeftButton);
        Bench::mouse(view, QEvent::MouseButtonRelease, place, Qt::LeftButton);
    });
    bench.resize();
}

void window(Session& session, const Samples& samples)
{
    session.replace(samples.bulk, nullptr);
    WindowView view(session);
    Bench bench("window", view, session);
    bench.setMode("tape");
    bench.jump("jump at once");
    bench.settle();
    const char* modes[] = {"tape", "tape, both ways", "squares", "squares, both ways"};
    for (int mode = 0; mode < 4; ++mode) {
        bench.setMode(modes[mode]);
        view.setStyle(mode < 2 ? WindowStyle::Tape : WindowStyle::Squares);
        view.setBothDirections(mode % 2 == 1);
        bench.move();
        bench.hover(*view.canvas());
        bench.resize();
    }
}

void details(Session& session, const Samples& samples)
{
    session.replace(samples.bulk, nullptr);
    DetailsView view(session);
    Bench bench("details", view, session);
    bench.jump("jump at once");
    bench.settle();
    bench.move();
    bench.measure("scroll", [&](int frame) { view.verticalScrollBar()->setValue(frame * 37 % (view.verticalScrollBar()->maximum() + 1)); });
    bench.resize();
}

void segments(Session& session, const Samples& samples)
{
    session.replace(samples.bulk, nullptr);
    SegmentsView view(session);
    Bench bench("segments", view, session);
    bench.jump("jump at once");
    bench.settle();
    bench.move();
    QScrollBar& bar = *view.table()->verticalScrollBar();
    bench.measure("scroll", [&](int frame) { bar.setValue(bar.maximum() / 2 + 3 * frame); });
    bench.measure("scroll far", [&](int frame) { bar.setValue(int(std::int64_t(bar.maximum()) * (frame * 37 % 200) / 200)); });
    bench.resize();
}

void playback(Session& session, const Samples& samples)
{
    session.replace(samples.bulk, nullptr);
    PlaybackBar view(session);
    Bench bench("playback", view, session);
    bench.settle();
    bench.move();
    auto& slider = *view.findChild<StepSlider*>();
    bench.measure("scrub", [&](int frame) {
        const QPointF place(slider.width() * (0.1 + 0.004 * frame), slider.height() / 2.0);
        Bench::mouse(slider, frame == 0 ? QEvent::MouseButtonPress : QEvent::MouseMove, place, Qt::LeftButton);
    });
    Bench::mouse(slider, QEvent::MouseButtonRelease, {}, Qt::LeftButton);
    bench.resize();
}

void connections(Session& session, const Samples& samples)
{
    session.replace(samples.crowd, nullptr);
    ConnectionsView view(session);
    Bench bench("connections", view, session);
    bench.settle();
    bench.move();
    QTableView& table = *view.table();
    bench.measure("scroll", [&](int frame) { Bench::wheel(*table.viewport(), {800, 500}, frame % 50 == 49 ? 12'000 : -360); });
    bench.measure("scroll far", [&](int) { table.verticalScrollBar()->setValue(int(table.verticalScrollBar()->maximum() * bench.share())); });
    bench.measure("select", [&](int) { bench.playhead().select(bench.random(session.trace().connectionCount())); });
    bench.measure("filter", [&](int frame) {
        if (frame % 10 == 0)
            view.filterEdit()->setText(QString::number(frame / 10 % 10));
    });
    view.filterEdit()->clear();
    bench.settle();
    bench.resize();
}

/// Zooms in about a place, out again, moves sideways; whatever the range, all of the chart is made anew.
void changeRange(Bench& bench, ChartPlot& plot, TimeRange all)
{
    bench.measure("any range", [&](int) {
        const double span = all.span() * std::pow(10.0, -5.0 * bench.share());
        const double begin = all.begin + (all.span() - span) * bench.share();
        plot.setRange({TimeRange{begin, begin + span}, std::nullopt});
    }, kChartFrame);
    plot.showAll();
    bench.measure("zoom", [&](int frame) { Bench::wheel(plot, {700, 500}, frame % 80 < 40 ? 120 : -120); }, kChartFrame);
    plot.setRange({TimeRange{all.span() * 0.3, all.span() * 0.5}, std::nullopt});
    Bench::mouse(plot, QEvent::MouseButtonPress, {800, 500}, Qt::LeftButton);
    bench.measure("pan", [&](int frame) { Bench::mouse(plot, QEvent::MouseMove, {800.0 + 8 * (frame % 50), 500}, Qt::LeftButton); }, kChartFrame);
    Bench::mouse(plot, QEvent::MouseButtonRelease, {800, 500}, Qt::LeftButton);
    bench.measure("all and back", [&](int frame) {
        plot.setRange(frame % 2 == 0 ? ChartRange{} : ChartRange{TimeRange{all.span() * 0.4, all.span() * 0.4001}, std::nullopt});
    }, kChartFrame);
    plot.showAll();
}

void benchChart(Bench& bench, ChartsView& view, const char* name, ChartKind kind)
{
    bench.setMode(name);
    view.setKind(kind);
    bench.settle();
    changeRange(bench, view.plot(), view.plot().shownLayout().time);
    bench.move();
    bench.hover(view.plot());
}

void charts(Session& session, const Samples& samples)
{
    session.replace(samples.bulk, nullptr);
    ChartsView view(session);
    Bench bench("charts", view, session);
    bench.setMode("each in turn");
    bench.measure("other chart", [&](int frame) {
        if (frame % 10 == 0)
            view.setKind(kChartKinds[frame / 10 % std::size(kChartKinds)]);
    }, kChartFrame);
    constexpr std::pair<const char*, ChartKind> kOfOne[] = {{"Stevens", ChartKind::Sequence},     {"tcptrace", ChartKind::Tcptrace},
                                                            {"in flight", ChartKind::InFlight},   {"throughput", ChartKind::Throughput},
                                                            {"round trips", ChartKind::RoundTrip}, {"segment sizes", ChartKind::SegmentSizes}};
    for (const auto& [name, kind] : kOfOne)
        benchChart(bench, view, name, kind);
}

void states(Session& session, const Samples& samples)
{
    session.replace(samples.crowd, nullptr);
    ChartsView view(session);
    Bench bench("states", view, session);
    benchChart(bench, view, "over time", ChartKind::StatesOverTime);
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QStringList wanted = application.arguments().mid(1);
    const Samples samples;
    std::printf("%zu records of one connection, %zu of %zu; milliseconds of processor time, %d frames each\n", samples.bulk.records.size(),
                samples.crowd.records.size(), samples.crowd.connections.size(), kFrames);
    std::printf("%-12s%-22s%-18s%8s%8s%8s%7s\n", "view", "mode", "action", "median", "99 %", "most", "limit");
    constexpr std::pair<const char*, void (*)(Session&, const Samples&)> kViews[] = {
        {"diagram", diagram}, {"ladder", ladder}, {"beside", sideBySide},           {"window", window}, {"details", details}, {"segments", segments},
        {"playback", playback}, {"connections", connections}, {"charts", charts},   {"states", states}};
    for (const auto& [name, bench] : kViews) {
        if (!wanted.isEmpty() && !wanted.contains(QLatin1StringView(name)))
            continue;
        Session session;
        bench(session, samples);
    }
    std::printf("%s\n", Bench::isOk() ? "all within their limits" : "some are TOO SLOW");
    return Bench::isOk() ? 0 : 1;
}
