#pragma once
#include "model/capture/packet_reader.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

/// Packets with their octets, copied out of a reader's buffer.
class PacketChunk {
public:
    void add(const Packet& packet);
    std::size_t count() const { return m_entries.size(); }
    bool isEmpty() const { return m_entries.empty(); }
    /// Memory that it takes, about.
    std::size_t octets() const { return m_octets.size() + m_entries.size() * sizeof(Entry); }
    template <typename Function>
    void forEach(const Function& take) const
    {
        for (const Entry& entry : m_entries)
            take(Packet{entry.time, entry.linkType, std::span(m_octets).subspan(entry.begin, entry.length), entry.originalLength});
    }
    /// Forgets the packets and keeps the memory.
    void clear();

    std::uint64_t lostBefore = 0; ///< Packets between the chunk before and this one for which there was no room.

private:
    struct Entry {
        Timestamp time;
        int linkType = 0;
        std::uint32_t originalLength = 0;
        std::size_t begin = 0;
        std::size_t length = 0;
    };
    std::vector<std::uint8_t> m_octets;
    std::vector<Entry> m_entries;
};

/// Hands packets from the thread that reads them to the one that decodes them, and never makes the first one wait: what does not fit is
/// counted and left out.
class PacketBacklog {
public:
    explicit PacketBacklog(std::size_t octets) : m_limit(octets) {}

    /// Takes the chunk's packets or drops them; in either case the chunk is empty afterwards.
    void push(PacketChunk& chunk);
    /// The next chunk, put into `chunk`, whose memory is used again; waits at most this long. False: none has come.
    bool take(PacketChunk& chunk, std::chrono::milliseconds patience);
    /// Nothing more will be pushed.
    void close();
    bool isDone() const;
    /// Packets for which there was no room.
    std::uint64_t lost() const;
    /// Those of them that came after the last chunk.
    std::uint64_t lostAtEnd() const;

private:
    const std::size_t m_limit;
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<PacketChunk> m_waiting;
    std::vector<PacketChunk> m_spare;
    std::size_t m_octets = 0;
    std::uint64_t m_lost = 0;
    std::uint64_t m_lostSinceChunk = 0;
    bool m_isClosed = false;
};
