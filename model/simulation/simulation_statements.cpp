// When the statements of a scenario are carried out, and how.
#include "model/simulation/simulation.h"

#include <algorithm>

using tcp::Flag;

namespace simulation {

void Simulation::placeStatements()
{
    for (std::uint32_t i = 0; i < m_scenario.statements.size(); ++i) {
        const Moment& when = m_scenario.statements[i].when;
        if (std::holds_alternative<SimulationStart>(when.base) || (i == 0 && std::holds_alternative<PreviousStatement>(when.base))) {
            add(kSimulationStart + when.delay, EventKind::Statement, i, 0);
            placeAfterPrevious(i, kSimulationStart + when.delay);
        } else if (const auto* sent = std::get_if<SegmentSent>(&when.base)) {
            const Direction& direction = sent->segment.direction;
            m_waiting.push_back({i, 0, PassageMatch{sent->segment, indexOf(direction.from), indexOf(direction.to)}});
        } else if (!std::holds_alternative<PreviousStatement>(when.base)) {
            m_waiting.push_back({i, 0, std::nullopt});
        }
    }
}

/// The moment of a statement is known, and so are those of the `+TIME` statements that follow it in the file.
void Simulation::placeAfterPrevious(std::uint32_t statement, Timestamp moment)
{
    for (std::uint32_t next = statement + 1; next < m_scenario.statements.size(); ++next) {
        const Moment& when = m_scenario.statements[next].when;
        if (!std::holds_alternative<PreviousStatement>(when.base))
            break;
        moment += when.delay;
        add(moment, EventKind::Statement, next, 0);
    }
}

void Simulation::countSent(const Passage& passage)
{
    for (Waiting& waiting : m_waiting) {
        if (waiting.match && waiting.match->matches(passage))
            ++waiting.seen;
    }
}

void Simulation::checkConditions()
{
    for (std::size_t i = 0; i < m_waiting.size();) {
        const Waiting waiting = m_waiting[i];
        const Moment& when = m_scenario.statements[waiting.statement].when;
        const std::optional<Timestamp> moment = !waiting.match ? reached(when.base)
            : waiting.seen >= waiting.match->what.nth          ? std::optional(m_now)
                                                               : std::nullopt;
        if (!moment) {
            ++i;
            continue;
        }
        m_waiting.erase(m_waiting.begin() + std::ptrdiff_t(i));
        add(*moment + when.delay, EventKind::Statement, waiting.statement, 0);
        placeAfterPrevious(waiting.statement, *moment + when.delay);
    }
}

namespace {

/// The sockets that a condition speaks of, one after the other, until one makes it true.
template <typename Test>
bool holdsForAny(const Simulation& simulation, const SocketName& name, Test&& test)
{
    const Host* host = simulation.findHost(name.host);
    if (!host)
        return false;
    if (!name.name.empty() && name.name != "all") {
        const Socket* socket = host->find(name.name);
        return socket && test(*socket);
    }
    return std::any_of(host->sockets().begin(), host->sockets().end(), test);
}

} // namespace

/// Now, if the condition holds.
std::optional<Timestamp> Simulation::reached(const TimeBase& base) const
{
    bool holds = false;
    if (const auto* state = std::get_if<StateReached>(&base))
        holds = holdsForAny(*this, state->socket, [&](const Socket& s) { return s.reached[std::size_t(state->state)] != Timestamp::max(); });
    else if (const auto* received = std::get_if<OctetsReceived>(&base))
        holds = holdsForAny(*this, received->socket, [&](const Socket& s) { return s.received() >= received->octets; });
    else if (const auto* acked = std::get_if<OctetsAcknowledged>(&base))
        holds = holdsForAny(*this, acked->socket, [&](const Socket& s) { return s.acknowledged() >= acked->octets; });
    else if (const auto* failed = std::get_if<ErrorReported>(&base))
        holds = holdsForAny(*this, failed->socket, [&](const Socket& s) {
            return std::any_of(s.failures.begin(), s.failures.end(), [&](const FailedCall& call) { return call.error == failed->error; });
        });
    return holds ? std::optional(m_now) : std::nullopt;
}

void Simulation::carryOut(std::uint32_t statement)
{
    const Action& action = m_scenario.statements[statement].action;
    const auto repeat = [&](const Repeat& repetition) {
        for (std::uint32_t i = 2; i <= repetition.count; ++i)
            add(m_now + (i - 1) * repetition.every, EventKind::Repetition, statement, i);
    };
    if (const auto* call = std::get_if<Call>(&action)) {
        repeat(call->repeat);
        carryOutCall(*call, call->repeat.count > 1 ? 1 : 0);
    } else if (const auto* change = std::get_if<LinkChange>(&action)) {
        m_link.set(indexOf(change->direction.from), indexOf(change->direction.to), change->settings);
    } else if (const auto* cut = std::get_if<LinkCut>(&action)) {
        m_link.cut(indexOf(cut->direction.from), indexOf(cut->direction.to), cut->restored);
    } else if (const auto* fault = std::get_if<SegmentFault>(&action)) {
        m_link.add(*fault, indexOf(fault->match.direction.from), indexOf(fault->match.direction.to));
    } else if (const auto* flying = std::get_if<FlightFault>(&action)) {
        apply(*flying);
    } else if (const auto* injected = std::get_if<InjectSegment>(&action)) {
        repeat(injected->repeat);
        inject(*injected, 1);
    } else if (const auto* note = std::get_if<Note>(&action)) {
        m_notes.push_back({m_now, m_recorder.recordCount(), note->text});
    } else if (const auto* expectation = std::get_if<Expectation>(&action)) {
        m_results.push_back(judge(*expectation, *this));
    }
}

void Simulation::carryOutCall(const Call& call, std::uint32_t repetition)
{
    const HostIndex index = indexOf(call.socket.host);
    if (index == kNoHost)
        return;
    if (const auto* control = std::get_if<ControlHost>(&call.action)) {
        if (control->action == HostAction::Unplug || control->action == HostAction::Plug)
            m_link.unplug(index, control->action == HostAction::Plug);
    }
    m_hosts[index]->perform(call, repetition);
    m_hosts[index]->serveApplications();
}

// --- Segments of no TCP

SocketAddress Simulation::injectedEnd(const InjectedEnd& end, const Host* host, std::uint16_t port)
{
    if (host)
        return {host->address(), end.port.value_or(port)};
    const std::uint32_t number = m_forger.below(1u << 16);
    SocketAddress forged;
    forged.ip.octets = {198, std::uint8_t(18 + (number >> 15)), std::uint8_t(number >> 8 & 0x7F), std::uint8_t(number)}; // RFC 2544's test range
    forged.port = end.port.value_or(std::uint16_t(1024 + m_forger.below(60'000)));
    return forged;
}

void Simulation::inject(const InjectSegment& inject, std::uint32_t)
{
    const Host* from = findHost(inject.from.host);
    const Host* to = findHost(inject.to.host);
    if (!to)
        return;
    Passage passage;
    passage.isInjected = true;
    std::uint16_t fromPort = 0, toPort = 0;
    std::uint8_t shift = 0;
    for (const Socket& socket : to->sockets()) { // the connection made last between the two
        if (socket.isListener || (from && socket.remote.ip != from->address()))
            continue;
        fromPort = socket.remote.port;
        toPort = socket.local.port;
        shift = socket.endpoint.sendWindowShift();
    }
    for (std::size_t i = 0; from && fromPort == 0 && i < from->sockets().size(); ++i) {
        const Socket& socket = from->sockets()[i];
        if (socket.remote.ip == to->address()) {
            fromPort = socket.local.port;
            toPort = socket.remote.port;
        }
    }
    passage.source = injectedEnd(inject.from, from, fromPort);
    passage.destination = injectedEnd(inject.to, to, toPort);
    passage.from = from ? from->index() : kNoHost;
    passage.to = to->index();
    const SegmentPattern& pattern = inject.segment;
    tcp::Segment& segment = passage.segment;
    segment.seq = tcp::SeqNumber(pattern.seq.value_or(0));
    segment.ack = tcp::SeqNumber(pattern.ack.value_or(0));
    segment.flags = pattern.flags;
    segment.textLength = pattern.textLength;
    segment.wnd = pattern.window.value_or(pattern.flags.has(Flag::Rst) ? 0 : 65535);
    segment.options.mss = pattern.options.mss;
    segment.options.windowScale = pattern.options.windowScale;
    segment.options.sackPermitted = pattern.options.sackPermitted;
    segment.options.sackCount = std::uint8_t(std::min<std::size_t>(pattern.options.sack.size(), segment.options.sack.size()));
    std::copy_n(pattern.options.sack.begin(), segment.options.sackCount, segment.options.sack.begin());
    if (pattern.options.timestamps)
        segment.options.timestamps = pattern.options.timestampValues.value_or(tcp::Timestamps{});
    passage.window = std::uint16_t(std::min(segment.has(Flag::Syn) ? segment.wnd : segment.wnd >> shift, 0xFFFFu));
    put(std::move(passage));
}

} // namespace simulation
