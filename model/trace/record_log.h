#pragma once
#include "model/trace/record.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

/// The records of a trace by number: append-only, in chunks that never move. Records can depart; those that stay keep their numbers.
///
/// Where records have departed a stand-in of kind RecordKind::Departed answers for each: it has a time and a connection that is gone, both
/// of the first of a run of them, so that times stay in order for those who search by time. A chunk in which fewer than half are left
/// keeps those alone and one stand-in for each run between them.
class RecordLog {
public:
    RecordNumber size() const { return m_size; }
    const Record& operator[](RecordNumber number) const
    {
        const Chunk& chunk = m_chunks[number >> kShift];
        const std::uint32_t at = number & (kChunk - 1);
        return chunk.starts.empty() ? chunk.records[at] : chunk.records[chunk.placeOf(at)];
    }
    void append(std::span<const Record> records);
    /// The record departs, once; `extra` may still be read from it before.
    void depart(RecordNumber number);
    /// The first number from `number` on whose record has not departed; size() if there is none.
    RecordNumber nextLiving(RecordNumber number) const;
    /// The last number up to `number` whose record has not departed; none if there is none.
    std::optional<RecordNumber> lastLiving(RecordNumber number) const;
    /// What the records take, octets.
    std::size_t octets() const;

private:
    static constexpr unsigned kShift = 16;
    static constexpr std::uint32_t kChunk = 1u << kShift;

    struct Chunk {
        std::unique_ptr<Record[]> records;
        std::vector<std::uint16_t> starts; ///< The n-th of `records` answers from here to the next one's start; empty: each for itself.
        std::uint32_t living = 0;
        std::uint32_t shrinksAt = kChunk / 2; ///< When so few live it is worth while to keep them alone.

        std::size_t placeOf(std::uint32_t at) const;
    };
    static void shrink(Chunk& chunk);

    std::vector<Chunk> m_chunks;
    RecordNumber m_size = 0;
};
