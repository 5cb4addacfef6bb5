#pragma once
#include "model/simulation/packetdrill/run.h"
#include "model/trace/trace_source.h"

#include <string>

namespace simulation::packetdrill {

/// A script as a recording: its packets as a capture at the endpoint's end would have them, and what the observer makes of both ends.
///
/// The script's side has no TCP, so its states are inferred, as with any capture. The endpoint's own state after the run stands in report().
class ScriptSource : public TraceSource {
public:
    /// Runs the script. `name`: of its file, for titles and errors.
    ScriptSource(std::string name, const Script& script);

    SourceInfo info() const override;
    /// Writes the packets; an error is the script's first mismatch.
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override;
    /// Each event that went as written, as a caption at its moment; after run() also the segments, which take no time on their way.
    std::shared_ptr<const Stage> stage() const override { return m_stage; }
    const Report& report() const { return m_report; }

private:
    std::string m_name;
    Report m_report;
    std::shared_ptr<const Stage> m_stage;
};

} // namespace simulation::packetdrill
