#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace wire {

/// Octets of a packet; nothing in this folder copies them.
using Octets = std::span<const std::uint8_t>;

/// The big-endian number in the two octets at `at`, which the caller has checked to exist.
inline std::uint16_t be16(Octets octets, std::size_t at)
{
    return std::uint16_t(octets[at] << 8 | octets[at + 1]);
}

/// The big-endian number in the four octets at `at`, which the caller has checked to exist.
inline std::uint32_t be32(Octets octets, std::size_t at)
{
    return std::uint32_t(be16(octets, at)) << 16 | be16(octets, at + 2);
}

/// What is left of a packet after the headers read so far; `captured` is never longer than `length`.
struct Remainder {
    Octets captured;        ///< What the capture holds.
    std::size_t length = 0; ///< Octets there were on the wire, by the headers read so far.

    bool holds(std::size_t octets) const { return captured.size() >= octets; }
    /// Takes octets that `holds` has confirmed off the front.
    void drop(std::size_t octets)
    {
        captured = captured.subspan(octets);
        length -= octets;
    }
    /// Sets the length a header states; octets beyond it, such as Ethernet's padding, are no longer part.
    void limit(std::size_t stated)
    {
        length = stated;
        captured = captured.first(std::min(captured.size(), stated));
    }
};

} // namespace wire
