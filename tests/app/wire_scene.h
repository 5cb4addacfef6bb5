#pragma once
#include "model/capture/live_capture.h"
#include "model/kernel/comparison.h"
#include "model/trace/trace.h"
#include "tests/support/plain_sockets.h"
#include "tests/support/two_hosts.h"

#include <QString>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

/// A live trace, and the capture that fills it.
class Wire : public RecordSink {
public:
    explicit Wire(const std::string& interface);
    bool waitUntilOpen() const { return waitUntil([this] { return m_meter->counts().isOpen; }); }
    bool write(RecordBatch&& batch) override
    {
        const std::lock_guard lock(m_mutex);
        m_trace.append(batch);
        return true;
    }
    template <typename Function>
    auto look(Function function) const
    {
        const std::lock_guard lock(m_mutex);
        return function(m_trace);
    }
    std::uint64_t frames() const
    {
        return look([](const Trace& trace) { return trace.statistics().frames; });
    }
    std::optional<Error> stop()
    {
        m_thread.request_stop();
        m_thread.join();
        return m_error;
    }
    const LiveMeter& meter() const { return *m_meter; }

private:
    mutable std::mutex m_mutex;
    Trace m_trace;
    std::unique_ptr<LiveCapture> m_capture;
    std::shared_ptr<LiveMeter> m_meter;
    std::optional<Error> m_error;
    std::jthread m_thread;
};

/// What both witnesses say of one end; by default that it is CLOSED, and the kernel has no entry.
struct End {
    tcp::State wire = tcp::State::Closed;
    std::optional<tcp::State> entry;
    kernel::Reason reason = kernel::Reason::BothClosed;
    Certainty certainty = Certainty::Assumed; ///< Of what the wire says; not compared, for the output.
    kernel::Agreement agreement = kernel::Agreement::Same; ///< The same.

    bool matches(const End& other) const { return wire == other.wire && entry == other.entry && reason == other.reason; }
};

/// Both ends of a connection.
struct Ends {
    End client;
    End server;
    bool matches(const Ends& other) const { return client.matches(other.client) && server.matches(other.server); }
};

/// Both say that, and the reason is what stands behind the kernel's entry.
inline End both(tcp::State state, kernel::Reason reason = kernel::Reason::FullSocket) { return {state, state, reason}; }
inline End differ(tcp::State wire, std::optional<tcp::State> entry, kernel::Reason reason) { return {wire, entry, reason}; }

QString toText(const End& end);

/// How the ends of a row's connections are addressed.
enum class Family { IPv4, IPv6, Mapped }; // Mapped: an IPv6 socket serves an IPv4 client

/// A connection of a row.
struct Link {
    SocketAddress clientAddress;
    SocketAddress serverAddress;
    int client = -1;
    int server = -1; ///< Once accepted.
};

/// A client and a server on two hosts, and both witnesses: what the steps of a row act on.
class Scene {
public:
    Scene(TwoHosts& hosts, bool clientIsNear, Family family)
        : m_hosts(hosts)
        , m_client(clientIsNear ? hosts.near() : hosts.far())
        , m_server(hosts.other(m_client))
        , m_family(family)
        , m_wire(hosts.near().interface())
    {
    }
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// Waits until the capture runs.
    bool start();
    TestHost& client() { return m_client; }
    TestHost& server() { return m_server; }
    Wire& wire() { return m_wire; }
    Link& link(std::size_t number = 0) { return m_links[number]; }
    std::vector<Link>& links() { return m_links; }
    int listener() const { return m_listener; }

    bool listen(int backlog = 64);
    /// Begins a connection; whether it comes to be the step's end shows.
    bool connect();
    bool accept(std::size_t number = 0);
    /// Both, and what a connection begins with.
    bool connectAndAccept() { return connect() && accept(m_links.size() - 1); }
    /// From now on what `host` sends is on its way, until release().
    bool hold(const TestHost& host);
    bool release(const TestHost& host);
    /// Sets it until the row ends.
    bool setSysctl(TestHost& host, const std::string& name, const std::string& value, const std::string& normal);
    /// The kernel's entry for that end once `holds` of it; `holds` gets null where there is none.
    bool waitForSocket(bool ofClient, const std::function<bool(const kernel::Socket*)>& holds);
    /// Lets another process hold the server's socket as well, as another descriptor.
    bool share(int descriptor);
    void endHolder();
    /// Who holds the server's socket, as the kernel's side tells: process and descriptor, ascending.
    std::vector<std::pair<int, int>> serverHolders();
    pid_t holder() const { return m_holder; }

    /// Waits for the end of a step; false: something else has been the case until the deadline.
    bool settle(const std::vector<Ends>& expected);
    /// What was found last.
    const std::vector<Ends>& found() const { return m_found; }
    QString complaint() const { return m_complaint; }

private:
    bool isComplete(const SegmentCounts& counts) const;
    std::vector<Ends> witness();
    End witnessEnd(const Trace& trace, const Link& link, Side side, const std::vector<kernel::Socket>& sockets) const;

    TwoHosts& m_hosts;
    TestHost& m_client;
    TestHost& m_server;
    const Family m_family;
    Wire m_wire;
    SegmentCounts m_before;
    bool m_isNearHeld = false; ///< What it sends is held back.
    int m_listener = -1;
    std::vector<Link> m_links;
    pid_t m_holder = 0;
    std::vector<std::function<void()>> m_undo;
    std::vector<Ends> m_found;
    QString m_complaint;
};
