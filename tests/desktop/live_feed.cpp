#include "tests/desktop/live_feed.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using packets::Bytes;
using packets::CapturedPacket;

LiveFeed::LiveFeed(const QString& path) : m_path(path)
{
    mkfifo(QFile::encodeName(path).constData(), 0600);
}

LiveFeed::~LiveFeed()
{
    end();
}

bool LiveFeed::begin()
{
    m_descriptor = open(QFile::encodeName(m_path).constData(), O_WRONLY | O_CLOEXEC);
    return write(packets::pcapFile({}));
}

bool LiveFeed::write(const std::vector<CapturedPacket>& packets)
{
    static const std::size_t kHeader = packets::pcapFile({}).size();
    const Bytes file = packets::pcapFile(packets);
    return write(Bytes(file.begin() + std::ptrdiff_t(kHeader), file.end()));
}

bool LiveFeed::write(const Bytes& octets)
{
    for (std::size_t written = 0; written < octets.size();) {
        const ssize_t count = ::write(m_descriptor, octets.data() + written, octets.size() - written);
        if (count <= 0)
            return false;
        written += std::size_t(count);
    }
    return m_descriptor >= 0;
}

void LiveFeed::end()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
    m_descriptor = -1;
}

Talk::Talk(std::uint16_t clientPort) : m_port(clientPort)
{
}

CapturedPacket Talk::packet(bool fromClient, tcp::Flags flags, std::uint32_t text)
{
    const SocketAddress client = packets::socketAddress("10.0.0.1", m_port);
    const SocketAddress server = packets::socketAddress("10.0.0.2", 80);
    packets::TcpPacket packet{fromClient ? client : server, fromClient ? server : client, {}};
    std::uint32_t& next = m_next[fromClient ? 0 : 1];
    packet.segment.seq = tcp::SeqNumber(next);
    packet.segment.ack = flags.has(tcp::Flag::Ack) ? tcp::SeqNumber(m_next[fromClient ? 1 : 0]) : tcp::SeqNumber();
    packet.segment.flags = flags;
    packet.segment.wnd = 60000;
    packet.segment.textLength = text;
    next += packet.segment.len();
    m_time += 1000;
    return {m_time, packets::ethernet(packet)};
}

std::vector<CapturedPacket> Talk::handshake()
{
    using tcp::Flag;
    std::vector<CapturedPacket> all;
    all.push_back(packet(true, Flag::Syn));
    all.push_back(packet(false, Flag::Syn | Flag::Ack));
    all.push_back(packet(true, Flag::Ack));
    return all;
}

std::vector<CapturedPacket> Talk::exchange(std::uint32_t segments)
{
    using tcp::Flag;
    std::vector<CapturedPacket> all;
    for (std::uint32_t i = 0; i < segments; ++i) {
        all.push_back(packet(true, Flag::Ack | Flag::Psh, 10));
        all.push_back(packet(false, Flag::Ack));
    }
    return all;
}

std::vector<CapturedPacket> Talk::close()
{
    using tcp::Flag;
    std::vector<CapturedPacket> all;
    all.push_back(packet(true, Flag::Fin | Flag::Ack));
    all.push_back(packet(false, Flag::Ack));
    all.push_back(packet(false, Flag::Fin | Flag::Ack));
    all.push_back(packet(true, Flag::Ack));
    return all;
}
