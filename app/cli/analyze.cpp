#include "app/cli/analyze.h"

#include "app/cli/json_lines.h"
#include "app/cli/report.h"
#include "app/cli/usage.h"
#include "model/capture/capture_file.h"

#include <charconv>
#include <cstdio>
#include <optional>

namespace {

struct Request {
    std::string path = "-";
    bool json = false;
    bool segments = false;
    TrackerOptions tracker;
};

/// Nothing where the command line is wrong, which has been said then.
std::optional<Request> parse(std::span<const std::string_view> arguments)
{
    Request request;
    bool hasPath = false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--json") {
            request.json = true;
        } else if (argument == "--segments") {
            request.segments = true;
        } else if (argument == "--2msl") {
            const std::string_view value = i + 1 < arguments.size() ? arguments[++i] : std::string_view();
            long seconds = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
            if (error != std::errc() || end != value.data() + value.size() || seconds < 1 || seconds > 86400) {
                wrongUsage("--2msl takes a whole number of seconds from 1 to 86400");
                return std::nullopt;
            }
            request.tracker.twoMsl = std::chrono::seconds(seconds);
        } else if (argument.size() > 1 && argument.front() == '-') {
            wrongUsage("analyze has no option \"" + std::string(argument) + "\"");
            return std::nullopt;
        } else if (hasPath) {
            wrongUsage("analyze takes one file, not also \"" + std::string(argument) + "\"");
            return std::nullopt;
        } else {
            request.path = argument;
            hasPath = true;
        }
    }
    return request;
}

class TraceSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    Trace trace;
};

/// False if standard output does not take it, as when its reader has gone.
bool print(const std::string& text)
{
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

bool printJson(const Trace& trace, bool segments)
{
    constexpr std::size_t kBlock = 1 << 20;
    JsonLines lines(trace);
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (segments)
            lines.segments(id);
        lines.connection(id);
        if (lines.text().size() >= kBlock) {
            if (!print(lines.text()))
                return false;
            lines.clear();
        }
    }
    lines.summary();
    return print(lines.text());
}

bool printReport(const Trace& trace, bool segments)
{
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (!print(reportConnection(trace, id, segments)))
            return false;
    }
    return print(reportSummary(trace));
}

} // namespace

int analyze(std::span<const std::string_view> arguments)
{
    const std::optional<Request> request = parse(arguments);
    if (!request)
        return kWrongUsage;
    auto file = CaptureFile::open(request->path, request->tracker);
    if (!file) {
        printError(file.error());
        return kBadInput;
    }
    TraceSink sink;
    const std::optional<Error> error = file.value()->run(sink, {});
    const bool printed = request->json ? printJson(sink.trace, request->segments) : printReport(sink.trace, request->segments);
    if (error)
        printError(*error);
    else if (!printed || std::fflush(stdout) != 0)
        printError({"Cannot write to standard output.", "Check the disk's free space or the program that reads it."});
    return error || !printed ? kBadInput : kDone;
}
