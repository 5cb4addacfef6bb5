#pragma once
#include "tests/support/trace_builder.h"

#include "model/trace/stage.h"

#include <chrono>
#include <memory>

/// Stages made by hand, with the records that belong to them.
namespace path_samples {

using namespace std::chrono_literals;

inline constexpr Timestamp kStart{std::chrono::seconds(1'700'000'000)};

/// A stage and its records, of which the tests and pictures need the latter for states and notation.
struct Sample {
    RecordBatch batch;
    std::shared_ptr<Stage> stage;

    Trace trace() const
    {
        Trace result;
        result.append(batch);
        return result;
    }
};

/// Writes flights in the order of sending, and a record for each that arrives.
class StageMaker {
public:
    explicit StageMaker(std::uint8_t hosts = 2)
    {
        m_stage->start = kStart;
        for (std::uint8_t host = 0; host < hosts; ++host) {
            StageHost each;
            each.name = std::string(1, char('A' + host));
            each.address.octets = {10, 0, 0, std::uint8_t(host + 1)};
            m_stage->hosts.push_back(each);
        }
        m_builder.connection();
    }
    TraceBuilder& builder() { return m_builder; }

    /// `at` and `trip` from the start; the flight is adjusted by the caller where it is not an ordinary one.
    Flight& flight(Duration at, Duration trip, Side sender, tcp::Flags flags, std::uint32_t seq, std::uint32_t ack, std::uint32_t text = 0)
    {
        Flight flight;
        flight.sent = kStart + at;
        flight.ends = flight.due = kStart + at + trip;
        flight.from = sender == Side::Initiator ? 0 : 1;
        flight.to = sender == Side::Initiator ? 1 : 0;
        flight.number = std::uint32_t(m_stage->flights.size()) + 1;
        flight.sender = sender;
        flight.flags = flags;
        flight.seq = tcp::SeqNumber(seq);
        flight.ack = tcp::SeqNumber(ack);
        flight.textLength = text;
        flight.window = 6144;
        m_stage->flights.push_back(flight);
        return m_stage->flights.back();
    }
    Sample sample()
    {
        for (const Flight& flight : m_stage->flights) {
            m_stage->longestFlight = std::max(m_stage->longestFlight, flight.ends - flight.sent);
            m_stage->end = std::max(m_stage->end, flight.ends);
        }
        return {m_builder.batch(), m_stage};
    }

private:
    TraceBuilder m_builder;
    std::shared_ptr<Stage> m_stage = std::make_shared<Stage>();
};

/// SYN at 0 ms, SYN-ACK at 20 ms, ACK at 40 ms, 1(20) at 300 ms, each 20 ms on the way; with their records.
inline Sample handshake()
{
    using enum tcp::Flag;
    StageMaker maker;
    maker.builder().handshake(20ms).after(260ms).segment(Side::Initiator, Ack | Psh, {.text = 20});
    maker.flight(0ms, 20ms, Side::Initiator, Syn, 1000, 0);
    maker.flight(20ms, 20ms, Side::Responder, Syn | Ack, 8000, 1001);
    maker.flight(40ms, 20ms, Side::Initiator, Ack, 1001, 8001);
    maker.flight(300ms, 20ms, Side::Initiator, Ack | Psh, 1001, 8001, 20);
    return maker.sample();
}

/// `count` segments of 1024 octets from A, `apart` from each other, and an ACK for every second of them.
inline Sample window(std::uint32_t count, Duration apart, Duration trip = 20ms)
{
    using enum tcp::Flag;
    StageMaker maker;
    maker.builder().handshake();
    for (std::uint32_t i = 0; i < count; ++i) {
        const Duration at = apart * i;
        maker.flight(at, trip, Side::Initiator, Ack, 1001 + 1024 * i, 8001, 1024);
        if (i % 2 == 1 && apart > Duration())
            maker.flight(at, trip, Side::Responder, Ack, 8001, 1001 + 1024 * i);
    }
    return maker.sample();
}

/// One of each kind and mark, for looking at, at 10 ms.
inline Sample zoo()
{
    using enum tcp::Flag;
    StageMaker maker;
    maker.builder().handshake();
    maker.flight(0ms, 40ms, Side::Initiator, Ack | Psh, 1001, 8001, 1024);
    maker.flight(2ms, 40ms, Side::Responder, Fin | Ack, 8021, 1001);
    Flight& copy = maker.flight(4ms, 20ms, Side::Initiator, Ack, 2025, 8001, 512);
    copy.isCopy = true;
    copy.copy = 1;
    maker.flight(6ms, 20ms, Side::Responder, Ack, 8001, 1025);
    maker.flight(9ms, 20ms, Side::Initiator, Ack, 2537, 8001, 100).isCorrupt = true;
    maker.flight(9ms, 20ms, Side::Responder, Rst, 8001, 0);
    return maker.sample();
}

} // namespace path_samples
