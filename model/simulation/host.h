#pragma once
#include "model/simulation/scenario_values.h"
#include "model/simulation/socket.h"
#include "model/trace/stage.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace simulation {

class Host;

/// What a host needs of the world around it: a clock, a link, and somebody who writes down what it does.
class World {
public:
    virtual ~World() = default;
    virtual Timestamp now() const = 0;
    /// The address and index of the host with that name; nothing if there is none.
    virtual const Host* findHost(std::string_view name) const = 0;
    /// The socket has an address at both ends now: it takes its place in the trace.
    virtual void connect(Socket& socket, bool actively) = 0;
    virtual void transmit(const Host& host, const SocketAddress& source, const SocketAddress& destination, const tcp::Segment& segment,
                          std::uint8_t windowShift) = 0;
    /// The socket's endpoint has made steps; `arrived` is the segment that caused them, if one did.
    virtual void record(Socket& socket, RecordKind kind, std::span<const tcp::Endpoint::Step> steps, const Passage* arrived) = 0;
    virtual void recordLoss(Socket& socket) = 0;
    /// Something has happened to the socket, whether or not it is recorded: what it keeps to itself may have changed.
    virtual void touch(const Socket& socket) = 0;
    virtual void schedule(const Host& host, SocketId socket, Timestamp time) = 0;
};

/// An operating system around TCP endpoints: processes, descriptors, ports, queues, and applications with habits.
///
/// Calls that would block wait inside the socket and go on when they can. All that fails is kept as a SocketError.
class Host {
public:
    Host(HostIndex index, const HostStatement& statement, const IpAddress& address, std::uint64_t seed, World& world);

    HostIndex index() const { return m_index; }
    const std::string& name() const { return m_name; }
    const IpAddress& address() const { return m_address; }
    const HostSettings& settings() const { return m_settings; }
    bool isUp() const { return m_isUp; }

    /// Carries out a call; `repetition` counts from 1 where it is repeated, else 0.
    void perform(const Call& call, std::uint32_t repetition);
    /// A segment comes in; the arrival is recorded in any case.
    void arrive(const Passage& passage);
    void runTimers(SocketId id);
    /// Lets the applications do what they can now, and all that follows from it. Acknowledgments of text may wait for the end of the
    /// moment: a window update takes their place if a user reads until then.
    void serveApplications();
    /// The moment is over: what waited goes out.
    void sendWaiting();

    const std::deque<Socket>& sockets() const { return m_sockets; }
    const Socket& socket(SocketId id) const { return m_sockets[id]; }
    /// By SocketName's rule: a name, or ports; null if there is none. "all" is no single socket.
    const Socket* find(std::string_view name) const;
    const std::vector<Process>& processes() const { return m_processes; }
    /// The sockets that exist now, listeners first, then in the order in which they were made.
    std::vector<StageSocket> socketTable() const;
    /// Octets, of its newest connection that is open or, without one, of those to come.
    std::uint32_t receiveBuffer() const;
    /// The live socket that stands at this 4-tuple's end, or null.
    const Socket* at(std::uint16_t port, const SocketAddress& remote) const;
    bool isListening(std::uint16_t port) const { return m_listeners.contains(port); }
    /// All rows of the transition table that its endpoints have obeyed, also those that belonged to no socket.
    tcp::RowsFired rowsFired() const;

private:
    struct Caller {
        const Call* call;
        ProcessId process;
        std::uint32_t repetition;
    };
    enum class Entry : std::uint8_t {
        Free,    ///< The state machine sees the segment.
        Ignored,
        Abort,   ///< It does not, and the connection ends.
    };
    using Tuple = std::pair<std::uint16_t, SocketAddress>;
    /// A segment that goes out as soon as the applications have answered too.
    struct Outgoing {
        SocketId socket;
        tcp::Segment segment;
        std::uint64_t event; ///< Segments of the same arrival, call or timer have the same number.
        bool isOfUser;       ///< Sent because of a call.
    };

    // host.cpp
    tcp::EndpointSettings endpointSettings(const SocketOptions& options) const;
    Socket& makeSocket(const SocketOptions& options, const Habits& habits);
    const Socket* findAt(const SocketPlace& place) const;
    void giveName(Socket& socket, const std::string& name, std::uint32_t repetition);
    tcp::SeqNumber chooseIss(const Socket& socket);
    void flush(Socket& socket, RecordKind kind, const Passage* arrived = nullptr);
    void noteSteps(Socket& socket, std::span<const tcp::Endpoint::Step> steps);
    void leaveTables(Socket& socket);
    void queue(Socket& socket, const tcp::Segment& segment, RecordKind kind, const Passage* arrived);
    bool isSuperfluous(std::size_t position) const;
    bool isPiggybacked(const Outgoing& first, const Outgoing& second) const;
    void sendOutgoing();
    void wake(Socket& socket);
    void forgetAll();

    // host_arrivals.cpp
    Socket* receiverOf(const Passage& passage);
    Entry judge(const Socket& socket, const Passage& passage) const;
    void arriveAtListener(Socket& listener, const Passage& passage);
    void takeSyn(Socket& listener, const Passage& passage);
    Socket& makeChild(Socket& listener, const Passage& passage, const tcp::EndpointSettings* settings);
    void sendCookie(Socket& listener, const Passage& passage);
    bool takeCookie(Socket& listener, const Passage& passage);
    std::uint32_t cookieFor(const Passage& passage, std::uint32_t irs) const;
    void answerFromClosed(const Passage& passage);
    void recordUnseen(const Passage& passage);

    // host_calls.cpp
    void performInProcess(const Caller& caller);
    void call(const Caller& caller, const PassiveOpen& open);
    void call(const Caller& caller, const ActiveOpen& open);
    void call(const Caller& caller, const Accept& accept);
    void call(const Caller& caller, const SetOptions& set);
    void call(const Caller& caller, const SetHabit& set);
    void call(const Caller& caller, const Fork& fork);
    void callOn(const Caller& caller, Socket& socket);
    bool choosePort(Socket& socket, const ActiveOpen& open);
    bool claim(Socket& socket, std::uint16_t port);
    bool isPortFree(std::uint16_t port, bool reuse) const;
    void control(const ControlProcess& control);
    void control(const ControlHost& control);
    std::vector<Socket*> resolve(const Caller& caller);
    const Socket* newestOf(const Caller& caller) const;
    ProcessId processOf(const Caller& caller, const Socket& socket) const;

    // host_descriptors.cpp
    ProcessId findProcess(const std::string& name, bool revive);
    ProcessId forkProcess(ProcessId parent, const std::string& name);
    void hold(ProcessId process, Socket& socket);
    bool letGo(ProcessId process, Socket& socket);
    void end(ProcessId process);
    void closeLast(Socket& socket, ProcessId process = kNoProcess);
    void linger(Socket& socket, ProcessId process);
    void endLinger(Socket& socket);
    void goOn(ProcessId process);
    void closeListener(Socket& listener);
    void acceptOne(Socket& listener, const std::string& name, std::uint32_t repetition);
    void apply(const SocketOptions& options, Socket& socket);

    // host_applications.cpp
    void serve(Socket& socket);
    void serveListener(Socket& listener);
    void hearNotices(Socket& socket);
    void send(Socket& socket, std::uint64_t octets);
    void pumpSend(Socket& socket);
    std::uint64_t read(Socket& socket, std::optional<std::uint64_t> octets);
    void shutDown(Socket& socket, ShutdownHow how);
    void closeDescriptor(ProcessId process, Socket& socket);
    void abort(ProcessId process, Socket& socket);
    void fail(Socket& socket, SocketError error);
    bool failsWithPendingError(Socket& socket);

    HostIndex m_index;
    std::string m_name;
    HostSettings m_settings;
    IpAddress m_address;
    std::uint64_t m_seed;
    World& m_world;
    bool m_isUp = true;

    std::deque<Socket> m_sockets;
    std::map<std::string, SocketId, std::less<>> m_names;
    std::map<Tuple, SocketId> m_tuples;
    std::map<std::uint16_t, SocketId> m_listeners;
    SocketId m_lastConnection = kNoSocket;
    SocketId m_lastHeld = kNoSocket; ///< The connection that a process was given last.
    SocketId m_lastListener = kNoSocket;
    std::vector<Process> m_processes;
    SocketOptions m_options; ///< Of sockets that are still to be made.
    Habits m_habits;
    std::uint16_t m_nextPort = 0;
    std::uint32_t m_issCount = 0;
    std::deque<SocketId> m_toServe;
    std::vector<ProcessId> m_toGoOn; ///< Processes whose close() has returned.
    std::vector<tcp::Segment> m_output;
    std::vector<Outgoing> m_outgoing;
    bool m_mayWait = true; ///< Nothing but acknowledgments of text is in m_outgoing.
    std::uint64_t m_event = 0;
    tcp::RowsFired m_unboundRows; ///< Of endpoints that belonged to no socket.
    std::vector<tcp::Notice> m_notices;
};

} // namespace simulation
