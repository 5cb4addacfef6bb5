// A million packets as fast as the window takes them: its event loop must go on, and every packet must be recorded and shown.
#include "app/desktop/live_control.h"
#include "app/desktop/main_window.h"
#include "tests/desktop/live_feed.h"
#include "tests/support/network_namespace.h"

#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

/// Why no interface can be captured here. Asked before any thread has begun, else only root could.
const std::optional<std::string> kNoNetwork = *TCPLENS_CAPTURE == '\0' ? "The capture helper is not built." : enterNetworkNamespace();

constexpr std::uint32_t kPackets = 1'000'000;
constexpr std::uint32_t kTalks = 200;

/// How long this thread was ready to run while others had the processor, in ms: a busy machine does that, not the program. Empty where
/// the kernel does not say.
std::optional<double> waitedForProcessor()
{
    QFile file(u"/proc/thread-self/schedstat"_s);
    const QList<QByteArray> fields = file.open(QIODevice::ReadOnly) ? file.readAll().split(' ') : QList<QByteArray>();
    return fields.size() == 3 ? std::optional(fields[1].toDouble() / 1e6) : std::nullopt;
}

/// Half of all packets belong to the first connection, which is the one on show.
std::vector<packets::CapturedPacket> flood()
{
    std::vector<packets::CapturedPacket> all;
    all.reserve(kPackets + 20);
    const auto add = [&all](std::vector<packets::CapturedPacket> packets) {
        all.insert(all.end(), std::make_move_iterator(packets.begin()), std::make_move_iterator(packets.end()));
    };
    std::vector<Talk> talks;
    for (std::uint32_t i = 0; i < kTalks; ++i)
        add(talks.emplace_back(std::uint16_t(20000 + i)).handshake());
    for (std::uint32_t i = 1; all.size() < kPackets; i = i % (kTalks - 1) + 1) {
        add(talks.front().exchange(10));
        add(talks[i].exchange(10));
    }
    all.resize(kPackets);
    return all;
}

/// Short connections, one after the other, each closed.
std::vector<packets::CapturedPacket> shortTalks()
{
    std::vector<packets::CapturedPacket> all;
    all.reserve(kPackets + 20);
    for (std::uint32_t i = 0; all.size() < kPackets; ++i) {
        Talk talk(std::uint16_t(1024 + i % 60000));
        for (const auto& packets : {talk.handshake(), talk.exchange(6), talk.close()})
            all.insert(all.end(), packets.begin(), packets.end());
    }
    all.resize(kPackets);
    return all;
}

/// Octets of memory that this process has now.
std::uint64_t residentOctets()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ')[1].toULongLong() * std::uint64_t(sysconf(_SC_PAGESIZE)) : 0;
}

/// Puts them on the cable as fast as it takes them.
bool send(const char* interface, const std::vector<packets::CapturedPacket>& packets)
{
    constexpr std::size_t kAtOnce = 64;
    const int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_ifindex = int(if_nametoindex(interface));
    bool isFine = bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    for (std::size_t sent = 0; isFine && sent < packets.size();) {
        mmsghdr messages[kAtOnce] = {};
        iovec pieces[kAtOnce] = {};
        const std::size_t count = std::min(kAtOnce, packets.size() - sent);
        for (std::size_t i = 0; i < count; ++i) {
            pieces[i] = {const_cast<std::uint8_t*>(packets[sent + i].octets.data()), packets[sent + i].octets.size()};
            messages[i].msg_hdr.msg_iov = &pieces[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        const int result = sendmmsg(descriptor, messages, unsigned(count), 0);
        isFine = result >= 0 || errno == ENOBUFS || errno == EAGAIN;
        sent += std::size_t(std::max(result, 0));
    }
    close(descriptor);
    return isFine;
}

/// How long the event loop was away, at the longest.
class Watchdog : public QObject {
public:
    Watchdog()
    {
        m_clock.start();
        m_lastWaited = waitedForProcessor().value_or(0);
        connect(&m_timer, &QTimer::timeout, this, &Watchdog::look);
        m_timer.start(5);
    }
    double seconds() const { return double(m_clock.nsecsElapsed()) / 1e9; }
    double longest = 0;          ///< ms, working or waiting for anything but a processor.
    double longestOnTheWall = 0; ///< ms
    int turns = 0;

private:
    void look()
    {
        const double now = seconds() * 1e3;
        const double waited = waitedForProcessor().value_or(0);
        longest = std::max(longest, now - m_last - (waited - m_lastWaited));
        longestOnTheWall = std::max(longestOnTheWall, now - m_last);
        m_last = now;
        m_lastWaited = waited;
        ++turns;
    }
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_last = 0;
    double m_lastWaited = 0;
};

} // namespace

class TestLiveFlood : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void theWindowStaysAlive_data();
    void theWindowStaysAlive();
    void theWindowStaysAliveWhileConnectionsLeave();

private:
    QTemporaryDir m_folder;
    std::vector<packets::CapturedPacket> m_packets;
    std::unique_ptr<MainWindow> m_window;
};

void TestLiveFlood::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    qputenv("XDG_CACHE_HOME", QFile::encodeName(m_folder.filePath(u"cache"_s)));
    const QByteArray helper = QFileInfo(QStringLiteral(TCPLENS_CAPTURE)).absolutePath().toLocal8Bit();
    qputenv("PATH", helper + ':' + qgetenv("PATH"));
    m_packets = flood();
}

void TestLiveFlood::init()
{
    m_window = std::make_unique<MainWindow>(Preferences{}, QPalette(Qt::white));
    m_window->show();
}

void TestLiveFlood::cleanup()
{
    m_window->live().release();
    m_window.reset();
}

void TestLiveFlood::theWindowStaysAlive_data()
{
    QTest::addColumn<bool>("onCable");
    QTest::newRow("through a pipe") << false;
    QTest::newRow("over a cable between two interfaces") << true;
}

void TestLiveFlood::theWindowStaysAlive()
{
    QFETCH(bool, onCable);
    if (onCable && kNoNetwork)
        QSKIP(kNoNetwork->c_str());
    LiveFeed feed(m_folder.filePath(u"feed"_s));
    LiveSettings settings;
    settings.interface = onCable ? u"tcplens1"_s : feed.path();
    settings.memoryMebioctets = 4096;
    if (onCable)
        QVERIFY(runCommand("ip link add tcplens0 type veth peer name tcplens1 && ip link set tcplens0 up && ip link set tcplens1 up"));
    m_window->capture(settings);
    QVERIFY(onCable || feed.begin());
    LiveControl& live = m_window->live();
    const Trace& trace = m_window->session().trace();
    if (onCable)
        QTRY_VERIFY(live.counts().isOpen);
    QTest::qWait(300); // the views appear; from now on it only captures

    bool isSent = false;
    Watchdog watchdog;
    std::jthread writer([&] { isSent = onCable ? send("tcplens0", m_packets) : feed.write(m_packets); });
    constexpr double kPatience = 120;
    const auto arrived = [&] { return trace.recordCount() + live.counts().dropped + live.counts().notShown; };
    while (arrived() < kPackets && watchdog.seconds() < kPatience)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
    const double seconds = watchdog.seconds();
    writer.join();
    QVERIFY(isSent);
    qInfo("%.2f s, %.0f packets a second, %llu dropped; longest turn of the event loop: %.1f ms, with waiting for a processor %.1f ms, in %d turns", seconds,
          kPackets / seconds, static_cast<unsigned long long>(live.counts().dropped), watchdog.longest, watchdog.longestOnTheWall, watchdog.turns);
    QCOMPARE(live.counts().dropped, std::uint64_t(0));
    QCOMPARE(live.counts().notShown, std::uint64_t(0));
    QCOMPARE(live.counts().packets, std::uint64_t(kPackets));
    QCOMPARE(trace.recordCount(), kPackets);
    QTRY_COMPARE(m_window->session().playhead().position(), kPackets);
    QVERIFY(watchdog.longest < 50.0);
}

/// A tenth of the memory that all of it would take: most of the connections have to go again, while everything is watched.
void TestLiveFlood::theWindowStaysAliveWhileConnectionsLeave()
{
    constexpr int kMebioctets = 32;
    const std::vector<packets::CapturedPacket> all = shortTalks();
    LiveFeed feed(m_folder.filePath(u"short"_s));
    LiveSettings settings;
    settings.interface = feed.path();
    settings.memoryMebioctets = kMebioctets;
    m_window->capture(settings);
    QVERIFY(feed.begin());
    LiveControl& live = m_window->live();
    const Trace& trace = m_window->session().trace();
    QTest::qWait(300);
    const std::uint64_t before = residentOctets();

    bool isSent = false;
    Watchdog watchdog;
    std::jthread writer([&] { isSent = feed.write(all); });
    constexpr double kPatience = 120;
    std::uint64_t most = 0;
    const auto arrived = [&] { return trace.statistics().frames; };
    while (arrived() < kPackets && watchdog.seconds() < kPatience) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
        most = std::max(most, residentOctets());
    }
    writer.join();
    QVERIFY(isSent);
    const double mebioctets = double(most - before) / 1048576;
    QTest::qWait(1000); // what has left is freed, and what waited is taken
    const double left = double(residentOctets() - before) / 1048576;
    qInfo("%.2f s; longest turn of the event loop: %.1f ms, with waiting for a processor %.1f ms, in %d turns; %u of %u connections have left, %.0f MiB more at the most, %.0f in the end",
          watchdog.seconds(), watchdog.longest, watchdog.longestOnTheWall, watchdog.turns, trace.departures().connections, trace.connectionCount(), mebioctets, left);
    QCOMPARE(live.counts().packets, std::uint64_t(kPackets));
    QCOMPARE(live.counts().notShown, std::uint64_t(0));
    QVERIFY(trace.departures().connections > trace.connectionCount() / 2);
    QVERIFY(live.counts().memoryOctets <= std::uint64_t(kMebioctets) << 20);
    QVERIFY(watchdog.longest < 50.0);
    QVERIFY(mebioctets < 10 * kMebioctets); // with what waits on its way and what the views keep
}

QTEST_MAIN(TestLiveFlood)
#include "tst_live_flood.moc"
