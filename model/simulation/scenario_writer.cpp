#include "model/simulation/scenario_writer.h"

#include "model/simulation/scenario_vocabulary.h"

#include <algorithm>

namespace simulation {

namespace {

constexpr std::size_t kTimeColumn = 8;

/// " KEY VALUE" for each setting that says something.
template <typename Settings>
std::string pairs(const Settings& settings, std::span<const SettingRow<Settings>> rows)
{
    std::string text;
    for (const SettingRow<Settings>& row : rows) {
        if (const auto value = row.write(settings, row.rule))
            text.append(" ").append(row.name).append(" ").append(*value);
    }
    return text;
}

std::string oneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

/// `word TEXT`, and a line for each translation.
std::string localized(std::string_view word, const LocalizedText& text, std::string_view margin)
{
    std::string lines;
    if (!text.english.empty())
        lines.append(word).append(" ").append(oneLine(text.english)).append("\n");
    for (const auto& [language, translation] : text.translations)
        lines.append(margin).append(word).append("[").append(language).append("] ").append(oneLine(translation)).append("\n");
    return lines;
}

/// " word NAME", or "" without a name.
std::string named(std::string_view word, const std::string& name)
{
    return name.empty() ? std::string() : " " + std::string(word) + " " + name;
}

template <typename Number>
std::string numbered(std::string_view word, const std::optional<Number>& number)
{
    return number ? " " + std::string(word) + " " + writeValue(*number) : std::string();
}

std::string on(const SocketName& socket)
{
    return named("on", socket.name);
}

std::string write(const Direction& direction)
{
    return named("from", direction.from) + named("to", direction.to);
}

std::string write(const Repeat& repeat)
{
    if (repeat == Repeat())
        return {};
    return " count " + writeValue(repeat.count)
           + (repeat.every > Duration::zero() ? " every " + writeValue(repeat.every) : std::string());
}

std::string write(Range range)
{
    if (range.min == range.max)
        return writeValue(range.min);
    return (range.min > 0 || range.max == Range::kOpen ? writeValue(range.min) : std::string()) + ".."
           + (range.max == Range::kOpen ? std::string() : writeValue(range.max));
}

std::string write(const SegmentMatch& match)
{
    std::string text(toName(match.kind));
    text += write(match.direction) + numbered("seq", match.seq) + numbered("port", match.port);
    if (match.nth != 1)
        text += " nth " + writeValue(match.nth);
    if (match.count == SegmentMatch::kAll)
        text += " count all";
    else if (match.count != 1)
        text += " count " + writeValue(match.count);
    return text;
}

std::string write(const SegmentOptions& options)
{
    std::string text;
    const auto add = [&text](const std::string& option) { text += (text.empty() ? "" : ", ") + option; };
    if (options.mss)
        add("mss " + writeValue(*options.mss));
    if (options.windowScale)
        add("wscale " + writeValue(*options.windowScale));
    if (options.sackPermitted)
        add("sackOK");
    for (const tcp::SackBlock& block : options.sack)
        add("sack " + writeValue(block.left.value()) + "-" + writeValue(block.right.value()));
    if (options.timestamps && options.timestampValues)
        add("TS " + writeValue(options.timestampValues->value) + ":" + writeValue(options.timestampValues->echo));
    else if (options.timestamps)
        add("TS");
    return text.empty() ? text : " <" + text + ">";
}

// --- Moments

struct MomentWriter {
    std::string operator()(const SimulationStart&) const { return {}; }
    std::string operator()(const PreviousStatement&) const { return {}; }
    std::string operator()(const StateReached& reached) const { return when(reached.socket, std::string(toName(reached.state))); }
    std::string operator()(const OctetsReceived& received) const
    {
        return when(received.socket, "received " + writeValue(received.octets));
    }
    std::string operator()(const OctetsAcknowledged& acknowledged) const
    {
        return when(acknowledged.socket, "acknowledged " + writeValue(acknowledged.octets));
    }
    std::string operator()(const ErrorReported& reported) const
    {
        return when(reported.socket, "errno " + std::string(toName(reported.error)));
    }
    std::string operator()(const SegmentSent& sent) const
    {
        SegmentMatch match = sent.segment;
        match.direction.from.clear(); // it stands before `sends`
        return "when " + sent.segment.direction.from + " sends " + write(match);
    }

    static std::string when(const SocketName& socket, const std::string& what)
    {
        return "when " + socket.host + " " + what + on(socket);
    }
};

std::string write(const Moment& moment)
{
    const std::string base = std::visit(MomentWriter(), moment.base);
    if (!base.empty())
        return moment.delay > Duration::zero() ? base + " +" + writeValue(moment.delay) : base;
    return (std::holds_alternative<PreviousStatement>(moment.base) ? "+" : "") + writeValue(moment.delay);
}

// --- Calls

struct CallWriter {
    std::string operator()(const PassiveOpen& open) const
    {
        return "passive-open " + writeValue(open.port) + numbered("backlog", open.backlog) + named("as", open.name);
    }
    std::string operator()(const ActiveOpen& open) const
    {
        return "active-open " + open.peer + ":" + writeValue(open.port) + numbered("from", open.from) + on(socket)
               + named("as", open.name);
    }
    std::string operator()(const Accept& accept) const { return "accept" + on(socket) + named("as", accept.name); }
    std::string operator()(const Send& send) const { return "send " + writeValue(send.octets) + on(socket); }
    std::string operator()(const Read& read) const
    {
        return "read " + (read.octets ? writeValue(*read.octets) : "all") + on(socket);
    }
    std::string operator()(const Shutdown& shutdown) const
    {
        return "shutdown " + std::string(toName(shutdown.how)) + on(socket);
    }
    std::string operator()(const Close&) const { return "close" + on(socket); }
    std::string operator()(const Abort&) const { return "abort" + on(socket); }
    std::string operator()(const SetOptions& set) const { return "set" + pairs(set.options, socketOptionRows()) + on(socket); }
    std::string operator()(const SetHabit& set) const
    {
        return std::string(toName(set.habit)) + " " + (set.octets ? writeValue(*set.octets) : writeValue(set.on)) + on(socket);
    }
    std::string operator()(const Fork& fork) const { return "fork" + named("as", fork.name); }
    std::string operator()(const ControlProcess& control) const
    {
        return std::string(toName(control.action)) + (control.process.empty() ? "" : " " + control.process);
    }
    std::string operator()(const ControlHost& control) const { return std::string(toName(control.action)); }

    const SocketName& socket;
};

std::string write(const InjectedEnd& end)
{
    return (end.host.empty() ? "spoofed" : end.host) + (end.port ? ":" + writeValue(*end.port) : std::string());
}

// --- Expectations

std::string write(const WireSegment& segment)
{
    return segment.sender + " " + writeSegment(segment.segment) + (segment.lost ? " lost" : "");
}

/// The indented lines below `expect wire`.
std::string wireLines(const ExpectWire& wire)
{
    std::string lines;
    for (const WireSegment& segment : wire.segments)
        lines += (segment.anyBefore ? "    ...\n    " : "    ") + write(segment) + "\n";
    return wire.anyAfter ? lines + "    ...\n" : lines;
}

struct ExpectationWriter {
    std::string operator()(const ExpectWalk& walk) const
    {
        std::string text = walk.socket.host + (walk.exactly ? " exactly" : "");
        for (const tcp::State state : walk.states)
            text.append(" ").append(toName(state));
        return text + on(walk.socket);
    }
    std::string operator()(const ExpectState& expect) const
    {
        return expect.socket.host + (timed ? " state " : " final ") + std::string(toName(expect.state)) + on(expect.socket);
    }
    std::string operator()(const ExpectNever& never) const
    {
        return "never " + never.socket.host + " " + std::string(toName(never.state)) + on(never.socket);
    }
    std::string operator()(const ExpectCount& expect) const
    {
        return expect.host + " count " + std::string(toName(expect.state)) + " " + write(expect.count);
    }
    std::string operator()(const ExpectError& expect) const
    {
        return expect.socket.host + " errno " + std::string(toName(expect.error)) + on(expect.socket);
    }
    std::string operator()(const ExpectReceived& expect) const
    {
        return expect.socket.host + " received " + write(expect.octets) + on(expect.socket);
    }
    std::string operator()(const ExpectLabel& expect) const
    {
        return "label " + std::string(toName(expect.label)) + " " + write(expect.count) + named("from", expect.from);
    }
    std::string operator()(const ExpectSegments& expect) const
    {
        return "segments " + write(expect.count) + " " + write(expect.match);
    }
    std::string operator()(const ExpectSegment& expect) const
    {
        return "segment " + writeValue(expect.number) + " " + write(expect.segment);
    }
    std::string operator()(const ExpectWire&) const { return "wire"; }

    bool timed;
};

/// With its line's end, and the indented lines below it.
std::string expectationLines(const Expectation& expectation, bool timed)
{
    std::string lines = "expect " + std::visit(ExpectationWriter{timed}, expectation.what) + "\n";
    if (const auto* wire = std::get_if<ExpectWire>(&expectation.what))
        lines += wireLines(*wire);
    return lines;
}

// --- Timed statements; each ends its line

struct ActionWriter {
    std::string operator()(const Call& call) const
    {
        return call.socket.host + named("in", call.process) + " " + std::visit(CallWriter{call.socket}, call.action)
               + write(call.repeat) + "\n";
    }
    std::string operator()(const LinkChange& change) const
    {
        return "link set" + write(change.direction) + pairs(change.settings, linkSettingRows()) + "\n";
    }
    std::string operator()(const LinkCut& cut) const
    {
        return (cut.restored ? "link restore" : "link cut") + write(cut.direction) + "\n";
    }
    std::string operator()(const SegmentFault& fault) const
    {
        std::string text = "link " + std::string(toName(fault.kind)) + " " + write(fault.match) + by(fault.kind, fault.by);
        if (fault.kind == FaultKind::Reorder && fault.past != 1)
            text += " past " + writeValue(fault.past);
        return text + "\n";
    }
    std::string operator()(const FlightFault& fault) const
    {
        return "link " + std::string(toName(fault.kind)) + " segment " + writeValue(fault.number)
               + (fault.copy > 0 ? " copy " + writeValue(fault.copy) : std::string()) + by(fault.kind, fault.by) + "\n";
    }
    std::string operator()(const InjectSegment& inject) const
    {
        return std::string("link inject ") + (inject.from.host.empty() ? "" : "from ") + write(inject.from) + " to "
               + write(inject.to) + " " + writeSegment(inject.segment) + write(inject.repeat) + "\n";
    }
    std::string operator()(const Note& note) const { return localized("note", note.text, std::string(kTimeColumn, ' ')); }
    std::string operator()(const Expectation& expectation) const { return expectationLines(expectation, true); }

    /// " by TIME", where the fault says how long.
    static std::string by(FaultKind kind, Duration time)
    {
        const bool isSaid = kind == FaultKind::Delay || (kind == FaultKind::Duplicate && time > Duration::zero());
        return isSaid ? " by " + writeValue(time) : std::string();
    }
};

std::string write(const TimedStatement& statement)
{
    std::string line = write(statement.when);
    line.append(line.size() < kTimeColumn ? kTimeColumn - line.size() : 1, ' ');
    return line + std::visit(ActionWriter(), statement.action);
}

// --- The beginning of the file

std::string header(const Scenario& scenario)
{
    const Scenario defaults;
    std::string text = localized("title", scenario.title, "") + localized("summary", scenario.summary, "");
    if (scenario.topic != defaults.topic)
        text.append("topic ").append(toName(scenario.topic)).append("\n");
    if (scenario.seed != defaults.seed)
        text += "seed " + writeValue(scenario.seed) + "\n";
    if (scenario.until)
        text += "until " + writeValue(*scenario.until) + "\n";
    return scenario.corrupts ? text + "corrupts\n" : text;
}

std::string settings(const Scenario& scenario)
{
    std::string text;
    for (const HostStatement& host : scenario.hosts) {
        const std::string set = pairs(host.settings, hostSettingRows());
        if (!set.empty() || (host.name != "A" && host.name != "B"))
            text += "host " + host.name + set + "\n";
    }
    for (const LinkChange& change : scenario.links)
        text += "link" + write(change.direction) + pairs(change.settings, linkSettingRows()) + "\n";
    return text;
}

} // namespace

std::string writeSegment(const SegmentPattern& segment)
{
    struct Name {
        tcp::Flag flag;
        std::string_view word;
    };
    static constexpr Name kNames[] = {{tcp::Flag::Syn, " SYN"}, {tcp::Flag::Fin, " FIN"}, {tcp::Flag::Rst, " RST"},
                                      {tcp::Flag::Psh, " PSH"}, {tcp::Flag::Urg, " URG"}, {tcp::Flag::Ece, " ECE"},
                                      {tcp::Flag::Cwr, " CWR"}};
    std::string text;
    for (const Name& each : kNames) {
        if (segment.flags.has(each.flag))
            text += each.word;
    }
    if (segment.seq)
        text += " " + writeValue(*segment.seq) + "(" + writeValue(segment.textLength) + ")";
    text += numbered("ack", segment.ack) + numbered("win", segment.window) + write(segment.options);
    return text.empty() ? text : text.substr(1);
}

std::string writeExpectation(const Expectation& expectation)
{
    return "expect " + std::visit(ExpectationWriter{false}, expectation.what);
}

std::string writeScenario(const Scenario& scenario)
{
    std::string text = header(scenario);
    const auto addBlock = [&text](const std::string& block) {
        if (!block.empty())
            text += "\n" + block;
    };
    addBlock(settings(scenario));
    std::string statements;
    for (const TimedStatement& statement : scenario.statements)
        statements += write(statement);
    addBlock(statements);
    std::string expectations;
    for (const Expectation& expectation : scenario.expectations)
        expectations += expectationLines(expectation, false);
    addBlock(expectations);
    return text;
}

} // namespace simulation
