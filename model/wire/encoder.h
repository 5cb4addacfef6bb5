#pragma once
#include "model/tcp/segment.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace wire {

/// Writes a header's TCP options, aligned with NOPs as Linux does it, and returns how many octets they fill: a multiple of 4, at most 40.
///
/// SACK blocks that do not fit any more are left out; of the options that tcp::Options names, Fast Open, MD5 and AO are not written.
std::size_t encodeOptions(const tcp::Options& options, std::span<std::uint8_t, 40> out);

} // namespace wire
