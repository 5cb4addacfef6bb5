#pragma once
#include "app/cli/json_writer.h"
#include "model/trace/trace.h"

#include <string_view>

/// Writes JSON lines: one object a line, UTF-8, keys in a fixed order. The lines are kept until clear().
class JsonLines {
public:
    explicit JsonLines(const Trace& trace) : m_trace(trace) {}

    void connection(ConnectionId id);
    /// The connection's segments, in the order of the file.
    void segments(ConnectionId id);
    void summary();
    /// What has been written since the last clear().
    std::string_view text() const { return m_json.written(); }
    void clear() { m_json.clear(); }

private:
    void segment(const Record& record);
    void options(const Record& record);
    void transitions(const Connection& connection, Side side);
    void labelCounts(const Connection& connection);
    void isn(const SideSummary& side);
    void count(std::string_view name, std::uint64_t value);
    void name(std::string_view key, std::string_view value);
    void time(std::string_view key, Timestamp value);

    const Trace& m_trace;
    JsonWriter m_json;
};
