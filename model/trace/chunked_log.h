#pragma once
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

/// An append-only array that never moves its elements: no copy when it grows, no doubling of memory.
/// A chunk holds 2^`kShift` elements.
template <typename T, unsigned kShift>
class ChunkedLog {
public:
    static constexpr std::size_t kChunk = std::size_t(1) << kShift;

    std::size_t size() const { return m_size; }
    const T& operator[](std::size_t i) const { return m_chunks[i >> kShift][i & (kChunk - 1)]; }
    T& operator[](std::size_t i) { return m_chunks[i >> kShift][i & (kChunk - 1)]; }

    void append(T value)
    {
        ensureRoom();
        m_chunks.back()[m_size & (kChunk - 1)] = std::move(value);
        ++m_size;
    }
    void append(std::span<const T> values)
    {
        while (!values.empty()) {
            ensureRoom();
            const std::size_t used = m_size & (kChunk - 1);
            const std::size_t count = std::min(values.size(), kChunk - used);
            std::copy_n(values.begin(), count, m_chunks.back().get() + used);
            m_size += count;
            values = values.subspan(count);
        }
    }

private:
    void ensureRoom()
    {
        if ((m_size & (kChunk - 1)) == 0)
            m_chunks.push_back(std::make_unique_for_overwrite<T[]>(kChunk));
    }

    std::vector<std::unique_ptr<T[]>> m_chunks;
    std::size_t m_size = 0;
};
