#include "tests/support/two_hosts.h"

#include "model/kernel/socket_watch.h"
#include "tests/support/network_namespace.h"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <sched.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace {

int openOwnNamespace()
{
    return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

/// The counters of that protocol in a text like /proc/net/snmp: a line of names and a line of values for each protocol.
std::map<std::string, std::uint64_t> countersIn(const char* path, const std::string& protocol)
{
    std::ifstream text(path);
    std::string names;
    std::string values;
    std::map<std::string, std::uint64_t> counters;
    while (std::getline(text, names) && std::getline(text, values)) {
        std::istringstream name(names);
        std::istringstream value(values);
        std::string eachName;
        std::string eachValue;
        if (!(name >> eachName) || !(value >> eachValue) || eachName != protocol)
            continue;
        while (name >> eachName && value >> eachValue)
            counters[eachName] = std::strtoull(eachValue.c_str(), nullptr, 10);
    }
    return counters;
}

} // namespace

/// As long as it lives the calling thread is on that host.
class TestHost::Visit {
public:
    explicit Visit(const TestHost& host) : m_home(openOwnNamespace()), m_isThere(setns(host.m_namespace, CLONE_NEWNET) == 0) {}
    ~Visit()
    {
        if (m_home < 0 || setns(m_home, CLONE_NEWNET) != 0)
            std::abort(); // all that follows would be on the wrong host
        close(m_home);
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    explicit operator bool() const { return m_isThere; }

private:
    int m_home;
    bool m_isThere;
};

TestHost::~TestHost()
{
    if (m_namespace >= 0)
        close(m_namespace);
}

std::optional<Error> TestHost::openTable()
{
    const Visit visit(*this);
    auto table = kernel::SocketTable::open();
    if (!table)
        return table.error();
    m_table = std::move(table.value());
    return std::nullopt;
}

int TestHost::openSocket(int family) const
{
    const Visit visit(*this);
    return visit ? socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) : -1;
}

bool TestHost::run(const std::string& command) const
{
    const Visit visit(*this);
    return visit && runCommand(command);
}

bool TestHost::setSysctl(const std::string& name, const std::string& value) const
{
    const Visit visit(*this);
    if (!visit)
        return false;
    std::ofstream file("/proc/sys/" + name);
    file << value << std::flush;
    return bool(file);
}

Result<kernel::Snapshot> TestHost::readSnapshot() const
{
    const Visit visit(*this);
    return kernel::readSnapshot();
}

SegmentCounts TestHost::segments() const
{
    const Visit visit(*this);
    auto tcp = countersIn("/proc/thread-self/net/snmp", "Tcp:");
    auto more = countersIn("/proc/thread-self/net/netstat", "TcpExt:");
    return {tcp["InSegs"] + tcp["OutSegs"] + tcp["RetransSegs"], more["TCPSynRetrans"]}; // OutSegs counts what is new
}

std::optional<std::string> TwoHosts::connect()
{
    m_near.m_namespace = openOwnNamespace();
    if (m_near.m_namespace < 0 || unshare(CLONE_NEWNET) != 0)
        return "A second network namespace cannot be made.";
    m_far.m_namespace = openOwnNamespace();
    if (setns(m_near.m_namespace, CLONE_NEWNET) != 0)
        std::abort();
    const std::string farNamespace = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(m_far.m_namespace);
    if (!m_near.run("ip link add " + m_near.m_interface + " address " + m_near.linkAddress() + " type veth peer name " + m_far.m_interface + " address "
                    + m_far.linkAddress() + " netns " + farNamespace))
        return "A virtual cable between the namespaces cannot be made (module veth, package iproute2).";
    for (TestHost* host : {&m_near, &m_far}) {
        if (auto error = host->openTable())
            return error->what;
        // One segment is one packet, here as on a cable; and nobody learns a link address but by teach().
        const std::string device = " dev " + host->m_interface;
        const bool isReady = host->run("ip addr add " + host->address(4) + "/24" + device) && host->run("ip addr add " + host->address(6) + "/64" + device + " nodad")
            && host->run("ip link set" + device + " gso_max_segs 1 up") && host->setSysctl("net/ipv4/conf/" + host->m_interface + "/arp_ignore", "8");
        if (!isReady)
            return "The network namespaces cannot be set up.";
    }
    return teach(m_near) && teach(m_far) ? std::nullopt : std::optional<std::string>("The neighbour tables cannot be written.");
}

/// Tells `host` the link address of the other one.
bool TwoHosts::teach(const TestHost& host)
{
    const TestHost& next = other(host);
    return host.run("ip neigh replace " + next.address(4) + " lladdr " + next.linkAddress() + " dev " + host.m_interface + " nud permanent");
}

bool TwoHosts::hold(const TestHost& host)
{
    return host.run("ip neigh del " + other(host).address(4) + " dev " + host.m_interface);
}

bool TwoHosts::release(const TestHost& host)
{
    return teach(host);
}
