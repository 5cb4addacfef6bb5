#include "model/capture/peekable_stream.h"

#include <algorithm>

namespace {
constexpr std::size_t kHeadRoom = 512;
}

std::span<const std::uint8_t> PeekableStream::peek(std::size_t count)
{
    while (m_head.size() < count) {
        const std::size_t filled = m_head.size();
        m_head.resize(std::max(count, kHeadRoom));
        const std::size_t got = m_below.read(std::span(m_head).subspan(filled));
        m_head.resize(filled + got);
        if (got == 0)
            break;
    }
    return m_head;
}

std::size_t PeekableStream::read(std::span<std::uint8_t> room)
{
    if (m_headRead < m_head.size()) {
        const std::size_t count = std::min(room.size(), m_head.size() - m_headRead);
        std::copy_n(m_head.data() + m_headRead, count, room.data());
        m_headRead += count;
        return count;
    }
    const std::size_t got = m_below.read(room);
    return got > 0 ? got : endLike(m_below);
}
