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
    ConnectionKey(const SocketAddress& a, const SocketAddress& b, bool& swapped)
    {
        const End first = read(a);
        const End second = read(b);
        swapped = second < first;
        const End& low = swapped ? second : first;
        const End& high = swapped ? first : second;
        m_words = {low[0], low[1], high[0], high[1], low[2] << 32 | high[2]};
    }

    friend bool operator==(const ConnectionKey&, const ConnectionKey&) = default;

    struct Hash {
        std::size_t operator()(const ConnectionKey& key) const
        {
            std::uint64_t hash = 0x9E3779B97F4A7C15u;
            for (std::uint64_t word : key.m_words) {
                hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
                hash ^= hash >> 32;
            }
            return hash;
        }
    };

private:
    using End = std::array<std::uint64_t, 3>;

    static End read(const SocketAddress& socket)
    {
        End end{};
        std::memcpy(end.data(), socket.ip.octets.data(), socket.ip.octets.size());
        end[2] = std::uint64_t(socket.ip.version) << 16 | socket.port;
        return end;
    }

    std::array<std::uint64_t, 5> m_words;
};
