#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

/// The octets of a trace's extras (see Extra), one after the other. Where none of those in a stretch is wanted any more its memory goes.
class ExtraLog {
public:
    std::uint8_t operator[](std::size_t i) const { return m_chunks[i / kChunk].octets[i % kChunk]; }

    void append(std::span<const std::uint8_t> octets)
    {
        while (!octets.empty()) {
            if (m_size % kChunk == 0) {
                needChunk(m_size / kChunk);
                m_chunks[m_size / kChunk].octets = std::make_unique_for_overwrite<std::uint8_t[]>(kChunk);
            }
            const std::size_t count = std::min(octets.size(), kChunk - m_size % kChunk);
            std::copy_n(octets.begin(), count, m_chunks[m_size / kChunk].octets.get() + m_size % kChunk);
            m_size += count;
            octets = octets.subspan(count);
        }
    }
    /// Somebody refers to the extra that begins there; in the order of the extras.
    void use(std::size_t begin)
    {
        m_latestUse = begin;
        needChunk(lastOf(begin)); // it may not have been begun yet
        for (std::size_t chunk = begin / kChunk; chunk <= lastOf(begin); ++chunk)
            ++m_chunks[chunk].uses;
    }
    std::size_t size() const { return m_size; }
    /// What the octets take.
    std::size_t octets() const
    {
        return kChunk * std::size_t(std::ranges::count_if(m_chunks, [](const Chunk& chunk) { return chunk.octets != nullptr; }));
    }
    /// Whoever referred to the extra that begins there is gone.
    void release(std::size_t begin)
    {
        for (std::size_t chunk = begin / kChunk; chunk <= lastOf(begin); ++chunk) {
            if (--m_chunks[chunk].uses == 0 && chunk < m_latestUse / kChunk) // behind it there may be octets whose users come yet
                m_chunks[chunk].octets.reset();
        }
    }

private:
    static constexpr std::size_t kChunk = 1u << 16;
    static constexpr std::size_t kMost = 45; ///< Octets of the longest extra.

    struct Chunk {
        std::unique_ptr<std::uint8_t[]> octets;
        std::uint32_t uses = 0;
    };
    void needChunk(std::size_t chunk)
    {
        if (chunk == m_chunks.size())
            m_chunks.emplace_back();
    }
    /// The chunk where an extra that begins there may end; the same for use() and release(), whatever has been appended between them.
    static std::size_t lastOf(std::size_t begin) { return (begin + kMost - 1) / kChunk; }

    std::vector<Chunk> m_chunks;
    std::size_t m_size = 0;
    std::size_t m_latestUse = 0;
};
