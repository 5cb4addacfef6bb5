#include "tests/model/observer/random_scenario.h"

#include "model/simulation/random.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace differential {

namespace {

using namespace std::chrono_literals;
using namespace simulation;

constexpr std::uint16_t kServerPort = 80;
constexpr std::uint16_t kClientPort = 5000;
constexpr const char* kListener = "listener";
constexpr const char* kConnections = "all"; // without it a call without a connection would go to the listener
/// From then on all arrives, in order, so that the last states depend on nothing but the calls.
constexpr Duration kPeaceBegins = 30s;

class Author {
public:
    Author(std::uint64_t seed, unsigned features) : m_random(mix(seed) ^ features), m_features(features) { m_result.scenario.seed = m_random.next(); }

    RandomScenario write()
    {
        const bool isWholeStory = has(Loss | Reordering | Duplicates | Corruption | Reuse | PowerCuts) || chance(70);
        m_result.twoMsl = isWholeStory ? pick({60s, 60s, 1s, 240s}) : Duration(60s);
        for (std::size_t host = 0; host < 2; ++host)
            scenario().hosts.push_back({{}, kNames[host], hostSettings()});
        describeLink();
        describeFaults();
        openFirst();
        habits();
        Duration from = 100ms;
        for (std::uint32_t life = has(Reuse) ? 1 + m_random.below(3) : 1; life > 0; --life) {
            talk(from);
            end(from);
            from += between(1s, 150s);
            if (life > 1)
                openAgain(from);
        }
        if (has(PowerCuts))
            cutPower();
        scenario().until = isWholeStory ? Duration(1h) : Duration(20s);
        return m_result;
    }

private:
    static constexpr std::array<const char*, 2> kNames{"A", "B"};

    Scenario& scenario() { return m_result.scenario; }
    bool has(unsigned features) const { return (m_features & features) != 0; }
    bool chance(std::uint32_t percent) { return m_random.below(100) < percent; }
    Duration between(Duration shortest, Duration longest) { return shortest + m_random.upTo(longest - shortest); }
    std::uint32_t oneTo(std::uint32_t most) { return 1 + m_random.below(most); }
    template <typename T>
    T pick(std::initializer_list<T> choices)
    {
        return *(choices.begin() + m_random.below(std::uint32_t(choices.size())));
    }
    Duration pick(std::initializer_list<std::chrono::seconds> choices)
    {
        return *(choices.begin() + m_random.below(std::uint32_t(choices.size())));
    }

    HostSettings hostSettings()
    {
        HostSettings settings;
        settings.iss = chance(30) ? ~m_random.below(3000) : std::uint32_t(m_random.next());
        settings.mss = pick<std::uint16_t>({536, 1024, 1460});
        settings.window = chance(30) ? 65535 : 1000 + m_random.below(20000);
        settings.sendBuffer = chance(20) ? 4096 : settings.sendBuffer;
        settings.windowScale = chance(30) ? std::nullopt : std::optional(std::uint8_t(m_random.below(8)));
        settings.timestamps = chance(50);
        settings.sack = chance(50);
        settings.nagle = chance(70);
        settings.delayedAck = chance(20) ? std::nullopt : std::optional(between(1ms, 200ms));
        settings.congestion = chance(50) ? Congestion::Reno : Congestion::Cubic;
        settings.initialWindow = oneTo(10);
        settings.rtoMin = has(ImpatientTimers) ? between(5ms, 200ms) : Duration(200ms);
        settings.rtoInitial = has(ImpatientTimers) ? between(10ms, 1s) : Duration(1s);
        if (has(Loss) && chance(20)) {
            settings.synRetries = oneTo(3);
            settings.synAckRetries = oneTo(3);
            settings.retries = oneTo(6);
        }
        settings.finTimeout = chance(30) ? 5s : 60s;
        settings.twoMsl = m_result.twoMsl;
        settings.timeWaitReuse = chance(40);
        settings.rfc1337 = chance(20);
        return settings;
    }

    static Probability percent(std::uint32_t share) { return {share * 10'000}; }

    void describeLink()
    {
        for (std::size_t host = 0; host < 2; ++host) {
            LinkSettings settings;
            m_delays[host] = between(100us, 100ms);
            settings.delay = m_delays[host];
            if (chance(50))
                settings.jitter = between(0us, 20ms);
            if (chance(15))
                settings.rate = BitRate{100'000 + m_random.below(10'000'000)};
            settings.loss = percent(has(Loss) ? oneTo(15) : 0);
            settings.reorder = percent(has(Reordering) ? 5 + m_random.below(25) : 0);
            settings.duplicate = percent(has(Duplicates) ? 5 + m_random.below(20) : 0);
            settings.corrupt = percent(has(Corruption) ? oneTo(10) : 0);
            scenario().links.push_back({{}, {kNames[host], kNames[1 - host]}, settings});
        }
        LinkSettings peace;
        peace.loss = peace.reorder = peace.duplicate = peace.corrupt = Probability{};
        at(kPeaceBegins, LinkChange{{}, {}, peace});
    }

    /// Mishaps of single segments, at the decisive places more often than chance would have it.
    void describeFaults()
    {
        std::vector<FaultKind> kinds;
        for (const auto& [feature, kind] : {std::pair(Loss, FaultKind::Drop), {Reordering, FaultKind::Delay}, {Reordering, FaultKind::Reorder},
                                            {Duplicates, FaultKind::Duplicate}, {Corruption, FaultKind::Corrupt}}) {
            if (has(feature))
                kinds.push_back(kind);
        }
        for (std::uint32_t faults = kinds.empty() ? 0 : m_random.below(4); faults > 0; --faults) {
            SegmentFault fault;
            fault.kind = kinds[m_random.below(std::uint32_t(kinds.size()))];
            using enum SegmentKind;
            fault.match.kind = pick({Syn, SynAck, Fin, Fin, Rst, Ack, Data});
            fault.match.direction.from = pick({"", "A", "B"});
            fault.match.nth = oneTo(3);
            fault.match.count = oneTo(2);
            fault.by = between(1ms, fault.kind == FaultKind::Duplicate ? Duration(5s) : Duration(300ms));
            fault.past = oneTo(3);
            at(0s, fault);
        }
    }

    void at(Duration time, Action action) { scenario().statements.push_back({{}, {SimulationStart{}, time}, std::move(action)}); }

    void call(Duration time, std::size_t host, CallAction action, const std::string& socket = {})
    {
        at(time, Call{{kNames[host], socket}, {}, std::move(action), {}});
    }

    void setOptions(std::size_t host, auto&& change)
    {
        SetOptions set;
        change(set.options);
        call(0s, host, set);
    }

    void activeOpen(Duration time, std::size_t host)
    {
        const std::uint16_t ports[] = {m_result.ports.a, m_result.ports.b};
        call(time, host, ActiveOpen{kNames[1 - host], ports[1 - host], ports[host], {}});
    }

    void passiveOpen(Duration time, std::size_t host) { call(time, host, PassiveOpen{host == 0 ? m_result.ports.a : m_result.ports.b, {}, kListener}); }

    void openFirst()
    {
        const std::uint32_t manner = m_random.below(12);
        const bool listenerOpens = manner == 0;
        const std::size_t active = m_random.below(2);
        m_result.ports = {active == 0 && !listenerOpens ? kClientPort : kServerPort, active == 1 && !listenerOpens ? kClientPort : kServerPort};
        for (std::size_t host = 0; host < 2; ++host)
            setOptions(host, [](SocketOptions& options) { options.reuseAddress = true; });
        const Duration start = between(1ms, 50ms);
        if (listenerOpens) { // RFC 9293, 3.10.2: a SEND turns it into an active opener
            passiveOpen(0s, active);
            passiveOpen(chance(70) ? 0s : 2s, 1 - active);
            call(start, active, Send{oneTo(2000)}, kListener);
            return;
        }
        activeOpen(start, active);
        if (manner < 3) // both at once, so that their SYNs cross
            activeOpen(start + between(0us, m_delays[active]), 1 - active);
        else if (manner < 11 || has(Reuse))
            passiveOpen(chance(85) ? Duration{} : between(0s, 3s), 1 - active);
    }

    void openAgain(Duration time)
    {
        const std::size_t active = chance(80) ? (m_result.ports.a == kClientPort ? 0u : 1u) : m_random.below(2);
        passiveOpen(time - 1ms, 1 - active);
        activeOpen(time, active);
        if (chance(15))
            activeOpen(time + between(0us, m_delays[active]), 1 - active);
    }

    void habits()
    {
        const std::size_t replying = m_random.below(20);
        for (std::size_t host = 0; host < 2; ++host) {
            if (chance(15))
                call(0s, host, SetHabit{Habit::Read, false, {}});
            if (chance(15))
                call(0s, host, SetHabit{Habit::Close, true, {}});
            if (host == replying) // both would never come to an end
                call(0s, host, SetHabit{Habit::Reply, true, oneTo(3000)});
            if (chance(10)) {
                setOptions(host, [this](SocketOptions& options) {
                    options.keepAlive = true;
                    options.keepIdle = between(1s, 100s);
                    options.keepInterval = between(1s, 75s);
                });
            }
            if (has(Aborts) && chance(10))
                setOptions(host, [](SocketOptions& options) { options.linger.emplace(Duration{}); });
        }
    }

    void talk(Duration from)
    {
        for (std::size_t host = 0; host < 2; ++host) {
            for (std::uint32_t sends = m_random.below(5); sends > 0; --sends)
                call(from + between(-50ms, 2s), host, Send{oneTo(5000)}, kConnections);
            for (std::uint32_t reads = m_random.below(4); reads > 0; --reads)
                call(from + between(0s, 4s), host, Read{chance(50) ? std::nullopt : std::optional<std::uint64_t>(oneTo(4000))}, kConnections);
        }
    }

    void end(Duration from)
    {
        const bool together = chance(30);
        const Duration earliest = has(SilentCalls) ? Duration(-100ms) : Duration{};
        Duration time = from + between(earliest, 3s);
        for (std::size_t host = 0; host < 2; ++host) {
            if (has(Aborts) && chance(30))
                call(from + between(earliest, 4s), host, Abort{}, kConnections);
            if (has(Aborts) && chance(15))
                call(from + between(earliest, 4s), host, ControlProcess{chance(50) ? ProcessAction::Exit : ProcessAction::Kill, {}});
            if (chance(20))
                call(time, host, Shutdown{chance(70) ? ShutdownHow::Write : ShutdownHow::Both}, kConnections);
            if (has(Reuse) || chance(85))
                call(chance(80) ? time : time + between(0s, 2s), host, Close{}, kConnections);
            if (has(SilentCalls) && chance(10))
                call(time, host, Close{}, kListener);
            time = together ? time + between(0s, 100ms) : from + between(earliest, 3s);
        }
    }

    void cutPower()
    {
        const std::size_t host = m_random.below(2);
        const Duration time = between(10ms, 4s);
        const bool reboots = chance(70);
        if (chance(50))
            call(time, host, ControlHost{HostAction::Crash});
        if (reboots)
            call(time + between(0s, 3s), host, ControlHost{HostAction::Reboot});
        if (reboots && chance(50))
            openAgain(time + between(3s, 20s));
    }

    Random m_random;
    const unsigned m_features;
    RandomScenario m_result;
    std::array<Duration, 2> m_delays{};
};

} // namespace

RandomScenario randomScenario(std::uint64_t seed, unsigned features)
{
    return Author(seed, features).write();
}

} // namespace differential
