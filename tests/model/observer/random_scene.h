#pragma once
#include "tests/model/observer/random_peers.h"

#include <algorithm>
#include <chrono>

namespace peers {

using namespace std::chrono_literals;
using tcp::SeqNumber;
using tcp::State;

/// What makes a family of scenes harder than an undisturbed connection.
enum Feature : unsigned {
    Loss = 1 << 0,
    Jitter = 1 << 1,
    Duplicates = 1 << 2,
    Aborts = 1 << 3,
    SilentCalls = 1 << 4,
    ImpatientTimers = 1 << 5,
    Reuse = 1 << 6,
    LateCapture = 1 << 7,
    MissedPackets = 1 << 8,
    OneSided = 1 << 9,
};

constexpr Timestamp at(Duration sinceStart)
{
    return Timestamp(sinceStart);
}

/// One random exchange, and what of it the capture holds.
class Scene {
public:
    Scene(std::uint64_t seed, unsigned features)
        : m_random(seed * 0x2545F4914F6CDD1Du + features), m_features(features), m_exchange{path(), {habits(), habits()}, m_random.next()} // braces: one after the other
    {
        scheduleOpening();
        for (Host host : kHosts)
            scheduleText(host, at(50ms));
        scheduleEnding(at(100ms));
        chooseCapture();
        m_end = has(Loss | Jitter | Duplicates | Reuse) || m_random.chance(70) ? at(1h) : at(20s);
        if (has(Reuse))
            runTwice();
        m_exchange.runUntil(m_end);
    }

    const Exchange& exchange() const { return m_exchange; }
    Timestamp end() const { return m_end; }
    bool has(unsigned features) const { return (m_features & features) != 0; }

    /// Positions in the exchange's passages.
    std::vector<std::size_t> capture()
    {
        std::vector<std::size_t> kept;
        for (std::size_t which : m_exchange.captured()) {
            const Passage& passage = m_exchange.passages()[which];
            if (passage.captured < m_captureBegins || passage.sender == m_unheard || m_random.chance(m_missPercent))
                continue;
            kept.push_back(which);
        }
        return kept;
    }

private:
    Path path()
    {
        Path path;
        const Duration delays[] = {m_random.between(100us, 100ms), m_random.between(100us, 100ms)};
        const std::uint32_t place = m_random.below(5); // 0: beside A; 4: beside B
        for (Host host : kHosts) {
            const std::size_t i = index(host);
            const std::uint32_t quarters = host == Host::A ? place : 4 - place;
            path.directions[i].beforeCapture = 5us + delays[i] * quarters / 4;
            path.directions[i].afterCapture = 5us + delays[i] * (4 - quarters) / 4;
        }
        m_shortestDelay = std::min(delays[0], delays[1]);
        path.lossPercent = has(Loss) ? 1 + m_random.below(15) : 0;
        path.jitterPercent = has(Jitter) ? 5 + m_random.below(40) : 0;
        path.longestJitter = m_random.between(1ms, 150ms);
        path.duplicatePercent = has(Duplicates) ? 5 + m_random.below(20) : 0;
        path.lossEnds = at(30s);
        return path;
    }

    Habits habits()
    {
        Habits habits;
        habits.rto = has(ImpatientTimers) ? m_random.between(30ms, 1s) : 1s;
        habits.readDelay = m_random.chance(30) ? 400ms : 5ms;
        habits.delayedAckPercent = m_random.below(70);
        habits.mss = m_random.chance(50) ? 536 : 1460;
        habits.buffer = 1000 + m_random.below(20000);
        habits.resetsCarryAck = m_random.chance(50);
        return habits;
    }

    SeqNumber iss() { return SeqNumber(m_random.chance(30) ? ~m_random.below(3000) : std::uint32_t(m_random.next())); }

    void call(Timestamp time, Host host, Call call, std::uint32_t octets = 0, SeqNumber iss = {})
    {
        m_exchange.schedule({time, host, call, octets, iss, has(SilentCalls)});
    }

    void scheduleOpening()
    {
        const std::uint32_t manner = m_random.below(10);
        const Host active = m_random.chance(50) ? Host::A : Host::B;
        const Timestamp start = at(m_random.between(1ms, 50ms));
        call(start, active, Call::ActiveOpen, 0, iss());
        const Duration later = m_random.between(0us, m_shortestDelay);
        if (manner < 2) // both at once, so that their SYNs cross
            call(start + later, other(active), Call::ActiveOpen, 0, iss());
        else if (manner < 9 || has(Reuse))
            call(at(0s), other(active), Call::PassiveOpen, 0, iss());
    }

    void scheduleText(Host host, Timestamp from)
    {
        for (std::uint32_t sends = m_random.below(5); sends > 0; --sends) {
            const Timestamp time = from + m_random.between(0s, 2s);
            call(time, host, Call::Send, 1 + m_random.below(5000));
        }
    }

    void scheduleEnding(Timestamp from)
    {
        Timestamp time = from + m_random.between(0s, 3s);
        const bool atOnce = m_random.chance(30);
        for (Host host : kHosts) {
            if (has(Aborts) && m_random.chance(30))
                call(from + m_random.between(0s, 4s), host, Call::Abort);
            if (has(Reuse) || m_random.chance(85))
                call(time, host, Call::Close);
            time = atOnce ? time + m_random.between(0s, 100ms) : from + m_random.between(0s, 3s);
        }
    }

    void chooseCapture()
    {
        if (has(LateCapture))
            m_captureBegins = at(m_random.between(0s, 3s));
        if (has(MissedPackets))
            m_missPercent = 1 + m_random.below(20);
        if (has(OneSided))
            m_unheard = m_random.chance(50) ? Host::A : Host::B;
    }

    /// When the first connection is over on one end, and over or in TIME-WAIT on the other, the ports are used again.
    void runTwice()
    {
        const Timestamp again = at(40s + m_random.between(0s, 150s));
        m_exchange.runUntil(again);
        const State states[] = {m_exchange.end(Host::A).state(), m_exchange.end(Host::B).state()};
        Host active = m_random.chance(50) ? Host::A : Host::B;
        if (states[0] == State::TimeWait)
            active = Host::B;
        else if (states[1] == State::TimeWait)
            active = Host::A;
        if (states[index(active)] != State::Closed)
            return;
        const SeqNumber fresh = m_exchange.end(other(active)).tcb().rcv.nxt + 1000 + m_random.below(100000);
        m_exchange.end(other(active)).setIss(iss());
        call(again + 1ms, other(active), Call::PassiveOpen, 0, iss());
        call(again + 2ms, active, Call::ActiveOpen, 0, fresh);
        for (Host host : kHosts)
            scheduleText(host, again + 50ms);
        scheduleEnding(again + 100ms);
    }

    Random m_random;
    const unsigned m_features;
    Duration m_shortestDelay{};
    Timestamp m_captureBegins{};
    std::uint32_t m_missPercent = 0;
    std::optional<Host> m_unheard;
    Timestamp m_end;
    Exchange m_exchange;
};

} // namespace peers
