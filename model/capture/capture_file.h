#pragma once
#include "model/observer/connection_tracker.h"
#include "model/trace/trace_source.h"

#include <memory>

class InputFile;
class PacketReader;

/// A recording as a source: pcap or pcapng, plain or compressed with gzip or zstd, from a file, a pipe or standard input.
class CaptureFile : public TraceSource {
public:
    /// Opens `path`, or standard input for "-", and reads its header.
    ///
    /// Never waits: of a pipe or FIFO nothing is read before run(), which reports what is wrong with it.
    /// An error names the file, the problem and the remedy; there is nothing to read then.
    static Result<std::unique_ptr<CaptureFile>> open(const std::string& path, const TrackerOptions& options = {});
    ~CaptureFile() override;

    SourceInfo info() const override { return m_info; }
    /// Once only. Stops within 100 ms of the request, even while it waits for a pipe. What has come through a pipe is written
    /// before it waits for more.
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override;

private:
    class Reading;

    CaptureFile(const std::string& path, std::unique_ptr<InputFile> input, const TrackerOptions& options);
    std::optional<Error> openReader();

    TrackerOptions m_options;
    SourceInfo m_info;
    std::unique_ptr<InputFile> m_input; ///< Outlives the reader, which refers to it.
    std::unique_ptr<PacketReader> m_reader;
};
