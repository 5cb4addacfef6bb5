#include "app/cli/json_lines.h"

#ifdef __SSE2__
#define RAPIDJSON_SSE2 // copies strings sixteen characters at a time
#endif
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <string_view>

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void string(Writer& json, std::string_view text)
{
    json.String(text.data(), rapidjson::SizeType(text.size()));
}

void key(Writer& json, std::string_view text)
{
    json.Key(text.data(), rapidjson::SizeType(text.size()));
}

/// Seconds with nine digits, as a string: a double would lose the nanoseconds.
void seconds(Writer& json, Duration duration)
{
    char text[32];
    const std::int64_t count = duration.count();
    char* at = text;
    if (count < 0)
        *at++ = '-';
    const std::uint64_t magnitude = count < 0 ? 0 - std::uint64_t(count) : std::uint64_t(count);
    at = std::to_chars(at, text + sizeof text, magnitude / 1'000'000'000u).ptr;
    *at++ = '.';
    auto fraction = std::uint32_t(magnitude % 1'000'000'000u);
    for (int digit = 8; digit >= 0; --digit) {
        at[digit] = char('0' + fraction % 10);
        fraction /= 10;
    }
    at += 9;
    string(json, {text, std::size_t(at - text)});
}

void time(Writer& json, Timestamp time)
{
    seconds(json, time.time_since_epoch());
}

void transitions(Writer& json, const Trace& trace, const Connection& connection, Side side)
{
    json.StartArray();
    for (const TransitionRecord& step : connection.transitions) {
        if (step.side != side)
            continue;
        const Record& record = trace.record(step.record);
        json.StartObject();
        key(json, "t");
        time(json, record.time);
        key(json, "frame");
        record.frame != 0 ? json.Uint(record.frame) : json.Null();
        key(json, "from");
        string(json, tcp::toString(step.from));
        key(json, "to");
        string(json, tcp::toString(step.to));
        key(json, "event");
        string(json, tcp::toString(step.event));
        key(json, "certainty");
        string(json, toString(step.certainty));
        json.EndObject();
    }
    json.EndArray();
}

void labelCounts(Writer& json, const Connection& connection)
{
    json.StartObject();
    for (int i = 0; i < kLabelCount; ++i) {
        if (connection.labelCounts[std::size_t(i)] == 0)
            continue;
        key(json, toString(Label(i)));
        json.Uint(connection.labelCounts[std::size_t(i)]);
    }
    json.EndObject();
}

/// The SYN, FIN, RST, PSH, ACK, URG, ECE, CWR and AE bits that are set, joined by commas.
std::string flagNames(tcp::Flags flags)
{
    constexpr std::pair<tcp::Flag, std::string_view> kNames[] = {
        {tcp::Flag::Syn, "SYN"}, {tcp::Flag::Fin, "FIN"}, {tcp::Flag::Rst, "RST"}, {tcp::Flag::Psh, "PSH"}, {tcp::Flag::Ack, "ACK"},
        {tcp::Flag::Urg, "URG"}, {tcp::Flag::Ece, "ECE"}, {tcp::Flag::Cwr, "CWR"}, {tcp::Flag::Ae, "AE"},
    };
    std::string text;
    for (const auto& [flag, name] : kNames) {
        if (!flags.has(flag))
            continue;
        if (!text.empty())
            text += ',';
        text += name;
    }
    return text;
}

void segment(Writer& json, const Trace& trace, const Record& record)
{
    const Connection& connection = trace.connection(record.connection);
    json.StartObject();
    key(json, "type");
    string(json, "segment");
    key(json, "frame");
    json.Uint(record.frame);
    key(json, "connection");
    json.Uint(record.connection);
    key(json, "t");
    time(json, record.time);
    key(json, "from");
    string(json, toString(record.sender()));
    key(json, "flags");
    string(json, flagNames(record.flags()));
    key(json, "seq");
    json.Uint(trace.relativeSeq(record));
    if (record.has(tcp::Flag::Ack)) {
        key(json, "ack");
        json.Uint(trace.relativeAck(record));
    }
    key(json, "len");
    json.Uint(record.textLength);
    key(json, "window");
    json.Uint(trace.scaledWindow(record));
    if (record.extra != 0) {
        const tcp::Options options = trace.options(record);
        if (options.mss) {
            key(json, "mss");
            json.Uint(*options.mss);
        }
        if (options.sackCount > 0) {
            const tcp::SeqNumber isn = connection.side(other(record.sender())).isn;
            key(json, "sack");
            json.StartArray();
            for (const tcp::SackBlock& block : options.sackBlocks()) {
                json.StartArray();
                json.Uint(std::uint32_t(block.left - isn));
                json.Uint(std::uint32_t(block.right - isn));
                json.EndArray();
            }
            json.EndArray();
        }
    }
    key(json, "labels");
    json.StartArray();
    for (int i = 0; i < kLabelCount; ++i) {
        if (record.labels().has(Label(i)))
            string(json, toString(Label(i)));
    }
    json.EndArray();
    key(json, "initiatorState");
    string(json, tcp::toString(record.state(Side::Initiator)));
    key(json, "responderState");
    string(json, tcp::toString(record.state(Side::Responder)));
    json.EndObject();
}

} // namespace

struct JsonLines::Buffer : rapidjson::StringBuffer {};

JsonLines::JsonLines(const Trace& trace) : m_trace(trace), m_buffer(std::make_unique<Buffer>()) {}

JsonLines::~JsonLines() = default;

void JsonLines::endLine()
{
    m_text.append(m_buffer->GetString(), m_buffer->GetSize());
    m_text += '\n';
}

void JsonLines::connection(ConnectionId id)
{
    const Connection& connection = m_trace.connection(id);
    const SideSummary& initiator = connection.side(Side::Initiator);
    const SideSummary& responder = connection.side(Side::Responder);
    m_buffer->Clear();
    Writer json(*m_buffer);
    json.StartObject();
    key(json, "type");
    string(json, "connection");
    key(json, "id");
    json.Uint(id);
    key(json, "initiator");
    string(json, toString(connection.info.initiator));
    key(json, "responder");
    string(json, toString(connection.info.responder));
    key(json, "ip");
    json.Uint(connection.info.initiator.ip.version);
    key(json, "incarnation");
    json.Uint(connection.info.incarnation);
    if (connection.info.midstream) {
        key(json, "midstream");
        json.Bool(true);
    }
    key(json, "start");
    time(json, connection.start);
    key(json, "end");
    time(json, connection.end);
    key(json, "segments");
    json.Uint64(connection.segments);
    key(json, "isn");
    json.StartObject();
    key(json, "initiator");
    initiator.isnKnown ? json.Uint(initiator.isn.value()) : json.Null();
    key(json, "responder");
    responder.isnKnown ? json.Uint(responder.isn.value()) : json.Null();
    json.EndObject();
    key(json, "octets");
    json.StartObject();
    key(json, "initiator");
    json.Uint64(initiator.octets);
    key(json, "responder");
    json.Uint64(responder.octets);
    json.EndObject();
    key(json, "initiatorState");
    string(json, tcp::toString(initiator.state));
    key(json, "responderState");
    string(json, tcp::toString(responder.state));
    key(json, "initiatorTransitions");
    transitions(json, m_trace, connection, Side::Initiator);
    key(json, "responderTransitions");
    transitions(json, m_trace, connection, Side::Responder);
    key(json, "completeness");
    json.Uint(connection.completeness);
    key(json, "rtt");
    json.StartObject();
    key(json, "initial");
    if (connection.initialRtt)
        seconds(json, *connection.initialRtt);
    else
        json.Null();
    json.EndObject();
    key(json, "labels");
    labelCounts(json, connection);
    key(json, "findings");
    json.StartArray();
    json.EndArray();
    json.EndObject();
    endLine();
}

void JsonLines::segments(ConnectionId id)
{
    for (RecordNumber number : m_trace.connection(id).records) {
        const Record& record = m_trace.record(number);
        if (record.kind() != RecordKind::Segment)
            continue;
        m_buffer->Clear();
        Writer json(*m_buffer);
        segment(json, m_trace, record);
        endLine();
    }
}

void JsonLines::summary()
{
    const SourceStatistics& statistics = m_trace.statistics();
    m_buffer->Clear();
    Writer json(*m_buffer);
    const auto count = [&](std::string_view name, std::uint64_t value) {
        key(json, name);
        json.Uint64(value);
    };
    json.StartObject();
    key(json, "type");
    string(json, "summary");
    count("frames", statistics.frames);
    count("segments", statistics.segments);
    count("connections", m_trace.connectionCount());
    key(json, "skipped");
    json.StartObject();
    count("notIp", statistics.notIp);
    count("notTcp", statistics.notTcp);
    count("truncated", statistics.truncated);
    count("fragment", statistics.fragments);
    count("badChecksum", statistics.badChecksums);
    json.EndObject();
    key(json, "damagedAt");
    statistics.damagedAt ? json.Uint64(*statistics.damagedAt) : json.Null();
    json.EndObject();
    endLine();
}
