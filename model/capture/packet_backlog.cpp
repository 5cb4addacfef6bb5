#include "model/capture/packet_backlog.h"

#include <utility>

void PacketChunk::add(const Packet& packet)
{
    m_entries.push_back({packet.time, packet.linkType, packet.originalLength, m_octets.size(), packet.captured.size()});
    m_octets.insert(m_octets.end(), packet.captured.begin(), packet.captured.end());
}

void PacketChunk::clear()
{
    m_octets.clear();
    m_entries.clear();
    lostBefore = 0;
}

void PacketBacklog::push(PacketChunk& chunk)
{
    if (chunk.isEmpty())
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (m_octets + chunk.octets() > m_limit) {
            m_lost += chunk.count();
            m_lostSinceChunk += chunk.count();
            chunk.clear();
            return;
        }
        m_octets += chunk.octets();
        chunk.lostBefore = std::exchange(m_lostSinceChunk, 0);
        m_waiting.push_back(std::move(chunk));
        chunk = PacketChunk();
        if (!m_spare.empty()) {
            chunk = std::move(m_spare.back());
            m_spare.pop_back();
        }
    }
    m_arrived.notify_one();
}

bool PacketBacklog::take(PacketChunk& chunk, std::chrono::milliseconds patience)
{
    constexpr std::size_t kMostSpare = 4;
    std::unique_lock lock(m_mutex);
    chunk.clear();
    if (m_spare.size() < kMostSpare)
        m_spare.push_back(std::move(chunk));
    chunk = PacketChunk();
    m_arrived.wait_for(lock, patience, [this] { return !m_waiting.empty() || m_isClosed; });
    if (m_waiting.empty())
        return false;
    chunk = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_octets -= chunk.octets();
    return true;
}

void PacketBacklog::close()
{
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_arrived.notify_all();
}

bool PacketBacklog::isDone() const
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed && m_waiting.empty();
}

std::uint64_t PacketBacklog::lost() const
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

std::uint64_t PacketBacklog::lostAtEnd() const
{
    const std::lock_guard lock(m_mutex);
    return m_lostSinceChunk;
}
