#include "model/simulation/expectation.h"

#include "model/simulation/scenario_vocabulary.h"
#include "model/simulation/simulation.h"

#include <algorithm>

using tcp::State;

namespace simulation {

namespace {

/// Nothing: it has passed. Else what was found instead.
using Verdict = std::optional<std::string>;

std::string walkOf(const Socket& socket)
{
    std::string text = socket.name.empty() ? std::string("it went") : "\"" + socket.name + "\" went";
    for (const tcp::Endpoint::Step& step : socket.endpoint.walk())
        text += " " + std::string(toString(step.to));
    return socket.endpoint.walk().empty() ? "it stayed CLOSED" : text;
}

Verdict inRange(Range range, std::uint64_t found, const std::string& what)
{
    if (found >= range.min && found <= range.max)
        return std::nullopt;
    return std::to_string(found) + " " + what;
}

/// The sockets that an expectation looks at: one, or each.
std::vector<const Socket*> socketsOf(const Simulation& simulation, const SocketName& name, bool all)
{
    std::vector<const Socket*> found;
    const Host* host = simulation.findHost(name.host);
    if (host && (name.name == "all" || (all && name.name.empty()))) {
        for (const Socket& socket : host->sockets())
            found.push_back(&socket);
    } else if (const Socket* socket = host ? host->find(name.name) : nullptr) {
        found.push_back(socket);
    }
    return found;
}

Verdict noSocket(const SocketName& name)
{
    return "host " + name.host + " has no such socket";
}

Verdict check(const ExpectWalk& expect, const Simulation& simulation)
{
    const auto sockets = socketsOf(simulation, expect.socket, false);
    if (sockets.empty())
        return noSocket(expect.socket);
    for (const Socket* socket : sockets) {
        std::vector<State> walk;
        for (const tcp::Endpoint::Step& step : socket->endpoint.walk())
            walk.push_back(step.to);
        const bool isThere = expect.exactly ? walk == expect.states
                                            : std::search(walk.begin(), walk.end(), expect.states.begin(), expect.states.end()) != walk.end();
        if (!isThere)
            return walkOf(*socket);
    }
    return std::nullopt;
}

Verdict check(const ExpectState& expect, const Simulation& simulation)
{
    const auto sockets = socketsOf(simulation, expect.socket, false);
    if (sockets.empty())
        return noSocket(expect.socket);
    for (const Socket* socket : sockets) {
        if (socket->state() != expect.state)
            return "it is in " + std::string(toString(socket->state()));
    }
    return std::nullopt;
}

Verdict check(const ExpectNever& expect, const Simulation& simulation)
{
    for (const Socket* socket : socketsOf(simulation, expect.socket, true)) {
        if (socket->reached[std::size_t(expect.state)] != Timestamp::max())
            return walkOf(*socket);
    }
    return std::nullopt;
}

Verdict check(const ExpectCount& expect, const Simulation& simulation)
{
    std::uint64_t count = 0;
    for (const Socket* socket : socketsOf(simulation, {expect.host, {}}, true)) {
        const bool isListening = socket->isListener || expect.state != State::Listen; // a connection that went back to LISTEN is no listener
        count += !socket->isGone && socket->state() == expect.state && isListening ? 1 : 0;
    }
    return inRange(expect.count, count, "sockets are");
}

Verdict check(const ExpectError& expect, const Simulation& simulation)
{
    std::string found;
    bool isThere = false;
    for (const Socket* socket : socketsOf(simulation, expect.socket, true)) {
        for (const FailedCall& call : socket->failures) {
            found += (found.empty() ? "" : " ") + std::string(toName(call.error));
            isThere = isThere || call.error == expect.error;
        }
    }
    if (expect.error == SocketError::None ? found.empty() : isThere)
        return std::nullopt;
    return found.empty() ? "no call failed" : "calls failed with " + found;
}

Verdict check(const ExpectReceived& expect, const Simulation& simulation)
{
    const auto sockets = socketsOf(simulation, expect.socket, false);
    if (sockets.empty())
        return noSocket(expect.socket);
    std::uint64_t octets = 0;
    for (const Socket* socket : sockets)
        octets += socket->read;
    return inRange(expect.octets, octets, "octets were read");
}

Verdict check(const ExpectLabel& expect, const Simulation& simulation)
{
    const Host* from = simulation.findHost(expect.from);
    const Recorder& recorder = simulation.recorder();
    const std::uint64_t count = from ? recorder.labelCount(expect.label, from->index()) : recorder.labelCount(expect.label);
    return inRange(expect.count, count, "segments have that label");
}

Verdict check(const ExpectSegments& expect, const Simulation& simulation)
{
    const auto indexOf = [&](const std::string& name) {
        const Host* host = simulation.findHost(name);
        return host ? host->index() : kNoHost;
    };
    const PassageMatch match{expect.match, indexOf(expect.match.direction.from), indexOf(expect.match.direction.to)};
    const auto& passages = simulation.passages();
    const auto count = std::count_if(passages.begin(), passages.end(), [&](const Passage& passage) { return !passage.isCopy && match.matches(passage); });
    return inRange(expect.count, std::uint64_t(count), "were sent");
}

// --- Single segments

std::string describePassage(const Passage& passage, const Simulation& simulation)
{
    const std::string sender = passage.from == kNoHost ? "?" : simulation.hosts()[passage.from]->name();
    return sender + " " + describe(passage.segment) + (passage.fate == Passage::Fate::Lost ? " lost" : "");
}

bool isAsExpected(const WireSegment& expect, const Passage& passage, const Simulation& simulation)
{
    const Host* sender = simulation.findHost(expect.sender);
    return sender && sender->index() == passage.from && expect.lost == (passage.fate == Passage::Fate::Lost)
        && isAsExpected(expect.segment, passage.segment);
}

std::vector<const Passage*> sentBy(const Simulation& simulation)
{
    std::vector<const Passage*> sent;
    for (const Passage& passage : simulation.passages()) {
        if (!passage.isCopy)
            sent.push_back(&passage);
    }
    return sent;
}

Verdict check(const ExpectSegment& expect, const Simulation& simulation)
{
    const auto sent = sentBy(simulation);
    if (expect.number > sent.size())
        return "only " + std::to_string(sent.size()) + " segments were sent";
    const Passage& passage = *sent[expect.number - 1];
    return isAsExpected(expect.segment, passage, simulation) ? std::nullopt : Verdict("it was: " + describePassage(passage, simulation));
}

/// The `...` make it a search: from each place on, the earliest match is as good as any, but the last piece must reach the end.
Verdict check(const ExpectWire& expect, const Simulation& simulation)
{
    const auto sent = sentBy(simulation);
    const auto fits = [&](std::size_t first, std::size_t place, std::size_t count) {
        if (place + count > sent.size())
            return false;
        for (std::size_t i = 0; i < count; ++i) {
            if (!isAsExpected(expect.segments[first + i], *sent[place + i], simulation))
                return false;
        }
        return true;
    };
    std::size_t place = 0;
    for (std::size_t first = 0; first < expect.segments.size();) {
        std::size_t last = first + 1; // the piece up to the next "..."
        while (last < expect.segments.size() && !expect.segments[last].anyBefore)
            ++last;
        const std::size_t count = last - first;
        const bool isLastPiece = last == expect.segments.size() && !expect.anyAfter;
        const bool mayMove = expect.segments[first].anyBefore;
        if (isLastPiece && mayMove)
            place = std::max(place, sent.size() - std::min(sent.size(), count));
        std::size_t at = place;
        while (mayMove && !isLastPiece && at + count <= sent.size() && !fits(first, at, count))
            ++at;
        if (!fits(first, at, count)) {
            std::size_t same = 0;
            while (!mayMove && same < count && at + same < sent.size() && isAsExpected(expect.segments[first + same], *sent[at + same], simulation))
                ++same;
            if (mayMove && !isLastPiece)
                return "line " + std::to_string(expect.segments[first].at.line) + " and what follows it was not sent";
            return "line " + std::to_string(expect.segments[first + std::min(same, count - 1)].at.line) + " was "
                + (at + same < sent.size() ? describePassage(*sent[at + same], simulation) : std::string("not sent"));
        }
        place = at + count;
        first = last;
    }
    if (!expect.anyAfter && place < sent.size())
        return "one more was sent: " + describePassage(*sent[place], simulation);
    return std::nullopt;
}

} // namespace

ExpectationResult judge(const Expectation& expectation, const Simulation& simulation)
{
    const Verdict verdict = std::visit([&](const auto& expect) { return check(expect, simulation); }, expectation.what);
    return {expectation.at, !verdict, verdict.value_or(std::string())};
}

} // namespace simulation
