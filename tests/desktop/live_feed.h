#pragma once
#include "tests/support/packet_builder.h"

#include <QString>

#include <cstdint>
#include <vector>

/// A named pipe that packets are written into as a capturing program elsewhere would.
class LiveFeed {
public:
    /// Makes the pipe.
    explicit LiveFeed(const QString& path);
    ~LiveFeed();
    const QString& path() const { return m_path; }
    /// Waits for a reader, then writes the header of a pcap file.
    bool begin();
    /// Waits until there is room.
    bool write(const std::vector<packets::CapturedPacket>& packets);
    bool write(const packets::Bytes& octets);
    void end();

private:
    QString m_path;
    int m_descriptor = -1;
};

/// Packets of one client and server, made as they are asked for; a microsecond lies between them.
class Talk {
public:
    explicit Talk(std::uint16_t clientPort);
    std::vector<packets::CapturedPacket> handshake();
    /// So many segments of 10 octets from the client, each followed by its ACK.
    std::vector<packets::CapturedPacket> exchange(std::uint32_t segments);
    /// FIN, ACK, FIN, ACK; the client first.
    std::vector<packets::CapturedPacket> close();

private:
    packets::CapturedPacket packet(bool fromClient, tcp::Flags flags, std::uint32_t text = 0);

    std::uint16_t m_port;
    std::uint32_t m_next[2] = {1000, 5000};
    std::int64_t m_time = 1'700'000'000'000'000'000;
};
