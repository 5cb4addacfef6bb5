// Calls of applications and events on the link.
#include "model/simulation/scenario_grammar.h"

namespace simulation::grammar {

namespace {

std::vector<std::string_view> words(std::span<const StatementForm> forms)
{
    std::vector<std::string_view> all;
    for (const StatementForm& each : forms)
        all.push_back(each.word);
    return all;
}

/// What may follow a call's own words.
enum Ending : unsigned { kOn = 1, kAs = 2, kRepeat = 4 };

/// [on NAME] [as NAME] [count N [every TIME]]
bool takeEnding(Line& line, ScenarioNames& names, unsigned allowed, Call& call, std::string* newName = nullptr)
{
    if ((allowed & kOn) && !takeOn(line, names, call.socket))
        return false;
    if ((allowed & kAs) && line.takeIf("as") && !takeNewName(line, *newName))
        return false;
    return !(allowed & kRepeat) || takeRepeat(line, call.repeat);
}

bool takePassiveOpen(Line& line, ScenarioNames& names, Call& call)
{
    PassiveOpen open;
    if (!line.takeValue(open.port, kPort)
        || (line.takeIf("backlog") && !line.takeValue(open.backlog.emplace(), {.max = 1'000'000})))
        return false;
    if (!takeEnding(line, names, kAs, call, &open.name))
        return false;
    names.declare(ScenarioNames::Kind::Socket, call.socket.host, open.name, 1);
    call.action = open;
    return true;
}

/// [HOST:]PORT; A calls B and B calls A where no host is named.
bool takePeer(Line& line, ScenarioNames& names, const std::string& caller, ActiveOpen& out)
{
    const Word word = line.next();
    const std::size_t colon = word.text.find(':');
    if (colon != std::string_view::npos) {
        const std::string_view host = word.text.substr(0, colon);
        if (!isHostName(host))
            return line.expected("a host and its port such as B:80");
        names.useHost({host, word.at});
        out.peer = host;
    } else if (caller != "A" && caller != "B") {
        return line.expected("a host and its port such as B:80");
    } else {
        out.peer = caller == "A" ? "B" : "A";
    }
    if (!readValue(colon == std::string_view::npos ? word.text : word.text.substr(colon + 1), kPort, out.port))
        return line.expected("a port from 1 to 65535, or a host and its port such as B:80");
    line.take();
    return true;
}

bool takeActiveOpen(Line& line, ScenarioNames& names, Call& call)
{
    ActiveOpen open;
    if (!takePeer(line, names, call.socket.host, open) || (line.takeIf("from") && !line.takeValue(open.from.emplace(), kPort)))
        return false;
    if (!takeEnding(line, names, kOn | kAs | kRepeat, call, &open.name))
        return false;
    names.declare(ScenarioNames::Kind::Socket, call.socket.host, open.name, call.repeat.count);
    call.action = open;
    return true;
}

bool takeAccept(Line& line, ScenarioNames& names, Call& call)
{
    Accept accept;
    if (!takeEnding(line, names, kOn | kAs | kRepeat, call, &accept.name))
        return false;
    names.declare(ScenarioNames::Kind::Socket, call.socket.host, accept.name, call.repeat.count);
    call.action = accept;
    return true;
}

bool takeSend(Line& line, ScenarioNames& names, Call& call)
{
    Send send;
    if (!line.takeValue(send.octets, {.min = 1, .max = kOctets.max}))
        return false;
    call.action = send;
    return takeEnding(line, names, kOn | kRepeat, call);
}

bool takeRead(Line& line, ScenarioNames& names, Call& call)
{
    Read read;
    if (!line.takeValue(read.octets, {.min = 1, .max = kOctets.max, .none = "all"}))
        return false;
    call.action = read;
    return takeEnding(line, names, kOn | kRepeat, call);
}

bool takeShutdown(Line& line, ScenarioNames& names, Call& call)
{
    const auto how = line.atEnd() ? std::nullopt : fromName<ShutdownHow>(line.next().text);
    if (!how)
        return line.expected("read, write or both");
    line.take();
    call.action = Shutdown{*how};
    return takeEnding(line, names, kOn, call);
}

bool takeSet(Line& line, ScenarioNames& names, Call& call)
{
    SetOptions set;
    if (!takeSettings(
            line, socketOptionRows(), "option", [](std::string_view word) { return word == "on"; }, set.options))
        return false;
    call.action = set;
    return takeEnding(line, names, kOn, call);
}

/// Which values a habit can have.
bool takesSwitch(Habit habit)
{
    return habit != Habit::Send && habit != Habit::Reply;
}
bool takesOctets(Habit habit)
{
    return habit == Habit::Send || habit == Habit::Reply || habit == Habit::Close;
}

bool takeHabit(Line& line, ScenarioNames& names, Habit habit, Call& call)
{
    SetHabit set;
    set.habit = habit;
    const std::string_view word = line.next().text;
    if (word == "off" || (word == "on" && takesSwitch(habit))) {
        set.on = word == "on";
    } else if (!takesOctets(habit)) {
        return line.expected("on or off");
    } else if (!readValue(word, {.min = 1, .max = kOctets.max}, set.octets.emplace())) {
        return line.expected(takesSwitch(habit) ? "on, off or a number of octets" : "a number of octets or off");
    }
    line.take();
    call.action = set;
    return takeEnding(line, names, kOn, call);
}

bool takeFork(Line& line, ScenarioNames& names, Call& call)
{
    Fork fork;
    if (!takeEnding(line, names, kAs, call, &fork.name))
        return false;
    names.declare(ScenarioNames::Kind::Process, call.socket.host, fork.name, 1);
    call.action = fork;
    return true;
}

bool takeProcessAction(Line& line, ScenarioNames& names, ProcessAction action, Call& call)
{
    ControlProcess control{action, {}};
    if (!line.atEnd() && !takeProcessName(line, names, call.socket.host, control.process))
        return false;
    call.action = control;
    return true;
}

using TakeCall = bool (*)(Line&, ScenarioNames&, Call&);
struct CallRow {
    std::string_view word;
    TakeCall take;
};
constexpr CallRow kCalls[] = {
    {"passive-open", takePassiveOpen},
    {"active-open", takeActiveOpen},
    {"accept", takeAccept},
    {"send", takeSend},
    {"read", takeRead},
    {"shutdown", takeShutdown},
    {"set", takeSet},
    {"fork", takeFork},
    {"close",
     [](Line& line, ScenarioNames& names, Call& call) {
         call.action = Close();
         return takeEnding(line, names, kOn, call);
     }},
    {"abort",
     [](Line& line, ScenarioNames& names, Call& call) {
         call.action = Abort();
         return takeEnding(line, names, kOn, call);
     }},
};

bool takeCallAction(Line& line, ScenarioNames& names, std::string_view word, Call& out)
{
    for (const CallRow& each : kCalls) {
        if (each.word == word)
            return each.take(line, names, out);
    }
    if (const auto habit = fromName<Habit>(word))
        return takeHabit(line, names, *habit, out);
    if (const auto action = fromName<ProcessAction>(word))
        return takeProcessAction(line, names, *action, out);
    out.action = ControlHost{fromName<HostAction>(word).value_or(HostAction::Crash)}; // callForms() names no other call
    return true;
}

// --- The link

/// [by TIME], where the fault has one
bool takeFaultTime(Line& line, FaultKind kind, Duration& out)
{
    if (kind == FaultKind::Delay && line.next().text != "by")
        return line.expected("\"by\" and a time");
    return (kind != FaultKind::Delay && kind != FaultKind::Duplicate) || !line.takeIf("by") || line.takeValue(out);
}

/// N [copy N], after `segment`
bool takeFlightFault(Line& line, FaultKind kind, Action& out)
{
    FlightFault fault;
    fault.kind = kind;
    if (!line.takeValue(fault.number, {.min = 1}) || (line.takeIf("copy") && !line.takeValue(fault.copy, kCount))
        || !takeFaultTime(line, kind, fault.by))
        return false;
    out = fault;
    return true;
}

bool takeFault(Line& line, ScenarioNames& names, FaultKind kind, Action& out)
{
    if (kind != FaultKind::Reorder && line.takeIf("segment"))
        return takeFlightFault(line, kind, out);
    SegmentFault fault;
    fault.kind = kind;
    if (!takeMatch(line, names, fault.match) || !takeFaultTime(line, kind, fault.by))
        return false;
    if (kind == FaultKind::Reorder && line.takeIf("past") && !line.takeValue(fault.past, kCount))
        return false;
    out = fault;
    return true;
}

bool takeCut(Line& line, ScenarioNames& names, bool restored, Action& out)
{
    LinkCut cut{{}, restored};
    if (!takeDirection(line, names, cut.direction))
        return false;
    out = cut;
    return true;
}

bool takeLinkSet(Line& line, ScenarioNames& names, Action& out)
{
    LinkChange change;
    change.at = line.first().at;
    if (!takeDirection(line, names, change.direction)
        || !takeSettings(
            line, linkSettingRows(), "setting", [](std::string_view) { return false; }, change.settings))
        return false;
    out = change;
    return true;
}

bool takeInject(Line& line, ScenarioNames& names, Action& out)
{
    InjectSegment inject;
    const bool forged = line.next().text == "spoofed" || line.next().text.starts_with("spoofed:");
    if (!forged && (!line.takeIf("from") || line.next().text.starts_with("spoofed")))
        return line.expected(line.atEnd() || !line.next().text.starts_with("spoofed") ? "\"from\" and a host, or \"spoofed\""
                                                                                      : "a host");
    if (!takeEnd(line, names, inject.from))
        return false;
    if (!line.takeIf("to") || line.next().text.starts_with("spoofed"))
        return line.expected("\"to\" and a host");
    if (!takeEnd(line, names, inject.to) || !takeSegment(line, inject.segment) || !takeRepeat(line, inject.repeat))
        return false;
    out = inject;
    return true;
}

} // namespace

bool takeCall(Line& line, ScenarioNames& names, Call& out)
{
    line.setForm("TIME HOST in PROCESS CALL");
    if (line.takeIf("in") && !takeProcessName(line, names, out.socket.host, out.process))
        return false;
    const std::string_view word = line.next().text;
    line.setForm(formOf(callForms(), word));
    if (line.atEnd() || formOf(callForms(), word).empty())
        return line.unknown("call", words(callForms()));
    line.take();
    return takeCallAction(line, names, word, out) && line.expectEnd();
}

bool takeLinkEvent(Line& line, ScenarioNames& names, Action& out)
{
    const std::string_view word = line.next().text;
    line.setForm(formOf(linkForms(), word));
    if (line.atEnd() || formOf(linkForms(), word).empty())
        return line.unknown("event on the link", words(linkForms()));
    line.take();
    bool ok = false;
    if (const auto fault = fromName<FaultKind>(word))
        ok = takeFault(line, names, *fault, out);
    else if (word == "set")
        ok = takeLinkSet(line, names, out);
    else if (word == "inject")
        ok = takeInject(line, names, out);
    else
        ok = takeCut(line, names, word == "restore", out);
    return ok && line.expectEnd();
}

} // namespace simulation::grammar
