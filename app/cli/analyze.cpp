#include "app/cli/analyze.h"

#include "app/cli/json_lines.h"
#include "app/cli/report.h"
#include "app/cli/usage.h"
#include "model/capture/capture_file.h"
#include "model/trace/connection_filter.h"
#include "model/trace/display_filter.h"

#include <charconv>
#include <cstdio>
#include <optional>
#include <string>

namespace {

struct Request {
    std::optional<std::string> path; ///< None: standard input.
    bool json = false;
    bool segments = false;
    ConnectionFilter filter;
    TrackerOptions tracker;
};

Error describe(const FilterProblem& problem)
{
    const std::string text = '"' + problem.text + '"';
    switch (problem.kind) {
    case FilterProblem::Kind::Word:
        return {"-Y: " + text + " is no part of any address, state or label.",
                "Write for example port:443, addr:10.0.0.1, state:CLOSE-WAIT, label:retransmission, #12 or tcp.port == 443."};
    case FilterProblem::Kind::Field:
        return {"-Y: There is no field " + text + " to choose connections by.", "These are understood: " + displayFieldNames() + " and the like."};
    case FilterProblem::Kind::Condition:
        return {"-Y: " + text + " is not understood.", "Write it like this: " + problem.example + "."};
    case FilterProblem::Kind::Joint:
        break;
    }
    return {"-Y: " + text + " is not understood here.", "All conditions must match: join them with spaces, && or and; there is no either-or and no not."};
}

/// One reading of the arguments from left to right. Whoever returns false has said what is wrong.
class Parser {
public:
    explicit Parser(std::span<const std::string_view> arguments) : m_arguments(arguments) {}

    /// Nothing where the command line is wrong.
    std::optional<Request> parse()
    {
        while (m_next < m_arguments.size()) {
            if (!take(m_arguments[m_next++]))
                return std::nullopt;
        }
        return std::move(m_request);
    }

private:
    bool take(std::string_view argument)
    {
        if (argument == "--json")
            return m_request.json = true;
        if (argument == "--segments")
            return m_request.segments = true;
        if (argument == "--2msl")
            return takeTwoMsl();
        if (argument == "-Y")
            return takeFilter();
        if (argument == "-r")
            return m_next < m_arguments.size() ? takePath(m_arguments[m_next++]) : refuse("-r takes the name of a file");
        if (argument.size() > 1 && argument.front() == '-')
            return refuse("analyze has no option \"" + std::string(argument) + "\"");
        return takePath(argument);
    }
    bool takePath(std::string_view path)
    {
        if (path.empty())
            return refuse("The name of the file is empty");
        if (m_request.path)
            return refuse("analyze takes one file, not also \"" + std::string(path) + "\"");
        m_request.path = path;
        return true;
    }
    bool takeFilter()
    {
        if (m_next == m_arguments.size())
            return refuse("-Y takes a filter, such as \"port:443 state:CLOSE-WAIT\"");
        m_request.filter = ConnectionFilter(m_arguments[m_next++]);
        if (m_request.filter.problem())
            printError(describe(*m_request.filter.problem()));
        return !m_request.filter.problem();
    }
    bool takeTwoMsl()
    {
        const std::string_view value = m_next < m_arguments.size() ? m_arguments[m_next++] : std::string_view();
        long seconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (error != std::errc() || end != value.data() + value.size() || seconds < 1 || seconds > 86400)
            return refuse("--2msl takes a whole number of seconds from 1 to 86400");
        m_request.tracker.twoMsl = std::chrono::seconds(seconds);
        return true;
    }
    static bool refuse(const std::string& what)
    {
        wrongUsage(what);
        return false;
    }

    std::span<const std::string_view> m_arguments;
    std::size_t m_next = 0;
    Request m_request;
};

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
bool print(std::string_view text)
{
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

bool printJson(const Trace& trace, const Request& request)
{
    constexpr std::size_t kBlock = 1 << 18;
    JsonLines lines(trace);
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (!request.filter.matches(trace, id))
            continue;
        if (request.segments)
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

bool printReport(const Trace& trace, const Request& request)
{
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (request.filter.matches(trace, id) && !print(reportConnection(trace, id, request.segments)))
            return false;
    }
    return print(reportSummary(trace));
}

/// Reads into `sink` what can be read; the error tells why it was not all.
std::optional<Error> read(const Request& request, TraceSink& sink)
{
    auto file = CaptureFile::open(request.path.value_or("-"), request.tracker);
    return file ? file.value()->run(sink, {}) : file.error();
}

} // namespace

int analyze(std::span<const std::string_view> arguments)
{
    const std::optional<Request> request = Parser(arguments).parse();
    if (!request)
        return kWrongUsage;
    TraceSink sink;
    const std::optional<Error> error = read(*request, sink);
    bool printed = true;
    if (request->json)
        printed = printJson(sink.trace, *request);
    else if (!error || sink.trace.statistics().frames > 0)
        printed = printReport(sink.trace, *request);
    const int status = finishOutput(printed);
    if (!error)
        return status;
    printError(*error);
    return kBadInput;
}
