#pragma once
#include "model/capture/octet_stream.h"

#include <vector>

/// Makes runs of a stream's octets contiguous, reading in large pieces.
class BlockBuffer {
public:
    /// `stream` must outlive this.
    explicit BlockBuffer(OctetStream& stream) : m_stream(stream), m_octets(kRoom) {}

    /// Waits until `count` octets are there; false if the stream ends before.
    bool ensure(std::size_t count) { return available() >= count || fetch(count); }
    /// The octets that are there and not consumed; valid until the next ensure().
    std::span<const std::uint8_t> octets() const { return std::span(m_octets).subspan(m_begin, available()); }
    std::size_t available() const { return m_end - m_begin; }
    void consume(std::size_t count) { m_begin += count; }
    /// Consumes `count` octets whether they are there or not; false if the stream ends before.
    bool skip(std::uint64_t count);
    const OctetStream& stream() const { return m_stream; }

private:
    static constexpr std::size_t kRoom = 256 * 1024;

    bool fetch(std::size_t count);

    OctetStream& m_stream;
    std::vector<std::uint8_t> m_octets;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};
