#include "model/simulation/simulation.h"

#include <algorithm>

using tcp::Flag;
using tcp::State;

namespace simulation {

namespace {

/// 10.0.0.1 for A, 10.0.0.2 for B and so on.
IpAddress defaultAddress(std::size_t index)
{
    IpAddress address;
    address.octets = {10, 0, std::uint8_t((index + 1) >> 8), std::uint8_t(index + 1)};
    return address;
}

} // namespace

Simulation::Simulation(Scenario scenario)
    : m_scenario(std::move(scenario)), m_link(m_scenario.hosts.size(), mix(m_scenario.seed)), m_forger(mix(m_scenario.seed ^ 0xF0126E)),
      m_end(kSimulationStart + std::min<Duration>(m_scenario.until.value_or(kLongestRun), kLongestRun))
{
    for (std::size_t i = 0; i < m_scenario.hosts.size(); ++i) {
        const HostStatement& statement = m_scenario.hosts[i];
        const IpAddress address = statement.settings.address.value_or(defaultAddress(i));
        m_hosts.push_back(std::make_unique<Host>(HostIndex(i), statement, address, m_scenario.seed, *this));
    }
    for (const LinkChange& change : m_scenario.links)
        m_link.set(indexOf(change.direction.from), indexOf(change.direction.to), change.settings);
    placeStatements();
}

Simulation::~Simulation() = default;

const Host* Simulation::findHost(std::string_view name) const
{
    for (const auto& host : m_hosts) {
        if (host->name() == name)
            return host.get();
    }
    return nullptr;
}

HostIndex Simulation::indexOf(const std::string& name) const
{
    const Host* host = findHost(name);
    return host ? host->index() : kNoHost;
}

HostIndex Simulation::hostAt(const IpAddress& address) const
{
    for (const auto& host : m_hosts) {
        if (host->address() == address)
            return host->index();
    }
    return kNoHost;
}

// --- Events

namespace {

constexpr auto kIsLater = [](const auto& a, const auto& b) { return a.time != b.time ? a.time > b.time : a.order > b.order; };

} // namespace

void Simulation::add(Timestamp time, EventKind kind, std::uint32_t which, std::uint32_t detail)
{
    m_happenings.push_back({std::max(time, m_now), m_order++, kind, which, detail});
    std::push_heap(m_happenings.begin(), m_happenings.end(), kIsLater);
}

bool Simulation::step()
{
    if (m_happenings.empty() || m_happenings.front().time > m_end) {
        finish();
        return false;
    }
    std::pop_heap(m_happenings.begin(), m_happenings.end(), kIsLater);
    const Happening happening = m_happenings.back();
    m_happenings.pop_back();
    m_now = happening.time;
    happen(happening);
    checkConditions();
    if (m_happenings.empty() || m_happenings.front().time > m_now)
        endMoment();
    takeSamples();
    return true;
}

/// What the hosts have kept for the end of the moment goes out.
void Simulation::endMoment()
{
    const std::uint32_t sent = m_sentCount;
    for (const auto& host : m_hosts)
        host->sendWaiting();
    if (m_sentCount != sent)
        checkConditions();
}

std::optional<Timestamp> Simulation::next() const
{
    if (m_happenings.empty() || m_happenings.front().time > m_end)
        return std::nullopt;
    return m_happenings.front().time;
}

/// When something comes of it, as things stand now; never, where it has been overtaken by others.
Timestamp Simulation::effectOf(const Happening& happening) const
{
    if (happening.kind == EventKind::Arrival) {
        const Passage& passage = m_passages[happening.which];
        return passage.fate == Passage::Fate::Flying && passage.ends == happening.time ? happening.time : Timestamp::max();
    }
    if (happening.kind == EventKind::Timer) {
        const Socket& socket = m_hosts[happening.which]->socket(happening.detail);
        return socket.isGone || socket.timerAt != happening.time ? Timestamp::max() : std::max(happening.time, socket.endpoint.deadline());
    }
    return happening.time;
}

std::optional<Timestamp> Simulation::nextChange() const
{
    Timestamp earliest = Timestamp::max();
    for (const Happening& happening : m_happenings)
        earliest = std::min(earliest, effectOf(happening));
    return earliest > m_end ? std::nullopt : std::optional(earliest);
}

bool Simulation::runUntil(Timestamp time)
{
    while (!m_happenings.empty() && m_happenings.front().time <= std::min(time, m_end)) {
        if (!step())
            return false;
    }
    const bool hasMore = next().has_value();
    if (!hasMore)
        finish();
    else
        m_now = std::max(m_now, time);
    return hasMore;
}

void Simulation::run()
{
    while (step()) {
    }
}

void Simulation::happen(const Happening& happening)
{
    switch (happening.kind) {
    case EventKind::Statement:
        carryOut(happening.which);
        break;
    case EventKind::Repetition: {
        const Action& action = m_scenario.statements[happening.which].action;
        if (const auto* call = std::get_if<Call>(&action))
            carryOutCall(*call, happening.detail);
        else if (const auto* injected = std::get_if<InjectSegment>(&action))
            inject(*injected, happening.detail);
        break;
    }
    case EventKind::Arrival:
        arrive(happening.which, happening.detail);
        break;
    case EventKind::Timer:
        m_hosts[happening.which]->runTimers(happening.detail);
        m_hosts[happening.which]->serveApplications();
        break;
    }
}

void Simulation::schedule(const Host& host, SocketId socket, Timestamp time)
{
    add(time, EventKind::Timer, host.index(), socket);
}

// --- Segments

void Simulation::connect(Socket& socket, bool actively)
{
    socket.flow = m_recorder.flowOf(socket.local, socket.remote);
    socket.isLow = m_recorder.isLow(socket.flow, socket.local);
    const bool low = socket.isLow;
    const HostIndex peer = hostAt(socket.remote.ip);
    const Socket* other = peer == kNoHost ? nullptr : m_hosts[peer]->at(socket.remote.port, socket.local);
    const State otherState = other ? other->state() : State::Closed;
    const ConnectionId current = m_recorder.current(socket.flow);
    bool joins = current != kNoConnection && (actively ? !m_recorder.isUsed(current, low) && otherState == State::SynSent
                                                       : !m_recorder.isUsed(current, low) || m_recorder.state(current, !low) != State::Closed);
    if (!joins) {
        const bool listens = peer != kNoHost && m_hosts[peer]->isListening(socket.remote.port);
        const State farState = other ? otherState : listens ? State::Listen : State::Closed;
        const bool isFirst = m_recorder.connectionCount() == 0; // a host's `iss` is that of its first connection
        if (actively)
            m_recorder.begin(socket.flow, low, socket.state(), farState); // LISTEN, where a listener opens actively
        else
            m_recorder.begin(socket.flow, !low, farState, State::Listen);
        const HostIndex own = hostAt(socket.local.ip);
        if (isFirst && own != kNoHost && peer != kNoHost && m_hosts[own]->settings().iss && m_hosts[peer]->settings().iss)
            m_recorder.batch().connections.back().chosenIsns = true;
    }
    socket.connection = m_recorder.current(socket.flow);
    m_recorder.use(socket.connection, low);
}

void Simulation::transmit(const Host& host, const SocketAddress& source, const SocketAddress& destination, const tcp::Segment& segment,
                          std::uint8_t windowShift)
{
    if (const Socket* sender = m_forgetsPassages ? nullptr : host.at(source.port, destination))
        touch(*sender);
    Passage passage;
    passage.source = source;
    passage.destination = destination;
    passage.from = host.index();
    passage.to = hostAt(destination.ip);
    passage.segment = segment;
    passage.window = std::uint16_t(std::min(segment.has(Flag::Syn) ? segment.wnd : segment.wnd >> windowShift, 0xFFFFu));
    passage.ttl = std::uint8_t(host.settings().ttl);
    put(std::move(passage));
}

/// Puts a segment on the link.
void Simulation::put(Passage passage)
{
    passage.sent = passage.since = m_now;
    passage.number = ++m_sentCount;
    passage.sentTurn = ++m_turn;
    passage.flow = m_recorder.flowOf(passage.source, passage.destination);
    passage.fromLow = m_recorder.isLow(passage.flow, passage.source);
    const bool isOver = [&] {
        const ConnectionId current = m_recorder.current(passage.flow);
        const bool begins = passage.segment.has(Flag::Syn) && !passage.segment.has(Flag::Ack) && passage.from == kNoHost;
        return current == kNoConnection || (begins && m_recorder.state(current, true) == State::Closed && m_recorder.state(current, false) == State::Closed);
    }();
    if (isOver) { // nobody's TCP has opened it: a forged or a very old segment
        const bool listens = passage.to != kNoHost && m_hosts[passage.to]->isListening(passage.destination.port);
        m_recorder.begin(passage.flow, passage.fromLow, State::Closed, listens ? State::Listen : State::Closed, !passage.segment.has(Flag::Syn));
    }
    passage.connection = m_recorder.current(passage.flow);
    m_recorder.noteSent(passage);
    const PassageIndex index = keep(std::move(passage));
    if (!m_waiting.empty())
        countSent(m_passages[index]);
    if (m_passages[index].to == kNoHost) { // nobody has that address
        travel({.passage = index, .ends = m_now, .isLost = true});
        return;
    }
    m_journeys.clear();
    m_link.send(m_now, index, m_passages[index], m_journeys);
    for (const Journey& journey : m_journeys)
        travel(journey);
    const auto isMeant = [number = m_sentCount](const FlightFault& fault) { return fault.number == number; };
    for (const FlightFault& fault : m_flightFaults) {
        if (isMeant(fault))
            apply(fault);
    }
    std::erase_if(m_flightFaults, isMeant);
}

void Simulation::travel(const Journey& journey)
{
    PassageIndex index = journey.passage;
    if (journey.isRelease && (m_passages[index].number != journey.number || m_passages[index].fate != Passage::Fate::Flying))
        return;
    if (journey.isCopy) {
        copy(index, journey.ends);
        return;
    }
    Passage& passage = m_passages[index];
    passage.isCorrupt = passage.isCorrupt || journey.isCorrupt;
    passage.due = journey.ends;
    if (journey.isLost) {
        passage.due += passage.to == kNoHost ? Link::kDefaultDelay : m_link.delay(passage.from, passage.to);
        lose(passage);
        return;
    }
    passage.ends = passage.due = journey.ends + passage.delayed;
    add(passage.ends, EventKind::Arrival, index, passage.number);
}

/// Another one like it is on its way.
void Simulation::copy(PassageIndex index, Timestamp arrival)
{
    Passage copy = m_passages[index];
    copy.isCopy = true;
    copy.labels = {};
    copy.ends = copy.due = arrival;
    copy.since = m_now;
    copy.delayed = {};
    copy.delayedAt = {};
    const std::uint32_t number = copy.number;
    add(arrival, EventKind::Arrival, keep(std::move(copy)), number);
}

void Simulation::lose(Passage& passage)
{
    passage.fate = Passage::Fate::Lost;
    passage.ends = m_now;
    m_recorder.writeSegment(m_now, passage, m_recorder.current(passage.flow), {}, true);
    forget(passage);
}

PassageIndex Simulation::keep(Passage&& passage)
{
    if (m_freePassages.empty()) {
        m_passages.push_back(std::move(passage));
        return PassageIndex(m_passages.size() - 1);
    }
    const PassageIndex index = m_freePassages.back();
    m_freePassages.pop_back();
    m_passages[index] = std::move(passage);
    return index;
}

/// It has ended: another one may take its place.
void Simulation::forget(const Passage& passage)
{
    if (m_forgetsPassages)
        m_freePassages.push_back(PassageIndex(&passage - m_passages.data()));
}

void Simulation::forgetPassages()
{
    const auto looksBack = [](const Expectation& expectation) {
        return std::holds_alternative<ExpectSegments>(expectation.what) || std::holds_alternative<ExpectSegment>(expectation.what)
            || std::holds_alternative<ExpectWire>(expectation.what);
    };
    const auto needsThem = [&](const TimedStatement& statement) {
        const auto* expectation = std::get_if<Expectation>(&statement.action);
        return std::holds_alternative<FlightFault>(statement.action) || (expectation && looksBack(*expectation));
    };
    m_forgetsPassages = std::none_of(m_scenario.expectations.begin(), m_scenario.expectations.end(), looksBack)
        && std::none_of(m_scenario.statements.begin(), m_scenario.statements.end(), needsThem);
}

/// The segment, or the copy of it, that the fault means; the number of passages if there is none.
PassageIndex Simulation::find(const FlightFault& fault) const
{
    std::uint32_t copies = 0;
    for (std::size_t index = fault.number - 1; index < m_passages.size(); ++index) { // each segment stands behind those sent before it
        const Passage& passage = m_passages[index];
        if (passage.number != fault.number)
            continue;
        copies += passage.isCopy ? 1 : 0;
        if (fault.copy == (passage.isCopy ? copies : 0))
            return PassageIndex(index);
    }
    return PassageIndex(m_passages.size());
}

void Simulation::apply(const FlightFault& fault)
{
    if (fault.number > m_sentCount) {
        m_flightFaults.push_back(fault);
        return;
    }
    const PassageIndex index = find(fault);
    if (index == m_passages.size() || m_passages[index].fate != Passage::Fate::Flying)
        return;
    Passage& passage = m_passages[index];
    switch (fault.kind) {
    case FaultKind::Drop:
        lose(passage);
        break;
    case FaultKind::Delay:
        passage.delayed += fault.by;
        passage.delayedAt = m_now;
        passage.dueBefore = passage.ends;
        passage.due = passage.ends += fault.by;
        add(passage.ends, EventKind::Arrival, index, passage.number);
        break;
    case FaultKind::Duplicate:
        copy(index, passage.ends + fault.by);
        break;
    case FaultKind::Corrupt:
        passage.isCorrupt = true;
        break;
    case FaultKind::Reorder: // that needs more than one segment
        break;
    }
}

void Simulation::arrive(PassageIndex index, std::uint32_t number)
{
    Passage& flying = m_passages[index];
    if (flying.number != number || flying.fate != Passage::Fate::Flying || flying.ends != m_now)
        return; // a segment held back has come earlier
    flying.endTurn = ++m_turn;
    if (m_link.isUnplugged(flying.to)) {
        lose(flying);
        return;
    }
    flying.fate = Passage::Fate::Arrived;
    const Passage passage = flying; // the answers may move the others
    forget(flying);
    Host& host = *m_hosts[passage.to];
    host.arrive(passage);
    host.serveApplications();
}

void Simulation::touch(const Socket& socket)
{
    // A host records what nobody has a socket for with one that lives no longer than the call.
    if (!m_forgetsPassages && socket.id != kNoSocket && !socket.isListener && (m_touched.empty() || m_touched.back() != &socket))
        m_touched.push_back(&socket);
}

/// Notes what the ends that something has happened to keep to themselves, where that has changed.
void Simulation::takeSamples()
{
    for (const Socket* socket : m_touched) {
        if (socket->connection == kNoConnection)
            continue;
        EndpointSample sample;
        sample.connection = socket->connection;
        sample.side = socket->isLow == m_recorder.isInitiatorLow(socket->connection) ? Side::Initiator : Side::Responder;
        const tcp::CongestionControl& congestion = socket->endpoint.congestion();
        sample.cwnd = congestion.cwnd();
        sample.ssthresh = congestion.ssthresh();
        sample.mss = congestion.mss();
        sample.unsent = socket->endpoint.unsent();
        sample.readable = socket->endpoint.readable();
        sample.rcvNxt = socket->endpoint.tcb().rcv.nxt;
        sample.rcvWnd = socket->endpoint.tcb().rcv.wnd;
        EndpointSample& last = m_lastSamples[{sample.connection, sample.side}];
        sample.time = last.time;
        if (sample == last)
            continue;
        sample.time = m_now;
        last = sample;
        m_samples.push_back(sample);
    }
    m_touched.clear();
}

void Simulation::record(Socket& socket, RecordKind kind, std::span<const tcp::Endpoint::Step> steps, const Passage* arrived)
{
    touch(socket);
    if (!arrived) {
        if (socket.connection != kNoConnection)
            m_recorder.writeSteps(m_now, socket.connection, socket.isLow, kind, steps);
        return;
    }
    const ConnectionId current = m_recorder.current(arrived->flow);
    const bool isReborn = !steps.empty() && steps.front().from == State::TimeWait && steps.front().event == tcp::Event::RcvSyn;
    if (isReborn && socket.connection != current) { // a new incarnation in the same endpoint (RFC 9293, 3.6.1)
        // The old one is over at this end; that its wait was cut short is what the new one's first step says.
        const tcp::Endpoint::Step end{m_now, State::TimeWait, State::Closed, tcp::Event::TimeWaitTimeout};
        m_recorder.writeSteps(m_now, socket.connection, socket.isLow, RecordKind::Timeout, {&end, 1});
        socket.connection = current;
        m_recorder.use(current, socket.isLow);
    }
    m_recorder.writeSegment(m_now, *arrived, steps.empty() ? current : socket.connection, steps, false);
}

void Simulation::recordLoss(Socket& socket)
{
    m_recorder.writeLoss(m_now, socket.connection, socket.isLow);
}

/// Judges what has no moment of its own, and those whose moment never came.
void Simulation::finish()
{
    if (std::exchange(m_isFinished, true))
        return;
    if (m_scenario.until)
        m_now = m_end;
    for (const Waiting& waiting : m_waiting) {
        const TimedStatement& statement = m_scenario.statements[waiting.statement];
        if (std::holds_alternative<Expectation>(statement.action))
            m_results.push_back({std::get<Expectation>(statement.action).at, false, "its moment never came"});
    }
    for (const Happening& left : m_happenings) {
        if (left.kind != EventKind::Statement)
            continue;
        if (const auto* expectation = std::get_if<Expectation>(&m_scenario.statements[left.which].action))
            m_results.push_back({expectation->at, false, "the simulation ended before its moment"});
    }
    for (const Expectation& expectation : m_scenario.expectations)
        m_results.push_back(judge(expectation, *this));
    std::stable_sort(m_results.begin(), m_results.end(), [](const ExpectationResult& a, const ExpectationResult& b) {
        return a.at.line != b.at.line ? a.at.line < b.at.line : a.at.column < b.at.column;
    });
}

} // namespace simulation
