#include "model/capture/block_buffer.h"

#include <algorithm>
#include <cstring>

bool BlockBuffer::fetch(std::size_t count)
{
    if (m_begin > 0) {
        std::memmove(m_octets.data(), m_octets.data() + m_begin, available());
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_octets.size() < count)
        m_octets.resize(count);
    while (m_end < count) {
        const std::size_t got = m_stream.read(std::span(m_octets).subspan(m_end));
        if (got == 0)
            return false;
        m_end += got;
    }
    return true;
}

bool BlockBuffer::skip(std::uint64_t count)
{
    while (count > 0) {
        if (!ensure(1))
            return false;
        const std::size_t step = std::size_t(std::min<std::uint64_t>(count, available()));
        consume(step);
        count -= step;
    }
    return true;
}
