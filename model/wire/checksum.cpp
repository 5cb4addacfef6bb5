#include "model/wire/checksum.h"

#include <bit>
#include <cstring>

namespace wire {
namespace {

template <typename Word>
std::uint64_t load(const std::uint8_t* octets)
{
    Word word;
    std::memcpy(&word, octets, sizeof word);
    return word;
}

/// The sum of the octets as 32-bit words in the host's byte order. Ones' complement sums of wider words, in either byte
/// order, fold to the same (RFC 1071, 2): no octet is swapped, and 32 bits are left for carries.
std::uint64_t wordSum(Octets octets)
{
    const std::uint8_t* at = octets.data();
    std::size_t left = octets.size();
    std::uint64_t low = 0;
    std::uint64_t high = 0; // a sum of its own for every other word: two additions at a time
    for (; left >= 8; left -= 8, at += 8) {
        const std::uint64_t words = load<std::uint64_t>(at);
        low += words & 0xFFFF'FFFF;
        high += words >> 32;
    }
    if ((left & 4) != 0) {
        low += load<std::uint32_t>(at);
        at += 4;
    }
    if ((left & 2) != 0) {
        high += load<std::uint16_t>(at);
        at += 2;
    }
    if ((left & 1) != 0) { // an odd octet counts as if a zero followed
        const std::uint8_t last[2] = {*at, 0};
        high += load<std::uint16_t>(last);
    }
    return low + high;
}

std::uint16_t fold(std::uint64_t sum)
{
    sum = (sum & 0xFFFF'FFFF) + (sum >> 32);
    sum = (sum & 0xFFFF) + (sum >> 16);
    sum = (sum & 0xFFFF) + (sum >> 16);
    return std::uint16_t(sum + (sum >> 16));
}

/// A number as the word that its two octets in network order would be.
std::uint64_t asWord(std::uint16_t number)
{
    if constexpr (std::endian::native == std::endian::little)
        return std::uint16_t(number << 8 | number >> 8);
    return number;
}

/// The folded sum of pseudo-header and segment, in the host's byte order.
std::uint16_t tcpSum(Octets source, Octets destination, Octets segment)
{
    constexpr std::uint16_t kTcp = 6;
    const std::uint64_t length = segment.size();
    const std::uint64_t pseudoHeader = wordSum(source) + wordSum(destination) + asWord(kTcp)
        + asWord(std::uint16_t(length >> 16)) + asWord(std::uint16_t(length));
    return fold(pseudoHeader + wordSum(segment));
}

/// The complement of a folded sum, as a number.
std::uint16_t complement(std::uint16_t sum)
{
    return std::uint16_t(asWord(std::uint16_t(~sum))); // swapping octets is its own inverse
}

} // namespace

bool isTcpChecksumCorrect(Octets source, Octets destination, Octets segment)
{
    // The sum includes the checksum, its own complement, and is all ones whichever the byte order.
    return tcpSum(source, destination, segment) == 0xFFFF;
}

std::uint16_t tcpChecksum(Octets source, Octets destination, Octets segment)
{
    return complement(tcpSum(source, destination, segment));
}

std::uint16_t ipv4HeaderChecksum(Octets header)
{
    return complement(fold(wordSum(header)));
}

} // namespace wire
