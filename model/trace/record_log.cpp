#include "model/trace/record_log.h"

#include <algorithm>

std::size_t RecordLog::Chunk::placeOf(std::uint32_t at) const
{
    return std::size_t(std::upper_bound(starts.begin(), starts.end(), std::uint16_t(at)) - starts.begin()) - 1;
}

void RecordLog::append(std::span<const Record> records)
{
    while (!records.empty()) {
        const std::uint32_t used = m_size & (kChunk - 1);
        if (used == 0)
            m_chunks.push_back({std::make_unique_for_overwrite<Record[]>(kChunk), {}});
        Chunk& chunk = m_chunks.back();
        const auto count = std::uint32_t(std::min<std::size_t>(records.size(), kChunk - used));
        std::copy_n(records.begin(), count, chunk.records.get() + used);
        chunk.living += count;
        m_size += count;
        records = records.subspan(count);
    }
}

void RecordLog::depart(RecordNumber number)
{
    const std::size_t index = number >> kShift;
    Chunk& chunk = m_chunks[index];
    const std::uint32_t at = number & (kChunk - 1);
    Record& record = chunk.records[chunk.starts.empty() ? at : chunk.placeOf(at)];
    Record standIn;
    standIn.time = record.time;
    standIn.connection = record.connection;
    standIn.setKind(RecordKind::Departed);
    record = standIn;
    --chunk.living;
    const bool isWhole = (index + 1) << kShift <= m_size; // the last one is still being filled
    if (isWhole && chunk.living <= chunk.shrinksAt)
        shrink(chunk);
}

/// Keeps the living and the first stand-in of each run between them.
void RecordLog::shrink(Chunk& chunk)
{
    const std::size_t count = chunk.starts.empty() ? kChunk : chunk.starts.size();
    const auto isGone = [&](std::size_t i) { return chunk.records[i].kind() == RecordKind::Departed; };
    const auto isKept = [&](std::size_t i) { return i == 0 || !isGone(i) || !isGone(i - 1); };
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i)
        kept += isKept(i) ? 1 : 0;
    auto records = std::make_unique_for_overwrite<Record[]>(kept);
    std::vector<std::uint16_t> starts;
    starts.reserve(kept);
    for (std::size_t i = 0; i < count; ++i) {
        if (!isKept(i))
            continue;
        records[starts.size()] = chunk.records[i];
        starts.push_back(chunk.starts.empty() ? std::uint16_t(i) : chunk.starts[i]);
    }
    chunk.records = std::move(records);
    chunk.starts = std::move(starts);
    chunk.shrinksAt = chunk.living / 2;
}

RecordNumber RecordLog::nextLiving(RecordNumber number) const
{
    while (number < m_size) {
        const Chunk& chunk = m_chunks[number >> kShift];
        const std::uint32_t first = number & ~(kChunk - 1);
        const auto end = std::uint32_t(std::min<std::uint64_t>(m_size - first, kChunk));
        if (chunk.living > 0 && chunk.starts.empty()) {
            for (std::uint32_t at = number - first; at < end; ++at) {
                if (chunk.records[at].kind() != RecordKind::Departed)
                    return first + at;
            }
        } else if (chunk.living > 0) { // the living stand each for itself
            for (std::size_t place = chunk.placeOf(number - first); place < chunk.starts.size(); ++place) {
                if (chunk.records[place].kind() != RecordKind::Departed)
                    return first + chunk.starts[place];
            }
        }
        number = first + end;
    }
    return m_size;
}

std::optional<RecordNumber> RecordLog::lastLiving(RecordNumber number) const
{
    for (std::size_t index = (number >> kShift) + 1; index-- > 0;) {
        const Chunk& chunk = m_chunks[index];
        const auto first = RecordNumber(index << kShift);
        const std::uint32_t last = std::min(number - first, kChunk - 1);
        if (chunk.living == 0)
            continue;
        for (std::size_t place = (chunk.starts.empty() ? last : chunk.placeOf(last)) + 1; place-- > 0;) {
            if (chunk.records[place].kind() != RecordKind::Departed)
                return first + RecordNumber(chunk.starts.empty() ? place : chunk.starts[place]);
        }
    }
    return std::nullopt;
}

std::size_t RecordLog::octets() const
{
    std::size_t octets = 0;
    for (const Chunk& chunk : m_chunks)
        octets += chunk.starts.empty() ? kChunk * sizeof(Record) : chunk.starts.size() * (sizeof(Record) + sizeof(std::uint16_t));
    return octets;
}
