#include "tests/model/observer/played_scenario.h"

#include "model/simulation/random.h"
#include "model/simulation/scenario_writer.h"
#include "model/simulation/simulation.h"

#include <algorithm>
#include <cstdio>
#include <map>

using simulation::Simulation;
using tcp::Event;
using tcp::State;

namespace differential {

namespace {

using Fate = simulation::Passage::Fate;

/// Runs a simulation step by step and notes in which order segments leave and reach each end.
class Onlooker {
public:
    Onlooker(Simulation& simulation, const std::array<SocketAddress, 2>& addresses) : m_simulation(simulation), m_addresses(addresses) {}

    void watch()
    {
        while (m_simulation.step()) {
            noteArrivals();
            noteDepartures();
            noteForgotten();
        }
    }

    std::array<std::vector<Sighting>, 2> seenAt;

    /// The steps of all sockets that the host ever had there, one life after the other.
    std::vector<TrueStep> walkOf(std::size_t host) const
    {
        std::vector<TrueStep> walk;
        for (const simulation::Socket& socket : m_simulation.hosts()[host]->sockets()) {
            if (socket.remote != m_addresses[1 - host] || socket.local != m_addresses[host])
                continue;
            for (const tcp::Endpoint::Step& step : socket.endpoint.walk())
                add(walk, step);
            if (const auto gone = m_forgotten.find({host, socket.id}); gone != m_forgotten.end() && socket.endpoint.state() != State::Closed)
                walk.push_back({gone->second, socket.endpoint.state(), State::Closed, Event::UserTimeout});
        }
        std::stable_sort(walk.begin(), walk.end(), [](const TrueStep& a, const TrueStep& b) { return a.time < b.time; });
        return walk;
    }

private:
    /// In the terms of connections: a listener that opens actively begins one, and TIME-WAIT's shortcut into a new incarnation
    /// ends one and opens another.
    static void add(std::vector<TrueStep>& walk, const tcp::Endpoint::Step& step)
    {
        const bool opensFromListen = step.from == State::Listen && step.to == State::SynSent;
        if (opensFromListen) {
            walk.pop_back();
            walk.push_back({step.time, State::Closed, State::SynSent, Event::ActiveOpen});
        } else if (step.from == State::TimeWait && step.event == Event::RcvSyn) {
            walk.push_back({step.time, State::TimeWait, State::Closed, Event::TimeWaitTimeout});
            walk.push_back({step.time, State::Closed, State::Listen, Event::PassiveOpen});
            walk.push_back({step.time, State::Listen, State::SynReceived, Event::RcvSyn});
        } else if (step.from != step.to) {
            walk.push_back({step.time, step.from, step.to, step.event});
        }
    }

    void noteArrivals()
    {
        const auto& passages = m_simulation.passages();
        std::erase_if(m_flying, [&](std::size_t which) {
            const simulation::Passage& passage = passages[which];
            if (passage.fate == Fate::Arrived)
                seenAt[passage.to].push_back({which, m_simulation.now(), passage.isCorrupt});
            return passage.fate != Fate::Flying;
        });
    }

    void noteDepartures()
    {
        const auto& passages = m_simulation.passages();
        for (; m_known < passages.size(); ++m_known) {
            if (!passages[m_known].isCopy)
                seenAt[passages[m_known].from].push_back({m_known, m_simulation.now(), false});
            if (passages[m_known].fate == Fate::Flying)
                m_flying.push_back(m_known);
        }
    }

    void noteForgotten()
    {
        for (std::size_t host = 0; host < 2; ++host) {
            for (const simulation::Socket& socket : m_simulation.hosts()[host]->sockets()) {
                if (socket.isGone)
                    m_forgotten.try_emplace({host, socket.id}, m_simulation.now());
            }
        }
    }

    Simulation& m_simulation;
    const std::array<SocketAddress, 2>& m_addresses;
    std::size_t m_known = 0;
    std::vector<std::size_t> m_flying;
    std::map<std::pair<std::size_t, simulation::SocketId>, Timestamp> m_forgotten;
};

SocketAddress addressOf(std::uint8_t host, std::uint16_t port)
{
    return {{{10, 0, 0, host}, 4}, port};
}

} // namespace

PlayedScenario::PlayedScenario(std::uint64_t seed, unsigned features)
    : m_seed(seed), m_features(features), m_written(randomScenario(seed, features)), m_twoMsl(m_written.twoMsl),
      m_addresses{addressOf(1, m_written.ports.a), addressOf(2, m_written.ports.b)}
{
    play();
}

void PlayedScenario::play()
{
    Simulation simulation(m_written.scenario);
    Onlooker onlooker(simulation, m_addresses);
    onlooker.watch();
    m_end = simulation::kSimulationStart + *m_written.scenario.until;
    m_seenAt = std::move(onlooker.seenAt);
    m_passages.reserve(simulation.passages().size());
    for (const simulation::Passage& from : simulation.passages()) {
        Passage to{from.sent, from.fate == Fate::Arrived ? from.ends : Timestamp::max(), Host(from.from), from.segment, from.isCorrupt, from.isCopy};
        to.segment.wnd = from.window;
        m_passages.push_back(to);
    }
    for (Host host : kHosts)
        m_walks[index(host)] = onlooker.walkOf(index(host));
}

/// As far along the way as the seed says; what is lost on the way is lost before or behind that place.
std::vector<Sighting> PlayedScenario::between() const
{
    simulation::Random random(simulation::mix(m_seed + 0xB37));
    const std::uint32_t place = 1 + random.below(3);
    std::vector<Sighting> seen;
    for (std::size_t which = 0; which < m_passages.size(); ++which) {
        const Passage& passage = m_passages[which];
        const bool isLost = passage.arrived == Timestamp::max();
        const bool isEarlyLuck = random.below(2) == 0;
        if (isLost && !isEarlyLuck)
            continue;
        const Duration way = isLost ? *m_written.scenario.links[index(passage.sender)].settings.delay : passage.arrived - passage.sent;
        seen.push_back({which, passage.sent + way * place / 4, passage.isCorrupt && isEarlyLuck});
    }
    std::stable_sort(seen.begin(), seen.end(), [](const Sighting& a, const Sighting& b) { return a.time < b.time; });
    return seen;
}

std::vector<Sighting> PlayedScenario::capture(Place place) const
{
    simulation::Random random(simulation::mix(m_seed) + std::uint64_t(place));
    std::vector<Sighting> seen = place == Place::Between ? between() : m_seenAt[place == Place::AtA ? 0 : 1];
    const Timestamp begins = simulation::kSimulationStart + (has(LateCapture) ? random.upTo(std::chrono::seconds(3)) : Duration{});
    const std::uint32_t missed = has(MissedPackets) ? 1 + random.below(20) : 0; // percent
    const Host unheard = Host(random.below(2));
    std::erase_if(seen, [&](const Sighting& sighting) {
        const bool isUnheard = has(OneSided) && m_passages[sighting.passage].sender == unheard;
        return sighting.time > m_end || sighting.time < begins || isUnheard || random.below(100) < missed;
    });
    return seen;
}

// --- For people

std::string PlayedScenario::story() const
{
    struct Line {
        Timestamp time;
        std::string text;
    };
    std::vector<Line> lines;
    const std::string indents[] = {"", "                                    "};
    for (const Passage& passage : m_passages) {
        const std::string what = indents[index(passage.sender)] + (passage.sender == Host::A ? "A " : "B ") + simulation::describe(passage.segment);
        if (!passage.isCopy)
            lines.push_back({passage.sent, what + (passage.arrived == Timestamp::max() ? "  LOST" : "")});
        if (passage.arrived != Timestamp::max())
            lines.push_back({passage.arrived, "    arrived: " + what + (passage.isCorrupt ? "  DAMAGED" : "")});
    }
    for (Host host : kHosts) {
        for (const TrueStep& step : walk(host)) {
            lines.push_back({step.time, indents[index(host)] + (host == Host::A ? "A: " : "B: ") + std::string(tcp::toString(step.from)) + " -> "
                                            + std::string(tcp::toString(step.to)) + " by " + std::string(tcp::toString(step.event))});
        }
    }
    std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.time < b.time; });
    std::string story = simulation::writeScenario(m_written.scenario);
    for (const Line& line : lines) {
        char time[32];
        std::snprintf(time, sizeof time, "%11.6f  ", std::chrono::duration<double>(line.time - simulation::kSimulationStart).count());
        story += time + line.text + '\n';
    }
    return story;
}

} // namespace differential
