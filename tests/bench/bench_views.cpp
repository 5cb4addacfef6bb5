// How much processor time a frame of each view takes at 1600x1000 over a connection of a million segments: the median and the 99th
// percentile of jumps, steps, playing and scrolling. Fails above the limits of a frame.
#include "model/session/session.h"
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"
#include "views/charts/charts_view.h"
#include "views/details/details_view.h"
#include "views/ladder/ladder_view.h"
#include "views/playback/playback_bar.h"
#include "views/state_diagram/state_diagram_view.h"
#include "views/window/window_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <vector>

namespace {

constexpr QSize kSize(1600, 1000);
constexpr double kFrame = 16.0;      ///< Milliseconds.
constexpr double kChartFrame = 33.0; ///< Milliseconds, for a full change of range.
constexpr int kFrames = 200;

double processorMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

class Collector : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        all.connections.insert(all.connections.end(), batch.connections.begin(), batch.connections.end());
        all.records.insert(all.records.end(), batch.records.begin(), batch.records.end());
        all.transitions.insert(all.transitions.end(), batch.transitions.begin(), batch.transitions.end());
        all.extras.insert(all.extras.end(), batch.extras.begin(), batch.extras.end());
        return true;
    }
    RecordBatch all;
};

/// A bulk transfer with some losses.
RecordBatch millionSegments()
{
    const auto scenario = simulation::readScenario("title Bulk\nseed 3\nlink delay 20ms rate 1g loss 0.01%\nhost A B window 4000000\n0ms B passive-open 80\n"
                                                   "0ms A active-open 80\n100ms A send 1000000000\n", "bulk.scenario");
    simulation::SimulationSource source("bulk", scenario.value());
    source.forgetPassages();
    Collector collector;
    source.run(collector, {});
    return std::move(collector.all);
}

struct Series {
    const char* name;
    std::vector<double> frames;
};

bool report(const char* view, Series series, double limit)
{
    std::sort(series.frames.begin(), series.frames.end());
    const double median = series.frames[series.frames.size() / 2];
    const double high = series.frames[series.frames.size() * 99 / 100];
    const bool ok = high <= limit;
    std::printf("%-10s %-7s median %6.2f ms, 99th percentile %6.2f ms (limit %.0f)%s\n", view, series.name, median, high, limit, ok ? "" : "  TOO SLOW");
    return ok;
}

/// Lets `change` happen and the widget paint all of itself, kFrames times.
Series measure(const char* name, QWidget& view, const std::function<void(int)>& change)
{
    Series series{name, {}};
    for (int frame = 0; frame < kFrames; ++frame) {
        const double before = processorMilliseconds();
        change(frame);
        view.repaint();
        QApplication::processEvents();
        series.frames.push_back(processorMilliseconds() - before);
    }
    return series;
}

bool measureView(const char* name, QWidget& view, Session& session, double limit)
{
    view.resize(kSize);
    view.show();
    QElapsedTimer waiting;
    waiting.start();
    while (waiting.elapsed() < 3000) // what it builds in slices
        QApplication::processEvents(QEventLoop::AllEvents, 50);
    Playhead& playhead = session.playhead();
    std::mt19937 random(7);
    const std::uint32_t steps = playhead.stepCount();
    bool ok = report(name, measure("jump", view, [&](int) { playhead.moveToStep(std::uint32_t(random()) % steps); }), limit);
    ok = report(name, measure("step", view, [&](int) { playhead.stepForward(); }), limit) && ok;
    PlaybackClock& clock = session.clock();
    clock.setPace(PlaybackClock::Pace::TrueTime);
    playhead.moveToStep(steps / 3);
    ok = report(name, measure("play", view, [&](int) {
                    clock.play();
                    clock.advance(std::chrono::milliseconds(16));
                    clock.pause();
                }), limit) && ok;
    if (const auto* area = qobject_cast<QAbstractScrollArea*>(&view))
        ok = report(name, measure("scroll", view, [&](int frame) { area->verticalScrollBar()->setValue(frame * 37); }), limit) && ok;
    ok = report(name, measure("resize", view, [&](int frame) { view.resize(kSize - QSize(frame % 2, 0)); }), limit) && ok;
    view.hide();
    return ok;
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Session session;
    session.replace(millionSegments(), nullptr);
    std::printf("%u records in the connection\n", session.playhead().stepCount());
    StateDiagramView diagram(session);
    diagram.setReducedMotion(true);
    LadderView ladder(session);
    WindowView window(session);
    DetailsView details(session);
    PlaybackBar playback(session);
    ChartsView charts(session);
    bool ok = measureView("diagram", diagram, session, kFrame);
    ok = measureView("ladder", ladder, session, kFrame) && ok;
    ok = measureView("window", window, session, kFrame) && ok;
    ok = measureView("details", details, session, kFrame) && ok;
    ok = measureView("playback", playback, session, kFrame) && ok;
    ok = measureView("charts", charts, session, kChartFrame) && ok;
    return ok ? 0 : 1;
}
