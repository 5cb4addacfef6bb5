#include "tests/bench/view_samples.h"

#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"
#include "tests/support/trace_builder.h"

namespace {

class Collector : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        all.connections.insert(all.connections.end(), batch.connections.begin(), batch.connections.end());
        all.records.insert(all.records.end(), batch.records.begin(), batch.records.end());
        all.transitions.insert(all.transitions.end(), batch.transitions.begin(), batch.transitions.end());
        all.extras.insert(all.extras.end(), batch.extras.begin(), batch.extras.end());
        return true;
    }
    RecordBatch all;
};

/// Four segments; without TIME-WAIT's minute, which would be the whole trace's.
void endConnection(TraceBuilder& builder)
{
    using enum tcp::Flag;
    using tcp::Event, tcp::State;
    builder.segment(Side::Initiator, Fin | Ack, {.window = 502}).step(Side::Initiator, Event::Close, State::FinWait1);
    builder.segment(Side::Responder, Ack, {.window = 509});
    builder.step(Side::Initiator, Event::RcvAckOfFin, State::FinWait2, Certainty::Assumed).step(Side::Responder, Event::RcvFin, State::CloseWait);
    builder.segment(Side::Responder, Fin | Ack, {.window = 509}).step(Side::Responder, Event::Close, State::LastAck);
    builder.segment(Side::Initiator, Ack, {.window = 502}).step(Side::Initiator, Event::RcvFin, State::TimeWait);
    builder.step(Side::Responder, Event::RcvAckOfFin, State::Closed, Certainty::Assumed);
}

} // namespace

RecordBatch millionSegments()
{
    const auto scenario = simulation::readScenario("title Bulk\nseed 3\nlink delay 20ms rate 1g loss 0.01%\nhost A B window 4000000\n0ms B passive-open 80\n"
                                                   "0ms A active-open 80\n100ms A send 1000000000\n", "bulk.scenario");
    simulation::SimulationSource source("bulk", scenario.value());
    source.forgetPassages();
    Collector collector;
    source.run(collector, {});
    return std::move(collector.all);
}

RecordBatch millionInACrowd()
{
    using enum tcp::Flag;
    constexpr ConnectionId kConnections = 10'000;
    constexpr std::uint32_t kSlots = 400;
    constexpr std::uint32_t kRounds = 49; // a handshake, 47 segments with their ACKs, the end: 101 records
    constexpr Duration kGap = std::chrono::microseconds(100);
    TraceBuilder builder;
    std::vector<ConnectionId> open(kSlots, kConnections);
    ConnectionId begun = 0, ended = 0;
    for (std::uint32_t round = 0; ended < kConnections; ++round) {
        for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
            const std::uint32_t phase = (round + slot) % kRounds;
            if (phase == 0 && begun < kConnections) {
                open[slot] = begun++;
                builder.connection().handshake(kGap);
            } else if (open[slot] == kConnections) {
                continue;
            } else if (phase < kRounds - 1) {
                builder.in(open[slot]).after(kGap).segment(Side::Initiator, Ack, {.text = 1000, .window = 502});
                builder.after(kGap).segment(Side::Responder, Ack, {.window = 509});
            } else {
                endConnection(builder.in(open[slot]));
                open[slot] = kConnections;
                ++ended;
            }
        }
    }
    return builder.batch();
}

RecordBatch fourMillionSideBySide()
{
    using enum tcp::Flag;
    constexpr ConnectionId kConnections = 4;
    TraceBuilder builder;
    for (ConnectionId id = 0; id < kConnections; ++id)
        builder.connection().handshake();
    for (std::uint32_t i = 0; i < 1'000'000; ++i) {
        const Duration gap = i % 1000 == 0 ? Duration(std::chrono::seconds(3)) : Duration(std::chrono::microseconds(100));
        const bool isText = i % 2 == 1;
        for (ConnectionId id = 0; id < kConnections; ++id)
            builder.in(id).after(gap).segment(isText ? Side::Responder : Side::Initiator, Ack,
                                              {.text = isText ? 1448u : 0u, .labels = i % 5000 == 1 ? Labels(Label::Retransmission) : Labels()});
    }
    return builder.batch();
}
