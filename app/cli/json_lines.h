#pragma once
#include "model/trace/trace.h"

#include <memory>
#include <string>

/// Writes JSON lines: one object a line, UTF-8, keys in a fixed order. The lines are kept until clear().
class JsonLines {
public:
    explicit JsonLines(const Trace& trace);
    ~JsonLines();

    void connection(ConnectionId id);
    /// The connection's segments, in the order of the file.
    void segments(ConnectionId id);
    void summary();
    /// What has been written since the last call.
    const std::string& text() const { return m_text; }
    void clear() { m_text.clear(); }

private:
    struct Buffer;
    void endLine();

    const Trace& m_trace;
    const std::unique_ptr<Buffer> m_buffer; ///< One line, as rapidjson writes it.
    std::string m_text;
};
