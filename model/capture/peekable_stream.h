#pragma once
#include "model/capture/octet_stream.h"

#include <vector>

/// A stream whose first octets can be looked at before they are read.
class PeekableStream : public OctetStream {
public:
    /// `below` must outlive this.
    explicit PeekableStream(OctetStream& below) : OctetStream(below.subject()), m_below(below) {}

    /// The first octets, at least `count` unless the stream ends before; whatever arrived with them is there too.
    /// Only before the first read().
    std::span<const std::uint8_t> peek(std::size_t count);
    std::size_t read(std::span<std::uint8_t> room) override;

private:
    OctetStream& m_below;
    std::vector<std::uint8_t> m_head;
    std::size_t m_headRead = 0;
};
