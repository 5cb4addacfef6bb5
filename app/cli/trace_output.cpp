#include "app/cli/trace_output.h"

#include "app/cli/json_lines.h"
#include "app/cli/report.h"

#include <cstdio>

namespace {

bool printJson(const Trace& trace, bool withSegments)
{
    JsonLines lines(trace);
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (withSegments)
            lines.segments(id);
        lines.connection(id);
        if (!print(lines.text()))
            return false;
        lines.clear();
    }
    lines.summary();
    return print(lines.text());
}

bool printReport(const Trace& trace, bool withSegments)
{
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (!print(reportConnection(trace, id, withSegments)))
            return false;
    }
    return print(reportSummary(trace));
}

} // namespace

bool print(std::string_view text)
{
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

bool printTrace(const Trace& trace, bool asJson, bool withSegments)
{
    return asJson ? printJson(trace, withSegments) : printReport(trace, withSegments);
}
