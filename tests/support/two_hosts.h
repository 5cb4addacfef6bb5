#pragma once
#include "model/base/socket_address.h"
#include "model/kernel/owners.h"
#include "model/kernel/socket_table.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// TCP segments that a host has sent and received, as its kernel counts.
struct SegmentCounts {
    std::uint64_t all = 0;      ///< A SYN-ACK that was sent again counts twice.
    std::uint64_t synsAgain = 0; ///< SYNs and SYN-ACKs that were sent again; the kernel does not tell them apart.
    friend bool operator==(const SegmentCounts&, const SegmentCounts&) = default;
};

/// One of two hosts with a cable between them: a network namespace with sockets, addresses and a kernel's table of its own.
class TestHost {
public:
    TestHost(std::string interface, std::string number) : m_interface(std::move(interface)), m_number(std::move(number)) {}
    ~TestHost();
    TestHost(const TestHost&) = delete;
    TestHost& operator=(const TestHost&) = delete;

    const std::string& interface() const { return m_interface; }
    /// "10.77.0.1" or "fd77::1".
    std::string address(int version) const { return (version == 4 ? "10.77.0." : "fd77::") + m_number; }
    /// A socket of this host that never blocks; -1 if it fails.
    int openSocket(int family) const;
    /// Runs a command of the shell on this host.
    bool run(const std::string& command) const;
    /// Sets "net/ipv4/tcp_fin_timeout", for example.
    bool setSysctl(const std::string& name, const std::string& value) const;
    /// What the kernel says about this host's sockets.
    std::optional<Error> readSockets(std::vector<kernel::Socket>& sockets) const { return m_table->read(sockets); }
    /// The same with the processes that hold them, of all that can be seen.
    Result<kernel::Snapshot> readSnapshot() const;
    SegmentCounts segments() const;

private:
    friend class TwoHosts;
    class Visit;
    std::optional<Error> openTable();
    std::string linkAddress() const { return "02:00:00:00:00:0" + m_number; }

    std::string m_interface;
    std::string m_number;
    int m_namespace = -1;
    std::unique_ptr<kernel::SocketTable> m_table;
};

/// The network namespace of this process and another one, with a virtual cable between them.
///
/// Each can hold back what it sends over IPv4: the kernel lets packets wait whose next hop's link address it does not know yet. So a
/// test can stop between any two segments without racing against a clock; it has two seconds for that.
class TwoHosts {
public:
    /// In the calling thread, which must have entered a network namespace of its own. What failed, or nothing.
    std::optional<std::string> connect();
    TestHost& near() { return m_near; }
    TestHost& far() { return m_far; }
    TestHost& other(const TestHost& host) { return &host == &m_near ? m_far : m_near; }
    /// From now on nothing that `host` sends leaves it, until release().
    bool hold(const TestHost& host);
    bool release(const TestHost& host);

private:
    bool teach(const TestHost& host);

    TestHost m_near{"tcplens0", "1"};
    TestHost m_far{"tcplens1", "2"};
};
