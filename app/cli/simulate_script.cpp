#include "app/cli/simulate_script.h"

#include "app/cli/json_writer.h"
#include "app/cli/trace_output.h"
#include "app/cli/usage.h"
#include "model/capture/pcapng_writer.h"
#include "model/simulation/packetdrill/notation.h"
#include "model/simulation/packetdrill/packet_writer.h"
#include "model/simulation/packetdrill/script_source.h"

#include <fstream>
#include <iterator>

namespace {

namespace packetdrill = simulation::packetdrill;

Result<packetdrill::Script> load(const std::string& name)
{
    std::ifstream file(name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.good() && !file.eof())
        return Error{"Cannot read \"" + name + "\".", "Check the name and whether you may read it."};
    return packetdrill::readScript(text, name);
}

void writeStep(JsonWriter& json, simulation::Position at, Duration time, std::string_view text, bool passed)
{
    json.beginObject();
    json.key("type");
    json.name("step");
    json.key("line");
    json.number(at.line);
    json.key("column");
    json.number(at.column);
    json.key("t");
    json.seconds(time);
    json.key(passed ? "text" : "mismatch");
    json.text(text);
    json.key("passed");
    json.boolean(passed);
    json.endObject();
    json.endLine();
}

bool printJsonSteps(const packetdrill::Report& report)
{
    JsonWriter json;
    for (const packetdrill::Step& step : report.steps)
        writeStep(json, step.at, step.time, step.text, true);
    if (report.mismatch)
        writeStep(json, report.mismatch->at, report.end, report.mismatch->what, false);
    return print(json.written());
}

/// "  7  0.100000  < . 1:1(0) ack 1 win 257", a step a line, under the number of its line in the script.
bool printSteps(const packetdrill::Report& report)
{
    constexpr std::size_t kLineWidth = 5, kTimeWidth = 13;
    const auto right = [](const std::string& word, std::size_t width) {
        return std::string(word.size() < width ? width - word.size() : 1, ' ') + word;
    };
    std::string text;
    for (const packetdrill::Step& step : report.steps)
        text += right(std::to_string(step.at.line), kLineWidth) + right(packetdrill::describe(step.time), kTimeWidth) + "  ok  "
                + step.text + "\n";
    if (report.mismatch)
        text += right(std::to_string(report.mismatch->at.line), kLineWidth) + right(packetdrill::describe(report.end), kTimeWidth)
                + "  first mismatch: " + report.mismatch->what + "\n";
    else
        text += "all " + std::to_string(report.steps.size()) + " steps passed\n";
    for (const std::string& each : report.leftOver)
        text += "sent, and expected nowhere: " + each + "\n";
    return print(text);
}

int record(const std::string& path, const std::string& name, const packetdrill::Report& report)
{
    packetdrill::PacketWriter writer(report);
    const CaptureDescription description{"tcplens " TCPLENS_VERSION, "script", name};
    const auto error = savePcapng(path, description, [&writer](wire::Frame& frame) { return writer.next(frame); });
    if (error)
        printError(*error);
    return error ? kBadInput : kDone;
}

} // namespace

int simulateScript(const ScriptRequest& request)
{
    const Result<packetdrill::Script> script = load(request.file);
    if (!script) {
        printError(script.error());
        return kBadInput;
    }
    packetdrill::ScriptSource source(request.file, script.value());
    TraceSink sink;
    const auto mismatch = source.run(sink, {});
    int status = request.recording.empty() ? kDone : record(request.recording, request.file, source.report());
    if (status == kDone && request.recording != "-") {
        bool printed = request.json ? printJsonSteps(source.report()) : printSteps(source.report());
        if (request.json || request.segments)
            printed = printTrace(sink.trace, request.json, request.segments) && printed;
        status = finishOutput(printed);
    }
    if (mismatch)
        printError(*mismatch);
    return status == kDone && mismatch ? kBadInput : status;
}
