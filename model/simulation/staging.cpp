#include "model/simulation/staging.h"

#include "model/simulation/scenario_vocabulary.h"

#include <algorithm>

namespace simulation {

namespace {

Flight makeFlight(const Passage& passage, bool senderIsInitiator)
{
    Flight flight;
    flight.sent = passage.sent;
    flight.ends = passage.ends;
    flight.due = passage.due;
    flight.since = passage.since;
    flight.delayedAt = passage.delayedAt;
    flight.dueBefore = passage.dueBefore;
    flight.from = passage.from;
    flight.to = passage.to;
    flight.connection = passage.connection;
    flight.number = passage.number;
    flight.sender = senderIsInitiator ? Side::Initiator : Side::Responder;
    flight.flags = passage.segment.flags;
    flight.seq = passage.segment.seq;
    flight.ack = passage.segment.ack;
    flight.textLength = passage.segment.textLength;
    flight.window = passage.segment.wnd;
    flight.isLost = passage.fate == Passage::Fate::Lost;
    flight.isCopy = passage.isCopy;
    flight.isCorrupt = passage.isCorrupt;
    return flight;
}

/// Copies go behind their originals, where the link has made them later.
void putInOrder(std::vector<Flight>& flights)
{
    const auto isBefore = [](const Flight& a, const Flight& b) { return a.number < b.number; }; // numbers are in the order of sending
    if (!std::is_sorted(flights.begin(), flights.end(), isBefore))
        std::stable_sort(flights.begin(), flights.end(), isBefore);
    for (std::size_t i = 1; i < flights.size(); ++i) {
        if (flights[i].isCopy)
            flights[i].copy = flights[i - 1].number == flights[i].number ? flights[i - 1].copy + 1 : 1;
    }
}

} // namespace

Stage makeStage(const Simulation& simulation)
{
    static_assert(kNoHost == kNoStageHost);
    Stage stage;
    stage.start = kSimulationStart;
    stage.end = simulation.now();
    for (const auto& host : simulation.hosts())
        stage.hosts.push_back({host->name(), host->address()});
    stage.flights.reserve(simulation.passages().size());
    for (const Passage& passage : simulation.passages()) {
        stage.flights.push_back(makeFlight(passage, passage.fromLow == simulation.recorder().isInitiatorLow(passage.connection)));
        stage.longestFlight = std::max(stage.longestFlight, passage.ends - passage.sent);
    }
    putInOrder(stage.flights);
    stage.samples = simulation.samples();
    const LocalizedText& title = simulation.scenario().title;
    if (!simulation.notes().empty() && simulation.notes().front().time > stage.start)
        stage.captions.push_back({stage.start, 0, title.english, title.translations}); // until the first note
    for (const ShownNote& note : simulation.notes())
        stage.captions.push_back({note.time, note.position, note.text.english, note.text.translations});
    return stage;
}

StageHostStatus statusOf(const Simulation& simulation, const Host& host)
{
    StageHostStatus status;
    status.isUp = host.isUp();
    status.isUnplugged = simulation.isUnplugged(host);
    status.receiveBuffer = host.receiveBuffer();
    status.sockets = host.socketTable();
    const FailedCall* last = nullptr;
    for (const Socket& socket : host.sockets()) {
        if (!socket.failures.empty() && (!last || socket.failures.back().time >= last->time))
            last = &socket.failures.back();
    }
    if (last)
        status.lastError = toName(last->error);
    return status;
}

std::string nameFor(const StageSocket& row, const std::vector<StageHost>& hosts)
{
    if (!row.name.empty())
        return row.name;
    std::string name = ":" + std::to_string(row.local.port);
    if (row.remote.port == 0)
        return name;
    const auto peer = std::find_if(hosts.begin(), hosts.end(), [&row](const StageHost& host) { return host.address == row.remote.ip; });
    const std::string far = peer == hosts.end() ? writeValue(row.remote.ip) : peer->name;
    return name.append("-").append(far).append(":").append(std::to_string(row.remote.port));
}

std::optional<std::vector<StageHostStatus>> StageFollower::statusAt(Timestamp time, std::stop_token stop)
{
    if (!m_simulation || time < m_shown) {
        m_simulation = std::make_unique<Simulation>(m_scenario);
        m_simulation->forgetPassages(); // nobody looks at them
        m_shown = kSimulationStart;
    }
    for (auto next = m_simulation->next(); next && *next <= time; next = m_simulation->next()) {
        if (stop.stop_requested())
            return std::nullopt;
        m_simulation->step();
        m_simulation->batch().clear(); // nobody reads its trace
        m_shown = m_simulation->now();
    }
    m_shown = std::max(m_shown, time);
    std::vector<StageHostStatus> all;
    for (const auto& host : m_simulation->hosts())
        all.push_back(statusOf(*m_simulation, *host));
    return all;
}

} // namespace simulation
