#include "model/simulation/packetdrill/run.h"

#include "model/simulation/packetdrill/notation.h"
#include "model/simulation/passage.h"
#include "model/simulation/scenario_line.h"

#include <algorithm>
#include <map>
#include <utility>

namespace simulation::packetdrill {

namespace {

using tcp::Flag;

class Runner {
public:
    explicit Runner(const Script& script) : m_script(script), m_sockets(script.settings) {}

    Report run()
    {
        for (const Event& event : m_script.events) {
            if (!carryOut(event))
                break;
        }
        if (!m_report.mismatch)
            awaitBlocked();
        if (!m_report.mismatch) {
            for (const SeenSegment& sent : m_sockets.sent())
                m_report.leftOver.push_back(describe(sent.time - kSimulationStart) + " > " + describe(inScriptNumbers(sent)));
        }
        m_report.capture = m_sockets.capture();
        m_report.end = m_now - kSimulationStart;
        m_report.twoMsl = m_script.settings.tcp.twoMsl;
        if (m_sockets.current() != kNoSocketIndex)
            m_report.state = m_sockets.endpoint(m_sockets.current()).state();
        return std::move(m_report);
    }

private:
    static constexpr Timestamp kEnd = kSimulationStart + std::chrono::hours(24);

    /// A call that waits.
    struct Blocked {
        const Event* event;
        const SystemCall* call;
        Sockets::Progress progress;
        Timestamp returnsAt;
    };

    bool fail(Position at, std::string what, std::string remedy)
    {
        if (!m_report.mismatch)
            m_report.mismatch = ScenarioProblem{at, std::move(what), std::move(remedy)};
        return false;
    }
    std::string clock() const { return describe(m_now - kSimulationStart) + " s"; }
    Duration tolerance() const { return m_script.settings.tolerance; }

    bool carryOut(const Event& event)
    {
        const Timestamp base = event.time.kind == EventTime::Kind::Absolute ? kSimulationStart : m_now;
        const Timestamp from = base + event.time.from;
        const Timestamp to = event.time.kind == EventTime::Kind::Any ? kEnd : base + event.time.to;
        if (from > kEnd)
            return fail(event.at, "the script lasts longer than a day", "Give earlier times.");
        const Packet* packet = std::get_if<Packet>(&event.action);
        if (packet && !packet->isInbound)
            return expectPacket(event, *packet, event.time.kind == EventTime::Kind::Any ? m_now : from, to) && noteStep(event);
        const SystemCall* call = std::get_if<SystemCall>(&event.action);
        if (call && !awaitBlocked())
            return false;
        if (m_now > from + tolerance())
            return fail(event.at,
                        "it is " + clock() + " already, and this was to happen at " + describe(from - kSimulationStart) + " s",
                        "Give a later time, or one relative to the event before: +0.");
        if (!advance(from))
            return false;
        if (packet)
            inject(*packet);
        else if (call && !makeCall(event, *call, base))
            return false;
        else if (const auto* assertions = std::get_if<Assertions>(&event.action); assertions && !check(*assertions))
            return false;
        return noteStep(event) && goOnWithBlocked();
    }

    bool noteStep(const Event& event)
    {
        if (!m_report.mismatch)
            m_report.steps.push_back({event.at, m_now - kSimulationStart, event.text, m_sockets.capture().size()});
        return !m_report.mismatch;
    }

    // --- Time

    /// Lets timers run out until `time`, that moment included.
    bool advance(Timestamp time)
    {
        for (Timestamp next = m_sockets.deadline(); next <= time; next = m_sockets.deadline()) {
            m_now = std::max(m_now, next);
            m_sockets.runTimers(m_now);
            if (!goOnWithBlocked())
                return false;
        }
        m_now = std::max(m_now, time);
        return goOnWithBlocked();
    }

    /// A call that waits tries again; false: it has returned something else, or too early or too late.
    bool goOnWithBlocked()
    {
        if (!m_blocked)
            return !m_report.mismatch;
        const Outcome outcome = m_sockets.call(m_now, *m_blocked->call, m_blocked->progress, true);
        const Event& event = *m_blocked->event;
        if (outcome.blocks)
            return m_now <= m_blocked->returnsAt + tolerance()
                   || fail(event.at,
                           "the call was to return at " + describe(m_blocked->returnsAt - kSimulationStart)
                               + " s, and still waits at " + clock(),
                           hintFor(*m_blocked->call));
        const Timestamp returnsAt = m_blocked->returnsAt;
        const SystemCall& call = *m_blocked->call;
        m_blocked.reset();
        if (m_now < returnsAt - tolerance() || m_now > returnsAt + tolerance())
            return fail(event.at,
                        "the call has returned at " + clock() + ", not at " + describe(returnsAt - kSimulationStart) + " s",
                        "The time behind ... is when it returns.");
        return judge(event, call, outcome);
    }

    /// There is one process: before its next call the one before must have returned.
    bool awaitBlocked()
    {
        if (!m_blocked)
            return !m_report.mismatch;
        const Timestamp latest = m_blocked->returnsAt + tolerance();
        while (m_blocked && m_now < latest) {
            const Timestamp next = std::min(m_sockets.deadline(), latest);
            if (!advance(std::max(next, m_now)))
                return false;
        }
        if (m_blocked)
            return fail(m_blocked->event->at, "the call still waits at " + clock(), hintFor(*m_blocked->call));
        return !m_report.mismatch;
    }

    // --- Calls

    static std::string hintFor(const SystemCall& call)
    {
        switch (call.kind) {
        case CallKind::Accept:
            return "accept() waits until a handshake is complete.";
        case CallKind::Connect:
            return "connect() waits for the SYN,ACK.";
        case CallKind::Read:
            return "read() waits for text or a FIN.";
        default:
            return "write() waits for room in the send buffer.";
        }
    }

    bool makeCall(const Event& event, const SystemCall& call, Timestamp base)
    {
        Sockets::Progress progress;
        const Outcome outcome = m_sockets.call(m_now, call, progress, true);
        if (!outcome.blocks)
            return judge(event, call, outcome);
        if (!call.returnsAt)
            return fail(
                event.at, "the call waits, and the script does not say until when",
                hintFor(call)
                    + " Write when it returns, as in +0...0.2 read(4, ..., 1000) = 1000, or make the socket non-blocking.");
        m_blocked = Blocked{&event, &call, progress, base + *call.returnsAt};
        return true;
    }

    bool judge(const Event& event, const SystemCall& call, const Outcome& outcome)
    {
        const auto inWords = [](std::int64_t result, std::string_view error) {
            return std::to_string(result) + (error.empty() ? "" : " " + std::string(error));
        };
        const ErrnoName* error = nameOf(outcome.error);
        const bool isOtherResult = call.result && *call.result != outcome.result;
        const bool isOtherError = !call.error.empty() && errnoFromName(call.error) != std::int32_t(outcome.error);
        if (isOtherResult || isOtherError)
            return fail(event.at,
                        "expected " + inWords(call.result.value_or(-1), call.error) + " from " + quoted(event.text) + ", got "
                            + inWords(outcome.result, error ? error->name : std::string_view()),
                        error ? std::string(error->meaning) + "." : std::string("Correct the result, or what comes before it."));
        const std::int64_t expected = call.option == OptionName::Linger ? std::int64_t(call.isOn) : call.value;
        if (call.kind == CallKind::GetOption && outcome.value != expected)
            return fail(event.at,
                        "expected the option to be " + std::to_string(expected) + ", it is " + std::to_string(outcome.value),
                        "Correct the value, or what comes before it.");
        return true;
    }

    // --- Packets

    /// What is added to the script's numbers of the socket's side; its SYN is the script's 0, or what an outbound SYN has said.
    std::uint32_t offsetOf(SocketIndex socket) const
    {
        if (socket == kNoSocketIndex)
            return 0;
        const auto known = m_offsets.find(socket);
        return known != m_offsets.end() ? known->second : m_sockets.endpoint(socket).tcb().snd.iss.value();
    }

    void inject(const Packet& packet)
    {
        tcp::Segment segment = packet.segment;
        const std::uint32_t shift = offsetOf(m_sockets.current());
        segment.ack = segment.ack + shift;
        for (std::size_t i = 0; i < segment.options.sackCount; ++i)
            segment.options.sack[i] = {segment.options.sack[i].left + shift, segment.options.sack[i].right + shift};
        if (auto& timestamps = segment.options.timestamps) {
            const auto known = m_timestamps.find(timestamps->echo);
            timestamps->echo = known != m_timestamps.end() ? known->second : timestamps->echo;
        }
        m_sockets.arrive(m_now, segment);
    }

    tcp::Segment inScriptNumbers(const SeenSegment& sent) const
    {
        tcp::Segment segment = sent.segment;
        const bool isFromNowhere =
            sent.socket == kNoSocketIndex && segment.has(Flag::Ack); // its number is 0 (RFC 9293, 3.10.7.1)
        if (!isFromNowhere)
            segment.seq = segment.seq + (0u - offsetOf(sent.socket != kNoSocketIndex ? sent.socket : m_sockets.current()));
        return segment;
    }

    /// The script may begin to count anywhere: where it has the SYN.
    void learnOffset(const Packet& expected, const SeenSegment& sent)
    {
        if (sent.socket != kNoSocketIndex && sent.segment.has(Flag::Syn) && expected.segment.has(Flag::Syn))
            m_offsets.try_emplace(sent.socket, sent.segment.seq.value() - expected.segment.seq.value());
    }

    bool expectPacket(const Event& event, const Packet& expected, Timestamp from, Timestamp to)
    {
        while (m_sockets.sent().empty()) {
            const Timestamp next = m_sockets.deadline();
            if (next > std::min(to + tolerance(), kEnd))
                return missPacket(event, to);
            if (!advance(next))
                return false;
        }
        const SeenSegment sent = m_sockets.sent().front();
        learnOffset(expected, sent);
        const tcp::Segment segment = inScriptNumbers(sent);
        const std::string found = quotedPacket(segment) + " at " + describe(sent.time - kSimulationStart) + " s";
        const std::string difference = firstDifference(expected, segment);
        if (!difference.empty())
            return fail(event.at, "expected " + quoted(event.text) + ", but sent was " + found + ": " + difference,
                        "Correct the packet, or what comes before it.");
        const bool isAny = event.time.kind == EventTime::Kind::Any;
        if (!isAny && (sent.time < from - tolerance() || sent.time > to + tolerance()))
            return fail(event.at,
                        "expected " + quoted(event.text) + " at " + describe(from - kSimulationStart) + " s, but it was sent at "
                            + describe(sent.time - kSimulationStart) + " s",
                        "Give that time, a range such as +0~+.2, or a larger --tolerance_usecs.");
        if (expected.segment.options.timestamps && segment.options.timestamps)
            m_timestamps[expected.segment.options.timestamps->value] = segment.options.timestamps->value;
        m_sockets.sent().pop_front();
        return true;
    }

    static std::string quotedPacket(const tcp::Segment& segment) { return "\"> " + describe(segment) + "\""; }

    /// Nothing has been sent in time; what would be sent next helps to see why.
    bool missPacket(const Event& event, Timestamp to)
    {
        constexpr Duration kForesight = std::chrono::hours(1);
        const std::string until =
            to >= kEnd ? std::string("at all") : "until " + describe(to + tolerance() - kSimulationStart) + " s";
        while (m_sockets.sent().empty() && m_sockets.deadline() <= std::min(to + kForesight, kEnd))
            m_sockets.runTimers(m_sockets.deadline());
        std::string remedy = "Nothing that it waits for would make it send; see what comes before.";
        if (!m_sockets.sent().empty()) {
            const SeenSegment& next = m_sockets.sent().front();
            remedy = "The next one would be " + quotedPacket(inScriptNumbers(next)) + " at "
                     + describe(next.time - kSimulationStart) + " s.";
        }
        return fail(event.at, "expected " + quoted(event.text) + ", but nothing was sent " + until, remedy);
    }

    // --- Assertions

    bool check(const Assertions& assertions)
    {
        const SocketIndex current = m_sockets.current();
        for (const Comparison& each : assertions) {
            if (current == kNoSocketIndex)
                return fail(each.at, "there is no socket yet", "Begin with: 0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3.");
            const std::int64_t value = valueOf(each.field, m_sockets.endpoint(current), m_sockets.counts(current));
            const std::string name = each.field == Field::State ? " (" + std::string(nameOfState(value)) + ")" : std::string();
            if (!holds(each, value))
                return fail(each.at, "expected " + each.text + ", it is " + std::to_string(value) + name + " at " + clock(),
                            "Correct the value, or what comes before it.");
        }
        return true;
    }

    const Script& m_script;
    Sockets m_sockets;
    Timestamp m_now = kSimulationStart;
    std::optional<Blocked> m_blocked;
    std::map<SocketIndex, std::uint32_t> m_offsets;
    std::map<std::uint32_t, std::uint32_t> m_timestamps; ///< From the script's to the endpoint's.
    Report m_report;
};

} // namespace

Report run(const Script& script)
{
    return Runner(script).run();
}

} // namespace simulation::packetdrill
