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

/// A table that fails so often, or never answers.
class Table : public kernel::TableReader {
public:
    struct Script {
        std::atomic<int> opened = 0;
        std::atomic<int> failures = 0; ///< Still to come.
        bool isPassing = true;
        bool isSilent = false;
    };
    explicit Table(Script& script) : m_script(script) { ++script.opened; }
    std::optional<kernel::ReadFailure> read(std::vector<kernel::Socket>& sockets, const std::stop_token& stop) override
    {
        while (m_script.isSilent && !stop.stop_requested())
            std::this_thread::sleep_for(1ms);
        sockets.clear();
        if (m_script.failures == 0)
            return std::nullopt;
        --m_script.failures;
        return kernel::ReadFailure{{"It fails.", "Wait."}, m_script.isPassing};
    }
    static kernel::SocketWatch::OpenTable opener(Script& script)
    {
        return [&script]() -> Result<std::unique_ptr<kernel::TableReader>> { return std::unique_ptr<kernel::TableReader>(new Table(script)); };
    }

private:
    Script& m_script;
};

} // namespace

class TestSocketWatch : public QObject {
    Q_OBJECT
private slots:
    void oneSnapshotHasOwners();
    void theWatchSeesSocketsComeAndGo();
    void aFailureThatMayPassIsTriedAgain_data();
    void aFailureThatMayPassIsTriedAgain();
    void stoppingDoesNotWaitForTheTable();
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

void TestSocketWatch::aFailureThatMayPassIsTriedAgain_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<bool>("isPassing");
    QTest::addColumn<int>("said");
    QTest::addColumn<int>("opened");
    QTest::addColumn<bool>("goesOn");
    QTest::newRow("no failure, one table") << 0 << true << 0 << 1 << true;
    QTest::newRow("a failure that passes, and a fresh table") << 1 << true << 1 << 2 << true;
    QTest::newRow("three in a row are said once") << 3 << true << 1 << 4 << true;
    QTest::newRow("a refusal is the end") << 1 << false << 1 << 1 << false;
}

void TestSocketWatch::aFailureThatMayPassIsTriedAgain()
{
    QFETCH(int, failures);
    QFETCH(bool, isPassing);
    QFETCH(bool, goesOn);
    Table::Script script;
    script.failures = failures;
    script.isPassing = isPassing;
    std::atomic<int> snapshots = 0;
    std::atomic<int> said = 0;
    auto watch = kernel::SocketWatch::start(5ms, {[&](std::shared_ptr<const Snapshot>) { ++snapshots; }, [&](const Error&) { ++said; }},
                                            Table::opener(script), 5ms);
    QVERIFY(watch);
    if (goesOn)
        QTRY_VERIFY(snapshots >= 3);
    else
        QTRY_VERIFY(said > 0);
    QTest::qWait(50);
    watch.value().reset();
    QTEST(int(said), "said");
    QTEST(int(script.opened), "opened");
    QCOMPARE(snapshots > 0, goesOn);
}

void TestSocketWatch::stoppingDoesNotWaitForTheTable()
{
    Table::Script script;
    script.isSilent = true;
    std::atomic<int> said = 0;
    auto watch = kernel::SocketWatch::start(5ms, {[&](std::shared_ptr<const Snapshot>) { ++said; }, [&](const Error&) { ++said; }},
                                            Table::opener(script), 1h);
    QVERIFY(watch);
    QTest::qWait(50);
    watch.value().reset(); // hangs where nobody hears the wish to stop
    QCOMPARE(int(said), 0);
    // The same while it waits to try again.
    script.isSilent = false;
    script.failures = 1;
    watch = kernel::SocketWatch::start(5ms, {[&](std::shared_ptr<const Snapshot>) {}, [&](const Error&) { ++said; }}, Table::opener(script), 1h);
    QVERIFY(watch);
    QTRY_COMPARE(int(said), 1);
    watch.value().reset();
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
