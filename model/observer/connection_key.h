#pragma once
#include "model/base/socket_address.h"

#include <array>
#include <cstdint>
#include <cstring>

/// The 4-tuple without direction: both directions of a connection have the same key.
///
/// The addresses as machine words, since every packet of a capture is looked up by it.
class ConnectionKey {
public:
    /// `swapped` tells whether `a` became the second end.
    ConnectionKey(const IpAddress& a, std::uint16_t portA, const IpAddress& b, std::uint16_t portB, bool& swapped)
    {
        const End first = read(a, portA);
        const End second = read(b, portB);
        swapped = second < first;
        const End& low = swapped ? second : first;
        const End& high = swapped ? first : second;
        m_words = {low[0], low[1], high[0], high[1], low[2] << 32 | high[2]};
    }

    /// Word by word: the library's comparison of arrays is a call.
    friend bool operator==(const ConnectionKey& a, const ConnectionKey& b)
    {
        std::uint64_t difference = 0;
        for (std::size_t i = 0; i < a.m_words.size(); ++i)
            difference |= a.m_words[i] ^ b.m_words[i];
        return difference == 0;
    }

    /// For finding only; two connections may have the same. The products do not wait for each other.
    std::uint64_t hash() const
    {
        constexpr std::uint64_t kFactors[] = {0x9E3779B97F4A7C15u, 0xFF51AFD7ED558CCDu, 0xC4CEB9FE1A85EC53u, 0x94D049BB133111EBu,
                                              0xBF58476D1CE4E5B9u};
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            const std::uint64_t product = m_words[i] * kFactors[i];
            sum += product ^ product >> 32;
        }
        sum *= kFactors[0];
        return sum ^ sum >> 32;
    }

private:
    using End = std::array<std::uint64_t, 3>;

    static End read(const IpAddress& ip, std::uint16_t port)
    {
        End end{};
        std::memcpy(&end[0], ip.octets.data(), 8);
        std::memcpy(&end[1], ip.octets.data() + 8, 8);
        end[2] = std::uint64_t(ip.version) << 16 | port;
        return end;
    }

    std::array<std::uint64_t, 5> m_words;
};
