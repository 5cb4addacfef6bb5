#include "tests/model/observer/random_peers.h"

#include <algorithm>
#include <cstdio>
#include <utility>

using tcp::Flag;
using tcp::Segment;
using tcp::SeqNumber;
using tcp::State;

namespace peers {

Exchange::Exchange(const Path& path, const std::array<Habits, 2>& habits, std::uint64_t seed)
    : m_path(path), m_random(seed), m_ends{Endpoint(habits[0], m_random.next()), Endpoint(habits[1], m_random.next())}
{
}

void Exchange::schedule(const UserCall& call)
{
    m_calls.push_back(call);
    add(std::max(call.time, m_now), Happening::Kind::Call, m_calls.size() - 1);
}

void Exchange::add(Timestamp time, Happening::Kind kind, std::size_t which)
{
    const auto isLater = [](const Happening& a, const Happening& b) { return a.time != b.time ? a.time > b.time : a.order > b.order; };
    m_happenings.push_back({time, m_order++, kind, which});
    std::push_heap(m_happenings.begin(), m_happenings.end(), isLater);
}

void Exchange::runUntil(Timestamp end)
{
    const auto isLater = [](const Happening& a, const Happening& b) { return a.time != b.time ? a.time > b.time : a.order > b.order; };
    for (;;) {
        const Timestamp next = m_happenings.empty() ? Timestamp::max() : m_happenings.front().time;
        const Host first = m_ends[1].deadline() < m_ends[0].deadline() ? Host::B : Host::A;
        const Timestamp deadline = this->end(first).deadline();
        if (std::min(next, deadline) > end)
            break;
        m_now = std::min(next, deadline);
        if (deadline < next) {
            this->end(first).runTimers(m_now);
            carry(first);
            continue;
        }
        std::pop_heap(m_happenings.begin(), m_happenings.end(), isLater);
        const Happening happening = m_happenings.back();
        m_happenings.pop_back();
        happen(happening);
    }
    m_now = end;
}

void Exchange::happen(const Happening& happening)
{
    switch (happening.kind) {
    case Happening::Kind::Call:
        perform(m_calls[happening.which], happening.which);
        break;
    case Happening::Kind::Capture:
        m_captured.push_back(happening.which);
        break;
    case Happening::Kind::Arrival: {
        const Passage& passage = m_passages[happening.which];
        const Host receiver = other(passage.sender);
        end(receiver).arrive(m_now, passage.segment);
        carry(receiver);
        break;
    }
    }
}

namespace {

/// A CLOSE takes effect at once, but is seen only when its FIN goes out. So that the wire can tell, users close when their text
/// is out, and when there is a connection to be closed.
bool mustWait(const Endpoint& endpoint, const UserCall& call)
{
    using enum State;
    switch (endpoint.state()) {
    case Listen:
    case SynSent:
        return !call.evenSilently;
    case Established:
    case CloseWait:
        return !endpoint.canSendFin();
    default:
        return false;
    }
}

bool isSilentAbort(State state)
{
    return state == State::Listen || state == State::SynSent || tcp::table::kLastStates.contains(state);
}

} // namespace

void Exchange::perform(const UserCall& call, std::size_t which)
{
    Endpoint& endpoint = end(call.host);
    switch (call.call) {
    case Call::PassiveOpen:
        if (endpoint.state() == State::Closed)
            endpoint.setIss(call.iss);
        endpoint.passiveOpen(m_now);
        break;
    case Call::ActiveOpen:
        endpoint.activeOpen(m_now, call.iss);
        break;
    case Call::Send:
        endpoint.send(m_now, call.octets);
        break;
    case Call::Close:
        if (mustWait(endpoint, call))
            add(m_now + std::chrono::milliseconds(100), Happening::Kind::Call, which);
        else
            endpoint.close(m_now);
        break;
    case Call::Abort:
        if (call.evenSilently || !isSilentAbort(endpoint.state()))
            endpoint.abort(m_now);
        break;
    }
    carry(call.host);
}

/// Puts what `sender` has sent on its way.
void Exchange::carry(Host sender)
{
    for (const Segment& segment : end(sender).takeOutput()) {
        carryCopy(sender, segment);
        if (m_now < m_path.lossEnds && m_random.chance(m_path.duplicatePercent))
            carryCopy(sender, segment);
    }
}

void Exchange::carryCopy(Host sender, const Segment& segment)
{
    const Path::Direction& direction = m_path.directions[peers::index(sender)];
    Passage passage{m_now, Timestamp::max(), Timestamp::max(), sender, segment};
    const std::size_t which = m_passages.size();
    if (const auto before = half(direction.beforeCapture)) {
        passage.captured = m_now + *before;
        add(passage.captured, Happening::Kind::Capture, which);
        if (const auto after = half(direction.afterCapture)) {
            passage.arrived = passage.captured + *after;
            add(passage.arrived, Happening::Kind::Arrival, which);
        }
    }
    m_passages.push_back(passage);
}

/// How long half of the way takes; nothing where the segment is lost on it.
std::optional<Duration> Exchange::half(Duration delay)
{
    if (m_now >= m_path.lossEnds)
        return delay;
    if (m_random.chance(m_path.lossPercent))
        return std::nullopt;
    if (m_random.chance(m_path.jitterPercent))
        delay += m_random.between({}, m_path.longestJitter);
    return delay;
}

// --- For people

namespace {

std::string describe(const Passage& passage, SeqNumber isn, SeqNumber peerIsn)
{
    const Segment& segment = passage.segment;
    std::string flags;
    for (const auto& [flag, letter] : {std::pair(Flag::Syn, 'S'), {Flag::Fin, 'F'}, {Flag::Rst, 'R'}, {Flag::Psh, 'P'}, {Flag::Ack, '.'}}) {
        if (segment.has(flag))
            flags += letter;
    }
    char text[160];
    std::snprintf(text, sizeof text, "[%s] seq %d ack %d len %u win %u", flags.c_str(), segment.seq - isn,
                  segment.has(Flag::Ack) ? segment.ack - peerIsn : 0, segment.textLength, segment.wnd);
    return text;
}

double seconds(Timestamp time)
{
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

} // namespace

std::string Exchange::ladder() const
{
    struct Line {
        Timestamp time;
        std::string text;
    };
    std::vector<Line> lines;
    const SeqNumber isns[] = {m_ends[0].tcb().snd.iss, m_ends[1].tcb().snd.iss};
    for (const Passage& passage : m_passages) {
        const std::size_t at = peers::index(passage.sender);
        const std::string what = describe(passage, isns[at], isns[1 - at]);
        const std::string arrow = at == 0 ? "A -> B  " : "        B -> A  ";
        lines.push_back({passage.sent, arrow + what + (passage.captured == Timestamp::max() ? "  LOST" : "")});
        if (passage.captured != Timestamp::max()) {
            const std::string fate = passage.arrived == Timestamp::max() ? "  LOST afterwards" : "";
            lines.push_back({passage.captured, "                                        | " + arrow + what + fate});
        }
        if (passage.arrived != Timestamp::max())
            lines.push_back({passage.arrived, "    arrived: " + arrow + what});
    }
    for (Host host : kHosts) {
        for (const TrueStep& step : end(host).walk()) {
            lines.push_back({step.time, std::string(host == Host::A ? "A: " : "        B: ") + std::string(tcp::toString(step.from)) + " -> "
                                            + std::string(tcp::toString(step.to)) + " by " + std::string(tcp::toString(step.event))});
        }
    }
    std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.time < b.time; });
    std::string all;
    for (const Line& line : lines) {
        char time[32];
        std::snprintf(time, sizeof time, "%11.6f  ", seconds(line.time));
        all += time + line.text + '\n';
    }
    return all;
}

} // namespace peers
