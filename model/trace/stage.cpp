#include "model/trace/stage.h"

#include <algorithm>

namespace {

/// How far `now` lies between the two, 0 to 1.
double share(Timestamp from, Timestamp now, Timestamp to)
{
    if (now >= to)
        return 1.0;
    return now <= from ? 0.0 : double((now - from).count()) / double((to - from).count());
}

} // namespace

double Flight::progressAt(Timestamp now) const
{
    if (delayedAt < sent)
        return share(sent, now, due);
    if (now <= delayedAt)
        return share(sent, now, dueBefore);
    const double before = share(sent, delayedAt, dueBefore);
    return before + (1.0 - before) * share(delayedAt, now, due);
}

std::vector<std::size_t> Stage::flightsAt(Timestamp now) const
{
    const auto sentBefore = [](const Flight& flight, Timestamp time) { return flight.sent < time; };
    const auto sentAfter = [](Timestamp time, const Flight& flight) { return time < flight.sent; };
    const auto first = std::lower_bound(flights.begin(), flights.end(), now - longestFlight, sentBefore);
    const auto last = std::upper_bound(first, flights.end(), now, sentAfter);
    std::vector<std::size_t> result;
    for (auto flight = first; flight != last; ++flight) {
        if (flight->since <= now && flight->ends > now)
            result.push_back(std::size_t(flight - flights.begin()));
    }
    return result;
}

const Caption* Stage::captionAt(Timestamp now) const
{
    const auto next = std::upper_bound(captions.begin(), captions.end(), now, [](Timestamp time, const Caption& caption) { return time < caption.time; });
    return next == captions.begin() ? nullptr : &*std::prev(next);
}

const EndpointSample* Stage::sampleAt(ConnectionId connection, Side side, Timestamp now) const
{
    auto next = std::upper_bound(samples.begin(), samples.end(), now, [](Timestamp time, const EndpointSample& sample) { return time < sample.time; });
    while (next != samples.begin()) {
        --next;
        if (next->connection == connection && next->side == side)
            return &*next;
    }
    return nullptr;
}
