#pragma once
#include <cstddef>
#include <span>
#include <string>

/// What whoever started the helper may ask for, a line each: "stop", "statistics".
struct Requests {
    bool stop = false;
    bool statistics = false;
    bool unknown = false; ///< A line was neither.
};

/// Finds requests in octets that come in pieces.
class ControlReader {
public:
    /// What the lines that end in `octets` ask for.
    Requests take(std::span<const char> octets);

private:
    static constexpr std::size_t kMostOctets = 64; // a longer line is none that we know
    std::string m_line;
    bool m_isTooLong = false;
};
