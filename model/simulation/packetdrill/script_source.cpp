#include "model/simulation/packetdrill/script_source.h"

#include "model/observer/connection_tracker.h"
#include "model/simulation/packetdrill/notation.h"
#include "model/simulation/passage.h"
#include "model/wire/encoder.h"

#include <array>
#include <utility>

namespace simulation::packetdrill {

namespace {

/// What the tracker would have decoded from the packet.
void observe(const SeenSegment& seen, std::uint32_t frame, ConnectionTracker& tracker, RecordBatch& batch)
{
    std::array<std::uint8_t, 40> octets{};
    wire::DecodedSegment packet;
    packet.sourceIp = seen.source.ip;
    packet.sourcePort = seen.source.port;
    packet.destinationIp = seen.destination.ip;
    packet.destinationPort = seen.destination.port;
    packet.segment = seen.segment;
    packet.optionOctets = std::span(octets).first(wire::encodeOptions(seen.segment.options, octets));
    tracker.observe(packet, seen.time, frame, batch);
    ++batch.statistics.frames;
    ++batch.statistics.segments;
}

/// The script's side has no distance: each segment arrives when it is sent.
void addFlights(const RecordBatch& batch, const std::vector<SeenSegment>& capture, Stage& stage)
{
    for (const Record& record : batch.records) {
        if (record.frame == 0)
            continue;
        const SeenSegment& seen = capture[record.frame - 1];
        Flight flight;
        flight.sent = flight.ends = seen.time;
        flight.from = seen.isInbound ? 1 : 0;
        flight.to = seen.isInbound ? 0 : 1;
        flight.connection = record.connection;
        flight.number = record.frame;
        flight.sender = record.sender();
        flight.flags = seen.segment.flags;
        flight.seq = seen.segment.seq;
        flight.ack = seen.segment.ack;
        flight.textLength = seen.segment.textLength;
        flight.window = seen.window;
        stage.flights.push_back(flight);
    }
}

std::shared_ptr<const Stage> stageOf(const Script& script, const Report& report)
{
    auto stage = std::make_shared<Stage>();
    stage->start = kSimulationStart;
    stage->end = kSimulationStart + report.end;
    stage->hosts = {{"tcplens", script.settings.local}, {"script", script.settings.remote}};
    for (const Step& step : report.steps)
        stage->captions.push_back({kSimulationStart + step.time, RecordNumber(step.seen), step.text, {}});
    return stage;
}

} // namespace

ScriptSource::ScriptSource(std::string name, const Script& script)
    : m_name(std::move(name)), m_report(packetdrill::run(script)), m_stage(stageOf(script, m_report))
{
}

SourceInfo ScriptSource::info() const
{
    return {m_name, "packetdrill", false};
}

std::optional<Error> ScriptSource::run(RecordSink& sink, std::stop_token stop)
{
    constexpr std::size_t kRecordsAtOnce = 8192;
    ConnectionTracker tracker({m_report.twoMsl});
    RecordBatch batch;
    std::uint32_t frame = 0;
    const auto stage = std::make_shared<Stage>(*m_stage);
    const auto write = [&] {
        const SourceStatistics statistics = batch.statistics;
        addFlights(batch, m_report.capture, *stage);
        const bool goesOn = batch.isEmpty() || sink.write(std::move(batch));
        batch.clear();
        batch.statistics = statistics;
        return goesOn;
    };
    for (const SeenSegment& seen : m_report.capture) {
        observe(seen, ++frame, tracker, batch);
        if (stop.stop_requested() || (batch.records.size() >= kRecordsAtOnce && !write()))
            return std::nullopt;
    }
    tracker.advanceClock(kSimulationStart + m_report.end, batch);
    write();
    m_stage = stage;
    return m_report.mismatch ? std::optional(toError(*m_report.mismatch, m_name)) : std::nullopt;
}

} // namespace simulation::packetdrill
