#pragma once
#include "model/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The first octets of a file, which can be read even after its name has gone.
class FilePart {
public:
    FilePart(const std::string& path, std::uint64_t octets);
    ~FilePart();
    FilePart(FilePart&& from) noexcept;
    FilePart& operator=(FilePart&&) = delete;
    int descriptor() const { return m_descriptor; } ///< -1: it could not be opened.
    int reason() const { return m_reason; }         ///< Why not, as errno says it.
    std::uint64_t octets() const { return m_octets; }
    const std::string& path() const { return m_path; }

private:
    std::string m_path;
    std::uint64_t m_octets;
    int m_descriptor;
    int m_reason;
};

/// Writes captures one after the other into one: a pcapng file may have several sections. `tail` goes behind them.
std::optional<Error> joinFiles(const std::vector<FilePart>& parts, const std::string& path, std::span<const std::uint8_t> tail = {});
