#pragma once
#include "model/base/socket_address.h"
#include "model/simulation/packetdrill/errno_names.h"
#include "model/simulation/packetdrill/script.h"
#include "model/simulation/packetdrill/tcp_info.h"
#include "model/tcp/endpoint.h"

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <vector>

namespace simulation::packetdrill {

/// Position of a socket among all of a run.
using SocketIndex = std::size_t;
inline constexpr SocketIndex kNoSocketIndex = std::numeric_limits<SocketIndex>::max();

/// A segment that came or went, as a capture at the endpoint's end has it.
struct SeenSegment {
    Timestamp time{};
    bool isInbound = false;
    SocketAddress source;
    SocketAddress destination;
    tcp::Segment segment;                ///< `wnd` is the header's field.
    SocketIndex socket = kNoSocketIndex; ///< Of an outbound one: who sent it; none: the host, without a connection.
    std::uint32_t window = 0;            ///< Octets: `wnd` with its scale.
};

/// What a call has returned, or that it waits.
struct Outcome {
    bool blocks = false;
    std::int64_t result = 0;
    Errno error = Errno::None;
    std::int64_t value = 0; ///< What getsockopt() has read.
};

/// The system calls of one process, over tcp::Endpoint: descriptors, the accept queue, options and errors.
class Sockets {
public:
    /// How far a call that blocks has come.
    struct Progress {
        bool hasBegun = false;
        std::uint32_t octets = 0;
    };

    explicit Sockets(const Settings& settings) : m_settings(settings) {}

    /// Makes the call, or goes on with one that blocked. `mayBlock`: false gives EAGAIN instead.
    Outcome call(Timestamp now, const SystemCall& call, Progress& progress, bool mayBlock);
    /// A segment comes in; `wnd` is the header's field.
    void arrive(Timestamp now, tcp::Segment segment);
    Timestamp deadline() const;
    void runTimers(Timestamp now);

    /// What was sent and not taken, in order.
    std::deque<SeenSegment>& sent() { return m_sent; }
    const std::vector<SeenSegment>& capture() const { return m_capture; }
    /// The connection that the script's packets belong to, or a listener, or kNoSocketIndex.
    SocketIndex current() const { return m_current; }
    const tcp::Endpoint& endpoint(SocketIndex index) const { return m_sockets[index].endpoint; }
    const SegmentCounts& counts(SocketIndex index) const { return m_sockets[index].counts; }
    bool isListener(SocketIndex index) const { return m_sockets[index].role == Role::Listener; }

private:
    enum class Role : std::uint8_t { Fresh, Listener, Connection, Gone };
    struct Socket {
        explicit Socket(const tcp::EndpointSettings& from) : settings(from), endpoint(from) {}

        Role role = Role::Fresh;
        tcp::EndpointSettings settings;
        tcp::Endpoint endpoint;
        SegmentCounts counts;
        SocketAddress local;
        SocketAddress remote;
        bool reusesAddress = false;
        bool isNonBlocking = false;
        bool lingersZero = false;
        bool isBound = false;
        bool isOpen = true; ///< A descriptor refers to it.
        bool wasConnected = false;
        bool peerHasClosed = false;
        bool isReadShut = false;
        bool isWriteShut = false;
        Errno pendingError = Errno::None;
        std::size_t backlog = 0;
        std::deque<SocketIndex> acceptQueue;
        SocketIndex listener = kNoSocketIndex; ///< Until it is accepted.
    };

    static Outcome failed(Errno error) { return {false, -1, error, 0}; }
    Outcome open(const SystemCall& call);
    Outcome bind(Socket& socket);
    Outcome listen(Timestamp now, SocketIndex index, const SystemCall& call);
    Outcome accept(Socket& socket, bool mayBlock);
    Outcome connect(Timestamp now, SocketIndex index, Progress& progress, bool mayBlock);
    Outcome read(Timestamp now, SocketIndex index, const SystemCall& call, bool mayBlock);
    Outcome write(Timestamp now, SocketIndex index, const SystemCall& call, Progress& progress, bool mayBlock);
    Outcome shutDown(Timestamp now, SocketIndex index, const SystemCall& call);
    Outcome close(Timestamp now, int descriptor);
    void closeListener(Timestamp now, SocketIndex index);
    Outcome setOption(Timestamp now, SocketIndex index, const SystemCall& call);
    static bool setBeforehand(Socket& socket, const SystemCall& call);
    Outcome getOption(Socket& socket, const SystemCall& call);
    int giveDescriptor(SocketIndex index);
    tcp::SeqNumber nextIss();

    SocketIndex listener() const;
    bool isAlive(SocketIndex index) const;
    void takeSyn(Timestamp now, SocketIndex listener, const tcp::Segment& segment);
    SocketIndex makeChild(Timestamp now, SocketIndex listener, const SocketAddress& remote, tcp::SeqNumber iss);
    void note(Timestamp now, const tcp::Segment& segment, const Socket* socket);
    void answerWithout(Timestamp now, const tcp::Segment& segment);
    void deliver(Timestamp now, SocketIndex index, tcp::Segment segment);
    void flush(Timestamp now, SocketIndex index);
    void hear(Timestamp now, SocketIndex index, tcp::Notice notice);
    SeenSegment outgoing(Timestamp now, const Socket* socket, const tcp::Segment& segment) const;

    Settings m_settings;
    std::deque<Socket> m_sockets;
    std::map<int, SocketIndex> m_descriptors;
    SocketIndex m_current = kNoSocketIndex;
    std::uint32_t m_issCount = 0;
    std::uint16_t m_clients = 0; ///< Ports of the script's side used so far.
    std::uint16_t m_ephemerals = 0;
    std::deque<SeenSegment> m_sent;
    std::vector<SeenSegment> m_capture;
    std::vector<tcp::Segment> m_output;
    std::vector<tcp::Notice> m_notices;
};

} // namespace simulation::packetdrill
