// Hosts, names, moments, ranges and matches: what statements are made of.
#include "model/simulation/scenario_grammar.h"

#include <algorithm>

namespace simulation::grammar {

namespace {

/// Takes one of an enumeration's words.
template <typename Enum>
bool takeName(Line& line, std::string_view kind, Enum& out)
{
    const auto value = line.atEnd() ? std::nullopt : fromName<Enum>(line.next().text);
    if (!value)
        return line.unknown(kind, names<Enum>());
    out = *value;
    line.take();
    return true;
}

bool takeObjectName(Line& line, ScenarioNames& names, ScenarioNames::Kind kind, const std::string& host, std::string& out)
{
    if (line.atEnd() || !ScenarioNames::isReference(line.next().text))
        return line.expected(kind == ScenarioNames::Kind::Socket ? "the name of a socket" : "the name of a process");
    names.use(kind, host, line.next());
    out = line.take().text;
    return true;
}

/// :PORT[-HOST:PORT]
bool takeSocketPlace(Line& line, ScenarioNames& names, std::string& out)
{
    const Word word = line.next();
    const auto place = readSocketPlace(word.text);
    if (!place || (!place->peer.empty() && !isHostName(place->peer)))
        return line.expected("a socket by its ports such as :80 or :80-A:32768");
    if (!place->peer.empty())
        names.useHost({word.text.substr(word.text.find('-') + 1, place->peer.size()), word.at});
    out = line.take().text;
    return true;
}

bool takeSegmentKind(Line& line, SegmentKind& out)
{
    return takeName(line, "kind of segment", out);
}

/// One condition of a match, whose word was taken.
bool takeMatchTerm(Line& line, ScenarioNames& names, std::string_view word, SegmentMatch& out)
{
    if (word == "from")
        return takeHost(line, names, out.direction.from);
    if (word == "to")
        return takeHost(line, names, out.direction.to);
    if (word == "seq")
        return line.takeValue(out.seq.emplace());
    if (word == "port")
        return line.takeValue(out.port.emplace(), kPort);
    if (word == "nth")
        return line.takeValue(out.nth, kCount);
    if (line.takeIf("all")) {
        out.count = SegmentMatch::kAll;
        return true;
    }
    return line.takeValue(out.count, kCount);
}

/// What follows KIND in a match, of which only `allowed` may be named.
bool takeMatchTerms(Line& line, ScenarioNames& names, std::span<const std::string_view> allowed, SegmentMatch& out)
{
    std::vector<std::string_view> left(allowed.begin(), allowed.end());
    for (auto found = std::find(left.begin(), left.end(), line.next().text); found != left.end();
         found = std::find(left.begin(), left.end(), line.next().text)) {
        const std::string_view word = *found;
        left.erase(found); // each once
        line.take();
        if (!takeMatchTerm(line, names, word, out))
            return false;
    }
    return true;
}

/// `sends KIND ...`
bool takeSegmentSent(Line& line, ScenarioNames& names, const std::string& host, TimeBase& out)
{
    constexpr std::string_view kAllowed[] = {"to", "seq", "port", "nth"};
    SegmentSent sent;
    sent.segment.direction.from = host;
    if (!takeSegmentKind(line, sent.segment.kind) || !takeMatchTerms(line, names, kAllowed, sent.segment))
        return false;
    out = sent;
    return true;
}

bool takeCondition(Line& line, ScenarioNames& names, TimeBase& out)
{
    SocketName socket;
    if (!takeHost(line, names, socket.host))
        return false;
    if (line.takeIf("sends"))
        return takeSegmentSent(line, names, socket.host, out);
    if (line.takeIf("received")) {
        OctetsReceived received{socket};
        if (!line.takeValue(received.octets, kOctets) || !takeOn(line, names, received.socket))
            return false;
        out = received;
        return true;
    }
    if (line.takeIf("acknowledged")) {
        OctetsAcknowledged acknowledged{socket};
        if (!line.takeValue(acknowledged.octets, kOctets) || !takeOn(line, names, acknowledged.socket))
            return false;
        out = acknowledged;
        return true;
    }
    if (line.takeIf("errno")) {
        ErrorReported reported{socket};
        if (!takeSocketError(line, reported.error) || !takeOn(line, names, reported.socket))
            return false;
        out = reported;
        return true;
    }
    StateReached reached{socket};
    if (!takeState(line, reached.state) || !takeOn(line, names, reached.socket))
        return false;
    out = reached;
    return true;
}

/// +10ms, whose word is next.
bool takeDelay(Line& line, Duration& out)
{
    Word word = line.next();
    word.text.remove_prefix(1);
    if (!readValue(word.text, {}, out))
        return line.expected("a time such as +300ms");
    line.take();
    return true;
}

} // namespace

bool takeHost(Line& line, ScenarioNames& names, std::string& out)
{
    if (line.atEnd() || !isHostName(line.next().text))
        return line.expected("the name of a host");
    names.useHost(line.next());
    out = line.take().text;
    return true;
}

bool takeEnd(Line& line, ScenarioNames& names, InjectedEnd& out)
{
    const Word word = line.next();
    const std::size_t colon = word.text.find(':');
    const std::string_view host = word.text.substr(0, colon);
    if (host != "spoofed") {
        if (!isHostName(host))
            return line.expected("a host, or a host and its port such as B:80");
        names.useHost({host, word.at});
        out.host = host;
    }
    if (colon != std::string_view::npos && !readValue(word.text.substr(colon + 1), kPort, out.port.emplace()))
        return line.expected("a port from 1 to 65535 after the colon");
    line.take();
    return true;
}

bool takeState(Line& line, tcp::State& out)
{
    return takeName(line, "state", out);
}

bool takeSocketError(Line& line, SocketError& out)
{
    return takeName(line, "error", out);
}

bool takeNewName(Line& line, std::string& out)
{
    if (line.atEnd() || !isObjectName(line.next().text))
        return line.expected("a new name (a lower-case letter, then letters, digits, - and _; not all or main)");
    out = line.take().text;
    return true;
}

bool takeSocketName(Line& line, ScenarioNames& names, SocketName& out)
{
    if (line.takeIf("all")) {
        out.name = "all";
        return true;
    }
    if (line.next().text.starts_with(':'))
        return takeSocketPlace(line, names, out.name);
    return takeObjectName(line, names, ScenarioNames::Kind::Socket, out.host, out.name);
}

bool takeProcessName(Line& line, ScenarioNames& names, const std::string& host, std::string& out)
{
    if (line.takeIf("main"))
        return true;
    return takeObjectName(line, names, ScenarioNames::Kind::Process, host, out);
}

bool takeOn(Line& line, ScenarioNames& names, SocketName& out)
{
    return !line.takeIf("on") || takeSocketName(line, names, out);
}

bool takeDirection(Line& line, ScenarioNames& names, Direction& out)
{
    if (line.takeIf("from") && !takeHost(line, names, out.from))
        return false;
    return !line.takeIf("to") || takeHost(line, names, out.to);
}

bool takeRepeat(Line& line, Repeat& out)
{
    if (!line.takeIf("count"))
        return true;
    if (!line.takeValue(out.count, kCount))
        return false;
    return !line.takeIf("every") || line.takeValue(out.every);
}

bool takeRange(Line& line, Range& out)
{
    const std::string_view word = line.next().text;
    const std::size_t dots = word.find("..");
    const std::string_view low = word.substr(0, dots);
    const std::string_view high = dots == std::string_view::npos ? low : word.substr(dots + 2);
    const ValueRule rule{.max = Range::kOpen - 1};
    const bool open = dots != std::string_view::npos && word.size() > 2; // then one side may be missing
    if (!((open && low.empty()) || readValue(low, rule, out.min)) || !((open && high.empty()) || readValue(high, rule, out.max))
        || out.min > out.max)
        return line.expected("a number, or a range such as 2.., ..3 or 2..3");
    line.take();
    return true;
}

bool takeMatch(Line& line, ScenarioNames& names, SegmentMatch& out)
{
    constexpr std::string_view kAllowed[] = {"from", "to", "seq", "port", "nth", "count"};
    return takeSegmentKind(line, out.kind) && takeMatchTerms(line, names, kAllowed, out);
}

bool takeMoment(Line& line, ScenarioNames& names, Moment& out)
{
    if (line.takeIf("when")) {
        line.setForm(
            "when HOST STATE [on NAME] [+TIME] STATEMENT; instead of STATE: received N, acknowledged N, errno ERRNO, sends SEGMENT");
        if (!takeCondition(line, names, out.base))
            return false;
        return !line.next().text.starts_with('+') || takeDelay(line, out.delay);
    }
    if (line.next().text.starts_with('+')) {
        out.base = PreviousStatement();
        return takeDelay(line, out.delay);
    }
    return line.takeValue(out.delay);
}

} // namespace simulation::grammar
