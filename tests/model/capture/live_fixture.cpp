#include "tests/model/capture/live_fixture.h"

#include "tests/support/network_namespace.h"

#include <arpa/inet.h>
#include <csignal>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using Clock = std::chrono::steady_clock;

bool TraceSink::write(RecordBatch&& batch)
{
    std::unique_lock lock(m_mutex);
    m_released.wait(lock, [this] { return !m_isHeld; });
    trace.append(batch);
    departures.insert(departures.end(), batch.departures.begin(), batch.departures.end());
    return true;
}

void TraceSink::hold()
{
    const std::lock_guard lock(m_mutex);
    m_isHeld = true;
}

void TraceSink::release()
{
    const std::lock_guard lock(m_mutex);
    m_isHeld = false;
    m_released.notify_all();
}

RunningCapture::RunningCapture(std::unique_ptr<LiveCapture> capture) : m_capture(std::move(capture)), m_meter(m_capture->meter())
{
    m_thread = std::jthread([this](const std::stop_token& stop) {
        m_error = m_capture->run(m_sink, stop);
        m_hasEnded = true;
    });
}

bool RunningCapture::waitUntil(const std::function<bool(const LiveCounts&)>& holds)
{
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    while (!holds(m_meter->counts())) {
        if (m_hasEnded || Clock::now() > deadline)
            return holds(m_meter->counts());
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

bool RunningCapture::waitUntilOpen()
{
    return waitUntil([](const LiveCounts& counts) { return counts.isOpen; });
}

std::chrono::milliseconds RunningCapture::stop()
{
    const auto start = Clock::now();
    m_thread.request_stop();
    m_thread.join();
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

bool RunningCapture::waitForEnd(std::chrono::seconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (!m_hasEnded && Clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const bool byItself = m_hasEnded;
    m_thread.request_stop();
    m_thread.join();
    return byItself;
}

bool FarServer::start()
{
    int ready[2];
    int go[2];
    if (pipe(ready) != 0 || pipe(go) != 0)
        return false;
    m_process = fork();
    if (m_process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(ready[1], go[0]);
    }
    char token = 0;
    const std::string process = std::to_string(m_process);
    const bool laid = read(ready[0], &token, 1) == 1
        && runCommand("ip link add tcplens0 type veth peer name tcplens1 && ip link set tcplens1 netns " + process
                      + " && ip addr add 10.77.0.1/24 dev tcplens0 && ip link set tcplens0 up")
        && write(go[1], "g", 1) == 1 && read(ready[0], &token, 1) == 1;
    for (const int descriptor : {ready[0], ready[1], go[0], go[1]})
        close(descriptor);
    return laid;
}

void FarServer::serve(int ready, int go)
{
    char token = 'r';
    if (unshare(CLONE_NEWNET) != 0 || write(ready, &token, 1) != 1 || read(go, &token, 1) != 1)
        _exit(1);
    if (!runCommand("ip addr add 10.77.0.2/24 dev tcplens1 && ip link set tcplens1 up"))
        _exit(1);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(kPort);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener, 16) != 0 || write(ready, &token, 1) != 1)
        _exit(1);
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        char octets[4096];
        for (ssize_t got = 0; (got = read(client, octets, sizeof octets)) > 0;)
            [[maybe_unused]] const ssize_t ignored = write(client, octets, std::size_t(got));
        close(client);
    }
}

FarServer::~FarServer()
{
    if (m_process <= 0)
        return;
    kill(m_process, SIGKILL);
    waitpid(m_process, nullptr, 0);
    runCommand("ip link del tcplens0"); // the far namespace and its end go with the process, a little later
}

namespace {

bool exchange(int descriptor)
{
    char octets[100] = "hello";
    return send(descriptor, octets, sizeof octets, MSG_NOSIGNAL) == ssize_t(sizeof octets)
        && recv(descriptor, octets, sizeof octets, MSG_WAITALL) == ssize_t(sizeof octets);
}

int connectTo(const char* host, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, host, &address.sin_addr);
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

} // namespace

bool talk(const char* address, std::uint16_t port, int rounds)
{
    const int descriptor = connectTo(address, port);
    if (descriptor < 0)
        return false;
    bool isFine = true;
    for (int i = 0; i < rounds; ++i)
        isFine = isFine && exchange(descriptor);
    shutdown(descriptor, SHUT_WR);
    char octet = 0;
    isFine = isFine && recv(descriptor, &octet, 1, 0) == 0;
    close(descriptor);
    return isFine;
}

int listenOnLoopback(std::uint16_t& port)
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener, 16) != 0
        || getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return -1;
    port = ntohs(address.sin_port);
    return listener;
}

bool talkToOwnListener(int listener, std::uint16_t port)
{
    const int client = connectTo("127.0.0.1", port);
    const int server = client < 0 ? -1 : accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    char octets[100] = "hello";
    const bool isFine = server >= 0 && send(client, octets, sizeof octets, MSG_NOSIGNAL) == ssize_t(sizeof octets)
        && recv(server, octets, sizeof octets, MSG_WAITALL) == ssize_t(sizeof octets);
    for (const int descriptor : {client, server}) {
        if (descriptor >= 0)
            close(descriptor);
    }
    return isFine;
}

std::uint64_t segmentsOfThisHost()
{
    std::ifstream file("/proc/self/net/snmp");
    std::string names;
    std::string values;
    while (std::getline(file, names) && std::getline(file, values)) {
        if (!names.starts_with("Tcp:"))
            continue;
        std::istringstream name(names);
        std::istringstream value(values);
        std::uint64_t sum = 0;
        std::string eachName;
        std::string eachValue;
        while (name >> eachName && value >> eachValue) {
            if (eachName == "InSegs" || eachName == "OutSegs")
                sum += std::stoull(eachValue);
        }
        return sum;
    }
    return 0;
}
