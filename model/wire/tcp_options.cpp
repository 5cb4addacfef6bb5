#include "model/wire/tcp_header.h"

#include <limits>

namespace wire {
namespace {

// IANA's registry of TCP option kinds
constexpr std::uint8_t kEnd = 0;
constexpr std::uint8_t kNoOperation = 1;
constexpr std::uint8_t kMss = 2;
constexpr std::uint8_t kWindowScale = 3;
constexpr std::uint8_t kSackPermitted = 4;
constexpr std::uint8_t kSack = 5;
constexpr std::uint8_t kTimestamps = 8;
constexpr std::uint8_t kMd5 = 19;
constexpr std::uint8_t kAuthentication = 29;
constexpr std::uint8_t kFastOpen = 34;
constexpr std::uint8_t kExperiment = 254;
constexpr std::uint16_t kFastOpenExperiment = 0xF989; // RFC 7413, 4.1.1

tcp::Timestamps timestampsAt(Octets octets, std::size_t at)
{
    return {be32(octets, at), be32(octets, at + 4)};
}

/// False if the option has no whole number of blocks, none, or more than fit.
bool readSack(Octets data, tcp::Options& options)
{
    constexpr std::size_t kBlock = 8;
    const std::size_t blocks = std::min(data.size() / kBlock, options.sack.size());
    for (std::size_t i = 0; i < blocks; ++i)
        options.sack[i] = {tcp::SeqNumber(be32(data, i * kBlock)), tcp::SeqNumber(be32(data, i * kBlock + 4))};
    options.sackCount = std::uint8_t(blocks);
    return blocks != 0 && data.size() == blocks * kBlock;
}

void countUnknown(tcp::Options& options)
{
    if (options.unknown != std::numeric_limits<std::uint8_t>::max())
        ++options.unknown;
}

/// False if `data`, the octets after kind and length, is not as long as this kind wants.
bool readOption(std::uint8_t kind, Octets data, tcp::Options& options)
{
    constexpr std::uint8_t kLargestShift = 14; // RFC 7323, 2.3
    switch (kind) {
    case kMss:
        if (data.size() == 2)
            options.mss = be16(data, 0);
        return data.size() == 2;
    case kWindowScale:
        if (data.size() == 1)
            options.windowScale = std::min(data[0], kLargestShift);
        return data.size() == 1;
    case kSackPermitted:
        options.sackPermitted = options.sackPermitted || data.empty();
        return data.empty();
    case kSack:
        return readSack(data, options);
    case kTimestamps:
        if (data.size() == 8)
            options.timestamps = timestampsAt(data, 0);
        return data.size() == 8;
    case kMd5:
        options.md5 = options.md5 || data.size() == 16;
        return data.size() == 16;
    case kAuthentication: // two key numbers, then a code whose length the keys decide
        options.authentication = options.authentication || data.size() >= 2;
        return data.size() >= 2;
    case kFastOpen:
        options.fastOpenCookieLength = std::uint8_t(data.size());
        return true;
    case kExperiment:
        if (data.size() >= 2 && be16(data, 0) == kFastOpenExperiment) {
            options.fastOpenCookieLength = std::uint8_t(data.size() - 2);
            return true;
        }
        [[fallthrough]];
    default:
        countUnknown(options);
        return true;
    }
}

} // namespace

void readOptions(Octets captured, std::size_t headerOctets, tcp::Options& options)
{
    options = {};
    constexpr std::uint32_t kAlignedTimestamps = 0x0101080A; // how nearly every segment begins (RFC 7323, Appendix A)
    std::size_t at = 0;
    if (captured.size() >= 12 && be32(captured, 0) == kAlignedTimestamps) {
        options.timestamps = timestampsAt(captured, 4);
        at = 12;
    }
    while (at < captured.size() && captured[at] != kEnd) {
        const std::uint8_t kind = captured[at];
        if (kind == kNoOperation) {
            ++at;
            continue;
        }
        if (captured.size() - at < 2) {
            options.malformed = options.malformed || headerOctets - at < 2;
            break;
        }
        const std::size_t length = captured[at + 1];
        if (length < 2 || length > headerOctets - at) {
            options.malformed = true;
            break;
        }
        if (length > captured.size() - at)
            break; // the snap length's doing
        if (!readOption(kind, captured.subspan(at + 2, length - 2), options))
            options.malformed = true;
        at += length;
    }
}

tcp::Options decodeOptions(std::span<const std::uint8_t> octets)
{
    tcp::Options options;
    readOptions(octets, octets.size(), options);
    return options;
}

} // namespace wire
