// Any text as a packetdrill script: no input may crash the parser, and what it accepts runs to its end or to its first mismatch.
#include "model/simulation/packetdrill/script_source.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Counts what it is given.
class CountingSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        segments = batch.statistics.segments;
        return true;
    }
    std::uint64_t segments = 0;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace simulation::packetdrill;
    const ParsedScript parsed = parseScript({reinterpret_cast<const char*>(data), size});
    if (parsed.problem) {
        require(parsed.problem->at.line > 0 && parsed.problem->at.column > 0 && !parsed.problem->what.empty());
        return 0;
    }
    ScriptSource source("fuzz.pkt", parsed.script);
    CountingSink sink;
    const auto error = source.run(sink, {});
    const Report& report = source.report();
    require(report.steps.size() <= parsed.script.events.size());
    require(report.mismatch.has_value() == error.has_value());
    require(error.has_value() || report.steps.size() == parsed.script.events.size());
    require(sink.segments == report.capture.size());
    return 0;
}
