#pragma once
#include "model/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// How the files of a recording are called in their folder.
namespace recording_names {
inline constexpr const char* kLock = "lock";
inline constexpr const char* kEnding = ".pcapng"; ///< Behind a number that says their order.
}

/// The first octets of a file, which can be read even after its name has gone.
class FilePart {
public:
    FilePart(const std::string& path, std::uint64_t octets);
    ~FilePart();
    FilePart(FilePart&& from) noexcept;
    FilePart& operator=(FilePart&&) = delete;
    int descriptor() const { return m_descriptor; } ///< -1: it could not be opened.
    std::uint64_t octets() const { return m_octets; }
    const std::string& path() const { return m_path; }

private:
    std::string m_path;
    std::uint64_t m_octets;
    int m_descriptor;
};

/// Writes captures one after the other into one: a pcapng file may have several sections. `tail` goes behind them.
std::optional<Error> joinFiles(const std::vector<FilePart>& parts, const std::string& path, std::span<const std::uint8_t> tail = {});
