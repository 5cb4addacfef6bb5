// This host's kernel.
#include "model/kernel/local_addresses.h"
#include "model/kernel/socket_watch.h"

#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

using namespace std::chrono_literals;
using kernel::Ownership;
using kernel::Snapshot;

namespace {

struct Listener {
    int file = -1;
    std::uint16_t port = 0;
    Listener()
    {
        file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        const bool isBound = bind(file, reinterpret_cast<const sockaddr*>(&address), length) == 0 && listen(file, 5) == 0;
        if (isBound && getsockname(file, reinterpret_cast<sockaddr*>(&address), &length) == 0)
            port = ntohs(address.sin_port);
    }
    ~Listener() { stop(); }
    void stop()
    {
        if (file >= 0)
            close(file);
        file = -1;
    }
};

const kernel::Socket* listenerOn(const Snapshot& snapshot, std::uint16_t port)
{
    const auto at = std::ranges::find_if(snapshot.sockets, [port](const kernel::Socket& socket) { return socket.isListener() && socket.local.port == port; });
    return at == snapshot.sockets.end() ? nullptr : &*at;
}

} // namespace

class TestSocketWatch : public QObject {
    Q_OBJECT
private slots:
    void oneSnapshotHasOwners();
    void theWatchSeesSocketsComeAndGo();
    void localAddressesHoldLoopback();
};

void TestSocketWatch::oneSnapshotHasOwners()
{
    Listener listener;
    QVERIFY(listener.port != 0);
    const auto snapshot = kernel::readSnapshot();
    if (!snapshot)
        QSKIP(snapshot.error().what.c_str());
    const kernel::Socket* socket = listenerOn(snapshot.value(), listener.port);
    QVERIFY(socket);
    QCOMPARE(socket->sendQueue, 5u);
    QCOMPARE(snapshot.value().ownership(*socket), Ownership::Known);
    const auto holders = snapshot.value().holders(*socket);
    QCOMPARE(holders.size(), 1u);
    QCOMPARE(holders[0].descriptor, listener.file);
    QCOMPARE(snapshot.value().process(holders[0]).pid, getpid());
}

void TestSocketWatch::theWatchSeesSocketsComeAndGo()
{
    std::mutex mutex;
    std::shared_ptr<const Snapshot> latest;
    std::atomic<int> snapshots = 0;
    auto watch = kernel::SocketWatch::start(20ms, {[&](std::shared_ptr<const Snapshot> snapshot) {
                                                       const std::lock_guard lock(mutex);
                                                       latest = std::move(snapshot);
                                                       ++snapshots;
                                                   },
                                                   [](const Error&) {}});
    if (!watch)
        QSKIP(watch.error().what.c_str());
    const auto now = [&] {
        const std::lock_guard lock(mutex);
        return latest;
    };
    QTRY_VERIFY(snapshots > 3);
    Listener listener;
    QTRY_VERIFY(listenerOn(*now(), listener.port));
    QTRY_VERIFY([&] {
        const auto snapshot = now();
        const kernel::Socket* socket = listenerOn(*snapshot, listener.port);
        return socket && snapshot->ownership(*socket) == Ownership::Known;
    }());
    listener.stop();
    QTRY_VERIFY(!listenerOn(*now(), listener.port));
    watch.value().reset();
    const int seen = snapshots;
    QTest::qWait(100);
    QCOMPARE(int(snapshots), seen);
}

void TestSocketWatch::localAddressesHoldLoopback()
{
    const auto addresses = kernel::LocalAddresses::read();
    IpAddress ip;
    ip.octets = {127, 1, 2, 3};
    QVERIFY(addresses.contains(ip));
    ip.octets = {192, 0, 2, 1}; // for documentation, RFC 5737
    QVERIFY(!addresses.contains(ip));
}

QTEST_GUILESS_MAIN(TestSocketWatch)
#include "tst_socket_watch.moc"
