// What a scenario expects of itself.
#include "model/simulation/scenario_grammar.h"

#include <array>

namespace simulation::grammar {

namespace {

/// HOST SEGMENT [lost]
bool takeWireSegment(Line& line, ScenarioNames& names, WireSegment& out)
{
    out.at = line.next().at;
    if (!takeHost(line, names, out.sender) || !takeSegment(line, out.segment))
        return false;
    out.lost = line.takeIf("lost");
    return line.expectEnd("\"lost\"");
}

bool takeNever(Line& line, ScenarioNames& names, ExpectationKind& out)
{
    ExpectNever never;
    if (!takeHost(line, names, never.socket.host) || !takeState(line, never.state) || !takeOn(line, names, never.socket))
        return false;
    out = never;
    return true;
}

bool takeLabel(Line& line, ScenarioNames& names, ExpectationKind& out)
{
    ExpectLabel expect;
    const auto label = line.atEnd() ? std::nullopt : fromName<Label>(line.next().text);
    if (!label)
        return line.unknown("label", simulation::names<Label>());
    expect.label = *label;
    line.take();
    if (!takeRange(line, expect.count) || (line.takeIf("from") && !takeHost(line, names, expect.from)))
        return false;
    out = expect;
    return true;
}

bool takeSegments(Line& line, ScenarioNames& names, ExpectationKind& out)
{
    ExpectSegments segments;
    if (!takeRange(line, segments.count))
        return false;
    const Word match = line.next();
    if (!takeMatch(line, names, segments.match))
        return false;
    if (segments.match.nth != 1 || segments.match.count != 1)
        return line.fail(match, "nth and count cannot stand here: all segments are counted",
                         "Write: expect segments RANGE KIND [from HOST] [to HOST] [seq N] [port N].");
    out = segments;
    return true;
}

bool takeNumbered(Line& line, ScenarioNames& names, ExpectationKind& out)
{
    ExpectSegment segment;
    if (!line.takeValue(segment.number, kCount) || !takeWireSegment(line, names, segment.segment))
        return false;
    out = segment;
    return true;
}

/// STATE { STATE }
bool takeWalk(Line& line, ScenarioNames& names, const SocketName& socket, ExpectationKind& out)
{
    ExpectWalk walk;
    walk.socket = socket;
    walk.exactly = line.takeIf("exactly");
    while (walk.states.empty() || (!line.atEnd() && line.next().text != "on")) {
        if (!takeState(line, walk.states.emplace_back()))
            return false;
    }
    if (!takeOn(line, names, walk.socket))
        return false;
    out = std::move(walk);
    return true;
}

bool takeMomentaryState(Line& line, ScenarioNames& names, const SocketName& socket, ExpectationKind& out)
{
    ExpectState expect;
    expect.socket = socket;
    if (!takeState(line, expect.state) || !takeOn(line, names, expect.socket))
        return false;
    out = std::move(expect);
    return true;
}

bool takeCount(Line& line, const std::string& host, ExpectationKind& out)
{
    ExpectCount expect;
    expect.host = host;
    if (!takeState(line, expect.state) || !takeRange(line, expect.count))
        return false;
    out = std::move(expect);
    return true;
}

bool takeErrno(Line& line, ScenarioNames& names, const SocketName& socket, ExpectationKind& out)
{
    ExpectError expect;
    expect.socket = socket;
    if (!takeSocketError(line, expect.error) || !takeOn(line, names, expect.socket))
        return false;
    out = std::move(expect);
    return true;
}

bool takeReceived(Line& line, ScenarioNames& names, const SocketName& socket, ExpectationKind& out)
{
    ExpectReceived expect;
    expect.socket = socket;
    if (!takeRange(line, expect.octets) || !takeOn(line, names, expect.socket))
        return false;
    out = std::move(expect);
    return true;
}

/// What an expectation of a host begins with.
bool takeOfHost(Line& line, ScenarioNames& names, bool timed, ExpectationKind& out)
{
    SocketName socket;
    if (!takeHost(line, names, socket.host))
        return false;
    const Word word = line.next();
    line.setForm(formOf(expectForms(), word.text));
    if (word.text == (timed ? "final" : "state"))
        return line.fail(word, timed ? "\"final\" is the state at the end, and this line has a time" : "\"state\" needs a time",
                         timed ? "Write: TIME expect HOST state STATE."
                               : "Write: expect HOST final STATE, or TIME expect HOST state STATE.");
    if (line.takeIf("final") || line.takeIf("state"))
        return takeMomentaryState(line, names, socket, out);
    if (line.takeIf("count"))
        return takeCount(line, socket.host, out);
    if (line.takeIf("errno"))
        return takeErrno(line, names, socket, out);
    if (line.takeIf("received"))
        return takeReceived(line, names, socket, out);
    if (word.text != "exactly" && !fromName<tcp::State>(word.text)) {
        std::vector<std::string_view> known = {"exactly", timed ? "state" : "final", "count", "errno", "received"};
        known.insert(known.end(), simulation::names<tcp::State>().begin(), simulation::names<tcp::State>().end());
        return line.unknown("expectation of a host", known);
    }
    return takeWalk(line, names, socket, out);
}

} // namespace

bool takeExpectation(Line& line, ScenarioNames& names, bool timed, Expectation& out)
{
    const std::string_view word = line.next().text;
    line.setForm(formOf(expectForms(), word));
    bool ok = false;
    if (line.takeIf("never"))
        ok = takeNever(line, names, out.what);
    else if (line.takeIf("label"))
        ok = takeLabel(line, names, out.what);
    else if (line.takeIf("segments"))
        ok = takeSegments(line, names, out.what);
    else if (line.takeIf("segment"))
        ok = takeNumbered(line, names, out.what);
    else if (line.takeIf("wire"))
        ok = (out.what = ExpectWire(), true);
    else if (isHostName(word))
        ok = takeOfHost(line, names, timed, out.what);
    else
        ok = line.unknown("expectation",
                          std::to_array<std::string_view>({"HOST", "never", "label", "segments", "segment", "wire"}));
    return ok && line.expectEnd();
}

bool takeWireLine(Line& line, ScenarioNames& names, ExpectWire& out)
{
    line.setForm("HOST SEGMENT [lost], or ... for any others");
    if (line.takeIf("...")) {
        out.anyAfter = true;
        return line.expectEnd();
    }
    WireSegment segment;
    segment.anyBefore = out.anyAfter;
    if (!takeWireSegment(line, names, segment))
        return false;
    out.anyAfter = false;
    out.segments.push_back(std::move(segment));
    return true;
}

} // namespace simulation::grammar
