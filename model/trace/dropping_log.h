#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

/// An append-only array that never moves its elements and whose elements can be dropped, in any order. Numbers stay as they are.
/// The memory of 2^`kShift` neighbours goes when the last of them is dropped.
template <typename T, unsigned kShift>
class DroppingLog {
public:
    static constexpr std::size_t kChunk = std::size_t(1) << kShift;

    std::size_t size() const { return m_size; }
    /// The element; nullptr where its chunk has gone. A dropped one whose neighbours live is still there, as drop() left it.
    const T* find(std::size_t i) const
    {
        const T* const elements = m_chunks[i >> kShift].elements.get();
        return elements ? elements + (i & (kChunk - 1)) : nullptr;
    }
    T* find(std::size_t i) { return const_cast<T*>(std::as_const(*this).find(i)); }

    T& append(T value)
    {
        if ((m_size & (kChunk - 1)) == 0)
            m_chunks.push_back({std::make_unique<T[]>(kChunk), 0});
        T& place = m_chunks.back().elements[m_size++ & (kChunk - 1)];
        place = std::move(value);
        return place;
    }
    /// Once for each element: `remains` takes its place while its neighbours live.
    void drop(std::size_t i, T remains = T())
    {
        Chunk& chunk = m_chunks[i >> kShift];
        chunk.elements[i & (kChunk - 1)] = std::move(remains);
        if (++chunk.dropped == kChunk)
            chunk.elements.reset();
    }

private:
    struct Chunk {
        std::unique_ptr<T[]> elements;
        std::uint32_t dropped = 0;
    };
    std::vector<Chunk> m_chunks;
    std::size_t m_size = 0;
};
