#pragma once
#include "model/capture/octet_stream.h"
#include "tests/support/capture_writer.h"

#include <algorithm>
#include <limits>

/// Octets in memory as a stream, in pieces of a given size.
class MemoryStream : public OctetStream {
public:
    explicit MemoryStream(Octets octets, std::size_t piece = std::numeric_limits<std::size_t>::max())
        : OctetStream("\"memory\""), m_octets(std::move(octets)), m_piece(piece)
    {
    }
    std::size_t read(std::span<std::uint8_t> room) override
    {
        const std::size_t count = std::min({room.size(), m_piece, m_octets.size() - m_read});
        std::copy_n(m_octets.data() + m_read, count, room.data());
        m_read += count;
        return count;
    }

private:
    Octets m_octets;
    std::size_t m_piece;
    std::size_t m_read = 0;
};
