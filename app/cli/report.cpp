#include "app/cli/report.h"

#include <cstdio>

namespace {

std::string walk(const Connection& connection, Side side)
{
    std::string text;
    for (const TransitionRecord& step : connection.transitions) {
        if (step.side != side)
            continue;
        if (text.empty())
            text = tcp::toString(step.from);
        text += step.certainty == Certainty::Retracted ? " \xE2\x86\xA9 " : " \xE2\x86\x92 ";
        const bool guessed = step.certainty == Certainty::Assumed;
        text += guessed ? "(" : "";
        text += tcp::toString(step.to);
        text += guessed ? ")" : "";
    }
    return text.empty() ? std::string(tcp::toString(connection.info.initialStates[index(side)])) : text;
}

std::string seconds(Duration duration)
{
    char text[48];
    std::snprintf(text, sizeof text, "%.6f", double(duration.count()) / 1e9);
    return text;
}

std::string describe(const Trace& trace, const Record& record)
{
    const bool fromInitiator = record.sender() == Side::Initiator;
    std::string text = "    " + seconds(record.time - trace.connection(record.connection).start) + (fromInitiator ? "  -->  " : "  <--  ");
    const std::string states = "   " + std::string(tcp::toString(record.state(Side::Initiator))) + " | "
        + std::string(tcp::toString(record.state(Side::Responder)));
    if (record.kind() == RecordKind::Timeout || record.kind() == RecordKind::Call)
        return text + (record.kind() == RecordKind::Call ? "(call)" : "(timeout)") + states;
    constexpr std::pair<tcp::Flag, const char*> kNames[] = {{tcp::Flag::Syn, "SYN "}, {tcp::Flag::Fin, "FIN "}, {tcp::Flag::Rst, "RST "}};
    for (const auto& [flag, name] : kNames)
        text += record.has(flag) ? name : "";
    const bool chosen = trace.connection(record.connection).info.chosenIsns; // by a scenario, which speaks of them
    text += std::to_string(chosen ? record.seq.value() : trace.relativeSeq(record)) + "(" + std::to_string(record.textLength) + ")";
    if (record.has(tcp::Flag::Ack))
        text += " ack " + std::to_string(chosen ? record.ack.value() : trace.relativeAck(record));
    text += " win " + std::to_string(trace.scaledWindow(record));
    for (int i = 0; i < kLabelCount; ++i) {
        if (record.labels().has(Label(i)))
            text += " [" + std::string(toString(Label(i))) + "]";
    }
    return text + (record.kind() == RecordKind::LostSegment ? " (lost)" : "") + states;
}

} // namespace

std::string reportConnection(const Trace& trace, ConnectionId id, bool withSegments)
{
    const Connection& connection = trace.connection(id);
    std::string text = "#" + std::to_string(id) + "  " + toString(connection.info.initiator) + "  \xE2\x86\x92  "
        + toString(connection.info.responder) + "   " + std::to_string(connection.segments) + " segments, "
        + seconds(connection.end - connection.start) + " s" + (connection.info.midstream ? ", begins in mid-stream" : "") + "\n";
    if (withSegments) {
        for (RecordNumber number : connection.records)
            text += describe(trace, trace.record(number)) + "\n";
    }
    text += "    initiator  " + walk(connection, Side::Initiator) + "\n";
    text += "    responder  " + walk(connection, Side::Responder) + "\n";
    return text;
}

std::string reportSummary(const Trace& trace)
{
    const SourceStatistics& statistics = trace.statistics();
    std::string text = std::to_string(statistics.frames) + " frames, " + std::to_string(statistics.segments) + " TCP segments, "
        + std::to_string(trace.connectionCount()) + (trace.connectionCount() == 1 ? " connection" : " connections");
    const auto note = [&text](std::uint64_t count, const char* what) {
        if (count > 0)
            text += "; " + std::to_string(count) + " " + what;
    };
    note(statistics.notIp, "not IP");
    note(statistics.notTcp, "not TCP");
    note(statistics.truncated, "truncated");
    note(statistics.fragments, "later fragments");
    note(statistics.badChecksums, "with a checksum that is wrong, or left to the network card");
    return text + "\n(Steps in brackets are assumed; \xE2\x86\xA9 takes one back.)\n";
}
