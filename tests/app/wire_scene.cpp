#include "tests/app/wire_scene.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

const char* nameOf(kernel::Reason reason)
{
    constexpr std::array<const char*, kernel::kReasonCount> kNames = {
        "full socket", "request socket", "TIME-WAIT mini-socket", "FIN-WAIT-2 mini-socket", "orphan", "both closed", "not yet acknowledged",
        "not yet sent", "not yet received", "handshake not taken", "kernel lags", "TIME-WAIT is over", "FIN-WAIT-2 is over", "gave up",
        "SYN dropped", "reset not taken", "still waiting", "new connection", "other end elsewhere", "in the past", "impossible"};
    return kNames[std::size_t(reason)];
}

} // namespace

QString toText(const End& end)
{
    const auto name = [](tcp::State state) { return QString::fromStdString(std::string(toString(state))); };
    const QString certainty = QString::fromStdString(std::string(toString(end.certainty)));
    constexpr std::array<const char*, 4> kAgreements = {"same", "explained", "contradicted", "unknown"};
    return u"wire %1 (%2), kernel %3: %4, %5"_s.arg(name(end.wire), certainty, end.entry ? name(*end.entry) : u"none"_s,
                                                    QLatin1StringView(kAgreements[std::size_t(end.agreement)]), QLatin1StringView(nameOf(end.reason)));
}

Wire::Wire(const std::string& interface)
{
    LiveCaptureOptions options; // as they are by default
    options.interface = interface;
    options.helper = TCPLENS_CAPTURE;
    m_capture = std::make_unique<LiveCapture>(options);
    m_meter = m_capture->meter();
    m_thread = std::jthread([this](const std::stop_token& stop) { m_error = m_capture->run(*this, stop); });
}

Scene::~Scene()
{
    endHolder();
    release(m_client);
    release(m_server);
    for (Link& link : m_links) { // whatever a failed step has left is over at once
        for (int* descriptor : {&link.client, &link.server}) {
            if (*descriptor >= 0)
                closeWithReset(*descriptor);
        }
    }
    if (m_listener >= 0)
        close(m_listener);
    for (const auto& undo : m_undo)
        undo();
}

bool Scene::start()
{
    if (!m_wire.waitUntilOpen())
        return false;
    m_before = m_hosts.near().segments();
    return true;
}

bool Scene::listen(int backlog)
{
    m_listener = m_server.openSocket(m_family == Family::IPv4 ? AF_INET : AF_INET6);
    RawAddress address = RawAddress::of(m_family == Family::Mapped ? "::" : m_server.address(m_family == Family::IPv4 ? 4 : 6), 0);
    return m_listener >= 0 && bind(m_listener, address.get(), address.length) == 0 && ::listen(m_listener, backlog) == 0;
}

bool Scene::connect()
{
    const int version = m_family == Family::IPv6 ? 6 : 4;
    RawAddress address = RawAddress::of(m_server.address(version), ownAddress(m_listener).value().port);
    const int descriptor = m_client.openSocket(version == 4 ? AF_INET : AF_INET6);
    if (descriptor < 0 || (::connect(descriptor, address.get(), address.length) != 0 && errno != EINPROGRESS))
        return false;
    m_links.push_back({ownAddress(descriptor).value(), address.value(), descriptor, -1});
    return true;
}

bool Scene::accept(std::size_t number)
{
    RawAddress from;
    int& descriptor = m_links[number].server;
    const bool came = waitUntil([&] {
        descriptor = accept4(m_listener, from.get(), &from.length, SOCK_CLOEXEC | SOCK_NONBLOCK);
        return descriptor >= 0;
    });
    return came && kernel::wireAddress(from.value()) == m_links[number].clientAddress;
}

bool Scene::hold(const TestHost& host)
{
    m_isNearHeld = m_isNearHeld || &host == &m_hosts.near();
    return m_hosts.hold(host);
}

bool Scene::release(const TestHost& host)
{
    m_isNearHeld = m_isNearHeld && &host != &m_hosts.near();
    return m_hosts.release(host);
}

bool Scene::setSysctl(TestHost& host, const std::string& name, const std::string& value, const std::string& normal)
{
    m_undo.emplace_back([&host, name, normal] { host.setSysctl(name, normal); });
    return host.setSysctl(name, value);
}

bool Scene::waitForSocket(bool ofClient, const std::function<bool(const kernel::Socket*)>& holds)
{
    const Link& link = m_links.front();
    return waitUntil([&] {
        std::vector<kernel::Socket> sockets;
        const auto error = (ofClient ? m_client : m_server).readSockets(sockets);
        return !error && holds(ofClient ? kernel::findSocket(sockets, link.clientAddress, link.serverAddress)
                                        : kernel::findSocket(sockets, link.serverAddress, link.clientAddress));
    });
}

bool Scene::share(int descriptor)
{
    int ready[2];
    if (pipe(ready) != 0)
        return false;
    m_holder = fork();
    if (m_holder == 0) { // from here on only what a forked thread may call
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ready[1], 0);
        dup2(m_links.front().server, descriptor);
        close_range(1, unsigned(descriptor) - 1, 0);
        close_range(unsigned(descriptor) + 1, ~0u, 0);
        if (write(0, "r", 1) == 1)
            pause();
        _exit(0);
    }
    char token = 0;
    close(ready[1]);
    const bool isReady = m_holder > 0 && read(ready[0], &token, 1) == 1;
    close(ready[0]);
    return isReady;
}

void Scene::endHolder()
{
    if (m_holder <= 0)
        return;
    kill(m_holder, SIGKILL);
    waitpid(m_holder, nullptr, 0);
    m_holder = 0;
}

std::vector<std::pair<int, int>> Scene::serverHolders()
{
    const auto snapshot = m_server.readSnapshot();
    const Link& link = m_links.front();
    const kernel::Socket* socket = snapshot ? kernel::findSocket(snapshot.value().sockets, link.serverAddress, link.clientAddress) : nullptr;
    std::vector<std::pair<int, int>> holders;
    if (socket) {
        for (const kernel::Holder& each : snapshot.value().holders(*socket))
            holders.emplace_back(snapshot.value().process(each).pid, each.descriptor);
    }
    std::ranges::sort(holders);
    return holders;
}

/// Whether the trace has every segment that the kernel has counted. What this host holds back is counted and has not been sent.
bool Scene::isComplete(const SegmentCounts& counts) const
{
    const std::uint64_t frames = m_wire.frames();
    const std::uint64_t segments = counts.all - m_before.all;
    const std::uint64_t doubtful = m_isNearHeld ? segments : counts.synsAgain - m_before.synsAgain;
    return frames <= segments && frames >= segments - doubtful;
}

End Scene::witnessEnd(const Trace& trace, const Link& link, Side side, const std::vector<kernel::Socket>& sockets) const
{
    End end;
    const bool isClient = side == Side::Initiator;
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        const Connection& connection = trace.connection(id);
        if (connection.info.initiator == link.clientAddress && connection.info.responder == link.serverAddress) {
            end.wire = connection.side(side).state;
            end.certainty = connection.side(side).certainty;
        }
    }
    const kernel::Socket* entry = isClient ? kernel::findSocket(sockets, link.clientAddress, link.serverAddress)
                                           : kernel::findSocket(sockets, link.serverAddress, link.clientAddress);
    const kernel::Comparison comparison = kernel::compare({end.wire, end.certainty == Certainty::Assumed, true, kernel::WireMoment::Now}, entry);
    end.agreement = comparison.agreement;
    end.reason = comparison.reason;
    if (entry)
        end.entry = entry->state;
    return end;
}

std::vector<Ends> Scene::witness()
{
    std::vector<kernel::Socket> ofClient;
    std::vector<kernel::Socket> ofServer;
    if (m_client.readSockets(ofClient) || m_server.readSockets(ofServer))
        return {};
    return m_wire.look([&](const Trace& trace) {
        std::vector<Ends> found;
        for (const Link& link : m_links)
            found.push_back({witnessEnd(trace, link, Side::Initiator, ofClient), witnessEnd(trace, link, Side::Responder, ofServer)});
        return found;
    });
}

bool Scene::settle(const std::vector<Ends>& expected)
{
    const auto isExpected = [&] {
        bool fits = m_found.size() == m_links.size();
        for (std::size_t i = 0; fits && i < m_found.size(); ++i)
            fits = m_found[i].matches(expected.size() == 1 ? expected.front() : expected[i]);
        return fits;
    };
    const bool settled = waitUntil([&] {
        const SegmentCounts before = m_hosts.near().segments();
        const bool wasComplete = isComplete(before);
        m_found = witness();
        return isExpected() && wasComplete && m_hosts.near().segments() == before;
    });
    m_complaint = u"%1 frames, %2 segments by the kernel's count"_s.arg(m_wire.frames()).arg(m_hosts.near().segments().all - m_before.all);
    return settled;
}
