// The manual's pictures of what is live, from prepared interfaces, sockets and packets: they show no machine's own names.
// manual_pictures LANGUAGE FOLDER: for app/screenshots.
#include "app/desktop/appearance.h"
#include "app/desktop/interface_panel.h"
#include "app/desktop/live_control.h"
#include "app/desktop/main_window.h"
#include "tests/desktop/live_feed.h"
#include "tests/model/kernel/socket_samples.h"
#include "views/sockets/sockets_view.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QLineEdit>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace Qt::StringLiterals;
using kernel::Socket;
using samples::address;
using tcp::State;

namespace {

void rest(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

/// False if it takes too long.
bool waitUntil(const std::function<bool()>& isSo)
{
    constexpr int kPatience = 10'000; // ms
    QElapsedTimer waited;
    waited.start();
    while (!isSo() && waited.elapsed() < kPatience)
        rest(20);
    return isSo();
}

NetworkInterface interface(const char* name, std::vector<IpAddress> addresses, std::uint64_t octets, bool isRunning = true)
{
    NetworkInterface made;
    made.name = name;
    made.isUp = true;
    made.isRunning = isRunning;
    made.addresses = std::move(addresses);
    made.counters.octets = octets;
    return made;
}

/// The list of the start page, with what has passed in a second.
QPixmap interfaces()
{
    const auto moment = [](std::uint64_t seconds) {
        const auto ip = [](const char* text) { return packets::socketAddress(text, 0).ip; };
        return std::vector<NetworkInterface>{interface("eth0", {ip("10.0.0.1"), ip("fd77::1")}, seconds * 3'240'000), interface("wlan0", {}, 0, false),
                                             interface("docker0", {ip("172.17.0.1")}, seconds * 41'300), interface("lo", {ip("127.0.0.1"), ip("::1")}, seconds * 2'150),
                                             interface("any", {}, seconds * 3'283'450)};
    };
    InterfacePanel panel;
    panel.setTheme(Theme::light());
    panel.showInterfaces(moment(1));
    rest(1000);
    panel.showInterfaces(moment(2));
    panel.resize(560, panel.sizeHint().height());
    panel.show();
    rest(50);
    return panel.grab();
}

/// The status bar while one looks back in a capture that goes on.
QPixmap statusBar(const QString& folder)
{
    LiveFeed feed(folder + u"/web1"_s);
    Preferences preferences;
    preferences.reducedMotion = true;
    MainWindow window(preferences, QPalette(Qt::white));
    window.show();
    LiveSettings settings;
    settings.interface = feed.path();
    window.capture(settings);
    constexpr std::uint64_t kConnections = 61;
    constexpr std::uint32_t kExchanges = 98;
    bool isFed = feed.begin();
    for (std::uint16_t i = 0; i < kConnections; ++i) {
        Talk talk(std::uint16_t(40000 + i));
        isFed = isFed && feed.write(talk.handshake()) && feed.write(talk.exchange(kExchanges)) && feed.write(talk.close());
    }
    const auto isThere = [&window] { return window.live().counts().packets == kConnections * (3 + 2 * kExchanges + 4) && window.session().trace().connectionCount() == kConnections; };
    if (!isFed || !waitUntil(isThere))
        return {};
    window.session().playhead().stepBack();
    window.live().setFollowing(false);
    rest(400);
    const QPixmap picture = window.statusBar()->grab();
    window.live().release();
    return picture;
}

/// A service that leaks and does not accept, and that connects to its database more often than ports last; `seconds` after the start.
kernel::Snapshot troubledServer(int seconds)
{
    constexpr int kLeaked = 164;
    constexpr int kWorking = 23;
    constexpr int kTimeWaits = 600; // new ones a second
    std::vector<Socket> sockets;
    auto owners = std::make_shared<kernel::Owners>();
    owners->processes = {{2114, "orders-api"}, {880, "nginx"}, {881, "nginx"}};
    const auto add = [&](Socket socket, std::vector<std::uint32_t> processes) {
        socket.inode = std::uint32_t(41000 + sockets.size());
        for (const std::uint32_t process : processes)
            owners->holders.push_back({socket.inode, process, std::int32_t(7 + sockets.size() % 200)});
        socket.hasInfo = true;
        socket.info.rtt = 1800 + std::uint32_t(sockets.size()) * 37 % 900;
        socket.info.rttvar = 400;
        socket.info.cwnd = 10;
        socket.info.sinceDataSent = socket.info.sinceDataReceived = 500'000 - std::uint32_t(sockets.size()) * 731; // the first one the longest
        socket.info.sinceAck = socket.info.sinceDataSent - 90'000;
        socket.info.sendMss = 1448;
        socket.info.ssthresh = kernel::TcpInfo::kNoSsthresh;
        owners->asked.push_back(socket.inode);
        sockets.push_back(socket);
    };
    const auto listener = [](std::uint16_t port, std::uint32_t waiting, std::uint32_t most) {
        Socket socket = samples::socket(State::Listen, port);
        socket.recvQueue = waiting;
        socket.sendQueue = most;
        return socket;
    };
    add(listener(8080, 129, 128), {0});
    add(listener(443, 0, 511), {1, 2});
    for (int i = 0; i < kLeaked; ++i) {
        Socket leaked = samples::socket(State::CloseWait, 8080, std::uint16_t(50100 + i * 7));
        leaked.recvQueue = 1; // the FIN
        add(leaked, {0});
    }
    for (int i = 0; i < kWorking; ++i)
        add(samples::socket(State::Established, 443, std::uint16_t(52200 + i * 11)), {std::uint32_t(1 + i % 2)});
    for (int i = 0; i < seconds * kTimeWaits; ++i) {
        Socket waiting = samples::socket(State::TimeWait, std::uint16_t(32768 + i), 5432);
        waiting.remote = address(9, 5432);
        const int left = 60'000 - (seconds * 1000 - i * 1000 / kTimeWaits);
        waiting.timer.left = std::chrono::milliseconds(std::max(left, 1));
        sockets.push_back(waiting);
    }
    kernel::Snapshot made = samples::snapshot(std::chrono::seconds(1'700'000'000 + seconds), std::move(sockets));
    made.owners = owners;
    return made;
}

/// All of it with a connection on which wire and kernel agree, and the panel of ports alone.
std::pair<QPixmap, QPixmap> sockets()
{
    constexpr int kWatched = 25; // seconds
    SocketsView view;
    view.setTheme(Theme::light());
    view.resize(1080, 560);
    view.show();
    for (int second = 0; second <= kWatched; ++second)
        view.setSnapshot(troubledServer(second));
    WireConnection connection;
    connection.ends[0] = {address(2, 50100), State::FinWait2, Certainty::Assumed, false};
    connection.ends[1] = {address(1, 8080), State::CloseWait, Certainty::Proven, true};
    view.setConnection(connection);
    view.filterEdit()->setText(u"process:orders-api"_s);
    auto* tabs = view.findChild<QTabWidget*>();
    qobject_cast<QToolButton*>(tabs->cornerWidget())->click(); // unfolded: wire and kernel
    rest(200);
    view.table()->selectRow(1); // that connection, below the listener
    rest(100);
    const QPixmap all = view.grab();
    tabs->setCurrentIndex(2);
    rest(100);
    return {all, tabs->grab(QRect(0, 0, tabs->width(), std::min(tabs->height(), 100)))};
}

} // namespace

int main(int argc, char** argv)
{
    QTemporaryDir own; // nobody's preferences or recordings
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(own.path()));
    qputenv("XDG_CACHE_HOME", QFile::encodeName(own.path()));
    QApplication application(argc, argv);
    if (argc != 3) {
        std::fputs("usage: manual_pictures LANGUAGE FOLDER\n", stderr);
        return 2;
    }
    const QString language = QString::fromLocal8Bit(argv[1]);
    installTranslations(application, language);
    applyTheme(Theme::light());
    const QDir folder(QString::fromLocal8Bit(argv[2]));
    const QString ending = language == u"zh_CN"_s ? u"_zh_CN.png"_s : u".png"_s;
    const auto [table, ports] = sockets();
    bool isWritten = true;
    for (const auto& [name, picture] : {std::pair(u"live_interfaces"_s, interfaces()), std::pair(u"live_status"_s, statusBar(own.path())),
                                        std::pair(u"sockets"_s, table), std::pair(u"sockets_ports"_s, ports)})
        isWritten = !picture.isNull() && picture.save(folder.filePath(name + ending)) && isWritten;
    if (!isWritten)
        std::fputs("manual_pictures: Not all pictures could be made. Check that the folder may be written to.\n", stderr);
    return isWritten ? 0 : 1;
}
