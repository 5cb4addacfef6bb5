#include "tests/views/golden/measures.h"

#include "views/charts/chart_builder.h"

#include <algorithm>
#include <limits>

using namespace std::chrono_literals;

ChartContent measures::content(const Scene& scene, ChartKind kind, int columns)
{
    ChartBuilder builder(scene.trace, scene.shown, scene.sender, kind, scene.stage);
    while (builder.advance(100'000)) {
    }
    return makeContent(builder.data(), kind, scene.sender, Theme::light(), {}, columns, true);
}

std::optional<Timestamp> measures::pathMoment(const Scene& scene)
{
    std::vector<const Flight*> flights;
    for (const Flight& flight : scene.stage->flights) {
        if (flight.connection == scene.shown && flight.ends > flight.sent)
            flights.push_back(&flight);
    }
    if (flights.empty())
        return std::nullopt;
    const auto half = [](const Flight& flight) { return flight.sent + (flight.ends - flight.sent) / 2; };
    return half(*flights[flights.size() / 2]);
}

PathMoment measures::pathAt(const Scene& scene, const PathIndex& index, Timestamp now)
{
    const auto& records = scene.trace.connection(scene.shown).records;
    const auto later = [&](Timestamp time, RecordNumber number) { return time < scene.trace.record(number).time; };
    const auto step = std::uint32_t(std::upper_bound(records.begin(), records.end(), now, later) - records.begin());
    return {*scene.stage, index, scene.trace, scene.shown, step, now};
}

LadderAxis measures::axisOf(const Scene& scene, ConnectionId connection)
{
    LadderAxis axis;
    axis.restart(scene.trace, connection, scene.stage);
    while (!axis.advance(scene.trace, 10ms)) {
    }
    return axis;
}
