#include "app/cli/json_lines.h"

#include <string>
#include <utility>

namespace {

/// The SYN, FIN, RST, PSH, ACK, URG, ECE, CWR and AE bits that are set, joined by commas.
std::string flagNames(tcp::Flags flags)
{
    constexpr std::pair<tcp::Flag, std::string_view> kNames[] = {
        {tcp::Flag::Syn, "SYN"}, {tcp::Flag::Fin, "FIN"}, {tcp::Flag::Rst, "RST"},
        {tcp::Flag::Psh, "PSH"}, {tcp::Flag::Ack, "ACK"}, {tcp::Flag::Urg, "URG"},
        {tcp::Flag::Ece, "ECE"}, {tcp::Flag::Cwr, "CWR"}, {tcp::Flag::Ae, "AE"},
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

} // namespace

void JsonLines::count(std::string_view name, std::uint64_t value)
{
    m_json.key(name);
    m_json.number(value);
}

void JsonLines::name(std::string_view key, std::string_view value)
{
    m_json.key(key);
    m_json.name(value);
}

void JsonLines::time(std::string_view key, Timestamp value)
{
    m_json.key(key);
    m_json.seconds(value.time_since_epoch());
}

void JsonLines::isn(const SideSummary& side)
{
    if (side.isnKnown)
        m_json.number(side.isn.value());
    else
        m_json.null();
}

void JsonLines::transitions(const Connection& connection, Side side)
{
    m_json.beginArray();
    for (const TransitionRecord& step : connection.transitions) {
        if (step.side != side)
            continue;
        const Record& record = m_trace.record(step.record);
        m_json.beginObject();
        time("t", record.time);
        m_json.key("frame");
        record.frame != 0 ? m_json.number(record.frame) : m_json.null();
        name("from", tcp::toString(step.from));
        name("to", tcp::toString(step.to));
        name("event", tcp::toString(step.event));
        name("certainty", toString(step.certainty));
        m_json.endObject();
    }
    m_json.endArray();
}

void JsonLines::labelCounts(const Connection& connection)
{
    m_json.beginObject();
    for (int i = 0; i < kLabelCount; ++i) {
        if (connection.labelCounts[std::size_t(i)] != 0)
            count(toString(Label(i)), connection.labelCounts[std::size_t(i)]);
    }
    m_json.endObject();
}

void JsonLines::connection(ConnectionId id)
{
    const Connection& connection = m_trace.connection(id);
    const SideSummary& initiator = connection.side(Side::Initiator);
    const SideSummary& responder = connection.side(Side::Responder);
    m_json.beginObject();
    name("type", "connection");
    count("id", id);
    name("initiator", toString(connection.info.initiator));
    name("responder", toString(connection.info.responder));
    count("ip", connection.info.initiator.ip.version);
    count("incarnation", connection.info.incarnation);
    if (connection.info.midstream) {
        m_json.key("midstream");
        m_json.boolean(true);
    }
    time("start", connection.start);
    time("end", connection.end);
    count("segments", connection.segments);
    m_json.key("isn");
    m_json.beginObject();
    m_json.key("initiator");
    isn(initiator);
    m_json.key("responder");
    isn(responder);
    m_json.endObject();
    m_json.key("octets");
    m_json.beginObject();
    count("initiator", initiator.octets);
    count("responder", responder.octets);
    m_json.endObject();
    name("initiatorState", tcp::toString(initiator.state));
    name("responderState", tcp::toString(responder.state));
    m_json.key("initiatorTransitions");
    transitions(connection, Side::Initiator);
    m_json.key("responderTransitions");
    transitions(connection, Side::Responder);
    count("completeness", connection.completeness);
    m_json.key("rtt");
    m_json.beginObject();
    m_json.key("initial");
    connection.initialRtt ? m_json.seconds(*connection.initialRtt) : m_json.null();
    m_json.endObject();
    m_json.key("labels");
    labelCounts(connection);
    m_json.key("findings");
    m_json.beginArray();
    m_json.endArray();
    m_json.endObject();
    m_json.endLine();
}

void JsonLines::segments(ConnectionId id)
{
    for (RecordNumber number : m_trace.connection(id).records) {
        const Record& record = m_trace.record(number);
        if (record.isSegment())
            segment(record);
    }
}

void JsonLines::segment(const Record& record)
{
    m_json.beginObject();
    name("type", "segment");
    count("frame", record.frame);
    count("connection", record.connection);
    time("t", record.time);
    name("from", toString(record.sender()));
    name("flags", flagNames(record.flags()));
    count("seq", m_trace.relativeSeq(record));
    if (record.has(tcp::Flag::Ack))
        count("ack", m_trace.relativeAck(record));
    count("len", record.textLength);
    count("window", m_trace.scaledWindow(record));
    if (record.extra != 0)
        options(record);
    m_json.key("labels");
    m_json.beginArray();
    for (int i = 0; i < kLabelCount; ++i) {
        if (record.labels().has(Label(i)))
            m_json.name(toString(Label(i)));
    }
    m_json.endArray();
    name("initiatorState", tcp::toString(record.state(Side::Initiator)));
    name("responderState", tcp::toString(record.state(Side::Responder)));
    if (record.kind() == RecordKind::LostSegment) {
        m_json.key("lost");
        m_json.boolean(true);
    }
    m_json.endObject();
    m_json.endLine();
}

void JsonLines::options(const Record& record)
{
    const tcp::Options options = m_trace.options(record);
    if (options.mss)
        count("mss", *options.mss);
    if (options.sackCount == 0)
        return;
    const tcp::SeqNumber isn = m_trace.connection(record.connection).side(other(record.sender())).isn;
    m_json.key("sack");
    m_json.beginArray();
    for (const tcp::SackBlock& block : options.sackBlocks()) {
        m_json.beginArray();
        m_json.number(std::uint32_t(block.left - isn));
        m_json.number(std::uint32_t(block.right - isn));
        m_json.endArray();
    }
    m_json.endArray();
}

void JsonLines::summary()
{
    const SourceStatistics& statistics = m_trace.statistics();
    m_json.beginObject();
    name("type", "summary");
    count("frames", statistics.frames);
    count("segments", statistics.segments);
    count("connections", m_trace.connectionCount());
    m_json.key("skipped");
    m_json.beginObject();
    count("notIp", statistics.notIp);
    count("notTcp", statistics.notTcp);
    count("truncated", statistics.truncated);
    count("fragment", statistics.fragments);
    count("badChecksum", statistics.badChecksums);
    m_json.endObject();
    m_json.key("damagedAt");
    statistics.damagedAt ? m_json.number(*statistics.damagedAt) : m_json.null();
    m_json.endObject();
    m_json.endLine();
}
