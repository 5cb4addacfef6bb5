#pragma once
#include "model/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <sys/types.h>

/// Where a recording is saved to: a new file beside the old one, which takes its place when it is complete, or straight to something
/// that is no file. "-" is standard output.
class OutputFile {
public:
    explicit OutputFile(const std::string& path) : m_path(path) {}
    /// What is not finished goes; an old file stays as it was.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    std::optional<Error> open();
    std::optional<Error> write(std::span<const std::uint8_t> octets);
    /// The file is complete: it takes its place.
    std::optional<Error> finish();

private:
    std::optional<Error> openTemporary(std::optional<mode_t> permissions);
    std::optional<Error> failure(const char* remedy) const;

    std::string m_path;
    std::string m_target;    ///< The file itself, behind symbolic links.
    std::string m_temporary; ///< Empty: none, or it has its place.
    int m_descriptor = -1;
};
